"""What each account calls a referent, and in whose voice."""

from __future__ import annotations

from ..model.findings import Cast, Label, Story


def find_labels(story: Story, cast: Cast) -> tuple[Label, ...]:
    """The labels of a story, sorted."""
    return ()

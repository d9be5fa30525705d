"""An account that contradicts itself: both places."""

from __future__ import annotations

from ..model.findings import Cast, Contradiction, Story


def find_contradictions(story: Story, cast: Cast) -> tuple[Contradiction, ...]:
    """The contradictions within single accounts of a story."""
    return ()

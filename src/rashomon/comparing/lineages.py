"""Lineages: one utterance and its renderings across accounts."""

from __future__ import annotations

from ..model.findings import Cast, Lineage, Story


def find_lineages(story: Story, cast: Cast) -> tuple[Lineage, ...]:
    """The lineages of a story, sorted by id."""
    return ()

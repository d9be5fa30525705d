"""Figures about the same thing: which agree, are revised, conflict, or cannot be compared."""

from __future__ import annotations

from ..model.findings import Cast, FigureGroup, Story


def group_figures(story: Story, cast: Cast) -> tuple[FigureGroup, ...]:
    """The figure groups of a story."""
    return ()

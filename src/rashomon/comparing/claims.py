"""Contested claims of a story, and who takes which position on them."""

from __future__ import annotations

from collections.abc import Sequence

from ..model.findings import Cast, Claim, Lineage, Position, Story


def find_claims(
    story: Story, cast: Cast, lineages: Sequence[Lineage]
) -> tuple[tuple[Claim, ...], tuple[Position, ...]]:
    """The claims and positions of a story."""
    return (), ()

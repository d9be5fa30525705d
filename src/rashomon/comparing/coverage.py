"""Which account has which finding."""

from __future__ import annotations

from ..model.findings import Coverage, Findings, Story


def find_coverage(story: Story, findings: Findings) -> tuple[Coverage, ...]:
    """For each finding, whether each account has it."""
    return ()

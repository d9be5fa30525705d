"""Which account has which finding."""

from __future__ import annotations

from collections.abc import Iterator

from ..model.findings import Coverage, Findings, Story, TimelineEvent
from ..model.ids import content_id

MAX_ROWS = 100_000
"""Accounts times findings up to which every pair has a row."""
FEW = 3
"""In a larger story an account that lacks a finding has a row only where at most so many lack it."""


def find_coverage(story: Story, findings: Findings) -> tuple[Coverage, ...]:
    """For each finding, whether each account has it, sorted.

    A story of thousands of accounts has rows for the accounts that have a finding, and for the few that lack what all
    the others have: the rest would be millions of rows that say no.
    """
    items = sorted(a.item.item_id for a in story.accounts)
    held = dict(_holders(story, findings))
    everything = len(items) * len(held) <= MAX_ROWS
    rows = []
    for finding, holders in held.items():
        lacking = [i for i in items if i not in holders]
        rows += [Coverage(story.story_id, finding, i, True) for i in holders]
        if everything or len(lacking) <= FEW:
            rows += [Coverage(story.story_id, finding, i, False) for i in lacking]
    return tuple(sorted(rows))


def event_id(event: TimelineEvent) -> str:
    """The permanent id of an event: its story, time and words."""
    return content_id("t", event.story_id, event.edtf, event.text)


def _holders(story: Story, findings: Findings) -> Iterator[tuple[str, set[str]]]:
    for lineage in findings.lineages:
        yield lineage.lineage_id, {v.item_id for v in lineage.versions}
    for claim in findings.claims:
        yield claim.claim_id, {p.item_id for p in findings.positions if p.claim_id == claim.claim_id}
    figure_item = {f.figure_id: r.item_id for r in findings.readings for f in r.figures}
    for group in findings.figure_groups:
        yield group.group_id, {figure_item[f] for f in group.figure_ids if f in figure_item}
    for event in findings.timeline:
        yield event_id(event), {a.item_id for a in event.accounts}

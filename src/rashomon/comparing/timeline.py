"""What happened when, by which account."""

from __future__ import annotations

from ..model.findings import Story, TimelineEvent


def settle_times(story: Story) -> Story:
    """The story with times that one item alone could not settle given the value that the others' dates imply."""
    return story


def make_timeline(story: Story) -> tuple[TimelineEvent, ...]:
    """One line an event, with every account that has it."""
    return ()

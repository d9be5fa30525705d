"""Actors of a story: which entities of which items are one person, body, place or group."""

from __future__ import annotations

from collections.abc import Iterable

from ..model.findings import Actor, Cast, Story


def make_cast(story: Story) -> Cast:
    """The actors of a story and what each entity of each item stands for."""
    return Cast((), {})


def join_actors(actors: Iterable[Actor]) -> dict[str, str]:
    """For each actor of each story, the id of the actor that it is across stories (its own where it stands alone)."""
    return {a.actor_id: a.actor_id for a in actors}

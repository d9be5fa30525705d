"""The whole collection's links: passages, revisions, stories, origins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from ..model.ids import content_id
from ..model.links import LinkInput, Links, StoryMember
from ..model.settings import LinkingSettings
from .boilerplate import Draft, furniture, own_words
from .collection import Collection
from .origins import find_origins
from .passages import Joined, find_matches, make_passages, near_copies
from .revisions import find_revisions
from .stories import Story, group_stories


def link(inputs: Sequence[LinkInput], settings: LinkingSettings) -> Links:
    """All links of a collection; the order of the inputs does not matter.

    Stories are found twice: words that turn out to spread over several stories are page furniture and are left out the
    second time.
    """
    collection = Collection(inputs)
    if not len(collection):
        return Links((), (), ())
    joined = find_matches(collection, least_words=settings.min_passage_words, memory_mb=settings.memory_mb)
    meeting = sorted({(m.low, m.high) for m in joined.matches})
    same = near_copies(collection, joined)
    draft = draft_of(collection, joined, meeting, same)
    spread = furniture(joined.shared, draft)
    stories = group_stories(
        collection, lambda rank: own_words(collection.words(rank).full, spread), meeting, same, draft.stories
    )
    made, coverage = make_passages(collection, joined.matches, spread)
    revisions = find_revisions(collection, coverage)
    members, story_ids = _members(collection, stories)
    origins = find_origins(collection, made, coverage, revisions, story_ids)
    return Links(
        tuple(sorted(passage for _, passage, _ in made)),
        tuple(origins),
        tuple(sorted(members)),
        {collection.known[a].item_id: collection.known[b].item_id for a, b in sorted(revisions.items())},
    )


def draft_of(
    collection: Collection, joined: Joined, meeting: Sequence[tuple[int, int]], same: Mapping[int, int]
) -> Draft:
    """Stories as they look before page furniture is known: by all words, and by words that few items hold."""
    common = np.unique(np.concatenate([part.shingles for part in joined.shared]))
    by_all = group_stories(collection, lambda rank: None, meeting, same)
    by_own = group_stories(collection, lambda rank: own_words(collection.words(rank).full, common), meeting, same)
    size = len(collection)
    days = np.array([known.day for known in collection.known], dtype=np.int64)
    return Draft(_labels(by_all, size), _labels(by_own, size), days)


def _labels(stories: Sequence[Story], size: int) -> NDArray[np.int64]:
    labels = np.zeros(size, dtype=np.int64)
    for number, story in enumerate(stories):
        labels[list(story.ranks)] = number
    return labels


def _members(collection: Collection, stories: Sequence[Story]) -> tuple[list[StoryMember], list[str]]:
    ids = [content_id("s", *sorted(collection.known[rank].item_id for rank in story.ranks)) for story in stories]
    story_ids = [""] * len(collection)
    members = []
    for story, story_id in zip(stories, ids, strict=True):
        before, reason = None, None
        if story.before is not None:
            before = ids[story.before]
            reason = f"begins {story.apart} days after a story that is {story.alike / 1000:.2f} alike"
        for rank in story.ranks:
            story_ids[rank] = story_id
            members.append(StoryMember(story_id, collection.known[rank].item_id, before, reason))
    return members, story_ids

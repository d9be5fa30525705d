"""The whole collection's links: passages, revisions, stories, origins."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..model.ids import content_id
from ..model.links import LinkInput, Links, StoryMember
from ..model.settings import LinkingSettings
from .boilerplate import Draft, Spread, furniture
from .collection import Collection
from .fingerprints import LEAST_SHARED
from .joining import Joined, furniture_pairs, join_shingles, meetings, near_copies
from .matching import find_matches
from .origins import find_origins
from .passages import make_passages
from .revisions import find_revisions
from .stories import Story, group_stories
from .translations import find_translations
from .wording import distinct

_TELLING = 8
"""Items that share so many shingles are compared as to their story even where no rare word makes them meet."""


def link(inputs: Sequence[LinkInput], settings: LinkingSettings) -> Links:
    """All links of a collection; the order of the inputs does not matter.

    Stories are found twice: words that turn out to spread over several stories are page furniture and are left out the
    second time.
    """
    collection = Collection(inputs, memory_mb=settings.memory_mb)
    if not len(collection):
        return Links((), (), ())
    joined = join_shingles(collection, memory_mb=settings.memory_mb)
    draft = draft_of(collection, joined)
    spread = furniture(joined.common, draft)
    met = meetings(joined, spread)
    same = near_copies(collection, joined, met, spread)
    stories = group_stories(
        collection,
        Spread(spread),
        met.at_least(_TELLING),
        same,
        draft.stories,
    )
    pairs = np.union1d(met.at_least(LEAST_SHARED), furniture_pairs(joined, spread))
    matches = find_matches(collection, pairs, joined.twins, least_words=settings.min_passage_words,
                           processes=settings.processes)  # fmt: skip
    made, coverage = make_passages(collection, matches, Spread(spread))
    revisions = find_revisions(collection, coverage)
    members, story_ids = _members(collection, stories)
    translations = find_translations(collection, Spread(spread), story_ids, coverage)
    origins = find_origins(collection, made, coverage, revisions, story_ids)
    return Links(
        tuple(sorted([*(passage for _, passage, _ in made), *translations])),
        tuple(origins),
        tuple(sorted(members)),
        {collection.known[a].item_id: collection.known[b].item_id for a, b in sorted(revisions.items())},
    )


def draft_of(collection: Collection, joined: Joined) -> Draft:
    """Stories as they look before page furniture is known: by all words, and by words that few items hold."""
    nothing = np.empty(0, np.uint64)
    met = meetings(joined, nothing)
    same = near_copies(collection, joined, met, nothing)
    extra, common = met.at_least(_TELLING), distinct(joined.common.shingles)
    by_all = group_stories(collection, Spread(nothing), extra, same, chapters=False)
    by_own = group_stories(collection, Spread(common), extra, same, chapters=False)
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

"""Page furniture: words that items share whatever their story, recognised by how far they spread."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .fingerprints import SHINGLE_WORDS, Shared
from .wording import I64, U64

LEAST_STORIES = 3
"""Words that stand in items of this many different stories belong to none of them."""

LEAST_DAYS = 30
"""An event's reports come in a burst; words that its pages share over more days than this may be the site's own."""


class Draft(NamedTuple):
    """What is thought of the collection before its page furniture is known, per item.

    `stories` numbers the story by all words, `apart` the story by those words that few others hold, `days` the day.
    """

    stories: I64
    apart: I64
    days: I64


class Spread:
    """A set of shingles that are taken for page furniture."""

    def __init__(self, shingles: U64) -> None:
        """`shingles` are sorted, each once."""
        self.shingles = shingles

    def holds(self, shingles: U64) -> NDArray[np.bool_]:
        """Which of the shingles are in the set; many are looked up in their order, which spares the memory's caches."""
        if not len(self.shingles):
            return np.zeros(len(shingles), dtype=bool)
        order = np.argsort(shingles)
        ordered = shingles[order]
        place = np.minimum(np.searchsorted(self.shingles, ordered), len(self.shingles) - 1)
        held = np.empty(len(shingles), dtype=bool)
        held[order] = self.shingles[place] == ordered
        return held

    def places(self, shingles: U64) -> I64:
        """Where those of the shingles stand that are in the set."""
        return np.flatnonzero(self.holds(shingles))

    def own_words(self, shingles: U64, words: I64, count: int) -> NDArray[np.bool_]:
        """Which of `count` words stand in no shingle of the set; `words` are the first words of the shingles."""
        own = np.ones(count, dtype=bool)
        held = words[self.places(shingles)]
        for step in range(SHINGLE_WORDS):
            own[held + step] = False
        return own


def furniture(shared: Shared, draft: Draft) -> U64:
    """The shingles that spread over at least `LEAST_STORIES` stories, sorted.

    Pages that hold little but furniture look like one story by all their words. By their other words they do not, and
    where they also lie more than `LEAST_DAYS` apart, these are believed.
    """
    if not len(shared.shingles):
        return np.empty(0, np.uint64)
    return _spread_in(shared, draft)


def _spread_in(part: Shared, draft: Draft) -> U64:
    begins = np.flatnonzero(np.concatenate(([True], part.shingles[1:] != part.shingles[:-1])))
    days = draft.days[part.texts]
    last = np.maximum.reduceat(days, begins)
    first = np.minimum.reduceat(np.where(days > 0, days, np.iinfo(np.int64).max), begins)
    long = (last > 0) & (last - np.minimum(first, last) >= LEAST_DAYS)
    wide = _distinct(part, draft.stories) >= LEAST_STORIES
    wide |= long & (_distinct(part, draft.apart) >= LEAST_STORIES)
    spread: U64 = part.shingles[begins[wide]]
    return spread


def _distinct(part: Shared, story_of: I64) -> I64:
    """In how many stories each shingle stands, in the shingles' order."""
    stories = story_of[part.texts]
    order = np.lexsort((stories, part.shingles))
    shingles, stories = part.shingles[order], stories[order]
    new_shingle = np.concatenate(([True], shingles[1:] != shingles[:-1]))
    new_story = new_shingle | np.concatenate(([True], stories[1:] != stories[:-1]))
    counts: I64 = np.add.reduceat(new_story.astype(np.int64), np.flatnonzero(new_shingle))
    return counts

"""Page furniture: words that items share whatever their story, recognised by how far they spread."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .fingerprints import SHINGLE_WORDS, Shared
from .wording import I64, U64, distinct

LEAST_STORIES = 3
"""Words that stand in items of this many different stories belong to none of them."""
STORIES_A_STEP = 5_000
"""For every so many stories of a collection one more is asked for, since a turn of phrase turns up again by chance.

What one site has in `LEAST_STORIES` of its own is its furniture however large the collection.
"""

LEAST_DAYS = 30
"""An event's reports come in a burst; words that its pages share over more days than this may be the site's own."""


class Draft(NamedTuple):
    """What is thought of the collection before its page furniture is known, per item.

    `stories` numbers the story by all words, `apart` the story by those words that few others hold, `days` the day,
    `sites` where it was published (-1: unknown; null where `least` is the same for all and one). `least` is in how many
    stories furniture stands.
    """

    stories: I64
    apart: I64
    days: I64
    sites: I64 | None = None
    least: int = LEAST_STORIES


def least_stories(stories: int) -> int:
    """In how many of so many stories a shingle must stand to be page furniture.

    >>> least_stories(3_000), least_stories(120_000)
    (3, 27)
    """
    return LEAST_STORIES + stories // STORIES_A_STEP


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
    """The shingles that spread over at least `LEAST_STORIES` stories, more in a large collection, sorted.

    Pages that hold little but furniture look like one story by all their words. By their other words they do not, and
    where they also lie more than `LEAST_DAYS` apart, these are believed.
    """
    if not len(shared.shingles):
        return np.empty(0, np.uint64)
    begins = np.flatnonzero(np.concatenate(([True], shared.shingles[1:] != shared.shingles[:-1])))
    days = draft.days[shared.texts]
    last = np.maximum.reduceat(days, begins)
    first = np.minimum.reduceat(np.where(days > 0, days, np.iinfo(np.int64).max), begins)
    long = (last > 0) & (last - np.minimum(first, last) >= LEAST_DAYS)
    wide = _is_wide(shared, begins, draft.stories, draft)
    wide |= long & _is_wide(shared, begins, draft.apart, draft)
    spread: U64 = shared.shingles[begins[wide]]
    return spread


def _is_wide(rows: Shared, begins: I64, story_of: I64, draft: Draft) -> NDArray[np.bool_]:
    """Which shingles stand in enough stories, of all or of one site."""
    number = np.repeat(np.arange(len(begins)), np.diff(np.append(begins, len(rows.shingles))))
    stories = story_of[rows.texts]
    count = int(story_of.max()) + 1
    different = distinct(number * count + stories) // count
    wide: NDArray[np.bool_] = np.bincount(different, minlength=len(begins)) >= draft.least
    if draft.sites is not None and draft.least > LEAST_STORIES:
        places = int(draft.sites.max()) + 2
        own = distinct((number * places + draft.sites[rows.texts] + 1) * count + stories) // count
        kinds, held = np.unique(own, return_counts=True)
        wide[kinds[(held >= LEAST_STORIES) & (kinds % places > 0)] // places] = True
    return wide

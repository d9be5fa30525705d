"""Page furniture: words that items share whatever their story, recognised by how far they spread."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .fingerprints import SHINGLE_WORDS, Shared, shingles_of
from .wording import U64

LEAST_STORIES = 3
"""Words that stand in items of this many different stories belong to none of them."""


def furniture(shared: Sequence[Shared], story_of: NDArray[np.int64]) -> U64:
    """The shingles that spread over at least `LEAST_STORIES` stories, sorted."""
    found = []
    for part in shared:
        if not len(part.shingles):
            continue
        stories = story_of[part.texts]
        order = np.lexsort((stories, part.shingles))
        shingles, stories = part.shingles[order], stories[order]
        new_shingle = np.concatenate(([True], shingles[1:] != shingles[:-1]))
        new_story = new_shingle | np.concatenate(([True], stories[1:] != stories[:-1]))
        begins = np.flatnonzero(new_shingle)
        spread = np.add.reduceat(new_story.astype(np.int64), begins)
        found.append(shingles[begins[spread >= LEAST_STORIES]])
    return np.unique(np.concatenate(found)) if found else np.empty(0, np.uint64)


def own_words(full: U64, spread: U64) -> NDArray[np.bool_]:
    """Which words of a text stand in no shingle of page furniture."""
    own = np.ones(len(full), dtype=bool)
    if not len(spread):
        return own
    shingles = shingles_of(full)
    place = np.minimum(np.searchsorted(spread, shingles), len(spread) - 1)
    for start in np.flatnonzero(spread[place] == shingles).tolist():
        own[start : start + SHINGLE_WORDS] = False
    return own

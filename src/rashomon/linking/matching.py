"""Stretches that pairs of items share, lined up batch by batch."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .alignment import SHORT_WORDS, align_all
from .seeds import batch_of
from .terms import background, term_of
from .texts import Texts
from .wording import I64, U64, distinct

OWN_WORDS = 5
"""A short stretch needs this many words that stand in less than one of ten texts; `said that the` is a formula."""
_COMMON = 10
_COLUMNS = 7


class Matches(NamedTuple):
    """Stretches that two items share, a value each: the items as ranks with `low < high`, the half-open word ranges

    in either, and how many words are the same. Sorted.
    """

    low: I64
    high: I64
    a_start: I64
    a_end: I64
    b_start: I64
    b_end: I64
    same: I64


def match_pairs(texts: Texts, pairs: U64, *, least_words: int) -> Matches:
    """Every stretch that the items of each pair share; `pairs` are ranks, `first << 32 | second`."""
    first, second = (pairs >> np.uint64(32)).astype(np.int64), (pairs & np.uint64(0xFFFFFFFF)).astype(np.int64)
    if not len(pairs):
        return Matches(*[first] * _COLUMNS)
    ranks = distinct(np.concatenate((first, second)))
    words = [texts.words(rank) for rank in ranks.tolist()]
    places = np.searchsorted(ranks, first), np.searchsorted(ranks, second)
    batch = batch_of([w.full for w in words], *places, [texts.shingles(rank) for rank in ranks.tolist()])
    found = align_all(batch, least_words=least_words)
    short = np.flatnonzero(found.same < SHORT_WORDS)
    begins = batch.begins[batch.first[found.pair[short]]]
    stems = np.concatenate([w.stems for w in words])
    kept = np.ones(len(found.pair), dtype=bool)
    kept[short] = _uncommon_in(stems, begins + found.a_start[short], begins + found.a_end[short]) >= OWN_WORDS
    return Matches(first[found.pair[kept]], second[found.pair[kept]], *(column[kept] for column in found[1:]))


def _uncommon_in(stems: U64, starts: I64, ends: I64) -> I64:
    """How many words of each stretch stand in few texts."""
    sizes = ends - starts
    lows = np.cumsum(sizes) - sizes
    places = np.arange(int(sizes.sum())) + np.repeat(starts - lows, sizes)
    before = np.concatenate(([0], np.cumsum(are_uncommon(stems[places]))))
    counts: I64 = before[lows + sizes] - before[lows]
    return counts


def whole_matches(firsts: I64, twins: I64, sizes: I64) -> Matches:
    """Each twin's whole text with the first of its kind; `sizes` are their words."""
    nothing = np.zeros(len(firsts), dtype=np.int64)
    return Matches(firsts, twins, nothing, sizes, nothing, sizes, sizes)


def are_uncommon(stems: U64) -> NDArray[np.bool_]:
    """Which words stand in few texts: what is left of a stretch without its formulas."""
    general = background()
    few: NDArray[np.bool_] = general.counts[term_of(stems)] * _COMMON < general.texts
    return few

"""Stretches that pairs of items share, lined up batch by batch."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .alignment import SHORT_WORDS, align_all
from .seeds import Batch
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
    ranks = distinct(np.concatenate((first, second)))
    indexed = tuple(texts.indexed(rank) for rank in ranks.tolist())
    batch = Batch(indexed, np.searchsorted(ranks, first), np.searchsorted(ranks, second))
    rows = [
        (low, high, *aligned)
        for low, high, found in zip(
            first.tolist(), second.tolist(), align_all(batch, least_words=least_words), strict=True
        )
        for aligned in sorted(found)
        if aligned.same >= SHORT_WORDS or uncommon(texts.words(low).stems[aligned.a_start : aligned.a_end]) >= OWN_WORDS
    ]
    return Matches(*np.array(rows, dtype=np.int64).reshape(-1, _COLUMNS).T)


def whole_matches(firsts: I64, twins: I64, sizes: I64) -> Matches:
    """Each twin's whole text with the first of its kind; `sizes` are their words."""
    nothing = np.zeros(len(firsts), dtype=np.int64)
    return Matches(firsts, twins, nothing, sizes, nothing, sizes, sizes)


def uncommon(stems: U64) -> int:
    """How many words stand in few texts: what is left of a stretch without its formulas."""
    general = background()
    return int((general.counts[term_of(stems)] * _COMMON < general.texts).sum())

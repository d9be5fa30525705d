"""How alike items are: who meets whom, the cosine of their terms, and what the days between them ask for."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .fingerprints import Shared
from .terms import SCALE, TERM_BITS, Vectors
from .wording import I64, U64, distinct

TERM_CAP = 120
"""One term adds at most this many thousandths: a town's rare name alone makes no event."""
SAME_DAY = 1300
DOUBLING = 300
"""Dated items of one day gain by `SAME_DAY` thousandths; every doubling of the days between them asks for more.

What is asked of the likeness grows by `DOUBLING` thousandths of the one-day measure with each doubling: reports of an
event come in a burst, and those months apart share an event only when they share much.
"""
TOP_TERMS = 24
"""An item meets others by this many of its weightiest terms."""
ALL_MEET = 100
"""Up to this many items that share a weighty term all meet; in larger crowds each meets the first and the next."""
_WEIGHT_BITS = 14
_HEAVIEST = (1 << _WEIGHT_BITS) - 1
"""No weight is above `SCALE`, so that item, weight and term fit into one number that sorts as the three do."""
_ITEM_BITS = 32
_ROWS = 64
_PAIRS = 4000
"""Items spread out at once, and pairs compared at once: what stays in the processor's caches."""
UNIT = SCALE * SCALE // 1000
LEAST_KEPT = 60
"""Likenesses below this many thousandths are taken for none."""


def ends_of(pairs: U64) -> tuple[I64, I64]:
    """The two items of each pair."""
    return (pairs >> np.uint64(32)).astype(np.int64), (pairs & np.uint64(0xFFFFFFFF)).astype(np.int64)


def packed_pairs(first: I64, second: I64) -> U64:
    """Pairs of items as numbers that sort as they do."""
    return first.astype(np.uint64) << np.uint64(32) | second.astype(np.uint64)


def term_rows(vectors: Vectors, first: int = 0) -> Shared:
    """The weightiest terms of some items, numbered from `first` on, as rows sorted by term and item.

    Terms stand in the highest bits of their keys, so that these cut into buckets as shingles do. Two items meet that
    share at least two.
    """
    items = np.repeat(np.arange(len(vectors.begins) - 1), np.diff(vectors.begins))
    ranked = np.sort((items << _WEIGHT_BITS | _HEAVIEST - vectors.weights) << TERM_BITS | vectors.terms)
    nth = np.arange(len(items)) - vectors.begins[items]
    top = ranked[nth < TOP_TERMS]
    places = np.sort((top & (1 << TERM_BITS) - 1) << _ITEM_BITS | (top >> _WEIGHT_BITS + TERM_BITS) + first)
    keys = (places >> _ITEM_BITS).astype(np.uint64) << np.uint64(64 - TERM_BITS)
    return Shared(keys, (places & (1 << _ITEM_BITS) - 1).astype(np.uint32))


def part_of(vectors: Vectors, items: I64) -> Vectors:
    """The vectors of some items alone, in this order."""
    begins, sizes = vectors.begins[items], vectors.begins[items + 1] - vectors.begins[items]
    ends = np.cumsum(sizes)
    places = np.arange(int(sizes.sum())) + np.repeat(begins - (ends - sizes), sizes)
    return Vectors(np.concatenate(([0], ends)).astype(np.int64), vectors.terms[places],
                   vectors.weights[places].astype(np.int64))  # fmt: skip


def likenesses(vectors: Vectors, pairs: U64) -> I64:
    """The cosine of each pair in thousandths; `pairs` sorted.

    Some items at a time are spread out over the terms that they hold; what is compared with them is looked up there.
    """
    first, second = ends_of(pairs)
    present = distinct(vectors.terms)
    numbers = np.empty(1 << TERM_BITS, dtype=np.int32)
    numbers[present] = np.arange(len(present))
    weights, columns = vectors.weights.astype(np.int32), np.zeros(len(present), np.int32)
    compact = _Compact(vectors.begins, numbers[vectors.terms], weights, columns)
    result = np.zeros(len(pairs), dtype=np.int64)
    cuts = np.searchsorted(first, np.arange(0, len(vectors.begins) - 1 + _ROWS, _ROWS)).tolist()
    for number, (low, high) in enumerate(pairwise(cuts)):
        if high > low:
            dense = _spread_out(compact, number * _ROWS)
            for start in range(low, high, _PAIRS):
                part = slice(start, min(start + _PAIRS, high))
                result[part] = _dots(compact, dense, first[part] - number * _ROWS, second[part])
            compact.columns[_terms_of(compact, number * _ROWS)] = 0
    thousandths: I64 = result // UNIT
    return thousandths


class _Compact(NamedTuple):
    """Vectors with their terms numbered without gaps, and room for a column per term: 0 where it has none."""

    begins: I64
    terms: NDArray[np.int32]
    weights: NDArray[np.int32]
    columns: NDArray[np.int32]


def _terms_of(compact: _Compact, item: int) -> NDArray[np.int32]:
    """The terms of the `_ROWS` items from `item` on."""
    return compact.terms[compact.begins[item] : compact.begins[min(item + _ROWS, len(compact.begins) - 1)]]


def _spread_out(compact: _Compact, item: int) -> NDArray[np.int32]:
    """The weights of the `_ROWS` items from `item` on, a row an item and a column for each term that any has."""
    own = _terms_of(compact, item)
    terms = distinct(own)
    compact.columns[terms] = np.arange(1, len(terms) + 1)
    last = min(item + _ROWS, len(compact.begins) - 1)
    rows = np.repeat(np.arange(last - item), np.diff(compact.begins[item : last + 1]))
    dense = np.zeros((_ROWS, len(terms) + 1), dtype=np.int32)
    dense[rows, compact.columns[own]] = compact.weights[compact.begins[item] : compact.begins[last]]
    return dense


def _dots(compact: _Compact, dense: NDArray[np.int32], rows: I64, others: I64) -> I64:
    sizes = compact.begins[others + 1] - compact.begins[others]
    starts = np.cumsum(sizes) - sizes
    places = np.arange(int(sizes.sum())) - np.repeat(starts - compact.begins[others], sizes)
    met = compact.columns[compact.terms[places]] + np.repeat(rows * dense.shape[1], sizes)
    products = np.minimum(dense.ravel()[met] * compact.weights[places], TERM_CAP * UNIT)
    dots = np.zeros(len(others), dtype=np.int64)
    filled = np.flatnonzero(sizes)
    if len(filled):
        dots[filled] = np.add.reduceat(products, starts[filled])
    return dots


def dated(days: I64, pairs: U64, values: I64) -> I64:
    """Likenesses raised or lowered by how far apart the items were published; left alone where a date is missing.

    `days` are the first and the last day of each item or group, 0 where unknown.
    """
    first, second = (days[ends] for ends in ends_of(pairs))
    apart = np.maximum(0, np.maximum(first[:, 0] - second[:, 1], second[:, 0] - first[:, 1]))
    asked = 1000 + (DOUBLING * np.log2(1 + apart)).astype(np.int64)
    factors = 1000 * SAME_DAY // asked
    known = (first[:, 0] > 0) & (second[:, 0] > 0)
    changed: I64 = np.where(known, np.minimum(values * factors // 1000, 1000), values)
    return changed


def within(vectors: Vectors, wholes: Vectors, groups: Sequence[I64]) -> list[int]:
    """The sum of likenesses within each group: the square of its sum less its items' own squares."""
    running = np.concatenate(([0], np.cumsum(vectors.weights.astype(np.int64) ** 2)))
    squares = np.diff(running[vectors.begins])
    sums = []
    for number, group in enumerate(groups):
        own = wholes.weights[wholes.begins[number] : wholes.begins[number + 1]]
        total = int((own * own).sum()) * len(group) ** 2 - int(squares[group].sum())
        sums.append(max(0, total) // (2 * UNIT))
    return sums


def pooled(vectors: Vectors, groups: Sequence[I64]) -> Vectors:
    """One vector a group: the mean of its items', so that a product of two is the mean over all pairs."""
    rows = [_mean_vector(vectors, group) for group in groups]
    begins = np.concatenate(([0], np.cumsum([len(terms) for terms, _ in rows]))).astype(np.int64)
    return Vectors(begins, np.concatenate([t for t, _ in rows]), np.concatenate([w for _, w in rows]))


def _mean_vector(vectors: Vectors, group: I64) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    if len(group) == 1:
        whole = slice(vectors.begins[group[0]], vectors.begins[group[0] + 1])
        return vectors.terms[whole], vectors.weights[whole]
    own = part_of(vectors, group)
    order = np.argsort(own.terms)
    terms = own.terms[order]
    begins = np.flatnonzero(np.diff(terms, prepend=-1))
    if not len(begins):
        return terms, np.empty(0, dtype=np.int64)
    return terms[begins], np.add.reduceat(own.weights[order], begins) // len(group)

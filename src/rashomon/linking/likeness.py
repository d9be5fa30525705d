"""How alike items are: who meets whom, the cosine of their terms, and what the days between them ask for."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .fingerprints import Shared, candidate_pairs
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
_UNIT = SCALE * SCALE // 1000
_LEAST_KEPT = 60
"""Likenesses below this many thousandths are taken for none."""
_MIXED = -1


class Compared(NamedTuple):
    """What is compared of items or groups: their terms, first and last day (0: unknown), and what crosses scripts.

    `latin` is 1 or 0 by script, -1 for a group of several; `crossing` is null in a collection of one script.
    """

    vectors: Vectors
    days: I64
    latin: I64
    crossing: Vectors | None


class Graph(NamedTuple):
    """Pairs of items, `first << 32 | second`, sorted, with their likeness in thousandths."""

    pairs: U64
    values: I64


def compare_all(compared: Compared, extra: U64) -> Graph:
    """The likeness of all pairs that meet, or are named in `extra`.

    Items of different scripts share no words: they are compared by names and numbers alone.
    """
    met = [meeting_pairs(compared.vectors), extra]
    if compared.crossing is not None:
        met.append(meeting_pairs(compared.crossing))
    pairs = distinct(np.concatenate(met))
    values = likenesses(compared.vectors, pairs)
    if compared.crossing is not None:
        first, second = ends_of(pairs)
        apart = compared.latin[first] + compared.latin[second] == 1
        apart &= (compared.latin[first] != _MIXED) & (compared.latin[second] != _MIXED)
        values[apart] = np.maximum(values[apart], likenesses(compared.crossing, pairs[apart]))
    values = _dated(compared.days, pairs, values)
    strong = values >= _LEAST_KEPT
    return Graph(pairs[strong], values[strong])


def ends_of(pairs: U64) -> tuple[I64, I64]:
    """The two items of each pair."""
    return (pairs >> np.uint64(32)).astype(np.int64), (pairs & np.uint64(0xFFFFFFFF)).astype(np.int64)


def meeting_pairs(vectors: Vectors) -> U64:
    """Pairs of items that share at least two of their weightiest terms, as `first << 32 | second`, sorted."""
    items = np.repeat(np.arange(len(vectors.begins) - 1), np.diff(vectors.begins))
    ranked = np.sort((items << _WEIGHT_BITS | _HEAVIEST - vectors.weights) << TERM_BITS | vectors.terms)
    nth = np.arange(len(items)) - vectors.begins[items]
    top = ranked[nth < TOP_TERMS]
    places = np.sort((top & (1 << TERM_BITS) - 1) << _ITEM_BITS | top >> _WEIGHT_BITS + TERM_BITS)
    shared = Shared((places >> _ITEM_BITS).astype(np.uint64), (places & (1 << _ITEM_BITS) - 1).astype(np.uint32))
    pairs, counts = candidate_pairs(shared, all_pairs=ALL_MEET)
    return pairs[counts >= 2]


def likenesses(vectors: Vectors, pairs: U64) -> I64:
    """The cosine of each pair in thousandths; `pairs` sorted.

    Some items at a time are spread out over the terms that they hold; what is compared with them is looked up there.
    """
    first, second = ends_of(pairs)
    present = np.bincount(vectors.terms, minlength=1) > 0
    terms = (np.cumsum(present) - 1).astype(np.int32)[vectors.terms]
    compact = _Compact(vectors.begins, terms, vectors.weights.astype(np.int32), np.zeros(int(present.sum()), np.int32))
    result = np.zeros(len(pairs), dtype=np.int64)
    cuts = np.searchsorted(first, np.arange(0, len(vectors.begins) - 1 + _ROWS, _ROWS)).tolist()
    for number, (low, high) in enumerate(pairwise(cuts)):
        if high > low:
            dense = _spread_out(compact, number * _ROWS)
            for start in range(low, high, _PAIRS):
                part = slice(start, min(start + _PAIRS, high))
                result[part] = _dots(compact, dense, first[part] - number * _ROWS, second[part])
            compact.columns[_terms_of(compact, number * _ROWS)] = 0
    thousandths: I64 = result // _UNIT
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
    terms = np.unique(own)
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
    products = np.minimum(dense.ravel()[met] * compact.weights[places], TERM_CAP * _UNIT)
    dots = np.zeros(len(others), dtype=np.int64)
    filled = np.flatnonzero(sizes)
    if len(filled):
        dots[filled] = np.add.reduceat(products, starts[filled])
    return dots


def _dated(days: I64, pairs: U64, values: I64) -> I64:
    """Likenesses raised or lowered by how far apart the items were published; left alone where a date is missing."""
    first, second = (days[ends] for ends in ends_of(pairs))
    apart = np.maximum(0, np.maximum(first[:, 0] - second[:, 1], second[:, 0] - first[:, 1]))
    asked = 1000 + (DOUBLING * np.log2(1 + apart)).astype(np.int64)
    factors = 1000 * SAME_DAY // asked
    known = (first[:, 0] > 0) & (second[:, 0] > 0)
    dated: I64 = np.where(known, np.minimum(values * factors // 1000, 1000), values)
    return dated


def pool(compared: Compared, groups: Sequence[Sequence[int]]) -> Compared:
    """What is compared of groups: the mean of their items, so that a product of two is the mean over all pairs."""
    crossing = None if compared.crossing is None else _pooled(compared.crossing, groups)
    scripts = [{int(compared.latin[n]) for n in group} for group in groups]
    latin = np.array([s.pop() if len(s) == 1 else _MIXED for s in scripts], dtype=np.int64)
    return Compared(_pooled(compared.vectors, groups), _spans(compared.days, groups), latin, crossing)


def within(vectors: Vectors, wholes: Vectors, groups: Sequence[Sequence[int]]) -> list[int]:
    """The sum of likenesses within each group: the square of its sum less its items' own squares."""
    running = np.concatenate(([0], np.cumsum(vectors.weights**2)))
    squares = np.diff(running[vectors.begins]).tolist()
    sums = []
    for number, group in enumerate(groups):
        own = wholes.weights[wholes.begins[number] : wholes.begins[number + 1]]
        total = int((own * own).sum()) * len(group) ** 2 - sum(squares[n] for n in group)
        sums.append(max(0, total) // (2 * _UNIT))
    return sums


def _pooled(vectors: Vectors, groups: Sequence[Sequence[int]]) -> Vectors:
    """One vector a group: the mean of its items', so that a product of two is the mean over all pairs."""
    rows = [_mean_vector(vectors, group) for group in groups]
    begins = np.concatenate(([0], np.cumsum([len(terms) for terms, _ in rows]))).astype(np.int64)
    return Vectors(begins, np.concatenate([t for t, _ in rows]), np.concatenate([w for _, w in rows]))


def _mean_vector(vectors: Vectors, group: Sequence[int]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    parts = [slice(vectors.begins[n], vectors.begins[n + 1]) for n in group]
    if len(parts) == 1:
        return vectors.terms[parts[0]], vectors.weights[parts[0]]
    terms = np.concatenate([vectors.terms[p] for p in parts])
    order = np.argsort(terms)
    terms = terms[order]
    begins = np.flatnonzero(np.diff(terms, prepend=-1))
    if not len(begins):
        return terms, np.empty(0, dtype=np.int64)
    weights = np.concatenate([vectors.weights[p] for p in parts])[order]
    return terms[begins], np.add.reduceat(weights, begins) // len(group)


def _spans(days: I64, groups: Sequence[Sequence[int]]) -> I64:
    """First and last day of each group; 0 where no item has one."""
    spans = np.zeros((len(groups), 2), dtype=np.int64)
    for number, group in enumerate(groups):
        dated = days[list(group)]
        dated = dated[dated[:, 0] > 0]
        if len(dated):
            spans[number] = dated[:, 0].min(), dated[:, 1].max()
    return spans

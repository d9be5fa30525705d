"""How alike items are: who meets whom, the cosine of their terms, and what the days between them ask for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .fingerprints import Shared, candidate_pairs
from .terms import SCALE, TERM_BITS, Vectors
from .wording import I64, U64

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
    pairs = np.unique(np.concatenate(met))
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
    terms, items = [], []
    for item, (begin, end) in enumerate(zip(vectors.begins[:-1].tolist(), vectors.begins[1:].tolist(), strict=True)):
        order = np.lexsort((vectors.terms[begin:end], -vectors.weights[begin:end]))[:TOP_TERMS]
        terms.append(vectors.terms[begin:end][order])
        items.append(np.full(len(order), item, dtype=np.uint32))
    all_terms, all_items = np.concatenate(terms).astype(np.uint64), np.concatenate(items)
    order = np.lexsort((all_items, all_terms))
    pairs, counts = candidate_pairs(Shared(all_terms[order], all_items[order]), all_pairs=ALL_MEET)
    return pairs[counts >= 2]


def likenesses(vectors: Vectors, pairs: U64) -> I64:
    """The cosine of each pair in thousandths; `pairs` sorted."""
    result = np.zeros(len(pairs), dtype=np.int64)
    dense = np.zeros(1 << TERM_BITS, dtype=np.int64)
    first, second = ends_of(pairs)
    cuts = np.concatenate(([0], np.flatnonzero(np.diff(first)) + 1, [len(pairs)])) if len(pairs) else np.zeros(1, int)
    for low, high in zip(cuts[:-1].tolist(), cuts[1:].tolist(), strict=True):
        own = slice(vectors.begins[first[low]], vectors.begins[first[low] + 1])
        dense[vectors.terms[own]] = vectors.weights[own]
        result[low:high] = _dots(vectors, dense, second[low:high])
        dense[vectors.terms[own]] = 0
    thousandths: I64 = result // _UNIT
    return thousandths


def _dots(vectors: Vectors, dense: NDArray[np.int64], others: I64) -> I64:
    sizes = vectors.begins[others + 1] - vectors.begins[others]
    starts = np.cumsum(sizes) - sizes
    places = np.arange(int(sizes.sum())) - np.repeat(starts - vectors.begins[others], sizes)
    products = np.minimum(dense[vectors.terms[places]] * vectors.weights[places], TERM_CAP * _UNIT)
    sums = np.concatenate(([0], np.cumsum(products)))
    dots: I64 = sums[starts + sizes] - sums[starts]
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
    terms, inverse = np.unique(np.concatenate([vectors.terms[p] for p in parts]), return_inverse=True)
    sums = np.zeros(len(terms), dtype=np.int64)
    np.add.at(sums, inverse, np.concatenate([vectors.weights[p] for p in parts]))
    return terms, sums // len(group)


def _spans(days: I64, groups: Sequence[Sequence[int]]) -> I64:
    """First and last day of each group; 0 where no item has one."""
    spans = np.zeros((len(groups), 2), dtype=np.int64)
    for number, group in enumerate(groups):
        dated = days[list(group)]
        dated = dated[dated[:, 0] > 0]
        if len(dated):
            spans[number] = dated[:, 0].min(), dated[:, 1].max()
    return spans

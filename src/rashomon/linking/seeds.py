"""Exact runs of words that pairs of texts share, found for many pairs in one pass of array arithmetic.

A pair by itself is a few hundred words, and its work would be lost in calls; a batch of pairs is joined at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .fingerprints import SHINGLE_WORDS, shingles_of
from .wording import I64, U64

MAX_GAP = 12
"""Words that may be cut, added or changed between two shared runs of one passage: about a clause."""
_MAX_PLACES = 16
"""A shingle that a text repeats counts at its first so many places: work stays bounded whatever is repeated."""
_HEAD_BITS = 20
"""A million places for the shingles of a batch: a hundred thousand of them leave most empty."""
_FEW = 8
"""Up to this many shared shingles are looked at one by one before any work is done."""
_NEAR_FEW = 3
"""Each of a few is looked at with so many that follow it."""


class Batch(NamedTuple):
    """Texts, their words one after the other with text `n` from `begins[n]` on, their shingles likewise; and pairs."""

    words: U64
    begins: I64
    shingles: U64
    first: I64
    second: I64


class Runs(NamedTuple):
    """Runs of equal words, a value each: the pair, where the run begins in its first and second text, its length."""

    pair: I64
    a: I64
    b: I64
    length: I64


class _Hits(NamedTuple):
    """Shingles that the texts of a pair share: the pair, and where they begin in its first and second text."""

    pair: I64
    in_a: I64
    in_b: I64


class _Table(NamedTuple):
    """The shingles that pairs of a batch may share, by text: `keys` are text times `many` plus the shingle's

    number, sorted; `ids` those numbers, `places` where they begin in the text, `begins` where each text begins here.
    """

    keys: I64
    ids: I64
    places: I64
    begins: I64
    many: int


def batch_of(words: Sequence[U64], first: I64, second: I64, shingles: Sequence[U64] | None = None) -> Batch:
    """A batch of texts, given by the numbers of their words, and pairs of their places."""
    shingles = [shingles_of(full) for full in words] if shingles is None else shingles
    begins = np.concatenate(([0], np.cumsum([len(full) for full in words]))).astype(np.int64)
    return Batch(np.concatenate(words), begins, np.concatenate(shingles), first, second)


def find_runs(batch: Batch) -> Runs:
    """The runs of each pair, sorted; none where what is shared is too little or too scattered for a passage."""
    hits = _hits(batch)
    if not len(hits.pair):
        return Runs(*[np.empty(0, dtype=np.int64)] * 4)
    return _merge_diagonals(hits)


def _hits(batch: Batch) -> _Hits:
    table = _table(batch)
    sizes = np.diff(table.begins)[batch.second]
    starts = np.cumsum(sizes) - sizes
    entry = np.arange(int(sizes.sum())) + np.repeat(table.begins[batch.second] - starts, sizes)
    wanted = np.repeat(batch.first * table.many, sizes) + table.ids[entry]
    low = np.minimum(np.searchsorted(table.keys, wanted), max(len(table.keys) - 1, 0))
    met = np.flatnonzero(table.keys[low] == wanted if len(table.keys) else np.zeros(0, dtype=bool))
    pair = np.repeat(np.arange(len(batch.first)), sizes)[met]
    entry, low = entry[met], low[met]
    in_b = table.places[entry]
    kept = _telling(pair, table.places[low], in_b, len(batch.first))[pair]
    pair, in_b, low = pair[kept], in_b[kept], low[kept]
    borders = np.append(np.flatnonzero(np.diff(table.keys, prepend=-1)), len(table.keys))
    counts = np.diff(borders)[np.searchsorted(borders, low)]
    step = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
    return _Hits(np.repeat(pair, counts), table.places[np.repeat(low, counts) + step], np.repeat(in_b, counts))


def _table(batch: Batch) -> _Table:
    """A shingle that follows itself counts once, one that a text repeats at its first places; one that no pair's first

    text holds is left out.
    """
    texts = len(batch.begins) - 1
    counts = np.maximum(np.diff(batch.begins) - SHINGLE_WORDS + 1, 0)
    spot = np.ones(len(batch.shingles), dtype=bool)
    spot[1:] = batch.shingles[1:] != batch.shingles[:-1]
    starts = np.cumsum(counts) - counts
    spot[starts[counts > 0]] = True
    asked = np.zeros(texts, dtype=bool)
    asked[batch.first] = True
    kept = np.flatnonzero(spot & _may_be_held(batch.shingles, np.repeat(asked, counts)))
    owner = np.repeat(np.arange(texts), counts)[kept]
    place = kept - starts[owner]
    numbered, useful = _numbered(batch.shingles[kept], asked[owner])
    many, span = int(numbered.max(initial=0)) + 1, int(place.max(initial=0)) + 1
    packed = np.sort(((owner * many + numbered) * span + place)[useful])
    keys = packed // span
    first = np.ones(len(keys), dtype=bool)
    first[_MAX_PLACES:] = keys[_MAX_PLACES:] != keys[:-_MAX_PLACES]
    keys, places = keys[first], (packed - keys * span)[first]
    begins = np.searchsorted(keys, np.arange(texts + 1) * many)
    ids = keys - np.repeat(np.arange(texts) * many, np.diff(begins))
    return _Table(keys, ids, places, begins.astype(np.int64), many)


def _may_be_held(shingles: U64, asked: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which shingles may be among those asked for, by their highest bits: few others pass, and nothing is sorted."""
    heads = (shingles >> np.uint64(64 - _HEAD_BITS)).astype(np.int32)
    held = np.zeros(1 << _HEAD_BITS, dtype=bool)
    held[heads[asked]] = True
    return held[heads]


def _numbered(shingles: U64, asked: NDArray[np.bool_]) -> tuple[I64, NDArray[np.bool_]]:
    """A small number for each shingle, and whether it is there more than once and among those asked for."""
    by_shingle = np.argsort(shingles)
    ordered = shingles[by_shingle]
    new = np.ones(len(ordered), dtype=bool)
    new[1:] = ordered[1:] != ordered[:-1]
    numbers = np.cumsum(new) - 1
    useful = np.zeros(len(ordered), dtype=bool)
    useful[numbers[asked[by_shingle]]] = True
    several = useful[numbers] & ~(new & np.append(new[1:], True))
    numbered, told = np.empty(len(ordered), dtype=np.int64), np.empty(len(ordered), dtype=bool)
    numbered[by_shingle], told[by_shingle] = numbers, several
    return numbered, told


def _telling(pair: I64, in_a: I64, in_b: I64, count: int) -> NDArray[np.bool_]:
    """Which pairs share at least two shingles and, where they share few, have two that may be of one passage."""
    shared = np.bincount(pair, minlength=count)
    few = (shared <= _FEW)[pair]
    order = np.lexsort((in_b[few], in_a[few], pair[few]))
    one, a, b = pair[few][order], in_a[few][order], in_b[few][order]
    reach = MAX_GAP + SHINGLE_WORDS
    close = shared > _FEW
    for ahead in range(1, _NEAR_FEW + 1):
        near = (one[ahead:] == one[:-ahead]) & (a[ahead:] - a[:-ahead] <= reach)
        near &= np.abs(b[ahead:] - b[:-ahead]) <= reach
        close[one[ahead:][near]] = True
    told: NDArray[np.bool_] = close & (shared > 1)
    return told


def _merge_diagonals(hits: _Hits) -> Runs:
    """Shingles that follow one another on a diagonal as runs: pair, beginnings, length; sorted."""
    span = int(max(hits.in_a.max(), hits.in_b.max())) + 1
    key = np.sort((hits.pair * (2 * span) + hits.in_b - hits.in_a + span) * span + hits.in_a)
    diagonal = key // span
    in_a = key - diagonal * span
    breaks = np.flatnonzero((np.diff(diagonal) != 0) | (np.diff(in_a) > SHINGLE_WORDS)) + 1
    firsts = np.concatenate(([0], breaks))
    lasts = np.concatenate((breaks, [len(in_a)])) - 1
    pair, start = diagonal[firsts] // (2 * span), in_a[firsts]
    other = start + diagonal[firsts] % (2 * span) - span
    length = in_a[lasts] - start + SHINGLE_WORDS
    order = np.lexsort((length, other, start, pair))
    return Runs(pair[order], start[order], other[order], length[order])

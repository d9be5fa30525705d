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
_FEW = 8
"""Up to this many shared shingles are looked at one by one before any work is done."""
_NEAR_FEW = 3
"""Each of a few is looked at with so many that follow it."""


class Run(NamedTuple):
    """`length` words from `a` of one text equal those from `b` of the other."""

    a: int
    b: int
    length: int


class Indexed(NamedTuple):
    """A text's words with its shingles sorted, ready to be met by another's."""

    full: U64
    shingles: U64
    order: I64


class Batch(NamedTuple):
    """Texts and pairs of them, by their places in `texts`."""

    texts: tuple[Indexed, ...]
    first: I64
    second: I64


class Hits(NamedTuple):
    """Shingles that the texts of a pair share: the pair, and where they begin in its first and second text."""

    pair: I64
    in_a: I64
    in_b: I64


def index_words(full: U64, shingles: U64 | None = None) -> Indexed:
    """Make a text ready to be aligned; a shingle that is repeated is kept at its first places, once a spot."""
    shingles = shingles_of(full) if shingles is None else shingles
    places = np.arange(len(shingles))
    if len(shingles) > 1:
        places = places[np.concatenate(([True], shingles[1:] != shingles[:-1]))]
    order = places[np.argsort(shingles[places], kind="stable")]
    ordered = shingles[order]
    repeated = ordered[_MAX_PLACES:] == ordered[:-_MAX_PLACES]
    if not repeated.any():
        return Indexed(full, ordered, order)
    kept = np.concatenate((np.ones(_MAX_PLACES, dtype=bool), ~repeated))
    return Indexed(full, ordered[kept], order[kept])


def find_runs(batch: Batch) -> list[list[Run]]:
    """The runs of each pair, sorted; none where what is shared is too little or too scattered for a passage."""
    found: list[list[Run]] = [[] for _ in batch.first]
    hits = _hits(batch)
    if not len(hits.pair):
        return found
    pair, in_a, in_b, length = _merge_diagonals(hits)
    for number, *run in zip(pair.tolist(), in_a.tolist(), in_b.tolist(), length.tolist(), strict=True):
        found[number].append(Run(*run))
    return found


def _hits(batch: Batch) -> Hits:
    keys, order, begins, ids, many = _table(batch.texts)
    sizes = np.diff(begins)[batch.second]
    starts = np.cumsum(sizes) - sizes
    entry = np.arange(int(sizes.sum())) - np.repeat(starts - begins[batch.second], sizes)
    pair = np.repeat(np.arange(len(batch.first)), sizes)
    wanted = batch.first[pair] * many + ids[entry]
    low = np.minimum(np.searchsorted(keys, wanted), max(len(keys) - 1, 0))
    met = keys[low] == wanted if len(keys) else np.zeros(0, dtype=bool)
    pair, entry, low = pair[met], entry[met], low[met]
    kept = _telling(pair, order[low], order[entry], len(batch.first))[pair]
    pair, entry, low = pair[kept], entry[kept], low[kept]
    borders = np.append(np.flatnonzero(np.diff(keys, prepend=-1)), len(keys))
    counts = np.diff(borders)[np.searchsorted(borders, low)]
    step = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
    return Hits(np.repeat(pair, counts), order[np.repeat(low, counts) + step], np.repeat(order[entry], counts))


def _table(texts: Sequence[Indexed]) -> tuple[I64, I64, I64, I64, int]:
    """The shingles that occur more than once in the batch: sorted keys of text and shingle, their places in the text,

    where each text begins, the numbers of the shingles, and how many numbers there are.
    """
    shingles = np.concatenate([text.shingles for text in texts])
    order = np.concatenate([text.order for text in texts])
    owner = np.repeat(np.arange(len(texts)), [len(text.shingles) for text in texts])
    by_shingle = np.argsort(shingles)
    numbered = np.empty(len(shingles), dtype=np.int64)
    numbered[by_shingle] = np.cumsum(np.diff(shingles[by_shingle], prepend=shingles[by_shingle[:1]]) != 0)
    many = int(numbered.max()) + 1 if len(numbered) else 1
    kept = np.bincount(numbered, minlength=many)[numbered] > 1
    owner, ids, order = owner[kept], numbered[kept], order[kept]
    begins = np.searchsorted(owner, np.arange(len(texts) + 1))
    return owner * many + ids, order, begins.astype(np.int64), ids, many


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


def _merge_diagonals(hits: Hits) -> tuple[I64, I64, I64, I64]:
    """Shingles that follow one another on a diagonal as runs: pair, beginnings, length; sorted."""
    span = int(max(hits.in_a.max(), hits.in_b.max())) + 1
    key = np.sort((hits.pair * (2 * span) + hits.in_b - hits.in_a + span) * span + hits.in_a)
    diagonal, in_a = key // span, key % span
    breaks = np.flatnonzero((np.diff(diagonal) != 0) | (np.diff(in_a) > SHINGLE_WORDS)) + 1
    firsts = np.concatenate(([0], breaks))
    lasts = np.concatenate((breaks, [len(in_a)])) - 1
    pair, start = diagonal[firsts] // (2 * span), in_a[firsts]
    other = start + diagonal[firsts] % (2 * span) - span
    length = in_a[lasts] - start + SHINGLE_WORDS
    order = np.lexsort((length, other, start, pair))
    return pair[order], start[order], other[order], length[order]

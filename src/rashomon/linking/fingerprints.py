"""Which texts can share a passage: five-word shingles as numbers, and the pairs of texts that hold the same ones.

Only shingles that two texts share matter, and most occur once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .wording import I64, U64, scramble, sorting

SHINGLE_WORDS = 5
"""Ten shared words with one edit among them still share a shingle of five; shorter ones join half of all news."""
ALL_PAIRS = 24
"""Up to this many texts that share a shingle are all paired; beyond, each with the first and its neighbours."""
LEAST_SHARED = 2
"""Pairs that share fewer shingles than this are not aligned: a single one is a turn of phrase."""


def shingles_of(full: U64) -> U64:
    """The number of every run of five words, in their order.

    >>> import numpy as np
    >>> len(shingles_of(np.arange(7, dtype=np.uint64)))
    3
    """
    count = len(full) - SHINGLE_WORDS + 1
    if count < 1:
        return np.empty(0, dtype=np.uint64)
    total = np.zeros(count, dtype=np.uint64)
    factor = 1
    for place in range(SHINGLE_WORDS):
        factor = factor * 0x9E3779B97F4A7C15 % 2**64
        total += full[place : place + count] * np.uint64(factor)
    return scramble(total)


def shingles_of_all(texts: Sequence[U64]) -> list[U64]:
    """As `shingles_of`, for several texts in one pass.

    >>> import numpy as np
    >>> [len(own) for own in shingles_of_all([np.arange(n, dtype=np.uint64) for n in (7, 3, 5)])]
    [3, 0, 1]
    """
    if not texts:
        return []
    together = shingles_of(np.concatenate(texts))
    begins = np.cumsum([0, *map(len, texts)]).tolist()
    return [together[low : max(low, high - SHINGLE_WORDS + 1)] for low, high in pairwise(begins)]


class Shared(NamedTuple):
    """Shingles that at least two texts hold: row `r` says that text `texts[r]` holds `shingles[r]`; sorted by both."""

    shingles: U64
    texts: NDArray[np.uint32]


def shingle_rows(texts: Mapping[int, U64]) -> Shared:
    """The shingles of some texts, given by rank: each once a text, sorted by shingle and rank.

    >>> import numpy as np
    >>> shingle_rows({4: np.array([7, 9, 7], np.uint64), 2: np.array([9], np.uint64)}).texts.tolist()
    [4, 2, 4]
    """
    ranks = sorted(texts)
    if not ranks:
        return Shared(np.empty(0, np.uint64), np.empty(0, np.uint32))
    shingles = np.concatenate([texts[rank] for rank in ranks])
    owner = np.repeat(np.array(ranks, dtype=np.uint32), [len(texts[rank]) for rank in ranks])
    order = sorting(shingles)
    shingles, owner = shingles[order], owner[order]
    new = np.ones(len(shingles), dtype=bool)
    new[1:] = (shingles[1:] != shingles[:-1]) | (owner[1:] != owner[:-1])
    return Shared(shingles[new], owner[new])


def held_by_several(rows: Shared) -> Shared:
    """The rows of shingles that at least two texts hold, sorted."""
    order = sorting(rows.shingles)
    shingles, texts = rows.shingles[order], rows.texts[order]
    same = shingles[1:] == shingles[:-1]
    keep = np.zeros(len(shingles), dtype=bool)
    keep[1:] |= same
    keep[:-1] |= same
    return Shared(shingles[keep], texts[keep])


def candidate_pairs(shared: Shared, *, all_pairs: int = ALL_PAIRS) -> tuple[U64, I64]:
    """Pairs of texts that share shingles, as `first << 32 | second`, with how many they share; sorted.

    A shingle of more than `all_pairs` texts pairs each with the first known and with the next, so that work stays
    proportional to the rows whatever is repeated.
    """
    if not len(shared.shingles):
        return np.empty(0, np.uint64), np.empty(0, np.int64)
    begins = np.flatnonzero(np.concatenate(([True], shared.shingles[1:] != shared.shingles[:-1])))
    sizes = np.diff(np.append(begins, len(shared.shingles)))
    texts = shared.texts.astype(np.uint64)
    found = [_star(texts, begins, sizes, all_pairs)]
    for size in np.unique(sizes[sizes <= all_pairs]):
        group = texts[begins[sizes == size][:, None] + np.arange(size)]
        first, second = np.triu_indices(size, 1)
        found.append(((group[:, first] << np.uint64(32)) | group[:, second]).ravel())
    return _counted(np.concatenate(found))


def _counted(pairs: U64) -> tuple[U64, I64]:
    """Each pair once, sorted, with how often it is there."""
    pairs = np.sort(pairs)
    begins = np.flatnonzero(np.concatenate((np.ones(min(1, len(pairs)), dtype=bool), pairs[1:] != pairs[:-1])))
    return pairs[begins], np.diff(np.append(begins, len(pairs)))


def _star(texts: U64, begins: NDArray[np.intp], sizes: NDArray[np.intp], all_pairs: int) -> U64:
    large = sizes > all_pairs
    if not large.any():
        return np.empty(0, np.uint64)
    found = []
    for begin, size in zip(begins[large], sizes[large], strict=True):
        group = texts[begin : begin + size]
        found.append((group[0] << np.uint64(32)) | group[1:])
        found.append((group[1:-1] << np.uint64(32)) | group[2:])
    return np.concatenate(found)


def merge_counts(parts: list[tuple[U64, I64]]) -> tuple[U64, I64]:
    """The pairs of several parts, their counts added up."""
    if len(parts) == 1:
        return parts[0]
    pairs, counts = np.concatenate([p for p, _ in parts]), np.concatenate([c for _, c in parts])
    order = np.argsort(pairs)
    pairs, sums = pairs[order], np.concatenate(([0], np.cumsum(counts[order])))
    begins = np.flatnonzero(np.concatenate((np.ones(min(1, len(pairs)), dtype=bool), pairs[1:] != pairs[:-1])))
    return pairs[begins], np.diff(sums[np.append(begins, len(pairs))])

"""Which texts can share a passage: five-word shingles as numbers, joined over the whole collection.

Only shingles that two texts share matter, and most occur once. The table is cut into buckets by the shingle's first
bits and goes to disk when it outgrows its memory, so that a bucket at a time is sorted.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .wording import I64, U64, distinct, scramble

SHINGLE_WORDS = 5
"""Ten shared words with one edit among them still share a shingle of five; shorter ones join half of all news."""
ALL_PAIRS = 24
"""Up to this many texts that share a shingle are all paired; beyond, each with the first and its neighbours."""
LEAST_SHARED = 2
"""Pairs that share fewer shingles than this are not aligned: a single one is a turn of phrase."""
_BUCKETS = 64
_ROW_BYTES = 12


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


class Shared(NamedTuple):
    """Shingles that at least two texts hold: row `r` says that text `texts[r]` holds `shingles[r]`; sorted by both."""

    shingles: U64
    texts: NDArray[np.uint32]


class ShingleTable:
    """All (shingle, text) rows of a collection; texts are added in their rank, and read back bucket by bucket."""

    def __init__(self, memory_mb: int) -> None:
        self._limit = memory_mb * 1024 * 1024 // 4
        self._held: list[tuple[U64, NDArray[np.uint32]]] = []
        self._bytes = 0
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def __enter__(self) -> ShingleTable:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._folder is not None:
            self._folder.cleanup()

    def add(self, text: int, shingles: U64) -> int:
        """Add the shingles of the next text, each once; gives how many there are."""
        own = distinct(shingles)
        self._held.append((own, np.full(len(own), text, dtype=np.uint32)))
        self._bytes += len(own) * _ROW_BYTES
        if self._bytes > self._limit:
            self._spill()
        return len(own)

    def _spill(self) -> None:
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="rashomon-shingles-")
        shingles, texts = self._gather()
        bucket = (shingles >> np.uint64(58)).astype(np.int64)
        order = np.argsort(bucket, kind="stable")
        cuts = np.searchsorted(bucket[order], np.arange(_BUCKETS + 1))
        for number in range(_BUCKETS):
            rows = order[cuts[number] : cuts[number + 1]]
            with self._file(number, "s").open("ab") as out:
                out.write(shingles[rows].tobytes())
            with self._file(number, "t").open("ab") as out:
                out.write(texts[rows].tobytes())

    def _gather(self) -> tuple[U64, NDArray[np.uint32]]:
        held, self._held, self._bytes = self._held, [], 0
        if not held:
            return np.empty(0, np.uint64), np.empty(0, np.uint32)
        return np.concatenate([h[0] for h in held]), np.concatenate([h[1] for h in held])

    def _file(self, number: int, column: str) -> Path:
        assert self._folder is not None
        return Path(self._folder.name) / f"{number}.{column}"

    def shared(self) -> Iterator[Shared]:
        """The shingles held by two texts or more; all rows of one shingle are in the same part."""
        if self._folder is None:
            yield _shared(*self._gather())
            return
        self._spill()
        for number in range(_BUCKETS):
            yield _shared(
                np.fromfile(self._file(number, "s"), dtype=np.uint64),
                np.fromfile(self._file(number, "t"), dtype=np.uint32),
            )


def _shared(shingles: U64, texts: NDArray[np.uint32]) -> Shared:
    order = np.argsort(shingles, kind="stable")
    shingles, texts = shingles[order], texts[order]
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

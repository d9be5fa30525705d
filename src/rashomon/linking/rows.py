"""Rows and pairs on disk: what is sorted together is cut into buckets that fit into memory, one after the other.

A row is a key and a number (a shingle and the rank of a text that holds it). Keys spread evenly over all 64 bits, so
that their first byte cuts them into slices of much the same size. A run is a sorted list of pairs with counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from .fingerprints import Shared, merge_counts
from .wording import I64, U64

SLICES = 256
_LEAST_BUCKETS = 32
_LEAST_TOGETHER = 100_000
"""Rows are cut into so many buckets, of at least so many, even where all fit into memory: processes share the work."""


class Stored(NamedTuple):
    """A file of rows or of a run, and where each of its slices begins."""

    path: str
    cuts: I64


def write_rows(path: Path, rows: Shared) -> Stored:
    """Keep rows, sorted by their key."""
    path.write_bytes(rows.shingles.tobytes() + rows.texts.astype(np.uint32, copy=False).tobytes())
    firsts = np.arange(SLICES, dtype=np.uint64) << np.uint64(56)
    return Stored(str(path), np.append(np.searchsorted(rows.shingles, firsts), len(rows.shingles)))


def read_rows(files: Iterable[Stored], first: int, last: int) -> Shared:
    """The rows of the slices from `first` to before `last`, of all files one after the other."""
    keys, numbers = [], []
    for stored in files:
        low, high = int(stored.cuts[first]), int(stored.cuts[last])
        if high > low:
            keys.append(np.fromfile(stored.path, np.uint64, high - low, offset=low * 8))
            after = int(stored.cuts[-1]) * 8
            numbers.append(np.fromfile(stored.path, np.uint32, high - low, offset=after + low * 4))
    if not keys:
        return Shared(np.empty(0, np.uint64), np.empty(0, np.uint32))
    return Shared(np.concatenate(keys), np.concatenate(numbers))


def buckets(files: Sequence[Stored], rows: int) -> list[tuple[int, int]]:
    """Slices that are read together, as ranges: at most about so many rows; slices of a run are merged together."""
    sizes: I64 = sum((np.diff(stored.cuts) for stored in files), np.zeros(SLICES, dtype=np.int64))
    return _ranges(sizes, min(rows, max(_LEAST_TOGETHER, int(sizes.sum()) // _LEAST_BUCKETS)))


def _ranges(sizes: I64, most: int) -> list[tuple[int, int]]:
    found, first, held = [], 0, 0
    for number, size in enumerate(sizes.tolist()):
        if held and held + size > most:
            found.append((first, number))
            first, held = number, 0
        held += size
    return [*found, (first, len(sizes))]


def write_run(path: Path, pairs: U64, counts: I64, bounds: U64) -> Stored:
    """Keep sorted pairs with their counts; `bounds` are the first pairs of the slices."""
    path.write_bytes(pairs.tobytes() + counts.astype(np.uint32).tobytes())
    return Stored(str(path), np.append(np.searchsorted(pairs, bounds), len(pairs)))


def bounds_for(size: int) -> U64:
    """The first pairs of the slices of a run over so many ranks."""
    steps = np.arange(SLICES, dtype=np.uint64) * np.uint64(size) // np.uint64(SLICES)
    return steps << np.uint64(32)


def merged(runs: Iterable[Stored], first: int, last: int) -> tuple[U64, I64]:
    """The pairs of some slices of all runs, sorted, each once with its counts added up."""
    parts = []
    for stored in runs:
        low, high = int(stored.cuts[first]), int(stored.cuts[last])
        if high > low:
            counts = np.fromfile(stored.path, np.uint32, high - low, offset=int(stored.cuts[-1]) * 8 + low * 4)
            parts.append((np.fromfile(stored.path, np.uint64, high - low, offset=low * 8), counts.astype(np.int64)))
    return merge_counts(parts) if parts else (np.empty(0, np.uint64), np.empty(0, np.int64))


def remove(files: Iterable[Stored]) -> None:
    """Delete files that are done with."""
    for stored in files:
        Path(stored.path).unlink(missing_ok=True)

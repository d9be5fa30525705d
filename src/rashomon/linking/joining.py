"""Which items share words at all: the join of shingles over the collection, before anything is aligned."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .clusters import Unions
from .collection import Collection
from .fingerprints import LEAST_SHARED, Shared, ShingleTable, candidate_pairs, merge_counts
from .wording import I64, U64

NEAR = 800
"""Thousandths of the larger of two items' own shingles that must be shared for them to be near-copies."""
COPY_DAYS = 3
"""Near-copies lie at most so many days apart: pages that hold nothing but furniture are alike through the years."""
FURNITURE_PARTNERS = 1
"""An item's page furniture is shown against this many others: the first known that hold most of it."""


class Meetings(NamedTuple):
    """Pairs of items, `first << 32 | second` and sorted, with how many shingles they share."""

    pairs: U64
    counts: I64

    def at_least(self, count: int) -> U64:
        """The pairs that share so many."""
        return self.pairs[self.counts >= count]


class Joined(NamedTuple):
    """The join of a collection's shingles.

    `rare` are the meetings over shingles that two items hold, `common` the shingles that more hold, `sizes` how many
    different ones each item has. `twins` maps an item to the first one known with the very same words; only the first
    takes part in the join, so that a thousand copies of a text make a thousand matches and not half a million.
    """

    rare: Meetings
    common: Shared
    sizes: I64
    twins: dict[int, int]


def join_shingles(collection: Collection, *, memory_mb: int) -> Joined:
    """Join the shingles of all items; what does not fit into memory is joined from disk, part by part."""
    twins = _twins(collection)
    sizes = np.zeros(len(collection), dtype=np.int64)
    rare, common = [], []
    with ShingleTable(memory_mb) as table:
        for rank in range(len(collection)):
            if rank not in twins:
                sizes[rank] = table.add(rank, collection.shingles(rank))
        for part in table.shared():
            two, more = _split(part)
            rare.append(candidate_pairs(two))
            common.append(more)
    shingles = np.concatenate([part.shingles for part in common])
    texts = np.concatenate([part.texts for part in common])
    return Joined(Meetings(*merge_counts(rare)), Shared(shingles, texts), sizes, twins)


def _twins(collection: Collection) -> dict[int, int]:
    first: dict[bytes, int] = {}
    twins = {}
    for rank, known in enumerate(collection.known):
        if first.setdefault(known.digest, rank) != rank and known.size:
            twins[rank] = first[known.digest]
    return twins


def _split(part: Shared) -> tuple[Shared, Shared]:
    """The shingles of two texts, and those of more."""
    if not len(part.shingles):
        return part, part
    begins = np.flatnonzero(np.concatenate(([True], part.shingles[1:] != part.shingles[:-1])))
    sizes = np.diff(np.append(begins, len(part.shingles)))
    more = np.repeat(sizes > 2, sizes)
    return Shared(part.shingles[~more], part.texts[~more]), Shared(part.shingles[more], part.texts[more])


def meetings(joined: Joined, spread: U64) -> Meetings:
    """All pairs that share a shingle outside page furniture."""
    common, held = joined.common, _is_in(joined.common.shingles, spread)
    own = Shared(common.shingles[~held], common.texts[~held])
    return Meetings(*merge_counts([joined.rare, candidate_pairs(own)]))


def _is_in(shingles: U64, spread: U64) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    if not len(spread):
        return np.zeros(len(shingles), dtype=bool)
    place = np.minimum(np.searchsorted(spread, shingles), len(spread) - 1)
    return np.asarray(spread[place] == shingles)


def near_copies(collection: Collection, joined: Joined, met: Meetings, spread: U64) -> dict[int, int]:
    """Items that are another's copy but for a few words, each with the first known of its kind."""
    held = _is_in(joined.common.shingles, spread)
    sizes = joined.sizes - np.bincount(joined.common.texts[held], minlength=len(joined.sizes))
    days = np.array([known.day for known in collection.known], dtype=np.int64)
    first, second = (met.pairs >> np.uint64(32)).astype(np.int64), (met.pairs & np.uint64(0xFFFFFFFF)).astype(np.int64)
    near = 1000 * met.counts >= NEAR * np.maximum(np.maximum(sizes[first], sizes[second]), LEAST_SHARED)
    near &= np.abs(days[first] - days[second]) <= COPY_DAYS
    unions = Unions(len(collection))
    for twin, one in joined.twins.items():
        unions.join(twin, one)
    for low, high in zip(first[near].tolist(), second[near].tolist(), strict=True):
        unions.join(low, high)
    return {rank: root for rank in range(len(collection)) if (root := unions.find(rank)) != rank}


def furniture_pairs(joined: Joined, spread: U64) -> U64:
    """For each item the first ones known with which it shares most page furniture, as pairs, sorted.

    Showing it against every page of a site would be work without end and tell no more.
    """
    held = _is_in(joined.common.shingles, spread)
    shingles, texts = joined.common.shingles[held], joined.common.texts[held].astype(np.uint64)
    if not len(shingles):
        return np.empty(0, np.uint64)
    new = np.concatenate(([True], shingles[1:] != shingles[:-1]))
    first = texts[np.flatnonzero(new)][np.cumsum(new) - 1]
    pairs, counts = np.unique((first << np.uint64(32) | texts)[first != texts], return_counts=True)
    pairs, counts = pairs[counts >= LEAST_SHARED], counts[counts >= LEAST_SHARED]
    later = pairs & np.uint64(0xFFFFFFFF)
    order = np.lexsort((pairs, -counts, later))
    begins = np.concatenate(([True], later[order][1:] != later[order][:-1])) if len(order) else np.empty(0, bool)
    nth = np.arange(len(order)) - np.maximum.accumulate(np.where(begins, np.arange(len(order)), 0))
    chosen: U64 = np.sort(pairs[order][nth < FURNITURE_PARTNERS])
    return chosen

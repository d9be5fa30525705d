"""Which items share words at all: the join of shingles over the collection, before anything is aligned.

The rows are joined bucket by bucket. What is found of a pair in each bucket is added up range by range of pairs.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .boilerplate import Draft, Spread, furniture
from .clusters import components
from .collection import Collection
from .fingerprints import LEAST_SHARED, Shared, candidate_pairs, held_by_several
from .rows import SLICES, Stored, bounds_for, buckets, merged, read_rows, remove, write_run
from .wording import I64, U64, distinct
from .workplace import Workplace, load

NEAR = 800
"""Thousandths of the larger of two items' own shingles that must be shared for them to be near-copies."""
COPY_DAYS = 3
"""Near-copies lie at most so many days apart: pages that hold nothing but furniture are alike through the years."""
FURNITURE_PARTNERS = 1
"""An item's page furniture is shown against this many others: the first known that hold most of it."""
TELLING = 8
"""Items that share so many shingles are compared as to their story even where no rare word makes them meet."""
_LOW = np.uint64(0xFFFFFFFF)


class Joined(NamedTuple):
    """The join of a collection's shingles, on disk.

    `rare` are runs of the pairs over shingles that two items hold, `common` runs over those that more hold; the rows of
    these lie in as many `buckets`.
    """

    rare: tuple[Stored, ...]
    common: tuple[Stored, ...]
    buckets: int


class Met(NamedTuple):
    """Pairs that share enough shingles to be aligned, those that share so many that their stories are compared, and

    for each item the first known of those that it is a copy of but for a few words (itself where there is none).
    `altered` tells items of which other shingles are page furniture than were in an earlier linking.
    """

    aligned: U64
    telling: U64
    same: I64
    altered: NDArray[np.bool_]


def join_shingles(place: Workplace, collection: Collection) -> Joined:
    """Join the shingles of all items."""
    place.save("twins", collection.twins >= 0)
    ranks = np.empty(len(collection), dtype=np.uint32)
    ranks[collection.numbers] = np.arange(len(collection), dtype=np.uint32)
    place.save("ranks", ranks)
    ranges = buckets(collection.rows, place.rows)
    tasks = [(n, first, last, collection.rows) for n, (first, last) in enumerate(ranges)]
    done = list(place.run(_join_bucket, tasks))
    return Joined(tuple(rare for rare, _ in done), tuple(common for _, common in done), len(ranges))


def stored_rows(place: Workplace, name: str, data: bytes) -> Stored:
    """Rows of shingles that an earlier linking wrote, laid out in the workplace."""
    path = place.folder / f"was-{name.replace('/', '-')}"
    path.write_bytes(data)
    shingles = np.fromfile(path, np.uint64, len(data) // 12)
    firsts = np.arange(SLICES, dtype=np.uint64) << np.uint64(56)
    return Stored(str(path), np.append(np.searchsorted(shingles, firsts), len(shingles)))


def _join_bucket(folder: str, task: tuple[int, int, int, tuple[Stored, ...]]) -> tuple[Stored, Stored]:
    number, first, last, files = task
    twins = load(folder, "twins")
    rows = read_rows(files, first, last)
    texts = load(folder, "ranks")[rows.texts]
    alone = ~twins[texts]
    several = held_by_several(Shared(rows.shingles[alone], texts[alone]))
    two, more = split_common(_in_order(several))
    np.save(Path(folder) / f"{number}.common.npy", more.shingles)
    np.save(Path(folder) / f"{number}.holders.npy", more.texts)
    bounds = bounds_for(len(twins))
    rare = write_run(Path(folder) / f"{number}.rare", *candidate_pairs(two), bounds)
    return rare, write_run(Path(folder) / f"{number}.all", *candidate_pairs(more), bounds)


def _in_order(rows: Shared) -> Shared:
    """Rows sorted by shingle, those of one shingle by rank too: items that came later may be earlier ones."""
    if not len(rows.shingles):
        return rows
    numbered = np.cumsum(np.diff(rows.shingles, prepend=rows.shingles[:1]) != 0).astype(np.uint64)
    places = numbered << np.uint64(32) | rows.texts
    if (places[1:] > places[:-1]).all():
        return rows
    return Shared(rows.shingles, (np.sort(places) & _LOW).astype(np.uint32))


def split_common(part: Shared) -> tuple[Shared, Shared]:
    """The shingles of two texts, and those of more."""
    if not len(part.shingles):
        return part, part
    begins = np.flatnonzero(np.concatenate(([True], part.shingles[1:] != part.shingles[:-1])))
    sizes = np.diff(np.append(begins, len(part.shingles)))
    more = np.repeat(sizes > 2, sizes)
    return Shared(part.shingles[~more], part.texts[~more]), Shared(part.shingles[more], part.texts[more])


def _common(folder: str, number: int) -> Shared:
    return Shared(load(folder, f"{number}.common"), load(folder, f"{number}.holders"))


def common_shingles(place: Workplace, joined: Joined) -> U64:
    """The shingles that more than two items hold, sorted."""
    return np.concatenate(list(place.run(_distinct_common, range(joined.buckets))))


def _distinct_common(folder: str, number: int) -> U64:
    shingles = _common(folder, number).shingles
    new = np.ones(len(shingles), dtype=bool)
    new[1:] = shingles[1:] != shingles[:-1]
    return shingles[new]


def changed_shingles(now: U64, earlier: U64 | None) -> U64:
    """The shingles that are in one of two sets alone; none where there is no earlier one."""
    return now[:0] if earlier is None else np.setxor1d(now, earlier, assume_unique=True)


def holders(place: Workplace, joined: Joined, size: int, shingles: U64) -> NDArray[np.bool_]:
    """Which items, but for twins, hold any of these shingles, of those that more than two items hold."""
    held = np.zeros(size, dtype=bool)
    if len(shingles):
        place.save("sought", shingles)
        for found in place.run(_holders, range(joined.buckets)):
            held[found] = True
    return held


def _holders(folder: str, number: int) -> I64:
    rows = _common(folder, number)
    held = Spread(np.asarray(load(folder, "sought"))).holds(np.asarray(rows.shingles))
    return distinct(rows.texts[held].astype(np.int64))


def find_furniture(place: Workplace, joined: Joined, draft: Draft) -> U64:
    """The shingles that are page furniture, sorted, given what is thought of the stories."""
    place.save("draft", np.array([draft.stories, draft.apart, draft.days, draft.sites]))
    tasks = [(number, draft.least) for number in range(joined.buckets)]
    return np.concatenate(list(place.run(_furniture_of, tasks)))


def _furniture_of(folder: str, task: tuple[int, int]) -> U64:
    number, least = task
    stories, apart, days, sites = load(folder, "draft")
    return furniture(_common(folder, number), Draft(stories, apart, days, sites, least))


def drafted_meetings(place: Workplace, collection: Collection, joined: Joined) -> Met:
    """Who meets before page furniture is known: over all shingles."""
    return _meet(place, collection, collection.shingles, [*joined.rare, *joined.common])


def meetings(place: Workplace, collection: Collection, joined: Joined, spread: U64, earlier: U64 | None = None) -> Met:
    """Who meets over shingles that are no page furniture, and each item's page furniture beside one other's.

    `earlier` is the page furniture of an earlier linking.
    """
    remove(joined.common)
    place.save("spread", spread)
    place.save("altered", changed_shingles(spread, earlier))
    own, shown = list(joined.rare), []
    sizes, altered = collection.shingles.copy(), np.zeros(len(collection), dtype=bool)
    for part in place.run(_part_bucket, range(joined.buckets)):
        own.append(part.own)
        shown.append(part.shown)
        sizes[part.holders] -= part.held
        altered[part.altered] = True
    altered |= altered[np.where(collection.twins >= 0, collection.twins, np.arange(len(collection)))]
    met = _meet(place, collection, sizes, own)
    remove(own)
    aligned = distinct(np.concatenate((met.aligned, _furniture_pairs(place, shown))))
    return met._replace(aligned=aligned, altered=altered)


class _Parted(NamedTuple):
    """Runs of a bucket's pairs over own shingles and over page furniture, the items that hold furniture and how much,

    and which items hold shingles that are furniture now and were not, or the other way round.
    """

    own: Stored
    shown: Stored
    holders: NDArray[np.uint32]
    held: NDArray[np.int32]
    altered: NDArray[np.uint32]


def _part_bucket(folder: str, number: int) -> _Parted:
    rows, size = _common(folder, number), len(load(folder, "twins"))
    held = Spread(np.asarray(load(folder, "spread"))).holds(np.asarray(rows.shingles))
    bounds = bounds_for(size)
    own = candidate_pairs(Shared(rows.shingles[~held], rows.texts[~held]))
    shown = beside_the_first(Shared(rows.shingles[held], rows.texts[held]))
    counts = np.bincount(rows.texts[held])
    holders = np.flatnonzero(counts)
    altered = rows.texts[Spread(np.asarray(load(folder, "altered"))).holds(np.asarray(rows.shingles))]
    own_run = write_run(Path(folder) / f"{number}.own", *own, bounds)
    shown_run = write_run(Path(folder) / f"{number}.shown", *shown, bounds)
    for name in ("common", "holders"):
        (Path(folder) / f"{number}.{name}.npy").unlink()
    return _Parted(own_run, shown_run, holders.astype(np.uint32), counts[holders].astype(np.int32), altered)


def beside_the_first(rows: Shared) -> tuple[U64, I64]:
    """Each item with the first that holds the same shingle, as `item << 32 | first`, with how many they share."""
    if not len(rows.shingles):
        return np.empty(0, np.uint64), np.empty(0, np.int64)
    texts = rows.texts.astype(np.uint64)
    new = np.concatenate(([True], rows.shingles[1:] != rows.shingles[:-1]))
    first = texts[np.flatnonzero(new)][np.cumsum(new) - 1]
    pairs, counts = np.unique((texts << np.uint64(32) | first)[first != texts], return_counts=True)
    return pairs, counts


def _furniture_pairs(place: Workplace, runs: list[Stored]) -> U64:
    """For each item the first ones known with which it shares most page furniture, as pairs, sorted.

    Showing it against every page of a site would be work without end and tell no more.
    """
    found = list(place.run(_shown, [(runs, first, last) for first, last in buckets(runs, place.rows)]))
    remove(runs)
    return np.sort(np.concatenate(found))


def _shown(folder: str, task: tuple[list[Stored], int, int]) -> U64:
    pairs, counts = merged(*task)
    pairs, counts = pairs[counts >= LEAST_SHARED], counts[counts >= LEAST_SHARED]
    later, first = pairs >> np.uint64(32), pairs & _LOW
    order = np.lexsort((first, -counts, later))
    later, first = later[order], first[order]
    begins = np.concatenate(([True], later[1:] != later[:-1])) if len(order) else np.empty(0, bool)
    places = np.arange(len(order))
    chosen = places - np.maximum.accumulate(np.where(begins, places, 0)) < FURNITURE_PARTNERS
    return first[chosen] << np.uint64(32) | later[chosen]


def _meet(place: Workplace, collection: Collection, sizes: I64, runs: list[Stored]) -> Met:
    place.save("measures", np.array([sizes, collection.days]))
    done = list(place.run(_met, [(runs, first, last) for first, last in buckets(runs, place.rows)]))
    near = np.concatenate([part.same for part in done])
    twins = np.flatnonzero(collection.twins >= 0)
    first = np.concatenate(((near >> np.uint64(32)).astype(np.int64), collection.twins[twins]))
    same = components(len(collection), first, np.concatenate(((near & _LOW).astype(np.int64), twins)))
    nothing = np.zeros(len(collection), dtype=bool)
    return Met(np.concatenate([part.aligned for part in done]), np.concatenate([part.telling for part in done]), same,
               nothing)  # fmt: skip


class _Part(NamedTuple):
    aligned: U64
    telling: U64
    same: U64


def _met(folder: str, task: tuple[list[Stored], int, int]) -> _Part:
    pairs, counts = merged(*task)
    pairs, counts = pairs[counts >= LEAST_SHARED], counts[counts >= LEAST_SHARED]
    sizes, days = load(folder, "measures")
    first, second = (pairs >> np.uint64(32)).astype(np.int64), (pairs & _LOW).astype(np.int64)
    near = 1000 * counts >= NEAR * np.maximum(np.maximum(sizes[first], sizes[second]), LEAST_SHARED)
    near &= np.abs(days[first] - days[second]) <= COPY_DAYS
    return _Part(pairs, pairs[counts >= TELLING], pairs[near])

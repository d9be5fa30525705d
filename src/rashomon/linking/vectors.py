"""Vectors of a whole collection on disk: counted, weighed, pooled and compared task by task."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from .boilerplate import Spread
from .fingerprints import candidate_pairs
from .likeness import ALL_MEET, LEAST_KEPT, dated, ends_of, likenesses, part_of, pooled, term_rows, within
from .rows import Stored, bounds_for, buckets, merged, read_rows, remove, write_rows, write_run
from .shelf import open_shelf
from .terms import (
    RARITY_POWER,
    TERM_BITS,
    Common,
    Counted,
    Guess,
    Vectors,
    count_crossing,
    count_terms,
    weigh,
    with_background,
)
from .wording import I64, U64, distinct
from .workplace import Workplace, chunks, load

_ITEMS = 1000
"""Items or groups that one task counts, weighs or pools."""
_MEET_PAIRS = 10
"""Pairs that a row of terms makes, or up to five times as many."""
_PAIRS = 100_000
"""Pairs whose vectors are fetched together."""
MIXED = -1
_NONE = Counted(np.empty(0, np.int64), np.empty(0, np.int32), np.empty(0, np.int32))


class Compared(NamedTuple):
    """What is compared of items or groups: the name of their vectors, first and last day (0: unknown), their script.

    `latin` is 1 or 0 by script, -1 for a group of several; `crossing` names the vectors of what crosses scripts, and is
    empty in a collection of one script.
    """

    name: str
    crossing: str
    days: I64
    latin: I64


class Graph(NamedTuple):
    """Pairs of items, `first << 32 | second`, sorted, with their likeness in thousandths."""

    pairs: U64
    values: I64


class Groups(NamedTuple):
    """Groups of numbers: group `g` is `members[begins[g]:begins[g + 1]]`, sorted; groups by their lowest number."""

    members: I64
    begins: I64

    def __len__(self) -> int:
        return len(self.begins) - 1

    def group(self, number: int) -> I64:
        """The members of a group."""
        return self.members[self.begins[number] : self.begins[number + 1]]


def open_vectors(folder: str, name: str) -> Vectors:
    """Vectors that were laid out; what is not touched is not read."""
    at = Path(folder)
    return Vectors(np.load(at / f"{name}.begins.npy"), _map(at / f"{name}.terms", np.int32),
                   _map(at / f"{name}.weights", np.int16))  # fmt: skip


def _map(path: Path, kind: Any, mode: Any = "r") -> NDArray[Any]:
    return np.asarray(np.memmap(path, dtype=kind, mode=mode)) if path.stat().st_size else np.empty(0, dtype=kind)


class Counting(Protocol):
    """What is known of how often terms are said."""

    def known(self, way: str, ranks: I64) -> I64 | None:
        """Where each item stands among those whose terms were counted this way before, -1 where it does not.

        Null where nothing is known; else what was counted lies in the workplace as `was-` and the way's name.
        """
        ...

    def keep(self, way: str, ranks: I64, name: str) -> None:
        """The terms of these items have been counted this way, and lie in the workplace under a name."""
        ...


def make_vectors(
    place: Workplace,
    name: str,
    ranks: I64,
    spread: str,
    guess: Guess | None = None,
    *,
    crossing: bool = False,
    counting: Counting,
) -> None:
    """Lay out the weighted terms of some items under a name; `spread` names the page furniture that is left out."""
    way = f"{spread}-crossing" if crossing else spread
    known = counting.known(way, ranks)
    place.save(f"{name}.ranks", ranks)
    place.save(f"{name}.known", np.full(len(ranks), -1) if known is None else known)
    tasks = [(name, n, low, high, spread, crossing) for n, (low, high) in enumerate(chunks(len(ranks), _ITEMS))]
    done = list(place.run(_count_chunk, tasks))
    sizes = np.concatenate([part[0] for part in done])
    held = np.zeros(1 << TERM_BITS, dtype=np.int32)
    for _, terms, counts in done:
        held[terms] += counts
    common = with_background(Common(len(ranks), held), general=not crossing)
    place.save(f"{name}.common", np.append(common.counts, np.int32(common.texts)))
    _lay_out(place, name, sizes, ("terms", "counts"), len(tasks))
    counting.keep(way, ranks, name)
    with (place.folder / f"{name}.weights").open("wb") as out:
        out.truncate(2 * int(sizes.sum()))
    power = 1.0 if crossing else RARITY_POWER
    lots: Iterable[I64] = (np.arange(low, high) for low, high in chunks(len(ranks), _ITEMS))
    if guess is not None:
        place.save(f"{name}.guess", np.array(guess))
        lots = by_site(guess.sites)
    for _ in place.run(_weigh_lot, ((name, lot, power, guess is not None) for lot in lots)):
        pass
    for what in ("counts", "ranks.npy", "known.npy", "common.npy"):
        (place.folder / f"{name}.{what}").unlink()


def by_site(sites: I64) -> Iterator[I64]:
    """The items in lots, all items of a site in one."""
    order = np.argsort(sites, kind="stable")
    held: list[I64] = []
    for own in np.split(order, np.flatnonzero(np.diff(sites[order])) + 1):
        held.append(own)
        if sum(map(len, held)) >= _ITEMS:
            yield np.sort(np.concatenate(held))
            held = []
    if held:
        yield np.sort(np.concatenate(held))


def _lay_out(place: Workplace, name: str, sizes: I64, columns: Sequence[str], parts: int) -> None:
    """Put the parts of each column into one file."""
    place.save(f"{name}.begins", np.concatenate(([0], np.cumsum(sizes))).astype(np.int64))
    for column in columns:
        with (place.folder / f"{name}.{column}").open("wb") as out:
            for number in range(parts):
                part = place.folder / f"{name}.{number}.{column}"
                with part.open("rb") as read:
                    shutil.copyfileobj(read, out)
                part.unlink()


def _count_chunk(folder: str, task: tuple[str, int, int, int, str, bool]) -> tuple[I64, NDArray[np.int32], I64]:
    name, number, low, high, spread, crossing = task
    ranks, known = (load(folder, f"{name}.{what}")[low:high] for what in ("ranks", "known"))
    count = count_crossing if crossing else count_terms
    fresh = ranks[known < 0].tolist()
    counted = count(open_shelf(folder), fresh, Spread(np.asarray(load(folder, spread)))) if fresh else _NONE
    if len(fresh) < len(ranks):
        was = f"was-{spread}-crossing" if crossing else f"was-{spread}"
        counted = _among_known(folder, was, np.asarray(known), counted)
    counted.terms.tofile(Path(folder) / f"{name}.{number}.terms")
    counted.counts.tofile(Path(folder) / f"{name}.{number}.counts")
    held, counts = np.unique(counted.terms, return_counts=True)
    return counted.sizes, held, counts.astype(np.int64)


def _among_known(folder: str, name: str, known: I64, counted: Counted) -> Counted:
    """What was counted anew, each in its place among what is known."""
    whole = Vectors(np.load(Path(folder) / f"{name}.begins.npy"), _map(Path(folder) / f"{name}.terms", np.int32),
                    _map(Path(folder) / f"{name}.counts", np.int32))  # fmt: skip
    old = part_of(whole, known[known >= 0])
    begins = np.concatenate((old.begins, old.begins[-1] + np.cumsum(counted.sizes)))
    both = Vectors(begins, np.concatenate((old.terms, counted.terms)), np.concatenate((old.weights, counted.counts)))
    places = np.where(known >= 0, np.cumsum(known >= 0) - 1, np.cumsum(known < 0) - 1 + int((known >= 0).sum()))
    part = part_of(both, places)
    return Counted(np.diff(part.begins), part.terms, part.weights.astype(np.int32))


def _weigh_lot(folder: str, task: tuple[str, I64, float, bool]) -> None:
    name, lot, power, guessed = task
    at = Path(folder)
    counts = _map(at / f"{name}.counts", np.int32)
    whole = Vectors(np.load(at / f"{name}.begins.npy"), _map(at / f"{name}.terms", np.int32), counts)
    part = part_of(whole, lot)
    common = load(folder, f"{name}.common")
    guess = Guess(*load(folder, f"{name}.guess")[:, lot]) if guessed else None
    counted = Counted(np.diff(part.begins), part.terms, part.weights.astype(np.int32))
    weighed = weigh(counted, Common(int(common[-1]), common[:-1]), power, guess)
    if len(weighed.weights):
        sizes = np.diff(weighed.begins)
        places = np.arange(len(weighed.weights)) + np.repeat(whole.begins[lot] - weighed.begins[:-1], sizes)
        _map(at / f"{name}.weights", np.int16, "r+")[places] = weighed.weights


def pool(place: Workplace, compared: Compared, groups: Groups, name: str) -> tuple[Compared, I64]:
    """What is compared of groups, under a new name, and the sum of likenesses within each group.

    It is the mean of their items, so that a product of two is the mean over all pairs.
    """
    place.save(f"{name}.groups", groups.members)
    place.save(f"{name}.borders", groups.begins)
    inside = _pool_vectors(place, compared.name, name, len(groups))
    crossing = ""
    if compared.crossing:
        crossing = f"{name}-crossing"
        place.save(f"{crossing}.groups", groups.members)
        place.save(f"{crossing}.borders", groups.begins)
        _pool_vectors(place, compared.crossing, crossing, len(groups))
    first = groups.begins[:-1]
    latin = compared.latin[groups.members]
    low, high = np.minimum.reduceat(latin, first), np.maximum.reduceat(latin, first)
    days = compared.days[groups.members]
    begun = np.where(days[:, 0] > 0, days[:, 0], np.iinfo(np.int64).max)
    began, ended = np.minimum.reduceat(begun, first), np.maximum.reduceat(days[:, 1], first)
    spanned = np.array([np.where(ended > 0, began, 0), ended], dtype=np.int64).T
    return Compared(name, crossing, spanned, np.where(low == high, low, MIXED)), inside


def _pool_vectors(place: Workplace, old: str, new: str, groups: int) -> I64:
    tasks = [(old, new, n, low, high) for n, (low, high) in enumerate(chunks(groups, _ITEMS))]
    done = list(place.run(_pool_chunk, tasks))
    _lay_out(place, new, np.concatenate([sizes for sizes, _ in done]), ("terms", "weights"), len(tasks))
    return np.concatenate([inside for _, inside in done])


def _pool_chunk(folder: str, task: tuple[str, str, int, int, int]) -> tuple[I64, I64]:
    old, new, number, low, high = task
    begins = load(folder, f"{new}.borders")[low : high + 1]
    members = load(folder, f"{new}.groups")[begins[0] : begins[-1]]
    own = part_of(open_vectors(folder, old), np.asarray(members))
    groups = [np.arange(a - begins[0], b - begins[0]) for a, b in pairwise(begins.tolist())]
    wholes = pooled(own, groups)
    wholes.terms.astype(np.int32).tofile(Path(folder) / f"{new}.{number}.terms")
    wholes.weights.astype(np.int16).tofile(Path(folder) / f"{new}.{number}.weights")
    return np.diff(wholes.begins), np.array(within(own, wholes, groups), dtype=np.int64)


def compare_all(place: Workplace, compared: Compared, extra: U64) -> Graph:
    """The likeness of all pairs that meet, or are named in `extra`.

    Items of different scripts share no words: they are compared by names and numbers alone.
    """
    size = len(compared.days)
    place.save("days", compared.days)
    place.save("latin", compared.latin)
    place.save("extra", extra)
    runs = [_meet(place, name, size) if name else [] for name in (compared.name, compared.crossing)]
    tasks = [(compared.name, compared.crossing, runs[0], runs[1], first, last)
             for first, last in buckets([*runs[0], *runs[1]], place.rows)]  # fmt: skip
    done = list(place.run(_score, tasks))
    remove([*runs[0], *runs[1]])
    return Graph(np.concatenate([g.pairs for g in done]), np.concatenate([g.values for g in done]))


def forget(place: Workplace, compared: Compared) -> None:
    """Delete vectors that are done with."""
    for path in sorted(place.folder.glob(f"{compared.name}*")):
        path.unlink()


def _meet(place: Workplace, name: str, size: int) -> list[Stored]:
    files = list(place.run(_rows_of, [(name, n, low, high) for n, (low, high) in enumerate(chunks(size, _ITEMS))]))
    ranges = buckets(files, place.rows // _MEET_PAIRS)
    runs = list(place.run(_meet_bucket, [(name, n, *bucket, files, size) for n, bucket in enumerate(ranges)]))
    remove(files)
    return runs


def _rows_of(folder: str, task: tuple[str, int, int, int]) -> Stored:
    name, number, low, high = task
    part = part_of(open_vectors(folder, name), np.arange(low, high))
    return write_rows(Path(folder) / f"{name}.{number}.rows", term_rows(part, low))


def _meet_bucket(folder: str, task: tuple[str, int, int, int, Sequence[Stored], int]) -> Stored:
    name, number, first, last, files, size = task
    rows = read_rows(files, first, last)
    order = np.argsort(rows.shingles, kind="stable")
    rows = rows._replace(shingles=rows.shingles[order], texts=rows.texts[order])
    pairs, counts = candidate_pairs(rows, all_pairs=ALL_MEET)
    return write_run(Path(folder) / f"{name}.{number}.run", pairs, counts, bounds_for(size))


def _score(folder: str, task: tuple[str, str, Sequence[Stored], Sequence[Stored], int, int]) -> Graph:
    name, crossing, runs, cross_runs, first, last = task
    days, latin = np.asarray(load(folder, "days")), np.asarray(load(folder, "latin"))
    bounds = np.append(bounds_for(len(days)), np.uint64(len(days)) << np.uint64(32))
    extra = np.asarray(load(folder, "extra"))
    low, high = np.searchsorted(extra, bounds[[first, last]])
    met = [pairs[counts >= 2] for pairs, counts in (merged(r, first, last) for r in (runs, cross_runs))]
    pairs = distinct(np.concatenate([*met, extra[low:high]]))
    values = _cosines(open_vectors(folder, name), pairs)
    if crossing:
        one, other = (latin[ends] for ends in ends_of(pairs))
        apart = (one + other == 1) & (one != MIXED) & (other != MIXED)
        values[apart] = np.maximum(values[apart], _cosines(open_vectors(folder, crossing), pairs[apart]))
    values = dated(days, pairs, values)
    strong = values >= LEAST_KEPT
    return Graph(pairs[strong], values[strong])


def _cosines(vectors: Vectors, pairs: U64) -> I64:
    found = [np.empty(0, dtype=np.int64)]
    for low, high in chunks(len(pairs), _PAIRS):
        first, second = ends_of(pairs[low:high])
        items = distinct(np.concatenate((first, second)))
        places = [np.searchsorted(items, ends).astype(np.uint64) for ends in (first, second)]
        found.append(likenesses(part_of(vectors, items), places[0] << np.uint64(32) | places[1]))
    return np.concatenate(found)

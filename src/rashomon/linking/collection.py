"""The collection as linking sees it: items ranked, their texts on the shelf, a few numbers each at hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from ..model.links import LinkInput
from .fingerprints import shingle_rows
from .rows import Stored, write_rows
from .shelf import Places, Spool, read_spool, shelve, write_places
from .texts import order_key
from .wording import I64, distinct
from .workplace import Workplace, chunks

_ITEMS = 500
_FILES = 256
"""Items that one task puts on the shelf: more where there would be more files than a process may hold open."""


class Held(Protocol):
    """The items of a collection where they are kept."""

    def ids(self) -> Sequence[str]:
        """The ids of all."""
        ...

    def read(self, ids: Sequence[str]) -> Iterable[LinkInput]:
        """What linking needs of some, in any order."""
        ...


class About(NamedTuple):
    """What is known of each of some items without reading its text: its id, its date as given and as a day, how many

    words and different shingles it has, its script, site and language, and a digest of its words (empty: no words).
    """

    ids: list[str]
    published: list[str | None]
    days: I64
    sizes: I64
    shingles: I64
    latin: NDArray[np.bool_]
    sites: list[str]
    languages: list[str]
    digests: list[bytes]


class Collection(NamedTuple):
    """What is held of each item, by rank: its id, its day, how many words and different shingles it has, its script,

    its site as a number (-1: unknown), its language as a number, and `twins`: the first item known with the very same
    words, or -1. Only the first takes part in the join, so that a thousand copies of a text make a thousand matches and
    not half a million. `rows` are the rows of shingles on disk; an item's number there is in `numbers`, so that rows
    need not be written anew when earlier items come. `about` is by number.
    """

    ids: list[str]
    days: I64
    sizes: I64
    shingles: I64
    latin: NDArray[np.bool_]
    sites: I64
    languages: I64
    twins: I64
    rows: tuple[Stored, ...]
    numbers: I64
    about: About

    def __len__(self) -> int:
        return len(self.ids)


class _Task(NamedTuple):
    number: int
    first: int
    spool: str
    parts: tuple[tuple[int, int], ...]


class _Read(NamedTuple):
    places: Places
    rows: Stored
    about: About


def collect(place: Workplace, inputs: Iterable[LinkInput]) -> Collection:
    """Read all items once, put their texts on the shelf and their shingles into rows."""
    done = _read_all(place, inputs, 0)
    write_places(place.folder, _joined_places([d.places for d in done]))
    about = laid_together([d.about for d in done])
    return ranked(about, np.arange(len(about.ids)), tuple(d.rows for d in done))


def _read_all(place: Workplace, inputs: Iterable[LinkInput], first: int) -> list[_Read]:
    """Items in their order, numbered from `first` on."""
    spool = Spool(place.folder)
    spool.fill(inputs)
    order = sorted(range(len(spool.ids)), key=lambda n: order_key(*spool.ids[n]))
    each = max(_ITEMS, -(-len(order) // _FILES))
    spots = [(spool.ends[n], spool.ends[n + 1]) for n in order]
    tasks = (
        _Task(first + n, first + low, str(spool.path), tuple(spots[low:high]))
        for n, (low, high) in enumerate(chunks(len(order), each))
    )
    nothing = _Task(first, first, str(spool.path), ())
    done = list(place.run(_read_texts, tasks)) or [_read_texts(str(place.folder), nothing)]
    spool.path.unlink()
    return done


def add(place: Workplace, known: About, rows: Sequence[Stored], inputs: Iterable[LinkInput]) -> Collection:
    """The collection that is known, with rows of its own, and more items; only their texts are on the shelf."""
    done = _read_all(place, inputs, len(known.ids))
    about = laid_together([known, *(d.about for d in done)])
    order = np.array(sorted(range(len(about.ids)), key=lambda n: order_key(about.ids[n], about.published[n])), np.int64)
    fresh = _joined_places([d.places for d in done])
    missing = np.full((len(fresh), len(known.ids)), -1, dtype=np.int64)
    write_places(place.folder, Places(*np.concatenate((missing, np.array(fresh)), axis=1)[:, order]))
    return ranked(about, order, (*rows, *(d.rows for d in done)))


def ranked(about: About, numbers: I64, rows: tuple[Stored, ...]) -> Collection:
    """Items known by number, in the order of their ranks."""
    order = numbers.tolist()
    return Collection(
        [about.ids[n] for n in order], about.days[numbers], about.sizes[numbers], about.shingles[numbers],
        about.latin[numbers], _numbered(about.sites[n] for n in order), _numbered(about.languages[n] for n in order),
        _twins(about.digests[n] for n in order), rows, numbers, about,
    )  # fmt: skip


class Bringer:
    """Puts texts on the shelf that are needed after all."""

    def __init__(self, place: Workplace, collection: Collection, held: Held | None) -> None:
        self._place, self._collection, self._held = place, collection, held
        self._files = len(collection) + 1

    def bring(self, ranks: I64) -> None:
        """Make sure that the texts of these are there."""
        if self._held is None:
            return
        path = self._place.folder / "places.npy"
        places = np.load(path)
        wanted = distinct(ranks.astype(np.int64))
        missing = wanted[places[0][wanted] < 0].tolist()
        if not missing:
            return
        spool, rank_of = Spool(self._place.folder), {self._collection.ids[rank]: rank for rank in missing}
        spool.fill(self._held.read(list(rank_of)))
        order = [(rank_of[item], spool.ends[n], spool.ends[n + 1]) for n, (item, _) in enumerate(spool.ids)]
        tasks = []
        for low, high in chunks(len(order), _ITEMS):
            tasks.append((self._files, str(spool.path), order[low:high]))
            self._files += 1
        for found, (_, _, lot) in zip(self._place.run(_shelve_more, tasks), tasks, strict=True):
            places[:, [rank for rank, _, _ in lot]] = np.array(found)
        spool.path.unlink()
        path.unlink()
        write_places(self._place.folder, Places(*places))


def _shelve_more(folder: str, task: tuple[int, str, list[tuple[int, int, int]]]) -> Places:
    number, spool, lot = task
    items = read_spool(Path(spool), ((begin, end) for _, begin, end in lot))
    shelved, _ = shelve(Path(folder), number, dict(zip((rank for rank, _, _ in lot), items, strict=True)))
    return shelved.places


def _joined_places(parts: Sequence[Places]) -> Places:
    return Places(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def laid_together(parts: Sequence[About]) -> About:
    """What is known of several lots of items, as one."""

    days, sizes, shingles, latin = (np.concatenate(column) for column in zip(*(p[2:6] for p in parts), strict=True))
    ids, published, sites, languages, digests = (
        [value for some in lists for value in some]
        for lists in zip(*((p.ids, p.published, p.sites, p.languages, p.digests) for p in parts), strict=True)
    )
    return About(ids, published, days, sizes, shingles, latin, sites, languages, digests)


def _numbered(names: Iterable[str]) -> I64:
    """Names as numbers, in the order in which they are first met; -1 for the empty one."""
    numbers: dict[str, int] = {"": -1}
    return np.array([numbers.setdefault(name, len(numbers) - 1) for name in names], dtype=np.int64)


def _twins(digests: Iterable[bytes]) -> I64:
    first: dict[bytes, int] = {}
    return np.array([-1 if (f := first.setdefault(d, n)) == n or not d else f for n, d in enumerate(digests)], np.int64)


def _read_texts(folder: str, task: _Task) -> _Read:
    items = dict(enumerate(read_spool(Path(task.spool), task.parts), start=task.first))
    shelved, shingles = shelve(Path(folder), task.number, items)
    rows = shingle_rows(shingles)
    held = np.bincount(rows.texts - np.uint32(task.first), minlength=len(items)).astype(np.int64)
    known = shelved.known
    about = About(
        [k.item_id for k in known], [k.published for k in known], np.array([k.day for k in known], np.int64),
        np.array([k.size for k in known], np.int64), held, np.array([k.latin for k in known], bool),
        [k.site for k in known], [k.language for k in known], [k.digest if k.size else b"" for k in known],
    )  # fmt: skip
    return _Read(shelved.places, write_rows(Path(folder) / f"{task.number}.shingles", rows), about)

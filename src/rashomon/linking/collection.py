"""The collection as linking sees it: items ranked, their texts on the shelf, a few numbers each at hand."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..model.links import LinkInput
from .fingerprints import shingle_rows
from .rows import Stored, write_rows
from .shelf import Places, Spool, read_spool, shelve, write_places
from .texts import order_key
from .wording import I64
from .workplace import Workplace, chunks

_ITEMS = 500
_FILES = 256
"""Items that one task puts on the shelf: more where there would be more files than a process may hold open."""


class Collection(NamedTuple):
    """What is held of each item, by rank: its id, its day, how many words and different shingles it has, its script,

    its site as a number (-1: unknown), its language as a number, and `twins`: the first item known with the very same
    words, or -1. Only the first takes part in the join, so that a thousand copies of a text make a thousand matches and
    not half a million. `rows` are the rows of shingles on disk.
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
    days: list[int]
    sizes: list[int]
    shingles: I64
    latin: list[bool]
    sites: list[str]
    languages: list[str]
    digests: list[bytes]


def collect(place: Workplace, inputs: Iterable[LinkInput]) -> Collection:
    """Read all items once, put their texts on the shelf and their shingles into rows."""
    spool = Spool(place.folder)
    spool.fill(inputs)
    order = sorted(range(len(spool.ids)), key=lambda n: order_key(*spool.ids[n]))
    each = max(_ITEMS, -(-len(order) // _FILES))
    tasks = (
        _Task(n, low, str(spool.path), tuple((spool.ends[k], spool.ends[k + 1]) for k in order[low:high]))
        for n, (low, high) in enumerate(chunks(len(order), each))
    )
    done = list(place.run(_read_texts, tasks)) or [_read_texts(str(place.folder), _Task(0, 0, str(spool.path), ()))]
    spool.path.unlink()
    columns = zip(*(d.places for d in done), strict=True)
    write_places(place.folder, Places(*(np.concatenate(column) for column in columns)))
    ids = [spool.ids[n][0] for n in order]
    return Collection(
        ids, _joined([d.days for d in done]), _joined([d.sizes for d in done]),
        np.concatenate([d.shingles for d in done]), _joined([d.latin for d in done]).astype(bool),
        _numbered([site for d in done for site in d.sites]), _numbered([code for d in done for code in d.languages]),
        _twins([digest for d in done for digest in d.digests]), tuple(d.rows for d in done),
    )  # fmt: skip


def _joined(lists: list[list[int]] | list[list[bool]]) -> I64:
    return np.array([value for part in lists for value in part], dtype=np.int64)


def _numbered(names: list[str]) -> I64:
    """Names as numbers, in the order in which they are first met; -1 for the empty one."""
    numbers: dict[str, int] = {"": -1}
    return np.array([numbers.setdefault(name, len(numbers) - 1) for name in names], dtype=np.int64)


def _twins(digests: list[bytes]) -> I64:
    first: dict[bytes, int] = {}
    return np.array([-1 if (f := first.setdefault(d, n)) == n or not d else f for n, d in enumerate(digests)], np.int64)


def _read_texts(folder: str, task: _Task) -> _Read:
    items = dict(enumerate(read_spool(Path(task.spool), task.parts), start=task.first))
    shelved, shingles = shelve(Path(folder), task.number, items)
    rows = shingle_rows(shingles)
    held = np.bincount(rows.texts - np.uint32(task.first), minlength=len(items)).astype(np.int64)
    known = shelved.known
    return _Read(
        shelved.places, write_rows(Path(folder) / f"{task.number}.shingles", rows), [k.day for k in known],
        [k.size for k in known], held, [k.latin for k in known], [k.site for k in known],
        [k.language for k in known], [k.digest if k.size else b"" for k in known],
    )  # fmt: skip

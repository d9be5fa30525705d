"""The texts of a whole collection on disk, read by rank: what linking holds in memory does not grow with the texts."""

from __future__ import annotations

import os
import re
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray

from ..model.links import LinkInput
from .fingerprints import SHINGLE_WORDS, shingles_of_all
from .texts import Known, known_of, read_words
from .wording import U64, Words

_T = TypeVar("_T")
_COLUMNS = (np.uint64, np.uint64, np.uint64, np.int32, np.int32, np.bool_, np.bool_, np.bool_)
"""How the shingles and each column of `Words` are written; texts of two thousand million code points are not read."""
_ENDS = np.cumsum([np.dtype(kind).itemsize for kind in _COLUMNS]).tolist()
_PLACED = tuple(zip(map(np.dtype, _COLUMNS), [0, *_ENDS], _ENDS, strict=False))
"""Where each column begins and ends, in bytes a word."""
_WORD_BYTES = _ENDS[-1]
_KEPT = 2_000
"""Texts whose words are kept at hand in each process; others are fetched again when they are met again."""
_HALF = re.compile("[\ud800-\udfff]")
_encode = msgspec.msgpack.Encoder().encode
_known = msgspec.msgpack.Decoder(Known).decode
_item = msgspec.msgpack.Decoder(LinkInput).decode


class Places(NamedTuple):
    """Where each rank's text stands: the file, where it begins, and the bytes or words of its parts."""

    file: NDArray[np.int64]
    begin: NDArray[np.int64]
    known: NDArray[np.int64]
    words: NDArray[np.int64]
    item: NDArray[np.int64]


class Spool:
    """Items in the order in which they came, on disk until they are put on the shelf by rank."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "items"
        self.ids: list[tuple[str, str | None]] = []
        self.ends: list[int] = [0]

    def fill(self, inputs: Iterable[LinkInput]) -> None:
        """Write down all items."""
        with self.path.open("wb") as out:
            for item in inputs:
                self.ids.append((item.item_id, item.published))
                self.ends.append(self.ends[-1] + out.write(_written(item)))


def _written(item: LinkInput) -> bytes:
    """An item as bytes; half a surrogate pair, which no encoding holds, becomes U+FFFD, no word either."""
    try:
        return _encode(item)
    except UnicodeEncodeError:
        fields = {name: getattr(item, name) for name in ("text", "headline", "publisher", "url")}
        return _encode(msgspec.structs.replace(item, **{n: v and _HALF.sub("\ufffd", v) for n, v in fields.items()}))


def read_spool(path: Path, parts: Iterable[tuple[int, int]]) -> Iterator[LinkInput]:
    """The items that stand at these places of a spool, `(begin, end)`."""
    file = os.open(path, os.O_RDONLY)
    try:
        for begin, end in parts:
            yield _item(os.pread(file, end - begin, begin))
    finally:
        os.close(file)


class Shelved(NamedTuple):
    """What comes of putting some texts on the shelf: their places, and what is known of each."""

    places: Places
    known: tuple[Known, ...]


def shelve(folder: Path, number: int, items: Mapping[int, LinkInput]) -> tuple[Shelved, dict[int, U64]]:
    """Write the texts of some ranks into one file; gives their shingles too."""
    words = dict(read_words(items))
    shingles = dict(zip(words, shingles_of_all([own.full for own in words.values()]), strict=True))
    rows: list[tuple[int, int, int, int, int]] = []
    kept: list[Known] = []
    at = 0
    with (folder / f"{number}.texts").open("wb") as out:
        for rank, own in words.items():
            known = known_of(items[rank], own)
            parts = _encode(known), _packed(own, shingles[rank]), _encode(items[rank])
            rows.append((number, at, len(parts[0]), len(own.full), len(parts[2])))
            at += out.write(b"".join(parts))
            kept.append(known)
    places = Places(*np.array(rows, dtype=np.int64).reshape(-1, 5).T)
    return Shelved(places, tuple(kept)), shingles


def write_places(folder: Path, places: Places) -> None:
    """Keep where all texts stand, for every process to find them; the file of one that is not there is -1."""
    np.save(folder / "places.npy", np.array(places))


class Shelf:
    """The texts of a collection, read from disk as they are asked for; `Texts`, in every process alike."""

    def __init__(self, folder: str) -> None:
        self._folder = Path(folder)
        self._places = Places(*np.load(self._folder / "places.npy"))
        self._files: dict[int, int] = {}
        self._caches: tuple[OrderedDict[int, Any], ...] = tuple(OrderedDict() for _ in range(2))

    def __del__(self) -> None:
        for file in self._files.values():
            os.close(file)

    def __len__(self) -> int:
        return len(self._places.file)

    @property
    def known(self) -> Shelf:
        """What is kept of each item; see `__getitem__`."""
        return self

    def __getitem__(self, rank: int) -> Known:
        known: Known | None = self._caches[0].get(rank)
        if known is None:
            known = _known(self._read(rank, 0, int(self._placed(rank).known[rank])))
            _keep(self._caches[0], rank, known)
        return known

    def size(self, rank: int) -> int:
        """How many words the text has."""
        return int(self._placed(rank).words[rank])

    def _placed(self, rank: int) -> Places:
        """Where the texts stand; looked up again where this one was brought since."""
        if self._places.file[rank] < 0:
            self._places = Places(*np.load(self._folder / "places.npy"))
        return self._places

    def item(self, rank: int) -> LinkInput:
        """The item itself."""
        places = self._placed(rank)
        skipped = int(places.known[rank] + places.words[rank] * _WORD_BYTES)
        return _item(self._read(rank, skipped, int(places.item[rank])))

    def words(self, rank: int) -> Words:
        """The words of its text."""
        return self._columns(rank)[1]

    def shingles(self, rank: int) -> U64:
        """The shingles of its text, in their order."""
        return self._columns(rank)[0]

    def _columns(self, rank: int) -> tuple[U64, Words]:
        columns: tuple[U64, Words] | None = self._caches[1].get(rank)
        if columns is None:
            packed = self._read(rank, int(self._placed(rank).known[rank]), self.size(rank) * _WORD_BYTES)
            columns = _unpacked(packed)
            _keep(self._caches[1], rank, columns)
        return columns

    def _read(self, rank: int, skipped: int, size: int) -> bytes:
        number = int(self._places.file[rank])
        if number not in self._files:
            self._files[number] = os.open(self._folder / f"{number}.texts", os.O_RDONLY)
        return os.pread(self._files[number], size, int(self._places.begin[rank]) + skipped)


@lru_cache(maxsize=1)
def open_shelf(folder: str) -> Shelf:
    """The shelf in a folder; each process opens it once."""
    return Shelf(folder)


def _keep(store: OrderedDict[int, _T], rank: int, value: _T) -> None:
    store[rank] = value
    if len(store) > _KEPT:
        store.popitem(last=False)


def _packed(words: Words, own: U64) -> bytes:
    shingles = np.zeros(len(words.full), dtype=np.uint64)
    shingles[: len(own)] = own
    columns = (shingles, *words)
    return b"".join(c.astype(kind, copy=False).tobytes() for c, kind in zip(columns, _COLUMNS, strict=True))


def _unpacked(packed: bytes) -> tuple[U64, Words]:
    count, whole = len(packed) // _WORD_BYTES, np.frombuffer(packed, dtype=np.uint8)
    columns: list[Any] = [whole[low * count : high * count].view(kind) for kind, low, high in _PLACED]
    shingles, full, stems, starts, ends, capital, number, latin = columns
    words = Words(full, stems, starts.astype(np.int64), ends.astype(np.int64), capital, number, latin)
    return shingles[: max(0, count - SHINGLE_WORDS + 1)], words

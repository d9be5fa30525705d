"""The words of a collection, read once: in memory while they fit, on disk beyond."""

from __future__ import annotations

import tempfile
from typing import IO, Any

import numpy as np

from .wording import Words

_COLUMNS = (np.uint64, np.uint64, np.int32, np.int32, np.bool_, np.bool_, np.bool_)
"""How each column of `Words` is written; texts of two thousand million code points are not read."""
_WORD_BYTES = sum(np.dtype(kind).itemsize for kind in _COLUMNS)


class WordStore:
    """Words by the rank of their text; what is over the limit goes to a file without a name, gone with the process."""

    def __init__(self, limit_bytes: int) -> None:
        self._left = limit_bytes
        self._held: dict[int, Words] = {}
        self._places: dict[int, tuple[int, int]] = {}
        self._file: IO[bytes] | None = None
        self._written = 0

    def put(self, rank: int, words: Words) -> None:
        """Keep the words of a text."""
        size = sum(column.nbytes for column in words)
        if self._left >= size:
            self._left -= size
            self._held[rank] = words
            return
        packed = b"".join(
            column.astype(kind, copy=False).tobytes() for column, kind in zip(words, _COLUMNS, strict=True)
        )
        if self._file is None:
            self._file = tempfile.TemporaryFile(prefix="rashomon-words-")  # noqa: SIM115 - closed with the store
        self._file.seek(self._written)
        self._file.write(packed)
        self._places[rank] = self._written, len(packed)
        self._written += len(packed)

    def get(self, rank: int) -> Words:
        """The words of a text that was put."""
        words = self._held.get(rank)
        return _unpacked(self._read(rank)) if words is None else words

    def _read(self, rank: int) -> bytes:
        place, size = self._places[rank]
        if self._file is None:
            return b""
        self._file.seek(place)
        return self._file.read(size)


def _unpacked(packed: bytes) -> Words:
    count = len(packed) // _WORD_BYTES
    columns: list[Any] = []
    at = 0
    for kind in _COLUMNS:
        columns.append(np.frombuffer(packed, dtype=kind, count=count, offset=at))
        at += count * np.dtype(kind).itemsize
    full, stems, starts, ends, capital, number, latin = columns
    return Words(full, stems, starts.astype(np.int64), ends.astype(np.int64), capital, number, latin)

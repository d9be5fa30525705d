"""Counted terms that need not be counted again: those of items whose page furniture is what it was."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .collection import Bringer, Collection
from .kept import Kept, array_of, bytes_of
from .wording import I64
from .workplace import Workplace

_FILES = ("terms", "counts")


class Recounting:
    """What one linking knows of counted terms, and what it leaves for the next; `vectors.Counting`.

    `altered` tells for each kind of page furniture the items of which it is not what it was.
    """

    def __init__(self, place: Workplace, collection: Collection, bringer: Bringer, kept: Kept | None) -> None:
        self._place, self._collection, self._bringer, self._kept = place, collection, bringer, kept
        self.altered: dict[str, NDArray[np.bool_]] = {}
        self._numbers: dict[str, I64] = {}

    def known(self, way: str, ranks: I64) -> I64 | None:
        """Where each item stands among those that were counted this way before, -1 where it is to be counted."""
        if self._kept is None or way not in self._kept.counted:
            self._bringer.bring(ranks)
            return None
        for what in (*_FILES, "begins.npy"):
            (self._place.folder / f"was-{way}.{what}").write_bytes(self._kept.parts[f"counted/{way}/{what}"])
        places = np.full(len(self._collection), -1, dtype=np.int64)
        numbers = array_of(self._kept.parts[f"counted/{way}/numbers"])
        places[numbers] = np.arange(len(numbers))
        known = places[self._collection.numbers[ranks]]
        altered = self.altered.get(way.removesuffix("-crossing"))
        if altered is not None:
            known[altered[ranks]] = -1
        self._bringer.bring(ranks[known < 0])
        return known

    def keep(self, way: str, ranks: I64, name: str) -> None:
        """The terms of these items have been counted this way, and lie in the workplace under a name."""
        for what in (*_FILES, "begins.npy"):
            os.link(self._place.folder / f"{name}.{what}", self._place.folder / f"kept-{way}.{what}")
            Path(self._place.folder / f"was-{way}.{what}").unlink(missing_ok=True)
        self._numbers[way] = self._collection.numbers[ranks]

    @property
    def ways(self) -> list[str]:
        """The ways in which terms were counted."""
        return list(self._numbers)

    def parts(self) -> Iterator[tuple[str, bytes]]:
        """What the next linking may need, as named bytes."""
        for way, numbers in self._numbers.items():
            yield f"counted/{way}/numbers", bytes_of(numbers.astype(np.int32))
            for what in (*_FILES, "begins.npy"):
                yield f"counted/{way}/{what}", (self._place.folder / f"kept-{way}.{what}").read_bytes()

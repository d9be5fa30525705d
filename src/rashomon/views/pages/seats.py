"""Seats at which readers look at a case: each has a connection of its own, and one reader at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from queue import LifoQueue
from typing import Any, TypeVar

from .explorer import Explorer

SEATS = 6
"""Connections to the case: pages are made by one interpreter, so that more would wait for it and not for the disk."""
_Made = TypeVar("_Made")


class Seats:
    """Hands out explorers of the case as it stands; a build may write into it meanwhile."""

    def __init__(self, make: Callable[[], Explorer]) -> None:
        self._make = make
        self._free: LifoQueue[_Seat | None] = LifoQueue()
        for _ in range(SEATS - 1):
            self._free.put(None)
        first = make()
        first.warm()
        self._free.put(_Seat(first))

    def use(self, work: Callable[[Explorer], _Made]) -> _Made:
        """What `work` makes of the case, all of it as of one moment."""
        seat = self._free.get()
        try:
            seat = seat or _Seat(self._make())
            return seat.use(work)
        finally:
            self._free.put(seat)

    def close(self) -> None:
        """Closes the connections that are free."""
        while not self._free.empty():
            if seat := self._free.get_nowait():
                seat.close()


class _Seat:
    def __init__(self, explorer: Explorer) -> None:
        self.explorer, self._seen = explorer, self._version(explorer.reader.db)

    @staticmethod
    def _version(db: sqlite3.Connection) -> Any:
        return db.execute("PRAGMA data_version").fetchone()[0]

    def use(self, work: Callable[[Explorer], _Made]) -> _Made:
        """One reading transaction, so that a page never shows half of what a build has written."""
        db = self.explorer.reader.db
        db.execute("BEGIN")
        try:
            db.execute("SELECT 1 FROM meta LIMIT 1").fetchone()
            seen = self._version(db)
            if seen != self._seen:
                self.explorer, self._seen = Explorer(self.explorer.reader), seen
            return work(self.explorer)
        finally:
            db.execute("COMMIT")

    def close(self) -> None:
        """Closes the connection."""
        with suppress(sqlite3.Error):
            self.explorer.reader.db.close()

"""What views need of a case, so that a folder of tables or a test's rows can stand in for one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any, Protocol

Row = dict[str, Any]


class Hit(Protocol):
    """A sentence that matches a search, with its place in an account."""

    @property
    def item_id(self) -> str:
        """The account."""
        ...

    @property
    def text(self) -> str:
        """The sentence."""
        ...


class Reader(Protocol):
    """The exported rows of a case and the captures behind them."""

    @property
    def path(self) -> str:
        """How the case is named in the commands that a report suggests."""
        ...

    @property
    def db(self) -> sqlite3.Connection:
        """The database, for what it counts better than a view could (`case/overview.py`)."""
        ...

    @property
    def meta(self) -> dict[str, str]:
        """What made the case."""
        ...

    def table(self, name: str, story_id: str | None = None) -> list[Row]:
        """The exported rows of a table, of one story where it is named."""
        ...

    def rows(self, name: str, story_id: str | None = None) -> Iterator[Row]:
        """As `table`, a row at a time."""
        ...

    def of_item(self, name: str, story_id: str, item_id: str) -> list[Row]:
        """The rows of a table that belong to one account of a story."""
        ...

    def of_actor(self, name: str, story_id: str, actor_id: str) -> list[Row]:
        """The rows of a table in one story that name an actor."""
        ...

    def capture_bytes(self, capture_id: str) -> bytes | None:
        """A capture as it was saved."""
        ...

    def search(self, words: str, *, limit: int = 50) -> Sequence[Hit]:
        """Sentences that hold all the words, best first."""
        ...

    def decoded_text(self, capture_id: str) -> str | None:
        """A capture's text before repairs; None where it is no text."""
        ...

"""What views need of a case, so that a folder of tables or a test's rows can stand in for one."""

from __future__ import annotations

from collections.abc import Sequence
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
    def meta(self) -> dict[str, str]:
        """What made the case."""
        ...

    def table(self, name: str, story_id: str | None = None) -> list[Row]:
        """The exported rows of a table, of one story where it is named."""
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

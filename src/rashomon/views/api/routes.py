"""Every address of the interface in one table, with what may be asked and what is answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import msgspec

from ...case.queries import CaseReader
from .asking import PAGED, Asked, Parameter

Answer = Callable[[CaseReader, Asked], Any]


class Route(msgspec.Struct, frozen=True):
    """An address: its method, path with {names}, what it is for, what may be asked, and who answers.

    `schema` names the answer's schema, `rows` says that it is a page of such rows. `media` is what the answer is where
    it is no JSON.
    """

    path: str
    about: str
    answer: Answer
    schema: str
    parameters: tuple[Parameter, ...] = ()
    rows: bool = False
    method: Literal["GET", "POST"] = "GET"
    media: str = "application/json"

    @property
    def asked(self) -> tuple[Parameter, ...]:
        """All parameters of the query."""
        return (*self.parameters, *PAGED) if self.rows else self.parameters

    def matches(self, parts: list[str]) -> dict[str, str] | None:
        """The values of the path's names, or None where the path is another."""
        wanted = self.path.strip("/").split("/")
        if len(wanted) != len(parts):
            return None
        made = {}
        for word, part in zip(wanted, parts, strict=True):
            if word.startswith("{"):
                made[word.strip("{}")] = part
            elif word != part:
                return None
        return made


def all_routes() -> tuple[Route, ...]:
    """The whole table, in the order of the documentation."""
    from .handlers import ROUTES
    from .tables import TABLE_ROUTES

    return (*ROUTES, *TABLE_ROUTES)

"""What a request may ask for: parameters with their kinds and bounds, read from a query and refused in plain words."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal
from urllib.parse import parse_qsl

import msgspec

from ...case.slices import Place
from ...model.errors import RashomonError

LIMIT, MOST = 50, 500
"""Rows of a page unless told, and at most."""
WORDS = 500
"""Characters of a parameter's value."""
_WHOLE = re.compile(r"[0-9]{1,9}")


class RefusedError(RashomonError):
    """A request that cannot be answered, with its status of HTTP and one sentence why."""

    def __init__(self, status: int, detail: str, headers: tuple[tuple[str, str], ...] = ()) -> None:
        self.status, self.detail, self.headers = status, detail, headers
        super().__init__(detail)


class Parameter(msgspec.Struct, frozen=True):
    """A word of a query: its name, what it is for, its kind, and the values or numbers that it may have."""

    name: str
    description: str
    kind: Literal["string", "integer"] = "string"
    values: tuple[str, ...] = ()
    pattern: str = ""
    low: int = 1
    high: int = MOST
    default: int | None = None
    needed: bool = False

    @property
    def schema(self) -> dict[str, Any]:
        """Its JSON Schema."""
        if self.kind == "integer":
            made: dict[str, Any] = {"type": "integer", "minimum": self.low, "maximum": self.high}
            return made if self.default is None else {**made, "default": self.default}
        made = {"type": "string", "minLength": 1, "maxLength": WORDS}
        if self.values:
            return {"type": "string", "enum": list(self.values)}
        return {"type": "string", "pattern": self.pattern} if self.pattern else made

    def read(self, value: str) -> str | int:
        """The value of a query. Raises RefusedError."""
        if self.kind == "integer":
            if not _WHOLE.fullmatch(value) or not self.low <= int(value) <= self.high:
                raise RefusedError(400, f"{self.name} is a whole number from {self.low} to {self.high}")
            return int(value)
        if self.values and value not in self.values:
            raise RefusedError(400, f"{self.name} is one of {', '.join(self.values)}")
        if not 1 <= len(value) <= WORDS:
            raise RefusedError(400, f"{self.name} has 1 to {WORDS} characters")
        if self.pattern and not re.search(self.pattern, value):
            raise RefusedError(400, f"{self.name} is not of the form that is asked for")
        return value


PAGED = (
    Parameter("limit", "how many rows at most", "integer", default=LIMIT),
    Parameter("cursor", "where a page begins: the `next` of the page before it"),
)


class Asked(msgspec.Struct, frozen=True):
    """A request as a handler is given it: values of the path and of the query, the body, the headers."""

    path: Mapping[str, str]
    query: Mapping[str, str | int]
    raw_query: str
    address: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def limit(self) -> int:
        """How many rows a page has."""
        return int(self.query.get("limit", LIMIT))

    def text(self, name: str) -> str | None:
        """A value of the query, or None."""
        value = self.query.get(name)
        return None if value is None else str(value)


def read_query(raw: str, parameters: Sequence[Parameter]) -> dict[str, str | int]:
    """The values of a query, each name once. Raises RefusedError, also where a word is none of the parameters."""
    known = {p.name: p for p in parameters}
    try:
        pairs = parse_qsl(raw, keep_blank_values=True, max_num_fields=32, errors="replace")
    except ValueError as error:
        raise RefusedError(400, "the query has too many parts") from error
    made: dict[str, str | int] = {}
    for name, value in pairs:
        if name not in known:
            raise RefusedError(400, f"{name[:60]} is no parameter here; there are: {', '.join(known) or 'none'}")
        if name in made:
            raise RefusedError(400, f"{name} is given more than once")
        made[name] = known[name].read(value.replace("\x00", "\ufffd"))
    for parameter in parameters:
        if parameter.needed and parameter.name not in made:
            raise RefusedError(400, f"{parameter.name} is needed: {parameter.description}")
    return made


def cursor_of(place: Place) -> str:
    """A place between two rows as an opaque word."""
    return base64.urlsafe_b64encode(json.dumps(list(place)).encode()).decode().rstrip("=")


def place_of(cursor: str | None) -> Place | None:
    """The place that a cursor names. Raises RefusedError where it is none of ours."""
    if cursor is None:
        return None
    try:
        found = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError) as error:
        raise RefusedError(404, "this cursor is none that a page gave as its next") from error
    if not isinstance(found, list) or not all(isinstance(v, str) or type(v) is int for v in found):
        raise RefusedError(404, "this cursor is none that a page gave as its next")
    return tuple(_sound(v) if isinstance(v, str) else v for v in found)


def _sound(text: str) -> str:
    """Text without halves of surrogate pairs, which SQLite cannot be given."""
    return text.encode("utf-8", "replace").decode()

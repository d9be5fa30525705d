"""What the parts of the reader of figures hand on to one another."""

from __future__ import annotations

import msgspec

ONE_PERSON = "one person, by the article"
"""The reason of a figure that is one of somebody told of alone ("a sailor was killed"): no count of all."""


class Numeral(msgspec.Struct, frozen=True):
    """A number as read: words `[begin, end)` with modifiers, `[start, end)` without."""

    begin: int
    start: int
    end: int
    low: float | None
    high: float | None
    modifier: str | None
    sign: str | None
    reason: str
    unit: str | None = None


class Unit(msgspec.Struct, frozen=True):
    """A unit and the word after it; `name` null for a plain count."""

    name: str | None
    end: int


class Counted(msgspec.Struct, frozen=True):
    """What is counted, in lower case, and the word after the figure."""

    text: str | None
    end: int

"""What a resolver of times may look at: the words found, the anchor, the tense, and the times read so far."""

from __future__ import annotations

import datetime as dt
from typing import Any, Protocol

import msgspec

from ..language.numbers import compose, digits_value
from . import time_values as tv
from .lexemes import Lexed
from .time_grammar import TimeGrammar
from .time_values import Value

NUMBERS = "dkynwx"


class Anchor(msgspec.Struct, frozen=True):
    """The day, and where known the hour, against which times are resolved."""

    date: dt.date
    hour: int | None = None


class Found(msgspec.Struct, frozen=True):
    """A rule's match: words `[start, end)`."""

    rule: str
    start: int
    end: int


class Tense(Protocol):
    """Tells the tense around words `[start, end)`."""

    def at(self, start: int, end: int) -> str | None:
        """past, future or null."""


Result = list[tuple[int, int, Value]]


class Context:
    """What a resolver may look at: the words, the anchor, the tense, and the times read so far."""

    def __init__(self, lexed: Lexed, grammar: TimeGrammar, anchor: Anchor | None, tense: Tense) -> None:
        self.lexed, self.grammar, self.anchor, self.tense = lexed, grammar, anchor, tense
        self.event: Value | None = None
        self.day: Value | None = None
        self.period: Value | None = None
        self.listed: tuple[int, str | None] | None = None
        self.sunday = grammar.settings.get("week_starts") == "sunday"

    def remember(self, start: int, value: Value) -> None:
        """Keep a date as the last event, and a quarter as the last period."""
        if value.first is None or value.grain is None:
            return
        if value.grain == tv.QUARTER and "year before" not in value.reason and self._reported(value):
            self.period = value
        if value.grain != tv.QUARTER or self.event is None:
            self.event = value
        if value.grain == tv.DAY:
            self.day = value

    def _reported(self, quarter: Value) -> bool:
        """Whether a quarter can be the one that is reported on; a forecast for one to come leaves that in place."""
        ahead = self.anchor and quarter.last and quarter.last > self.anchor.date
        return self.period is None or not ahead

    def value(self, i: int) -> Any:
        """The pack's value of a word."""
        return self.lexed.value(i, self.grammar.lexicon)

    def first(self, found: Found, codes: str) -> int | None:
        """The first word of one of these classes."""
        for i in range(found.start, found.end):
            if self.lexed.codes[i] in codes:
                return i
        return None

    def get(self, found: Found, codes: str) -> Any:
        """The value of the first word of one of these classes, or null."""
        i = self.first(found, codes)
        return None if i is None else self.value(i)

    def number(self, i: int, end: int) -> tuple[float | None, int]:
        """The number that begins at a word, and where it ends."""
        codes, j, parts = self.lexed.codes, i, []
        while j < end:
            code = codes[j]
            if code in "dkyn" and j == i:
                value = digits_value(self.lexed.words[j], self.grammar.settings.get("decimal", "."))
                if value is None:
                    return None, j + 1
                parts.append(("n", value))
            elif code in "wx":
                parts.append((code, float(self.value(j))))
            elif not (code in "2&" and j + 1 < end and codes[j + 1] in "wx" and parts):
                break
            j += 1
        if not parts:
            return None, i
        if parts[0][0] == "n":
            product = parts[0][1]
            for _, factor in parts[1:]:
                product *= factor
            return product, j
        return compose(parts), j

    def day_of_month(self, i: int) -> int:
        """A day's number by digits, ordinal or number word."""
        if self.lexed.codes[i] in "dk":
            return int(self.lexed.words[i])
        return int(self.value(i))

    def ordinal(self, found: Found) -> int:
        """Where the ordinal stands: a word, or digits with a suffix after them."""
        codes = self.lexed.codes
        return next(i for i in range(found.start, found.end) if codes[i] == "o" or codes[i + 1 : i + 2] == "j")

    def year_at(self, i: int) -> int:
        """A year written in digits."""
        return int(self.lexed.words[i])


def joined(a: str, b: str) -> str:
    return "; ".join(filter(None, (a, b)))

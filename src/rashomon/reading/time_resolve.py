"""From an expression that the grammar found to its value: one short function a rule."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any, Protocol

import msgspec

from ..language.numbers import compose, digits_value
from . import time_values as tv
from .lexemes import Lexed
from .time_grammar import TimeGrammar
from .time_values import Value

NUMBERS = "dkynwx"
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


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
        self.period_at = 0
        self.listed: tuple[int, str | None] | None = None
        self.sunday = grammar.settings.get("week_starts") == "sunday"

    def remember(self, start: int, value: Value) -> None:
        """Keep a date as the last event, and a quarter as the last period."""
        if value.first is None or value.grain is None:
            return
        if value.grain == tv.QUARTER and "year before" not in value.reason:
            self.period, self.period_at = value, start
        if value.grain != tv.QUARTER or self.event is None:
            self.event = value
        if value.grain == tv.DAY:
            self.day = value

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


# --- whole dates ---------------------------------------------------------------------------------------------------


def iso(c: Context, f: Found) -> Result:
    """2022-01-05, with or without a time."""
    word = c.lexed.words[f.start]
    date = tv.real_date(int(word[:4]), int(word[5:7]), int(word[8:10]))
    if date is None:
        return _none(f, "no such day in the calendar")
    clock = word[11:16]
    value = tv.day(date).because("written out")
    return [(f.start, f.end, _at(value, clock) if clock else value)]


def numeric(c: Context, f: Found) -> Result:
    """05.01.2022 and 5/1/2022: the language's order of day and month, the other where only that is a date."""
    parts = c.lexed.words[f.start].split(".")
    if f.end - f.start > 1:
        parts = [c.lexed.words[i] for i in range(f.start, f.end, 2)]
    a, b, y = (int(p) for p in parts)
    y += 0 if len(parts[2]) == 4 else 2000 if y < 50 else 1900
    order = (
        ((b, a), (a, b))
        if not c.grammar.settings.get("month_first") or ";" in c.lexed.codes[f.start]
        else ((a, b), (b, a))
    )
    for month, day in order:
        date = tv.real_date(y, month, day)
        if date:
            return [(f.start, f.end, tv.day(date).because("written out, read in the language's order"))]
    return _none(f, "no such day in the calendar") if len(parts[2]) == 4 else []


def _none(f: Found, why: str) -> Result:
    return [(f.start, f.end, Value("DATE", None, None, None, None, None, why))]


def _at(value: Value, clock: str, zone: str = "") -> Value:
    date = f"{(value.timex or 'XXXX-XX-XX').split('T')[0]}T{clock}"
    edtf = f"{value.edtf}T{clock}{zone}" if value.edtf and len(clock) >= 5 and clock[0] != "T" else value.edtf
    return msgspec.structs.replace(value, type="TIME", timex=date + (zone if zone == "Z" else ""), edtf=edtf)


def date(c: Context, f: Found) -> Result:
    """A day of a month, with or without year, weekday, part of day."""
    value = _full(c, f)
    return [] if value is None else [(f.start, f.end, _qualify(c, f, value))]


def _full(c: Context, f: Found) -> Value | None:
    codes = c.lexed.codes
    at = c.first(f, "Mm")
    if at is None:
        return None
    month = int(c.value(at))
    days = [i for i in range(f.start, f.end) if codes[i] in "do"]
    if not days:
        return None
    number = c.day_of_month(min(days, key=lambda i: (abs(i - at), -i)))
    year, said = _year_near(c, f, at)
    return dated(c, f, month, number, year, said)


def _year_near(c: Context, f: Found, at: int) -> tuple[int | None, str]:
    """The year that an expression states, in digits or by "last", "next", "that year"."""
    codes = c.lexed.codes
    for i in range(f.start, f.end):
        if codes[i] == "y" and abs(i - at) <= 6:
            return c.year_at(i), "written out"
    return None, ""


def dated(c: Context, f: Found, month: int, number: int, year: int | None, said: str) -> Value | None:
    """A day of a month in the year that is written, or that the anchor and the tense make likely."""
    if not (1 <= month <= 12 and 1 <= number <= 31):
        return None
    if year is not None:
        real = tv.real_date(year, month, number)
        return tv.day(real).because(said) if real else Value("DATE", None, None, reason="no such day in the calendar")
    if (month == 2 and number > 29) or (number > 30 and month in (4, 6, 9, 11)):
        return Value("DATE", None, None, reason="no such day in the calendar")
    if c.anchor is None:
        text = f"XXXX-{month:02d}-{number:02d}"
        return Value("DATE", text, text, reason="the item gives no year")
    return _nearest(c, f, [tv.real_date(c.anchor.date.year + k, month, number) for k in (-1, 0, 1)])


def _direction(c: Context, f: Found) -> str | None:
    """past or future by a word of the expression itself, else by tense."""
    for i in range(f.start, f.end):
        code = c.lexed.codes[i]
        if code == "L":
            return "past"
        if code == "N":
            return "future"
    return None


def _nearest(c: Context, f: Found, dates: list[dt.date | None]) -> Value:
    """Of the same day in three years, the one that the words or the tense ask for, else the nearest."""
    assert c.anchor
    here = c.anchor.date
    real = [d for d in dates if d]
    stated = _direction(c, f)
    tense = stated or c.tense.at(f.start, f.end)
    before = max((d for d in real if d <= here), default=None)
    after = min((d for d in real if d >= here), default=None)
    if before is None or after is None:
        return tv.day(before or after or here)
    near = min((before, after), key=lambda d: abs((d - here).days))
    if stated == "past":
        return tv.day(before).because("the last such day before the item's date")
    if stated == "future":
        return tv.day(after).because("the next such day after the item's date")
    gap = abs((near - here).days)
    if tense == "past" and (near == before or gap > 60):
        return tv.day(before).because("the last such day on or before the item's date, past tense")
    if tense == "future" and (near == after or gap > 60):
        return tv.day(after).because("the next such day after the item's date, future tense")
    return tv.day(near).because("the such day nearest to the item's date".replace("the such", "such a"))


def _qualify(c: Context, f: Found, value: Value) -> Value:
    """Add part of day, early or late, about."""
    part = c.get(f, "P")
    if part:
        value = _with_part(value, str(part))
    where = c.get(f, "p")
    if where in ("START", "MID", "END", "CLOSE"):
        edtf = tv.part_of(value, str(where))
        said = {"START": "its early part", "MID": "around its middle", "END": "its late part", "CLOSE": "its end"}
        value = msgspec.structs.replace(value, edtf=edtf, reason=_join(value.reason, said[str(where)]))
    if c.get(f, "G") == "APPROX" and value.edtf and "/" not in value.edtf:
        value = msgspec.structs.replace(value, edtf=value.edtf + "~", reason=_join(value.reason, "approximate"))
    return value


def _join(a: str, b: str) -> str:
    return "; ".join(filter(None, (a, b)))


def _with_part(value: Value, part: str) -> Value:
    if part.startswith("T"):
        return _at(value, part[1:])
    timex = f"{value.timex or 'XXXX-XX-XX'}T{part}"
    return msgspec.structs.replace(value, type="TIME", timex=timex)


def shared_day(c: Context, f: Found) -> Result:
    """The "5" of "from 5 to 7 January": its month and year are those that follow."""
    codes = c.lexed.codes
    ahead = Found(f.rule, f.start, min(f.end + 9, len(codes)))
    at = next((i for i in range(f.end, ahead.end) if codes[i] in "Mm"), None)
    if at is None:
        return []
    year = None
    for i in range(at + 1, min(at + 4, len(codes))):
        if codes[i] == "y":
            year = c.year_at(i)
    days = [i for i in range(f.start, f.end) if codes[i] in "do"]
    value = dated(
        c,
        Found(f.rule, f.start, at + 1),
        int(c.value(at)),
        c.day_of_month(days[-1]),
        year,
        "month and year from the words after",
    )
    return [(f.start, f.end, value)] if value else []


def day_range(c: Context, f: Found) -> Result:
    """January 5-7, March 31-April 4, 5–7 January: one interval."""
    codes = c.lexed.codes
    months = [i for i in range(f.start, f.end) if codes[i] in "Mm"]
    days = [i for i in range(f.start, f.end) if codes[i] in "do"]
    year, said = _year_near(c, f, months[0])
    ends = []
    for n, i in enumerate(days[:2]):
        month = months[min(n, len(months) - 1)] if len(months) > 1 else months[0]
        ends.append(dated(c, f, int(c.value(month)), c.day_of_month(i), year, said))
    a, b = (*ends, None, None)[:2]
    if not (a and b and a.edtf and b.edtf):
        return []
    if a.first and b.first and a.first > b.first:
        return []
    both = f"{a.edtf}/{b.edtf}"
    return [(f.start, f.end, Value("DATE", both, both, tv.DAY, a.first, b.last, _join("from … to …", b.reason)))]


def year_range(c: Context, f: Found) -> Result:
    """2014-2016, 2014–16: one interval of years."""
    a = c.year_at(f.start)
    last = c.lexed.words[f.start + 2]
    b = int(last) if len(last) == 4 else a // 100 * 100 + int(last)
    if not a < b <= a + 150 or not a >= 1000:
        return []
    first, second = tv.year(a), tv.year(b)
    if not first or not second or not c.lexed.glued(f.start + 1):
        return []
    both = f"{first.edtf}/{second.edtf}"
    return [(f.start, f.end, Value("DATE", both, both, tv.YEAR, first.first, second.last, "from … to …"))]


# --- times of day --------------------------------------------------------------------------------------------------


def _clock(c: Context, f: Found) -> tuple[str, str] | None:
    """The time of day as HH:MM or HH, and its zone."""
    codes, words = c.lexed.codes, c.lexed.words
    i = c.first(f, ":ndwC")
    if i is None:
        return None
    minute: int | None = None
    if codes[i] in ":n":
        pieces = words[i].replace(".", ":").split(":")
        if len(pieces) < 2 or not all(p.isdecimal() for p in pieces):
            return None
        hour, minute = int(pieces[0]), int(pieces[1])
    elif codes[i] == "d":
        hour = int(words[i])
        if i + 2 < f.end and codes[i + 1] == "C" and codes[i + 2] in "dk":
            minute = int(words[i + 2])
    elif codes[i] == "w":
        hour = int(c.value(i))
    else:
        return None
    half = c.get(f, "D")
    if half == "PM" and hour < 12:
        hour += 12
    elif half == "AM" and hour == 12:
        hour = 0
    part = c.get(f, "P")
    if part in ("AF", "EV", "NI") and hour < 12 and half is None and not (part == "NI" and hour < 5):
        hour += 12
    if hour > 24 or (minute or 0) > 59:
        return None
    return (f"{hour:02d}" if minute is None else f"{hour:02d}:{minute:02d}"), str(c.get(f, "Z") or "")


def clock(c: Context, f: Found) -> Result:
    """5 p.m., 17:30, 17h30: on the day last spoken of in the sentence, else on the item's."""
    got = _clock(c, f)
    if got is None:
        return []
    value = _current_day(c)
    return [(f.start, f.end, _at(value, *got))]


def _current_day(c: Context) -> Value:
    if c.event and c.event.grain == tv.DAY and c.event.first:
        return tv.day(c.event.first).because("the day last named")
    if c.anchor:
        return tv.day(c.anchor.date).because("the item's date")
    return Value("DATE", "XXXX-XX-XX", None, reason="the item gives no date")


def clock_day(c: Context, f: Found) -> Result:
    """5 p.m. on Friday, Friday at 17:30, the morning of January 5."""
    value = _some_day(c, f)
    if value is None:
        return []
    if c.first(f, ":DC") is not None:
        got = _clock(c, f)
        return [(f.start, f.end, _at(value, *got))] if got else []
    return [(f.start, f.end, _qualify(c, f, value))]


def _some_day(c: Context, f: Found) -> Value | None:
    """The day within an expression: deictic, dated, or a weekday."""
    i = c.first(f, "Ri")
    if i is not None:
        return _deictic(c, c.value(i))
    if c.first(f, "Mm") is not None:
        return _full(c, f)
    return _weekday(c, f)


# --- weekdays, deictics --------------------------------------------------------------------------------------------


def weekday(c: Context, f: Found) -> Result:
    """A weekday by tense: on or before the item's date, or after it."""
    value = _weekday(c, f)
    return [(f.start, f.end, _qualify(c, f, value))] if value else []


def _weekday(c: Context, f: Found) -> Value | None:
    i = c.first(f, "Wv")
    if i is None:
        return None
    number = int(c.value(i))
    if c.anchor is None:
        return Value("DATE", f"XXXX-WXX-{number}", None, reason="the item gives no date to count from")
    stated = _direction(c, f)
    here = c.anchor.date
    listed = c.listed if c.listed and 0 < f.start - c.listed[0] <= 2 and c.lexed.codes[f.start - 1] in "&1t" else None
    back = (here.isoweekday() - number) % 7
    name = WEEKDAYS[number - 1]
    tense = stated or (listed[1] if listed else None) or c.tense.at(f.start, f.end) or _by_preposition(c, f)
    c.listed = (f.end - 1, tense)
    if tense == "future":
        ahead = (number - here.isoweekday()) % 7
        ahead = ahead or (7 if stated else 0)
        return _some(tv.add_days(here, ahead), f"the next {name} after the item's date" + _by(stated, "future"))
    if stated == "past":
        back = back or 7
    return _some(tv.add_days(here, -back), f"the last {name} on or before the item's date" + _by(stated, tense))


def _by(stated: str | None, tense: str | None) -> str:
    return "" if stated or tense is None else f", {tense} tense"


def _some(date: dt.date | None, reason: str) -> Value | None:
    return tv.day(date).because(reason) if date else None


def _deictic(c: Context, offset: Any) -> Value:
    days, part = (int(str(offset)[:-2]), str(offset)[-2:]) if isinstance(offset, str) else (int(offset), "")
    if c.anchor is None:
        value = Value("DATE", "XXXX-XX-XX", None, reason="the item gives no date to count from")
    else:
        date = tv.add_days(c.anchor.date, days) or c.anchor.date
        value = tv.day(date).because(_away(days))
    return _with_part(value, part) if part else value


def _away(days: int) -> str:
    if days == 0:
        return "the item's date"
    plural = "" if abs(days) == 1 else "s"
    return f"{abs(days)} day{plural} {'before' if days < 0 else 'after'} the item's date"


def deictic(c: Context, f: Found) -> Result:
    """today, yesterday, tonight."""
    i = c.first(f, "Ri")
    assert i is not None
    return [(f.start, f.end, _qualify(c, f, _deictic(c, c.value(i))))]


# --- months, quarters, years ---------------------------------------------------------------------------------------


def month(c: Context, f: Found) -> Result:
    """A month with its year, or by tense."""
    at = c.first(f, "Mm")
    assert at is not None
    number = int(c.value(at))
    year, said = _year_near(c, f, at)
    if year is None:
        year, said = _year_ahead(c, f)
    if year is None and c.first(f, "U") is not None and f.end - f.start > 2:
        owner = _unit_shift(c, f)
        year = owner.first.year if owner and owner.first and owner.grain == tv.YEAR else None
        said = owner.reason if owner else ""
    if year is not None:
        value = tv.month(year, number).because(said) if 1 <= year <= 9999 else None
    elif not _month_likely(c, f, at):
        return []
    else:
        value = bare_month(c, f, number)
    return [(_begin(c, f) if year is not None else f.start, f.end, _qualify(c, f, value))] if value else []


_SHARED_YEAR = re.compile("0?(?:[t&3]|&?b?t)s?[Mm]0?1?g?s?U?(y)")


def _year_ahead(c: Context, f: Found) -> tuple[int | None, str]:
    """The year of "between January and March 2021" for its first month."""
    m = _SHARED_YEAR.match(c.lexed.codes, f.end)
    return (c.year_at(m.start(1)), "the year from the words after") if m else (None, "")


def _month_likely(c: Context, f: Found, at: int) -> bool:
    """A word that is also a verb or a name (May, March) is a month only after a preposition or in an expression."""
    if c.lexed.codes[at] != "m":
        return True
    if f.end - f.start - (c.lexed.codes[f.end - 1] == "0") > 1:
        return True
    return f.start > 0 and c.lexed.codes[f.start - 1] in "Igtb&BF"


def bare_month(c: Context, f: Found, number: int) -> Value:
    """A month without a year: this year's or last's in the past tense, the next one in the future tense."""
    if c.anchor is None:
        text = f"XXXX-{number:02d}"
        return Value("DATE", text, text, reason="the item gives no year")
    here = c.anchor.date
    stated = _direction(c, f)
    tense = stated or _month_tense(c, f)
    ahead = (number - here.month) % 12
    if stated is None and hint_is_weak(ahead, tense) and _by_preposition(c, f) != "past":
        return _near_month(here, number)
    if tense == "future":
        year = here.year + (number < here.month or (stated == "future" and number == here.month))
        return tv.month(year, number).because("the next such month" + _by(stated, tense))
    if tense == "past":
        year = here.year - (number > here.month or (stated == "past" and number == here.month))
        return tv.month(year, number).because("the last such month" + _by(stated, tense))
    return _near_month(here, number)


def hint_is_weak(ahead: int, tense: str | None) -> bool:
    """A month ten or more months away would be named with its year: the near one is meant whatever the tense."""
    return ahead in (1, 2) if tense == "past" else ahead >= 10


def _near_month(here: dt.date, number: int) -> Value:
    ahead = (number - here.month) % 12
    year = here.year + (here.month + ahead > 12) if ahead <= 5 else here.year - (number > here.month)
    return tv.month(year, number).because("the nearest such month")


def _month_tense(c: Context, f: Found) -> str | None:
    """ "Since" looks back, "by" and "until" ahead unless the verb is in the past."""
    hint, tense = _by_preposition(c, f), c.tense.at(f.start, f.end)
    return hint if hint == "past" or tense is None else tense if hint is None or tense == "past" else hint


def _by_preposition(c: Context, f: Found) -> str | None:
    if f.start == 0:
        return None
    before = f.start - 1
    word = c.value(before) if c.lexed.codes[before] in "It" else None
    return {"since": "past", "by": "future"}.get(str(word))


def quarter(c: Context, f: Found) -> Result:
    """The third quarter, with or without its year; also the nth day, week, month, decade or century."""
    i = c.ordinal(f)
    number = c.day_of_month(i)
    unit = next((c.value(j) for j in range(i, f.end) if c.lexed.codes[j] in "Uu"), None)
    if unit == "C":
        value = tv.century(number)
        return [(f.start, f.end, value.because("written out"))] if value else []
    if unit == "H1":
        return half_year(c, f)
    if unit != "Q" or number not in (1, 2, 3, 4):
        return _ordinal_unit(c, f)
    year, said = _year_near(c, f, i)
    if year is None:
        later = Found(f.rule, i + 2, f.end)
        owner = _unit_shift(c, later) if c.first(later, "U") is not None else None
        if owner and owner.grain == tv.YEAR and owner.first:
            year, said = owner.first.year, owner.reason
    if year is None:
        year, said = _quarter_year(c, f, number)
    if year is None:
        text = f"XXXX-Q{number}"
        return [(f.start, f.end, Value("DATE", text, None, reason="the item gives no year"))]
    hyphened = c.lexed.codes[i + 1 : i + 2] == "2"
    return [(_begin(c, f) if hyphened else f.start, f.end, tv.quarter(year, number).because(said))]


def _quarter_year(c: Context, f: Found, number: int) -> tuple[int | None, str]:
    if c.anchor is None:
        return None, ""
    here = c.anchor.date
    current = (here.month + 2) // 3
    if number - current >= 2 and c.tense.at(f.start, f.end) == "past":
        return here.year - 1, "the last such quarter, past tense"
    return here.year, "of the item's year"


def quarter_of(c: Context, f: Found) -> Result:
    """This year's third quarter, last year's quarter."""
    u = c.first(f, "U")
    assert u is not None
    owner = _unit_shift(c, Found(f.rule, f.start, u + 1))
    if not owner or not owner.first or owner.grain != tv.YEAR or c.value(f.end - 1) != "Q":
        return [(f.start, u + 1, owner)] if owner else []
    o = c.first(f, "o")
    number = int(c.value(o)) if o is not None else _period_number(c)
    if number not in (1, 2, 3, 4):
        return [(f.start, u + 1, owner)]
    return [(f.start, f.end, tv.quarter(owner.first.year, number).because(owner.reason))]


def _period_number(c: Context) -> int:
    return (c.period.first.month + 2) // 3 if c.period and c.period.first else 0


def year_period(c: Context, f: Found) -> Result:
    """The 1988 quarter, the 1988 period: the quarter last named, in that year."""
    i = c.first(f, "y")
    assert i is not None
    unit = c.value(f.end - 1) if c.lexed.codes[f.end - 1] == "U" else "Q"
    number = _period_number(c)
    if unit != "Q":
        return year(c, Found(f.rule, i, i + 1)) if unit in ("S1", "WE") else []
    value = tv.quarter(c.year_at(i), number) if number else tv.year(c.year_at(i))
    return [(f.start, f.end, value.because("the same quarter a year before, or that year"))] if value else []


def word_year(c: Context, f: Found) -> Result:
    """Nineteen ninety-six: a year as it is spoken."""
    at = c.first(f, "w")
    assert at is not None
    head = int(c.value(at))
    number, end = c.number(at + 1, f.end)
    if c.lexed.codes[at + 1] == "x":
        number, end = c.number(at, f.end)
        number = number if number and 1900 <= number <= 2099 else None
    elif 17 <= head <= 20 and number is not None and 10 <= number <= 99:
        number = head * 100 + number
    else:
        number = None
    following = c.lexed.codes[end] if end < len(c.lexed.codes) else "9"
    if number is None or following in "Uux" or (following == "z" and f.start == at and head == 2):
        return []
    m = c.first(f, "Mm")
    value = tv.month(int(number), int(c.value(m))) if m is not None else tv.year(int(number))
    return [(f.start, end, value.because("written out"))] if value else []


def _ordinal_unit(c: Context, f: Found) -> Result:
    """ "The second day" counts from a beginning that the words do not date."""
    return []


def half_year(c: Context, f: Found) -> Result:
    """The first half of 1989."""
    i = c.first(f, "oL")
    assert i is not None
    number = int(c.value(i)) if c.lexed.codes[i] == "o" else 2
    y = c.first(f, "y")
    rest = Found(f.rule, i + 2, f.end)
    owner = tv.year(c.year_at(y)) if y is not None else _unit_shift(c, rest) if c.first(rest, "U") is not None else None
    if owner is None and c.anchor:
        owner = (tv.year(c.anchor.date.year) or tv.day(c.anchor.date)).because("of the item's year")
    if number not in (1, 2) or not owner or not owner.first or owner.grain != tv.YEAR:
        return []
    return [(f.start, f.end, tv.half_year(owner.first.year, number).because(owner.reason or "written out"))]


def century(c: Context, f: Found) -> Result:
    """siglo XXI, 20 век: a century by its number."""
    u, n = c.first(f, "U"), c.first(f, "d_")
    if u is None or n is None or c.value(u) != "C":
        return []
    value = tv.century(int(c.lexed.words[n]) if c.lexed.codes[n] == "d" else int(c.value(n)))
    return [(f.start, f.end, value.because("written out"))] if value else []


def decades(c: Context, f: Found) -> Result:
    """The 1990s, the '80s, the nineties."""
    i = c.first(f, "ydk%w")
    if i is None:
        return []
    if c.lexed.codes[i] == "%":
        first = int(c.value(i))
    elif c.lexed.codes[i] == "w":
        first = 1900 + int(c.number(i, f.end)[0] or 0)
        if not 1920 <= first <= 1990:
            return []
    else:
        first = int(c.lexed.words[i])
        if first < 100:
            first += 1900 if first >= 30 or c.lexed.codes[i] == "k" else 2000
    if first % 10:
        return []
    value = tv.decade(first)
    return [(f.start, f.end, _qualify(c, f, value.because("ten years from " + str(first))))] if value else []


def year(c: Context, f: Found) -> Result:
    """Four digits that stand where a year stands."""
    i = c.first(f, "y")
    assert i is not None
    if not _year_likely(c, f, i):
        return []
    value = tv.year(c.year_at(i))
    return [(_begin(c, f), f.end, _qualify(c, f, value.because("written out")))] if value else []


def _begin(c: Context, f: Found) -> int:
    """Where the expression begins once an article that belongs to the noun after it is left out."""
    codes = c.lexed.codes
    noun = codes[f.end : f.end + 1] == "z" or codes[f.end - 2 : f.end - 1] == "2"
    drop = c.grammar.settings.get("attributive") and noun and codes[f.start] == "s" and f.end - f.start > 1
    return f.start + 1 if drop else f.start


def _year_likely(c: Context, f: Found, i: int) -> bool:
    codes, words = c.lexed.codes, c.lexed.words
    number = c.year_at(i)
    before = codes[f.start - 1] if f.start else "9"
    after = codes[f.end] if f.end < len(codes) else "9"
    if (
        after in "Uuxhj"
        or (after == "8" and words[f.end] in "%°$€£")
        or (c.first(f, "U") is None and after == "2" and c.lexed.glued(f.end))
    ):
        return False
    if (before in "8" and words[f.start - 1] in "$€£#№") or (before in "24" and c.lexed.glued(f.start)):
        return False
    if f.end - f.start > 1 or before in "Igtb&BFLNTp":
        return 1000 <= number <= 2100
    if not 1900 <= number <= 2050:
        return False
    round_number = number % 100 == 0
    return (not (round_number and after == "z") and before != "9") or before == "6" or after in "01789"


# --- relative ------------------------------------------------------------------------------------------------------

_STEP = {"D": 1, "W": 7, "2W": 14}
_MONTHS = {"M": 1, "Q": 3, "H1": 6, "Y": 12, "E": 120, "C": 1200}


def shifted(c: Context, base: dt.date, unit: str, count: float) -> Value | None:
    """The day, week, month, quarter, year … that lies `count` units from a day."""
    if unit in _STEP:
        moved = tv.add_days(base, count * _STEP[unit])
        return None if moved is None else tv.day(moved) if unit == "D" else tv.week(moved, c.sunday)
    if unit == "WE":
        moved = tv.add_days(base, 7 * count)
        return tv.weekend(moved) if moved else None
    if unit not in _MONTHS:
        return None
    moved = tv.add_months(base, round(count * _MONTHS[unit]))
    return None if moved is None else holding(moved, unit)


def holding(date: dt.date, unit: str) -> Value | None:
    """The month, quarter, half, year, decade or century that holds a day."""
    if unit == "M":
        return tv.month(date.year, date.month)
    if unit == "Q":
        return tv.quarter(date.year, (date.month + 2) // 3)
    if unit == "H1":
        return tv.half_year(date.year, 1 + (date.month > 6))
    if unit == "Y":
        return tv.year(date.year)
    if unit == "E":
        return tv.decade(date.year // 10 * 10)
    return tv.century(date.year // 100 + 1) if unit == "C" else None


_UNIT_NAMES = {"D": "day", "W": "week", "2W": "fortnight", "WE": "weekend", "M": "month", "Q": "quarter",
               "H1": "half-year", "Y": "year", "E": "decade", "C": "century", "TH": "hour", "TM": "minute", "TS": "second"}  # fmt: skip


def _unit_shift(c: Context, f: Found) -> Value | None:
    """last/this/next/that + unit, by the classes in the expression."""
    u = c.first(f, 'U"')
    unit = str(c.value(u)) if u is not None and c.lexed.codes[u] == "U" else "Q"
    codes = c.lexed.codes[f.start : f.end]
    if "E" in codes or "X" in codes:
        return _from_event(c, unit, int(c.get(f, "X")) if "X" in codes else 0)
    if unit == "WE":
        return _weekend(c, f, codes)
    if c.anchor is None:
        return Value("DATE", _unknown(unit), None, reason="the item gives no date to count from")
    step = -1 if "L" in codes else 1 if "N" in codes else 0
    if "l" in codes:
        if unit == "Q" and c.period:
            return c.period.because("the quarter last named")
        before = shifted(c, c.anchor.date, unit, -1)
        return (
            before.because(f"the last whole {_UNIT_NAMES.get(unit, 'unit')} before the item's date") if before else None
        )
    value = shifted(c, c.anchor.date, unit, step)
    name = _UNIT_NAMES.get(unit, "unit")
    said = {
        -1: f"the {name} before the item's date",
        0: f"the {name} of the item's date",
        1: f"the {name} after the item's date",
    }
    return value.because(_join(said[step], value.reason)) if value else None


def _unknown(unit: str) -> str:
    return {"D": "XXXX-XX-XX", "W": "XXXX-WXX", "WE": "XXXX-WXX-WE", "M": "XXXX-XX", "Q": "XXXX-QX"}.get(unit, "XXXX")


def _weekend(c: Context, f: Found, codes: str) -> Value | None:
    if c.anchor is None:
        return Value("DATE", "XXXX-WXX-WE", None, reason="the item gives no date to count from")
    here = c.anchor.date
    if "L" in codes:
        return tv.weekend(here - dt.timedelta(days=7 if here.isoweekday() < 6 else 7)).because(
            "the weekend before the item's date"
        )
    if "N" in codes:
        return tv.weekend(here + dt.timedelta(days=7)).because("the weekend of the week after the item's date")
    if "T" in codes:
        return tv.weekend(here).because("the weekend of the item's week")
    ahead = c.tense.at(f.start, f.end) == "future" or here.isoweekday() >= 6
    if ahead:
        return tv.weekend(here).because("the weekend of the item's week")
    return tv.weekend(here - dt.timedelta(days=7)).because("the last weekend before the item's date, past tense")


def _from_event(c: Context, unit: str, step: float) -> Value | None:
    event = c.day if unit in ("D", "W", "2W") and c.day else c.event
    if unit == "D" and event is not None and event.grain not in (tv.DAY, tv.WEEK, tv.WEEKEND):
        event = None
    if event is None or event.first is None:
        if c.anchor is None or step == 0:
            return None
        event = tv.day(c.anchor.date)
    if unit == "Q" and c.period and c.period.first:
        event = c.period
    assert event.first
    value = shifted(c, event.first, unit, step)
    if value is None:
        return None
    where = "of" if step == 0 else "after" if step > 0 else "before"
    many = "the" if abs(step) in (0, 1) else f"{abs(step):g}"
    plural = "s" if abs(step) > 1 else ""
    return value.because(f"{many} {_UNIT_NAMES.get(unit, 'unit')}{plural} {where} {event.timex}, the time last named")


def relative_unit(c: Context, f: Found) -> Result:
    """last week, this month, next year, that day, the following month."""
    value = _unit_shift(c, f)
    return [(f.start, f.end, _qualify(c, f, value))] if value else []


def day_before(c: Context, f: Found) -> Result:
    """The day before, the day prior, the following day: against the time last named."""
    codes = c.lexed.codes[f.start : f.end]
    u = c.first(f, "Uu")
    assert u is not None
    marker = c.first(f, "BFpX")
    if marker is None:
        return []
    back = codes[marker - f.start] == "B" or c.value(marker) in ("BEFORE", -1)
    if f.end - f.start > 2 and codes[marker - f.start] in "BF" and _clause_follows(c, f.end):
        return []
    value = _from_event(c, str(c.value(u)), -1 if back else 1)
    return [(f.start, f.end, value)] if value else []


def _clause_follows(c: Context, end: int) -> bool:
    """After "two days after": the event itself is named next, so that the words give a length and no date."""
    codes = c.lexed.codes
    return end < len(codes) and codes[end] in "zsTEagL8MWdyN"


def ago(c: Context, f: Found) -> Result:
    """Two years ago: from the item's date, as coarse as the unit."""
    count, unit = _amount(c, f)
    if unit is None:
        return []
    if count is None:
        return [(f.start, f.end, Value("DURATION", _period("X", unit), None, reason="before the item's date"))]
    if c.anchor is None:
        return [(f.start, f.end, Value("DATE", _unknown(unit), None, reason="the item gives no date to count from"))]
    value = _away_from(c, c.anchor.date, unit, -count)
    return [(f.start, f.end, value)] if value else []


def hence(c: Context, f: Found) -> Result:
    """Two days from now."""
    count, unit = _amount(c, f)
    if unit is None or count is None or c.anchor is None:
        return []
    value = _away_from(c, c.anchor.date, unit, count)
    return [(f.start, f.end, value)] if value else []


def _away_from(c: Context, base: dt.date, unit: str, count: float) -> Value | None:
    if unit in ("TH", "TM", "TS"):
        return Value("DURATION", _period(count, unit), None, reason="counted from the item's time")
    value = shifted(c, base, unit, count)
    if value is None:
        return None
    name, side = _UNIT_NAMES.get(unit, "unit"), "before" if count < 0 else "after"
    many = f"{abs(count):g} {name}{'s' if abs(count) != 1 else ''}"
    if unit in ("W", "2W"):
        date = tv.add_days(base, count * _STEP[unit])
        edtf = f"{date.isoformat()}~" if date else value.edtf
        return msgspec.structs.replace(value, edtf=edtf, reason=f"about {many} {side} the item's date")
    if unit == "Y" and abs(count) == 1 and c.period and c.period.first and c.lexed:
        earlier = tv.add_months(c.period.first, int(12 * count))
        if earlier:
            return tv.quarter(earlier.year, (earlier.month + 2) // 3).because("the same quarter a year before")
    return value.because(f"{many} {side} the item's date")


def after_event(c: Context, f: Found) -> Result:
    """Two days later, a year earlier: from the time last named; "two days after the vote" is a length."""
    last = f.end - 1
    code, mark = c.lexed.codes[last], c.value(last)
    count, unit = _amount(c, Found(f.rule, f.start, last))
    if unit is None:
        return []
    if (code in "BF" and _clause_follows(c, f.end)) or count is None:
        return [(f.start, f.end - 1, Value("DURATION", _period(count, unit), None, reason="a length of time"))]
    back = code == "B" or mark == "BEFORE"
    if unit == "Y" and back and count == 1 and c.period and c.period.first:
        value: Value | None = tv.quarter(c.period.first.year - 1, (c.period.first.month + 2) // 3)
        value = value.because("the same quarter a year before") if value else None
    elif unit in ("TH", "TM", "TS"):
        value = Value("DURATION", _period(count, unit), None, reason="counted from the time last named")
    else:
        value = _from_event(c, unit, -count if back else count)
    return [(f.start, f.end, value)] if value else []


def year_earlier(c: Context, f: Found) -> Result:
    """year-earlier, year-ago: the same quarter of the year before, or that year."""
    base = c.period or (c.anchor and tv.year(c.anchor.date.year))
    if not base or not base.first or c.value(c.first(f, "U") or f.start) != "Y":
        return []
    if base.grain == tv.QUARTER:
        value: Value | None = tv.quarter(base.first.year - 1, (base.first.month + 2) // 3)
    else:
        value = tv.year(base.first.year - 1)
    return [(f.start, f.end, value.because("one year before"))] if value else []


# --- weekdays, months, parts, seasons with last/this/next ----------------------------------------------------------


def relative_part(c: Context, f: Found) -> Result:
    """this morning, that night."""
    codes = c.lexed.codes[f.start : f.end]
    if "E" in codes:
        value = _current_day(c)
    else:
        value = _deictic(c, -1 if "L" in codes else 1 if "N" in codes else 0)
    return [(f.start, f.end, _qualify(c, f, value))]


def relative_season(c: Context, f: Found) -> Result:
    """last summer, this fall, the winter of 1994."""
    i = c.first(f, "S")
    assert i is not None
    code = str(c.value(i))
    year, _ = _year_near(c, f, i)
    if year is not None:
        value = tv.season(year, code) if 1 <= year <= 9998 else None
        return [(f.start, f.end, value)] if value else []
    if c.anchor is None:
        return [(f.start, f.end, Value("DATE", f"XXXX-{code}", None, reason="the item gives no year"))]
    here = c.anchor.date
    first = tv.SEASONS[code][0]
    shape = c.lexed.codes[f.start : f.end]
    if "L" in shape:
        year = here.year - (here.month < first + 1)
    elif "N" in shape:
        year = here.year + (here.month >= first)
    else:
        year = here.year - (code == "WI" and here.month < 3)
    return [(f.start, f.end, tv.season(year, code))]


def holiday(c: Context, f: Found) -> Result:
    """Christmas, Good Friday, Labor Day: by their fixed rules."""
    i = c.first(f, "H")
    assert i is not None
    year, _ = _year_near(c, f, i)
    rule = str(c.value(i))
    if year is None and c.anchor is None:
        return [(f.start, f.end, Value("DATE", f"XXXX-{rule}" if rule[:2].isdigit() and len(rule) == 5 else "XXXX-XX-XX", None,
                                       reason="the item gives no year"))]  # fmt: skip
    if year is not None:
        value = _some(tv.holiday(rule, year), "the holiday's day in that year")
        return [(f.start, f.end, value)] if value else []
    assert c.anchor
    found = _nearest(c, f, [tv.holiday(rule, c.anchor.date.year + k) for k in (-1, 0, 1)])
    return [(f.start, f.end, _qualify(c, f, found.because("the holiday: " + found.reason)))]


def closing(c: Context, f: Found) -> Result:
    """year's end, month-end."""
    if c.anchor is None:
        return []
    value = shifted(c, c.anchor.date, str(c.value(f.start)), 0)
    if value is None:
        return []
    edtf = tv.part_of(value, "CLOSE")
    return [(f.start, f.end, msgspec.structs.replace(value, edtf=edtf, reason="the end of the item's own"))]


# --- durations, sets, references -----------------------------------------------------------------------------------


def _amount(c: Context, f: Found) -> tuple[float | None, str | None]:
    """How many of which unit; a null count is "several"."""
    codes = c.lexed.codes
    u = next((i for i in range(f.end - 1, f.start - 1, -1) if codes[i] in "Uu"), None)
    if u is None:
        return None, None
    unit = str(c.value(u))
    i = f.start
    count: float | None = None
    while i < u:
        code = codes[i]
        if code in NUMBERS:
            got, i = c.number(i, u)
            if got is None:
                return None, None
            if count is None:
                count = got
            continue
        if code == "c":
            count = float(c.value(i))
        elif code == "h":
            count = (count or 0) + 0.5 if (count is not None and codes[i - 1] != "a") or (count or 0) > 1 else 0.5
        elif code == "a" and count is None:
            count = 1
        elif code == "q":
            return None, unit
        i += 1
    return count, unit


def _period(count: float | str | None, unit: str) -> str:
    """TIMEX3 of a length: P2W, PT4H, PXD."""
    if isinstance(count, str) or count is None:
        many = "X"
    else:
        factor = 2 if unit == "2W" else 1
        many = f"{count * factor:g}" if count < 1e6 else str(int(count))
    return f"P{many}W" if unit == "2W" else f"PT{many}{unit[1]}" if unit[0] == "T" else f"P{many}{unit[0]}"


def duration(c: Context, f: Found) -> Result:
    """Two weeks, several months, a minute and a half, two years and three months."""
    codes = c.lexed.codes
    units = [i for i in range(f.start, f.end) if codes[i] in "Uu"]
    count, unit = _amount(c, Found(f.rule, f.start, units[0] + 1))
    if unit is None or not _length_likely(c, f, units[0]):
        return []
    if codes[units[0] - 1] == "y" and unit == "Y":
        return []
    if count is not None and unit in ("M", "Q"):
        c.period = None
    if codes[f.start] == "a" and f.end - f.start == 2 and not _lone_unit(c, f):
        return []
    timex = _period(count, unit)
    rest = codes[units[0] + 1 : f.end]
    if rest in ("&ah", "&h") and count is not None:
        timex = _period_half(count, unit)
    elif len(units) > 1:
        more, other = _amount(c, Found(f.rule, units[0] + 1, units[1] + 1))
        if other and more is not None:
            timex += _period(more, other)[1:].removeprefix("T" if timex.startswith("PT") else "\0")
    return [(f.start, f.end, Value("DURATION", timex, None, reason="a length of time"))]


def _length_likely(c: Context, f: Found, unit: int) -> bool:
    """Not "a quarter of", "three-quarters", nor the age of "52 years old", which is a figure."""
    codes = c.lexed.codes
    if c.value(unit) == "Q" and (codes[unit - 1] in "a2h" or codes[f.end : f.end + 1] == "g"):
        return False
    return not (codes[f.end - 1] == "O" and codes[f.end - 2] == "u")


def _period_half(count: float, unit: str) -> str:
    if unit == "TM":
        return f"PT{count:g}M30S"
    if unit == "TH":
        return f"PT{count:g}H30M"
    return f"P{count:g}Y6M" if unit == "Y" else _period(count + 0.5, unit)


def lone_ref(c: Context, f: Found) -> Result:
    """ "La próxima reunión": an adjective of time beside a noun that is none, in languages that mark it so."""
    if not c.grammar.settings.get("lone_refs") or c.lexed.codes[f.end : f.end + 1] != "z":
        return []
    if c.value(f.start) == "last":
        return []
    return past(c, f) if c.lexed.codes[f.start] == "L" else future(c, f)


def day_number(c: Context, f: Found) -> Result:
    """ "El día 8": the day of the month last named, or of the item's."""
    u = c.first(f, "U")
    if u is None or c.value(u) != "D" or c.anchor is None:
        return []
    number = c.day_of_month(f.end - 1)
    if c.event and c.event.first and c.event.grain in (tv.DAY, tv.MONTH) and c.event.first != c.anchor.date:
        real = tv.real_date(c.event.first.year, c.event.first.month, number)
        return [(f.start, f.end, tv.day(real).because("in the month last named"))] if real else []
    months = [tv.add_months(c.anchor.date.replace(day=1), k) for k in (-1, 0, 1)]
    days = [tv.real_date(m.year, m.month, number) if m else None for m in months]
    return [(f.start, f.end, _nearest(c, f, days))]


def _lone_unit(c: Context, f: Found) -> bool:
    """ "A year" is a length after a preposition; after a number or sum it is a rate ("80 times a day")."""
    before = c.lexed.codes[f.start - 1] if f.start else "9"
    if c.grammar.settings.get("lone_unit"):
        return before not in "xn%"
    return before in "IgtBFG" or c.value(f.start + 1) in ("E", "C")


def last_n(c: Context, f: Found) -> Result:
    """The past two months, the next three years."""
    count, unit = _amount(c, f)
    if unit is None:
        return []
    if unit in ("M", "Q"):
        c.period = None
    side = "up to" if "L" in c.lexed.codes[f.start : f.end] else "from"
    return [
        (
            f.start,
            f.end,
            Value("DURATION", _period(count, unit), None, reason=f"a length of time {side} the item's date"),
        )
    ]


def recent_units(c: Context, f: Found) -> Result:
    """Recent weeks, the coming days; "recent" alone."""
    u = c.first(f, "u")
    if u is None:
        return past(c, f)
    if c.first(f, "Q") is not None or c.get(f, "L") == "past":
        return past(c, f)
    return [
        (f.start, f.end, Value("DURATION", _period(None, str(c.value(u))), None, reason="a length of time not stated"))
    ]


def units_ago(c: Context, f: Found) -> Result:
    """Months ago."""
    return [
        (
            f.start,
            f.end,
            Value("DURATION", _period(None, str(c.value(f.start))), None, reason="a length of time not stated"),
        )
    ]


def bare_units(c: Context, f: Found) -> Result:
    """Weeks, months, years without a number, after "in", "for", "within"."""
    before = c.lexed.codes[f.start - 1] if f.start else "9"
    of = f.end - f.start > 1
    if (before not in "I" and not of) or str(c.value(f.start)) in ("S1",):
        return []
    return [
        (
            f.start,
            f.start + 1,
            Value("DURATION", _period(None, str(c.value(f.start))), None, reason="a length of time not stated"),
        )
    ]


def set_each(c: Context, f: Found) -> Result:
    """Every month, each Thursday, every two years."""
    i = c.first(f, "Uu")
    if i is not None:
        count, unit = _amount(c, Found(f.rule, f.start + 1, f.end))
        return [(f.start, f.end, Value("SET", _period(count or 1, unit or "D"), None, reason="again and again"))]
    timex = "XXXX-XX-XX"
    i = c.first(f, "WMmSPH")
    assert i is not None
    code = c.lexed.codes[i]
    if code == "W":
        timex = f"XXXX-WXX-{c.value(i)}"
    elif code in "Mm":
        timex = f"XXXX-{int(c.value(i)):02d}"
    elif code == "S":
        timex = f"XXXX-{c.value(i)}"
    part = c.get(f, "P")
    if part and not str(part).startswith("T"):
        timex += f"T{part}"
    return [(f.start, f.end, Value("SET", timex, None, reason="again and again"))]


def set_per(c: Context, f: Found) -> Result:
    """Per week."""
    return [(f.start, f.end, Value("SET", _period(1, str(c.value(f.start + 1))), None, reason="again and again"))]


def frequency(c: Context, f: Found) -> Result:
    """Daily, annually."""
    return [(f.start, f.end, Value("SET", str(c.value(f.start)), None, reason="again and again"))]


def position_unit(c: Context, f: Found) -> Result:
    """The end of the year, early in the week: of the item's own."""
    u = c.first(f, "U")
    assert u is not None
    if c.anchor is None or c.value(u) not in ("M", "Y", "W", "E", "C", "Q"):
        return []
    value = shifted(c, c.anchor.date, str(c.value(u)), 0)
    return [(f.start, f.end, _qualify(c, f, value.because("of the item's date")))] if value else []


def bare_unit(c: Context, f: Found) -> Result:
    """The weekend, and "the quarter" where one was named before."""
    u = c.first(f, 'U"')
    assert u is not None
    unit = c.value(u) if c.lexed.codes[u] == "U" else "Q"
    if unit == "WE":
        value = _weekend(c, f, "")
    elif unit == "Q" and c.period:
        value = c.period.because("the quarter last named")
    else:
        return []
    return [(f.start, f.end, value)] if value else []


def part(c: Context, f: Found) -> Result:
    """Noon, midnight, "the night": of the day last named."""
    i = c.first(f, "P")
    assert i is not None
    before = c.lexed.codes[f.start - 1] if f.start else "9"
    if before not in "I" and not str(c.value(i)).startswith("T"):
        return []
    return [(f.start, f.end, _qualify(c, f, _current_day(c)))]


def present(c: Context, f: Found) -> Result:
    """Now, currently."""
    return [(f.start, f.end, tv.reference("PRESENT_REF", "the time of writing, not more exact"))]


def past(c: Context, f: Found) -> Result:
    """Recently, previously."""
    return [(f.start, f.end, tv.reference("PAST_REF", "before the time of writing, not more exact"))]


def future(c: Context, f: Found) -> Result:
    """Soon, in the future."""
    return [(f.start, f.end, tv.reference("FUTURE_REF", "after the time of writing, not more exact"))]


Resolver = Callable[[Context, Found], Result]

RESOLVERS: dict[str, Resolver] = {
    "iso": iso, "numeric": numeric, "clock_day": clock_day, "day_clock": clock_day, "weekday_date": date,
    "range_dm": day_range, "range_md": day_range, "range_years": year_range, "shared_day": shared_day, "date": date,
    "set_each": set_each, "set_per": set_per, "decades": decades, "quarter": quarter, "quarter_of": quarter_of, "year_period": year_period, "word_year": word_year, "half_year": half_year,
    "century": century, "months_of": month, "last_n": last_n, "ago": ago, "hence": hence, "after_event": after_event,
    "units_ago": units_ago, "year_earlier": year_earlier, "day_before": day_before, "relative_weekday": weekday,
    "relative_part": relative_part, "relative_season": relative_season, "recent_units": recent_units,
    "relative_unit": relative_unit, "weekday": weekday, "deictic_part": deictic, "deictic": deictic, "holiday": holiday,
    "closing": closing, "duration": duration, "clock": clock, "year": year, "position_unit": position_unit,
    "position_season": relative_season, "bare_units": bare_units, "bare_unit": bare_unit, "part": part,
    "frequency": frequency, "present": present, "past": past, "lone_ref": lone_ref, "day_number": day_number, "future": future, "the_past": past,
}  # fmt: skip
"""The resolver of each rule of the grammar."""

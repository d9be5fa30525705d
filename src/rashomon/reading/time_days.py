"""Days: dates written out, ranges of days, times of day, weekdays, yesterday and tomorrow."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec

from . import time_values as tv
from .time_context import Context, Found, Result, joined
from .time_values import Value

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


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
    return [] if value is None else [(f.start, f.end, qualify(c, f, value))]


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
    year, said = year_near(c, f, at)
    return dated(c, f, month, number, year, said)


def year_near(c: Context, f: Found, at: int) -> tuple[int | None, str]:
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
        some_year = tv.real_date(tv.UNDATED, month, number)
        return Value("DATE", text, text, tv.DAY, some_year, some_year, reason="the item gives no year")
    return nearest_day(c, f, [tv.real_date(c.anchor.date.year + k, month, number) for k in (-1, 0, 1)])


def direction(c: Context, f: Found) -> str | None:
    """past or future by a word of the expression itself, else by tense."""
    for i in range(f.start, f.end):
        code = c.lexed.codes[i]
        if code == "L":
            return "past"
        if code == "N":
            return "future"
    return None


def nearest_day(c: Context, f: Found, dates: list[dt.date | None]) -> Value:
    """Of the same day in three years, the one that the words or the tense ask for, else the nearest."""
    assert c.anchor
    here = c.anchor.date
    real = [d for d in dates if d]
    stated = direction(c, f)
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


def qualify(c: Context, f: Found, value: Value) -> Value:
    """Add part of day, early or late, about."""
    part = c.get(f, "P")
    if part:
        value = _with_part(value, str(part))
    where = c.get(f, "p")
    if where in ("START", "MID", "END", "CLOSE"):
        edtf = tv.part_of(value, str(where))
        said = {"START": "its early part", "MID": "around its middle", "END": "its late part", "CLOSE": "its end"}
        value = msgspec.structs.replace(value, edtf=edtf, reason=joined(value.reason, said[str(where)]))
    if c.get(f, "G") == "APPROX" and value.edtf and "/" not in value.edtf:
        value = msgspec.structs.replace(value, edtf=value.edtf + "~", reason=joined(value.reason, "approximate"))
    return value


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
    year, said = year_near(c, f, months[0])
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
    return [(f.start, f.end, Value("DATE", both, both, tv.DAY, a.first, b.last, joined("from … to …", b.reason)))]


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
    value = current_day(c)
    return [(f.start, f.end, _at(value, *got))]


def current_day(c: Context) -> Value:
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
    return [(f.start, f.end, qualify(c, f, value))]


def _some_day(c: Context, f: Found) -> Value | None:
    """The day within an expression: deictic, dated, or a weekday."""
    i = c.first(f, "Ri")
    if i is not None:
        return deictic_day(c, c.value(i))
    if c.first(f, "Mm") is not None:
        return _full(c, f)
    return _weekday(c, f)


def weekday(c: Context, f: Found) -> Result:
    """A weekday by tense: on or before the item's date, or after it."""
    value = _weekday(c, f)
    return [(f.start, f.end, qualify(c, f, value))] if value else []


def _weekday(c: Context, f: Found) -> Value | None:
    i = c.first(f, "Wv")
    if i is None:
        return None
    number = int(c.value(i))
    if c.anchor is None:
        return Value("DATE", f"XXXX-WXX-{number}", None, reason="the item gives no date to count from")
    stated = direction(c, f)
    here = c.anchor.date
    listed = c.listed if c.listed and 0 < f.start - c.listed[0] <= 2 and c.lexed.codes[f.start - 1] in "&1t" else None
    back = (here.isoweekday() - number) % 7
    name = WEEKDAYS[number - 1]
    tense = stated or (listed[1] if listed else None) or c.tense.at(f.start, f.end) or tense_of_preposition(c, f)
    through = listed and c.lexed.codes[f.start - 1] == "t" and c.day and c.day.first
    c.listed = (f.end - 1, tense)
    if through and not stated:
        after = tv.add_days(through, (number - through.isoweekday()) % 7)
        return day_or_none(after, f"the first {name} from {through} on, where the range begins")
    if tense == "future":
        ahead = (number - here.isoweekday()) % 7
        ahead = ahead or (7 if stated else 0)
        return day_or_none(
            tv.add_days(here, ahead), f"the next {name} after the item's date" + by_tense(stated, "future")
        )
    if stated == "past":
        back = back or 7
    return day_or_none(
        tv.add_days(here, -back), f"the last {name} on or before the item's date" + by_tense(stated, tense)
    )


def by_tense(stated: str | None, tense: str | None) -> str:
    return "" if stated or tense is None else f", {tense} tense"


def day_or_none(date: dt.date | None, reason: str) -> Value | None:
    return tv.day(date).because(reason) if date else None


def deictic_day(c: Context, offset: Any) -> Value:
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
    return [(f.start, f.end, qualify(c, f, deictic_day(c, c.value(i))))]


def tense_of_preposition(c: Context, f: Found) -> str | None:
    if f.start == 0:
        return None
    before = f.start - 1
    word = c.value(before) if c.lexed.codes[before] in "It" else None
    return {"since": "past", "by": "future"}.get(str(word))

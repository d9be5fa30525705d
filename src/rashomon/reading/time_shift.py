"""Moving from a day by units: last week, that month, two years on; and how much of which unit words say."""

from __future__ import annotations

import datetime as dt

import msgspec

from . import time_values as tv
from .time_context import NUMBERS, Context, Found, joined
from .time_values import Value

DAYS_OF = {"D": 1, "W": 7, "2W": 14}

_MONTHS = {"M": 1, "Q": 3, "H1": 6, "Y": 12, "E": 120, "C": 1200}

UNIT_NAMES = {
    "D": "day",
    "W": "week",
    "2W": "fortnight",
    "WE": "weekend",
    "M": "month",
    "Q": "quarter",
    "H1": "half-year",
    "Y": "year",
    "E": "decade",
    "C": "century",
    "TH": "hour",
    "TM": "minute",
    "TS": "second",
}


def shifted(c: Context, base: dt.date, unit: str, count: float) -> Value | None:
    """The day, week, month, quarter, year … that lies `count` units from a day."""
    if unit in DAYS_OF:
        moved = tv.add_days(base, count * DAYS_OF[unit])
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


def unit_shift(c: Context, f: Found) -> Value | None:
    """last/this/next/that + unit, by the classes in the expression."""
    u = c.first(f, 'U"')
    unit = str(c.value(u)) if u is not None and c.lexed.codes[u] == "U" else "Q"
    codes = c.lexed.codes[f.start : f.end]
    if "E" in codes or "X" in codes:
        return from_event(c, unit, int(c.get(f, "X")) if "X" in codes else 0)
    if unit == "WE":
        return weekend_of(c, f, codes)
    if c.anchor is None:
        return Value("DATE", unknown_value(unit), None, reason="the item gives no date to count from")
    step = -1 if "L" in codes else 1 if "N" in codes else 0
    if "l" in codes:
        if unit == "Q" and c.period:
            return c.period.because("the quarter last named")
        before = shifted(c, c.anchor.date, unit, -1)
        return (
            before.because(f"the last whole {UNIT_NAMES.get(unit, 'unit')} before the item's date") if before else None
        )
    value = shifted(c, c.anchor.date, unit, step)
    name = UNIT_NAMES.get(unit, "unit")
    said = {
        -1: f"the {name} before the item's date",
        0: f"the {name} of the item's date",
        1: f"the {name} after the item's date",
    }
    return value.because(joined(said[step], value.reason)) if value else None


def unknown_value(unit: str) -> str:
    return {"D": "XXXX-XX-XX", "W": "XXXX-WXX", "WE": "XXXX-WXX-WE", "M": "XXXX-XX", "Q": "XXXX-QX"}.get(unit, "XXXX")


def weekend_of(c: Context, f: Found, codes: str) -> Value | None:
    if c.anchor is None:
        return Value("DATE", "XXXX-WXX-WE", None, reason="the item gives no date to count from")
    here = c.anchor.date
    if "L" in codes:
        return tv.weekend(here - dt.timedelta(days=7)).because("the weekend before the item's date")
    if "N" in codes:
        return tv.weekend(here + dt.timedelta(days=7)).because("the weekend of the week after the item's date")
    if "T" in codes:
        return tv.weekend(here).because("the weekend of the item's week")
    ahead = c.tense.at(f.start, f.end) == "future" or here.isoweekday() >= 6
    if ahead:
        return tv.weekend(here).because("the weekend of the item's week")
    return tv.weekend(here - dt.timedelta(days=7)).because("the last weekend before the item's date, past tense")


def from_event(c: Context, unit: str, step: float) -> Value | None:
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
    if value is not None and (event.timex or "").startswith("XXXX-"):
        value = _undated(value, unit)
    if value is None:
        return None
    where = "of" if step == 0 else "after" if step > 0 else "before"
    many = "the" if abs(step) in (0, 1) else f"{abs(step):g}"
    plural = "s" if abs(step) > 1 else ""
    return value.because(f"{many} {UNIT_NAMES.get(unit, 'unit')}{plural} {where} {event.timex}, the time last named")


def _undated(value: Value, unit: str) -> Value | None:
    """A day or month counted from one whose year the item does not give; nothing where the year itself is asked for."""
    if unit not in ("D", "M") or value.first is None or value.timex is None:
        return None
    text = "XXXX" + value.timex[4:]
    return msgspec.structs.replace(value, timex=text, edtf=text)


def amount_of(c: Context, f: Found) -> tuple[float | None, str | None]:
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


def period_of(count: float | str | None, unit: str) -> str:
    """TIMEX3 of a length: P2W, PT4H, PXD."""
    if isinstance(count, str) or count is None:
        many = "X"
    else:
        factor = 2 if unit == "2W" else 1
        many = f"{count * factor:g}" if count < 1e6 else str(int(count))
    return f"P{many}W" if unit == "2W" else f"PT{many}{unit[1]}" if unit[0] == "T" else f"P{many}{unit[0]}"

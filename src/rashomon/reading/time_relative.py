"""Relative times, seasons and holidays, lengths, sets, and references without a date."""

from __future__ import annotations

import datetime as dt

import msgspec

from . import time_values as tv
from .time_context import Context, Found, Result
from .time_days import current_day, day_or_none, deictic_day, nearest_day, qualify, year_near
from .time_shift import (
    DAYS_OF,
    UNIT_NAMES,
    amount_of,
    from_event,
    period_of,
    shifted,
    unit_shift,
    unknown_value,
    weekend_of,
)
from .time_values import Value


def relative_unit(c: Context, f: Found) -> Result:
    """last week, this month, next year, that day, the following month."""
    value = unit_shift(c, f)
    return [(f.start, f.end, qualify(c, f, value))] if value else []


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
    value = from_event(c, str(c.value(u)), -1 if back else 1)
    return [(f.start, f.end, value)] if value else []


def _clause_follows(c: Context, end: int) -> bool:
    """After "two days after": the event itself is named next, so that the words give a length and no date."""
    codes = c.lexed.codes
    return end < len(codes) and codes[end] in "zsTEagL8MWdyN"


def ago(c: Context, f: Found) -> Result:
    """Two years ago: from the item's date, as coarse as the unit."""
    count, unit = amount_of(c, f)
    if unit is None:
        return []
    if count is None:
        return [(f.start, f.end, Value("DURATION", period_of("X", unit), None, reason="before the item's date"))]
    if c.anchor is None:
        return [
            (f.start, f.end, Value("DATE", unknown_value(unit), None, reason="the item gives no date to count from"))
        ]
    value = _away_from(c, c.anchor.date, unit, -count)
    return [(f.start, f.end, value)] if value else []


def hence(c: Context, f: Found) -> Result:
    """Two days from now."""
    count, unit = amount_of(c, f)
    if unit is None or count is None or c.anchor is None:
        return []
    value = _away_from(c, c.anchor.date, unit, count)
    return [(f.start, f.end, value)] if value else []


def _away_from(c: Context, base: dt.date, unit: str, count: float) -> Value | None:
    if unit in ("TH", "TM", "TS"):
        return Value("DURATION", period_of(count, unit), None, reason="counted from the item's time")
    value = shifted(c, base, unit, count)
    if value is None:
        return None
    name, side = UNIT_NAMES.get(unit, "unit"), "before" if count < 0 else "after"
    many = f"{abs(count):g} {name}{'s' if abs(count) != 1 else ''}"
    if unit in ("W", "2W"):
        date = tv.add_days(base, count * DAYS_OF[unit])
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
    count, unit = amount_of(c, Found(f.rule, f.start, last))
    if unit is None:
        return []
    if (code in "BF" and _clause_follows(c, f.end)) or count is None:
        return [(f.start, f.end - 1, Value("DURATION", period_of(count, unit), None, reason="a length of time"))]
    back = code == "B" or mark == "BEFORE"
    if unit == "Y" and back and count == 1 and c.period and c.period.first:
        value: Value | None = tv.quarter(c.period.first.year - 1, (c.period.first.month + 2) // 3)
        value = value.because("the same quarter a year before") if value else None
    elif unit in ("TH", "TM", "TS"):
        value = Value("DURATION", period_of(count, unit), None, reason="counted from the time last named")
    elif unit == "Y" and back and count == 1 and c.event and _is_year_before(c.event):
        value = c.event
    else:
        value = from_event(c, unit, -count if back else count)
    return [(f.start, f.end, value)] if value else []


def _is_year_before(value: Value) -> bool:
    """Whether a year was itself "a year earlier": a second comparison beside it is with that same year."""
    return value.grain == tv.YEAR and value.reason.startswith("the year before")


def year_earlier(c: Context, f: Found) -> Result:
    """year-earlier, year-ago: the same quarter of the year before, or that year."""
    base = c.period or (c.anchor and tv.year(c.anchor.date.year))
    if not base or not base.first or c.value(c.first(f, "U") or f.start) != "Y":
        return []
    named = c.get(f, "o")
    if named is not None:
        if not 1 <= int(named) <= 4 or c.value(f.end - 1) != "Q":
            return []
        value: Value | None = tv.quarter(base.first.year - 1, int(named))
    elif base.grain == tv.QUARTER:
        value = tv.quarter(base.first.year - 1, (base.first.month + 2) // 3)
    else:
        value = tv.year(base.first.year - 1)
    return [(f.start, f.end, value.because("one year before"))] if value else []


def relative_part(c: Context, f: Found) -> Result:
    """this morning, that night."""
    codes = c.lexed.codes[f.start : f.end]
    away = -1 if "L" in codes else 1 if "N" in codes else 0
    value = current_day(c) if "E" in codes else deictic_day(c, away)
    return [(f.start, f.end, qualify(c, f, value))]


def relative_season(c: Context, f: Found) -> Result:
    """last summer, this fall, the winter of 1994."""
    i = c.first(f, "S")
    assert i is not None
    code = str(c.value(i))
    year, _ = year_near(c, f, i)
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
    year, _ = year_near(c, f, i)
    rule = str(c.value(i))
    if year is None and c.anchor is None:
        timex = f"XXXX-{rule}" if len(rule) == 5 and rule[:2].isdigit() else "XXXX-XX-XX"
        return [(f.start, f.end, Value("DATE", timex, None, reason="the item gives no year"))]
    if year is not None:
        value = day_or_none(tv.holiday(rule, year), "the holiday's day in that year")
        return [(f.start, f.end, value)] if value else []
    assert c.anchor
    found = nearest_day(c, f, [tv.holiday(rule, c.anchor.date.year + k) for k in (-1, 0, 1)])
    return [(f.start, f.end, qualify(c, f, found.because("the holiday: " + found.reason)))]


def closing(c: Context, f: Found) -> Result:
    """year's end, month-end."""
    if c.anchor is None:
        return []
    value = shifted(c, c.anchor.date, str(c.value(f.start)), 0)
    if value is None:
        return []
    edtf = tv.part_of(value, "CLOSE")
    return [(f.start, f.end, msgspec.structs.replace(value, edtf=edtf, reason="the end of the item's own"))]


def duration(c: Context, f: Found) -> Result:
    """Two weeks, several months, a minute and a half, two years and three months."""
    codes = c.lexed.codes
    units = [i for i in range(f.start, f.end) if codes[i] in "Uu"]
    count, unit = amount_of(c, Found(f.rule, f.start, units[0] + 1))
    if unit is None or not _length_likely(c, f, units[0]):
        return []
    if codes[units[0] - 1] == "y" and unit == "Y":
        return []
    if count is not None and unit in ("M", "Q"):
        c.period = None
    if codes[f.start] == "a" and f.end - f.start == 2 and not _lone_unit(c, f):
        return []
    ahead = _ahead(c, f, unit, count)
    if ahead is not None:
        return [(f.start, f.end, ahead)]
    timex = period_of(count, unit)
    rest = codes[units[0] + 1 : f.end]
    if rest in ("&ah", "&h") and count is not None:
        timex = _period_half(count, unit)
    elif len(units) > 1:
        more, other = amount_of(c, Found(f.rule, units[0] + 1, units[1] + 1))
        if other and more is not None:
            timex += period_of(more, other)[1:].removeprefix("T" if timex.startswith("PT") else "\0")
    return [(f.start, f.end, Value("DURATION", timex, None, reason="a length of time"))]


def _ahead(c: Context, f: Found, unit: str, count: float | None) -> Value | None:
    """ "In five years", of what is to come, is a date; "the first rise in five years" is a length."""
    codes, words = c.lexed.codes, c.lexed.words
    before = f.start - 1
    if count is None or c.anchor is None or before < 1 or words[before] not in c.grammar.settings.get("ahead", ()):
        return None
    if unit in ("TH", "TM", "TS") or codes[before - 1] in "oL" or c.tense.at(f.start, f.end) != "future":
        return None
    return _away_from(c, c.anchor.date, unit, count)


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
    return f"P{count:g}Y6M" if unit == "Y" else period_of(count + 0.5, unit)


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
    return [(f.start, f.end, nearest_day(c, f, days))]


def _lone_unit(c: Context, f: Found) -> bool:
    """ "A year" is a length after a preposition; after a number or sum it is a rate ("80 times a day")."""
    before = c.lexed.codes[f.start - 1] if f.start else "9"
    if c.grammar.settings.get("lone_unit"):
        return before not in "xn%"
    return before in "IgtBFG" or c.value(f.start + 1) in ("E", "C")


def last_n(c: Context, f: Found) -> Result:
    """The past two months, the next three years."""
    count, unit = amount_of(c, f)
    if unit is None:
        return []
    if unit in ("M", "Q"):
        c.period = None
    side = "up to" if "L" in c.lexed.codes[f.start : f.end] else "from"
    return [
        (
            f.start,
            f.end,
            Value("DURATION", period_of(count, unit), None, reason=f"a length of time {side} the item's date"),
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
        (
            f.start,
            f.end,
            Value("DURATION", period_of(None, str(c.value(u))), None, reason="a length of time not stated"),
        )
    ]


def units_ago(c: Context, f: Found) -> Result:
    """Months ago."""
    return [
        (
            f.start,
            f.end,
            Value("DURATION", period_of(None, str(c.value(f.start))), None, reason="a length of time not stated"),
        )
    ]


def bare_units(c: Context, f: Found) -> Result:
    """Weeks, months, years without a number, after "in", "for", "within"."""
    before = c.lexed.codes[f.start - 1] if f.start else "9"
    of = f.end - f.start > 1
    if (before not in "I" and not of) or before == "2" or str(c.value(f.start)) == "S1":
        return []
    return [
        (
            f.start,
            f.start + 1,
            Value("DURATION", period_of(None, str(c.value(f.start))), None, reason="a length of time not stated"),
        )
    ]


def set_each(c: Context, f: Found) -> Result:
    """Every month, each Thursday, every two years."""
    i = c.first(f, "Uu")
    if i is not None:
        count, unit = amount_of(c, Found(f.rule, f.start + 1, f.end))
        return [(f.start, f.end, Value("SET", period_of(count or 1, unit or "D"), None, reason="again and again"))]
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
    return [(f.start, f.end, Value("SET", period_of(1, str(c.value(f.start + 1))), None, reason="again and again"))]


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
    return [(f.start, f.end, qualify(c, f, value.because("of the item's date")))] if value else []


def bare_unit(c: Context, f: Found) -> Result:
    """The weekend, and "the quarter" where one was named before."""
    u = c.first(f, 'U"')
    assert u is not None
    unit = c.value(u) if c.lexed.codes[u] == "U" else "Q"
    if unit == "WE":
        value = weekend_of(c, f, "")
    elif unit == "Q" and c.period:
        value = c.period.because("the quarter last named")
    elif unit == "Y" and _own_year(c, f):
        value = Value("DURATION", "P1Y", None, reason="a length of time: twelve months that need not begin in January")
    else:
        return []
    return [(f.start, f.end, value)] if value else []


def _own_year(c: Context, f: Found) -> bool:
    """ "The fiscal year", "the year ended Jan. 31": twelve months of somebody's own."""
    following = c.lexed.words[f.end] if f.end < len(c.lexed.words) else ""
    return following in c.grammar.ended or c.lexed.words[f.start + 1] in c.grammar.own_year


def part(c: Context, f: Found) -> Result:
    """Noon, midnight, "the night": of the day last named."""
    i = c.first(f, "P")
    assert i is not None
    before = c.lexed.codes[f.start - 1] if f.start else "9"
    if before not in "I" and not str(c.value(i)).startswith("T"):
        return []
    return [(f.start, f.end, qualify(c, f, current_day(c)))]


def present(c: Context, f: Found) -> Result:
    """Now, currently."""
    return [(f.start, f.end, tv.reference("PRESENT_REF", "the time of writing, not more exact"))]


def past(c: Context, f: Found) -> Result:
    """Recently, previously, in the past; not "in the last talk"."""
    if f.rule == "the_past" and c.get(f, "L") != "past":
        return []
    return [(f.start, f.end, tv.reference("PAST_REF", "before the time of writing, not more exact"))]


def future(c: Context, f: Found) -> Result:
    """Soon, in the future."""
    return [(f.start, f.end, tv.reference("FUTURE_REF", "after the time of writing, not more exact"))]

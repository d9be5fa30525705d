"""Months, quarters, halves, years, decades and centuries."""

from __future__ import annotations

import datetime as dt
import re

from . import time_values as tv
from .time_context import Context, Found, Result
from .time_days import by_tense, direction, qualify, tense_of_preposition, year_near
from .time_shift import unit_shift
from .time_values import Value


def month(c: Context, f: Found) -> Result:
    """A month with its year, or by tense."""
    at = c.first(f, "Mm")
    assert at is not None
    number = int(c.value(at))
    year, said = year_near(c, f, at)
    if year is None:
        year, said = _year_ahead(c, f)
    if year is None and c.first(f, "U") is not None and f.end - f.start > 2:
        owner = unit_shift(c, f)
        year = owner.first.year if owner and owner.first and owner.grain == tv.YEAR else None
        said = owner.reason if owner else ""
    if year is not None:
        value = tv.month(year, number).because(said) if 1 <= year <= 9999 else None
    elif not _month_likely(c, f, at):
        return []
    else:
        value = bare_month(c, f, number)
    return [(_begin(c, f) if year is not None else f.start, f.end, qualify(c, f, value))] if value else []


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
    stated = direction(c, f)
    ahead = (number - here.month) % 12
    tense = stated or _month_tense(c, f, ahead)
    if stated is None and hint_is_weak(ahead, tense) and tense_of_preposition(c, f) != "past":
        return _near_month(here, number)
    if tense == "future":
        year = here.year + (number < here.month or (stated == "future" and number == here.month))
        return tv.month(year, number).because("the next such month" + by_tense(stated, tense))
    if tense == "past":
        year = here.year - (number > here.month or (stated == "past" and number == here.month))
        return tv.month(year, number).because("the last such month" + by_tense(stated, tense))
    return _near_month(here, number)


def hint_is_weak(ahead: int, tense: str | None) -> bool:
    """A month ten or more months away would be named with its year: the near one is meant whatever the tense."""
    return ahead in (1, 2) if tense == "past" else ahead >= 10


def _near_month(here: dt.date, number: int) -> Value:
    ahead = (number - here.month) % 12
    year = here.year + (here.month + ahead > 12) if ahead <= 5 else here.year - (number > here.month)
    return tv.month(year, number).because("the nearest such month")


def _month_tense(c: Context, f: Found, ahead: int) -> str | None:
    """ "Since" looks back, "by" and "until" ahead: after a verb in the past by half a year ("agreed to pay by May")."""
    hint, tense = tense_of_preposition(c, f), c.tense.at(f.start, f.end)
    if hint == "future" and tense == "past" and ahead > 6:
        return tense
    return hint or tense


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
    year, said = year_near(c, f, i)
    if year is None:
        later = Found(f.rule, i + 2, f.end)
        owner = unit_shift(c, later) if c.first(later, "U") is not None else None
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
    owner = unit_shift(c, Found(f.rule, f.start, u + 1))
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
    owner = tv.year(c.year_at(y)) if y is not None else unit_shift(c, rest) if c.first(rest, "U") is not None else None
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
        if first == 0:
            first = 2000 if "!" in c.lexed.codes[i : f.end] else 1  # "the 00s", but no "year 0"
        elif first < 100:
            first += 1900 if first >= 30 or c.lexed.codes[i] == "k" else 2000
    if first % 10:
        return []
    value = tv.decade(first)
    return [(f.start, f.end, qualify(c, f, value.because("ten years from " + str(first))))] if value else []


def year(c: Context, f: Found) -> Result:
    """Four digits that stand where a year stands."""
    i = c.first(f, "y")
    assert i is not None
    if not _year_likely(c, f, i):
        return []
    value = tv.year(c.year_at(i))
    return [(_begin(c, f), f.end, qualify(c, f, value.because("written out")))] if value else []


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

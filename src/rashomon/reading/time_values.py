"""Values of times: days, weeks, months, seasons and the rest, as TIMEX3 and as EDTF, from calendar arithmetic alone.

TIMEX3 (Pustejovsky and others 2003, ISO-TimeML) writes a week `2022-W01`, a quarter `2022-Q1`, a decade `202`;
EDTF (ISO 8601-2) has none of these for certain dates, so they become intervals or masked years (`202X`).
"""

from __future__ import annotations

import calendar
import datetime as dt

import msgspec

SEASONS = {"SP": (3, 5, "March to May"), "SU": (6, 8, "June to August"), "FA": (9, 11, "September to November"),
           "WI": (12, 14, "December to February")}  # fmt: skip
"""First and last month of each season in the north; winter runs into the next year."""

DAY, WEEK, WEEKEND, MONTH, QUARTER, HALF, SEASON, YEAR, DECADE, CENTURY = (
    "D", "W", "WE", "M", "Q", "H", "S", "Y", "E", "C",
)  # fmt: skip


UNDATED = 2000
"""The year in which days without a year are counted on, a leap year; it never shows in a value."""


class Value(msgspec.Struct, frozen=True):
    """A value and what later expressions may hang on it: its grain, and its first and last day where known."""

    type: str
    timex: str | None
    edtf: str | None
    grain: str | None = None
    first: dt.date | None = None
    last: dt.date | None = None
    reason: str = ""

    def because(self, reason: str) -> Value:
        """The same value with the way it was reached."""
        return msgspec.structs.replace(self, reason=reason)


def reference(kind: str, reason: str) -> Value:
    """PRESENT_REF, PAST_REF or FUTURE_REF, which have no date."""
    return Value("DATE", kind, None, None, None, None, reason)


def day(date: dt.date) -> Value:
    """One day.

    >>> day(dt.date(2022, 1, 5)).timex
    '2022-01-05'
    """
    text = date.isoformat()
    return Value("DATE", text, text, DAY, date, date)


def span_of(first: dt.date, last: dt.date) -> str:
    """An EDTF interval of days, or one day."""
    return first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"


def week(date: dt.date, sunday: bool) -> Value:
    """The week that holds a date, from the first day of the language's week; TIMEX3 names the ISO week of its middle.

    >>> week(dt.date(2022, 1, 5), sunday=True).edtf
    '2022-01-02/2022-01-08'
    >>> week(dt.date(2022, 1, 5), sunday=False).timex
    '2022-W01'
    """
    first = date - dt.timedelta(days=date.isoweekday() % 7 if sunday else date.weekday())
    year, number, _ = (first + dt.timedelta(days=3)).isocalendar()
    last = first + dt.timedelta(days=6)
    return Value("DATE", f"{year:04d}-W{number:02d}", span_of(first, last), WEEK, first, last)


def weekend(date: dt.date) -> Value:
    """Saturday and Sunday of the ISO week that holds a date."""
    year, number, _ = date.isocalendar()
    first = date - dt.timedelta(days=date.weekday() - 5)
    last = first + dt.timedelta(days=1)
    return Value("DATE", f"{year:04d}-W{number:02d}-WE", span_of(first, last), WEEKEND, first, last)


def month_end(year: int, month: int) -> dt.date:
    """The last day of a month."""
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def month(year: int, number: int) -> Value:
    """One month."""
    text = f"{year:04d}-{number:02d}"
    return Value("DATE", text, text, MONTH, dt.date(year, number, 1), month_end(year, number))


def months_value(year: int, first: int, last: int, timex: str, grain: str) -> Value:
    """Several whole months under one TIMEX3 value; months after 12 are those of the next year."""
    begin = dt.date(year, first, 1)
    end_year, end_month = (year, last) if last <= 12 else (year + 1, last - 12)
    edtf = f"{year:04d}-{first:02d}/{end_year:04d}-{end_month:02d}"
    return Value("DATE", timex, edtf, grain, begin, month_end(end_year, end_month))


def quarter(year: int, number: int) -> Value:
    """One quarter of a calendar year.

    >>> quarter(2021, 3).edtf
    '2021-07/2021-09'
    """
    return months_value(year, 3 * number - 2, 3 * number, f"{year:04d}-Q{number}", QUARTER)


def half_year(year: int, number: int) -> Value:
    """One half of a calendar year."""
    return months_value(year, 6 * number - 5, 6 * number, f"{year:04d}-H{number}", HALF)


def season(year: int, code: str) -> Value:
    """A season by its months in the north; winter belongs to the year in which it begins."""
    first, last, said = SEASONS[code]
    return months_value(year, first, last, f"{year:04d}-{code}", SEASON).because(f"{said} in the north")


def year(number: int) -> Value | None:
    """One year, or null outside 1 to 9999."""
    if not 1 <= number <= 9999:
        return None
    text = f"{number:04d}"
    return Value("DATE", text, text, YEAR, dt.date(number, 1, 1), dt.date(number, 12, 31))


def decade(first: int) -> Value | None:
    """Ten years from one that ends in 0."""
    if not 10 <= first <= 9990:
        return None
    text = f"{first // 10:03d}"
    return Value("DATE", text, text + "X", DECADE, dt.date(first, 1, 1), dt.date(first + 9, 12, 31))


def century(number: int) -> Value | None:
    """The nth century; TIMEX3 and EDTF name it by its first two digits.

    >>> century(20).edtf
    '19XX'
    """
    if not 2 <= number <= 99:
        return None
    text = f"{number - 1:02d}"
    return Value("DATE", text + "XX", text + "XX", CENTURY, dt.date(100 * (number - 1), 1, 1), None)


def add_months(date: dt.date, count: int) -> dt.date | None:
    """The same day some months on, or the month's last; null outside the calendar."""
    total = date.year * 12 + date.month - 1 + count
    if not 12 <= total < 120000:
        return None
    year_, month_ = divmod(total, 12)
    return date.replace(year=year_, month=month_ + 1, day=min(date.day, calendar.monthrange(year_, month_ + 1)[1]))


def add_days(date: dt.date, count: float) -> dt.date | None:
    """A date some days on; null outside the calendar."""
    try:
        return date + dt.timedelta(days=count)
    except OverflowError:
        return None


def real_date(year_: int, month_: int, day_: int) -> dt.date | None:
    """The date, or null where the calendar has none such."""
    try:
        return dt.date(year_, month_, day_)
    except ValueError:
        return None


def easter(year_: int) -> dt.date:
    """Easter Sunday of the Gregorian calendar (the anonymous algorithm, Nature 1876).

    >>> easter(2022)
    datetime.date(2022, 4, 17)
    """
    a, b, c = year_ % 19, year_ // 100, year_ % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month_, day_ = divmod(h + m - 7 * n + 114, 31)
    return dt.date(year_, month_, day_ + 1)


def holiday(rule: str, year_: int) -> dt.date | None:
    """A holiday by its rule: `12-25`, `easter-2` (days from Easter), `11-4-4` (month, weekday, which; -1 the last).

    >>> holiday("11-4-4", 2021)
    datetime.date(2021, 11, 25)
    """
    if not 1583 <= year_ <= 9998:
        return None
    if rule.startswith("easter"):
        return easter(year_) + dt.timedelta(days=int(rule[6:]))
    parts = rule.split("-", 2)
    if len(parts) == 2:
        return real_date(year_, int(parts[0]), int(parts[1]))
    month_, weekday = int(parts[0]), int(parts[1])
    if parts[2] == "election":
        return _nth(year_, 11, 1, 1) + dt.timedelta(days=1)
    return _nth(year_, month_, weekday, int(parts[2]))


def _nth(year_: int, month_: int, weekday: int, which: int) -> dt.date:
    if which < 0:
        last = month_end(year_, month_)
        return last - dt.timedelta(days=(last.isoweekday() - weekday) % 7)
    first = dt.date(year_, month_, 1)
    return first + dt.timedelta(days=(weekday - first.isoweekday()) % 7 + 7 * (which - 1))


def part_of(value: Value, where: str) -> str | None:
    """EDTF of the early, middle, late or closing part of a month or year, by thirds and quarters; else the value's own.

    Of a month: early is its first ten days, mid five days either side of the 15th, late from the 21st, the end its last
    seven days. Of a year or decade: early its first quarter, mid the two in the middle, late and the end its last.

    >>> part_of(month(2015, 3), "MID")
    '2015-03-10/2015-03-20'
    """
    first, last = value.first, value.last
    if first is None or last is None or where not in ("START", "MID", "END", "CLOSE"):
        return value.edtf
    if value.grain == MONTH:
        bounds = {"START": (1, 10), "MID": (10, 20), "END": (21, last.day), "CLOSE": (last.day - 6, last.day)}[where]
        return span_of(first.replace(day=bounds[0]), first.replace(day=bounds[1]))
    if value.grain == YEAR:
        a, b = {"START": (1, 3), "MID": (5, 8), "END": (10, 12), "CLOSE": (12, 12)}[where]
        return f"{first.year:04d}-{a:02d}/{first.year:04d}-{b:02d}" if a != b else f"{first.year:04d}-{a:02d}"
    if value.grain == DECADE:
        a, b = {"START": (0, 3), "MID": (4, 6), "END": (7, 9), "CLOSE": (8, 9)}[where]
        return f"{first.year + a:04d}/{first.year + b:04d}"
    return value.edtf

"""EDTF values in the words of a report: short, and no more exact than the value."""

from __future__ import annotations

import datetime
import re

import msgspec

_DATE = re.compile(
    r"(?P<year>[0-9X]{4})(?:-(?P<month>[0-9X]{2})(?:-(?P<day>[0-9X]{2})"
    r"(?:T(?P<clock>\d\d:\d\d)(?::\d\d)?(?P<zone>Z|[+-]\d\d:?\d\d)?)?)?)?(?P<mark>[~?%])?"
)
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_SEASONS = {21: "spring", 22: "summer", 23: "autumn", 24: "winter"}
_DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
_MARKS = {"~": "about ", "?": "perhaps ", "%": "perhaps about "}


class Moment(msgspec.Struct, frozen=True):
    """A date for people: `day` ("Tue 14 Mar"), `clock` ("21:40" or ""), `year`, and a hedge ("about ")."""

    day: str
    clock: str = ""
    year: str = ""
    hedge: str = ""

    @property
    def date(self) -> str:
        """The day without its name: "14 Mar"."""
        name, _, rest = self.day.partition(" ")
        return rest if name in _DAYS else self.day

    @property
    def words(self) -> str:
        """Day and clock on one line."""
        return self.hedge + " ".join(part for part in (self.day, self.clock) if part)


def moment(edtf: str | None) -> Moment:
    """What an EDTF value says; a form that is not known here is given as it stands.

    >>> moment("2023-03-14T21:40").words, moment("2023-03").words, moment("2023-03-14~").words, moment(None).words
    ('Tue 14 Mar 21:40', 'Mar 2023', 'about Tue 14 Mar', 'undated')
    """
    if not edtf:
        return Moment("undated")
    if "/" in edtf:
        return _interval(edtf)
    found = _DATE.fullmatch(edtf)
    if not found:
        return Moment(edtf)
    return Moment(_day(found), found["clock"] or "", found["year"], _MARKS.get(found["mark"] or "", ""))


def _interval(edtf: str) -> Moment:
    left, _, right = edtf.partition("/")
    first, last = (moment(side) if side not in {"", ".."} else None for side in (left, right))
    if first and last:
        if first.day == last.day and last.clock:
            return Moment(first.day, f"{first.clock}–{last.clock}", first.year, first.hedge)
        return Moment(f"{first.words} – {last.words}", "", first.year)
    if last:
        return Moment(f"before {last.words}", "", last.year)
    return Moment(f"after {first.words}" if first else edtf, "", first.year if first else "")


def _day(found: re.Match[str]) -> str:
    year, month, day = found["year"], found["month"], found["day"]
    known_year = "" if "X" in year else year
    if not month or "X" in month:
        return known_year or "undated"
    number = int(month)
    if number in _SEASONS:
        return f"{_SEASONS[number]} {known_year}".strip()
    if not 1 <= number <= 12:
        return found[0]
    name = _MONTHS[number - 1]
    if not day or "X" in day:
        return f"{name} {known_year}".strip()
    return f"{_weekday(known_year, number, int(day))}{int(day)} {name}"


def _weekday(year: str, month: int, day: int) -> str:
    try:
        return _DAYS[datetime.date(int(year), month, day).weekday()] + " "
    except ValueError:
        return ""


def when_sorted(edtf: str | None) -> str:
    """A key that puts dates in order and what has none last.

    >>> sorted(["2023-03-15", None, "2023-03-14T21:40"], key=when_sorted)
    ['2023-03-14T21:40', '2023-03-15', None]
    """
    return edtf.lstrip("./") if edtf and edtf[0] != "X" else "~"


def day_span(values: list[str]) -> str:
    """First to last day of dates, with the year once.

    >>> day_span(["2023-03-15T09:20", "2023-03-17"])
    '15–17 Mar 2023'
    """
    days = sorted({value[:10] for value in values if re.match(r"\d{4}-\d\d-\d\d", value)})
    if not days:
        return "undated"
    first, last = days[0], days[-1]
    end = f"{int(last[8:])} {_MONTHS[int(last[5:7]) - 1]} {last[:4]}"
    if first == last:
        return end
    if first[:7] == last[:7]:
        return f"{int(first[8:])}–{end}"
    year = "" if first[:4] == last[:4] else f" {first[:4]}"
    return f"{int(first[8:])} {_MONTHS[int(first[5:7]) - 1]}{year} – {end}"

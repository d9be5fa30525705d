"""The date lines of a page: when an account was published or changed, as EDTF (ISO 8601-2).

These are the stamps that publishing systems print ("9 Mar, 2021 08:45 / Updated 2 years ago"), not the dates within
prose. Month names of all languages stand in Babel's CLDR data. A date that can be read two ways is no date.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from functools import lru_cache

import msgspec
from babel import Locale

_LANGUAGES = (
    "en",
    "de",
    "fr",
    "es",
    "ru",
    "it",
    "pt",
    "nl",
    "uk",
    "pl",
    "tr",
    "sv",
    "da",
    "nb",
    "ro",
    "cs",
    "fi",
    "id",
    "kk",
)
_ZONES = {
    "z": "Z", "utc": "Z", "gmt": "Z", "est": "-05:00", "edt": "-04:00", "cst": "-06:00", "cdt": "-05:00",
    "mst": "-07:00", "mdt": "-06:00", "pst": "-08:00", "pdt": "-07:00", "cet": "+01:00", "cest": "+02:00",
    "mez": "+01:00", "mesz": "+02:00", "bst": "+01:00", "msk": "+03:00", "мск": "+03:00", "eet": "+02:00",
    "eest": "+03:00", "ist": "+05:30", "jst": "+09:00", "aest": "+10:00", "aedt": "+11:00",
}  # fmt: skip
"""Names that newsrooms print; a zone that depends on the season (`ET`) is left out, since the hour would be a guess."""

_TIME = r"(?P<h>[01]?\d|2[0-3])\s?(?:[:.]|h|Uhr)\s?(?P<mi>[0-5]\d)(?::(?P<s>[0-5]\d)(?:\.\d{1,9})?)?"
_CLOCK = (
    rf"{_TIME}(?:\s*(?P<ap>[aApP])\.?\s?[mM]\b\.?)?(?:\s*(?:Uhr|ч\.?|h(?:rs?|oras)?\b\.?))?"
    r"\s*(?P<z>Z\b|[+-]\d\d:?\d\d\b|\(?[A-Za-zМСКмск]{2,4}\b\)?)?"
)
_HOUR = r"(?P<h>1[0-2]|0?[1-9])\s*(?P<ap>[aApP])\.?\s?[mM]\b\.?\s*(?P<z>[A-Z]{2,4}\b)?"
_AFTER = re.compile(rf"[\s,;|/·•–—-]*(?:at|um|à|a las|alle|в|o|às|saat)?[\s,-]*\b(?:{_CLOCK})")
_AFTER_HOUR = re.compile(rf"[\s,;|/·•–—-]*(?:at)?[\s,-]*\b(?:{_HOUR})")
_BEFORE = re.compile(rf"\b(?:{_CLOCK})[\s,;|/·•–—-]*(?:on|am|le|el|il)?\s*(?:[^\W\d_]+\.?,?\s+)?$")
_ISO = re.compile(
    r"\b(?P<y>(?:19|20)\d\d)-(?P<m>0[1-9]|1[0-2])-(?P<d>[0-2]\d|3[01])"
    r"(?:[T ](?P<h>[01]\d|2[0-3]):(?P<mi>[0-5]\d)(?::(?P<s>[0-5]\d)(?:[.,]\d{1,9})?)?"
    r"\s?(?P<z>Z|UTC|GMT|[+-]\d\d:?\d\d)?)?(?!\d)"
)
_NUMERIC = re.compile(r"(?<![\d./])(?P<a>\d{1,2})(?P<sep>[./])\s?(?P<b>\d{1,2})(?P=sep)\s?(?P<y>(?:19|20)\d\d)(?!\d)")
_YEAR_FIRST = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)(?:[/.]|年)(?P<m>\d{1,2})(?:[/.]|月)(?P<d>\d{1,2})(?!\d)日?")
_ORDINAL = r"(?:st|nd|rd|th|er|\.|º|ª|-го)?"
_YEAR = re.compile(r"(?:19|20)\d\d")
_MONTH_YEAR = re.compile(r"\s*(?P<m>[^\W\d_]{3,12}\.?),?\s+(?:de\s+|del\s+)?(?P<y>(?:19|20)\d\d)(?:\s*г\.?)?\s*")
_RELATIVE = re.compile(r"\b\d+\s+\w+\s+ago\b")


class FoundDate(msgspec.Struct, frozen=True):
    """A date or instant at `[start, end)` of a line; `edtf` is None where it can be read two ways."""

    start: int
    end: int
    edtf: str | None


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    names: dict[str, int] = {}
    for language in _LANGUAGES:
        months = Locale(language).months
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in months[context][width].items():
                    key = name.lower().rstrip(".")
                    if len(key) >= 3 and not key.isdigit():
                        names.setdefault(key, number)
    names.setdefault("sept", 9)
    return names


@lru_cache(maxsize=1)
def _named() -> tuple[re.Pattern[str], re.Pattern[str]]:
    month = "|".join(sorted(map(re.escape, _months()), key=lambda name: (-len(name), name)))
    day = rf"(?P<d>[0-3]?\d){_ORDINAL}"
    year = r"(?P<y>(?:19|20)\d\d)\b"
    day_first = rf"(?<![\d:.]){day}[\s/-]*(?:of |de |d’|d')?\s?(?P<m>{month})\b\.?,?[\s/-]*(?:de |del )?{year}"
    month_first = rf"\b(?P<m>{month})\b\.?\s+{day},?\s+{year}"
    return re.compile(day_first, re.IGNORECASE), re.compile(month_first, re.IGNORECASE)


def find_dates(text: str) -> tuple[FoundDate, ...]:
    """The full dates of a line with their clock times, in order of place.

    >>> [found.edtf for found in find_dates("9 Mar, 2021 08:45 / Updated 2 years ago")]
    ['2021-03-09T08:45']
    >>> [found.edtf for found in find_dates("Tuesday, Mar 09, 2021 - 04:15 PM EST")]
    ['2021-03-09T16:15-05:00']
    >>> [found.edtf for found in find_dates("Опубликовано 12 марта 2021, 09:15; 04/05/2021")]
    ['2021-03-12T09:15', None]
    """
    taken: list[FoundDate] = []
    if not _YEAR.search(text):
        return ()
    for found in sorted(_days(text[:2000]), key=lambda date: (date.start, -date.end)):
        if not taken or found.start >= taken[-1].end:
            taken.append(found)
    return tuple(taken) or _month_alone(text)


def _month_alone(text: str) -> tuple[FoundDate, ...]:
    """A month and a year where they are the whole line: issues of magazines are dated so."""
    found = _MONTH_YEAR.fullmatch(text) if len(text) <= 40 else None
    month = _months().get(found["m"].lower().rstrip(".")) if found else None
    if not found or not month:
        return ()
    return (FoundDate(found.start("m"), found.end("y"), f"{found['y']}-{month:02d}"),)


def _days(text: str) -> Iterator[FoundDate]:
    for found in _ISO.finditer(text):
        yield _iso(found)
    day_first, month_first = _named()
    for pattern in (day_first, month_first):
        for found in pattern.finditer(text):
            month = _months()[found["m"].lower()]
            yield from _timed(text, found, _day(found["y"], month, found["d"]))
    for found in _YEAR_FIRST.finditer(text):
        yield from _timed(text, found, _day(found["y"], found["m"], found["d"]))
    for found in _NUMERIC.finditer(text):
        yield from _timed(text, found, _numeric(found), keep=True)


def _iso(found: re.Match[str]) -> FoundDate:
    day = _day(found["y"], found["m"], found["d"])
    if day and found["h"]:
        day += f"T{found['h']}:{found['mi']}{':' + found['s'] if found['s'] else ''}{_zone(found['z'])}"
    return FoundDate(found.start(), found.end(), day)


def _numeric(found: re.Match[str]) -> str | None:
    """Points are day first everywhere; slashes only tell where one number is above twelve or both are the same."""
    first, second = int(found["a"]), int(found["b"])
    if found["sep"] == "." or first > 12 or first == second:
        return _day(found["y"], second, first)
    return _day(found["y"], first, second) if second > 12 else None


def _day(year: str, month: str | int, day: str | int) -> str | None:
    try:
        return datetime.date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def _timed(text: str, found: re.Match[str], day: str | None, *, keep: bool = False) -> Iterator[FoundDate]:
    if day is None:
        if keep:
            yield FoundDate(found.start(), found.end(), None)
        return
    after = _AFTER.match(text, found.end()) or _AFTER_HOUR.match(text, found.end())
    if after:
        yield FoundDate(found.start(), after.end(), day + _clock(after))
        return
    before = _BEFORE.search(text[max(0, found.start() - 40) : found.start()])
    start = found.start() - len(before[0]) if before else found.start()
    yield FoundDate(start, found.end(), day + (_clock(before) if before else ""))


def _clock(found: re.Match[str]) -> str:
    parts = found.groupdict()
    hour = int(parts["h"])
    half = (parts.get("ap") or "").lower()
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    seconds = f":{parts['s']}" if parts.get("s") else ""
    return f"T{hour:02d}:{parts.get('mi') or '00'}{seconds}{_zone(parts.get('z'))}"


def _zone(name: str | None) -> str:
    if not name:
        return ""
    if name[0] in "+-":
        digits = name.replace(":", "")
        return f"{digits[:3]}:{digits[3:]}"
    return _ZONES.get(name.strip("()").lower(), "")


def edtf_of(value: str | None) -> str | None:
    """A machine's date stamp (JSON-LD, meta tag, record field) as EDTF, or None where it is none.

    >>> edtf_of("2021-03-04T05:06:07.000+0100"), edtf_of("20210304T050607Z"), edtf_of("2021"), edtf_of("yesterday")
    ('2021-03-04T05:06:07+01:00', '2021-03-04T05:06:07Z', '2021', None)
    """
    text = (value or "").strip()[:100]
    if re.fullmatch(r"(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2]))?", text):
        return text
    compact = re.fullmatch(r"((?:19|20)\d\d)(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?(Z)?)?", text)
    if compact:
        year, month, day, hour, minute, second, zone = compact.groups()
        text = f"{year}-{month}-{day}" + (f"T{hour}:{minute}:{second or '00'}{zone or ''}" if hour else "")
    if re.fullmatch(r"1\d{9}(?:\d{3})?", text):
        moment = datetime.datetime.fromtimestamp(int(text[:10]), datetime.UTC)
        return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    found = find_dates(text)
    return found[0].edtf if found else None


def says_how_long_ago(text: str) -> bool:
    """Whether a line tells a time only relative to when it was saved ("3 hours ago")."""
    return bool(_RELATIVE.search(text))

"""Scraped timelines: rows of posts, each under its author's name, handle and time."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from .bibliography import Found
from .dates import find_dates

_HANDLE = r"@[A-Za-z0-9_][\w.]{1,29}(?:@[\w.-]{3,40})?"
_ONE_LINE = re.compile(
    rf"^(?P<name>[^@]{{1,60}}?)\s*[/|(,·•–-]?\s*(?P<handle>{_HANDLE})\)?\s*(?:[·•|,/–—-]\s*)?(?P<when>.{{0,40}})$"
)
_HANDLE_LINE = re.compile(rf"^(?P<handle>{_HANDLE})\s*(?:[·•|,/–—-]\s*)?(?P<when>.{{0,40}})$")
_AGO = re.compile(r"^\d{1,3}\s?[^\W\d_]{1,8}\.?(?:\s+\w{1,8})?$")
"""A time counted back from the day of saving ("3h", "2 Std.", "5 мин"): a time, and no date."""
_DAY = re.compile(r"^(?:\d{1,2}\.?\s+[^\W\d_]{3,10}\.?|[^\W\d_]{3,10}\.?\s+\d{1,2})$")
"""A day without its year, as timelines print it for the year of saving."""
_DOT = re.compile(r"^[·•|–—-]$")
_COUNTS = re.compile(r"^(?:[\d.,]+\s?[KkMм]?[\s·•]*){1,6}$")
"""How often a post was answered, passed on and liked."""
_NAME_WORDS = 6


class PostHead(msgspec.Struct, frozen=True):
    """The head of a post: `lines` many lines from `start` on; the author within the first, the date within `dated`."""

    start: int
    lines: int
    author: Found
    dated: int | None = None
    published: Found | None = None


def post_heads(lines: Sequence[str]) -> tuple[PostHead, ...]:
    """The heads of the posts in a row of lines, where there are two at least; empty for anything else.

    >>> found = post_heads(["Mara Olt @maraolt · May 3, 2021", "It is shut.", "Jon Ek @jonek · 2h", "So it is."])
    >>> [(head.start, head.author.value, head.published.value if head.published else None) for head in found]
    [(0, 'Mara Olt', '2021-05-03'), (2, 'Jon Ek', None)]
    """
    if sum("@" in line for line in lines) < 2:
        return ()
    found: list[PostHead] = []
    timed: list[bool] = []
    at = 0
    while at < len(lines):
        read = _one_line(lines, at) or _several_lines(lines, at)
        if read is None:
            at += 1
            continue
        found.append(read[0])
        timed.append(read[1])
        at += read[0].lines
    if any(timed):
        found = [head for head, has_time in zip(found, timed, strict=True) if has_time]
    if len(found) < 2:
        return ()
    ends = [*(head.start for head in found[1:]), len(lines)]
    told = all(head.start + head.lines < end for head, end in zip(found, ends, strict=True))
    return tuple(found) if told else ()


def is_count(line: str) -> bool:
    """Whether a line only counts what readers did with a post.

    >>> is_count("12 · 1.4K"), is_count("12 people came")
    (True, False)
    """
    return bool(_COUNTS.match(line))


def _one_line(lines: Sequence[str], at: int) -> tuple[PostHead, bool] | None:
    found = _ONE_LINE.match(lines[at]) if "@" in lines[at] and len(lines[at]) <= 140 else None
    if not found or not _could_be_name(found["name"]):
        return None
    return _timed(lines, at, 1, _found(found), found["when"], found.start("when"))


def _several_lines(lines: Sequence[str], at: int) -> tuple[PostHead, bool] | None:
    if at + 1 >= len(lines) or not _could_be_name(lines[at]):
        return None
    found = _HANDLE_LINE.match(lines[at + 1]) if len(lines[at + 1]) <= 80 else None
    author = Found(0, len(lines[at]), lines[at])
    return _timed(lines, at, 2, author, found["when"], found.start("when")) if found else None


def _timed(
    lines: Sequence[str], at: int, count: int, author: Found, when: str, shift: int
) -> tuple[PostHead, bool] | None:
    """The head with the time on its own last line, or on the next one; None where words follow that are no time."""
    if when:
        date = _date(when, shift)
        return (PostHead(at, count, author, at + count - 1, date), True) if date or _is_time(when) else None
    below = at + count
    if below < len(lines) and _DOT.match(lines[below]):
        below += 1
    if below < len(lines) and len(lines[below]) <= 40:
        date = _date(lines[below], 0)
        if date or _is_time(lines[below]):
            return PostHead(at, below + 1 - at, author, below, date), True
    return PostHead(at, count, author), False


def _found(match: re.Match[str]) -> Found:
    return Found(match.start("name"), match.start("name") + len(match["name"].rstrip()), match["name"].rstrip())


def _could_be_name(text: str) -> bool:
    first = text[:1]
    return (
        0 < len(text.split()) <= _NAME_WORDS
        and (first.isupper() or first.isdigit() or not first.isascii())
        and text[-1] not in ".!?:,;"
    )


def _date(when: str, shift: int) -> Found | None:
    dates = find_dates(when)
    if len(dates) != 1 or len(when) - (dates[0].end - dates[0].start) > 12 or dates[0].edtf is None:
        return None
    return Found(shift + dates[0].start, shift + dates[0].end, dates[0].edtf)


def _is_time(when: str) -> bool:
    return bool(_AGO.match(when.strip()) or _DAY.match(when.strip()))

"""Times that one item alone cannot settle, settled by what the story's other accounts date."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable

import msgspec

from ..model.findings import Account, Story
from ..model.readings import Reading, Time
from ..reading.times import read_times
from .surroundings import Surroundings

NEAR_DAYS = 10
"""Days around the story's middle date among which an undated weekday is looked for."""
MIN_SHARED = 3
"""Content words that a sentence shares with a dated one of another account before that one's day is taken."""

_WEEKDAY = re.compile(r"XXXX-WXX-([1-7])(T\w+)?$")
_DAY = re.compile(r"XXXX-(\d\d)(?:-(\d\d))?(T[\w:]+)?$")
_COUNTED = re.compile(r"XXXX(?:-XX(?:-XX(?:T\w+)?)?|-WXX|-Q[1-4]|-[SWF][PUIA])?$")
"""What counts from the item's date or takes its year: "last month", "next week", "yesterday", "the third quarter"."""


def settle(story: Story) -> Story:
    """The story with weekdays and days without a year given the value that the other accounts' dates imply."""
    middle = _middle(story)
    if middle is None or not any(_unsettled(t) for a in story.accounts for t in a.reading.times):
        return story
    dated = _Dated(story.accounts, middle)
    accounts = tuple(_settled(a, middle, dated) for a in story.accounts)
    return msgspec.structs.replace(story, accounts=accounts)


def day_of(edtf: str | None) -> dt.date | None:
    """The one day that an EDTF value lies in, or None.

    >>> day_of("2022-01-05T22:10"), day_of("2022-01"), day_of(None)
    (datetime.date(2022, 1, 5), None, None)
    """
    if not edtf or "/" in edtf or len(edtf) < 10:
        return None
    try:
        return dt.date.fromisoformat(edtf[:10])
    except ValueError:
        return None


def _middle(story: Story) -> dt.date | None:
    """The median day of the dated accounts."""
    days = sorted(d for a in story.accounts if (d := day_of(a.item.published)) is not None)
    return days[len(days) // 2] if days else None


def _unsettled(t: Time) -> bool:
    return t.timex is not None and any(p.match(t.timex) is not None for p in (_WEEKDAY, _DAY, _COUNTED))


class _Dated:
    """What the story's accounts date, by day: the words of their sentences."""

    def __init__(self, accounts: Iterable[Account], middle: dt.date) -> None:
        self._by_stem: dict[str, list[tuple[str, dt.date, int]]] = defaultdict(list)
        number = 0
        for account in accounts:
            around = Surroundings(account)
            for t in account.reading.times:
                day = day_of(t.edtf)
                if day is None or abs((day - middle).days) > NEAR_DAYS:
                    continue
                number += 1
                for stem in around.around(t.start, t.end).wide:
                    self._by_stem[stem].append((account.item.item_id, day, number))

    def like(self, item_id: str, stems: Iterable[str], weekday: int) -> dt.date | None:
        """The day of that weekday on which other accounts' sentences share most words, where they share enough."""
        shared: dict[tuple[dt.date, int], int] = defaultdict(int)
        for stem in stems:
            for other, day, number in self._by_stem.get(stem, [])[:500]:
                if other != item_id and day.isoweekday() == weekday:
                    shared[(day, number)] += 1
        best = max(shared.items(), key=lambda x: (x[1], x[0]), default=None)
        return best[0][0] if best and best[1] >= MIN_SHARED else None


def _settled(account: Account, middle: dt.date, dated: _Dated) -> Account:
    if not any(_unsettled(t) for t in account.reading.times):
        return account
    around = Surroundings(account)
    anchor = _anchor(account, middle)
    counted = _counted_from(account, anchor)
    times = tuple(counted.get((t.start, t.end)) or _time(t, around, anchor, dated) for t in account.reading.times)
    reading: Reading = msgspec.structs.replace(account.reading, times=times)
    return msgspec.structs.replace(account, reading=reading)


def _counted_from(account: Account, anchor: dt.date) -> dict[tuple[int, int], Time]:
    """The times that count from an item's own date, of an item without one, read again with the story's date.

    A day so counted is marked as approximate: the item may be some days older than the story's middle.
    """
    open_ones = {(t.start, t.end) for t in account.reading.times if _COUNTED.match(t.timex or "")}
    if not open_ones or account.item.published:
        return {}
    read = read_times(
        account.item.text, account.reading.sentences, account.reading.language or "und", anchor.isoformat()
    )
    found = {}
    for t in read:
        if (t.start, t.end) in open_ones and t.edtf and "X" not in t.edtf[:7]:
            about = t.edtf if len(t.edtf) != len("2031-05-06") else f"{t.edtf}~"
            why = f"settled by the story: counted from {anchor.isoformat()}, its middle; {t.reason or 'so read'}"
            found[t.start, t.end] = msgspec.structs.replace(t, edtf=about, reason=why)
    return found


def _anchor(account: Account, middle: dt.date) -> dt.date:
    """The day from which an undated account counts: its latest own day near the story's middle, or that middle."""
    if (published := day_of(account.item.published)) is not None:
        return published
    own = [day_of(t.edtf) or _nearest(t, middle) for t in account.reading.times]
    near = [d for d in own if d is not None and abs((d - middle).days) <= NEAR_DAYS]
    return max([middle, *near])


def _time(t: Time, around: Surroundings, anchor: dt.date, dated: _Dated) -> Time:
    if not _unsettled(t):
        return t
    timex = t.timex or ""
    if (match := _WEEKDAY.match(timex)) is not None:
        weekday = int(match[1])
        stems = around.around(t.start, t.end).wide
        day = dated.like(around.account.item.item_id, stems, weekday)
        why = "other accounts date what this sentence tells"
        if day is None:
            day = anchor - dt.timedelta(days=(anchor.isoweekday() - weekday) % 7)
            why = f"the last such day on or before {anchor.isoformat()}, the story's middle"
        return _with(t, day.isoformat(), (match[2] or ""), why)
    year = _nearest(t, anchor)
    if year is None:
        return t
    match = _DAY.match(timex)
    value = year.isoformat()[: 10 if match and match[2] else 7]
    return _with(t, value, (match[3] or "") if match else "", f"the year that is nearest to {anchor.isoformat()}")


def _with(t: Time, value: str, clock: str, why: str) -> Time:
    reason = f"settled by the story: {why}"
    exact = clock if clock[1:2].isdigit() else ""
    return msgspec.structs.replace(t, edtf=value + exact, timex=value + clock, reason=reason)


def _nearest(t: Time, anchor: dt.date) -> dt.date | None:
    """The day of a month that lies nearest to the anchor."""
    match = _DAY.match(t.timex or "")
    if match is None:
        return None
    days = []
    for year in (anchor.year - 1, anchor.year, anchor.year + 1):
        try:
            days.append(dt.date(year, int(match[1]), int(match[2] or 1)))
        except ValueError:
            continue
    return min(days, key=lambda d: (abs((d - anchor).days), d), default=None)

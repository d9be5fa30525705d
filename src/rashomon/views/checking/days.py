"""A draft's dates of events against the case's timeline."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import msgspec

from ...comparing.settling import day_of
from ...comparing.wordings import compared_words
from ...language.packs import load_pack
from ...language.tokens import folded_words
from ...model.findings import Edit
from ...model.readings import Time
from ..dates import moment
from ..reader import Row
from ..references import event_id
from .desk import Desk
from .findings import ALTERED, NOTHING, SAME, Checked, Evidence
from .nearby import Near, NearAccount

ALIKE = 0.6
"""Share of the content words of the shorter of two sentences from which they tell the same event."""
MIN_SHARED = 3
"""Content words that two tellings of one event share at least."""


class _Told(msgspec.Struct, frozen=True):
    """An account's dated sentence that tells what the draft's sentence tells; `beside` are its other dates."""

    share: int
    sure: bool
    edtf: str
    near: NearAccount
    start: int
    end: int
    beside: tuple[str, ...]
    event: Row


def check_date(desk: Desk, time: Time) -> Checked | None:
    """One date of the draft, or None where it dates no event: a duration, a time within quoted words."""
    if not _is_date(time) or desk.inside_quotation(time.start, time.end):
        return None
    made = partial(Checked, kind="date", line=desk.draft.number(time.start), start=time.start, end=time.end,
                   text=desk.text[time.start : time.end])  # fmt: skip
    if (written := _written(desk, time)) == "relative":
        return made(verdict=NOTHING, look=False, note="the draft's own day is not known; give it as --date")
    value = _value(time)
    fits = partial(_fits, value, written)
    told = sorted(_tellings(desk, time), key=lambda t: (-t.share, t.near.item.published or "~", t.near.item.item_id))
    if not told:
        return made(verdict=NOTHING, look=False, note="the timeline has no such event")
    best = [t for t in told if t.event is told[0].event]
    if not told[0].sure and not any(fits(t.edtf) for t in best):
        best = [t for t in told if fits(t.edtf)]
        if not best:
            return made(verdict=NOTHING, look=False, note="no event of the timeline is surely this one")
    agree = [t for t in best if fits(t.edtf) or any(fits(e) for e in t.beside)]
    differ = [t for t in best if t not in agree]
    if agree:
        note = f"accounts differ: {_days(differ)}" if differ else ""
        return made(verdict=SAME, look=bool(differ), note=note, others=max(0, _outlets(agree) - 2),
                    evidence=_shown(desk, agree)[:2] + _shown(desk, differ)[:2])  # fmt: skip
    was = _when(differ[0].edtf)
    note = f"here {_when(value)}, in the accounts {_days(differ)}"
    edit = Edit("changed", was, time.text, 0, time.end - time.start)
    return made(verdict=ALTERED, look=True, note=note, edits=(edit,), evidence=_shown(desk, differ)[:2],
                others=max(0, _outlets(differ) - 2))  # fmt: skip


def _value(time: Time) -> str:
    """A date's value; where only the hour is given, which EDTF has no form for, that of TIMEX3."""
    hour = re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d", time.timex or "")
    return hour[0] if hour and "~" not in (time.edtf or "") else time.edtf or ""


def _is_date(time: Time) -> bool:
    """Whether an expression says on which day, or when on it, something was."""
    return time.type in ("DATE", "TIME") and day_of(time.edtf) is not None


def _tellings(desk: Desk, time: Time) -> Iterator[_Told]:
    sentence = desk.around.sentence(time.start)
    if sentence is None:
        return
    text = desk.text[sentence.start : time.start] + " " + desk.text[time.end : sentence.end]
    mine = desk.around.stems(compared_words(text, desk.around.vocabulary))
    if len(mine) < MIN_SHARED:
        return
    for one in desk.near_sentence(sentence):
        account = desk.near.account(one.item_id)
        if account is None or account.story_id not in desk.stories:
            continue
        for event, edtf in desk.events_at(account, one.start):
            share, sure = _share(mine, account, one)
            if edtf and share:
                yield _Told(share, sure, edtf, account, one.start, one.end, _dates_in(account, one), event)


def _share(mine: frozenset[str], account: NearAccount, one: Near) -> tuple[int, bool]:
    """Thousandths of both sentences' content words that both have, 0 where too few; and whether it is half of each.

    Of two long sentences that share a part the dates may belong to the rest.
    """
    theirs = account.around.stems(account.around.words_between(one.start, one.end))
    shared = len(mine & theirs)
    least, most = sorted((max(1, len(mine)), max(1, len(theirs))))
    if shared < MIN_SHARED or shared < ALIKE * least:
        return 0, False
    return 2000 * shared // (least + most), 2 * shared > most


def _dates_in(account: NearAccount, one: Near) -> tuple[str, ...]:
    """All dates that a sentence of an account gives."""
    return tuple(t.edtf for t in account.reading.times if t.edtf and one.start <= t.start < one.end)


def _written(desk: Desk, time: Time) -> str:
    """How much of a date the draft itself says: `whole`, `day` (no year), `weekday`, or `relative` ("yesterday").

    Where the user gave the draft's day, or the year is written, the value is whole; else only what stands there counts.
    """
    words = set(folded_words(time.text))
    if desk.dated or re.search(r"\b\d{4}\b", time.text):
        return "whole"
    groups = load_pack(desk.language).section("times")
    if words & _names(groups, "month"):
        return "day"
    return "weekday" if words & _names(groups, "weekday") else "relative"


def _names(groups: dict[str, Any], kind: str) -> set[str]:
    return {w for name in (kind, f"{kind}_capital") for w in groups.get(name, {}).get("words", {})}


def _fits(mine: str, written: str, theirs: str) -> bool:
    """Whether two EDTF values can be of one moment: as far as both go, and as the draft has it, they are the same.

    >>> _fits("2023-03-14", "whole", "2023-03-14T21:40"), _fits("2023-03-15", "whole", "2023-03-14T21:40")
    (True, False)
    >>> _fits("2024-03-14", "day", "2023-03-14T21:40"), _fits("2023-03-21T22:00", "weekday", "2023-03-14T21:40")
    (True, False)
    """
    a, b = mine.rstrip("~?%"), theirs.rstrip("~?%")
    if "/" in a or "/" in b:
        return day_of(a) == day_of(b) or a.split("/")[0][:10] <= b[:10] <= a.split("/")[-1][:10]
    if written == "day":
        a, b = a[5:], b[5:]
    if written == "weekday":
        one, two = day_of(a), day_of(b)
        if one is None or two is None or one.weekday() != two.weekday():
            return False
        a, b = a[10:], b[10:]
    size = min(len(a), len(b), 16)
    return all(x == y or "X" in (x, y) for x, y in zip(a[:size], b[:size], strict=True))


def _when(edtf: str | None) -> str:
    """A date for people; a full hour with its minutes.

    >>> _when("2023-03-15T22"), _when("2023-03-15")
    ('Wed 15 Mar 22:00', 'Wed 15 Mar')
    """
    return moment(f"{edtf}:00" if edtf and re.search(r"T\d\d$", edtf) else edtf).words


def _days(told: Sequence[_Told]) -> str:
    return ", ".join(dict.fromkeys(_when(t.edtf) for t in told))


def _outlets(told: Sequence[_Told]) -> int:
    return len({t.near.item.item_id for t in told})


def _shown(desk: Desk, told: Sequence[_Told]) -> tuple[Evidence, ...]:
    first: dict[str, _Told] = {}
    for t in told:
        first.setdefault(t.near.item.item_id, t)
    return tuple(desk.evidence(t.near, t.start, t.end, event_id(t.event), note=_when(t.edtf)) for t in first.values())

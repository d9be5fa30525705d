"""A draft's dates of events against the case's timeline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

import msgspec

from ...comparing.settling import day_of
from ...comparing.wordings import compared_words
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
    """An account's dated sentence that tells what the draft's sentence tells."""

    share: int
    sure: bool
    edtf: str
    near: NearAccount
    start: int
    end: int
    event: Row


def check_date(desk: Desk, time: Time) -> Checked | None:
    """One date of the draft, or None where it dates no event: a duration, a time within quoted words."""
    if not _is_date(time) or desk.inside_quotation(time.start, time.end):
        return None
    made = partial(Checked, kind="date", line=desk.draft.number(time.start), start=time.start, end=time.end,
                   text=desk.text[time.start : time.end])  # fmt: skip
    told = sorted(_tellings(desk, time), key=lambda t: (-t.share, t.near.item.published or "~", t.near.item.item_id))
    if not told:
        return made(verdict=NOTHING, look=False, note="the timeline has no such event")
    best = [t for t in told if t.event is told[0].event]
    if not told[0].sure and not any(_fits(time.edtf or "", t.edtf) for t in best):
        best = [t for t in told if _fits(time.edtf or "", t.edtf)]
        if not best:
            return made(verdict=NOTHING, look=False, note="no event of the timeline is surely this one")
    agree = [t for t in best if _fits(time.edtf or "", t.edtf)]
    differ = [t for t in best if not _fits(time.edtf or "", t.edtf)]
    if agree:
        note = f"accounts differ: {_days(differ)}" if differ else ""
        return made(verdict=SAME, look=bool(differ), note=note, others=max(0, _outlets(agree) - 2),
                    evidence=_shown(desk, agree)[:2] + _shown(desk, differ)[:2])  # fmt: skip
    was = moment(differ[0].edtf).words
    note = f"here {moment(time.edtf).words}, in the accounts {_days(differ)}"
    edit = Edit("changed", was, time.text, 0, time.end - time.start)
    return made(verdict=ALTERED, look=True, note=note, edits=(edit,), evidence=_shown(desk, differ)[:2],
                others=max(0, _outlets(differ) - 2))  # fmt: skip


def _is_date(time: Time) -> bool:
    """Whether an expression says on which day, or when on it, something was."""
    return time.type in ("DATE", "TIME") and day_of(time.edtf) is not None


def _tellings(desk: Desk, time: Time) -> Iterator[_Told]:
    sentence = desk.around.sentence(time.start)
    if sentence is None:
        return
    text = desk.text[sentence.start : time.start] + " " + desk.text[time.end : sentence.end]
    vocab = desk.around.vocabulary
    mine = desk.around.stems(compared_words(text, vocab))
    if len(mine) < MIN_SHARED:
        return
    for one in desk.near.sentences(text, vocab):
        account = desk.near.account(one.item_id)
        if account is None or account.story_id not in desk.stories:
            continue
        for event, edtf in desk.events_at(account, one.start):
            share, sure = _share(mine, account, one)
            if edtf and share:
                yield _Told(share, sure, edtf, account, one.start, one.end, event)


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


def _fits(mine: str, theirs: str) -> bool:
    """Whether two EDTF values can be of one moment: as far as both go, they are the same.

    A clock that is given as about a time fits within its hour.

    >>> _fits("2023-03-14", "2023-03-14T21:40"), _fits("2023-03-15", "2023-03-14T21:40")
    (True, False)
    """
    a, b = mine.rstrip("~?%"), theirs.rstrip("~?%")
    if "/" in a or "/" in b:
        return day_of(a) == day_of(b) or a.split("/")[0][:10] <= b[:10] <= a.split("/")[-1][:10]
    size = min(len(a), len(b), 16)
    return all(x == y or "X" in (x, y) for x, y in zip(a[:size], b[:size], strict=True))


def _days(told: Sequence[_Told]) -> str:
    return ", ".join(dict.fromkeys(moment(t.edtf).words for t in told))


def _outlets(told: Sequence[_Told]) -> int:
    return len({t.near.item.item_id for t in told})


def _shown(desk: Desk, told: Sequence[_Told]) -> tuple[Evidence, ...]:
    first: dict[str, _Told] = {}
    for t in told:
        first.setdefault(t.near.item.item_id, t)
    return tuple(
        desk.evidence(t.near, t.start, t.end, event_id(t.event), note=moment(t.edtf).words) for t in first.values()
    )

"""What happened, and which accounts have it otherwise."""

from __future__ import annotations

from collections import defaultdict

from ..characters import one_line, shortened
from ..dates import moment, when_sorted
from ..reader import Row
from ..references import event_id
from ..sheet import QUIET, STRONG, Part, joined
from ..story import items_of
from .page import Page

SHOWN, ENOUGH = 12, 8


def timeline(page: Page) -> None:
    """Events in order of time; the day is written once."""
    events = page.view.timeline
    if not events:
        return
    kept = _chosen(events)
    page.sheet.section("WHAT HAPPENED")
    day = None
    for number in sorted(kept):
        when = moment(events[number]["edtf"])
        shown = "" if when.hedge + when.day == day else when.hedge + when.day
        day = when.hedge + when.day
        _event(page, events[number], shown, when.clock)
    page.more(len(events) - len(kept), "timeline")


def _chosen(events: list[Row]) -> list[int]:
    """The events to show: those of several accounts, filled up with those of one where these are few."""
    sizes = [len(items_of(event["accounts"])) for event in events]
    order = sorted(range(len(events)), key=lambda n: (-sizes[n], n))
    shared = sum(size > 1 for size in sizes)
    return order[: min(SHOWN, max(shared, ENOUGH))]


def _event(page: Page, event: Row, day: str, clock: str) -> None:
    count = len(items_of(event["accounts"]))
    notes: list[Part] = [(page.share(count) if count > 1 else page.named([event["accounts"][0]["item_id"]]), QUIET)]
    notes += [(note, STRONG) for note in dissent(page, event)]
    cells: list[tuple[Part, int]] = [
        ((day, STRONG), 18 if len(day) > 12 else 11),
        (clock, 13 if len(clock) > 6 else 6),
        (shortened(one_line(event["text"]), 110), 0),
        (joined(notes), max(20, page.sheet.width // 3)),
    ]
    page.sheet.columns(cells, reference=page.ref("t", event_id(event)))


def dissent(page: Page, event: Row) -> list[str]:
    """Who gives the event another time, and which; a coarser time that holds the event's own is no other time."""
    times: dict[str, list[str]] = defaultdict(list)
    for account in event["accounts"]:
        if account["edtf"] and not _compatible(account["edtf"], event["edtf"]):
            times[account["edtf"]].append(account["item_id"])
    others = sorted(times.items(), key=lambda pair: when_sorted(pair[0]))
    day = moment(event["edtf"]).day
    return [f"{page.named(ids)}: {_other_time(edtf, day)}" for edtf, ids in others]


def _other_time(edtf: str, day: str) -> str:
    when = moment(edtf)
    return when.hedge + when.clock if when.day == day and when.clock else when.words


def _compatible(one: str, other: str | None) -> bool:
    if not other:
        return True
    short, long = sorted((one.rstrip("~?%"), other.rstrip("~?%")), key=len)
    return "/" in one or "/" in other or long.startswith(short) or "X" in one

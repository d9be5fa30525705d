"""The timeline: one line an event, and times that only the story settles."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import msgspec
import pytest
from comparing_stories import story_of

from rashomon.comparing.timeline import make_timeline, settle_times
from rashomon.model.findings import Story

CASES = tomllib.loads((Path(__file__).parent / "cases/timeline/events.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=[c["name"] for c in CASES])
def test_events(case: dict[str, Any]) -> None:
    story, _ = story_of(case["accounts"])
    ids = [a.item.item_id for a in story.accounts]
    got = [[e.edtf, *([ids.index(a.item_id), a.edtf] for a in e.accounts)] for e in make_timeline(story)]
    assert sorted(got, key=str) == sorted(case["events"], key=str)


def undated(story: Story, timex: str) -> Story:
    """The story with the first time of its last account left open."""
    return undated_at(story, len(story.accounts) - 1, timex)


def undated_at(story: Story, place: int, timex: str) -> Story:
    """The story with the first time of one account left open."""
    accounts = list(story.accounts)
    account = accounts[place]
    time, *more = account.reading.times
    times = (msgspec.structs.replace(time, timex=timex, edtf=None), *more)
    reading = msgspec.structs.replace(account.reading, times=times)
    accounts[place] = msgspec.structs.replace(account, reading=reading)
    return msgspec.structs.replace(story, accounts=tuple(accounts))


def test_a_weekday_takes_the_day_that_another_account_gives_the_event() -> None:
    story, _ = story_of(
        [
            {
                "published": "2031-05-03",
                "text": "Inspectors boarded the ferry Aurora at the north pier on Monday.",
                "times": [{"text": "Monday", "edtf": "2031-05-05"}],
            },
            {
                "text": "On Monday inspectors boarded the ferry Aurora at the pier.",
                "times": [{"text": "Monday", "edtf": None}],
            },
        ]
    )
    settled = settle_times(undated(story, "XXXX-WXX-1")).accounts[1].reading.times[0]
    assert settled.edtf == "2031-05-05"
    assert settled.reason and settled.reason.startswith("settled by the story")


def test_a_weekday_that_no_one_dates_counts_from_the_middle_of_the_story() -> None:
    story, _ = story_of(
        [
            {"published": "2031-05-07", "text": "The port is shut."},
            {"text": "On Monday the mayor resigned.", "times": [{"text": "Monday", "edtf": None}]},
        ]
    )
    settled = settle_times(undated(story, "XXXX-WXX-1")).accounts[1].reading.times[0]
    assert settled.edtf == "2031-05-05"


def test_a_day_without_a_year_takes_the_nearest() -> None:
    story, _ = story_of(
        [
            {"published": "2031-01-04", "text": "The port is shut."},
            {"text": "It began on December 30.", "times": [{"text": "December 30", "edtf": None}]},
        ]
    )
    settled = settle_times(undated(story, "XXXX-12-30")).accounts[1].reading.times[0]
    assert settled.edtf == "2030-12-30"


def test_a_story_without_any_date_stays_open() -> None:
    story, _ = story_of([{"text": "On Monday the mayor resigned.", "times": [{"text": "Monday", "edtf": None}]}])
    open_story = undated(story, "XXXX-WXX-1")
    assert settle_times(open_story) == open_story
    assert make_timeline(open_story) == ()


def test_what_counts_from_an_undated_item_is_read_again_with_the_date_of_the_story() -> None:
    story, _ = story_of(
        [
            {"published": "2031-05-07", "text": "The port is shut."},
            {"text": "The pier closed last month.", "times": [{"text": "last month", "edtf": None}]},
            {"text": "The mayor resigned yesterday.", "times": [{"text": "yesterday", "edtf": None}]},
        ]
    )
    month = undated_at(story, 1, "XXXX-XX")
    settled = settle_times(undated_at(month, 2, "XXXX-XX-XX"))
    last_month, yesterday = (a.reading.times[0] for a in settled.accounts[1:])
    assert (last_month.edtf, yesterday.edtf) == ("2031-04", "2031-05-06~")
    assert last_month.reason == (
        "settled by the story: counted from 2031-05-07, its middle; the month before the item's date"
    )

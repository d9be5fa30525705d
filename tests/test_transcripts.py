"""Captions read as a transcript."""

from __future__ import annotations

import pytest

from rashomon.intake.read import read_capture
from rashomon.model.captures import Item, RawCapture
from rashomon.model.settings import IntakeSettings

SRT = """1
00:00:01,000 --> 00:00:03,000
The mill burned on Monday,

2
00:00:03,000 --> 00:00:05,500
<i>the fire service said.</i>

3
00:00:12,000 --> 00:00:14,000
- Will it reopen?
- On Thursday, if the inspectors let us.
"""
VTT = """WEBVTT

NOTE made by hand

00:01.000 --> 00:03.000 align:start
<v Ines Halloran>We will reopen on Thursday,

00:03.000 --> 00:05.000
<v Ines Halloran>if the inspectors let us.

00:05.500 --> 00:07.000
<v Reporter>And the doors?
"""


def item_of(text: str) -> Item:
    """The only item of a text capture."""
    (item,) = read_capture(RawCapture("x.srt", text.encode()), IntakeSettings()).items
    return item


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_subrip(ends: str) -> None:
    item = item_of(SRT.replace("\n", ends))
    assert item.genre == "transcript"
    assert item.text.split("\n\n") == [
        "The mill burned on Monday, the fire service said.",
        "Will it reopen?",
        "On Thursday, if the inspectors let us.",
    ]
    assert item.removed


def test_web_vtt_names_its_voices() -> None:
    assert item_of(VTT).text.split("\n\n") == [
        "Ines Halloran: We will reopen on Thursday, if the inspectors let us.",
        "Reporter: And the doors?",
    ]


def test_every_run_stands_in_the_capture() -> None:
    for text in (SRT, VTT):
        item = item_of(text)
        for run in item.map:
            assert (
                item.text[run.item_start : run.item_start + run.length]
                == text[run.capture_start : run.capture_start + run.length]
            )
        assert sum(r.length for r in item.map) > 0.9 * len(item.text.replace("\n", ""))


def test_an_article_that_quotes_a_time_is_none() -> None:
    item = item_of("Timing\n\nThe clip runs 00:00:01,000 --> 00:00:03,000 in the file, the editor said.")
    assert item.genre != "transcript"

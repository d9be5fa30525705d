"""Times: what is read from invented sentences, and what no text may do to the reader."""

from __future__ import annotations

import itertools
import time
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rashomon.language.packs import load_pack, pack_codes
from rashomon.language.sentences import split_sentences
from rashomon.reading.time_grammar import GROUPS
from rashomon.reading.times import read_times

LANGUAGES = [code for code in pack_codes() if load_pack(code).section("times")]
PUBLISHED = (None, "2022-01-05", "0001-01-01", "9999-12-31", "nonsense", "2022")
CASES = [
    pytest.param(path.stem, case, id=f"{path.stem}: {case['text'][:50]}")
    for path in sorted((Path(__file__).parent / "cases" / "times").glob("*.toml"))
    for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]
]
EXAMPLES = [
    pytest.param(language, name, id=f"{language}.{name}")
    for language in LANGUAGES
    for name in GROUPS
    if load_pack(language).section("times").get(name, {}).get("words") and name != "not_time"
]


@pytest.mark.parametrize(("language", "case"), CASES)
def test_words_have_the_value_that_a_reader_gives_them(language: str, case: dict[str, object]) -> None:
    text = str(case["text"])
    found = read_times(text, split_sentences(text, language), language, case.get("published"))  # type: ignore[arg-type]
    assert {t.text: [t.timex or "-", t.edtf or "-"] for t in found} == case["times"]


@pytest.mark.parametrize(("language", "name"), EXAMPLES)
def test_the_example_of_a_group_is_read(language: str, name: str) -> None:
    example = load_pack(language).section("times")[name]["example"]
    assert read_times(example, (), language, "2022-01-05"), example


def test_the_reason_can_be_read_by_a_person() -> None:
    (found,) = read_times("They met on Wednesday.", (), "en", "2022-01-05")
    assert found.reason == "the last Wednesday on or before the item's date, past tense"


@pytest.mark.parametrize(
    "text",
    [
        "9" * 100_000,
        "1.1" * 10_000,
        "2022-13-45 and 31.02.2021 and 0000-00-00",
        "in the year 0 and in 99999, a million years ago, 9999999999999 years later",
        "\u202eon Wednesday\u202c at 25:61 \u200f5 January\u200e",
        "in १९९९ and in ２０２１, on ५ January",
        "two " * 5_000,
        "of the of the " * 3_000,
        "January 5-" * 3_000,
        "٣/٤/٢٠٢١",
    ],
)
def test_strange_text_is_read_without_harm(text: str) -> None:
    for language, published in itertools.product((*LANGUAGES, "xx"), PUBLISHED):
        begin = time.process_time()
        for found in read_times(text, (), language, published):
            assert text[found.start : found.end] == found.text
        assert time.process_time() - begin < 5


def test_twice_the_text_takes_about_twice_the_time() -> None:
    def cost(text: str) -> float:
        begin = time.process_time()
        read_times(text, (), "en", "2022-01-05")
        return time.process_time() - begin

    piece = "the two of March 5 and 7 to nine weeks ago on Friday or "
    cost(piece)
    assert cost(piece * 800) < 8 * max(cost(piece * 200), 0.02)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "the",
                "last",
                "next",
                "two",
                "5",
                "Jan.",
                "2021",
                "week",
                "weeks",
                "ago",
                "Friday",
                ",",
                "-",
                "of",
                "early",
                "12:30",
                "p.m.",
                "third",
                "quarter",
                "and",
                "to",
                "half",
                "a",
                "day",
                "later",
                "1990s",
                "May",
                "9999",
                "0",
                ".",
            ]
        ),
        max_size=25,
    )
)
def test_spans_are_true_and_apart_whatever_the_words(words: list[str]) -> None:
    text = " ".join(words)
    for published in (None, "2022-01-05"):
        end = 0
        for found in read_times(text, (), "en", published):
            assert end <= found.start < found.end
            assert text[found.start : found.end] == found.text
            end = found.end

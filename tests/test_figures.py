"""Figures: what is read from invented sentences, what is no figure, and what no text may do to the reader."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rashomon.language.currencies import currency_names
from rashomon.language.packs import load_pack, pack_codes
from rashomon.language.sentences import split_sentences
from rashomon.model.readings import Figure
from rashomon.reading.figure_grammar import ACTIONS
from rashomon.reading.figures import read_figures
from rashomon.reading.times import read_times

LANGUAGES = [code for code in pack_codes() if load_pack(code).section("figures")]
FRESH = [
    pytest.param(case, id=case["text"], marks=[pytest.mark.xfail(strict=True)] if case.get("fails") else [])
    for case in tomllib.loads(
        (Path(__file__).parent / "cases" / "figures_fresh" / "sentences.toml").read_text(encoding="utf-8")
    )["case"]
]
CASES = [
    pytest.param(case.get("language", path.stem), case, id=case["text"][:60])
    for path in sorted((Path(__file__).parent / "cases" / "figures").glob("*.toml"))
    for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]
]


def figures_of(text: str, language: str = "en") -> tuple[Figure, ...]:
    sentences = split_sentences(text, language)
    times = read_times(text, sentences, language, "2022-01-07")
    return read_figures("item", text, sentences, times, language, "2022-01-07")


def as_row(figure: Figure) -> list[object]:
    fields = (figure.low, figure.high, figure.unit, figure.counted, figure.action, figure.text)
    return ["-" if value is None else value for value in fields]


@pytest.mark.parametrize(("language", "case"), CASES)
def test_a_quantity_is_read_with_its_bounds_and_what_it_counts(language: str, case: dict[str, object]) -> None:
    assert [as_row(f) for f in figures_of(str(case["text"]), language)] == case["figures"]


@pytest.mark.parametrize("case", FRESH)
def test_sentences_that_were_written_before_the_reader_saw_them(case: dict[str, Any]) -> None:
    found = [as_row(f)[:4] for f in figures_of(case["text"], case.get("language", "en"))]
    assert [row[:3] for row in found] == [row[:3] for row in case["figures"]]
    assert all(asked == "-" or asked in str(row[3]) for row, (*_, asked) in zip(found, case["figures"], strict=True))


def test_a_stated_conversion_belongs_to_its_figure() -> None:
    (found,) = figures_of("It cost 6,300 zloty ($1,580) then.")
    assert (found.low, found.unit, found.equals) == (6300, "PLN", (1580, "USD"))


def test_a_place_right_beside_is_kept() -> None:
    (found,) = figures_of("Police arrested 340 people in Harbour City.")
    assert (found.place, found.action) == ("Harbour City", "arrested")


def test_a_number_stands_as_of_the_day_that_its_sentence_gives() -> None:
    found = figures_of("As of Wednesday, 18 people were missing. Five boats have sunk.")
    assert [f.as_of for f in found] == ["2022-01-05", "2022-01-07"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_action_of_a_pack_is_read_in_its_example(language: str) -> None:
    section = load_pack(language).section("figures")
    for name in ACTIONS:
        found = figures_of(section[name]["example"], language)
        assert [f.action for f in found] == [name], section[name]["example"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_examples_of_numbers_are_read(language: str) -> None:
    for name, group in load_pack(language).section("numbers").items():
        if name not in ("vague", "ordinal", "ordinal_suffix", "settings", "couple", "joiner", "article", "half"):
            assert figures_of(group["example"], language), group["example"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_currencies_come_with_their_names_in_the_language(language: str) -> None:
    head = load_pack(language).section("figures").get("settings", {}).get("currency_head", "last")
    assert "KZT" in currency_names(language, head).values()


@pytest.mark.parametrize(
    "text",
    [
        "9" * 100_000,
        "1,1" * 10_000,
        "at least more than " * 3_000,
        "two " * 5_000,
        "$" * 20_000,
        "5-" * 10_000,
        "\u202e１２ people\u202c and ७ boats",
        "½ of ⅔ and ² people",
        "(" * 20_000,
        "5 boats of " * 3_000,
    ],
)
def test_strange_text_is_read_without_harm(text: str) -> None:
    for language in (*LANGUAGES, "xx"):
        begin = time.process_time()
        for found in read_figures("item", text, (), (), language, None):
            assert text[found.start : found.end] == found.text
            assert text[found.number.start : found.number.end] == found.number.text
        assert time.process_time() - begin < 5


def test_digits_of_other_scripts_have_their_value() -> None:
    assert [f.low for f in figures_of("१२ people and １８ boats")] == [12, 18]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "at least",
                "18",
                "people",
                "killed",
                "$",
                "5.7",
                "million",
                "half",
                "a",
                "dozen",
                "dozens of",
                ",",
                "-",
                "to",
                "percent",
                "(",
                ")",
                "2nd",
                "placed",
                "one",
                "in",
                "of",
                "the",
                "year",
                "old",
                "tenge",
                "and",
                ".",
                "“",
                "7",
            ]
        ),
        max_size=25,
    )
)
def test_spans_are_true_whatever_the_words(words: list[str]) -> None:
    text = " ".join(words)
    for found in figures_of(text):
        assert text[found.start : found.end] == found.text
        assert found.start <= found.number.start < found.number.end <= found.end
        assert found.low is None or found.high is None or found.low <= found.high

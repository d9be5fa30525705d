"""Killed and injured over a whole account: what it states is counted, what it does not state is not guessed."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rashomon.language.packs import load_pack
from rashomon.language.sentences import split_sentences
from rashomon.reading.casualties import Bounds, casualties
from rashomon.reading.figures import read_figures
from rashomon.reading.times import read_times

FILE = Path(__file__).parent / "cases" / "casualties" / "en.toml"
CASES = tomllib.loads(FILE.read_text(encoding="utf-8"))["case"]


def read(text: str, language: str = "en") -> dict[str, Bounds]:
    sentences = split_sentences(text, language)
    times = read_times(text, sentences, language, "2022-01-07")
    return casualties(text, sentences, read_figures("item", text, sentences, times, language, "2022-01-07"), language)


@pytest.mark.parametrize("case", [pytest.param(c, id=c["text"].split("\n")[0]) for c in CASES])
def test_those_killed_and_injured_are_as_the_account_states_them(case: dict[str, Any]) -> None:
    found = {name: (b[0] if b[0] is not None else b[1]) for name, b in read(case["text"]).items()}
    assert found == {name: case[name] for name in ("killed", "injured") if name in case}


def test_every_group_of_the_pack_has_an_example_with_one_of_its_words() -> None:
    for name, group in load_pack("en").section("casualties").items():
        assert any(word in group["example"].lower() for word in group["words"]), name


@pytest.mark.parametrize("text", ["killed and a man " * 20_000, "9 people shot, " * 20_000, "a" * 100_000, ""])
def test_long_text_takes_no_longer_than_its_length_asks(text: str) -> None:
    begin = time.process_time()
    read(text)
    read(text, "xx")
    assert time.process_time() - begin < 10


WORDS = [
    "two",
    "5",
    "people",
    "man",
    "and",
    "the",
    "boy",
    "killed",
    "shot",
    "was",
    "another",
    ",",
    ".",
    "\n",
    "both",
    "died",
]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(WORDS)))
def test_no_words_break_the_reader(words: list[str]) -> None:
    for low, high in read(" ".join(words)).values():
        assert (low or high or 0) > 0

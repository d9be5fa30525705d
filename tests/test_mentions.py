"""Mentions of one item and which of them are one: cases as data, and what must hold of any text."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rashomon.language.quotations import quotations
from rashomon.language.sentences import split_sentences
from rashomon.model.readings import Entity, Mention
from rashomon.reading.mentions import read_mentions

CASES = Path(__file__).parent / "cases" / "mentions"


def cases() -> list[Any]:
    found = []
    for file in sorted(CASES.glob("*.toml")):
        for case in tomllib.loads(file.read_text(encoding="utf-8"))["case"]:
            marks = [pytest.mark.xfail(strict=True, reason="known failure")] if case.get("known_failure") else []
            found.append(pytest.param(case, id=f"{file.stem}: {case['name']}", marks=marks))
    return found


def read(text: str, language: str = "en", body_start: int = 0) -> tuple[tuple[Mention, ...], tuple[Entity, ...]]:
    return read_mentions(text, split_sentences(text, language), quotations(text, language), body_start, language)


def place(text: str, wanted: str) -> tuple[int, int]:
    """The place of "words" or of "words@2", their second occurrence."""
    words, _, number = wanted.partition("@")
    at = -1
    for _ in range(int(number or 1)):
        at = text.index(words, at + 1)
    return at, at + len(words)


def entity_at(text: str, mentions: tuple[Mention, ...], wanted: str) -> int | None:
    start, end = place(text, wanted)
    held = [m for m in mentions if m.start <= start and end <= m.end] or [
        m for m in mentions if start <= m.start and m.end <= end
    ]
    assert held, f"no mention at {wanted!r}; there are {[m.text for m in mentions]}"
    return min(held, key=lambda m: m.end - m.start).entity


@pytest.mark.parametrize("case", cases())
def test_case(case: dict[str, Any]) -> None:
    head = case.get("headline", "")
    text = f"{head}\n\n{case['text']}" if head else case["text"]
    mentions, entities = read(text, case.get("language", "en"), len(head))
    for group in case.get("one", ()):
        numbers = {name: entity_at(text, mentions, name) for name in group}
        assert len(set(numbers.values())) == 1 and None not in numbers.values(), numbers
    for a, b in case.get("apart", ()):
        assert entity_at(text, mentions, a) != entity_at(text, mentions, b)
    for name, kind in case.get("kinds", {}).items():
        assert entities[entity_at(text, mentions, name) or 0].kind == kind
    for name, gender in case.get("genders", {}).items():
        assert entities[entity_at(text, mentions, name) or 0].gender == gender
    for words in case.get("absent", ()):
        assert all(words not in m.text for m in mentions)


def check(text: str, mentions: tuple[Mention, ...], entities: tuple[Entity, ...]) -> None:
    assert [m.start for m in mentions] == sorted(m.start for m in mentions)
    for mention in mentions:
        assert text[mention.start : mention.end] == mention.text != ""
        assert mention.entity is None or 0 <= mention.entity < len(entities)
    for number, entity in enumerate(entities):
        assert entity.entity == number
        assert entity.name


PIECES = st.sampled_from(
    [
        "Ann Lee",
        "the mayor",
        "She",
        "he",
        "Mr.",
        "U.S.",
        "(NFC)",
        "Northern Council",
        "said",
        ",",
        ".",
        "\n\n",
        "“",
        "”",
        "Dunn’s",
        "of",
        "and",
        "Jr.",
        "President",
        "ex-Mayor",
        "81-year-old",
        "al-Amin",
        "Путин",
        "İstanbul",
        "ﬁ",
        "\u200f",
        "😀",
    ]
)


@given(st.lists(PIECES, max_size=60), st.sampled_from(["en", "ru", "de", "fr", "es", "und", "mul", "zz"]))
@settings(max_examples=150, deadline=None)
def test_any_words_give_true_places(pieces: list[str], language: str) -> None:
    text = " ".join(pieces)
    check(text, *read(text, language, min(5, len(text))))


@given(st.text(max_size=200), st.sampled_from(["en", "ru", "de", "und"]))
@settings(max_examples=150, deadline=None)
def test_any_characters_give_true_places(text: str, language: str) -> None:
    check(text, *read(text, language))


def test_the_same_text_gives_the_same_reading() -> None:
    text = "Ann Lee met Karl Brandt. She thanked him. The mayor (Brandt) smiled at the council."
    assert read(text) == read(text)


@pytest.mark.parametrize(
    "text",
    [
        "Smith " * 20_000,
        "Ann Smith said he. " * 5_000,
        "A" * 100_000,
        "the " * 50_000,
        "J. " * 30_000,
        "President of the " * 10_000,
        "“" * 20_000,
    ],
    ids=["one name", "one sentence", "one word", "articles", "initials", "titles", "quotation marks"],
)
def test_hostile_texts_take_no_quadratic_time(text: str) -> None:
    sentences, quotes = split_sentences(text, "en"), quotations(text, "en")
    begin = time.process_time()
    read_mentions(text, sentences, quotes, 0, "en")
    assert time.process_time() - begin < 5


def test_a_thousand_persons_of_one_surname_stay_apart() -> None:
    given_names = [f"{a}{b}{c}ov" for a in "BDGKLMNPRT" for b in "aeiou" for c in "bdgklmnprst"]
    text = " ".join(f"{name.title()} Smith spoke." for name in given_names)
    _, entities = read(text)
    assert len({e.name for e in entities if e.name.endswith("Smith")}) > 0.8 * len(given_names)

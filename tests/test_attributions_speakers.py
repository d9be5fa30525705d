"""Who said it: the speaker of each attribution of thirty invented articles (tests/cases/speakers), as read by default.

An attribution is found where an attribution that was read holds at least half of the words of its snippet; the one with
the shortest content is taken. Its speaker is right where the name read has all words of the name wanted, or is a
shorter form of it that fits nobody else of the article; where the article names no one, null is right.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from rashomon.language.quotations import quotations
from rashomon.language.sentences import split_sentences
from rashomon.model.readings import Attribution
from rashomon.reading.attributions import read_attributions
from rashomon.reading.mentions import read_mentions
from rashomon.reading.taggers import tagger_for

_CASES = Path(__file__).parent / "cases" / "speakers"
_WORD = re.compile(r"\w+")
_SMALL = {"the", "a", "an", "of", "in", "on", "who", "and"}


class Outcome(NamedTuple):
    """What became of one expected attribution."""

    article: str
    kind: str
    wanted: str
    snippet: str
    read: Attribution | None
    right: bool


def articles(language: str) -> list[dict[str, Any]]:
    """The articles of a language."""
    with (_CASES / f"{language}.toml").open("rb") as file:
        found: list[dict[str, Any]] = tomllib.load(file)["article"]
    return found


def _attributions(text: str, language: str) -> tuple[Attribution, ...]:
    sentences, quoted = split_sentences(text, language), quotations(text, language)
    mentions, entities = read_mentions(text, sentences, quoted, 0, language)
    tagger = tagger_for("auto", language)
    return read_attributions("i", text, sentences, quoted, mentions, entities, language, tagger)


def _words(text: str) -> list[str]:
    return [w for w in (w.lower().replace("ё", "е") for w in _WORD.findall(text)) if w not in _SMALL]


def _alike(a: str, b: str) -> bool:
    """Equal words, or forms of one Russian word."""
    same = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return a == b or (bool(re.match("[а-я]", a)) and same >= max(2, max(len(a), len(b)) - 3))


def _within(some: list[str], others: list[str]) -> bool:
    return bool(some) and all(any(_alike(a, b) for b in others) for a in some)


def is_right(wanted: str, read: str | None, everyone: set[str]) -> bool:
    """Whether the name read stands for the one wanted and for nobody else."""
    if not wanted or read is None:
        return not wanted and read is None
    want, have = _words(wanted), _words(read)
    if _within(want, have):
        return True
    others = [_words(name) for name in everyone if name != wanted]
    return _within(have, want) and not any(_within(have, other) for other in others)


def _holds(attribution: Attribution, start: int, end: int) -> bool:
    shared = sum(max(0, min(end, c.end) - max(start, c.start)) for c in attribution.content)
    return 2 * shared >= end - start


def _length(attribution: Attribution) -> int:
    return sum(c.end - c.start for c in attribution.content)


def _outcomes_of(article: dict[str, Any]) -> Iterator[Outcome]:
    everyone = {speaker for _, speaker, _ in article["says"] if speaker}
    read = _attributions(article["text"], article["language"])
    for kind, wanted, snippet in article["says"]:
        start = article["text"].index(snippet)
        holding = [a for a in read if _holds(a, start, start + len(snippet))]
        best = min(holding, key=_length, default=None)
        right = best is not None and is_right(wanted, best.speaker, everyone)
        yield Outcome(article["id"], kind, wanted, snippet, best, right)


@cache
def outcomes(language: str) -> tuple[Outcome, ...]:
    """What became of every expected attribution of a language."""
    return tuple(o for a in articles(language) for o in _outcomes_of({**a, "language": language}))


def shares(found: tuple[Outcome, ...]) -> dict[str, float]:
    """Share found, and of these the share with the right speaker: of direct quotations, and of all."""
    seen = [o for o in found if o.read is not None]
    direct = [o for o in seen if o.kind == "direct"]
    return {
        "found": len(seen) / len(found),
        "direct": sum(o.right for o in direct) / len(direct),
        "all": sum(o.right for o in seen) / len(seen),
    }


FLOORS = {"en": {"found": 0.98, "direct": 0.94, "all": 0.93}, "ru": {"found": 0.93, "direct": 0.79, "all": 0.86}}
"""First measured on 2026-11-22: English 0.981, 0.895, 0.906; Russian 0.871, 0.773, 0.778; both 0.947, 0.861, 0.870.

The aims are 0.88 on direct and 0.80 on all of both languages together."""


@pytest.mark.parametrize("language", ["en", "ru"])
def test_speakers_do_not_get_worse(language: str) -> None:
    measured = shares(outcomes(language))
    low = {name: round(value, 3) for name, value in measured.items() if value < FLOORS[language][name]}
    assert not low, f"{low} under {FLOORS[language]}"


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_articles_are_sound(language: str) -> None:
    for article in articles(language):
        for kind, _, snippet in article["says"]:
            assert article["text"].count(snippet) == 1, (article["id"], snippet)
            assert kind in {"direct", "mixed", "indirect"}


def test_there_are_thirty_articles() -> None:
    assert len(articles("en")) == 20
    assert len(articles("ru")) == 10

"""Chains: who said what, by way of whom, on passages of our own (tests/cases/chains, with GUIDE.md)."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from rashomon.language.quotations import quotations
from rashomon.language.sentences import split_sentences
from rashomon.model.readings import Attribution
from rashomon.reading.attributions import read_attributions
from rashomon.reading.mentions import read_mentions
from rashomon.reading.tagger_rules import RulesTagger
from rashomon.reading.taggers import Tagger, tagger_for

_CASES = Path(__file__).parent / "cases" / "chains"
_WORD = re.compile(r"\w+")
_ARTICLES = {"the", "a", "an"}


def passages(language: str) -> list[dict[str, Any]]:
    """The passages of a language."""
    with (_CASES / f"{language}.toml").open("rb") as file:
        found: list[dict[str, Any]] = tomllib.load(file)["passage"]
    return found


def is_held(passage: dict[str, Any]) -> bool:
    """Whether a passage is of the half that is only counted."""
    return hashlib.sha256(passage["id"].encode()).digest()[0] % 2 == 1


def read(text: str, language: str, tagger: Tagger | None = None) -> tuple[Attribution, ...]:
    """The attributions of a text, by the rules where no tagger is given."""
    sentences, quoted = split_sentences(text, language), quotations(text, language)
    mentions, entities = read_mentions(text, sentences, quoted, 0, language)
    return read_attributions("i", text, sentences, quoted, mentions, entities, language, tagger or RulesTagger())


def _words(text: str) -> list[str]:
    return [w.lower() for w in _WORD.findall(text)]


def _overlap(a: str, b: str) -> float:
    one, other = Counter(_words(a)), Counter(_words(b))
    both = sum((one & other).values())
    return 2 * both / (one.total() + other.total()) if both else 0.0


def _alike(a: str, b: str) -> bool:
    """Equal words, or forms of one Russian word."""
    if a == b:
        return True
    same = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return bool(re.match("[а-яё]", a)) and same >= max(3, max(len(a), len(b)) - 3)


def same_name(want: str, have: str | None) -> bool:
    """Whether two names are equal, one lies within the other, or their last words are the same."""
    wanted = [w for w in _words(want) if w not in _ARTICLES]
    given = [w for w in _words(have or "") if w not in _ARTICLES]
    if not wanted or not given:
        return False
    one, other = " ".join(wanted), " ".join(given)
    return (
        _alike(wanted[-1], given[-1])
        or one in other
        or other in one
        or all(any(_alike(a, b) for b in given) for a in wanted)
    )


def is_exact(passage: dict[str, Any], language: str, tagger: Tagger | None = None) -> bool:
    """Whether the attribution with the best content has the passage's chain, link by link."""
    best: tuple[float, bool] = (0.0, False)
    for a in read(passage["text"], language, tagger):
        fit = round(_overlap(passage["content"], " ".join(c.text for c in a.content)), 3)
        chain = [*a.via, a.speaker]
        right = len(chain) == len(passage["chain"]) and all(map(same_name, passage["chain"], chain))
        if fit >= 0.5:
            best = max(best, (fit, right))
    return best[1]


@pytest.mark.parametrize(("held", "floor"), [(False, 0.93), (True, 0.74)], ids=["development", "held"])
def test_the_share_of_exact_chains_does_not_fall(held: bool, floor: float) -> None:
    results = [is_exact(p, code) for code in ("en", "ru") for p in passages(code) if is_held(p) == held]
    share = sum(results) / len(results)
    assert share >= floor, f"{sum(results)} of {len(results)} chains are exact: {share:.3f}"


@pytest.mark.parametrize(("name", "floor"), [("fresh", 0.63), ("fresh2", 0.65), ("fresh3", 0.68)])
def test_the_share_of_exact_chains_of_a_fresh_set_does_not_fall(name: str, floor: float) -> None:
    results = [is_exact(p, p["language"]) for p in passages(name)]
    share = sum(results) / len(results)
    assert share >= floor, f"{sum(results)} of {len(results)} chains are exact: {share:.3f}"


def test_what_is_read_by_default_keeps_the_chains_that_rules_read() -> None:
    worked_on = [
        *((p, p["language"]) for p in passages("more")),
        *((p, "en") for p in passages("en") if not is_held(p)),
    ]
    by_rules = sum(is_exact(p, code) for p, code in worked_on)
    by_default = sum(is_exact(p, code, tagger_for("auto", code)) for p, code in worked_on)
    assert by_rules >= 0.88 * len(worked_on), f"rules {by_rules} of {len(worked_on)}"
    assert by_default >= 0.90 * len(worked_on), f"default {by_default} of {len(worked_on)}"


@pytest.mark.parametrize("code", ["en", "ru", "more", "fresh", "fresh2", "fresh3"])
def test_the_passages_are_sound(code: str) -> None:
    found, fewest = passages(code), 2 if code in ("en", "ru") else 1
    assert len({p["id"] for p in found}) == len(found)
    for p in found:
        assert p["content"] in p["text"] and fewest <= len(p["chain"]) <= 3, p["id"]


def test_there_are_enough_passages() -> None:
    assert sum(len(passages(code)) for code in ("en", "ru")) >= 150

"""Turkish, a language added by data alone: what is read of it, and what is not yet (tests/cases/turkish.toml)."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from rashomon.language.detect import detect_language
from rashomon.language.names import name_data
from rashomon.language.packs import load_pack
from rashomon.language.quotations import quotations
from rashomon.language.sentences import split_sentences
from rashomon.model.readings import Attribution, Figure
from rashomon.reading.attributions import read_attributions
from rashomon.reading.figure_grammar import ACTIONS
from rashomon.reading.figures import read_figures
from rashomon.reading.mentions import read_mentions
from rashomon.reading.taggers import tagger_for
from rashomon.reading.times import read_times

_CASES: dict[str, Any] = tomllib.loads((Path(__file__).parent / "cases" / "turkish.toml").read_text(encoding="utf-8"))
_ARTICLE: dict[str, Any] = _CASES["article"]


def _params(kind: str) -> list[Any]:
    found = []
    for case in _CASES[kind]:
        fails = case.get("known_failure")
        marks = [pytest.mark.xfail(reason=fails, strict=True)] if fails else []
        found.append(pytest.param(case, id=case["id"], marks=marks))
    return found


def _attributions(text: str) -> tuple[Attribution, ...]:
    sentences, quoted = split_sentences(text, "tr"), quotations(text, "tr")
    mentions, entities = read_mentions(text, sentences, quoted, 0, "tr")
    return read_attributions("i", text, sentences, quoted, mentions, entities, "tr", tagger_for("auto", "tr"))


def _figures(text: str) -> tuple[Figure, ...]:
    sentences = split_sentences(text, "tr")
    return read_figures("i", text, sentences, read_times(text, sentences, "tr", None), "tr", None)


def test_the_language_is_recognised() -> None:
    assert detect_language(_ARTICLE["text"]) == "tr"


def test_the_attributions_of_an_article_are_read() -> None:
    found = [
        (a.source and a.source.text, a.cue and a.cue.text, a.content[0].text) for a in _attributions(_ARTICLE["text"])
    ]
    assert [row[:2] for row in found] == [(source, cue) for source, cue, _ in _ARTICLE["attributions"]]
    assert all(piece in row[2] for row, (_, _, piece) in zip(found, _ARTICLE["attributions"], strict=True))


def test_the_times_of_an_article_are_read() -> None:
    text = _ARTICLE["text"]
    found = read_times(text, split_sentences(text, "tr"), "tr", _ARTICLE["published"])
    assert {t.text: t.timex for t in found} == _ARTICLE["times"]


def test_the_figures_of_an_article_are_read() -> None:
    found = [[f.number.text, f.low, f.action or "", f.unit or ""] for f in _figures(_ARTICLE["text"])]
    assert all(row in found for row in _ARTICLE["figures"]), found


def test_the_names_of_an_article_are_found() -> None:
    text = _ARTICLE["text"]
    mentions, _ = read_mentions(text, split_sentences(text, "tr"), quotations(text, "tr"), 0, "tr")
    assert all(any(name in m.text for m in mentions) for name in _ARTICLE["mentions"])


@pytest.mark.parametrize("case", _params("sentence"))
def test_a_sentence_is_read(case: dict[str, Any]) -> None:
    found = _attributions(case["text"])
    assert any(
        a.source and a.source.text == case["source"] and any(case["holds"] in c.text for c in a.content) for a in found
    )


@pytest.mark.parametrize("case", _params("figure"))
def test_a_figure_is_read(case: dict[str, Any]) -> None:
    found = [(f.low, f.action, f.unit) for f in _figures(case["text"])]
    assert any(
        low == case["low"] and action == case.get("action") and unit == case.get("unit") for low, action, unit in found
    )


@pytest.mark.parametrize("case", _params("time"))
def test_a_time_is_read(case: dict[str, Any]) -> None:
    found = read_times(case["text"], split_sentences(case["text"], "tr"), "tr", "2022-01-05")
    assert case["timex"] in [t.timex for t in found]


@pytest.mark.parametrize("name", [n for n, g in load_pack("tr").section("times").items() if g.get("words")])
def test_the_example_of_a_group_of_times_is_read(name: str) -> None:
    example = load_pack("tr").section("times")[name]["example"]
    assert read_times(example, (), "tr", "2022-01-05"), example


@pytest.mark.parametrize("name", ACTIONS)
def test_the_example_of_an_action_is_read(name: str) -> None:
    example = load_pack("tr").section("figures")[name]["example"]
    assert [f.action for f in _figures(example)] == [name]


def test_the_names_of_the_pack_are_in_order() -> None:
    assert name_data("tr").language == "tr"
    assert load_pack("tr").code == "tr"

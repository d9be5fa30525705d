"""docs/reading-a-report.md explains every word of the report: headings, relations, stances, verdicts, letters."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from made_case import made_case

from rashomon.views.marking import RELATIONS
from rashomon.views.origin_words import ROLES
from rashomon.views.references import KINDS
from rashomon.views.report.utterances import LEGEND
from rashomon.views.terminal import show_case

PAGE = (Path(__file__).parent.parent / "docs" / "reading-a-report.md").read_text(encoding="utf-8")
FLAT = " ".join(PAGE.split())


def test_every_heading_of_the_report_is_explained() -> None:
    headings = re.findall(r"^  ([A-Z][A-Z ,]{5,})(?:  |$)", show_case(made_case()), flags=re.MULTILINE)
    assert len(headings) >= 10
    assert [heading for heading in headings if f"## {heading.strip()}" not in PAGE] == []


@pytest.mark.parametrize("word", [*RELATIONS.values(), *ROLES.values(), "shares part", "revision"])
def test_every_relation_and_role_is_explained(word: str) -> None:
    assert f"**{word}**" in FLAT


@pytest.mark.parametrize(
    "word",
    ["asserts", "endorses", "concedes", "questions", "denies", "changes line", "according to", "in its own voice",
     "asked for", "agree", "conflict", "not comparable", "own voice", "in quotes", "only here", "all but this",
     "undated", "no one named", "weakest", "unnamed source", "Also counted", "At most"],
)  # fmt: skip
def test_every_word_of_the_report_is_explained(word: str) -> None:
    assert f"**{word}" in FLAT


@pytest.mark.parametrize("letter", [*KINDS, "s", "i"])
def test_every_letter_of_a_reference_is_explained(letter: str) -> None:
    assert f"| `{letter}` |" in PAGE


def test_every_sign_of_the_legend_is_explained() -> None:
    for sign in re.findall(r"[░‹⚑]", LEGEND):
        assert f"**{sign}" in PAGE

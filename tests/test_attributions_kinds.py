"""Kind, class of the cue and its negation, on invented sentences in five languages (tests/cases/attributions)."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from rashomon.language.quotations import quotations
from rashomon.language.sentences import split_sentences
from rashomon.model.readings import Attribution
from rashomon.reading.attributions import read_attributions
from rashomon.reading.mentions import read_mentions
from rashomon.reading.taggers import tagger_for

_CASES = Path(__file__).parent / "cases" / "attributions"


def _cases() -> list[Any]:
    found = []
    for file in sorted(_CASES.glob("*.toml")):
        for case in tomllib.loads(file.read_text(encoding="utf-8"))["case"]:
            fails = case.get("known_failure")
            marks = [pytest.mark.xfail(reason=fails, strict=True)] if fails else []
            found.append(pytest.param(file.stem, case, id=case["id"], marks=marks))
    return found


def _read(text: str, language: str) -> tuple[Attribution, ...]:
    sentences, quoted = split_sentences(text, language), quotations(text, language)
    mentions, entities = read_mentions(text, sentences, quoted, 0, language)
    tagger = tagger_for("auto", language)
    return read_attributions("i", text, sentences, quoted, mentions, entities, language, tagger)


@pytest.mark.parametrize(("language", "case"), _cases())
def test_kind_class_and_negation(language: str, case: dict[str, Any]) -> None:
    read = _read(case["text"], language)
    found = [a for a in read if any(case["holds"] in c.text for c in a.content)]
    assert found, f"nothing holds {case['holds']!r} in {[(a.cue, a.content) for a in read]}"
    seen = {(a.kind, a.cue_class, a.negated) for a in found}
    assert (case["kind"], case["cue_class"], case["negated"]) in seen


def test_there_are_sixty_sentences() -> None:
    assert len(_cases()) >= 60

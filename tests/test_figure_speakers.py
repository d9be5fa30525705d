"""Who gives a figure: by reported words, by a verb that tells it, or nobody but the outlet."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from rashomon.model.captures import Item
from rashomon.model.settings import ReadingSettings
from rashomon.reading.read import read_item

CASES = tomllib.loads((Path(__file__).parent / "cases/figure_speakers/told.toml").read_text("utf-8"))["case"]


def told(text: str, language: str = "en") -> dict[str, str]:
    item = Item("i", "c", "c", 0, text, text.index("\n") + 2, language=language, published="2031-05-02")
    return {f.text: f.speaker or "-" for f in read_item(item, ReadingSettings(tagger="rules")).figures}


@pytest.mark.parametrize("case", CASES, ids=[c["text"].partition("\n\n")[2][:60] for c in CASES])
def test_a_figure_is_given_by_who_tells_it(case: dict[str, Any]) -> None:
    assert told(case["text"], case.get("language", "en")) == case["told"]


def test_offsets_stay_true_without_any_mention() -> None:
    assert told("Zahl\n\nMan erhöhte die Zahl der Toten auf sieben.", "de") == {"auf sieben": "-"}

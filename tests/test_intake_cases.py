"""Invented captures and what a careful reader finds in them, and the same captures damaged."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from rashomon.intake.read import read_capture
from rashomon.intake.repair import replay
from rashomon.model.captures import Intake, Item, RawCapture
from rashomon.model.settings import IntakeSettings

FOLDER = Path(__file__).parent / "cases" / "intake"
CASES = [
    (f"{file.stem}: {case['name']}", case)
    for file in sorted(FOLDER.glob("*.toml"))
    for case in tomllib.loads(file.read_text(encoding="utf-8"))["case"]
]
FIELDS = ("headline", "publisher", "published", "modified", "language", "genre", "url", "record", "text")


def read(data: bytes, name: str = "capture.txt") -> Intake:
    return read_capture(RawCapture(name, data), IntakeSettings())


def assert_true(intake: Intake) -> None:
    """What must hold of any intake: maps, fields, removals and repairs tell the truth about the decoded capture."""
    repaired = replay(intake.text or "", intake.capture.repairs)
    assert repaired is not None
    for item in intake.items:
        assert 0 <= item.body_start <= len(item.text)
        for run in item.map:
            here = item.text[run.item_start : run.item_start + run.length]
            assert here == (intake.text or "")[run.capture_start : run.capture_start + run.length]
        for place in (*item.fields, *item.removed):
            assert place.start is None or 0 <= place.start <= (place.end or 0) <= len(intake.text or "")


TOLD = [
    pytest.param(case, id=name, marks=pytest.mark.xfail(strict=True, reason=case["known"]) if "known" in case else ())
    for name, case in CASES
]


@pytest.mark.parametrize("case", TOLD)
def test_a_capture_gives_the_items_that_a_reader_finds(case: dict[str, Any]) -> None:
    intake = read(case["text"].encode())
    assert_true(intake)
    found = [(item.headline, item.publisher) for item in intake.items]
    assert len(intake.items) == len(case["items"]), found
    for item, wanted in zip(intake.items, case["items"], strict=True):
        check(item, wanted)
    assert set(case.get("issues", ())) <= {issue.code for issue in intake.issues}


def check(item: Item, wanted: dict[str, Any]) -> None:
    for field in FIELDS:
        if field in wanted:
            assert getattr(item, field) == wanted[field]
    for field in ("authors", "relays"):
        if field in wanted:
            assert list(getattr(item, field)) == wanted[field]
    for piece in wanted.get("has", ()):
        assert piece in item.text
    for piece in wanted.get("lacks", ()):
        assert piece not in item.text


def written_out(text: str) -> bytes:
    return "".join(c if c.isascii() else "".join(f"x{b:02x}" for b in c.encode()) for c in text).encode()


def mojibake(text: str, times: int) -> bytes:
    for _ in range(times):
        text = "".join(bytes([b]).decode("cp1252", "replace") if b not in _UNDEFINED else chr(b) for b in text.encode())
    return text.encode()


_UNDEFINED = {0x81, 0x8D, 0x8F, 0x90, 0x9D}
CURLY = [
    (name, case)
    for name, case in CASES
    if (not name.startswith(("damaged", "records")) and any(c in case["text"] for c in "’“”«»—éäößü"))
    or "Russian" in name
]


@pytest.mark.parametrize("case", [case for _, case in CASES], ids=[name for name, _ in CASES])
def test_a_capture_that_was_cut_off_still_answers(case: dict[str, Any]) -> None:
    data = case["text"].encode()
    for share in (0.3, 0.7):
        assert_true(read(data[: int(len(data) * share)]))


@pytest.mark.parametrize("case", [case for _, case in CASES], ids=[name for name, _ in CASES])
def test_a_wrong_declared_encoding_changes_nothing(case: dict[str, Any]) -> None:
    data = case["text"].encode()
    right = read(data)
    wrong = read_capture(RawCapture("capture.txt", data, known={"encoding": "koi8-r"}), IntakeSettings())
    assert [item.text for item in wrong.items] == [item.text for item in right.items]


@pytest.mark.parametrize("name,case", CURLY, ids=[name for name, _ in CURLY])
def test_bytes_written_out_without_their_backslash_are_mended(name: str, case: dict[str, Any]) -> None:
    intake = read(written_out(case["text"]))
    assert_true(intake)
    assert [item.headline for item in intake.items] == [item.headline for item in read(case["text"].encode()).items]


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("name,case", CURLY, ids=[name for name, _ in CURLY])
def test_mojibake_is_mended(name: str, case: dict[str, Any], times: int) -> None:
    intake = read(mojibake(case["text"], times))
    assert_true(intake)
    assert [item.headline for item in intake.items] == [item.headline for item in read(case["text"].encode()).items]

"""`annotate` and `extract` as other programs use them."""

from __future__ import annotations

import json
from pathlib import Path

from conftest import rashomon


def test_spans_are_into_exactly_the_text_given(tmp_path: Path) -> None:
    text = "  Mill  fire\r\n\r\n“We will reopen,” said Ines Halloran on 3 May 2021.\tAt least 11 people were hurt. "
    path = tmp_path / "x.jsonl"
    path.write_text(json.dumps({"id": "t1", "text": text, "published": "2021-05-04"}) + "\n", encoding="utf-8")
    row = json.loads(rashomon("annotate", path).out)
    assert row["id"] == "t1"
    spans = [*row["times"], *row["figures"], *row["mentions"]]
    for attribution in row["attributions"]:
        spans += [s for s in (attribution["source"], attribution["cue"], *attribution["content"]) if s]
    assert spans
    for span in spans:
        assert text[span["start"] : span["end"]] == span["text"]
    assert any(t["value"] == "2021-05-03" for t in row["times"])


def test_a_text_file_is_known_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("She said that it was over.", encoding="utf-8")
    out = tmp_path / "o.jsonl"
    assert rashomon("annotate", tmp_path / "a.txt", "-o", out).code == 0
    assert json.loads(out.read_text(encoding="utf-8"))["id"] == "a.txt"


def test_extract_prints_items_and_a_table(captures: Path) -> None:
    done = rashomon("extract", captures)
    rows = [json.loads(line) for line in done.out.splitlines()]
    assert len(rows) == 4
    assert {r["headline"] for r in rows} >= {"Fire closes Orrin Mill", "Union demands inquiry into mill fire"}
    assert "4 captures read, 4 accounts" in done.err

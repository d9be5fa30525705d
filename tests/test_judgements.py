"""A person's judgement outlives a rebuild, can be taken back, and moves to another case."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import exported, rashomon

from rashomon.case.queries import CaseReader


def rows(case: Path, table: str) -> list[dict]:
    """The rows of one exported table."""
    return [json.loads(x) for x in exported(case, case.parent / "t")[f"{table}.jsonl"].splitlines()]


def place_of_quote(case: Path, words: str) -> tuple[str, str]:
    """Where a quotation stands, and its attribution's id."""
    for row in rows(case, "attributions"):
        for part in row["content"]:
            if words in part["text"]:
                return f"{row['item_id']}:{part['start']}-{part['end']}", row["attribution_id"]
    raise AssertionError(words)


def speaker_of(case: Path, attribution_id: str) -> str | None:
    """The speaker of an attribution now."""
    return next(r["speaker"] for r in rows(case, "attributions") if r["attribution_id"] == attribution_id)


def test_a_wrong_speaker_is_set_right_survives_a_rebuild_and_can_be_taken_back(captures: Path, case: Path) -> None:
    place, said = place_of_quote(case, "The alarm worked")
    before = speaker_of(case, said)
    words = ("judge", case, place, "wrong_speaker", "Rita Moss", "--who", "ed")
    assert rashomon(*words).code == 0
    assert speaker_of(case, said) == "Rita Moss"
    (captures.parent / "more").mkdir(exist_ok=True)
    extra = captures.parent / "more" / "e.txt"
    extra.write_text(
        "Mill fire inquiry opens\n\n6 May 2021\n\nAn inquiry into the Orrin mill fire opened.\n", encoding="utf-8"
    )
    rashomon("build", captures, extra, "--case", case)
    assert speaker_of(case, said) == "Rita Moss"
    assert rashomon(*words[:4], "--who", "ed", "--undo").code == 0
    assert speaker_of(case, said) == before


def test_judgements_move_to_another_case(captures: Path, case: Path, tmp_path: Path) -> None:
    place, said = place_of_quote(case, "The alarm worked")
    rashomon("judge", case, place, "wrong_speaker", "Rita Moss", "--who", "ed")
    (tmp_path / "j.jsonl").write_bytes(exported(case, tmp_path / "t")["judgements.jsonl"])
    other = tmp_path / "y.case"
    rashomon("build", captures, "--case", other)
    assert rashomon("judge", other, "--apply", tmp_path / "j.jsonl").code == 0
    assert speaker_of(other, said) == "Rita Moss"


def test_names_and_notes_move_too_and_what_the_other_case_lacks_is_kept_and_told(
    captures: Path, case: Path, tmp_path: Path
) -> None:
    place, said = place_of_quote(case, "The alarm worked")
    assert rashomon("judge", case, place, "wrong_speaker", "Rita Moss", "--who", "ed").code == 0
    assert rashomon("judge", case, place, "note", "--note", "ask again", "--who", "al").code == 0
    (tmp_path / "j.jsonl").write_bytes(exported(case, tmp_path / "t")["judgements.jsonl"])
    alone = tmp_path / "alone.txt"
    alone.write_text("Weir opens\n\n6 May 2021\n\nThe weir at Orrin opened again.\n", encoding="utf-8")
    other = tmp_path / "other.case"
    assert rashomon("build", alone, "--case", other).code == 0
    assert rashomon("judge", other, "--apply", tmp_path / "j.jsonl").code == 0
    assert rashomon("judge", other, "--apply", tmp_path / "j.jsonl").code == 0
    kept = rows(other, "judgements")
    assert sorted((r["verdict"], r["who"]) for r in kept) == [("note", "al"), ("wrong_speaker", "ed")]
    assert rashomon("build", alone, captures, "--case", other).code == 0
    assert speaker_of(other, said) == "Rita Moss"


@pytest.mark.parametrize("words", ["", "{", "[]", '{"evidence": 3}', "\x00"])
def test_a_bad_file_of_judgements_is_one_line_or_changes_nothing(case: Path, tmp_path: Path, words: str) -> None:
    (tmp_path / "bad.jsonl").write_text(words, encoding="utf-8")
    done = rashomon("judge", case, "--apply", tmp_path / "bad.jsonl")
    assert done.code in (0, 2) and done.err.count("\n") == 1
    assert rows(case, "judgements") == []


def test_a_judgement_that_fits_nothing_is_an_issue(case: Path) -> None:
    item = rows(case, "items")[0]
    done = rashomon("judge", case, f"{item['item_id']}:0-1", "wrong_stance", "denies", "--who", "ed")
    assert done.code == 0
    assert any(r["code"] == "judgement_unapplied" for r in rows(case, "issues"))


def test_contradictory_judgements_both_stay_and_the_later_one_counts(case: Path) -> None:
    place, said = place_of_quote(case, "The alarm worked")
    rashomon("judge", case, place, "wrong_speaker", "A. One", "--who", "a", "--when", "2021-05-10")
    rashomon("judge", case, place, "wrong_speaker", "B. Two", "--who", "b", "--when", "2021-05-09")
    assert len(rows(case, "judgements")) == 2
    assert speaker_of(case, said) == "A. One"


@pytest.mark.parametrize("place", ["nowhere", "i0:1-2", "i0:9-2"])
def test_a_place_that_is_none(case: Path, place: str) -> None:
    done = rashomon("judge", case, place, "note", "--who", "ed")
    assert done.code == 2
    assert done.err.count("\n") == 1


def test_a_judgement_compares_one_story_as_its_build_did(captures: Path, tmp_path: Path) -> None:
    case, claims = tmp_path / "rules.case", tmp_path / "claims.toml"
    claims.write_text('[[claim]]\ntext = "the doors were locked"\nwords = ["doors", "locked"]\n', encoding="utf-8")
    done = rashomon("build", captures, "--case", case, "--tagger", "rules", "--claims", claims)
    assert done.code == 0, done.err
    before = rows(case, "captures")
    asked = [row["text"] for row in rows(case, "claims") if row["asked"]]
    item_id, text = next((row["item_id"], row["text"]) for row in rows(case, "items") if "alarm worked" in row["text"])
    start = text.index("The alarm worked")
    judged = rashomon("judge", case, f"{item_id}:{start}-{start + 16}", "note", "--note", "n", "--who", "me")
    assert judged.code == 0 and "1 story compared again" in judged.err, judged.err
    with CaseReader(str(case)) as reader:
        assert "rules" in reader.meta["made_by"]
    assert rows(case, "captures") == before
    assert asked and asked == [row["text"] for row in rows(case, "claims") if row["asked"]]

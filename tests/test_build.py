"""A build as a user sees it: nothing twice, nothing lost, the same tables however it was fed or interrupted."""

from __future__ import annotations

import itertools
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import exported, rashomon


@pytest.fixture(scope="module")
def whole(captures: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The tables of a build of all captures at once."""
    place = tmp_path_factory.mktemp("whole")
    done = rashomon("build", captures, "--case", place / "x.case")
    assert done.code == 0, done.err
    assert [p.name for p in place.iterdir()] == ["x.case"], "a finished build leaves one file"
    return exported(place / "x.case", place / "out")


def test_something_is_found(whole: dict[str, bytes]) -> None:
    for table in ("items", "attributions", "figures", "times", "mentions", "stories", "origins", "actors"):
        assert whole[f"{table}.jsonl"].strip(), table


def test_the_same_captures_again_add_nothing(captures: Path, tmp_path: Path, whole: dict[str, bytes]) -> None:
    case = tmp_path / "x.case"
    rashomon("build", captures, "--case", case)
    again = rashomon("build", captures, "--case", case)
    assert again.code == 0
    assert "0 captures read, 4 known already; 0 new accounts; 0 stories compared" in again.err
    assert exported(case, tmp_path / "out") == whole


@pytest.mark.parametrize("order", list(itertools.permutations("abcd"))[3::8])
def test_fed_in_parts_in_any_order(captures: Path, tmp_path: Path, whole: dict[str, bytes], order: tuple[str]) -> None:
    case = tmp_path / "x.case"
    names = {p.stem: p for p in captures.iterdir()}
    for stem in order:
        assert rashomon("build", names[stem], "--case", case, "--jobs", "1").code == 0
    assert exported(case, tmp_path / "out") == whole


@pytest.mark.parametrize("seed", range(4))
def test_killed_at_any_point_it_continues(captures: Path, tmp_path: Path, whole: dict[str, bytes], seed: int) -> None:
    case = tmp_path / "x.case"
    moments = random.Random(seed)
    command = [sys.executable, "-m", "rashomon.cli", "build", str(captures), "--case", str(case), "--jobs", "1"]
    for _ in range(3):
        build = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        time.sleep(moments.uniform(0.3, 1.5))
        build.send_signal(signal.SIGKILL)
        build.wait()
    done = rashomon("build", captures, "--case", case)
    assert done.code == 0, done.err
    assert exported(case, tmp_path / "out") == whole
    assert rashomon("verify", case).code == 0


def test_the_same_bytes_at_two_paths_are_one_capture(captures: Path, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "z").mkdir(parents=True)
    text = (captures / "a.txt").read_bytes()
    (folder / "a.txt").write_bytes(text)
    (folder / "z" / "copy.txt").write_bytes(text)
    done = rashomon("build", folder, "--case", tmp_path / "x.case")
    tables = exported(tmp_path / "x.case", tmp_path / "out")
    assert done.code == 0
    assert tables["captures.jsonl"].count(b"\n") == 1
    assert b"copy.txt" in tables["captures.jsonl"]


def test_standard_input_and_globs(captures: Path, tmp_path: Path) -> None:
    case = tmp_path / "x.case"
    rashomon("build", "-", "--case", case, stdin=(captures / "a.txt").read_bytes())
    done = rashomon("build", str(captures / "*.txt"), "--case", case)
    assert "2 captures read, 1 known already" in done.err


def test_a_case_among_its_captures_is_none_of_them(captures: Path, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for path in captures.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    done = rashomon("build", folder, "--case", folder / "x.case")
    assert "4 captures read; " in done.err
    assert "0 captures read, 4 known already" in rashomon("build", folder, "--case", folder / "x.case").err


def test_who_adds_is_told_how_many_earlier_accounts_were_linked_again(tmp_path: Path) -> None:
    case, words = (
        tmp_path / "x.case",
        "The harbour gate at Hesper broke on Tuesday night and four boats were lost, the pilots said.",
    )
    (tmp_path / "a.txt").write_text(f"Gate breaks\n\n{words}\n", encoding="utf-8")
    (tmp_path / "b.txt").write_text(f"Four boats lost\n\n{words}\n\nNobody was hurt.\n", encoding="utf-8")
    assert "linked again" not in rashomon("build", tmp_path / "a.txt", "--case", case).err
    assert "1 new account, 1 earlier linked again" in rashomon("build", tmp_path / "b.txt", "--case", case).err


@pytest.mark.parametrize("format_name", ["csv", "parquet"])
def test_other_formats_have_the_same_columns_and_rows(case: Path, tmp_path: Path, format_name: str) -> None:
    import csv

    import pyarrow.parquet as pq

    tables = exported(case, tmp_path / "jsonl")
    assert rashomon("export", case, tmp_path / "other", "--format", format_name).code == 0
    for name, lines in tables.items():
        path = tmp_path / "other" / name.replace("jsonl", format_name)
        if format_name == "csv":
            csv.field_size_limit(10_000_000)
            with path.open(encoding="utf-8-sig", newline="") as file:
                rows = len(list(csv.reader(file))) - 1
        else:
            rows = pq.read_table(path).num_rows
        assert rows == lines.count(b"\n"), name


def test_verify_finds_one_changed_character(case: Path) -> None:
    db = sqlite3.connect(case)
    db.execute("UPDATE items SET text = replace(text, 'Thursday', 'Thursdav') WHERE headline LIKE 'Fire%'")
    db.commit()
    db.close()
    done = rashomon("verify", case)
    assert done.code == 1
    assert "does not have the SHA-256" in done.out


def test_verify_finds_a_span_that_does_not_hold_its_text(case: Path) -> None:
    db = sqlite3.connect(case)
    db.execute("UPDATE times SET start = start + 1 WHERE rowid = (SELECT min(rowid) FROM times)")
    db.commit()
    db.close()
    done = rashomon("verify", case)
    assert done.code == 1
    assert "does not hold its text" in done.out


def test_a_reader_sees_the_case_while_a_build_writes(captures: Path, tmp_path: Path) -> None:
    from rashomon.case.queries import CaseReader
    from rashomon.case.store import CaseWriter

    case = tmp_path / "x.case"
    rashomon("build", captures / "a.txt", "--case", case)
    with CaseWriter(str(case), "test") as writer, writer._transaction(), CaseReader(str(case)) as reader:
        assert len(reader.table("items")) == 1


def test_search_takes_words_as_words(case: Path) -> None:
    assert "Thursday" in rashomon("search", case, "reopen", "thursday").out
    assert rashomon("search", case, 'NEAR("', "AND", "*").code == 1
    assert os.path.exists(case)  # noqa: PTH110


def test_what_the_user_knows_wins_and_says_so(captures: Path, tmp_path: Path) -> None:
    import json

    case, meta = tmp_path / "x.case", tmp_path / "meta.csv"
    meta.write_text("path,publisher,published\nb.txt,Lantern,2021-05-04\n", encoding="utf-8")
    rashomon("build", captures, "--case", case)
    done = rashomon("build", captures, "--case", case, "--meta", meta)
    assert "1 capture read, 3 known already" in done.err
    rows = [json.loads(line) for line in exported(case, tmp_path / "t")["items.jsonl"].splitlines()]
    item = next(r for r in rows if r["capture"].endswith("b.txt"))
    assert item["publisher"] == "Lantern"
    assert any(f["name"] == "publisher" and f["from"] == "user" for f in item["fields"])


def test_metadata_without_its_columns_is_one_sentence(captures: Path, tmp_path: Path) -> None:
    meta = tmp_path / "meta.csv"
    meta.write_text("x,y\n1,2\n", encoding="utf-8")
    done = rashomon("build", captures, "--case", tmp_path / "x.case", "--meta", meta)
    assert done.code == 2
    assert "needs columns" in done.err

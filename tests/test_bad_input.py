"""Bad input is normal input: one plain sentence or an Issue, and everything else still gets read."""

from __future__ import annotations

import io
import json
import os
import resource
import sqlite3
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from conftest import exported, rashomon


def issues_of(case: Path, into: Path) -> dict[str, str]:
    """The case's issues, message by code."""
    rows = exported(case, into)["issues.jsonl"].decode().splitlines()
    return {(r := json.loads(line))["code"]: r["message"] for line in rows}


def build_beside(captures: Path, tmp_path: Path, name: str, data: bytes) -> dict[str, str]:
    """Builds a bad capture beside good ones; the good ones must be read whatever it is."""
    bad = tmp_path / name
    bad.write_bytes(data)
    done = rashomon("build", bad, captures, "--case", tmp_path / "x.case")
    assert done.code in (0, 1), done.err
    assert "Traceback" not in done.err
    assert exported(tmp_path / "x.case", tmp_path / "t")["items.jsonl"].count(b"Orrin") >= 3
    return issues_of(tmp_path / "x.case", tmp_path / "t")


def test_an_empty_file(captures: Path, tmp_path: Path) -> None:
    assert "empty" in build_beside(captures, tmp_path, "empty.txt", b"")


def test_a_binary(captures: Path, tmp_path: Path) -> None:
    issues = build_beside(captures, tmp_path, "x.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40)
    assert {"unsupported", "binary"} & issues.keys()


def test_a_large_file_is_not_read_and_not_lost(captures: Path, tmp_path: Path) -> None:
    big = tmp_path / "big.txt"
    with big.open("wb") as file:
        file.write(b"A line of text.\n")
        file.truncate(200 * 1024 * 1024)
    done = rashomon("build", big, captures, "--case", tmp_path / "x.case")
    assert done.code == 1
    assert "larger than 64 MB" in done.err
    assert "too_large" in issues_of(tmp_path / "x.case", tmp_path / "t")


def test_a_zip_bomb(captures: Path, tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.txt", b"0" * (60 * 1024 * 1024))
        archive.writestr("../../good.txt", "A good text about the bridge.\n\nIt stands in the archive beside the bomb.")
    issues = build_beside(captures, tmp_path, "x.zip", packed.getvalue())
    assert "archive_bomb" in issues
    assert not (tmp_path.parent / "good.txt").exists()
    assert b"x.zip/good.txt" in (tmp_path / "t" / "captures.jsonl").read_bytes()


def test_archives_within_archives_end_somewhere(captures: Path, tmp_path: Path) -> None:
    data = b"The innermost text."
    for depth in range(6):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr(f"{depth}.zip", data)
        data = packed.getvalue()
    assert "nested_too_deep" in build_beside(captures, tmp_path, "x.zip", data)


def test_a_truncated_archive(captures: Path, tmp_path: Path) -> None:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        info = tarfile.TarInfo("a.txt")
        body = os.urandom(50_000)
        info.size = len(body)
        archive.addfile(info, io.BytesIO(body))
    assert "damaged_archive" in build_beside(captures, tmp_path, "x.tgz", packed.getvalue()[:2000])


def test_a_truncated_json_line(captures: Path, tmp_path: Path) -> None:
    data = b'{"id": 1, "text": "The bridge over the Orrin fell."}\n{"id": 2, "text": "The bri'
    assert "truncated" in build_beside(captures, tmp_path, "x.jsonl", data)


def test_a_path_that_does_not_exist(captures: Path, tmp_path: Path) -> None:
    done = rashomon("build", tmp_path / "nowhere", captures, "--case", tmp_path / "x.case")
    assert done.code == 1
    assert "no such file or folder" in done.err
    assert "4 captures read" in done.err


def test_nothing_but_a_path_that_does_not_exist(tmp_path: Path) -> None:
    assert rashomon("build", tmp_path / "nowhere", "--case", tmp_path / "x.case").code == 2


def test_a_text_without_a_date_says_so(captures: Path, tmp_path: Path) -> None:
    text = "Council meets\n\nThe council of Orrin met on Wednesday. It decided nothing about the mill, the clerk said."
    assert "undated" in build_beside(captures, tmp_path, "x.txt", text.encode())


def test_a_language_without_a_pack_is_kept_and_said(captures: Path, tmp_path: Path) -> None:
    text = (
        "Tehtaan palo\n\nPaperitehtaalla syttyi maanantaina tulipalo, jossa loukkaantui neljätoista ihmistä. Johtaja"
        " kertoi toimittajille, että tehdas avataan torstaina, jos tarkastajat antavat siihen luvan.\n"
    )
    assert "language_not_read" in build_beside(captures, tmp_path, "x.txt", text.encode())


def test_a_case_made_by_a_newer_version(case: Path) -> None:
    db = sqlite3.connect(case)
    db.execute("PRAGMA user_version = 999")
    db.close()
    done = rashomon("show", case)
    assert done.code == 2
    assert "schema version 999" in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize("data", [b"", b"This is a letter, not a case. " * 100, b"SQLite format 3\x00" + b"\x00" * 500])
def test_a_file_that_is_no_case(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.case"
    path.write_bytes(data)
    for verb in ("show", "verify", "quotes"):
        done = rashomon(verb, path)
        assert done.code == 2
        assert done.err.startswith("rashomon: ")
        assert done.err.count("\n") == 1
    assert path.read_bytes() == data, "a file that is no case is never written to"


def test_another_database_is_never_written_to(captures: Path, tmp_path: Path) -> None:
    path = tmp_path / "other.case"
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE mine (x)")
    db.commit()
    db.close()
    before = path.read_bytes()
    assert rashomon("build", captures, "--case", path).code == 2
    assert path.read_bytes() == before


def test_a_full_disk(captures: Path, tmp_path: Path) -> None:
    case = tmp_path / "x.case"
    rashomon("build", captures / "a.txt", "--case", case)
    limit = case.stat().st_size + 20_000

    def bounded() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    command = [sys.executable, "-m", "rashomon.cli", "build", str(captures), "--case", str(case), "--jobs", "1"]
    done = subprocess.run(command, capture_output=True, text=True, preexec_fn=bounded, check=False)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert rashomon("verify", case).code == 0, "what was written before is whole"
    assert rashomon("build", captures, "--case", case).code == 0, "with room again it continues"


def test_a_case_where_none_can_be_written(captures: Path) -> None:
    done = rashomon("build", captures, "--case", "/proc/x.case")
    assert done.code == 2
    assert "Traceback" not in done.err


def test_annotate_says_which_line_is_no_record(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text('{"id": 1, "text": "She said no."}\n[1]\n', encoding="utf-8")
    done = rashomon("annotate", path)
    assert done.code == 2
    assert "line 2" in done.err

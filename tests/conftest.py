"""A small invented event in four captures, for tests of the whole path."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("any machine", deadline=None)  # time is measured by benchmarks; a busy machine is no fault
settings.load_profile("any machine")

WIRE = """Fire closes Orrin Mill

By Dana Whitlow | Vale Courier

3 May 2021

A fire at the Orrin paper mill injured 11 people on Monday, the county fire service said.

"We will reopen on Thursday if the inspectors let us," mill director Ines Halloran told reporters. "The alarm worked."

Halloran denied that the fire doors had been locked. The union of paper workers said the doors were locked.
"""
CUT = """Mill will reopen Thursday

4 May 2021

The director of the Orrin paper mill promised a quick return after the fire that injured 14 people on Monday.

"We will reopen on Thursday," Ines Halloran said.

The fire service said on Tuesday that 14 people had been injured, up from 11.
"""
RUSSIAN = """Пожар на бумажной фабрике

4 мая 2021

На бумажной фабрике в Оррине в понедельник произошёл пожар. Пострадали 14 человек, сообщила пожарная служба.

Директор Инес Халлоран заявила: «Мы откроемся в четверг, если разрешат инспекторы».
"""
RECORD = {
    "id": "r1",
    "title": "Union demands inquiry into mill fire",
    "published": "2021-05-05",
    "text": "The union of paper workers demanded an inquiry into the Orrin mill fire on Wednesday. "
    '"The doors were locked," said Tom Reyes, its secretary.',
}


@pytest.fixture(scope="session")
def captures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the four captures."""
    folder = tmp_path_factory.mktemp("captures")
    (folder / "a.txt").write_text(WIRE, encoding="utf-8")
    (folder / "b.txt").write_text(CUT, encoding="utf-8")
    (folder / "c.txt").write_text(RUSSIAN, encoding="utf-8")
    (folder / "d.jsonl").write_text(json.dumps(RECORD) + "\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def built(captures: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case of the four captures, made once; tests that write to it take a copy."""
    case = tmp_path_factory.mktemp("built") / "x.case"
    assert rashomon("build", captures, "--case", case, "--jobs", "2").code == 0
    return case


@pytest.fixture
def case(built: Path, tmp_path: Path) -> Path:
    """A copy of the case of the four captures."""
    return Path(shutil.copy(built, tmp_path / "x.case"))


class Run:
    """A finished command: exit code, standard output, standard error."""

    def __init__(self, done: subprocess.CompletedProcess[str]) -> None:
        self.code, self.out, self.err = done.returncode, done.stdout, done.stderr


def rashomon(*words: str | Path, stdin: bytes | None = None, env: dict[str, str] | None = None) -> Run:
    """The command line as a user runs it; builds in one process unless told, since tests run side by side already."""
    if words[0] == "build" and "--jobs" not in words:
        words = (*words, "--jobs", "1")
    done = subprocess.run(
        [sys.executable, "-m", "rashomon.cli", *map(str, words)],
        input=stdin.decode("utf-8", "surrogateescape") if stdin is not None else None,
        capture_output=True,
        text=True,
        errors="surrogateescape",
        env={**os.environ, **(env or {})},
        timeout=300,
        check=False,
    )
    return Run(done)


def exported(case: Path, into: Path) -> dict[str, bytes]:
    """The exported tables of a case, by file name."""
    done = rashomon("export", case, into)
    assert done.code == 0, done.err
    return {p.name: p.read_bytes() for p in sorted(into.iterdir())}

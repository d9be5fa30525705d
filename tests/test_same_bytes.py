"""The same captures give the same bytes in every process: no order of a set reaches a result."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import exported

EXAMPLE = Path(__file__).parents[1] / "examples" / "corven"
TWO_CUES_FOR_ONE_CONTENT = (
    'The spot concludes with the mayor, saying at a debate, "That makes me smart."\n\n'
    "But she said little when she made news in May by announcing that her department was suing the state of Northfield "
    "over a law requiring visitors to use doors of one colour.\n"
)


def under_seed(seed: int, *command: object) -> None:
    """Runs a command in a process whose strings hash by this seed."""
    environment = {**os.environ, "PYTHONHASHSEED": str(seed)}
    line = [sys.executable, "-m", "rashomon.cli", *map(str, command)]
    subprocess.run(line, check=True, capture_output=True, env=environment)


@pytest.mark.parametrize("tagger", ["rules", "trained"])
def test_annotations(tagger: str, tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "ties.txt").write_text(TWO_CUES_FOR_ONE_CONTENT, encoding="utf-8")
    for path in EXAMPLE.glob("*.txt"):
        (folder / path.name).write_bytes(path.read_bytes())
    for seed in range(4):
        under_seed(seed, "annotate", folder, "-o", tmp_path / f"{seed}.jsonl", "--tagger", tagger, "--jobs", "1")
    assert len({(tmp_path / f"{seed}.jsonl").read_bytes() for seed in range(4)}) == 1


def test_cases(tmp_path: Path) -> None:
    tables = []
    for seed in (1, 2):
        under_seed(seed, "build", EXAMPLE, "--case", tmp_path / f"{seed}.case", "--jobs", "1")
        tables.append(exported(tmp_path / f"{seed}.case", tmp_path / str(seed)))
    assert tables[0] == tables[1]

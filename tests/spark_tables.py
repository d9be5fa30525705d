"""What the conformance tests share: the captures, and the tables of either engine as lines of JSON."""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path
from typing import Any

import pyarrow.dataset as ds
from benchmarks.newsworld.world import make_world

from rashomon.case import rows
from rashomon.case.export import export
from rashomon.case.queries import CaseReader
from rashomon.case.tables import TABLES, Column
from rashomon.engine.build import build

ROOT = Path(__file__).resolve().parent.parent
LETTER = "The harbour office of Ulver wrote that the lower quay stays shut until the crane has been looked at. " * 6


def make_captures(folder: Path, world: int) -> None:
    """The example, a simulated world, and files that nobody would ask for."""
    shutil.copytree(ROOT / "examples" / "corven", folder / "corven")
    with (folder / "world.jsonl").open("w", encoding="utf-8") as out:
        for made in make_world(world, seed=11):
            text = made.text[len(made.headline) + 2 :]
            record = {"id": made.record, "title": made.headline, "text": text, "published": made.published,
                      "publisher": made.publisher, "url": made.url}  # fmt: skip
            out.write(json.dumps(record) + "\n")
    hostile = folder / "hostile [x]{1}*"
    (hostile / "_below" / ".hidden").mkdir(parents=True)
    (hostile / ".hidden.txt").write_text(LETTER)
    (hostile / "_below" / ".hidden" / "no.txt").write_text(LETTER)
    (hostile / "empty.txt").write_bytes(b"")
    (hostile / "latin.txt").write_bytes("Brücke über die Aue gesperrt\n\nDie Brücke über die Aue bleibt gesperrt, "
                                        "sagte der Bürgermeister am Montag.".encode("latin-1"))  # fmt: skip
    (hostile / "noise.bin").write_bytes(bytes(range(256)) * 40)
    (hostile / "broken.html").write_bytes(b"<html><body><p>" + b"\xff\xfe<div>" * 200)
    (hostile / "brök%20en, really.txt").write_text("Quay shut\n\n" + LETTER, encoding="utf-8")
    for name in ("_one.txt", "two.txt", "_below/three.txt"):
        (hostile / name).write_text("Quay shut\n\n" + LETTER, encoding="utf-8")
    (hostile / "same.jsonl").write_text(
        "".join(json.dumps({"id": n, "text": LETTER + "Nobody was hurt."}) + "\n" for n in range(40))
    )
    (hostile / "packed.txt.gz").write_bytes(gzip.compress(b"Quay opens\n\n" + LETTER.encode(), mtime=0))
    (hostile / "cut.txt.gz").write_bytes(gzip.compress(LETTER.encode(), mtime=0)[:-20])
    (hostile / "rows.csv").write_text('id,text\n1,"The quay is open again, said the harbour office."\n2,\n')


def local_lines(paths: list[str], folder: Path) -> dict[str, list[str]]:
    """The exported tables of a local build, each as sorted lines."""
    build(paths, str(folder / "local.case"), jobs=1)
    return case_lines(folder / "local.case", folder / "local")


def case_lines(case: Path, folder: Path) -> dict[str, list[str]]:
    """The exported tables of a case, each as sorted lines."""
    with CaseReader(str(case)) as reader:
        export(reader, folder, "jsonl")
    return {t.name: sorted((folder / f"{t.name}.jsonl").read_text(encoding="utf-8").splitlines()) for t in TABLES}


def spark_lines(folder: Path) -> dict[str, list[str]]:
    """The tables that a run on Spark wrote, each as sorted lines."""
    found = {}
    for table in TABLES:
        read = ds.dataset(str(folder / f"{table.name}.parquet"), format="parquet").to_table().to_pylist()
        opened = ({c.name: _value(c, row[c.name]) for c in table.exported} for row in read)
        found[table.name] = sorted(json.dumps(row, ensure_ascii=False) for row in opened)
    return found


def _value(column: Column, value: Any) -> Any:
    return None if value == "null" and column.kind == "json" else rows.opened(column, value)


def differences(one: dict[str, list[str]], other: dict[str, list[str]]) -> list[str]:
    """What two sets of tables do not have in common, a few lines of it."""
    found = []
    for name in sorted(one.keys() | other.keys()):
        mine, theirs = one.get(name, []), other.get(name, [])
        if mine != theirs:
            found.append(f"{name}: {len(mine)} and {len(theirs)} rows")
            found += [f"  only the first has {line[:400]}" for line in sorted(set(mine) - set(theirs))[:3]]
            found += [f"  only the other has {line[:400]}" for line in sorted(set(theirs) - set(mine))[:3]]
    return found

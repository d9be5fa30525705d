"""Draws findings to be read by hand, the same ones each time as far as they still exist.

`python -m exam.reading EXPORTS --kind figures --count 200` prints findings of the exported cases in their words,
with a key each; a reader writes `kind TAB key TAB yes|no TAB why` into exam/read.tsv. Keys are drawn by their hash, so
that the next reading meets the same findings and the two can be compared. `--tally` counts what was written.
"""

from __future__ import annotations

import argparse
import collections
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import Any

READ = Path(__file__).parent / "read.tsv"
AROUND = 160
"""Characters of the account shown on each side of a finding's words."""

Row = dict[str, Any]


class Export:
    """One exported case."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.items = {r["item_id"]: r for r in self.rows("items")}

    def rows(self, table: str) -> list[Row]:
        """A table's rows."""
        return [json.loads(line) for line in (self.folder / f"{table}.jsonl").read_text(encoding="utf-8").splitlines()]

    def place(self, row: Row) -> str:
        """A key that a rebuild keeps: folder, file, span."""
        doc = PurePath(self.items[row["item_id"]]["capture"]).name
        return f"{self.folder.name}/{doc}:{row['start']}-{row['end']}"

    def shown(self, row: Row) -> str:
        """The words in their place."""
        text = self.items[row["item_id"]]["text"]
        before, after = text[max(0, row["start"] - AROUND) : row["start"]], text[row["end"] : row["end"] + AROUND]
        return f"…{before}⟦{text[row['start'] : row['end']]}⟧{after}…".replace("\n", " ")


def lineages(case: Export) -> Iterator[tuple[str, str]]:
    """Each version against its lineage's fullest wording."""
    for line in case.rows("lineages"):
        for version in line["versions"]:
            flags = ", ".join(f["kind"] for f in version["flags"])
            head = f"{line['speaker']} | {version['relation']} | flags: {flags} | wording: {line['wording']}"
            yield case.place(version), f"{head}\n    {case.shown(version)}"


def figures(case: Export) -> Iterator[tuple[str, str]]:
    """Each figure with its value and what it counts."""
    for row in case.rows("figures"):
        value = f"[{row['low']}, {row['high']}] {row['unit']} {row['modifier']}"
        yield (
            case.place(row),
            f"{value} of {row['counted']} ({row['action']}) says {row['speaker']}\n    {case.shown(row)}",
        )


def positions(case: Export) -> Iterator[tuple[str, str]]:
    """Each position with its claim."""
    claims = {c["claim_id"]: c["text"] for c in case.rows("claims")}
    for row in case.rows("positions"):
        towards = row["held"] or claims[row["claim_id"]]
        head = f"{row['actor']} {row['stance']} (according to {row['according_to']}): {towards}"
        yield f"{case.place(row)}:{row['actor']}", f"{head}\n    {case.shown(row)}"


def labels(case: Export) -> Iterator[tuple[str, str]]:
    """Each label with its referent and voice."""
    for row in case.rows("labels"):
        yield case.place(row), f"{row['referent']} | {row['voice']} | {row['speaker']}\n    {case.shown(row)}"


KINDS = {"lineages": lineages, "figures": figures, "positions": positions, "labels": labels}


def drawn(exports: Path, kind: str, count: int, seed: str = "") -> list[tuple[str, str]]:
    """The findings of a kind whose keys have the smallest hashes."""
    cases = [Export(p.parent) for p in sorted(exports.glob("*/items.jsonl"))]
    every = {key: shown for case in cases for key, shown in KINDS[kind](case)}
    return sorted(every.items(), key=lambda e: hashlib.sha256((seed + e[0]).encode()).hexdigest())[:count]


def main() -> None:
    """Prints what is to be read, or the tally of what was."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("exports", type=Path, nargs="?")
    parser.add_argument("--kind", choices=KINDS, default="figures")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", default="", help="another draw: the hashes are of this and the key")
    parser.add_argument("--tally", action="store_true")
    args = parser.parse_args()
    if args.tally:
        _tally()
        return
    for number, (key, shown) in enumerate(drawn(args.exports, args.kind, args.count, args.seed), 1):
        print(f"{number}. {key}\n    {shown}")


def _tally() -> None:
    counts: dict[str, collections.Counter[str]] = {}
    for line in READ.read_text(encoding="utf-8").splitlines():
        kind, _, verdict = line.split("\t")[:3]
        counts.setdefault(kind, collections.Counter())[verdict] += 1
    for kind, found in sorted(counts.items()):
        total = found["yes"] + found["no"]
        print(f"{kind}: {found['yes']} of {total} signed ({found['yes'] / total:.2f})")


if __name__ == "__main__":
    main()

"""What each step costs on Spark, in seconds of processor time: `python -m benchmarks.spark ITEMS [--jobs N]`.

Wall time on a shared machine tells little, so the processor time of the whole tree of processes (driver, JVM, Python
workers) is read from /proc where there is one, before and after each step. The captures are a simulated world.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from itertools import pairwise
from pathlib import Path

from rashomon.engine.spark import build_tables

from .newsworld.world import make_world

_TICKS = os.sysconf("SC_CLK_TCK")


def write_world(path: Path, items: int) -> None:
    """A world as a file of records."""
    with path.open("w", encoding="utf-8") as out:
        for made in make_world(items, seed=11):
            text = made.text[len(made.headline) + 2 :]
            record = {"id": made.record, "title": made.headline, "text": text, "published": made.published,
                      "publisher": made.publisher, "url": made.url}  # fmt: skip
            out.write(json.dumps(record) + "\n")


def processor_seconds() -> float:
    """Processor time of this process and of all below it, those that have ended included."""
    stats: dict[int, tuple[int, float]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            stats[int(entry.name)] = int(fields[1]), sum(map(int, fields[11:15])) / _TICKS
    total, below = 0.0, {os.getpid()}
    while below:
        total += sum(stats[pid][1] for pid in below if pid in stats)
        below = {pid for pid, (parent, _) in stats.items() if parent in below}
    return total


def main() -> None:
    """Run once and print a line a step, then the whole."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("items", type=int)
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    marks: list[tuple[str, float]] = []
    with tempfile.TemporaryDirectory() as folder:
        world = Path(folder) / "world.jsonl"
        write_world(world, given.items)
        began, first = time.perf_counter(), processor_seconds()
        made = build_tables([str(world)], f"{folder}/tables", jobs=given.jobs,
                            watch=lambda step: marks.append((step.step, processor_seconds())))  # fmt: skip
        wall = time.perf_counter() - began
        size = sum(path.stat().st_size for path in Path(folder, "tables").rglob("*.parquet"))
        store = sum(path.stat().st_size for path in Path(folder, "tables", "store").rglob("*.parquet"))
    _report(marks, first)
    print(json.dumps({"items": made.items, "stories": made.stories, "wall_s": round(wall, 1),
                      "tables_bytes": size - store, "store_bytes": store}))  # fmt: skip


def _report(marks: list[tuple[str, float]], first: float) -> None:
    """Seconds between one mark and the next belong to the first of the two: a mark is set when its step begins."""
    for (name, at), (_, after) in pairwise(marks):
        print(f"{name:24s} {after - at:8.2f}")
    print(f"{'start':24s} {marks[0][1] - first:8.2f}")
    print(f"{'all':24s} {marks[-1][1] - first:8.2f}")


if __name__ == "__main__":
    main()

"""Adding to a case against linking it anew: `python benchmarks/adding.py SIZE [--more N] [--random] [--processes N]`.

A simulated world (benchmarks/newsworld) of SIZE items is linked, N more are added, and all are linked anew in a second
case. Printed as JSON: processor and wall seconds of the link step with the writing of its rows, of how many of the old
items anything was linked again, how many texts were read, how much the case keeps for the next time, and whether the
tables are the same. The new items are the latest by date, as news comes; with `--random` they are any.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from rashomon.case.store import CaseWriter
from rashomon.linking.link import Linking
from rashomon.model.links import LinkInput
from rashomon.model.settings import LinkingSettings

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.newsworld.inputs import as_input
from benchmarks.newsworld.stored import read_inputs
from benchmarks.newsworld.world import make_world


class Case:
    """A case that holds of its items no more than linking and the telling of mergers need."""

    def __init__(self, path: Path) -> None:
        self.writer = CaseWriter(str(path), "benchmark")
        self._held: dict[str, LinkInput] = {}
        self.texts = 0

    def ids(self) -> Sequence[str]:
        """The ids of all."""
        return list(self._held)

    def read(self, ids: Sequence[str]) -> Iterator[LinkInput]:
        """Some items."""
        self.texts += len(ids)
        return (self._held[one] for one in ids)

    def add(self, items: Iterable[LinkInput], processes: int) -> dict[str, Any]:
        """Link what it has with these; what that took."""
        fresh = list(items)
        self._held.update((i.item_id, i) for i in fresh)
        self.texts = 0
        self.writer.db.executemany(
            "INSERT INTO items (item_id, text, headline, publisher, published, capture) VALUES (?, ?, ?, ?, ?, ?)",
            ((i.item_id, i.text, i.headline, i.publisher, i.published, i.capture_id) for i in fresh),
        )
        wall, cpu, kept = time.perf_counter(), _cpu(), self.writer.kept_links()
        how = LinkingSettings(processes=processes)
        with Linking(self._held.values(), how, held=self, kept=kept) as linking:
            done = self.writer.set_links(linking.parts(), str(len(self._held)), gone=linking.gone, kept=linking.keep)
        texts = self.texts if kept else len(fresh)
        cpu, wall = round(_cpu() - cpu, 1), round(time.perf_counter() - wall, 1)
        return {"items": len(self._held), "cpu_s": cpu, "wall_s": wall, "linked_again": done.again,
                "texts_read": texts, "kept_mb": self._kept_mb()}  # fmt: skip

    def _kept_mb(self) -> int:
        return int(self.writer.db.execute("SELECT SUM(LENGTH(data)) >> 20 FROM linking").fetchone()[0])

    def digest(self) -> str:
        """Of all rows that linking made."""
        digest = hashlib.blake2b(digest_size=8)
        for table, columns in (("passages", 11), ("origins", 8), ("stories", 4)):
            order = ", ".join(str(n + 1) for n in range(columns))
            for row in self.writer.db.execute(f"SELECT * FROM {table} ORDER BY {order}"):
                digest.update(repr(row).encode())
        for row in self.writer.db.execute("SELECT item_id, revision_of FROM items ORDER BY 1"):
            digest.update(repr(row).encode())
        return digest.hexdigest()


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def main() -> None:
    """Link, add, link anew, compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("size", type=int)
    parser.add_argument("--more", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--random", action="store_true", help="add items of any date")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--stored", type=Path, help="a world of SIZE and N items in this folder (newsworld.stored)")
    options = parser.parse_args()
    size = options.size + options.more
    items = list(read_inputs(options.stored) if options.stored else map(as_input, make_world(size, options.seed)))
    items.sort(key=lambda i: (i.published or "~", i.item_id))
    if options.random:
        random.Random(options.seed).shuffle(items)
    with tempfile.TemporaryDirectory() as folder:
        parts, whole = Case(Path(folder) / "parts.case"), Case(Path(folder) / "whole.case")
        before = parts.add(items[: -options.more], options.processes)
        print(json.dumps({"before": before}), file=sys.stderr)
        added = parts.add(items[-options.more :], options.processes)
        print(json.dumps({"added": added}), file=sys.stderr)
        anew = whole.add(items, options.processes)
        same = parts.digest() == whole.digest()
    found = {"before": before, "added": added, "anew": anew, "same": same,
             "of_anew": round(added["cpu_s"] / anew["cpu_s"], 2)}  # fmt: skip
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()

"""Link the same texts with rashomon and passim and compare: `python -m benchmarks.passim COLLECTION --passim VENV`.

COLLECTION is a folder with `articles.jsonl` and `stories.tsv`, or a number: so many items of the simulated world.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import combinations
from pathlib import Path

import msgspec
from benchmarks.newsworld.__main__ import as_input
from benchmarks.newsworld.world import make_world

from rashomon.linking.inputs import link_input
from rashomon.linking.link import link
from rashomon.model.captures import Item
from rashomon.model.links import LinkInput
from rashomon.model.readings import Reading
from rashomon.model.settings import LinkingSettings

Pairs = set[tuple[str, str]]


class Collection(msgspec.Struct, frozen=True):
    """Texts, and the event of each."""

    inputs: list[LinkInput]
    events: dict[str, str]


class Run(msgspec.Struct, frozen=True):
    """The pairs that share a passage, and what finding them took: seconds by the clock and of all processors."""

    pairs: Pairs
    seconds: float
    cpu_seconds: float
    note: str = ""


def read_collection(name: str) -> Collection:
    """The texts of a folder or of a simulated world."""
    if name.isdigit():
        world = list(make_world(int(name), 1))
        return Collection([as_input(made) for made in world], {made.record: str(made.event) for made in world})
    folder = Path(name)
    rows = (line.split("\t") for line in (folder / "stories.tsv").read_text(encoding="utf-8").splitlines())
    with (folder / "articles.jsonl").open(encoding="utf-8") as lines:
        inputs = [_as_input(json.loads(line)) for line in lines]
    return Collection(inputs, {row[0]: row[1] for row in rows if len(row) > 1})


def _as_input(article: dict[str, str]) -> LinkInput:
    title, body = article.get("title") or "", article["text"]
    text = f"{title}\n\n{body}" if title else body
    item = Item(
        item_id=article["id"], capture_id=article["id"], capture=article["id"], ordinal=0, text=text,
        body_start=len(text) - len(body), headline=title or None, publisher=article.get("publisher"),
        url=article.get("url"), published=article.get("published"), language=article.get("language") or "en", relays=(),
    )  # fmt: skip
    return link_input(item, Reading(item_id=item.item_id, language=item.language))


def run_rashomon(collection: Collection, processes: int) -> Run:
    """All links of the texts; pairs are those that share text of their own or a quotation."""
    before, began = _cpu(), time.perf_counter()
    links = link(collection.inputs, LinkingSettings(processes=processes))
    seconds, cpu = time.perf_counter() - began, _cpu() - before
    return Run({(p.a_item, p.b_item) for p in links.passages if p.kind != "boilerplate"}, seconds, cpu)


def run_passim(collection: Collection, venv: Path, processes: int) -> Run:
    """Passim's alignments of every pair; its clusters, which need a graph package from the network, are not asked for.

    Each text is a series of its own, so that no pair is left out. The time ends where the alignments are written.
    """
    with tempfile.TemporaryDirectory(prefix="passim-") as folder:
        given, out = Path(folder) / "texts.json", Path(folder) / "out"
        rows = ({"id": i.item_id, "series": i.item_id, "text": i.text} for i in collection.inputs)
        given.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        before, began = _cpu(), time.perf_counter()
        done = subprocess.run(_passim(venv, processes, given, out), capture_output=True, text=True, check=False,
                              env={**os.environ, "PATH": f"{venv / 'bin'}:{os.environ['PATH']}"})  # fmt: skip
        seconds, cpu = time.perf_counter() - began, _cpu() - before
        if not (out / "align.json" / "_SUCCESS").exists():
            raise SystemExit(f"passim wrote no alignments: {done.stderr[-2000:]}")
        note = (
            "" if done.returncode == 0 else "alignments only: " + (done.stderr.strip().splitlines() or [""])[-1][:200]
        )
        return Run(set(_aligned(out / "align.json")), seconds, cpu, note)


def _passim(venv: Path, processes: int, given: Path, out: Path) -> list[str]:
    script = next(iter(sorted(venv.glob("share/submit-seriatim.py"))), None)
    if script is None:
        raise SystemExit(f"no passim in {venv}: see benchmarks/passim/README.md")
    return [str(venv / "bin" / "spark-submit"), "--master", f"local[{processes}]", "--driver-memory", "6g", str(script),
            "--all-pairs", "--fields", "xxhash64(series) as gid", "--filterpairs", "gid < gid2", "--pairwise",
            str(given), str(out)]  # fmt: skip


def _aligned(folder: Path) -> Iterator[tuple[str, str]]:
    for part in sorted(folder.glob("part-*")):
        for line in part.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            yield min(row["id"], row["id2"]), max(row["id"], row["id2"])


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def same_event(events: Mapping[str, str]) -> Pairs:
    """All pairs of texts about one event."""
    members = defaultdict(list)
    for item, event in events.items():
        members[event].append(item)
    return {pair for items in members.values() for pair in combinations(sorted(items), 2)}


def report(name: str, run: Run, wanted: Pairs, together: Pairs) -> dict[str, object]:
    """What a run found of the pairs of one event, of all of them and of those that either run found."""
    found = run.pairs & wanted
    return {
        "by": name, "seconds": round(run.seconds, 1), "cpu_seconds": round(run.cpu_seconds, 1),
        "pairs": len(run.pairs), "same_event": len(found), "recall": round(len(found) / max(1, len(wanted)), 4),
        "recall_of_either": round(len(found) / max(1, len(together)), 4), "note": run.note,
    }  # fmt: skip


def main() -> None:
    """Run both, print one JSON object a line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("collection")
    parser.add_argument("--passim", type=Path, help="the virtual environment that passim is installed in")
    parser.add_argument("--processes", type=int, default=4)
    options = parser.parse_args()
    collection = read_collection(options.collection)
    runs = {"rashomon": run_rashomon(collection, options.processes)}
    if options.passim:
        runs["passim"] = run_passim(collection, options.passim.absolute(), options.processes)
    wanted = same_event(collection.events)
    together = set().union(*(run.pairs for run in runs.values())) & wanted
    for name, run in runs.items():
        print(json.dumps(report(name, run, wanted, together)))


if __name__ == "__main__":
    main()

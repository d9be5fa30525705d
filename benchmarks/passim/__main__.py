"""Link the same texts with rashomon and passim and compare: `python -m benchmarks.passim COLLECTION… --passim VENV`.

A COLLECTION is a folder with `articles.jsonl` and `stories.tsv`, or a number: so many items of the simulated world.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from pathlib import Path

import msgspec
from benchmarks.newsworld.inputs import as_input
from benchmarks.newsworld.world import make_world

from rashomon.linking.inputs import link_input
from rashomon.model.captures import Item
from rashomon.model.links import LinkInput
from rashomon.model.readings import Reading

from .watching import Taken, watch

Pairs = set[tuple[str, str]]
ROOT = Path(__file__).parents[2]


class Collection(msgspec.Struct, frozen=True):
    """Texts, and the event of each."""

    inputs: list[LinkInput]
    events: dict[str, str]


class Run(msgspec.Struct, frozen=True):
    """What was found, by what the two of a pair share, and what finding it took."""

    pairs: dict[str, Pairs]
    taken: Taken
    note: str = ""


def read_collection(name: str) -> Collection:
    """The texts of a folder or of a simulated world."""
    if name.isdigit():
        world = list(make_world(int(name), 1))
        return Collection([as_input(made) for made in world], {made.record: f"world/{made.event}" for made in world})
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


def run_rashomon(collection: Collection, folder: Path, processes: int) -> Run:
    """All links of the texts, in a process of its own with all that it starts, from its start to its end."""
    given, out = folder / "inputs.jsonl", folder / "pairs.tsv"
    given.write_bytes(b"".join(msgspec.json.encode(i) + b"\n" for i in collection.inputs))
    command = [sys.executable, "-m", "benchmarks.passim.linking", str(given), str(out), "--processes", str(processes)]
    taken = watch(command, environment={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}, await_files={})
    if taken.returncode:
        raise SystemExit(f"rashomon failed: {taken.errors[-2000:]}")
    pairs: defaultdict[str, Pairs] = defaultdict(set)
    with out.open(encoding="utf-8") as lines:
        for kind, one, other in (line.rstrip("\n").split("\t") for line in lines):
            pairs["one story" if kind == "story" else "any passage"].add((one, other))
            if kind not in ("story", "boilerplate"):
                pairs["passages but page furniture"].add((one, other))
    pairs["passages, through others too"] = joined(pairs["passages but page furniture"])
    return Run(dict(pairs), taken)


def joined(pairs: Pairs) -> Pairs:
    """All pairs of items that hang together by pairs: of very like items one stands for the others in the join."""
    of: dict[str, set[str]] = {}
    for one, other in sorted(pairs):
        part = of.setdefault(one, {one}) | of.setdefault(other, {other})
        for item in part:
            of[item] = part
    parts = {min(part): part for part in of.values()}
    return {pair for part in parts.values() for pair in combinations(sorted(part), 2)}


def run_passim(collection: Collection, folder: Path, venv: Path, processes: int) -> Run:
    """Passim's alignments of every pair; its clusters, which need a graph package from the network, are not asked for.

    Each text is a series of its own, so that no pair is left out; a file for each process, since passim cuts its work
    into as many parts as it is given. The time ends where the alignments are written.
    """
    given, out = folder / "texts", folder / "out"
    given.mkdir()
    for part in range(processes):
        rows = ({"id": i.item_id, "series": i.item_id, "text": i.text} for i in collection.inputs[part::processes])
        text = "".join(json.dumps(row) + "\n" for row in rows)
        (given / f"part-{part}.json").write_text(text, encoding="utf-8")
    path = f"{venv / 'bin'}:{os.environ['PATH']}"
    taken = watch(
        _passim(venv, processes, given, out),
        environment={**os.environ, "PATH": path, "SPARK_CONF_DIR": str(venv / "conf"), "SPARK_LOCAL_DIRS": str(folder)},
        await_files={"alignments": out / "align.json" / "_SUCCESS", "extents": out / "tmp/psg.parquet"},
    )
    if "alignments" not in taken.marks:
        raise SystemExit(f"passim wrote no alignments: {taken.errors[-2000:]}")
    return Run({"alignments": set(_aligned(out / "align.json"))}, taken, _last_error(taken))


def _last_error(taken: Taken) -> str:
    """Why the clusters were not made, where they were not."""
    if not taken.returncode:
        return ""
    lines = [line.strip() for line in taken.errors.splitlines()]
    told = [line for line in lines if re.match(r"[\w.]*(Error|Exception)\b", line)]
    return "alignments only: " + (told or lines or [""])[-1][:200]


def _passim(venv: Path, processes: int, given: Path, out: Path) -> list[str]:
    script = next(iter(sorted(venv.glob("share/submit-seriatim.py"))), None)
    if script is None:
        raise SystemExit(f"no passim in {venv}: see benchmarks/passim/README.md")
    return [str(venv / "bin" / "spark-submit"), "--master", f"local[{processes}]", "--driver-memory", "6g", str(script),
            "--all-pairs", "--fields", "xxhash64(series) as gid", "--filterpairs", "gid < gid2", "--pairwise",
            str(given), str(out)]  # fmt: skip


def _aligned(folder: Path) -> Iterator[tuple[str, str]]:
    for part in sorted(folder.glob("part-*")):
        with part.open(encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                yield min(row["id"], row["id2"]), max(row["id"], row["id2"])


def same_event(events: Mapping[str, str]) -> Pairs:
    """All pairs of texts about one event."""
    members = defaultdict(list)
    for item, event in events.items():
        members[event].append(item)
    return {pair for items in members.values() for pair in combinations(sorted(items), 2)}


def report(name: str, run: Run, wanted: Pairs) -> Iterator[dict[str, object]]:
    """What a run took, and what it found of the pairs of one event by each way in which it tells a pair."""
    taken = run.taken
    yield {
        "by": name, "seconds": round(taken.seconds, 1), "cpu_seconds": round(taken.cpu_seconds, 1),
        "peak_mb": taken.peak_mb, "note": run.note,
        "until": {mark: [round(t, 1) for t in times] for mark, times in taken.marks.items()},
    }  # fmt: skip
    for how, pairs in sorted(run.pairs.items()):
        found = pairs & wanted
        yield {
            "by": name, "pairs_by": how, "pairs": len(pairs), "same_event": len(found),
            "recall": round(len(found) / max(1, len(wanted)), 4),
            "precision": round(len(found) / max(1, len(pairs)), 4),
        }  # fmt: skip


def compared(runs: Mapping[str, Run], wanted: Pairs) -> Iterator[dict[str, object]]:
    """How many times faster rashomon was, by both clocks, and which of passim's pairs of one event it has."""
    ours, theirs = runs["rashomon"], runs["passim"]
    seconds, cpu = theirs.taken.marks["alignments"]
    yield {
        "times_faster": round(seconds / ours.taken.seconds, 1),
        "times_fewer_cpu_seconds": round(cpu / ours.taken.cpu_seconds, 1),
    }
    there = theirs.pairs["alignments"] & wanted
    for how, pairs in sorted(ours.pairs.items()):
        yield {"of_passims": len(there), "also_by": how, "share": round(len(there & pairs) / max(1, len(there)), 4)}


def read_all(names: Iterable[str]) -> Collection:
    """Several collections as one."""
    every = [read_collection(name) for name in names]
    return Collection([i for c in every for i in c.inputs], {item: e for c in every for item, e in c.events.items()})


def main() -> None:
    """Run both, print one JSON object a line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("collections", nargs="+", metavar="COLLECTION")
    parser.add_argument("--passim", type=Path, help="the virtual environment that passim is installed in")
    parser.add_argument("--processes", type=int, default=4)
    options = parser.parse_args()
    collection = read_all(options.collections)
    wanted = same_event(collection.events)
    print(json.dumps({"items": len(collection.inputs), "pairs_of_one_event": len(wanted)}), flush=True)
    runs: dict[str, Run] = {}
    with tempfile.TemporaryDirectory(prefix="passim-") as folder:
        runs["rashomon"] = run_rashomon(collection, Path(folder), options.processes)
        if options.passim:
            runs["passim"] = run_passim(collection, Path(folder), options.passim.absolute(), options.processes)
    for name, run in runs.items():
        for row in report(name, run, wanted):
            print(json.dumps(row))
    if "passim" in runs:
        for row in compared(runs, wanted):
            print(json.dumps(row))


if __name__ == "__main__":
    main()

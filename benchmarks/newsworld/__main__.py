"""Make a world, link it, score the links: `python -m benchmarks.newsworld SIZE [--seed N] [--processes N]`.

With `--count` or `--stored FOLDER` the world is never held: only how fast links come is told."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TypeVar

from rashomon.linking.families import merged
from rashomon.linking.link import link_parts
from rashomon.model.links import LinkInput, Links
from rashomon.model.settings import LinkingSettings

from .inputs import as_input
from .stages import Watch
from .stored import read_inputs
from .world import Made, make_world

_T = TypeVar("_T")


def score(world: list[Made], links: Links) -> dict[str, object]:
    """Recall and precision of pairs that share copied text, directions that are stated, origins counted, stories."""
    by_record = {made.record: made for made in world}
    found = {(p.a_item, p.b_item) for p in links.passages if p.kind in ("copy", "rewrite")}
    wanted = {tuple(sorted((made.record, giver))) for made in world for giver, _ in made.taken if giver in by_record}
    good = {pair for pair in found if set(by_record[pair[0]].texts) & set(by_record[pair[1]].texts)}
    return {
        "items": len(world),
        "pairs_wanted": len(wanted), "pairs_recall": _share(len(wanted & found), len(wanted)),
        "pairs_found": len(found), "pairs_precision": _share(len(good), len(found)),
        **_directions(by_record, links), **_origins(world, links), **_stories(world, links),
        "revisions_recall": _revisions(world, links),
    }  # fmt: skip


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 1.0


def _directions(by_record: dict[str, Made], links: Links) -> dict[str, object]:
    stated = {}
    for p in links.passages:
        if p.kind in ("copy", "rewrite") and p.direction != "unknown":
            giver, taker = (p.a_item, p.b_item) if p.direction == "a_to_b" else (p.b_item, p.a_item)
            stated[giver, taker] = p.reason
    right = [pair for pair in stated if pair[0] in dict(by_record[pair[1]].taken)]
    wrong = Counter((stated[pair] or "").split(":")[0] for pair in stated if pair not in set(right))
    return {"directions_stated": len(stated), "directions_right": _share(len(right), len(stated)),
            "directions_wrong_by": dict(wrong.most_common(4))}  # fmt: skip


def _origins(world: list[Made], links: Links) -> dict[str, object]:
    roots: dict[int, set[str]] = defaultdict(set)
    for made in world:
        roots[made.event].add(made.root)
    event = {made.record: made.event for made in world}
    counted: dict[int, set[str]] = defaultdict(set)
    for row in links.origins:
        counted[event[row.item_id]].add(row.origin_id)
    off = [abs(len(counted[e]) - len(roots[e])) for e in roots]
    near, exact = sum(o <= 1 for o in off), off.count(0)
    return {"origins_within_1": _share(near, len(off)), "origins_exact": _share(exact, len(off))}


def _stories(world: list[Made], links: Links) -> dict[str, object]:
    story = {m.item_id: m.story_id for m in links.stories}
    sizes, events = Counter(story.values()), Counter(made.event for made in world)
    both = Counter((story[made.record], made.event) for made in world)
    precision = sum(n * n / sizes[s] for (s, _), n in both.items()) / len(world)
    recall = sum(n * n / events[e] for (_, e), n in both.items()) / len(world)
    return {"stories_f1": round(2 * precision * recall / (precision + recall), 4)}


def _revisions(world: list[Made], links: Links) -> float:
    wanted = [made for made in world if any(way == "revision" for _, way in made.taken) and made.record.endswith("r")]
    found = [made for made in wanted if {made.record, made.record[:-1]} & links.revisions.keys()]
    return _share(len(found), len(wanted))


class Meter:
    """The inputs, and the processor seconds that making or reading them took, which are none of linking's."""

    def __init__(self) -> None:
        self.making = 0.0

    def inputs(self, size: int, seed: int, keep: list[Made] | None) -> Iterator[LinkInput]:
        """The world's items one by one, kept with their truth only where somebody asks for it."""
        for made in self._timed(make_world(size, seed)):
            if keep is not None:
                keep.append(made)
            at = time.process_time()
            given = as_input(made)
            self.making += time.process_time() - at
            yield given

    def stored(self, folder: Path, size: int) -> Iterator[LinkInput]:
        """The first so many items of a stored world."""
        return self._timed(islice(read_inputs(folder), size))

    def _timed(self, items: Iterable[_T]) -> Iterator[_T]:
        at = time.process_time()
        for item in items:
            self.making += time.process_time() - at
            yield item
            at = time.process_time()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("size", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--count", action="store_true", help="count the rows instead of scoring them; holds no item")
    parser.add_argument("--stored", type=Path, help="the world that lies in this folder (newsworld.stored); counts")
    parser.add_argument("--stages", action="store_true", help="tell each stage's times on the error output")
    return parser.parse_args()


def main() -> None:
    """Make, link, score, print one JSON object."""
    options = _options()
    meter, began = Meter(), time.perf_counter()
    world: list[Made] | None = None if options.count or options.stored else []
    inputs = meter.inputs(options.size, options.seed, world)
    if options.stored:
        inputs = meter.stored(options.stored, options.size)
    parts: list[Links] = []
    counts: Counter[str] = Counter()
    log = partial(print, file=sys.stderr, flush=True) if options.stages else len
    with Watch(options.processes, log) as watch:
        for part in link_parts(inputs, LinkingSettings(processes=options.processes)):
            counts.update(passages=len(part.passages), origins=len(part.origins), items=len(part.stories))
            if world is not None:
                parts.append(part)
    cpu = sum(stage.working + stage.leading for stage in watch.stages) - meter.making
    wall = time.perf_counter() - began - meter.making
    reckoned = sum(stage.reckoned for stage in watch.stages) - meter.making
    report = {
        **counts, "seconds": round(wall, 1), "cpu_seconds_inputs": round(meter.making, 1),
        "cpu_seconds_linking": round(cpu, 1), "items_a_cpu_second": round(counts["items"] / cpu),
        "busy": round(cpu / wall, 2), "reckoned_seconds": round(reckoned, 1),
        "peak_mb": watch.peak_mb, "peak_at": watch.peak_at, "disk_mb": watch.disk_mb,
    }  # fmt: skip
    print(json.dumps({**(score(world, merged(parts)) if world is not None else {}), **report}, indent=1))


if __name__ == "__main__":
    main()

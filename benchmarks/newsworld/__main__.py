"""Make a world, link it, and score the links: `python -m benchmarks.newsworld SIZE [--seed N] [--processes N]`."""

from __future__ import annotations

import argparse
import json
import resource
import time
from collections import Counter, defaultdict

from rashomon.linking.inputs import link_input
from rashomon.linking.link import link
from rashomon.model.captures import Item
from rashomon.model.links import LinkInput, Links
from rashomon.model.readings import Reading
from rashomon.model.settings import LinkingSettings

from .world import Made, make_world


def as_input(made: Made) -> LinkInput:
    """An item as intake would hand it on, unread."""
    item = Item(
        item_id=made.record, capture_id=made.record, capture=made.record, ordinal=0, text=made.text,
        body_start=len(made.headline) + 2, headline=made.headline, publisher=made.publisher, url=made.url or None,
        published=made.published, language="en", relays=(),
    )  # fmt: skip
    return link_input(item, Reading(item_id=made.record, language="en"))


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


def main() -> None:
    """Make, link, score, print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("size", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--memory-mb", type=int, default=2000)
    parser.add_argument("--processes", type=int, default=1)
    options = parser.parse_args()
    began = time.perf_counter()
    world = list(make_world(options.size, options.seed))
    made_at = time.perf_counter()
    inputs = [as_input(made) for made in world]
    read_at = time.perf_counter()
    cpu_began = time.process_time()
    links = link(inputs, LinkingSettings(memory_mb=options.memory_mb, processes=options.processes))
    cpu, linked_at = time.process_time() - cpu_began, time.perf_counter()
    report = {
        "seconds_making": round(made_at - began, 2), "seconds_inputs": round(read_at - made_at, 2),
        "seconds_linking": round(linked_at - read_at, 2), "cpu_seconds_linking": round(cpu, 2),
        "items_a_second": round(len(world) / (linked_at - read_at)),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }  # fmt: skip
    print(json.dumps({**score(world, links), **report}, indent=1))


if __name__ == "__main__":
    main()

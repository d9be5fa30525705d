"""Compare the events of a world, and score what is said of altered quotations and of tolls that changed or conflict.

    python -m benchmarks.newsworld.findings SIZE [--seed N]       scores, as JSON
    python -m benchmarks.newsworld.findings --crowd N [N …]       CPU seconds of comparing one story of N accounts

Stories are the true events, so that only comparing is measured; accounts are read by rules. A conflict is made: one
outlet that copied a wire gets another toll in its first hours, in an event without a revision. Whether linking would
find the stories is measured elsewhere (`python -m benchmarks.newsworld`).
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

import msgspec

from rashomon.comparing.compare import compare
from rashomon.model.captures import Item
from rashomon.model.findings import Account, Findings, Story
from rashomon.model.settings import ComparingSettings, ReadingSettings
from rashomon.reading.read import read_item

from .world import Made, make_crowd, make_world

_TOLL = re.compile(r"(?i)at least (\d+) people")
_QUOTE = re.compile(r"“([^”]+)”")


def account_of(made: Made) -> Account:
    """An item as intake would hand it on, read by rules."""
    item = Item(
        item_id=made.record, capture_id=made.record, capture=made.record, ordinal=0, text=made.text,
        body_start=len(made.headline) + 2, headline=made.headline, publisher=made.publisher, url=made.url or None,
        published=made.published, language="en", relays=(),
    )  # fmt: skip
    return Account(item, read_item(item, ReadingSettings(tagger="rules")))


def story_of(name: str, made: Iterable[Made]) -> Story:
    """A story of these items."""
    accounts = sorted((account_of(m) for m in made), key=lambda a: a.item.item_id)
    return Story(name, tuple(accounts))


def with_conflict(event: list[Made]) -> tuple[list[Made], str | None]:
    """The event with another toll in one copy, and which; unchanged where it has a revision or no copy with a toll."""
    if any(way == "revision" for made in event for _, way in made.taken):
        return event, None
    for n, made in enumerate(event):
        found = _TOLL.search(made.text)
        if found and any(way in ("copy", "own") for _, way in made.taken or (("", "own"),)) and n:
            toll = int(found[1])
            text = made.text.replace(found[0], found[0].replace(found[1], str(2 * toll + 7)))
            return [*event[:n], msgspec.structs.replace(made, text=text), *event[n + 1 :]], made.record
    return event, None


def quotations_scored(event: list[Made], findings: Findings) -> Iterator[tuple[str, bool]]:
    """For each altered quotation whether it is found, and where it is whether its flag is right.

    A "not" put in must be flagged as a negation; another adjective must not.
    """
    versions = [v for x in findings.lineages for v in x.versions]
    plain = Counter(q for m in event if not m.misquoted for q in _QUOTE.findall(m.text))
    for made in event:
        quotes = _QUOTE.findall(made.text)
        if not made.misquoted or not any(_near(q, p) for q in quotes for p in plain):
            continue
        mine = [v for v in versions if v.item_id == made.record and v.relation == "altered"]
        yield "altered_found", bool(mine)
        if mine:
            negated = any(" not " in q and any(_near(q, p) and " not " not in p for p in plain) for q in quotes)
            yield "right_flag", negated == any(f.kind == "negation" for v in mine for f in v.flags)


def _near(a: str, b: str) -> bool:
    """Whether two quotations differ in one word."""
    one, two = a.split(), b.split()
    return len(one) == len(two) and sum(x != y for x, y in zip(one, two, strict=True)) == 1


def tolls_scored(event: list[Made], findings: Findings, odd: str | None) -> Iterator[tuple[str, bool]]:
    """For each pair of tolls that differ whether they are grouped, and whether the group's verdict is right.

    Outlets that raise a toll to different values know nothing of one another: their group is a conflict.
    """
    item = {f.figure_id: (r.item_id, f.low) for r in findings.readings for f in r.figures}
    by_record = {m.record: m for m in event}
    later = [m for m in event if m.record.endswith("r") and m.record[:-1] in by_record]
    raised = {toll[1] for m in later if (toll := _TOLL.search(m.text))}
    wanted = [(m.record[:-1], m.record, "revision" if len(raised) == 1 else "conflict") for m in later]
    others = sorted(r for r in by_record if r != odd and _TOLL.search(by_record[r].text))
    wanted += [(others[0], odd, "conflict")] if odd and others else []
    for first, second, verdict in wanted:
        a, b = (_TOLL.search(by_record[r].text) for r in (first, second))
        if not a or not b:
            continue
        groups = [
            g.verdict
            for g in findings.figure_groups
            if {(first, float(a[1])), (second, float(b[1]))} <= {item.get(f) for f in g.figure_ids}
        ]
        yield "toll_grouped", bool(groups)
        if groups:
            yield f"{verdict}_right", groups[0] == verdict
            yield "told_apart", groups[0] == verdict


def score(size: int, seed: int) -> dict[str, object]:
    """The shares over a world of about so many items."""
    events: dict[int, list[Made]] = defaultdict(list)
    for made in make_world(size, seed):
        events[made.event].append(made)
    counts: dict[str, list[bool]] = defaultdict(list)
    cpu = 0.0
    for number, event in sorted(events.items()):
        changed, odd = with_conflict(event)
        story = story_of(f"s{number}", changed)
        began = time.process_time()
        findings = compare(story, ComparingSettings())
        cpu += time.process_time() - began
        for name, right in (*quotations_scored(changed, findings), *tolls_scored(changed, findings, odd)):
            counts[name].append(right)
    shares = {name: [round(sum(found) / len(found), 3), len(found)] for name, found in sorted(counts.items())}
    return {"events": len(events), **shares, "cpu_seconds_comparing": round(cpu, 1)}


def crowds(sizes: Iterable[int], seed: int) -> Iterator[dict[str, object]]:
    """CPU seconds of comparing one story of each size."""
    for size in sizes:
        story = story_of("crowd", make_crowd(size, seed))
        began = time.process_time()
        findings = compare(story, ComparingSettings())
        yield {
            "accounts": len(story.accounts), "cpu_seconds": round(time.process_time() - began, 2),
            "lineages": len(findings.lineages), "positions": len(findings.positions), "labels": len(findings.labels),
        }  # fmt: skip


def main() -> None:
    """Score or time, as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("size", type=int, nargs="?", default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--crowd", type=int, nargs="+")
    options = parser.parse_args()
    if options.crowd:
        for row in crowds(options.crowd, options.seed):
            print(json.dumps(row))
        return
    print(json.dumps(score(options.size, options.seed), indent=1))


if __name__ == "__main__":
    main()

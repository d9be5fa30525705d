"""rashomon's side, as a process of its own: `python -m benchmarks.passim.linking INPUTS PAIRS --processes N`.

INPUTS is a file of JSON lines, one link input each, as intake hands them on; PAIRS gets one line a pair of items.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import msgspec

from rashomon.linking.link import link_parts
from rashomon.model.links import LinkInput, Links
from rashomon.model.settings import LinkingSettings


def pairs_of(part: Links) -> Iterator[tuple[str, str, str]]:
    """Pairs of items with what they share: the kind of a passage, or `story`."""
    for passage in part.passages:
        yield passage.kind, passage.a_item, passage.b_item


def main() -> None:
    """Link and write the pairs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("inputs", type=Path)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--processes", type=int, default=4)
    options = parser.parse_args()
    read = msgspec.json.Decoder(LinkInput).decode
    stories: defaultdict[str, set[str]] = defaultdict(set)
    with options.inputs.open("rb") as lines, options.pairs.open("w", encoding="utf-8") as out:
        for part in link_parts(map(read, lines), LinkingSettings(processes=options.processes)):
            for member in part.stories:
                stories[member.story_id].add(member.item_id)
            out.writelines("\t".join(pair) + "\n" for pair in sorted(set(pairs_of(part))))
        for items in stories.values():
            out.writelines(f"story\t{one}\t{other}\n" for one, other in combinations(sorted(items), 2))


if __name__ == "__main__":
    main()

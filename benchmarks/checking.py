"""How long a check takes and how often it cries wolf: `python -m benchmarks.checking CASE [--stories N]`.

Drafts of 1,000 words are made of a case's own accounts, a story each. Unaltered, nothing in them is wrong: what asks
for a look is a false alarm, or a true conflict between accounts. Then one word of each quotation is replaced: what is
not said to be altered or not found was missed.
"""

from __future__ import annotations

import argparse
import re
import time
from collections import Counter

from rashomon.case.queries import CaseReader
from rashomon.language.quotations import quotations
from rashomon.views.check import check
from rashomon.views.draft import read_draft

WORDS = 1000
_CAUGHT = ("altered", "not found")


def drafts_of(reader: CaseReader, stories: int) -> list[str]:
    """Drafts of the accounts of the largest stories, each paragraph once."""
    sizes = Counter(row["story_id"] for row in reader.rows("stories"))
    ranked = sorted(sizes, key=lambda s: (-sizes[s], s))[:stories]
    return [_draft([row["text"] for row in reader.table("items", story)]) for story in ranked]


def _draft(texts: list[str]) -> str:
    kept: list[str] = []
    for paragraph in (p for text in texts for p in text.split("\n\n")[1:]):
        if sum(len(p.split()) for p in kept) < WORDS and paragraph not in kept:
            kept.append(paragraph)
    return "\n\n".join(kept)


def altered(draft: str) -> tuple[str, list[int]]:
    """The draft with the longest word of each quotation of six words or more replaced, and where these begin."""
    made, at, starts = "", 0, []
    for q in quotations(draft, "en"):
        words = list(re.finditer(r"[a-z]{5,}", draft[q.inner_start : q.inner_end]))
        if q.inner_start < at or len(draft[q.inner_start : q.inner_end].split()) < 6 or len(words) < 2:
            continue
        longest = max(words, key=lambda m: len(m[0]))
        made += draft[at : q.inner_start]
        starts.append(len(made))
        made += draft[q.inner_start : q.inner_start + longest.start()] + "marmalade"
        at = q.inner_start + longest.end()
    return made + draft[at:], starts


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("case")
    parser.add_argument("--stories", type=int, default=20)
    asked = parser.parse_args()
    with CaseReader(asked.case) as reader:
        drafts = drafts_of(reader, asked.stories)
        times, verdicts, alarms = [], Counter[tuple[str, str]](), Counter[str]()
        changed, caught = 0, 0
        for draft in drafts:
            began = time.process_time()
            found = check(reader, read_draft("draft.txt", draft.encode()))
            times.append(time.process_time() - began)
            verdicts.update((f.kind, f.verdict) for f in found.findings)
            alarms.update(f.kind for f in found.findings if f.look)
            text, starts = altered(draft)
            again = check(reader, read_draft("draft.txt", text.encode()))
            changed += len(starts)
            mine = [f for f in again.findings if f.kind == "quotation" and "marmalade" in f.text]
            caught += sum(f.verdict in _CAUGHT for f in mine)
    kinds = Counter[str]()
    for (kind, _), count in verdicts.items():
        kinds[kind] += count
    times.sort()
    print(f"{len(drafts)} drafts; seconds of processor: first {times[-1]:.2f}, median {times[len(times) // 2]:.2f}")
    for kind in sorted(kinds):
        print(f"  {kind}: {kinds[kind]} found, {alarms[kind]} to look at in unaltered drafts")
    for (kind, verdict), count in sorted(verdicts.items()):
        print(f"    {kind} {verdict}: {count}")
    print(f"  quotations with a word changed: {changed}, said to be altered or not found: {caught}")


if __name__ == "__main__":
    main()

"""Short quoted fragments that are terms of the story: they show no utterance, since everybody says them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from .matching import SHORT
from .surroundings import Surroundings
from .versions import Rendering

UNQUOTED = 2
"""Times that the accounts have a fragment's words outside quotation marks, from which it is a term of theirs."""


def without_terms(found: Sequence[Rendering], surroundings: dict[str, Surroundings]) -> tuple[Rendering, ...]:
    """The renderings less quoted fragments of two or three words that the accounts also use in their own words."""
    short = {r.norms for r in found if r.quoted and len(r.words) < SHORT}
    if not short:
        return tuple(found)
    marked: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for r in found:
        if r.quoted:
            marked[r.item_id].append((r.start, r.end))
    uses: Counter[tuple[str, ...]] = Counter()
    for item_id, around in surroundings.items():
        uses.update(_uses(around, short, marked[item_id]))
    return tuple(r for r in found if not r.quoted or len(r.words) >= SHORT or uses[r.norms] < UNQUOTED)


def _uses(
    around: Surroundings, short: set[tuple[str, ...]], marked: Sequence[tuple[int, int]]
) -> Iterable[tuple[str, ...]]:
    """The fragments that stand in an account outside its quotations, as often as they do."""
    firsts = {phrase[0] for phrase in short}
    for number in range(len(around.account.reading.sentences)):
        words = around.words(number)
        for n, w in enumerate(words):
            if w.norm not in firsts:
                continue
            for size in range(2, SHORT):
                phrase = tuple(x.norm for x in words[n : n + size])
                if phrase in short and not any(start <= w.start < end for start, end in marked):
                    yield phrase

"""Quoted renderings by the utterance that they are of."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from .matching import SHORT, Wording, candidates, match_of
from .versions import Rendering


class DisjointSets:
    """Numbers in sets that are joined two by two; the least number stands for its set."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def find(self, n: int) -> int:
        """The number that stands for the set of n."""
        while self._parent[n] != n:
            self._parent[n] = self._parent[self._parent[n]]
            n = self._parent[n]
        return n

    def join(self, a: int, b: int) -> None:
        """Makes the sets of a and b one."""
        a, b = self.find(a), self.find(b)
        self._parent[max(a, b)] = min(a, b)


def grouped(found: Sequence[Rendering], wordings: Sequence[Wording]) -> list[list[int]]:
    """The places in `found` of quoted renderings, by utterance.

    Long wordings that match are of one utterance, and so are the parts of a split quotation; a short fragment joins
    the one utterance that it fits best, since it could otherwise tie two together.
    """
    sets = DisjointSets(len(wordings))
    best: dict[int, tuple[float, int]] = {}
    for a, b in candidates(wordings):
        short = [n for n in (a, b) if len(wordings[n].norms) < SHORT]
        if len(short) == 2 or (not short and sets.find(a) == sets.find(b)):
            continue
        match = match_of(wordings, a, b)
        if match is None:
            continue
        if not short:
            sets.join(a, b)
            continue
        other = b if short[0] == a else a
        best[short[0]] = max(best.get(short[0], (0.0, 0)), (match.strength, -other))
    for part in _split(found, wordings):
        for n in part[1:]:
            sets.join(part[0], n)
    sizes = Counter(sets.find(n) for n in range(len(wordings)))
    joined = [(n, -other) for n, (_, other) in sorted(best.items()) if sizes[sets.find(n)] == 1]
    for n, other in joined:
        sets.join(n, other)
    by_root: dict[int, list[int]] = defaultdict(list)
    for n, w in enumerate(wordings):
        by_root[sets.find(n)].extend(w.members)
    return [sorted(ns) for _, ns in sorted(by_root.items())]


def _split(found: Sequence[Rendering], wordings: Sequence[Wording]) -> list[list[int]]:
    """Wordings that stand as parts of one split quotation somewhere; parts that are all short tie nothing together."""
    parts: dict[tuple[str, str], set[int]] = defaultdict(set)
    for n, w in enumerate(wordings):
        for m in w.members:
            parts[(found[m].item_id, found[m].part)].add(n)
    long = {n for n, w in enumerate(wordings) if len(w.norms) >= SHORT}
    return [sorted(ns) for _, ns in sorted(parts.items()) if len(ns) > 1 and ns & long]

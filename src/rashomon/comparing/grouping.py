"""Quoted renderings by the utterance that they are of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from .fragments import Fragments
from .matching import Wording, candidates, is_fragment, match_of
from .surroundings import Surroundings
from .versions import Rendering

_LOOKED_AT = 16
"""Accounts that have two utterances, and renderings in one, that are looked at before the two become one."""
FAR = 600
"""Characters between two quotations of one account from which they are two utterances and no parts of one."""


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


def grouped(
    found: Sequence[Rendering], wordings: Sequence[Wording], surroundings: Mapping[str, Surroundings]
) -> list[list[int]]:
    """The places in `found` of quoted renderings, by utterance.

    Wordings that match are of one utterance, and so are the parts of a split quotation, unless some account has the two
    as two. A fragment joins the utterance that it fits best where something besides its words speaks for it
    (`fragments.py`), and ties nothing together.
    """
    fragments = Fragments(found, wordings, surroundings)
    is_short = [is_fragment(w) for w in wordings]
    long = [n for n in range(len(wordings)) if not is_short[n]]
    groups = _Groups(found, wordings, long)
    for a, b in candidates(wordings):
        short = [n for n in (a, b) if is_short[n]]
        if len(short) == 2 or (not short and groups.same(a, b)):
            continue
        match = match_of(wordings, a, b)
        if match is None:
            continue
        if short:
            fragments.add(short[0], b if short[0] == a else a, match.strength)
        elif match.whole or not groups.share_account(a, b):
            groups.join(a, b, direct=True)
    groups.join_parts()
    by_root: dict[int, list[int]] = defaultdict(list)
    for n in long:
        by_root[groups.root(n)].extend(wordings[n].members)
    by_root = fragments.joined(by_root, groups.root)
    return [sorted(ns) for _, ns in sorted(by_root.items())]


class _Groups:
    """Wordings by utterance, joined two by two unless an account shows that they are of two."""

    def __init__(self, found: Sequence[Rendering], wordings: Sequence[Wording], long: Sequence[int]) -> None:
        self._found, self._wordings, self._long = found, wordings, long
        self._sets = DisjointSets(len(wordings))
        self._direct: set[tuple[int, int]] = set()
        self._items: dict[int, dict[str, list[tuple[int, Rendering]]]] = {}
        for n in long:
            self._items[n] = defaultdict(list)
            for m in wordings[n].members:
                self._items[n][found[m].item_id].append((n, found[m]))
        self._quoted: dict[str, list[int]] = defaultdict(list)
        for r in found:
            if r.quoted:
                self._quoted[r.item_id].append(r.start)

    def root(self, n: int) -> int:
        """The number that stands for the utterance of a wording."""
        return self._sets.find(n)

    def same(self, a: int, b: int) -> bool:
        """Whether two wordings are of one utterance already."""
        return self.root(a) == self.root(b)

    def share_account(self, a: int, b: int) -> bool:
        """Whether some account has both wordings."""
        one, two = ({self._found[m].item_id for m in self._wordings[n].members} for n in (a, b))
        return not one.isdisjoint(two)

    def join(self, a: int, b: int, *, direct: bool = False) -> None:
        """Makes the utterances of two wordings one, unless some account has the two apart."""
        if direct:
            self._direct.add((min(a, b), max(a, b)))
        a, b = self.root(a), self.root(b)
        if a == b:
            return
        few, many = sorted((self._items[a], self._items[b]), key=len)
        if any(self._apart(few[i], many[i]) for i in list(few)[:_LOOKED_AT] if i in many):
            return
        for item_id, mine in few.items():
            many[item_id].extend(mine)
        self._sets.join(a, b)
        self._items[self.root(a)] = many

    def join_parts(self) -> None:
        """Joins the utterances of which a split quotation holds parts."""
        parts: dict[tuple[str, str], list[int]] = defaultdict(list)
        for n in self._long:
            for m in self._wordings[n].members:
                parts[(self._found[m].item_id, self._found[m].part)].append(n)
        done: set[tuple[int, int]] = set()
        for _, ns in sorted(parts.items()):
            for pair in pairwise(dict.fromkeys(ns)):
                if pair not in done:
                    done.add(pair)
                    self.join(*pair)

    def _apart(self, one: Sequence[tuple[int, Rendering]], two: Sequence[tuple[int, Rendering]]) -> bool:
        """Whether an account has the two only as quotations with another between them, or far from one another."""
        return not any(self._go_together(a, b) for a in one[:_LOOKED_AT] for b in two[:_LOOKED_AT])

    def _go_together(self, a: tuple[int, Rendering], b: tuple[int, Rendering]) -> bool:
        if (min(a[0], b[0]), max(a[0], b[0])) in self._direct:
            return True
        first, second = (a[1], b[1]) if a[1].start < b[1].start else (b[1], a[1])
        return _near(first, second, self._quoted[first.item_id])


def _near(a: Rendering, b: Rendering, quoted: Iterable[int]) -> bool:
    return a.part == b.part or (b.start - a.end <= FAR and not any(a.end <= start < b.start for start in quoted))

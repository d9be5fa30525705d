"""Groups of a weighted graph: connected parts, and average linkage within them, exact and independent of order."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping


class Unions:
    """Numbers joined into groups; a group is named by its lowest number."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def find(self, one: int) -> int:
        """The lowest number of the group."""
        root = one
        while self._parent[root] != root:
            root = self._parent[root]
        while self._parent[one] != root:
            self._parent[one], one = root, self._parent[one]
        return root

    def join(self, one: int, other: int) -> None:
        """Put the groups of the two together."""
        low, high = sorted((self.find(one), self.find(other)))
        self._parent[high] = low

    def groups(self) -> list[list[int]]:
        """All groups, each sorted, by their lowest number."""
        members: dict[int, list[int]] = {}
        for one in range(len(self._parent)):
            members.setdefault(self.find(one), []).append(one)
        return [members[root] for root in sorted(members)]


def average_linkage(size: int, weights: Mapping[tuple[int, int], int], *, least: int) -> list[list[int]]:
    """Join the two groups with the highest mean weight between their members while it is at least `least`.

    A pair without a weight counts as 0. Ties go to the lowest numbers. Sums are whole numbers, so that the answer does
    not depend on the order of adding.

    >>> average_linkage(4, {(0, 1): 900, (1, 2): 500, (2, 3): 800}, least=300)
    [[0, 1], [2, 3]]
    """
    sums: list[dict[int, int]] = [{} for _ in range(size)]
    for (one, other), weight in weights.items():
        sums[one][other] = weight
        sums[other][one] = weight
    counts = [1] * size
    unions = Unions(size)
    heap = [(-weight, one, other) for (one, other), weight in weights.items() if weight >= least]
    heapq.heapify(heap)
    while heap:
        negative, one, other = heapq.heappop(heap)
        if not (counts[one] and counts[other]) or -negative != _mean(sums, counts, one, other):
            continue
        unions.join(one, other)
        for near in _merge(sums, counts, one, other):
            low, high = min(one, near), max(one, near)
            mean = _mean(sums, counts, low, high)
            if mean >= least:
                heapq.heappush(heap, (-mean, low, high))
    return unions.groups()


def _mean(sums: list[dict[int, int]], counts: list[int], one: int, other: int) -> int:
    return sums[one].get(other, 0) // (counts[one] * counts[other])


def _merge(sums: list[dict[int, int]], counts: list[int], one: int, other: int) -> Iterable[int]:
    """Fold `other` (the higher number) into `one`; gives the neighbours whose mean has to be looked at again."""
    for near, weight in sums[other].items():
        del sums[near][other]
        if near != one:
            sums[one][near] = sums[near][one] = sums[one].get(near, 0) + weight
    sums[other] = {}
    counts[one] += counts[other]
    counts[other] = 0
    return sorted(sums[one])

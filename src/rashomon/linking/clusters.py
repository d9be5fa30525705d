"""Groups of a weighted graph: connected parts, and average linkage within them, exact and independent of order."""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence

import msgspec
import numpy as np

from .wording import I64

TELLING_SIZE = 3
"""Groups smaller than this have no likeness of their own to compare with."""


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


def components(size: int, first: I64, second: I64) -> I64:
    """The numbers below `size` in connected parts, each with the lowest number of its part; edges join first to second.

    >>> components(5, np.array([4, 1]), np.array([1, 3])).tolist()
    [0, 1, 2, 1, 1]
    """
    labels = np.arange(size, dtype=np.int64)
    while len(first):
        one, other = labels[first], labels[second]
        apart = one != other
        first, second, one, other = first[apart], second[apart], one[apart], other[apart]
        np.minimum.at(labels, np.maximum(one, other), np.minimum(one, other))
        while True:
            further = labels[labels]
            if np.array_equal(further, labels):
                break
            labels = further
    return labels


class Group(msgspec.Struct, frozen=True):
    """What is put together: how many items it holds, and the sum of the weights between them."""

    count: int = 1
    within: int = 0


def average_linkage(
    starting: Sequence[Group], weights: Mapping[tuple[int, int], int], *, least: int, contrast: int = 0
) -> list[list[int]]:
    """Join the two groups with the highest mean weight between their members while it is at least `least`.

    Two groups that each hang together far better than with one another are siblings and stay apart: the mean between
    them must reach `contrast` thousandths of the mean within the looser one. A pair without a weight counts as 0. Ties
    go to the lowest numbers. Sums are whole numbers, so that the answer does not depend on the order of adding.

    >>> average_linkage([Group()] * 4, {(0, 1): 900, (1, 2): 500, (2, 3): 800}, least=300)
    [[0, 1], [2, 3]]
    """
    return _Linkage(starting, weights, least, contrast).groups()


class _Linkage:
    """The state of one agglomeration: sums of weights between and within groups, and their sizes."""

    def __init__(
        self, starting: Sequence[Group], weights: Mapping[tuple[int, int], int], least: int, contrast: int
    ) -> None:
        self._within = [group.within for group in starting]
        self._counts = [group.count for group in starting]
        self._sums: list[dict[int, int]] = [{} for _ in starting]
        for (one, other), weight in weights.items():
            total = weight * self._counts[one] * self._counts[other]
            self._sums[one][other] = self._sums[other][one] = total
        self._unions = Unions(len(starting))
        self._least, self._contrast = least, contrast
        self._heap = [(-weight, one, other) for (one, other), weight in weights.items() if weight >= least]
        heapq.heapify(self._heap)

    def groups(self) -> list[list[int]]:
        """Join until nothing may be joined."""
        while self._heap:
            negative, one, other = heapq.heappop(self._heap)
            if self._counts[one] and self._counts[other] and -negative == self._allowed(one, other):
                self._merge(one, other)
        return self._unions.groups()

    def _allowed(self, one: int, other: int) -> int:
        """The mean weight between two groups; 0 where they may not be joined."""
        mean = self._sums[one].get(other, 0) // (self._counts[one] * self._counts[other])
        if mean < self._least or 1000 * mean < self._contrast * min(self._tightness(one), self._tightness(other)):
            return 0
        return mean

    def _tightness(self, one: int) -> int:
        """The mean weight within a group; 0 where it is too small to tell."""
        count = self._counts[one]
        return 2 * self._within[one] // (count * (count - 1)) if count >= TELLING_SIZE else 0

    def _merge(self, one: int, other: int) -> None:
        """Fold `other` (the higher number) into `one`, and look at the neighbours again."""
        self._within[one] += self._within[other] + self._sums[one].get(other, 0)
        self._counts[one] += self._counts[other]
        self._counts[other] = 0
        for near, weight in self._sums[other].items():
            del self._sums[near][other]
            if near != one:
                self._sums[one][near] = self._sums[near][one] = self._sums[one].get(near, 0) + weight
        self._sums[other] = {}
        self._unions.join(one, other)
        for near in sorted(self._sums[one]):
            low, high = min(one, near), max(one, near)
            mean = self._allowed(low, high)
            if mean:
                heapq.heappush(self._heap, (-mean, low, high))

"""Runs put together into chains, with small edits between them, for all pairs of a batch at once.

Most runs follow at most one other and are followed by at most one: arrays say so without looking at any pair. Only
pairs in which a run has a choice are gone through run by run.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .fingerprints import SHINGLE_WORDS
from .seeds import MAX_GAP, Runs
from .wording import I64, distinct

_OVERLAP = SHINGLE_WORDS
_NEIGHBOURS = 8
"""Pairs whose runs have so many possible followers each, on average, are gone through run by run."""


class Chains(NamedTuple):
    """Chains of runs: `runs` in the order of their chains, each run cut where it overlaps the one before; chain `n` is

    `runs[begins[n]:begins[n + 1]]`.
    """

    runs: Runs
    begins: I64

    def some(self, which: I64) -> Chains:
        """Some of the chains, in this order."""
        sizes = np.diff(self.begins)[which]
        ends = np.cumsum(sizes)
        places = np.arange(int(sizes.sum())) + np.repeat(self.begins[which] - (ends - sizes), sizes)
        return Chains(Runs(*(column[places] for column in self.runs)), np.concatenate(([0], ends)).astype(np.int64))


def chain_up(runs: Runs) -> Chains:
    """The runs of each pair in chains: in the order of both texts, with at most `MAX_GAP` words between two.

    A run follows the chain that ends nearest to it; the first of those that are as near.
    """
    count = len(runs.pair)
    before = _before(runs)
    root = np.where(before < 0, np.arange(count), before)
    while True:
        further = root[root]
        if np.array_equal(further, root):
            break
        root = further
    order = np.argsort(root, kind="stable")
    begins = np.append(np.flatnonzero(np.diff(root[order], prepend=-1)), count)
    return Chains(Runs(*(column[order] for column in _trimmed(runs, before))), begins.astype(np.int64))


def _trimmed(runs: Runs, before: I64) -> Runs:
    """The runs without what they share with the run before."""
    follow = np.flatnonzero(before >= 0)
    last = before[follow]
    over = np.zeros(len(runs.pair), dtype=np.int64)
    ends_a, ends_b = runs.a[last] + runs.length[last], runs.b[last] + runs.length[last]
    over[follow] = np.maximum(np.maximum(ends_a - runs.a[follow], ends_b - runs.b[follow]), 0)
    return Runs(runs.pair, runs.a + over, runs.b + over, runs.length - over)


def _before(runs: Runs) -> I64:
    """For each run the one that it follows, or -1."""
    low, high = _reach_of(runs)
    many = _crowded(runs.pair, high - low)
    low[many[runs.pair]] = high[many[runs.pair]]
    sizes = high - low
    last = np.repeat(np.arange(len(low)), sizes)
    run = np.arange(int(sizes.sum())) + np.repeat(low - (np.cumsum(sizes) - sizes), sizes)
    gap_b = runs.b[run] - runs.b[last] - runs.length[last]
    least = np.minimum(runs.a[run] - runs.a[last] - runs.length[last], gap_b)
    fits = (gap_b <= MAX_GAP) & (least >= -_OVERLAP) & (-least < runs.length[run])
    last, run = last[fits], run[fits]
    before = np.full(len(low), -1, dtype=np.int64)
    before[run] = last
    count = len(low)
    choice = np.concatenate((run[(np.bincount(run, minlength=count) > 1)[run]],
                             last[(np.bincount(last, minlength=count) > 1)[last]]))  # fmt: skip
    for pair in distinct(np.concatenate((runs.pair[choice], np.flatnonzero(many)))).tolist():
        first, end = np.searchsorted(runs.pair, [pair, pair + 1]).tolist()
        own = zip(*(column[first:end].tolist() for column in runs[1:]), strict=True)
        found = np.array(_chosen(list(own)), dtype=np.int64)
        before[first:end] = np.where(found < 0, -1, found + first)
    return before


def _reach_of(runs: Runs) -> tuple[I64, I64]:
    """Which runs may follow each in its pair by where they begin in the first text: those from low to before high."""
    span = int((runs.a + runs.length).max(initial=0)) + MAX_GAP + 1
    begins, ends = runs.pair * span + runs.a, runs.pair * span + runs.a + runs.length
    low = np.maximum(np.searchsorted(begins, ends - _OVERLAP), np.arange(len(begins)) + 1)
    return low, np.maximum(np.searchsorted(begins, ends + MAX_GAP, side="right"), low)


def _crowded(pair: I64, followers: I64) -> NDArray[np.bool_]:
    """Which pairs have more possible followers than are worth looking at."""
    size = int(pair.max(initial=-1)) + 1
    runs, all_of = np.bincount(pair, minlength=size), np.bincount(pair, followers, minlength=size)
    crowded: NDArray[np.bool_] = all_of > _NEIGHBOURS * runs
    return crowded


def _chosen(runs: list[tuple[int, int, int]]) -> list[int]:
    """The run that each follows or -1, of one pair: each run is `(a, b, length)`, sorted."""
    before: list[int] = []
    open_ends: list[int] = []
    for number, (a, b, length) in enumerate(runs):
        open_ends = [n for n in open_ends if runs[n][0] + runs[n][2] + MAX_GAP >= a]
        best, cost = -1, MAX_GAP * 2 + 1
        for place, last in enumerate(open_ends):
            gap_a, gap_b = a - runs[last][0] - runs[last][2], b - runs[last][1] - runs[last][2]
            least = min(gap_a, gap_b)
            if least >= -_OVERLAP and -least < length and max(gap_a, gap_b) <= MAX_GAP:
                price = abs(gap_a) + abs(gap_b)
                if price < cost:
                    best, cost = place, price
        before.append(open_ends[best] if best >= 0 else -1)
        if best >= 0:
            open_ends[best] = number
        else:
            open_ends.append(number)
    return before

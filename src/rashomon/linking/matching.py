"""Stretches that pairs of items share, aligned batch by batch, in one process or several."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import chain
from typing import NamedTuple

import numpy as np

from .alignment import SHORT_WORDS, Aligned, align_all
from .collection import Collection
from .seeds import Batch
from .terms import background, term_of
from .wording import U64

OWN_WORDS = 5
"""A short stretch needs this many words that stand in less than one of ten texts; `said that the` is a formula."""
_COMMON = 10
_BATCH_WORDS = 400_000
"""Pairs are aligned together until their texts have so many words: some tens of megabytes."""
_AHEAD = 2
"""Batches that wait for each process."""


class Match(NamedTuple):
    """Two items, as ranks with `low < high`, and a stretch that they share (low's words first)."""

    low: int
    high: int
    aligned: Aligned


class Job(NamedTuple):
    """A batch of pairs, and the ranks of its texts."""

    ranks: tuple[int, ...]
    batch: Batch


def find_matches(
    collection: Collection,
    pairs: U64,
    twins: Mapping[int, int],
    *,
    least_words: int,
    processes: int = 1,
) -> list[Match]:
    """Every stretch that the items of each pair share, and each twin's whole text with the first of its kind.

    `pairs` are ranks, `first << 32 | second`. The result is the same for any number of `processes`, which are started
    anew and import this package.
    """
    found = _aligned(_jobs(collection, pairs), partial(_work, least_words=least_words), processes)
    matches = [match for match in found if match.aligned.same >= SHORT_WORDS or _says_something(collection, match)]
    matches += [_whole(collection, first, twin) for twin, first in twins.items()
                if collection.known[twin].size >= least_words]  # fmt: skip
    return sorted(matches)


def uncommon(stems: U64) -> int:
    """How many words stand in few texts: what is left of a stretch without its formulas."""
    general = background()
    return int((general.counts[term_of(stems)] * _COMMON < general.texts).sum())


def _says_something(collection: Collection, match: Match) -> bool:
    return uncommon(collection.words(match.low).stems[match.aligned.a_start : match.aligned.a_end]) >= OWN_WORDS


def _whole(collection: Collection, first: int, twin: int) -> Match:
    size = collection.known[twin].size
    return Match(first, twin, Aligned(0, size, 0, size, size))


def _jobs(collection: Collection, pairs: U64) -> Iterator[Job]:
    places: dict[int, int] = {}
    ends: list[tuple[int, int]] = []
    held = 0
    for packed in pairs.tolist():
        pair = packed >> 32, packed & 0xFFFFFFFF
        held += collection.known[pair[1]].size + sum(collection.known[r].size for r in pair if r not in places)
        ends.append((places.setdefault(pair[0], len(places)), places.setdefault(pair[1], len(places))))
        if held >= _BATCH_WORDS:
            yield _job(collection, places, ends)
            places, ends, held = {}, [], 0
    if ends:
        yield _job(collection, places, ends)


def _job(collection: Collection, places: Mapping[int, int], ends: list[tuple[int, int]]) -> Job:
    first, second = np.array(ends, dtype=np.int64).T
    return Job(tuple(places), Batch(tuple(collection.indexed(rank) for rank in places), first, second))


def _work(job: Job, *, least_words: int) -> list[Match]:
    pairs = zip(job.batch.first.tolist(), job.batch.second.tolist(), strict=True)
    return [
        Match(job.ranks[low], job.ranks[high], aligned)
        for (low, high), found in zip(pairs, align_all(job.batch, least_words=least_words), strict=True)
        for aligned in found
    ]


def _aligned(jobs: Iterator[Job], work: partial[list[Match]], processes: int) -> Iterator[Match]:
    if processes < 2:
        yield from chain.from_iterable(map(work, jobs))
        return
    with ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn")) as pool:
        waiting = [pool.submit(work, job) for _, job in zip(range(processes * _AHEAD), jobs, strict=False)]
        while waiting:
            done, *waiting = waiting
            yield from done.result()
            waiting += [pool.submit(work, job) for job in [next(jobs, None)] if job is not None]

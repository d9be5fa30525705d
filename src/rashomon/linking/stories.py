"""Which items are about one event: items that meet by rare words, grouped by their mean likeness."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from .clusters import Group, average_linkage, components
from .collection import Collection
from .likeness import ends_of
from .terms import Guess
from .vectors import Compared, Counting, Graph, Groups, compare_all, forget, make_vectors, pool
from .wording import I64, U64, distinct
from .workplace import Workplace

LEAST_MEAN = 130
"""Two groups are one story while their items are at least this much alike on average, in thousandths."""
CHAPTER_DAYS = 7
"""A story is a later chapter of one that ended this many days before and would be one with it but for the days."""
CONTRAST = 650
"""Groups of three or more are siblings when the mean between them is below this many thousandths of the looser's."""
_TOGETHER = 10_000
"""Edges of parts that one task groups; a part is never divided."""


def chapter_reason(apart: int, alike: int) -> str:
    """Why a story is taken for a later chapter of another: days between them, likeness in thousandths.

    >>> chapter_reason(9, 310)
    'begins 9 days after the earlier story ended; the two are 31 % alike by the words that tell stories apart'
    """
    return (
        f"begins {apart:,} days after the earlier story ended;"
        f" the two are {alike / 10:.0f} % alike by the words that tell stories apart"
    )


class Stories(NamedTuple):
    """The stories of a collection: which one each rank is in, by number, and what each story continues.

    `before` is the number of the earlier chapter or -1; `apart` how many days lie between, `alike` how alike they are.
    """

    of: I64
    before: I64
    apart: I64
    alike: I64


def group_stories(
    place: Workplace,
    collection: Collection,
    spread: str,
    telling: U64,
    same: I64,
    guess: I64 | None = None,
    *,
    chapters: bool = True,
    counting: Counting,
) -> Stories:
    """The items of a collection by story; stories are numbered by their first item.

    `telling` pairs share text (`first << 32 | second`) and are compared in any case; `same` gives for near-copies the
    item that stands for them; words of the page furniture named `spread` are left out; `guess` is a first answer, by
    which words that only belong to a site are known. Without `chapters` no story knows its predecessor.
    Groups found among items are compared once more as wholes, since in a large story not every pair has met.
    """
    alone = np.flatnonzero(same == np.arange(len(same)))
    compared = _compared(place, collection, alone, spread, guess, counting)
    one = np.ones(len(alone), dtype=np.int64)
    groups = _linked(place, one, 0 * one, compare_all(place, compared, _among(telling, alone, same)))
    wholes, inside = pool(place, compared, groups, "wholes")
    forget(place, compared)
    nothing = np.empty(0, np.uint64)
    again = _linked(place, np.diff(groups.begins), inside, compare_all(place, wholes, nothing))
    of = _labels(again)[_labels(groups)]
    before = np.full((3, len(again)), -1, dtype=np.int64)
    if chapters:
        stories, _ = pool(place, wholes, again, "stories")
        before = best_chapters(stories, compare_all(place, stories._replace(days=0 * stories.days), nothing))
        forget(place, stories)
    forget(place, wholes)
    by_rank = np.zeros(len(same), dtype=np.int64)
    by_rank[alone] = of
    return Stories(by_rank[same], *before)


def _compared(
    place: Workplace, collection: Collection, alone: I64, spread: str, guess: I64 | None, counting: Counting
) -> Compared:
    known = None if guess is None else Guess(collection.sites[alone], guess[alone])
    make_vectors(place, "items", alone, spread, known, counting=counting)
    crossing = ""
    if len(np.unique(collection.latin[alone])) > 1:
        crossing = "items-crossing"
        make_vectors(place, crossing, alone, spread, crossing=True, counting=counting)
    days = collection.days[alone]
    return Compared("items", crossing, np.array([days, days]).T, collection.latin[alone].astype(np.int64))


def _among(telling: U64, alone: I64, same: I64) -> U64:
    """Pairs of ranks as pairs of the places of those that stand for them."""
    place = np.searchsorted(alone, same).astype(np.uint64)
    first, second = (place[ends] for ends in ends_of(telling))
    low, high = np.minimum(first, second), np.maximum(first, second)
    return distinct((low << np.uint64(32) | high)[low != high])


def _labels(groups: Groups) -> I64:
    """The number of each member's group."""
    labels = np.zeros(len(groups.members), dtype=np.int64)
    labels[groups.members] = np.repeat(np.arange(len(groups)), np.diff(groups.begins))
    return labels


def best_chapters(stories: Compared, graph: Graph) -> I64:
    """For each story the earlier one that it continues, the days between, the likeness without days; -1 for none."""
    strong = graph.values >= LEAST_MEAN
    firsts, seconds = (ends.tolist() for ends in ends_of(graph.pairs[strong]))
    found = np.full((3, len(stories.days)), -1, dtype=np.int64)
    best: dict[int, tuple[int, int, int]] = {}
    days = stories.days.tolist()
    for one, other, alike in zip(firsts, seconds, graph.values[strong].tolist(), strict=True):
        for early, late in ((one, other), (other, one)):
            ended, began = days[early][1], days[late][0]
            known = best.get(late)
            if ended and began - ended >= CHAPTER_DAYS and (known is None or (alike, -early) > (known[2], -known[0])):
                best[late] = early, began - ended, alike
    for late, chapter in best.items():
        found[:, late] = chapter
    return found


def _linked(place: Workplace, counts: I64, inside: I64, graph: Graph) -> Groups:
    """Average linkage within each connected part."""
    strong = graph.values >= LEAST_MEAN
    parts = components(len(counts), *ends_of(graph.pairs[strong]))
    first, second = ends_of(graph.pairs)
    own = parts[first] == parts[second]
    labels = np.arange(len(counts))
    lots = _lots(parts, Graph(graph.pairs[own], graph.values[own]), counts, inside)
    for members, roots in place.run(_link_parts, lots):
        labels[members] = roots
    order = np.argsort(labels, kind="stable")
    begins = np.flatnonzero(np.diff(labels[order], prepend=-1))
    return Groups(order, np.append(begins, len(order)))


class Part(NamedTuple):
    """One connected part: its members, the edges among them by place, their values, and what its members hold."""

    members: I64
    first: I64
    second: I64
    values: I64
    counts: I64
    inside: I64


def _lots(parts: I64, graph: Graph, counts: I64, inside: I64) -> Iterator[list[Part]]:
    first, second = ends_of(graph.pairs)
    by_part = np.argsort(parts, kind="stable")
    roots, begins, sizes = np.unique(parts[by_part], return_index=True, return_counts=True)
    edges = np.argsort(parts[first], kind="stable")
    cuts = np.searchsorted(parts[first][edges], np.append(roots, len(parts)))
    lot: list[Part] = []
    held = 0
    for number in np.flatnonzero(sizes > 1).tolist():
        members = by_part[begins[number] : begins[number] + sizes[number]]
        own = edges[cuts[number] : cuts[number + 1]]
        at = np.searchsorted(members, first[own]), np.searchsorted(members, second[own])
        lot.append(Part(members, *at, graph.values[own], counts[members], inside[members]))
        held += len(own)
        if held >= _TOGETHER:
            yield lot
            lot, held = [], 0
    if lot:
        yield lot


def _link_parts(folder: str, lot: Sequence[Part]) -> tuple[I64, I64]:
    """The members of some parts, each with the lowest of its group."""
    members, roots = [], []
    for part in lot:
        for group in groups_of(part):
            members.append(part.members[group])
            roots.append(np.full(len(group), part.members[group[0]]))
    return np.concatenate(members), np.concatenate(roots)


def groups_of(part: Part) -> list[list[int]]:
    """The groups within one connected part, as places of its members."""
    starting = [Group(*given) for given in zip(part.counts.tolist(), part.inside.tolist(), strict=True)]
    ends = zip(part.first.tolist(), part.second.tolist(), strict=True)
    weights = dict(zip(ends, part.values.tolist(), strict=True))
    return average_linkage(starting, weights, least=LEAST_MEAN, contrast=CONTRAST)

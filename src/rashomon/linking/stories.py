"""Which items are about one event: items that meet by rare words, grouped by their mean likeness."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
import numpy as np

from .boilerplate import Spread
from .clusters import Group, Unions, average_linkage
from .collection import Collection
from .likeness import Compared, Graph, compare_all, ends_of, pool, within
from .terms import make_crossing, make_vectors
from .wording import I64, U64

LEAST_MEAN = 130
"""Two groups are one story while their items are at least this much alike on average, in thousandths."""
CHAPTER_DAYS = 7
"""A story is a later chapter of one that ended this many days before and would be one with it but for the days."""
CONTRAST = 650
"""Groups of three or more are siblings when the mean between them is below this many thousandths of the looser's."""


class Story(msgspec.Struct, frozen=True, order=True):
    """A story's items as sorted ranks; `before` is the number of the earlier chapter in the list of stories, or null.

    `apart` is how many days lie between the two, `alike` how alike they are, in thousandths.
    """

    ranks: tuple[int, ...]
    before: int | None = None
    apart: int = 0
    alike: int = 0


def group_stories(
    collection: Collection,
    spread: Spread,
    joined: U64,
    same: Mapping[int, int],
    guess: I64 | None = None,
    *,
    chapters: bool = True,
) -> list[Story]:
    """The items of a collection by story, sorted.

    `joined` pairs share text (`first << 32 | second`) and are compared in any case; `same` maps near-copies to the
    item that stands for them; words of `spread` are left out; `guess` is a first answer, by which words that only
    belong to a site are known. Without `chapters` no story knows its predecessor.
    Groups found among items are compared once more as wholes, since in a large story not every pair has met.
    """
    alone = [rank for rank in range(len(collection)) if rank not in same]
    compared = Compared(
        make_vectors(collection, alone, spread, guess),
        np.array([[collection.known[rank].day] * 2 for rank in alone], dtype=np.int64),
        np.array([collection.known[rank].latin for rank in alone], dtype=np.int64),
        make_crossing(collection, alone, spread),
    )
    met = _among(joined, alone, same, len(collection))
    groups = _linked([Group()] * len(alone), compare_all(compared, met))
    wholes = pool(compared, groups)
    held = [
        Group(len(g), sum_) for g, sum_ in zip(groups, within(compared.vectors, wholes.vectors, groups), strict=True)
    ]
    again = _linked(held, compare_all(wholes, np.empty(0, np.uint64)))
    stories = [[alone[n] for number in group for n in groups[number]] for group in again]
    return _with_copies(stories, same, _chapters(pool(wholes, again)) if chapters else {})


def _among(joined: U64, alone: Sequence[int], same: Mapping[int, int], size: int) -> U64:
    """Pairs of ranks as pairs of the places of those that stand for them."""
    place = np.zeros(size, dtype=np.uint64)
    place[list(alone)] = np.arange(len(alone), dtype=np.uint64)
    place[list(same)] = place[list(same.values())]
    first, second = (place[ends] for ends in ends_of(joined))
    low, high = np.minimum(first, second), np.maximum(first, second)
    met: U64 = np.unique((low << np.uint64(32) | high)[low != high])
    return met


def _with_copies(
    stories: Sequence[Sequence[int]], same: Mapping[int, int], chapters: Mapping[int, tuple[int, int, int]]
) -> list[Story]:
    copies: dict[int, list[int]] = {}
    for copy, first in same.items():
        copies.setdefault(first, []).append(copy)
    whole = [tuple(sorted(rank for one in story for rank in (one, *copies.get(one, ())))) for story in stories]
    order = sorted(range(len(whole)), key=whole.__getitem__)
    place = {number: n for n, number in enumerate(order)}
    found = []
    for number in order:
        if number in chapters:
            before, apart, alike = chapters[number]
            found.append(Story(whole[number], place[before], apart, alike))
        else:
            found.append(Story(whole[number]))
    return found


def _chapters(stories: Compared) -> dict[int, tuple[int, int, int]]:
    """For each story the earlier one that it continues: its number, the days between, the likeness without days."""
    undated = stories._replace(days=np.zeros_like(stories.days))
    graph = compare_all(undated, np.empty(0, np.uint64))
    strong = graph.values >= LEAST_MEAN
    firsts, seconds = (ends.tolist() for ends in ends_of(graph.pairs[strong]))
    best: dict[int, tuple[int, int, int]] = {}
    for one, other, alike in zip(firsts, seconds, graph.values[strong].tolist(), strict=True):
        for early, late in ((one, other), (other, one)):
            ended, began = int(stories.days[early, 1]), int(stories.days[late, 0])
            known = best.get(late)
            if ended and began - ended >= CHAPTER_DAYS and (known is None or (alike, -early) > (known[2], -known[0])):
                best[late] = early, began - ended, alike
    return best


def _linked(starting: Sequence[Group], graph: Graph) -> list[list[int]]:
    """Average linkage within each connected part."""
    first, second = (graph.pairs >> np.uint64(32)).tolist(), (graph.pairs & np.uint64(0xFFFFFFFF)).tolist()
    edges = list(zip(first, second, graph.values.tolist(), strict=True))
    unions = Unions(len(starting))
    for one, other, value in edges:
        if value >= LEAST_MEAN:
            unions.join(one, other)
    parts: dict[int, dict[tuple[int, int], int]] = {}
    for one, other, value in edges:
        root = unions.find(one)
        if root == unions.find(other):
            parts.setdefault(root, {})[one, other] = value
    found: list[list[int]] = []
    for group in unions.groups():
        found += [group] if len(group) == 1 else _parted(group, parts[group[0]], starting)
    return sorted(found)


def _parted(group: list[int], edges: Mapping[tuple[int, int], int], starting: Sequence[Group]) -> list[list[int]]:
    place = {rank: n for n, rank in enumerate(group)}
    weights = {(place[a], place[b]): value for (a, b), value in edges.items()}
    parts = average_linkage([starting[n] for n in group], weights, least=LEAST_MEAN, contrast=CONTRAST)
    return [[group[n] for n in part] for part in parts]

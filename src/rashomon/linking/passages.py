"""Passages: what two items share, aligned word for word, with its kind and direction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from ..model.ids import content_id
from ..model.links import LinkInput, Passage
from .alignment import Aligned, align
from .boilerplate import own_words
from .clusters import Unions
from .collection import Collection
from .directions import Direction, direction, without_detours
from .fingerprints import LEAST_SHARED, Shared, ShingleTable, candidate_pairs, merge_counts, shingles_of
from .wording import U64, Words

COPY = 850
"""Thousandths of likeness from which a shared stretch is a copy; below, it is a rewrite."""
_MOSTLY = 800
"""Thousandths of a stretch that must be quoted, or be page furniture, for the whole to be called so."""


_NEAR = 850
"""Thousandths of the longer text that one stretch must share for two items to be near-copies."""
_COPY_DAYS = 3


class Match(NamedTuple):
    """Two items, as ranks with `low < high`, and a stretch that they share (low's words first)."""

    low: int
    high: int
    aligned: Aligned


class Joined(NamedTuple):
    """What joining a collection's shingles gives."""

    matches: list[Match]
    shared: list[Shared]
    twins: dict[int, int]


def find_matches(collection: Collection, *, least_words: int, memory_mb: int) -> Joined:
    """Every stretch that two items share. Items of the same words are matched once, with the first of them.

    `twins` maps an item to the first one known with the very same words; a thousand copies of a text so make a
    thousand matches and not half a million.
    """
    twins = _twins(collection)
    with ShingleTable(memory_mb) as table:
        for rank in range(len(collection)):
            if rank not in twins:
                table.add(rank, shingles_of(collection.words(rank).full))
        shared = list(table.shared())
    pairs, counts = merge_counts([candidate_pairs(part) for part in shared])
    matches = [
        Match(low, high, aligned)
        for low, high in _unpacked(pairs[counts >= LEAST_SHARED])
        for aligned in align(collection.indexed(low), collection.indexed(high), least_words=least_words)
    ]
    matches += [_whole(collection, first, twin) for twin, first in twins.items()
                if len(collection.words(twin).full) >= least_words]  # fmt: skip
    return Joined(sorted(matches), [_spread(part) for part in shared], twins)


def _twins(collection: Collection) -> dict[int, int]:
    first: dict[bytes, int] = {}
    twins = {}
    for rank, known in enumerate(collection.known):
        if first.setdefault(known.digest, rank) != rank and known.size:
            twins[rank] = first[known.digest]
    return twins


def _unpacked(pairs: U64) -> Iterable[tuple[int, int]]:
    return ((pair >> 32, pair & 0xFFFFFFFF) for pair in pairs.tolist())


def _whole(collection: Collection, first: int, twin: int) -> Match:
    size = len(collection.words(twin).full)
    return Match(first, twin, Aligned(0, size, 0, size, size))


def _spread(part: Shared) -> Shared:
    """Only the shingles of three texts or more, which alone can be page furniture."""
    if not len(part.shingles):
        return part
    begins = np.flatnonzero(np.concatenate(([True], part.shingles[1:] != part.shingles[:-1])))
    sizes = np.diff(np.append(begins, len(part.shingles)))
    keep = np.repeat(sizes >= 3, sizes)
    return Shared(part.shingles[keep], part.texts[keep])


def near_copies(collection: Collection, joined: Joined) -> dict[int, int]:
    """Items that are another's copy but for a few words, each with the first known of its kind.

    Only those published within `_COPY_DAYS`: pages that hold nothing but furniture are alike through the years.
    """
    unions = Unions(len(collection))
    for twin, first in joined.twins.items():
        unions.join(twin, first)
    for match in joined.matches:
        one, low, high = match.aligned, collection.known[match.low], collection.known[match.high]
        if 1000 * one.same >= _NEAR * max(low.size, high.size) and abs(low.day - high.day) <= _COPY_DAYS:
            unions.join(match.low, match.high)
    return {rank: unions.find(rank) for rank in range(len(collection)) if unions.find(rank) != rank}


class Coverage(NamedTuple):
    """Thousandths of the words of each item of a pair that they share outside page furniture."""

    low: int
    high: int
    words: int


def make_passages(
    collection: Collection, matches: Sequence[Match], spread: U64
) -> tuple[list[tuple[Match, Passage, Direction]], dict[tuple[int, int], Coverage]]:
    """The matches as passages, with kind and direction; and how much each pair of items shares."""
    kinds = [_kind(collection, match, spread) for match in matches]
    coverage = _coverage(collection, matches, kinds)
    known = collection.known
    ways = without_detours(
        {
            pair: direction(known[pair[0]], known[pair[1]], a_share=c.low, b_share=c.high)
            for pair, c in coverage.items()
        },
        {pair: shares.words for pair, shares in coverage.items()},
    )
    made = []
    for match, kind in zip(matches, kinds, strict=True):
        way = ways[match.low, match.high] if kind not in _UNTOLD else Direction(None, "weak", _UNTOLD[kind])
        made.append((match, _passage(collection, match, kind, way), way))
    return made, coverage


def _kind(collection: Collection, match: Match, spread: U64) -> str:
    one, low, high = match.aligned, collection.words(match.low), collection.words(match.high)
    own = own_words(low.full[one.a_start : one.a_end], spread)
    if 1000 * int(own.sum()) <= (1000 - _MOSTLY) * len(own):
        return "boilerplate"
    if (_quoted_share(collection.item(match.low), low, one.a_start, one.a_end) >= _MOSTLY
            and _quoted_share(collection.item(match.high), high, one.b_start, one.b_end) >= _MOSTLY):  # fmt: skip
        return "quoted"
    return "copy" if one.similarity >= COPY else "rewrite"


def _quoted_share(item: LinkInput, words: Words, start: int, end: int) -> int:
    if not item.quoted:
        return 0
    places = words.starts[start:end]
    begins = np.array([q[0] for q in item.quoted])
    ends = np.array([q[1] for q in item.quoted])
    at = np.searchsorted(begins, places, side="right") - 1
    inside = (at >= 0) & (places < ends[np.maximum(at, 0)])
    return 1000 * int(inside.sum()) // max(1, end - start)


def _coverage(
    collection: Collection, matches: Sequence[Match], kinds: Sequence[str]
) -> dict[tuple[int, int], Coverage]:
    spans: dict[tuple[int, int], list[Aligned]] = {}
    for match, kind in zip(matches, kinds, strict=True):
        if kind in ("copy", "rewrite"):
            spans.setdefault((match.low, match.high), []).append(match.aligned)
    result = {}
    for (low, high), found in spans.items():
        in_low = _union([(s.a_start, s.a_end) for s in found])
        in_high = _union([(s.b_start, s.b_end) for s in found])
        sizes = collection.known[low].size, collection.known[high].size
        result[low, high] = Coverage(1000 * in_low // sizes[0], 1000 * in_high // sizes[1], min(in_low, in_high))
    return result


def _union(ranges: list[tuple[int, int]]) -> int:
    total, reached = 0, 0
    for start, end in sorted(ranges):
        total += max(0, end - max(start, reached))
        reached = max(reached, end)
    return total


def _passage(collection: Collection, match: Match, kind: str, way: Direction) -> Passage:
    a, b, one = match.low, match.high, match.aligned
    spans = [_span(collection.words(a), one.a_start, one.a_end), _span(collection.words(b), one.b_start, one.b_end)]
    ids = [collection.known[a].item_id, collection.known[b].item_id]
    swapped = ids[0] > ids[1]
    if swapped:
        spans.reverse()
        ids.reverse()
    return Passage(
        content_id("p", ids[0], *spans[0], ids[1], *spans[1]), kind, ids[0], *spans[0], ids[1], *spans[1],
        one.similarity, _told(way.forward, swapped), way.reason,
    )  # fmt: skip


_UNTOLD = {
    "quoted": "both quote the same words, which proves a common event and not a common author",
    "boilerplate": "items of several stories share these words",
}


def _told(forward: bool | None, swapped: bool) -> str:
    if forward is None:
        return "unknown"
    return "a_to_b" if forward != swapped else "b_to_a"


def _span(words: Words, start: int, end: int) -> tuple[int, int]:
    return int(words.starts[start]), int(words.ends[end - 1])

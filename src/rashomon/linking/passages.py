"""Passages: what two items share, aligned word for word, with its kind and direction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from ..model.ids import content_id
from ..model.links import LinkInput, Passage
from .alignment import SHORT_WORDS, Aligned, align
from .boilerplate import own_words
from .collection import Collection
from .directions import Direction, direction, without_detours
from .terms import background, term_of
from .wording import U64, Words

COPY = 850
"""Thousandths of likeness from which a shared stretch is a copy; below, it is a rewrite."""
_MOSTLY = 800
"""Thousandths of a stretch that must be page furniture for the whole to be called so."""
_TELLING = 6
"""What two items share around a quotation to tell who said it has up to so many words that are not common."""
_OWN_WORDS = 5
_COMMON = 10
"""A short stretch needs this many words that stand in less than one of ten texts; `said that the` is a formula."""


class Match(NamedTuple):
    """Two items, as ranks with `low < high`, and a stretch that they share (low's words first)."""

    low: int
    high: int
    aligned: Aligned


def find_matches(
    collection: Collection, pairs: Iterable[tuple[int, int]], twins: Mapping[int, int], *, least_words: int
) -> list[Match]:
    """Every stretch that the items of each pair share, and each twin's whole text with the first of its kind."""
    matches = [
        Match(low, high, aligned)
        for low, high in pairs
        for aligned in align(collection.indexed(low), collection.indexed(high), least_words=least_words)
        if aligned.same >= SHORT_WORDS
        or _uncommon(collection.words(low).stems[aligned.a_start : aligned.a_end]) >= _OWN_WORDS
    ]
    matches += [_whole(collection, first, twin) for twin, first in twins.items()
                if collection.known[twin].size >= least_words]  # fmt: skip
    return sorted(matches)


def _says_something(words: Words, aligned: Aligned) -> bool:
    return _uncommon(words.stems[aligned.a_start : aligned.a_end]) >= _OWN_WORDS


def _uncommon(stems: U64) -> int:
    """How many words stand in few texts: what is left of a stretch without its formulas."""
    general = background()
    return int((general.counts[term_of(stems)] * _COMMON < general.texts).sum())


def _whole(collection: Collection, first: int, twin: int) -> Match:
    size = collection.known[twin].size
    return Match(first, twin, Aligned(0, size, 0, size, size))


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
        known,
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
    told_low = _untold(collection.item(match.low), low, one.a_start, one.a_end)
    told_high = _untold(collection.item(match.high), high, one.b_start, one.b_end)
    if told_low is not None and told_high is not None and _uncommon(np.intersect1d(told_low, told_high)) <= _TELLING:
        return "quoted"
    return "copy" if one.similarity >= COPY else "rewrite"


def _untold(item: LinkInput, words: Words, start: int, end: int) -> U64 | None:
    """The words of a stretch outside quotation marks, or null where less than half of it is quoted."""
    if not item.quoted:
        return None
    places = words.starts[start:end]
    begins = np.array([q[0] for q in item.quoted])
    ends = np.array([q[1] for q in item.quoted])
    at = np.searchsorted(begins, places, side="right") - 1
    inside = (at >= 0) & (places < ends[np.maximum(at, 0)])
    return None if 2 * int(inside.sum()) < end - start else words.stems[start:end][~inside]


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

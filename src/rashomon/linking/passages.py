"""Passages: what two items share, aligned word for word, with its kind and direction."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..model.ids import content_id
from ..model.links import LinkInput, Passage
from .alignment import Aligned
from .boilerplate import Spread
from .collection import Collection
from .directions import Direction, direction, without_detours
from .fingerprints import SHINGLE_WORDS
from .matching import Match, uncommon
from .wording import I64, U64, Words

COPY = 850
"""Thousandths of likeness from which a shared stretch is a copy; below, it is a rewrite."""
_MOSTLY = 800
"""Thousandths of a stretch that must be page furniture for the whole to be called so."""
_TELLING = 6
"""What two items share around a quotation to tell who said it has up to so many words that are not common."""
_KEPT = 20_000
"""Items whose running counts are kept at hand; more are counted again when they are met again."""


class Coverage(NamedTuple):
    """Thousandths of the words of each item of a pair that they share outside page furniture."""

    low: int
    high: int
    words: int


def make_passages(
    collection: Collection, matches: Sequence[Match], spread: Spread
) -> tuple[list[tuple[Match, Passage, Direction]], dict[tuple[int, int], Coverage]]:
    """The matches as passages, with kind and direction; and how much each pair of items shares."""
    marks = _Marks(collection, spread)
    kinds = [_kind(marks, match) for match in matches]
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


class _Marks:
    """Running counts over the words of each item, so that a stretch is judged without reading it again."""

    def __init__(self, collection: Collection, spread: Spread) -> None:
        self._collection, self._spread = collection, spread
        self._furniture: dict[int, tuple[list[int], list[int]]] = {}
        self._quoted: dict[int, tuple[NDArray[np.bool_], I64] | None] = {}

    def is_furniture(self, rank: int, start: int, end: int) -> bool:
        """Whether most of a stretch is page furniture; only shingles that lie in it as a whole count."""
        if len(self._furniture) > _KEPT:
            self._furniture.clear()
        if rank not in self._furniture:
            hits = self._spread.places(self._collection.shingles(rank))
            told = np.cumsum(np.minimum(np.diff(hits, prepend=hits[:1]), SHINGLE_WORDS))
            self._furniture[rank] = hits.tolist(), told.tolist()
        places, upto = self._furniture[rank]
        first, last = bisect_left(places, start), bisect_right(places, end - SHINGLE_WORDS)
        if last <= first:
            return False
        covered = upto[last - 1] - upto[first] + SHINGLE_WORDS
        return 1000 * (end - start - covered) <= (1000 - _MOSTLY) * (end - start)

    def untold(self, rank: int, start: int, end: int) -> U64 | None:
        """The words of a stretch outside quotation marks, or null where less than half of it is quoted."""
        if len(self._quoted) > _KEPT:
            self._quoted.clear()
        if rank not in self._quoted:
            self._quoted[rank] = _quoted(self._collection.item(rank), self._collection.words(rank))
        quoted = self._quoted[rank]
        if quoted is None or 2 * int(quoted[1][end] - quoted[1][start]) < end - start:
            return None
        return self._collection.words(rank).stems[start:end][~quoted[0][start:end]]


def _quoted(item: LinkInput, words: Words) -> tuple[NDArray[np.bool_], I64] | None:
    """Which words stand in quotation marks, and how many did so before each word."""
    if not item.quoted:
        return None
    begins, ends = np.array(item.quoted, dtype=np.int64).T
    at = np.searchsorted(begins, words.starts, side="right") - 1
    inside = (at >= 0) & (words.starts < ends[np.maximum(at, 0)])
    return inside, np.concatenate(([0], np.cumsum(inside)))


def _kind(marks: _Marks, match: Match) -> str:
    one = match.aligned
    if marks.is_furniture(match.low, one.a_start, one.a_end):
        return "boilerplate"
    told_low = marks.untold(match.low, one.a_start, one.a_end)
    told_high = None if told_low is None else marks.untold(match.high, one.b_start, one.b_end)
    if told_low is not None and told_high is not None and uncommon(np.intersect1d(told_low, told_high)) <= _TELLING:
        return "quoted"
    return "copy" if one.similarity >= COPY else "rewrite"


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

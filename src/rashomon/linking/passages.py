"""Passages: what two items share, aligned word for word, with its kind and direction."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import groupby
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..model.ids import content_id
from ..model.links import Passage
from .boilerplate import Spread
from .directions import Direction
from .fingerprints import SHINGLE_WORDS
from .matching import Matches, uncommon
from .texts import Texts
from .wording import I64, U64, Words

COPY = 850
"""Thousandths of likeness from which a shared stretch is a copy; below, it is a rewrite."""
KINDS = ("copy", "rewrite", "quoted", "boilerplate")
OWN_KINDS = 2
"""The first so many kinds are text that one of the items has from somewhere; others make no common author."""
_MOSTLY = 800
"""Thousandths of a stretch that must be page furniture for the whole to be called so."""
_TELLING = 6
"""What two items share around a quotation to tell who said it has up to so many words that are not common."""


class Coverage(NamedTuple):
    """Thousandths of the words of each item of a pair that they share outside page furniture."""

    low: int
    high: int
    words: int


class Judged(NamedTuple):
    """What is made of matches, a value each: the kind by its place in `KINDS`, likeness in thousandths, and where the

    stretch stands in code points. `shares` has a row for each pair that shares text of its own: low, high, and its
    `Coverage`.
    """

    kind: I64
    similarity: I64
    a_start: I64
    a_end: I64
    b_start: I64
    b_end: I64
    shares: I64


def judge(texts: Texts, matches: Matches, spread: Spread) -> Judged:
    """The kind of each match, its place in the texts, and how much each pair shares; a pair's matches lie together."""
    marks = _Marks(texts, spread)
    rows: list[tuple[int, ...]] = []
    shares: list[tuple[int, ...]] = []
    columns = zip(*(column.tolist() for column in matches), strict=True)
    for (low, high), found in groupby(columns, key=lambda row: (row[0], row[1])):
        spans: list[tuple[int, int, int, int]] = []
        for _, _, *ends, same in found:
            span = ends[0], ends[1], ends[2], ends[3]
            alike = 2000 * same // (span[1] - span[0] + span[3] - span[2])
            kind = _kind(marks, low, high, span, alike)
            rows.append((kind, alike, *_place(texts.words(low), *span[:2]), *_place(texts.words(high), *span[2:])))
            if kind < OWN_KINDS:
                spans.append(span)
        if spans:
            shares.append((low, high, *_coverage(spans, texts.known[low].size, texts.known[high].size)))
    kind_of, similarity, *places = np.array(rows, dtype=np.int64).reshape(-1, 6).T
    return Judged(kind_of, similarity, places[0], places[1], places[2], places[3],
                  np.array(shares, dtype=np.int64).reshape(-1, 5))  # fmt: skip


class _Marks:
    """Running counts over the words of each item, so that a stretch is judged without reading it again."""

    def __init__(self, texts: Texts, spread: Spread) -> None:
        self._texts, self._spread = texts, spread
        self._furniture: dict[int, tuple[list[int], list[int]]] = {}
        self._quoted: dict[int, tuple[NDArray[np.bool_], I64] | None] = {}

    def is_furniture(self, rank: int, start: int, end: int) -> bool:
        """Whether most of a stretch is page furniture; only shingles that lie in it as a whole count."""
        if rank not in self._furniture:
            hits = self._spread.places(self._texts.shingles(rank))
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
        if rank not in self._quoted:
            self._quoted[rank] = _quoted(self._texts.known[rank].quoted, self._texts.words(rank))
        quoted = self._quoted[rank]
        if quoted is None or 2 * int(quoted[1][end] - quoted[1][start]) < end - start:
            return None
        return self._texts.words(rank).stems[start:end][~quoted[0][start:end]]


def _quoted(spans: tuple[tuple[int, int], ...], words: Words) -> tuple[NDArray[np.bool_], I64] | None:
    """Which words stand in quotation marks, and how many did so before each word."""
    if not spans:
        return None
    begins, ends = np.array(spans, dtype=np.int64).T
    at = np.searchsorted(begins, words.starts, side="right") - 1
    inside = (at >= 0) & (words.starts < ends[np.maximum(at, 0)])
    return inside, np.concatenate(([0], np.cumsum(inside)))


def _kind(marks: _Marks, low: int, high: int, span: tuple[int, int, int, int], alike: int) -> int:
    if marks.is_furniture(low, span[0], span[1]):
        return KINDS.index("boilerplate")
    told_low = marks.untold(low, span[0], span[1])
    told_high = None if told_low is None else marks.untold(high, span[2], span[3])
    if told_low is not None and told_high is not None and uncommon(np.intersect1d(told_low, told_high)) <= _TELLING:
        return KINDS.index("quoted")
    return KINDS.index("copy" if alike >= COPY else "rewrite")


def _coverage(spans: list[tuple[int, int, int, int]], low_size: int, high_size: int) -> Coverage:
    in_low, in_high = _union([(s[0], s[1]) for s in spans]), _union([(s[2], s[3]) for s in spans])
    return Coverage(1000 * in_low // low_size, 1000 * in_high // high_size, min(in_low, in_high))


def _union(ranges: list[tuple[int, int]]) -> int:
    total, reached = 0, 0
    for start, end in sorted(ranges):
        total += max(0, end - max(start, reached))
        reached = max(reached, end)
    return total


def make_passage(
    kind: str, low: tuple[str, int, int], high: tuple[str, int, int], similarity: int, way: Direction
) -> Passage:
    """A passage between two items, each given by its id and where the stretch stands; `way` goes from low to high."""
    ends, forward = (low, high), way.forward
    if low[0] > high[0]:
        ends, forward = (high, low), None if forward is None else not forward
    told = "unknown" if forward is None else "a_to_b" if forward else "b_to_a"
    return Passage(content_id("p", *ends[0], *ends[1]), kind, *ends[0], *ends[1], similarity, told, way.reason)


UNTOLD = {
    "quoted": "both quote the same words, which proves a common event and not a common author",
    "boilerplate": "items of several stories share these words",
}


def _place(words: Words, start: int, end: int) -> tuple[int, int]:
    return int(words.starts[start]), int(words.ends[end - 1])

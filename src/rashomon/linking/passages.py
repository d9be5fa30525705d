"""Passages: what two items share, aligned word for word, with its kind and direction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..model.ids import content_id
from ..model.links import Passage
from .boilerplate import Spread
from .directions import Direction
from .fingerprints import SHINGLE_WORDS
from .matching import Matches, are_uncommon
from .texts import Texts
from .wording import I64, U64, Words, distinct

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
    if not len(matches.low):
        none = np.empty(0, dtype=np.int64)
        return Judged(none, none, none, none, none, none, np.empty((0, 5), dtype=np.int64))
    shown = _shown(texts, matches)
    width = (matches.a_end - matches.a_start) + (matches.b_end - matches.b_start)
    alike = 2000 * matches.same // width
    kind = np.where(alike >= COPY, KINDS.index("copy"), KINDS.index("rewrite"))
    kind[_tells_nothing(texts, shown)] = KINDS.index("quoted")
    kind[_is_furniture(texts, shown, matches, spread)] = KINDS.index("boilerplate")
    starts, ends = (np.concatenate(column) for column in zip(*((w.starts, w.ends) for w in shown.words), strict=True))
    return Judged(kind, alike, starts[shown.a_start], ends[shown.a_end - 1], starts[shown.b_start],
                  ends[shown.b_end - 1], _shares(matches, shown, kind < OWN_KINDS))  # fmt: skip


class _Shown(NamedTuple):
    """The texts of matches, sorted by rank, their words one after the other with text `n` from `begins[n]` on; the text

    of each match's first and second item, and its stretches as places among all the words.
    """

    ranks: I64
    words: Sequence[Words]
    begins: I64
    low: I64
    high: I64
    a_start: I64
    a_end: I64
    b_start: I64
    b_end: I64


def _shown(texts: Texts, matches: Matches) -> _Shown:
    ranks = distinct(np.concatenate((matches.low, matches.high)))
    words = [texts.words(rank) for rank in ranks.tolist()]
    begins = np.concatenate(([0], np.cumsum([len(w.full) for w in words]))).astype(np.int64)
    low, high = np.searchsorted(ranks, matches.low), np.searchsorted(ranks, matches.high)
    one, other = begins[low], begins[high]
    return _Shown(ranks, words, begins, low, high, one + matches.a_start, one + matches.a_end,
                  other + matches.b_start, other + matches.b_end)  # fmt: skip


def _is_furniture(texts: Texts, shown: _Shown, matches: Matches, spread: Spread) -> NDArray[np.bool_]:
    """Whether most of each stretch is page furniture; only shingles that lie in it as a whole count."""
    of, low = np.unique(shown.low, return_inverse=True)
    shingles = [texts.shingles(rank) for rank in shown.ranks[of].tolist()]
    begins = np.cumsum([0, *map(len, shingles)])[low]
    hits = spread.places(np.concatenate(shingles))
    if not len(hits):
        return np.zeros(len(low), dtype=bool)
    told = np.cumsum(np.minimum(np.diff(hits, prepend=hits[:1]), SHINGLE_WORDS))
    first = np.searchsorted(hits, begins + matches.a_start)
    last = np.searchsorted(hits, begins + matches.a_end - SHINGLE_WORDS, side="right")
    width = matches.a_end - matches.a_start
    covered = told[last - 1] - told[np.minimum(first, len(hits) - 1)] + SHINGLE_WORDS
    mostly: NDArray[np.bool_] = (last > first) & (1000 * (width - covered) <= (1000 - _MOSTLY) * width)
    return mostly


def _tells_nothing(texts: Texts, shown: _Shown) -> I64:
    """The matches that are quoted for the most part, in both texts, with no more around than tells who said it."""
    quoted = _quoted(texts, shown)
    before = np.concatenate(([0], np.cumsum(quoted)))
    mostly = 2 * (before[shown.a_end] - before[shown.a_start]) >= shown.a_end - shown.a_start
    mostly &= 2 * (before[shown.b_end] - before[shown.b_start]) >= shown.b_end - shown.b_start
    asked = np.flatnonzero(mostly)
    stems = np.concatenate([w.stems for w in shown.words])
    own = ~quoted & are_uncommon(stems)
    ours = _held(stems, own, shown.a_start[asked], shown.a_end[asked])
    theirs = _held(stems, own, shown.b_start[asked], shown.b_end[asked])
    return asked[_in_common(ours, theirs, len(asked)) <= _TELLING]


def _quoted(texts: Texts, shown: _Shown) -> NDArray[np.bool_]:
    """Which words stand in quotation marks."""
    spans = [texts.known[rank].quoted for rank in shown.ranks.tolist()]
    reach = [max(int(w.ends[-1]) if len(w.ends) else 0, *(end for _, end in own)) + 1 if own else
             int(w.ends[-1]) + 1 if len(w.ends) else 1 for w, own in zip(shown.words, spans, strict=True)]  # fmt: skip
    bases = np.cumsum([0, *reach[:-1]])
    flat = np.array([span for own in spans for span in own], dtype=np.int64).reshape(-1, 2)
    if not len(flat):
        return np.zeros(int(shown.begins[-1]), dtype=bool)
    flat += np.repeat(bases, [len(own) for own in spans])[:, None]
    places = np.concatenate([w.starts for w in shown.words]) + np.repeat(bases, np.diff(shown.begins))
    at = np.searchsorted(flat[:, 0], places, side="right") - 1
    inside: NDArray[np.bool_] = (at >= 0) & (places < flat[np.maximum(at, 0), 1])
    return inside


def _held(stems: U64, own: NDArray[np.bool_], starts: I64, ends: I64) -> tuple[I64, U64]:
    """The stretch and the stem of each word of its own."""
    sizes = ends - starts
    stretch = np.repeat(np.arange(len(starts)), sizes)
    places = np.arange(len(stretch)) + np.repeat(starts - (np.cumsum(sizes) - sizes), sizes)
    kept = own[places]
    return stretch[kept], stems[places[kept]]


def _in_common(ours: tuple[I64, U64], theirs: tuple[I64, U64], count: int) -> I64:
    """How many different stems each of `count` stretches has on both sides."""
    stems, ids = np.unique(np.concatenate((ours[1], theirs[1])), return_inverse=True)
    many = len(stems) + 1
    both = np.intersect1d(ours[0] * many + ids[: len(ours[1])], theirs[0] * many + ids[len(ours[1]) :])
    return np.bincount(both // many, minlength=count)


def _shares(matches: Matches, shown: _Shown, own: NDArray[np.bool_]) -> I64:
    """Low, high and `Coverage` of each pair that shares text of its own."""
    new = (np.diff(matches.low, prepend=-1) != 0) | (np.diff(matches.high, prepend=-1) != 0)
    kept = np.flatnonzero(own)
    first, pair = np.unique((np.cumsum(new) - 1)[kept], return_index=True, return_inverse=True)[1:]
    first = kept[first]
    in_low = _union(pair, matches.a_start[kept], matches.a_end[kept], len(first))
    in_high = _union(pair, matches.b_start[kept], matches.b_end[kept], len(first))
    sizes = np.diff(shown.begins)
    return np.array([matches.low[first], matches.high[first], 1000 * in_low // sizes[shown.low[first]],
                     1000 * in_high // sizes[shown.high[first]], np.minimum(in_low, in_high)]).T  # fmt: skip


def _union(group: I64, start: I64, end: I64, count: int) -> I64:
    """How many words the stretches of each of `count` groups cover together."""
    order = np.lexsort((start, group))
    span = int(end.max(initial=0)) + 1
    low, high = (group * span + start)[order], (group * span + end)[order]
    reached = np.concatenate(([0], np.maximum.accumulate(high)[:-1])) if len(high) else high
    return np.bincount(group[order], np.maximum(0, high - np.maximum(low, reached)), count).astype(np.int64)


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
    "boilerplate": "accounts of several stories share these words",
}

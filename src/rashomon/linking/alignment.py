"""How two texts line up: exact runs of words as seeds, chained over small edits, extended at both ends."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from .chains import Chains, chain_up
from .fingerprints import SHINGLE_WORDS
from .seeds import MAX_GAP, Batch, batch_of, find_runs
from .wording import I64, U64

LEAST_LIKENESS = 500
"""Thousandths of likeness from which a long stretch is a passage: every other word may have been changed."""
SHORT_WORDS = 16
SHORT_LIKENESS = 880
"""A stretch of fewer words may have one word in ten changed; with more, turns of phrase line up by chance."""
_INSIDE = 2
"""Marks the shortened number of a word that lies within its text; what lies outside has 0 or 1, and equals nothing."""
_KEPT_STRETCHES = 2000
"""No more stretches than this are shown between two texts, the best first."""


class Aligned(NamedTuple):
    """A stretch of words that two texts share: half-open word ranges, and how many words are the same."""

    a_start: int
    a_end: int
    b_start: int
    b_end: int
    same: int

    @property
    def similarity(self) -> int:
        """Thousandths: words in common, twice, over the words of both."""
        return 2000 * self.same // (self.a_end - self.a_start + self.b_end - self.b_start)


class Stretches(NamedTuple):
    """Stretches of the pairs of a batch, a value each: the pair, and what `Aligned` tells; sorted by all of it."""

    pair: I64
    a_start: I64
    a_end: I64
    b_start: I64
    b_end: I64
    same: I64


def align(a: U64, b: U64, *, least_words: int) -> list[Aligned]:
    """Every stretch of at least about `least_words` words that two texts share, by where it begins.

    >>> import numpy as np
    >>> one = np.arange(40, dtype=np.uint64)
    >>> two = np.concatenate((one[5:15], [np.uint64(99)], one[16:30]))
    >>> align(one, two, least_words=10)
    [Aligned(a_start=5, a_end=30, b_start=0, b_end=25, same=24)]
    """
    found = align_all(batch_of([a, b], np.array([0]), np.array([1])), least_words=least_words)
    return [Aligned(*row) for row in zip(*(column.tolist() for column in found[1:]), strict=True)]


def align_all(batch: Batch, *, least_words: int) -> Stretches:
    """As `align`, for every pair of a batch."""
    found = _settled(batch, _promising(chain_up(find_runs(batch))), least_words)
    found = _some(found, np.flatnonzero(_are_passages(found, least_words)))
    found = _some(found, np.lexsort(found[::-1]))
    return _some(found, np.flatnonzero(~_echoes(found)))


def _some(found: Stretches, which: I64 | NDArray[np.intp]) -> Stretches:
    return Stretches(*(column[which] for column in found))


def _promising(chains: Chains) -> Chains:
    """The chains worth reaching out from: a lone run of five words is a turn of phrase."""
    several = np.diff(chains.begins) > 1
    return chains.some(np.flatnonzero(several | (chains.runs.length[chains.begins[:-1]] > SHINGLE_WORDS)))


def _are_passages(found: Stretches, least_words: int) -> NDArray[np.bool_]:
    a_size, b_size = found.a_end - found.a_start, found.b_end - found.b_start
    asked = np.where(found.same < SHORT_WORDS, SHORT_LIKENESS, LEAST_LIKENESS)
    wide = (np.minimum(a_size, b_size) >= least_words) & (found.same * 10 >= least_words * 8)
    told: NDArray[np.bool_] = wide & (2000 * found.same // np.maximum(a_size + b_size, 1) >= asked)
    return told


class _Edges(NamedTuple):
    """Both ends of chains as places among the words of the whole batch."""

    a_start: I64
    a_end: I64
    b_start: I64
    b_end: I64


def _settled(batch: Batch, chains: Chains, least_words: int) -> Stretches:
    """Count the same words within runs and gaps, then reach out beyond both ends.

    Chains that are too short and do not reach far enough are passed over.
    """
    pair, edges = _edges(batch, chains)
    back, on = _may_reach(batch, pair, edges)
    width = np.minimum(edges.a_end - edges.a_start, edges.b_end - edges.b_start)
    enough = np.flatnonzero(width + MAX_GAP * back + MAX_GAP * on >= least_words)
    chains, pair, back, on = chains.some(enough), pair[enough], back[enough], on[enough]
    edges = _Edges(*(column[enough] for column in edges))
    same = _same_words(batch, chains)
    (back_a, back_b, before), (on_a, on_b, after) = (
        _reach_back(batch, pair, edges, back),
        _reach_on(batch, pair, edges, on),
    )
    one, other = batch.begins[batch.first[pair]], batch.begins[batch.second[pair]]
    return Stretches(pair, edges.a_start - back_a - one, edges.a_end + on_a - one, edges.b_start - back_b - other,
                     edges.b_end + on_b - other, same + before + after)  # fmt: skip


def _edges(batch: Batch, chains: Chains) -> tuple[I64, _Edges]:
    """The pair of each chain, and where it begins and ends."""
    firsts, lasts = chains.begins[:-1], chains.begins[1:] - 1
    runs = chains.runs
    pair = runs.pair[firsts]
    one, other = batch.begins[batch.first[pair]], batch.begins[batch.second[pair]]
    return pair, _Edges(one + runs.a[firsts], one + runs.a[lasts] + runs.length[lasts],
                        other + runs.b[firsts], other + runs.b[lasts] + runs.length[lasts])  # fmt: skip


def _same_words(batch: Batch, chains: Chains) -> I64:
    """The words of each chain that are the same in both texts: those of its runs, and those in the gaps between."""
    runs, count = chains.runs, len(chains.begins) - 1
    if not count:
        return np.empty(0, dtype=np.int64)
    same: I64 = np.add.reduceat(runs.length, chains.begins[:-1])
    chain = np.repeat(np.arange(count), np.diff(chains.begins))
    later = np.flatnonzero(np.diff(chain, prepend=-1) == 0)
    one, other = batch.begins[batch.first[runs.pair[later]]], batch.begins[batch.second[runs.pair[later]]]
    a_low, b_low = (one + (runs.a + runs.length)[later - 1], other + (runs.b + runs.length)[later - 1])
    a_high, b_high = one + runs.a[later], other + runs.b[later]
    gaps = np.flatnonzero((a_high > a_low) & (b_high > b_low))
    single = gaps[(a_high[gaps] == a_low[gaps] + 1) & (b_high[gaps] == b_low[gaps] + 1)]
    alike = batch.words[a_low[single]] == batch.words[b_low[single]]
    np.add.at(same, chain[later[single[alike]]], 1)
    for gap in np.setdiff1d(gaps, single, assume_unique=True).tolist():
        ours, theirs = batch.words[a_low[gap] : a_high[gap]], batch.words[b_low[gap] : b_high[gap]]
        same[chain[later[gap]]] += _common(ours.tolist(), theirs.tolist())
    return same


def _common(ours: list[int], theirs: list[int]) -> int:
    if set(ours).isdisjoint(theirs):
        return 0
    edits = Levenshtein.opcodes(ours, theirs)
    return sum(e.src_end - e.src_start for e in edits if e.tag == "equal")


_Reached = tuple[I64, I64, I64]
"""By how many words each chain grows in its first and second text, and how many of them are the same."""


def _reach_back(batch: Batch, pair: I64, edges: _Edges, may: NDArray[np.bool_]) -> _Reached:
    ours = np.maximum(edges.a_start - MAX_GAP, batch.begins[batch.first[pair]])
    theirs = np.maximum(edges.b_start - MAX_GAP, batch.begins[batch.second[pair]])
    return _reaching(batch, may, ours, edges.a_start, theirs, edges.b_start, step=-1)


def _reach_on(batch: Batch, pair: I64, edges: _Edges, may: NDArray[np.bool_]) -> _Reached:
    ours = np.minimum(edges.a_end + MAX_GAP, batch.begins[batch.first[pair] + 1])
    theirs = np.minimum(edges.b_end + MAX_GAP, batch.begins[batch.second[pair] + 1])
    return _reaching(batch, may, edges.a_end, ours, edges.b_end, theirs, step=1)


def _reaching(
    batch: Batch, may: NDArray[np.bool_], a_low: I64, a_high: I64, b_low: I64, b_high: I64, *, step: int
) -> _Reached:
    reached = np.zeros((3, len(may)), dtype=np.int64)
    chosen = np.flatnonzero(may)
    bounds = (column[chosen].tolist() for column in (a_low, a_high, b_low, b_high))
    for number, a_from, a_to, b_from, b_to in zip(chosen.tolist(), *bounds, strict=True):
        ours, theirs = batch.words[a_from:a_to][::step].tolist(), batch.words[b_from:b_to][::step].tolist()
        reached[:, number] = _reach(ours, theirs)
    return reached[0], reached[1], reached[2]


def _may_reach(batch: Batch, pair: I64, edges: _Edges) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which chains might reach out backward and forward; what is left out surely does not."""
    step = np.arange(MAX_GAP)
    short = (batch.words & np.uint64(0xFFFC)).astype(np.uint16) | np.uint16(_INSIDE)

    def window(text: I64, edge: I64, direction: int, outside: int) -> NDArray[np.uint16]:
        place = edge[:, None] + (step if direction > 0 else -1 - step)
        inside = (place >= batch.begins[text][:, None]) & (place < batch.begins[text + 1][:, None])
        return np.where(inside, short[np.where(inside, place, 0)], np.uint16(outside))

    one, other = batch.first[pair], batch.second[pair]
    back = _possible(window(one, edges.a_start, -1, 0), window(other, edges.b_start, -1, 1))
    return back, _possible(window(one, edges.a_end, 1, 0), window(other, edges.b_end, 1, 1))


def _possible(ours: NDArray[np.uint16], theirs: NDArray[np.uint16]) -> NDArray[np.bool_]:
    """Whether any two prefixes of the windows could have more same words than others.

    Among the first `k` words at most those are the same that occur among the first `k` of the other window at all.
    Words are taken by some of their bits: those that are the same are taken for the same.
    """
    met = np.full(ours.shape, 2 * MAX_GAP, dtype=np.int8)
    for place in reversed(range(MAX_GAP)):
        met[ours == theirs[:, place : place + 1]] = place
    met = np.sort(np.maximum(met, np.arange(MAX_GAP, dtype=np.int8)), axis=1)
    possible: NDArray[np.bool_] = np.logical_or.reduce(met < 2 * np.arange(MAX_GAP) + 1, axis=1)
    return possible


def _reach(ours: list[int], theirs: list[int]) -> tuple[int, int, int]:
    """How far two continuations still match: the widest pair of prefixes in which same words outweigh the others."""
    best, same, score, top = (0, 0, 0), 0, 0, 0
    for edit in Levenshtein.opcodes(ours, theirs):
        a_end, b_end = edit.src_end, edit.dest_end
        width = max(a_end - edit.src_start, b_end - edit.dest_start)
        if edit.tag == "equal":
            score += width
            same += width
            if score > top:
                top, best = score, (a_end, b_end, same)
        else:
            score -= width
    return best


def _echoes(found: Stretches) -> NDArray[np.bool_]:
    """Which stretches better ones of their pair already cover in both texts: a sentence that each text holds twice.

    Where the stretches of a pair lie apart in one of the texts, none is.
    """
    echoes = np.zeros(len(found.pair), dtype=bool)
    doubtful = np.intersect1d(_overlapping(found.pair, found.a_start, found.a_end),
                              _overlapping(found.pair, found.b_start, found.b_end))  # fmt: skip
    many = np.bincount(found.pair) if len(found.pair) else np.empty(0, dtype=np.int64)
    for pair in np.union1d(doubtful, np.flatnonzero(many > _KEPT_STRETCHES)).tolist():
        first, end = np.searchsorted(found.pair, [pair, pair + 1]).tolist()
        rows = [Aligned(*row) for row in zip(*(column[first:end].tolist() for column in found[1:]), strict=True)]
        echoes[first:end] = True
        echoes[[first + place for place in _kept(rows)]] = False
    return echoes


def _overlapping(pair: I64, start: I64, end: I64) -> I64:
    """The pairs of which two stretches overlap."""
    order = np.lexsort((start, pair))
    pair, span = pair[order], int(end.max(initial=0)) + 1
    upto = np.maximum.accumulate(pair * span + end[order])
    return np.unique(pair[1:][(pair * span + start[order])[1:] < upto[:-1]])


def _kept(found: list[Aligned]) -> list[int]:
    """The places of stretches that no better ones cover in both texts."""
    kept: list[int] = []
    for place in sorted(range(len(found)), key=lambda n: (-found[n].same, found[n]))[:_KEPT_STRETCHES]:
        one, better = found[place], [found[n] for n in kept]
        if not (_covered(one.a_start, one.a_end, [(k.a_start, k.a_end) for k in better])
                and _covered(one.b_start, one.b_end, [(k.b_start, k.b_end) for k in better])):  # fmt: skip
            kept.append(place)
    return kept


def _covered(start: int, end: int, ranges: list[tuple[int, int]]) -> bool:
    return 2 * sum(max(0, min(end, e) - max(start, s)) for s, e in ranges) >= end - start

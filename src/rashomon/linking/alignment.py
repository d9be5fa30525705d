"""How two texts line up: exact runs of words as seeds, chained over small edits, extended at both ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from .fingerprints import SHINGLE_WORDS
from .seeds import MAX_GAP, Batch, Indexed, Run, find_runs
from .wording import I64, U64

LEAST_LIKENESS = 500
"""Thousandths of likeness from which a long stretch is a passage: every other word may have been changed."""
SHORT_WORDS = 16
SHORT_LIKENESS = 880
"""A stretch of fewer words may have one word in ten changed; with more, turns of phrase line up by chance."""
_OVERLAP = SHINGLE_WORDS
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


def align(a: Indexed, b: Indexed, *, least_words: int) -> list[Aligned]:
    """Every stretch of at least about `least_words` words that the texts share, best first.

    >>> import numpy as np
    >>> from rashomon.linking.seeds import index_words
    >>> one = np.arange(40, dtype=np.uint64)
    >>> two = np.concatenate((one[5:15], [np.uint64(99)], one[16:30]))
    >>> align(index_words(one), index_words(two), least_words=10)
    [Aligned(a_start=5, a_end=30, b_start=0, b_end=25, same=24)]
    """
    return align_all(Batch((a, b), np.array([0]), np.array([1])), least_words=least_words)[0]


def align_all(batch: Batch, *, least_words: int) -> list[list[Aligned]]:
    """As `align`, for every pair of a batch."""
    chains: list[list[Run]] = []
    owners: list[int] = []
    for number, runs in enumerate(find_runs(batch)):
        promising = [chain for chain in _chains(runs) if _is_promising(chain)]
        chains += promising
        owners += [number] * len(promising)
    found: list[list[Aligned]] = [[] for _ in batch.first]
    for number, aligned in _settled(batch, chains, owners, least_words):
        if _is_passage(aligned, least_words):
            found[number].append(aligned)
    return [one if len(one) < 2 else _without_echoes(sorted(one, key=lambda f: (-f.same, f))) for one in found]


def _is_promising(chain: list[Run]) -> bool:
    """Whether a chain is worth reaching out from: a lone run of five words is a turn of phrase."""
    return len(chain) > 1 or chain[0].length > SHINGLE_WORDS


def _is_passage(found: Aligned, least_words: int) -> bool:
    width = min(found.a_end - found.a_start, found.b_end - found.b_start)
    asked = SHORT_LIKENESS if found.same < SHORT_WORDS else LEAST_LIKENESS
    return width >= least_words and found.same * 10 >= least_words * 8 and found.similarity >= asked


def _chains(runs: list[Run]) -> list[list[Run]]:
    """Runs in the order of both texts with at most `MAX_GAP` words between them."""
    if len(runs) == 1:
        return [runs]
    done: list[list[Run]] = []
    open_chains: list[list[Run]] = []
    for run in runs:
        still: list[list[Run]] = []
        for chain in open_chains:
            (still if chain[-1].a + chain[-1].length + MAX_GAP >= run.a else done).append(chain)
        open_chains = still
        best, cost = None, MAX_GAP * 2 + 1
        for chain in open_chains:
            price = _price(chain[-1], run)
            if price is not None and price < cost:
                best, cost = chain, price
        if best is None:
            open_chains.append([run])
        else:
            best.append(_trim(best[-1], run))
    return done + open_chains


def _price(last: Run, run: Run) -> int | None:
    gap_a, gap_b = run.a - last.a - last.length, run.b - last.b - last.length
    least = min(gap_a, gap_b)
    if least < -_OVERLAP or -least >= run.length or max(gap_a, gap_b) > MAX_GAP:
        return None
    return abs(gap_a) + abs(gap_b)


def _trim(last: Run, run: Run) -> Run:
    over = max(last.a + last.length - run.a, last.b + last.length - run.b, 0)
    return Run(run.a + over, run.b + over, run.length - over)


class _Ends(NamedTuple):
    """Both ends of a chain, in both texts."""

    a_start: int
    a_end: int
    b_start: int
    b_end: int


def _settled(
    batch: Batch, chains: Sequence[list[Run]], owners: Sequence[int], least_words: int
) -> Iterator[tuple[int, Aligned]]:
    """Count the same words within runs and gaps, then reach out beyond both ends.

    Chains that are too short and do not reach far enough are passed over.
    """
    if not chains:
        return
    ends = [_Ends(c[0].a, c[-1].a + c[-1].length, c[0].b, c[-1].b + c[-1].length) for c in chains]
    edges = np.array(ends, dtype=np.int64)
    back, on = _may_reach(batch, edges, np.array(owners, dtype=np.int64))
    width = np.minimum(edges[:, 1] - edges[:, 0], edges[:, 3] - edges[:, 2])
    enough = width + MAX_GAP * back + MAX_GAP * on >= least_words
    for place, backward, forward in zip(
        np.flatnonzero(enough).tolist(), back[enough].tolist(), on[enough].tolist(), strict=True
    ):
        chain, owner, end = chains[place], owners[place], ends[place]
        a, b = batch.texts[batch.first[owner]].full, batch.texts[batch.second[owner]].full
        same = sum(run.length for run in chain)
        for last, run in pairwise(chain):
            same += _common(a[last.a + last.length : run.a], b[last.b + last.length : run.b])
        before, more = _reach_back(a, b, end) if backward else ((0, 0), 0)
        after, still = _reach_on(a, b, end) if forward else ((0, 0), 0)
        yield owner, Aligned(end.a_start - before[0], end.a_end + after[0], end.b_start - before[1],
                             end.b_end + after[1], same + more + still)  # fmt: skip


def _reach_back(a: U64, b: U64, end: _Ends) -> tuple[tuple[int, int], int]:
    return _reach(
        a[max(0, end.a_start - MAX_GAP) : end.a_start][::-1], b[max(0, end.b_start - MAX_GAP) : end.b_start][::-1]
    )


def _reach_on(a: U64, b: U64, end: _Ends) -> tuple[tuple[int, int], int]:
    return _reach(a[end.a_end : end.a_end + MAX_GAP], b[end.b_end : end.b_end + MAX_GAP])


def _may_reach(batch: Batch, ends: I64, owners: I64) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which chains might reach out backward and forward; what is left out surely does not."""
    sizes = np.array([len(text.full) for text in batch.texts], dtype=np.int64)
    bases = np.cumsum(sizes) - sizes
    words = np.concatenate([text.full for text in batch.texts])
    step = np.arange(MAX_GAP)
    one, other = batch.first[owners], batch.second[owners]

    def window(text: I64, edge: I64, direction: int) -> tuple[U64, NDArray[np.bool_]]:
        place = edge[:, None] + (step if direction > 0 else -1 - step)
        inside = (place >= 0) & (place < sizes[text][:, None])
        return words[np.where(inside, bases[text][:, None] + place, 0)], inside

    back = _possible(*window(one, ends[:, 0], -1), *window(other, ends[:, 2], -1))
    return back, _possible(*window(one, ends[:, 1], 1), *window(other, ends[:, 3], 1))


def _possible(
    ours: U64, our_words: NDArray[np.bool_], theirs: U64, their_words: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Whether any two prefixes of the windows could have more same words than others.

    Among the first `k` words at most those are the same that occur among the first `k` of the other window at all.
    """
    same = ours[:, :, None] == theirs[:, None, :]
    same &= our_words[:, :, None] & their_words[:, None, :]
    met = np.where(same.any(axis=2), np.maximum(same.argmax(axis=2), np.arange(MAX_GAP)), MAX_GAP)
    possible = np.zeros(len(ours), dtype=bool)
    for width in range(1, MAX_GAP + 1):
        possible |= 2 * (met < width).sum(axis=1) > width
    return possible


def _common(a: U64, b: U64) -> int:
    if not len(a) or not len(b):
        return 0
    if len(a) == 1 and len(b) == 1:
        return int(a[0] == b[0])
    edits = Levenshtein.opcodes(a.tolist(), b.tolist())
    return sum(e.src_end - e.src_start for e in edits if e.tag == "equal")


def _reach(a: U64, b: U64) -> tuple[tuple[int, int], int]:
    """How far two continuations still match: the widest pair of prefixes in which same words outweigh the others."""
    if not len(a) or not len(b):
        return (0, 0), 0
    best, same, score, top = (0, 0), 0, 0, 0
    kept = 0
    ours, theirs = a.tolist(), b.tolist()
    if not set(ours).intersection(theirs):
        return best, kept
    for edit in Levenshtein.opcodes(ours, theirs):
        tag, a_start, a_end, b_start, b_end = edit.tag, edit.src_start, edit.src_end, edit.dest_start, edit.dest_end
        width = max(a_end - a_start, b_end - b_start)
        if tag == "equal":
            score += width
            same += width
            if score > top:
                top, best, kept = score, (a_end, b_end), same
        else:
            score -= width
    return best, kept


def _without_echoes(found: list[Aligned]) -> list[Aligned]:
    """Leave out what better stretches already cover in both texts: a sentence that each text holds twice."""
    kept: list[Aligned] = []
    for one in found[:_KEPT_STRETCHES]:
        if not (_covered(one.a_start, one.a_end, [(k.a_start, k.a_end) for k in kept])
                and _covered(one.b_start, one.b_end, [(k.b_start, k.b_end) for k in kept])):  # fmt: skip
            kept.append(one)
    return kept


def _covered(start: int, end: int, ranges: list[tuple[int, int]]) -> bool:
    return 2 * sum(max(0, min(end, e) - max(start, s)) for s, e in ranges) >= end - start

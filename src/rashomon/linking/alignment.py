"""How two texts line up: exact runs of words as seeds, chained over small edits, extended at both ends."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np
from rapidfuzz.distance import Levenshtein

from .fingerprints import SHINGLE_WORDS, shingles_of
from .wording import I64, U64

MAX_GAP = 12
"""Words that may be cut, added or changed between two shared runs of one passage: about a clause."""
LEAST_LIKENESS = 500
"""Thousandths of likeness from which a long stretch is a passage: every other word may have been changed."""
SHORT_WORDS = 16
SHORT_LIKENESS = 880
"""A stretch of fewer words may have one word in ten changed; with more, turns of phrase line up by chance."""
_MAX_PLACES = 16
"""A shingle that a text repeats counts at its first so many places: work stays bounded whatever is repeated."""
_OVERLAP = SHINGLE_WORDS
_FEW = 8
"""Up to this many shared shingles are looked at one by one before any work is done."""


class Run(NamedTuple):
    """`length` words from `a` of one text equal those from `b` of the other."""

    a: int
    b: int
    length: int


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


class Indexed(NamedTuple):
    """A text's words with its shingles sorted, ready to be met by another's."""

    full: U64
    shingles: U64
    order: I64


def index_words(full: U64) -> Indexed:
    """Make a text ready for `align`; a shingle that is repeated is kept at its first places, once a spot."""
    shingles = shingles_of(full)
    places = np.arange(len(shingles))
    if len(shingles) > 1:
        places = places[np.concatenate(([True], shingles[1:] != shingles[:-1]))]
    order = places[np.argsort(shingles[places], kind="stable")]
    ordered = shingles[order]
    first = np.searchsorted(ordered, ordered, side="left")
    kept = np.arange(len(ordered)) - first < _MAX_PLACES
    return Indexed(full, ordered[kept], order[kept])


def align(a: Indexed, b: Indexed, *, least_words: int) -> list[Aligned]:
    """Every stretch of at least about `least_words` words that the texts share, best first.

    >>> import numpy as np
    >>> one = np.arange(40, dtype=np.uint64)
    >>> two = np.concatenate((one[5:15], [np.uint64(99)], one[16:30]))
    >>> align(index_words(one), index_words(two), least_words=10)
    [Aligned(a_start=5, a_end=30, b_start=0, b_end=25, same=24)]
    """
    found = [_settle(chain, a.full, b.full) for chain in _chains(_runs(a, b)) if _is_promising(chain)]
    long = [f for f in found if _is_passage(f, least_words)]
    return _without_echoes(sorted(long, key=lambda f: (-f.same, f)))


def _is_promising(chain: list[Run]) -> bool:
    """Whether a chain is worth reaching out from: a lone run of five words is a turn of phrase."""
    return len(chain) > 1 or chain[0].length > SHINGLE_WORDS


def _is_passage(found: Aligned, least_words: int) -> bool:
    width = min(found.a_end - found.a_start, found.b_end - found.b_start)
    asked = SHORT_LIKENESS if found.same < SHORT_WORDS else LEAST_LIKENESS
    return width >= least_words and found.same * 10 >= least_words * 8 and found.similarity >= asked


def _runs(a: Indexed, b: Indexed) -> list[Run]:
    low = np.searchsorted(a.shingles, b.shingles, side="left")
    counts = np.searchsorted(a.shingles, b.shingles, side="right") - low
    hits = np.flatnonzero(counts)
    if len(hits) < 2 or (len(hits) <= _FEW and _scattered(a.order[low[hits]].tolist(), b.order[hits].tolist())):
        return []
    counts = counts[hits]
    total = int(counts.sum())
    step = np.arange(total) - np.repeat(np.cumsum(counts) - counts, counts)
    in_a = a.order[np.repeat(low[hits], counts) + step]
    in_b = np.repeat(b.order[hits], counts)
    return _merge_diagonals(in_a, in_b)


def _scattered(in_a: list[int], in_b: list[int]) -> bool:
    """Whether a few shared shingles lie so far from one another that no two can be of one passage."""
    reach = MAX_GAP + SHINGLE_WORDS
    places = sorted(zip(in_a, in_b, strict=True))
    return not any(
        abs(one[1] - other[1]) <= reach
        for n, one in enumerate(places)
        for other in places[n + 1 : n + 4]
        if other[0] - one[0] <= reach
    )


def _merge_diagonals(in_a: I64, in_b: I64) -> list[Run]:
    shift = in_b - in_a
    order = np.lexsort((in_a, shift))
    in_a, shift = in_a[order], shift[order]
    breaks = np.flatnonzero((np.diff(shift) != 0) | (np.diff(in_a) > SHINGLE_WORDS)) + 1
    firsts = np.concatenate(([0], breaks))
    lasts = np.concatenate((breaks, [len(in_a)])) - 1
    runs = [
        Run(start, start + off, end - start + SHINGLE_WORDS)
        for start, end, off in zip(in_a[firsts].tolist(), in_a[lasts].tolist(), shift[firsts].tolist(), strict=True)
    ]
    return sorted(runs)


def _chains(runs: list[Run]) -> list[list[Run]]:
    """Runs in the order of both texts with at most `MAX_GAP` words between them."""
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


def _settle(chain: list[Run], a: U64, b: U64) -> Aligned:
    """Count the same words within runs and gaps, then reach out beyond both ends."""
    same = sum(run.length for run in chain)
    for last, run in pairwise(chain):
        same += _common(a[last.a + last.length : run.a], b[last.b + last.length : run.b])
    first, final = chain[0], chain[-1]
    back, more = _reach(a[max(0, first.a - MAX_GAP) : first.a][::-1], b[max(0, first.b - MAX_GAP) : first.b][::-1])
    a_end, b_end = final.a + final.length, final.b + final.length
    on, still = _reach(a[a_end : a_end + MAX_GAP], b[b_end : b_end + MAX_GAP])
    return Aligned(first.a - back[0], a_end + on[0], first.b - back[1], b_end + on[1], same + more + still)


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
    for one in found[:2000]:
        if not (_covered(one.a_start, one.a_end, [(k.a_start, k.a_end) for k in kept])
                and _covered(one.b_start, one.b_end, [(k.b_start, k.b_end) for k in kept])):  # fmt: skip
            kept.append(one)
    return kept


def _covered(start: int, end: int, ranges: list[tuple[int, int]]) -> bool:
    return 2 * sum(max(0, min(end, e) - max(start, s)) for s, e in ranges) >= end - start

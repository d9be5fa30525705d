"""Pairs lined up task by task: every stretch that two items share, with its kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .boilerplate import Spread
from .collection import Collection
from .likeness import ends_of, packed_pairs
from .matching import Matches, match_pairs, whole_matches
from .passages import Judged, judge
from .shelf import open_shelf
from .wording import I64, U64, distinct
from .workplace import Workplace, load

_BATCH_WORDS = 400_000
"""Pairs are lined up together until their texts have so many words: some tens of megabytes."""


def pairs_to_line_up(collection: Collection, aligned: U64, *, least_words: int) -> U64:
    """Pairs that share enough, and each twin with the first of its kind."""
    twins = np.flatnonzero((collection.twins >= 0) & (collection.sizes >= least_words))
    copies = collection.twins[twins].astype(np.uint64) << np.uint64(32) | twins.astype(np.uint64)
    return np.concatenate((aligned, np.sort(copies)))


class _Batch(NamedTuple):
    """Pairs to be lined up, or pairs of items with the very same words, which are not."""

    pairs: U64
    same: bool
    least_words: int


def line_up(
    place: Workplace, collection: Collection, pairs: U64, known: U64, *, least_words: int
) -> tuple[Matches, Judged]:
    """Every stretch that the items of each pair share, but for pairs in `known`; a twin's is its text as a whole."""
    fresh = np.setdiff1d(pairs, known, assume_unique=True)
    first, second = ends_of(fresh)
    same = collection.twins[second] == first
    tasks = [_Batch(part, False, least_words) for part in _by_words(fresh[~same], collection.sizes)]
    tasks += [_Batch(part, True, least_words) for part in _by_words(fresh[same], collection.sizes)]
    done = list(place.run(_line_up, tasks))
    return laid_together(done)


def laid_together(parts: Sequence[tuple[Matches, Judged]]) -> tuple[Matches, Judged]:
    """What was found of several lots of pairs, as one."""
    if not parts:
        nothing = np.empty(0, np.int64)
        return Matches(*[nothing] * 7), Judged._make([*[nothing] * 6, np.empty((0, 5), np.int64)])
    matches, judged = zip(*parts, strict=True)
    return (Matches(*(np.concatenate(column) for column in zip(*matches, strict=True))),
            Judged(*(np.concatenate(column) for column in zip(*judged, strict=True))))  # fmt: skip


def judge_again(place: Workplace, collection: Collection, matches: Matches) -> Judged:
    """What is made of matches that are known, sorted by pair, now that other shingles are page furniture."""
    rows = packed_pairs(matches.low, matches.high)
    lots = list(_by_words(distinct(rows), collection.sizes))
    borders = np.append(np.searchsorted(rows, [lot[0] for lot in lots]), len(rows)).tolist()
    tasks = (Matches(*(column[low:high] for column in matches)) for low, high in pairwise(borders))
    judged = list(place.run(_judge, tasks))
    return laid_together([(Matches(*(c[:0] for c in matches)), one) for one in judged])[1]


def _judge(folder: str, matches: Matches) -> Judged:
    judged = judge(open_shelf(folder), matches, Spread(np.asarray(load(folder, "spread"))))
    return Judged(*map(_narrow, judged))


def put_together(collection: Collection, parts: Sequence[tuple[Matches, Judged]]) -> tuple[Matches, Judged]:
    """What was found of different pairs, sorted by pair, twins last."""
    if len(parts) == 1:
        return parts[0]
    matches, judged = laid_together(parts)
    order = _by_pair(collection, matches.low, matches.high)
    pairs = _by_pair(collection, judged.shares[:, 0], judged.shares[:, 1])
    return (Matches(*(column[order] for column in matches)),
            Judged._make([*(column[order] for column in judged[:6]), judged.shares[pairs]]))  # fmt: skip


def _by_pair(collection: Collection, low: NDArray[Any], high: NDArray[Any]) -> I64:
    order: I64 = np.lexsort((high, low, collection.twins[high] == low))
    return order


def _by_words(pairs: U64, sizes: I64) -> Iterator[U64]:
    """The pairs in batches of so many words; a text counts once with all its neighbours."""
    first, second = ends_of(pairs)
    new = np.diff(first, prepend=-1) != 0
    words = np.cumsum(sizes[second] + np.where(new, sizes[first], 0))
    low = 0
    while low < len(pairs):
        held = int(words[low - 1]) if low else 0
        high = max(low + 1, int(np.searchsorted(words, held + _BATCH_WORDS)))
        yield pairs[low:high]
        low = high


def _line_up(folder: str, batch: _Batch) -> tuple[Matches, Judged]:
    shelf, spread = open_shelf(folder), Spread(np.asarray(load(folder, "spread")))
    if batch.same:
        first, twins = ends_of(batch.pairs)
        matches = whole_matches(first, twins, np.array([shelf.size(rank) for rank in twins.tolist()], dtype=np.int64))
    else:
        matches = match_pairs(shelf, batch.pairs, least_words=batch.least_words)
    judged = judge(shelf, matches, spread)
    return Matches(*map(_narrow, matches)), Judged(*map(_narrow, judged))


def _narrow(column: NDArray[Any]) -> NDArray[Any]:
    """Half as large: ranks and places in a text fit into 31 bits."""
    return column.astype(np.int32)

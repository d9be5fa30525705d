"""From scores for each token to fragments: windows over long texts, the best chain of tags, and the runs of one tag."""

from __future__ import annotations

import msgspec
import numpy as np
import numpy.typing as npt

from .tagger_features import Ints

Floats = npt.NDArray[np.float32]

TAGS = ("O", "B-T", "I-T", "B-C", "I-C", "B-S", "I-S")
"""Outside, then the first and further tokens of content (T), cue (C) and source (S)."""
CONTENT, CUE, SOURCE = 0, 1, 2
"""Roles; the first tag of role r is 2 r + 1."""

WINDOW, CONTEXT = 256, 32
"""Tokens scored together, and how many at either end are there for the others' sake.

The network learned from pieces of at most 200 tokens; windows of like size keep it on known ground, run side by side,
and bound the memory for a text of any length.
"""


class Window(msgspec.Struct, frozen=True):
    """Tokens [start, end) are scored; the scores of [first, last) are kept."""

    start: int
    end: int
    first: int
    last: int


def windows(count: int) -> tuple[Window, ...]:
    """Windows of one size whose kept parts cover `count` tokens without gap or overlap.

    >>> [(w.start, w.end, w.first, w.last) for w in windows(500)]
    [(0, 210, 0, 178), (146, 356, 178, 322), (290, 500, 322, 500)]
    """
    if count <= WINDOW:
        return (Window(0, count, 0, count),) if count else ()
    spread = count - 2 * CONTEXT
    number = -(-spread // (WINDOW - 2 * CONTEXT))
    core = -(-spread // number)
    size = core + 2 * CONTEXT
    starts = [min(i * core, count - size) for i in range(number)]
    edges = [0, *(s + CONTEXT for s in starts[1:]), count]
    return tuple(Window(s, s + size, a, b) for s, a, b in zip(starts, edges[:-1], edges[1:], strict=True))


_BLOCK = 48
"""Tokens in a block of `best_tags`; the blocks are worked through side by side."""
_COLUMNS = np.arange(len(TAGS))


def best_tags(emissions: Floats, step: Floats, begin: Floats) -> Ints:
    """The best chain of tags (Viterbi). `step[a, b]` scores b after a; time grows with the length alone.

    The best way through each block is found for every tag before it and every tag at its end, all blocks at once; then
    the blocks are chained. This is the same maximum as going token by token, ten times sooner in NumPy.
    """
    count = len(emissions)
    if not count:
        return np.zeros(0, np.int32)
    head = (count - 1) % _BLOCK + 1
    number = (count - head) // _BLOCK
    score, arrows = _plain(emissions[:head], step, begin)
    blocks = emissions[head:].reshape(number, _BLOCK, len(TAGS))
    scores = _through(blocks, step)
    before = np.empty((number, len(TAGS)), np.int8)
    for k in range(number):
        reach = score[:, None] + scores[-1, :, k, :].T
        before[k] = reach.argmax(0)
        score = reach.max(0)
    ends, entries = _chain(int(score.argmax()), before)
    tags = np.empty(count, np.int32)
    tags[head:] = _trace(scores, step, ends, entries).ravel()
    last = int(entries[0]) if number else int(score.argmax())
    for t in range(head - 1, -1, -1):
        tags[t] = last
        last = int(arrows[t, last])
    return tags


def _plain(emissions: Floats, step: Floats, begin: Floats) -> tuple[Floats, npt.NDArray[np.int8]]:
    """Token by token: the score of each tag at the end, and for each token and tag the tag before."""
    back = np.zeros(emissions.shape, np.int8)
    score: Floats = begin + emissions[0]
    for t in range(1, len(emissions)):
        reach = score[:, None] + step
        back[t] = best = reach.argmax(0)
        score = reach[best, _COLUMNS] + emissions[t]
    return score, back


def _through(blocks: Floats, step: Floats) -> Floats:
    """For each token of each block the best score from each tag before the block, (token, tag, block, tag before)."""
    number, size = len(blocks), len(TAGS)
    scores = np.empty((_BLOCK, size, number, size), np.float32)
    columns = np.ascontiguousarray(blocks.transpose(1, 2, 0))[..., None]
    scores[0] = step.T[:, None, :] + columns[0]
    moves = step[:, :, None, None]
    for t in range(1, _BLOCK):
        np.max(scores[t - 1][:, None] + moves, axis=0, out=scores[t])
        scores[t] += columns[t]
    return scores


def _chain(last: int, before: npt.NDArray[np.int8]) -> tuple[Ints, Ints]:
    """The tag at the end of each block and the tag before it, from the last tag backwards."""
    ends = np.zeros(len(before), np.int32)
    entries = np.zeros(len(before), np.int32)
    for k in range(len(before) - 1, -1, -1):
        ends[k] = last
        entries[k] = last = int(before[k, last])
    return ends, entries


def _trace(scores: Floats, step: Floats, ends: Ints, entries: Ints) -> Ints:
    """The tags inside all blocks, (blocks, tokens)."""
    number = len(ends)
    tags = np.empty((number, _BLOCK), np.int32)
    rows = np.arange(number)
    tags[:, -1] = current = ends
    for t in range(_BLOCK - 2, -1, -1):
        reach = scores[t][:, rows, entries] + step[:, current]
        tags[:, t] = current = reach.argmax(0)
    return tags


class Fragments(msgspec.Struct, frozen=True):
    """Runs of one role: `role`, `start`, `end` (tokens), sorted by start."""

    role: Ints
    start: Ints
    end: Ints

    def of(self, role: int) -> Ints:
        """The places in these arrays of the fragments of one role."""
        return np.flatnonzero(self.role == role).astype(np.int32)


def fragments(tags: Ints) -> Fragments:
    """The fragments that a chain of tags spells.

    >>> found = fragments(np.array([5, 6, 3, 1, 2, 2, 0, 1], np.int32))
    >>> list(zip(found.role.tolist(), found.start.tolist(), found.end.tolist()))
    [(2, 0, 2), (1, 2, 3), (0, 3, 6), (0, 7, 8)]
    """
    first = np.flatnonzero(tags % 2 == 1)
    ends = np.append(first[1:], len(tags))
    outside = np.flatnonzero(tags == 0)
    stop = np.searchsorted(outside, first)
    limit = np.append(outside, len(tags))[stop]
    role = (tags[first] - 1) // 2
    return Fragments(role.astype(np.int32), first.astype(np.int32), np.minimum(ends, limit).astype(np.int32))


_ROLE_OF_TAG = np.array([-1, CONTENT, CONTENT, CUE, CUE, SOURCE, SOURCE])


def margins(emissions: Floats, tags: Ints, found: Fragments) -> Floats:
    """How far each fragment's role leads before every other: mean, least, and at the first token; (fragments, 3)."""
    if not len(found.role):
        return np.zeros((0, 3), np.float32)
    rows = np.arange(len(tags))
    other = np.where(_ROLE_OF_TAG[tags][:, None] == _ROLE_OF_TAG[None], -np.inf, emissions).max(1)
    lead = emissions[rows, tags] - other
    total = np.concatenate([np.zeros(1), np.cumsum(lead, dtype=np.float64)])
    mean = (total[found.end] - total[found.start]) / (found.end - found.start)
    edges = np.stack([found.start, np.minimum(found.end, len(tags) - 1)], axis=1).ravel()
    least = np.minimum.reduceat(lead, edges)[::2]
    opening = lead[found.start] if len(found.start) else lead[:0]
    return np.stack([mean, np.minimum(least, lead[found.end - 1]), opening], axis=1).astype(np.float32)

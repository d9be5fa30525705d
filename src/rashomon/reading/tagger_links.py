"""Which cue belongs to which content, and which source to which cue: pairs of fragments scored by a small network.

Every content chooses among the four cues before and the four behind it, or none; then every cue chooses its source in
the same way, with what its contents themselves point at before it; a content without a cue chooses a source of its
own. The scores rest on the tagger's pointers and on what stands between two fragments; all pairs of a text are scored
at once.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import numpy as np
import numpy.typing as npt

from .tagger_decode import CONTENT, CUE, SOURCE, Floats, Fragments
from .tagger_features import (
    COMMA_BIT,
    DASH_BIT,
    REPORTING_BIT,
    STOP_BIT,
    WORD_BIT,
    Bools,
    Features,
    Ints,
    Tokens,
)

RELATIONS = ((CONTENT, CUE), (CONTENT, SOURCE), (CUE, SOURCE))
"""The order of the network's pointers: a query of the first role's token meets a key of the second's."""
POINTER_SIZE = 32
EACH_SIDE = 4
"""Candidates looked at before and behind a fragment."""


class Scene(msgspec.Struct, frozen=True):
    """The fragments of a text and what linking asks about them; `queries` and `keys` are (fragments, 3, 32)."""

    fragments: Fragments
    queries: Floats
    keys: Floats
    nowhere: Floats
    sentence: Ints
    paragraph: Ints
    quotation: Ints
    bits: Ints
    words: Ints
    """Words before each token; one longer than the text."""
    held: tuple[Ints, Ints, Ints]
    """Per role: fragments that start before each token; one longer than the text."""
    reporting: Ints
    margins: Floats
    """(fragments, 3): how far the role leads: the mean over the tokens, the least, and at the first."""


def make_scene(
    found: Fragments, tokens: Tokens, features: Features, points: Floats, nowhere: Floats, margins: Floats
) -> Scene:
    """`points` are the network's pointers at the first token of each fragment, (fragments, 192)."""
    parts = points.reshape(len(found.role), len(RELATIONS), 2, POINTER_SIZE)
    count = len(features.bits)
    return Scene(
        fragments=found,
        queries=parts[:, :, 0],
        keys=parts[:, :, 1],
        nowhere=nowhere,
        sentence=features.sentence,
        paragraph=tokens.paragraph,
        quotation=tokens.marks.first,
        bits=features.bits,
        words=_before((features.bits & WORD_BIT) > 0),
        held=(
            _before(_marked(found, CONTENT, count)),
            _before(_marked(found, CUE, count)),
            _before(_marked(found, SOURCE, count)),
        ),
        reporting=_before((features.bits & REPORTING_BIT) > 0),
        margins=margins,
    )


def _before(flags: Bools) -> Ints:
    return np.concatenate([np.zeros(1, np.int32), np.cumsum(flags, dtype=np.int32)])


def _marked(found: Fragments, role: int, count: int) -> Bools:
    marked = np.zeros(count, bool)
    marked[found.start[found.role == role]] = True
    return marked


def candidates(scene: Scene, asking: Ints, role: int) -> tuple[Ints, Bools]:
    """For each asking fragment the nearest fragments of a role, (asking, 8), and which of the places are filled."""
    offered = scene.fragments.of(role)
    place = np.searchsorted(scene.fragments.start[offered], scene.fragments.start[asking])
    index = place[:, None] + np.arange(-EACH_SIDE, EACH_SIDE)
    filled = (index >= 0) & (index < len(offered))
    if not len(offered):
        return np.zeros(index.shape, np.int32), filled
    return offered[np.clip(index, 0, len(offered) - 1)], filled


PAIR_COLUMNS = 42
LONE_COLUMNS = 13


def pair_table(scene: Scene, relation: int, asking: Ints, offered: Ints, filled: Bools, hint: Floats) -> Floats:
    """What is known of each pair, (asking, 8, 42); `hint` (asking, 8) is what else speaks for the pair."""
    found = scene.fragments
    a = np.broadcast_to(asking[:, None], offered.shape)
    a_start, a_end, b_start, b_end = found.start[a], found.end[a], found.start[offered], found.end[offered]
    pull = np.einsum("nd,nkd->nk", scene.queries[asking, relation], scene.keys[offered, relation])
    pull = pull / np.sqrt(POINTER_SIZE)
    still = (scene.queries[asking, relation] @ scene.nowhere[relation])[:, None] / np.sqrt(POINTER_SIZE)
    top = np.where(filled, pull, -1e4).max(1, keepdims=True)
    later = b_start >= a_start
    left, right = np.where(later, a_end, b_end), np.where(later, b_start, a_start)
    right = np.maximum(left, right)
    gap = scene.words[right] - scene.words[left]
    nearest = gap == np.where(filled, gap, 10**6).min(1, keepdims=True)
    sentences = np.abs(scene.sentence[b_start] - scene.sentence[np.where(later, a_end - 1, a_start)])
    paragraphs = np.abs(scene.paragraph[b_start] - scene.paragraph[np.where(later, a_end - 1, a_start)])
    between = [held[right] - held[np.minimum(left, right)] for held in scene.held]
    first_bit, last_bit = scene.bits[np.minimum(left, len(scene.bits) - 1)], scene.bits[np.maximum(right - 1, 0)]
    open_gap = right > left
    quoted_a, quoted_b = scene.quotation[a_start], scene.quotation[b_start]
    last_a = scene.quotation[a_end - 1]
    side = [later, ~later]
    columns = [
        pull - still,
        pull - top,
        hint,
        later,
        nearest,
        np.log1p(gap),
        gap == 0,
        gap == 1,
        gap <= 3,
        *(s & (sentences == 0) for s in side),
        *(s & (sentences == 1) for s in side),
        *(s & (sentences > 1) for s in side),
        *(s & (paragraphs == 0) for s in side),
        *(s & (paragraphs == 1) for s in side),
        paragraphs > 1,
        *(np.minimum(b, 3) for b in between),
        *(s & (b == 0) for s in side for b in between),
        quoted_a >= 0,
        quoted_b >= 0,
        (quoted_a >= 0) & (quoted_a == quoted_b),
        (quoted_a >= 0) != (last_a >= 0),
        open_gap & ((first_bit & COMMA_BIT) > 0),
        open_gap & ((first_bit & STOP_BIT) > 0),
        open_gap & ((last_bit & COMMA_BIT) > 0),
        open_gap & ((last_bit & STOP_BIT) > 0),
        open_gap & ((last_bit & DASH_BIT) > 0),
        np.log1p(a_end - a_start),
        np.log1p(b_end - b_start),
        (scene.reporting[b_end] - scene.reporting[b_start]) > 0,
        (scene.reporting[a_end] - scene.reporting[a_start]) > 0,
    ]
    return np.stack([np.asarray(c, np.float32) for c in columns], axis=2)


def lone_table(scene: Scene, relation: int, asking: Ints, offered: Ints, filled: Bools) -> Floats:
    """What speaks for choosing none, (asking, 13)."""
    found = scene.fragments
    start, end = found.start[asking], found.end[asking]
    pull = np.einsum("nd,nkd->nk", scene.queries[asking, relation], scene.keys[offered, relation])
    still = scene.queries[asking, relation] @ scene.nowhere[relation]
    top = np.where(filled, pull, -99).max(1)
    sentence_first = scene.sentence[start] != scene.sentence[np.maximum(start - 1, 0)]
    columns = [
        still / np.sqrt(POINTER_SIZE),
        (still - top) / np.sqrt(POINTER_SIZE),
        filled.sum(1) == 0,
        np.log1p(end - start),
        scene.quotation[start] >= 0,
        scene.quotation[end - 1] >= 0,
        (scene.quotation[start] >= 0) & (scene.quotation[start] == scene.quotation[end - 1]),
        sentence_first,
        scene.paragraph[start] == scene.paragraph[0],
        scene.sentence[end - 1] - scene.sentence[start] > 0,
        (scene.reporting[end] - scene.reporting[start]) > 0,
        (scene.bits[end - 1] & STOP_BIT) > 0,
        np.ones(len(asking)),
    ]
    return np.stack([np.asarray(c, np.float32) for c in columns], axis=1)


class Links(msgspec.Struct, frozen=True):
    """For each fragment the one it belongs to (-1: none), and how sure that is (0 to 1)."""

    cue: Ints
    source: Ints
    sure: Floats


class Linker:
    """The pair scorers of the three relations, from arrays named like `0.pair.w1`, `0.lone.b2`."""

    def __init__(self, arrays: Mapping[str, npt.NDArray[np.float32]]) -> None:
        self._arrays = arrays

    def link(self, scene: Scene) -> Links:
        """The links of a text's fragments."""
        found = scene.fragments
        count = len(found.role)
        cue, source = np.full(count, -1, np.int32), np.full(count, -1, np.int32)
        sure = np.ones(count, np.float32)
        contents, cues = found.of(CONTENT), found.of(CUE)
        cue[contents], sure[contents] = self._choose(scene, 0, contents, None)
        source[cues], sure[cues] = self._choose(scene, 2, cues, cue)
        lonely = contents[cue[contents] < 0]
        source[lonely], _ = self._choose(scene, 1, lonely, None)
        return Links(cue, source, sure)

    def _choose(self, scene: Scene, relation: int, asking: Ints, cue: Ints | None) -> tuple[Ints, Floats]:
        offered, filled = candidates(scene, asking, RELATIONS[relation][1])
        if not len(asking):
            return np.zeros(0, np.int32), np.zeros(0, np.float32)
        hinted = np.zeros(offered.shape, np.float32) if cue is None else hints(scene, cue, asking, offered)
        pairs = self._score(f"{relation}.pair", pair_table(scene, relation, asking, offered, filled, hinted))
        lone = self._score(f"{relation}.lone", lone_table(scene, relation, asking, offered, filled))
        scores = np.concatenate([np.where(filled, pairs, -1e4), lone[:, None]], axis=1)
        scores = np.exp(scores - scores.max(1, keepdims=True))
        best = scores.argmax(1)
        chosen = np.where(
            best < offered.shape[1], np.take_along_axis(offered, np.minimum(best, 7)[:, None], 1)[:, 0], -1
        )
        return chosen.astype(np.int32), (scores.max(1) / scores.sum(1)).astype(np.float32)

    def _score(self, name: str, table: Floats) -> Floats:
        arrays = self._arrays
        hidden = np.maximum(table @ arrays[f"{name}.w1"] + arrays[f"{name}.b1"], 0)
        return np.asarray(hidden @ arrays[f"{name}.w2"] + arrays[f"{name}.b2"], np.float32)


def hints(scene: Scene, cue: Ints, cues: Ints, offered: Ints) -> Floats:
    """How strongly a cue's contents point at each source offered to it, less how strongly at none; like `offered`."""
    contents = np.flatnonzero(cue >= 0)
    row = np.searchsorted(cues, cue[contents])
    pull = np.einsum("nd,nkd->nk", scene.queries[contents, 1], scene.keys[offered[row], 1])
    still = scene.queries[contents, 1] @ scene.nowhere[1]
    hint = np.zeros(offered.shape, np.float32)
    np.add.at(hint, row, (pull - still[:, None]) / np.sqrt(POINTER_SIZE))
    held = np.bincount(row, minlength=len(cues))[:, None]
    return np.asarray(hint / np.maximum(held, 1), np.float32)

"""How likely an attribution is right, so that weak ones can be left out.

The tagger is made to begin fragments a little too readily; what it then finds is judged as a whole (how sure the tags,
the links and the parts are) by a small network that was taught on articles the tagger had not seen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
import numpy as np
import numpy.typing as npt

from .tagger_decode import CONTENT, Floats
from .tagger_features import STOP_BIT
from .tagger_links import Links, Scene


class Group(msgspec.Struct, frozen=True):
    """An attribution as places of fragments; -1 where there is no source or cue."""

    source: int
    cue: int
    content: tuple[int, ...]


def group_links(scene: Scene, links: Links) -> tuple[Group, ...]:
    """Contents of one cue together, in the order in which the first of them stands."""
    groups: dict[int, list[int]] = {}
    for content in scene.fragments.of(CONTENT).tolist():
        cue = int(links.cue[content])
        groups.setdefault(cue if cue >= 0 else -1 - content, []).append(content)
    return tuple(
        Group(int(links.source[cue if cue >= 0 else contents[0]]), max(cue, -1), tuple(contents))
        for cue, contents in groups.items()
    )


TRUST_COLUMNS = 34


def trust_table(scene: Scene, links: Links, groups: Sequence[Group]) -> Floats:
    """What is known of each attribution as a whole, (groups, 34)."""
    found = scene.fragments
    first = np.array([g.content[0] for g in groups], np.int64)
    last = np.array([g.content[-1] for g in groups], np.int64)
    weakest = np.array([min(scene.margins[c, 1] for c in g.content) for g in groups], np.float32)
    cue = np.array([g.cue for g in groups], np.int64)
    source = np.array([g.source for g in groups], np.int64)
    start, end = found.start[first], found.end[first]
    length = np.array([sum(int(found.end[c] - found.start[c]) for c in g.content) for g in groups])
    has_cue, has_source = cue >= 0, source >= 0
    anchor = np.where(has_cue, cue, first)
    sentence_start = scene.sentence[start] != scene.sentence[np.maximum(start - 1, 0)]
    quoted, quoted_end = scene.quotation[start], scene.quotation[end - 1]
    columns = [
        *scene.margins[first].T,
        weakest,
        *(scene.margins[cue] * has_cue[:, None]).T,
        *(scene.margins[source] * has_source[:, None]).T,
        has_cue,
        has_source,
        links.sure[first],
        links.sure[cue] * has_cue,
        np.log1p(length),
        np.array([len(g.content) for g in groups]) > 1,
        quoted >= 0,
        (quoted >= 0) & (quoted == quoted_end),
        (quoted >= 0) & (quoted != quoted_end),
        (quoted < 0) & (quoted_end >= 0),
        has_cue & ((scene.reporting[found.end[cue]] - scene.reporting[found.start[cue]]) > 0),
        has_cue & (scene.quotation[found.start[cue]] >= 0),
        np.where(has_cue, np.log1p(found.end[cue] - found.start[cue]), 0),
        np.where(has_source, np.log1p(found.end[source] - found.start[source]), 0),
        np.where(has_source, np.log1p(np.abs(found.start[source] - found.start[anchor])), 0),
        np.where(has_cue, np.log1p(np.abs(found.start[cue] - start)), 0),
        has_source & (scene.sentence[found.start[source]] != scene.sentence[found.start[anchor]]),
        has_cue & (scene.sentence[found.start[cue]] != scene.sentence[start]),
        sentence_start,
        scene.sentence[found.end[last] - 1] - scene.sentence[start] > 0,
        (scene.bits[np.minimum(found.end[last], len(scene.bits) - 1)] & STOP_BIT) > 0,
        scene.paragraph[start] == scene.paragraph[0],
        has_cue & (found.start[cue] > start),
        has_source & has_cue & (found.start[source] > found.start[cue]),
    ]
    return np.stack([np.asarray(c, np.float32) for c in columns], axis=1)


def trust(table: Floats, arrays: Mapping[str, npt.NDArray[np.float32]]) -> Floats:
    """The likelihood of each row of `trust_table`, 0 to 1."""
    hidden = np.maximum(table @ arrays["trust.w1"] + arrays["trust.b1"], 0)
    score = hidden @ arrays["trust.w2"] + arrays["trust.b2"]
    return np.asarray(1 / (1 + np.exp(-score)), np.float32)

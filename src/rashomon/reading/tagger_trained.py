"""Attributions by a small trained network, shipped with the tool; its model card is docs/model-card.md.

The network scores each token, a chain of tags is chosen, runs of tags become fragments, and fragments are linked. Long
texts are read in stretches, so that time grows with the length and memory does not.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt

from ..language.quotations import Quotation
from ..model.readings import Sentence
from ..model.spans import Span
from .tagger_decode import Floats, Fragments, best_tags, fragments, margins, windows
from .tagger_features import Features, Tokens, TokenTable, Vocabulary, featurise, tokenise
from .tagger_links import Linker, Scene, make_scene
from .tagger_trust import Group, group_links, trust, trust_table
from .taggers import Tagged

LANGUAGES = frozenset({"en"})
"""What the shipped weights were trained on; other languages are read by rules."""

_STRETCH = 4096
"""Tokens decoded and linked together: several articles' worth, some 10 MB."""
_SIDE_BY_SIDE = 16
"""Windows scored in one call."""


class Weights:
    """What training made: the network as an ONNX session, the vocabulary, and the arrays of decoder and linker."""

    def __init__(self, model: bytes, vocabulary: Vocabulary, arrays: dict[str, npt.NDArray[np.float32]]) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
        options.log_severity_level = 3
        self.session: Any = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self.vocabulary = vocabulary
        self.arrays = arrays
        self.linker = Linker(arrays)

    @classmethod
    def read(cls, folder: Any) -> Weights:
        """The weights in a folder: tagger.onnx, vocabulary.json, decoder.npz."""
        known = json.loads((folder / "vocabulary.json").read_text(encoding="utf-8"))
        vocabulary = Vocabulary.of(known["words"], known["shapes"], known["reporting"])
        with (folder / "decoder.npz").open("rb") as file, np.load(file, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        return cls((folder / "tagger.onnx").read_bytes(), vocabulary, arrays)

    def scores(self, features: Features) -> tuple[Floats, Floats]:
        """Emissions (n, 7) and pointers (n, 192) of consecutive tokens."""
        plan = windows(len(features.bits))
        emissions: list[Floats] = []
        points: list[Floats] = []
        for at in range(0, len(plan), _SIDE_BY_SIDE):
            group = plan[at : at + _SIDE_BY_SIDE]
            given = {
                "categories": np.stack([features.categories[w.start : w.end] for w in group]),
                "flags": np.stack([features.flags[w.start : w.end] for w in group]),
            }
            emitted, pointed = self.session.run(["emissions", "points"], given)
            for row, w in enumerate(group):
                emissions.append(emitted[row, w.first - w.start : w.last - w.start])
                points.append(pointed[row, w.first - w.start : w.last - w.start])
        return np.concatenate(emissions), np.concatenate(points)


@lru_cache(maxsize=1)
def shipped_weights() -> Weights:
    """The weights that come with the tool, loaded once a process, on first use."""
    return Weights.read(resources.files(__package__) / "weights")


class TrainedTagger:
    """Finds bare attributions with the shipped weights, or with those given."""

    name = "trained-1"

    def __init__(self, weights: Weights | None = None) -> None:
        self._weights = weights
        self._table: TokenTable | None = None

    @property
    def weights(self) -> Weights:
        """The weights, loaded on first use."""
        if self._weights is None:
            self._weights = shipped_weights()
        return self._weights

    def tag(
        self, text: str, sentences: Sequence[Sentence], quotations: Sequence[Quotation], language: str
    ) -> tuple[Tagged, ...]:
        """See `Tagger.tag`; sentences and quotations are not asked, the network has rules of its own for both."""
        found: list[Tagged] = []
        for tokens, features in self._stretches(text):
            scene = self.scene(tokens, features)
            found.extend(tagged_of(text, tokens, scene.fragments, group) for group in self.groups(scene))
        return tuple(found)

    def _stretches(self, text: str) -> Iterator[tuple[Tokens, Features]]:
        """The text's tokens and features, at most `_STRETCH` at a time, cut where a sentence begins if one does."""
        if self._table is None:
            self._table = TokenTable(self.weights.vocabulary)
        tokens = tokenise(text)
        features = featurise(text, tokens, self._table)
        count, start = len(tokens.starts), 0
        cuts = np.flatnonzero(np.diff(features.sentence, prepend=-1))
        while start < count:
            end = min(start + _STRETCH, count)
            if end < count:
                cut = int(cuts[np.searchsorted(cuts, end, side="right") - 1])
                end = cut if cut > start + _STRETCH // 2 else end
            yield (tokens, features) if end - start == count else (tokens.part(start, end), features.part(start, end))
            start = end

    def scene(self, tokens: Tokens, features: Features) -> Scene:
        """The fragments of a stretch, ready to be linked."""
        return make_fragments(tokens, features, *self.weights.scores(features), self.weights.arrays)

    def groups(self, scene: Scene) -> tuple[Group, ...]:
        """The attributions of a stretch that are likely enough to be right."""
        return trusted_groups(scene, self.weights.linker, self.weights.arrays)


def make_fragments(
    tokens: Tokens, features: Features, emissions: Floats, points: Floats, arrays: Mapping[str, Floats]
) -> Scene:
    """The fragments that the network's scores spell, ready to be linked."""
    biased = emissions + arrays["bias"]
    tags = best_tags(biased, arrays["step"], arrays["begin"])
    found = fragments(tags)
    leads = margins(biased, tags, found)
    return make_scene(found, tokens, features, points[found.start], arrays["nowhere"], leads)


def trusted_groups(scene: Scene, linker: Linker, arrays: Mapping[str, Floats]) -> tuple[Group, ...]:
    """The attributions of a scene that are likely enough to be right."""
    links = linker.link(scene)
    groups = group_links(scene, links)
    if not groups:
        return groups
    kept = trust(trust_table(scene, links, groups), arrays) >= arrays["trust.least"]
    return tuple(group for group, keep in zip(groups, kept.tolist(), strict=True) if keep)


def tagged_of(text: str, tokens: Tokens, found: Fragments, group: Group) -> Tagged:
    """An attribution as spans of the text."""
    return Tagged(
        source=_span(text, tokens, found, group.source) if group.source >= 0 else None,
        cue=_span(text, tokens, found, group.cue) if group.cue >= 0 else None,
        content=tuple(_quoted_span(text, tokens, int(found.start[c]), int(found.end[c])) for c in group.content),
    )


def _span(text: str, tokens: Tokens, found: Fragments, place: int) -> Span:
    return Span.of(text, int(tokens.starts[found.start[place]]), int(tokens.ends[found.end[place] - 1]))


_LOOK = 3
"""How many marks may stand between the last word of a content and the mark that closes its quotation."""


def _quoted_span(text: str, tokens: Tokens, start: int, end: int) -> Span:
    """The span of a content, with the quotation marks (and the stop before them) that belong to it."""
    marks = tokens.marks
    closes = next(
        (
            i
            for i in range(end, min(end + _LOOK, len(marks.sign)))
            if marks.sign[i] < 0 and _wordless(tokens, end, i) and marks.first[i] >= start - 1
        ),
        -1,
    )
    opens = start - 1 if start and marks.sign[start - 1] > 0 else -1
    if opens >= 0 and (closes >= 0 or marks.last[opens] < end or not marks.closed[opens]):
        start = opens
    if closes >= 0 and marks.first[closes] >= start:
        end = closes + 1
    return Span.of(text, int(tokens.starts[start]), int(tokens.ends[end - 1]))


def _wordless(tokens: Tokens, start: int, end: int) -> bool:
    return not any(c.isalnum() for token in tokens.strings[start:end] for c in token)

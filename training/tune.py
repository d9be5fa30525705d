"""What is learned on articles that the networks have not seen: the linker, the judge of attributions, two thresholds.

Each network marks the part that was held out from it. What is taught on the one half of these is tried on the other, so
that the thresholds are chosen on honest figures; what ships is then taught on both.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from rashomon.reading.tagger_features import Features, Tokens, TokenTable, featurise
from rashomon.reading.tagger_links import Linker, Scene
from rashomon.reading.tagger_trained import Weights, make_fragments, tagged_of, trusted_groups
from rashomon.reading.taggers import Tagged

from .corpus import Article
from .links import teach_linker
from .trust import examples, teach_trust

BIASES = (0.0, 0.3, 0.6)
LEASTS = (0.0, 0.2, 0.3, 0.4)
Arrays = dict[str, np.ndarray]


@dataclass
class Marked:
    """One article with the scores that a network which has not seen it gives its tokens."""

    article: Article
    tokens: Tokens
    features: Features
    emissions: np.ndarray
    points: np.ndarray


def mark(weights: Weights, articles: list[Article]) -> list[Marked]:
    """The articles with the network's scores, as the reader at run time sees them (8 bits, windows)."""
    table = TokenTable(weights.vocabulary)
    found = []
    for article in articles:
        features = featurise(article.text, article.tokens, table)
        found.append(Marked(article, article.tokens, features, *weights.scores(features)))
    return found


def bias_array(bias: float) -> np.ndarray:
    """What is added to each tag's score: the bias, to those that begin a fragment."""
    array = np.zeros(7, np.float32)
    array[[1, 3, 5]] = bias
    return array


def scenes_of(marked: list[Marked], arrays: Arrays, bias: float) -> list[tuple[Article, Scene]]:
    """The scene of each article under a bias."""
    biased = {**arrays, "bias": bias_array(bias)}
    return [(m.article, make_fragments(m.tokens, m.features, m.emissions, m.points, biased)) for m in marked]


def teach(scenes: list[tuple[Article, Scene]]) -> Arrays:
    """The arrays of linker and judge."""
    linker = teach_linker(scenes)
    return {**linker, **teach_trust(*examples(Linker(linker), scenes))}


def load_scorer(path: Path) -> Any:
    """The corpus's scorer as a module."""
    spec = importlib.util.spec_from_file_location("score_attribution", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def as_prediction(tagged: Tagged) -> dict[str, list[tuple[int, int]]]:
    """An attribution as the scorer reads it."""
    return {
        "content": [(s.start, s.end) for s in tagged.content],
        "cue": [(tagged.cue.start, tagged.cue.end)] if tagged.cue else [],
        "source": [(tagged.source.start, tagged.source.end)] if tagged.source else [],
    }


def predict(scenes: list[tuple[Article, Scene]], arrays: Arrays, least: float) -> dict[str, list]:
    """What the scorer is given, by article."""
    judged = {**arrays, "trust.least": np.float32(least)}
    return {
        article.name: [
            as_prediction(tagged_of(article.text, article.tokens, scene.fragments, group))
            for group in trusted_groups(scene, Linker(arrays), judged)
        ]
        for article, scene in scenes
    }


def worth(result: dict) -> float:
    """What is to be as high as can be: full F1."""
    return float(result["full"]["all"]["F1"])


Half = list[tuple[list[Marked], Arrays]]
"""The parts of one half of train, each with the chain of the network that marked it."""


def tune(halves: list[Half], scorer: Any, train: Path, say: Callable[[str], None]) -> Arrays:
    """Everything beside the network: linker, judge, `bias`, `trust.least`."""
    best = (-1.0, 0.0, 0.0)
    for bias in BIASES:
        scenes = [_scenes_of_half(half, bias) for half in halves]
        taught = [teach(found) for found in scenes]
        for least in LEASTS:
            results = [
                scorer.score(
                    str(train / "attributions"),
                    str(train / "text"),
                    predict(scenes[k], taught[1 - k], least),
                    files={a.name for a, _ in scenes[k]},
                )
                for k in (0, 1)
            ]
            value = sum(map(worth, results)) / 2
            mean = {k: sum(r[k]["all"]["F1"] for r in results) / 2 for k in ("full", "source_head")}
            strict = {k: sum(r["strict"][k]["F1"] for r in results) / 2 for k in ("content", "cue", "source")}
            say(f"bias {bias} least {least}: {value:.2f} {_line(mean)} strict {_line(strict)}")
            best = max(best, (value, -bias, -least))
    bias, least = -best[1], -best[2]
    say(f"chosen: bias {bias}, least {least}")
    scenes = [_scenes_of_half(half, bias) for half in halves]
    return {**teach([pair for found in scenes for pair in found]), "bias": bias_array(bias),
            "trust.least": np.float32(least)}  # fmt: skip


def _scenes_of_half(half: Half, bias: float) -> list[tuple[Article, Scene]]:
    return [pair for marked, arrays in half for pair in scenes_of(marked, arrays, bias)]


def _line(figures: dict[str, float]) -> str:
    return " ".join(f"{k} {v:.2f}" for k, v in figures.items())

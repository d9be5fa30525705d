"""Statements by what they are about."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from .statements import Statement

ALIKE = 0.05
"""Cosine of word weights from which a statement is about what a topic is about. (Chosen by reading; words alone tell
this badly: statements on one claim share few of them.)"""
IN_SENTENCE, BESIDE = 0.5, 0.3
"""Weight of the words around a statement: those of its sentence, and of the sentences before and after."""
MAX_COMPARED = 60
"""Topics with which a statement is compared at most, those that share most of its words first."""


class Topic:
    """Statements about one thing, with the sum of their word weights."""

    def __init__(self) -> None:
        self.members: list[Statement] = []
        self.words: Counter[str] = Counter()

    def add(self, s: Statement, vector: dict[str, float]) -> None:
        """Takes a statement in."""
        self.members.append(s)
        for stem, weight in vector.items():
            self.words[stem] += weight  # type: ignore[assignment]  # a Counter of floats

    def holds(self, stems: Iterable[str]) -> float:
        """The weight of the given words in the topic."""
        return sum(self.words[s] for s in stems)


def topics_of(chosen: Sequence[Statement], everything: Sequence[Statement]) -> list[Topic]:
    """The chosen statements by what they are about; how much a word tells is learnt from all statements.

    Each statement joins the topic that it is most like, or begins one; the most telling statements come first.
    """
    weights = _rarity(everything)
    order = sorted(chosen, key=lambda s: (-s.weight, -len(s.topic), s.item_id, s.span.start, s.attribution_id))
    topics: list[Topic] = []
    by_stem: dict[str, list[int]] = defaultdict(list)
    for s in order:
        vector = _vector(s, weights)
        place = _home(vector, topics, by_stem)
        if place is None:
            place = len(topics)
            topics.append(Topic())
        topics[place].add(s, vector)
        for stem in vector:
            if place not in by_stem[stem][-MAX_COMPARED:]:
                by_stem[stem].append(place)
    return topics


def _rarity(statements: Sequence[Statement]) -> dict[str, float]:
    """How much a stem tells of what a statement is about: less, the more statements hold it."""
    counts = Counter(stem for s in statements for stem in s.sentence | s.topic)
    return {stem: math.log((len(statements) + 1) / n) for stem, n in counts.items()}


def _vector(s: Statement, weights: dict[str, float]) -> dict[str, float]:
    """The words of a statement and around it, weighted; of length one."""
    vector: dict[str, float] = {}
    for stems, share in ((s.beside, BESIDE), (s.sentence, IN_SENTENCE), (s.topic, 1.0)):
        for stem in stems:
            vector[stem] = share * weights.get(stem, 1.0)
    length = math.sqrt(sum(v * v for _, v in sorted(vector.items()))) or 1.0
    return {stem: vector[stem] / length for stem in sorted(vector)}


def _home(vector: dict[str, float], topics: Sequence[Topic], by_stem: dict[str, list[int]]) -> int | None:
    shared: Counter[int] = Counter()
    for stem in vector:
        shared.update(set(by_stem[stem][-MAX_COMPARED:]))
    near = sorted(shared.items(), key=lambda x: (-x[1], x[0]))[:MAX_COMPARED]
    scored = [(_likeness(vector, topics[place]), -place) for place, _ in near]
    best = max(scored, default=(0.0, 0))
    return -best[1] if best[0] >= ALIKE else None


def _likeness(vector: dict[str, float], topic: Topic) -> float:
    """Cosine of a statement and a topic, to a thousandth, so that no rounding of a machine decides."""
    length = math.sqrt(sum(v * v for v in topic.words.values())) or 1.0
    return round(sum(v * topic.words[stem] for stem, v in vector.items() if stem in topic.words) / length, 3)

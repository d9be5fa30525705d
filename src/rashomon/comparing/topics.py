"""Statements by what they are about."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from .statements import Statement

SURELY_ALIKE = 0.2
"""Mean cosine of word weights from which a statement joins a topic at once, whatever else there is."""
ALIKE = 0.033
"""Mean cosine from which two topics are one. (Chosen by reading; words alone tell this badly: statements on one claim
share few of them.)"""
MAX_JOINED = 150
"""Topics that are joined two by two, the largest: the cost grows with their square."""
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

    def take(self, other: Topic) -> None:
        """Takes another topic in whole."""
        self.members += other.members
        for stem, weight in sorted(other.words.items()):
            self.words[stem] += weight

    def holds(self, stems: Iterable[str]) -> float:
        """The weight of the given words in the topic."""
        return sum(self.words[s] for s in stems)


def topics_of(chosen: Sequence[Statement], everything: Sequence[Statement]) -> list[Topic]:
    """The chosen statements by what they are about; how much a word tells is learnt from all statements.

    Each statement joins a topic that is surely the same, or begins one, the most telling statements first; then the
    two topics that are most alike on the average of their statements become one, until none are alike enough.
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
    return _joined(topics)


def _joined(topics: list[Topic]) -> list[Topic]:
    """Average linkage (Sokal and Michener 1958) of the largest topics; the others stay as they are."""
    order = sorted(range(len(topics)), key=lambda n: (-len(topics[n].members), n))
    live = {n: topics[n] for n in sorted(order[:MAX_JOINED])}
    likeness = {(a, b): _between(live[a], live[b]) for a in live for b in live if a < b}
    while likeness:
        best, pair = max((value, (-a, -b)) for (a, b), value in likeness.items())
        if best < ALIKE:
            break
        a, b = -pair[0], -pair[1]
        live[a].take(live.pop(b))
        likeness = {p: v for p, v in likeness.items() if a not in p and b not in p}
        likeness |= {(min(a, n), max(a, n)): _between(live[a], live[n]) for n in live if n != a}
    return [*live.values(), *(topics[n] for n in sorted(order[MAX_JOINED:]))]


def _between(a: Topic, b: Topic) -> float:
    """Mean cosine of the statements of two topics."""
    small, large = sorted((a.words, b.words), key=len)
    shared = sum(v * large[stem] for stem, v in small.items() if stem in large)
    return round(shared / (len(a.members) * len(b.members)), 6)


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
    return -best[1] if best[0] >= SURELY_ALIKE else None


def _likeness(vector: dict[str, float], topic: Topic) -> float:
    """Mean cosine of a statement and a topic's, rounded, so that no last digit of a machine decides."""
    shared = sum(v * topic.words[stem] for stem, v in vector.items() if stem in topic.words)
    return round(shared / len(topic.members), 6)

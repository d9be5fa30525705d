"""Statements by what they are about."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from .statements import Statement
from .surroundings import Surroundings

SURELY_ALIKE = 0.2
"""Mean cosine of word weights from which a statement joins a topic at once, whatever else there is."""
ALIKE = 0.014
"""Mean cosine from which two topics are one. (Chosen by reading; words alone tell this badly: statements on one claim
share few of them.)"""
MAX_JOINED = 100
"""Topics that are joined two by two, the largest: the cost grows with their square."""
IN_SENTENCE = 0.5
"""Weight of the words of a statement's sentence that stand outside it. (Neighbouring sentences only blur: in a wire
copy each stands beside every other.)"""
MAX_COMPARED = 20
"""Topics with which a statement is compared at most, those that share most of its telling words first."""
TELLING = 8
"""Words of a statement by which topics are brought up: the rarest."""
MAX_WORDS = 120
"""Words of a topic that are compared when topics are joined: the heaviest."""


class Topic:
    """Statements about one thing, with the sum of their word weights."""

    def __init__(self) -> None:
        self.members: list[Statement] = []
        self.size = 0
        self.words: Counter[str] = Counter()

    def add(self, s: Statement, vector: dict[str, float]) -> None:
        """Takes a statement in."""
        self.members.append(s)
        self.size += 1
        for stem, weight in vector.items():
            self.words[stem] += weight  # type: ignore[assignment]  # a Counter of floats

    def repeat(self, s: Statement) -> None:
        """Takes in a statement that one of its own repeats word for word."""
        self.members.append(s)

    def take(self, other: Topic) -> None:
        """Takes another topic in whole."""
        self.members += other.members
        self.size += other.size
        for stem, weight in sorted(other.words.items()):
            self.words[stem] += weight

    def shorten(self) -> None:
        """Forgets all but the heaviest words."""
        if len(self.words) > MAX_WORDS:
            heaviest = sorted(self.words.items(), key=lambda x: (-x[1], x[0]))[:MAX_WORDS]
            self.words = Counter(dict(heaviest))

    def holds(self, stems: Iterable[str]) -> float:
        """The weight of the given words in the topic."""
        return sum(self.words[s] for s in stems)


def topics_of(
    chosen: Sequence[Statement], everything: Sequence[Statement], surroundings: dict[str, Surroundings]
) -> list[Topic]:
    """The chosen statements by what they are about; how much a word tells is learnt from all statements.

    Each statement joins a topic that is surely the same, or begins one, the most telling statements first; then the
    two topics that are most alike on the average of their statements become one, until none are alike enough.
    """
    weights = _rarity(everything)
    order = sorted(chosen, key=lambda s: (-s.weight, -len(s.topic), s.item_id, s.span.start, s.attribution_id))
    topics: list[Topic] = []
    most = max(weights.values(), default=1.0)
    by_stem: dict[str, list[int]] = defaultdict(list)
    home: dict[tuple[str, frozenset[str]], int] = {}
    for s in order:
        same = home.get((s.actor, s.topic))
        if same is not None:
            topics[same].repeat(s)
            continue
        vector = _vector(s, weights, surroundings[s.item_id], most)
        telling = sorted(s.topic, key=lambda stem: (-weights[stem], stem))[:TELLING]
        place = _home(vector, telling, topics, by_stem)
        if place is None:
            place = len(topics)
            topics.append(Topic())
        topics[place].add(s, vector)
        home[(s.actor, s.topic)] = place
        for stem in telling:
            if place not in by_stem[stem][-MAX_COMPARED:]:
                by_stem[stem].append(place)
    return _joined(topics)


def _joined(topics: list[Topic]) -> list[Topic]:
    """Average linkage (Sokal and Michener 1958) of the largest topics; the others stay as they are."""
    order = sorted(range(len(topics)), key=lambda n: (-len(topics[n].members), n))
    live = {n: topics[n] for n in sorted(order[:MAX_JOINED])}
    for topic in live.values():
        topic.shorten()
    likeness: dict[int, dict[int, float]] = {n: {} for n in live}
    for a in live:
        for b in live:
            if a < b:
                likeness[a][b] = likeness[b][a] = _between(live[a], live[b])
    best = {n: _nearest(likeness[n]) for n in live}
    while len(live) > 1:
        (value, _), a = max((best[n], -n) for n in live)
        a, b = sorted((-a, -best[-a][1]))
        if value < ALIKE:
            break
        live[a].take(live.pop(b))
        live[a].shorten()
        for n in likeness.pop(b):
            del likeness[n][b]
        del best[b]
        for n in likeness[a]:
            likeness[a][n] = likeness[n][a] = _between(live[a], live[n])
        for n in live:
            if n == a or -best[n][1] in (a, b) or likeness[n].get(a, 0.0) >= best[n][0]:
                best[n] = _nearest(likeness[n])
    return [*live.values(), *(topics[n] for n in sorted(order[MAX_JOINED:]))]


def _nearest(row: dict[int, float]) -> tuple[float, int]:
    """The likeness of the nearest topic, and its number made negative, so that the least number wins a tie."""
    return max(((value, -n) for n, value in row.items()), default=(0.0, 0))


def _between(a: Topic, b: Topic) -> float:
    """Mean cosine of the statements of two topics."""
    small, large = sorted((a.words, b.words), key=len)
    shared = sum(v * large[stem] for stem, v in small.items() if stem in large)
    return round(shared / (a.size * b.size), 6)


def _rarity(statements: Sequence[Statement]) -> dict[str, float]:
    """How much a stem tells of what a statement is about: less, the more statements hold it."""
    counts = Counter(stem for s in statements for stem in s.topic | s.about)
    return {stem: math.log(1 + len(statements) / n) for stem, n in counts.items()}


def _vector(s: Statement, weights: dict[str, float], around: Surroundings, most: float) -> dict[str, float]:
    """The words of a statement and around it, weighted; of length one. A word that no statement holds weighs most."""
    vector: dict[str, float] = {}
    sentence = around.around(s.content.start, s.content.end).wide
    for stems, share in ((sentence, IN_SENTENCE), (s.topic | s.about, 1.0)):
        for stem in stems:
            vector[stem] = share * weights.get(stem, most)
    length = math.sqrt(sum(v * v for _, v in sorted(vector.items()))) or 1.0
    return {stem: vector[stem] / length for stem in sorted(vector)}


def _home(
    vector: dict[str, float], telling: Iterable[str], topics: Sequence[Topic], by_stem: dict[str, list[int]]
) -> int | None:
    shared: Counter[int] = Counter()
    for stem in telling:
        shared.update(by_stem[stem][-MAX_COMPARED:])
    near = sorted(shared.items(), key=lambda x: (-x[1], x[0]))[:MAX_COMPARED]
    scored = [(_likeness(vector, topics[place]), -place) for place, _ in near]
    best = max(scored, default=(0.0, 0))
    return -best[1] if best[0] >= SURELY_ALIKE else None


def _likeness(vector: dict[str, float], topic: Topic) -> float:
    """Mean cosine of a statement and a topic's, rounded, so that no last digit of a machine decides."""
    shared = sum(v * topic.words[stem] for stem, v in vector.items() if stem in topic.words)
    return round(shared / topic.size, 6)

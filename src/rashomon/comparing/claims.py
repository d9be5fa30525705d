"""Contested claims of a story, and who takes which position on them."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence

from ..model.findings import Cast, Claim, Lineage, Position, Story
from ..model.ids import content_id
from .statements import Statement, statements_of

ALIKE = 0.32
"""Weighted share of topic words from which a statement is about the same as a claim. (Tuned by reading.)"""
MAX_CLAIMS = 8
"""Claims of a story of a few accounts; the number grows with the logarithm of the accounts."""
MAX_COMPARED = 60
"""Claims with which a statement is compared at most, those that share most topic words first."""
PER_ACTOR = 2
"""Positions of one actor on one claim in one account that are kept: the strongest."""


class _Topic:
    """Statements about one thing."""

    def __init__(self, first: Statement) -> None:
        self.members: list[Statement] = []
        self.stems: Counter[str] = Counter()
        self.add(first)

    def add(self, s: Statement) -> None:
        """Takes a statement in."""
        self.members.append(s)
        self.stems.update(s.topic)


def find_claims(
    story: Story, cast: Cast, lineages: Sequence[Lineage]
) -> tuple[tuple[Claim, ...], tuple[Position, ...]]:
    """The claims and positions of a story, sorted."""
    statements = statements_of(story, cast)
    if not statements:
        return (), ()
    weights = _rarity(statements)
    topics = _topics(statements, weights, _lineage_of(lineages))
    limit = MAX_CLAIMS + 2 * int(math.log2(max(1, len(story.accounts))))
    chosen = sorted(topics, key=lambda t: (-_contested(t), t.members[0].span.start))[:limit]
    claims, positions = [], []
    for topic in chosen:
        if _contested(topic) <= 0:
            continue
        claim, held = _claim(story, topic, weights)
        claims.append(claim)
        positions += held
    return tuple(sorted(claims)), tuple(sorted(positions, key=_place))


def _place(p: Position) -> tuple[str, str, int, int, str]:
    return p.claim_id, p.item_id, p.start, p.end, p.actor or ""


def _rarity(statements: Sequence[Statement]) -> dict[str, float]:
    """How much a stem tells of what a statement is about: less, the more statements hold it."""
    counts = Counter(stem for s in statements for stem in s.topic)
    return {stem: math.log((len(statements) + 1) / n) for stem, n in counts.items()}


def _lineage_of(lineages: Sequence[Lineage]) -> dict[tuple[str, str], str]:
    """For each attribution of a lineage, which: its versions are positions on one claim."""
    versions = ((x.lineage_id, v) for x in lineages for v in x.versions)
    return {(v.item_id, v.attribution_id): lineage for lineage, v in versions if v.attribution_id is not None}


def _topics(
    statements: Sequence[Statement], weights: dict[str, float], lineage_of: dict[tuple[str, str], str]
) -> list[_Topic]:
    """Statements by what they are about, the most telling first."""
    order = sorted(statements, key=lambda s: (-s.weight, -len(s.topic), s.item_id, s.span.start))
    topics: list[_Topic] = []
    by_stem: dict[str, list[int]] = defaultdict(list)
    for s in order:
        place = _home(s, topics, by_stem, weights)
        if place is None:
            place = len(topics)
            topics.append(_Topic(s))
        else:
            topics[place].add(s)
        for stem in s.topic:
            if not by_stem[stem] or by_stem[stem][-1] != place:
                by_stem[stem].append(place)
    return topics


def _home(
    s: Statement, topics: Sequence[_Topic], by_stem: dict[str, list[int]], weights: dict[str, float]
) -> int | None:
    shared: Counter[int] = Counter()
    for stem in s.topic:
        for place in set(by_stem[stem][-200:]):
            shared[place] += 1
    near = sorted(shared.items(), key=lambda x: (-x[1], x[0]))[:MAX_COMPARED]
    scored = [(_alike(s, topics[place], weights), -place) for place, n in near if n >= 2]
    best = max(scored, default=(0.0, 0))
    return -best[1] if best[0] >= ALIKE else None


def _alike(s: Statement, topic: _Topic, weights: dict[str, float]) -> float:
    """Share of a statement's weight that a topic's words hold, words of its context counting a third."""
    size = len(topic.members)
    mine = sum(weights[x] for x in s.topic)
    held = sum(weights[x] * min(1.0, 0.5 + topic.stems[x] / size) for x in s.topic if x in topic.stems)
    theirs = sum(weights[x] * n / size for x, n in topic.stems.items())
    beside = sum(weights.get(x, 0.0) for x in s.context if x in topic.stems) / 3
    return (held + beside) / max(1e-9, math.sqrt(mine * theirs))


def _contested(topic: _Topic) -> float:
    """How contested a topic is: the weight of its stances, more where actors and stances differ; 0 where none does."""
    stances: dict[str, set[str]] = defaultdict(set)
    for s in topic.members:
        stances[_side(s.stance)].add(s.actor_id or s.actor)
    strongest = sorted((s.weight for s in topic.members), reverse=True)[:6]
    actors = {s.actor_id or s.actor for s in topic.members}
    if strongest[0] < 1.5 and len(stances) < 2:
        return 0.0
    items = {s.item_id for s in topic.members}
    breadth = (1 + 0.25 * min(4, len(actors) - 1)) * (1 + 0.25 * min(8, len(items) - 1))
    return sum(strongest) * (1 + 0.5 * (len(stances) > 1)) * breadth


def _side(stance: str) -> str:
    return {"asserts": "for", "endorses": "for", "concedes": "for", "denies": "against", "questions": "against"}[stance]


def _claim(story: Story, topic: _Topic, weights: dict[str, float]) -> tuple[Claim, list[Position]]:
    kept = _kept(topic.members)
    text = _wording(topic, weights)
    claim_id = content_id("p", story.story_id, text, sorted((s.item_id, s.span.start) for s in kept))
    return Claim(claim_id, story.story_id, text), [_position(story, claim_id, s) for s in kept]


def _kept(members: Sequence[Statement]) -> list[Statement]:
    """The strongest statements of each actor in each account."""
    by_actor: dict[tuple[str, str], list[Statement]] = defaultdict(list)
    for s in sorted(members, key=lambda s: (-s.weight, s.span.start, s.span.end)):
        mine = by_actor[(s.item_id, s.actor_id or s.actor)]
        if len(mine) < PER_ACTOR and not any(s.span.meets(x.span) for x in mine):
            mine.append(s)
    return [s for _, ss in sorted(by_actor.items()) for s in ss]


def _wording(topic: _Topic, weights: dict[str, float]) -> str:
    """The topic in its own words: the short asserted content that holds most of what the others are about."""
    size = len(topic.members)

    def central(s: Statement) -> tuple[float, int, str]:
        held = sum(weights[x] * topic.stems[x] / size for x in s.topic)
        length = len(s.content.text.split())
        fitting = (1.0 if 4 <= length <= 24 else 0.6) * (1.0 if s.stance == "asserts" else 0.8)
        return held * fitting / math.sqrt(len(s.topic)), -length, s.content.text

    return " ".join(max(topic.members, key=central).content.text.split()).strip(" ,.;:“”\"«»")


def _position(story: Story, claim_id: str, s: Statement) -> Position:
    return Position(
        claim_id=claim_id,
        story_id=story.story_id,
        actor_id=s.actor_id,
        actor=s.actor,
        stance=s.stance,
        attribution_id=s.attribution_id,
        item_id=s.item_id,
        start=s.span.start,
        end=s.span.end,
        text=s.span.text,
        when=s.published,
        according_to=s.via[-1] if s.via else None,
    )

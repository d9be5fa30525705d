"""Contested claims of a story, and who takes which position on them."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from ..model.findings import Cast, Claim, Lineage, Position, Story
from ..model.ids import content_id
from .matching import is_named
from .statements import Statement, statements_of
from .surroundings import Surroundings
from .topics import Topic, topics_of

WORDS_A_POSITION = 50
"""An account has at most one position for so many words: the strongest. A list of everything said finds nothing."""
MIN_STRENGTH = 2.0
"""A statement below this strength (see `_strength`) is no position, however much room there is."""
PER_ACTOR = 3
"""Positions of one actor on one claim in one account that are kept: the strongest."""
_WEAK = frozenset({"order", "demand", "ask", "feel"})
"""Cue classes whose contents are seldom a position."""


def find_claims(
    story: Story, cast: Cast, lineages: Sequence[Lineage]
) -> tuple[tuple[Claim, ...], tuple[Position, ...]]:
    """The claims and positions of a story, sorted."""
    surroundings = {a.item.item_id: Surroundings(a) for a in story.accounts}
    everything = statements_of(story, cast, surroundings)
    chosen = _strongest(story, everything, _travelled(lineages))
    claims, positions = [], []
    for topic in topics_of(chosen, everything, surroundings):
        if is_contested(topic):
            claim, held = _claim(story, topic)
            claims.append(claim)
            positions += held
    return tuple(sorted(claims)), tuple(sorted(positions, key=_place))


def _place(p: Position) -> tuple[str, str, int, int, str, str]:
    return p.claim_id, p.item_id, p.start, p.end, p.actor or "", p.attribution_id or ""


def _travelled(lineages: Iterable[Lineage]) -> frozenset[tuple[str, str | None]]:
    """Attributions whose words other accounts have too."""
    return frozenset((v.item_id, v.attribution_id) for x in lineages for v in x.versions)


def _strongest(
    story: Story, statements: Sequence[Statement], travelled: frozenset[tuple[str, str | None]]
) -> list[Statement]:
    """The strongest statements of each account, as many as its length allows, one a place."""
    spoken = Counter(s.actor_id or s.actor for s in statements)
    common = _common(story, statements)
    by_item: dict[str, list[tuple[float, int, Statement]]] = defaultdict(list)
    for n, s in enumerate(statements):
        strength = _strength(s, spoken[s.actor_id or s.actor], common, (s.item_id, s.attribution_id) in travelled)
        by_item[s.item_id].append((-strength, n, s))
    kept: list[Statement] = []
    for account in story.accounts:
        limit = 1 + len(account.item.text.split()) // WORDS_A_POSITION
        mine: list[Statement] = []
        for rank, _, s in sorted(by_item[account.item.item_id], key=lambda x: x[:2]):
            if -rank < MIN_STRENGTH:
                break
            if len(mine) < limit and not any(s.span.meets(x.span) and s.actor == x.actor for x in mine):
                mine.append(s)
        kept += mine
    return kept


def _common(story: Story, statements: Sequence[Statement]) -> dict[str, int]:
    """For each stem of a statement, in how many accounts statements hold it."""
    items: dict[str, set[str]] = defaultdict(set)
    for s in statements:
        for stem in s.topic:
            items[stem].add(s.item_id)
    return {stem: len(found) for stem, found in items.items()}


def _strength(s: Statement, spoken: int, common: dict[str, int], travelled: bool) -> float:
    """How likely a statement is a position that a reader would note; the weights are our choice.

    Somebody named who speaks more than once, in quoted words, against something that others speak of too.
    """
    shared = sum(common[stem] > 1 for stem in s.topic) / len(s.topic)
    value = 2.0 * is_named(s.actor) + 1.0 * (spoken > 1) + shared + 0.5 * travelled
    value += {"direct": 0.8, "mixed": 0.4}.get(s.kind, 0.0) + 0.4 * s.weight
    return value - 0.8 * (s.cue_class in _WEAK)


def is_contested(topic: Topic) -> bool:
    """Whether sides are taken: two stances, or somebody against, or one accused; one statement alone is no contest."""
    if len(topic.members) < 2:
        return False
    sides = {side_of(s.stance) for s in topic.members}
    return len(sides) > 1 or "against" in sides or any(s.weight >= 1.5 for s in topic.members)


def side_of(stance: str) -> str:
    """Whether a stance is for a claim or against it; who concedes is for it against its interest."""
    return "against" if stance in ("denies", "questions") else "for"


def _claim(story: Story, topic: Topic) -> tuple[Claim, list[Position]]:
    kept = _kept(topic.members)
    text = _wording(topic)
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


def _wording(topic: Topic) -> str:
    """The topic in its own words: the short asserted content that holds most of what the others are about."""

    def central(s: Statement) -> tuple[float, int, str]:
        length = len(s.content.text.split())
        fitting = (1.0 if 4 <= length <= 24 else 0.6) * (1.0 if s.stance == "asserts" else 0.8)
        return topic.holds(s.topic) * fitting / math.sqrt(len(s.topic)), -length, s.content.text

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

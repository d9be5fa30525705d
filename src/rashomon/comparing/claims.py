"""Contested claims of a story, and who takes which position on them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from ..model.findings import Cast, Claim, Lineage, Position, Story
from ..model.ids import content_id
from .asking import asked_claims, own_position, position_of
from .contests import Held, contests_of, with_stray
from .matching import is_named
from .statements import Statement, statements_of
from .surroundings import Surroundings, surroundings_of
from .topics import topics_of
from .voices import OwnSentence, own_sentences

WORDS_A_POSITION = 48
"""An account has at most one position for so many words beyond the first few: the strongest. A list of everything that
is said finds nothing."""
FIRST_FEW = 3
"""Positions that the shortest account may have."""
MIN_STRENGTH = 1.5
"""A statement below this strength (see `_strength`) is no position, however much room there is."""
OWN_WORDS, OWN_SHARE = 4, 0.7
"""Content words of a claim, and share of them, that an outlet's own sentence holds to be a position on it."""
PER_ACTOR = 5
"""Positions of one actor on one claim in one account that are kept: the strongest."""
_WEAK = frozenset({"order", "demand", "ask", "feel"})
"""Cue classes whose contents are seldom a position."""


def find_claims(
    story: Story, cast: Cast, lineages: Sequence[Lineage], surroundings: dict[str, Surroundings] | None = None
) -> tuple[tuple[Claim, ...], tuple[Position, ...]]:
    """The claims and positions of a story, sorted."""
    surroundings = surroundings or surroundings_of(story)
    everything = statements_of(story, cast, surroundings)
    chosen = _strongest(story, everything, _travelled(lineages))
    claims, positions = [], []
    voices = {i: tuple(own_sentences(around)) for i, around in surroundings.items()}
    topics = [topic.members for topic in topics_of(chosen, everything, surroundings)]
    contests = [contest for members in topics for contest in contests_of(members)]
    for core, held_there in with_stray(contests, topics):
        claim, held = _claim(story, core, held_there)
        claims.append(claim)
        positions += held
        positions += _own_voice(story, claim.claim_id, core.topic, voices)
    for claim, held in asked_claims(story, everything, voices):
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
        limit = FIRST_FEW + len(account.item.text.split()) // WORDS_A_POSITION
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
    value += {"direct": 0.8, "mixed": 0.4}.get(s.kind, 0.0) + 0.7 * s.weight
    return value - 0.8 * (s.cue_class in _WEAK) - 1.5 * (s.clause is None) - 0.5 * s.nominal


def _claim(story: Story, core: Statement, members: Sequence[Held]) -> tuple[Claim, list[Position]]:
    kept = _kept(members)
    text = core.clause or ""
    places = sorted((h.statement.item_id, h.statement.span.start) for h in kept)
    claim_id = content_id("p", story.story_id, text, places)
    held = [position_of(story.story_id, claim_id, h.statement, held=h.clause) for h in kept]
    return Claim(claim_id, story.story_id, text), held


def _kept(members: Sequence[Held]) -> list[Held]:
    """The strongest statements of each actor in each account."""
    by_actor: dict[tuple[str, str], list[Held]] = defaultdict(list)
    order = sorted(members, key=lambda h: (-h.statement.weight, h.statement.span.start, h.statement.span.end))
    for h in order:
        s = h.statement
        mine = by_actor[(s.item_id, s.actor_id or s.actor)]
        if len(mine) < PER_ACTOR and not any(s.span.meets(x.statement.span) for x in mine):
            mine.append(h)
    return [h for _, hs in sorted(by_actor.items()) for h in hs]


def _own_voice(
    story: Story, claim_id: str, stems: frozenset[str], voices: dict[str, tuple[OwnSentence, ...]]
) -> list[Position]:
    """Positions of outlets that say a claim's words, or nearly all of them, in their own voice; one an account."""
    found = []
    for account in story.accounts:
        for own in voices[account.item.item_id]:
            shared = len(stems & own.stems)
            if shared >= OWN_WORDS and shared >= OWN_SHARE * len(stems):
                found.append(own_position(story.story_id, claim_id, account, own))
                break
    return found

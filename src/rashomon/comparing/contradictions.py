"""An account that contradicts itself: both places."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from ..model.findings import Account, Cast, Contradiction, Position, Story
from ..model.readings import Attribution, Figure
from ..model.spans import Span
from .figure_clusters import head_stems
from .figure_verdicts import Counted, go_together
from .phrases import phrases_in
from .surroundings import Surroundings, surroundings_of
from .vocabulary import Vocabulary
from .wordings import compared_words

MIN_SHARED = 3
"""Content words that two contradicting places share at least."""
ALIKE = 0.6
"""Share of the content words of both places that stand in each."""
MAX_PAIRS = 200
"""Places of one kind in one account that are compared two by two at most."""
MAX_COUNTS = 3
"""Counts of one thing in an account at most: more are a list ("two counts of theft, three counts of fraud")."""
NEAR_ALIKE = 0.5
"""Share of the words around two counts of one thing that stand around both."""
_OF_ONE = frozenset({"year", "rank"})
"""Units that two things of one kind differ in: two men of two ages are no contradiction."""
SILENT = frozenset({"say", "accuse", "report", "claim", "describe", "discuss", "withhold"})
"""Cue classes whose negation says that somebody did not say a thing."""


OPPOSITE = "says it in one place and the opposite in another"


class _Said(msgspec.Struct, frozen=True):
    """What an actor says in one place: the stems of its content, and whether it is denied in any way."""

    actor: str
    span: Span
    stems: frozenset[str]
    names: frozenset[str]
    cue_class: str
    negated: bool
    silent: bool
    against: bool


def find_contradictions(
    story: Story,
    cast: Cast,
    surroundings: dict[str, Surroundings] | None = None,
    positions: Iterable[Position] = (),
) -> tuple[Contradiction, ...]:
    """The contradictions within single accounts of a story, sorted by place; `positions` are those found in it."""
    surroundings = surroundings or surroundings_of(story)
    found = [c for around in surroundings.values() for c in _in_account(story.story_id, around, cast)]
    seen = {(c.item_id, c.a_start, c.b_start) for c in found}
    found += [c for c in _of_positions(story.story_id, positions) if (c.item_id, c.a_start, c.b_start) not in seen]
    return tuple(sorted(found, key=lambda c: (c.item_id, c.a_start, c.b_start, c.reason)))


def _of_positions(story_id: str, positions: Iterable[Position]) -> Iterator[Contradiction]:
    """Where an account has one actor on both sides of one clause, in the actor's own word both times."""
    sides: dict[tuple[str, str, str, str], list[Position]] = defaultdict(list)
    for p in positions:
        if p.actor and p.attribution_id and not p.according_to:
            sides[p.item_id, p.actor_id or p.actor, p.claim_id, p.held or ""].append(p)
    for _, mine in sorted(sides.items(), key=lambda x: x[0]):
        held = next((p for p in mine if p.stance in ("asserts", "endorses")), None)
        against = next((p for p in mine if p.stance == "denies"), None)
        if held and against and not (held.start < against.end and against.start < held.end):
            a, b = sorted((held, against), key=lambda p: p.start)
            yield Contradiction(story_id, a.item_id, a.start, a.end, a.text, b.start, b.end, b.text, OPPOSITE)


def _in_account(story_id: str, around: Surroundings, cast: Cast) -> Iterator[Contradiction]:
    account = around.account
    for one, two, reason in (*_of_words(around, account, cast), *_of_figures(around, account)):
        a, b = sorted((one, two))
        yield Contradiction(story_id, account.item.item_id, a.start, a.end, a.text, b.start, b.end, b.text, reason)


def _of_words(around: Surroundings, account: Account, cast: Cast) -> Iterator[tuple[Span, Span, str]]:
    """Words of one actor against words of the same actor."""
    by_actor: dict[str, list[_Said]] = defaultdict(list)
    for attribution in account.reading.attributions:
        said = _said(around, account, attribution, cast)
        if said is not None:
            by_actor[said.actor].append(said)
    for _, mine in sorted(by_actor.items()):
        for i, a in enumerate(mine[:MAX_PAIRS]):
            for b in mine[i + 1 : MAX_PAIRS]:
                if not a.span.meets(b.span) and (reason := _against(a, b)) is not None:
                    yield a.span, b.span, reason
    for body, head in _heads(around, cast):
        for a in by_actor.get(body, ())[:MAX_PAIRS]:
            for b in by_actor.get(head, ())[:MAX_PAIRS]:
                if not a.span.meets(b.span) and _accused_in_silence(a, b):
                    yield a.span, b.span, "a body accuses in one place, and its head is said not to in another"


def _said(around: Surroundings, account: Account, a: Attribution, cast: Cast) -> _Said | None:
    actor = cast.actor_id(account.item.item_id, a.entity) or a.speaker
    if actor is None or not a.content:
        return None
    words = [w for c in a.content for w in around.words_between(c.start, c.end)]
    norms = [w.norm for w in words]
    start = min([c.start for c in a.content] + ([a.source.start] if a.source else []))
    end = max(c.end for c in a.content)
    cls = a.cue_class or "say"
    negations = phrases_in(norms, around.vocabulary, "negation").total()
    return _Said(
        actor=actor,
        span=Span.of(around.text, start, end),
        stems=around.stems(words),
        names=frozenset(w.norm for w in words if w.capital),
        cue_class=cls,
        negated=a.negated,
        silent=a.negated and cls in SILENT,
        against=(negations + (cls == "deny")) % 2 == 1,
    )


def _heads(around: Surroundings, cast: Cast) -> Iterator[tuple[str, str]]:
    """Governments of the account and who is at the head of each, as actors.

    The title says so: it has a head's word and names what the government's name names ("Norland's president", "the
    government of Norland"). A government that is not said to be of anything has no head here.
    """
    vocab, item_id = around.vocabulary, around.account.item.item_id
    bodies: list[tuple[str, frozenset[str]]] = []
    heads: list[tuple[str, frozenset[str]]] = []
    for e in around.account.reading.entities:
        actor = cast.actor_id(item_id, e.entity) or e.name
        if e.kind == "person":
            titled = [compared_words(t, vocab) for t in (*e.titles, *e.aliases)]
            norms = [w.norm for words in titled for w in words]
            if phrases_in(norms, vocab, "head"):
                own = (
                    around.stems(compared_words(e.name, vocab))
                    if not phrases_in(_norms(e.name, vocab), vocab, "head")
                    else frozenset()
                )
                heads.append((actor, around.stems(w for words in titled for w in words) - own))
        elif phrases_in(norms := _norms(e.name, vocab), vocab, "government"):
            named = [w for w in compared_words(e.name, vocab) if not phrases_in([w.norm], vocab, "government")]
            bodies.append((actor, around.stems(named)))
    yield from sorted({(b, h) for b, of in bodies for h, titles in heads if b != h and of and of <= titles})


def _norms(text: str, vocab: Vocabulary) -> list[str]:
    return [w.norm for w in compared_words(text, vocab)]


def _accused_in_silence(a: _Said, b: _Said) -> bool:
    """Whether one accuses somebody whom the other is said not to speak of."""
    return any(
        x.cue_class == "accuse" and y.silent and not x.silent and bool(x.names & y.names) for x, y in ((a, b), (b, a))
    )


def _against(a: _Said, b: _Said) -> str | None:
    """Why two sayings of one actor do not go together, or None."""
    shared = a.stems & b.stems
    if _accused_in_silence(a, b):
        return "accuses in one place, and is said not to in another"
    if a.negated or b.negated:
        return None
    enough = len(shared) > MIN_SHARED and len(shared) >= ALIKE * len(a.stems | b.stems)
    if enough and a.against != b.against:
        return OPPOSITE
    return None


def _of_figures(around: Surroundings, account: Account) -> Iterator[tuple[Span, Span, str]]:
    """Two values of one count, told in two sentences in the same voice."""
    by_head: dict[tuple[str, str, frozenset[str]], list[Figure]] = defaultdict(list)
    for f in account.reading.figures:
        head = head_stems(f, around.vocabulary)
        if f.unit not in _OF_ONE and head and (f.low is not None or f.high is not None):
            by_head[(f.unit or "", f.action or "", head)].append(f)
    for _, figures in sorted(by_head.items(), key=lambda x: (x[0][0], x[0][1], sorted(x[0][2]))):
        if len(figures) <= MAX_COUNTS:
            yield from _unlike(around, account, figures)
    yield from _of_headline(account)


def _of_headline(account: Account) -> Iterator[tuple[Span, Span, str]]:
    """The headline's count of the dead, injured and so on against the only other one that the text has.

    Where the text has the headline's count too, or several counts that could add up to it, nothing is said; nor where
    one person is counted, since those of a number are named one by one.
    """
    said = {f.low for f in account.reading.figures if f.start >= account.item.body_start}
    by_action: dict[str, list[Figure]] = defaultdict(list)
    for f in account.reading.figures:
        if f.action and f.unit is None:
            by_action[f.action].append(f)
    start = account.item.body_start
    for _, figures in sorted(by_action.items()):
        above = [f for f in figures if f.start < start]
        below = [f for f in figures if f.start >= start]
        exact = all(f.low is not None and f.low == f.high and f.modifier is None for f in figures)
        if above and below and exact and len({f.low for f in above}) == 1 == len({f.low for f in below}):
            a, b = above[0], below[0]
            both = sum(f.low or 0 for f in account.reading.figures if f.start < start and f.unit is None)
            several = min(a.low or 0, b.low or 0) > 1 and a.low not in said and both != b.low
            if a.low != b.low and several and (a.place is None or b.place is None or a.place == b.place):
                yield Span(a.start, a.end, a.text), Span(b.start, b.end, b.text), "headline and text have two values"


def _unlike(around: Surroundings, account: Account, figures: Sequence[Figure]) -> Iterator[tuple[Span, Span, str]]:
    for i, a in enumerate(figures):
        for b in figures[i + 1 :]:
            if around.sentence_number(a.start) == around.sentence_number(b.start):
                continue
            if a.speaker != b.speaker or a.place != b.place or a.as_of != b.as_of:
                continue
            one, two = Counted(a, account.item.item_id, None), Counted(b, account.item.item_id, None)
            near = around.around(a.start, a.end).near & around.around(b.start, b.end).near
            every = around.around(a.start, a.end).near | around.around(b.start, b.end).near
            enough = len(near) >= 2 + MIN_SHARED and len(near) >= NEAR_ALIKE * len(every)
            if enough and not go_together(one, two):
                yield Span(a.start, a.end, a.text), Span(b.start, b.end, b.text), "two values of one count"

"""Statements on one proposition, out of those on one topic: who holds it, and who does not."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from .clauses import MIN_WORDS
from .opposites import oppositions
from .statements import Statement

NEAR = 0.5
"""Cosine of the words of two statements from which they may be about one proposition."""
SURELY = 0.8
"""Cosine from which two statements that make clauses of their own are shown as being on one of them."""
SAME = 0.65
"""Cosine from which a statement that makes a clause of its own takes its stance to the claim's wording, and not to that
clause; one that makes none has nothing else to stand towards, and NEAR is enough."""
MAX_VOTES = 60
"""Statements of a topic that are compared two by two for its wording, the first taken in: the strongest."""
MAX_COPIES = 8
"""Statements that speak for a wording by their number, at a quarter of what another actor counts."""
TELLING, SPOKEN = 5, 1.0
"""Words of a wording that count by how many actors speak of them, the most spoken of; and their weight."""
LONG = 20
"""Words of a wording from which each further one counts against it."""
STEPS = 4
"""Statements by way of which another is linked to a claim: what shares a word with what shares a word with it."""
MOST_OPPOSED = 2
"""Words with an opposite in the other that can make two statements alike at most."""
MIN_SHARED = 2
"""Stems, actors among them, that both share at least."""


class Held(msgspec.Struct, frozen=True):
    """A statement as a position; `clause` is what its stance is towards, null where that is the claim's wording."""

    statement: Statement
    clause: str | None


Contest = tuple[Statement, tuple[Held, ...]]
"""The statement whose clause words a claim, and all that take sides there."""


def contests_of(members: Sequence[Statement]) -> Iterator[Contest]:
    """The contests of a topic: each has a claim, and whoever takes sides.

    What shares no word and no actor with anything else there is about something else, and is a contest of its own
    where sides are taken on it.
    """
    left = list(members)
    while (core := _core(left)) is not None:
        linked = _linked(core, left)
        contest = _contest(core, linked)
        if contest is not None:
            yield contest
        chosen = {id(s) for s in linked}
        left = [s for s in left if id(s) not in chosen]


def with_stray(contests: Sequence[Contest], topics: Iterable[Sequence[Statement]]) -> list[Contest]:
    """The contests, the largest with what is contested elsewhere in words that tell nothing by themselves.

    "They are not" takes a side, but a claim so worded would tell a reader nothing.
    """
    if not contests:
        return []
    placed = {_place(h.statement) for _, held in contests for h in held}
    stray = [h for members in topics for h in _contested([s for s in members if _place(s) not in placed])]
    largest = max(range(len(contests)), key=lambda n: (len(contests[n][1]), -n))
    core, held = contests[largest]
    return [*contests[:largest], (core, (*held, *stray)), *contests[largest + 1 :]]


def _place(s: Statement) -> tuple[str, str, int, int]:
    return s.item_id, s.attribution_id, s.span.start, s.span.end


def _contested(members: Sequence[Statement]) -> list[Held]:
    return _own(members) if is_contested(members) else []


def _own(members: Iterable[Statement]) -> list[Held]:
    """The statements towards clauses of their own; those that say the same, or its opposite, towards one clause.

    So it shows when somebody changes their line on what is no claim by itself. Of other actors the same words say
    something else: both name the same ones.
    """
    heads: dict[frozenset[str], list[Statement]] = defaultdict(list)
    copies: dict[frozenset[str], Statement] = {}
    found = []
    for s in members:
        if s.clause is None:
            continue
        loose = not s.knotted and not s.nominal
        near = heads[frozenset(x for x in s.about if x.startswith("@"))] if loose else []
        head = copies.get(s.about) if loose else s
        head = head or next((h for h in near if alike(s, h, SURELY)), s)
        if loose:
            copies[s.about] = head
        if head is s and loose and len(near) < MAX_VOTES:
            near.append(s)
        found.append(Held(_turned(s, head), head.clause))
    return found


def _linked(core: Statement, members: Sequence[Statement]) -> list[Statement]:
    """The members that share a content word or an actor, directly or by way of others, with the core."""
    kept, waiting = [core], [s for s in members if s is not core]
    seen = core.about | core.topic
    for _ in range(STEPS):
        near = [s for s in waiting if (s.about | s.topic) & seen]
        kept += near
        chosen = {id(s) for s in near}
        waiting = [s for s in waiting if id(s) not in chosen]
        seen = seen.union(*(s.about | s.topic for s in near))
    chosen = {id(s) for s in kept}
    return [s for s in members if id(s) in chosen]


def _core(members: Sequence[Statement]) -> Statement | None:
    """The statement whose clause most of the others speak of; None where none has a clause."""
    wordings = [s for s in members if is_wording(s)][:MAX_VOTES]
    voices = _voices(members)
    return max(wordings, key=lambda s: _central(s, members[:MAX_VOTES], voices), default=None)


def is_wording(s: Statement) -> bool:
    """Whether a statement's clause can word a claim: a whole one that by itself tells whom and what it is about."""
    if s.clause is None or s.nominal or s.knotted or s.pointing:
        return False
    return len(s.clause.split()) >= MIN_WORDS and not s.clause.startswith("[")


def _voices(members: Sequence[Statement]) -> dict[str, int]:
    """For each word and actor, how many actors speak of it."""
    actors: dict[str, set[str]] = defaultdict(set)
    for s in members:
        for stem in s.about | s.topic:
            actors[stem].add(s.actor)
    return {stem: len(found) for stem, found in actors.items()}


def _contest(core: Statement, members: Sequence[Statement]) -> Contest | None:
    """Who takes sides on a claim; None if nobody does.

    Who speaks of the claim's wording takes a stance to it; who speaks of something else under the same head, to a
    clause of its own. Words that are neither are no position.
    """
    loose = [s for s in members if not s.knotted and not s.nominal]
    near = [s for s in loose if s is core or alike(s, core, NEAR if s.clause is None else SAME)]
    chosen = {id(s) for s in near}
    held = [Held(_turned(s, core), None) for s in near]
    others = [s for s in members if id(s) not in chosen]
    if not is_contested([*(h.statement for h in held), *(s for s in others if s.clause is not None)]):
        return None
    return core, (*held, *_own(others))


def _central(s: Statement, others: Sequence[Statement], voices: dict[str, int]) -> tuple[float, float, int, str]:
    """How much a statement's clause is what is contested: by how many others, and from how many sides.

    Actors count, not copies: what a wire says ten times over is said once.
    """
    near = [o for o in others if o is not s and alike(o, s)]
    sides = {side_of(_turned(o, s).stance) for o in (s, *near)}
    against = any(side_of(o.stance) == "against" or o.cue_class == "accuse" for o in (s, *near))
    shared = len({o.actor for o in near} - {s.actor}) + 0.25 * min(MAX_COPIES, len(near))
    own = "@" + (s.actor_id or "")
    spoken = sorted((voices[stem] - 1 for stem in s.about if stem != own), reverse=True)[:TELLING]
    length = len((s.clause or "").split())
    return (
        shared
        + 2.0 * (len(sides) > 1)
        + 2.0 * against
        + 1.0 * (side_of(s.stance) == "against")
        + SPOKEN * sum(spoken) / max(1, *voices.values())
        - 0.75 * (s.own_person or "[" in (s.clause or ""))
        - 0.1 * max(0, length - LONG),
        -length,
        -s.span.start,
        s.item_id,
    )


def alike(a: Statement, b: Statement, enough: float = NEAR) -> bool:
    """Whether two statements are about one proposition, by the words and actors of both.

    Words count alike however often the story has them: what is contested is what all speak of.
    """
    shared = a.about & b.about
    size = len(shared)
    needed = max(MIN_SHARED, enough * math.sqrt(len(a.about) * len(b.about)))
    if not size or needed > min(len(a.about), len(b.about)) or all(x.startswith("@") for x in shared):
        return False
    if needed - MOST_OPPOSED <= size < needed and a.language == b.language:
        size += oppositions(a.about, b.about, a.language)
    return size >= needed


def is_contested(members: Sequence[Statement]) -> bool:
    """Whether sides are taken: two stances, or somebody against, or one accused; statements alone are no contest."""
    if len(members) < 2:
        return False
    sides = {side_of(s.stance) for s in members}
    return len(sides) > 1 or "against" in sides or any(s.weight >= 1.5 for s in members)


def side_of(stance: str) -> str:
    """Whether a stance is for a claim or against it; who concedes is for it against its interest."""
    return "against" if stance in ("denies", "questions") else "for"


_TURNED = {"asserts": "denies", "endorses": "denies", "concedes": "denies", "denies": "asserts"}


def _turned(s: Statement, core: Statement) -> Statement:
    """The statement with its stance towards the core's clause: turned where the two say opposite things."""
    same = s is core or s.language != core.language
    return s if same else turned_by(s, oppositions(s.about, core.about, s.language))


def turned_by(s: Statement, times: int) -> Statement:
    """The statement with its stance turned as often as its words and those it stands towards say opposite things."""
    return msgspec.structs.replace(s, stance=_TURNED.get(s.stance, s.stance)) if times % 2 == 1 else s

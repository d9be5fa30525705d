"""Actors of different stories that are one: they meet by a name, then their names are compared.

A person needs a full name and an office or trade that both stories give, or a name of three words; a body a name with a
word that not every town's bodies bear; a place, paper or group its name. A surname or a description joins nothing.
Where names meet but differ (two middle names), those that can be read in two ways are left apart.

Every step is a function of one actor, of one name's spellings, or of the actors that are one, so that an engine that
moves tables runs the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache

import msgspec

from ..language.names import NameData, name_data, skeleton
from ..language.packs import pack_codes
from ..model.findings import Actor
from .likeness import content, letters, phrase_key

MOST_SPELLINGS = 200
"""Spellings of one name that are compared with one another; beyond it only equal ones join."""
NAMES_TOLD, STORIES_TOLD = 3, 2
_SHORTEST_FULL = 3
"""Words from which on a person's name stands alone: with a middle name few people share it."""


class Meeting(msgspec.Struct, frozen=True, order=True):
    """A name under which an actor meets those of other stories, and how it is spelled beyond that.

    `spelling` are a person's middle names, which may say that two who meet are not one. `words` is the name as written,
    `how` what meeting there tells, for people.
    """

    key: str
    spelling: str
    words: str
    how: str


def join_actors(actors: Iterable[Actor]) -> dict[str, str]:
    """For each actor of each story, the id of the actor that it is across stories (its own where it stands alone).

    The id is the least of the joined ones. Time grows as the number of actors, whatever they are called.
    """
    parent: dict[str, str] = {}
    by_key: dict[str, dict[str, str]] = {}
    for actor in sorted(actors, key=lambda a: a.actor_id):
        parent.setdefault(actor.actor_id, actor.actor_id)
        for meeting in meetings(actor):
            spelled = by_key.setdefault(meeting.key, {})
            _link(parent, spelled.setdefault(meeting.spelling, actor.actor_id), actor.actor_id)
    for spelled in by_key.values():
        for one, other in agreeing(sorted(spelled)):
            _link(parent, spelled[one], spelled[other])
    return {a: _root(parent, a) for a in sorted(parent)}


def meetings(actor: Actor) -> list[Meeting]:
    """The names under which an actor meets those of other stories.

    >>> service = Actor("A1", "Orrin County Fire Service", "body", (), ("s1",), (), ("Orrin County Fire Service",))
    >>> [meeting.key for meeting in meetings(service)]
    ['body cunti fire orin service']
    """
    make = _MAKERS.get(actor.kind or "", _nobody)
    found = {m.key: m for name in reversed(actor.names) for m in make(actor, name, tuple(name.split()))}
    return sorted(found.values())


def _person(actor: Actor, name: str, words: tuple[str, ...]) -> Iterator[Meeting]:
    if len(words) < 2 or not words[0][:1].isupper():
        return
    middle = " ".join(skeleton(w) for w in words[1:-1])
    if len(words) >= _SHORTEST_FULL and any(len(w) > 1 for w in words[1:-1]):
        yield Meeting(f"person {letters(words)}", middle, name, "the same full name")
    for role in _roles(actor):
        how = f"the same name, each time called “{_common().roles[role]}”,"
        yield Meeting(f"person {letters((words[0], words[-1]))} {role}", middle, name, how)


def _body(actor: Actor, name: str, words: tuple[str, ...]) -> Iterator[Meeting]:
    if len(words) > 1 and any(w[:1].isupper() and _bare(w) not in _common().words for w in words):
        yield Meeting(f"{actor.kind} {content(words)}", "", name, "the same name")


def _paper(actor: Actor, name: str, words: tuple[str, ...]) -> Iterator[Meeting]:
    if len(words) > 1 and content(words):
        yield Meeting(f"{actor.kind} {content(words)}", "", name, "the same name")


def _place(actor: Actor, name: str, words: tuple[str, ...]) -> Iterator[Meeting]:
    common = _common()
    last, whole = _bare(words[-1]), " ".join(words).lower()
    local = last in common.landmarks or all(_bare(w) in common.words or _bare(w) in common.ways for w in words)
    if content(words) and (whole in common.regions or not local):
        yield Meeting(f"place {content(words)}", "", name, "one place's name")


def _nobody(actor: Actor, name: str, words: tuple[str, ...]) -> Iterator[Meeting]:
    return iter(())


_MAKERS = {"person": _person, "body": _body, "group": _body, "publication": _paper, "place": _place}


def _bare(word: str) -> str:
    return word.lower().removesuffix("'s").removesuffix("’s")


class _Common(msgspec.Struct, frozen=True):
    """What names of all languages are made of, by which the next town's are called too.

    `roles` are offices and trades by their skeletons; `landmarks` what places within a town end in; `ways` words such
    as north and old; `regions` the places that are known by name wherever they are named.
    """

    words: frozenset[str]
    ways: frozenset[str]
    landmarks: frozenset[str]
    regions: frozenset[str]
    roles: dict[str, str]


@cache
def _common() -> _Common:
    every = [name_data(code) for code in sorted(pack_codes(), key=lambda code: (code == "en", code))]
    words = [w for data in every for w in _generic(data)]
    roles = {skeleton(role): role for data in every for role in sorted(data.roles, reverse=True)}
    return _Common(
        frozenset(words),
        frozenset(w for data in every for w in data.body_words),
        frozenset(w for data in every for w in data.place_after),
        frozenset(w for data in every for w in data.regions),
        roles,
    )


def _generic(data: NameData) -> Iterator[str]:
    for group in (data.bodies, data.role_parts, data.place_after, data.common, data.plain_nouns, data.forces,
                  data.groups, data.function, frozenset(data.roles)):  # fmt: skip
        yield from group


def _roles(actor: Actor) -> list[str]:
    """The skeletons of the offices and trades by which an actor is called."""
    data, known = name_data("en"), _common().roles
    return sorted({w for a in actor.aliases for w in phrase_key(a, data).split() if w in known})


def agreeing(spellings: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Which spellings of one name are one person's, out of all that meet; one that fits two who differ fits none.

    >>> list(agreeing(["", "mari"])), list(agreeing(["", "mari", "rut"])), list(agreeing(["m", "mari"]))
    ([('', 'mari')], [], [('m', 'mari')])
    """
    if not 1 < len(spellings) <= MOST_SPELLINGS:
        return
    fits = {a: [b for b in spellings if a != b and _fit(a, b)] for a in spellings}
    clear = {a for a, those in fits.items() if all(_fit(b, c) for b in those for c in those)}
    yield from ((a, b) for a in spellings for b in fits[a] if a < b and a in clear and b in clear)


def _fit(one: str, other: str) -> bool:
    """Whether middle names can be one person's: one is not given, or each begins as its like.

    >>> _fit("", "mari"), _fit("m", "mari rut"), _fit("mari", "marta")
    (True, True, False)
    """
    pairs = list(zip(one.split(), other.split(), strict=False))
    return all(a == b or (min(len(a), len(b)) == 1 and a[0] == b[0]) for a, b in pairs)


def join_reasons(parts: Sequence[Actor]) -> tuple[str, ...]:
    """Why actors of several stories are one: the names under which they met, and in how many stories.

    >>> one = Actor("A1", "Ann Lee", "person", ("Senator Ann Lee",), ("s1",), (), ("Ann Lee",))
    >>> two = Actor("A2", "Ann M Lee", "person", ("the senator",), ("s2",), (), ("Ann M Lee",))
    >>> join_reasons([one, two])
    ('“Ann Lee” and “Ann M Lee”: the same name, each time called “senator”, in 2 stories',)
    """
    if len(parts) < STORIES_TOLD:
        return ()
    met: dict[str, list[tuple[Meeting, Actor]]] = {}
    for part in sorted(parts, key=lambda a: a.actor_id):
        for meeting in meetings(part):
            met.setdefault(meeting.key, []).append((meeting, part))
    told = {reason for found in met.values() if (reason := _reason(found))}
    return tuple(sorted(told))


def _reason(found: Sequence[tuple[Meeting, Actor]]) -> str:
    stories = len({story for _, actor in found for story in actor.story_ids})
    if stories < STORIES_TOLD:
        return ""
    names = sorted({meeting.words for meeting, _ in found})
    told = " and ".join(f"“{name}”" for name in names[:NAMES_TOLD])
    more = f" and {len(names) - NAMES_TOLD} spellings more" if len(names) > NAMES_TOLD else ""
    return f"{told}{more}: {found[0][0].how} in {stories} stories"


def _root(parent: dict[str, str], a: str) -> str:
    while parent[a] != a:
        parent[a] = parent[parent[a]]
        a = parent[a]
    return a


def _link(parent: dict[str, str], a: str, b: str) -> None:
    low, high = sorted((_root(parent, a), _root(parent, b)))
    parent[high] = low

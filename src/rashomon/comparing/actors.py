"""Actors of a story: which entities of which items are one person, body, place or group.

Every merge has a reason, and one that is not sure is not made. Names are compared by the letters of their usual
spellings; a surname alone joins the only full name of the story that it fits; an acronym joins the expansion that
stands beside it, or the only one that has its initials; a description joins whoever alone is called so in the story.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from ..language.names import initials, name_data, skeleton, surname_keys, translated_initials
from ..model.findings import Actor, Cast, Story
from ..model.ids import content_id
from .likeness import Profile, clash, content, letters, people_agree, profiles

_MAX_VARIANTS = 200
"""Different full names of one surname that are compared with one another; beyond it only equal names join."""

_TRANSLATED = 4
"""Letters of an acronym that is looked for in other languages; shorter ones fit too many names."""


class _Joined:
    """Disjoint sets of profiles, with the reason of each join."""

    def __init__(self, profiles: Sequence[Profile]) -> None:
        self.profiles = profiles
        self.parent = list(range(len(profiles)))
        self.reasons: dict[int, dict[str, None]] = {}

    def find(self, i: int) -> int:
        while self.parent[i] != i:
            self.parent[i] = self.parent[self.parent[i]]
            i = self.parent[i]
        return i

    def join(self, i: int, j: int, reason: str) -> None:
        a, b = sorted((self.find(i), self.find(j)))
        if a == b:
            return
        self.parent[b] = a
        mine = self.reasons.setdefault(a, {})
        mine |= self.reasons.pop(b, {})
        mine.setdefault(reason)

    def sets(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for i in range(len(self.profiles)):
            found.setdefault(self.find(i), []).append(i)
        return found


def make_cast(story: Story) -> Cast:
    """The actors of a story and what each entity of each item stands for.

    Entities are taken by item id, so that the order in which accounts are given changes nothing.
    """
    every = [p for account in sorted(story.accounts, key=lambda a: a.item.item_id) for p in profiles(account)]
    joined = _Joined(every)
    _join_places(joined)
    _join_bodies(joined)
    _join_people(joined)
    _join_named_groups(joined)
    _join_described(joined)
    return _cast(story.story_id, joined)


def _same_key(joined: _Joined, keys: Iterable[tuple[str, int]], reason: str) -> None:
    first: dict[str, int] = {}
    for key, i in keys:
        if key in first:
            joined.join(first[key], i, reason.format(joined.profiles[first[key]].name, joined.profiles[i].name))
        else:
            first[key] = i


def _join_places(joined: _Joined) -> None:
    every = list(enumerate(joined.profiles))
    _same_key(
        joined, ((p.country, i) for i, p in every if p.country), "“{}” and “{}” stand for one country or its government"
    )
    places = ((letters(n), i) for i, p in every if p.kind == "place" and not p.country for n in p.names)
    _same_key(joined, places, "“{}” and “{}” are one place's name")


def _join_named_groups(joined: _Joined) -> None:
    every = enumerate(joined.profiles)
    _same_key(
        joined,
        ((letters(n), i) for i, p in every if p.kind == "group" for n in p.names),
        "“{}” and “{}”: the same name",
    )


# Bodies --------------------------------------------------------------------------------------------------------------


def _join_bodies(joined: _Joined) -> None:
    bodies = [(i, p) for i, p in enumerate(joined.profiles) if p.kind in ("body", "publication") and p.names]
    _same_key(
        joined,
        ((content(n), i) for i, p in bodies for n in p.names if len(n) > 1 or len(n[0]) > 1),
        "“{}” and “{}”: the same words",
    )
    _same_key(joined, ((s, i) for i, p in bodies for s in p.shorts), "“{}” and “{}”: the same acronym")
    _join_initials(joined, bodies)
    _join_translated(joined, bodies)
    _join_seats(joined, bodies)


def _join_initials(joined: _Joined, bodies: Sequence[tuple[int, Profile]]) -> None:
    """An acronym joins the only body of the story whose name has its initials (three letters and more)."""
    owners: dict[str, set[int]] = {}
    for i, p in bodies:
        for name in p.names:
            if len(name) > 1:
                owners.setdefault(initials(" ".join(name)).upper(), set()).add(i)
    for i, p in bodies:
        for short in p.shorts:
            roots = {joined.find(j) for j in owners.get(short, ())}
            if len(short) >= 3 and len(roots) == 1:
                joined.join(i, min(roots), f"“{short}” has the initials of “{joined.profiles[min(roots)].name}”")


def _join_translated(joined: _Joined, bodies: Sequence[tuple[int, Profile]]) -> None:
    """An acronym of four letters and more joins the only body whose words, translated, have its letters."""
    owners: dict[str, set[int]] = {}
    for i, p in bodies:
        for name in p.names:
            for letters_of in translated_initials(name) if len(name) >= _TRANSLATED else ():
                owners.setdefault(letters_of, set()).add(i)
    for i, p in bodies:
        for short in p.shorts:
            roots = {joined.find(j) for j in owners.get("".join(sorted(short)), ())}
            if len(short) >= _TRANSLATED and len(roots) == 1 and joined.find(i) not in roots:
                owner = joined.profiles[min(roots)].name
                joined.join(i, min(roots), f"“{short}” has the initials of “{owner}” in another language")


def _join_seats(joined: _Joined, bodies: Sequence[tuple[int, Profile]]) -> None:
    """A building that stands for a body joins that body, where the story names it."""
    by_content: dict[str, int] = {}
    for i, p in bodies:
        for name in p.names:
            by_content.setdefault(content(name), i)
    for i, p in enumerate(joined.profiles):
        for name in p.names:
            seat = name_data(p.language).seats.get(" ".join(name).lower())
            if seat:
                j = by_content.get(content(seat.split()))
                if j is not None:
                    joined.join(i, j, f"“{' '.join(name)}” is the seat of “{seat}”")


# People --------------------------------------------------------------------------------------------------------------


def _join_people(joined: _Joined) -> None:
    by_surname: dict[str, list[int]] = {}
    for i, p in enumerate(joined.profiles):
        if p.names and p.kind in ("person", None) and len(p.full) > 1:
            for key in sorted(surname_keys(p.full[-1])):
                by_surname.setdefault(key, []).append(i)
            by_surname.setdefault("=" + letters(p.full), []).append(i)
    for key in sorted(by_surname):
        if key.startswith("="):
            _join_equal(joined, by_surname[key])
        else:
            _join_given(joined, by_surname[key])
    _join_surnames(joined, by_surname)


def _join_equal(joined: _Joined, members: Sequence[int]) -> None:
    for gender in ("m", "f"):
        kept = [i for i in members if joined.profiles[i].gender in (gender, None)]
        if len(kept) == len(members):
            for i in members[1:]:
                joined.join(members[0], i, f"“{joined.profiles[i].name}”: the same name")
            return


def _join_given(joined: _Joined, members: Sequence[int]) -> None:
    """Full names of one surname: joined where the given names agree and agree with no other person of that surname."""
    variants: dict[tuple[str, str | None], int] = {}
    for i in members:
        p = joined.profiles[i]
        first = variants.setdefault((" ".join(p.full), p.gender), i)
        joined.join(first, i, f"“{p.name}”: the same name")
    if len(variants) > _MAX_VARIANTS:
        return
    firsts = sorted(variants.values())
    agree = {i: [j for j in firsts if j != i and _one_person(joined.profiles[i], joined.profiles[j])] for i in firsts}
    clear = {i for i in firsts if all(b in agree[a] for a in agree[i] for b in agree[i] if a != b)}
    for i in firsts:
        for j in agree[i]:
            if i < j and i in clear and j in clear:
                names = joined.profiles[i].name, joined.profiles[j].name
                joined.join(i, j, "“{}” and “{}”: one surname, given names that agree".format(*names))


def _one_person(a: Profile, b: Profile) -> bool:
    return not clash(a.gender, b.gender) and people_agree(a.full, b.full)


def _join_surnames(joined: _Joined, by_surname: dict[str, list[int]]) -> None:
    """A surname alone joins the only person of the story who has it; without one, its like in other items."""
    by_first: dict[str, list[int]] = {}
    for members in by_surname.values():
        for i in members:
            by_first.setdefault(skeleton(joined.profiles[i].full[0]), []).append(i)
    bare = [i for i, p in enumerate(joined.profiles) if p.names and p.kind in ("person", None) and len(p.full) == 1]
    apart = _told_apart(joined, bare, by_surname)
    alone: dict[str, list[int]] = {}
    for i in bare:
        p = joined.profiles[i]
        key, keys = min(surname_keys(p.full[0])), sorted(surname_keys(p.full[0]))
        owners = _owners(joined, p, [j for k in keys for j in by_surname.get(k, ()) if (k, j) not in apart])
        owners = owners or _owners(joined, p, by_first.get(skeleton(p.full[0]), ()))
        if len(owners) == 1:
            root = min(owners)
            joined.join(
                root, i, f"“{p.name}”: the only one of that name in the story is “{joined.profiles[root].name}”"
            )
        elif not owners:
            alone.setdefault(key, []).append(i)
    for members in alone.values():
        known = [i for i in members if joined.profiles[i].kind == "person"]
        _join_equal(joined, known if len({joined.profiles[i].gender for i in members} - {None}) > 1 else members)


def _told_apart(joined: _Joined, bare: Iterable[int], by_surname: dict[str, list[int]]) -> set[tuple[str, int]]:
    """Surnames with who has them and still is somebody else than the bearer of the bare surname in an account of both.

    "President Lane and Ann Lane met …, Lane said": nobody called Lane alone is Ann Lane, there or elsewhere.
    """
    roots = {
        (key, joined.find(j))
        for i in bare
        for key in surname_keys(joined.profiles[i].full[0])
        for j in by_surname.get(key, ())
        if joined.profiles[j].item_id == joined.profiles[i].item_id and joined.find(i) != joined.find(j)
    }
    return {(key, j) for key, members in by_surname.items() for j in members if (key, joined.find(j)) in roots}


def _owners(joined: _Joined, p: Profile, members: Iterable[int]) -> set[int]:
    return {joined.find(j) for j in members if not clash(joined.profiles[j].gender, p.gender)}


# Descriptions --------------------------------------------------------------------------------------------------------


def _join_described(joined: _Joined) -> None:
    """A description joins the one named actor who is called so in another account."""
    called: dict[tuple[str, str], set[int]] = {}
    for i, p in enumerate(joined.profiles):
        if p.names and p.kind in ("person", "body"):
            for phrase in p.phrases:
                called.setdefault((p.kind, phrase), set()).add(joined.find(i))
    present: dict[str, set[int]] = {}
    for i, p in enumerate(joined.profiles):
        if p.names:
            present.setdefault(p.item_id, set()).add(joined.find(i))
    for i, p in enumerate(joined.profiles):
        if p.names or p.kind not in ("person", "body") or not _definite(p):
            continue
        for phrase in p.phrases:
            roots = {joined.find(j) for j in called.get((p.kind, phrase), ())}
            roots = {r for r in roots if not clash(joined.profiles[r].gender, p.gender)}
            tells = len(phrase.split()) > 1 or bool(roots & {joined.find(j) for j in present.get(p.item_id, ())})
            if len(roots) == 1 and tells:
                root = min(roots)
                joined.join(root, i, f"“{p.name}”: only “{joined.profiles[root].name}” is called so in the story")
                break


def _definite(p: Profile) -> bool:
    data = name_data(p.language)
    return p.name.split()[0].lower() in data.definite if p.name.split() else False


# Output --------------------------------------------------------------------------------------------------------------


def _cast(story_id: str, joined: _Joined) -> Cast:
    actors: list[Actor] = []
    of: dict[str, dict[int, str]] = {}
    used: set[tuple[str, str | None]] = set()
    for root, members in sorted(joined.sets().items()):
        mine = [joined.profiles[i] for i in members]
        name, kind = _best_name(mine), _kind(mine)
        apart = () if (name, kind) not in used and mine[0].names else (mine[0].item_id, mine[0].entity)
        used.add((name, kind))
        actor_id = content_id("A", story_id, name, kind, *apart)
        for p in mine:
            of.setdefault(p.item_id, {})[p.entity] = actor_id
        aliases = sorted({a for p in mine for a in p.aliases})
        reasons = (*joined.reasons.get(root, {}), *(r for p in mine for r in p.reasons))
        called = tuple(sorted({" ".join(n) for p in mine for n in p.names}))
        actors.append(Actor(actor_id, name, kind, tuple(aliases), (story_id,), tuple(sorted(set(reasons))), called))
    return Cast(tuple(sorted(actors)), of)


def _best_name(members: Sequence[Profile]) -> str:
    """The fullest name that most accounts use; Latin letters before others where both stand."""
    named = [p for p in members if p.names] or list(members)
    votes = Counter({p.name: 0 for p in named})
    for p in named:
        votes[p.name] += p.weight
    full = max(min(len(n.split()), 3) for n in votes)
    able = [n for n in votes if min(len(n.split()), 3) >= min(full, 2)]
    return max(able, key=lambda n: (n[:1].isascii(), votes[n], len(n), n))


def _kind(members: Sequence[Profile]) -> str | None:
    votes: Counter[str] = Counter()
    for p in members:
        if p.kind:
            votes[p.kind] += p.weight
    return max(sorted(votes), key=lambda k: votes[k]) if votes else None

"""What each account calls a referent, and in whose voice.

Referents are the story's persons and bodies, and what it names by common nouns: people in groups, unrest, agreements,
meetings, whatever noun several accounts come back to. A label is the noun phrase as written; each is listed once per
account and voice.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

import msgspec

from ..language.names import NameData, name_data
from ..language.tokens import fold
from ..model.findings import Account, Cast, Label, Story
from ..model.ids import content_id
from ..model.readings import Mention
from .label_nouns import Noun, find_nouns
from .label_voices import Voices

_WORDINGS = 3
"""Wordings of a kind of noun that the pack does not list among like ones."""


class _Found(msgspec.Struct, frozen=True):
    """A label before its referent has a name; `key` is the actor's id or the kind of noun."""

    key: str
    item_id: str
    start: int
    end: int
    text: str
    plain: str
    voice: str
    speaker: str | None
    noun: bool


def find_labels(story: Story, cast: Cast) -> tuple[Label, ...]:
    """The labels of a story, sorted."""
    accounts = sorted(story.accounts, key=lambda a: a.item.item_id)
    main = _main_actors(accounts, cast)
    nouns: defaultdict[str, list[Noun]] = defaultdict(list)
    for noun in find_nouns(accounts):
        nouns[noun.item_id].append(noun)
    found: list[_Found] = []
    for account in accounts:
        voices = Voices(account)
        rows = chain(_of_actors(account, cast, main, voices), _of_nouns(account, nouns[account.item.item_id], voices))
        found.extend(_first_uses(rows))
    like = frozenset(k for a in accounts for k in name_data(a.item.language).alike.values())
    found = _worth(found, cast, like)
    names = _referents(found, cast)
    return tuple(
        sorted(
            Label(
                content_id("R", story.story_id, f.key),
                story.story_id,
                names[f.key],
                f.item_id,
                f.start,
                f.end,
                f.text,
                f.voice,
                f.speaker,
            )
            for f in found
        )
    )


# Persons and bodies --------------------------------------------------------------------------------------------------


def _main_actors(accounts: Sequence[Account], cast: Cast) -> frozenset[str]:
    """Persons and bodies that have a name, and those described in more ways than one."""
    forms: defaultdict[str, set[str]] = defaultdict(set)
    named: set[str] = set()
    for account in accounts:
        for mention in account.reading.mentions:
            actor_id = cast.actor_id(account.item.item_id, mention.entity)
            if actor_id is not None and mention.form != "pronoun":
                forms[actor_id].add(fold(mention.text))
                if mention.form in ("name", "acronym"):
                    named.add(actor_id)
    able = {a.actor_id for a in cast.actors if a.kind in ("person", "body", "publication")}
    return frozenset(a for a in able if a in named or len(forms[a]) > 1)


def _of_actors(account: Account, cast: Cast, main: frozenset[str], voices: Voices) -> Iterator[_Found]:
    """Names and descriptions of persons and bodies; what has no name in the story is left to the nouns."""
    data = name_data(account.item.language)
    for mention in account.reading.mentions:
        actor_id = cast.actor_id(account.item.item_id, mention.entity)
        if mention.form == "pronoun" or actor_id is None or actor_id not in main:
            continue
        start = _without_several(mention, _with_owner(account.item.text, mention.start, data), data)
        yield _found(actor_id, account, start, mention.end, data, voices)


def _found(
    key: str, account: Account, start: int, end: int, data: NameData, voices: Voices, *, noun: str = ""
) -> _Found:
    """A label; whose voice it is, the place of its head noun tells: "his “coup”" is the speaker's."""
    text = account.item.text[start:end]
    words = fold(text).split()
    while len(words) > 1 and (
        words[0] in data.definite or words[0] in data.indefinite or words[0].rstrip(".") in data.honorifics
    ):
        words = words[1:]
    head = text.lower().rfind(noun) if noun else 0
    at = start + max(head, 0)
    voice = voices.at(at, at + len(noun) if noun else end, added=not noun and _is_added(account.item.text, start, end))
    return _Found(key, account.item.item_id, start, end, text, " ".join(words), *voice, bool(noun))


def _without_several(mention: Mention, start: int, data: NameData) -> int:
    """Where a name begins behind the title of several: "Senators Ida Voss of Ohio and Tom Reed of Iowa"."""
    words = list(_WORD.finditer(mention.text))
    for n, word in enumerate(words[:-1]):
        low = word[0].lower()
        several = low.endswith("s") and (low[:-1] in data.roles or low[:-1] in data.abbreviations)
        if mention.form == "name" and several and word[0][0].isupper():
            return mention.start + words[n + 1].start()
    return start


_WORD = re.compile(r"[^\W_]+(?:[.'’-][^\W_]+)*")


def _with_owner(text: str, start: int, data: NameData) -> int:
    """Where a name with a role begins that is somebody's: "his friend Tom Dunn" is not "friend Tom Dunn"."""
    if not text[start : start + 1].islower():
        return start
    found = _BEFORE.search(text, max(0, start - _OWNER), start)
    return found.start(1) if found is not None and found[1].lower() in data.possessive else start


_BEFORE = re.compile(r"(?<!\w)([^\W\d_]+) $")
_OWNER = 10
"""Letters of a possessive and the space behind it at most."""


def _is_added(text: str, start: int, end: int) -> bool:
    """Whether a name or description stands between commas, put in by who tells: "his son, Tom Dunn, was there"."""
    return text[max(0, start - 2) : start] == ", " and text[end : end + 1] in _ENDS and start > 2


_ENDS = (",", ".", ";", ")")
"""What closes what a comma opened."""


def _of_nouns(account: Account, nouns: Iterable[Noun], voices: Voices) -> Iterator[_Found]:
    data = name_data(account.item.language)
    for n in nouns:
        yield _found(n.key, account, n.phrase.start, n.phrase.end, data, voices, noun=n.phrase.head)


# Referents -----------------------------------------------------------------------------------------------------------


def _first_uses(rows: Iterable[_Found]) -> Iterator[_Found]:
    """Each wording once per account, where it stands first; of common nouns once per voice.

    Whose voice a bare name stands in tells nothing; whose voice says "thugs" does.
    """
    seen: set[tuple[str, str, str]] = set()
    places: set[tuple[int, int]] = set()
    for row in sorted(rows, key=lambda r: (r.start, -r.end, r.noun)):
        key = (row.key, row.plain, row.voice if row.noun else "")
        if key not in seen and (row.start, row.end) not in places:
            seen.add(key)
            places.add((row.start, row.end))
            yield row


def _worth(found: Sequence[_Found], cast: Cast, like: frozenset[str]) -> list[_Found]:
    """What is left without referents that the accounts call alike: no finding, persons aside.

    A kind of noun that the pack does not know as named in many ways must have as many wordings as `_WORDINGS`.
    """
    people = {a.actor_id for a in cast.actors if a.kind == "person"}
    forms: defaultdict[str, set[str]] = defaultdict(set)
    for f in found:
        forms[f.key].add(f.plain)
    few = like | {f.key for f in found if not f.noun}
    least = {k: 1 if k in people else 2 if k in few else _WORDINGS for k in forms}
    return [f for f in found if len(forms[f.key]) >= least[f.key]]


def _referents(found: Sequence[_Found], cast: Cast) -> dict[str, str]:
    """The name of each referent: the actor's, or the wording that most accounts use, the shortest of those."""
    actors = {a.actor_id: a.name for a in cast.actors}
    uses: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for f in found:
        uses[f.key][f.plain] += 1
    return {k: actors.get(k) or min(c, key=lambda t: (-c[t], len(t), t)) for k, c in uses.items()}

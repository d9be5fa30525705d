"""What each account calls a referent, and in whose voice.

Referents are the story's persons and bodies, and what it names by common nouns: people in groups, unrest, agreements,
meetings, whatever noun several accounts come back to. A label is the noun phrase as written; each is listed once per
account and voice.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain

import msgspec

from ..language.names import NameData, name_data
from ..language.phrases import determined_nouns, noun_phrases
from ..language.tokens import fold
from ..language.word_shapes import Words
from ..model.findings import Account, Cast, Label, Story
from ..model.ids import content_id
from .label_voices import Voices
from .referring import is_bare, is_unspecific, qualifies

_MIN_USES = 3
"""Uses of a kind of noun before phrases with it are labels, where the pack does not name it as one of upheaval..."""
_MANY_USES = 2.0
"""Uses for each account of a noun that the pack does not list among like ones."""
_WORDINGS = 3
"""Wordings of a kind of noun that the pack does not list among like ones."""
_USES_AN_ACCOUNT = 0.8
"""...and uses for each account of the story: what three accounts say once each is no subject of the story."""


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
    shapes = [Words(a.item.text, a.reading.sentences) for a in accounts]
    central = _central_kinds(accounts, shapes)
    main = _main_actors(accounts, cast)
    found: list[_Found] = []
    for account, words in zip(accounts, shapes, strict=True):
        voices = Voices(account)
        rows = chain(_of_actors(account, cast, main, voices), _of_nouns(account, words, central, voices))
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
        start = _with_owner(account.item.text, mention.start, data)
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


# Common nouns --------------------------------------------------------------------------------------------------------


def kind_of_noun(noun: str, data: NameData) -> str:
    """The kind of referent that a noun names: the pack's row of like nouns, or the noun without its plural.

    >>> kind_of_noun("accords", name_data("en")) == kind_of_noun("deal", name_data("en"))
    True
    """
    known = data.alike.get(noun)
    if known:
        return known
    if noun[:-1] in data.roles and noun.endswith("s"):
        return noun  # several of an office are not the one who holds it
    if noun.endswith("ies") and len(noun) > 4:
        return noun[:-3] + "y"
    return noun[:-1] if noun.endswith("s") and not noun.endswith("ss") else noun


def _central_kinds(accounts: Sequence[Account], shapes: Sequence[Words]) -> frozenset[str]:
    """Kinds of nouns that the story comes back to: used three times, in two of its accounts (in one, of one)."""
    uses: Counter[str] = Counter()
    like: set[str] = set()
    holders: defaultdict[str, set[str]] = defaultdict(set)
    for account, words in zip(accounts, shapes, strict=True):
        data = name_data(account.item.language)
        counts = determined_nouns(words, data)
        like.update(data.alike.values(), (kind_of_noun(n, data) for n in data.groups))
        nouns = data.events | data.groups | data.alike.keys() | data.roles.keys()
        known = Counter(low for low, cap in zip(words.lowers, words.caps, strict=True) if low in nouns and not cap)
        for noun, count in (counts | known).items():
            kind = kind_of_noun(noun, data)
            if (noun not in data.plain_nouns or noun in data.alike) and (kind not in data.roles or noun in data.alike):
                uses[kind] += count
                holders[kind].add(account.item.item_id)
    held = {k: c for k, c in uses.items() if len(holders[k]) >= min(2, len(accounts))}
    often = {k: _USES_AN_ACCOUNT if k in like else _MANY_USES for k in held}
    return frozenset(k for k, c in held.items() if c >= max(_MIN_USES, often[k] * len(accounts)))


def _of_nouns(account: Account, words: Words, central: frozenset[str], voices: Voices) -> Iterator[_Found]:
    data = name_data(account.item.language)
    nouns = determined_nouns(words, data)

    def wanted(low: str) -> bool:
        if low in data.upheavals:
            return True
        known = low in nouns or low in data.events or low in data.groups or low in data.alike or low in data.roles
        return known and kind_of_noun(low, data) in central and (low not in data.plain_nouns or low in data.alike)

    text = account.item.text
    named = _Covered(account)
    for phrase in noun_phrases(words, data, wanted):
        if named.holds(phrase.end) or qualifies(text, phrase.end, data, voices.vocabulary):
            continue
        body = phrase.start >= account.item.body_start
        if body and is_bare(text, phrase.start, phrase.end, data, voices.vocabulary):
            continue
        article = fold(text[phrase.start : phrase.core]).strip()
        if is_unspecific(phrase.modifiers, article, data):
            continue
        key = kind_of_noun(phrase.head, data)
        yield _found(key, account, phrase.start, phrase.end, data, voices, noun=phrase.head)


class _Covered:
    """The places of an account that lie inside what names a person or body: "special counsel Ann Lee"."""

    def __init__(self, account: Account) -> None:
        spans = sorted((m.start, m.end) for m in account.reading.mentions if m.form == "name" and m.kind == "person")
        self._starts = [s for s, _ in spans]
        self._ends = list(accumulate((e for _, e in spans), max))

    def holds(self, end: int) -> bool:
        """Whether a noun that ends there is part of a longer name."""
        k = bisect_right(self._starts, end - 1) - 1
        return k >= 0 and end < self._ends[k]


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
    least = {k: 1 if k in people else 2 if k in like or not k.islower() else _WORDINGS for k in forms}
    return [f for f in found if len(forms[f.key]) >= least[f.key]]


def _referents(found: Sequence[_Found], cast: Cast) -> dict[str, str]:
    """The name of each referent: the actor's, or the wording that most accounts use, the shortest of those."""
    actors = {a.actor_id: a.name for a in cast.actors}
    uses: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for f in found:
        uses[f.key][f.plain] += 1
    return {k: actors.get(k) or min(c, key=lambda t: (-c[t], len(t), t)) for k, c in uses.items()}

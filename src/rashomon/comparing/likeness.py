"""What one item tells of an entity, in the forms in which entities of several items are compared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import msgspec

from ..language.names import NameData, is_acronym, name_data, name_key, same_given, skeleton, surname_keys
from ..model.findings import Account
from ..model.readings import Entity, Mention

_WORD = re.compile(r"[^\W_]+(?:['’‑\-][^\W_]+)*")
_OWN = re.compile(r"['’]s?$")

_PLAIN_NAME = 2
"""Words of a name without a middle one: "Carl Dunn Jr." is not his father "Carl Dunn"."""


class Profile(msgspec.Struct, frozen=True):
    """One entity of one item: `names` are its bare names as words, `roles` the words of its titles and descriptions.

    `shorts` are its acronyms, `country` the code of the country that it is, `weight` how often it is mentioned.
    """

    item_id: str
    entity: int
    kind: str | None
    gender: str | None
    name: str
    names: tuple[tuple[str, ...], ...]
    shorts: tuple[str, ...]
    phrases: tuple[str, ...]
    country: str
    weight: int
    aliases: tuple[str, ...]
    reasons: tuple[str, ...]
    language: str

    @property
    def full(self) -> tuple[str, ...]:
        """The name with the most words."""
        return max(self.names, key=lambda n: (len(n), sum(map(len, n)), n), default=())


def profiles(account: Account) -> list[Profile]:
    """The entities of an account as profiles."""
    data = name_data(account.item.language)
    held: dict[int, list[Mention]] = {}
    for mention in account.reading.mentions:
        if mention.entity is not None:
            held.setdefault(mention.entity, []).append(mention)
    return [_profile(account, e, held.get(e.entity, []), data) for e in account.reading.entities]


def _profile(account: Account, entity: Entity, mentions: Sequence[Mention], data: NameData) -> Profile:
    named = [m for m in mentions if m.form in ("name", "acronym")]
    names = sorted({n for m in named if (n := bare_words(m.text, data))})
    if named and not names:
        names = [tuple(_WORD.findall(entity.name))]
    described = sorted({p for m in mentions if m.form == "description" if (p := phrase_key(m.text, data))})
    titles = [
        t for t in entity.titles if not any(_is_more(m.text, t, data) for m in mentions if m.form == "description")
    ]
    titled = sorted({p for t in titles if (p := phrase_key(t, data))})
    return Profile(
        item_id=account.item.item_id,
        entity=entity.entity,
        kind=entity.kind,
        gender=entity.gender if entity.gender in ("m", "f") else None,
        name=entity.name,
        names=tuple(names),
        shorts=tuple(sorted({name_key(m.text) for m in named if is_acronym(m.text)})),
        phrases=tuple(dict.fromkeys(described + titled)),
        country=_country(entity, data) if named else "",
        weight=len(mentions),
        aliases=entity.aliases,
        reasons=entity.reasons,
        language=account.item.language,
    )


def _is_more(description: str, title: str, data: NameData) -> bool:
    """Whether a description says more than a title: "the director of harbour safety" is not just "the director".

    A country says no more: a story has one leader of it.
    """
    more = description[len(title) :] if description.startswith(title) else ""
    return bool(more.strip()) and not any(name_key(w) in data.countries for w in _WORD.findall(more))


def _country(entity: Entity, data: NameData) -> str:
    """The code of the country that the entity is, by its name or as the government that sits in its capital."""
    key = name_key(entity.name)
    capital = data.capitals.get(key, "") if entity.kind == "body" else ""
    return data.countries.get(key, "") or capital


def bare_words(text: str, data: NameData) -> tuple[str, ...]:
    """The words of a name without its titles and suffixes.

    >>> bare_words("former Health Minister Ann Lee Jr.", name_data("en"))
    ('Ann', 'Lee', 'Jr')
    >>> bare_words("Health Minister Ann T. Lee Jr.", name_data("en"))
    ('Ann', 'T', 'Lee')
    """
    words = _WORD.findall(_OWN.sub("", text))
    lows = [w.lower() for w in words]
    cut = 0
    for i, low in enumerate(lows[:-1]):
        if low in data.honorifics or low in data.abbreviations or _is_role(low, data):
            cut = i + 1
    if cut and lows[cut] in ("of", "for"):
        cut += 1
        while cut < len(words) - 1 and lows[cut] in data.role_complements:
            cut += 1
    end = len(words)
    while end > cut + 1 and (lows[end - 1] in data.suffixes or (len(words[end - 1]) == 1 and end > cut + 2)):
        end -= 1
    if end - cut == _PLAIN_NAME and end < len(words):
        end = len(words)
    while cut < end - 1 and not words[cut][0].isupper() and lows[cut] not in data.particles:
        cut += 1
    return tuple(words[cut:end])


def _is_role(low: str, data: NameData) -> bool:
    """Whether a word is a role, or several of one ("Senators Lane and Oakes"), or one to be ("the Speaker-to-be")."""
    role, _, ending = low.partition("-")
    to_be = ending in data.role_endings and role in data.roles
    return to_be or low in data.roles or low.removesuffix("s") in data.roles


def phrase_key(text: str, data: NameData) -> str:
    """The words of a title or description that tell something, without order: "director of X" is "X director".

    >>> data = name_data("en")
    >>> phrase_key("the director of harbour safety", data) == phrase_key("Harbour Safety Director", data)
    True
    """
    kept = set()
    for word in _WORD.findall(text):
        low = _OWN.sub("", word.lower())
        low = data.abbreviations.get(low, low)
        if low in data.function or low in data.possessive or low in data.honorifics or low in _AGES:
            continue
        key = name_key(word)
        for table in (data.demonyms, data.countries):
            if table.get(key):
                low = table[key].lower()
        kept.update(skeleton(low).split())
    return " ".join(sorted(kept))


_AGES = frozenset(("former", "then", "late", "longtime", "current", "new", "old"))


def letters(names: Iterable[str]) -> str:
    """A name's letters run together, spelling aside."""
    return "".join(skeleton(n).replace(" ", "") for n in names)


def content(names: Iterable[str]) -> str:
    """The capitalised words of a body's name, without order."""
    return " ".join(sorted(skeleton(n) for n in names if n[:1].isupper()))


def clash(a: str | None, b: str | None) -> bool:
    """Whether two genders are known and differ."""
    return bool(a and b and a != b)


def people_agree(a: Sequence[str], b: Sequence[str]) -> bool:
    """Whether two full names can be one person's: the same surname, given names that agree.

    >>> people_agree(("Joe", "Lane"), ("Joseph", "R", "Lane")), people_agree(("Ann", "Lane"), ("Joe", "Lane"))
    (True, False)
    """
    return bool(surname_keys(a[-1]) & surname_keys(b[-1])) and same_given(a[0], b[0])

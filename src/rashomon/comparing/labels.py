"""What each account calls a referent, and in whose voice.

Referents are the story's persons and bodies, and what it names by common nouns: people in groups, unrest, agreements,
meetings, whatever noun several accounts come back to. A label is the noun phrase as written; each is listed once per
account and voice.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain

import msgspec

from ..language.names import NameData, name_data
from ..language.packs import base_language
from ..language.phrases import determined_nouns, noun_phrases
from ..language.quotations import Quotation, quotations
from ..language.tokens import fold
from ..language.word_shapes import Words
from ..model.findings import Account, Cast, Label, Story
from ..model.ids import content_id
from ..model.readings import Attribution
from ..reading.figure_speakers import TELLING
from .clauses import has_verb
from .referring import is_bare, qualifies
from .vocabulary import vocabulary
from .wordings import compared_words

_MIN_USES = 3
"""Uses of a kind of noun before phrases with it are labels, where the pack does not name it as one of upheaval..."""
_WORDINGS = 3
"""Wordings of a kind of noun that the pack does not list among like ones."""
_USES_AN_ACCOUNT = 1.0
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
        voices = _Voices(account)
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


# Voice ---------------------------------------------------------------------------------------------------------------


class _Voices:
    """In whose voice a place of an account stands: the outlet's own, or that of the innermost speaker around it."""

    def __init__(self, account: Account) -> None:
        self._quotes: tuple[Quotation, ...] = quotations(account.item.text, account.reading.language)
        self._quote_starts = [q.start for q in self._quotes]
        self._text, self._body_start = account.item.text, account.item.body_start
        self.vocabulary = vocabulary(base_language(account.reading.language))
        self._named = {a.attribution_id for a in account.reading.attributions if _is_retold(a) or self._names_only(a)}
        spans = [(c.start, c.end, a) for a in account.reading.attributions for c in a.content]
        self._spans = sorted(spans, key=lambda s: (s[0], -s[1]))
        self._starts = [s[0] for s in self._spans]
        self._reach = list(accumulate((s[1] for s in self._spans), max))

    def at(self, start: int, end: int) -> tuple[str, str | None]:
        """`quoted` with its speaker, or `own`."""
        inner: tuple[int, Attribution] | None = None
        k = bisect_right(self._starts, start) - 1
        while k >= 0 and self._reach[k] >= end:
            begin, stop, attribution = self._spans[k]
            if end <= stop and (inner is None or stop - begin < inner[0]) and self._speaks(attribution, start, end):
                inner = (stop - begin, attribution)
            k -= 1
        return ("own", None) if inner is None else ("quoted", inner[1].speaker)

    def _speaks(self, attribution: Attribution, start: int, end: int) -> bool:
        """Whether the words are the speaker's: in a headline only those in marks; nowhere what is merely named.

        "Defended his decision" tells in the outlet's words what somebody defended.
        """
        if start < self._body_start or attribution.attribution_id in self._named:
            k = bisect_right(self._quote_starts, start) - 1
            return k >= 0 and end <= self._quotes[k].end
        return True

    def _names_only(self, attribution: Attribution) -> bool:
        """Whether an attribution's content is a thing and no clause."""
        if attribution.kind == "direct" or attribution.cue_class not in _NAMING or not self.vocabulary.finite:
            return False
        text = self._text
        parts = (compared_words(text, self.vocabulary, start=c.start, end=c.end) for c in attribution.content)
        return not any(
            words and (words[0].norm in self.vocabulary.opening or has_verb(text, words, self.vocabulary))
            for words in parts
        )


def _is_retold(attribution: Attribution) -> bool:
    """Whether the outlet tells what somebody wants, asks, feels or would not say: the choice of words is its own.

    "She refused to sell her old mill", "He declined to say whether the riot was planned".
    """
    told = attribution.cue_class is None or attribution.cue_class in TELLING
    return attribution.kind == "indirect" and (attribution.negated or not told)


_NAMING = frozenset({"support", "oppose", "discuss", "learn", "feel", "describe", "report", "deny", "doubt", "accuse"})
"""Cue classes whose content can be a thing that the outlet names."""


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


def _of_actors(account: Account, cast: Cast, main: frozenset[str], voices: _Voices) -> Iterator[_Found]:
    """Names and descriptions of persons and bodies; what has no name in the story is left to the nouns."""
    data = name_data(account.item.language)
    for mention in account.reading.mentions:
        actor_id = cast.actor_id(account.item.item_id, mention.entity)
        if mention.form == "pronoun" or actor_id is None or actor_id not in main:
            continue
        yield _found(actor_id, account, mention.start, mention.end, data, voices)


def _found(
    key: str, account: Account, start: int, end: int, data: NameData, voices: _Voices, *, noun: str = ""
) -> _Found:
    """A label; whose voice it is, the place of its head noun tells: "his “coup”" is the speaker's."""
    text = account.item.text[start:end]
    words = fold(text).split()
    while len(words) > 1 and (
        words[0] in data.definite or words[0] in data.indefinite or words[0].rstrip(".") in data.honorifics
    ):
        words = words[1:]
    head = text.lower().rfind(noun) if noun else 0
    voice = voices.at(start + max(head, 0), start + max(head, 0) + len(noun) if noun else end)
    return _Found(key, account.item.item_id, start, end, text, " ".join(words), *voice, bool(noun))


# Common nouns --------------------------------------------------------------------------------------------------------


def kind_of_noun(noun: str, data: NameData) -> str:
    """The kind of referent that a noun names: the pack's row of like nouns, or the noun without its plural.

    >>> kind_of_noun("accords", name_data("en")) == kind_of_noun("deal", name_data("en"))
    True
    """
    known = data.alike.get(noun)
    if known:
        return known
    if noun[:-1] in data.roles and noun not in data.groups and noun.endswith("s"):
        return noun  # several of an office are not the one who holds it
    if noun.endswith("ies") and len(noun) > 4:
        return noun[:-3] + "y"
    return noun[:-1] if noun.endswith("s") and not noun.endswith("ss") else noun


def _central_kinds(accounts: Sequence[Account], shapes: Sequence[Words]) -> frozenset[str]:
    """Kinds of nouns that the story comes back to: used three times, in two of its accounts (in one, of one)."""
    uses: Counter[str] = Counter()
    holders: defaultdict[str, set[str]] = defaultdict(set)
    for account, words in zip(accounts, shapes, strict=True):
        data = name_data(account.item.language)
        counts = determined_nouns(words, data)
        nouns = data.events | data.groups | data.alike.keys() | data.roles.keys()
        known = Counter(low for low, cap in zip(words.lowers, words.caps, strict=True) if low in nouns and not cap)
        for noun, count in (counts | known).items():
            if noun not in data.plain_nouns or noun in data.alike:
                kind = kind_of_noun(noun, data)
                uses[kind] += count
                holders[kind].add(account.item.item_id)
    least = max(_MIN_USES, _USES_AN_ACCOUNT * len(accounts))
    return frozenset(k for k, c in uses.items() if c >= least and len(holders[k]) >= min(2, len(accounts)))


def _of_nouns(account: Account, words: Words, central: frozenset[str], voices: _Voices) -> Iterator[_Found]:
    data = name_data(account.item.language)
    nouns = determined_nouns(words, data)

    def wanted(low: str) -> bool:
        if low in data.upheavals:
            return True
        known = low in nouns or low in data.events or low in data.groups or low in data.alike or low in data.roles
        return known and kind_of_noun(low, data) in central and (low not in data.plain_nouns or low in data.alike)

    text = account.item.text
    for phrase in noun_phrases(words, data, wanted):
        bare = phrase.start >= account.item.body_start and is_bare(text, phrase.start, phrase.end, voices.vocabulary)
        if bare or qualifies(text, phrase.end, data, voices.vocabulary):
            continue
        yield _found(kind_of_noun(phrase.head, data), account, phrase.start, phrase.end, data, voices, noun=phrase.head)


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

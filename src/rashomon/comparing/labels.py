"""What each account calls a referent, and in whose voice.

Referents are the story's persons and bodies, and what it names by common nouns: people in groups, unrest, agreements,
meetings, whatever noun several accounts come back to. A label is the noun phrase as written; each is listed once per
account and voice.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

import msgspec

from ..language.names import NameData, name_data
from ..language.phrases import Phrase, determined_nouns, noun_phrases
from ..language.quotations import Quotation, quotations
from ..language.tokens import fold
from ..language.word_shapes import Words
from ..model.findings import Account, Cast, Label, Story
from ..model.ids import content_id
from ..model.readings import Attribution

_MIN_USES = 3
"""Uses of a noun in the story before phrases with it are labels, where the pack does not name the noun."""


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


def find_labels(story: Story, cast: Cast) -> tuple[Label, ...]:
    """The labels of a story, sorted."""
    accounts = sorted(story.accounts, key=lambda a: a.item.item_id)
    shapes = [Words(a.item.text, a.reading.sentences) for a in accounts]
    central = _central_nouns(accounts, shapes)
    found: list[_Found] = []
    for account, words in zip(accounts, shapes, strict=True):
        voices = _Voices(account)
        rows = chain(_of_actors(account, cast, voices), _of_nouns(account, words, central, voices))
        found.extend(_first_uses(rows))
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
        spans = [(c.start, c.end, a) for a in account.reading.attributions for c in a.content]
        self._spans = sorted(spans, key=lambda s: (s[0], -s[1]))

    def at(self, start: int, end: int) -> tuple[str, str | None]:
        """`quoted` with its speaker, or `own`."""
        inner: tuple[int, Attribution] | None = None
        for begin, stop, attribution in self._spans:
            if begin > start:
                break
            if end <= stop and self._speaks(attribution, start, end) and (inner is None or stop - begin <= inner[0]):
                inner = (stop - begin, attribution)
        return ("own", None) if inner is None else ("quoted", inner[1].speaker)

    def _speaks(self, attribution: Attribution, start: int, end: int) -> bool:
        return attribution.kind != "mixed" or any(q.start <= start and end <= q.end for q in self._quotes)


# Persons and bodies --------------------------------------------------------------------------------------------------


def _of_actors(account: Account, cast: Cast, voices: _Voices) -> Iterator[_Found]:
    """Names and descriptions of persons and bodies; what has no name in the story is left to the nouns."""
    named = {a.actor_id for a in cast.actors if a.kind in ("person", "body", "publication")}
    data = name_data(account.item.language)
    for mention in account.reading.mentions:
        actor_id = cast.actor_id(account.item.item_id, mention.entity)
        if mention.form == "pronoun" or actor_id not in named or actor_id is None:
            continue
        yield _found(actor_id, account, mention.start, mention.end, data, voices)


def _found(key: str, account: Account, start: int, end: int, data: NameData, voices: _Voices) -> _Found:
    text = account.item.text[start:end]
    words = fold(text).split()
    while len(words) > 1 and (words[0] in data.definite or words[0] in data.indefinite):
        words = words[1:]
    return _Found(key, account.item.item_id, start, end, text, " ".join(words), *voices.at(start, end))


# Common nouns --------------------------------------------------------------------------------------------------------


def _central_nouns(accounts: Sequence[Account], shapes: Sequence[Words]) -> frozenset[str]:
    """Nouns that the story comes back to: in two accounts and three times, or the pack's nouns of events in two."""
    uses: Counter[str] = Counter()
    holders: defaultdict[str, set[str]] = defaultdict(set)
    for account, words in zip(accounts, shapes, strict=True):
        data = name_data(account.item.language)
        for noun, count in determined_nouns(words, data).items():
            if noun not in data.plain_nouns:
                uses[noun] += count
                holders[noun].add(account.item.item_id)
    least = min(2, len(accounts))
    return frozenset(n for n, c in uses.items() if c >= _MIN_USES and len(holders[n]) >= least)


def _of_nouns(account: Account, words: Words, central: frozenset[str], voices: _Voices) -> Iterator[_Found]:
    data = name_data(account.item.language)

    def wanted(low: str) -> bool:
        return low in data.upheavals or low in data.groups or low in central or low in data.forces

    for phrase in noun_phrases(words, data, wanted):
        if _tells(phrase, data, central):
            yield _found(_kind_of_noun(phrase, data), account, phrase.start, phrase.end, data, voices)


def _tells(phrase: Phrase, data: NameData, central: frozenset[str]) -> bool:
    """Whether a phrase is a label: a noun of upheaval or of people, a noun the story is about, or one that weighs."""
    if phrase.head in data.plain_nouns and not phrase.modifiers:
        return False
    return True


def _kind_of_noun(phrase: Phrase, data: NameData) -> str:
    return data.alike.get(phrase.head) or phrase.head


# Referents -----------------------------------------------------------------------------------------------------------


def _first_uses(rows: Iterable[_Found]) -> Iterator[_Found]:
    """Each wording once per account, voice and speaker: where it stands first."""
    seen: set[tuple[str, str, str, str | None]] = set()
    for row in sorted(rows, key=lambda r: (r.start, r.end)):
        key = (row.key, row.plain, row.voice, row.speaker)
        if key not in seen:
            seen.add(key)
            yield row


def _referents(found: Sequence[_Found], cast: Cast) -> dict[str, str]:
    """The name of each referent: the actor's, or the wording that most accounts use, the shortest of those."""
    actors = {a.actor_id: a.name for a in cast.actors}
    uses: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for f in found:
        uses[f.key][f.plain] += 1
    return {k: actors.get(k) or min(c, key=lambda t: (-c[t], len(t), t)) for k, c in uses.items()}

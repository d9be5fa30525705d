"""What a story names by common nouns: which nouns it comes back to, and which phrases speak of one thing.

A noun is no name: "the bill" of one paragraph need not be that of the next. What qualifies a phrase tells. A phrase
that is qualified by what nothing else of its kind is qualified by ("a hotel bill" beside "the harbour bill") speaks of
another thing; officials are told apart by whose they are ("council officials", "ferry officials").
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate

import msgspec

from ..language.names import NameData, name_data, name_key
from ..language.packs import base_language
from ..language.phrases import Phrase, determined_nouns, is_adjective, noun_phrases
from ..language.tokens import fold
from ..language.word_shapes import Words
from ..model.findings import Account
from .referring import is_bare, is_occasion, is_unspecific, qualifies, word_before
from .vocabulary import Vocabulary, vocabulary

_MIN_USES = 3
"""Uses of a kind of noun before phrases with it are labels, where the pack does not name it as one of upheaval..."""
_USES_AN_ACCOUNT = 0.8
"""...and uses for each account of the story: what most accounts do not say once is no subject of the story."""
_MANY_USES = 2.5
"""Uses for each account of a noun that the pack does not list among like ones."""
_OFTEN = 8
"""Places of a story that have a word before it is one that the story is about..."""
_A_NAME = 3
"""...and how many of these one with a capital counts for."""
_ENOUGH = 6
"""Phrases of a kind before one that is qualified as no other stands out."""
_TOLD = 2
"""Phrases of an account that tell which law is meant before "the law" is that one."""
_SHORTEST = 2
"""Letters of a word that tells anything."""
_WORD = re.compile(r"[^\W_]+(?:[.’'\-][^\W_]+)*")
_OWN = re.compile(r"['’]s?$")
_YEAR = re.compile(r"^(?:1[5-9]|20)\d\d(?:s-era|s)?$")


class Noun(msgspec.Struct, frozen=True):
    """A phrase of an account; `key` is the kind of noun, with what tells its people from others of that kind."""

    item_id: str
    phrase: Phrase
    key: str


class _Seen(msgspec.Struct, frozen=True):
    """A phrase before it is told from others: `marks` are the names and nouns that qualify it."""

    account: int
    phrase: Phrase
    kind: str
    marks: frozenset[str]


def find_nouns(accounts: Sequence[Account]) -> Iterator[Noun]:
    """The phrases of a story that speak of what it comes back to, by account and place."""
    shapes = [Words(a.item.text, a.reading.sentences) for a in accounts]
    nouns = [determined_nouns(w, name_data(a.item.language)) for w, a in zip(shapes, accounts, strict=True)]
    central = _central_kinds(accounts, shapes, nouns)
    seen = [s for n, a in enumerate(accounts) for s in _phrases(n, a, shapes[n], nouns[n], central)]
    names = _names(accounts, shapes)
    held: defaultdict[str, Counter[str]] = defaultdict(Counter)
    told: Counter[tuple[int, str]] = Counter()
    phrases = Counter(s.kind for s in seen)
    for s in seen:
        held[s.kind].update(s.marks)
        told[s.account, s.phrase.head] += bool(s.marks)
    for s in seen:
        data = name_data(accounts[s.account].item.language)
        key = _key(s, held[s.kind], data)
        whose = s.marks or s.kind not in data.apart
        always = (
            s.phrase.head in data.institutions and not s.phrase.modifiers and told[s.account, s.phrase.head] < _TOLD
        )
        another = phrases[s.kind] >= _ENOUGH and _is_another(s, held[s.kind], names, data)
        if whose and not (always or another):
            yield Noun(accounts[s.account].item.item_id, s.phrase, key)


def _names(accounts: Sequence[Account], shapes: Sequence[Words]) -> Counter[str]:
    """How often each word stands in the story, countries under their code, names counted more than once."""
    found: Counter[str] = Counter()
    for account, words in zip(accounts, shapes, strict=True):
        data = name_data(account.item.language)
        for word, low, cap in zip(words.words, words.lowers, words.caps, strict=True):
            if cap:
                key = name_key(word)
                found[data.demonyms.get(key) or data.countries.get(key) or low] += _A_NAME
            else:
                found[low.removesuffix("s")] += 1
    return found


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


def _central_kinds(
    accounts: Sequence[Account], shapes: Sequence[Words], determined: Sequence[Counter[str]]
) -> frozenset[str]:
    """Kinds of nouns that the story comes back to: used three times, in two of its accounts (in one, of one).

    An office is left to those who hold it.
    """
    uses: Counter[str] = Counter()
    like: set[str] = set()
    holders: defaultdict[str, set[str]] = defaultdict(set)
    for account, words, counts in zip(accounts, shapes, determined, strict=True):
        data = name_data(account.item.language)
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


def _phrases(
    number: int, account: Account, words: Words, nouns: Counter[str], central: frozenset[str]
) -> Iterator[_Seen]:
    """The phrases of an account with a central noun, or one of upheaval, that point to something."""
    data = name_data(account.item.language)
    vocab = vocabulary(base_language(account.reading.language))

    @cache
    def wanted(low: str) -> bool:
        if low in data.upheavals:
            return True
        known = low in nouns or low in data.events or low in data.groups or low in data.alike or low in data.roles
        return known and kind_of_noun(low, data) in central and (low not in data.plain_nouns or low in data.alike)

    text, body_start = account.item.text, account.item.body_start
    surely = frozenset(noun for noun, count in nouns.items() if count > 1)
    named = _Covered(account)
    for phrase in noun_phrases(words, data, wanted):
        if named.holds(phrase.end) or qualifies(text, phrase.end, data, vocab, nouns=surely):
            continue
        headline = phrase.start < body_start
        article = fold(text[phrase.start : phrase.core]).strip()
        if not headline and _points_to_nothing(text, phrase, article, data, vocab):
            continue
        marks = frozenset[str]() if headline else _marks(text, phrase, data)
        yield _Seen(number, phrase, kind_of_noun(phrase.head, data), marks)


def _points_to_nothing(text: str, phrase: Phrase, article: str, data: NameData, vocab: Vocabulary) -> bool:
    """Whether a phrase is a bare noun, an occasion of speaking, or says that it means another, none or any."""
    head_end = phrase.core + sum(len(m) + 1 for m in phrase.modifiers) + len(phrase.head)
    if not article and is_bare(text, phrase.start, head_end, data, vocab):
        return True
    if is_occasion(text, phrase.start, phrase.end, article, phrase.head, data):
        return True
    said = (word_before(text, phrase.start), *phrase.modifiers)
    return phrase.head not in data.mass and is_unspecific(said, article, data)


class _Covered:
    """The places of an account that lie inside what names a person: "special counsel Ann Lee"."""

    def __init__(self, account: Account) -> None:
        spans = sorted((m.start, m.end) for m in account.reading.mentions if m.form == "name" and m.kind == "person")
        self._starts = [s for s, _ in spans]
        self._ends = list(accumulate((e for _, e in spans), max))

    def holds(self, end: int) -> bool:
        """Whether a noun that ends there is part of a longer name."""
        k = bisect_right(self._starts, end - 1) - 1
        return k >= 0 and end < self._ends[k]


def _marks(text: str, phrase: Phrase, data: NameData) -> frozenset[str]:
    """What qualifies a phrase and can tell it from others: names, countries by their code, years, nouns."""
    found: set[str] = set()
    behind = False
    for n, word in enumerate(_WORD.findall(text, phrase.core, phrase.end)):
        behind = behind or word.lower() == phrase.head
        if behind and word.islower():
            continue
        for piece in {word: None, **dict.fromkeys(word.split("-"))} if word[0].isupper() else (word,):
            bare = _OWN.sub("", piece)
            mark = _mark(bare, phrase, data, begins=n == 0 and phrase.core == phrase.start)
            if mark and not (bare != piece and mark in data.bodies):
                found.add(mark)
    return frozenset(found)


def _mark(word: str, phrase: Phrase, data: NameData, *, begins: bool) -> str:
    low = word.lower()
    if len(low) < _SHORTEST or low in data.function or low in data.honorifics or low in data.abbreviations:
        return ""
    code = data.demonyms.get(name_key(word)) or data.countries.get(name_key(word))
    if code:
        return code
    own = low == phrase.head or (low in data.alike and data.alike[low] == data.alike.get(phrase.head))
    name = word[0].isupper() and not begins and low not in data.roles
    if own or not (name or _YEAR.match(low) or _is_noun(low, data)):
        return ""
    return low.removesuffix("s") if low.isalpha() and len(low) > len("uses") else low


def _is_noun(low: str, data: NameData) -> bool:
    """Whether a lower-case word beside a noun is rather a noun than an adjective, a participle or a number."""
    if low.endswith(("ed", "ing", "ly", "est")) and low not in data.qualifying:
        return False
    determines = low in data.definite or low in data.indefinite or low in data.possessive
    vague = low in data.evaluative or low in data.adjectives or low in data.roles
    part = low in data.role_parts and not (low in data.alike or low in data.events or low in data.bodies)
    vague = vague or part or low in data.plain_adjectives
    compared = low.endswith("er") and {low[:-1], low[:-2]} & (data.plain_adjectives | data.evaluative)
    return low.isalpha() and not (determines or vague or compared or is_adjective(low, data))


def _key(seen: _Seen, held: Counter[str], data: NameData) -> str:
    """The kind of noun; people in groups that the pack does not know as named in many ways by whose they are."""
    if seen.kind not in data.apart:
        return seen.kind
    mark = min(seen.marks, key=lambda m: (-held[m], m), default="")
    return f"{seen.kind} {mark}"


def _is_another(seen: _Seen, held: Counter[str], names: Counter[str], data: NameData) -> bool:
    """Whether only this phrase of its kind is qualified so, by what the story is not about either."""
    people = seen.phrase.head in data.groups and seen.kind not in data.apart
    if people or not seen.marks or any(held[m] > 1 for m in seen.marks):
        return False
    return not any(names[m] >= _OFTEN for m in seen.marks) or bool(any(_YEAR.match(m) for m in seen.marks))

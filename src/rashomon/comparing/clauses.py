"""Clauses: where one is negated, and how it reads put positively."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from .phrases import phrases_in
from .stance_words import stance_words, stands_at
from .stances import EARLY
from .vocabulary import Vocabulary
from .wordings import Word

MAX_WORDS = 40
"""Words of a claim's wording at most; a reader loses a longer one."""
MAX_THING = 25
"""Words of a thing or deed that a stance is towards."""
MIN_WORDS = 4
"""Words of a clause at least."""
_OPENERS = re.compile(r"^[\s\"“”„«»‘'(,;:–—\-]+")
_CLOSERS = re.compile(r"[\s\"“”«»’'),;:.–—\-]+$")
_DATELINE = re.compile(r"([^―—–-]{3,40}?) [―—–-] ")
"""What stands before a dash at the start of a report; the name of a place where all of it is in capitals."""
_LOOSE = re.compile(r"([“«(]) +")
_OPENING = frozenset('"“„«‘')
_PARTING = (",", ";", ":", "—", "–", "--")
_PAIRS = (("“", "”"), ("(", ")"), ("«", "»"), ('"', '"'))


class Negation(msgspec.Struct, frozen=True):
    """Where a clause is negated: words `[first, last)`, and what stands there when it is put positively."""

    first: int
    last: int
    put: str


def negation_of(text: str, words: Sequence[Word], vocab: Vocabulary) -> Negation | None:
    """The negation of the main statement, or None.

    "Not … until" and the like put a condition and deny nothing.
    """
    norms = [w.norm for w in words]
    for n, w in enumerate(words[:EARLY]):
        if w.norm in vocab.conditional or (n > 2 and _parted(text, words, n)):
            return None
        for phrase, put in vocab.turning.get(w.norm, ()):
            if tuple(norms[n : n + len(phrase)]) == phrase:
                return Negation(n, n + len(phrase), put)
        if w.norm in vocab.unnegated:
            meant = phrases_in(norms[n : n + 3], vocab, "refusal")
            main = n == 0 or not vocab.finite or any(_finite(words, m, vocab) for m in range(max(1, n - 3), n))
            main = main or (w.norm in stance_words(vocab.language).adverbial and _finite_at(words, n + 1, vocab))
            bound = vocab.keeping & {x.norm for x in words[n + 1 :] if x.clause == w.clause}
            return Negation(n, n + 1, vocab.unnegated[w.norm]) if meant and main and not bound else None
    return None


def _main(text: str, words: Sequence[Word], less: Negation, vocab: Vocabulary) -> tuple[Sequence[Word], Negation]:
    """The clause that a negation bears on: what stands before it ("we know that", "he is certain") is cut off."""
    for n in range(less.first - 1, 1, -1):
        pronoun = words[n].norm in vocab.pronouns and words[n + 1].norm in vocab.finite
        if words[n].norm in vocab.opening or pronoun:
            at = n if pronoun else n + 1
            words, less = words[at:], Negation(less.first - at, less.last - at, less.put)
            break
    last = len(words)
    known, norms = stance_words(vocab.language), [w.norm for w in words]
    for n in range(max(less.last + 1, MIN_WORDS), len(words)):
        if _parted(text, words, n) or stands_at(norms, n, known.purposes) or _second_verb(words, n, vocab):
            last = n
            break
        if words[n].norm in vocab.unnegated:
            last = next((m for m in range(n - 1, less.first, -1) if words[m].norm in vocab.joining), 0)
            break
    return words[:last], less


def _second_verb(words: Sequence[Word], n: int, vocab: Vocabulary) -> bool:
    """Whether "and" and a further finite verb stand at word `n`: a statement of its own, which is not negated."""
    return words[n].norm in vocab.joining - {"or", "nor"} and n + 1 < len(words) and _finite(words, n + 1, vocab)


def _goes_on(words: Sequence[Word], n: int, vocab: Vocabulary) -> bool:
    """Whether "and" and another clause or verb stand at word `n` ("this debate and I think …", "… and would ask")."""
    if words[n].norm not in vocab.joining or n + 1 >= len(words):
        return False
    return words[n + 1].norm in vocab.pronouns or words[n + 1].norm in vocab.auxiliary


def one_deed(words: Sequence[Word], vocab: Vocabulary) -> Sequence[Word]:
    """The words up to a second verb ("sending the photo but is less sure …"): what follows is another statement."""
    last = next((n for n in range(2, len(words)) if _second_verb(words, n, vocab)), len(words))
    return words[:last]


def clause_of(text: str, words: Sequence[Word], less: Negation | None, vocab: Vocabulary) -> str | None:
    """The words as a positive clause, or None where they have no subject and verb of their own."""
    if less is not None:
        words, less = _main(text, words, less, vocab)
    if not MIN_WORDS <= len(words) <= MAX_WORDS:
        return None
    first = words[0].norm
    if first in vocab.fragment - {"not", "no"} or first in vocab.conditional or first in vocab.auxiliary:
        return None
    if vocab.finite and not has_verb(text, words, vocab):
        return None
    start, end = words[0].start, words[-1].end
    return tidy(text[start:end] if less is None else _unnegated(text, words, less, vocab))


def sentence_of(text: str, words: Sequence[Word], vocab: Vocabulary) -> str | None:
    """A quoted sentence that opens with a phrase, or whose verb stands late: whole, if it has a verb of its own.

    "Without the pumps, it would have sunk" is no clause by its first words, and is one as a whole.
    """
    if not MIN_WORDS <= len(words) <= MAX_WORDS or words[0].norm in vocab.conditional | vocab.auxiliary | vocab.gloss:
        return None
    first = 0
    if words[0].norm in vocab.fragment:
        first = next((n for n in range(1, len(words) - 1) if _parted(text, words, n) and _begins(words[n], vocab)), 0)
        if not first:
            return None
    verbs = (n for n in range(first + 1, len(words)) if words[n].norm in vocab.auxiliary and _finite(words, n, vocab))
    return tidy(text[words[0].start : words[-1].end]) if next(verbs, None) is not None else None


def _begins(word: Word, vocab: Vocabulary) -> bool:
    """Whether a word can be the first of a clause: a pronoun, an article or the like, or a name."""
    return word.norm in vocab.pronouns or word.norm in vocab.determiners or word.capital


def addressed(text: str, words: Sequence[Word], vocab: Vocabulary) -> Sequence[Word]:
    """The words less a first one that is set off by a comma ("Captain, the doors …", "Fortunately, …")."""
    if len(words) <= MIN_WORDS or not _begins(words[1], vocab) or words[0].norm in vocab.pronouns:
        return words
    return words[1:] if "," in text[words[0].end : words[1].start] else words


def _unnegated(text: str, words: Sequence[Word], less: Negation, vocab: Vocabulary) -> str:
    """The clause less its negation; a word that has to take its place stands in square brackets."""
    first, last = words[less.first], words[less.last - 1]
    twin = next((x for x in words if x.start == first.start and x is not first), None)
    middle = (twin.norm if twin else "") + (f"[{less.put}]" if less.put else "")
    before, after = _alone(text, words, less.first, vocab), text[last.end : words[-1].end]
    if before[-1:] in _OPENING and not middle:
        after = after.lstrip()  # had “never been told”: had “been told”
    return before + middle + after


COMPANION = 4
"""Words before a negation among which the word stands that goes with it (the "ne" of "ne … pas")."""


def _alone(text: str, words: Sequence[Word], at: int, vocab: Vocabulary) -> str:
    """What stands before a negation, less the word that goes with it."""
    known, start, end = stance_words(vocab.language), words[0].start, words[at].start
    for w in reversed(words[max(0, at - COMPANION) : at] if known.companions else ()):
        if w.norm in known.companions:
            return text[start : w.start] + text[w.end : end].lstrip()
        if w.norm.startswith(known.companion_prefixes) and known.companion_prefixes:
            size = next(len(p) for p in known.companion_prefixes if w.norm.startswith(p))
            return text[start : w.start] + text[w.start + size : end]
    return text[start:end]


def has_verb(text: str, words: Sequence[Word], vocab: Vocabulary) -> bool:
    """Whether a finite verb stands near the start, before any infinitive or clause that depends on a noun.

    An ending shows a verb only before the first comma: after it a participle is as likely.
    """
    parted = False
    for n in range(1, min(len(words), 2 * EARLY)):
        parted = parted or _parted(text, words, n)
        if text[words[n].start - 1] == "-":
            continue  # "Norland-led": an adjective
        if words[n].norm in vocab.finite and _finite(words, n, vocab):
            return True
        pointed = words[n].norm in vocab.determiners and words[n - 1].norm in vocab.fragment  # "of that kind"
        if words[n].norm in vocab.dependent and not pointed:
            return False
        if not parted and n < EARLY and _finite(words, n, vocab):
            return True
    return False


def _finite(words: Sequence[Word], n: int, vocab: Vocabulary) -> bool:
    norm, before = words[n].norm, words[n - 1].norm
    if before in vocab.fragment and norm not in vocab.auxiliary:
        return False  # "the thousands of hacked letters"
    if before in vocab.determiners and not (before in vocab.demonstrative and norm in vocab.auxiliary):
        return False
    if norm in vocab.finite:
        return True
    return norm.endswith(vocab.verb_endings) and any(
        norm.endswith(e) and len(norm) > len(e) + 2 for e in vocab.verb_endings
    )


def _finite_at(words: Sequence[Word], n: int, vocab: Vocabulary) -> bool:
    return n < len(words) and _finite(words, n, vocab)


def _parted(text: str, words: Sequence[Word], n: int) -> bool:
    """Whether a comma or the like stands before a word."""
    if n == 0:
        return False
    between = text[words[n - 1].end : words[n].start]
    return between != " " and any(mark in between for mark in _PARTING)


def tidy(text: str) -> str:
    """The words on one line, without the marks around them and without marks that have lost their partner."""
    line = " ".join(text.split())
    place = _DATELINE.match(line)
    line = line[place.end() :] if place and (place[1].isupper() or place[1].endswith(")")) else line
    shown = _CLOSERS.sub("", _OPENERS.sub("", line)).replace(" ,", ",")
    shown = _LOOSE.sub(r"\1", shown)
    for one, other in _PAIRS:
        if shown.count(one) != shown.count(other) or (one == other and shown.count(one) % 2):
            shown = shown.replace(one, "").replace(other, "")
    return shown


def deed_of(text: str, inner: Sequence[Word], vocab: Vocabulary) -> str | None:
    """A charge as a clause: "the crew sleeping on watch" as "the crew [is] sleeping", "being" as "[is]"."""
    if inner and vocab.finite and has_verb(text, inner, vocab):
        return clause_of(text, inner, None, vocab)
    deed = next((w for w in inner[1:EARLY] if w.norm.endswith(vocab.deeds)), None) if vocab.deeds else None
    if deed is None:
        return None
    kept = deed.end if deed.norm in vocab.participles else deed.start
    return tidy(f"{text[inner[0].start : deed.start]}[is] {text[kept : inner[-1].end].strip()}")


def thing_of(text: str, words: Sequence[Word], vocab: Vocabulary) -> str | None:
    """A thing or deed as it is named, up to the first comma, where it is short enough to be read as one."""
    last = next((n for n in range(1, len(words)) if _parted(text, words, n) or _goes_on(words, n, vocab)), len(words))
    kept = words[:last]
    if not kept or len(kept) > MAX_THING or kept[0].norm in vocab.fragment | vocab.conditional:
        return None
    if any(w.norm in vocab.auxiliary | vocab.participles for w in kept):
        return deed_of(text, kept, vocab)
    return tidy(text[kept[0].start : kept[-1].end])

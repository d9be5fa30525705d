"""What a statement asserts or disputes: a clause with a subject and a verb, and the stance towards it.

A stance means nothing without the words that it is a stance towards. So each statement is read as a proposition put
positively ("the doors were locked") and what its actor makes of that: who says that they were not locked denies it, as
does who denies that they were. Words that cannot be put so (a name, a half sentence, an order) are no proposition.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from .phrases import phrases_in
from .stances import EARLY
from .vocabulary import Vocabulary
from .wordings import Word

MAX_WORDS = 40
"""Words of a claim's wording at most; a reader loses a longer one."""
MIN_WORDS = 4
"""Words of a clause at least."""
OPENED = 5
"""Words among which the one that opens a dependent clause stands."""
_OPENERS = re.compile(r"^[\s\"“”„«»‘'(,;:–—\-]+")
_CLOSERS = re.compile(r"[\s\"“”«»’'),;:.–—\-]+$")
_LOOSE = re.compile(r"([“«(]) +")
_PAIRS = (("“", "”"), ("(", ")"), ("«", "»"), ('"', '"'))


class Proposition(msgspec.Struct, frozen=True):
    """A clause put positively, the words of grammar that open it cut off, and the stance that its speaker takes to it.

    `text` is null where the words make no clause by themselves; `knotted` where it negates something besides
    its main statement, so that likeness of words alone does not show that it says the same as another.
    """

    stance: str
    text: str | None
    words: tuple[Word, ...]
    knotted: bool = False


def proposition_of(
    text: str,
    words: Sequence[Word],
    vocab: Vocabulary,
    *,
    cue_class: str | None,
    negated: bool,
    asked: bool,
    quoted: bool,
) -> Proposition | None:
    """The proposition of a statement's words and its stance, or None where no side is taken.

    `text` is that of the account, to which the words' offsets belong; `asked` where the sentence ends in a question
    mark; `quoted` where it is a direct quotation, so that the cue says how it was said and not what of it is held.
    """
    refuted = _refuted(text, words, vocab)
    if refuted and not negated:
        return Proposition("denies", refuted[0], refuted[1])
    opened, left = _opened(words, vocab, quoted)
    if not left or left[0].norm in vocab.conditional:
        return None
    doubted = None if opened else _doubted(left, vocab)
    if doubted and not negated:
        clause = _clause(text, doubted, None, vocab)
        return None if clause is None else Proposition("questions", clause, tuple(doubted))
    less = _denied(text, left, vocab)
    loose = cue_class in _PREDICATES and opened is None and not quoted
    clause = None if loose else _clause(text, left, less, vocab)
    if clause is None and cue_class in _PREDICATES and less is None:
        clause = _predicated(text, left, cue_class, vocab)
    stance = _stance(
        cue_class, negated, opened, less is not None, left, vocab, asked=asked, quoted=quoted and not opened
    )
    if clause is None and stance == "asserts" and not quoted and phrases_in([w.norm for w in left], vocab, "denial"):
        stance = "denies"
    knotted = sum(w.norm in vocab.unnegated for w in left) > (less is not None)
    return None if stance is None else Proposition(stance, None if asked else clause, tuple(left), knotted)


def _opened(words: Sequence[Word], vocab: Vocabulary, quoted: bool) -> tuple[str | None, list[Word]]:
    """The word that makes a clause a dependent one, and the clause after it; nouns before it ("claims that") go too.

    A quotation that begins with "if" is a condition, and no question whether.
    """
    left = list(words)
    while left and left[0].norm in vocab.joining:
        left = left[1:]
    for n, w in enumerate(left[:1] if quoted else left[:OPENED]):
        charge = n == 0 or left[n - 1].norm in vocab.charges
        if charge and w.norm in vocab.opening - (vocab.whether if quoted else frozenset()):
            return w.norm, left[n + 1 :]
        if w.norm in vocab.finite:
            break
    return None, left


def _doubted(words: Sequence[Word], vocab: Vocabulary) -> list[Word] | None:
    """The clause after words of doubt ("not sure whether", "real doubts about whether"), or None."""
    norms = [w.norm for w in words]
    for n in range(1, min(len(words), 2 * EARLY)):
        before = norms[max(0, n - 4) : n]
        near = vocab.opening if before[-2:-1] == ["not"] or norms[n] in vocab.whether else frozenset()
        if norms[n] in near and phrases_in(before, vocab, "question"):
            return list(words[n + 1 :])
    return None


def _refuted(text: str, words: Sequence[Word], vocab: Vocabulary) -> tuple[str | None, tuple[Word, ...]] | None:
    """What a charge says that is called false in one breath ("claims that the doors were locked are absurd")."""
    norms = [w.norm for w in words]
    first = next((n for n in range(min(len(words), EARLY)) if norms[n] in vocab.charges), None)
    if first is None:
        return None
    end = next(
        (
            m
            for m in range(first + 1, len(words))
            if norms[m] in vocab.auxiliary and phrases_in(norms[m : m + 4], vocab, "denial")
        ),
        None,
    )
    if end is None:
        return None
    inner = words[first + 2 : end]
    if not inner:
        return None, tuple(words[: end + 1])
    if norms[first + 1] in vocab.opening:
        return _clause(text, inner, None, vocab), tuple(inner)
    deed = next((w for w in inner[1:EARLY] if w.norm.endswith(vocab.deeds)), None) if vocab.deeds else None
    if deed is None or norms[first + 1] not in vocab.predicates:
        return None, tuple(inner)
    return _tidy(f"{text[inner[0].start : deed.start]}[is] {text[deed.start : inner[-1].end]}"), tuple(inner)


def _parted(text: str, words: Sequence[Word], n: int) -> bool:
    """Whether a comma or the like stands before a word."""
    return n > 0 and any(mark in text[words[n - 1].end : words[n].start] for mark in ",;:—–")


def _denied(text: str, words: Sequence[Word], vocab: Vocabulary) -> int | None:
    """The number of the word that negates the main statement, or None."""
    norms = [w.norm for w in words]
    for n, w in enumerate(words[:EARLY]):
        if w.norm in vocab.conditional or (n > 2 and _parted(text, words, n)):
            return None
        if w.norm in vocab.unnegated:
            meant = phrases_in(norms[n : n + 3], vocab, "refusal")
            main = n == 0 or not vocab.finite or any(_finite(words, m, vocab) for m in range(max(1, n - 3), n))
            return n if meant and main else None
    return None


def _main(text: str, words: Sequence[Word], less: int, vocab: Vocabulary) -> tuple[Sequence[Word], int]:
    """The clause that a negation bears on: what stands before it ("we know that", "he is certain") is cut off."""
    for n in range(less - 1, 1, -1):
        pronoun = words[n].norm in vocab.pronouns and words[n + 1].norm in vocab.finite
        if words[n].norm in vocab.opening or pronoun:
            at = n if pronoun else n + 1
            words, less = words[at:], less - at
            break
    last = len(words)
    for n in range(max(less + 2, MIN_WORDS), len(words)):
        if _parted(text, words, n):
            last = n
            break
        if words[n].norm in vocab.unnegated:
            last = next((m for m in range(n - 1, less, -1) if words[m].norm in vocab.joining), 0)
            break
    return words[:last], less


def _clause(text: str, words: Sequence[Word], less: int | None, vocab: Vocabulary) -> str | None:
    """The words as a positive clause, or None where they have no subject and verb of their own."""
    if less is not None:
        words, less = _main(text, words, less, vocab)
    if not MIN_WORDS <= len(words) <= MAX_WORDS:
        return None
    first = words[0].norm
    if first in vocab.fragment or first in vocab.conditional or first in vocab.auxiliary:
        return None
    if vocab.finite and not _has_verb(text, words, vocab):
        return None
    start, end = words[0].start, words[-1].end
    return _tidy(text[start:end] if less is None else _unnegated(text, words, less, vocab))


def _unnegated(text: str, words: Sequence[Word], less: int, vocab: Vocabulary) -> str:
    """The clause less its negation; a word that has to take its place stands in square brackets."""
    w = words[less]
    put = vocab.unnegated[w.norm]
    twin = next((x for x in words if x.start == w.start and x is not w), None)
    middle = (twin.norm if twin else "") + (f"[{put}]" if put else "")
    return text[words[0].start : w.start] + middle + text[w.end : words[-1].end]


_PREDICATES = ("accuse", "describe")
"""Cue classes whose content is a thing and what is said of it, with no verb: "the tactic as outrageous"."""


def _predicated(text: str, words: Sequence[Word], cue_class: str, vocab: Vocabulary) -> str | None:
    """A thing and what it is called or charged with, joined by a verb in square brackets."""
    if not MIN_WORDS <= len(words) <= MAX_WORDS or words[0].norm in vocab.fragment or words[0].norm in vocab.auxiliary:
        return None
    for n in range(1, min(len(words) - 1, EARLY)):
        one, _, many = (vocab.predicates.get(words[n].norm) or "").partition("/")
        put = (
            (many if many and words[n - 1].norm.endswith(vocab.plural) else one)
            if cue_class == "accuse" or words[n].norm in vocab.called
            else ""
        )
        if not put:
            continue
        deed = any(words[n + 1].norm.endswith(e) for e in vocab.deeds)
        if words[n].norm in vocab.called or words[n].norm in vocab.blaming or deed:
            kept = n + 1 if words[n].norm in vocab.called else n
            before, after = text[words[0].start : words[n].start], text[words[kept].start : words[-1].end]
            return _tidy(f"{before}[{put}] {after}")
    return None


def _has_verb(text: str, words: Sequence[Word], vocab: Vocabulary) -> bool:
    """Whether a finite verb stands near the start, before any infinitive or clause that depends on a noun.

    An ending shows a verb only before the first comma: after it a participle is as likely.
    """
    parted = False
    for n in range(1, min(len(words), 2 * EARLY)):
        parted = parted or _parted(text, words, n)
        if words[n].norm in vocab.finite and _finite(words, n, vocab):
            return True
        if words[n].norm in vocab.dependent:
            return False
        if not parted and n < EARLY and _finite(words, n, vocab):
            return True
    return False


def _finite(words: Sequence[Word], n: int, vocab: Vocabulary) -> bool:
    norm, before = words[n].norm, words[n - 1].norm
    if before in vocab.determiners:
        return False
    return norm in vocab.finite or any(norm.endswith(e) and len(norm) > len(e) + 2 for e in vocab.verb_endings)


def _tidy(text: str) -> str:
    """The words on one line, without the marks around them and without marks that have lost their partner."""
    shown = _CLOSERS.sub("", _OPENERS.sub("", " ".join(text.split()))).replace(" ,", ",")
    shown = _LOOSE.sub(r"\1", shown)
    for one, other in _PAIRS:
        if shown.count(one) != shown.count(other) or (one == other and shown.count(one) % 2):
            shown = shown.replace(one, "").replace(other, "")
    return shown


_NOT_HELD = frozenset({"want", "order", "demand", "promise", "learn", "feel"})
"""Cue classes whose contents are wished for, not held true."""


def _stance(
    cue_class: str | None,
    negated: bool,
    opened: str | None,
    denied: bool,
    words: Sequence[Word],
    vocab: Vocabulary,
    *,
    asked: bool,
    quoted: bool,
) -> str | None:
    """The stance towards the words put positively; None where there is none."""
    held = "denies" if denied else "asserts"
    cls = cue_class or ("say" if quoted else None)
    if asked or (opened in vocab.whether and opened is not None):
        return "questions" if asked or cls not in _NOT_HELD else None
    if cls is None or (cls in _NOT_HELD and not quoted):
        return None
    if quoted:
        return held if denied else _by_words(words, vocab) or held
    if cls == "ask":
        return None
    if cls in ("deny", "oppose", "doubt"):
        against = "questions" if cls == "doubt" else "denies"
        return "asserts" if negated or denied else against
    if negated:
        return "denies" if cls in ("believe", "claim", "support", "concede") and not denied else None
    return {"concede": "concedes", "support": "endorses"}.get(cls, held if denied else _by_words(words, vocab) or held)


def _by_words(words: Sequence[Word], vocab: Vocabulary) -> str | None:
    """The stance that words of doubt or support show when they stand first in their clause."""
    first = [w.norm for w in words[:EARLY] if w.clause == words[0].clause]
    for group, stance in (("concession", "concedes"),):
        if first[:1] in (["i"], ["we"]) and phrases_in(first[1:3], vocab, group):
            return stance
    return None

"""What a statement asserts or disputes: a clause with a subject and a verb, and the stance towards it.

A stance means nothing without the words that it is a stance towards. So each statement is read as a proposition put
positively ("the doors were locked") and what its actor makes of that: who says that they were not locked denies it, as
does who denies that they were. Words that cannot be put so (a name, a half sentence, an order) are no proposition.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from .clauses import (
    MIN_WORDS,
    Negation,
    addressed,
    clause_of,
    deed_of,
    negation_of,
    one_deed,
    sentence_of,
    thing_of,
    tidy,
)
from .framing import Framed, frame_of, raised_of
from .negations import denies
from .phrases import phrases_in
from .predications import charged, mistaken, named, pleaded, predicated
from .stance_words import stance_words, stands_at
from .stances import EARLY
from .vocabulary import Vocabulary
from .wordings import Word

OPENED = 5
"""Words among which the one that opens a dependent clause stands."""


class Proposition(msgspec.Struct, frozen=True):
    """A clause put positively, the words of grammar that open it cut off, and the stance that its speaker takes to it.

    `text` is null where the words make no clause by themselves, and a thing or deed where `nominal` ("questions the
    legality of the ban"): something to take a stance towards, but no wording of a claim. `knotted` where it negates
    something besides its main statement, so that likeness of words alone does not show that it says the same.
    """

    stance: str
    text: str | None
    words: tuple[Word, ...]
    knotted: bool = False
    nominal: bool = False


def proposition_of(
    text: str,
    words: Sequence[Word],
    vocab: Vocabulary,
    *,
    cue_class: str | None,
    negated: bool,
    asked: bool,
    quoted: bool,
    naming: bool = False,
) -> Proposition | None:
    """The proposition of a statement's words and its stance, or None where no side is taken.

    `text` is that of the account, to which the words' offsets belong; `asked` where the sentence ends in a question
    mark; `quoted` where it is a direct quotation, so that the cue says how it was said and not what of it is held;
    `naming` where the cue calls something something.
    """
    found = _in_one_breath(text, words, vocab, cue_class, negated)
    if found is not None:
        return found
    opened, left = _opened(words, vocab, quoted)
    if not left or left[0].norm in vocab.conditional or (opened and left[0].norm in _limiting(vocab)):
        return None
    left = list(one_deed(left, vocab) if cue_class in _TOWARDS_THINGS else addressed(text, left, vocab))
    if not negated and cue_class not in _AGAINST and not (opened in vocab.whether and opened):
        framed = frame_of(left, vocab) or raised_of(left, vocab)
        if (of_own := _of_own(text, left, vocab)) is not None:
            return of_own
        unframed = framed and _unframed(text, framed, vocab, asked=asked)
        if unframed or (framed and framed.stance == "questions"):
            return unframed or None  # "it is too early to say who knew": nothing is said of anything
        doubted = None if opened else _doubted(left, vocab)
        if doubted:
            clause = clause_of(text, doubted, None, vocab)
            return None if clause is None else Proposition("questions", clause, tuple(doubted))
    if quoted and stands_at([w.norm for w in left[:EARLY]], 0, stance_words(vocab.language).conceding):
        clause = clause_of(text, left, None, vocab)
        return (
            None
            if clause is None
            else Proposition("concedes", clause, tuple(left), knotted=_negations(left, vocab) > 0)
        )
    less = None if cue_class == "concede" else negation_of(text, left, vocab)
    if less is not None and _takes_no_side(left, less, vocab):
        return None
    if less is not None and not denies(left, less, vocab):
        less = None
    loose = cue_class in _PREDICATES and opened is None and not quoted
    clause = None if loose else clause_of(text, left, less, vocab)
    if clause is None and quoted:
        less, clause = None, sentence_of(text, left, vocab)
    if clause is None and cue_class in _PREDICATES and less is None:
        clause = predicated(text, left, cue_class, vocab) or (named(text, left, vocab) if naming else None)
    stance = _stance(
        cue_class, negated, opened, less is not None, left, vocab, asked=asked, quoted=quoted and not opened
    )
    if clause is None and stance == "asserts" and naming and phrases_in([w.norm for w in left], vocab, "denial"):
        stance = "denies"
    knotted = _negations(left, vocab) > (less is not None)
    if stance is None or asked:
        return None if stance is None else Proposition(stance, None, tuple(left), knotted)
    thing = thing_of(text, left, vocab) if clause is None and not quoted and cue_class in _TOWARDS_THINGS else None
    return Proposition(stance, clause or thing, tuple(left), knotted, thing is not None and not _is_deed(left, vocab))


def _limiting(vocab: Vocabulary) -> frozenset[str]:
    """Words of degree: "how much they paid" is no clause without its "how"."""
    return stance_words(vocab.language).limiting


_TOWARDS_THINGS = frozenset({"deny", "oppose", "doubt", "support"})
"""Cue classes that take a stance towards a thing or deed as well as towards a clause."""


def _is_deed(words: Sequence[Word], vocab: Vocabulary) -> bool:
    """Whether a thing is something done ("polluting the river", "the crew being asleep"): as good as a clause."""
    first = words[0].norm.endswith(vocab.deeds) if vocab.deeds else False
    return first or any(w.norm in vocab.participles for w in words[:EARLY])


def _of_own(text: str, words: Sequence[Word], vocab: Vocabulary) -> Proposition | None:
    """What somebody says to do themselves with a verb that takes a stance ("it questions the legality of the ban")."""
    if len(words) < MIN_WORDS or words[0].norm not in vocab.pronouns:
        return None
    at = 2 if words[1].norm in vocab.adverbs or words[1].norm in vocab.auxiliary - vocab.obliging else 1
    stance = vocab.performing.get(words[at].norm)
    left = words[at + 1 :]
    if stance is None or len(left) < 2 or left[0].norm in vocab.fragment:
        return None
    if left[0].norm in vocab.opening:
        clause = clause_of(text, left[1:], None, vocab)
        return None if clause is None else Proposition(stance, clause, tuple(left[1:]))
    thing = thing_of(text, left, vocab)
    return None if thing is None else Proposition(stance, thing, tuple(left), nominal=not _is_deed(left, vocab))


def _takes_no_side(words: Sequence[Word], less: Negation, vocab: Vocabulary) -> bool:
    """Whether a negated clause says that somebody does not know or will not speak, or hopes for something."""
    known = stance_words(vocab.language)
    if words[0].norm in vocab.own_person and known.speaking & {w.norm for w in words[less.last : less.last + 3]}:
        return True
    if {w.norm for w in words[: less.first]} & vocab.wishing:
        return True
    after = [w.norm for w in words[less.last : less.last + 2] if w.clause == words[less.first].clause]
    if less.first and after[:1] != [] and after[0] in vocab.knowing and words[less.first - 1].norm in vocab.obliging:
        return True  # "I cannot say with certainty …"
    return after[:1] != [] and after[0] in vocab.knowing and (len(after) < 2 or after[1] in vocab.unknown)


_AGAINST = frozenset({"deny", "oppose", "doubt", "ask", "want", "order", "demand", "promise", "learn", "feel"})
"""Cue classes whose contents are not simply held, so that a frame in them says nothing of the speaker's own stance."""


def _in_one_breath(
    text: str, words: Sequence[Word], vocab: Vocabulary, cue_class: str | None, negated: bool
) -> Proposition | None:
    """The proposition of words that name a charge and refute it."""
    if negated:
        return None
    if cue_class == "deny" and not any(w.norm in vocab.charges for w in words[:EARLY]):
        called = predicated(text, words, "describe", vocab)
        if called is not None:
            return Proposition("asserts", called, tuple(words))  # "dismissed the episode as a prank"
    found = pleaded(text, words, vocab) or (
        _refuted(text, words, vocab) or _called_false(text, words, vocab, cue_class) or mistaken(text, words, vocab)
    )
    return None if found is None else Proposition("denies", found[0], found[1])


def _negations(words: Sequence[Word], vocab: Vocabulary) -> int:
    return sum(w.norm in vocab.unnegated for w in words)


def _unframed(text: str, framed: Framed, vocab: Vocabulary, *, asked: bool) -> Proposition | None:
    """The proposition of a framed clause: what the frame makes of it, turned where the clause itself is negated."""
    words = framed.words
    if framed.nominal:
        thing = thing_of(text, words, vocab)
        return None if thing is None else Proposition(framed.stance, thing, words, nominal=True)
    if framed.put:
        return Proposition("denies", tidy(framed.put + text[words[0].start : words[-1].end]), words)
    less = None if framed.stance == "questions" else negation_of(text, words, vocab)
    if less is not None and not denies(words, less, vocab):
        less = None
    clause = clause_of(text, words, less, vocab)
    if clause is None or words[0].norm in vocab.conditional:
        return None
    stance = _TURNED.get(framed.stance, framed.stance) if less is not None else framed.stance
    knotted = _negations(words, vocab) > (less is not None)
    return Proposition("questions" if asked else stance, None if asked else clause, words, knotted)


_TURNED = {"asserts": "denies", "denies": "asserts", "concedes": "denies"}


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
    charging = stance_words(vocab.language).charging
    first = next((n for n in range(min(len(words), EARLY)) if norms[n] in vocab.charges
                  or (n and n + 1 < len(words) and norms[n + 1] in charging)), None)  # fmt: skip
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
    dismissed = bool(phrases_in(norms[max(0, first - 3) : first], vocab, "dismissal"))
    if dismissed:
        end = next((m for m in range(first + 1, end or len(words)) if words[m].clause != words[first].clause), end)
        end = end or len(words)
    if end is None:
        return None
    inner = words[first + 2 : end]
    if not inner:
        return None, tuple(words[: end + 1])
    if norms[first + 1] in charging:
        return charged(text, inner, vocab), tuple(inner)
    told = next((n for n in range(first + 2, min(end, first + 2 + OPENED)) if norms[n] in vocab.claused), 0)
    if dismissed and told and norms[first + 1] not in vocab.opening:
        return clause_of(text, words[told + 1 : end], None, vocab), tuple(words[told + 1 : end])
    if norms[first + 1] in vocab.opening:
        return clause_of(text, inner, None, vocab), tuple(inner)
    deed = dismissed or norms[first + 1] in vocab.predicates
    return deed_of(text, inner, vocab) if deed else None, tuple(inner)


def _called_false(
    text: str, words: Sequence[Word], vocab: Vocabulary, cue_class: str | None
) -> tuple[str | None, tuple[Word, ...]] | None:
    """What a charge says that somebody calls false ("called the claim that the doors were locked a lie")."""
    if cue_class != "describe":
        return None
    norms = [w.norm for w in words]
    first = next((n for n in range(min(len(words), 4)) if norms[n] in vocab.charges), None)
    if first is None or first + 3 > len(words) or not phrases_in(norms[first:], vocab, "denial"):
        return None
    end = next(n for n in range(len(words), first, -1) if phrases_in(norms[n - 1 :], vocab, "denial")) - 1
    while end > first + 1 and (norms[end - 1] in vocab.determiners or norms[end - 1] in vocab.called):
        end -= 1
    inner = words[first + 2 : end]
    clause = clause_of(text, inner, None, vocab) if inner and norms[first + 1] in vocab.opening else None
    return clause, tuple(inner or words[: end + 1])


_PREDICATES = ("accuse", "describe")
"""Cue classes whose content is a thing and what is said of it, with no verb: "the tactic as outrageous"."""


_OPEN = frozenset({"ask", "doubt", "say"})
"""Cue classes that leave open what follows "whether"; who determines or discusses whether takes no side."""
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
    if asked:
        return "questions"
    if opened in vocab.whether and opened is not None:
        return "questions" if cls in _OPEN and not negated else None
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

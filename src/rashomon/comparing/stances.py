"""What an actor makes of what it says: asserts, denies, questions, endorses, concedes."""

from __future__ import annotations

from collections.abc import Sequence

from .phrases import phrases_in
from .vocabulary import Vocabulary

BY_CLASS = {
    "deny": "denies",
    "oppose": "denies",
    "doubt": "questions",
    "ask": "questions",
    "concede": "concedes",
    "support": "endorses",
}
"""The stance that the class of a cue shows; any other class asserts."""

NEGATED = {
    "say": "questions",
    "report": "questions",
    "discuss": "questions",
    "learn": "questions",
    "deny": "concedes",
    "doubt": "asserts",
    "oppose": "endorses",
    "support": "denies",
    "concede": "denies",
}
"""The stance of a negated cue: who "would not say" leaves a question; who "does not believe" denies."""

EARLY = 9
"""Words from the start of a clause within which a negation bears on its main statement."""


def stance_of(
    cue_class: str | None,
    negated: bool,
    cue: Sequence[str],
    content: Sequence[str],
    vocab: Vocabulary,
    *,
    first_clause: int | None = None,
) -> str:
    """The stance that cue and content show together.

    The cue's class decides where it takes sides by itself; else the words of cue and content do. `first_clause` is
    the number of the content's words before its first comma: a negation bears on the main statement only there.

    >>> from .vocabulary import vocabulary
    >>> stance_of("say", False, ["said"], "the charge is absolutely false".split(), vocabulary("en"))
    'denies'
    >>> stance_of("deny", False, ["denied"], "any part in it".split(), vocabulary("en"))
    'denies'
    """
    cls = cue_class or "say"
    if negated:
        return "questions" if phrases_in(cue, vocab, "question") else NEGATED.get(cls, "denies")
    if cls in BY_CLASS:
        return BY_CLASS[cls]
    early = min(EARLY, len(content) if first_clause is None else first_clause)
    return _by_words(cue, content, early, vocab) or "asserts"


def _by_words(cue: Sequence[str], content: Sequence[str], early: int, vocab: Vocabulary) -> str | None:
    words = [*cue, *content[: 3 * EARLY]]
    tests = (
        ("against", content[:1], "denies"),
        ("question", words, "questions"),
        ("denial", words, "denies"),
        ("refusal", content[:early], "denies"),
        ("concession", words, "concedes"),
        ("endorsement", words, "endorses"),
    )
    return next((stance for group, where, stance in tests if phrases_in(where, vocab, group)), None)


def weight_of(cue_class: str | None, stance: str) -> float:
    """How strongly a stance shows that something is contested; the weights are our choice."""
    weights = {"denies": 2.0, "questions": 1.5, "concedes": 1.5, "endorses": 1.5, "asserts": 0.5}
    extra = {"accuse": 2.5, "claim": 0.75, "deny": 1.0, "doubt": 1.0, "oppose": 1.0, "describe": 0.5}
    return weights[stance] + extra.get(cue_class or "", 0.0)

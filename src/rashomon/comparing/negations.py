"""Which negations deny what their clause says, and which only limit it, forbid it or feel something about it.

"The doors were not locked" denies that they were. "The doors were not always locked", "you must not lock the doors",
"some doors were not locked" and "we do not welcome locks" deny nothing that another may have said: who says so asserts
it, and the negation stays in the words.
"""

from __future__ import annotations

from collections.abc import Sequence

from .clauses import Negation
from .stance_words import StanceWords, stance_words, stands_at
from .vocabulary import Vocabulary
from .wordings import Word

REACH = 4
"""Words after a negation among which "all" or the like shows that a part is denied ("did not hear every alarm")."""
QUANTITY = 3
"""Words of a clause's start among which a quantity of its subject stands ("some of the crews were not told")."""


def denies(words: Sequence[Word], less: Negation, vocab: Vocabulary) -> bool:
    """Whether a negation denies its clause whole.

    >>> from .clauses import negation_of
    >>> from .vocabulary import vocabulary
    >>> from .wordings import compared_words
    >>> en = vocabulary("en")
    >>> def read(text):
    ...     words = compared_words(text, en)
    ...     return denies(words, negation_of(text, words, en), en)
    >>> read("The doors were not locked"), read("The doors were not always locked"), read("Some crews were not told")
    (True, False, False)
    """
    known = stance_words(vocab.language)
    norms = [w.norm for w in words]
    if any(stands_at(norms, n, known.idioms) for n in range(max(0, less.first - 2), less.last)):
        return False
    own = words[0].norm in vocab.own_person
    return not (
        _of_some(norms, less, known) or _is_will(norms, less, known, own=own) or _is_partial(words, less, known)
    )


def _of_some(norms: Sequence[str], less: Negation, known: StanceWords) -> bool:
    """Whether the subject is a number of many: that some did not denies of nobody that he did."""
    return bool(known.quantified & set(norms[: min(QUANTITY, less.first)]))


def _is_will(norms: Sequence[str], less: Negation, known: StanceWords, *, own: bool) -> bool:
    """Whether the negated verb orders, resolves or feels something."""
    before = norms[less.first - 1] if less.first else ""
    after = norms[less.last] if less.last < len(norms) else ""
    if before in known.commanding or after in known.commanding or after in known.feeling:
        return True
    if own and (before in known.resolve or after in known.going):
        return True  # "We will not be moved"
    return after in known.refusing and (before in known.resolve or not known.resolve)


def _is_partial(words: Sequence[Word], less: Negation, known: StanceWords) -> bool:
    """Whether a word after the negation limits it, or a condition or reason in its sentence does."""
    norms = [w.norm for w in words]
    if less.last < len(norms) and norms[less.last] in known.limiting:
        return True
    if known.total & set(norms[less.last : less.last + REACH]):
        return True
    sentence = words[less.first].sentence
    return any(
        words[n].sentence == sentence and stands_at(norms, n, known.partly) for n in range(less.last, len(words))
    )

"""Phrases of the vocabulary found in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from .vocabulary import Vocabulary


def phrases_in(norms: Sequence[str], vocab: Vocabulary, group: str) -> Counter[str]:
    """How often each phrase of a group stands in the words, longer ones first.

    >>> from .vocabulary import vocabulary
    >>> phrases_in("not only the crew but not the owner".split(), vocabulary("en"), "negation")
    Counter({'not': 1})
    """
    by_first = vocab.by_first[group]
    found: Counter[str] = Counter()
    i = 0
    while i < len(norms):
        step = 1
        for phrase, meant in by_first.get(norms[i], ()):
            if tuple(norms[i : i + len(phrase)]) == phrase:
                if meant:
                    found[" ".join(phrase)] += 1
                step = len(phrase)
                break
        i += step
    return found

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
    phrases, neutral = vocab.groups[group], vocab.neutral[group]
    longest = max((len(p) for p in (*phrases, *neutral)), default=0)
    found: Counter[str] = Counter()
    i = 0
    while i < len(norms):
        sizes = range(min(longest, len(norms) - i), 0, -1)
        size = next((z for z in sizes if tuple(norms[i : i + z]) in phrases or tuple(norms[i : i + z]) in neutral), 0)
        if size and tuple(norms[i : i + size]) in phrases:
            found[" ".join(norms[i : i + size])] += 1
        i += size or 1
    return found

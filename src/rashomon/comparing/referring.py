"""Whether a phrase names somebody or something of the story, and is not only the same words."""

from __future__ import annotations

import re

from ..language.names import NameData
from .vocabulary import Vocabulary

_NEXT = re.compile(r"[ -]([^\W\d_]+)")
_BEFORE = re.compile(r"([^\W\d_]+)['’]?s? $")
_WORDS = re.compile(r"[^\W_]+(?:[.'’\-][^\W_]+)*")
_LEAST = 5
"""Letters of a word whose ending tells that it is a noun."""


def qualifies(text: str, end: int, data: NameData, vocab: Vocabulary) -> bool:
    """Whether a common noun that ends here only qualifies the noun after it: "law" in "law enforcement".

    >>> from ..language.names import name_data
    >>> from .vocabulary import vocabulary
    >>> data, vocab = name_data("en"), vocabulary("en")
    >>> qualifies("a harbour settlement failed", 9, data, vocab), qualifies("the law said so", 7, data, vocab)
    (True, False)
    """
    found = _NEXT.match(text, end)
    if found is None or not found[1].islower():
        return False
    low = found[1]
    if low in data.function or low in data.saying:
        return False
    known = low in data.groups or low in data.events or low in data.bodies or low in data.roles
    return known or (len(low) >= _LEAST and low.endswith(vocab.noun_endings))


def is_bare(text: str, start: int, end: int, vocab: Vocabulary) -> bool:
    """Whether a common noun stands by itself in the singular, as in "by telephone": it points to nothing.

    >>> from .vocabulary import vocabulary
    >>> en = vocabulary("en")
    >>> is_bare("They spoke by telephone.", 14, 23, en), is_bare("They left by boats.", 13, 18, en)
    (True, False)
    """
    words = _WORDS.findall(text[start:end])
    plural = bool(words) and words[-1].endswith(vocab.plural)
    before = _BEFORE.search(text[max(0, start - 30) : start])
    means = before is not None and before[1].lower() in vocab.means
    return bool(vocab.plural) and len(words) == 1 and not plural and means and words[0].islower()

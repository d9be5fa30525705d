"""Whether a phrase names somebody or something of the story, and is not only the same words."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

from ..language.names import NameData
from .vocabulary import Vocabulary

_NEXT = re.compile(r"[ -]([^\W\d_]+)")
_WORDS = re.compile(r"[^\W_]+(?:[.'’\-][^\W_]+)*")
_LAST = re.compile(r"(\w+) $")
_BEFORE = 24
"""Code points in which the word before a phrase is looked for."""
_LEAST = 5
"""Letters of a word whose ending tells that it is a noun."""


def qualifies(text: str, end: int, data: NameData, vocab: Vocabulary, *, nouns: Container[str] = frozenset()) -> bool:
    """Whether a common noun that ends here only qualifies the noun after it: "law" in "law enforcement".

    `nouns` are words that are nouns elsewhere in the text; one that ends as a verb can is none of them for this.

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
    if low in nouns and not low.endswith(("s", "ed")):
        return True
    known = low in data.groups or low in data.events or low in data.bodies or low in data.roles
    return known or (len(low) >= _LEAST and low.endswith(vocab.noun_endings))


def is_bare(text: str, start: int, end: int, data: NameData, vocab: Vocabulary) -> bool:
    """Whether a common noun stands by itself in the singular, as in "by telephone": it points to nothing.

    >>> from ..language.names import name_data
    >>> from .vocabulary import vocabulary
    >>> data, en = name_data("en"), vocabulary("en")
    >>> is_bare("signed into law", 12, 15, data, en), is_bare("They left by boats.", 13, 18, data, en)
    (True, False)
    """
    words = _WORDS.findall(text[start:end])
    if len(words) != 1 or not vocab.plural:
        return False
    return words[0].islower() and not words[0].endswith(vocab.plural) and words[0] not in data.mass


def is_unspecific(modifiers: Sequence[str], article: str, data: NameData) -> bool:
    """Whether a phrase speaks of another thing, of none or of any: "another protest", "no deal", "similar laws"."""
    return article in data.unspecific or any(m in data.unspecific for m in modifiers)


def is_occasion(text: str, start: int, end: int, article: str, head: str, data: NameData) -> bool:
    """Whether a phrase only tells in what somebody spoke: "said in a statement", if not one "carried by the paper"."""
    after = _NEXT.match(text, end)
    if after is not None and after[1].endswith("ed"):
        return False
    return head in data.occasions and article in data.indefinite and word_before(text, start) == "in"


def word_before(text: str, start: int) -> str:
    """The word right before a place, in lower case, or nothing."""
    before = _LAST.search(text, max(0, start - _BEFORE), start)
    return "" if before is None else before[1].lower()

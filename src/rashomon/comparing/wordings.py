"""The words of a rendering in the form in which renderings are compared, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import msgspec

from ..language.tokens import WORD, straighten
from .vocabulary import Vocabulary, vocabulary

_SENTENCE_END = re.compile(r"[.!?]")
_CLAUSE_END = re.compile(r"[,;:.!?—–]|--")
_COUNTED = re.compile(r"-[^\W\d]{2}")
PERCENT = "%"
"""The sign that is compared with the number before it."""
_ELLIPSIS = re.compile(r"\.\s?\.\s?\.|…|\[\.+\]")


class Word(msgspec.Struct, frozen=True, array_like=True):
    """A word as compared: folded, contractions opened, hyphens apart, number words as digits (40% is one).

    `start`, `end` are offsets of the text it was read from. `capital` where it begins with a capital letter within a
    sentence; `bracketed` where it stands in square brackets (the outlet's word, not the speaker's); `gap` where an
    ellipsis goes before it; `sentence` and `clause` count sentence ends, and commas and the like, before it.
    """

    norm: str
    start: int
    end: int
    capital: bool = False
    bracketed: bool = False
    gap: bool = False
    sentence: int = 0
    clause: int = 0

    def shifted(self, by: int, sentence: int, clause: int) -> Word:
        """The word where it stands after `by` code points and so many sentences and clauses."""
        return msgspec.structs.replace(
            self,
            start=self.start + by,
            end=self.end + by,
            sentence=self.sentence + sentence,
            clause=self.clause + clause,
        )


def compared_words(text: str, vocab: Vocabulary, *, start: int = 0, end: int | None = None) -> tuple[Word, ...]:
    """The words of `text[start:end]` as compared; offsets are of `text`.

    >>> from .vocabulary import vocabulary
    >>> [w.norm for w in compared_words("We're eleven [men], state-funded.", vocabulary("en"))]
    ['we', 'are', '11', 'men', 'state', 'funded']
    """
    stop = len(text) if end is None else end
    straight = straighten(text[start:stop])
    found: list[Word] = []
    last, sentence, clause, depth = 0, 0, 0, 0
    for match in WORD.finditer(straight):
        between = straight[last : match.start()]
        gap = ended = False
        if between != " ":
            gap = _ELLIPSIS.search(between) is not None
            ended = _SENTENCE_END.search(between) is not None and last > 0
            sentence += ended and not gap
            clause += _CLAUSE_END.search(between) is not None and last > 0
            depth = max(0, depth + between.count("[") - between.count("]"))
        first = last == 0 or ended
        raw, place = match.group(), start + match.start()
        if raw[0].isdigit() and straight[match.end() : match.end() + 1] == PERCENT:
            raw += PERCENT
        for norm, a, b in _pieces(raw, vocab.language):
            capital = not first and raw[a].isupper()
            found.append(Word(norm, place + a, place + b, capital, depth > 0, gap, sentence, clause))
            gap, first = False, False
        last = match.end()
    return tuple(found)


@lru_cache(maxsize=100_000)
def _pieces(raw: str, language: str) -> tuple[tuple[str, int, int], ...]:
    """The compared words of one written word, with their place in it; kept, since a story repeats its words."""
    vocab = vocabulary(language)
    lower = raw.lower()
    if lower[0].isdigit() and not _COUNTED.search(lower):
        return ((lower.replace(",", ""), 0, len(raw)),)
    if lower in vocab.whole:
        return tuple((piece, 0, len(raw)) for piece in vocab.whole[lower])
    parts = re.finditer(r"[^-]+", lower)
    return tuple(piece for part in parts for piece in _opened(part.group(), part.start(), vocab))


def _opened(word: str, at: int, vocab: Vocabulary) -> Iterator[tuple[str, int, int]]:
    if word in vocab.whole:
        for piece in vocab.whole[word]:
            yield piece, at, at + len(word)
        return
    for ending, full in vocab.endings:
        if word.endswith(ending) and len(word) > len(ending):
            stem = word[: -len(ending)]
            yield stem, at, at + len(stem)
            yield full, at + len(stem), at + len(word)
            return
    plain = word.replace(".", "") if "." in word else word
    yield str(vocab.numbers.get(plain, plain)), at, at + len(word)


@lru_cache(maxsize=100_000)
def content_stem(norm: str, language: str) -> str | None:
    """The stem of a compared word that carries content; null for a word of grammar or a number.

    >>> content_stem("discriminates", "en"), content_stem("the", "en"), content_stem("11", "en")
    ('discri', None, None)
    """
    return None if norm[0].isdigit() or vocabulary(language).is_function(norm) else stem(norm, language)


@lru_cache(maxsize=100_000)
def stem(word: str, language: str) -> str:
    """A word without its ending: enough to see that two forms are one word, no more.

    The pack's suffixes go first, then a doubled last letter, then whatever stands beyond six letters.

    >>> stem("locking", "en") == stem("locked", "en") == stem("lock", "en")
    True
    """
    vocab = vocabulary(language)
    word = vocab.irregular.get(word, word)
    for suffix in vocab.suffixes:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            word = word[: -len(suffix)]
            break
    if len(word) > 3 and word[-1] == word[-2]:
        word = word[:-1]
    return word[:STEM]


STEM = 6
"""Letters of a stem."""

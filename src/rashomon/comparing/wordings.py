"""The words of a rendering in the form in which renderings are compared, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from ..language.tokens import WORD, straighten
from .vocabulary import Vocabulary

_SENTENCE_END = re.compile(r"[.!?]")
_CLAUSE_END = re.compile(r"[,;:.!?—–]|--")
_ELLIPSIS = re.compile(r"\.\s?\.\s?\.|…|\[\.+\]")


class Word(msgspec.Struct, frozen=True, array_like=True):
    """A word as compared: folded, contractions opened, hyphens apart, number words as digits.

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


def compared_words(text: str, vocabulary: Vocabulary, *, start: int = 0, end: int | None = None) -> tuple[Word, ...]:
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
        gap = _ELLIPSIS.search(between) is not None
        ended = _SENTENCE_END.search(between) is not None and last > 0
        sentence += ended and not gap
        clause += _CLAUSE_END.search(between) is not None and last > 0
        depth = max(0, depth + between.count("[") - between.count("]"))
        first = last == 0 or ended
        for norm, a, b in _pieces(match.group(), vocabulary):
            place = start + match.start()
            capital = match.group()[a:b][:1].isupper() and not first
            found.append(Word(norm, place + a, place + b, capital, depth > 0, gap, sentence, clause))
            gap, first = False, False
        last = match.end()
    return tuple(found)


def _pieces(raw: str, vocabulary: Vocabulary) -> Iterator[tuple[str, int, int]]:
    """The compared words of one written word, with their place in it."""
    lower = raw.lower()
    if lower[0].isdigit():
        yield lower.replace(",", ""), 0, len(raw)
        return
    if lower in vocabulary.whole:
        for piece in vocabulary.whole[lower]:
            yield piece, 0, len(raw)
        return
    for part in re.finditer(r"[^-]+", lower):
        yield from _opened(part.group(), part.start(), vocabulary)


def _opened(word: str, at: int, vocabulary: Vocabulary) -> Iterator[tuple[str, int, int]]:
    if word in vocabulary.whole:
        for piece in vocabulary.whole[word]:
            yield piece, at, at + len(word)
        return
    for ending, full in vocabulary.endings:
        if word.endswith(ending) and len(word) > len(ending):
            stem = word[: -len(ending)]
            yield stem, at, at + len(stem)
            yield full, at + len(stem), at + len(word)
            return
    plain = word.replace(".", "") if "." in word else word
    yield str(vocabulary.numbers.get(plain, plain)), at, at + len(word)


def stem(word: str) -> str:
    """A word without its ending, by length alone: enough to see that two forms are one word in English or Russian.

    >>> stem("discriminates") == stem("discriminate")
    True
    """
    if len(word) <= 4:
        return word
    return word[: max(4, min(6, len(word) - 2))]

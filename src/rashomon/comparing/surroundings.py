"""What stands around a place: its sentence, and the content words near by."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

import msgspec

from ..language.packs import base_language
from ..model.findings import Account, Story
from ..model.readings import Sentence
from .vocabulary import Vocabulary, vocabulary
from .wordings import Word, compared_words, content_stem

NEAR = 8
"""Words on either side that are near."""


class Around(msgspec.Struct, frozen=True):
    """Stems of content words: near the place, and in its whole sentence (those near among them)."""

    near: frozenset[str]
    wide: frozenset[str]


class Surroundings:
    """The sentences of one account with their words, read once each."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.text = account.item.text
        self.vocabulary: Vocabulary = vocabulary(base_language(account.reading.language))
        self._starts = [s.start for s in account.reading.sentences]
        self._words: dict[int, tuple[Word, ...]] = {}
        self._stems: dict[int, frozenset[str]] = {}

    def sentence_number(self, place: int) -> int | None:
        """The number of the sentence that holds a place, or None between sentences."""
        n = bisect_right(self._starts, place) - 1
        sentences = self.account.reading.sentences
        return n if n >= 0 and place < sentences[n].end else None

    def sentence(self, place: int) -> Sentence | None:
        """The sentence that holds a place."""
        n = self.sentence_number(place)
        return None if n is None else self.account.reading.sentences[n]

    def words(self, number: int) -> tuple[Word, ...]:
        """The compared words of a sentence."""
        if number not in self._words:
            s = self.account.reading.sentences[number]
            self._words[number] = compared_words(self.text, self.vocabulary, start=s.start, end=s.end)
        return self._words[number]

    def words_between(self, start: int, end: int) -> tuple[Word, ...]:
        """The compared words of `[start, end)`."""
        n = self.sentence_number(start)
        if n is None:
            return compared_words(self.text, self.vocabulary, start=start, end=end)
        found: list[Word] = []
        for m in range(n, len(self._starts)):
            if self._starts[m] >= end:
                break
            found += [w for w in self.words(m) if start <= w.start and w.end <= end]
        return tuple(found)

    def around(self, start: int, end: int) -> Around:
        """The content stems around `[start, end)`; numbers left out."""
        n = self.sentence_number(start)
        if n is None:
            return Around(frozenset(), frozenset())
        words = self.words(n)
        first = next((i for i, w in enumerate(words) if w.end > start), len(words))
        last = next((i for i in range(len(words) - 1, -1, -1) if words[i].start < end), 0)
        near = self.stems(words[max(0, first - NEAR) : last + NEAR + 1])
        return Around(near, self.stems_of(n))

    def stems_of(self, number: int) -> frozenset[str]:
        """The content stems of a sentence, numbers left out."""
        if number not in self._stems:
            self._stems[number] = self.stems(self.words(number))
        return self._stems[number]

    def stems(self, words: Iterable[Word]) -> frozenset[str]:
        """The stems of the content words, numbers left out."""
        language = self.vocabulary.language
        return frozenset(s for w in words if (s := content_stem(w.norm, language)) is not None)


def surroundings_of(story: Story) -> dict[str, Surroundings]:
    """The surroundings of each account of a story by item id: made once and handed on, so that words are read once."""
    return {a.item.item_id: Surroundings(a) for a in story.accounts}

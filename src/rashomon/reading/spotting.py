"""Where a text names or describes persons, bodies, places and groups: one pass over its words.

A spot is a mention before it is known whom it stands for. No tagger of parts of speech: capitals, the words beside them
and the language's own lists of titles, roles, bodies and function words decide.
"""

from __future__ import annotations

from ..language.names import is_acronym
from .spots import Spot
from .spotting_ground import PARTICLE
from .spotting_names import Names

_SECOND_PARTICLES = ("der", "den", "la")
_SHORTEST_WORD = 4
_MAX_NAME = 12
"""Words of a name; a longer run of capitals is a line of print, not a name."""


class Spotter(Names):
    """Finds the spots of one text."""

    def run(self) -> list[Spot]:
        """All spots of the text, sorted by place."""
        after = 0
        for i in [i for i, mark in enumerate(self.marks) if self.w.caps[i] or mark & PARTICLE]:
            if i >= after and (self.w.caps[i] or self._starts_with_particle(i)):
                after = self._run_end(i)
                self._names(i, after)
        for i in [i for i, mark in enumerate(self.marks) if mark & ~PARTICLE]:
            if not self.taken[i]:
                self._other(i)
        self.spots.sort(key=lambda s: (s.start, -s.end))
        return self.spots

    def _starts_with_particle(self, i: int) -> bool:
        """Whether a lower-case particle begins a name: "al Rashid", "von der Heide", "de la Cruz"."""
        w = self.w
        low = w.lowers[i]
        if i + 1 >= w.size or not w.joined(i + 1):
            return False
        if w.caps[i + 1]:
            return low not in ("von", "de")
        return w.lowers[i + 1] in _SECOND_PARTICLES and i + 2 < w.size and w.caps[i + 2] and low in ("von", "van", "de")

    def _run_end(self, i: int) -> int:
        """The end of a run of capitalised words with particles and connectors between them."""
        w, d = self.w, self.data
        j = i + 1
        while not w.caps[j - 1] and j < w.size and w.joined(j):
            j += 1
        headed = self._heads_body(i) or w.lowers[i] in d.roles
        while j < w.size and j - i < _MAX_NAME:
            if w.caps[j] and w.joined(j, self.points):
                if w.initial[j] and self.text[w.ends[j - 1] : w.starts[j]].strip() not in ("", "."):
                    break
                headed = headed or self._heads_body(j) or w.lowers[j] in d.roles
                j += 1
                continue
            k = self._over_particles(j, headed)
            if k == j:
                break
            j = k
        return j

    def _over_particles(self, j: int, headed: bool) -> int:
        """The index after lower-case words that go on with a name, or `j` where none does."""
        w, d = self.w, self.data
        k = j
        while k < w.size and k - j < 3 and w.joined(k, self.points) and not w.caps[k] and w.lowers[k] in d.particles:
            k += 1
        if k > j and k < w.size and w.joined(k) and w.caps[k]:
            return k
        if d.language not in ("en", "mul", "und") or not headed or j >= w.size or not w.joined(j):
            return j
        if w.lowers[j] in ("of", "for", "on"):
            k = j + 1
            if k < w.size and w.joined(k) and w.lowers[k] == "the":
                k += 1
            if k < w.size and w.joined(k) and w.caps[k] and not (self._person_before(j)):
                return k
        two = w.lowers[j] in ("and", "&") and j + 1 < w.size and w.joined(j + 1) and w.caps[j + 1]
        return j + 1 if two and w.lowers[j + 1] in d.body_words and w.lowers[j - 1] in d.body_words else j

    def _person_before(self, j: int) -> bool:
        """Whether the word before is the end of a person's name: "Speaker Ann Lee of Ohio"."""
        w, d = self.w, self.data
        low = w.lowers[j - 1]
        return not (low in d.roles or low in d.bodies or low in d.body_words or low in d.role_complements)

    def _names(self, i: int, j: int) -> None:
        """Takes a run of capitalised words apart into the names that stand in it."""
        w, d = self.w, self.data
        if w.titled[i]:
            for a, b in self._pieces_of_title(i, j):
                self._name(a, b)
            return
        while (
            i < j and (w.initial[i] or w.lowers[i] in ("the", "i")) and self._common(i) and not self._title_ahead(i, j)
        ):
            i += 1
        if i + 1 < j and w.initial[i] and self._word_before_name(i):
            i += 1
        start = i
        for k in range(i, j):
            if w.lowers[k] in d.not_names:
                if start < k:
                    self._name(start, k)
                start = k + 1
        if start < j:
            self._name(start, j)

    def _word_before_name(self, i: int) -> bool:
        """Whether a sentence begins with an unknown word and then a known acronym: "Sailors NATO sent"."""
        w, d = self.w, self.data
        word, low, following = w.words[i], w.lowers[i], w.words[i + 1]
        if self.known[word] or self._gazetteer(word) or is_acronym(word) or len(word) < _SHORTEST_WORD:
            return False
        if any(low in t for t in (d.roles, d.abbreviations, d.honorifics, d.role_parts, d.body_words, d.bodies)):
            return False
        return self.known[following] > 1 and is_acronym(following)

    def _title_ahead(self, i: int, j: int) -> bool:
        """Whether a common word begins a title ("State Department spokesman") or a known longer name."""
        w, d = self.w, self.data
        if j - i < 2 or w.lowers[i] in d.not_names:
            return False
        low = w.lowers[i]
        if low in d.roles or low in d.role_parts or low in d.body_words:
            return True
        return bool(self.known[w.words[i]]) and low not in self.seen_lower

    def _pieces_of_title(self, i: int, j: int) -> list[tuple[int, int]]:
        """In a line where every word is capitalised only what is a name elsewhere is one."""
        w, d = self.w, self.data
        found: list[tuple[int, int]] = []
        k = i
        while k < j:
            if not self._name_in_title(k):
                k += 1
                continue
            end = k + 1
            while end < j and self._goes_with(end):
                end += 1
            while k > i and (
                w.lowers[k - 1] in d.roles or w.lowers[k - 1] in d.honorifics or w.lowers[k - 1] in d.abbreviations
            ):
                k -= 1
            found.append((k, end))
            k = end
        return found

    def _goes_with(self, k: int) -> bool:
        """Whether a word of a line of capitals goes on with the name before it: elsewhere both stand together."""
        w = self.w
        if (w.words[k - 1], w.words[k]) in self.pairs:
            return True
        return w.lowers[k - 1] in self.data.given and not self._common_word(k)

    def _name_in_title(self, k: int) -> bool:
        w, d = self.w, self.data
        word, low = w.words[k], w.lowers[k]
        if low in d.not_names or low in d.definite or low in d.particles:
            return False
        if self.known[word]:
            return low not in self.seen_lower or self.known[word] > 2
        if not w.caps[k] or low in self.seen_lower or low in d.common:
            return False
        return self._gazetteer(word) or (is_acronym(word) and len(word) <= 6 and not self._all_capitals(k))

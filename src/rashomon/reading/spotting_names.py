"""Names: whether a run of capitals is one, what kind of thing it names, and what stands with it."""

from __future__ import annotations

import re

from ..language.names import is_acronym, name_key
from .spots import Spot
from .spotting_descriptions import Descriptions

_SEAT = re.compile(r"^[A-Z]-[A-Z][a-z]")
"""Party and seat: "R-Ohio"."""
_PLAIN_NAME = 2
"""Words of a name without a middle one."""
_SHORTENED = ("jr", "sr")
"""Suffixes whose point belongs to the name."""
_TEAM = 2
"""Words of "Team Voss", a body's noun before a name."""


class Names(Descriptions):
    """Finds one name among capitalised words."""

    def _name(self, i: int, j: int) -> None:
        """One name of words `[i, j)`, with its title if it has one."""
        w = self.w
        while i < j and not w.caps[j - 1]:
            j -= 1
        if i >= j:
            return
        i = self._past_complement(i, j)
        first, titles = self._title(i, j)
        if first >= j:
            self._capital_title(i, j, titles)
            return
        if not self._is_name(first, j, titles):
            return
        kind = self._kind(first, j, titles)
        left, by_role = self._left_title(i, j)
        if kind in ("body", "place", "group", "publication") and not (by_role and kind == "place"):
            left = i
        if left < first:
            titles = (self.text[w.starts[left] : w.starts[first]].strip(),)
            kind = "person"
        if kind is None and j - first == 1 and not titles and w.initial[first] and not self._sure(first):
            return
        self._emit(left, first, j, kind, titles)

    def _capital_title(self, i: int, j: int, titles: tuple[str, ...]) -> None:
        """A title with a capital and no name: a description."""
        w = self.w
        if w.initial[i] and j - i == 1 and not self._after_article(i):
            low = w.lowers[i]
            if low not in self.data.roles or low in self.data.common:
                return
        if w.lowers[j - 1] in self.data.party_words and self._before_noun(j):
            return
        if i and w.joined(i) and w.lowers[i - 1] in ("for", "as"):
            return
        head = j - 1
        while head > i and w.lowers[head] not in self.data.roles:
            head -= 1
        self._describe(head, "person", first=i, last=j)

    def _sure(self, i: int) -> bool:
        """Whether a lone word that begins a sentence is a name: it is one elsewhere, or what follows tells."""
        w, d = self.w, self.data
        word = w.words[i]
        if self.known[word] or self._gazetteer(word) or is_acronym(word):
            return True
        if word in self.surnames:
            return True
        if self.text[w.ends[i] : w.ends[i] + 2] == " (":
            return True
        follows = w.lowers[i + 1] if i + 1 < w.size and w.sentence[i + 1] == w.sentence[i] else ""
        return not self.nouns_capital and (follows in d.speaking or w.own[i])

    def _is_name(self, i: int, j: int, titles: tuple[str, ...]) -> bool:
        w, d = self.w, self.data
        if j - i > 1 or titles:
            if self.nouns_capital:
                return any(
                    not self._german_noun(w.words[k])
                    and (self.known[w.words[k]] or is_acronym(w.words[k]) or self._gazetteer(w.words[k]))
                    for k in range(i, j)
                )
            return True
        word, low = w.words[i], w.lowers[i]
        if len(word.rstrip(".")) < 2 or low in d.suffixes or _SEAT.match(word):
            return False
        if low in d.adjectives or (name_key(word) in d.demonyms and self._before_noun(j)):
            return False
        if self.nouns_capital and not is_acronym(word):
            sure = self.known[word] > 1 or word in self.surnames or self._gazetteer(word)
            return sure and not self._german_noun(word)
        return not (word.isupper() and self._all_capitals(i) and not self._gazetteer(word))

    def _kind(self, i: int, j: int, titles: tuple[str, ...]) -> str | None:
        """Person, body, place, group, publication, or null where the name's form does not tell."""
        w, d = self.w, self.data
        whole = self.text[w.starts[i] : w.ends[j - 1]]
        key = name_key(whole)
        if titles and not self._heads_body(j - 1):
            return "person"
        if key in d.countries or key in d.capitals or whole.lower() in d.regions:
            return "place"
        if key in d.plural_demonyms or (j - i == 1 and key in d.demonyms):
            return "group"
        if j - i == 1 and w.lowers[i] in d.groups and w.lowers[i].endswith("s"):
            return "group"
        last, first = w.lowers[j - 1], w.lowers[i]
        if j - i == 1 and first in d.bodies:
            return "body"
        if any(k in w.lowers[i:j] for k in ("of", "for", "on")) and self._body_of(i, j):
            return "body"
        if j - i > 1 or self._after_article(i):
            if last in d.publications and first not in d.given:
                return "publication"
            if self._heads_body(j - 1):
                return "body"
            if first in d.bodies and j - i == _TEAM:
                return "body"
            if last in d.place_after or first in d.place_before:
                return "place"
            if last in d.body_words and first not in d.given:
                return "body"
        if is_acronym(whole) or whole.isupper():
            return "body"
        if whole.endswith((".com", ".org", ".net", ".ru", ".tv")):
            return "publication"
        if j - i > 1 and (first in d.given or last in d.suffixes or len(first) == 1):
            return "person"
        if j - i > 1 and any(len(w.words[k]) == 1 or w.lowers[k] in d.particles for k in range(i + 1, j)):
            return "person"
        if self._located(i):
            return "place"
        return None

    def _emit(self, left: int, i: int, j: int, kind: str | None, titles: tuple[str, ...]) -> None:
        w = self.w
        self._untake(left, i)
        for k in range(left, j):
            self.taken[k] = 1
        whole = self.text[w.starts[i] : w.ends[j - 1]]
        end, bare = self._with_suffix(j), self._bare(i, j)
        heads, gender, links = self._of_titles(left, i)
        key = name_key(whole)
        metonym = key in self.data.capitals and not self._place_use(i, j)
        self.spots.append(
            Spot(
                start=w.starts[left], end=end, name_start=w.starts[i], name_end=w.ends[i + len(bare) - 1],
                form="acronym" if j - i == 1 and is_acronym(whole) else "name",
                kind=kind, sentence=w.sentence[i], names=bare, titles=titles, heads=heads, links=links,
                gender=gender, article=self._article(left), subject=self._subject(left, j),
                quoted=self._quoted(w.starts[i]), own=w.own[j - 1], headline=w.starts[i] < self.body_start,
                metonym=metonym,
            )
        )  # fmt: skip

    def _bare(self, i: int, j: int) -> tuple[str, ...]:
        """The name's words without "Jr."; with it where nothing else tells son from father ("Carl Dunn Jr.")."""
        w, k = self.w, j
        while k - i > 1 and w.lowers[k - 1] in self.data.suffixes:
            k -= 1
        return tuple(w.words[i:k] if k - i != _PLAIN_NAME else w.words[i:j])

    def _with_suffix(self, j: int) -> int:
        """The end of a name with "Jr." after it, its comma and point included."""
        w, d = self.w, self.data
        end = w.ends[j - 1]
        suffix = j < w.size and w.lowers[j] in d.suffixes and w.sentence[j] == w.sentence[j - 1]
        if suffix and self.text[end : w.starts[j]] == ", ":
            end = w.ends[j]
            self.taken[j] = 1
            last = j
        else:
            last = j - 1
        return end + (w.lowers[last] in _SHORTENED and self.text[end : end + 1] == ".")

    def _place_use(self, i: int, j: int) -> bool:
        """Whether a capital stands for the city: after a preposition of place, in a dateline, before ", Land"."""
        w, text = self.w, self.text
        if self._located(i) or (i > 0 and w.lowers[i - 1] in ("to", "from", "of") and w.joined(i)):
            return True
        after = text[w.ends[j - 1] : w.ends[j - 1] + 4].lstrip()
        if after[:1] in ("—", "–", "-", "(") or (after[:1] == "," and j < w.size and w.caps[j]):
            return True
        return j < w.size and w.joined(j) and w.caps[j]

"""The words of one text, what the text itself tells about them, and the tests that all spotting shares."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache

import msgspec

from ..language.memo import Memo
from ..language.names import NameData, is_acronym, name_data, name_key
from ..language.quotations import Quotation
from ..language.word_shapes import Words
from ..model.readings import Sentence
from .spots import Spot

PRONOUN, ROLE, FIRST, BODY, AGED, GROUP, PARTICLE = (1 << n for n in range(7))
"""What a word can begin or be, as bits: FIRST begins a role of several words, PARTICLE a name ("van")."""

AGE = re.compile(r"^\d{1,3}-year-old$")
FIRST_PARTICLES = ("von", "van", "al", "bin", "abu", "el", "de")


class NameTables(msgspec.Struct, frozen=True):
    """What does not depend on the text: words before which a point is no end, which words the language lists as names
    of places and persons, and the marks of each lower-case word.
    """

    points: frozenset[str]
    listed: Memo[str, bool]
    marks: Memo[str, int]


@lru_cache(maxsize=64)
def name_tables(language: str) -> NameTables:
    """The tables of a language, which fill as its texts are read."""
    d = name_data(language)
    places = (d.countries, d.capitals, d.demonyms, d.plural_demonyms)

    def listed(word: str) -> bool:
        key, low = name_key(word), word.lower()
        return any(key in t for t in places) or low in d.given or low in d.regions

    points = frozenset((*d.abbreviations, *d.honorifics, *d.suffixes))
    return NameTables(points, Memo(listed), Memo(_marker(d)))


def _marker(d: NameData) -> Callable[[str], int]:
    first = {role.split(" ", 1)[0] for role in d.roles if " " in role}

    def marks(low: str) -> int:
        return (
            PRONOUN * (low in d.pronouns or low in d.own_pronouns)
            | ROLE * (low in d.roles)
            | FIRST * (low in first)
            | BODY * (low in d.bodies)
            | AGED * (AGE.match(low) is not None)
            | GROUP * (low in d.groups or low.endswith(d.group_endings))
            | PARTICLE * (low in d.particles and low in FIRST_PARTICLES)
        )

    return marks


class Ground:
    """One text under the eyes of the spotters; made anew for each, holds no state between texts."""

    def __init__(
        self,
        text: str,
        sentences: Sequence[Sentence],
        quotations: Sequence[Quotation],
        body_start: int,
        data: NameData,
    ) -> None:
        self.text, self.data, self.body_start = text, data, body_start
        self.nouns_capital = data.language == "de"
        self.quotes = quotations
        self.quote_starts = [q.start for q in quotations]
        self.w = Words(text, sentences)
        self.tables = name_tables(data.language)
        self.points = self.tables.points
        self.marks = self._marks()
        self.capitals = [i for i, cap in enumerate(self.w.caps) if cap]
        self.seen_lower = {low for low, cap in zip(self.w.lowers, self.w.caps, strict=True) if not cap}
        self.surnames: set[str] = set()
        self.pairs: set[tuple[str, str]] = set()
        self.known = self._known()
        self.spots: list[Spot] = []
        self.taken = bytearray(self.w.size)

    def _marks(self) -> list[int]:
        """The marks of each word; the text's own compounds, which only its own vocabulary has, are marked by that."""
        d, base = self.data, name_data(self.data.language)
        if d.roles is base.roles and d.bodies is base.bodies and d.groups is base.groups:
            return list(map(self.tables.marks.__getitem__, self.w.lowers))
        added = {*d.roles, *d.bodies, *d.groups} - {*base.roles, *base.bodies, *base.groups}
        mark, find = self.tables.marks, _marker(d)
        return [find(low) if low in added else mark[low] for low in self.w.lowers]

    # What the text itself tells about its words ----------------------------------------------------------------------

    def _known(self) -> Counter[str]:
        """Capitalised words that stand within a sentence of ordinary print: names, in languages that spare capitals."""
        w = self.w
        words, caps, initial, titled = w.words, w.caps, w.initial, w.titled
        inner = [i for i in self.capitals if not initial[i] and not titled[i]]
        found = Counter([words[i] for i in inner])
        self.pairs = {(words[i - 1], words[i]) for i in inner if caps[i - 1] and w.joined(i)}
        if self.nouns_capital:
            self._spare_nouns(found)
        return found

    def _spare_nouns(self, found: Counter[str]) -> None:
        """Takes what is a noun out of the capitalised words of a German text, and finds its surnames."""
        w = self.w
        before = [i for i in self.capitals if i and not w.caps[i - 1] and w.joined(i)]
        after_article = {w.words[i] for i in before if self._german_noun_after(i - 1)}
        for word in [x for x in found if x in after_article or self._german_noun(x)]:
            del found[word]
        given = (i for i in range(w.size - 1) if w.lowers[i] in self.data.given and w.caps[i + 1])
        self.surnames = {w.words[i + 1] for i in given if w.joined(i + 1)}

    def _german_noun_after(self, i: int) -> bool:
        low = self.w.lowers[i]
        d = self.data
        return (
            low in d.definite
            or low in d.indefinite
            or low in d.possessive
            or low in ("im", "am", "zum", "zur", "vom", "beim")
        )

    def _german_noun(self, word: str) -> bool:
        low = word.lower()
        d = self.data
        return (
            low in d.roles or low in d.bodies or low in d.groups or low in d.common or low in d.events
            or low.endswith(d.not_name_endings or ("\0",))
        )  # fmt: skip

    def _gazetteer(self, word: str) -> bool:
        """Whether a word is a country, a capital, a people, a region or a given name."""
        return self.tables.listed[word]

    def _common(self, i: int) -> bool:
        """Whether a capitalised word that begins a sentence is likely no name."""
        w, d = self.w, self.data
        word, low = w.words[i], w.lowers[i]
        if low in d.not_names:
            return True
        if is_acronym(word) and not w.titled[i]:
            return False
        if low in d.common:
            return not (self.known[word] > 1 and low not in self.seen_lower)
        if self.known[word] or self._gazetteer(word):
            return False
        if low in self.seen_lower or low in d.groups or low in d.events:
            return True
        return low.endswith(d.not_name_endings) if d.not_name_endings else False

    def _common_word(self, i: int) -> bool:
        d, low = self.data, self.w.lowers[i]
        return (
            low in d.common
            or low in self.seen_lower
            or low in d.speaking
            or low in d.events
            or low in d.groups
            or low in d.not_names
        )

    def _all_capitals(self, k: int) -> bool:
        w = self.w
        near = [x for x in (k - 1, k + 1) if 0 <= x < w.size and w.sentence[x] == w.sentence[k]]
        return any(w.words[x].isupper() and len(w.words[x]) > 2 for x in near)

    def _heads_body(self, i: int) -> bool:
        low = self.w.lowers[i]
        return low in self.data.bodies or low.rstrip("s") in self.data.bodies

    def _before_noun(self, j: int) -> bool:
        w = self.w
        return j < w.size and w.joined(j) and not w.caps[j] and w.lowers[j] not in self.data.function

    def _after_article(self, i: int) -> bool:
        w, d = self.w, self.data
        return (
            i > 0
            and w.sentence[i] == w.sentence[i - 1]
            and (w.lowers[i - 1] in d.definite or w.lowers[i - 1] in d.indefinite)
        )

    def _located(self, i: int) -> bool:
        w, d = self.w, self.data
        return (
            i > 0
            and w.sentence[i] == w.sentence[i - 1]
            and w.lowers[i - 1] in d.locative
            and self.text[w.ends[i - 1] : w.starts[i]] == " "
        )

    def _article(self, i: int) -> str:
        w, d = self.w, self.data
        if i == 0 or w.sentence[i] != w.sentence[i - 1]:
            return ""
        low = w.lowers[i - 1]
        if low in d.possessive or w.own[i - 1]:
            return "possessive"
        return "definite" if low in d.definite else "indefinite" if low in d.indefinite else ""

    def _subject(self, i: int, j: int) -> bool:
        """Whether the words `[i, j)` seem to be a clause's subject: no preposition before, no possessive."""
        w, d = self.w, self.data
        if w.own[j - 1]:
            return False
        k = i - 1
        while (
            k >= 0
            and w.sentence[k] == w.sentence[i]
            and (w.lowers[k] in d.definite or w.lowers[k] in d.indefinite or w.lowers[k] in d.possessive)
        ):
            k -= 1
        first = k < 0 or w.sentence[k] != w.sentence[i] or w.initial[i]
        follows = j < w.size and w.sentence[j] == w.sentence[j - 1] and w.lowers[j] in d.speaking
        before = "" if first else w.lowers[k]
        return follows or (first and before not in d.locative) or before in d.speaking

    def _quoted(self, place: int) -> bool:
        at = bisect_right(self.quote_starts, place) - 1
        return at >= 0 and place < self.quotes[at].end

    def _of_titles(self, left: int, i: int) -> tuple[tuple[str, ...], str | None, tuple[str, ...]]:
        """Role nouns, gender and linked countries of the words `[left, i)` before a name."""
        w, d = self.w, self.data
        heads: list[str] = []
        links: list[str] = []
        gender: str | None = None
        k = left
        while k < i:
            low = w.lowers[k]
            pair = f"{low} {w.lowers[k + 1]}" if k + 1 < i else ""
            if pair in d.roles:
                heads.append(pair)
                gender = d.roles[pair] or gender
                k += 2
                continue
            if low in d.roles:
                heads.append(low)
                gender = d.roles[low] or gender
            elif low in d.abbreviations:
                heads.append(d.abbreviations[low])
            elif low in d.honorifics:
                gender = d.honorifics[low] or gender
            link = self._link(k)
            if link:
                links.append(link)
            k += 1
        return tuple(heads), gender, tuple(links)

    def _link(self, k: int) -> str:
        """What a word inside a title or description points to: a country's code, or the key of a name."""
        w, d = self.w, self.data
        if not w.words[k][0].isupper():
            return ""
        for size in (2, 1):
            key = name_key(" ".join(w.words[k : k + size]))
            for table in (d.demonyms, d.countries, d.capitals):
                if key in table:
                    return table[key]
        low = w.lowers[k]
        tables = (
            d.roles,
            d.role_parts,
            d.abbreviations,
            d.honorifics,
            d.definite,
            d.indefinite,
            d.possessive,
            d.bodies,
        )
        return "" if any(low in t for t in tables) else low

    def _untake(self, left: int, i: int) -> None:
        """Drops names that turn out to be part of this one's title ("Harbour Ministry spokesman Ann Lee")."""
        begin = self.w.starts[left]
        while left < i and self.spots and self.spots[-1].start >= begin:
            self.spots.pop()

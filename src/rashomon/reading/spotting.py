"""Where a text names or describes persons, bodies, places and groups: one pass over its words.

A spot is a mention before it is known whom it stands for. No tagger of parts of speech: capitals, the words beside them
and the language's own lists of titles, roles, bodies and function words decide.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence

import msgspec

from ..language.names import NameData, is_acronym, name_key
from ..language.quotations import Quotation
from ..language.word_shapes import ADJECTIVE_END, Words
from ..model.readings import Sentence

_SEAT = re.compile(r"^[A-Z]-[A-Z][a-z]")
"""Party and seat: "R-Ohio"."""
_AGE = re.compile(r"^\d{1,3}-year-old$")
_VERB_END = re.compile(r"(?:л|ла|ли|ло|ет|ит|ют|ят|ут|ат|ся|сь|é|ée|és|ó|aron|ieron)$")
_MAX_GENITIVE = 4
"""Words between a role and a name."""
_FIRST_PARTICLES = ("von", "van", "al", "bin", "abu", "el", "de")
_SECOND_PARTICLES = ("der", "den", "la")
_SMALL = frozenset(("and", "the", "of", "for", "de", "des", "du", "la", "le", "les", "del", "los", "las"))
_PLAIN_NAME = 2
"""Words of a name without a middle one."""
_TEAM = 2
"""Words of "Team Voss", a body's noun before a name."""
_SHORTEST_WORD = 4
_MAX_NAME = 12
"""Words of a name; a longer run of capitals is a line of print, not a name."""
_MAX_LEFT = 7
"""Words of a description before its head."""


class Spot(msgspec.Struct, frozen=True):
    """A mention before it is resolved: `[start, end)` with its title, `[name_start, name_end)` without.

    `names` are the bare name's words, `titles` what stands before it, `heads` the role or body nouns among those or of
    the description, `links` codes of countries and keys of names in it. `article`: definite, indefinite, possessive or
    "".
    """

    start: int
    end: int
    name_start: int
    name_end: int
    form: str
    kind: str | None
    sentence: int
    names: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    gender: str | None = None
    article: str = ""
    subject: bool = False
    quoted: bool = False
    own: bool = False
    headline: bool = False
    metonym: bool = False


class Spotter:
    """Finds the spots of one text; made anew for each, holds no state between texts."""

    def __init__(
        self,
        text: str,
        sentences: Sequence[Sentence],
        quotations: Sequence[Quotation],
        body_start: int,
        data: NameData,
        language: str,
    ) -> None:
        self.text, self.data, self.body_start = text, data, body_start
        self.nouns_capital = language == "de"
        self.quotes = quotations
        self.quote_starts = [q.start for q in quotations]
        self.w = Words(text, sentences)
        self.points = set(data.abbreviations) | set(data.honorifics) | set(data.suffixes)
        self.seen_lower = {
            low for low, cap, ini in zip(self.w.lowers, self.w.caps, self.w.initial, strict=True) if not cap
        }
        self.surnames: set[str] = set()
        self.pairs: set[tuple[str, str]] = set()
        self.first_words = {r.split(" ", 1)[0] for r in data.roles if " " in r}
        self.known = self._known()
        self.spots: list[Spot] = []
        self.taken = bytearray(len(self.w))

    # What the text itself tells about its words --------------------------------------------------------------------

    def _known(self) -> Counter[str]:
        """Capitalised words that stand within a sentence of ordinary print: names, in languages that spare capitals."""
        w, after_article = self.w, set[str]()
        found: Counter[str] = Counter()
        for i, cap in enumerate(w.caps):
            if cap and not w.initial[i] and not w.titled[i]:
                found[w.words[i]] += 1
                if w.caps[i - 1] and w.joined(i):
                    self.pairs.add((w.words[i - 1], w.words[i]))
        if self.nouns_capital:
            for i in range(1, len(w)):
                if w.caps[i] and not w.caps[i - 1] and w.joined(i) and self._german_noun_after(i - 1):
                    after_article.add(w.words[i])
            for word in [x for x in found if x in after_article or self._german_noun(x)]:
                del found[word]
            given = (i for i in range(len(w) - 1) if w.lowers[i] in self.data.given and w.caps[i + 1])
            self.surnames = {w.words[i + 1] for i in given if w.joined(i + 1)}
        return found

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
        key, low, d = name_key(word), word.lower(), self.data
        tables = (d.countries, d.capitals, d.demonyms, d.plural_demonyms)
        return any(key in t for t in tables) or low in d.given or low in d.regions

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

    # The pass ------------------------------------------------------------------------------------------------------

    def run(self) -> list[Spot]:
        """All spots of the text, sorted by place."""
        i, n = 0, len(self.w)
        while i < n:
            if self.w.caps[i] or self._starts_with_particle(i):
                j = self._run_end(i)
                self._names(i, j)
                i = max(j, i + 1)
            else:
                i += 1
        for i in range(n):
            if not self.taken[i]:
                self._other(i)
        self.spots.sort(key=lambda s: (s.start, -s.end))
        return self.spots

    def _starts_with_particle(self, i: int) -> bool:
        """Whether a lower-case particle begins a name: "al Rashid", "von der Heide", "de la Cruz"."""
        w = self.w
        low = w.lowers[i]
        if low not in self.data.particles or low not in _FIRST_PARTICLES or i + 1 >= len(w) or not w.joined(i + 1):
            return False
        if w.caps[i + 1]:
            return low not in ("von", "de")
        return w.lowers[i + 1] in _SECOND_PARTICLES and i + 2 < len(w) and w.caps[i + 2] and low in ("von", "van", "de")

    def _run_end(self, i: int) -> int:
        """The end of a run of capitalised words with particles and connectors between them."""
        w, d = self.w, self.data
        j = i + 1
        while not w.caps[j - 1] and j < len(w) and w.joined(j):
            j += 1
        headed = self._heads_body(i) or w.lowers[i] in d.roles
        while j < len(w) and j - i < _MAX_NAME:
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

    def _heads_body(self, i: int) -> bool:
        low = self.w.lowers[i]
        return low in self.data.bodies or low.rstrip("s") in self.data.bodies

    def _over_particles(self, j: int, headed: bool) -> int:
        """The index after lower-case words that go on with a name, or `j` where none does."""
        w, d = self.w, self.data
        k = j
        while k < len(w) and k - j < 3 and w.joined(k, self.points) and not w.caps[k] and w.lowers[k] in d.particles:
            k += 1
        if k > j and k < len(w) and w.joined(k) and w.caps[k]:
            return k
        if d.language not in ("en", "mul", "und") or not headed or j >= len(w) or not w.joined(j):
            return j
        if w.lowers[j] in ("of", "for", "on"):
            k = j + 1
            if k < len(w) and w.joined(k) and w.lowers[k] == "the":
                k += 1
            if k < len(w) and w.joined(k) and w.caps[k] and not (self._person_before(j)):
                return k
        two = w.lowers[j] in ("and", "&") and j + 1 < len(w) and w.joined(j + 1) and w.caps[j + 1]
        return j + 1 if two and w.lowers[j + 1] in d.body_words and w.lowers[j - 1] in d.body_words else j

    def _person_before(self, j: int) -> bool:
        """Whether the word before is the end of a person's name: "Speaker Ann Lee of Ohio"."""
        w, d = self.w, self.data
        low = w.lowers[j - 1]
        return not (low in d.roles or low in d.bodies or low in d.body_words or low in d.role_complements)

    # Names ---------------------------------------------------------------------------------------------------------

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

    def _all_capitals(self, k: int) -> bool:
        w = self.w
        near = [x for x in (k - 1, k + 1) if 0 <= x < len(w) and w.sentence[x] == w.sentence[k]]
        return any(w.words[x].isupper() and len(w.words[x]) > 2 for x in near)

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

    def _past_complement(self, i: int, j: int) -> int:
        """Where the name begins in "ministre des Transports Jean Morel": at a given name, after a role's "de"."""
        w, d = self.w, self.data
        if i < 2 or w.lowers[i - 1] not in d.complementing or not w.joined(i):
            return i
        if not any(w.lowers[k] in d.roles for k in range(max(0, i - 4), i - 1)):
            return i
        for k in range(i + 1, j - 1):
            if w.lowers[k] in d.given:
                return k
        return i

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
        follows = w.lowers[i + 1] if i + 1 < len(w) and w.sentence[i + 1] == w.sentence[i] else ""
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

    def _before_noun(self, j: int) -> bool:
        w = self.w
        return j < len(w) and w.joined(j) and not w.caps[j] and w.lowers[j] not in self.data.function

    def _title(self, i: int, j: int) -> tuple[int, tuple[str, ...]]:
        """The first word of the bare name, and the titles before it."""
        w, d = self.w, self.data
        cut = i
        for k in range(i, j):
            low = w.lowers[k]
            if low in d.honorifics or low in d.abbreviations:
                cut = k + 1
            elif (low in d.roles or (low in d.groups and k + 1 < j)) and not self._surname_like(i, k, j):
                cut = k + 1
                if cut < j and w.lowers[cut] in ("of", "for", "de", "du"):
                    over = self._over_complement(cut, j)
                    cut = j if over == cut + 1 else over
            elif low in ("pro", "tem", "elect", "designate", "emeritus") and cut == k:
                cut = k + 1
        if cut == i:
            return i, ()
        if cut < j and (self._heads_body(j - 1) or self._body_of(i, j)):
            return i, ()
        return cut, (self.text[w.starts[i] : w.ends[cut - 1]],)

    def _over_complement(self, k: int, j: int) -> int:
        w, d = self.w, self.data
        k += 1
        while k < j and (w.lowers[k] in d.role_complements or name_key(w.words[k]) in d.countries):
            k += 1
        return k

    def _surname_like(self, i: int, k: int, j: int) -> bool:
        """Whether a word that can be a title is a name here: "Stephen King"."""
        w, d = self.w, self.data
        rest = all(x in d.suffixes for x in w.lowers[k + 1 : j])
        return rest and k > i and w.lowers[i] in d.given and not any(x in d.roles for x in w.lowers[i:k])

    def _body_of(self, i: int, j: int) -> bool:
        """Whether the run is a body with a complement: "Department of Health"."""
        w = self.w
        for k in range(i + 1, j):
            if w.lowers[k] in ("of", "for", "on", "de", "du"):
                return self._heads_body(k - 1)
        return False

    def _capital_title(self, i: int, j: int, titles: tuple[str, ...]) -> None:
        """A title with a capital and no name: a description."""
        w = self.w
        if w.initial[i] and j - i == 1 and not self._after_article(i):
            low = w.lowers[i]
            if low not in self.data.roles or low in self.data.common:
                return
        if w.lowers[j - 1] in self.data.party_words and self._before_noun(j):
            return
        head = j - 1
        while head > i and w.lowers[head] not in self.data.roles:
            head -= 1
        self._describe(head, "person", first=i, last=j)

    def _after_article(self, i: int) -> bool:
        w, d = self.w, self.data
        return (
            i > 0
            and w.sentence[i] == w.sentence[i - 1]
            and (w.lowers[i - 1] in d.definite or w.lowers[i - 1] in d.indefinite)
        )

    def _left_title(self, i: int, j: int) -> tuple[int, bool]:
        """Where the lower-case roles begin that stand before a name, and whether a role is among them.

        "former press secretary Ann Lee" has one; "then Ann Lee" has only a word that qualifies a role.
        """
        w, d = self.w, self.data
        i, name = self._over_genitive(i), i
        if i == 0 or not w.joined(i) or (w.caps[i - 1] and i == name and w.lowers[i - 1] not in d.roles):
            return name, False
        k = i
        while k > 0 and i - k < _MAX_LEFT and w.joined(k) and not self._stops_title(k - 1, k == i):
            k -= 1
        if k == i or not any(
            w.lowers[x] in d.roles or w.lowers[x] in d.role_parts or _AGE.match(w.lowers[x]) for x in range(k, i)
        ):
            return name, False
        small = all(w.lowers[x] in d.role_parts or _AGE.match(w.lowers[x]) for x in range(k, i))
        whole = w.lowers[i - 1] in d.roles or (w.lowers[i - 1] not in _SMALL and self._in_complement(i - 1))
        return (k, whole) if (small and j - name > 1) or whole else (name, False)

    def _over_genitive(self, i: int) -> int:
        """Over the words between a role and the name that say of what: "министр транспорта Орлов"; `i` if none are.

        Russian puts them in the genitive, French and Spanish behind "de": nothing that looks like a verb may be there.
        """
        w, d = self.w, self.data
        if d.language not in ("ru", "fr", "es", "mul") or w.lowers[i] in d.role_complements:
            return i
        for k in range(i - 1, max(-1, i - _MAX_GENITIVE - 2), -1):
            if not w.joined(k + 1):
                return i
            low = w.lowers[k]
            if low in d.roles:
                return k + 1 if k + 1 < i else i
            if low in d.saying or low in d.speaking or _VERB_END.search(low):
                return i
            if low in d.function and low not in d.complementing:
                return i
        return i

    def _stops_title(self, x: int, nearest: bool) -> bool:
        w, d = self.w, self.data
        low = w.lowers[x]
        if low in d.role_complements and not (nearest and low in _SMALL) and self._in_complement(x):
            return False
        if low in d.roles or low in d.role_parts or low in d.bodies or _AGE.match(low):
            return False
        if nearest:
            return True
        return not (w.caps[x] and not (w.initial[x] and low in d.common)) and not ADJECTIVE_END.search(low)

    def _in_complement(self, x: int) -> bool:
        """Whether a word is in the "of …" of a role ("chief of staff")."""
        w, d = self.w, self.data
        for k in range(x, max(0, x - 4), -1):
            if w.lowers[k] not in d.role_complements:
                return False
            if w.lowers[k] in ("of", "for"):
                return w.lowers[k - 1] in d.roles
        return False

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

    def _located(self, i: int) -> bool:
        w, d = self.w, self.data
        return (
            i > 0
            and w.sentence[i] == w.sentence[i - 1]
            and w.lowers[i - 1] in d.locative
            and self.text[w.ends[i - 1] : w.starts[i]] == " "
        )

    def _emit(self, left: int, i: int, j: int, kind: str | None, titles: tuple[str, ...]) -> None:
        w = self.w
        self._untake(left, i)
        for k in range(left, j):
            self.taken[k] = 1
        whole = self.text[w.starts[i] : w.ends[j - 1]]
        end = self._with_suffix(j)
        heads, gender, links = self._of_titles(left, i)
        key = name_key(whole)
        metonym = key in self.data.capitals and not self._place_use(i, j)
        self.spots.append(
            Spot(
                start=w.starts[left], end=end, name_start=w.starts[i], name_end=w.ends[i + len(self._bare(i, j)) - 1],
                form="acronym" if j - i == 1 and is_acronym(whole) else "name",
                kind=kind, sentence=w.sentence[i], names=self._bare(i, j), titles=titles, heads=heads, links=links,
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

    def _untake(self, left: int, i: int) -> None:
        """Drops names that turn out to be part of this one's title ("Harbour Ministry spokesman Ann Lee")."""
        begin = self.w.starts[left]
        while left < i and self.spots and self.spots[-1].start >= begin:
            self.spots.pop()

    def _with_suffix(self, j: int) -> int:
        """The end of a name with "Jr." after it, its comma and point included."""
        w, d = self.w, self.data
        end = w.ends[j - 1]
        suffix = j < len(w) and w.lowers[j] in d.suffixes and w.sentence[j] == w.sentence[j - 1]
        if suffix and self.text[end : w.starts[j]] == ", ":
            end = w.ends[j]
            self.taken[j] = 1
        return end

    def _place_use(self, i: int, j: int) -> bool:
        """Whether a capital stands for the city: after a preposition of place, in a dateline, before ", Land"."""
        w, text = self.w, self.text
        if self._located(i) or (i > 0 and w.lowers[i - 1] in ("to", "from", "of") and w.joined(i)):
            return True
        after = text[w.ends[j - 1] : w.ends[j - 1] + 4].lstrip()
        if after[:1] in ("—", "–", "-", "(") or (after[:1] == "," and j < len(w) and w.caps[j]):
            return True
        return j < len(w) and w.joined(j) and w.caps[j]

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
        follows = j < len(w) and w.sentence[j] == w.sentence[j - 1] and w.lowers[j] in d.speaking
        before = "" if first else w.lowers[k]
        return follows or (first and before not in d.locative) or before in d.speaking

    def _quoted(self, place: int) -> bool:
        at = bisect_right(self.quote_starts, place) - 1
        return at >= 0 and place < self.quotes[at].end

    # Descriptions and pronouns -------------------------------------------------------------------------------------

    def _other(self, i: int) -> None:
        w, d = self.w, self.data
        low = w.lowers[i]
        if low in d.pronouns or low in d.own_pronouns:
            self._pronoun(i)
        elif low in d.roles or (low in self.first_words and self._pair(i) in d.roles):
            self._role(i)
        elif low in d.bodies and not w.caps[i]:
            if not self._goes_on(i):
                self._describe(i, "body")
        elif low[0].isdigit() and _AGE.match(low):
            if self._after_article(i) and not self._goes_on(i):
                self._describe(i, "person")
        elif (low in d.groups or low.endswith(d.group_endings)) and not self._goes_on(i):
            self._describe(i, "group")

    def _pair(self, i: int) -> str:
        w = self.w
        return f"{w.lowers[i]} {w.lowers[i + 1]}" if i + 1 < len(w) and w.joined(i + 1) else ""

    def _role(self, i: int) -> None:
        w, d = self.w, self.data
        head = i
        while (
            head + 1 < len(w) and w.joined(head + 1) and (w.lowers[head + 1] in d.roles or self._pair(head) in d.roles)
        ):
            head += 1
        if self._goes_on(head):
            return
        self._describe(head, "person")

    def _goes_on(self, i: int) -> bool:
        """Whether the noun is a modifier of the next one ("government officials")."""
        w, d = self.w, self.data
        j = i + 1
        if j >= len(w) or not w.joined(j) or self.taken[j]:
            return False
        low = w.lowers[j]
        if low in d.roles or low in d.bodies or low in d.groups or (low in d.events and not low.endswith("s")):
            return True
        return w.lowers[i] in d.party_words and low not in d.function and low not in d.speaking

    def _describe(self, head: int, kind: str, *, first: int | None = None, last: int | None = None) -> None:
        """A description with the given head: its determiner and modifiers to the left, "of …" to the right."""
        w, d = self.w, self.data
        left = self._left_edge(head if first is None else first)
        end = head + 1 if last is None else last
        lows = w.lowers[left:end]
        article = "definite" if lows[0] in d.definite else "indefinite" if lows[0] in d.indefinite else ""
        owner = next((k for k in range(left, end) if w.own[k]), None)
        if lows[0] in d.possessive or owner is not None:
            article = "possessive"
        heads, gender, links = self._of_titles(left, end)
        if owner is not None:
            heads, gender, _ = self._of_titles(min(owner + 1, end - 1), end)
        if kind == "person" and not heads and not _AGE.match(w.lowers[head]):
            return
        if kind == "person" and not article and first is None and not self._stands_beside(left):
            return
        if kind == "body" and article not in ("definite", "possessive"):
            return
        stop, more = self._complement(end)
        for k in range(left, end):
            self.taken[k] = 1
        self.spots.append(
            Spot(
                start=w.starts[left], end=w.ends[stop - 1], name_start=w.starts[head], name_end=w.ends[end - 1],
                form="description", kind=kind, sentence=w.sentence[head], names=(),
                titles=(self.text[w.starts[left] : w.ends[end - 1]],),
                heads=heads or (w.lowers[head],), links=(*links, *more),
                gender="p" if kind == "group" else "n" if kind == "body" else gender,
                article=article, subject=self._subject(left, stop), quoted=self._quoted(w.starts[head]),
                own=w.own[stop - 1], headline=w.starts[left] < self.body_start,
            )
        )  # fmt: skip

    def _stands_beside(self, i: int) -> bool:
        """Whether a description without an article follows a name and a comma: "Ann Lee, mayor of Newport"."""
        w = self.w
        return i > 0 and w.caps[i - 1] and self.text[w.ends[i - 1] : w.starts[i]] == ", " and bool(self.taken[i - 1])

    def _left_edge(self, head: int) -> int:
        """The first word of the noun phrase that ends with `head`: as far as a determiner, or known modifiers reach."""
        w, d = self.w, self.data
        k, sure = head, head
        open_end = True
        while k > 0 and head - k < _MAX_LEFT and w.sentence[k - 1] == w.sentence[k] and self._phrase_gap(k):
            low = w.lowers[k - 1]
            if low in d.definite or low in d.possessive or low in d.indefinite:
                return k - 1
            capital = w.caps[k - 1] and not w.initial[k - 1] and not w.titled[k - 1]
            if w.own[k - 1] or capital or self._modifies(low):
                k -= 1
                sure = k if open_end else sure
                continue
            if low in d.common or low in d.pronouns or low in d.speaking or len(low) < 3 or low in d.locative:
                break
            open_end = False
            k -= 1
        return sure

    def _phrase_gap(self, k: int) -> bool:
        gap = self.text[self.w.ends[k - 1] : self.w.starts[k]]
        return gap in (" ", "\u00a0") or gap in ("'s ", "’s ", "' ", "’ ", ". ", " “", ' "', "” ", '" ', "'s “", "-")

    def _modifies(self, low: str) -> bool:
        d = self.data
        return (
            low in d.role_parts
            or low in d.roles
            or low in d.bodies
            or low in d.evaluative
            or low in d.body_words
            or bool(ADJECTIVE_END.search(low))
            or "-" in low
        )

    def _complement(self, end: int) -> tuple[int, tuple[str, ...]]:
        """The end of "of/for NAME" after a description, and what it links to."""
        w = self.w
        if (
            end >= len(w)
            or not w.joined(end)
            or w.lowers[end] not in ("of", "for", "at", "to", "von", "des", "der", "de", "du", "del")
        ):
            return end, ()
        k = end + 1
        if k < len(w) and w.joined(k) and w.lowers[k] == "the":
            k += 1
        begin = k
        while k < len(w) and w.joined(k) and not w.caps[k] and w.lowers[k] in self.data.role_complements - _SMALL:
            k += 1
        if k > begin:
            return k, ()
        while k < len(w) and w.joined(k, self.points) and w.caps[k] and (self.taken[k] or self.nouns_capital):
            k += 1
        if k == begin:
            return end, ()
        return k, tuple(filter(None, (self._link(x) for x in range(begin, k))))

    def _pronoun(self, i: int) -> None:
        w, d = self.w, self.data
        low = w.lowers[i]
        own = low in d.own_pronouns
        gender = d.own_pronouns[low] if own else d.pronouns[low]
        if low == "her" and self._before_noun(i + 1):
            own = True
        self.spots.append(
            Spot(
                start=w.starts[i], end=w.ends[i], name_start=w.starts[i], name_end=w.ends[i], form="pronoun", kind=None,
                sentence=w.sentence[i], gender=gender, subject=not own, quoted=self._quoted(w.starts[i]), own=own,
                headline=w.starts[i] < self.body_start,
            )
        )  # fmt: skip

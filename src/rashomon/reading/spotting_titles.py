"""Titles and roles around a name: how far they reach to its left, and where the bare name begins."""

from __future__ import annotations

import re

from ..language.names import name_key
from ..language.word_shapes import ADJECTIVE_END
from .spotting_ground import AGE, Ground

_VERB_END = re.compile(r"(?:л|ла|ли|ло|ет|ит|ют|ят|ут|ат|ся|сь|é|ée|és|ó|aron|ieron)$")
_MAX_GENITIVE = 4
"""Words between a role and a name."""
SMALL = frozenset(("and", "the", "of", "for", "de", "des", "du", "la", "le", "les", "del", "los", "las"))
_TENSES = frozenset(("former", "then", "late", "ex"))
"""Words with which a title begins: "he joined the team former mayor Lee leads"."""
MAX_LEFT = 7
"""Words of a title before its name."""


class Titles(Ground):
    """Tells titles from names."""

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

    def _left_title(self, i: int, j: int) -> tuple[int, bool]:
        """Where the lower-case roles begin that stand before a name, and whether a role is among them.

        "former press secretary Ann Lee" has one; "then Ann Lee" has only a word that qualifies a role.
        """
        w, d = self.w, self.data
        i, name = self._over_genitive(i), i
        if i == 0 or not w.joined(i) or (w.caps[i - 1] and i == name and w.lowers[i - 1] not in d.roles):
            return name, False
        k = i
        while k > 0 and i - k < MAX_LEFT and w.joined(k) and not self._stops_title(k - 1, k == i):
            k -= 1
            if w.lowers[k] in _TENSES:
                break
        if k == i or not any(
            w.lowers[x] in d.roles or w.lowers[x] in d.role_parts or AGE.match(w.lowers[x]) for x in range(k, i)
        ):
            return name, False
        if all(w.lowers[x].endswith("ed") for x in range(k, i)) and not self._after_article(k):
            return name, False
        small = all(w.lowers[x] in d.role_parts or AGE.match(w.lowers[x]) for x in range(k, i))
        whole = w.lowers[i - 1] in d.roles or (w.lowers[i - 1] not in SMALL and self._in_complement(i - 1))
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
        if low in d.role_complements and not (nearest and low in SMALL) and self._in_complement(x):
            return False
        if low in d.roles or low in d.role_parts or low in d.bodies or AGE.match(low):
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

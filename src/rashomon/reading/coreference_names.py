"""Which names of one item are one: the same name, a part of it, its initials, or what the text says is one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from ..language.names import initials, name_key, same_given, skeleton, surname_keys
from .clusters import ACTING, Cluster, Gathering, clash, content, letters
from .spots import Spot

_WHO = re.compile(r"^,? (?:who|whose)\b|^, \d{1,3}[,.]|^ \(\d{1,3}\)")
_WORD = re.compile(r"[\w-]+")
_KIN_BEFORE = 24
"""Characters before a name in which a relative's word is looked for."""


_NEXT = re.compile(r"\s(\w+)")


class JoinedNames(Gathering):
    """Joins names."""

    def _names(self) -> None:
        named = [(i, s) for i, s in enumerate(self.spots) if s.form in ("name", "acronym")]
        for i, spot in named:
            if len(spot.names) > 1 or self._country(spot):
                self._join_name(i, spot, self._find_full(spot))
        for i, spot in named:
            if self.of[i] is None and spot.form == "acronym":
                self._join_name(i, spot, self._find_acronym(i, spot))
        for i, spot in named:
            if self.of[i] is None:
                self._join_name(i, spot, self._find_single(i, spot))
        self._parentheses(named)
        self._former_names(named)
        self._of_places()
        for cluster in self.clusters:
            if cluster.kind is None and any(self._looks_human(self.spots[i]) for i in cluster.spots):
                cluster.kind = "person"

    def _looks_human(self, spot: Spot) -> bool:
        """Two or three capitalised words without an article and without a word of bodies or common use."""
        d = self.data
        return (
            2 <= len(spot.names) <= 3 and not spot.article and not spot.headline and d.language != "de"
            and not any(w.lower() in d.common or w.lower() in d.body_words or not w.isalpha() for w in spot.names)
        )  # fmt: skip

    def _of_places(self) -> None:
        """ "Mayor Ann Lee of Newport": the place belongs to the person before it."""
        for i in range(1, len(self.spots)):
            a, b = self.spots[i - 1], self.spots[i]
            person = self.of[i - 1]
            if person is None or person.kind != "person" or self.text[a.end : b.start] != " of " or not b.names:
                continue
            self.of_person[i] = i - 1
            place = self.of[i]
            if place is not None and place.kind is None:
                place.kind = "place"
            if person.person_like and a.titles:
                form = self.text[a.start : b.end]
                person.forms.setdefault(form, "name")
                person.reasons.setdefault(form, "with the place beside the name")

    def _find_full(self, spot: Spot) -> tuple[Cluster | None, str]:
        code = self._country(spot)
        if code:
            reason = "a capital that acts: the government there" if spot.metonym else "a name of one country"
            return self.by_key.get(f"{ACTING[spot.metonym]} {code}"), reason
        key = letters(spot.names)
        if key in self.by_key:
            return self.by_key[key], "the same name"
        if spot.kind in ("body", "publication"):
            return self.by_key.get(content(spot.names)), "the same words in another order"
        if spot.kind in ("place", "group"):
            return None, ""
        keys = surname_keys(spot.names[-1])
        held = {c.number: c for k in _ordered_keys(spot.names[-1]) for c in self.by_word.get(k, ())}
        found = [c for c in held.values() if c.person_like and self._same_person(c, spot, keys)]
        return (found[0], "the same surname with a given name that agrees") if len(found) == 1 else (None, "")

    def _same_person(self, cluster: Cluster, spot: Spot, keys: frozenset[str]) -> bool:
        if clash(cluster.gender, spot.gender):
            return False
        full = [n for n in cluster.names if len(n) > 1]
        return bool(full) and all(surname_keys(n[-1]) & keys and same_given(n[0], spot.names[0]) for n in full)

    def _find_acronym(self, i: int, spot: Spot) -> tuple[Cluster | None, str]:
        key = name_key(spot.names[0])
        if key in self.by_key:
            return self.by_key[key], "the same acronym"
        found = self.by_initials.get(key, [])
        if len(key) >= 2 and len(found) == 1 and (len(key) > 2 or min(found[0].spots) < i):
            return found[0], "the initials of its name"
        return None, ""

    def _find_single(self, i: int, spot: Spot) -> tuple[Cluster | None, str]:
        word = spot.names[0]
        key = letters(spot.names)
        if spot.kind in ("place", "group") and key in self.by_key:
            return self.by_key[key], "the same name"
        if spot.kind == "place" and not spot.titles:
            return None, ""
        keys = surname_keys(word)
        held = {c.number: c for k in _ordered_keys(word) for c in self.by_word.get(k, ())}
        found = [c for c in held.values() if not clash(c.gender, spot.gender) and self._single_fits(c, spot)]
        found = [c for c in found if any(surname_keys(n[-1]) & keys for n in c.names)] or found
        found = [c for c in found if not self._introduced_later(c, i, spot)]
        if len(found) == 1:
            return found[0], "part of a fuller name" if len(found[0].names[0]) > 1 else "the same name"
        if found:
            by_title = [c for c in found if c.heads & set(spot.heads)]
            first = [c for c in found if not (c.kin or c.heads & self.data.kin)]
            return self._nearest(by_title or first or found, i), "the nearest of several of that name"
        same = self.by_key.get(key)
        able = same is not None and not clash(same.gender, spot.gender) and not self._introduced_later(same, i, spot)
        return (same, "the same name") if able else (None, "")

    def _introduced_later(self, cluster: Cluster, i: int, spot: Spot) -> bool:
        """Whether a surname, before a full name or with a role, is not that full name's.

        News gives the full name first: "President Lane" before "his daughter Ann Lane", or before "Judge Ann Lane", is
        somebody else.
        """
        if set(spot.heads) & cluster.heads or all(len(n) == 1 for n in cluster.names):
            return False
        before = bool(cluster.spots) and min(cluster.spots) > i
        if cluster.kin:
            return before or bool(spot.heads)
        return before and not spot.headline and bool(spot.heads) and bool(cluster.heads)

    def _single_fits(self, cluster: Cluster, spot: Spot) -> bool:
        if cluster.kind in ("place", "group"):
            return False
        if cluster.kind in ("body", "publication"):
            return not spot.titles and (
                len(cluster.names[0]) == 1
                or (
                    cluster.kind == "publication"
                    and spot.article == "definite"
                    and skeleton(cluster.names[0][-1]) == skeleton(spot.names[0])
                )
            )
        return True

    def _join_name(self, i: int, spot: Spot, found: tuple[Cluster | None, str]) -> None:
        cluster, reason = found
        if cluster is None:
            cluster = self._new()
        self._add(cluster, i, reason or "first named so")
        code = self._country(spot)
        if code:
            cluster.kind = "body" if spot.metonym else "place"
            cluster.codes.add(code)
            self.by_key.setdefault(f"{ACTING[spot.metonym]} {code}", cluster)
            return
        cluster.names.append(spot.names)
        junior = spot.names[-1].lower() in self.data.suffixes
        if len(spot.names) > 1 and (junior or self._beside_kin(spot)):
            cluster.kin = True
        if spot.kind == "person" or (cluster.kind is None and spot.kind):
            cluster.kind = spot.kind
        after = self.text[spot.end : spot.end + 12]
        if cluster.kind is None and (
            _WHO.match(after) or (spot.subject and self._speaks(spot) and len(spot.names) > 1)
        ):
            cluster.kind = "person"
        if cluster.kind in (None, "person"):
            self._gender_of_name(cluster, spot)
        self._index(cluster, spot)

    def _beside_kin(self, spot: Spot) -> bool:
        """Whether the name is introduced as somebody's relative: "his daughter, Clara Dunn", "son Tom Dunn"."""
        if set(spot.heads) - self.data.kin:
            return False
        before = _WORD.findall(self.text[max(0, spot.name_start - _KIN_BEFORE) : spot.name_start])[-2:]
        return any(w.lower() in self.data.kin for w in before) or self._in_a_couple(spot)

    def _in_a_couple(self, spot: Spot) -> bool:
        """Whether a bare surname stands beside the full name: "President Lane and Ann Lane"."""
        surname = re.escape(spot.names[-1])
        return (
            re.search(rf"\b{surname} (?:and|&) $", self.text[max(0, spot.start - _KIN_BEFORE) : spot.start]) is not None
        )

    def _speaks(self, spot: Spot) -> bool:
        following = _NEXT.match(self.text, spot.end)
        return following is not None and following.group(1).lower() in self.data.speaking

    def _gender_of_name(self, cluster: Cluster, spot: Spot) -> None:
        if spot.gender:
            cluster.gender = spot.gender
        elif cluster.gender is None and len(spot.names) > 1:
            cluster.gender = self.data.given.get(spot.names[0].lower())

    def _index(self, cluster: Cluster, spot: Spot) -> None:
        self.by_key.setdefault(letters(spot.names), cluster)
        if spot.form == "acronym":
            self.by_key.setdefault(name_key(spot.names[0]), cluster)
        if spot.kind in ("body", "publication"):
            self.by_key.setdefault(content(spot.names), cluster)
            if len(spot.names) > 1:
                self._put(self.by_initials, initials(" ".join(spot.names)), cluster)
        if spot.kind in ("place", "group"):
            return
        for word in spot.names if cluster.kind in (None, "person") else spot.names[-1:]:
            if len(word) > 1:
                for key in _ordered_keys(word):
                    self._put(self.by_word, key, cluster)

    def _parentheses(self, named: Sequence[tuple[int, Spot]]) -> None:
        """An acronym in parentheses after a name, or the other way round, is that name."""
        for (i, a), (j, b) in pairwise(named):
            if self.text[a.end : b.start] != " (" or self.text[b.end : b.end + 1] not in (")", ",", ";"):
                continue
            if (a.form == "acronym") == (b.form == "acronym") or self.of[i] is self.of[j]:
                continue
            long, short = (a, b) if b.form == "acronym" else (b, a)
            if len(long.names) > 1 and _could_abbreviate(name_key(short.names[0]), long.names):
                self._merge(self.of[i], self.of[j], "named so in parentheses", short)
                held = self.of[i]
                if held is not None and self.text[b.end : b.end + 1] == ")":
                    self._whole_form(held, a.start, b.end + 1)

    def _former_names(self, named: Sequence[tuple[int, Spot]]) -> None:
        """ "Newport (formerly Oldport)": the text says that both are one."""
        for (i, a), (j, b) in pairwise(named):
            gap = self.text[a.end : b.start]
            if gap.startswith((" (", ", ")) and gap[2:].strip().lower() in self.data.former and not b.titles:
                self._merge(self.of[i], self.of[j], "the text says that this is its former or other name", b)


@lru_cache(maxsize=65536)
def _ordered_keys(word: str) -> tuple[str, ...]:
    return tuple(sorted(surname_keys(word)))


def _could_abbreviate(short: str, names: Sequence[str]) -> bool:
    """Whether an acronym's letters are initials of the name, in any order (a translation may keep another one's)."""
    have = Counter(initials(" ".join(names)))
    want = Counter(c for c in short if c.isalpha())
    return sum((want & have).values()) >= max(2, len(short) - 1)

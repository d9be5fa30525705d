"""Descriptions ("the harbour master's deputy") and pronouns."""

from __future__ import annotations

from ..language.word_shapes import ADJECTIVE_END
from .spots import Spot
from .spotting_ground import AGE, AGED, BODY, FIRST, GROUP, PRONOUN, ROLE
from .spotting_titles import MAX_LEFT, SMALL, Titles

_FIELD = 3
"""Words of a field in lower case."""
_LONGER_ROLES = (2, 3)
"""Words of a role that has several ("trade envoy", "national security adviser")."""


class Descriptions(Titles):
    """Finds what describes somebody without a name."""

    def _other(self, i: int) -> None:
        """What the word at a place, no part of a name, begins: a pronoun or the head of a description."""
        mark = self.marks[i]
        if mark & PRONOUN:
            self._pronoun(i)
        elif mark & ROLE or (mark & FIRST and self._pair(i) in self.data.roles):
            self._role(i)
        elif mark & BODY and not self.w.caps[i]:
            if not self._goes_on(i):
                self._describe(i, "body")
        elif mark & AGED:
            if self._after_article(i) and not self._goes_on(i):
                self._describe(i, "person")
        elif mark & GROUP and not self._goes_on(i):
            self._describe(i, "group")

    def _pair(self, i: int) -> str:
        w = self.w
        return f"{w.lowers[i]} {w.lowers[i + 1]}" if i + 1 < w.size and w.joined(i + 1) else ""

    def _role(self, i: int) -> None:
        w, d = self.w, self.data
        head = i
        while (
            head + 1 < w.size and w.joined(head + 1) and (w.lowers[head + 1] in d.roles or self._pair(head) in d.roles)
        ):
            head += 1
        if self._goes_on(head):
            return
        self._describe(head, "person")

    def _goes_on(self, i: int) -> bool:
        """Whether the noun is a modifier of the next one ("government officials", "deputy trade envoy")."""
        w, d = self.w, self.data
        j = i + 1
        if j >= w.size or not w.joined(j) or self.taken[j]:
            return False
        low = w.lowers[j]
        if low in d.roles or low in d.bodies or low in d.groups or (low in d.events and not low.endswith("s")):
            return True
        if self.marks[j] & FIRST and any(
            j + size <= w.size and " ".join(w.lowers[j : j + size]) in d.roles for size in _LONGER_ROLES
        ):
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
        if kind == "person" and not heads and not AGE.match(w.lowers[head]):
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
        while k > 0 and head - k < MAX_LEFT and w.sentence[k - 1] == w.sentence[k] and self._phrase_gap(k):
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
            end >= w.size
            or not w.joined(end)
            or w.lowers[end] not in ("of", "for", "at", "to", "von", "des", "der", "de", "du", "del")
        ):
            return end, ()
        k = end + 1
        if k < w.size and w.joined(k) and w.lowers[k] == "the":
            k += 1
        begin = k
        while k < w.size and w.joined(k) and not w.caps[k] and w.lowers[k] in self.data.role_complements - SMALL:
            k += 1
        if k > begin:
            return k, ()
        while k < w.size and w.joined(k, self.points) and self._names_on(k):
            k += 1
        if k == begin:
            return self._field(end, begin), ()
        return k, tuple(filter(None, (self._link(x) for x in range(begin, k))))

    def _names_on(self, k: int) -> bool:
        """Whether a word goes on with a name in a complement: "an aide to Secretary of State Ida Voss"."""
        w = self.w
        if w.caps[k]:
            return bool(self.taken[k]) or self.nouns_capital
        return w.lowers[k] == "of" and bool(self.taken[k]) and k + 1 < w.size and w.caps[k + 1]

    def _field(self, end: int, begin: int) -> int:
        """The end of a field in lower case behind a role ("director of harbour safety at …"), or `end` where none is.

        Only what a mark or a small word closes is one: in "the lawyer for the crew said" the crew may be more.
        """
        w, d = self.w, self.data
        if w.lowers[end] not in ("of", "for"):
            return end
        k = begin
        while k < w.size and k - begin < _FIELD and w.joined(k) and not w.caps[k] and w.lowers[k] not in d.function:
            k += 1
        if k == begin or w.own[k - 1] or w.lowers[k - 1].endswith(("ed", "ing")):
            return end
        closed = (
            k >= w.size or not w.joined(k) or (w.lowers[k] in d.function and w.lowers[k] not in ("and", "or", "of"))
        )
        return k if closed and w.sentence[k - 1] == w.sentence[end] else end

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

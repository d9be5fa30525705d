"""What every family of rules stands on: the words of one text, what has been found, which marks are taken."""

from __future__ import annotations

import msgspec

from .clauses import Words
from .cues import Cue

Range = tuple[int, int]
"""Words of the text, the first and the one after the last."""


class Found(msgspec.Struct):
    """A bare attribution counted in words; `trailing` where the cue follows its content."""

    source: Range | None
    cue: Range | None
    content: list[Range]
    trailing: bool = False


def covers(found: Found, v: int) -> bool:
    """Whether a word lies in an attribution's content."""
    return any(a <= v < b for a, b in found.content)


class Ground:
    """What is known while one text is read: which cues and quotations are taken."""

    def __init__(self, words: Words) -> None:
        self.w = words
        self.found: list[Found] = []
        self.first = 0
        """The first attribution of the sentence that is being read."""
        self.used: set[int] = set()
        self.claimed: set[int] = set()
        self.paren: dict[int, int] = {}
        """First word of a parenthetical attribution ("…, he said, …") → the word after it."""

    def _opening(self, k: int) -> bool:
        w = self.w
        return (
            k < len(w.raw)
            and w.is_mark(k)
            and w.mark[k] >= 0
            and w.starts[k] == w.quotations[w.mark[k]].start
            and w.mark[k] not in w.named
        )

    def _closing_mark(self, p: int) -> bool:
        w = self.w
        if p >= 1 and w.raw[p] in ",." and not w.is_mark(p):
            p -= 1
        if p >= 1 and w.is_dash(p):
            p -= 1
            if w.raw[p] == ",":
                p -= 1
        if p < 0 or not w.is_mark(p) or w.mark[p] < 0:
            return False
        q = w.quotations[w.mark[p]]
        return q.closed and w.ends[p] == q.end and w.mark[p] not in w.named

    def _boundary(self, p: int, lo: int) -> bool:
        """Whether content may end with token p: a comma, a closing mark, a dash, or the end of the sentence before."""
        w = self.w
        if p < 0:
            return False
        if p < lo:
            return self._closing_mark(p)
        return (
            w.raw[p] == ","
            or self._closing_mark(p)
            or (w.is_dash(p) and p > lo and (w.raw[p - 1] == "," or self._closing_mark(p - 1)))
        )

    def _quotation_end(self, n: int) -> int:
        q = self.w.quotations[n]
        return self.w.at(q.end)

    def _group_start(self, i: int, cue: Cue, lo: int) -> int:
        w = self.w
        k = i
        while k - 1 >= lo and w.quote[k - 1] < 0 and (w.low[k - 1] in w.auxiliaries or w.is_adverb(k - 1)):
            k -= 1
        while k < i and w.is_adverb(k) and w.raw[k][0].isupper():
            k += 1
        return k

    def _passive(self, v: int, i: int, cue: Cue) -> bool:
        perfect = self.w.lexicon.words("perfect")
        if cue.form == "pass" and not perfect:
            return True
        if cue.form in ("pass", "participle") and perfect:
            if {self.w.low[k] for k in range(v, i)} & self.w.be:
                return True
            near = {self.w.low[k] for k in range(max(0, i - 30), min(len(self.w.low), i + 2))}
            return not near & perfect
        if cue.form not in ("past", "participle"):
            return False
        forms = {self.w.low[k] for k in range(v, i)}
        return bool(forms & self.w.be)

    def _keep(self, found: Found) -> None:
        w = self.w
        found.source = self._without_citation(found.source)
        for a, b in found.content:
            for k in (a, b - 1):
                if 0 <= k < len(w.mark) and w.mark[k] >= 0:
                    self.claimed.add(w.mark[k])
            for k in range(a, b):
                if w.mark[k] >= 0:
                    self.claimed.add(w.mark[k])
        self.found.append(found)

    def _without_citation(self, source: Range | None) -> Range | None:
        """A source without "citing diplomats", which says where it has it from."""
        if source is None:
            return None
        w = self.w
        first = w.citing_first
        if not any(low in first for low in w.low[source[0] + 1 : source[1]]):
            return source
        for phrase in sorted(w.lexicon.words("citing")):
            parts = phrase.split()
            for k in range(source[0] + 1, source[1] - len(parts)):
                if w.low[k : k + len(parts)] == parts:
                    return source[0], k - 1 if w.raw[k - 1] == "," else k
        return source

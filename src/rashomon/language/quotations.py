"""Quotation marks of a text, paired.

Real text mixes conventions: curly, straight, doubled single marks and guillemets, single marks that are mostly
apostrophes, marks that mean inches, marks that are never closed. Every paragraph is read on its own and in one pass.
Which mark opens and which closes in a language comes from the packs (`[quotation]`, after CLDR's delimiters).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TypeAlias

import msgspec

from .packs import load_pack

_PARAGRAPH = re.compile(r"[^\n]+")
_MARK = re.compile(r"\"+|``|''|‘‘|’’|[“”„‟«»″〝〞「」『』‹›]|[‘’‚'‛]")
_ELISION = re.compile(r"[’'‘](?:\d0s|em\b|til\b|tis\b|twas\b|cause\b|n[’'‘])", re.IGNORECASE)
_OPENS_AFTER = frozenset("([{<—–-―/“«„\"‘'‚…:>|*")
_CLOSES_BEFORE = frozenset(".,;:!?)]}—–-―…/”»“\"’'|*")
_SINGLE = frozenset("‘’‚'‛‹›")
_SENTENCE_ENDS = frozenset(".!?…,")
_MIXED = {"“": ('"', '"'), '"': ("“", "”")}
"""For marks of two conventions that one text mixes: what else may close them, after what opens and closes inside."""
_REACH = 200
"""How many marks away a closing one is looked for: no real quotation holds more, and it keeps the work linear."""

Pairs: TypeAlias = dict[str, tuple[str, ...]]


class Quotation(msgspec.Struct, frozen=True, array_like=True):
    """A quoted stretch: `[start, end)` with its marks, `[inner_start, inner_end)` without.

    `mark` is the opening mark as written; `closed` tells whether a closing one was found.
    """

    start: int
    end: int
    inner_start: int
    inner_end: int
    mark: str
    closed: bool


def quotations(text: str, language: str) -> tuple[Quotation, ...]:
    """The outermost quoted stretches of a text, sorted by place; none crosses a line break or another.

    >>> [text[q.inner_start:q.inner_end] for text in ['He said “no” and "go".'] for q in quotations(text, "en")]
    ['no', 'go']
    """
    pairs = _pairs(language)
    found: list[Quotation] = []
    for paragraph in _PARAGRAPH.finditer(text):
        found.extend(_in_stretch(text, paragraph.start(), paragraph.end(), pairs))
    return tuple(found)


def nested_quotations(text: str, language: str, outer: Quotation) -> tuple[Quotation, ...]:
    """The quoted stretches inside a quotation, such as ‘no’ in “She said ‘no’ to me”.

    >>> text = "“She said ‘no’ to me.”"
    >>> [text[n.start:n.end] for q in quotations(text, "en") for n in nested_quotations(text, "en", q)]
    ['‘no’']
    """
    return tuple(_in_stretch(text, outer.inner_start, outer.inner_end, _pairs(language)))


@lru_cache(maxsize=32)
def _pairs(language: str) -> Pairs:
    """Opening mark → the marks that close it; the language's own conventions before the common ones."""
    section = load_pack(language).section("quotation")
    pairs: Pairs = {}
    for pair in (*section.get("pairs", ()), *section.get("common", ())):
        opening, closing = pair.split()
        if closing not in pairs.get(opening, ()):
            pairs[opening] = (*pairs.get(opening, ()), closing)
    return pairs


def _in_stretch(text: str, begin: int, stop: int, pairs: Pairs) -> list[Quotation]:
    marks = [m for m in _MARK.finditer(text, begin, stop) if not _within_word(text, m.start(), m.end())]
    if not marks:
        return []
    doubles = [m for m in marks if m.group()[0] == '"' and len(m.group()) != 2]
    inches = _inches(text, doubles)
    found: list[Quotation] = []
    n, count = 0, len(marks)
    closes_at = _Closers(text, marks, begin, stop)
    while n < count:
        mark = marks[n]
        n += 1
        if mark.start() in inches or not _may_open(text, mark, begin, stop, pairs):
            continue
        closing = closes_at.find(n, mark.group(), pairs, inches)
        if closing is not None:
            n, at = closing
            found.append(Quotation(mark.start(), at.end(), mark.end(), at.start(), mark.group(), True))
        elif mark.group() not in _SINGLE or (mark.group() == "‘" and not text[begin : mark.start()].strip()):
            found.append(Quotation(mark.start(), stop, mark.end(), stop, mark.group(), False))
            break
    return found


def _within_word(text: str, start: int, end: int) -> bool:
    """Whether a mark stands between two letters or digits, as an apostrophe does."""
    return start > 0 and end < len(text) and text[start - 1].isalnum() and text[end].isalnum() and end - start == 1


def _inches(text: str, doubles: list[re.Match[str]]) -> set[int]:
    """Straight marks after a number that are inches: those whose removal makes the number of marks even."""
    after_number = [m.start() for m in doubles if m.start() and text[m.start() - 1].isdigit()]
    if not after_number:
        return set()
    if len(after_number) == len(doubles):
        return set(after_number)
    if len(doubles) % 2:
        return {after_number[0]}
    return set()


def _may_open(text: str, mark: re.Match[str], begin: int, stop: int, pairs: Pairs) -> bool:
    sign = '"' if mark.group()[0] == '"' else mark.group()
    before = text[mark.start() - 1] if mark.start() > begin else " "
    after = text[mark.end()] if mark.end() < stop else " "
    free_before = before.isspace() or before in _OPENS_AFTER
    if sign in _SINGLE:
        return sign in pairs and free_before and not after.isspace() and not _ELISION.match(text, mark.start())
    if sign in ("’’", "”"):
        return sign in pairs and free_before and not after.isspace()
    return sign in pairs and (free_before or not before.isalnum() or sign in "„«“‟「『〝")


class _Closers:
    """Finds the mark that closes one; remembers which signs no longer occur, so that no paragraph is read twice."""

    def __init__(self, text: str, marks: list[re.Match[str]], begin: int, stop: int) -> None:
        self.text, self.marks, self.begin, self.stop = text, marks, begin, stop
        self.last: dict[str, int] = {m.group(): n for n, m in enumerate(marks)}

    def find(self, n: int, opening: str, pairs: Pairs, inches: set[int]) -> tuple[int, re.Match[str]] | None:
        sign = '"' if opening[0] == '"' else opening
        closers = pairs[sign]
        if max((self.last.get(c, -1) for c in (*closers, opening, *_MIXED.get(sign, ()))), default=-1) < n:
            return None
        single = sign in _SINGLE
        doubtful: tuple[int, re.Match[str]] | None = None
        depth = inside = 0
        for k in range(n, min(n + _REACH, len(self.marks))):
            mark = self.marks[k]
            group = '"' if mark.group()[0] == '"' else mark.group()
            if mark.start() in inches:
                continue
            if group in _MIXED.get(sign, ()):
                inside += self._mixed(mark, group)
                if inside < 0:
                    return k + 1, mark
            if group == sign and group not in closers:
                if doubtful is not None:
                    return doubtful
                if self._closes_though_opening(mark):
                    return k + 1, mark
                depth += self._balanced(k, sign, closers)
            elif group in closers:
                if not self._may_close(mark, single):
                    if single and self._opens(mark) and doubtful:
                        return doubtful
                    continue
                if single and self._possessive(mark):
                    doubtful = doubtful or (k + 1, mark)
                    continue
                if depth:
                    depth -= 1
                    continue
                return k + 1, mark
        return doubtful

    def _mixed(self, mark: re.Match[str], group: str) -> int:
        """What a mark of another convention adds to the open ones inside: 1 where it opens, -1 where it closes."""
        if group != '"':
            return 1 if group == "“" else -1
        after = self.text[mark.end()] if mark.end() < self.stop else " "
        before = self.text[mark.start() - 1]
        if (before.isspace() or before in "“‘([") and not after.isspace():
            return 1
        return -1 if self._may_close(mark, True) else 0

    def _balanced(self, k: int, sign: str, closers: tuple[str, ...]) -> int:
        """1 where a mark that opens again has a closing mark of its own before the next one but one, else 0."""
        seen = 0
        for mark in self.marks[k + 1 : k + 4]:
            if mark.group() == sign:
                return 0
            seen += mark.group() in closers
        return 1 if seen >= 2 else 0

    def _closes_though_opening(self, mark: re.Match[str]) -> bool:
        """Whether an opening mark stands where only a closing one can, as in “this“: after a word, before a space."""
        before = self.text[max(self.begin, mark.start() - 2) : mark.start()]
        after = self.text[mark.end() : mark.end() + 1] if mark.end() < self.stop else ""
        if (not after or after in ",.;") and before.strip()[-1:] in _SENTENCE_ENDS and before.strip():
            return True
        touches = before[-1:].isalnum() or before[-1:] in _SENTENCE_ENDS
        return bool(before[-1:]) and touches and (not after or after.isspace() or after in ",.;:?!)")

    def _opens(self, mark: re.Match[str]) -> bool:
        before = self.text[mark.start() - 1] if mark.start() > self.begin else " "
        return before.isspace()

    def _may_close(self, mark: re.Match[str], single: bool) -> bool:
        before = self.text[mark.start() - 1] if mark.start() > self.begin else " "
        after = self.text[mark.end()] if mark.end() < self.stop else " "
        if single:
            return not before.isspace() and (after.isspace() or after in _CLOSES_BEFORE)
        if mark.group()[0] == '"':
            return not (before.isspace() and not after.isspace() and after not in _CLOSES_BEFORE)
        return True

    def _possessive(self, mark: re.Match[str]) -> bool:
        """A single mark after s and before a small letter, such as in "the workers' rights"."""
        before, after = self.text[mark.start() - 1], self.text[mark.end() : mark.end() + 2]
        return before in "sSzx" and len(after) == 2 and after[0] == " " and after[1].islower()

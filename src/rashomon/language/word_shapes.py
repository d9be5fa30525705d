"""The words of a text with their shapes: capitals, possessives, beginnings of sentences, lines of print."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Container, Sequence
from itertools import accumulate
from operator import add
from typing import NamedTuple

from ..model.readings import Sentence
from .memo import Memo

_TOKEN = re.compile(
    r"(?:[^\W\d_]\.){2,}(?:[^\W\d_](?![^\W\d_]))?"
    r"|\d+(?:[.,]\d+)+(?![^\W_])"
    r"|[^\W_]+(?:['’ʼ‑\-&][^\W_]+)*(?:\.(?:com|org|net|gov|edu|info|co|io|tv|ru|de|fr|es|uk|eu|ua|kz)\b)?"
)
_PIECES = re.compile(f"([A-Za-z]+(?=[ ,])|{_TOKEN.pattern})( (?=[^\\W_])|[\\W_]*)")
"""A word and what stands between it and the next; plain words before a space, the commonest, are tried first."""
_PLURAL_OWNER = re.compile(r"(?<=[sS])(?=['’] )")
OPENS = re.compile(r"[.!?…:;•“„«\"‘\[\n]|[–—]|\s-+\s|^-")
_INNER_CAPITAL = re.compile(r"^(?:al|el|as|an|ar|ash|at|bin|ibn|d|l|o|mc|mac)[-'’]?[A-ZÀ-ÞА-Я]")
_OWN = re.compile(r"['’ʼ]s$|['’ʼ]S$")
_COMPOUND = re.compile(
    r"[^\W_][-‑](?:[a-z]+ed|led|run|born|era|style|wide|like|friendly|bound|made|built|held|elect|linked|born)$"
)
ADJECTIVE_END = re.compile(r"(?:al|ic|ive|ous|ish|ern|ary|ist|less|ful|able|ible|ese)$")

_LONG = 4
"""Letters of a word whose capital tells something about its line."""
_TITLED = 0.65
"""Share of capitals among words of four letters and more from which a line is one of print, such as a headline."""
_FEWEST = 3
"""Long words that a line of print has at least."""
_LONGEST_LINE = 250
"""Code points from which a sentence is no line of print."""


def _is_capital(word: str) -> bool:
    """Whether a word is written as a name: a capital, or one behind "al-"; "Ohio-based" is an adjective."""
    if word.isalpha():
        return word[0].isupper()
    return (word[0].isupper() and not _COMPOUND.search(word)) or _INNER_CAPITAL.match(word) is not None


class _Shape(NamedTuple):
    """What a token is by itself: its word, without the first `cut` code points ("ex-") and without "'s"."""

    word: str
    lower: str
    capital: bool
    own: bool
    cut: int
    whole: bool


def _shape(token: str) -> _Shape:
    word, own, cut = token, False, 0
    if not token.isalpha():
        if word[3:4].isupper() and word[:3] in ("ex-", "ex‑", "Ex-"):
            word, cut = word[3:], 3
        if len(word) > 2 and _OWN.search(word):
            own, word = True, word[:-2]
    return _Shape(word, word.lower().replace("’", "'"), _is_capital(word), own, cut, word == token)


APART, BESIDE, POINT = 0, 1, 2
"""How a word stands to the one before: apart, right beside it, or beside it behind a point."""


def _gap(gap: str) -> tuple[int, bool]:
    """How a gap joins the words around it, and whether a sentence may begin behind it."""
    if gap == " ":
        return BESIDE, False
    opens = OPENS.search(gap) is not None
    if gap in ("\u00a0", "\u202f", "  ", "/"):
        return BESIDE, opens
    return (POINT if gap.strip() == "." and "\n" not in gap else APART), opens


_SHAPES: Memo[str, _Shape] = Memo(_shape)
_GAPS: Memo[str, tuple[int, bool]] = Memo(_gap)


class Words:
    """The words of a text as parallel lists, with what spotting asks of each."""

    __slots__ = (
        "caps", "ends", "initial", "joins", "lowers", "own", "sentence", "size", "starts", "text", "titled", "words",
    )  # fmt: skip

    def __init__(self, text: str, sentences: Sequence[Sentence]) -> None:
        self.text = text
        rows = [_PIECES.findall(text, s.start, s.end) for s in sentences]
        tokens = [token for row in rows for token, _ in row]
        between = [gap for row in rows for _, gap in row]
        shapes = list(map(_SHAPES.__getitem__, tokens))
        self.size = len(tokens)
        self.words = [s[0] for s in shapes]
        self.lowers = [s[1] for s in shapes]
        self.caps = [s[2] for s in shapes]
        self.own = [s[3] for s in shapes]
        gaps = list(map(_GAPS.__getitem__, between))
        self.joins = [APART, *[g[0] for g in gaps]]
        self.initial = [False, *[g[1] for g in gaps]][: self.size]
        lengths = list(map(len, tokens))
        self._place(sentences, [len(row) for row in rows], list(map(add, lengths, map(len, between))))
        self.ends: list[int] = list(map(add, self.starts, lengths))
        self._cut([i for i, shape in enumerate(shapes) if not shape[5]], shapes)
        self._find_plural_owners()

    def __len__(self) -> int:
        return self.size

    def _place(self, sentences: Sequence[Sentence], counts: Sequence[int], sizes: Sequence[int]) -> None:
        """Where the words start, in which sentence, which begin one, and which stand in a line of print."""
        self.starts: list[int] = []
        self.titled: list[bool] = []
        self.sentence: list[int] = []
        at, end = 0, len(self.text)
        for number, (sentence, count) in enumerate(zip(sentences, counts, strict=True)):
            if not count:
                continue
            begin = min(sentence.end, end) - sum(sizes[at : at + count])
            self.starts += accumulate(sizes[at : at + count - 1], initial=begin)
            self.sentence += [number] * count
            self.joins[at] = APART
            self.initial[at] = self.text[sentence.start : begin] != " "
            self.titled += [self._is_print(sentence, at, at + count)] * count
            at += count

    def _is_print(self, sentence: Sentence, first: int, last: int) -> bool:
        """Whether the words `[first, last)` of a sentence are a line of capitals without a full stop: a headline."""
        ending = self.text[max(0, sentence.end - 2) : sentence.end].strip('”"’»)')
        if ending.endswith(".") or sentence.end - sentence.start >= _LONGEST_LINE:
            return False
        long = [
            cap for word, cap in zip(self.words[first:last], self.caps[first:last], strict=True) if len(word) >= _LONG
        ]
        return len(long) >= _FEWEST and sum(long) > _TITLED * len(long)

    def _cut(self, places: Sequence[int], shapes: Sequence[_Shape]) -> None:
        """Takes "ex-" and "'s" off the places of the words that have them."""
        for i in places:
            shape = shapes[i]
            self.starts[i] += shape.cut
            self.ends[i] = self.starts[i] + len(shape.word)
            if shape.cut:
                self.joins[i] = APART
            if shape.own:
                self.joins[i + 1] = APART

    def _find_plural_owners(self) -> None:
        """Marks "the owners' boat", where nothing but the apostrophe tells."""
        for match in _PLURAL_OWNER.finditer(self.text):
            i = bisect_left(self.ends, match.start())
            if i < len(self.ends) and self.ends[i] == match.start():
                self.own[i] = True
                self.joins[i + 1] = APART

    def joined(self, i: int, abbreviations: Container[str] = ()) -> bool:
        """Whether word `i` stands right after word `i - 1`, but for a space or the point of an initial or a title."""
        join = self.joins[i]
        return join == BESIDE or (
            join == POINT and (len(self.words[i - 1]) == 1 or self.lowers[i - 1] in abbreviations)
        )

"""Text as a string of word classes: one character a word, so that grammars are plain patterns over classes.

Times and figures are read by the same two steps. A lexicon (from the language's pack) gives each word a class, written
as one character; the grammar is a set of regular expressions over that string. The grammar is then the same for all
languages, its cost does not depend on how many words a pack lists, and every pattern is linear in the words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from itertools import accumulate
from typing import Any, NamedTuple

import msgspec

from ..language.memo import Memo
from ..model.errors import PackError

OTHER = "z"
PUNCTUATION = {
    ".": "0", ",": "1", "-": "2", "‐": "2", "‑": "2", "–": "3", "—": "3", "−": "3", "/": "4", "'": "5", "’": "5",
    "ʼ": "5", "`": "5", "‘": "5", "(": "6", ")": "7", "\n": "9",
}  # fmt: skip
"""Classes of punctuation; any other mark is "8"."""
_MARKED = {code: tuple(m for m, c in PUNCTUATION.items() if c == code) for code in sorted(set(PUNCTUATION.values()))}
"""The marks of each class."""

_PLAIN = r"\d+(?:[.,:٫٬]\d+)*"
_GROUPED = r"\d{{1,3}}(?:[{gap}]\d{{3}})+(?!\d)(?:[.,]\d+)?"
_LETTERS = r"[a-z]+[^\W\d_]*|[^\W\d_]+"
_MARKS = r"\n|[^\w\s]|_"
_ISO = r"\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d(?::\d\d)?(?:[Zz]|[+-]\d\d:?\d\d)?)?(?![\d-])"


Phrase = tuple[tuple[str, ...], str, Any]
"""Words, class and value; marks among the words are given by their class."""


class Lexicon(msgspec.Struct, frozen=True):
    """The words of one reader in one language: classes, values, phrases, and what a class asks of its surroundings.

    `codes` gives a word's class, or "@" (begins a phrase), "^" (only with a capital), "~" (only right after digits).
    """

    spaced: Any
    codes: Memo[str, str]
    plain: dict[str, str]
    values: dict[str, Any]
    phrases: dict[str, dict[str, tuple[Phrase, ...]]]
    capital: dict[str, str]
    suffix: dict[str, str]


class Lexed(msgspec.Struct, frozen=True):
    """A text as classes: `codes[i]` is the class of the word at `[starts[i], ends[i])`, `words[i]` its lower case."""

    text: str
    codes: str
    starts: list[int]
    ends: list[int]
    words: list[str]
    values: dict[int, Any]

    def value(self, index: int, lexicon: Lexicon) -> Any:
        """The pack's value of a word or phrase."""
        if index in self.values:
            return self.values[index]
        return lexicon.values.get(self.words[index])

    def glued(self, index: int) -> bool:
        """Whether nothing stands between this word and the one before."""
        return index > 0 and self.ends[index - 1] == self.starts[index]


def make_lexicon(
    groups: Iterator[tuple[str, Mapping[str, Any]]],
    *,
    digits: Callable[[str], str],
    spaced_thousands: bool = False,
    capital: str = "",
    suffix: str = "",
) -> Lexicon:
    """A lexicon of `(class, {word: value})` groups; a later group does not take a word from an earlier one.

    `capital` and `suffix` name the classes whose words count only with a capital or only right after digits.
    """
    classes: dict[str, str] = {}
    values: dict[str, Any] = {}
    phrases: dict[str, list[Phrase]] = {}
    held: dict[str, dict[str, str]] = {"^": {}, "~": {}}
    token = _token_pattern(spaced_thousands)
    for code, words in groups:
        for word, value in words.items():
            parts = tuple(token.findall(word.lower()))
            if not parts:
                raise PackError(code, f"{word!r} is no word")
            if len(parts) > 1:
                phrases.setdefault(parts[0], []).append((parts, code, value))
            elif code in capital:
                if held["^"].setdefault(parts[0], code) == code:
                    values.setdefault(parts[0], value)
            elif code in suffix:
                held["~"].setdefault(parts[0], code)
                values.setdefault("~" + parts[0], value)
            elif classes.setdefault(parts[0], code) == code:
                values.setdefault(parts[0], value)
    known = dict(classes)
    for mark, table in held.items():
        for word in table:
            classes[word] = mark
    for word in phrases:
        classes[word] = "@"
    coder = _coder({**PUNCTUATION, **classes}, digits)
    return Lexicon(_spaced(spaced_thousands), Memo(coder), known, values, _index(phrases), held["^"], held["~"])


def _coder(classes: Mapping[str, str], digits: Callable[[str], str]) -> Callable[[str], str]:
    def code(word: str) -> str:
        known = classes.get(word)
        return known or (OTHER if word[0].isalpha() else digits(word) if word[0].isdigit() else "8")

    return code


def _index(phrases: dict[str, list[Phrase]]) -> dict[str, dict[str, tuple[Phrase, ...]]]:
    """Phrases by first and second word, longest first; first words are common ones (in, the), so this saves much."""
    found: dict[str, dict[str, list[Phrase]]] = {}
    for first, rows in phrases.items():
        for parts, code, value in sorted(rows, key=lambda row: -len(row[0])):
            plain = tuple(PUNCTUATION.get(p, p) for p in parts)
            for second in _MARKED.get(plain[1], (plain[1],)):
                found.setdefault(first, {}).setdefault(second, []).append((plain, code, value))
    return {first: {second: tuple(rows) for second, rows in by.items()} for first, by in found.items()}


def _token_pattern(spaced_thousands: bool) -> re.Pattern[str]:
    gap = "\u00a0\u202f\u2009" + (" " if spaced_thousands else "")
    return re.compile(f"{_LETTERS}|{_ISO}|{_GROUPED.format(gap=gap)}|{_PLAIN}|{_MARKS}")


@lru_cache(maxsize=2)
def _spaced(spaced_thousands: bool) -> re.Pattern[str]:
    """A word and the blanks behind it; one pattern for all lexicons, so that they share a text's words."""
    return re.compile(f"({_token_pattern(spaced_thousands).pattern})([^\\S\\n]*)")


def lower_in_place(text: str) -> str:
    """Lower case of the same length: the few letters that grow (İ) stay as they are.

    >>> len(lower_in_place("İSTANBUL"))
    8
    """
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


class _Pieces(NamedTuple):
    """The words of a text in lower case, and their places."""

    words: list[str]
    starts: list[int]
    ends: list[int]


@lru_cache(maxsize=2)
def _pieces(text: str, spaced: re.Pattern[str]) -> _Pieces:
    """The words of a text, kept for the next reader of the same text, who must not change them."""
    low = lower_in_place(text)
    found = spaced.findall(low)
    words = [word for word, _ in found]
    sizes = [len(word) + len(gap) for word, gap in found]
    starts = list(accumulate(sizes, initial=len(low) - sum(sizes)))[: len(words)]
    return _Pieces(words, starts, [start + len(word) for start, word in zip(starts, words, strict=True)])


def lex(text: str, lexicon: Lexicon) -> Lexed:
    """The text as classes; linear in its length."""
    words, starts, ends = _pieces(text, lexicon.spaced)
    joined = "".join(map(lexicon.codes.__getitem__, words))
    if _SPECIAL.search(joined) is None:
        return Lexed(text, joined, starts, ends, words, {})
    return _settle(Lexed(text, joined, starts, ends[:], words[:], {}), lexicon)


_SPECIAL = re.compile(r"[@^~]")


def _settle(lexed: Lexed, lexicon: Lexicon) -> Lexed:
    """Decide the classes that depend on the neighbours, and join phrases into one word."""
    text, joined, starts, ends, words, values = (
        lexed.text, lexed.codes, lexed.starts, lexed.ends, lexed.words, lexed.values,
    )  # fmt: skip
    codes = list(joined)
    gone: list[tuple[int, int]] = []
    done = -1
    last = len(words) - 1
    for m in _SPECIAL.finditer(joined):
        i = m.start()
        if i < done:
            continue
        word = words[i]
        rows = lexicon.phrases[word].get(words[i + 1]) if joined[i] == "@" and i < last else None
        found = _phrase(words, i, rows) if rows else None
        if found is not None:
            parts, codes[i], values[i] = found
            done = i + len(parts)
            ends[i] = ends[done - 1]
            words[i] = text[starts[i] : ends[i]].lower()
            gone.append((i + 1, done))
        elif word in lexicon.capital or word in lexicon.suffix:
            codes[i] = _alone(lexed, i, lexicon)
        else:
            codes[i] = lexicon.plain.get(word) or PUNCTUATION.get(word, OTHER)
    settled = Lexed(text, "".join(codes), starts, ends, words, values)
    return _without(settled, gone) if gone else settled


def _phrase(words: list[str], i: int, rows: tuple[Phrase, ...]) -> Phrase | None:
    """The longest of the phrases with these first two words that goes on as the text does."""
    for row in rows:
        parts = row[0]
        n = len(parts)
        if n == 2 or tuple(PUNCTUATION.get(w, w) for w in words[i + 1 : i + n]) == parts[1:]:
            return row
    return None


def _alone(lexed: Lexed, i: int, lexicon: Lexicon) -> str:
    """The class of a word that counts only with a capital, or only right after digits."""
    words, starts, ends = lexed.words, lexed.starts, lexed.ends
    word = words[i]
    if word in lexicon.capital and lexed.text[starts[i]].isupper():
        return lexicon.capital[word]
    if word in lexicon.suffix:
        back = i - 1
        if back > 0 and PUNCTUATION.get(words[back]) == "2" and ends[back] == starts[i]:
            back -= 1
        if back >= 0 and words[back][0].isdigit() and ends[i - 1] == starts[i] and ends[back] >= starts[i - 1]:
            lexed.values[i] = lexicon.values.get("~" + word)
            return lexicon.suffix[word]
    return lexicon.plain.get(word) or PUNCTUATION.get(word, OTHER)


def _without(lexed: Lexed, gone: list[tuple[int, int]]) -> Lexed:
    """Drop the words that a phrase has taken in."""
    keep: list[tuple[int, int]] = []
    at = 0
    for start, end in gone:
        keep.append((at, start))
        at = end
    keep.append((at, len(lexed.words)))
    values: dict[int, Any] = {}
    shift = 0
    blocks = iter([*gone, (len(lexed.words) + 1, 0)])
    start, end = next(blocks)
    for i in sorted(lexed.values):
        while i >= end and end:
            shift += end - start
            start, end = next(blocks)
        values[i - shift] = lexed.values[i]
    starts: list[int] = []
    ends: list[int] = []
    words: list[str] = []
    for a, b in keep:
        starts += lexed.starts[a:b]
        ends += lexed.ends[a:b]
        words += lexed.words[a:b]
    codes = "".join(lexed.codes[a:b] for a, b in keep)
    return Lexed(lexed.text, codes, starts, ends, words, values)

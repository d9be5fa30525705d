"""Sentences of a text.

A point ends a sentence unless the pack knows the word before it as an abbreviation, it is an initial or an ordinal, or
what follows begins small. Every point is decided from the few characters around it, so that the work grows with the
length of the text and not with the length of its sentences.
"""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec

from ..model.readings import Sentence
from .packs import load_pack

_PARAGRAPH = re.compile(r"[^\n]+")
_END = re.compile(
    r"""(?P<stop>[.!?…。！？]+)(?P<close>\s?["'“”’»“)\]]+(?=\s|$)|["'“”’»)\]]*)(?=\s+(?P<next>["'“‘«„(\[—–\-]*\s?[^\W_])|\s*$)|[。！？]|…(?=[“«„])""",
)
_BEFORE = re.compile(r"[^\s(\[{“‘«„\"/]+$")
_INITIALS = re.compile(r"^(?:[^\W\d_]\.-?)*[^\W\d_]$")


class _Rules(msgspec.Struct, frozen=True):
    """What the pack knows: words that a point belongs to, and those of them that may still end a sentence."""

    abbreviations: frozenset[str]
    may_end: frozenset[str]
    starters: frozenset[str]
    ordinals: bool


@lru_cache(maxsize=32)
def _rules(language: str) -> _Rules:
    section = load_pack(language).section("sentences")
    return _Rules(
        frozenset(w.lower() for w in section.get("abbreviations", ())),
        frozenset(w.lower() for w in section.get("may_end", ())),
        frozenset(section.get("starters", ())),
        bool(section.get("ordinals", False)),
    )


def split_sentences(text: str, language: str) -> tuple[Sentence, ...]:
    """The sentences of a text; none crosses a line break, and white space at their edges is left out.

    >>> [s.start for s in split_sentences("One. Mr. Two went. Three", "en")]
    [0, 5, 19]
    """
    rules = _rules(language)
    found: list[Sentence] = []
    for number, paragraph in enumerate(_PARAGRAPH.finditer(text)):
        begin = paragraph.start()
        for end in _END.finditer(text, paragraph.start(), paragraph.end()):
            if end.end() > begin and _ends(text, begin, end, rules):
                _add(found, text, begin, end.end(), number)
                begin = end.end()
        _add(found, text, begin, paragraph.end(), number)
    return tuple(found)


def _ends(text: str, begin: int, end: re.Match[str], rules: _Rules) -> bool:
    following = end.group("next")
    if following is None or not following:
        return True
    first = following[-1]
    if first.islower():
        return False
    if end.group("stop") != ".":
        return True
    word = _BEFORE.search(text[max(begin, end.start() - 24) : end.start()])
    if not word or end.group("close"):
        return True
    return not _belongs(word.group().lower(), word.group(), text[end.end() : end.end() + 24], rules)


def _belongs(word: str, written: str, after: str, rules: _Rules) -> bool:
    """Whether the point belongs to the word before it."""
    next_word = after.strip().split(" ", 1)[0].rstrip(",.;:")
    if word in rules.may_end:
        return next_word not in rules.starters
    if word in rules.abbreviations:
        return True
    if _INITIALS.match(written) and written[0].isupper():
        return len(written) == 1 or next_word not in rules.starters
    return rules.ordinals and word.isdigit() and len(word) <= 2


def _add(found: list[Sentence], text: str, start: int, end: int, paragraph: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        found.append(Sentence(start, end, paragraph))

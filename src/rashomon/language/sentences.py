"""Sentences of a text."""

from __future__ import annotations

import re

from ..model.readings import Sentence

_PARAGRAPH = re.compile(r"[^\n]+")
_END = re.compile(r"""[.!?…]+["'”’»)\]]*(?=\s+["'“‘«(\[—–-]*[^\W_])""")
_SHORT = re.compile(r"(?:\b(?:[A-ZÀ-ÞА-Я]|Mr|Mrs|Ms|Dr|St|Gen|Gov|Sen|No|vs|U\.S|U\.K|г|им|тыс))\.$")


def split_sentences(text: str, language: str) -> tuple[Sentence, ...]:
    """The sentences of a text; none crosses a line break, and white space at their edges is left out.

    >>> [s.start for s in split_sentences("One. Mr. Two went. Three", "en")]
    [0, 5, 19]
    """
    found: list[Sentence] = []
    for number, paragraph in enumerate(_PARAGRAPH.finditer(text)):
        begin = paragraph.start()
        for end in _END.finditer(text, paragraph.start(), paragraph.end()):
            before = text[begin : end.start() + 1]
            if _SHORT.search(before[-8:]):
                continue
            following = text[end.end() :].lstrip()[:1] if end.end() < len(text) else ""
            if following.islower():
                continue
            _add(found, text, begin, end.end(), number)
            begin = end.end()
        _add(found, text, begin, paragraph.end(), number)
    return tuple(found)


def _add(found: list[Sentence], text: str, start: int, end: int, paragraph: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        found.append(Sentence(start, end, paragraph))

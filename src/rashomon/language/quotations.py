"""Quotation marks of a text, paired."""

from __future__ import annotations

import re

import msgspec

_PARAGRAPH = re.compile(r"[^\n]+")
_PAIRS = {"“": "”", "«": "»", "„": "“”"}


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
    """The quoted stretches of a text, sorted by place; none crosses a line break.

    >>> [text[q.inner_start:q.inner_end] for text in ['He said “no” and "go".'] for q in quotations(text, "en")]
    ['no', 'go']
    """
    found: list[Quotation] = []
    for paragraph in _PARAGRAPH.finditer(text):
        found.extend(_in_paragraph(text, paragraph.start(), paragraph.end()))
    return tuple(found)


def _in_paragraph(text: str, begin: int, stop: int) -> list[Quotation]:
    found: list[Quotation] = []
    opened, closers, mark = -1, "", ""
    for i in range(begin, stop):
        char = text[i]
        if opened < 0:
            if char in _PAIRS:
                opened, closers, mark = i, _PAIRS[char], char
            elif char == '"':
                opened, closers, mark = i, '"', char
        elif char in closers:
            found.append(Quotation(opened, i + 1, opened + 1, i, mark, True))
            opened = -1
    if opened >= 0:
        found.append(Quotation(opened, stop, opened + 1, stop, mark, False))
    return found

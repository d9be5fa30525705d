"""The paragraphs of a plain text capture, each knowing where it stood and how it was set apart."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from ..model.captures import Removed
from .mapped import MappedText

MOST = 20_000
"""Paragraphs of one capture that are looked at one by one: more of them are a log or a list and no account, and each
takes a fraction of a millisecond."""
BEYOND = f"beyond the first {MOST:,} paragraphs"
"""Why the rest of such a capture is left out of its items."""

_LINE = re.compile(r"[^\r\n]+(?:\r\n|\r|\n)?|\r\n|\r|\n")
_LIST_MARK = re.compile(r"(?:[•▪◦●‣⁃∙]\s*|[*\-–]\s{1,4}(?=\S)|\d{1,3}[.)]\s{2,}|#{1,6}[ \t]+(?=\S))")
_TERMINAL = re.compile(r"""[.!?…。！？।۔؟]["'”’»)\]]*\s*(?:\(?[A-Z]{2,5}\)?)?$""")
_WRAPPED_WIDTH = (45, 100)
"""Mail programs and terminals break lines at 60 to 80 characters; a paragraph's own last line is shorter."""


class Paragraph:
    """One paragraph: its text (white space at the ends cut), its place in the repaired text, its setting."""

    def __init__(
        self, text: MappedText, start: int, *, indent: int = 0, gap: int = 0, mark: MappedText | None = None
    ) -> None:
        self.text, self.start, self.indent, self.gap, self.mark = text, start, indent, gap, mark

    @property
    def plain(self) -> str:
        """Its characters."""
        return self.text.text

    @cached_property
    def words(self) -> int:
        """How many words; a script without spaces counts a word for two characters."""
        spaced = self.plain.count(" ") + 1
        return spaced if spaced > 3 or self.plain.isascii() else max(spaced, len(re.findall("[぀-鿿]", self.plain)) // 2)

    @cached_property
    def ends_sentence(self) -> bool:
        """Whether it ends as a sentence does."""
        return bool(_TERMINAL.search(self.plain[-60:]))

    @property
    def is_prose(self) -> bool:
        """Whether it reads like running text and not like a heading, a label or a button."""
        return self.words >= 25 or (self.words >= 8 and self.ends_sentence)

    @property
    def is_title_like(self) -> bool:
        """Whether it could be a headline: a few words that end as no sentence does, question and exclamation aside."""
        return 2 <= self.words <= 32 and self.plain[-1:] not in ".:;,…" and len(self.plain) <= 250 and not self.indent


def rest_of(paragraphs: Sequence[Paragraph]) -> Removed | None:
    """What stands behind the first `MOST` paragraphs, as one thing left out; None where nothing does."""
    rest = paragraphs[MOST:]
    if not rest:
        return None
    spans = [span for part in (rest[0].text, rest[-1].text) if (span := part.capture_span(0, len(part)))]
    text = "\n\n".join(part.plain for part in rest)
    return Removed(spans[0][0], spans[-1][1], text, BEYOND) if spans else Removed(None, None, text, BEYOND)


def paragraphs_of(whole: MappedText) -> tuple[Paragraph, ...]:
    """All paragraphs of a text; lines that a mail program broke are put together again.

    >>> [p.plain for p in paragraphs_of(MappedText.whole("One\\n\\n  two\\nthree"))]
    ['One', 'two', 'three']
    """
    return tuple(_joined(whole, list(_lines(whole))))


def _lines(whole: MappedText) -> Iterator[Paragraph]:
    gap = 0
    for found in _LINE.finditer(whole.text):
        stripped = found[0].strip()
        if not stripped:
            gap += 1
            continue
        start = found.start() + found[0].index(stripped[0])
        end = start + len(stripped)
        mark = _LIST_MARK.match(whole.text, start, end)
        body = mark.end() if mark and mark.end() < end else start
        yield Paragraph(
            whole[body:end],
            body,
            indent=start - found.start(),
            gap=gap,
            mark=whole[start:body] if body > start else None,
        )
        gap = 0


def _joined(whole: MappedText, lines: Sequence[Paragraph]) -> Iterator[Paragraph]:
    if not _is_wrapped(lines):
        yield from lines
        return
    group: list[Paragraph] = []
    for line in lines:
        if group and not _continues(group[-1], line):
            yield _one(group)
            group = []
        group.append(line)
    if group:
        yield _one(group)


def _is_wrapped(lines: Sequence[Paragraph]) -> bool:
    """Whether lines were broken at a width: many long lines of one width end in the middle of a sentence."""
    broken = [a for a, b in itertools.pairwise(lines) if b.gap == 0 and _continues(a, b)]
    widest = max((len(line.plain) for line in lines), default=0)
    return len(broken) >= 4 and len(broken) * 3 >= len(lines) and widest <= _WRAPPED_WIDTH[1]


def _continues(above: Paragraph, below: Paragraph) -> bool:
    if below.gap or below.mark or (above.indent != below.indent and below.indent > 0):
        return False
    return len(above.plain) >= _WRAPPED_WIDTH[0] and not (above.ends_sentence and len(above.plain) < 55)


def _one(group: Sequence[Paragraph]) -> Paragraph:
    first = group[0]
    if len(group) == 1:
        return first
    parts: list[MappedText | str] = []
    for line in group:
        parts += [" ", line.text] if parts else [line.text]
    return Paragraph(MappedText.join(parts), first.start, indent=first.indent, gap=first.gap, mark=first.mark)

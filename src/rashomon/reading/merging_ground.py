"""What is asked of two readings of one text that are laid over each other: which spans meet, what stands before one."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from ..model.spans import Span
from .cues import Cue, Lexicon
from .taggers import Tagged

OPENING = "“‘\"„«'"
"""Marks that open a quotation."""

REACH = 24
"""Characters before a cue in which the word before it is looked for."""


class Fragments:
    """Spans that do not overlap, each with whose it is, to be asked what stands at a place."""

    def __init__(self, spans: Iterable[tuple[Span, int]]) -> None:
        self.spans = sorted(spans, key=lambda s: (s[0].start, s[0].end))
        self.starts = [s.start for s, _ in self.spans]
        self.ends = [s.end for s, _ in self.spans]

    def meeting(self, span: Span) -> list[int]:
        """Whose fragments share a character with a span."""
        first, last = bisect_right(self.ends, span.start), bisect_left(self.starts, span.end)
        return [self.spans[n][1] for n in range(first, last)]

    def holding(self, span: Span) -> tuple[Span, int] | None:
        """The fragment that holds a span whole, and whose it is."""
        n = bisect_right(self.starts, span.start) - 1
        return self.spans[n] if n >= 0 and self.ends[n] >= span.end else None


def within(span: Span, fragments: Sequence[Span]) -> bool:
    return any(f.start <= span.start and span.end <= f.end for f in fragments)


def is_frame(tagged: Tagged, cue: Cue) -> bool:
    """Whether an attribution around others is sure: "according to", or a cue of saying after its content."""
    assert tagged.cue is not None
    if cue.sort == "preposition":
        return True
    return cue.sort == "verb" and cue.cue_class in ("say", "report") and trails(tagged)


def trails(tagged: Tagged) -> bool:
    return tagged.cue is not None and tagged.cue.start > tagged.content[0].start


def is_relayed(cue: Span, text: str, lexicon: Lexicon) -> bool:
    """Whether a cue reads "as saying", so that its source is who is quoted and not who quotes."""
    words = lexicon.words("relay_as")
    return first_word(cue) in words or stands_after(cue, text, words)


def stands_after(span: Span, text: str, words: frozenset[str]) -> bool:
    before = text[max(0, span.start - REACH) : span.start].split()
    return bool(before) and before[-1].lower() in words


def opens_with_that(span: Span, lexicon: Lexicon) -> bool:
    return first_word(span) in lexicon.words("that")


def first_word(span: Span) -> str:
    return next(iter(span.text.lower().split(None, 1)), "")


def meet(a: Span, b: Span) -> bool:
    return a.start < b.end and b.start < a.end


def share(a: Sequence[Span], b: Sequence[Span]) -> bool:
    return any(meet(x, y) for x in a for y in b)

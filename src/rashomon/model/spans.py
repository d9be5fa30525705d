"""A span: a half-open range of code points in one text, with the words it holds."""

from __future__ import annotations

import msgspec


class Span(msgspec.Struct, frozen=True, order=True):
    """Where words stand, and the words: `text == whole[start:end]`, code points, end exclusive.

    >>> Span.of("She said no.", 4, 8)
    Span(start=4, end=8, text='said')
    """

    start: int
    end: int
    text: str

    @classmethod
    def of(cls, whole: str, start: int, end: int) -> Span:
        """The span of `whole` from `start` to `end`."""
        return cls(start, end, whole[start:end])

    def holds(self, other: Span) -> bool:
        """Whether the other span lies inside this one."""
        return self.start <= other.start and other.end <= self.end

    def meets(self, other: Span) -> bool:
        """Whether the two share at least one code point."""
        return self.start < other.end and other.start < self.end

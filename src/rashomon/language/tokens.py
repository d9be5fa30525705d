"""Words of a text, and the form in which texts are compared."""

from __future__ import annotations

import re
import unicodedata

import msgspec

WORD = re.compile(r"[^\W_]+(?:['’.,\-‑][^\W_]+)*")
"""A run of letters and digits with inner apostrophes, points, commas and hyphens."""

_STRAIGHT = str.maketrans(
    {
        "’": "'", "‘": "'", "ʼ": "'", "′": "'", "`": "'",
        "“": '"', "”": '"', "„": '"', "‟": '"', "«": '"', "»": '"', "″": '"',
        "\u00a0": " ", "\u202f": " ", "\u2009": " ", "‑": "-", "‐": "-",
    }
)  # fmt: skip


class Token(msgspec.Struct, frozen=True, array_like=True):
    """A word and its place."""

    start: int
    end: int
    text: str


def words(text: str) -> list[Token]:
    """The words of a text, with their places.

    >>> [t.text for t in words("Mr. O’Neil paid $1,200.50.")]
    ['Mr', 'O’Neil', 'paid', '1,200.50']
    """
    return [Token(m.start(), m.end(), m.group()) for m in WORD.finditer(text)]


def straighten(text: str) -> str:
    """The text with straight quotation marks, plain hyphens and plain spaces; every character keeps its place."""
    return text.translate(_STRAIGHT)


def fold(text: str) -> str:
    """The form in which two texts are compared: lower case, straight marks, single spaces, compatibility forms joined.

    >>> fold("“No,”\\n she said")
    '"no," she said'
    """
    return " ".join(unicodedata.normalize("NFKC", straighten(text)).lower().split())


def folded_words(text: str) -> list[str]:
    """The words of a text in the form in which they are compared."""
    return [m.group() for m in WORD.finditer(straighten(text).lower())]

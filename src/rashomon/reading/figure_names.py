"""Number words that are part of a name: the Final Four, the Seven Sisters; they count nothing.

Within a sentence of ordinary print no language of the packs writes a number word with a capital, so that one with a
capital there belongs to a name. Where print itself has capitals (a headline, the first word of a sentence or of a
quotation, what follows a colon or dash) nothing is told.
"""

from __future__ import annotations

from .lexemes import Lexed

_LONG = 4
"""Letters from which a word within a headline has a capital; shorter ones are spared in English."""
_LOOKED_AT = 40
"""Words of a sentence that are looked at on either side, so that a text without full stops costs no more."""


def is_name(lexed: Lexed, start: int, first: int, last: int) -> bool:
    """Whether the number word at `start` has a capital for being part of a name; its sentence is
    `[first, last)`.

    >>> from .figure_grammar import figure_grammar
    >>> from .lexemes import lex
    >>> lexicon = figure_grammar("en").lexicon
    >>> for text in ("He won the Final Four games.", "Four boats sank.", "Storm Sinks Four Boats Near Harbour"):
    ...     lexed = lex(text, lexicon)
    ...     is_name(lexed, lexed.words.index("four"), 0, len(lexed.words))
    True
    False
    False
    """
    if start == 0 or not lexed.text[lexed.starts[start]].isupper():
        return False
    if start <= first or not lexed.words[start - 1][-1].isalnum():
        return False
    return not _in_capitals(lexed, max(first, start - _LOOKED_AT), min(last, start + _LOOKED_AT))


def _in_capitals(lexed: Lexed, first: int, last: int) -> bool:
    """Whether words print nearly all their long words with capitals, as a headline does."""
    long = [i for i in range(first, last) if lexed.ends[i] - lexed.starts[i] >= _LONG and lexed.words[i].isalpha()]
    small = sum(lexed.text[lexed.starts[i]].islower() for i in long)
    return 5 * small < len(long)

"""Numbers that are part of a name, and count nothing: the Final Four, the Orca 900, a new 737.

Within a sentence of ordinary print no language of the packs writes a number word with a capital, so that one with a
capital there belongs to a name. Where print itself has capitals (a headline, the first word of a sentence or of a
quotation, what follows a colon or dash) nothing is told.
"""

from __future__ import annotations

from .figure_grammar import FigureGrammar
from .figure_parts import is_plural
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


_AHEAD = 3
"""Words between a count and a number that names what is counted ("five new 737 aircraft")."""


def is_model(lexed: Lexed, grammar: FigureGrammar, start: int, end: int) -> bool:
    """Whether the digits at words `[start, end)` name a thing: within another count, or behind a name that has them.

    A name with a capital inside ("eShip 4") or a version ("Orca 2.0") need stand once, others twice.

    >>> from .figure_grammar import figure_grammar
    >>> from .lexemes import lex
    >>> grammar = figure_grammar("en")
    >>> for text in ("Five new 737 aircraft.", "The Orca 4 owners met; an Orca 4 sank.", "In London 4 boats sank."):
    ...     lexed = lex(text, grammar.lexicon)
    ...     at = next(i for i, w in enumerate(lexed.words) if w.isdigit())
    ...     is_model(lexed, grammar, at, at + 1)
    True
    True
    False
    """
    word = lexed.words[start]
    if start == 0 or lexed.codes[start] not in "dkyn" or "," in word or lexed.codes[end : end + 1] in tuple("%UCSx2"):
        return False
    if _within_count(lexed, grammar, start, end):
        return True
    name = lexed.text[lexed.starts[start - 1] : lexed.ends[start - 1]]
    if lexed.codes[start - 1] != "z" or name.islower() or lexed.ends[start - 1] + 1 != lexed.starts[start]:
        return False
    if word.endswith(".0") or not (name[1:].islower() or name.isupper() or len(name) < 2):
        return True
    return lexed.text.count(f"{name} {word}", 0, _LOOKED_THROUGH) > 1


def _within_count(lexed: Lexed, grammar: FigureGrammar, start: int, end: int) -> bool:
    """Whether another count stands before the qualifiers of this number: "five new 737 aircraft"."""
    if not lexed.words[start].isdecimal():
        return False
    i = start - 1
    while i > max(0, start - 1 - _AHEAD) and lexed.codes[i] == "z" and not is_plural(grammar, lexed.words[i]):
        i -= 1
    return i < start - 1 and lexed.codes[i] in "wdkyn" and not lexed.glued(i) and lexed.codes[end : end + 1] == "z"


_LOOKED_THROUGH = 20_000
"""Code points in which a name is looked for again."""

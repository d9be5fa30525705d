"""What a number counts that has no noun behind it: the subject of the verb that says where a count stands or went.

"Border arrests fell last year to 400,000" counts border arrests; "the number of visitors was only 238" visitors.
"""

from __future__ import annotations

from .figure_grammar import FigureGrammar
from .figure_parts import NUMBERS, noun_words, said
from .figure_records import Numeral
from .lexemes import Lexed

_REACH = 16
"""Words before the number within which its verb is looked for. (Our choice.)"""
_LONGEST = 8
"""Words of a subject."""
_BETWEEN = 4
"""Auxiliaries and adverbs between a subject and its verb."""
_PHRASES = 3
"""Noun groups before the verb: "the number | of visitors in Harbour City | in spring"."""


def subject_of(lexed: Lexed, grammar: FigureGrammar, numeral: Numeral, first: int) -> str | None:
    """The noun group that a number is told of, in lower case; `first` is the first word of its sentence.

    >>> from .figure_grammar import figure_grammar
    >>> from .lexemes import lex
    >>> grammar = figure_grammar("en")
    >>> lexed = lex("Ferry bookings have fallen in spring, to 40,000 from a peak of 90,000.", grammar.lexicon)
    >>> subject_of(lexed, grammar, Numeral(8, 8, 9, 40000, 40000, None, None, "digits"), 0)
    'ferry bookings'
    """
    at = before_modifiers(lexed, numeral)
    if (told := _number_of(lexed, grammar, at, first)) is not None:
        return told
    verb = _verb_before(lexed, grammar, at, first)
    if verb is None:
        return None
    end = verb
    while end > first and verb - end < _BETWEEN and _is_between(lexed, grammar, end - 1):
        end -= 1
    start, end = _noun_group(lexed, grammar, first, end)
    if start >= end or lexed.words[end - 1] in grammar.number_nouns:
        return None
    if lexed.words[verb] in grammar.stands and _is_one(lexed, grammar, start, end, first):
        return None
    return lexed.text[lexed.starts[start] : lexed.ends[end - 1]].lower()


def is_led(lexed: Lexed, grammar: FigureGrammar, numeral: Numeral) -> bool:
    """Whether something stands before a number that may tie it to a verb: a quick look, since few have it."""
    at = before_modifiers(lexed, numeral)
    return at > 0 and (lexed.words[at - 1] in grammar.leads or lexed.codes[at] in "TM")


def before_modifiers(lexed: Lexed, numeral: Numeral) -> int:
    """The first word of a number with all that modifies it: "a peak of", "only"."""
    at = numeral.begin
    while at and lexed.codes[at - 1] == "M":
        at -= 1
    return at


def _number_of(lexed: Lexed, grammar: FigureGrammar, at: int, first: int) -> str | None:
    """What a count before the number is of: "the number of homes without power rose to 300", "put the number … at"."""
    if lexed.codes[at] != "T" and (at <= first or lexed.words[at - 1] not in grammar.steps | grammar.stands):
        return None
    for i in range(at - 1, max(first, at - _REACH) - 1, -1):
        if lexed.codes[i] in "089" or lexed.codes[i] in NUMBERS:
            return None
        if lexed.words[i] in grammar.number_nouns and (of := _of(lexed, grammar, i + 1)):
            words = noun_words(lexed, grammar, of, at, skip_articles=True)
            return said(lexed, words) if words else None
    return None


def _of(lexed: Lexed, grammar: FigureGrammar, i: int) -> int | None:
    """Where that begins of which a number is told."""
    if lexed.codes[i] == "g":
        return i + 1
    return i if grammar.settings.get("genitive") else None


def _verb_before(lexed: Lexed, grammar: FigureGrammar, at: int, first: int) -> int | None:
    """The verb that says where a count stands or went, where no sentence ends between."""
    if lexed.codes[at] == "T":
        return at
    before = lexed.words[at - 1] if at > first else ""
    if before in grammar.stands:
        return at - 1
    if before not in grammar.steps:
        return None
    for i in range(at - 2, max(first, at - _REACH) - 1, -1):
        if lexed.words[i] in grammar.moves or lexed.codes[i] == "T":
            return i
        if lexed.codes[i] in "089":
            return None
    return None


def _is_between(lexed: Lexed, grammar: FigureGrammar, i: int) -> bool:
    """Whether a word stands between subject and verb: an auxiliary, an adverb, a relative pronoun."""
    word = lexed.words[i]
    return (
        word in grammar.relatives
        or word in grammar.stands
        or word in grammar.auxiliaries
        or word.endswith(grammar.adverb_ends)
    )


def _noun_group(lexed: Lexed, grammar: FigureGrammar, first: int, end: int) -> tuple[int, int]:
    """The noun group before a verb, left of what only says where or when; "the number of" is taken off."""
    start = end
    for _ in range(_PHRASES):
        start = group_start(lexed, first, end)
        before = start - 1
        while before >= first and lexed.words[before] in grammar.determiners:
            before -= 1
        if before < first or lexed.words[before] not in grammar.prepositions:
            break
        end = before
    if start > first and not _begins(lexed, grammar, start - 1):
        return end, end
    for i in range(start + 1, end):
        if lexed.codes[i] == "g" and lexed.words[i - 1] in grammar.number_nouns:
            start = i + 1
            while start < end and lexed.words[start] in grammar.determiners:
                start += 1
            break
    return start, end


def _begins(lexed: Lexed, grammar: FigureGrammar, before: int) -> bool:
    """Whether a noun group can begin behind a word: a determiner, a mark, a preposition, or what opens a clause."""
    word = lexed.words[before]
    if lexed.codes[before] in "1389" or word in grammar.determiners or word in grammar.prepositions:
        return True
    return lexed.codes[before] == "a" or word in grammar.openers


def group_start(lexed: Lexed, first: int, end: int) -> int:
    """Where the noun group that ends here begins: its words, and past "of the"."""
    start = end
    codes = lexed.codes
    while start > first and end - start < _LONGEST:
        if codes[start - 1] in "zKUo" or (codes[start - 1] == "g" and start < end):
            start -= 1
        elif start < end and start - 1 > first and codes[start - 1] in "sa" and codes[start - 2] == "g":
            start -= 2
        else:
            break
    while start < end and codes[start] in "gsa":
        start += 1
    return start


def _is_one(lexed: Lexed, grammar: FigureGrammar, start: int, end: int, first: int) -> bool:
    """Whether the subject is somebody or something named, which is no count: "Miller was only 46"."""
    if lexed.words[end - 1] in grammar.people or lexed.words[end - 1].endswith(grammar.plural_ends or ("\0",)):
        return False
    capitals = all(lexed.text[lexed.starts[i]].isupper() for i in range(start, end))
    return capitals and (start > first or end - start < 3)

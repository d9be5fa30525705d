"""What happened to those whom a figure counts, and where: "six sailors were injured in Harbour City"."""

from __future__ import annotations

from collections.abc import Callable

from .figure_grammar import FigureGrammar
from .figure_records import Counted, Numeral
from .lexemes import Lexed


def actions_near(
    lexed: Lexed,
    grammar: FigureGrammar,
    numeral: Numeral,
    counted: Counted,
    stop: int,
    unit: str | None,
    is_place: Callable[[int, int], bool] | None = None,
) -> tuple[str | None, str | None]:
    """The class of what happened to those counted, and a place that stands right beside.

    `is_place` says whether the name at code points `[start, end)` may be one.
    """
    codes = lexed.codes
    action = None
    if counted.text and counted.text.rpartition(" ")[2] in grammar.unhurt:
        return None, None
    whole = numeral.low is None or numeral.low == int(numeral.low)
    if unit is None and not whole:
        return None, None
    reach = int(grammar.settings.get("action_reach", 6))
    if unit in (None, "percent"):
        action = action_among(lexed, grammar, range(numeral.end, min(stop, counted.end + reach)), "9")
        if action is None and (verb := _behind_list(lexed, grammar, counted.end, stop)):
            action = action_among(lexed, grammar, range(verb, min(stop, verb + reach)), "9")
        if action is None:
            action = action_among(lexed, grammar, range(numeral.begin - 1, max(-1, numeral.begin - 6), -1), "0198")
    place = None
    for i in range(counted.end, min(stop - 1, counted.end + 4)):
        if codes[i] in "01":
            break
        if codes[i] == "P":
            place = _place(lexed, i + 1, stop, is_place) if lexed.text[lexed.starts[i + 1]].isupper() else None
            break
    return action, place


_LIST = 40
"""Words that a list of some of those counted takes at most. (Our choice.)"""


def _behind_list(lexed: Lexed, grammar: FigureGrammar, i: int, stop: int) -> int | None:
    """The verb behind a list of some of those counted: "Six sailors, including two cooks, were injured"."""
    if lexed.codes[i : i + 1] != "1" or i + 1 >= stop or lexed.words[i + 1] not in grammar.including:
        return None
    places = range(i + 2, min(stop - 1, i + _LIST))
    return next((j + 1 for j in places if lexed.codes[j] == "1" and lexed.words[j + 1] in grammar.auxiliaries), None)


def action_among(
    lexed: Lexed, grammar: FigureGrammar, places: range, ends: str, *, without: frozenset[str] = frozenset()
) -> str | None:
    """The gravest of what stands within reach: "shot and killed" is killed.

    Ahead the next number ends the reach, back the beginning of a clause.
    """
    found = None
    ahead = places.step > 0
    for i in places:
        if (
            not 0 <= i < len(lexed.codes)
            or lexed.codes[i] in ends
            or (ahead and lexed.codes[i] in "dkynwxV" and i != places.start)
            or (not ahead and lexed.words[i] in grammar.openers)
        ):
            break
        if lexed.codes[i] == "K" and lexed.words[i] not in without and not _other_cases(lexed, grammar, i):
            action = grammar.actions.get(lexed.words[i])
            found = action if found is None or action == "killed" else found
            if not ahead:
                break
    return found


def _other_cases(lexed: Lexed, grammar: FigureGrammar, i: int) -> bool:
    """Whether "cases of …" are no cases of a disease."""
    if lexed.codes[i + 1 : i + 2] != "g" or grammar.actions.get(lexed.words[i]) != "infected" or not grammar.diseases:
        return False
    return not any(w in grammar.diseases for w in lexed.words[i + 2 : i + 5])


def _place(lexed: Lexed, i: int, stop: int, is_place: Callable[[int, int], bool] | None) -> str | None:
    end = i
    while end < stop and lexed.words[end][0].isalpha() and lexed.text[lexed.starts[end]].isupper():
        end += 1
    if lexed.codes[end : end + 1] == "5" or (is_place and not is_place(lexed.starts[i], lexed.ends[end - 1])):
        return None
    return lexed.text[lexed.starts[i] : lexed.ends[end - 1]]

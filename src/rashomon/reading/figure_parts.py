"""The parts of a figure: the number with its modifiers, the unit, the conversion, the noun counted."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from ..language.numbers import compose, digits_value, rounded
from .figure_actions import action_among
from .figure_grammar import TIME_UNITS, FigureGrammar
from .figure_records import ONE_PERSON, Counted, Numeral, Unit
from .lexemes import Lexed

NUMBERS = "dkynwx"
_QUOTES = "\"“”„«»‘’'‹›"


# --- the number ----------------------------------------------------------------------------------------------------


def numeral_at(lexed: Lexed, grammar: FigureGrammar, match: re.Match[str]) -> Numeral | None:
    """The number of a match: value, range and modifiers."""
    start, end = match.span("num")
    got = amount(lexed, grammar, start, end)
    if got is None:
        return None
    low, high, end, said = got
    second = None
    if match.group("num2") and end == match.end("num"):
        second = _range_end(lexed, grammar, match, low)
    names, kinds = _modifiers(lexed, grammar, match)
    if second is not None:
        high, end = second
        if low == high or (low is not None and low < 1000 <= (high or 0) and _multiplied(lexed, match)):
            low = low * _factor(lexed, grammar, match) if low is not None else low
        said = "from … to …"
    elif match.group("range") and not second:
        pass
    if low is not None and high is not None and low > high:
        return None
    if names in grammar.particles and _few(lexed, low, end, grammar.particles[names]):
        names, kinds = "", set()
    low, high = _bounded(low, high, kinds)
    sign = None
    if match.group("sign"):
        sign = str(lexed.value(match.start("sign"), grammar.lexicon))
    begin = match.start()
    if kinds <= {"exact"} and not match.group("change") and second is None:
        begin = match.start("sign") if sign else start
    while begin < start and lexed.codes[begin] == "M" and lexed.words[begin] not in names:
        begin += 1
    return Numeral(begin, match.start("sign") if sign else start, end, low, high, names or None, sign, said)


def _few(lexed: Lexed, low: float | None, end: int, most: int) -> bool:
    """Whether so few things follow that "over" belongs to the verb ("presided over two talks"), "about" to a noun."""
    return low is not None and low <= most and lexed.codes[end : end + 1] not in tuple("UC%2D")


def special_at(lexed: Lexed, grammar: FigureGrammar, match: re.Match[str]) -> Numeral | None:
    """Ranks, shares, ratios, ordinals and none: what is not a plain number."""
    kind = match.lastgroup or ""
    begin, (start, end) = match.start(), match.span(kind)
    if kind == "person":
        return _one_person(lexed, grammar, start)
    if kind == "none":
        if end < len(lexed.words) and lexed.words[end] in grammar.mass:
            return None
        return Numeral(start, start, start + 1, 0, 0, None, None, "none of them")
    values = [_single(lexed, grammar, i) for i in range(start, end) if lexed.codes[i] in "wdkynoafh"]
    if not values or any(v is None for v in values):
        return None
    last = values[-1] or 0
    if kind in ("rank", "ordinal"):
        if kind == "ordinal" and (last < 2 or _named(lexed, end)):
            return None
        return Numeral(start, start, end, last, last, None, None, "a place in an order", "rank")
    if kind == "every":
        if last <= 1:
            return None
        share = round(1 / last, 6)
        return Numeral(start, start, end, share, share, None, None, "one in so many", "ratio")
    if kind == "share":
        if lexed.codes[max(0, start - 3) : start] == "U&a":
            return _and_a_half(lexed, grammar, start)
        share = round((values[0] or 0) / last, 6) if len(values) > 1 and last > 1 else 0.5
        names, kinds = _modifier_words(lexed, grammar, range(begin, start))
        low, high = _bounded(share, share, kinds)
        return Numeral(begin, start, end, low, high, names or None, None, "a share", "ratio")
    first = values[0] or 0
    if not 0 < first < last <= 1000 or (match.end() < len(lexed.codes) and lexed.codes[end - 1] == "y"):
        return None
    ratio = round(first / last, 6)
    names, kinds = _modifier_words(lexed, grammar, range(begin, start))
    low, high = _bounded(ratio, ratio, kinds)
    return Numeral(begin, start, end, low, high, names or None, None, "so many out of so many", "ratio")


def _and_a_half(lexed: Lexed, grammar: FigureGrammar, half: int) -> Numeral | None:
    """ "The first hour and a half" is one and a half; after a number ("two hours and a half") that one stands."""
    unit = half - 3
    if lexed.codes[unit - 1 : unit] in tuple(NUMBERS + "V"):
        return None
    name = str(lexed.value(unit, grammar.lexicon))
    return Numeral(unit, unit, half + 1, 1.5, 1.5, None, None, "one and a half", name)


def _one_person(lexed: Lexed, grammar: FigureGrammar, article: int) -> Numeral | None:
    """ "A 16-year-old boy was killed": one person, where what happened to that person stands within the clause."""
    for i in range(article + 1, min(article + 9, len(lexed.codes))):
        if lexed.words[i] in grammar.person and lexed.codes[i + 1 : i + 2] not in ("2", "5"):
            told = range(i + 1, min(i + 7, len(lexed.codes)))
            if action_among(lexed, grammar, told, "9018", without=grammar.bare_verbs) is None:
                return None
            return Numeral(article, article, article + 1, 1, 1, None, None, ONE_PERSON, "person")
        if lexed.codes[i] not in "zdkynwo2UA":
            return None
    return None


def _single(lexed: Lexed, grammar: FigureGrammar, i: int) -> float | None:
    word = lexed.words[i]
    return digits_value(word) if word[0].isdigit() else float(lexed.value(i, grammar.lexicon))


def _named(lexed: Lexed, i: int) -> bool:
    """Whether a capitalised name follows: the Second Amendment, 42nd Street."""
    return i < len(lexed.words) and lexed.text[lexed.starts[i]].isupper()


def amount(
    lexed: Lexed, grammar: FigureGrammar, start: int, end: int
) -> tuple[float | None, float | None, int, str] | None:
    """Low and high value of number words, where they end, and how they were read."""
    codes = lexed.codes
    i = start
    if codes[i] == "V":
        low, high = lexed.value(i, grammar.lexicon)
        return low, high, i + 1, f"{lexed.words[i]}: from {low:,} to {high:,}"
    value: float | None = None
    parts: list[tuple[str, float]] = []
    while i < end:
        code = codes[i]
        if code == "2" and value is not None:
            pass
        elif code in "dkyn" and value is None and not parts:
            value = digits_value(lexed.words[i], grammar.settings.get("decimal", "."))
            if value is None:
                return None
        elif code in "wx" and (value is None or parts):
            parts.append((code, float(lexed.value(i, grammar.lexicon))))
        elif code in "xX" and value is not None:
            value = rounded(value * float(lexed.value(i, grammar.lexicon)))
        elif code == "D":
            value = rounded(
                (value if value is not None else compose(parts) or 1 if parts else value or 1)
                * float(lexed.value(i, grammar.lexicon))
            )
            parts = []
        elif code == "h":
            value, parts = ((value or 0) if value is not None else (compose(parts) or 0 if parts else 0)) + 0.5, []
        elif code == "8" and lexed.words[i] not in _QUOTES:
            return (value, value, i, "digits") if value is not None else None
        i += 1
    if parts:
        value = compose(parts)
    return (
        None if value is None else (value, value, end, "digits" if lexed.words[start][0].isdigit() else "number words")
    )


_OR = 3
"""Times by which the second of two alternatives ("30 or 40") is at most above the first. (Our choice.)"""


def _range_end(
    lexed: Lexed, grammar: FigureGrammar, match: re.Match[str], low: float | None
) -> tuple[float, int] | None:
    """The upper end of "5 to 7", "5-7", "between 5 and 7"; "5 and 7" without "between" is no range."""
    kind = match.group("range")
    if kind in "&PM" and not match.group("from"):
        return None
    if kind == "M" and lexed.value(match.start("range"), grammar.lexicon) != "high":
        return None
    got = amount(lexed, grammar, match.start("num2"), match.end("num2"))
    if got is None or got[1] is None or low is None:
        return None
    factor = _factor(lexed, grammar, match)
    if kind == "l" and not low < got[1] <= _OR * low:
        return None
    if got[1] <= low and not (factor > 1 and got[1] > low):
        return None
    if (
        kind in "23"
        and not factor > 1
        and match.end("num2") < len(lexed.words)
        and lexed.codes[match.end("num2")] in "2"
    ):
        return None
    return got[1], got[2]


def _multiplied(lexed: Lexed, match: re.Match[str]) -> bool:
    return (
        "x" in lexed.codes[match.start("num2") : match.end("num2")]
        and "x" not in lexed.codes[match.start("num") : match.end("num")]
    )


def _factor(lexed: Lexed, grammar: FigureGrammar, match: re.Match[str]) -> float:
    """The multiplier that both ends share: "2 to 3 million"."""
    if not _multiplied(lexed, match):
        return 1
    product = 1.0
    for i in range(match.start("num2"), match.end("num2")):
        if lexed.codes[i] == "x":
            product *= float(lexed.value(i, grammar.lexicon))
    return rounded(product)


def _modifiers(lexed: Lexed, grammar: FigureGrammar, match: re.Match[str]) -> tuple[str, set[str]]:
    places = [i for group in ("change", "mod", "mod2") if match.group(group) for i in range(*match.span(group))]
    names, kinds = _modifier_words(lexed, grammar, places)
    if lexed.codes[match.start("num")] == "V":
        names = f"{names} {lexed.words[match.start('num')]}".strip()
    return names, kinds


def _modifier_words(lexed: Lexed, grammar: FigureGrammar, places: Iterable[int]) -> tuple[str, set[str]]:
    found = [(lexed.words[i], str(lexed.value(i, grammar.lexicon)) if lexed.codes[i] == "M" else "") for i in places]
    if {kind for _, kind in found} == {"around", "low"}:  # in "handed over about 60" the verb has the first
        found = [(word, kind) for word, kind in found if kind != "low"]
    return " ".join(word for word, _ in found), {kind for _, kind in found if kind}


def _bounded(low: float | None, high: float | None, kinds: set[str]) -> tuple[float | None, float | None]:
    """Open ends: "at least" has no upper end, "almost" no lower; "about" and "only" leave the value as it is."""
    if "low" in kinds and "high" not in kinds:
        return low, None if low == high else high
    if "high" in kinds and "low" not in kinds:
        return (None if low == high else low), high
    return low, high


def only_before_verb(lexed: Lexed, grammar: FigureGrammar, numeral: Numeral) -> Numeral:
    """A small number with the "only" that stands before its verb: "only changed one word"."""
    i = numeral.start - 2
    if numeral.modifier or numeral.unit or i < 0 or lexed.codes[i : i + 2] != "Mz" or (numeral.low or 0) > _FEW_ONLY:
        return numeral
    said = str(lexed.value(i, grammar.lexicon))
    return msgspec.structs.replace(numeral, modifier=lexed.words[i]) if said == "exact" else numeral


_FEW_ONLY = 3


def open_after(lexed: Lexed, grammar: FigureGrammar, numeral: Numeral, i: int) -> tuple[Numeral, int]:
    """The number with the bound that stands behind it or its unit ("12 feet or more"), and the word after that."""
    if lexed.codes[i : i + 1] != "m":
        return numeral, i
    low, high = _bounded(numeral.low, numeral.high, {str(lexed.value(i, grammar.lexicon))})
    said = f"{numeral.modifier} {lexed.words[i]}" if numeral.modifier else lexed.words[i]
    return msgspec.structs.replace(numeral, low=low, high=high, modifier=said), i + 1


# --- the unit ------------------------------------------------------------------------------------------------------


def unit_after(lexed: Lexed, grammar: FigureGrammar, numeral: Numeral, stop: int) -> Unit:
    """The unit after a number: a currency's sign or name, percent, a measure, a length of time."""
    codes, i = lexed.codes, numeral.end
    if numeral.sign:
        return Unit(numeral.sign, i + (codes[i : i + 1] == "C" and i < stop))
    if i < stop and codes[i] == "2" and lexed.glued(i):
        i += 1
    if i >= stop and not _is_age(lexed, grammar, numeral):
        return Unit(None, numeral.end)
    if _is_age(lexed, grammar, numeral):
        return Unit("year", numeral.end)
    if codes[i : i + 2] in ("gC", "gU") and codes[numeral.end - 1] in "xDV":
        i += 1
    code = codes[i]
    value = lexed.value(i, grammar.lexicon) if code in "CSU" else None
    if code in "CS":
        return Unit(str(value).removesuffix("/100"), i + 1)
    if code == "%":
        return Unit("percent", i + 1)
    if code == "U":
        end = i + 1
        aged = codes[end : end + 1] == "A" or codes[end : end + 2] == "2A"
        return Unit(str(value), end + (2 if codes[end : end + 1] == "2" else 1) if aged else end)
    return Unit(None, numeral.end)


_LISTED_AGE = re.compile(r"G(?:[dknw]2?w?[1&t3]{1,2})*$")
"""What stands before a number in a list or range of ages: "aged 18, 22 and 27", "ages 18 to 25"."""


def _is_age(lexed: Lexed, grammar: FigureGrammar, numeral: Numeral) -> bool:
    """Whether a bare number is an age: "Rivera, 46, said", "aged 46", "Rivera (46)"."""
    i, j = numeral.start, numeral.end
    codes = lexed.codes
    if _LISTED_AGE.search(codes[max(0, i - 8) : i]):
        return 1 <= (numeral.low or 0) <= (numeral.high or 0) <= 120
    if j - i != 1 or codes[i] not in "dkn" or not lexed.words[i].isdecimal() or not 1 <= (numeral.low or 0) <= 120:
        return False
    if (i and codes[i - 1] == "G") or (i > 1 and codes[i - 2 : i] == "G1"):
        return True
    around = codes[i - 1 : i] + codes[j : j + 1]
    if around not in ("11", "10", "67", "19") or i < 2 or codes[i - 2] != "z":
        return False
    name = lexed.text[lexed.starts[i - 2] : lexed.ends[i - 2]]
    return name.lower() in grammar.person or (name[0].isupper() and not name.isupper())


def conversion_after(lexed: Lexed, grammar: FigureGrammar, i: int, stop: int) -> tuple[tuple[float, str] | None, int]:
    """A stated conversion in brackets: "310 zloty ($78)"."""
    codes = lexed.codes
    m = re.compile("6M{0,2}(S)?([dkyn]x{0,3})([CU%])?7").match(codes, i, stop)
    if m is None or not (m.group(1) or m.group(3)):
        return None, i
    got = amount(lexed, grammar, m.start(2), m.end(2))
    if got is None or got[1] is None:
        return None, i
    unit = lexed.value(m.start(1) if m.group(1) else m.start(3), grammar.lexicon)
    return (got[1], "percent" if m.group(3) == "%" else str(unit)), m.end()


# --- what is counted -----------------------------------------------------------------------------------------------


def counted_after(lexed: Lexed, grammar: FigureGrammar, numeral: Numeral, unit: Unit, after: int, stop: int) -> Counted:
    """The noun after a number with its qualifiers, as far as its words go; no text where the number counts nothing."""
    codes = lexed.codes
    i = max(unit.end, after)
    words: list[int] = []
    if codes[i : i + 1] == "g" and i + 1 < stop:
        words = _whole_noun(lexed, grammar, i + 1, stop, skip_articles=True)
        if unit.name is None or _told_of(lexed, grammar, words):
            words = _to_plural(lexed, grammar, words)
    if words:
        return Counted(said(lexed, words), words[-1] + 1)
    glued = codes[i : i + 1] == "2" and lexed.glued(i) and unit.end == numeral.end
    several = unit.name is None and (numeral.low or numeral.high or 0) > 1
    words = _whole_noun(lexed, grammar, i + glued, stop, several=several)
    if several and not glued:
        words = _to_plural(lexed, grammar, words)
    if not words or (_is_measure(unit.name) and lexed.words[words[0]].endswith(grammar.noun_ends or "\0")):
        return Counted(None, max(numeral.end, unit.end, after))
    if unit.name and lexed.words[words[0]] in grammar.after_nouns:  # "62 metres high"
        return Counted(None, max(numeral.end, unit.end, after))
    noun = lexed.words[words[0]] if glued and len(words) > 1 else said(lexed, words)
    return Counted(noun, words[-1] + 1)


def _is_measure(unit: str | None) -> bool:
    """Whether a unit is money, percent or time, after which a participle ("$40 million approved") is no noun."""
    return unit is not None and (unit in ("percent", *TIME_UNITS.values()) or (len(unit) == 3 and unit.isupper()))


def _whole_noun(
    lexed: Lexed, grammar: FigureGrammar, i: int, stop: int, *, skip_articles: bool = False, several: bool = False
) -> list[int]:
    """The noun group from a place on; past an owner ("the mayor's aides") and the first of two names or qualifiers."""
    words = noun_words(lexed, grammar, i, stop, skip_articles=skip_articles)
    if not words:
        return words
    end = words[-1] + 1
    if lexed.codes[end : end + 1] == "5" and lexed.words[end + 1 : end + 2] == ["s"] and end + 2 < stop:
        return noun_words(lexed, grammar, end + 2, stop) or words
    if lexed.codes[end : end + 1] != "&" or end + 1 >= stop or is_plural(grammar, lexed.words[words[-1]]):
        return words
    second = noun_words(lexed, grammar, end + 1, stop)
    if len(second) < 2:
        return words
    names = len(words) == 1 and _capital(lexed, words[0]) and _capital(lexed, second[0])
    return words + second if names or (several and is_plural(grammar, lexed.words[second[-1]])) else words


def _to_plural(lexed: Lexed, grammar: FigureGrammar, words: list[int]) -> list[int]:
    """The noun group of several things up to its last plural: "two leaders hold talks" counts leaders.

    Nothing is counted by what is only a verb ("the two announced a deal").
    """
    last = max((n for n, i in enumerate(words) if is_plural(grammar, lexed.words[i])), default=None)
    if last is not None or not words:
        return words[: (last or 0) + 1]
    verb = len(words) < 3 and lexed.words[words[0]].endswith(grammar.verb_ends)
    adverb = len(words) == 1 or lexed.words[words[-1]].endswith(grammar.adverb_ends)
    return [] if verb and adverb and lexed.codes[words[0]] == "z" else words


def _told_of(lexed: Lexed, grammar: FigureGrammar, words: list[int]) -> bool:
    """Whether the last word of a group is seen to be a verb by what it has behind it ("three in four apply for it")."""
    after = lexed.words[words[-1] + 1 : words[-1] + 2] if words else []
    return bool(after) and after[0] in grammar.determiners


def is_plural(grammar: FigureGrammar, word: str) -> bool:
    """Whether a word is seen to name several, in languages whose pack says how."""
    if word in grammar.people or word in grammar.actions:
        return True
    return word.endswith(grammar.plural_ends or ("\0",)) and not word.endswith(grammar.singular_ends)


def _capital(lexed: Lexed, i: int) -> bool:
    return lexed.text[lexed.starts[i]].isupper()


def noun_words(lexed: Lexed, grammar: FigureGrammar, i: int, stop: int, *, skip_articles: bool = False) -> list[int]:
    """The words of a noun group from a place on: up to six, ending at a function word, a verb or a mark."""
    codes = lexed.codes
    found: list[int] = []
    limit = min(stop, i + 12)
    if skip_articles and i < limit and codes[i] in "sa":
        doing = lexed.words[i] in grammar.those and lexed.words[i + 1 : i + 2]
        if lexed.words[i] in grammar.pronouns or (doing and doing[0].endswith(grammar.noun_ends or ("\0",))):
            return []
        i += 1
    joined = 0
    while i < limit and len(found) - joined < 6:
        code, word = codes[i], lexed.words[i]
        compound = bool(found) and codes[i - 1] == "2" and lexed.glued(i)
        if (compound and code in "zdkyn") or _can_stand(grammar, code, word, first=not found):
            ends = found and not compound and _ends_noun(grammar, code, word, lexed.words[i - 1])
            if ends and not _qualifies(lexed, grammar, found, i):
                break
            joined += compound
            found.append(i)
        elif found and not is_plural(grammar, lexed.words[found[-1]]) and (last := _model_end(lexed, i, limit)):
            found += range(i, last)
            joined += last - i
            i = last - 1
        elif not (
            (code == "2" and found and lexed.glued(i))
            or (code == "8" and word in _QUOTES and not found)
            or (code == "0" and found and lexed.glued(i) and lexed.ends[i - 1] - lexed.starts[i - 1] == 1)
        ):
            break
        i += 1
    return found


def _model_end(lexed: Lexed, i: int, limit: int) -> int | None:
    """Where a name of digits, or of letters and digits, ends that stands within a noun group ("A320-200"), or null."""
    last = i + 1
    while last < limit and lexed.glued(last) and (lexed.words[last].isalnum() or lexed.words[last] == "-"):
        last += 1
    if last == i + 1:  # "five new 737 jets"
        return last if lexed.words[i].isdecimal() and lexed.codes[last : last + 1] == "z" else None
    return last if lexed.words[i].isalpha() and lexed.words[i + 1].isdecimal() else None


def _can_stand(grammar: FigureGrammar, code: str, word: str, *, first: bool) -> bool:
    return code in "zUKo" or (code in "DRrw" and first and word.isalpha() and word not in grammar.stops)


def _qualifies(lexed: Lexed, grammar: FigureGrammar, found: list[int], i: int) -> bool:
    """Whether a participle qualifies the plural behind it and ends no noun: "12 newly elected members"."""
    plain = lexed.codes[i : i + 2] == "zz" and is_plural(grammar, lexed.words[i + 1])
    return plain and not any(is_plural(grammar, lexed.words[j]) for j in found)


def _ends_noun(grammar: FigureGrammar, code: str, word: str, before: str) -> bool:
    """Whether a word after the first of a noun group is a verb, or an adjective behind its noun ("officials aware")."""
    if code == "z":
        ends = bool(grammar.noun_ends) and word.endswith(grammar.noun_ends)
        return ends or (word in grammar.after_nouns and is_plural(grammar, before))
    return code == "K" and word not in grammar.action_nouns


def said(lexed: Lexed, words: list[int]) -> str:
    """The words of a noun group as written, in lower case."""
    return lexed.text[lexed.starts[words[0]] : lexed.ends[words[-1]]].lower().strip(_QUOTES)

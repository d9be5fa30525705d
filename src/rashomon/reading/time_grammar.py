"""The grammar of times: patterns over word classes, the same for all languages, with a language's order as variants.

Every repetition is bounded, so that a text of one word over and over costs no more a word than any other.

Each rule is tried where a word of its first class stands; the first rule that fits wins, so the longer come first. The
classes are one character each, given in GROUPS.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import msgspec

from ..language.numbers import digit_class, digit_class_comma, groups_of, number_words
from ..language.packs import load_pack
from ..model.errors import PackError
from .lexemes import Lexicon, make_lexicon

GROUPS = {
    "month": "M", "month_capital": "m", "weekday": "W", "weekday_capital": "v", "holiday": "H", "deictic": "R",
    "deictic_part": "i", "part": "P", "season": "S", "closing": "Y", "unit": "U", "units": "u", "decade": "%",
    "present": "V", "past_ref": "<", "future_ref": ">", "recent_units": "Q", "ago": "A", "earlier": "B", "later": "F",
    "hence": "K", "position": "p", "approximate": "G", "last": "L", "next": "N", "this": "T", "latest": "l",
    "same": "E", "following": "X", "each": "e", "per": "f", "frequency": "J", "to": "t", "from": "b", "meridiem": "D",
    "clock": "C", "zone": "Z", "filler": "r", "age": "O", "period": '"', "of": "g", "determiner": "s",
    "decade_suffix": "!", "preposition": "I", "roman": "_",
    "not_time": "z",
}  # fmt: skip
"""Groups of a pack's `times` and their classes; classes of number words are those of `language.numbers`."""

TENSE_GROUPS = ("future_tense", "past_tense")

_MACROS = {
    "$WHEN": "(?:s?p?[LNT]?$WD(?:1?$FULL)?|R|$FULL)",
    "$FULL": "(?:$MD(?:$YEAR)?|$DM(?:$YEAR|[LN]y)?[LN]?)",
    "$MD": "(?:$MON1?s?$NTH(?![Uu%x]))",
    "$DM": "(?:s?U?$NTH0?g?g?[MmL]{0,2}$MON)",
    "$AMOUNT": "(?:$SPAN|$QTY)",
    "$QTY": "(?:a?cg?|a?q(?:g(?=[Uu]))?|$CARD(?:&a?h)?|a?h(?:2|a)?|a(?=[r2]?[Uu]))",
    "$SPAN": "(?:b?$CARD[t23&]$CARD)",
    "$CARD": "(?:[dkyn]x?|[wx](?:2?[wx]|&[wx]){0,7})",
    "$CLOCK": "(?:(?::|d0?)D|[:nd]C(?:[dk](?!$MON))?|wC|wD|:)",
    "$YEAR": "(?:1?g?s?r?U?y$MARK)",
    "$UNIT": "[Uu]",
    "$MON": "(?:[Mm]0?)",
    "$NTH": "(?:[do]j?)",
    "$WD": "(?:W|v0?)",
    "$ORD": "(?:o|[dk]j)",
}
"""Parts of rules, each expanded before those below it."""

_RULES = (
    ("iso", "="),
    ("word_year", "(?:s?U)?(?:$MON)?(?:w[wx](?:2?w)?)"),
    ("numeric", ";|d4d4[ydk]"),
    ("clock_day", "G?p?s?(?:$CLOCK|P)(?:Z|6Z7)?1?(?:g|I)?$WHEN"),
    ("day_clock", "(?:$WHEN|i)P?1?I?s?(?:G?$CLOCK|I?P(?=[^z]))(?:Z|6Z7)?"),
    ("range_dm", "b?s?U?[do][23]s?[do]0?g?$MON(?:$YEAR)?"),
    ("range_md", "$MON[do]j?[23](?:$MON)?[do]j?(?:$YEAR)?"),
    ("range_years", "y[23](?:y|[dk](?![Uu%x]))"),
    ("shared_day", "s?[uU]?[do]0?(?=(?:[t&3]s?|s|&?b?t|1[do]&)U?I?[do]0?g?[LN]?$MON)"),
    ("weekday_date", "(?:p[Ig]?)?s?[LNT]?$WD[P1]{0,2}(?:I|s)?$FULL"),
    ("date", "G?(?:pg?)?s?[LNT]?$FULL"),
    ("set_each", "e(?:(?:o|$CARD)?r?$UNIT|$WDP?|$MON|S|P|H)"),
    ("set_per", "f$UNIT"),
    (
        "decades",
        "(?:s?p2?g?)?s?r?[uU]?(?:y2?!|5?[dk]!)[uU]?|(?:pg?)?s?[uU](?:[dk](?![Uu%x])|w(?:2w)?(?![Uu2w&]))|(?:pg?)?s%|(?:pg?)?s?%[uU]",
    ),
    ("quarter_of", "s?[LNT]U5z(?:o2?)?U"),
    ("quarter", "(?:pg?)?s?[LNT]?y?(?:r2?)?$ORD2?r?[Uu]r?(?:$YEAR|1?g?[sLNT]{1,3}U|[LN])?"),
    ("year_period", 's?y[U"]'),
    ("half_year", "(?:pg?)?s?[oL]h(?:g?(?:s?U)?y|gs?[TLN]?U)"),
    ("century", "(?:pg?)?s?(?:U[d_]|_2?U)"),
    ("last_n", "G?[sT]?(?:[LNXl]|o(?![Uu2]))r?(?:a?cg?|q|$CARD)r?2?$UNIT|G?s?$CARD[LNX]u|G?s?[Tq]?$CARDu[LN]"),
    ("months_of", "(?:pg?)?s?[LNT]?r?(?:Ug)?$MON(?:1?g?[sLNTE]{1,3}U[LN]?|$YEAR|[LN]y?)?"),
    ("clock", "s?[:n](?:[Uu]Z?|Z)"),
    ("day_number", "sU[dk](?![Uux%])"),
    ("ago", "A[GI]{0,2}$AMOUNT?r?$UNIT|G?$AMOUNTr?2?$UNIT1?A"),
    ("hence", "G?$AMOUNTr?${UNIT}K"),
    ("after_event", "G?$AMOUNT2?r?$UNIT[BFp]"),
    ("units_ago", "[uU][AB]"),
    ("year_earlier", 's?U2[pA]o2?U|sU2[pA][Uu"]|U2[pA]'),
    ("day_before", "sU[BFp](?=[^z])|s?X[Uu]|s?UX"),
    ("relative_weekday", "G?(?:pg?)?s?[LNTXE]{1,2}$WDP?|(?:pg?)?s?$WD1?[LNX]P?"),
    ("relative_part", "(?:pg?)?s?[TLNE]P|s?P[LN]"),
    ("relative_season", "(?:pg?)?s?[LNTXE]{1,2}S|(?:pg?)?s?S(?:[LN]|$YEAR)"),
    ("recent_units", "s?Qu(?:&u)?|Q|s?[LN]u|s?u[LN]"),
    ("the_past", "sL(?=[0189])|(?<=I)sL(?=z)"),
    ("relative_unit", '(?:pg?)?s?r?[LNTEl]{1,2}s?r?(?:U|")|sVU|(?:pg?)?s?r?U[LNT]'),
    ("weekday", "(?:p[Ig]?)?s?$WD(?:1?I?s?P)?"),
    ("deictic_part", "p?i"),
    ("deictic", "(?:pg?)?(?:s?P1?g?)?R(?:1?$WD)?(?:I?s?P)?"),
    ("holiday", "(?:pg?)?s?H$YEAR?"),
    ("closing", "Y"),
    ("duration", "G?(?:s(?=[dkyncqwxah&23t]+u))?$AMOUNTg?2?r?$UNIT(?:&a?h)?(?:&$QTY$UNIT|$CARD$UNIT)?(?:2?O)?"),
    ("clock", "G?s?$CLOCK(?:Z|6Z7)?"),
    ("year", "(?:pg?)?s?r?U?y$MARK"),
    ("position_unit", "p[gs]{0,3}U"),
    ("position_season", "p?g?sS"),
    ("bare_units", "ug(?=[z])|u"),
    ("bare_unit", 'sr?E?(?:U|")'),
    ("part", "p?s?P"),
    ("frequency", "J"),
    ("lone_ref", "[LN]"),
    ("present", "V"),
    ("past", "<"),
    ("future", ">"),
)
"""Name and pattern of each rule, the more specific first; `$MARK` is what may follow a year in the language."""


def _expand(pattern: str, mark: str) -> str:
    pattern = pattern.replace("${UNIT}", "$UNIT")
    for name, macro in _MACROS.items():
        pattern = pattern.replace(name, macro)
    return pattern.replace("$MARK", mark)


_START = "(?=[^z0-9I&tgDZKFj!])(?![sa][z0-9I&])"
"""Where no expression begins, told in two steps so that the common words (the, in, and) cost next to nothing."""


def first_codes(pattern: str) -> frozenset[str] | None:
    """The codes with which a match of a rule can begin; null where it can be empty. Looks around are passed over.

    >>> sorted(first_codes("G?(?:[LN]|e(?=z))?U")), first_codes("a?")
    (['G', 'L', 'N', 'U', 'e'], None)
    """
    codes, empty, _ = _first_of_choices(pattern, 0)
    return None if empty else codes


def _first_of_choices(pattern: str, i: int) -> tuple[frozenset[str], bool, int]:
    codes, empty = frozenset[str](), False
    while True:
        more, bare, i = _first_of_row(pattern, i)
        codes, empty = codes | more, empty or bare
        if pattern[i : i + 1] != "|":
            return codes, empty, i
        i += 1


def _first_of_row(pattern: str, i: int) -> tuple[frozenset[str], bool, int]:
    codes, empty = frozenset[str](), True
    while i < len(pattern) and pattern[i] not in "|)":
        more, bare, i = _first_of_item(pattern, i)
        times = _TIMES.match(pattern, i)
        if times is not None:
            bare, i = bare or times.group()[:2] in ("?", "*", "{0"), times.end()
        codes, empty = codes | more if empty else codes, empty and bare
    return codes, empty, i


_GROUP = re.compile(r"\(\?(?::|<?[=!])")
_TIMES = re.compile(r"[?*+]|\{\d+(?:,\d+)?\}")


def _first_of_item(pattern: str, i: int) -> tuple[frozenset[str], bool, int]:
    if pattern[i] == "[":
        end = pattern.index("]", i)
        return frozenset(pattern[i + 1 : end]), False, end + 1
    if pattern[i] != "(":
        return frozenset(pattern[i]), False, i + 1
    looks = not pattern.startswith("(?:", i)
    opened = _GROUP.match(pattern, i)
    codes, empty, end = _first_of_choices(pattern, opened.end() if opened else i + 1)
    return (frozenset[str](), True, end + 1) if looks else (codes, empty, end + 1)


class TimeGrammar(msgspec.Struct, frozen=True):
    """What reads times in one language: its lexicon, the compiled rules, tense words, and settings of the pack.

    `by_first` holds for each class the rules that can begin with it, in their order; few words begin any.
    """

    lexicon: Lexicon
    start: Any
    by_first: dict[str, Any]
    rules: tuple[tuple[str, Any], ...]
    future: frozenset[str]
    past: frozenset[str]
    past_perfect: frozenset[str]
    future_ends: tuple[str, ...]
    past_ends: tuple[str, ...]
    ended: frozenset[str]
    own_year: frozenset[str]
    settings: dict[str, Any]


@lru_cache(maxsize=32)
def time_grammar(language: str) -> TimeGrammar:
    """The grammar of a language; one without a pack still reads ISO dates."""
    pack = load_pack(language)
    section = pack.section("times")
    settings = section.get("settings", {})
    groups = [*groups_of(pack, "times", GROUPS), *number_words(language)]
    lexicon = make_lexicon(
        iter(groups),
        digits=digit_class_comma if settings.get("decimal") == "," else digit_class,
        capital="mv",
        suffix="j!",
        spaced_thousands=bool(settings.get("spaced_thousands")),
    )
    rules = []
    first: dict[str, list[str]] = {}
    mark = "(?:U0?)?" if settings.get("year_mark") else ""
    for n, (name, rule) in enumerate(_RULES):
        expanded = _expand(rule, mark)
        rules.append((name, re.compile(expanded)))
        begins = first_codes(expanded)
        if begins is None:
            raise PackError(name, "a rule of times that can match nothing")
        for code in sorted(begins):
            first.setdefault(code, []).append(f"(?P<r{n}>{expanded})")
    by_first = {code: re.compile("|".join(able)) for code, able in first.items()}
    return TimeGrammar(
        lexicon,
        re.compile(_START),
        by_first,
        tuple(rules),
        _words(section, "future_tense"),
        _words(section, "past_tense"),
        _words(section, "past_perfect"),
        tuple(_words(section, "future_suffix")),
        tuple(_words(section, "past_suffix")),
        _words(section, "ended"),
        _words(section, "own_year"),
        settings,
    )


def _words(section: dict[str, Any], group: str) -> frozenset[str]:
    return frozenset(section.get(group, {}).get("words", ()))

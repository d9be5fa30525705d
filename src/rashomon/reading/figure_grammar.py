"""The grammar of quantities: one pattern over word classes, the same for all languages."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import msgspec

from ..language.currencies import SIGNS, currency_names
from ..language.numbers import digit_class, groups_of, number_words
from ..language.packs import Pack, load_pack
from .lexemes import Lexicon, make_lexicon

GROUPS = {
    "modifier": "M", "suffix_modifier": "m", "change": "T", "vague_plural": "V", "dozen": "D", "percent": "%",
    "of": "g", "age": "A", "aged": "G", "fraction": "f", "none": "N", "to": "t", "from": "b",
    "scale_suffix": "X", "place_preposition": "P", "rank_verb": "R", "rank_noun": "r", "per": "p",
    "in_ratio": "i", "every": "E", "or": "l",
}  # fmt: skip
"""Groups of a pack's `figures` and their classes; classes of number words are those of `language.numbers`."""

ACTIONS = (
    "killed", "injured", "arrested", "hospitalised", "missing", "displaced", "deployed", "infected", "rescued",
    "destroyed", "seized",
)  # fmt: skip
"""What can have happened to those counted, each a group of the pack; their words have the class K."""

TIME_UNITS = {"D": "day", "W": "week", "M": "month", "Y": "year", "Q": "quarter", "E": "decade", "C": "century",
              "TH": "hour", "TM": "minute", "TS": "second", "2W": "fortnight", "WE": "weekend"}  # fmt: skip

_MACROS = {
    "$AMOUNT": "(?:V|$CARD(?:&a?h|&f)?x{0,3}D?|a?h2?a?[xD]|a[xD](?![A-Z])|haD)",
    "$CARD": "(?:[dkyn](?:[82](?=x))?X?x{0,3}|[wx](?:2?[wx]|&[wx]){0,7})",
}


_SPECIAL = (
    "(?P<rank>R(?:(?!ss)[Ps]{0,3}(?:o|[dkyn]j)|ss(?:o|[dkyn]j)(?![zUK]))|(?:o|[dkyn]j)2?r)|M{0,2}(?P<share>[aw]2?(?:f|o(?=gs?))|h(?=g|s))"
    "|M{0,2}(?P<ratio>(?:[wdkyn]P|[awdkyn]i)[wdkyn](?=[z0179g]))|(?P<every>E(?:o|[dkyn]j)(?=[zUK]))|(?P<ordinal>(?:o|[dkyn]j)(?=[zUK]))|(?P<none>Ng)|(?P<person>a(?=[zdkynwoK]))"
)
"""Ranks ("placed second"), shares ("two-thirds of"), ratios ("one in five", "every fifth"), ordinals ("a second boat"),
"none of"."""


def _pattern() -> re.Pattern[str]:
    rule = _SPECIAL + (
        "|"
        "(?P<change>T)?(?P<mod>M{0,2}|q(?=[dkyn]))(?P<from>b)?(?P<mod2>M{0,2})(?P<sign>S)?(?P<num>$AMOUNT)"
        "(?:(?P<range>[t23&Ml]|P(?=[wdkyn]))(?P<sign2>S)?(?P<num2>(?!x)$CARD)(?=[^%x]|[%x]))?"
    )
    for name, macro in _MACROS.items():
        rule = rule.replace(name, macro)
    return re.compile("(?=[TMbSVdkynwxahRNoDfEq])(?!a[0-9sIg])(?:" + rule + ")")


class FigureGrammar(msgspec.Struct, frozen=True):
    """What reads figures in one language."""

    lexicon: Lexicon
    pattern: Any
    labels: frozenset[str]
    actions: dict[str, str]
    action_nouns: frozenset[str]
    people: frozenset[str]
    person: frozenset[str]
    address: frozenset[str]
    noun_ends: tuple[str, ...]
    as_of: tuple[str, ...]
    unhurt: frozenset[str]
    bare_verbs: frozenset[str]
    plural_ends: tuple[str, ...]
    weapons: frozenset[str]
    set_phrases: frozenset[str]
    diseases: frozenset[str]
    stops: frozenset[str]
    particles: dict[str, int]
    after_nouns: frozenset[str]
    pronouns: frozenset[str]
    roles: frozenset[str]
    including: frozenset[str]
    moves: frozenset[str]
    steps: frozenset[str]
    stands: frozenset[str]
    auxiliaries: frozenset[str]
    adverb_ends: tuple[str, ...]
    number_nouns: frozenset[str]
    determiners: frozenset[str]
    prepositions: frozenset[str]
    tellers: frozenset[str]
    reckoners: frozenset[str]
    counters: frozenset[str]
    own: frozenset[str]
    verb_ends: tuple[str, ...]
    singular_ends: tuple[str, ...]
    mass: frozenset[str]
    those: frozenset[str]
    openers: frozenset[str]
    relatives: frozenset[str]
    leads: frozenset[str]
    heads: frozenset[str]
    compound_heads: tuple[str, ...]
    settings: dict[str, Any]


@lru_cache(maxsize=32)
def figure_grammar(language: str) -> FigureGrammar:
    """The grammar of a language; one without a pack still reads digits with signs and percent."""
    pack = load_pack(language)
    section = pack.section("figures")
    settings = section.get("settings", {})
    actions = {w: name for name in ACTIONS for w in section.get(name, {}).get("words", ())}
    currency = {**currency_names(language, settings.get("currency_head", "last")), **_table(section, "currency")}
    times = pack.section("times")
    groups = [
        ("S", SIGNS),
        *number_words(language),
        *groups_of(pack, "figures", GROUPS),
        ("K", actions),
        ("U", {**_table(section, "unit"), **_time_units(times)}),
        ("C", currency),
        ("s", dict.fromkeys(section.get("stop", {}).get("words", ()), True)),
    ]
    lexicon = make_lexicon(iter(groups), digits=digit_class, suffix="jX",
                           spaced_thousands=bool(settings.get("spaced_thousands")))  # fmt: skip
    return FigureGrammar(
        lexicon, _pattern(), _set(section, "label"), actions, _set(section, "action_noun"),
        _set(section, "people"), _set(section, "person"), _set(section, "address"),
        tuple(_set(section, "noun_ends")), tuple(sorted(_set(section, "as_of"))) or ("\0",),
        _set(section, "unhurt"), _set(section, "bare_verb"), tuple(sorted(_set(section, "plural_end"))),
        _set(section, "weapon"), _set(section, "set_phrase"), _set(section, "disease"), _set(section, "stop"),
        _table(section, "particle"), _set(section, "after_noun"), _set(section, "pronoun"), _roles(pack),
        _set(section, "including"), _set(section, "move"), _set(section, "step"), _set(section, "stand"),
        _set(section, "auxiliary"), tuple(sorted(_set(section, "adverb_end"))) or ("\0",),
        _set(section, "number_noun"), _set(section, "determiner"), _set(section, "preposition"),
        _set(section, "teller"), _set(section, "reckoner"), _set(section, "counter"), _set(section, "own"),
        tuple(sorted(_set(section, "verb_end"))) or ("\0",), tuple(sorted(_set(section, "singular_end"))) or ("\0",),
        _set(section, "mass"), _set(section, "those"), _set(section, "opener"), _set(section, "relative"),
        _set(section, "step") | _set(section, "stand") | _set(section, "counter"), _heads(pack),
        tuple(w for w in sorted(_heads(pack)) if len(w) > 4 and settings.get("verb_second")) or ("\0",), settings,
    )  # fmt: skip


def _roles(pack: Pack) -> frozenset[str]:
    """Nouns for one person: a man, an official."""
    roles = pack.section("names").get("roles", {})
    return frozenset(word for gender in "mfx" for word in roles.get(gender, ()))


def _heads(pack: Pack) -> frozenset[str]:
    """Nouns for bodies and for one person, which can give a number."""
    bodies = pack.section("names").get("bodies", {}).get("words", ())
    return _roles(pack) | frozenset(word.lower() for word in bodies)


def _set(section: dict[str, Any], group: str) -> frozenset[str]:
    return frozenset(section.get(group, {}).get("words", ()))


def _table(section: dict[str, Any], group: str) -> dict[str, Any]:
    words = section.get(group, {}).get("words", {})
    return words if isinstance(words, dict) else dict.fromkeys(words, True)


def _time_units(times: dict[str, Any]) -> dict[str, str]:
    both = {**_table(times, "unit"), **_table(times, "units")}
    return {word: TIME_UNITS[code] for word, code in both.items() if code in TIME_UNITS}

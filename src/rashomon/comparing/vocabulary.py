"""What comparing knows of a language: the pack's `comparing` section, checked and ready for use."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import msgspec

from ..language.packs import load_pack
from ..model.errors import PackError

MEANINGS = ("negation", "condition", "hedge", "modal", "quantifier", "time")
"""The groups whose gain or loss can change what a sentence means, in the order in which flags are given."""

OTHERS = (
    "approximate",
    "part",
    "denial",
    "refusal",
    "against",
    "question",
    "concession",
    "endorsement",
    "head",
    "government",
    "ordinal",
    "mistaken",
    "dismissal",
)
"""Further groups: what makes a figure approximate or part of another, and words that show a stance."""


FRAMES = {"denies": "unheld", "questions": "open", "asserts": "held", "concedes": "conceded"}
"""What a frame makes of the clause after it, with the pack's list of such frames."""


class Vocabulary(msgspec.Struct, frozen=True):
    """Words of one language by what they do; phrases are tuples of folded words.

    `by_first` has the phrases of each group by their first word, longest first; false marks those that hold a
    group's word and do not mean it ("not only").
    """

    language: str
    function: frozenset[str]
    groups: dict[str, frozenset[tuple[str, ...]]]
    by_first: dict[str, dict[str, tuple[tuple[tuple[str, ...], bool], ...]]]
    numbers: dict[str, int]
    suffixes: tuple[str, ...]
    endings: tuple[tuple[str, str], ...]
    whole: dict[str, tuple[str, ...]]
    opening: frozenset[str] = frozenset()
    whether: frozenset[str] = frozenset()
    claused: frozenset[str] = frozenset()
    joining: frozenset[str] = frozenset()
    fragment: frozenset[str] = frozenset()
    conditional: frozenset[str] = frozenset()
    determiners: frozenset[str] = frozenset()
    finite: frozenset[str] = frozenset()
    auxiliary: frozenset[str] = frozenset()
    pronouns: frozenset[str] = frozenset()
    own_person: frozenset[str] = frozenset()
    participles: frozenset[str] = frozenset()
    dependent: frozenset[str] = frozenset()
    charges: frozenset[str] = frozenset()
    plural: tuple[str, ...] = ()
    noun_endings: tuple[str, ...] = ()
    means: frozenset[str] = frozenset()
    verb_endings: tuple[str, ...] = ()
    unnegated: dict[str, str] = {}
    predicates: dict[str, str] = {}
    called: frozenset[str] = frozenset()
    blaming: frozenset[str] = frozenset()
    deeds: tuple[str, ...] = ()
    opposites: tuple[tuple[str, str], ...] = ()
    reversing: tuple[str, ...] = ()
    alike: dict[str, str] = {}
    irregular: dict[str, str] = {}
    frames: dict[str, tuple[tuple[tuple[str, ...], str, bool], ...]] = {}
    speaking: frozenset[tuple[str, ...]] = frozenset()
    performing: dict[str, str] = {}
    adverbs: frozenset[str] = frozenset()
    knowing: frozenset[str] = frozenset()
    wishing: frozenset[str] = frozenset()
    unknown: frozenset[str] = frozenset()
    turning: dict[str, tuple[tuple[tuple[str, ...], str], ...]] = {}
    keeping: frozenset[str] = frozenset()
    obliging: frozenset[str] = frozenset()
    demonstrative: frozenset[str] = frozenset()
    gloss: frozenset[str] = frozenset()

    def is_function(self, word: str) -> bool:
        """Whether the word carries grammar rather than content."""
        return word in self.function or len(word) < 2


@lru_cache(maxsize=64)
def vocabulary(language: str) -> Vocabulary:
    """The comparing vocabulary of a language; empty groups where its pack has none.

    >>> ("if",) in vocabulary("en").groups["condition"]
    True
    """
    section = load_pack(language).section("comparing")
    contractions = _group(section, "contractions")
    return Vocabulary(
        language=language,
        function=frozenset(str(_group(section, "function").get("words", "")).split()),
        groups={name: _phrases(name, _group(section, name)) for name in (*MEANINGS, *OTHERS)},
        by_first={name: _by_first(name, _group(section, name)) for name in (*MEANINGS, *OTHERS)},
        numbers={str(k): int(v) for k, v in _group(section, "numbers").get("words", {}).items()},
        suffixes=tuple(sorted(_group(section, "suffixes").get("words", ()), key=lambda x: (-len(x), x))),
        endings=tuple(sorted((str(k), str(v)) for k, v in contractions.get("endings", {}).items())),
        whole={str(k): tuple(str(v).split()) for k, v in contractions.get("whole", {}).items()},
        **_clause_words(section),
    )


def _clause_words(section: dict[str, Any]) -> dict[str, Any]:
    """The words by which clauses are told: what opens them, what makes them whole, what turns them round."""
    clause, turned = _group(section, "clause"), _group(section, "unnegated")
    charged = _group(section, "predicates")
    sets = {
        name: frozenset(str(clause.get(name, "")).split())
        for name in (
            "opening",
            "whether",
            "claused",
            "joining",
            "fragment",
            "conditional",
            "determiners",
            "pronouns",
            "own_person",
            "participles",
            "dependent",
            "charges",
            "auxiliary",
            "obliging",
            "demonstrative",
            "gloss",
            "verbs",
        )
    }
    sets["finite"] = sets["auxiliary"] | sets.pop("verbs")
    return {
        **sets,
        "noun_endings": tuple(str(_group(section, "labels").get("noun_endings", "")).split()),
        "means": frozenset(str(_group(section, "labels").get("means", "")).split()),
        "plural": tuple(str(clause.get("plural", "")).split()),
        "verb_endings": tuple(str(clause.get("verb_endings", "")).split()),
        "predicates": {str(k): str(v) for k, v in charged.get("words", {}).items()},
        "called": frozenset(str(charged.get("called", "")).split()),
        "blaming": frozenset(str(charged.get("blaming", "")).split()),
        "deeds": tuple(str(charged.get("deeds", "")).split()),
        "unnegated": {str(k): str(v) for k, v in turned.get("words", {}).items()},
        "turning": _turning(turned.get("phrases", {})),
        "keeping": frozenset(str(turned.get("keeping", "")).split()),
        **_likeness_words(section),
        **_frame_words(_group(section, "frames")),
    }


def _turning(phrases: dict[str, Any]) -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """Phrases that negate a clause, with what takes their place, by their first word."""
    first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for phrase, put in sorted(phrases.items()):
        words = tuple(str(phrase).split())
        first.setdefault(words[0], []).append((words, str(put)))
    return {word: tuple(found) for word, found in first.items()}


def _likeness_words(section: dict[str, Any]) -> dict[str, Any]:
    """Words that mean the opposite or nearly the same, and irregular forms by their plain one."""
    opposed, same = _group(section, "opposites"), _group(section, "alike")
    forms = _group(section, "irregular").get("words", {})
    groups = [str(g).split() for g in same.get("groups", [])]
    return {
        "opposites": tuple((str(a), str(b)) for a, b in opposed.get("pairs", [])),
        "reversing": tuple(str(opposed.get("prefixes", "")).split()),
        "alike": {word: group[0] for group in groups for word in group[1:]},
        "irregular": {form: str(plain) for plain, found in forms.items() for form in str(found).split()},
    }


def _frame_words(group: dict[str, Any]) -> dict[str, Any]:
    """Frames by their first word, longest first, each with the stance that it shows and whether its clause is bare."""
    bare = {tuple(str(p).split()) for p in group.get("bare", [])}
    first: dict[str, list[tuple[tuple[str, ...], str, bool]]] = {}
    for stance, name in (*FRAMES.items(), ("wrong", "wrong")):
        for phrase in sorted(tuple(str(p).split()) for p in group.get(name, [])):
            first.setdefault(phrase[0], []).append((phrase, stance, phrase in bare))
    return {
        "frames": {word: tuple(sorted(found, key=lambda f: (-len(f[0]), f))) for word, found in first.items()},
        "performing": {verb: stance for stance, verbs in group.get("performing", {}).items() for verb in verbs.split()},
        "unknown": frozenset(str(group.get("unknown", "")).split()),
        "wishing": frozenset(str(group.get("wishing", "")).split()),
        "knowing": frozenset(str(group.get("knowing", "")).split()),
        "adverbs": frozenset(str(group.get("adverbs", "")).split()),
        "speaking": frozenset(tuple(str(p).split()) for p in group.get("speaking", [])),
    }


def _group(section: dict[str, Any], name: str) -> dict[str, Any]:
    group = section.get(name, {})
    if not isinstance(group, dict) or (group and not group.get("example")):
        raise PackError("comparing", f"{name} must be a table with an example")
    return group


def _phrases(name: str, group: dict[str, Any]) -> frozenset[tuple[str, ...]]:
    listed = group.get("words", [])
    if not isinstance(listed, list):
        raise PackError("comparing", f"{name}.words must be a list")
    return frozenset(tuple(str(w).lower().split()) for w in listed)


def _by_first(name: str, group: dict[str, Any]) -> dict[str, tuple[tuple[tuple[str, ...], bool], ...]]:
    meant = dict.fromkeys(_phrases(name, group), True)
    meant.update(dict.fromkeys(_phrases(name, {"words": group.get("neutral", [])}), False))
    first: dict[str, list[tuple[tuple[str, ...], bool]]] = {}
    for phrase in sorted(meant, key=lambda p: (-len(p), p)):
        first.setdefault(phrase[0], []).append((phrase, meant[phrase]))
    return {word: tuple(phrases) for word, phrases in first.items()}

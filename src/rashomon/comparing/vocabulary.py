"""What comparing knows of a language: the pack's `comparing` section, checked and ready for use."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import msgspec

from ..language.packs import load_pack
from ..model.errors import PackError

MEANINGS = ("negation", "condition", "hedge", "modal", "quantifier", "time")
"""The groups whose gain or loss can change what a sentence means, in the order in which flags are given."""

OTHERS = ("approximate", "part", "denial", "refusal", "against", "question", "concession", "endorsement")
"""Further groups: what makes a figure approximate or part of another, and words that show a stance."""


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
    )


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

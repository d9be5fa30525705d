"""Stems that mean the opposite, or nearly the same."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from .vocabulary import vocabulary
from .wordings import stem

MIN_ROOT = 3
"""Letters of a stem that a prefix turns round ("unsafe": saf)."""


@lru_cache(maxsize=64)
def _pairs(language: str) -> frozenset[tuple[str, str]]:
    both = [(stem(a, language), stem(b, language)) for a, b in vocabulary(language).opposites]
    return frozenset((*both, *((b, a) for a, b in both)))


@lru_cache(maxsize=64)
def _same(language: str) -> dict[str, str]:
    return {stem(word, language): stem(head, language) for word, head in vocabulary(language).alike.items()}


def plain_stems(stems: Iterable[str], language: str) -> frozenset[str]:
    """The stems with those that mean nearly the same put as one.

    >>> plain_stems([stem("bogus", "en")], "en") == plain_stems([stem("fake", "en")], "en")
    True
    """
    same = _same(language)
    return frozenset(same.get(s, s) for s in stems)


@lru_cache(maxsize=200_000)
def are_opposed(a: str, b: str, language: str) -> bool:
    """Whether two stems mean the opposite, by the pack's pairs or by a prefix that turns a word round.

    >>> are_opposed(stem("safe", "en"), stem("unsafe", "en"), "en"), are_opposed("pump", "berth", "en")
    (True, False)
    """
    return (a, b) in _pairs(language) or _reversed(a, b, language) or _reversed(b, a, language)


def _reversed(a: str, b: str, language: str) -> bool:
    for prefix in vocabulary(language).reversing:
        root = a.removeprefix(prefix)
        if root != a and len(root) >= MIN_ROOT and b.startswith(root) and not a.startswith(b):
            return True
    return False


def oppositions(a: frozenset[str], b: frozenset[str], language: str) -> int:
    """How many stems of one have their opposite in the other, and do not themselves stand there."""
    theirs = [y for y in b - a if not y.startswith("@")]
    turning = [y for y in theirs if _turns(y, language)]
    found = 0
    for x in a - b:  # only counted: their order shows nowhere
        others = theirs if _turns(x, language) else turning
        found += not x.startswith("@") and any(are_opposed(x, y, language) for y in others)
    return found


@lru_cache(maxsize=50_000)
def _turns(one: str, language: str) -> bool:
    """Whether a stem is one of a pair of opposites, or begins with a prefix that turns a word round."""
    return one in _paired(language) or one.startswith(vocabulary(language).reversing)


@lru_cache(maxsize=64)
def _paired(language: str) -> frozenset[str]:
    return frozenset(stem for pair in _pairs(language) for stem in pair)

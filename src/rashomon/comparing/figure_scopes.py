"""What a figure is of, beside its noun: whose share or age it is, from where a distance is measured, who is counted."""

from __future__ import annotations

from bisect import bisect_left
from functools import lru_cache

from ..language.packs import load_pack
from ..model.readings import Figure, Reading

HELD = frozenset(("percent", "year"))
"""Units of what somebody has: a share of the vote, an age."""
LENGTHS = frozenset(("mile", "kilometre", "metre", "yard", "foot", "centimetre", "inch"))
"""Units of distances."""
_BEFORE, _BEHIND = 90, 60
"""Code points before a share, and behind a distance, in which the name that it belongs to stands. (Our choice.)"""


class Named:
    """The names of one account by place, each by the last word of whom it means."""

    def __init__(self, reading: Reading) -> None:
        names = {e.entity: e.name for e in reading.entities}
        found = sorted((m for m in reading.mentions if m.form in ("name", "acronym")), key=lambda m: m.start)
        whole = [names.get(m.entity, m.text) if m.entity is not None else m.text for m in found]
        self._names = [name.rpartition(" ")[2].lower() for name in whole]
        self._starts = [m.start for m in found]
        self._breaks = sorted([0, *(s.start for s in reading.sentences), *(f.number.end for f in reading.figures)])

    def scope(self, figure: Figure) -> frozenset[str]:
        """Whose a share or an age is, or whence a distance goes; nobody for other figures."""
        if figure.unit in HELD:
            if figure.unit == "year" and (within := self._between(figure.start, figure.end)):
                return within  # "23-year-old Ida Moss"
            end = figure.number.start
            since = self._breaks[max(0, bisect_left(self._breaks, end) - 1)]
            return self._between(max(since, end - _BEFORE), end)
        if figure.unit in LENGTHS and figure.counted is None:
            return self._between(figure.end, figure.end + _BEHIND)
        return frozenset()

    def _between(self, start: int, end: int) -> frozenset[str]:
        return frozenset(self._names[bisect_left(self._starts, start) : bisect_left(self._starts, end)])


@lru_cache(maxsize=16)
def anybody(language: str) -> frozenset[str]:
    """Words for people of any sort.

    >>> sorted(anybody("de"))
    ['mensch', 'menschen', 'person', 'personen']
    """
    return frozenset(load_pack(language).section("figures").get("anybody", {}).get("words", ()))


@lru_cache(maxsize=16)
def sufferers(language: str) -> frozenset[str]:
    """Words that count people by what happened to them.

    >>> {"dead", "bodies", "arrests"} <= sufferers("en"), "houses" in sufferers("en")
    (True, False)
    """
    section = load_pack(language).section("figures")
    groups = ("killed", "injured", "arrested", "hospitalised", "missing", "displaced", "infected", "rescued")
    return frozenset(word for group in groups for word in section.get(group, {}).get("words", ()))


@lru_cache(maxsize=16)
def definite(language: str) -> frozenset[str]:
    """Words before a number of things that are known already ("the two countries"): no count that anybody gives.

    >>> {"the", "our"} <= definite("en"), "a" in definite("en")
    (True, False)
    """
    pack = load_pack(language)
    articles = pack.section("numbers").get("article", {}).get("words", ())
    return frozenset(pack.section("figures").get("determiner", {}).get("words", ())) - frozenset(articles)

"""Quoted renderings in one language that render an utterance quoted in another.

By speaker and by meanings that both have (`meanings.py`): days, numbers, names and common words. Where these are few,
nothing is said: two quotations of one person in two languages are two utterances unless something shows otherwise.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from .matching import SHORT, is_named, speaker_key
from .meanings import meanings_of
from .versions import Rendering

SAME_SHARED, OPEN_SHARED = 3, 4
"""Meanings that both have at least: given to one speaker, or to one who is only described or not told."""
SHARE = 0.5
"""Share of the meanings of either that the other has as well."""
SPAN = 2.5
"""How many times longer than the other, in letters, a rendering may be."""
CONTRARY = ("negation", "condition")
"""Meanings that both must have, or neither."""
MAX_WORDINGS = 6
"""Wordings of an utterance, the longest ones, that are compared with those of another."""
MAX_GROUPS = 400
"""Utterances of one speaker in one language that are compared, the first ones: keeps the cost bounded."""


Meant = list[tuple[int, frozenset[str]]]


def with_translations(found: Sequence[Rendering], groups: Sequence[Sequence[int]]) -> list[list[list[int]]]:
    """For each group the renderings in other languages, a list a language; a group that became one has none itself.

    An utterance goes to the one in another language that it shares most meanings with (ties to the first); the larger
    of the two keeps its place, so that what most accounts have is what others are set against.
    """
    out: list[list[list[int]]] = [[list(g)] for g in groups]
    if len({found[g[0]].language for g in groups if g}) < 2:
        return out
    meant = [_meant(found, g) for g in groups]
    pairs = sorted(
        (-score, a, b) for a, b in _candidates(found, groups) if (score := _alike(found, groups, meant, a, b))
    )
    taken: set[int] = set()
    for _, a, b in pairs:
        if a in taken or b in taken:
            continue
        home, other = (a, b) if (-len(groups[a]), a) <= (-len(groups[b]), b) else (b, a)
        out[home].append(list(groups[other]))
        out[other] = []
        taken.add(other)
    return out


def _meant(found: Sequence[Rendering], group: Sequence[int]) -> list[tuple[int, frozenset[str]]]:
    """The letters and meanings of a group's distinct wordings, the longest ones; none of a fragment."""
    distinct = {found[n].norms: found[n] for n in group if len(found[n].words) >= SHORT}
    longest = sorted(distinct.values(), key=lambda r: (-len(r.words), r.item_id, r.start))[:MAX_WORDINGS]
    return [(r.end - r.start, meanings_of(r.words, r.language)) for r in longest]


def _candidates(found: Sequence[Rendering], groups: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    """Groups of two languages that can be of one speaker."""
    by_speaker: dict[str, list[int]] = defaultdict(list)
    for n, group in enumerate(groups):
        for key in sorted({_key(found[m]) or "" for m in group}):
            if len(by_speaker[key]) < MAX_GROUPS:
                by_speaker[key].append(n)
    pairs: set[tuple[int, int]] = set()
    for key, mine in by_speaker.items():
        others = mine if key else [n for ns in by_speaker.values() for n in ns][: 2 * MAX_GROUPS]
        for a in mine:
            for b in others:
                if found[groups[a][0]].language != found[groups[b][0]].language:
                    pairs.add((min(a, b), max(a, b)))
    return sorted(pairs)


def _key(r: Rendering) -> str | None:
    return speaker_key(r) if is_named(r.speaker) else None


def _alike(found: Sequence[Rendering], groups: Sequence[Sequence[int]], meant: Sequence[Meant], a: int, b: int) -> int:
    """How many meanings two utterances share, where that is enough to take one for the other's translation; else 0."""
    same = {_key(found[n]) for n in groups[a]} & {_key(found[n]) for n in groups[b]} - {None}
    least = SAME_SHARED if same else OPEN_SHARED
    return max((_shared(one, two, least) for one in meant[a] for two in meant[b]), default=0)


def _shared(a: tuple[int, frozenset[str]], b: tuple[int, frozenset[str]], least: int) -> int:
    """How many meanings two wordings share, or 0 where these are too few, or what they say goes against it."""
    (size, one), (other_size, two) = a, b
    shared = one & two
    if len(shared) < least or len(shared) < SHARE * min(len(one), len(two)):
        return 0
    if any((mark in one) != (mark in two) for mark in CONTRARY) or any(_unlike(one, two, k) for k in _TELLING):
        return 0
    return len(shared) if max(size, other_size) <= SPAN * min(size, other_size) else 0


_TELLING = ("weekday", "month")


def _unlike(one: frozenset[str], two: frozenset[str], kind: str) -> bool:
    """Whether both name a day or month, and none that is the same."""
    mine, theirs = ({m for m in side if m.startswith(kind)} for side in (one, two))
    return bool(mine) and bool(theirs) and not mine & theirs

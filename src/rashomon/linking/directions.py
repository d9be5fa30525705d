"""Who had shared words first: an explicit credit, then containment, then time, else unknown; always with the reason."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from typing import Literal

import msgspec

from .agencies import are_one, full_name
from .texts import Known

Strength = Literal["stated", "strong", "weak"]
_CONTAINED = 900
"""Thousandths of a text that a shared stretch must make up for the text to be contained in it."""
_LARGER = 1300
"""Thousandths of its own length by which the other text must be longer for containment to tell something."""


_THIRD = 800
"""Thousandths of what two items share that a third must share with each for it to be the likelier giver."""


class Direction(msgspec.Struct, frozen=True):
    """`forward` is true where the words went from the first item to the second, null where nothing tells."""

    forward: bool | None
    strength: Strength
    reason: str


Ways = dict[tuple[int, int], Direction]


def direction(a: Known, b: Known, *, a_share: int, b_share: int) -> Direction:
    """Which way words went between two items; shares are thousandths of each item's words that they share.

    A credit says so itself. An item that holds nothing but a part of the other was more likely cut from it than grown
    into it. Two dates only tell who published first, and so are weak.
    """
    for forward, giver, taker in ((True, a, b), (False, b, a)):
        if _credits(taker, giver) and not _credits(giver, taker):
            return Direction(forward, "stated", f"the later text credits {giver.publisher}")
    shared_credits = sorted({full_name(c) for c in a.credits} & {full_name(c) for c in b.credits})
    if shared_credits:
        return Direction(None, "weak", f"both credit {shared_credits[0]}")
    both = _time_order(a, b)
    contained = _containment(a, b, a_share, b_share)
    if contained is not None and both in (None, contained):
        return Direction(contained, "strong", "one text is wholly contained in the other, longer one")
    if both is not None:
        first, second = (a, b) if both else (b, a)
        return Direction(both, "weak", f"published earlier: {first.published} before {second.published}")
    return Direction(None, "weak", "neither credits the other, neither is part of the other, and the dates do not tell")


def without_detours(
    ways: Mapping[tuple[int, int], Direction], words: Mapping[tuple[int, int], int], known: Sequence[Known]
) -> Ways:
    """Take back what only dates say where a third item may have given the words to both.

    `words` tells how many words each pair shares; pairs are ranks with the earlier first.
    """
    near: dict[int, dict[int, int]] = {}
    for (low, high), count in words.items():
        near.setdefault(low, {})[high] = near.setdefault(high, {})[low] = count
    credited = {low if way.forward else high for (low, high), way in ways.items() if way.strength == "stated"}
    settled = dict(ways)
    for (low, high), way in ways.items():
        if way.strength == "weak" and way.forward is not None and known[low].publisher != known[high].publisher:
            doubt = _doubt(low, high, near, credited)
            settled[low, high] = Direction(None, "weak", doubt) if doubt else way
    return settled


def _doubt(low: int, high: int, near: Mapping[int, Mapping[int, int]], credited: Container[int]) -> str | None:
    """Why the earlier of two need not be where the later has its words from."""
    if low in credited:
        return None
    enough = near[low][high] * _THIRD // 1000
    if near[low][high] * 1000 < max(near[high].values()) * _THIRD:
        return "the later account shares more with another one"
    thirds = near[low].keys() & near[high].keys()
    if any(third < low and near[third][low] >= enough and near[third][high] >= enough for third in thirds):
        return "an earlier account has the same words; both may have them from that one"
    if thirds:
        return "several accounts share these words and none says whose they are"
    return None


def _credits(taker: Known, giver: Known) -> bool:
    if len(giver.publisher) < 2 or giver.publisher == taker.publisher:
        return False
    return any(are_one(credit, giver.publisher) for credit in taker.credits)


def _containment(a: Known, b: Known, a_share: int, b_share: int) -> bool | None:
    if b_share >= _CONTAINED and a.size * 1000 >= b.size * _LARGER:
        return True
    if a_share >= _CONTAINED and b.size * 1000 >= a.size * _LARGER:
        return False
    return None


def _time_order(a: Known, b: Known) -> bool | None:
    """Whether `a` is the earlier; null where a date is missing or the shorter of the two holds for both."""
    if not a.published or not b.published:
        return None
    width = min(len(a.published), len(b.published))
    one, other = a.published[:width], b.published[:width]
    return None if one == other else one < other

"""Whether figures about the same thing agree, and if not, why."""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec

from ..model.readings import Figure

_APPROXIMATE = 0.1
"""Share by which an approximate figure may miss: "about 500" is no lie of 460. (Our choice.)"""
_INFINITE = math.inf


class Counted(msgspec.Struct, frozen=True):
    """A figure with what a verdict needs: when its account was published, whether it is approximate or a part."""

    figure: Figure
    item_id: str
    published: str | None
    approximate: bool = False
    part: bool = False


class Verdict(msgspec.Struct, frozen=True):
    """agree, revision, conflict or not_comparable, and why."""

    verdict: str
    reason: str


def bounds(c: Counted) -> tuple[float, float]:
    """The least and greatest value that a figure allows."""
    f = c.figure
    low = -_INFINITE if f.low is None else f.low
    high = _INFINITE if f.high is None else f.high
    if c.approximate and low == high:
        return low * (1 - _APPROXIMATE), high * (1 + _APPROXIMATE)
    return low, high


def go_together(a: Counted, b: Counted) -> bool:
    """Whether both can be true of one count: their ranges meet, or one is the other in round numbers."""
    (low_a, high_a), (low_b, high_b) = bounds(a), bounds(b)
    if max(low_a, low_b) <= min(high_a, high_b):
        return True
    return rounds_to(low_a, low_b) or rounds_to(low_b, low_a)


def rounds_to(exact: float, rounded: float) -> bool:
    """Whether the second value is the first in fewer significant digits, two at least.

    >>> rounds_to(1_375_000, 1_400_000), rounds_to(5_700, 5_600), rounds_to(18, 20)
    (True, False, False)
    """
    if not (math.isfinite(exact) and math.isfinite(rounded)) or rounded <= 0 or exact <= 0:
        return False
    digits = len(f"{rounded:.0f}".rstrip("0")) if rounded == int(rounded) else len(f"{rounded:g}".replace(".", ""))
    if digits < 2 or exact == rounded:
        return False
    scale = 10 ** (math.floor(math.log10(exact)) - digits + 1)
    return math.isclose(round(exact / scale) * scale, rounded)


def judge(figures: Sequence[Counted]) -> Verdict:
    """The verdict on figures about the same thing."""
    apart = [(a, b) for i, a in enumerate(figures) for b in figures[i + 1 :] if not go_together(a, b)]
    if not apart:
        same = len({(c.figure.low, c.figure.high) for c in figures}) == 1
        return Verdict("agree", "the same value" if same else "ranges that hold one another, or round numbers")
    reasons = [r for a, b in apart for r in [_incomparable(a, b)] if r]
    if len(reasons) == len(apart):
        return Verdict("not_comparable", reasons[0])
    revised = [_revision(a, b) for a, b in apart]
    if all(revised):
        return Verdict("revision", revised[0] or "")
    a, b = next(
        ((a, b) for (a, b), r in zip(apart, revised, strict=True) if not r and not _incomparable(a, b)), apart[0]
    )
    reason = f"“{a.figure.text}” and “{b.figure.text}” cannot both hold of the same count"
    own = next((r for (x, y), r in zip(apart, revised, strict=True) if r and _one_voice(x, y)), None)
    return Verdict("conflict", f"{reason}; {own}" if own else reason)


def _incomparable(a: Counted, b: Counted) -> str | None:
    """Why two figures are not of one scope, or None."""
    if a.figure.place and b.figure.place and a.figure.place != b.figure.place:
        return f"one counts in {a.figure.place}, the other in {b.figure.place}"
    if a.part != b.part:
        return "one is a part of the other's count"
    return None


def _one_voice(a: Counted, b: Counted) -> bool:
    """Whether one authority gives both figures."""
    return a.figure.speaker is not None and a.figure.speaker == b.figure.speaker


def _revision(a: Counted, b: Counted) -> str | None:
    """Why the later figure revises the earlier, or None: one authority at two times, or a toll that rose."""
    when_a, when_b = _when(a), _when(b)
    if when_a is None or when_b is None or when_a == when_b:
        return None
    earlier, later = (a, b) if when_a < when_b else (b, a)
    if _one_voice(a, b):
        return f"{a.figure.speaker} gave “{earlier.figure.text}” first and “{later.figure.text}” later"
    if a.figure.action and a.figure.action == b.figure.action and _value(later) > _value(earlier):
        return f"a later account has a higher count: “{earlier.figure.text}”, then “{later.figure.text}”"
    return None


def _when(c: Counted) -> str | None:
    """The day (or finer) that a figure holds for: its own time, or else its account's."""
    own = c.figure.as_of
    return own if own and own[:1].isdigit() and "X" not in own else c.published


def _value(c: Counted) -> float:
    low, high = c.figure.low, c.figure.high
    return low if low is not None else high if high is not None else 0.0

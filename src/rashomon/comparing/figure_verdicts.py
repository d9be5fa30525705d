"""Whether figures about the same thing agree, and if not, why."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Iterator, Sequence

import msgspec

from ..model.readings import Figure

_APPROXIMATE = 0.1
"""Share by which an approximate figure may miss: "about 500" is no lie of 460. (Our choice.)"""
_INFINITE = math.inf
_TO_MINUTES = len("2031-05-03T09:00")
_BRIEFING = datetime.timedelta(hours=12)
"""Two outlets with other words of one authority within this time heard the same briefing. (Our choice.)"""


_Said = tuple[str | None, float | None, float | None]
"""A voice and the bounds that it gives."""


class Counted(msgspec.Struct, frozen=True):
    """A figure with what a verdict needs: when and by whom published, whether approximate, a part, or a loose word.

    A loose word is "dozen": its value is no count. `account` is the item that this one is a later saving of, or itself.
    """

    figure: Figure
    item_id: str
    published: str | None
    approximate: bool = False
    part: bool = False
    outlet: str | None = None
    loose: bool = False
    account: str | None = None


class _Step(msgspec.Struct, frozen=True):
    """One revision: who made it, the first figure with the new value, and the words that tell it."""

    voice: str | None
    old: float
    new: Counted
    told: str


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


def told_apart(a: Counted, b: Counted) -> bool:
    """Whether a careful reader sees two counts: they cannot both hold, or each is a floor of its own.

    "At least 12" and "at least 15" can both be true, and yet whoever gave the first did not know of the second.
    """
    return not go_together(a, b) or _floors_differ(a, b) or _raised(a, b)


def _floors_differ(a: Counted, b: Counted) -> bool:
    """Whether both are floors, and neither is the vaguer one: a round number, or a word such as "dozen"."""
    if not (_is_floor(a) and _is_floor(b)) or a.loose or b.loose:
        return False
    lower, higher = sorted((a, b), key=_value)
    if _value(lower) == _value(higher):
        return False
    same_words = (a.figure.modifier or "").lower() == (b.figure.modifier or "").lower()
    if same_words and _one_outlet(a, b) and a.figure.speaker == b.figure.speaker and _is_later(lower, higher):
        return True
    return (same_words or _value(lower) % 10 != 0) and not cut_to(_value(higher), _value(lower))


def _raised(a: Counted, b: Counted) -> bool:
    """Whether one authority gave a floor and later a count above it, which is more than the floor told exactly."""
    floors = [c for c in (a, b) if _is_floor(c) and not c.loose]
    others = [c for c in (a, b) if not _is_floor(c) and c.figure.low == c.figure.high and not c.approximate]
    if not (floors and others and _one_voice(a, b) and _is_later(floors[0], others[0])):
        return False
    floor, count = _value(floors[0]), _value(others[0])
    return count > floor and not cut_to(count, floor)


def _is_floor(c: Counted) -> bool:
    return c.figure.low is not None and c.figure.high is None and not c.approximate


def cut_to(exact: float, vaguer: float) -> bool:
    """Whether the second value is the first with its last digits cut off.

    >>> cut_to(12, 10), cut_to(3_340, 3_000), cut_to(15, 12), cut_to(47, 20)
    (True, True, False, False)
    """
    if vaguer <= 0 or exact < vaguer or vaguer != int(vaguer):
        return False
    scale = 10 ** (len(f"{vaguer:.0f}") - len(f"{vaguer:.0f}".rstrip("0")))
    return bool(scale > 1 and exact // scale * scale == vaguer)


def judge(figures: Sequence[Counted]) -> Verdict:
    """The verdict on figures about the same thing.

    Every pair that a reader tells apart needs its reason: another scope, or a revision. What one voice is seen to
    revise is revised also where others have the old value and the new one.
    """
    apart = [(a, b) for i, a in enumerate(figures) for b in figures[i + 1 :] if told_apart(a, b)]
    if not apart:
        same = len({(c.figure.low, c.figure.high) for c in figures}) == 1
        return Verdict("agree", "the same value" if same else "ranges that hold one another, or round numbers")
    open_pairs = [(a, b) for a, b in apart if not _incomparable(a, b)]
    if not open_pairs:
        return Verdict("not_comparable", next(_reasons(apart, _incomparable)))
    firsts = _firsts(figures)
    steps: dict[frozenset[float], list[_Step]] = {}
    for a, b in open_pairs:
        if step := _own(a, b, firsts):
            steps.setdefault(_move(a, b), []).append(step)
    left = [(a, b) for a, b in open_pairs if not _passed_on(a, b, steps) and not _rose(a, b)]
    told = next((found[0].told for found in steps.values()), None)
    if not left:
        return Verdict("revision", told or next(_reasons(open_pairs, _rose)))
    a, b = min(left, key=_is_of_one_side)
    reason = f"“{a.figure.text}” and “{b.figure.text}” {_unlike(a, b)}"
    return Verdict("conflict", f"{reason}; {told}" if told else reason)


def _is_of_one_side(pair: tuple[Counted, Counted]) -> bool:
    """Whether a pair is not of two authorities: theirs is the conflict to name first."""
    voices = {c.figure.speaker for c in pair}
    return None in voices or len(voices) < 2


def _reasons(pairs: Sequence[tuple[Counted, Counted]], why: Callable[[Counted, Counted], str | None]) -> Iterator[str]:
    return (reason for a, b in pairs if (reason := why(a, b)))


def _unlike(a: Counted, b: Counted) -> str:
    if go_together(a, b):
        return "are two floors given at one time"
    return "cannot both hold of the same count"


def _move(a: Counted, b: Counted) -> frozenset[float]:
    """The two values, whichever came first."""
    return frozenset((_value(a), _value(b)))


def _passed_on(a: Counted, b: Counted, steps: dict[frozenset[float], list[_Step]]) -> bool:
    """Whether a pair has the old and the new value of a revision in the same voice, or in none, or each in its time.

    Who had the old value before there was a new one was not wrong, whoever told it.
    """
    for step in steps.get(_move(a, b), ()):
        if all(c.figure.speaker in (None, step.voice) for c in (a, b)):
            return True
        old, new = (a, b) if _value(a) == step.old else (b, a)
        turn = _when(step.new)
        if turn and (_when(old) or "~") <= turn <= (_when(new) or ""):
            return True
    return False


def _incomparable(a: Counted, b: Counted) -> str | None:
    """Why two figures are not of one scope, or None."""
    if a.figure.place and b.figure.place and a.figure.place != b.figure.place:
        return f"one counts in {a.figure.place}, the other in {b.figure.place}"
    if a.part != b.part:
        return "one is a part of the other's count"
    said = {c.figure.action for c in (a, b)}
    if None in said and len(said) == 2 and not _one_voice(a, b) and not _one_account(a, b):
        sure, bare = (a, b) if a.figure.action else (b, a)
        return f"“{sure.figure.text}” were {sure.figure.action}; of “{bare.figure.text}” that is not said"
    return None


def _one_account(a: Counted, b: Counted) -> bool:
    """Whether one is a later saving of the other's account."""
    return a.account is not None and a.account == b.account and a.item_id != b.item_id


def _one_voice(a: Counted, b: Counted) -> bool:
    """Whether one authority gives both figures."""
    return a.figure.speaker is not None and a.figure.speaker == b.figure.speaker


def _own(a: Counted, b: Counted, firsts: dict[_Said, Counted]) -> _Step | None:
    """The revision where one account, outlet or authority gives another value later; None where that is not so.

    Across outlets it counts when each value was first in the authority's mouth: who repeats the old one late, after
    somebody else's slip, revises nothing.
    """
    one_voice = a.figure.speaker == b.figure.speaker
    pair = in_order(a, b) if one_voice and _one_outlet(a, b) else None
    if _one_account(a, b):
        pair = in_order(a, b) or _saved_in_order(a, b)
    elif pair is None and _one_voice(a, b):
        pair = in_order(firsts[_said(a)], firsts[_said(b)])
    if pair is None:
        return None
    old, new = pair
    who = a.figure.speaker if one_voice else None
    told = f"{who or new.outlet or 'the account'} gave “{old.figure.text}” first and “{new.figure.text}” later"
    return _Step(who, _value(old), new, told)


def _saved_in_order(a: Counted, b: Counted) -> tuple[Counted, Counted]:
    """The first saving and the later one, where no time tells them apart."""
    return (a, b) if a.item_id == a.account else (b, a) if b.item_id == b.account else (a, b)


def _said(c: Counted) -> _Said:
    return c.figure.speaker, c.figure.low, c.figure.high


def _firsts(figures: Sequence[Counted]) -> dict[_Said, Counted]:
    """Each value of each voice where it stands first, by its time."""
    late_first = sorted((c for c in figures if _when(c)), key=lambda c: _when(c) or "", reverse=True)
    return {_said(c): c for c in (*figures, *late_first)}


def in_order(a: Counted, b: Counted) -> tuple[Counted, Counted] | None:
    """The earlier and the later; None where neither is told to be."""
    return (a, b) if _is_later(a, b) else (b, a) if _is_later(b, a) else None


def _rose(a: Counted, b: Counted) -> str | None:
    """That a count of what happened to people is higher in a later account; an authority is asked for its own."""
    pair = None if _one_voice(a, b) else in_order(a, b)
    if pair and a.figure.action and a.figure.action == b.figure.action and _value(pair[1]) > _value(pair[0]):
        return f"a later account has a higher count: “{pair[0].figure.text}”, then “{pair[1].figure.text}”"
    return None


def _one_outlet(a: Counted, b: Counted) -> bool:
    return a.outlet is not None and a.outlet == b.outlet


def _is_later(earlier: Counted, later: Counted) -> bool:
    """Whether the second holds for a later time: any in one outlet, else another day and no mere hours after."""
    one, two = _when(earlier), _when(later)
    if one is None or two is None or one >= two:
        return False
    if len(one) < _TO_MINUTES or len(two) < _TO_MINUTES:
        return one[:10] < two[:10]
    if _one_outlet(earlier, later):
        return True
    gap = _moment(two) - _moment(one)
    return one[:10] < two[:10] and gap >= _BRIEFING


def _moment(when: str) -> datetime.datetime:
    try:
        return datetime.datetime.fromisoformat(when).replace(tzinfo=None)
    except ValueError:
        return datetime.datetime.min


def _when(c: Counted) -> str | None:
    """The day (or finer) that a figure holds for: its own time, or else its account's; the finer of one day."""
    own = c.figure.as_of
    if not own or not own[:1].isdigit() or "X" in own or (c.published or "").startswith(own):
        return c.published
    return own


def _value(c: Counted) -> float:
    low, high = c.figure.low, c.figure.high
    return low if low is not None else high if high is not None else 0.0

"""Drawings: places and lengths are worked out here; the templates write the SVG and escape its words."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from ..dates import moment
from ..opened import bounds
from ..reader import Row
from ..story import StoryView

ROW = 30
"""Height of a line of a drawing."""
WIDE = 720
"""Width of a drawing; the page scales it."""
LEFT = 16
STEP = 24
"""How far a branch reaches to the right."""
RIGHT = 24


class Mark(msgspec.Struct, frozen=True):
    """A point or stretch of a drawing with the words beside it."""

    x: float
    y: float
    x2: float
    words: str
    style: str = ""
    address: str = ""


class Branch(msgspec.Struct, frozen=True):
    """A line from an account to the one that took from it: down from (x, y) to y2, then right to x2."""

    x: float
    y: float
    y2: float
    x2: float


class Tree(msgspec.Struct, frozen=True):
    """Who took what from whom."""

    width: int
    height: int
    nodes: tuple[Mark, ...]
    branches: tuple[Branch, ...]


class Dots(msgspec.Struct, frozen=True):
    """Values along a scale, a row each; `ticks` are places of the scale with their words."""

    height: int
    dots: tuple[Mark, ...]
    ticks: tuple[Mark, ...]


def origin_tree(rows: Sequence[Row]) -> Tree:
    """The tree of origins from rows in tree order with their depth."""
    nodes, branches = [], []
    last_at: dict[int, float] = {}
    for number, row in enumerate(rows):
        x, y = LEFT + STEP * row["depth"], ROW * number + ROW / 2
        nodes.append(Mark(x, y, x, row["item_id"], "first" if not row["depth"] else "copy"))
        if row["depth"]:
            above = last_at.get(row["depth"] - 1, y)
            branches.append(Branch(x - STEP, above, y, x))
        last_at[row["depth"]] = y
    deepest = max((row["depth"] for row in rows), default=0)
    return Tree(2 * LEFT + STEP * deepest, ROW * len(rows), tuple(nodes), tuple(branches))


def figure_dots(figures: Sequence[Row]) -> Dots | None:
    """Figures of a group along a scale from nought or the least to the greatest; None where there is no number."""
    values = [v for row in figures for v in (row["low"], row["high"]) if v is not None]
    if not values or max(values) == min(values):
        return None
    least, most = min(0.0, *values) if min(values) < 3 * (max(values) - min(values)) else min(values), max(values)
    dots = []
    for number, row in enumerate(figures):
        low = row["low"] if row["low"] is not None else least
        high = row["high"] if row["high"] is not None else most
        y = ROW * number + ROW / 2
        style = "open" if row["high"] is None or row["low"] is None else "exact" if low == high else "range"
        dots.append(Mark(_along(low, least, most), y, _along(high, least, most), bounds(row), style))
    ticks = [Mark(_along(v, least, most), 0, 0, f"{v:,.10g}") for v in dict.fromkeys((least, most))]
    return Dots(ROW * len(figures), tuple(dots), tuple(ticks))


def _along(value: float, least: float, most: float) -> float:
    return round(LEFT + (WIDE - LEFT - RIGHT) * (value - least) / (most - least), 1)


def timeline_dots(view: StoryView, events: Sequence[Row]) -> Dots | None:
    """Events along the days of the story; None where fewer than two have a full date."""
    dated = [(number, _minutes(event["edtf"])) for number, event in enumerate(events)]
    known = [minutes for _, minutes in dated if minutes is not None]
    if len(known) < 2 or max(known) == min(known):
        return None
    least, most = min(known), max(known)
    dots = [
        Mark(_along(minutes, least, most), ROW / 2, len(events[number]["accounts"]), events[number]["text"])
        for number, minutes in dated
        if minutes is not None
    ]
    first = min(events, key=lambda e: _minutes(e["edtf"]) or 1e18)
    last = max(events, key=lambda e: _minutes(e["edtf"]) or -1e18)
    ticks = [Mark(_along(m, least, most), 0, 0, moment(e["edtf"]).words) for m, e in ((least, first), (most, last))]
    return Dots(ROW, tuple(dots), tuple(ticks))


_FULL = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d))?")


def _minutes(edtf: str | None) -> float | None:
    """Minutes on a scale that is right within a month and never runs backwards."""
    found = _FULL.match(edtf or "")
    if not found:
        return None
    year, month, day, hour, minute = (int(part or 0) for part in found.groups())
    return float((((year * 12 + month) * 31 + day) * 24 + hour) * 60 + minute)

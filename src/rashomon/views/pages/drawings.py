"""Drawings: places and lengths are worked out here; the templates write the SVG and escape its words.

A list with a scale is drawn as a strip a row, so that it reads at any width, prints, and has its words beside it.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence

import msgspec

from ..characters import one_line, shortened
from ..dates import moment
from ..opened import bounds
from ..origin_words import part_words, role_word
from ..reader import Row

WIDE, EDGE = 240, 10
"""Width of a strip, and the room at its ends for marks; the page scales it."""
ROW, NAME, NAME_LONGEST = 32, 254, 32
"""Height of a line of the drawn tree, the width of its names, and their characters."""
LABEL_LEFT, LABEL = 500, 40
"""From where on a label stands at the left of its account, so that it stays within the drawing; its characters."""
DAY = 1440.0
"""Minutes."""


class Mark(msgspec.Struct, frozen=True):
    """A point (`x` is `x2`) or stretch of a strip. `style`: exact, open, range, beyond; or first, copy, own."""

    x: float
    x2: float
    words: str = ""
    style: str = ""


class Scale(msgspec.Struct, frozen=True):
    """From where to where a strip reaches, with the words at its ends; values beyond stand at the end as `beyond`."""

    least: float
    most: float
    first: str
    last: str

    def at(self, value: float) -> float:
        """Where a value stands on a strip."""
        share = (value - self.least) / (self.most - self.least)
        return round(EDGE + (WIDE - 2 * EDGE) * min(1.0, max(0.0, share)), 1)

    def holds(self, value: float) -> bool:
        """Whether a value is within its ends."""
        return self.least <= value <= self.most


def time_scale(dates: Sequence[str | None]) -> Scale | None:
    """The time from the first to the last of the dates, far ones left beyond; None where it has no length.

    A story tells of a day or a week and recalls a year: one far date would press all others onto a point.
    """
    known = sorted((minutes, edtf) for edtf in dates if (minutes := minutes_of(edtf)) is not None)
    if len(known) < 2:
        return None
    low, high = known[len(known) // 10], known[-1 - len(known) // 10]
    reach = max(high[0] - low[0], 60.0)
    near = [pair for pair in known if low[0] - 2 * reach <= pair[0] <= high[0] + 2 * reach]
    least, most = near[0], near[-1]
    end = most[0] + (0 if "T" in (most[1] or "") else DAY)
    if least[0] == most[0]:
        return None
    return Scale(least[0], end, moment(least[1]).words, moment(most[1]).words)


def times_strip(scale: Scale | None, dates: Sequence[str | None]) -> tuple[Mark, ...]:
    """Dates on the scale, each once: a day without a clock as the stretch of that day."""
    marks = {}
    for edtf in dates:
        minutes = minutes_of(edtf)
        if scale and minutes is not None:
            x, style = scale.at(minutes), "exact" if scale.holds(minutes) else "beyond"
            whole_day = style == "exact" and "T" not in (edtf or "")
            end = scale.at(minutes + DAY) if whole_day else x
            marks[x, end] = Mark(
                x, max(end, x + 4) if whole_day else x, moment(edtf).words, "day" if whole_day else style
            )
    return tuple(marks[place] for place in sorted(marks))


def value_scale(figures: Sequence[Row]) -> Scale | None:
    """The values of figures from nought, or the least, to the greatest; None where there is no difference to show."""
    values = [float(v) for row in figures for v in (row["low"], row["high"]) if v is not None]
    if not values or max(values) == min(values):
        return None
    least, most = min(values), max(values)
    least = min(0.0, least) if least < 3 * (most - least) else least
    return Scale(least, most, f"{least:,.10g}", f"{most:,.10g}")


def value_strip(scale: Scale | None, figure: Row) -> tuple[Mark, ...]:
    """A figure on the scale: a point, a stretch between two values, or one that is open at an end."""
    low, high = figure["low"], figure["high"]
    if scale is None or (low is None and high is None):
        return ()
    style = "open" if low is None or high is None else "exact" if low == high else "range"
    a = scale.at(scale.least if low is None else float(low))
    b = scale.at(scale.most if high is None else float(high))
    return (Mark(a, b, bounds(figure), style),)


class Node(msgspec.Struct, frozen=True):
    """An account of the drawn tree: its line and its place in time; `left` where its label stands at its left."""

    x: float
    y: float
    name: str
    style: str
    dated: bool
    label: str
    left: bool


class Edge(msgspec.Struct, frozen=True):
    """From the account that words were taken from to the one that took them."""

    x: float
    y: float
    to_x: float
    to_y: float
    strength: str
    words: str


class Tree(msgspec.Struct, frozen=True):
    """Who took what from whom, when: time goes to the right, each account has a line."""

    height: int
    scale: Scale
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def origin_tree(rows: Sequence[Row], names: Mapping[str, str], items: Mapping[str, Row]) -> Tree | None:
    """The tree of origins from rows in tree order; None where too few accounts are dated to draw one.

    An account that took from several has a row for each, and one line here.
    """
    rows = [part for row in rows for part in (row, *row.get("also", ()))]
    by_item: dict[str, list[Row]] = {}
    for row in rows:
        by_item.setdefault(row["item_id"], []).append(row)
    dates = {item_id: items.get(item_id, {}).get("published") for item_id in by_item}
    scale = time_scale(list(dates.values()))
    if scale is None or len(by_item) < 2:
        return None
    at = {item_id: (_tree_x(scale, dates[item_id]), ROW * n + ROW / 2) for n, item_id in enumerate(by_item)}
    nodes = tuple(
        _node(own, names, at, dated=minutes_of(dates[item_id]) is not None) for item_id, own in by_item.items()
    )
    edges = tuple(
        Edge(*at[row["from_item"]], *at[row["item_id"]], row["strength"], _edge_words(row, names))
        for row in rows
        if row["from_item"] in at
    )
    return Tree(ROW * len(by_item), scale, nodes, edges)


def _node(own: Sequence[Row], names: Mapping[str, str], at: Mapping[str, tuple[float, float]], *, dated: bool) -> Node:
    x, y = at[own[0]["item_id"]]
    taking = next((row for row in own if row["from_item"] in at), None)
    name = names.get(own[0]["item_id"], "")
    label = ["" if dated else "undated", shortened(_taken(taking), LABEL) if taking else ""]
    return Node(
        x=x,
        y=y,
        name=name if len(name) <= NAME_LONGEST else f"{name[: NAME_LONGEST - 1]}…",
        style="copy" if taking else "first",
        dated=dated,
        label=", ".join(part for part in label if part),
        left=x > LABEL_LEFT,
    )


def _taken(row: Row) -> str:
    reason = one_line(row["reason"])
    return f"{role_word(row)}: {reason}" if reason else role_word(row)


def _edge_words(row: Row, names: Mapping[str, str]) -> str:
    return shortened(f"{names.get(row['item_id'], '')}: {part_words(row, lambda item_id: names.get(item_id, ''))}", 300)


def _tree_x(scale: Scale, published: str | None) -> float:
    minutes = minutes_of(published)
    return NAME + 2 * scale.at(scale.most if minutes is None else minutes)


_FULL = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d))?")


def minutes_of(edtf: str | None) -> float | None:
    """Minutes since the year 1 of an EDTF value's first full date; None where it has none."""
    found = _FULL.search(edtf or "")
    if not found:
        return None
    year, month, day, hour, minute = (int(part or 0) for part in found.groups())
    try:
        return datetime.date(year, month, day).toordinal() * 1440.0 + hour * 60 + minute
    except ValueError:
        return None

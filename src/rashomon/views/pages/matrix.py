"""Who holds what as a matrix: actors by statements, a sign a cell, each cell opening its evidence."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import msgspec

from ..characters import one_line, shortened
from ..dates import moment
from ..reader import Row
from ..report.holders import by_wording, position_actor, stances_in_time
from ..report.page import Page
from ..story import holder
from .addresses import place_anchor, safe_name

SIGNS = {"asserts": "+", "endorses": "(+)", "concedes": "±", "questions": "?", "denies": "−"}
"""A sign for each stance, so that none is told by its colour alone."""
COLUMNS, ROWS, ACTORS, STATEMENTS = 8, 14, 10, 8
"""Statements and actors of a matrix; actors of a statement and statements of a claim in the list below it."""
SEARCHED = 24
"""Claims whose statements may become columns."""


class Statement(msgspec.Struct, frozen=True):
    """A column: the words that stances are towards, and the page of their claim."""

    letter: str
    words: str
    address: str


class Cell(msgspec.Struct, frozen=True):
    """What an actor makes of a statement: steps in time of (stances, day), and where the words stand."""

    line: tuple[tuple[tuple[str, ...], str], ...]
    address: str
    words: str


class Line(msgspec.Struct, frozen=True):
    """An actor's row."""

    name: str
    actor_id: str | None
    cells: tuple[Cell | None, ...]


class Matrix(msgspec.Struct, frozen=True):
    """Actors by statements."""

    statements: tuple[Statement, ...]
    lines: tuple[Line, ...]


Group = tuple[Row, str, dict[str, list[Row]]]
"""A claim, the words that stances are towards, and the positions by actor."""


def make_matrix(page: Page, groups: list[Group]) -> Matrix | None:
    """The statements that several hold or that somebody denies or questions; None where there is none."""
    groups = [group for group in groups if len(group[2]) > 1 or not _calm(group)]
    groups.sort(key=lambda g: (len(g[2]) == 1, -_stances(g), -len(g[2])))
    chosen = groups[:COLUMNS]
    if not chosen:
        return None
    known: dict[str, Row] = {}
    held: dict[str, int] = defaultdict(int)
    for _, _, actors in chosen:
        for key, rows in actors.items():
            known.setdefault(key, rows[0])
            held[key] += 1
    order = sorted(known, key=lambda key: (-held[key], list(known).index(key)))[:ROWS]
    statements = tuple(
        Statement(chr(65 + n), shortened(words or one_line(claim["text"]), 200), _claim_address(claim))
        for n, (claim, words, _) in enumerate(chosen)
    )
    lines = (
        Line(position_actor(page, known[key]), known[key]["actor_id"], tuple(_cell(page, g, key) for g in chosen))
        for key in order
    )
    return Matrix(statements, tuple(lines))


def groups_of(page: Page, claim: Row) -> list[Group]:
    """A claim's statements, each with the positions on it by actor."""
    made = []
    for words, positions in by_wording(page.view.positions[claim["claim_id"]]):
        made.append((claim, words, _by_actor(positions)))
    return made


def _by_actor(positions: list[Row]) -> dict[str, list[Row]]:
    actors: dict[str, list[Row]] = defaultdict(list)
    for position in positions:
        actors[holder(position) or position["item_id"]].append(position)
    return actors


def _stances(group: Group) -> int:
    return len({row["stance"] for rows in group[2].values() for row in rows})


def _calm(group: Group) -> bool:
    """Whether a statement is only asserted."""
    return all(row["stance"] in ("asserts", "endorses") for rows in group[2].values() for row in rows)


def _claim_address(claim: Row) -> str:
    return f"finding/{safe_name(claim['claim_id'])}.html"


def _cell(page: Page, group: Group, key: str) -> Cell | None:
    claim, _, actors = group
    rows = actors.get(key)
    if not rows:
        return None
    anchor = place_anchor(rows[0]["item_id"], rows[0]["start"])
    words = f"{shortened(one_line(rows[0]['text']), 160)} – {page.named([r['item_id'] for r in rows], 3)}"
    return Cell(_line(rows), f"{_claim_address(claim)}#{anchor}", words)


def _line(rows: list[Row]) -> tuple[tuple[tuple[str, ...], str], ...]:
    return tuple((step.stances, moment(step.when).day if step.when else "") for step in stances_in_time(rows))


def claim_shown(page: Page, claim: Row, groups: list[Group]) -> dict[str, Any]:
    """A claim as a list: each statement with who holds what of it, and by whom that was carried."""
    statements = [
        {"words": words, "actors": [_actor(page, rows) for rows in list(actors.values())[:ACTORS]],
         "more": max(0, len(actors) - ACTORS)}
        for _, words, actors in groups[:STATEMENTS]
    ]  # fmt: skip
    more = max(0, len(groups) - STATEMENTS)
    return {"id": claim["claim_id"], "text": one_line(claim["text"]), "statements": statements, "more": more}


def _actor(page: Page, rows: list[Row]) -> dict[str, Any]:
    told = sorted({one_line(r["according_to"]) for r in rows if r["according_to"]})
    return {
        "name": position_actor(page, rows[0]), "actor_id": rows[0]["actor_id"], "told": told[:3], "line": _line(rows),
        "carried": page.named([r["item_id"] for r in rows], 3),
    }  # fmt: skip

"""How many origins: who took what from whom, drawn as a tree with the reasons on it."""

from __future__ import annotations

from rich.cells import cell_len

from ..characters import one_line, shortened
from ..dates import moment
from ..origin_words import also_words, role_word
from ..reader import Row
from ..sheet import GUTTER, HEADING, QUIET, Part
from .page import Page

SHOWN, ROOMY = 24, 104
"""Accounts shown, and the columns from which on a reason stands beside its account and not below."""


def origins(page: Page) -> None:
    """One line an account; a branch says what was taken and how that is known. An own text is told when opened."""
    view = page.view
    if not view.origins:
        return
    count = view.origin_count
    page.sheet.section("HOW MANY ORIGINS", (f"at most {count}", HEADING))
    branches = drawn_branches(view.origins)
    left = [branch + page.name(row["item_id"]) for branch, row in zip(branches, view.origins, strict=True)]
    share = 3 if page.sheet.width >= ROOMY else 2
    widest = min(max(cell_len(text) for text in left[:SHOWN]), max(20, page.sheet.width // share))
    for text, row in list(zip(left, view.origins, strict=True))[:SHOWN]:
        _account(page, text, widest, row)
    page.more(len(view.origins) - SHOWN, "origins")


def _account(page: Page, drawn: str, widest: int, row: Row) -> None:
    item = page.view.item.get(row["item_id"], {})
    when = moment(item.get("published")).words
    role = role_word(row, revision=bool(item.get("revision_of")))
    reason = "" if row["role"] == "own" else one_line(row["reason"])
    reason = "; ".join(part for part in (reason, *also_words(row, page.name)) if part)
    cells: list[tuple[Part, int]] = [(shortened(drawn, widest), widest), ((when, QUIET), 18)]
    beside = page.sheet.width >= ROOMY
    cells += [(role, 12), ((reason, QUIET), 0)] if beside else [(role, 0)]
    page.sheet.columns(cells, reference=page.ref("o", row["item_id"]))
    if reason and not beside:
        page.sheet.put((reason, QUIET), GUTTER + 6)


def drawn_branches(rows: list[Row]) -> list[str]:
    """The tree's lines before each account: rows are in tree order with their depth.

    >>> drawn_branches([{"depth": 0}, {"depth": 1}, {"depth": 2}, {"depth": 1}])
    ['', '├─ ', '│  └─ ', '└─ ']
    """
    drawn = []
    for number, row in enumerate(rows):
        depth = row["depth"]
        parts = ["│  " if _goes_on(rows, number, level) else "   " for level in range(1, depth)]
        if depth:
            parts.append("├─ " if _goes_on(rows, number, depth) else "└─ ")
        drawn.append("".join(parts))
    return drawn


def _goes_on(rows: list[Row], number: int, level: int) -> bool:
    """Whether a later row hangs on the same branch."""
    for row in rows[number + 1 :]:
        if row["depth"] <= level:
            return bool(row["depth"] == level)
    return False

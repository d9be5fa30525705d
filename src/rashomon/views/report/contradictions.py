"""An account against itself: two of its places that do not go together."""

from __future__ import annotations

from ..characters import one_line, shortened
from ..references import contradiction_id
from ..sheet import GUTTER, QUIET, STRONG
from .page import Page

SHOWN = 8


def contradictions(page: Page) -> None:
    """Both places, and why they are set side by side."""
    rows = page.view.contradictions
    if not rows:
        return
    page.sheet.section("AN ACCOUNT AGAINST ITSELF")
    for row in rows[:SHOWN]:
        page.sheet.finding(
            page.ref("x", contradiction_id(row)), (page.name(row["item_id"]), STRONG), (one_line(row["reason"]), QUIET)
        )
        for side in ("a", "b"):
            page.sheet.put(shortened(one_line(row[side]["text"]), 220), GUTTER)
    page.more(len(rows) - SHOWN, "coverage")

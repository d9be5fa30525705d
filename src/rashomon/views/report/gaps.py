"""Who leaves what out: findings that one account alone has, and that one account alone lacks."""

from __future__ import annotations

from collections import defaultdict

from ..brief import brief_words
from ..characters import counted, shortened
from ..references import Reference, gap_id
from ..sheet import QUIET, STRONG, Part, joined, styled
from .page import Page

SHOWN, EACH = 10, 5


def gaps(page: Page) -> None:
    """Accounts by how much they alone have or leave out."""
    if len(page.view.items) < 2 or not page.view.coverage:
        return
    only, lacking = alone(page)
    rows = sorted(page.view.item, key=lambda i: (-len(only[i]) - len(lacking[i]), list(page.view.item).index(i)))
    rows = [item_id for item_id in rows if only[item_id] or lacking[item_id]]
    if not rows:
        return
    page.sheet.section("WHO LEAVES WHAT OUT")
    for item_id in rows[:SHOWN]:
        _account(page, item_id, only[item_id], lacking[item_id])
    page.more(len(rows) - SHOWN, "coverage")


def alone(page: Page) -> tuple[dict[str, list[Reference]], dict[str, list[Reference]]]:
    """By account: the findings that no other account has, and those that every other account has."""
    only: dict[str, list[Reference]] = defaultdict(list)
    lacking: dict[str, list[Reference]] = defaultdict(list)
    for reference in page.references.all:
        has = page.view.coverage.get(reference.permanent)
        if not has:
            continue
        with_it = [item_id for item_id, held in has.items() if held]
        without = [item_id for item_id, held in has.items() if not held]
        if len(with_it) == 1 and without:
            only[with_it[0]].append(reference)
        if len(without) == 1 and len(with_it) > 1:
            lacking[without[0]].append(reference)
    return only, lacking


def _account(page: Page, item_id: str, only: list[Reference], lacking: list[Reference]) -> None:
    page.sheet.finding(page.ref("g", gap_id(page.view.story_id, item_id)), (page.name(item_id), STRONG))
    if only:
        page.sheet.columns([(("only here", QUIET), 12), (_listed(page, only), 0)])
    if lacking:
        page.sheet.columns([(("all but this", QUIET), 12), (_listed(page, lacking), 0)])


def _listed(page: Page, references: list[Reference]) -> Part:
    shown = references[:EACH]
    parts: list[Part] = [styled((ref.short, "cyan"), f" {shortened(brief(page, ref), 60)}") for ref in shown]
    if len(references) > EACH:
        parts.append((counted(len(references) - EACH, "more", "more"), QUIET))
    return joined(parts)


def brief(page: Page, reference: Reference) -> str:
    """A finding in a few words."""
    return brief_words(page.view, reference)

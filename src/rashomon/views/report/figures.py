"""Figures: what is counted, who gives which number for when, and whether they go together."""

from __future__ import annotations

from collections import defaultdict

from ..characters import one_line, shortened
from ..dates import moment, when_sorted
from ..reader import Row
from ..sheet import FLAG, QUIET, STRONG, Part, joined, styled
from .page import Page

SHOWN, SINGLES = 10, 8


def figures(page: Page) -> None:
    """Groups with their verdict, then notable figures that stand alone."""
    groups = [g for g in page.view.figure_groups if g["verdict"] != "not_comparable"]
    if not page.view.figures:
        return
    page.sheet.section("FIGURES")
    for group in groups[:SHOWN]:
        _group(page, group)
    page.more(len(groups) - SHOWN, "figures")
    singles = page.view.single_figures
    if singles:
        _singles(page, singles)


def _group(page: Page, group: Row) -> None:
    verdict = str(group["verdict"]).replace("_", " ")
    style = FLAG if group["verdict"] == "conflict" else STRONG
    what = one_line(group["counted"]) or "counted"
    page.sheet.finding(page.ref("f", group["group_id"]), (what, STRONG), (verdict, style))
    rows = [page.view.figure[name] for name in group["figure_ids"] if name in page.view.figure]
    for same in _same(page, rows):
        row = same[0]
        who = [part for part in (one_line(row["speaker"]), _as_of(row)) if part]
        cells: list[tuple[Part, int]] = [
            (shortened(one_line(row["text"]), 44), max(20, page.sheet.width // 4)),
            (", ".join(who) or ("no one named", QUIET), max(22, page.sheet.width // 4)),
            ((page.named([r["item_id"] for r in same], 4), QUIET), 0),
        ]
        page.sheet.columns(cells)
    if group["verdict"] != "agree" and group["reason"]:
        page.sheet.put((one_line(group["reason"]), QUIET), 7)


def _as_of(row: Row) -> str:
    return moment(row["as_of"]).words if row["as_of"] else ""


def _same(page: Page, rows: list[Row]) -> list[list[Row]]:
    """Figures of one value, speaker and time together, oldest first."""
    groups: dict[tuple[object, ...], list[Row]] = defaultdict(list)
    published = {item_id: item["published"] for item_id, item in page.view.item.items()}
    for row in sorted(rows, key=lambda r: (when_sorted(r["as_of"] or published.get(r["item_id"])), r["figure_id"])):
        who = (row["speaker"] or "").lower().removeprefix("the ")
        groups[row["low"], row["high"], who, (row["as_of"] or "")[:10]].append(row)
    return list(groups.values())


def _single(row: Row) -> Part:
    """The figure's words, and what it counts where they do not say so."""
    text, counted = one_line(row["text"]), one_line(row["counted"])
    said = set(text.lower().split())
    more = [word for word in counted.split() if word.lower() not in said]
    return styled(shortened(text, 90), (f" ({shortened(counted, 40)})" if more else "", QUIET))


def _singles(page: Page, singles: list[Row]) -> None:
    page.sheet.put(("Also counted", STRONG), 7)
    for row in singles[:SINGLES]:
        who = one_line(row["speaker"])
        note: list[Part] = [(part, QUIET) for part in (who, page.name(row["item_id"])) if part]
        page.sheet.finding(page.ref("f", row["figure_id"]), _single(row), joined(note))
    page.more(len(singles) - SINGLES, "figures")

"""The sections of a story: what each shows of its findings, as plain values, a page at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from ..brief import brief_words
from ..characters import one_line, shortened
from ..dates import moment, when_sorted
from ..origin_words import also_words, part_words
from ..reader import Row
from ..references import Reference, contradiction_id, event_id
from ..report.gaps import alone
from ..report.page import Page
from ..report.speakers import chain, chains_of
from ..report.timeline import dissent
from ..report.utterances import alike, flag_phrase
from ..sheet import joined
from ..story import has_flag, items_of
from .addresses import account_address, finding_address
from .drawings import origin_tree, time_scale, times_strip, value_scale, value_strip
from .matrix import SEARCHED, claim_shown, groups_of, make_matrix

NAMES, FIGURES, GRID = 12, 24, 40
"""Outlets named, figures of a group and accounts of a grid that one entry shows; the evidence has all."""
EVENTS = 16
"""Events on a story's page: those that most accounts have."""
DRAWN = 40
"""Accounts that the drawn tree has."""


class Part(msgspec.Struct, frozen=True):
    """A stretch of a section: its entries, how many there are in all, and what is drawn above them."""

    entries: list[Any]
    total: int
    drawn: Any = None


class Section(msgspec.Struct, frozen=True):
    """A section of a story. `front` entries stand on the story's page, `whole` on each page of its own.

    `heavy` ones are left to their own pages in a story of very many accounts.
    """

    key: str
    title: str
    make: Callable[[Page, int, int], Part]
    front: int
    whole: int = 100
    heavy: bool = False


def _headlines(page: Page, start: int, number: int) -> Part:
    items = page.view.items
    return Part(items[start : start + number], len(items))


def _origins(page: Page, start: int, number: int) -> Part:
    rows = page.view.origins
    tree = origin_tree(rows[:DRAWN], page.view.names, page.view.item) if start == 0 else None
    return Part([_origin(page, row) for row in rows[start : start + number]], len(rows), tree)


def _origin(page: Page, row: Row) -> dict[str, Any]:
    item = page.view.item.get(row["item_id"], {})
    return {
        "row": row, "name": page.name(row["item_id"]), "when": moment(item.get("published")).words,
        "address": account_address(row["item_id"]), "depth": min(row["depth"], 8), "ref": page.ref("o", row["item_id"]),
        "from": page.name(row["from_item"]) if row["from_item"] else "",
        "words": [part_words(row, page.name, revises=item.get("revision_of")), *also_words(row, page.name)],
    }  # fmt: skip


def _events(page: Page, start: int, number: int) -> Part:
    rows = page.view.timeline
    shown = _telling(rows) if (start, number) == (0, EVENTS) else rows[start : start + number]
    scale = time_scale([a["edtf"] or row["edtf"] for row in shown for a in row["accounts"]])
    return Part([_event(page, row, scale) for row in shown], len(rows), scale)


def _telling(rows: list[Row]) -> list[Row]:
    """The events that most accounts have, in order of time."""
    order = sorted(range(len(rows)), key=lambda n: (-len(items_of(rows[n]["accounts"])), n))
    return [rows[n] for n in sorted(order[:EVENTS])]


def _event(page: Page, row: Row, scale: Any) -> dict[str, Any]:
    return {
        "when": moment(row["edtf"]), "words": shortened(one_line(row["text"]), 240), "dissent": dissent(page, row),
        "accounts": page.named([a["item_id"] for a in row["accounts"]], 4), "share": len(items_of(row["accounts"])),
        "strip": times_strip(scale, [row["edtf"], *(a["edtf"] for a in row["accounts"])]),
        "ref": page.ref("t", event_id(row)), "address": address(page, "t", event_id(row)),
    }  # fmt: skip


def _said(page: Page, start: int, number: int) -> Part:
    rows = page.view.shared_lineages
    return Part([_utterance(page, row) for row in rows[start : start + number]], len(rows))


def _utterance(page: Page, row: Row) -> dict[str, Any]:
    groups = []
    for same in alike(page, row):
        items = list(dict.fromkeys(v["item_id"] for v in same))
        groups.append({
            "version": same[0], "accounts": [(page.name(i), account_address(i)) for i in items[:NAMES]],
            "more": max(0, len(items) - NAMES), "flags": [flag_phrase(flag) for flag in same[0]["flags"]],
            "when": moment(page.view.item.get(items[0], {}).get("published")).words,
        })  # fmt: skip
    return {
        "speaker": page.view.speaker_name({"actor_id": None, "speaker": None, **row, "source": None}),
        "actor_id": row.get("actor_id"), "groups": groups, "flagged": has_flag(row),
        "accounts": len(items_of(row["versions"])),
        "ref": page.ref("q", row["lineage_id"]), "address": address(page, "q", row["lineage_id"]),
    }  # fmt: skip


def _chains(page: Page, start: int, number: int) -> Part:
    found = chains_of(page)
    return Part([_chain(page, rows) for rows in found[start : start + number]], len(found))


def _chain(page: Page, rows: list[Row]) -> dict[str, Any]:
    row = rows[0]
    links, weakest = chain(page, row)
    links[0] = page.named([row["item_id"] for row in rows], 3)
    words = " … ".join(one_line(span["text"]) for span in row["content"])
    return {
        "links": joined(links, " ").plain, "weakest": weakest, "words": shortened(words, 300),
        "ref": page.ref("w", row["attribution_id"]), "address": address(page, "w", row["attribution_id"]),
    }  # fmt: skip


def _holds(page: Page, start: int, number: int) -> Part:
    claims = [c for c in page.view.claims if page.view.positions.get(c["claim_id"])]
    some = claims[start : start + number]
    groups = {c["claim_id"]: groups_of(page, c) for c in (claims[:SEARCHED] if start == 0 and number else some)}
    shown = [
        {**claim_shown(page, c, groups.get(c["claim_id"]) or groups_of(page, c)), "ref": page.ref("c", c["claim_id"]),
         "address": address(page, "c", c["claim_id"])}
        for c in some
    ]  # fmt: skip
    drawn = make_matrix(page, [group for found in groups.values() for group in found]) if start == 0 else None
    return Part(shown, len(claims), drawn)


def _figures(page: Page, start: int, number: int) -> Part:
    groups = [row for row in page.view.figure_groups if row["verdict"] != "not_comparable"]
    return Part([_group(page, row) for row in groups[start : start + number]], len(groups))


def _group(page: Page, row: Row) -> dict[str, Any]:
    published = {item_id: item["published"] for item_id, item in page.view.item.items()}
    figures = [page.view.figure[name] for name in row["figure_ids"] if name in page.view.figure]
    figures.sort(key=lambda f: (when_sorted(f["as_of"] or published.get(f["item_id"])), f["figure_id"]))
    scale = value_scale(figures)
    same = _same_figures(figures)
    dated = [n for n, rows in enumerate(same) if when_sorted(_when(rows[0], published)) != "~"]
    shown = [{**_figure(page, rows, published), "strip": value_strip(scale, rows[0])} for rows in same[:FIGURES]]
    if dated and dated[-1] < FIGURES and len(same) > 1:
        shown[dated[-1]]["latest"] = {"revision": "current", "conflict": "latest dated"}.get(row["verdict"], "")
    return {
        "row": row, "hidden": max(0, len(same) - FIGURES), "figures": shown, "scale": scale,
        "ref": page.ref("f", row["group_id"]), "address": address(page, "f", row["group_id"]),
    }  # fmt: skip


def _when(figure: Row, published: Mapping[str, str | None]) -> str | None:
    return figure["as_of"] or published.get(figure["item_id"])


def _same_figures(figures: list[Row]) -> list[list[Row]]:
    """Figures of one value, speaker and day together, in the order of the first of each."""
    made: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for f in figures:
        who = one_line(f["speaker"]).lower().removeprefix("the ")
        made[f["low"], f["high"], who, (f["as_of"] or "")[:10]].append(f)
    return list(made.values())


def _figure(page: Page, rows: list[Row], published: Mapping[str, str | None]) -> dict[str, Any]:
    """A value with who gives it and the accounts that have it."""
    first = rows[0]
    items = list(dict.fromkeys(f["item_id"] for f in rows))
    return {
        "row": first, "when": moment(_when(first, published)).words, "latest": "",
        "address": account_address(first["item_id"], first["figure_id"]),
        "accounts": page.named(items, 4),
    }  # fmt: skip


def _names(page: Page, start: int, number: int) -> Part:
    found = page.view.labels
    return Part([_referent(page, rows) for rows in found[start : start + number]], len(found))


def _referent(page: Page, rows: list[Row]) -> dict[str, Any]:
    by_account: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_account[row["item_id"]].append(row)
    outlets = [
        {"name": page.name(i), "address": account_address(i), "own": _once(by_account[i], own=True),
         "quoted": _once(by_account[i], own=False)}
        for i in page.view.item if i in by_account
    ]  # fmt: skip
    return {
        "referent": one_line(rows[0]["referent"]), "outlets": outlets[:FIGURES],
        "more": max(0, len(outlets) - FIGURES), "ref": page.ref("n", rows[0]["referent_id"]),
        "address": address(page, "n", rows[0]["referent_id"]),
    }  # fmt: skip


def _once(rows: Sequence[Row], *, own: bool) -> list[tuple[str, str]]:
    """The words of one voice, each once, with whose they are."""
    words: dict[str, str] = {}
    for row in rows:
        if (row["voice"] == "own") == own:
            words.setdefault(one_line(row["text"]), one_line(row["speaker"]) or "someone unnamed")
    return list(words.items())[:NAMES]


def _gaps(page: Page, start: int, number: int) -> Part:
    only, lacking = alone(page)
    found = [i for i in page.view.item if only[i] or lacking[i]]
    rows = [
        {"name": page.name(i), "address": account_address(i), "only": _briefs(page, only[i]),
         "lacking": _briefs(page, lacking[i])}
        for i in found[start : start + number]
    ]  # fmt: skip
    return Part(rows, len(found), _grid(page) if start == 0 else None)


def _briefs(page: Page, references: list[Reference]) -> list[tuple[str, str, str]]:
    return [(ref.short, finding_address(ref), shortened(brief_words(page.view, ref), 120)) for ref in references[:8]]


def _grid(page: Page) -> dict[str, Any] | None:
    """Findings that some accounts have and some leave out, with a mark for each account; none where they are many."""
    if len(page.view.items) > GRID:
        return None
    rows = []
    for ref in page.references.all:
        has = page.view.coverage.get(ref.permanent)
        if has and 1 < sum(has.values()) < len(has):
            rows.append({
                "ref": ref.short, "address": finding_address(ref), "words": shortened(brief_words(page.view, ref), 80),
                "has": [has.get(item_id, False) for item_id in page.view.item],
            })  # fmt: skip
    names = [{"name": page.view.names[i], "address": account_address(i)} for i in page.view.item]
    return {"names": names, "rows": rows[:40]} if rows else None


def _against(page: Page, start: int, number: int) -> Part:
    rows = page.view.contradictions
    shown = [
        {"row": row, "name": page.name(row["item_id"]), "reason": one_line(row["reason"]),
         "ref": page.ref("x", contradiction_id(row)), "address": address(page, "x", contradiction_id(row))}
        for row in rows[start : start + number]
    ]  # fmt: skip
    return Part(shown, len(rows))


SECTIONS = (
    Section("headlines", "The headlines", _headlines, 12, 200),
    Section("origins", "How many origins", _origins, 24, 200),
    Section("happened", "What happened", _events, EVENTS),
    Section("said", "What was said, and how it travelled", _said, 8, 30),
    Section("holds", "Who holds what", _holds, 4, 15),
    Section("figures", "Figures", _figures, 8, 30),
    Section("names", "What they call it", _names, 6, 30, heavy=True),
    Section("gaps", "Who has what, and who leaves it out", _gaps, 12, 60, heavy=True),
    Section("chains", "By way of others", _chains, 8, 100, heavy=True),
    Section("against", "An account against itself", _against, 12),
)


def address(page: Page, letter: str, permanent: str) -> str:
    """Where a finding stands; nowhere where it has no page."""
    reference = page.references.finding(letter, permanent)
    return finding_address(reference) if reference else ""

"""What the page of a story shows, section by section, as plain values for its template."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from ..brief import brief_words
from ..characters import one_line, shortened
from ..dates import day_span, moment, when_sorted
from ..reader import Row
from ..references import Reference, contradiction_id, event_id
from ..report.gaps import alone
from ..report.holders import by_wording, position_actor, stances_in_time
from ..report.page import Page
from ..report.speakers import chain, chains_of
from ..report.timeline import dissent
from ..report.utterances import alike, flag_phrase
from ..sheet import joined
from ..story import has_flag, holder, items_of
from .addresses import account_address, finding_address
from .drawings import figure_dots, origin_tree, timeline_dots

UTTERANCES, EVENTS, GROUPS, CLAIMS, REFERENTS, CHAINS = 40, 60, 40, 20, 20, 20
ACCOUNTS, NAMES, FIGURES = 150, 12, 40
"""How many of each a page shows, so that it stays light; the rest is in the lists that the tables give."""
SIGNS = {"asserts": "+", "endorses": "(+)", "concedes": "±", "questions": "?", "denies": "−"}


def story_context(page: Page) -> dict[str, Any]:
    """All sections of a story."""
    view = page.view
    return {
        "page": page, "view": view, "title": view.title,
        "dates": day_span([item["published"] for item in view.items if item["published"]]),
        "publishers": len({item["publisher"] for item in view.items if item["publisher"]}),
        "tree": origin_tree(view.origins[:ACCOUNTS]),
        "origins": [_origin(page, row) for row in view.origins[:ACCOUNTS]], "most": ACCOUNTS,
        "events": [_event(page, row) for row in view.timeline[:EVENTS]],
        "event_drawing": timeline_dots(view, view.timeline[:EVENTS]),
        "utterances": [_utterance(page, row) for row in view.shared_lineages[:UTTERANCES]],
        "chains": [_chain(page, rows) for rows in chains_of(page)[:CHAINS]],
        "groups": [_group(page, row) for row in view.figure_groups[:GROUPS] if row["verdict"] != "not_comparable"],
        "claims": [_claim(page, row) for row in view.claims[:CLAIMS] if view.positions.get(row["claim_id"])],
        "signs": SIGNS,
        "referents": [_referent(page, rows) for rows in view.labels[:REFERENTS]],
        "gaps": _gaps(page), "grid": _grid(page),
        "contradictions": [_contradiction(page, row) for row in view.contradictions],
    }  # fmt: skip


def address(page: Page, permanent: str) -> str:
    """Where the finding of that id stands; nowhere where it has no page."""
    reference = page.references.by_permanent.get(permanent)
    return finding_address(reference) if reference else ""


def _origin(page: Page, row: Row) -> dict[str, Any]:
    item = page.view.item.get(row["item_id"], {})
    return {
        "row": row, "name": page.name(row["item_id"]), "when": moment(item.get("published")).words,
        "headline": one_line(item.get("headline")), "address": account_address(row["item_id"]),
        "from": page.name(row["from_item"]) if row["from_item"] else "", "reason": one_line(row["reason"]),
    }  # fmt: skip


def _event(page: Page, row: Row) -> dict[str, Any]:
    return {
        "when": moment(row["edtf"]), "words": shortened(one_line(row["text"]), 240), "dissent": dissent(page, row),
        "accounts": page.named([a["item_id"] for a in row["accounts"]], 6), "share": len(items_of(row["accounts"])),
        "ref": page.ref("t", event_id(row)), "address": address(page, event_id(row)),
    }  # fmt: skip


def _utterance(page: Page, row: Row) -> dict[str, Any]:
    groups = [
        {
            "version": same[0],
            "accounts": [
                (page.name(i), account_address(i)) for i in list(dict.fromkeys(v["item_id"] for v in same))[:NAMES]
            ],
            "more": max(0, len(items_of(same)) - NAMES),
            "flags": [flag_phrase(flag) for flag in same[0]["flags"]],
        }
        for same in alike(page, row)
    ]
    speaker = page.view.speaker_name({"actor_id": None, "speaker": None, **row, "source": None})
    return {
        "speaker": speaker, "actor_id": row.get("actor_id"),
        "groups": groups, "flagged": has_flag(row), "accounts": len(items_of(row["versions"])),
        "ref": page.ref("q", row["lineage_id"]), "address": address(page, row["lineage_id"]),
    }  # fmt: skip


def _chain(page: Page, rows: list[Row]) -> dict[str, Any]:
    row = rows[0]
    links, weakest = chain(page, row)
    links[0] = page.named([row["item_id"] for row in rows], 3)
    words = " … ".join(one_line(span["text"]) for span in row["content"])
    return {
        "links": joined(links, " ").plain, "weakest": weakest, "words": shortened(words, 300),
        "ref": page.ref("w", row["attribution_id"]), "address": address(page, row["attribution_id"]),
    }  # fmt: skip


def _group(page: Page, row: Row) -> dict[str, Any]:
    published = {item_id: item["published"] for item_id, item in page.view.item.items()}
    figures = [page.view.figure[name] for name in row["figure_ids"] if name in page.view.figure]
    figures.sort(key=lambda f: (when_sorted(f["as_of"] or published.get(f["item_id"])), f["figure_id"]))
    hidden, figures = max(0, len(figures) - FIGURES), figures[:FIGURES]
    return {
        "row": row, "hidden": hidden, "figures": figures, "drawing": figure_dots(figures), "names": page.view.names,
        "ref": page.ref("f", row["group_id"]), "address": address(page, row["group_id"]),
    }  # fmt: skip


def _claim(page: Page, row: Row) -> dict[str, Any]:
    actors = []
    for words, positions in by_wording(page.view.positions[row["claim_id"]]):
        by_actor: dict[str, list[Row]] = defaultdict(list)
        for position in positions:
            by_actor[holder(position) or position["item_id"]].append(position)
        for rows in by_actor.values():
            line = stances_in_time(rows)
            told = sorted({one_line(r["according_to"]) for r in rows if r["according_to"]})
            actors.append({
                "name": position_actor(page, rows[0]), "actor_id": rows[0]["actor_id"],
                "told": told, "held": words, "carried": page.named([r["item_id"] for r in rows], 4),
                "line": [(step.stances, moment(step.when).day if step.when else "") for step in line],
            })  # fmt: skip
    return {
        "row": row, "actors": actors, "ref": page.ref("c", row["claim_id"]), "address": address(page, row["claim_id"]),
    }  # fmt: skip


def _referent(page: Page, rows: list[Row]) -> dict[str, Any]:
    by_account: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_account[row["item_id"]].append(row)
    outlets = [(page.name(i), by_account[i]) for i in page.view.item if i in by_account][:FIGURES]
    return {
        "referent": one_line(rows[0]["referent"]), "outlets": outlets, "ref": page.ref("n", rows[0]["referent_id"]),
        "address": address(page, rows[0]["referent_id"]),
    }  # fmt: skip


def _gaps(page: Page) -> list[dict[str, Any]]:
    only, lacking = alone(page)
    return [
        {"name": page.name(i), "address": account_address(i), "only": _briefs(page, only[i]),
         "lacking": _briefs(page, lacking[i])}
        for i in [i for i in page.view.item if only[i] or lacking[i]][:FIGURES]
    ]  # fmt: skip


def _briefs(page: Page, references: list[Reference]) -> list[tuple[str, str, str]]:
    return [(ref.short, finding_address(ref), shortened(brief_words(page.view, ref), 120)) for ref in references[:12]]


def _grid(page: Page) -> list[dict[str, Any]]:
    """Findings that some accounts have and some leave out, with a mark for each account; none where they are many."""
    rows: list[dict[str, Any]] = []
    if len(page.view.items) > FIGURES:
        return rows
    for ref in page.references.all:
        has = page.view.coverage.get(ref.permanent)
        if has and 1 < sum(has.values()) < len(has):
            rows.append({
                "ref": ref.short, "address": finding_address(ref), "words": shortened(brief_words(page.view, ref), 80),
                "has": [has.get(item_id, False) for item_id in page.view.item],
            })  # fmt: skip
    return rows[:60]


def _contradiction(page: Page, row: Row) -> dict[str, Any]:
    return {
        "row": row, "name": page.name(row["item_id"]), "reason": one_line(row["reason"]),
        "ref": page.ref("x", contradiction_id(row)), "address": address(page, contradiction_id(row)),
    }  # fmt: skip

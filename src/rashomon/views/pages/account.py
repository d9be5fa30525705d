"""What the page of an account shows: its text with everything marked, and the capture as it came."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..characters import one_line, shortened
from ..dates import moment
from ..opened import bounds, judgement_words
from ..reader import Reader, Row
from ..report.page import Page
from .addresses import account_address, safe_name
from .marks import Layer, paragraphs, whole

CAPTURE_SHOWN = 60_000
"""Characters of a capture that its page shows; the whole stands in the case."""
SAID, SHARED, PARTS = 150, 60, 200
"""Attributions, shared passages, and removed or mended parts that are listed."""


def account_context(page: Page, item_id: str, reader: Reader) -> dict[str, Any]:
    """An account's head, its marked text, what was removed and mended, and the capture."""
    view, item = page.view, page.view.item[item_id]
    capture = next((c for c in reader.of_item("captures", view.story_id, item_id)), None)
    decoded = (reader.decoded_text(item["capture_id"]) or "")[: CAPTURE_SHOWN + 1]
    shared = list(_shared(page, item_id, reader))
    said = sorted(reader.of_item("attributions", view.story_id, item_id), key=_first)
    layers = [*_layers(page, item_id, said, reader), *(layer for layer, _ in shared)]
    return {
        "page": page, "view": view, "item": item, "title": one_line(item["headline"]) or page.name(item_id),
        "paragraphs": list(paragraphs(item["text"], layers)),
        "said": [_entry(page, row) for row in said[:SAID]], "more_said": max(0, len(said) - SAID),
        "shared": [entry for _, entry in shared[:SHARED]], "capture": capture,
        "came": whole(decoded[:CAPTURE_SHOWN], list(_came(item, capture))), "cut": len(decoded) > CAPTURE_SHOWN,
        "published": moment(item["published"]).words, "parts": PARTS,
        "fields": {field["name"]: field["from"] for field in item["fields"]},
        "judged": [judgement_words(row) for row in view.judged(item_id, 0, len(item["text"]))],
    }  # fmt: skip


def _first(row: Row) -> tuple[int, str]:
    return (row["content"][0]["start"] if row["content"] else 0, row["attribution_id"])


def _entry(page: Page, row: Row) -> dict[str, Any]:
    content = row["content"] or [row["source"] or {"start": 0, "end": 0}]
    return {
        "speaker": page.view.speaker_name(row), "named": bool(row["speaker"]), "actor_id": row["actor_id"],
        "words": shortened(" … ".join(one_line(s["text"]) for s in row["content"]), 240),
        "kind": row["kind"], "reason": one_line(row["reason"]), "anchor": safe_name(row["attribution_id"]),
        "place": f"{row['item_id']}:{content[0]['start']}-{content[-1]['end']}",
        "via": [one_line(name) for name in row["via"]],
    }  # fmt: skip


def _layers(page: Page, item_id: str, said: list[Row], reader: Reader) -> Iterator[Layer]:
    for row in said:
        yield from _said(page, row)
    for row in reader.of_item("figures", page.view.story_id, item_id):
        yield Layer(row["start"], row["end"], "figure", f"figure: {bounds(row)}", safe_name(row["figure_id"]))
    for row in reader.of_item("times", page.view.story_id, item_id):
        if row["edtf"]:
            yield Layer(row["start"], row["end"], "time", f"time: {row['edtf']}")


def _said(page: Page, row: Row) -> Iterator[Layer]:
    words = f"said by {page.view.speaker_name(row)}"
    for number, span in enumerate(row["content"]):
        anchor = safe_name(row["attribution_id"]) if number == 0 else ""
        yield Layer(span["start"], span["end"], "said", words, anchor)
    if row["source"]:
        yield Layer(row["source"]["start"], row["source"]["end"], "source")
    if row["cue"]:
        yield Layer(row["cue"]["start"], row["cue"]["end"], "cue")


def _shared(page: Page, item_id: str, reader: Reader) -> Iterator[tuple[Layer, dict[str, Any]]]:
    for row in reader.of_item("passages", page.view.story_id, item_id):
        for side, other in (("a", "b"), ("b", "a")):
            if row[f"{side}_item"] == item_id and row[f"{other}_item"] in page.view.item:
                start, end, there = row[f"{side}_start"], row[f"{side}_end"], row[f"{other}_item"]
                text = page.view.item[item_id]["text"][start:end]
                entry = {
                    "kind": row["kind"], "name": page.name(there), "address": account_address(there),
                    "words": shortened(one_line(text), 160), "similarity": row["similarity"] / 10,
                }  # fmt: skip
                yield Layer(start, end, "shared", f"also in {page.name(there)}"), entry


def _came(item: Row, capture: Row | None) -> Iterator[Layer]:
    """What became of each stretch of the capture: kept, removed with the reason, mended by a rule."""
    for _, start, length in item["map"]:
        yield Layer(start, start + length, "kept")
    for part in item["removed"]:
        if part["start"] is not None:
            yield Layer(part["start"], part["end"], "removed", f"removed: {one_line(part['reason'])}")
    for part in capture["repairs"] if capture else ():
        words = f"mended ({one_line(part['rule'])}): {one_line(part['was'])} → {one_line(part['now'])}"
        yield Layer(part["start"], part["end"], "mended", shortened(words, 200))

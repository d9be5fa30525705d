"""What the page of an account shows: its text with everything marked, and the capture as it came."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..characters import one_line, shortened
from ..dates import moment
from ..opened import bounds
from ..reader import Reader, Row
from ..report.page import Page
from .addresses import account_address, safe_name
from .marks import Layer, paragraphs

CAPTURE_SHOWN = 60_000
"""Characters of a capture that its page shows; the whole stands in the case."""


def account_context(page: Page, item_id: str, reader: Reader) -> dict[str, Any]:
    """An account's head, its marked text, what was removed and mended, and the capture."""
    item = page.view.item[item_id]
    capture = next((c for c in page.view.rows("captures") if c["capture_id"] == item["capture_id"]), None)
    decoded = reader.decoded_text(item["capture_id"]) or ""
    shared = list(_shared(page, item_id))
    return {
        "page": page, "view": page.view, "item": item, "title": one_line(item["headline"]) or page.name(item_id),
        "paragraphs": list(paragraphs(item["text"], [*_layers(page, item_id), *(layer for layer, _ in shared)])),
        "shared": [entry for _, entry in shared], "capture": capture, "decoded": decoded[:CAPTURE_SHOWN],
        "cut": max(0, len(decoded) - CAPTURE_SHOWN), "published": moment(item["published"]).words,
        "fields": {field["name"]: field["from"] for field in item["fields"]},
    }  # fmt: skip


def _layers(page: Page, item_id: str) -> Iterator[Layer]:
    view = page.view
    for row in view.attributions:
        if row["item_id"] == item_id:
            yield from _said(page, row)
    for row in view.figures:
        if row["item_id"] == item_id:
            yield Layer(row["start"], row["end"], "figure", f"figure: {bounds(row)}", safe_name(row["figure_id"]))
    for row in view.rows("times"):
        if row["item_id"] == item_id and row["edtf"]:
            yield Layer(row["start"], row["end"], "time", f"time: {row['edtf']}")


def _said(page: Page, row: Row) -> Iterator[Layer]:
    words = f"{page.ref('w', row['attribution_id'])} said by {page.view.speaker_name(row)}"
    for number, span in enumerate(row["content"]):
        anchor = safe_name(row["attribution_id"]) if number == 0 else ""
        yield Layer(span["start"], span["end"], "said", words, anchor)
    if row["source"]:
        yield Layer(row["source"]["start"], row["source"]["end"], "source")
    if row["cue"]:
        yield Layer(row["cue"]["start"], row["cue"]["end"], "cue")


def _shared(page: Page, item_id: str) -> Iterator[tuple[Layer, dict[str, Any]]]:
    for row in page.view.rows("passages"):
        for side, other in (("a", "b"), ("b", "a")):
            if row[f"{side}_item"] == item_id and row[f"{other}_item"] in page.view.item:
                start, end, there = row[f"{side}_start"], row[f"{side}_end"], row[f"{other}_item"]
                text = page.view.item[item_id]["text"][start:end]
                entry = {
                    "kind": row["kind"], "name": page.name(there), "address": account_address(there),
                    "words": shortened(one_line(text), 160), "similarity": row["similarity"] / 10,
                }  # fmt: skip
                yield Layer(start, end, "shared", f"also in {page.name(there)}"), entry

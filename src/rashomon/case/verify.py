"""Recomputes every hash and opens every span of a case."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from ..model.ids import sha256_of
from .queries import CaseReader


class Difference(msgspec.Struct, frozen=True):
    """Something that does not hold: in which table, of which row, and what."""

    table: str
    row: str
    what: str


def verify(reader: CaseReader) -> Iterator[Difference]:
    """All differences: captures against their SHA-256, texts against theirs, spans against the text they stand in."""
    yield from _captures(reader)
    texts: dict[str, str] = {}
    for item in reader.rows("items"):
        texts[item["item_id"]] = item["text"]
        yield from _item(reader, item)
    for table in ("mentions", "times", "figures", "positions", "labels"):
        for row in reader.rows(table):
            yield from _span(table, row["item_id"], row, texts)
    for row in reader.rows("attributions"):
        for part in (row["source"], row["cue"], *row["content"]):
            yield from _span("attributions", row["item_id"], part, texts)
    for row in reader.rows("lineages"):
        for version in row["versions"]:
            yield from _span("lineages", version["item_id"], version, texts)
    for row in reader.rows("contradictions"):
        yield from _span("contradictions", row["item_id"], row["a"], texts)
        yield from _span("contradictions", row["item_id"], row["b"], texts)
    for row in reader.rows("timeline"):
        for account in row["accounts"]:
            if not 0 <= account["start"] <= account["end"] <= len(texts.get(account["item_id"], "")):
                yield Difference("timeline", account["item_id"], "a span outside its item")
    yield from _passages(reader, texts)


def _captures(reader: CaseReader) -> Iterator[Difference]:
    for row in reader.rows("captures"):
        try:
            data = reader.capture_bytes(row["capture_id"])
        except Exception as error:  # noqa: BLE001 - damaged storage is what is looked for
            yield Difference("captures", row["capture_id"], f"its bytes cannot be unpacked ({error})")
            continue
        if data is None:
            yield Difference("captures", row["capture_id"], "its bytes are missing")
        elif sha256_of(data) != row["sha256"] or len(data) != row["size"]:
            yield Difference("captures", row["capture_id"], "its bytes do not have the SHA-256 that was recorded")


def _item(reader: CaseReader, item: dict[str, Any]) -> Iterator[Difference]:
    text: str = item["text"]
    if sha256_of(text.encode("utf-8", "surrogatepass")) != item["text_sha256"]:
        yield Difference("items", item["item_id"], "its text does not have the SHA-256 that was recorded")
    runs = item["map"] or []
    decoded = reader.decoded_text(item["capture_id"]) if runs else None
    if decoded is None:
        return
    for start, at, length in runs:
        if decoded[at : at + length] != text[start : start + length]:
            yield Difference(
                "items", item["item_id"], f"characters {start} to {start + length} differ from the capture"
            )
            return


def _span(table: str, item_id: str, span: dict[str, Any] | None, texts: dict[str, str]) -> Iterator[Difference]:
    if span is None:
        return
    text = texts.get(item_id)
    if text is None:
        yield Difference(table, item_id, "its item is missing")
    elif text[span["start"] : span["end"]] != span["text"] or span["start"] < 0:
        yield Difference(table, item_id, f"the span {span['start']} to {span['end']} does not hold its text")


def _passages(reader: CaseReader, texts: dict[str, str]) -> Iterator[Difference]:
    for row in reader.rows("passages"):
        for side in "ab":
            text = texts.get(row[f"{side}_item"])
            if text is None or not 0 <= row[f"{side}_start"] < row[f"{side}_end"] <= len(text):
                yield Difference("passages", row["passage_id"], "a span outside its item")

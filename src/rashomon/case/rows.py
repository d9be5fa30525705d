"""Records → rows of the tables. The one place that knows both."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from ..model.captures import Capture, Issue, Item, RawCapture
from ..model.findings import Findings
from ..model.ids import sha256_of
from ..model.readings import Reading
from ..model.spans import Span
from .tables import BY_NAME, Column

Row = dict[str, Any]
_nested = msgspec.json.Decoder().decode


def plain(record: Any) -> Any:
    """A record as dicts, lists and plain values, under the exported names."""
    return msgspec.to_builtins(record)


def stored(table: str, rows: Iterable[Row]) -> Iterator[tuple[Any, ...]]:
    """Rows as tuples of the table's columns, nested values as JSON."""
    columns = BY_NAME[table].columns
    for row in rows:
        yield tuple(_stored(c, row.get(c.name)) for c in columns)


def _stored(column: Column, value: Any) -> Any:
    if value is None:
        return None
    if column.kind == "json":
        return json.dumps(plain(value), ensure_ascii=False, separators=(",", ":"))
    if column.kind == "bool":
        return int(value)
    return value


def opened(column: Column, value: Any) -> Any:
    """A stored value as the export gives it."""
    if value is None:
        return None
    if column.kind == "json":
        return _nested(value)
    if column.kind == "bool":
        return bool(value)
    if column.kind == "real":
        return int(value) if float(value).is_integer() and abs(value) < 2**53 else value
    return value


def capture_row(capture: Capture, raw: RawCapture, made_by: str) -> Row:
    """The row of a capture, with what its container said of it and the version that read it."""
    given = {"media_type": raw.media_type, "known": raw.known, "known_from": raw.known_from}
    return {**plain(capture), "raw": given, "made_by": made_by}


def item_row(item: Item) -> Row:
    """The row of an item, with the hash by which `verify` knows its text."""
    row: Row = plain(item)
    return {**row, "text_sha256": sha256_of(item.text.encode("utf-8", "surrogatepass"))}


def issue_row(issue: Issue, owner: str) -> Row:
    """The row of an issue; `owner` is what it is replaced with when that is done again."""
    return {**plain(issue), "owner": owner}


def story_rows(findings: Findings) -> dict[str, list[Row]]:
    """All rows of one story, by table."""
    made: dict[str, list[Row]] = {name: [] for name in BY_NAME}
    for reading in findings.readings:
        _reading_rows(made, findings, reading)
    story = {"story_id": findings.story_id}
    for lineage in findings.lineages:
        row = plain(lineage)
        made["lineages"].append({**row, "local_actor": row["actor_id"]})
    made["claims"] = [plain(c) for c in findings.claims]
    for position in findings.positions:
        row = plain(position)
        made["positions"].append({**row, "local_actor": row["actor_id"]})
    made["figure_groups"] = [plain(g) for g in findings.figure_groups]
    made["labels"] = [plain(label) for label in findings.labels]
    made["timeline"] = [plain(e) for e in findings.timeline]
    made["coverage"] = [plain(c) for c in findings.coverage]
    for c in findings.contradictions:
        a, b = Span(c.a_start, c.a_end, c.a_text), Span(c.b_start, c.b_end, c.b_text)
        made["contradictions"].append({**story, "item_id": c.item_id, "a": a, "b": b, "reason": c.reason})
    return made


def _reading_rows(made: dict[str, list[Row]], findings: Findings, reading: Reading) -> None:
    item, inner = reading.item_id, {"item_id": reading.item_id, "story_id": findings.story_id}
    for attribution in reading.attributions:
        actor = findings.cast.actor_id(item, attribution.entity)
        made["attributions"].append({**plain(attribution), **inner, "actor_id": actor, "local_actor": actor})
    for mention in reading.mentions:
        actor = findings.cast.actor_id(item, mention.entity)
        made["mentions"].append({**plain(mention), **inner, "actor_id": actor, "local_actor": actor})
    made["figures"].extend({**plain(f), **inner} for f in reading.figures)
    made["times"].extend({**plain(t), **inner} for t in reading.times)

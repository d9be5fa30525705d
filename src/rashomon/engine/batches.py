"""The plan's steps over Arrow batches: what an engine that moves tables runs in its workers.

Records travel as MessagePack in binary columns, beside the few plain columns by which rows are joined and grouped. Each
function takes batches or the tables of one group and gives the like, knows no engine, and calls the functions of `plan`
that the local engine calls on records.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import pyarrow as pa
from pyarrow.fs import FileSystem

from ..case import rows
from ..case.tables import BY_NAME, Table
from ..comparing.across import agreeing, meetings
from ..intake.containers import captures_of
from ..intake.usermeta import Meta, with_meta
from ..model.captures import Intake, Issue, Item, RawCapture
from ..model.findings import Account, Actor, ClaimAsked, Findings, Story
from ..model.links import LinkInput, Links, Origin, Passage, StoryMember
from ..model.readings import Reading
from ..model.settings import Settings
from . import plan
from .build import merge_actor

Batches = Iterable[pa.RecordBatch]
Made = TypeVar("Made")
Row = dict[str, Any]

_encode = msgspec.msgpack.Encoder().encode

CAPTURES = pa.schema([("capture_id", pa.string()), ("file", pa.int64()), ("place", pa.int64()), ("path", pa.string()),
                      ("data", pa.binary())])  # fmt: skip
"""What a file holds: a RawCapture, or an Issue where `capture_id` is null; `place` is its number within the file."""
MAPPED = pa.schema([("capture_id", pa.string()), ("raw", pa.binary()), ("intake", pa.binary()),
                    ("readings", pa.list_(pa.binary())), ("inputs", pa.list_(pa.binary()))])  # fmt: skip
"""What the map step made of a capture."""
ITEMS = pa.schema([("item_id", pa.string()), ("item", pa.binary()), ("reading", pa.binary())])
INPUTS = pa.schema([("item_id", pa.string()), ("input", pa.binary())])
LINKS = pa.schema([("kind", pa.string()), ("story_id", pa.string()), ("a_item", pa.string()), ("b_item", pa.string()),
                   ("data", pa.binary())])  # fmt: skip
"""One link a row: a passage (between two items), origin, story member, revision (`a_item` revises `b_item`), issue."""
FINDINGS = pa.schema([("story_id", pa.string()), ("findings", pa.binary())])
ACTORS = pa.schema([("actor_id", pa.string()), ("story_id", pa.string()), ("actor", pa.binary()),
                    ("node", pa.int64()), ("keys", pa.list_(pa.string()))])  # fmt: skip
"""An actor of a story, with the names under which it meets those of others: `key`, a tab, how it spells the rest."""
EDGES = pa.schema([("a", pa.int64()), ("b", pa.int64())])
ABOUT = pa.schema([("made_by", pa.string()), ("asked", pa.binary())])
"""What made the tables, and the claims that it was asked to follow."""
ROWS = pa.schema([("name", pa.string()), ("data", pa.binary())])
"""A row of an exported table, under the table's name."""

_KINDS = {"text": pa.string(), "int": pa.int64(), "real": pa.float64(), "bool": pa.bool_(), "json": pa.string()}


def decoder(kind: type[Made]) -> Callable[[bytes], Made]:
    """What reads the records of one type out of a binary column."""
    return msgspec.msgpack.Decoder(kind).decode


_raw_of, _intake_of, _reading_of = decoder(RawCapture), decoder(Intake), decoder(Reading)
_item_of, _input_of, _actor_of = decoder(Item), decoder(LinkInput), decoder(Actor)
_findings_of, _issue_of = decoder(Findings), decoder(Issue)
_passage_of, _origin_of, _member_of = decoder(Passage), decoder(Origin), decoder(StoryMember)
_row_of = msgspec.msgpack.Decoder().decode


def batch_of(found: list[Row], schema: pa.Schema) -> pa.RecordBatch:
    """Rows as one batch."""
    return pa.RecordBatch.from_pylist(found, schema=schema)


# -- map ------------------------------------------------------------------------------------------------------


def open_files(batches: Batches, *, settings: Settings, meta: Meta) -> Iterator[pa.RecordBatch]:
    """Files (`file`, `name`, `content`) → the captures that they hold."""
    for batch in batches:
        for file in batch.to_pylist():
            stream = io.BytesIO(file["content"])
            for place, found in enumerate(captures_of(file["name"], stream, settings.intake)):
                yield batch_of([_capture(file["file"], place, found, meta)], CAPTURES)


def open_places(batches: Batches, *, settings: Settings, meta: Meta) -> Iterator[pa.RecordBatch]:
    """Files by their address (`file`, `name`, `path`) → the captures that they hold; none is held as a whole."""
    for batch in batches:
        for file in batch.to_pylist():
            for place, found in enumerate(_found(file["path"], file["name"], settings)):
                yield batch_of([_capture(file["file"], place, found, meta)], CAPTURES)


def _found(address: str, name: str, settings: Settings) -> Iterator[RawCapture | Issue]:
    try:
        with _stream(address) as stream:
            yield from captures_of(name, stream, settings.intake)
    except OSError as error:
        yield Issue(None, None, "intake", "unreadable", f"{name}: {error.strerror or error}")


def _stream(address: str) -> Any:
    """A file on this machine or on a file system that Arrow reads; Hadoop's names of S3 are Arrow's too."""
    if address.startswith("file:"):
        return Path(address.removeprefix("file:")).open("rb")
    system, path = FileSystem.from_uri(address.replace("s3a://", "s3://", 1).replace("s3n://", "s3://", 1))
    return system.open_input_file(path)


def can_stream(address: str) -> bool:
    """Whether workers can open a file by themselves."""
    return address.split(":", 1)[0] in ("file", "s3a", "s3n", "s3", "gs", "hdfs")


def _capture(file: int, place: int, found: RawCapture | Issue, meta: Meta) -> Row:
    if isinstance(found, Issue):
        return {"capture_id": None, "file": file, "place": place, "path": None, "data": _encode(found)}
    raw = with_meta(found, meta) if meta else found
    return {"capture_id": raw.capture_id, "file": file, "place": place, "path": raw.path, "data": _encode(raw)}


def issue_rows(issues: Iterable[Issue]) -> list[Row]:
    """What could not be opened at all, as rows beside the captures."""
    return [{"capture_id": None, "data": _encode(issue)} for issue in issues]


Mapper = Callable[[RawCapture], plan.Mapped]


def map_captures(batches: Batches, *, settings: Settings, mapper: Mapper | None = None) -> Iterator[pa.RecordBatch]:
    """Captures, each once with all its `paths`, → what intake and reading make of them.

    `mapper` is another way to call `plan.map_capture`, as in a process that may die of it.
    """
    read = mapper or partial(plan.map_capture, settings=settings)
    for batch in batches:
        for given in batch.to_pylist():
            made = read(_raw_of(given["data"]))
            intake = _with_paths(made.intake, sorted(given["paths"]))
            readings, inputs = ([_encode(r) for r in records] for records in (made.readings, made.inputs))
            row = {"capture_id": given["capture_id"], "raw": given["data"], "intake": _encode(intake),
                   "readings": readings, "inputs": inputs}  # fmt: skip
            yield batch_of([row], MAPPED)


def _with_paths(intake: Intake, paths: list[str]) -> Intake:
    return msgspec.structs.replace(
        intake,
        capture=msgspec.structs.replace(intake.capture, paths=tuple(paths)),
        items=tuple(msgspec.structs.replace(i, capture=paths[0]) for i in intake.items),
    )


def items_of(batches: Batches) -> Iterator[pa.RecordBatch]:
    """Mapped captures → their items with their readings."""
    for batch in batches:
        for row in batch.to_pylist():
            items = _intake_of(row["intake"]).items
            found = [{"item_id": i.item_id, "item": _encode(i), "reading": r}
                     for i, r in zip(items, row["readings"], strict=False)]  # fmt: skip
            yield batch_of(found, ITEMS)


def inputs_of(batches: Batches) -> Iterator[pa.RecordBatch]:
    """Mapped captures → what linking needs of their items."""
    for batch in batches:
        for row in batch.to_pylist():
            yield batch_of([{"item_id": _input_of(i).item_id, "input": i} for i in row["inputs"]], INPUTS)


# -- links ----------------------------------------------------------------------------------------------------


def link_rows(links: Links) -> Iterator[Row]:
    """Links as rows."""
    for p in links.passages:
        yield {"kind": "passages", "a_item": p.a_item, "b_item": p.b_item, "data": _encode(p)}
    for o in links.origins:
        yield {"kind": "origins", "story_id": o.story_id, "a_item": o.item_id, "data": _encode(o)}
    for m in links.stories:
        yield {"kind": "stories", "story_id": m.story_id, "a_item": m.item_id, "data": _encode(m)}
    for later, first in sorted(links.revisions.items()):
        yield {"kind": "revisions", "a_item": later, "b_item": first}
    for i in links.issues:
        yield {"kind": "issues", "data": _encode(i)}


# -- group ----------------------------------------------------------------------------------------------------


def compare_group(
    key: tuple[Any, ...], accounts: pa.Table, links: pa.Table, *, settings: Settings, asked: tuple[ClaimAsked, ...]
) -> pa.Table:
    """One story: its accounts (`item`, `reading`, `revision_of`) and links → its findings."""
    story_id = key[0].as_py()
    found = links.to_pylist()
    passages = {_passage_of(r["data"]) for r in found if r["kind"] == "passages"}
    origins = [_origin_of(r["data"]) for r in found if r["kind"] == "origins"]
    story = Story(
        story_id,
        tuple(sorted((_account(r) for r in accounts.to_pylist()), key=lambda a: a.item.item_id)),
        tuple(sorted(passages, key=lambda p: (p.a_item, p.a_start, p.b_item, p.b_start, p.passage_id))),
        tuple(sorted(origins, key=lambda o: (o.origin_id, o.item_id, o.role, o.from_item or "", o.passage_ids))),
        asked,
    )
    made = plan.compare_story(story, settings)
    return pa.Table.from_pylist([{"story_id": story_id, "findings": _encode(made)}], schema=FINDINGS)


def _account(row: Row) -> Account:
    item = _item_of(row["item"])
    return Account(msgspec.structs.replace(item, revision_of=row["revision_of"]), _reading_of(row["reading"]))


# -- actors across stories ------------------------------------------------------------------------------------


def actors_of(batches: Batches) -> Iterator[pa.RecordBatch]:
    """Findings → the actors of each story with the names under which they meet those of other stories."""
    for batch in batches:
        for row in batch.to_pylist():
            found = _findings_of(row["findings"])
            made = [{"actor_id": a.actor_id, "story_id": found.story_id, "actor": _encode(a),
                     "node": node_of(a.actor_id),
                     "keys": [f"{m.key}\t{m.spelling}" for m in meetings(a)]}
                    for a in found.cast.actors]  # fmt: skip
            yield batch_of(made, ACTORS)


def agree_group(_: tuple[Any, ...], spelled: pa.Table) -> pa.Table:
    """The spellings of one name → edges between those that are one."""
    nodes = dict(zip(spelled.column("spelling").to_pylist(), spelled.column("node").to_pylist(), strict=True))
    made = [{"a": nodes[one], "b": nodes[other]} for one, other in agreeing(sorted(nodes))]
    return pa.Table.from_pylist(made, schema=EDGES)


def node_of(content_id: str) -> int:
    """An id of one letter and 64 bits as a signed number that sorts as the ids do.

    >>> node_of("A0000000000000000") < node_of("A7fffffffffffffff") < node_of("A8000000000000000")
    True
    """
    return int(content_id[1:], 16) - (1 << 63)


def merge_group(key: tuple[Any, ...], actors: pa.Table) -> pa.Table:
    """All that is one actor across stories → its row."""
    parts = sorted(_actor_of(data) for data in actors.column("actor").to_pylist())
    made = merge_actor(key[0].as_py(), parts)
    return pa.Table.from_pylist([{"name": "actors", "data": _encode(rows.plain(made))}], schema=ROWS)


def about(settings: Settings, asked: tuple[ClaimAsked, ...]) -> list[Row]:
    """What is to be known of a run by whoever makes a case of its tables."""
    return [{"made_by": plan.made_by(settings), "asked": _encode(asked)}]


# -- tables ---------------------------------------------------------------------------------------------------


def story_tables(key: tuple[Any, ...], findings: pa.Table, actors: pa.Table) -> pa.Table:
    """One story's findings and what its actors are called across stories (`actor_id`, `joined`) → rows."""
    joined = dict(zip(actors.column("actor_id").to_pylist(), actors.column("joined").to_pylist(), strict=True))
    made: list[Row] = []
    for data in findings.column("findings").to_pylist():
        found = _findings_of(data)
        for name, table in rows.story_rows(found).items():
            made += [_row(name, {**row, **_actor(row, joined)}) for row in table]
        made += [_row("issues", rows.plain(issue)) for issue in found.issues]
    return pa.Table.from_pylist(made, schema=ROWS)


def _actor(row: Row, joined: dict[str, str]) -> Row:
    if "local_actor" not in row:
        return {}
    local = row["local_actor"]
    return {"actor_id": joined.get(local, local)}


def capture_tables(batches: Batches) -> Iterator[pa.RecordBatch]:
    """Mapped captures → rows of captures and issues."""
    for batch in batches:
        for given in batch.to_pylist():
            intake = _intake_of(given["intake"])
            readings = [_reading_of(r) for r in given["readings"]]
            issues = [*intake.issues, *(i for r in readings for i in r.issues)]
            made = [_row("captures", rows.plain(intake.capture)), *(_row("issues", rows.plain(i)) for i in issues)]
            yield batch_of(made, ROWS)


def item_tables(batches: Batches) -> Iterator[pa.RecordBatch]:
    """Items (`item`, `revision_of`) → rows."""
    for batch in batches:
        found = ({**rows.item_row(_item_of(g["item"])), "revision_of": g["revision_of"]} for g in batch.to_pylist())
        yield batch_of([_row("items", row) for row in found], ROWS)


def link_tables(batches: Batches) -> Iterator[pa.RecordBatch]:
    """Links → rows of their tables."""
    for batch in batches:
        yield batch_of([_row(g["kind"], _row_of(g["data"])) for g in batch.to_pylist() if g["kind"] in BY_NAME], ROWS)


def issue_tables(batches: Batches) -> Iterator[pa.RecordBatch]:
    """What could not be opened at all → rows of issues."""
    for batch in batches:
        yield batch_of([_row("issues", rows.plain(_issue_of(g["data"]))) for g in batch.to_pylist()], ROWS)


def _row(name: str, row: Row) -> Row:
    return {"name": name, "data": _encode({c.name: rows.plain(row.get(c.name)) for c in BY_NAME[name].exported})}


def table_schema(table: Table) -> pa.Schema:
    """Plain columns typed, nested ones as JSON strings, as the Parquet export of a case has them."""
    return pa.schema([(c.name, _KINDS[c.kind]) for c in table.exported])


def typed(batches: Batches, *, name: str) -> Iterator[pa.RecordBatch]:
    """Rows of one table under its own columns."""
    table = BY_NAME[name]
    for batch in batches:
        found = [_row_of(data) for data in batch.column("data").to_pylist()]
        yield batch_of([{c.name: _typed(row[c.name], c.kind) for c in table.exported} for row in found],
                       table_schema(table))  # fmt: skip


def _typed(value: Any, kind: str) -> Any:
    if kind == "json":
        return json.dumps(value, ensure_ascii=False)
    if kind == "real":
        return None if value is None else float(value)
    return value

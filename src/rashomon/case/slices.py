"""A part of a table at a time, chosen by the values of its columns: what a page of an interface asks of a case.

`CaseReader.rows` sorts a table by all its columns, which a reader of one page should not wait for. A slice is sorted by
the few columns that name its rows, and the next one begins after the last row of this one, so that no row is shown
twice or left out when a build adds others meanwhile.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from . import rows
from .queries import CaseReader
from .tables import BY_NAME, Column

Row = dict[str, Any]
Place = tuple[str | int, ...]
"""Where a slice ended: the values of the key of its last row, and the row's number in the file."""

KEYS: dict[str, tuple[str, ...]] = {
    "captures": ("capture_id",),
    "items": ("item_id",),
    "issues": ("stage", "code"),
    "attributions": ("item_id", "attribution_id"),
    "mentions": ("item_id", "start"),
    "actors": ("actor_id",),
    "figures": ("item_id", "start"),
    "times": ("item_id", "start"),
    "passages": ("passage_id",),
    "origins": ("story_id", "origin_id", "item_id"),
    "stories": ("story_id", "item_id"),
    "lineages": ("story_id", "lineage_id"),
    "claims": ("story_id", "claim_id"),
    "positions": ("claim_id", "item_id", "start"),
    "figure_groups": ("story_id", "group_id"),
    "labels": ("referent_id", "item_id", "start"),
    "timeline": ("story_id",),
    "coverage": ("story_id", "finding", "item_id"),
    "contradictions": ("item_id",),
    "judgements": ("evidence", "verdict"),
}
"""The columns that a slice of each table is sorted by; none of them is ever empty."""
_BIG = 2**63


class Slice(msgspec.Struct, frozen=True):
    """Rows of a table, how many there are in all, and where the next slice begins (None: there is none)."""

    rows: list[Row]
    total: int
    after: Place | None


def table_slice(
    reader: CaseReader,
    name: str,
    where: Mapping[str, str | int],
    *,
    limit: int,
    after: Place | None = None,
    without: Iterable[str] = (),
) -> Slice:
    """At most `limit` rows of a table whose columns have the values of `where`, from after the place given.

    A `where` on `story_id` or `item_id` is understood for every table whose rows belong to one. `without` names columns
    to leave out. A place that is none of this table raises ValueError.
    """
    left_out = frozenset(without)
    columns = [c for c in BY_NAME[name].exported if c.name not in left_out]
    conditions, values = _conditions(name, where)
    total = _one(reader.db, f"SELECT count(*) FROM {name} WHERE {conditions}", values)
    keys = ", ".join(f'"{k}"' for k in KEYS[name])
    if after is not None:
        _check(after, len(KEYS[name]) + 1)
        conditions += f" AND ({keys}, rowid) > ({', '.join('?' * len(after))})"
        values += after
    chosen = ", ".join(f'"{c.name}"' for c in columns)
    found = reader.db.execute(
        f"SELECT {keys}, rowid, {chosen} FROM {name} WHERE {conditions} ORDER BY {keys}, rowid LIMIT ?",
        (*values, limit + 1),
    ).fetchall()
    width = len(KEYS[name]) + 1
    last = tuple(found[limit - 1][:width]) if len(found) > limit else None
    return Slice([_opened(columns, row[width:]) for row in found[:limit]], total, last)


def table_row(reader: CaseReader, name: str, column: str, value: str) -> Row | None:
    """The first row of a table with that value in a column."""
    found = table_slice(reader, name, {column: value}, limit=1).rows
    return found[0] if found else None


def rows_with(reader: CaseReader, name: str, column: str, values: Sequence[str]) -> list[Row]:
    """The rows of a table with one of the values in a column, in the order of its key."""
    columns = BY_NAME[name].exported
    chosen = ", ".join(f'"{c.name}"' for c in columns)
    keys = ", ".join(f'"{k}"' for k in KEYS[name])
    made: list[Row] = []
    # SQLite takes a list as JSON, so that no number of values is too large for a statement.
    found = reader.db.execute(
        f'SELECT {chosen} FROM {name} WHERE "{column}" IN (SELECT value FROM json_each(?)) ORDER BY {keys}, rowid',
        (json.dumps(list(values)),),
    )
    made.extend(_opened(columns, row) for row in found)
    return made


def _conditions(name: str, where: Mapping[str, str | int]) -> tuple[str, tuple[str | int, ...]]:
    parts, values = ["1"], []
    for column, value in where.items():
        parts.append(_condition(name, column))
        values.extend([value] * parts[-1].count("?"))
    return " AND ".join(parts), tuple(values)


def _condition(name: str, column: str) -> str:
    columns = {c.name for c in BY_NAME[name].columns}
    members = "SELECT item_id FROM stories WHERE story_id = ?"
    if name == "actors" and column == "story_id":
        return "EXISTS (SELECT 1 FROM json_each(story_ids) WHERE value = ?)"
    if name == "passages" and column == "item_id":
        return "(a_item = ? OR b_item = ?)"
    if name == "passages" and column == "story_id":
        return f"a_item IN ({members}) AND b_item IN ({members})"
    if name in ("lineages", "timeline") and column == "item_id":
        nested = "versions" if name == "lineages" else "accounts"
        return f"EXISTS (SELECT 1 FROM json_each({nested}) WHERE json_extract(value, '$.item_id') = ?)"
    if name == "captures" and column == "story_id":
        return f"capture_id IN (SELECT capture_id FROM items WHERE item_id IN ({members}))"
    if column in columns:
        return f'"{column}" = ?'
    if column == "story_id":
        return f"item_id IN ({members})"
    raise KeyError(f"{name} has no {column}")


def _check(place: Place, length: int) -> None:
    if len(place) != length or any(isinstance(v, int) and not -_BIG <= v < _BIG for v in place):
        raise ValueError("no place in this table")


def _one(db: sqlite3.Connection, statement: str, values: tuple[str | int, ...]) -> int:
    found: int = db.execute(statement, values).fetchone()[0]
    return found


def _opened(columns: Sequence[Column], values: Sequence[Any]) -> Row:
    return {c.name: rows.opened(c, v) for c, v in zip(columns, values, strict=True)}


def columns_of(reader: CaseReader, name: str, columns: Sequence[str], where: Mapping[str, str | int]) -> list[Row]:
    """Some columns of all rows of a table, sorted by its key: what a list needs, without the texts."""
    known = {c.name: c for c in BY_NAME[name].columns}
    chosen = ", ".join(f'"{c}"' for c in columns)
    keys = ", ".join(f'"{k}"' for k in KEYS[name])
    conditions, values = _conditions(name, where)
    found = reader.db.execute(f"SELECT {chosen} FROM {name} WHERE {conditions} ORDER BY {keys}, rowid", values)
    return [_opened([known[c] for c in columns], row) for row in found]

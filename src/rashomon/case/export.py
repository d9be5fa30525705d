"""The exported tables, as JSON Lines, CSV or Parquet: the same columns, rows sorted by all their keys."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from .queries import CaseReader
from .spreadsheets import guarded
from .tables import TABLES, Table

Rows = Iterable[dict[str, Any]]

_BATCH = 5000
"""Rows held at once while Parquet is written."""


def export(reader: CaseReader, folder: Path, format_name: str) -> list[Path]:
    """Writes every table into the folder and returns the files; the folder is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    write, ending = FORMATS[format_name]
    made = []
    for table in TABLES:
        path = folder / f"{table.name}.{ending}"
        write(table, reader.rows(table.name), path)
        made.append(path)
    return made


def write_jsonl(table: Table, rows: Rows, path: Path) -> None:
    """One JSON object a line; lone surrogates, which UTF-8 cannot hold, are written as escapes."""
    with path.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as out:
        for row in rows:
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


def write_csv(table: Table, rows: Rows, path: Path) -> None:
    """A nested column is one JSON string; a text that a spreadsheet would run is led by an apostrophe (`guarded`)."""
    names = [c.name for c in table.exported]
    with path.open("w", encoding="utf-8-sig", errors="backslashreplace", newline="") as out:
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(names)
        for row in rows:
            writer.writerow([_cell(row[n]) for n in names])


def _cell(value: Any) -> Any:
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return guarded(value)
    return "" if value is None else value


def write_parquet(table: Table, rows: Rows, path: Path) -> None:
    """Plain columns typed, nested ones as JSON strings, in batches, so that memory stays bounded."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    kinds = {"text": pa.string(), "int": pa.int64(), "real": pa.float64(), "bool": pa.bool_(), "json": pa.string()}
    arrow = pa.schema([(c.name, kinds[c.kind]) for c in table.exported])
    with pq.ParquetWriter(str(path), arrow) as writer:
        batch: list[dict[str, Any]] = []
        for row in rows:
            batch.append(
                {
                    c.name: json.dumps(row[c.name], ensure_ascii=False) if c.kind == "json" else row[c.name]
                    for c in table.exported
                }
            )
            if len(batch) == _BATCH:
                writer.write_table(pa.Table.from_pylist(batch, schema=arrow))
                batch = []
        writer.write_table(pa.Table.from_pylist(batch, schema=arrow))


FORMATS: dict[str, tuple[Callable[[Table, Rows, Path], None], str]] = {
    "jsonl": (write_jsonl, "jsonl"),
    "csv": (write_csv, "csv"),
    "parquet": (write_parquet, "parquet"),
}

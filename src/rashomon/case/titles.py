"""What tables and columns are, in words, with their units and what they point to: read from titles.toml."""

from __future__ import annotations

from pathlib import Path

import msgspec

from .tables import TABLES


class ColumnTitle(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A column in words; `to` names the column of another table that its values are found in."""

    about: str = msgspec.field(name="is")
    unit: str = ""
    to: str = ""


class TableTitle(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table in words; `label` is the column that a row is best known by."""

    about: str
    label: str
    columns: dict[str, ColumnTitle]


def _read() -> dict[str, TableTitle]:
    """The titles of every table and exported column; one that titles.toml lacks is empty, and a test says so."""
    data = Path(__file__).with_name("titles.toml").read_bytes()
    told = msgspec.toml.decode(data, type=dict[str, TableTitle])
    made = {}
    for table in TABLES:
        names = [column.name for column in table.exported]
        known = told.get(table.name, TableTitle("", names[0], {}))
        columns = {name: known.columns.get(name, ColumnTitle("")) for name in names}
        made[table.name] = TableTitle(known.about, known.label if known.label in names else names[0], columns)
    return made


TITLES = _read()
"""The titles by table."""

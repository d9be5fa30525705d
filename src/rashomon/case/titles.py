"""What tables and columns are, in words, with their units and what they point to: read from titles.toml."""

from __future__ import annotations

from pathlib import Path

import msgspec

from .tables import BY_NAME


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
    """The titles, with every table and every exported column in them. Raises ValueError where one is missing."""
    data = Path(__file__).with_name("titles.toml").read_bytes()
    titles = msgspec.toml.decode(data, type=dict[str, TableTitle])
    if set(titles) != set(BY_NAME):
        raise ValueError("titles.toml and tables.py name different tables")
    for name, title in titles.items():
        exported = {c.name for c in BY_NAME[name].exported}
        if set(title.columns) != exported or title.label not in exported:
            raise ValueError(f"titles.toml: the columns of {name} are not those of tables.py")
    return titles


TITLES = _read()
"""The titles by table."""

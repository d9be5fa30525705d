"""What Datasette needs to know of a case to show it in words: titles, units, and which row of which table is meant.

A case is an SQLite file that Datasette opens as it is: `datasette CASE -m DIR/metadata.json`. Metadata as of Datasette
0.65 <https://docs.datasette.io/en/0.65/metadata.html>, where foreign keys come from the schema: the tables of a case
declare theirs, and `foreign_keys` repeats them here for programs that read the file.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from .queries import CaseReader
from .tables import BY_NAME, TABLES
from .titles import TITLES, TableTitle

_HIDDEN = ("blobs", "readings", "linking", "compared", "story_actors", "sentences", "search", "meta")
"""Tables that serve the store; the words in them stand in the others too."""
_UNITS = {"bytes": "byte"}
"""Units that Datasette's own library of units knows; others are told in the column's description."""


def export_metadata(reader: CaseReader, folder: Path) -> list[Path]:
    """Writes `metadata.json` into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "metadata.json"
    path.write_text(json.dumps(metadata(Path(reader.path).stem), indent=1) + "\n", encoding="utf-8", newline="\n")
    return [path]


def metadata(database: str) -> dict[str, Any]:
    """The metadata for a case that Datasette knows under that name: its file's, without the ending."""
    tables: dict[str, Any] = {table.name: _table(table.name, TITLES[table.name]) for table in TABLES}
    tables |= {name: {"hidden": True} for name in _HIDDEN}
    return {
        "title": "A case of rashomon",
        "description": "Many accounts of one event, and what they make of each other. Spans count characters of the "
        "account's text, the end exclusive.",
        "databases": {database: {"tables": tables, "queries": _QUERIES}},
    }


def _table(name: str, title: TableTitle) -> dict[str, Any]:
    columns = {}
    for column, told in title.columns.items():
        unit = f" ({told.unit})" if told.unit else ""
        columns[column] = told.about + unit + (f" → {told.to}" if told.to else "")
    shown = [c.name for c in BY_NAME[name].exported if c.kind != "json"]
    return {
        "title": f"{name.replace('_', ' ').capitalize()}",
        "description": title.about,
        "columns": columns,
        "label_column": title.label,
        "units": {c: _UNITS[t.unit] for c, t in title.columns.items() if t.unit in _UNITS},
        "foreign_keys": {c: t.to for c, t in title.columns.items() if t.to},
        "sortable_columns": shown,
    }


_QUERIES = {
    "words": {
        "title": "Sentences that hold words",
        "description": "Full text search; several words are all needed.",
        "sql": "select items.publisher, items.headline, sentences.text, sentences.item_id, sentences.start, "
        'sentences."end" from search join sentences on sentences.id = search.rowid join items using (item_id) '
        "where search match :words order by rank limit 200",
    },
    "conflicts": {
        "title": "Figures that conflict",
        "sql": "select figure_groups.group_id, figure_groups.counted, figure_groups.verdict, items.publisher, "
        "figures.text, figures.low, figures.high, figures.as_of, figures.speaker, figure_groups.reason "
        "from figure_groups, json_each(figure_groups.figure_ids) join figures on figures.figure_id = value "
        "join items using (item_id) where verdict in ('conflict', 'revision') order by group_id, figures.as_of",
    },
    "flagged": {
        "title": "Renderings that can change the meaning",
        "sql": "select lineages.lineage_id, lineages.speaker, lineages.wording, items.publisher, "
        "json_extract(version.value, '$.text') as rendering, json_extract(flag.value, '$.reason') as flag "
        "from lineages, json_each(lineages.versions) as version, json_each(version.value, '$.flags') as flag "
        "join items on items.item_id = json_extract(version.value, '$.item_id') order by lineage_id",
    },
}

"""Everything that a case can be exported as, by name: who writes it, and what is said when it is done.

A function is named as "module:function", so that choosing one loads no other, and an extra that is missing stops
nothing else.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Literal

import msgspec

from ..case.queries import CaseReader
from ..model.errors import SettingsError


class Exporter(msgspec.Struct, frozen=True):
    """A format: its function, what it takes beside the case and the folder, and the sentence for a person.

    The sentence may use {count}, {folder} and {first}, the number of files, where they are, and the first of them.
    """

    function: str
    said: str
    takes: Literal["nothing", "format", "story"] = "nothing"


_TABLES = Exporter("rashomon.case.export:export", "{count} tables written to {folder}", "format")
_GRAPH = Exporter("rashomon.case.graph:export_graph", "the graph of items is in {first}", "format")
_MEMOS = "{count} written to {folder}, one for each story of at least two accounts"

EXPORTERS: dict[str, Exporter] = {
    "jsonl": _TABLES,
    "csv": _TABLES,
    "parquet": _TABLES,
    "xlsx": Exporter("rashomon.case.workbook:export_workbook", "the tables are sheets of {first}"),
    "graphml": _GRAPH,
    "gexf": _GRAPH,
    "jsonld": Exporter("rashomon.views.linked_data:export_linked_data", "{first} written"),
    "annotations": Exporter("rashomon.views.annotations:export_annotations", "{first} written, an annotation a line"),
    "memo": Exporter("rashomon.views.memo:export_memos", f"memos: {_MEMOS}", "story"),
    "docx": Exporter("rashomon.views.memo_word:export_word", f"Word documents: {_MEMOS}", "story"),
    "rss": Exporter("rashomon.views.feed:export_feed", "{first} written"),
    "datasette": Exporter(
        "rashomon.case.datasette:export_metadata", "{first} written; next: datasette CASE -m {first}"
    ),
    "site": Exporter("rashomon.views.pages.site:export_site", "{count} files written; open {folder}/index.html"),
}


def export_as(reader: CaseReader, folder: Path, name: str, *, story: str | None = None) -> tuple[list[Path], str]:
    """Writes a case into a folder in the named format; returns the files and a sentence for a person.

    Raises SettingsError where a story is named for a format of whole cases, ExtraMissingError where a library is
    missing, OSError where the folder cannot be written.
    """
    exporter = EXPORTERS[name]
    module, _, function = exporter.function.partition(":")
    write = getattr(import_module(module), function)
    if exporter.takes == "story":
        files = write(reader, folder, story)
    elif story is not None:
        by_story = ", ".join(key for key, other in EXPORTERS.items() if other.takes == "story")
        raise SettingsError(f"--story goes with {by_story}; {name} is of the whole case")
    else:
        files = write(reader, folder, name) if exporter.takes == "format" else write(reader, folder)
    said = exporter.said if story is None else "{first} written"
    first = files[0] if files else folder
    return list(files), said.format(count=f"{len(files):,}", folder=folder, first=first)

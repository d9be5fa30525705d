"""Reading a case: rows as the export gives them, the captures' bytes, full-text search."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator
from types import TracebackType
from typing import Any

import msgspec

from . import rows, schema
from .tables import BY_NAME

_ITEM_TABLES = frozenset({"attributions", "mentions", "figures", "times", "positions"})


class Hit(msgspec.Struct, frozen=True):
    """A sentence that matches a search, with its place."""

    item_id: str
    start: int
    end: int
    text: str


class CaseReader:
    """A case open for reading; a build may write to it meanwhile."""

    def __init__(self, path: str, *, any_thread: bool = False) -> None:
        self.path = path
        self.db = schema.connect(path, read_only=True, any_thread=any_thread)

    def __enter__(self) -> CaseReader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the case."""
        self.db.close()

    @property
    def meta(self) -> dict[str, str]:
        """What made the case, and its schema's version."""
        found = dict(self.db.execute("SELECT key, value FROM meta WHERE key <> 'merged'").fetchall())
        return {**found, "schema_version": str(schema.VERSION)}

    def table(self, name: str, story_id: str | None = None) -> list[dict[str, Any]]:
        """The exported rows of a table, sorted by all their columns; of one story where it is named."""
        return list(self.rows(name, story_id))

    def rows(self, name: str, story_id: str | None = None) -> Iterator[dict[str, Any]]:
        """As `table`, a row at a time."""
        yield from self._rows(name, *_of_story(name, story_id))

    def of_item(self, name: str, story_id: str, item_id: str) -> list[dict[str, Any]]:
        """The rows of a table that belong to one account of a story; of `passages` those within it."""
        where, values = _of_story(name, story_id)
        own = _OF_ITEM.get(name, "item_id = ?")
        return list(self._rows(name, f"{where} AND {own}", (*values, *[item_id] * own.count("?"))))

    def of_actor(self, name: str, story_id: str, actor_id: str) -> list[dict[str, Any]]:
        """The rows of a table in one story that name an actor."""
        where, values = _of_story(name, story_id)
        return list(self._rows(name, f"{where} AND actor_id = ?", (*values, actor_id)))

    def _rows(self, name: str, where: str, values: tuple[str, ...]) -> Iterator[dict[str, Any]]:
        columns = BY_NAME[name].exported
        chosen = ", ".join(f'"{c.name}"' for c in columns)
        order = ", ".join(str(n) for n in range(1, len(columns) + 1))
        names = [c.name for c in columns]
        kept = [(n, c) for n, c in enumerate(columns) if c.kind not in ("text", "int")]
        for row in self.db.execute(f"SELECT {chosen} FROM {name} {where} ORDER BY {order}", values):
            made = dict(zip(names, row, strict=True))
            for n, column in kept:
                made[column.name] = rows.opened(column, row[n])
            yield made

    def count(self, name: str) -> int:
        """How many rows a table has."""
        found: int = self.db.execute(f"SELECT count(*) FROM {BY_NAME[name].name}").fetchone()[0]
        return found

    def capture_bytes(self, capture_id: str) -> bytes | None:
        """A capture as it was saved."""
        found = self.db.execute("SELECT data FROM blobs WHERE capture_id = ?", (capture_id,)).fetchone()
        return zlib.decompress(found[0]) if found else None

    def decoded_text(self, capture_id: str) -> str | None:
        """A capture decoded as intake decoded it, before repairs; None where it is no text."""
        found = self.db.execute("SELECT encoding FROM captures WHERE capture_id = ?", (capture_id,)).fetchone()
        data = self.capture_bytes(capture_id)
        if not found or not found[0] or data is None:
            return None
        return data.decode(found[0], "replace")

    def search(self, words: str, *, limit: int = 50) -> list[Hit]:
        """Sentences that hold all the words, best first; words are taken as words, never as search syntax."""
        query = " ".join('"' + w.replace('"', '""') + '"' for w in words.split())
        if not query:
            return []
        found = self.db.execute(
            'SELECT item_id, start, "end", sentences.text FROM search JOIN sentences ON sentences.id = search.rowid'
            " WHERE search MATCH ? ORDER BY rank, item_id, start LIMIT ?",
            (query, limit),
        )
        return [Hit(*r) for r in found]


_OF_ITEM = {
    "passages": "(a_item = ? OR b_item = ?)",
    "captures": "capture_id = (SELECT capture_id FROM items WHERE item_id = ?)",
}


def _of_story(name: str, story_id: str | None) -> tuple[str, tuple[str, ...]]:
    if story_id is None:
        return "", ()
    columns = {c.name for c in BY_NAME[name].columns}
    if "story_id" in columns:
        return "WHERE story_id = ?", (story_id,)
    members = "SELECT item_id FROM stories WHERE story_id = ?"
    if name == "captures":
        return f"WHERE capture_id IN (SELECT capture_id FROM items WHERE item_id IN ({members}))", (story_id,)
    if name == "passages":
        return f"WHERE a_item IN ({members}) AND b_item IN ({members})", (story_id, story_id)
    if name == "actors":
        return "WHERE EXISTS (SELECT 1 FROM json_each(story_ids) WHERE value = ?)", (story_id,)
    if "item_id" in columns:
        return f"WHERE item_id IN ({members})", (story_id,)
    return "", ()


def is_case(path: str) -> bool:
    """Whether a file is a case that this version reads."""
    try:
        CaseReader(path).close()
    except (sqlite3.Error, Exception):  # noqa: BLE001 - any failure means no
        return False
    return True

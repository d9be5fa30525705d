"""The case file's schema, its version, and the steps from older versions."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

from ..model.errors import CaseError, CaseVersionError
from .tables import TABLES, Kind, Table
from .titles import TITLES

APPLICATION_ID = 0x5253484D
"""`RSHM`: tells a case from any other SQLite file."""
VERSION = 3

_SQL_KIND: dict[Kind, str] = {"text": "TEXT", "int": "INTEGER", "real": "REAL", "bool": "INTEGER", "json": "TEXT"}

_LINKING = """
CREATE TABLE IF NOT EXISTS linking (
    name TEXT, part INTEGER, data BLOB NOT NULL, PRIMARY KEY (name, part)
) WITHOUT ROWID;
"""
"""What the last linking left for the next (`linking/kept.py`)."""
_STORE = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE blobs (capture_id TEXT PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE readings (item_id TEXT PRIMARY KEY, reading BLOB NOT NULL, link_input BLOB NOT NULL);
CREATE TABLE compared (story_id TEXT PRIMARY KEY, key TEXT NOT NULL);
CREATE TABLE story_actors (
    local_actor TEXT PRIMARY KEY, story_id TEXT NOT NULL, actor BLOB NOT NULL, actor_id TEXT
);
CREATE TABLE sentences (id INTEGER PRIMARY KEY, item_id TEXT NOT NULL, start INTEGER, "end" INTEGER, text TEXT);
CREATE INDEX sentences_item ON sentences (item_id);
CREATE VIRTUAL TABLE search USING fts5 (
    text, content='sentences', content_rowid='id', tokenize='unicode61 remove_diacritics 2'
);
CREATE INDEX items_capture ON items (capture_id);
CREATE INDEX stories_story ON stories (story_id);
CREATE INDEX stories_item ON stories (item_id);
CREATE INDEX issues_owner ON issues (owner);
CREATE INDEX passages_a ON passages (a_item, b_item);
CREATE INDEX passages_b ON passages (b_item);
CREATE INDEX origins_item ON origins (item_id);
CREATE INDEX actors_id ON actors (actor_id);
CREATE UNIQUE INDEX judgements_all ON judgements (evidence, verdict, value, who, "when");
"""

_STORY_INDEXES = ("attributions", "mentions", "figures", "times", "lineages", "claims", "positions", "figure_groups",
                  "labels", "timeline", "coverage", "contradictions", "origins")  # fmt: skip


_NAMED = {"captures": "capture_id", "items": "item_id"}
"""Tables of which a row is known by one column, which others may point to."""


def _ddl(table: Table) -> str:
    # Foreign keys are told for those who look into a case with other tools; no statement is checked against them.
    told = TITLES[table.name].columns
    columns = []
    for column in table.columns:
        words = f'"{column.name}" {_SQL_KIND[column.kind]}'
        to, _, name = (told[column.name].to if column.name in told else "").partition(".")
        if _NAMED.get(table.name) == column.name:
            words += " PRIMARY KEY"
        elif to in _NAMED and _NAMED[to] == name:
            words += f' REFERENCES {to} ("{name}")'
        columns.append(words)
    return f"CREATE TABLE {table.name} ({', '.join(columns)});"


def create(db: sqlite3.Connection) -> None:
    """An empty case in an empty database."""
    script = [_ddl(t) for t in TABLES]
    script.extend((_STORE, _LINKING))
    script.extend(f"CREATE INDEX {name}_story ON {name} (story_id);" for name in _STORY_INDEXES)
    script.append(f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {VERSION};")
    db.executescript("BEGIN;" + "\n".join(script) + "COMMIT;")


def _with_paragraph_languages(db: sqlite3.Connection) -> None:
    db.execute("ALTER TABLE items ADD COLUMN paragraph_languages TEXT DEFAULT '[]'")


def _with_linking_kept(db: sqlite3.Connection) -> None:
    db.execute(_LINKING)
    db.execute("DROP INDEX IF EXISTS passages_a")
    db.execute("CREATE INDEX passages_a ON passages (a_item, b_item)")
    db.execute("CREATE INDEX IF NOT EXISTS origins_item ON origins (item_id)")


MIGRATIONS: dict[int, Callable[[sqlite3.Connection], None]] = {1: _with_paragraph_languages, 2: _with_linking_kept}
"""For each older version the step to the next; each runs in one transaction with the new version number."""


def migrate(db: sqlite3.Connection, path: str) -> None:
    """Brings a case up to this version, or raises: no case, or made by a newer version."""
    found = _version(db, path)
    if found > VERSION:
        raise CaseVersionError(path, found, VERSION)
    while found < VERSION:
        with db:
            MIGRATIONS[found](db)
            found += 1
            db.execute(f"PRAGMA user_version = {found}")


def _version(db: sqlite3.Connection, path: str) -> int:
    try:
        application = db.execute("PRAGMA application_id").fetchone()[0]
        version: int = db.execute("PRAGMA user_version").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise CaseError(path, f"this is no case ({error})") from error
    if application != APPLICATION_ID:
        raise CaseError(path, "this is no case")
    return version


def connect(path: str, *, read_only: bool, any_thread: bool = False) -> sqlite3.Connection:
    """An open case, with its version checked; a missing or empty file becomes a new case unless `read_only`.

    With `any_thread` threads may hand the connection on, one at a time.
    """
    file = Path(path)
    if read_only and not file.is_file():
        raise CaseError(path, "no such case")
    fresh = not file.exists() or (file.is_file() and file.stat().st_size == 0)
    if fresh and read_only:
        raise CaseError(path, "this file is empty, no case")
    try:
        # Read-only views still open the file for writing: a WAL left by a killed build must be recovered first.
        db = sqlite3.connect(path, timeout=60, isolation_level=None, check_same_thread=not any_thread)
        if fresh:
            db.execute("PRAGMA journal_mode = WAL")
            create(db)
        migrate(db, path)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        if read_only:
            db.execute("PRAGMA query_only = ON")
    except sqlite3.DatabaseError as error:
        raise CaseError(path, _plain(error)) from error
    return db


def _plain(error: sqlite3.DatabaseError) -> str:
    """A database's own message in words that a user can act on."""
    text = str(error)
    if "unable to open" in text:
        return "the case cannot be opened for writing here"
    if "full" in text:
        return "the disk is full; what was written so far is whole, and the build continues when there is room"
    if "readonly" in text or "read-only" in text:
        return "the case is on a read-only place"
    if "not a database" in text:
        return "this is no case"
    if "locked" in text:
        return "another build is writing to this case"
    return f"the case cannot be used ({text})"

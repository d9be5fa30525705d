"""Writing a case: one transaction a capture, one for the links, one a story, so that a killed build leaves it whole."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from types import TracebackType
from typing import Any, NamedTuple

import msgspec

from ..model.captures import Intake, Issue, Item, RawCapture
from ..model.errors import CaseError
from ..model.findings import Account, Actor, ClaimAsked, Findings, Judgement, Story
from ..model.ids import content_id
from ..model.links import Gone, LinkInput, Links, Origin, Passage
from ..model.readings import Reading
from . import mergers, rows, schema
from .tables import BY_NAME, TABLES

_STORY_TABLES = tuple(t.name for t in TABLES if t.owner == "story" and t.name != "actors")
_ACTOR_TABLES = tuple(t.name for t in TABLES if any(c.name == "local_actor" for c in t.columns))

_encode = msgspec.msgpack.Encoder().encode
_reading_of = msgspec.msgpack.Decoder(Reading).decode
_link_input_of = msgspec.msgpack.Decoder(LinkInput).decode
_actor_of = msgspec.msgpack.Decoder(Actor).decode

_LINKED = {
    "passages": "passage_id",
    "origins": "origin_id, story_id, item_id, role, from_item",
    "stories": "story_id, item_id",
}
"""The tables that linking makes, each with the order of its rows."""
_GONE = {
    "passages": (
        "gone_of_pairs g CROSS JOIN passages t ON g.a = t.a_item AND g.b = t.b_item WHERE t.kind <> 'translation'",
        "gone_of_translated g CROSS JOIN passages t ON g.a = t.a_item WHERE t.kind = 'translation'",
    ),
    "origins": ("gone_of_families g CROSS JOIN origins t ON g.a = t.item_id",),
    "stories": ("gone_of_members g CROSS JOIN stories t ON g.a = t.item_id",),
}
"""How the rows `t` are found that new ones take the place of, where not all do; by way of what is gone (CROSS JOIN)."""
_CHANGED = """
WITH gone AS (SELECT * FROM old_passages EXCEPT SELECT * FROM fresh_passages),
     come AS (SELECT * FROM fresh_passages EXCEPT SELECT * FROM old_passages),
     other AS (SELECT a_item, b_item FROM gone UNION SELECT a_item, b_item FROM come),
     known AS (SELECT a_item, b_item FROM other
               WHERE a_item IN (SELECT item_id FROM stories) AND b_item IN (SELECT item_id FROM stories))
SELECT COUNT(*) FROM (SELECT a_item FROM known UNION SELECT b_item FROM known)"""
"""Items that were linked before and whose passages with one another are not what they were."""

_TOUCHED = """
SELECT story_id FROM stories WHERE item_id IN (
    SELECT a FROM gone_of_families UNION SELECT a FROM gone_of_members UNION SELECT a FROM gone_of_translated
    UNION SELECT a FROM gone_of_pairs UNION SELECT b FROM gone_of_pairs
    UNION SELECT a_item FROM fresh_passages UNION SELECT b_item FROM fresh_passages)"""
"""Stories of which any row is not what it was; others stand as they were compared."""

_MERGED = """
SELECT DISTINCT fresh_stories.story_id, old_stories.story_id FROM fresh_stories JOIN old_stories USING (item_id)
ORDER BY 1, 2"""
"""Each story with the stories that its items were in before."""
_BLOB = 1 << 26
"""What is kept of linking is cut into parts of so many bytes: SQLite holds a thousand million at most."""


class Relinked(NamedTuple):
    """What linking again changed of what was linked before.

    `items` have other passages with one another, though none of them is new: what came made their words common, or no
    longer so. `merged` are stories with the earlier ones that they now hold together. `again` counts the items of
    before of which anything was linked again.
    """

    items: int
    merged: tuple[tuple[str, tuple[str, ...]], ...]
    again: int = 0


class KeptLinks(Mapping[str, bytes]):
    """What linking left in a case, read as it is asked for."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def __getitem__(self, name: str) -> bytes:
        found = self._db.execute("SELECT data FROM linking WHERE name = ? ORDER BY part", (name,)).fetchall()
        if not found:
            raise KeyError(name)
        return b"".join(row[0] for row in found)

    def __iter__(self) -> Iterator[str]:
        return (row[0] for row in self._db.execute("SELECT DISTINCT name FROM linking ORDER BY 1").fetchall())

    def __len__(self) -> int:
        return len(list(iter(self)))


class CaseWriter:
    """A case open for a build. Use as a context manager: leaving it folds the write-ahead log into the one file."""

    def __init__(self, path: str, made_by: str) -> None:
        self.path, self.made_by = path, made_by
        self.db = schema.connect(path, read_only=False)
        self._note_version()

    def __enter__(self) -> CaseWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self.db.close()
        except sqlite3.Error:
            if kind is None:
                raise
        if isinstance(error, sqlite3.Error):
            raise CaseError(self.path, schema._plain(error)) from error  # type: ignore[arg-type]

    def _note_version(self) -> None:
        with self._transaction():
            self.db.execute("INSERT OR REPLACE INTO meta VALUES ('made_by', ?)", (self.made_by,))

    def _transaction(self) -> _Transaction:
        return _Transaction(self.db)

    # -- captures -----------------------------------------------------------------------------------------------

    def knows(self, raw: RawCapture) -> bool:
        """Whether this capture is read already, with what is now known of it; a new path of it is noted."""
        return self.notes_path(raw.capture_id, raw.path, raw.known)

    def notes_path(self, capture_id: str, path: str, known: dict[str, str]) -> bool:
        """Notes one more path of a capture that the case has; False where it does not have it so."""
        found = self.db.execute(
            "SELECT paths, raw FROM captures WHERE capture_id = ? AND made_by = ?", (capture_id, self.made_by)
        ).fetchone()
        if found is None or not known.items() <= msgspec.json.decode(found[1])["known"].items():
            return False
        paths = sorted({*msgspec.json.decode(found[0]), path})
        with self._transaction():
            self._note_paths(capture_id, paths)
        return True

    def _note_paths(self, capture_id: str, paths: Sequence[str]) -> None:
        text = msgspec.json.encode(list(paths)).decode()
        self.db.execute("UPDATE captures SET paths = ? WHERE capture_id = ? AND paths <> ?", (text, capture_id, text))
        self.db.execute(
            "UPDATE items SET capture = ? WHERE capture_id = ? AND capture <> ?", (paths[0], capture_id, paths[0])
        )

    def stale_captures(self) -> Iterator[RawCapture]:
        """Captures that another version read, as they came; they are read again, so that one case has one reader."""
        ids = self.db.execute(
            "SELECT capture_id FROM captures WHERE made_by <> ? ORDER BY 1", (self.made_by,)
        ).fetchall()
        for (capture_id,) in ids:
            paths, raw, data = self.db.execute(
                "SELECT paths, raw, data FROM captures JOIN blobs USING (capture_id) WHERE capture_id = ?",
                (capture_id,),
            ).fetchone()
            given = msgspec.json.decode(raw)
            yield RawCapture(msgspec.json.decode(paths)[0], zlib.decompress(data), **given)

    def add_capture(
        self, raw: RawCapture, intake: Intake, readings: Sequence[Reading], inputs: Sequence[LinkInput]
    ) -> None:
        """A capture with all that was read of it, in one transaction; what was there of it before is replaced."""
        capture_id = intake.capture.capture_id
        with self._transaction():
            old = self.db.execute("SELECT paths FROM captures WHERE capture_id = ?", (capture_id,)).fetchone()
            paths = sorted({*intake.capture.paths, *(msgspec.json.decode(old[0]) if old else ())})
            self._remove_capture(capture_id)
            if old:
                self._forget_links()
            capture = msgspec.structs.replace(intake.capture, paths=tuple(paths))
            self._insert("captures", [rows.capture_row(capture, raw, self.made_by)])
            self.db.execute("INSERT INTO blobs VALUES (?, ?)", (capture_id, zlib.compress(raw.data, 6)))
            items = [msgspec.structs.replace(i, capture=paths[0]) for i in intake.items]
            self._insert("items", [rows.item_row(i) for i in items])
            issues = [*intake.issues, *(i for r in readings for i in r.issues)]
            self._insert("issues", [rows.issue_row(i, capture_id) for i in issues])
            for item, reading, given in zip(items, readings, inputs, strict=True):
                self._add_reading(item, reading, given)

    def _add_reading(self, item: Item, reading: Reading, given: LinkInput) -> None:
        slim = msgspec.structs.replace(given, text="")  # the text stands in `items` already
        self.db.execute("INSERT INTO readings VALUES (?, ?, ?)", (item.item_id, _encode(reading), _encode(slim)))
        for s in reading.sentences:
            text = item.text[s.start : s.end]
            at = self.db.execute(
                'INSERT INTO sentences (item_id, start, "end", text) VALUES (?, ?, ?, ?)',
                (item.item_id, s.start, s.end, text),
            ).lastrowid
            self.db.execute("INSERT INTO search (rowid, text) VALUES (?, ?)", (at, text))

    def _remove_capture(self, capture_id: str) -> None:
        ids = [r[0] for r in self.db.execute("SELECT item_id FROM items WHERE capture_id = ?", (capture_id,))]
        for item_id in ids:
            found = self.db.execute("SELECT id, text FROM sentences WHERE item_id = ?", (item_id,)).fetchall()
            self.db.executemany("INSERT INTO search (search, rowid, text) VALUES ('delete', ?, ?)", found)
            self.db.execute("DELETE FROM sentences WHERE item_id = ?", (item_id,))
            self.db.execute("DELETE FROM readings WHERE item_id = ?", (item_id,))
        for table in ("items", "captures", "blobs"):
            self.db.execute(f"DELETE FROM {table} WHERE capture_id = ?", (capture_id,))
        self.db.execute("DELETE FROM issues WHERE owner = ?", (capture_id,))

    def _forget_links(self) -> None:
        """What was read anew may be dated or signed otherwise under the same ids: all is linked again."""
        self.db.execute("DELETE FROM linking")
        self.db.execute("DELETE FROM meta WHERE key = 'linked'")

    def add_input_issue(self, issue: Issue) -> None:
        """Something that stopped a capture from being read at all; said once however often it happens."""
        row = rows.issue_row(issue, "input")
        with self._transaction():
            self.db.execute("DELETE FROM issues WHERE owner = 'input' AND code = ? AND message = ?",
                            (issue.code, issue.message))  # fmt: skip
            self._insert("issues", [row])

    # -- links --------------------------------------------------------------------------------------------------

    def link_inputs(self) -> Iterator[LinkInput]:
        """What linking needs, for all items, sorted by id."""
        yield from self.read(self.ids())

    def ids(self) -> list[str]:
        """The ids of all items there are to link, sorted."""
        return [row[0] for row in self.db.execute("SELECT item_id FROM readings ORDER BY item_id")]

    def read(self, ids: Sequence[str]) -> Iterator[LinkInput]:
        """What linking needs, for some items."""
        sql = "SELECT link_input, text FROM readings JOIN items USING (item_id) WHERE item_id = ?"
        for item_id in ids:
            given, text = self.db.execute(sql, (item_id,)).fetchone()
            yield msgspec.structs.replace(_link_input_of(given), text=text)

    def count_items(self) -> int:
        """How many items there are to link."""
        return int(self.db.execute("SELECT COUNT(*) FROM readings").fetchone()[0])

    def linked_key(self) -> str:
        """A hash of all that linking depends on."""
        return content_id("l", self.made_by, *self.ids())

    def is_linked(self, key: str) -> bool:
        """Whether the links in the case are those of this key."""
        return self.db.execute("SELECT 1 FROM meta WHERE key = 'linked' AND value = ?", (key,)).fetchone() is not None

    def kept_links(self) -> Mapping[str, bytes] | None:
        """What the last linking left for the next; null where there is none, or captures were read anew since."""
        kept = KeptLinks(self.db)
        return kept if kept.get("made_by") == self.made_by.encode() else None

    def set_links(
        self,
        links: Links | Iterable[Links],
        key: str,
        *,
        gone: Gone | None = None,
        kept: Callable[[], Iterable[tuple[str, bytes | None]]] | None = None,
    ) -> Relinked:
        """All links of the collection, whole or part by part, in place of those before; gives what became of those.

        With `gone` only the rows that it names give way. `kept` gives what is for the next linking, null for what the
        case has of it.
        """
        parts = iter([links] if isinstance(links, Links) else links)
        first = list(islice(parts, 1))  # linking is done before others are kept from writing
        with self._transaction():
            self._set_aside(gone)
            for part in chain(first, parts):
                self._stage(part)
            relinked = self._relinked(gone)
            earlier = mergers.earlier_members(self.db, relinked.merged)
            for table, order in _LINKED.items():
                where = f" WHERE rowid IN (SELECT row FROM gone_{table})" if gone else ""
                self.db.execute(f"DELETE FROM {table}{where}")
                self.db.execute(f"INSERT INTO {table} SELECT * FROM fresh_{table} ORDER BY {order}")
            self._doubt(gone)
            mergers.remember(self.db, mergers.explained(self.db, earlier))
            self._drop_stories_that_are_gone()
            self._keep(kept() if kept else ())
            self.db.execute("INSERT OR REPLACE INTO meta VALUES ('linked', ?)", (key,))
            self._clear()
        return relinked

    def _set_aside(self, gone: Gone | None) -> None:
        """Makes room for new rows beside those of before, `old_…`, that give way."""
        self.db.execute("DELETE FROM issues WHERE owner = 'links'")
        for table in _LINKED:
            self.db.execute(f"CREATE TEMP TABLE fresh_{table} AS SELECT * FROM {table} LIMIT 0")
        if gone is None:
            self.db.execute("UPDATE items SET revision_of = NULL WHERE revision_of IS NOT NULL")
            for table in _LINKED:
                self.db.execute(f"CREATE TEMP VIEW old_{table} AS SELECT * FROM {table}")
            return
        self._name_gone(gone)
        for table, ways in _GONE.items():
            self.db.execute(f"CREATE TEMP TABLE gone_{table} (row INTEGER PRIMARY KEY)")
            for way in ways:
                self.db.execute(f"INSERT INTO gone_{table} SELECT t.rowid FROM {way}")
            old = f"SELECT t.* FROM gone_{table} JOIN {table} t ON t.rowid = row"
            self.db.execute(f"CREATE TEMP VIEW old_{table} AS {old}")
        self.db.execute("UPDATE items SET revision_of = NULL WHERE item_id IN (SELECT a FROM gone_of_families)")

    def _doubt(self, gone: Gone | None) -> None:
        """Marks the stories that are looked at again before they are taken for compared: any of their rows changed."""
        if gone is None:
            self.db.execute("DELETE FROM meta WHERE key = 'checked'")
        else:
            self.db.execute(
                f"UPDATE compared SET key = '?' || key WHERE key NOT LIKE '?%' AND story_id IN ({_TOUCHED})"
            )

    def _name_gone(self, gone: Gone) -> None:
        named = {"families": gone.families, "members": gone.members, "translated": gone.translated}
        self.db.execute("CREATE TEMP TABLE gone_of_pairs (a TEXT, b TEXT)")
        self.db.executemany("INSERT INTO gone_of_pairs VALUES (?, ?)", gone.pairs)
        for name, ids in named.items():
            self.db.execute(f"CREATE TEMP TABLE gone_of_{name} (a TEXT)")
            self.db.executemany(f"INSERT INTO gone_of_{name} VALUES (?)", ((one,) for one in ids))

    def _clear(self) -> None:
        for name, kind in self.db.execute("SELECT name, type FROM sqlite_temp_master WHERE name GLOB '*_*'").fetchall():
            if kind in ("table", "view"):
                self.db.execute(f"DROP {kind} temp.{name}")

    def _keep(self, kept: Iterable[tuple[str, bytes | None]]) -> None:
        names = {"made_by"}
        for name, data in chain([("made_by", self.made_by.encode())], kept):
            names.add(name)
            if data is not None:
                self.db.execute("DELETE FROM linking WHERE name = ?", (name,))
                cuts = range(0, max(1, len(data)), _BLOB)
                parts = ((name, n, data[at : at + _BLOB]) for n, at in enumerate(cuts))
                self.db.executemany("INSERT INTO linking VALUES (?, ?, ?)", parts)
        for name in {row[0] for row in self.db.execute("SELECT DISTINCT name FROM linking")} - names:
            self.db.execute("DELETE FROM linking WHERE name = ?", (name,))

    def _relinked(self, gone: Gone | None) -> Relinked:
        again = gone.items if gone else int(self.db.execute("SELECT COUNT(*) FROM stories").fetchone()[0])
        changed = int(self.db.execute(_CHANGED).fetchone()[0])
        rows_of = self.db.execute(_MERGED).fetchall()
        merged: dict[str, list[str]] = {}
        for story_id, old in rows_of:
            merged.setdefault(story_id, []).append(old)
        return Relinked(changed, tuple((new, tuple(old)) for new, old in merged.items() if len(old) > 1), again)

    def _stage(self, part: Links) -> None:
        for table in _LINKED:
            self._insert(table, (rows.plain(r) for r in getattr(part, table)), into=f"fresh_{table}")
        self._insert("issues", [rows.issue_row(i, "links") for i in part.issues])
        self.db.executemany(
            "UPDATE items SET revision_of = ? WHERE item_id = ?", [(b, a) for a, b in part.revisions.items()]
        )

    def _drop_stories_that_are_gone(self) -> None:
        gone = self.db.execute(
            "SELECT story_id FROM compared WHERE story_id NOT IN (SELECT story_id FROM stories)"
        ).fetchall()
        for (story_id,) in gone:
            self._remove_story(story_id)

    # -- stories ------------------------------------------------------------------------------------------------

    def asked(self) -> tuple[ClaimAsked, ...]:
        """The claims that the last build was asked to follow."""
        found = self.db.execute("SELECT value FROM meta WHERE key = 'asked'").fetchone()
        return msgspec.json.decode(found[0], type=tuple[ClaimAsked, ...]) if found else ()

    def note_asked(self, asked: Sequence[ClaimAsked]) -> None:
        """Keeps the claims that a build was asked to follow, so that a judgement does not make it forget them."""
        with self._transaction():
            text = msgspec.json.encode(list(asked)).decode()
            self.db.execute("INSERT OR REPLACE INTO meta VALUES ('asked', ?)", (text,))

    def story_of(self, evidence: str) -> str | None:
        """The story of the account that a judgement's evidence names."""
        item_id = self._place(evidence).partition("/")[0]
        found = self.db.execute("SELECT story_id FROM stories WHERE item_id = ?", (item_id,)).fetchone()
        return found[0] if found else None

    def stories(self, asked: Sequence[ClaimAsked], only: Collection[str] | None = None) -> Iterator[tuple[Story, str]]:
        """The stories that are not compared yet, or no longer so, each with the key of all it depends on.

        With `only`, no other story is looked at. Once all were looked at with the same claims and judgements, those
        stand of which links changed nothing since; a key that begins with `?` is in doubt.
        """
        judgements = tuple(
            Judgement(*r)
            for r in self.db.execute(
                'SELECT evidence, verdict, value, who, "when", note FROM judgements ORDER BY 1,2,3,4,5,6'
            )
        )
        basis = content_id("b", self.made_by, tuple(asked), judgements)
        sql = "SELECT DISTINCT story_id FROM stories"
        checked = self.db.execute("SELECT value FROM meta WHERE key = 'checked'").fetchone()
        if only is None and checked == (basis,):
            sql += " WHERE story_id NOT IN (SELECT story_id FROM compared WHERE key NOT LIKE '?%')"
        ids = [r[0] for r in self.db.execute(f"{sql} ORDER BY 1").fetchall()]
        for story_id in ids if only is None else [i for i in ids if i in only]:
            yield from self._story(story_id, tuple(asked), judgements)
        if only is None:
            self.db.execute("INSERT OR REPLACE INTO meta VALUES ('checked', ?)", (basis,))

    def _story(
        self, story_id: str, asked: tuple[ClaimAsked, ...], judgements: tuple[Judgement, ...]
    ) -> Iterator[tuple[Story, str]]:
        items = [r[0] for r in self.db.execute(
            "SELECT item_id FROM stories WHERE story_id = ? ORDER BY item_id", (story_id,))]  # fmt: skip
        passages = self._passages(items)
        origins = self._origins(story_id)
        located = (self._located(j) for j in judgements)
        own = tuple(j for j in located if j.evidence.partition("/")[0] in items)
        revisions = self.db.execute(
            "SELECT item_id, revision_of FROM items JOIN stories USING (item_id) WHERE story_id = ? ORDER BY 1",
            (story_id,),
        ).fetchall()
        key = content_id("k", self.made_by, *items, passages, origins, revisions, asked, own)
        if self._stands(story_id, key):
            return
        accounts = tuple(Account(self.item(i), self._reading(i)) for i in items)
        yield Story(story_id, accounts, passages, origins, asked, own), key

    def _stands(self, story_id: str, key: str) -> bool:
        """Whether a story was compared as it is; one that was not stays in doubt until it is."""
        found = self.db.execute("SELECT key FROM compared WHERE story_id = ?", (story_id,)).fetchone()
        if found is None:
            return False
        stands = bool(found[0].lstrip("?") == key)
        if found[0] != key:
            self.db.execute("UPDATE compared SET key = ? WHERE story_id = ?", (key if stands else "?", story_id))
        return stands

    def _located(self, judgement: Judgement) -> Judgement:
        """The judgement with `SHA256/ordinal/start-end` made `ITEM/start-end`, where the case has that item."""
        value = judgement.value
        return msgspec.structs.replace(
            judgement,
            evidence=self._place(judgement.evidence),
            value=self._place(value) if value and value.count("/") == 2 else value,
        )

    def _place(self, evidence: str) -> str:
        sha, _, rest = evidence.partition("/")
        ordinal, _, span = rest.partition("/")
        found = self.db.execute(
            "SELECT item_id FROM items JOIN captures USING (capture_id) WHERE sha256 = ? AND ordinal = ? ORDER BY 1",
            (sha, ordinal),
        ).fetchone()
        return f"{found[0]}/{span}" if found else evidence

    def _passages(self, items: Sequence[str]) -> tuple[Passage, ...]:
        inside = set(items)
        found = set()
        for item in items:
            for row in self.db.execute("SELECT * FROM passages WHERE a_item = ?", (item,)):
                passage = Passage(*row)
                if passage.b_item in inside:
                    found.add(passage)
        return tuple(sorted(found, key=lambda p: (p.a_item, p.a_start, p.b_item, p.b_start, p.passage_id)))

    def _origins(self, story_id: str) -> tuple[Origin, ...]:
        found = self.db.execute("SELECT * FROM origins WHERE story_id = ? ORDER BY 1, 3, 4, 5, 6", (story_id,))
        return tuple(Origin(r[0], r[1], r[2], r[3], r[4], tuple(msgspec.json.decode(r[5])), r[6], r[7]) for r in found)

    def item(self, item_id: str) -> Item:
        """An item with all its fields."""
        columns = BY_NAME["items"].columns
        row = self.db.execute("SELECT * FROM items WHERE item_id = ?", (item_id,)).fetchone()
        values = {c.name: rows.opened(c, v) for c, v in zip(columns, row, strict=True)}
        values.pop("text_sha256")
        return msgspec.convert(values, Item)

    def _reading(self, item_id: str) -> Reading:
        row = self.db.execute("SELECT reading FROM readings WHERE item_id = ?", (item_id,)).fetchone()
        return _reading_of(row[0])

    def add_findings(self, findings: Findings, key: str) -> None:
        """A story's findings in one transaction, in place of those before."""
        with self._transaction():
            self._remove_story(findings.story_id)
            for table, made in rows.story_rows(findings).items():
                self._insert(table, made)
            self.db.executemany(
                "INSERT OR REPLACE INTO story_actors VALUES (?, ?, ?, NULL)",
                [(a.actor_id, findings.story_id, _encode(a)) for a in findings.cast.actors],
            )
            self._insert("issues", [rows.issue_row(i, findings.story_id) for i in findings.issues])
            self.db.execute("INSERT OR REPLACE INTO compared VALUES (?, ?)", (findings.story_id, key))
            self.db.execute("DELETE FROM meta WHERE key = 'joined'")

    def _remove_story(self, story_id: str) -> None:
        for table in _STORY_TABLES:
            self.db.execute(f"DELETE FROM {table} WHERE story_id = ?", (story_id,))
        self.db.execute("DELETE FROM story_actors WHERE story_id = ?", (story_id,))
        self.db.execute("DELETE FROM issues WHERE owner = ?", (story_id,))
        self.db.execute("DELETE FROM compared WHERE story_id = ?", (story_id,))
        self.db.execute("DELETE FROM meta WHERE key = 'joined'")

    # -- actors across stories ----------------------------------------------------------------------------------

    def needs_join(self) -> bool:
        """Whether a story changed since actors were last joined across stories."""
        return self.db.execute("SELECT 1 FROM meta WHERE key = 'joined'").fetchone() is None

    def story_actors(self) -> Iterator[Actor]:
        """The actors of all stories, each under its story's own id, sorted."""
        for (data,) in self.db.execute("SELECT actor FROM story_actors ORDER BY local_actor"):
            yield _actor_of(data)

    def set_actors(self, joined: dict[str, str], actors: Iterable[Actor]) -> None:
        """The actors across stories, and their ids in every table that names one."""
        with self._transaction():
            self.db.executemany(
                "UPDATE story_actors SET actor_id = ? WHERE local_actor = ?", [(g, a) for a, g in joined.items()]
            )
            self.db.execute("DELETE FROM actors")
            self._insert("actors", [rows.plain(a) for a in actors])
            for table in _ACTOR_TABLES:
                self.db.execute(
                    f"UPDATE {table} SET actor_id = s.actor_id FROM story_actors s"
                    f" WHERE s.local_actor = {table}.local_actor AND {table}.actor_id IS NOT s.actor_id"
                )
            self.db.execute("INSERT OR REPLACE INTO meta VALUES ('joined', '1')")

    def _insert(self, table: str, made: Iterable[dict[str, Any]], *, into: str | None = None) -> None:
        marks = ",".join("?" * len(BY_NAME[table].columns))
        self.db.executemany(f"INSERT INTO {into or table} VALUES ({marks})", rows.stored(table, made))


class _Transaction:
    """BEGIN IMMEDIATE … COMMIT, or ROLLBACK where anything raised."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db

    def __enter__(self) -> None:
        self.db.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self.db.execute("COMMIT")
        elif self.db.in_transaction:
            self.db.execute("ROLLBACK")

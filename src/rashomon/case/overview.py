"""What a whole case holds, counted in the database: a view of a large case must not read its tables to count them."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

HEADLINE = 400
"""Characters of a headline that a list of stories needs; captures hold headlines of megabytes."""


class StoryLine(msgspec.Struct, frozen=True):
    """A story in a list: its size, first and last date (EDTF or null), outlets by date, languages, origins at most.

    `number` is its place among all stories by size, from 1, which is the number of its short reference (`s1`);
    `item_ids` are its accounts by date.
    """

    number: int
    story_id: str
    title: str
    accounts: int
    first: str | None
    last: str | None
    outlets: tuple[str, ...]
    languages: tuple[str, ...]
    origins: int
    item_ids: tuple[str, ...] = ()


class Chapter(msgspec.Struct, frozen=True):
    """A story that another one goes on from, or that goes on from it, and how that is known."""

    line: StoryLine
    reason: str


class Wanted(msgspec.Struct, frozen=True):
    """Which stories a reader wants: those with an account of that language, publisher, actor and time.

    `since` and `until` are days (`2023-03-14`), both inclusive; an empty string asks for nothing.
    """

    language: str = ""
    publisher: str = ""
    actor: str = ""
    since: str = ""
    until: str = ""

    def __bool__(self) -> bool:
        return any((self.language, self.publisher, self.actor, self.since, self.until))


class _Account(msgspec.Struct, frozen=True):
    item_id: str
    headline: str
    published: str | None
    outlet: str
    publisher: str
    language: str


def story_sizes(db: sqlite3.Connection) -> list[tuple[str, int]]:
    """The stories with their number of accounts, largest first."""
    return db.execute("SELECT story_id, count(*) FROM stories GROUP BY story_id ORDER BY 2 DESC, 1").fetchall()


def story_lines(db: sqlite3.Connection, only: Sequence[str] | None = None) -> list[StoryLine]:
    """All stories, largest first; with `only` those of these ids, and nothing is read of any other."""
    where, values = ("", ()) if only is None else (_AMONG, (json.dumps(list(only)),))
    origin: dict[str, list[tuple[str, str]]] = {}
    for item_id, origin_id, role in db.execute(
        f"SELECT item_id, origin_id, role FROM origins {where} ORDER BY rowid", values
    ):
        origin.setdefault(item_id, []).append((origin_id, role))
    accounts = _accounts(db, where, values)
    return [
        _line(number, story_id, accounts[story_id], origin)
        for number, (story_id, _) in enumerate(story_sizes(db), start=1)
        if story_id in accounts
    ]


_AMONG = "WHERE story_id IN (SELECT value FROM json_each(?))"


def chapters(db: sqlite3.Connection, story_id: str) -> tuple[list[Chapter], list[Chapter]]:
    """The story that this one goes on from, where there is one, and those that go on from it, earliest first."""
    links = _goes_on(db, "AND (story_id = :story OR predecessor = :story)", {"story": story_id})
    if not links:
        return [], []
    lines = {line.story_id: line for line in story_lines(db, [name for link in links for name in link[:2]])}
    return of_chapters(links, lines).get(story_id, ([], []))


def all_chapters(
    db: sqlite3.Connection, lines: Mapping[str, StoryLine]
) -> dict[str, tuple[list[Chapter], list[Chapter]]]:
    """As `chapters`, of every story that has any, out of the lines of all stories by their ids."""
    return of_chapters(_goes_on(db, "", {}), lines)


def of_chapters(
    links: Sequence[tuple[str, str, str]], lines: Mapping[str, StoryLine]
) -> dict[str, tuple[list[Chapter], list[Chapter]]]:
    """Later story, earlier story and reason → for each story the one before it and those after it, by first date."""
    found: dict[str, tuple[list[Chapter], list[Chapter]]] = {}
    for later, earlier, reason in links:
        if later in lines and earlier in lines:
            found.setdefault(later, ([], []))[0].append(Chapter(lines[earlier], reason))
            found.setdefault(earlier, ([], []))[1].append(Chapter(lines[later], reason))
    for _, after in found.values():
        after.sort(key=lambda chapter: (_dated(chapter.line.first), chapter.line.story_id))
    return found


def directed_passages(db: sqlite3.Connection, story_id: str) -> frozenset[tuple[str, str]]:
    """The passages of a story's accounts of which it is known who gave and who took, each with who took."""
    found = db.execute(
        "SELECT passage_id, iif(direction = 'a_to_b', b_item, a_item) FROM passages WHERE direction <> 'unknown'"
        " AND a_item IN (SELECT item_id FROM stories WHERE story_id = ?)",
        (story_id,),
    )
    return frozenset((row[0], row[1]) for row in found)


def _goes_on(db: sqlite3.Connection, which: str, values: Mapping[str, str]) -> list[tuple[str, str, str]]:
    return db.execute(
        "SELECT DISTINCT story_id, predecessor, coalesce(reason, '') FROM stories"
        f" WHERE predecessor IS NOT NULL {which} ORDER BY 1, 2, 3",
        values,
    ).fetchall()


def _accounts(db: sqlite3.Connection, where: str, values: tuple[str, ...]) -> dict[str, list[_Account]]:
    """The accounts of the stories by date, undated ones last."""
    found = db.execute(
        "SELECT story_id, i.item_id, substr(coalesce(headline, ''), 1, ?), published,"
        " coalesce(nullif(publisher, ''), capture), coalesce(publisher, ''), coalesce(language, 'und')"
        f" FROM stories CROSS JOIN items i USING (item_id) {where} ORDER BY story_id",
        (HEADLINE, *values),
    )
    made: dict[str, list[_Account]] = {}
    for story_id, *row in found:
        made.setdefault(story_id, []).append(_Account(*row))
    for accounts in made.values():
        accounts.sort(key=lambda a: (_dated(a.published), a.item_id))
    return made


def _dated(edtf: str | None) -> str:
    return edtf.lstrip("./") if edtf and edtf[0] != "X" else "~"


def _line(number: int, story_id: str, accounts: list[_Account], origin: dict[str, list[tuple[str, str]]]) -> StoryLine:
    own = [(a, *row) for a in accounts for row in origin.get(a.item_id, [(a.item_id, "own")])]
    sizes = Counter(origin_id for _, origin_id, _ in own)
    firsts = sorted((-sizes[origin_id], n) for n, (_, origin_id, role) in enumerate(own) if role == "first")
    dates = [a.published for a in accounts if _dated(a.published) != "~"]
    return StoryLine(
        number=number,
        story_id=story_id,
        title=next((a.headline for a in [*(own[n][0] for _, n in firsts), *accounts] if a.headline), ""),
        accounts=len(accounts),
        first=dates[0] if dates else None,
        last=dates[-1] if dates else None,
        outlets=tuple(dict.fromkeys(a.outlet for a in accounts)),
        languages=tuple(sorted({a.language for a in accounts})),
        origins=len(sizes),
        item_ids=tuple(a.item_id for a in accounts),
    )


_CONDITIONS = (
    ("language", "language = :language"),
    ("publisher", "publisher = :publisher"),
    ("since", "published GLOB '*[0-9][0-9][0-9][0-9]*' AND substr(ltrim(published, './'), 1, 10) >= :since"),
    (
        "until",
        "published GLOB '*[0-9][0-9][0-9][0-9]*' AND substr(ltrim(published, './'), 1, length(:until)) <= :until",
    ),
    ("actor", "story_id IN (SELECT value FROM actors, json_each(story_ids) WHERE actor_id = :actor)"),
)


def stories_wanted(db: sqlite3.Connection, wanted: Wanted) -> set[str]:
    """The ids of the stories that have an account of everything that is wanted."""
    values = msgspec.to_builtins(wanted)
    where = [condition for name, condition in _CONDITIONS if values[name]] or ["1"]
    asked = {name: values[name] for name, _ in _CONDITIONS if values[name]}
    found = db.execute(
        f"SELECT DISTINCT story_id FROM items JOIN stories USING (item_id) WHERE {' AND '.join(where)}", asked
    )
    return {row[0] for row in found}


def languages(db: sqlite3.Connection) -> list[tuple[str, int]]:
    """Languages with their number of accounts, most first."""
    return db.execute("SELECT coalesce(language, 'und'), count(*) FROM items GROUP BY 1 ORDER BY 2 DESC, 1").fetchall()


def publishers(db: sqlite3.Connection) -> list[tuple[str, int]]:
    """Publishers with their number of accounts, most first."""
    return db.execute(
        "SELECT publisher, count(*) FROM items WHERE publisher <> '' GROUP BY 1 ORDER BY 2 DESC, 1"
    ).fetchall()


def speakers(db: sqlite3.Connection) -> list[tuple[str, str, int]]:
    """Actors to whom something is attributed: id, name, number of attributions, most first."""
    said = dict(db.execute("SELECT actor_id, count(*) FROM attributions WHERE actor_id <> '' GROUP BY 1").fetchall())
    named = db.execute("SELECT actor_id, name FROM actors").fetchall()
    known = [(actor_id, name, said[actor_id]) for actor_id, name in named if actor_id in said]
    return sorted(known, key=lambda row: (-row[2], row[0]))


def actor_names(db: sqlite3.Connection, story_id: str, *, mentioned: bool = False) -> Iterator[tuple[str, str]]:
    """Id and name of the actors who speak or hold something in a story; with `mentioned` all that it mentions."""
    tables = ("mentions",) if mentioned else ("attributions", "positions", "lineages")
    inside = " UNION ".join(f"SELECT actor_id FROM {table} WHERE story_id = :story" for table in tables)
    yield from db.execute(f"SELECT actor_id, name FROM actors WHERE actor_id IN ({inside})", {"story": story_id})


def speaking_actors(db: sqlite3.Connection, story_id: str) -> Iterator[str]:
    """The actors to whom something is attributed in a story."""
    found = db.execute("SELECT DISTINCT actor_id FROM attributions WHERE story_id = ? AND actor_id <> ''", (story_id,))
    yield from (row[0] for row in found)


def named_actors(db: sqlite3.Connection, story_id: str) -> Iterator[str]:
    """The actors whom an account of the story calls by a name and not only by a description."""
    found = db.execute(
        "SELECT DISTINCT actor_id FROM mentions WHERE story_id = ? AND form IN ('name', 'acronym') AND actor_id <> ''",
        (story_id,),
    )
    yield from (row[0] for row in found)


def story_of_finding(db: sqlite3.Connection, permanent: str, places: Sequence[tuple[str, str]]) -> str | None:
    """The story whose row of one of the places (table, column) bears that id, read without any other row."""
    for table, column in places:
        own = any(row[1] == "story_id" for row in db.execute(f"PRAGMA table_info({table})"))
        story = "story_id" if own else "(SELECT story_id FROM stories s WHERE s.item_id = t.item_id)"
        found = db.execute(f'SELECT {story} FROM {table} t WHERE t."{column}" = ? LIMIT 1', (permanent,)).fetchone()
        if found:
            return str(found[0]) if found[0] else None
    return None


def kinds(db: sqlite3.Connection, table: str, column: str, field: str) -> list[tuple[str, int]]:
    """How many nested values of a column have which kind: `kinds(db, "items", "removed", "reason")`, most first."""
    return db.execute(
        f"SELECT coalesce(json_extract(value, ?), ''), count(*) FROM {table}, json_each({column})"
        f" WHERE {column} <> '[]' GROUP BY 1 ORDER BY 2 DESC, 1",
        (f"$.{field}",),
    ).fetchall()


def number(db: sqlite3.Connection, question: str) -> int:
    """The one number that a `SELECT count(...)` gives."""
    found: int = db.execute(question).fetchone()[0]
    return found


def items_where(db: sqlite3.Connection, where: str) -> Iterator[tuple[str, str, str]]:
    """File, headline and language of the accounts that a fixed condition fits, by id."""
    yield from db.execute(
        f"SELECT capture, substr(coalesce(headline, ''), 1, ?), language FROM items WHERE {where} ORDER BY item_id",
        (HEADLINE,),
    )


def accounts_of_captures(db: sqlite3.Connection) -> dict[str, int]:
    """How many accounts each capture holds; a capture without one is not named."""
    return dict(db.execute("SELECT capture_id, count(*) FROM items GROUP BY 1").fetchall())


def unread_captures(db: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    """The first path of each capture without an account, and why."""
    yield from db.execute(
        "SELECT coalesce(json_extract(paths, '$[0]'), capture_id),"
        " coalesce((SELECT message FROM issues n WHERE n.capture_id = c.capture_id ORDER BY rowid DESC LIMIT 1), '')"
        " FROM captures c WHERE capture_id NOT IN (SELECT capture_id FROM items) ORDER BY capture_id"
    )


def nested(db: sqlite3.Connection, table: str, label: str, column: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every nested value of a column, with a label of its row."""
    found = db.execute(f"SELECT {label}, {column} FROM {table} WHERE {column} <> '[]' ORDER BY 1, rowid")
    for name, values in found:
        for value in json.loads(values or "[]"):
            yield name, value


_CAPTURE_OF = "coalesce((SELECT capture FROM items i WHERE i.item_id = t.item_id), '')"


def unnamed_attributions(db: sqlite3.Connection) -> Iterator[tuple[str, str, list[dict[str, Any]]]]:
    """File, reason and content of each attribution without a speaker."""
    found = db.execute(
        f"SELECT {_CAPTURE_OF}, coalesce(reason, ''), content FROM attributions t"
        " WHERE coalesce(speaker, '') = '' ORDER BY attribution_id"
    )
    for capture, reason, content in found:
        yield capture, reason, json.loads(content or "[]")


def vague_times(db: sqlite3.Connection) -> Iterator[tuple[str, str, str]]:
    """File, words and value of each expression of time that lacks a part of its date."""
    yield from db.execute(
        f"SELECT {_CAPTURE_OF}, text, edtf FROM times t WHERE edtf GLOB '*X*' ORDER BY item_id, start"
    )


_UNTOLD = (
    "code <> 'undated' AND (capture_id IS NULL OR capture_id IN (SELECT capture_id FROM items)"
    " OR capture_id NOT IN (SELECT capture_id FROM captures))"
)
"""Issues that neither the undated accounts nor the captures without an account tell already."""


def other_issues(db: sqlite3.Connection) -> list[tuple[str, str, int]]:
    """Stage, code and number of the issues that no other line tells."""
    return db.execute(
        f"SELECT stage, code, count(*) FROM issues WHERE {_UNTOLD} GROUP BY 1, 2 ORDER BY 1, 2"
    ).fetchall()


def issues_of(db: sqlite3.Connection, stage: str, code: str) -> Iterator[tuple[str, str]]:
    """File and message of each issue of a code."""
    yield from db.execute(
        "SELECT coalesce((SELECT capture FROM items i WHERE i.item_id = n.item_id),"
        " (SELECT json_extract(paths, '$[0]') FROM captures c WHERE c.capture_id = coalesce(n.item_id, n.capture_id)),"
        " (SELECT json_extract(paths, '$[0]') FROM captures c WHERE c.capture_id = n.capture_id), ''), message"
        f" FROM issues n WHERE stage = ? AND code = ? AND {_UNTOLD} ORDER BY capture_id, item_id, message",
        (stage, code),
    )


def accounts_of(db: sqlite3.Connection, publisher: str) -> Iterator[dict[str, Any]]:
    """A publisher's accounts: id, story, headline, date, language, relays."""
    names = ("item_id", "story_id", "headline", "published", "language", "relays")
    found = db.execute(
        "SELECT i.item_id, story_id, substr(coalesce(headline, ''), 1, ?), published, language, relays"
        " FROM items i JOIN stories USING (item_id) WHERE publisher = ?",
        (HEADLINE, publisher),
    )
    for row in found:
        made = dict(zip(names, row, strict=True))
        yield {**made, "relays": json.loads(made["relays"] or "[]")}


def account_heads(db: sqlite3.Connection, item_ids: Sequence[str]) -> dict[str, tuple[str, str | None]]:
    """Publisher, else file, and date of some accounts."""
    found = db.execute(
        "SELECT item_id, coalesce(nullif(publisher, ''), capture), published FROM items"
        " WHERE item_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(item_ids)),),
    )
    return {row[0]: (row[1], row[2]) for row in found}


def story_holding(db: sqlite3.Connection, item_id: str) -> str | None:
    """The story of an account."""
    found = db.execute("SELECT story_id FROM stories WHERE item_id = ?", (item_id,)).fetchone()
    return str(found[0]) if found else None


def actor_row(db: sqlite3.Connection, actor_id: str) -> dict[str, Any] | None:
    """An actor: name, kind, spellings, stories."""
    found = db.execute(
        "SELECT actor_id, name, kind, aliases, story_ids, reasons FROM actors WHERE actor_id = ?", (actor_id,)
    ).fetchone()
    if not found:
        return None
    keys = ("actor_id", "name", "kind", "aliases", "story_ids", "reasons")
    row = dict(zip(keys, found, strict=True))
    return {**row, **{key: json.loads(row[key] or "[]") for key in ("aliases", "story_ids", "reasons")}}

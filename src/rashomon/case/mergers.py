"""Why stories that a case had as several are now one: which account joins them, and by what words.

It is told when links are written, while the stories of before are still there, and kept in the case as a history of its
builds: no table of findings depends on it, since those are the same in whatever parts accounts came.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from ..language.tokens import fold, words

KEPT, TOLD = 100, 20
"""Mergers that a case remembers, and those of one build that are explained; of more only the stories are named."""
_ACCOUNTS, _TEXT = 40, 20_000
"""Accounts of an earlier story, and characters of each, that are searched for rare words."""
_RARE, _LOOKED_UP, _LONG, _SHOWN = 6, 200, 6, 160
"""Words that are told and that are looked up, letters of a word that is neither name nor number, characters of text."""
_HEADLINE = 200
_KINDS = {"copy": "", "rewrite": "", "excerpt": "", "quoted": "quoted ", "translation": "translated "}
_DIGITS = re.compile(r"\d")


class Part(msgspec.Struct, frozen=True):
    """A story of before: its first account's headline, outlet and day, how many accounts, and what joins it."""

    story_id: str
    headline: str
    outlet: str
    published: str | None
    accounts: int
    joined_by: str


class Merger(msgspec.Struct, frozen=True):
    """Stories of before that are now one. `item_id` is the new account that joins them; null where none does."""

    story_id: str
    item_id: str | None
    headline: str
    outlet: str
    published: str | None
    parts: tuple[Part, ...]


_Earlier = dict[str, dict[str, list[str]]]
"""Story → each story of before with its accounts."""


def earlier_members(db: sqlite3.Connection, merged: Iterable[tuple[str, Sequence[str]]]) -> _Earlier:
    """The accounts of each story of before, of the first few mergers; to be read before links are written."""
    found: _Earlier = {}
    for story_id, parts in list(merged)[:TOLD]:
        found[story_id] = {part: _ids(db, "SELECT item_id FROM stories WHERE story_id = ?", part) for part in parts}
    return found


def explained(db: sqlite3.Connection, earlier: _Earlier) -> list[Merger]:
    """Why each merger came about, from the links as they now stand."""
    return [_explained(db, story_id, parts) for story_id, parts in earlier.items()]


def remember(db: sqlite3.Connection, mergers: Sequence[Merger]) -> None:
    """Keeps mergers with those of earlier builds."""
    if mergers:
        kept = [*remembered(db), *mergers][-KEPT:]
        db.execute("INSERT OR REPLACE INTO meta VALUES ('merged', ?)", (msgspec.json.encode(kept).decode(),))


def remembered(db: sqlite3.Connection) -> list[Merger]:
    """The mergers that a case knows of, oldest first."""
    found = db.execute("SELECT value FROM meta WHERE key = 'merged'").fetchone()
    return msgspec.json.decode(found[0], type=list[Merger]) if found else []


def _ids(db: sqlite3.Connection, question: str, *values: str) -> list[str]:
    return [row[0] for row in db.execute(f"{question} ORDER BY item_id", values)]


def _explained(db: sqlite3.Connection, story_id: str, parts: Mapping[str, Sequence[str]]) -> Merger:
    known = {item for members in parts.values() for item in members}
    fresh = [item for item in _ids(db, "SELECT item_id FROM stories WHERE story_id = ?", story_id) if item not in known]
    joining = max(fresh, key=lambda item: (_reach(db, item, parts), item), default=None)
    headline, outlet, published = _head(db, joining) if joining else ("", "", None)
    told = []
    for part, members in parts.items():
        others = [joining] if joining else sorted(known - set(members))
        first = min((_head(db, item)[2] or "~", item) for item in members)[1]
        told.append(Part(part, *_head(db, first), len(members), _joined_by(db, others, members)))
    told.sort(key=lambda part: (part.published or "~", part.story_id))
    return Merger(story_id, joining, headline, outlet, published, tuple(told))


def _head(db: sqlite3.Connection, item_id: str) -> tuple[str, str, str | None]:
    """Headline, outlet (else file) and date of an account."""
    question = "SELECT substr(coalesce(headline, ''), 1, ?), coalesce(nullif(publisher, ''), capture), published"
    found = db.execute(f"{question} FROM items WHERE item_id = ?", (_HEADLINE, item_id)).fetchone()
    return (found[0], found[1], found[2]) if found else ("", item_id, None)


def _reach(db: sqlite3.Connection, item: str, parts: Mapping[str, Sequence[str]]) -> tuple[int, int]:
    """With how many of the stories of before an account shares text, and how many characters of it."""
    shared = [max((p["length"] for p in _passages(db, item, members)), default=0) for members in parts.values()]
    return sum(map(bool, shared)), sum(shared)


def _passages(db: sqlite3.Connection, item: str, others: Sequence[str]) -> Iterator[dict[str, Any]]:
    """What an account shares with any of others, page furniture left out: kind, characters, where in it."""
    wanted = set(others)
    question = (
        "SELECT kind, b_item, a_start, a_end FROM passages WHERE a_item = ?1"
        " UNION ALL SELECT kind, a_item, b_start, b_end FROM passages WHERE b_item = ?1 ORDER BY 1, 2, 3"
    )
    for kind, other, start, end in db.execute(question, (item,)):
        if other in wanted and kind in _KINDS:
            yield {"kind": kind, "start": start, "length": end - start, "end": end}


def _joined_by(db: sqlite3.Connection, ones: Sequence[str], others: Sequence[str]) -> str:
    """What the closest two of two groups of accounts have in common, in words."""
    found = [{**passage, "item": one} for one in ones[:_ACCOUNTS] for passage in _passages(db, one, others)]
    if found:
        best = max(found, key=lambda p: (p["kind"] != "quoted", p["length"], p["item"]))
        text = _texts(db, [best["item"]])[0][best["start"] : best["end"]]
        return f"{len(words(text))} {_KINDS[best['kind']]}words in common: “{_short(text)}”"
    rare = _rare_words(db, ones[:_ACCOUNTS], others[:_ACCOUNTS])
    return f"rare words in common: {', '.join(rare)}" if rare else "their words taken together"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else line[:_SHOWN].rsplit(" ", 1)[0] + " …"


def _texts(db: sqlite3.Connection, ids: Sequence[str]) -> list[str]:
    question = "SELECT text FROM items WHERE item_id = ?"
    return [row[0] for item in ids for row in db.execute(question, (item,))]


def _rare_words(db: sqlite3.Connection, ones: Sequence[str], others: Sequence[str]) -> list[str]:
    """The rarest words of the case that both groups have, as written, rarest first; names and numbers before others."""
    left, right = ({fold(w.text): w.text for text in _texts(db, ids) for w in words(text[:_TEXT])}
                   for ids in (ones, others))  # fmt: skip
    shared = [(_plain(left[word]), -len(word), word) for word in left.keys() & right.keys() if _tells(left[word])]
    rare = sorted((plain, _sentences_with(db, word), word) for plain, _, word in sorted(shared)[:_LOOKED_UP])
    return [left[word] for _, _, word in rare[:_RARE]]


def _plain(word: str) -> bool:
    return not (word[:1].isupper() or _DIGITS.search(word))


def _tells(word: str) -> bool:
    return len(word) >= (_LONG if _plain(word) else 2)


def _sentences_with(db: sqlite3.Connection, word: str) -> int:
    quoted = '"' + word.replace('"', '""') + '"'
    found = db.execute("SELECT count(*) FROM (SELECT 1 FROM search WHERE search MATCH ? LIMIT 1000)", (quoted,))
    return int(found.fetchone()[0])

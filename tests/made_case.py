"""A small made-up case as tables, so that views are tested on findings that are known."""

from __future__ import annotations

import sqlite3
import tomllib
import zlib
from functools import cached_property
from pathlib import Path
from typing import Any

from rashomon.case import schema
from rashomon.case.queries import CaseReader
from rashomon.case.rows import stored
from rashomon.case.tables import BY_NAME
from rashomon.model.ids import content_id

Row = dict[str, Any]

STORY = "s00000000000000aa"
OTHER = "s00000000000000bb"

_ITEMS: dict[str, Row] = tomllib.loads((Path(__file__).parent / "cases/views/made.toml").read_text(encoding="utf-8"))


class MadeCase(CaseReader):
    """A case in memory, made of tables that a test may change before it is first read."""

    def __init__(self, tables: dict[str, list[Row]], captures: dict[str, str]) -> None:
        self.tables, self.captures = tables, captures
        self.path = "made.case"

    @cached_property
    def db(self) -> sqlite3.Connection:  # type: ignore[override]
        db = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        schema.create(db)
        story = {row["item_id"]: row["story_id"] for row in self.tables.get("stories", [])}
        for name, made in self.tables.items():
            marks = ",".join("?" * len(BY_NAME[name].columns))
            whole = [{"story_id": story.get(row.get("item_id", "")), **row} for row in made]
            db.executemany(f"INSERT INTO {name} VALUES ({marks})", map(_storable, stored(name, whole)))
        for capture_id, text in self.captures.items():
            db.execute("INSERT INTO blobs VALUES (?, ?)", (capture_id, zlib.compress(text.encode())))
        for row in self.tables.get("items", []):
            _add_sentences(db, row)
        return db


def _storable(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Intake hands the store no lone surrogate; a test's hostile text may hold one."""
    return tuple(v.encode("utf-8", "replace").decode() if isinstance(v, str) else v for v in row)


def _add_sentences(db: sqlite3.Connection, item: Row) -> None:
    at = 0
    for text in item["text"].split(". "):
        row = _storable((item["item_id"], at, at + len(text), text))
        found = db.execute('INSERT INTO sentences (item_id, start, "end", text) VALUES (?, ?, ?, ?)', row)
        db.execute("INSERT INTO search (rowid, text) VALUES (?, ?)", (found.lastrowid, row[3]))
        at += len(text) + 2


def made_case(**changed_bodies: str) -> MadeCase:
    """The case, with the bodies of some items changed (text that findings rest on has to stay in them)."""
    return _Maker(changed_bodies).make()


def empty_case() -> MadeCase:
    """A case without a single capture."""
    return MadeCase({"stories": []}, {})


def single_case() -> MadeCase:
    """A case of one account in which nothing was found."""
    made = _Maker({}).make()
    keep = made.tables["items"][-1]["item_id"]
    tables = {
        name: [row for row in rows if row.get("item_id") == keep]
        for name, rows in made.tables.items()
        if name in {"items", "stories"}
    }
    tables["captures"] = [
        row for row in made.tables["captures"] if row["capture_id"] == tables["items"][0]["capture_id"]
    ]
    return MadeCase(tables, made.captures)


class _Maker:
    def __init__(self, bodies: dict[str, str]) -> None:
        self.items = {key: {**row, "body": bodies.get(key, row["body"])} for key, row in _ITEMS.items()}
        self.text = {key: f"{row['headline']}\n\n{row['body']}" for key, row in self.items.items()}
        self.ids = {key: content_id("a", key) for key in self.items}
        self.tables: dict[str, list[Row]] = {}

    def place(self, key: str, words: str) -> Row:
        start = self.text[key].index(words)
        return {"start": start, "end": start + len(words), "text": words}

    def at(self, key: str, words: str) -> Row:
        return {"item_id": self.ids[key], **self.place(key, words)}

    def make(self) -> MadeCase:
        self._intake()
        self._attributions()
        self._figures()
        self._links()
        self._quotes()
        self._claims()
        self._rest()
        captures = {content_id("c", key): self.text[key] for key in self.items}
        return MadeCase(self.tables, captures)

    def _intake(self) -> None:
        items, captures = [], []
        for key, row in self.items.items():
            capture, path = content_id("c", key), f"made/{key}.txt"
            captures.append(
                {
                    "capture_id": capture,
                    "paths": [path],
                    "sha256": "ab" * 32,
                    "size": len(self.text[key]),
                    "media_type": "text/plain",
                    "encoding": "utf-8",
                    "repairs": [{"start": 0, "end": 9, "was": "xe2x80x9c", "now": "“", "rule": "bytes as text"}]
                    if key == "copy"
                    else [],
                }
            )
            items.append(
                {
                    "item_id": self.ids[key],
                    "capture_id": capture,
                    "capture": path,
                    "record": None,
                    "ordinal": 0,
                    "headline": row["headline"],
                    "authors": row.get("authors", []),
                    "publisher": row["publisher"],
                    "published": row.get("published"),
                    "modified": None,
                    "language": row["language"],
                    "url": None,
                    "relays": [],
                    "genre": "news",
                    "text": self.text[key],
                    "body_start": len(row["headline"]) + 2,
                    "fields": [],
                    "map": [[0, 0, len(self.text[key])]],
                    "removed": [{"start": None, "end": None, "text": "Share this", "reason": "share bar"}]
                    if key == "copy"
                    else [],
                    "revision_of": None,
                }
            )
        captures.append(
            {
                "capture_id": "c0",
                "paths": ["made/blocked.html"],
                "sha256": "cd" * 32,
                "size": 120,
                "media_type": "text/html",
                "encoding": "utf-8",
                "repairs": [],
            }
        )
        self.tables |= {"items": items, "captures": captures}

    def _attributions(self) -> None:
        rows: list[Row] = []

        def add(key: str, source: str | None, cue: str | None, content: str, speaker: str | None, **more: Any) -> str:
            name = content_id("w", key, content)
            rows.append(
                {
                    "attribution_id": name,
                    "item_id": self.ids[key],
                    "kind": "direct",
                    "source": self.place(key, source) if source else None,
                    "cue": self.place(key, cue) if cue else None,
                    "content": [self.place(key, content)],
                    "speaker": speaker,
                    "actor_id": content_id("p", speaker) if speaker else None,
                    "cue_class": "say",
                    "negated": False,
                    "parent_id": None,
                    "via": [],
                    "reason": None,
                    **more,
                }
            )
            return name

        self.said = {
            "wire": add(
                "wire",
                "Lene Abel",
                "said Lene"[:4],
                "“We will reopen the bridge on Friday if the divers let us,”",
                "Lene Abel",
            ),
            "copy": add("copy", "Lene Abel", None, "“We will reopen the bridge on Friday,”", "Lene Abel"),
            "foreign": add(
                "foreign", "Лене Абель", "сказала", "«Мы откроем мост в пятницу, если разрешат водолазы»", "Лене Абель"
            ),
            "deny": add(
                "wire",
                "The ferry company",
                "denied",
                "that its boat had struck the bridge",
                "The ferry company",
                kind="indirect",
                cue_class="deny",
            ),
            "bang": add("own", "Mila Soren", None, "“The ferry hit it, everyone heard the bang,”", "Mila Soren"),
            "concede": add(
                "own",
                "He",
                None,
                "that he could not rule out that the boat had slipped its rope",
                "Otto Rehm",
                kind="indirect",
                cue_class="concede",
            ),
        }
        outer = add(
            "own",
            "the Osk Wire",
            "According to",
            "an unnamed official said the crack was old",
            "Osk Wire",
            kind="indirect",
        )
        self.said["old"] = add(
            "own",
            "an unnamed official",
            None,
            "the crack was old",
            None,
            kind="indirect",
            parent_id=outer,
            via=["Osk Wire"],
            reason="the source is not named",
        )
        self.tables["attributions"] = rows
        self.tables["actors"] = [
            {
                "actor_id": content_id("p", name),
                "name": name,
                "kind": kind,
                "aliases": [name],
                "story_ids": [STORY],
                "reasons": [],
            }
            for name, kind in [
                ("Lene Abel", "person"),
                ("Otto Rehm", "person"),
                ("Mila Soren", "person"),
                ("The ferry company", "body"),
                ("Osk Wire", "body"),
            ]
        ]

    def _figures(self) -> None:
        rows: list[Row] = []

        def add(key: str, words: str, low: float, counted: str, as_of: str | None, speaker: str | None) -> str:
            name = content_id("f", key, words)
            rows.append(
                {
                    "figure_id": name,
                    **self.at(key, words),
                    "low": low,
                    "high": low,
                    "unit": None,
                    "modifier": None,
                    "counted": counted,
                    "as_of": as_of,
                    "speaker": speaker,
                    "reason": None,
                }
            )
            return name

        six = [
            add("wire", "Six people", 6.0, "people hurt", "2021-06-08", "the road office"),
            add("copy", "Six people", 6.0, "people hurt", "2021-06-08", "the road office"),
            add("foreign", "Шесть человек", 6.0, "people hurt", None, None),
        ]
        nine = add("own", "nine hurt", 9.0, "people hurt", "2021-06-09", "The road office")
        more = add("own", "14", 14.0, "people hurt", "2021-06-09", "the hospital")
        self.tables["figures"] = rows
        self.tables["figure_groups"] = [
            {
                "group_id": content_id("g", "a"),
                "story_id": STORY,
                "counted": "people hurt",
                "verdict": "conflict",
                "agree": False,
                "figure_ids": [*six, nine, more],
                "reason": "the road office and the hospital give 9 and 14 for the same day",
            },
        ]

    def _links(self) -> None:
        stories = [
            {"story_id": STORY, "item_id": self.ids[key], "predecessor": None, "reason": None}
            for key in ["wire", "copy", "own", "foreign"]
        ]
        stories.append({"story_id": OTHER, "item_id": self.ids["else"], "predecessor": None, "reason": None})
        words = "The bridge at Anvar was closed on Tuesday after a diver found a crack, the road office said."
        a, b = self.place("wire", words), self.place("copy", words)
        self.tables["passages"] = [
            {
                "passage_id": "h1",
                "kind": "copy",
                "a_item": self.ids["wire"],
                "a_start": a["start"],
                "a_end": a["end"],
                "b_item": self.ids["copy"],
                "b_start": b["start"],
                "b_end": b["end"],
                "similarity": 1000,
                "direction": "a_to_b",
                "reason": None,
            }
        ]
        origin = {"story_id": STORY, "passage_ids": [], "reason": None, "from_item": None}
        self.tables["origins"] = [
            {**origin, "origin_id": "oa", "item_id": self.ids["wire"], "role": "first", "strength": "strong"},
            {
                **origin,
                "origin_id": "oa",
                "item_id": self.ids["copy"],
                "role": "copy",
                "from_item": self.ids["wire"],
                "passage_ids": ["h1"],
                "strength": "stated",
                "reason": "credits Osk Wire; 17 words in order, later by 1 h 30",
            },
            {
                **origin,
                "origin_id": "ob",
                "item_id": self.ids["own"],
                "role": "own",
                "strength": "weak",
                "reason": "shares no passage with another account",
            },
            {
                **origin,
                "origin_id": "oc",
                "item_id": self.ids["foreign"],
                "role": "own",
                "strength": "weak",
                "reason": "shares only quoted words",
            },
        ]
        self.tables["stories"] = stories

    def _quotes(self) -> None:
        def version(key: str, words: str, relation: str, **more: Any) -> Row:
            return {
                **self.at(key, words),
                "attribution_id": self.said[key],
                "relation": relation,
                "edits": [],
                "flags": [],
                **more,
            }

        wording = "We will reopen the bridge on Friday if the divers let us,"
        cut = version(
            "copy",
            "We will reopen the bridge on Friday,",
            "truncated",
            edits=[{"op": "cut", "was": " if the divers let us", "now": "", "start": 35, "end": 35}],
            flags=[{"kind": "condition", "reason": "“if the divers let us” is gone"}],
        )
        self.tables["lineages"] = [
            {
                "lineage_id": content_id("q", "a"),
                "story_id": STORY,
                "speaker": "Lene Abel",
                "wording": wording,
                "versions": [
                    version("wire", wording, "full"),
                    cut,
                    version("foreign", "Мы откроем мост в пятницу, если разрешат водолазы", "translated"),
                ],
            }
        ]

    def _claims(self) -> None:
        claim = content_id("k", "a")
        self.tables["claims"] = [
            {"claim_id": claim, "story_id": STORY, "text": "The ferry hit the bridge", "asked": False}
        ]

        def position(key: str, actor: str, stance: str, words: str, said: str | None, **more: Any) -> Row:
            return {
                "claim_id": claim,
                "actor_id": content_id("p", actor),
                "actor": actor,
                "stance": stance,
                "attribution_id": said,
                **self.at(key, words),
                "when": None,
                "according_to": None,
                **more,
            }

        self.tables["positions"] = [
            position(
                "wire",
                "The ferry company",
                "denies",
                "that its boat had struck the bridge",
                self.said["deny"],
                when="2021-06-08",
            ),
            position("own", "Mila Soren", "asserts", "The ferry hit it, everyone heard the bang,", self.said["bang"]),
            position("wire", "Otto Rehm", "denies", "Our boat was at the quay all night,", None, when="2021-06-08"),
            position(
                "own",
                "Otto Rehm",
                "concedes",
                "he could not rule out that the boat had slipped its rope",
                self.said["concede"],
                when="2021-06-09",
            ),
            position(
                "own", "Drivers", "asserts", "Drivers blame ferry for Anvar crack", None, according_to="Coast Post"
            ),
        ]

    def _rest(self) -> None:
        story = {"story_id": STORY}
        label = {
            **story,
            "referent_id": content_id("r", "drivers"),
            "referent": "drivers",
            "voice": "own",
            "speaker": None,
        }
        self.tables["labels"] = [
            {**label, **self.at("own", "Angry drivers")},
            {**label, **self.at("own", "a rabble"), "voice": "quoted", "speaker": "Otto Rehm"},
        ]
        found = "a diver found a crack"
        self.tables["timeline"] = [
            {
                **story,
                "edtf": "2021-06-08",
                "text": "bridge at Anvar was closed",
                "accounts": [
                    {**self.spot("wire", "was closed on Tuesday"), "edtf": "2021-06-08"},
                    {**self.spot("copy", found), "edtf": "2021-06-08"},
                ],
            },
            {
                **story,
                "edtf": "2021-06-09",
                "text": "Angry drivers blocked the ferry quay on Wednesday",
                "accounts": [{**self.spot("own", "blocked the ferry quay"), "edtf": "2021-06-09"}],
            },
        ]
        claim, group, lineage = content_id("k", "a"), content_id("g", "a"), content_id("q", "a")
        self.tables["coverage"] = [
            {**story, "finding": finding, "item_id": self.ids[key], "has": has}
            for finding, holders in [
                (claim, {"wire", "copy", "own"}),
                (group, {"wire", "copy", "own", "foreign"}),
                (lineage, {"wire", "copy", "foreign"}),
            ]
            for key in ["wire", "copy", "own", "foreign"]
            for has in [key in holders]
        ]
        self.tables["contradictions"] = [
            {
                **story,
                "item_id": self.ids["own"],
                "a": self.place("own", "The crack was found on Tuesday."),
                "b": self.place("own", "The crack was found on Monday."),
                "reason": "two days for one event",
            }
        ]
        self.tables["mentions"] = []
        self.tables["times"] = []
        self.tables["issues"] = [
            {
                "capture_id": "c0",
                "item_id": None,
                "stage": "intake",
                "code": "blocked",
                "message": "The page asks whether you are a robot; it holds no account.",
            },
            {
                "capture_id": None,
                "item_id": self.ids["foreign"],
                "stage": "intake",
                "code": "undated",
                "message": "No date was found.",
            },
        ]

    def spot(self, key: str, words: str) -> Row:
        place = self.at(key, words)
        return {"item_id": place["item_id"], "start": place["start"], "end": place["end"]}

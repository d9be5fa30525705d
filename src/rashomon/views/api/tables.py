"""The exported tables by page, each with the columns that it can be asked by, and one row of those that have a name."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import msgspec

from ...case.queries import CaseReader
from ...case.slices import table_row, table_slice
from ..places import whole
from .asking import Asked, Parameter, RefusedError, cursor_of, place_of
from .routes import Route

_ABOUT = {
    "story_id": "only of this story", "item_id": "only of this account", "actor_id": "only of this actor",
    "capture_id": "only of this capture", "kind": "only of this kind", "stance": "only with this stance",
    "verdict": "only with this verdict", "voice": "only in this voice", "stage": "only of this stage",
    "code": "only with this code", "publisher": "only from this outlet", "language": "only in this language (BCP 47)",
    "claim_id": "only on this claim", "referent_id": "only for this referent", "finding": "only on this finding",
    "origin_id": "only of this origin", "role": "only in this role", "cue_class": "only with cues of this class",
    "direction": "only with this direction", "unit": "only with this unit", "action": "only of this action",
}  # fmt: skip
_VALUES = {
    "stance": ("asserts", "denies", "questions", "endorses", "concedes"),
    "voice": ("own", "quoted"),
    "direction": ("a_to_b", "b_to_a", "unknown"),
    "stage": ("intake", "reading", "linking", "comparing"),
}
_OWN_VALUES = {
    ("figure_groups", "verdict"): ("agree", "revision", "conflict", "not_comparable"),
    ("passages", "kind"): ("copy", "rewrite", "quoted", "boilerplate", "translation"),
    ("attributions", "kind"): ("direct", "mixed", "indirect"),
    ("origins", "role"): ("first", "copy", "rewrite", "excerpt", "own"),
}


class Shown(msgspec.Struct, frozen=True):
    """How a table is shown: what its rows are, by which columns it is asked, and the column that names one row."""

    table: str
    about: str
    by: tuple[str, ...]
    one: str = ""
    briefly: tuple[str, ...] = ()
    """Columns that only the answer for one row has, since they are long."""


SHOWN: tuple[Shown, ...] = (
    Shown("captures", "What was read: files, records, pages, with hash, encoding and repairs", ("story_id",),
          "capture_id", ("repairs",)),
    Shown("items", "Accounts; the text and where each field was read come with one account alone",
          ("story_id", "publisher", "language", "capture_id"), "item_id", ("text", "fields", "map", "removed")),
    Shown("issues", "What was removed, unreadable, cut or skipped, in words",
          ("stage", "code", "capture_id", "item_id")),
    Shown("attributions", "Who said what, in whose words, by way of whom",
          ("story_id", "item_id", "actor_id", "kind", "cue_class"), "attribution_id"),
    Shown("mentions", "Names and descriptions, and whom they stand for", ("story_id", "item_id", "actor_id")),
    Shown("actors", "Persons, bodies, places", ("story_id", "kind"), "actor_id"),
    Shown("figures", "Quantities with bounds, unit and what they count",
          ("story_id", "item_id", "unit", "action"), "figure_id"),
    Shown("times", "Expressions of time and their values", ("story_id", "item_id")),
    Shown("passages", "Text that two accounts share", ("story_id", "item_id", "kind", "direction"), "passage_id"),
    Shown("origins", "Each account's part in an origin", ("story_id", "item_id", "origin_id", "role")),
    Shown("lineages", "Utterances with all their renderings, differences and flags",
          ("story_id", "actor_id", "item_id"), "lineage_id"),
    Shown("claims", "Contested propositions with the positions on them", ("story_id",), "claim_id"),
    Shown("positions", "What one actor makes of a claim", ("story_id", "claim_id", "actor_id", "item_id", "stance")),
    Shown("figure_groups", "Figures about one thing, with a verdict: agree, revision, conflict",
          ("story_id", "verdict"), "group_id"),
    Shown("labels", "What an account calls someone or something, and in whose voice",
          ("story_id", "item_id", "referent_id", "voice")),
    Shown("timeline", "What happened, and which accounts have it", ("story_id", "item_id")),
    Shown("coverage", "Which account has which finding", ("story_id", "item_id", "finding")),
    Shown("contradictions", "Places where an account goes against itself", ("story_id", "item_id")),
    Shown("judgements", "People's judgements laid over the findings", ("verdict",)),
)  # fmt: skip


def _parameter(table: str, column: str) -> Parameter:
    return Parameter(column, _ABOUT[column], values=_OWN_VALUES.get((table, column), _VALUES.get(column, ())))


def _page(shown: Shown, reader: CaseReader, asked: Asked) -> Any:
    where = {p: v for p, v in asked.query.items() if p in shown.by}
    try:
        found = table_slice(
            reader, shown.table, where,
            limit=asked.limit, after=place_of(asked.text("cursor")), without=shown.briefly,
        )  # fmt: skip
    except ValueError as error:
        raise RefusedError(404, "this cursor is none that a page of this table gave as its next") from error
    following = cursor_of(found.after) if found.after is not None else None
    return {"rows": whole(reader, shown.table, found.rows), "total": found.total, "next": following}


def _one(shown: Shown, reader: CaseReader, asked: Asked) -> Any:
    row = table_row(reader, shown.table, shown.one, asked.path[shown.one])
    if row is None:
        raise RefusedError(404, f"{shown.table} has no row of that {shown.one}")
    return whole(reader, shown.table, [row])[0]


def _routes(shown: Shown) -> tuple[Route, ...]:
    parameters = tuple(_parameter(shown.table, column) for column in shown.by)
    brief = f"{shown.table}_brief" if shown.briefly else shown.table
    listed = Route(f"/api/{shown.table}", shown.about, _bound(_page, shown), brief, parameters, rows=True)
    if not shown.one:
        return (listed,)
    about = f"One row of {shown.table}, whole"
    return listed, Route(f"/api/{shown.table}/{{{shown.one}}}", about, _bound(_one, shown), shown.table)


def _bound(function: Callable[[Shown, CaseReader, Asked], Any], shown: Shown) -> Callable[[CaseReader, Asked], Any]:
    return partial(function, shown)


TABLE_ROUTES: tuple[Route, ...] = tuple(route for shown in SHOWN for route in _routes(shown))

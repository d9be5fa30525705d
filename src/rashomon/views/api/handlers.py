"""The answers that are no table of the export: the case, its stories, a finding opened, search, check."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from ...case.queries import CaseReader
from ...case.slices import columns_of, table_slice
from ...model.errors import RashomonError, SettingsError
from ..dates import when_sorted
from ..feed import feed
from ..places import FINDINGS, Opener, Place, find
from ..reader import Row
from ..summaries import Outlet, StorySummary, outlets, summaries
from .asking import PAGED, Asked, Parameter, RefusedError, cursor_of, place_of
from .routes import Route

LARGEST_DRAFT = 1024 * 1024
"""Bytes of a draft that is checked over the interface; `rashomon check` takes larger ones."""
DEEPEST = 1000
"""Hits of a search that can be paged through."""
_DAY = r"^\d{4}(-\d\d(-\d\d)?)?$"
_HOST = re.compile(r"(?:[A-Za-z0-9.-]{1,100}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?")
DRAFTS = {
    "text/plain": "draft.txt", "text/markdown": "draft.md", "text/html": "draft.html",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "draft.docx",
}  # fmt: skip


def _index(reader: CaseReader, asked: Asked) -> Any:
    from .routes import all_routes

    return {"rashomon": reader.meta, "document": "/api/openapi.json",
            "addresses": [f"{route.method} {route.path}" for route in all_routes()]}  # fmt: skip


def _document(reader: CaseReader, asked: Asked) -> Any:
    from .openapi import document

    return document()


def _case(reader: CaseReader, asked: Asked) -> Any:
    from ...case.tables import TABLES

    issues: dict[tuple[str, str], int] = {}
    for row in columns_of(reader, "issues", ("stage", "code"), {}):
        issues[row["stage"], row["code"]] = issues.get((row["stage"], row["code"]), 0) + 1
    return {
        "meta": reader.meta,
        "stories": len({row["story_id"] for row in columns_of(reader, "stories", ("story_id",), {})}),
        "tables": {table.name: reader.count(table.name) for table in TABLES},
        "issues": [{"stage": stage, "code": code, "count": n} for (stage, code), n in sorted(issues.items())],
    }


def _stories(reader: CaseReader, asked: Asked) -> Any:
    rows = summaries(reader)
    actor = asked.text("actor_id")
    if actor is not None:
        found = table_slice(reader, "actors", {"actor_id": actor}, limit=1).rows
        held = set(found[0]["story_ids"]) if found else set()
        rows = [row for row in rows if row.story_id in held]
    return _paged([row for row in rows if _fits(row, asked)], lambda row: row.story_id, asked)


def _outlets(reader: CaseReader, asked: Asked) -> Any:
    return _paged(outlets(reader), lambda row: row.publisher, asked)


def _fits(row: StorySummary, asked: Asked) -> bool:
    publisher, language = asked.text("publisher"), asked.text("language")
    since, until = asked.text("since"), asked.text("until")
    if (publisher and publisher not in row.publishers) or (language and language not in row.languages):
        return False
    if since and (not row.last or when_sorted(row.last)[: len(since)] < since):
        return False
    return not (until and (not row.first or when_sorted(row.first)[: len(until)] > until))


_Counted = TypeVar("_Counted", StorySummary, Outlet)


def _paged(rows: list[_Counted], name: Callable[[_Counted], str], asked: Asked) -> Any:
    """A page of rows that stand by their number of accounts, largest first, then by name."""
    place = place_of(asked.text("cursor"))
    if place is not None and (len(place) != 2 or not isinstance(place[0], int) or not isinstance(place[1], str)):
        raise RefusedError(404, "this cursor is none that a page of this list gave as its next")
    left = [row for row in rows if place is None or (-row.accounts, name(row)) > place]
    page = left[: asked.limit]
    more = len(left) > len(page)
    following = cursor_of((-page[-1].accounts, name(page[-1]))) if more else None
    return {"rows": msgspec.to_builtins(page), "total": len(rows), "next": following}


_COUNTED = ("attributions", "lineages", "claims", "figures", "figure_groups", "timeline", "labels", "contradictions")


def _story(reader: CaseReader, asked: Asked) -> Any:
    story_id = asked.path["story_id"]
    found = summaries(reader, story_id=story_id)
    if not found:
        raise RefusedError(404, "there is no story of that story_id")
    where = {"story_id": story_id}
    return {
        **msgspec.to_builtins(found[0]),
        "item_ids": [row["item_id"] for row in columns_of(reader, "stories", ("item_id",), where)],
        "counts": {name: table_slice(reader, name, where, limit=1).total for name in _COUNTED},
        "findings": {name: f"/api/{name}?story_id={story_id}" for name in _COUNTED},
    }


def _finding(reader: CaseReader, asked: Asked) -> Any:
    found = find(reader, asked.path["id"])
    if found is None:
        raise RefusedError(404, "there is no finding of that id")
    opener = Opener(reader)
    return {
        "table": found.table, "id": found.id, "story_id": found.story_id, "row": found.row,
        "places": [_opened(opener, place, found.id) for place in found.places],
    }  # fmt: skip


def _opened(opener: Opener, place: Place, name: str) -> Row:
    evidence = opener.evidence(place)
    if evidence is None:
        raise RefusedError(409, "a build is writing into this case; ask again")
    body = f"rashomon {name}" + (f": {place.note}" if place.note else "")
    return {**msgspec.to_builtins(evidence), "annotation": opener.annotation(place, body)}


def _search(reader: CaseReader, asked: Asked) -> Any:
    place = place_of(asked.text("cursor"))
    start = place[0] if place and len(place) == 1 and isinstance(place[0], int) else 0
    if place and not 0 < start <= DEEPEST:
        raise RefusedError(404, "this cursor is none that a search gave as its next")
    opener = Opener(reader)
    end = min(DEEPEST, start + asked.limit)
    hits = reader.search(str(asked.query["q"]), limit=end + 1)
    page = hits[start:end]
    found = (opener.evidence(Place(hit.item_id, hit.start, hit.end)) for hit in page)
    following = cursor_of((end,)) if len(hits) > end and end < DEEPEST else None
    return {"rows": [msgspec.to_builtins(e) for e in found if e], "next": following}


def _feed(reader: CaseReader, asked: Asked) -> Any:
    host = asked.headers.get("host", "")
    return feed(reader, f"http://{host}/" if _HOST.fullmatch(host) else "", limit=asked.limit)


class _Request(msgspec.Struct, forbid_unknown_fields=True):
    """A draft in JSON: its text, a name whose ending tells Markdown (`.md`) from text, and the draft's day."""

    text: str
    name: str = "draft.txt"


def _check(reader: CaseReader, asked: Asked) -> Any:
    # The readers of texts are slow to load, and most of what is asked needs none.
    from ..check import check
    from ..checking.report import check_rows
    from ..draft import read_draft

    name, data = _draft(asked)
    try:
        checked = check(reader, read_draft(name, data), as_of=asked.text("as_of"))
    except SettingsError as error:
        raise RefusedError(400, str(error)) from error
    except RashomonError as error:
        raise RefusedError(422, str(error)) from error
    return {
        "language": checked.language, "as_of": checked.as_of, "as_of_given": checked.as_of_given,
        "stories": list(checked.stories), "looks": checked.looks, "issues": list(checked.issues),
        "findings": check_rows(checked),
    }  # fmt: skip


def _draft(asked: Asked) -> tuple[str, bytes]:
    """The draft's name and bytes. Raises RefusedError where it is too large, or of no kind that is read."""
    if len(asked.body) > LARGEST_DRAFT:
        raise RefusedError(413, f"a draft of more than {LARGEST_DRAFT:,} bytes is checked with `rashomon check`")
    kind = asked.headers.get("content-type", "text/plain").partition(";")[0].strip().lower()
    if kind == "application/json":
        try:
            given = msgspec.json.decode(asked.body, type=_Request)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise RefusedError(400, f'the draft is no {{"text", "name"}} in JSON: {error}') from error
        return given.name[:200] or "draft.txt", given.text.encode("utf-8", "replace")
    if kind not in DRAFTS:
        raise RefusedError(415, f"a draft is one of: application/json, {', '.join(DRAFTS)}")
    return DRAFTS[kind], asked.body


_WHEN = (
    Parameter("since", "only with an account of this day or later (YYYY, YYYY-MM or YYYY-MM-DD)", pattern=_DAY),
    Parameter("until", "only with an account of this day or before", pattern=_DAY),
)
ROUTES: tuple[Route, ...] = (
    Route("/api/", "What there is to ask", _index, "index"),
    Route("/api/openapi.json", "This interface as an OpenAPI document", _document, "document"),
    Route("/api/case", "What the case was made of: rows of every table, issues by code", _case, "case"),
    Route("/api/stories", "Stories, those of most accounts first", _stories, "story_brief", (
        *_WHEN,
        Parameter("language", "only with an account in this language (BCP 47)"),
        Parameter("publisher", "only with an account from this outlet"),
        Parameter("actor_id", "only where this actor speaks or is spoken of"),
    ), rows=True),
    Route("/api/stories/{story_id}", "One story: its accounts, and how many findings of each kind", _story, "story"),
    Route("/api/outlets", "Outlets with their accounts and stories, those of most accounts first", _outlets, "outlet",
          rows=True),
    Route("/api/findings/{id}", f"A finding of any kind ({', '.join(FINDINGS)}) opened: the verbatim words of each "
          "place that it rests on, with the capture's hash and as a W3C Web Annotation", _finding, "finding"),
    Route("/api/search", "Sentences that hold all the words, best first", _search, "hits",
          (Parameter("q", "words", needed=True), *PAGED)),
    Route("/api/feed.rss", "What is new, by the dates of the accounts, as RSS 2.0", _feed, "feed", (PAGED[0],),
          media="application/rss+xml"),
    Route("/api/check", "Hold a draft against the case: text, Markdown, HTML, docx, or JSON with `text` and `name`",
          _check, "checked", (Parameter("as_of", "the draft's day", pattern=r"^\d{4}-\d\d-\d\d$"),), method="POST"),
)  # fmt: skip

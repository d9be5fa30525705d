"""The interface as an OpenAPI 3.1 document, made from the table of routes and from the records of the model."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from ... import __version__
from ...case.tables import BY_NAME, Column
from ...model import captures, findings, links, readings
from ..checking.findings import Checked
from ..places import OpenedPlace
from ..summaries import Outlet, StorySummary
from .asking import Parameter
from .handlers import DRAFTS, LARGEST_DRAFT
from .routes import Route, all_routes
from .tables import SHOWN

Schema = dict[str, Any]

_RECORDS: dict[str, type] = {
    "captures": captures.Capture, "items": captures.Item, "issues": captures.Issue,
    "attributions": readings.Attribution, "mentions": readings.Mention, "figures": readings.Figure,
    "times": readings.Time, "actors": findings.Actor, "passages": links.Passage, "origins": links.Origin,
    "stories": links.StoryMember, "lineages": findings.Lineage, "claims": findings.Claim,
    "positions": findings.Position, "figure_groups": findings.FigureGroup, "labels": findings.Label,
    "timeline": findings.TimelineEvent, "coverage": findings.Coverage, "judgements": findings.Judgement,
}  # fmt: skip
"""The record that each table is written from; contradictions have two spans where the record has six columns."""
_KINDS: dict[str, Schema] = {
    "text": {"type": ["string", "null"]}, "int": {"type": ["integer", "null"]}, "real": {"type": ["number", "null"]},
    "bool": {"type": ["boolean", "null"]}, "json": {},
}  # fmt: skip
_INSIDE = {"claims": ("positions", "positions"), "figure_groups": ("figures", "figures")}
_REF = "#/components/schemas/"
_NULL = {"type": "null"}


def document() -> Schema:
    """The document; the same for every case of this version."""
    paths: dict[str, Schema] = {}
    for route in all_routes():
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
        if route.method == "GET":
            paths[route.path]["head"] = _head(route)
    return {
        "openapi": "3.1.0",
        "info": {"title": "rashomon", "version": __version__, "description": _ABOUT,
                 "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}},
        "paths": paths,
        "components": {"schemas": schemas()},
    }  # fmt: skip


_ABOUT = (
    "Everything that the pages of a case show. Spans are half-open ranges of code points of an account's text. Reading "
    "alone: nothing that is asked changes the case. Pages have `rows`, `total` and `next`, which is the `cursor` of "
    "the page that follows, as does the Link header. Answers to GET carry an ETag that holds until a build."
)


def schemas() -> dict[str, Schema]:
    """The schemas of all answers by name: those of the records, and those of the rows that tables are exported as."""
    records = [*dict.fromkeys(_RECORDS.values()), StorySummary, Outlet, OpenedPlace, Checked]
    _, made = msgspec.json.schema_components(records, ref_template=_REF + "{name}")
    for shown in SHOWN:
        made[shown.table] = _row(shown.table, made)
        if shown.briefly:
            whole = made[shown.table]["properties"]
            made[f"{shown.table}_brief"] = _object({k: v for k, v in whole.items() if k not in shown.briefly})
    made["outlet"] = _object(made["Outlet"]["properties"])
    made["story_brief"] = _object(made["StorySummary"]["properties"])
    return {**made, **_others(made)}


def _row(table: str, made: dict[str, Schema]) -> Schema:
    record = _RECORDS.get(table)
    known = made[record.__name__]["properties"] if record else {}
    properties = {c.name: _column(c, known) for c in BY_NAME[table].exported}
    if table in _INSIDE:
        name, rows = _INSIDE[table]
        properties[name] = {"type": "array", "items": {"$ref": _REF + rows}}
    if table == "contradictions":
        properties |= {"a": {"$ref": _REF + "Span"}, "b": {"$ref": _REF + "Span"}}
    about = made[record.__name__].get("description") if record else None
    return {**_object(properties), **({"description": about} if about else {})}


def _column(column: Column, known: dict[str, Schema]) -> Schema:
    """What the record says of the column; a default is of the record, and means nothing in an answer."""
    found = {k: v for k, v in known.get(column.name, _KINDS[column.kind]).items() if k != "default"}
    if column.name in ("sha256", "text_sha256"):
        return {"type": "string", "pattern": "^[0-9a-f]{64}$"}
    return found


def _object(properties: dict[str, Schema]) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _listed(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _others(made: dict[str, Schema]) -> dict[str, Schema]:
    text, number = {"type": "string"}, {"type": "integer", "minimum": 0}
    counts = {"type": "object", "additionalProperties": number}
    texts = {"type": "object", "additionalProperties": text}
    evidence = {**made["OpenedPlace"]["properties"]}
    issue = _object({"stage": text, "code": text, "count": number})
    return {
        "index": _object({"rashomon": texts, "document": text, "addresses": _listed(text)}),
        "document": {"type": "object"},
        "case": _object({"meta": texts, "stories": number, "tables": counts, "issues": _listed(issue)}),
        "story": _object({**made["StorySummary"]["properties"], "item_ids": _listed(text), "counts": counts,
                          "findings": texts}),
        "finding": _object({
            "table": text, "id": text, "story_id": {"anyOf": [text, _NULL]}, "row": {"type": "object"},
            "places": _listed(_object({**evidence, "annotation": {"type": "object"}}))}),
        "hits": _object({"rows": _listed({"$ref": _REF + "OpenedPlace"}), "next": {"anyOf": [text, _NULL]}}),
        "feed": text,
        "checked": _object({
            "language": text, "as_of": {"anyOf": [text, _NULL]}, "as_of_given": {"type": "boolean"},
            "stories": _listed(text), "looks": number, "issues": _listed(text),
            "findings": _listed({"$ref": _REF + "Checked"})}),
        "draft": {"type": "object", "additionalProperties": False, "required": ["text"], "properties": {
            "text": {"type": "string", "description": "the draft", "maxLength": LARGEST_DRAFT},
            "name": {"type": "string", "description": "its name; an ending of .md or .html says what it is"}}},
        "problem": _object({"type": text, "title": text, "status": {"type": "integer"}, "detail": text}),
    }  # fmt: skip


def _operation(route: Route) -> Schema:
    made: Schema = {
        "summary": route.about,
        "operationId": _operation_id(route),
        "parameters": [*_path_parameters(route), *(_query(p) for p in route.asked)],
        "responses": {"200": _answer(route), **_refusals(route)},
    }
    if route.method == "POST":
        kinds = {kind: {"schema": {"type": "string"}} for kind in DRAFTS}
        body = {"application/json": {"schema": {"$ref": _REF + "draft"}}, **kinds}
        made["requestBody"] = {"required": True, "content": body}
    return made


def _head(route: Route) -> Schema:
    made = _operation(route)
    answers = {status: {"description": answer["description"]} for status, answer in made["responses"].items()}
    name = "head_" + made["operationId"]
    return {**made, "summary": f"The headers of: {route.about}", "operationId": name, "responses": answers}


def _operation_id(route: Route) -> str:
    return re.sub(r"\W+", "_", route.path.removeprefix("/api")).strip("_") or "index"


def _path_parameters(route: Route) -> list[Schema]:
    names = re.findall(r"{(\w+)}", route.path)
    return [{"name": n, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}} for n in names]


def _query(parameter: Parameter) -> Schema:
    return {"name": parameter.name, "in": "query", "required": parameter.needed, "description": parameter.description,
            "schema": parameter.schema}  # fmt: skip


def _answer(route: Route) -> Schema:
    schema: Schema = {"$ref": _REF + route.schema}
    if route.rows:
        following = {"anyOf": [{"type": "string"}, _NULL]}
        total = {"type": "integer", "minimum": 0}
        schema = _object({"rows": _listed(schema), "total": total, "next": following})
    text = {"schema": {"type": "string"}}
    headers = {} if route.method == "POST" else {"ETag": text}
    if any(p.name == "cursor" for p in route.asked):
        headers["Link"] = text
    return {"description": route.about, "headers": headers, "content": {route.media: {"schema": schema}}}


def _refusals(route: Route) -> Schema:
    said = {"400": "the query, or the draft, is not as asked for", "503": "the case cannot be read just now"}
    if route.method == "GET":
        said["304"] = "the answer is the one that If-None-Match names"
    if "{" in route.path or any(p.name == "cursor" for p in route.asked):
        said["404"] = "nothing of that name, or no page at that cursor"
    if route.path == "/api/findings/{id}":
        said["409"] = "a build is writing into this case"
    if route.method == "POST":
        said |= {"413": "the draft is too large", "415": "a draft of another kind", "422": "an unreadable draft"}
    problem = {"application/problem+json": {"schema": {"$ref": _REF + "problem"}}}
    return {status: {"description": why, **({} if status == "304" else {"content": problem})}
            for status, why in sorted(said.items())}  # fmt: skip

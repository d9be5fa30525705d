"""The interface for programs: pages that walk a table whole, tags that hold, refusals in words."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

import feedparser
import pytest

from rashomon.case.queries import CaseReader
from rashomon.case.slices import KEYS, table_slice
from rashomon.views.api import Reply, respond
from rashomon.views.api.handlers import LARGEST_DRAFT
from rashomon.views.api.routes import all_routes
from rashomon.views.api.tables import SHOWN
from rashomon.views.references import CaseReferences
from rashomon.views.summaries import summaries


@pytest.fixture
def reader(case: Path) -> Iterator[CaseReader]:
    with CaseReader(str(case)) as opened:
        yield opened


def get(reader: CaseReader, address: str, **headers: str) -> Reply:
    path, _, query = address.partition("?")
    return respond(reader, "GET", path, query, {name.replace("_", "-"): value for name, value in headers.items()})


def asked(reader: CaseReader, address: str) -> Any:
    reply = get(reader, address)
    assert reply.status == 200, reply.body
    return json.loads(reply.body)


def walked(reader: CaseReader, path: str, limit: int) -> list[Any]:
    """All rows of a table, by following the Link header as a client would."""
    rows, address = [], f"{path}?limit={limit}"
    while True:
        reply = get(reader, address)
        assert reply.status == 200, reply.body
        rows += json.loads(reply.body)["rows"]
        links = [link for link in (reply.header("Link") or "").split(", ") if 'rel="next"' in link]
        if not links:
            return rows
        address = links[0].partition("<")[2].partition(">")[0]


@pytest.mark.parametrize("shown", SHOWN, ids=lambda shown: str(shown.table))
@pytest.mark.parametrize("limit", [1, 3, 500])
def test_the_pages_of_a_table_hold_every_row_once(reader: CaseReader, shown: Any, limit: int) -> None:
    rows = walked(reader, f"/api/{shown.table}", limit)
    whole = reader.table(shown.table)
    assert len(rows) == len(whole) == asked(reader, f"/api/{shown.table}")["total"]
    columns = [column for column in (whole[0] if whole else {}) if column not in shown.briefly]
    found = sorted(json.dumps([row[c] for c in columns]) for row in rows)
    assert found == sorted(json.dumps([row[c] for c in columns]) for row in whole)


def test_a_page_stays_true_while_rows_are_added(case: Path, reader: CaseReader) -> None:
    first = asked(reader, "/api/captures?limit=1")
    with sqlite3.connect(case) as db:
        db.execute("INSERT INTO captures (capture_id, paths, repairs, sha256) VALUES ('a', '[]', '[]', 'x')")
    rest = asked(reader, f"/api/captures?cursor={first['next']}")
    assert len(rest["rows"]) == 3 and first["rows"][0] not in rest["rows"]


def test_every_parameter_of_a_table_narrows_it(reader: CaseReader) -> None:
    for shown in SHOWN:
        whole = walked(reader, f"/api/{shown.table}", 500)
        for column in shown.by:
            values = [row[column] for row in whole if row.get(column)]
            if values:
                found = asked(reader, f"/api/{shown.table}?{urlencode({column: values[0]})}&limit=500")["rows"]
                assert [row[column] for row in found] == [values[0]] * values.count(values[0])


def test_a_story_filter_finds_what_the_export_finds(reader: CaseReader) -> None:
    story_id = summaries(reader)[0].story_id
    for shown in SHOWN:
        if "story_id" in shown.by:
            total = asked(reader, f"/api/{shown.table}?story_id={story_id}&limit=1")["total"]
            assert total == len(reader.table(shown.table, story_id)), shown.table


def test_one_row_is_whole(reader: CaseReader) -> None:
    for shown in SHOWN:
        if shown.one:
            for row in reader.table(shown.table)[:3]:
                found = asked(reader, f"/api/{shown.table}/{row[shown.one]}")
                assert {c: found[c] for c in row} == row


def test_stories_have_the_titles_and_sizes_of_the_report(reader: CaseReader) -> None:
    references = CaseReferences(reader)
    found = asked(reader, "/api/stories")["rows"]
    views = [references.story(n).view for n in range(1, len(references.stories) + 1)]
    assert [row["story_id"] for row in found] == [view.story_id for view in views]
    assert [row["title"] for row in found] == [view.title for view in views]
    assert [row["origins_at_most"] for row in found] == [view.origin_count for view in views]


def test_stories_by_day_language_outlet_and_actor(case: Path, reader: CaseReader) -> None:
    with sqlite3.connect(case) as db:
        db.execute("UPDATE items SET publisher = 'Vale Courier' WHERE language = 'ru'")
    count = lambda query: asked(reader, f"/api/stories?{query}")["total"]  # noqa: E731 - a word for a long call
    assert count("language=ru") == 1 and count("language=fi") == 0
    assert count("publisher=Vale%20Courier") == 1 and count("publisher=Nobody") == 0
    assert count("since=2021-05-05") == 1 and count("since=2021-05-06") == 0
    assert count("until=2021-05") >= 1 and count("until=2020") == 0
    actor = reader.table("actors")[0]
    assert count(f"actor_id={actor['actor_id']}") == len(actor["story_ids"])
    assert count("actor_id=nobody") == 0


def test_outlets_are_those_of_the_accounts(case: Path, reader: CaseReader) -> None:
    with sqlite3.connect(case) as db:
        db.execute("UPDATE items SET publisher = 'Vale Courier' WHERE language = 'ru'")
        db.execute("UPDATE items SET publisher = 'Mill Post' WHERE language = 'en'")
    found = walked(reader, "/api/outlets", 1)
    assert [(row["publisher"], row["accounts"]) for row in found] == [("Mill Post", 3), ("Vale Courier", 1)]
    assert all(row["story_ids"] for row in found)


def test_a_finding_opens_its_words_in_every_account(reader: CaseReader) -> None:
    texts = {row["item_id"]: row["text"] for row in reader.table("items")}
    hashes = {row["sha256"] for row in reader.table("captures")}
    names = [row["lineage_id"] for row in reader.table("lineages")]
    names += [row["claim_id"] for row in reader.table("claims")]
    names += [row["group_id"] for row in reader.table("figure_groups")]
    names += [row["attribution_id"] for row in reader.table("attributions")[:3]]
    names += [row["referent_id"] for row in reader.table("labels")[:1]]
    assert len(names) > 4
    for name in names:
        found = asked(reader, f"/api/findings/{name}")
        assert found["places"], name
        for place in found["places"]:
            assert place["text"] == texts[place["item_id"]][place["start"] : place["end"]]
            assert place["sha256"] in hashes
            quote = place["annotation"]["target"]["selector"][1]["exact"]
            assert quote == place["text"]


def test_events_open_by_the_ids_of_the_pages(reader: CaseReader) -> None:
    from rashomon.views.references import event_id

    for row in reader.table("timeline"):
        assert asked(reader, f"/api/findings/{event_id(row)}")["table"] == "timeline"


def test_search_pages_through_its_hits(reader: CaseReader) -> None:
    whole = asked(reader, "/api/search?q=doors&limit=500")["rows"]
    assert len(whole) > 1 and all("doors" in row["text"] for row in whole)
    first = asked(reader, "/api/search?q=doors&limit=1")
    second = asked(reader, f"/api/search?q=doors&limit=1&cursor={first['next']}")
    assert [first["rows"][0], second["rows"][0]] == whole[:2]


# -- tags, HEAD, refusals ---------------------------------------------------------------------------------------------


def test_a_tag_holds_until_the_case_is_written_to(case: Path, reader: CaseReader) -> None:
    first = get(reader, "/api/items?limit=2")
    tag = first.header("ETag")
    assert tag and get(reader, "/api/items?limit=2", If_None_Match=f'"other", {tag}').status == 304
    assert get(reader, "/api/items?limit=3", If_None_Match=tag).status == 200
    with sqlite3.connect(case) as db:
        db.execute("UPDATE items SET publisher = 'changed'")
    again = get(reader, "/api/items?limit=2", If_None_Match=tag)
    assert again.status == 200 and again.header("ETag") != tag


def test_an_answer_that_is_known_has_no_body(reader: CaseReader) -> None:
    tag = get(reader, "/api/case").header("ETag")
    reply = get(reader, "/api/case", If_None_Match=str(tag))
    assert (reply.status, reply.body, reply.header("ETag")) == (304, b"", tag)


def test_head_gives_the_headers_alone(reader: CaseReader) -> None:
    for route in all_routes():
        if route.method == "GET" and "{" not in route.path:
            query = "q=mill" if route.path.endswith("search") else ""
            whole, head = (respond(reader, method, route.path, query) for method in ("GET", "HEAD"))
            assert head.body == b"" and head.headers == whole.headers and head.status == whole.status == 200


@pytest.mark.parametrize(
    ("method", "address", "status", "word"),
    [
        ("GET", "/api/nothing", 404, "nothing stands"),
        ("GET", "/elsewhere", 404, "nothing stands"),
        ("GET", "/api/items/i0", 404, "items"),
        ("GET", "/api/stories/s0", 404, "story"),
        ("GET", "/api/findings/q0000000000000000", 404, "finding"),
        ("GET", "/api/items?limit=0", 400, "limit"),
        ("GET", "/api/items?limit=ten", 400, "limit"),
        ("GET", "/api/items?limit=1&limit=2", 400, "more than once"),
        ("GET", "/api/items?colour=red", 400, "colour"),
        ("GET", "/api/items?cursor=!!", 404, "cursor"),
        ("GET", "/api/items?cursor=WzFd", 404, "cursor"),
        ("GET", "/api/items?cursor=bnVsbA", 404, "cursor"),
        ("GET", "/api/stories?since=yesterday", 400, "since"),
        ("GET", "/api/positions?stance=hates", 400, "asserts"),
        ("GET", "/api/search", 400, "q is needed"),
        ("DELETE", "/api/items", 405, "GET"),
        ("PUT", "/api/check", 405, "POST"),
        ("GET", "/api/check", 405, "POST"),
    ],
)
def test_a_refusal_says_why_in_a_sentence(
    reader: CaseReader, method: str, address: str, status: int, word: str
) -> None:
    path, _, query = address.partition("?")
    reply = respond(reader, method, path, query)
    problem = json.loads(reply.body)
    assert (reply.status, problem["status"]) == (status, status)
    assert reply.header("Content-Type") == "application/problem+json"
    assert word in problem["detail"]
    assert (reply.header("Allow") is not None) == (status == 405)


@pytest.mark.parametrize(
    "query", ["q=%00", "q=%22%22", "q=%ff%fe", "q=" + "a" * 500, "q=NEAR(a%20b)", "q=%F0%9F%98%80", "q=a*%20OR%20b"]
)
def test_no_search_words_are_syntax(reader: CaseReader, query: str) -> None:
    assert get(reader, f"/api/search?{query}").status == 200


def test_a_locked_case_is_told_as_such(reader: CaseReader) -> None:
    reader.db.close()
    reader.db = _Locked()  # type: ignore[assignment]
    reply = get(reader, "/api/items")
    assert reply.status == 503 and reply.header("Retry-After") == "1"


class _Locked:
    """A database that another process holds."""

    def execute(self, *_: object) -> None:
        raise sqlite3.OperationalError("database is locked")

    def close(self) -> None:
        """Nothing is open."""


# -- check ------------------------------------------------------------------------------------------------------------

DRAFT = "“We will reopen on Thursday,” said mill director Ines Halloran."


def posted(reader: CaseReader, body: bytes, kind: str, query: str = "") -> Reply:
    return respond(reader, "POST", "/api/check", query, {"Content-Type": kind}, body)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", json.dumps({"text": DRAFT}).encode()),
        ("text/plain; charset=utf-8", DRAFT.encode()),
        ("text/html", f"<p>{DRAFT}</p>".encode()),
    ],
)
def test_a_draft_is_checked_in_any_form(reader: CaseReader, kind: str, body: bytes) -> None:
    reply = posted(reader, body, kind, "as_of=2021-05-04")
    assert reply.status == 200, reply.body
    found = [f for f in json.loads(reply.body)["findings"] if f["kind"] == "quotation"]
    assert found and found[0]["verdict"] in ("cut", "as in the accounts") and found[0]["evidence"]


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("text/plain", b"x" * (LARGEST_DRAFT + 1), 413),
        ("image/png", b"x", 415),
        ("application/json", b"{", 400),
        ("application/json", b'{"text": 3}', 400),
        ("application/json", b'{"text": "a", "else": 1}', 400),
        ("application/json", b'{"text": "\\ud800"}', 400),
        ("text/plain", b"", 422),
        ("text/plain", b"%PDF-1.7", 422),
    ],
)
def test_what_is_no_draft_is_refused(reader: CaseReader, kind: str, body: bytes, status: int) -> None:
    assert posted(reader, body, kind).status == status


def test_a_day_that_is_none_is_refused(reader: CaseReader) -> None:
    assert posted(reader, DRAFT.encode(), "text/plain", "as_of=2021-13-45").status == 400


def test_nothing_that_is_asked_writes(case: Path, reader: CaseReader, tmp_path: Path) -> None:
    before = "\n".join(reader.db.iterdump())
    posted(reader, DRAFT.encode(), "text/plain")
    for route in all_routes():
        respond(reader, route.method, route.path.replace("{", "").replace("}", ""), "")
    assert "\n".join(reader.db.iterdump()) == before


# -- the document and the feed ----------------------------------------------------------------------------------------


def test_the_document_names_every_address_and_schema(reader: CaseReader) -> None:
    document = asked(reader, "/api/openapi.json")
    assert set(document["paths"]) == {route.path for route in all_routes()}
    known = set(document["components"]["schemas"])
    text = json.dumps(document)
    assert {name.partition('"')[0] for name in text.split("#/components/schemas/")[1:]} <= known


def test_the_page_of_the_interface_names_every_address() -> None:
    page = (Path(__file__).parent.parent / "docs" / "api.md").read_text(encoding="utf-8")
    for route in all_routes():
        assert f"`{route.path}`" in page, route.path
        for parameter in route.parameters:
            assert f"`{parameter.name}`" in page, parameter.name


def test_the_feed_links_to_the_server_that_was_asked(reader: CaseReader) -> None:
    reply = get(reader, "/api/feed.rss", Host="127.0.0.1:8000")
    assert (reply.header("Content-Type") or "").startswith("application/rss+xml")
    found = feedparser.parse(reply.body)
    assert not found.bozo and found.entries
    assert all(entry.link.startswith("http://127.0.0.1:8000/") for entry in found.entries)
    other = get(reader, "/api/feed.rss", Host='evil"><script>')
    assert b"<script" not in other.body and ET.fromstring(other.body).tag == "rss"


def test_every_table_has_a_key_that_is_never_empty(built: Path, tmp_path: Path) -> None:
    with CaseReader(str(shutil.copy(built, tmp_path / "k.case"))) as reader:
        for name, key in KEYS.items():
            for row in table_slice(reader, name, {}, limit=500).rows:
                assert all(row[column] is not None for column in key), name

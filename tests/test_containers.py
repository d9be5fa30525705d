"""Containers → captures: what people collect in, whole and damaged."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rashomon.intake.containers import captures_in
from rashomon.model.captures import Issue, RawCapture
from rashomon.model.settings import IntakeSettings

PAGE = b"<html><body><h1>Bridge closed</h1><p>The Orrin bridge was closed on Monday.</p></body></html>"


def found_in(data: bytes) -> tuple[list[RawCapture], list[Issue]]:
    """Captures and issues of bytes given on standard input."""
    found = list(captures_in(["-"], IntakeSettings(), stdin=io.BytesIO(data)))
    return [f for f in found if isinstance(f, RawCapture)], [f for f in found if isinstance(f, Issue)]


def warc_record(kind: str, block: bytes, **headers: str) -> bytes:
    """One WARC record."""
    given = {"WARC-Type": kind, "WARC-Record-ID": "<urn:uuid:1>", "WARC-Date": "2021-05-03T10:00:00Z",
             "Content-Length": str(len(block)), **{k.replace("_", "-"): v for k, v in headers.items()}}  # fmt: skip
    head = "".join(f"{k}: {v}\r\n" for k, v in given.items())
    return b"WARC/1.0\r\n" + head.encode() + b"\r\n" + block + b"\r\n\r\n"


def response(body: bytes, media_type: str = "text/html", status: int = 200, extra: str = "") -> bytes:
    """An HTTP response as an archive keeps it."""
    return f"HTTP/1.1 {status} OK\r\nContent-Type: {media_type}\r\n{extra}\r\n".encode() + body


WARC = (
    warc_record("warcinfo", b"software: test\r\n", Content_Type="application/warc-fields")
    + warc_record("request", b"GET / HTTP/1.1\r\n\r\n", WARC_Target_URI="https://example.org/a")
    + warc_record("response", response(PAGE), WARC_Target_URI="https://example.org/a", WARC_Payload_Digest="sha1:AAA")
    + warc_record("response", response(b"\x89PNG", "image/png"), WARC_Target_URI="https://example.org/i.png")
)


@pytest.mark.parametrize("data", [WARC, gzip.compress(WARC)])
def test_a_web_archive_gives_its_pages_and_counts_the_rest(data: bytes) -> None:
    captures, issues = found_in(data)
    assert [c.data for c in captures] == [PAGE]
    assert captures[0].known["url"] == "https://example.org/a"
    assert captures[0].known["digest"] == "sha1:AAA"
    assert issues[0].message.endswith("1 image/png, 1 request, 1 warcinfo")


@pytest.mark.parametrize("data", [WARC, gzip.compress(WARC)])
def test_a_truncated_web_archive_is_never_taken_for_a_whole_one(data: bytes) -> None:
    for cut in range(80, len(data) - 1, 23):
        codes = {i.code for i in found_in(data[:cut])[1]}
        assert codes & {"truncated", "damaged_archive"}, cut


def test_chunked_and_packed_bodies() -> None:
    packed = gzip.compress(PAGE)
    half = len(packed) // 2
    chunks = b"".join(f"{len(p):x}\r\n".encode() + p + b"\r\n" for p in (packed[:half], packed[half:])) + b"0\r\n\r\n"
    extra = "Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n"
    captures, _ = found_in(
        warc_record("response", response(chunks, extra=extra), WARC_Target_URI="https://example.org/")
    )
    assert captures[0].data == PAGE


def test_a_body_that_is_not_chunked_as_it_claims() -> None:
    data = warc_record("response", response(PAGE, extra="Transfer-Encoding: chunked\r\n"))
    assert found_in(data)[0][0].data == PAGE


def test_arc_files() -> None:
    block = response(PAGE)
    data = (
        b"filedesc://a.arc 127.0.0.1 20210503100000 text/plain 6\n1 0 me\n"
        + f"\nhttps://example.org/a b 127.0.0.1 20210503100000 text/html {len(block)}\n".encode()
        + block
        + b"\n"
    )
    for saved in (data, gzip.compress(data)):
        captures, issues = found_in(saved)
        assert (captures[0].data, captures[0].known["url"]) == (PAGE, "https://example.org/a b")
        assert not issues
    assert found_in(data[:-40])[1][0].code == "truncated"


RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Vale Courier</title><language>en</language>
{items}</channel></rss>"""
ITEM = "<item><title>Fire {n}</title><link>https://example.org/{n}</link><description>Text {n}.</description></item>"


def test_a_feed_gives_its_entries() -> None:
    captures, issues = found_in(RSS.format(items="".join(ITEM.format(n=n) for n in range(5))).encode())
    records = [json.loads(c.data) for c in captures]
    assert [r["title"] for r in records] == [f"Fire {n}" for n in range(5)]
    assert records[0]["publisher"] == "Vale Courier"
    assert not issues


def test_a_broken_feed_gives_all_its_readable_entries_and_says_so() -> None:
    items = [ITEM.format(n=n) for n in range(40)]
    items[6] = items[6].replace("Fire", "Fire & <b>smoke &nosuch;")
    captures, issues = found_in(RSS.format(items="".join(items)).encode())
    assert len(captures) >= 39
    assert issues[0].code == "damaged_feed"


def test_a_truncated_feed_says_so() -> None:
    data = RSS.format(items="".join(ITEM.format(n=n) for n in range(40))).encode()
    captures, issues = found_in(data[: len(data) // 2])
    assert 15 <= len(captures) <= 25
    assert issues[0].code == "damaged_feed"


def test_atom_json_feed_and_opml() -> None:
    atom = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry><title>A fire</title>
    <id>1</id>
    <content type="html">&lt;p&gt;It burned.&lt;/p&gt;</content></entry></feed>"""
    assert json.loads(found_in(atom)[0][0].data)["title"] == "A fire"
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "T",
        "items": [{"id": "1", "content_text": "It burned."}],
    }
    record = json.loads(found_in(json.dumps(feed).encode())[0][0].data)
    assert (record["publisher"], record["text"]) == ("T", "It burned.")
    opml = b'<opml version="2.0"><body><outline text="a" xmlUrl="https://example.org/rss"/></body></opml>'
    assert found_in(opml)[1][0].code == "is_list"


MAIL = b"""From: The Vale Letter <letter@example.org>
Subject: =?utf-8?q?Fire_at_the_mill?=
Date: Mon, 3 May 2021 10:00:00 +0200
Message-ID: <1@example.org>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

The paper mill burned on Monday.
"""


def test_mail_and_mbox() -> None:
    record = json.loads(found_in(MAIL)[0][0].data)
    assert record["title"] == "Fire at the mill"
    assert record["publisher"] == "The Vale Letter"
    assert record["published"] == "2021-05-03T10:00:00+02:00"
    mbox = b"".join(b"From letter@example.org Mon May  3 10:00:00 2021\n" + MAIL + b"\n" for _ in range(2))
    assert [c.path for c in found_in(mbox)[0]] == ["-#1", "-#2"]


def test_a_page_saved_as_mhtml() -> None:
    data = (
        b"From: <Saved by Browser>\nSnapshot-Content-Location: https://example.org/a\nSubject: Bridge\n"
        b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=xx\n\n--xx\nContent-Type: text/html\n\n"
        + PAGE
        + b"\n--xx--\n"
    )
    capture = found_in(data)[0][0]
    assert capture.known["url"] == "https://example.org/a"
    assert b"Bridge closed" in capture.data


def test_tables() -> None:
    text = 'title,url,text\nA fire,https://example.org/1,It burned.\nB,,"Two\nlines."\nshort\n'
    captures, issues = found_in(text.encode())
    assert [json.loads(c.data).get("text") for c in captures] == ["It burned.", "Two\nlines.", None]
    assert issues[0].code == "damaged_record"
    tsv = "id\theadline\tbody\n1\tA fire\tIt burned.\n"
    assert json.loads(found_in(tsv.encode())[0][0].data)["headline"] == "A fire"


def test_prose_with_commas_is_no_table() -> None:
    captures, _ = found_in(b"Title, text, and date were missing, the clerk said.\nNothing else was.\n")
    assert captures[0].media_type is None


def test_parquet(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = tmp_path / "x.parquet"
    pq.write_table(pa.table({"id": [1, 2], "text": ["It burned.", "It stood."]}), path)
    captures, _ = found_in(path.read_bytes())
    assert [json.loads(c.data)["text"] for c in captures] == ["It burned.", "It stood."]
    assert found_in(path.read_bytes()[:60])[1][0].code == "damaged_archive"


def test_a_wacz_is_an_archive_with_an_archive_in_it() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as wacz:
        wacz.writestr("archive/data.warc.gz", gzip.compress(WARC))
        wacz.writestr("datapackage.json", "[]")
    captures, _ = found_in(packed.getvalue())
    assert any(c.data == PAGE for c in captures)


SEEDS = [WARC, gzip.compress(WARC), RSS.format(items=ITEM.format(n=1)).encode(), MAIL, b'{"a": 1}\n{"b"', b"PAR1xxxx",
         b"PK\x03\x04xxxxxxxx", b"filedesc://a 1 2 3 4\n", b"title,text\n\"", b"\x1f\x8b\x08"]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(SEEDS), st.binary(max_size=40), st.integers(0, 400), st.integers(0, 40))
def test_no_exception_escapes(seed: bytes, noise: bytes, at: int, cut: int) -> None:
    found_in(seed[:at] + noise + seed[at + cut :])


def test_a_packed_page_that_breaks_off_is_said() -> None:
    packed = gzip.compress(PAGE)[:-6]
    data = warc_record("response", response(packed, extra="Content-Encoding: gzip\r\n"))
    captures, issues = found_in(data)
    assert captures[0].data == PAGE
    assert [issue.code for issue in issues] == ["truncated"]

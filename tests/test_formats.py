"""docs/formats.md against what intake does: samples of each format, the fields they yield, every code of an Issue."""

from __future__ import annotations

import gzip
import io
import json
import re
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from rashomon.intake.containers import captures_in
from rashomon.intake.read import read_capture
from rashomon.model.captures import Issue, Item
from rashomon.model.settings import IntakeSettings

ROOT = Path(__file__).parents[1]
DOC = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
FIELDS = ("record", "headline", "authors", "publisher", "published", "modified", "url", "genre")
TEXT = "The old bridge over the river was closed on Monday after engineers found a crack, the mayor said."
HEAD = """<meta property="og:site_name" content="River Post"><link rel="canonical" href="https://example.org/a">
<meta property="article:published_time" content="2021-05-03T10:00:00Z">"""
PAGE = f"<html><body><h1>Bridge closed</h1><p>{TEXT}</p></body></html>"
LD = {
    "@type": "NewsArticle",
    "headline": "Bridge closed",
    "author": {"name": "Mara Olt"},
    "dateModified": "2021-05-04T10:00:00Z",
}
RECORD = {"id": "7", "title": "Bridge closed", "outlet": "River Post", "date": "2021-05-03", "text": TEXT}
RECORD["url"] = "https://example.org/a"
MESSAGE = f"""From: River Post <a@example.org>
Subject: Bridge closed
Date: Mon, 3 May 2021 10:00:00 +0000
Message-ID: <1@example.org>

{TEXT}
"""


def warc() -> bytes:
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE.encode()
    head = "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:1>\r\nWARC-Target-URI: https://example.org/a\r\n"
    return f"{head}Content-Length: {len(block)}\r\n\r\n".encode() + block + b"\r\n\r\n"


def arc() -> bytes:
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE.encode()
    header = f"\nhttps://example.org/a 0.0.0.0 20210503100000 text/html {len(block)}\n"
    return b"filedesc://a.arc 0.0.0.0 20210503100000 text/plain 6\n1 0 me\n" + header.encode() + block + b"\n"


def zipped(name: str, data: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(name, data)
    return made.getvalue()


def tarred(name: str, data: bytes) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        member = tarfile.TarInfo(name)
        member.size = len(data)
        archive.addfile(member, io.BytesIO(data))
    return made.getvalue()


def parquet() -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    made = io.BytesIO()
    pq.write_table(pa.table({"id": ["7"], "title": ["Bridge closed"], "date": ["2021-05-03"], "text": [TEXT]}), made)
    return made.getvalue()


def table(mark: str) -> bytes:
    return f"{mark.join(RECORD)}\n{mark.join(chr(34) + value + chr(34) for value in RECORD.values())}\n".encode()


RSS = f"""<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>River Post</title><item>
<guid>7</guid><title>Bridge closed</title><dc:creator>Mara Olt</dc:creator><link>https://example.org/a</link>
<pubDate>Mon, 03 May 2021 10:00:00 GMT</pubDate><description>{TEXT}</description></item></channel></rss>"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>River Post</title><entry><id>7</id>
<title>Bridge closed</title><author><name>Mara Olt</name></author><link href="https://example.org/a"/><published>2021-05-03T10:00:00Z</published>
<updated>2021-05-04T10:00:00Z</updated><content>{TEXT}</content></entry></feed>"""
FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "River Post",
    "items": [
        {
            **{"id": "7", "title": "Bridge closed", "url": "https://example.org/a", "authors": [{"name": "Mara Olt"}]},
            **{"date_published": "2021-05-03", "date_modified": "2021-05-04", "content_text": TEXT},
        }
    ],
}
SCRIPT = f'<script type="application/ld+json">{json.dumps(LD)}</script>'
CUES = "00:00:01,000 --> 00:00:03,000\nThe old bridge was shut.\n\n2\n00:00:03,000 --> 00:00:05,000\nThe mayor said.\n"
SAMPLES: dict[str, tuple[Callable[[], bytes], ...]] = {
    "Text": (f"Bridge closed | River Post\n\nBy Mara Olt\n\n3 May 2021\n\n{TEXT}\n".encode,),
    "Markdown": (f"# Bridge closed\n\n3 May 2021\n\n{TEXT}\n".encode,),
    "HTML": (lambda: PAGE.replace("<body>", f"<head>{HEAD}{SCRIPT}</head><body>").encode(),),
    "AMP": (lambda: PAGE.replace("<html>", "<html amp>").replace("<body>", f"<head>{HEAD}</head><body>").encode(),),
    "RSS": (RSS.encode,),
    "Atom": (ATOM.encode,),
    "JSON Feed": (lambda: json.dumps(FEED).encode(),),
    "WARC": (warc, lambda: gzip.compress(warc())),
    "WACZ": (lambda: zipped("archive/data.warc.gz", gzip.compress(warc())),),
    "ARC": (arc, lambda: gzip.compress(arc())),
    "JSON": (
        lambda: json.dumps({**RECORD, "authors": ["Mara Olt"], "date_modify": "2021-05-04"}).encode(),
        lambda: json.dumps({"articles": [{**RECORD, "byline": "By Mara Olt", "updated": "2021-05-04"}]}).encode(),
    ),
    "JSON Lines": ((json.dumps(RECORD) + "\n" + json.dumps(RECORD) + "\n").encode,),
    "CSV": (lambda: table(","), lambda: table("\t"), lambda: table(";")),
    "Parquet": (parquet,),
    "SRT and VTT": (f"1\n{CUES}".encode, lambda: f"WEBVTT\n\n{CUES}".replace(",000", ".000").encode()),
    "Mail": (MESSAGE.encode, f"From a@example.org Mon May  3 10:00:00 2021\n{MESSAGE}\n".encode),
    "MHTML": (
        (
            "From: <Saved by Browser>\nSnapshot-Content-Location: https://example.org/a\nSubject: B\n"
            f"Content-Type: multipart/related; boundary=x\n\n--x\nContent-Type: text/html\n\n{PAGE}\n--x--\n"
        ).encode,
    ),
    "Archives": (
        lambda: zipped("a.html", PAGE.encode()),
        lambda: tarred("a.html", PAGE.encode()),
        lambda: gzip.compress(PAGE.encode()),
    ),
}  # fmt: skip


def documented(name: str) -> set[str]:
    """The names in the first column of a section's table."""
    section = DOC.split(f"\n## {name}\n", 1)[1].split("\n## ", 1)[0]
    return set(re.findall(r"^\| `([a-z_]+)` \|", section, re.MULTILINE))


def items_of(data: bytes) -> list[Item]:
    captures = captures_in(["-"], IntakeSettings(), stdin=io.BytesIO(data))
    return [
        item for one in captures if not isinstance(one, Issue) for item in read_capture(one, IntakeSettings()).items
    ]


SAMPLE_LIST = [(name, at) for name, samples in SAMPLES.items() for at in range(len(samples))]


@pytest.mark.parametrize("name,at", SAMPLE_LIST, ids=[f"{name} {at}" for name, at in SAMPLE_LIST])
def test_each_format_yields_the_fields_that_are_documented(name: str, at: int) -> None:
    items = items_of(SAMPLES[name][at]())
    assert items
    for item in items:
        found = {field for field in FIELDS if getattr(item, field)} | ({"language"} if item.language == "en" else set())
        assert found == documented(name)
        assert not item.headline or item.headline == "Bridge closed"
        assert item.publisher in (None, "River Post")
        assert item.published is None or item.published.startswith("2021-05-03")
        assert item.url in (None, "https://example.org/a")


def test_every_section_is_sampled() -> None:
    sections = set(re.findall(r"^## (.+)$", DOC, re.MULTILINE))
    # PDF has a test file of its own, since it needs an extra.
    assert sections - {"OPML", "Issues", "PDF", "What a run says at its end"} == set(SAMPLES)


def test_every_code_of_an_issue_is_documented() -> None:
    written = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src/rashomon/intake").glob("*.py"))
    codes = set(
        re.findall(r'(?:_issue\(|Gate\(|"intake", )\s*(?:capture, (?:None|item\.item_id), )?"([a-z_]+)"', written)
    )
    codes |= set(re.findall(r'trouble=\("([a-z_]+)"', written))
    codes |= set(re.findall(r'return "([a-z_]+)", f"', written)) | set(
        re.findall(r'return \(\s*"([a-z_]+)",\s*f"', written)
    )
    assert codes == documented("Issues")

"""The bounds of intake: whatever 1 MB of input holds, seconds and memory stay small, and nothing goes unsaid."""

from __future__ import annotations

import gc
import gzip
import io
import os
import resource
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rashomon.intake.containers import captures_in
from rashomon.intake.read import read_capture
from rashomon.model.captures import Intake, Issue, RawCapture
from rashomon.model.settings import IntakeSettings

SECONDS = 5.0
MEGABYTES = 100.0
TIMES = 20
SIZE = 1_000_000
PAGE = b"<html><body>"
CAPTURES = 2000
"""Captures of one file that are read here: files of a hundred thousand records are long, not slow."""


def made_of(data: bytes) -> Iterator[Intake | Issue]:
    """Everything that intake makes of some bytes on standard input."""
    for number, found in enumerate(captures_in(["-"], IntakeSettings(), stdin=io.BytesIO(data))):
        if isinstance(found, Issue):
            yield found
        elif number < CAPTURES:
            yield read_capture(found, IntakeSettings())


def consumed(data: bytes) -> None:
    for _ in made_of(data):
        pass


def cost(data: bytes) -> tuple[float, float]:
    """CPU seconds and megabytes that reading takes, of a process of its own with hard limits on both."""
    own = resident()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            gc.freeze()
            resource.setrlimit(resource.RLIMIT_CPU, (40, 40))
            resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30))
            consumed(data)
            code = 0
        finally:
            os._exit(code)
    _, status, used = os.wait4(child, 0)
    assert status == 0, f"the reader ended with status {status}"
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024 - own


def resident() -> float:
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def full(piece: str | bytes) -> bytes:
    data = piece if isinstance(piece, bytes) else piece.encode()
    return (data * (SIZE // len(data) + 1))[:SIZE]


def zipped(*members: tuple[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return made.getvalue()


def nested_zip(depth: int) -> bytes:
    data = b"The bridge was closed on Monday."
    for _ in range(depth):
        data = zipped(("inner.zip", data), ("note.txt", b"The bridge was closed."))
    return data


def warc(body: bytes, headers: bytes = b"") -> bytes:
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + headers + b"\r\n" + body
    return b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: %d\r\n\r\n" % len(block) + block + b"\r\n\r\n"


def entity_bomb(root: bytes) -> bytes:
    levels = b"".join(b'<!ENTITY %c "%s">' % (c, (b"&%c;" % (c - 1)) * 20) for c in range(98, 106))
    return b'<!DOCTYPE x [<!ENTITY a "' + b"b" * 1000 + b'">' + levels + b"]>" + root


MAIL = b"From: a@example.org\nSubject: x\nDate: Mon, 3 May 2021 10:00:00 +0000\n"
WORST = {
    "one-letter lines": full("n\n"),
    "short lines": full("a b c\n"),
    "as many lines as are looked at": full("Bridge %s closed after the flood, the mayor of the town says\n")[:900_000],
    "paragraphs without ends": PAGE + full("<p>a"),
    "line breaks": PAGE + full("a<br>"),
    "table cells": PAGE + b"<table>" + full("<tr><td>a</td><td>b</td></tr>"),
    "spans": PAGE + full("<span>a</span> "),
    "bodies": PAGE + full('<div class="article-body"><p>The bridge was closed.</p></div>'),
    "ten thousand nested tags": PAGE + b"<b>" * 10_000 + b"The bridge was closed.",
    "nested boxes": PAGE + full(b"<div>" * 199 + b"<p>The bridge was closed on Monday." + b"</div>" * 199),
    "open tags": PAGE + full('<a href="'),
    "open comments": PAGE + full("<!--"),
    "links": PAGE + full('<p><a href="/1">The bridge was closed on Monday</a></p>'),
    "entities": full("&amp;amp;"),
    "written line breaks": full("\\n"),
    "backslashes": full("\\"),
    "mojibake": full("Ã¢â‚¬â„¢ word "),
    "bars": full("| "),
    "dates": full("3 May 2021 "),
    "bylines": full("By Mara Olt\n"),
    "closing lines": full("The post A: B first appeared on C.\nThe bridge was closed on Monday by the mayor.\n"),
    "clock times": full("14:05\nThe bridge was closed on Monday by the mayor of the town.\n"),
    "captions": b"WEBVTT\n\n" + full("00:00.000 --> 00:01.000\na\n\n"),
    "deep JSON": b'{"text":' + b"[" * 490_000 + b"]" * 490_000 + b"}",
    "lists within a record": b'{"text":' + b"[" * 900 + b'"a"' + b"]" * 900 + b"}",
    "markup within a record": b'{"title":"a","text":"<p>a</p>' + full("<p>word</p>") + b'"}',
    "entity bomb, page": entity_bomb(b"<html><body><p>&i; The bridge was closed."),
    "entity bomb, feed": entity_bomb(b"<feed><title>&i;</title><entry><title>&i;</title></entry></feed>"),
    "open entries": b"<rss><channel>" + full("<item>"),
    "a table of one column's name": b"title,text\n" + full(","),
    "open quotation of a table": b'title,text\n"' + full("a,b\n"),
    "mail headers": MAIL + full("To: z@example.org\n"),
    "message within message": MAIL + full("Content-Type: message/rfc822\n\n"),
    "packed zeros": gzip.compress(b"\0" * 300_000_000),
    "packed page": warc(gzip.compress(b" " * 300_000_000), b"Content-Encoding: gzip\r\n"),
    "chunks": warc(full(b"1\r\na\r\n"), b"Transfer-Encoding: chunked\r\n"),
    "a record that lies about its length": b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 99999999999\r\n\r\n"
    + full("a"),
    "headless archive": b"filedesc://a 1 2 text/plain 2\nab\n" + full("a\n"),
    "zip of zeros": zipped(("a.txt", b"\0" * 200_000_000)),
    "zips in zips": nested_zip(12),
}


@pytest.fixture(scope="module", autouse=True)
def warmed_up() -> None:
    """Vocabulary and models are loaded once, and count for no case."""
    for data in (*SEEDS, "The bridge. Мост.".encode(), PAGE + b"<p>The bridge was closed.</p>"):
        consumed(data)


@pytest.mark.parametrize("name", WORST)
def test_a_megabyte_of_the_worst_is_read_within_bounds(name: str) -> None:
    data = WORST[name]
    seconds, megabytes = cost(data)
    assert seconds < SECONDS
    assert megabytes < MEGABYTES + TIMES * len(data) / 1e6


@pytest.mark.parametrize("start", [b"", PAGE + b"<p>", b'{"title":"a","text":"', b"title,text\na,"])
def test_a_line_of_fifty_megabytes_is_read(start: bytes) -> None:
    seconds, megabytes = cost(start + b"word " * 10_000_000 + (b'"}' if start.startswith(b"{") else b""))
    assert seconds < 10 * SECONDS
    assert megabytes < MEGABYTES + TIMES * 50


def test_names_that_lead_out_of_an_archive_are_labels_only() -> None:
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w") as archive:
        member = tarfile.TarInfo("../../out.txt")
        member.size = 22
        archive.addfile(member, io.BytesIO(b"The bridge was closed."))
    for data in (zipped(("../../etc/out.txt", b"The bridge was closed."), ("/abs.txt", b"It was.")), tar.getvalue()):
        for made in made_of(data):
            assert isinstance(made, Intake)
            assert made.capture.paths[0].startswith("-/") and ".." not in made.capture.paths[0]


PARAGRAPHS = 20_500


@pytest.mark.parametrize(
    "data",
    [
        b"".join(b"<p>Paragraph %d of the list.</p>" % n for n in range(PARAGRAPHS)),
        b"".join(b"<p>Paragraph %d of the <b>long</b> list.</p>" % n for n in range(PARAGRAPHS)),
    ],
)
def test_what_is_cut_is_said_and_kept_as_removed(data: bytes) -> None:
    intake = read_capture(RawCapture("page.html", PAGE + data), IntakeSettings())
    issue = next(issue for issue in intake.issues if issue.code == "cut")
    item = intake.items[-1]
    rest = next(one for one in item.removed if one.reason.startswith("beyond"))
    assert f"{rest.text.count('Paragraph'):,} paragraphs" in issue.message
    assert f"{len(rest.text):,} characters" in issue.message
    assert f"Paragraph {PARAGRAPHS - 1} of the" in rest.text
    assert item.text.count("Paragraph") + rest.text.count("Paragraph") == PARAGRAPHS


def test_a_page_that_is_not_parsed_says_so() -> None:
    intake = read_capture(
        RawCapture("page.html", PAGE + b"<div>" * 300 + b"<p>The bridge was closed."), IntakeSettings()
    )
    assert "unparsed" in {issue.code for issue in intake.issues}
    assert "The bridge was closed." in intake.items[0].text


def test_a_packed_page_beyond_the_bound_is_said() -> None:
    small = IntakeSettings(max_capture_bytes=10_000)
    data = warc(gzip.compress(b"The bridge was closed. " * 5000), b"Content-Encoding: gzip\r\n")
    found = list(captures_in(["-"], small, stdin=io.BytesIO(data)))
    assert [one.code for one in found if isinstance(one, Issue)] == ["too_large"]


def test_long_lists_of_a_record_are_read_whole() -> None:
    texts = ",".join(f'"Paragraph {n} of the long list that the record keeps, one string for each of its lines."'
                     for n in range(1500))  # fmt: skip
    intake = read_capture(RawCapture("a.json", f'{{"title":"A list","text":[{texts}]}}'.encode()), IntakeSettings())
    assert "Paragraph 1499 of" in intake.items[0].text


SEEDS = [
    b"Bridge closed\n\nBy Mara Olt\n\n3 May 2021\n\nThe bridge was closed, the mayor said.\n\nSource: River Post",
    b"<!doctype html><html><head><meta property='og:title' content='Bridge'></head><body><article><h1>Bridge</h1>"
    b"<p>The bridge was closed on Monday, the mayor said.</p></article></body></html>",
    b'<script type="application/ld+json">{"@type":"NewsArticle","headline":"Bridge"}</script><p>The bridge.</p><p>x',
    b'<?xml version="1.0"?><rss version="2.0"><channel><title>T</title><item><title>A fire</title>'
    b"<description>It burned.</description></item></channel></rss>",
    b'<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry><title>A</title><content>b</content></entry></feed>',
    b'{"version":"https://jsonfeed.org/version/1.1","title":"T","items":[{"id":"1","content_text":"It burned."}]}',
    b'<opml version="2.0"><body><outline text="a" xmlUrl="https://example.org/rss"/></body></opml>',
    warc(b"<html><body><p>The bridge was closed.</p></body></html>"),
    gzip.compress(warc(b"The bridge was closed.")),
    b"filedesc://a.arc 0.0.0.0 20210503 text/plain 6\n1 0 me\nhttps://example.org/ 0.0.0.0 2021 text/html 4\nabcd\n",
    b'{"title":"Bridge","text":"It was closed.","authors":["Mara Olt"]}\n{"title":"Ferry","text":"It ran."}\n',
    b"title,url,text\nBridge,https://example.org/1,It was closed.\n",
    b"1\n00:00:01,000 --> 00:00:03,000\nHello\n\n2\n00:00:03,000 --> 00:00:05,000\n- The bridge\n",
    b"WEBVTT\n\n00:01.000 --> 00:03.000\n<v Mara>Hello\n\n00:03.000 --> 00:05.000\nworld\n",
    MAIL + b"Content-Type: multipart/alternative; boundary=x\n\n--x\nContent-Type: text/plain\n\nHi\n"
    b"--x\nContent-Type: text/html\n\n<p>Hi</p>\n--x--\n",
    b"From a@example.org Mon May  3 10:00:00 2021\n" + MAIL + b"\nThe bridge was closed.\n",
    zipped(("a.txt", b"The bridge was closed."), ("b/c.html", b"<html><body><p>The ferry ran.</p>")),
    nested_zip(2),
]  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A good file of any format with a few places cut, doubled, overwritten or mixed with another."""
    data = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, max(0, len(data) - 1)))
        end = min(len(data), start + draw(st.integers(0, 40)))
        other = draw(st.one_of(st.binary(max_size=12), st.sampled_from(SEEDS), st.just(data[start:end] * 3)))
        data = data[:start] + other + data[end:]
    return data


@settings(max_examples=250, deadline=None)
@given(damaged())
def test_a_damaged_file_of_any_format_gives_an_answer(data: bytes) -> None:
    for made in made_of(data):
        if isinstance(made, Intake):
            for item in made.items:
                for run in item.map:
                    here = item.text[run.item_start : run.item_start + run.length]
                    assert here == (made.text or "")[run.capture_start : run.capture_start + run.length]
        else:
            assert made.message and made.code


def test_a_page_that_is_not_parsed_still_says_who_published_it() -> None:
    head = '<html><head><title>Bridge</title><meta property="og:site_name" content="River Post"></head><body>'
    page = head + "<div>" * 300 + "<p>The bridge was closed on Monday, the mayor of the town said to reporters."
    item = read_capture(RawCapture("page.html", page.encode()), IntakeSettings()).items[0]
    assert item.publisher == "River Post"

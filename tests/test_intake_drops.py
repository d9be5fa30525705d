"""Nothing is dropped without a word: attachments, odd items of feeds, packings of web archives."""

from __future__ import annotations

import io
import json

import brotli
import pytest

from rashomon.intake.containers import captures_in
from rashomon.model.captures import Issue, RawCapture
from rashomon.model.settings import IntakeSettings

TEXT = "The old bridge over the river was closed on Monday."
MAIL = f"""From: a@example.org
To: b@example.org
Subject: Bridge
Date: Mon, 3 May 2021 10:00:00 +0000
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=x

--x
Content-Type: text/plain

See the note.
--x
Content-Type: text/plain
Content-Disposition: attachment; filename="../../note.txt"

{TEXT}
--x
Content-Type: image/png
Content-Disposition: attachment; filename=a.png
Content-Transfer-Encoding: base64

AAAA
--x--
"""


def opened(data: bytes) -> tuple[list[str], dict[str, str]]:
    found = list(captures_in(["-"], IntakeSettings(), stdin=io.BytesIO(data)))
    paths = [one.path for one in found if isinstance(one, RawCapture)]
    return paths, {one.code: one.message for one in found if isinstance(one, Issue)}


def test_attachments_are_captures_or_counted() -> None:
    paths, issues = opened(MAIL.encode())
    assert paths == ["-", "-/note.txt"]
    assert "1 image/png" in issues["attachments_skipped"]


@pytest.mark.parametrize("odd", [7, "words", None, [1]])
def test_what_is_no_item_of_a_feed_is_said(odd: object) -> None:
    items = [{"content_text": TEXT}, odd, {"content_text": "b"}]
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": items}
    paths, issues = opened(json.dumps(feed).encode())
    assert paths == ["-#1", "-#3"]
    assert "-#2" in issues["damaged_record"]


def archived(body: bytes, coding: bytes) -> bytes:
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: " + coding + b"\r\n\r\n" + body
    return b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: %d\r\n\r\n" % len(block) + block + b"\r\n\r\n"


def test_brotli_is_unpacked_and_its_bombs_are_not() -> None:
    packed = brotli.compress(f"<p>{TEXT}".encode())
    found = list(captures_in(["-"], IntakeSettings(), stdin=io.BytesIO(archived(packed, b"br"))))
    assert [one.data for one in found if isinstance(one, RawCapture)] == [f"<p>{TEXT}".encode()]
    small = IntakeSettings(max_capture_bytes=100_000)
    bomb = archived(brotli.compress(b" " * 10_000_000), b"br")
    found = list(captures_in(["-"], small, stdin=io.BytesIO(bomb)))
    assert [one.code for one in found if isinstance(one, Issue)] == ["too_large"]


def test_a_packing_that_is_not_read_is_said() -> None:
    paths, issues = opened(archived(b"\x28\xb5\x2f\xfd rest", b"zstd"))
    assert not paths
    assert "zstd" in issues["unsupported"]

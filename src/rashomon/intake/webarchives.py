"""WARC and ARC files → the pages that they hold, with record id, address, date and digest.

fastwarc reads WARC (2.2 times as fast as warcio); both stop at damage without a word, so what stopped is said
here. ARC, the older format, is simple enough to be read here (https://archive.org/web/researcher/ArcFileFormat.php).
"""

from __future__ import annotations

import email.policy
import gzip
import zlib
from collections import Counter
from collections.abc import Iterator
from email.parser import BytesHeaderParser
from typing import IO, BinaryIO

import brotli  # type: ignore[import-untyped]  # what fastwarc itself unpacks with
import msgspec
from fastwarc.warc import ArchiveIterator, WarcRecordType

from ..model.captures import Issue, RawCapture
from ..model.settings import IntakeSettings

Found = RawCapture | Issue

_PIECE = 4096
_ZSTD = b"\x28\xb5\x2f\xfd"
_TEXT = ("text/html", "application/xhtml", "text/plain", "application/json", "application/xml", "text/xml",
         "application/rss", "application/atom", "message/rfc822", "application/pdf")  # fmt: skip
"""Kinds of payload that can hold an account; styles, scripts and pictures are counted and left."""


def warc_captures(name: str, stream: BinaryIO, settings: IntakeSettings) -> Iterator[Found]:
    """The pages of a WARC file, plain or gzipped; damage ends it with an Issue that says after how many records."""
    skipped: Counter[str] = Counter()
    number = last = 0
    records = ArchiveIterator(stream, parse_http=False, quirks_mode=True)
    while True:
        try:
            record = next(records)
        except StopIteration:
            break
        except Exception as error:  # noqa: BLE001 - whatever the library raises, the records before it stand
            yield _damaged(name, number, error)
            break
        number += 1
        last = record.stream_pos
        label = f"{name}#{number}"
        try:
            declared = int(record.headers.get("Content-Length") or 0)
            block: bytes = record.reader.read(settings.max_capture_bytes + 1)
        except Exception as error:  # noqa: BLE001 - as above
            yield _damaged(name, number - 1, error)
            break
        if len(block) > settings.max_capture_bytes:
            yield _issue("too_large", f"{label}: larger than {settings.max_capture_bytes // 2**20} MB; not read")
            continue
        if len(block) < declared:
            yield _issue("truncated", f"{label}: the record ends after {len(block):,} of {declared:,} bytes")
        kind = record.record_type
        if kind not in (WarcRecordType.response, WarcRecordType.resource, WarcRecordType.conversion):
            skipped[record.headers.get("WARC-Type") or "unknown"] += 1
            continue
        known = _known(dict(record.headers.items()))
        media_type = record.headers.get("Content-Type") or ""
        is_http = kind == WarcRecordType.response
        yield from _page(label, block, known, media_type, is_http, skipped, settings.max_capture_bytes)
    if not _ends_whole(stream, last):
        yield _issue("truncated", f"{name}: ends in the middle of a record; {number} records were read")
    yield from _rest(name, skipped)


_RECORD_END = (b"\r\n\r\n", b"\n\n")


def _ends_whole(stream: BinaryIO, last: int) -> bool:
    """Whether the file ends where a record ends; `last` is where its last record begins.

    The readers stop at a broken end as if it were the end, so it is looked at here: two line ends close a record, and
    in a gzipped file the last member must be whole too.
    """
    stream.seek(0)
    if stream.read(2) != b"\x1f\x8b":
        stream.seek(max(0, stream.seek(0, 2) - 4))
        return stream.read(4).endswith(_RECORD_END)
    stream.seek(last)
    stream.seek(last if stream.read(2) == b"\x1f\x8b" else 0)  # the whole file may be zipped as one
    tail, member = b"", zlib.decompressobj(31)
    try:
        while packed := stream.read(65536):
            while packed:
                tail = (tail + member.decompress(packed))[-4:]
                packed = member.unused_data
                if member.eof and packed:
                    member = zlib.decompressobj(31)
    except zlib.error:
        return False
    return member.eof and tail.endswith(_RECORD_END)


def _known(headers: dict[str, str]) -> dict[str, str]:
    named = {
        "url": "WARC-Target-URI",
        "record": "WARC-Record-ID",
        "crawled": "WARC-Date",
        "digest": "WARC-Payload-Digest",
    }
    given = {k.lower(): v for k, v in headers.items()}
    found = {name: given.get(header.lower(), "").strip().strip("<>") for name, header in named.items()}
    return {k: v for k, v in found.items() if v}


def _page(
    label: str, block: bytes, known: dict[str, str], media_type: str, is_http: bool, skipped: Counter[str], limit: int
) -> Iterator[Found]:
    """The capture of one record, taken out of its HTTP response where it is one."""
    if is_http and block[:5] == b"HTTP/":
        response = _http(block, limit)
        if not 200 <= response.status < 300:
            skipped[f"status {response.status}"] += 1
            return
        if response.body is None:
            yield _issue("too_large", f"{label}: unpacks to more than {limit // 2**20} MB; not read")
            return
        if response.cut:
            yield _issue(
                "truncated", f"{label}: the packed page breaks off; {len(response.body):,} bytes of it were read"
            )
        if response.coding:
            yield _issue("unsupported", f"{label}: the page is packed as {response.coding}, which intake does not read")
            return
        block, media_type = response.body, response.media_type
    kind = media_type.split(";")[0].strip().lower()
    if kind and not kind.startswith(_TEXT):
        skipped[kind] += 1
        return
    if not block.strip():
        skipped["empty"] += 1
        return
    yield RawCapture(label, block, media_type or None, known, dict.fromkeys(known, "archive header"))


class _Response(msgspec.Struct, frozen=True):
    """An HTTP response as it was saved, its coding undone; no body where that is larger than a capture may be."""

    status: int
    media_type: str
    body: bytes | None
    cut: bool
    coding: str = ""
    """A packing that is not read, where it has one."""


def _http(block: bytes, limit: int) -> _Response:
    end = block.find(b"\r\n\r\n")
    width = 4
    if end < 0:
        end, width = block.find(b"\n\n"), 2
    head, body = (block, b"") if end < 0 else (block[:end], block[end + width :])
    first, _, rest = head.partition(b"\n")
    parts = first.split()
    status = int(parts[1]) if len(parts) > 1 and parts[1].isdigit() else 0
    headers = BytesHeaderParser(policy=email.policy.compat32).parsebytes(rest.replace(b"\r\n", b"\n") + b"\n\n")
    if "chunked" in str(headers.get("Transfer-Encoding", "")).lower():
        body = _unchunked(body)
    coding = str(headers.get("Content-Encoding", ""))
    unpacked, cut = _unpacked(body, coding, limit)
    unread = "zstd" if "zstd" in coding.lower() and body.startswith(_ZSTD) else ""
    return _Response(status, str(headers.get("Content-Type", "")), unpacked, cut, unread)


def _unchunked(body: bytes) -> bytes:
    """The body of a chunked response; one that is not chunked as it claims to be is taken as it stands."""
    parts: list[bytes] = []
    at = 0
    while at < len(body):
        line_end = body.find(b"\r\n", at)
        size = body[at:line_end].split(b";")[0].strip() if line_end >= 0 else b""
        try:
            length = int(size, 16)
        except ValueError:
            return b"".join(parts) + body[at:] if parts else body
        if length == 0:
            break
        parts.append(body[line_end + 2 : line_end + 2 + length])
        at = line_end + 2 + length + 2
    return b"".join(parts)


def _unpacked(body: bytes, coding: str, limit: int) -> tuple[bytes | None, bool]:
    """The body with its content coding undone, or as it stands, and whether it breaks off; None beyond `limit`."""
    cut = False
    windows = {"gzip": 31, "x-gzip": 31, "deflate": 47}
    for name in reversed([c.strip().lower() for c in coding.split(",") if c.strip()]):
        if name == "br":
            try:
                unpacked, cut = _unbrotlied(body, limit)
            except brotli.error:
                return body, cut  # already unpacked by the crawler, or damaged
            if unpacked is None:
                return None, False
            body = unpacked
            continue
        if name not in windows:
            continue
        try:
            if _is_larger(body, windows[name], limit):
                return None, False
            unpacker = zlib.decompressobj(windows[name])
            body = unpacker.decompress(body) or body
            cut = cut or not unpacker.eof
        except zlib.error:
            return body, cut
    return body, cut


def _unbrotlied(packed: bytes, limit: int) -> tuple[bytes | None, bool]:
    """A body packed by Brotli, piece by piece; None beyond `limit`."""
    unpacker, parts, size = brotli.Decompressor(), [], 0
    for at in range(0, len(packed), _PIECE):
        parts.append(unpacker.process(packed[at : at + _PIECE]))
        size += len(parts[-1])
        if size > limit:
            return None, False
    return b"".join(parts), not unpacker.is_finished()


def _is_larger(packed: bytes, window: int, limit: int) -> bool:
    """Whether bytes unpack to more than `limit`, found out piece by piece so that a bomb takes no memory.

    Deflate packs 1,032 times at most (https://zlib.net/zlib_tech.html), so most bodies need no look.
    """
    if len(packed) * 1032 <= limit:
        return False
    unpacker, size = zlib.decompressobj(window), 0
    while packed and size <= limit:
        size += len(unpacker.decompress(packed, 1 << 20))
        packed = unpacker.unconsumed_tail
    return size > limit


def arc_captures(name: str, stream: BinaryIO, settings: IntakeSettings) -> Iterator[Found]:
    """The pages of an ARC file, plain or gzipped."""
    packed = stream.read(2) == b"\x1f\x8b"
    stream.seek(0)
    source: IO[bytes] = gzip.GzipFile(fileobj=stream) if packed else stream  # type: ignore[assignment]
    skipped: Counter[str] = Counter()
    number = headless = 0
    try:
        while header := _arc_header(source):
            fields = header.rsplit(b" ", 4)
            if len(fields) != 5 or not fields[4].isdigit():
                headless += 1  # the line of another kind, or a header without its length: the next header is sought
                continue
            number += 1
            address, _, date, media_type, length = (f.decode("utf-8", "replace") for f in fields)
            block = source.read(min(int(length), settings.max_capture_bytes + 1))
            if len(block) > settings.max_capture_bytes:
                most = settings.max_capture_bytes // 2**20
                yield _issue("too_large", f"{name}#{number}: larger than {most} MB; not read")
                _skip(source, int(length) - len(block))
                continue
            if len(block) < int(length):
                yield _issue(
                    "truncated", f"{name}#{number}: the record ends after {len(block):,} of {int(length):,} bytes"
                )
            if address.startswith("filedesc:"):
                continue
            known = {"url": address, "crawled": date}
            yield from _page(f"{name}#{number}", block, known, media_type, True, skipped, settings.max_capture_bytes)
    except (OSError, EOFError, zlib.error) as error:
        yield _damaged(name, number, error)
    if headless:
        yield _issue(
            "damaged_archive", f"{name}: {headless} lines where a record's header should stand; records read: {number}"
        )
    yield from _rest(name, skipped)


def _skip(source: IO[bytes], count: int) -> None:
    while count > 0 and (piece := source.read(min(count, 1 << 20))):
        count -= len(piece)


def _arc_header(source: IO[bytes]) -> bytes:
    """The next line that is not blank, without its end; empty at the end of the file."""
    for _ in range(1000):
        line = source.readline(65536)
        if not line or line.strip():
            return line.strip()
    return b""


def _rest(name: str, skipped: Counter[str]) -> Iterator[Issue]:
    if skipped:
        what = ", ".join(f"{n} {kind}" for kind, n in sorted(skipped.items()))
        yield _issue("records_skipped", f"{name}: records that hold no page were left: {what}")


def _damaged(name: str, number: int, error: Exception) -> Issue:
    return _issue(
        "damaged_archive", f"{name}: damaged after record {number} ({error}); the records before it were read"
    )


def _issue(code: str, message: str) -> Issue:
    return Issue(None, None, "intake", code, message)

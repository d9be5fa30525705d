"""Files of records → one capture a record: JSON documents, JSON Lines, CSV, TSV, Parquet."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from ..model.captures import Issue, RawCapture
from ..model.settings import IntakeSettings
from .feeds import json_feed_records

Found = RawCapture | Issue

_LISTS = ("articles", "items", "results", "stories", "posts", "records", "documents", "docs", "data", "entries", "hits")
"""Keys under which collectors keep a list of records in one JSON document."""
_TEXTS = {"text", "body", "content", "maintext", "article", "articlebody", "plain_text", "full_text", "story_text"}
_TEXTS |= {"description", "cleaned_text", "body_text", "article_text"}
_OTHERS = {"title", "headline", "url", "link", "id", "date", "published", "publish_date", "date_publish", "author"}
_OTHERS |= {
    "authors",
    "publisher",
    "media_name",
    "language",
    "source",
    "domain",
    "published_at",
    "story_id",
    "media_id",
}
_OTHERS |= {"guid", "pubdate", "outlet", "timestamp", "name"}
"""Column names by which a table of accounts is told from any other."""
_NAME_WORDS = 3
"""A column's name has few words; a first line of prose with commas has more between two of them."""


def is_json_lines(stream: BinaryIO, limit: int) -> bool:
    """Whether the first line that is not blank is one whole JSON object; the stream is put back to its start."""
    line = b""
    for _ in range(64):
        line = stream.readline(limit)
        if line.strip() or not line:
            break
    stream.seek(0)
    line = line.removeprefix(b"\xef\xbb\xbf").strip()
    if not (line.startswith(b"{") and line.endswith(b"}")):
        return False
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(record, dict) and not _holds_records(record)


def _holds_records(document: dict[str, Any]) -> bool:
    """Whether a JSON object is a list of records in a wrapper, on one line."""
    return any(isinstance(v := document.get(k), list) and v and isinstance(v[0], dict) for k in _LISTS)


def json_lines(name: str, stream: BinaryIO, settings: IntakeSettings) -> Iterator[Found]:
    """One capture a line; a line that is no whole record, or too long, is an Issue."""
    limit = settings.max_capture_bytes
    number = 0
    while line := stream.readline(limit + 1):
        number += 1
        if len(line) > limit:
            while line and not line.endswith(b"\n"):
                line = stream.readline(limit)
            yield _issue("too_large", f"{name}#{number}: a record larger than {limit // 2**20} MB; not read")
            continue
        line = line.removeprefix(b"\xef\xbb\xbf").strip()
        if not line:
            continue
        if not (line.startswith(b"{") and line.endswith(b"}")):
            yield _issue("truncated", f"{name}#{number}: this line is no whole JSON record; not read")
            continue
        yield RawCapture(f"{name}#{number}", line, "application/json")


def json_records(data: bytes) -> list[bytes | None] | None:
    """The records of one JSON document, each as bytes, or None where it is no JSON of records.

    What stands among the records and is none (a number, a bare string) is None in its place.
    """
    if data[:64].removeprefix(b"\xef\xbb\xbf").lstrip()[:1] not in (b"{", b"["):
        return None
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return None
    records: Any = document
    if isinstance(document, dict):
        feed = json_feed_records(document)
        listed = (v for k in _LISTS if isinstance(v := document.get(k), list))
        records = feed if feed is not None else next(listed, [document])
    if not isinstance(records, list) or sum(isinstance(r, dict) for r in records) * 2 <= len(records):
        return None
    return [_encoded(r) if isinstance(r, dict) else None for r in records]


def delimiter_of(head: bytes) -> str | None:
    """The delimiter of a table of accounts, by the names of its columns, or None.

    >>> delimiter_of(b"title,url,text\\nA fire,https://example.org,It burned.")
    ','
    """
    line = head.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0].decode("utf-8", "replace").strip().lower()
    for mark in ("\t", ",", ";", "|"):
        names = {n.strip().strip('"').replace(" ", "_") for n in line.split(mark)}
        if any(n.count("_") > _NAME_WORDS or n.endswith(".") for n in names):
            continue
        if len(names) >= 2 and names & _TEXTS and (names & _OTHERS or len(names & _TEXTS) >= 2):
            return mark
    return None


def table_records(name: str, stream: BinaryIO, delimiter: str, settings: IntakeSettings) -> Iterator[Found]:
    """One capture a row, under its columns' names; a row of another length is an Issue, read as far as it goes."""
    csv.field_size_limit(settings.max_capture_bytes)
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="replace", newline="")
    lines = (line.replace("\x00", "") for line in text)
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        columns = [c.strip() for c in next(reader, [])]
        for number, cells in enumerate(reader, 1):
            if not any(c.strip() for c in cells):
                continue
            if len(cells) != len(columns):
                yield _issue("damaged_record", f"{name}#{number}: {len(cells)} cells for {len(columns)} columns")
            row = _encoded({c: v for c, v in zip(columns, cells, strict=False) if v})
            cells.clear()  # a long row is not held twice while it is read on
            yield RawCapture(f"{name}#{number}", row, "application/json")
    except csv.Error as error:
        yield _issue("damaged_record", f"{name}: the table cannot be read on ({error})")
    finally:
        text.detach()


def parquet_records(name: str, stream: BinaryIO) -> Iterator[Found]:
    """One capture a row of a Parquet file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(stream)
        number = 0
        for batch in file.iter_batches(batch_size=256):
            for row in batch.to_pylist():
                number += 1
                plain = {k: v for k, v in row.items() if v is not None and not isinstance(v, bytes)}
                yield RawCapture(f"{name}#{number}", _encoded(plain), "application/json")
    except (pa.ArrowException, OSError, ValueError) as error:
        yield _issue("damaged_archive", f"{name}: the Parquet file cannot be read ({error})")


def _encoded(record: dict[str, Any]) -> bytes:
    return json.dumps(record, ensure_ascii=False, sort_keys=True, default=str).encode("utf-8", "surrogatepass")


def _issue(code: str, message: str) -> Issue:
    return Issue(None, None, "intake", code, message)

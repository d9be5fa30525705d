"""What kind of thing a capture is, by its content; a name or declared type only breaks ties."""

from __future__ import annotations

import re

HTML = "text/html"
JSON_RECORD = "application/json"
TEXT = "text/plain"
PDF = "application/pdf"
UNKNOWN = "application/octet-stream"

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"PK\x03\x04", "application/zip"),
    (b"PK\x05\x06", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
    (b"BZh", "application/x-bzip2"),
    (b"\xfd7zXZ", "application/x-xz"),
    (b"7z\xbc\xaf", "application/x-7z-compressed"),
    (b"Rar!", "application/x-rar"),
    (b"SQLite format 3\x00", "application/x-sqlite3"),
    (b"PAR1", "application/x-parquet"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/msword"),
    (b"{\\rtf", "application/rtf"),
    (b"ID3", "audio/mpeg"),
    (b"OggS", "audio/ogg"),
    (b"RIFF", "audio/wav"),
    (b"\x7fELF", "application/x-executable"),
    (b"MZ\x90", "application/x-executable"),
)
BINARY: dict[str, str] = {
    "image/png": "an image",
    "image/jpeg": "an image",
    "image/gif": "an image",
    "application/zip": "an archive or office document",
    "application/gzip": "a packed file",
    "application/x-bzip2": "a packed file",
    "application/x-xz": "a packed file",
    "application/x-7z-compressed": "an archive",
    "application/x-rar": "an archive",
    "application/x-sqlite3": "a database",
    "application/x-parquet": "a Parquet table",
    "application/msword": "an office document",
    "application/rtf": "an RTF document",
    "audio/mpeg": "a sound recording",
    "audio/ogg": "a sound recording",
    "audio/wav": "a sound recording",
    "video/mp4": "a film",
    "application/x-executable": "a program",
}
"""Kinds that are known and not read, with the words for them."""
_HTML_HEAD = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|meta|script|title|link)\b|<!--|<\?xml[^>]*>\s*<!doctype\s+html", re.IGNORECASE
)
_HTML_TAGS = re.compile(
    rb"<(?:p|div|a|br|span|h[1-6]|li|ul|img|article|section|table|b|i|em|strong)\b[^<>]*>", re.IGNORECASE
)
_SAMPLE = 8192


def media_type_of(data: bytes, declared: str | None = None, path: str = "") -> str:
    """The media type of some bytes; `application/octet-stream` for what is no text and of no known kind.

    >>> media_type_of(b"<!DOCTYPE html><title>x</title>", "text/plain", "a.txt")
    'text/html'
    >>> media_type_of(b"%PDF-1.7 ..."), media_type_of(b'{"title": "x", "text": "y"}'), media_type_of(b"Bridge closed")
    ('application/pdf', 'application/json', 'text/plain')
    """
    for magic, kind in _MAGIC:
        if data.startswith(magic) and not _is_text_after(data, magic):
            return kind
    if data[4:8] == b"ftyp":
        return "video/mp4"
    if _is_binary(data[:_SAMPLE]):
        return UNKNOWN
    head = data[:_SAMPLE].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if head.startswith(b"{") and data.rstrip(b" \t\r\n\x00").endswith(b"}"):
        return JSON_RECORD
    return HTML if _is_html(head, declared, path) else TEXT


def _is_text_after(data: bytes, magic: bytes) -> bool:
    """A text may begin with the letters of a magic number ("RIFF raff", "ID3 tags")."""
    return magic.isalnum() and not _is_binary(data[:_SAMPLE])


def _is_binary(sample: bytes) -> bool:
    """Many control bytes that no text has; UTF-16 has zeros, but in every other place."""
    if not sample or sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    zeros = sample.count(0)
    if zeros * 5 >= len(sample) * 2 and (sample[0::2].count(0) * 8 < zeros or sample[1::2].count(0) * 8 < zeros):
        return False
    odd = len(sample.translate(None, bytes(range(32, 256)) + b"\t\n\r\f\x1b\x0b\x85"))
    return odd * 20 > len(sample) or zeros > max(4, len(sample) // 200)


def _is_html(head: bytes, declared: str | None, path: str) -> bool:
    if _HTML_HEAD.match(head):
        return True
    tags = len(_HTML_TAGS.findall(head))
    said = "html" in (declared or "") or path.lower().endswith((".html", ".htm", ".xhtml", ".mhtml"))
    return (head.startswith(b"<") and tags >= 2) or tags >= (3 if said else 12)

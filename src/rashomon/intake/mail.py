"""Saved mail (newsletters) and pages saved as MHTML, by the standard library's parser."""

from __future__ import annotations

import email.policy
import json
import re
from collections import Counter
from collections.abc import Iterator
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr, parsedate_to_datetime

from ..model.captures import Issue, RawCapture

Found = RawCapture | Issue

_HEADER = re.compile(
    rb"^(?:From|To|Subject|Date|Message-ID|MIME-Version|Received|Return-Path|Delivered-To|Content-Type|Sender|List-Id|"
    rb"Snapshot-Content-Location|X-[\w-]+):",
    re.IGNORECASE | re.MULTILINE,
)
_MBOX = re.compile(rb"^From \S+.*\d{4}\s*$", re.MULTILINE)
_READABLE = ("text/plain", "text/html", "text/markdown", "application/pdf", "application/json", "application/xhtml+xml")
_PLAIN_ENOUGH = 200
"""A plain part shorter than this many characters is a stub ("see the web version"), and the HTML part is read."""


def is_mail(head: bytes) -> bool:
    """Whether the first bytes are the headers of a message, or of an mbox of them.

    >>> is_mail(b"From: a@example.org\\nSubject: News\\nDate: Mon, 3 May 2021 10:00:00 +0000\\n\\nHello")
    True
    >>> is_mail(b"From: the desk\\n\\nAn article.")
    False
    """
    if _MBOX.match(head):
        head = head.partition(b"\n")[2]
    block = re.split(rb"\r?\n\r?\n", head, maxsplit=1)[0]
    names = {m.group().lower() for m in _HEADER.finditer(block)}
    return bool(_HEADER.match(head)) and len(names) >= 3 and b"from:" in names


def mail_captures(name: str, data: bytes) -> Iterator[Found]:
    """The messages of a file, one or many; a page saved as MHTML is that page."""
    starts = [m.start() for m in _MBOX.finditer(data)] if _MBOX.match(data) else []
    if not starts:
        yield from _message(name, data)
        return
    for number, (start, end) in enumerate(zip(starts, [*starts[1:], len(data)], strict=True), 1):
        yield from _message(f"{name}#{number}", data[start:end].partition(b"\n")[2])


def _message(name: str, data: bytes) -> Iterator[Found]:
    message = BytesParser(policy=email.policy.default).parsebytes(data)
    assert isinstance(message, EmailMessage)
    address = _header(message, "Snapshot-Content-Location")
    html, plain = _part(message, "html"), _part(message, "plain")
    if html and (address or message.get_content_type() == "multipart/related"):
        known = {"url": address} if address else {}
        yield RawCapture(name, html.encode("utf-8", "surrogatepass"), "text/html; charset=utf-8", known,
                         dict.fromkeys(known, "MHTML header"))  # fmt: skip
        return
    text = plain if plain and (len(plain) >= _PLAIN_ENOUGH or not html) else html
    if not text or not text.strip():
        yield Issue(None, None, "intake", "empty", f"{name}: a message without text")
        yield from _attachments(name, message)
        return
    sender, mailbox = parseaddr(_header(message, "From") or "")
    record = {
        "id": _header(message, "Message-ID"),
        "title": _header(message, "Subject"),
        "publisher": sender or mailbox,
        "published": _date(message),
        "text": text.replace("\r\n", "\n"),
    }
    kept = {k: v for k, v in record.items() if v}
    yield RawCapture(
        name, json.dumps(kept, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace"), "application/json"
    )
    yield from _attachments(name, message)


def _attachments(name: str, message: EmailMessage) -> Iterator[Found]:
    """What is attached to a message: texts, pages and PDFs as captures of their own, the rest counted by kind."""
    left: Counter[str] = Counter()
    for number, (kind, label, data) in enumerate(_attached(message), 1):
        if kind in _READABLE and data:
            yield RawCapture(f"{name}/{label or f'attachment {number}'}", data, kind)
        else:
            left[kind] += 1
    if left:
        what = ", ".join(f"{count} {kind}" for kind, count in sorted(left.items()))
        yield Issue(None, None, "intake", "attachments_skipped", f"{name}: attachments that are not read: {what}")


def _attached(message: EmailMessage) -> list[tuple[str, str, bytes]]:
    found: list[tuple[str, str, bytes]] = []
    try:
        for part in message.iter_attachments():
            label = (part.get_filename() or "").replace("\\", "/").rpartition("/")[2].strip(". ")
            data = part.get_payload(decode=True)
            found.append((part.get_content_type(), label, data if isinstance(data, bytes) else b""))
    except Exception:  # noqa: BLE001 - as below
        found.append(("damaged", "", b""))
    return found


def _header(message: EmailMessage, name: str) -> str | None:
    try:
        value = message.get(name)
        return str(value).strip() if value is not None else None
    except Exception:  # noqa: BLE001 - a malformed header makes the parser raise many kinds
        return None


def _date(message: EmailMessage) -> str | None:
    try:
        return parsedate_to_datetime(_header(message, "Date") or "").isoformat()
    except (ValueError, TypeError, IndexError):
        return None


def _part(message: EmailMessage, kind: str) -> str | None:
    try:
        part = message.get_body(preferencelist=(kind,))
        content = part.get_content() if part is not None else None
    except Exception:  # noqa: BLE001 - unknown charsets and broken boundaries raise many kinds
        return None
    return content if isinstance(content, str) else None

"""What a form sends, read within bounds: fields by name, and at most one file."""

from __future__ import annotations

from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.policy import HTTP
from urllib.parse import parse_qsl

import msgspec

MOST = 8 * 1024 * 1024
"""Bytes that a form may send: a draft of a book is smaller."""
FIELDS, LONGEST = 40, 600_000
"""Fields of a form, and characters of one."""


class Upload(msgspec.Struct, frozen=True):
    """A file as the browser sent it."""

    name: str
    data: bytes


class Form(msgspec.Struct, frozen=True):
    """The fields of a form, the first of each name, and its file."""

    fields: dict[str, str] = {}
    upload: Upload | None = None


def read_form(kind: str, body: bytes) -> Form:
    """A form as `application/x-www-form-urlencoded` or `multipart/form-data`; anything else is an empty one.

    >>> read_form("application/x-www-form-urlencoded", b"a=1&b=x+y&a=2").fields
    {'a': '1', 'b': 'x y'}
    """
    name = kind.partition(";")[0].strip().lower()
    if name == "application/x-www-form-urlencoded":
        return Form(read_query(body.decode("utf-8", "replace")))
    return _parts(kind, body) if name == "multipart/form-data" else Form()


def read_query(text: str) -> dict[str, str]:
    """The fields of a query, the first of each name; one of too many fields asks for nothing.

    >>> read_query("q=two+words&page=2"), read_query("&".join(["a=1"] * 99))
    ({'q': 'two words', 'page': '2'}, {})
    """
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=FIELDS)
    except ValueError:
        return {}
    made: dict[str, str] = {}
    for name, value in pairs:
        made.setdefault(name, value[:LONGEST])
    return made


def _parts(kind: str, body: bytes) -> Form:
    head = f"Content-Type: {kind.translate({13: None, 10: None})}\r\n\r\n".encode("latin-1", "replace")
    whole = BytesParser(EmailMessage, policy=HTTP).parsebytes(head + body)
    fields: dict[str, str] = {}
    upload = None
    given = whole.get_payload() if whole.is_multipart() else []
    for part in [p for p in given if isinstance(p, Message)][:FIELDS] if isinstance(given, list) else []:
        name, data = _named(part), _data(part)
        file = part.get_filename()
        if file is not None and upload is None and data:
            upload = Upload(file.replace("\\", "/").rpartition("/")[2][:200], data)
        elif file is None and name:
            fields.setdefault(name, data.decode("utf-8", "replace")[:LONGEST])
    return Form(fields, upload)


def _named(part: Message) -> str:
    found = part.get_param("name", header="content-disposition")
    return found if isinstance(found, str) else ""


def _data(part: Message) -> bytes:
    found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""

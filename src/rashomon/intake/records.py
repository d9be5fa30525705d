"""One JSON record of a collector → headline, body and fields, by the names that the usual collectors give them.

Names are those of news-please, Media Cloud, Event Registry, GDELT, newspaper4k, ninjs (IPTC), schema.org and the usual
Hugging Face sets; compared without case, `_`, `-` and `:`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import msgspec

from .mapped import MappedText
from .metadata import people
from .places import locate

_NAMES: dict[str, tuple[str, ...]] = {
    "record": (
        "id",
        "uid",
        "uri",
        "guid",
        "_id",
        "articleid",
        "storiesid",
        "storyid",
        "docid",
        "documentid",
        "globaleventid",
        "gkgrecordid",
        "identifier",
        "key",
        "index",
    ),
    "headline": ("headline", "title", "headlinemain", "articletitle", "name", "pagetitle"),
    "body": (
        "maintext",
        "bodytext",
        "articlebody",
        "bodyhtml",
        "fulltext",
        "articletext",
        "text",
        "body",
        "content",
        "storytext",
        "cleanedtext",
        "html",
        "bodyxhtml",
        "rawhtml",
        "document",
        "article",
        "transcript",
        "description",
        "summary",
        "abstract",
    ),
    "url": (
        "url",
        "link",
        "sourceurl",
        "articleurl",
        "documentidentifier",
        "canonicalurl",
        "permalink",
        "href",
        "webpage",
    ),
    "publisher": (
        "publisher",
        "outlet",
        "sourcename",
        "source",
        "medianame",
        "newspaper",
        "site",
        "sitename",
        "sourcedomain",
        "domain",
        "sourcecommonname",
        "medium",
        "publication",
        "feedtitle",
        "newsoutlet",
    ),
    "author": ("author", "authors", "byline", "creator", "writer", "journalist", "by", "creators"),
    "published": (
        "published",
        "datepublish",
        "datepublished",
        "publisheddate",
        "publishedat",
        "publishdate",
        "pubdate",
        "publicationdate",
        "datetimepub",
        "firstcreated",
        "versioncreated",
        "datetime",
        "date",
        "publicationtime",
        "created",
        "createdat",
        "timestamp",
        "seendate",
        "time",
    ),
    "modified": (
        "modified",
        "datemodify",
        "datemodified",
        "updated",
        "updatedat",
        "modifieddate",
        "lastmodified",
        "versioncreated",
    ),
    "language": ("language", "lang", "inlanguage", "languagecode"),
}
"""Our field → the records' names for it, the surest first."""
_LANGUAGES = {
    "eng": "en",
    "deu": "de",
    "ger": "de",
    "fra": "fr",
    "fre": "fr",
    "spa": "es",
    "rus": "ru",
    "ita": "it",
    "por": "pt",
    "english": "en",
    "german": "de",
    "french": "fr",
    "spanish": "es",
    "russian": "ru",
    "italian": "it",
    "portuguese": "pt",
    "ukr": "uk",
    "pol": "pl",
    "nld": "nl",
    "tur": "tr",
    "ara": "ar",
    "zho": "zh",
    "jpn": "ja",
}
_KNOWN = ["record", "url", "publisher", "published", "modified", "language"]
_DEEPEST = 20
"""Lists within lists beyond which no text is looked for; no collector nests its text at all."""
_TAGS = re.compile(r"<(?:p|div|br|h[1-6]|html|body|article|span|li)\b[^<>]*>", re.IGNORECASE)


class Record(msgspec.Struct, frozen=True):
    """A record as fields; `keys` names the record's own field behind each of ours."""

    headline: MappedText
    body: MappedText
    html: bool
    known: dict[str, str]
    authors: tuple[str, ...]
    keys: dict[str, str]


def read_record(text: str) -> Record | None:
    """The fields of a JSON object, or None where it is none or holds no text.

    >>> record = read_record('{"id": 7, "title": "Bridge closed", "maintext": "It was.", "source_domain": "a.example"}')
    >>> record.body.text, record.known
    ('It was.', {'record': '7', 'publisher': 'a.example'})
    """
    try:
        value = json.loads(text.strip().strip("\ufeff\x00"), strict=False)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict):
        return None
    fields = dict(_fields(value))
    found: dict[str, tuple[str, str]] = {ours: picked for ours in _NAMES if (picked := _pick(ours, fields)) is not None}
    if "body" not in found and "headline" not in found:
        return None
    keys = {ours: key for ours, (key, _) in found.items()}
    body = found["body"][1] if "body" in found else ""
    headline = found["headline"][1] if "headline" in found else ""
    known = {ours: found[ours][1] for ours in _KNOWN if ours in found}
    if "language" in known:
        known["language"] = _LANGUAGES.get(known["language"].lower(), known["language"])
    authors = tuple(people([found["author"][1]])) if "author" in found else ()
    return Record(
        locate(text, headline, 0), locate(text, body, 0), len(_TAGS.findall(body[:20_000])) >= 2, known, authors, keys
    )


def _fields(value: dict[str, Any]) -> Iterator[tuple[str, tuple[str, object]]]:
    """The fields by folded name, outer before inner; a record within a record (`_source`, `fields`) is opened."""
    seen: set[str] = set()
    for key, inner in value.items():
        name = re.sub(r"[_\-: .]", "", str(key)).lower()
        if name not in seen:
            seen.add(name)
            yield name, (str(key), inner)
    for wrapper in ("_source", "fields", "article", "data", "doc"):
        inner = value.get(wrapper)
        if isinstance(inner, dict):
            yield from ((n, pair) for n, pair in _flat(inner) if n not in seen)


def _flat(value: dict[str, Any]) -> Iterator[tuple[str, tuple[str, object]]]:
    for key, inner in value.items():
        yield re.sub(r"[_\-: .]", "", str(key)).lower(), (str(key), inner)


def _pick(ours: str, fields: dict[str, tuple[str, object]]) -> tuple[str, str] | None:
    for name in _NAMES[ours]:
        if name in fields:
            key, value = fields[name]
            text = _text(value)
            if text:
                return key, text
    return None


def _text(value: object, depth: int = 0) -> str:
    """A field as one string: of a list its strings, of an object its name, title or main part."""
    if depth > _DEEPEST:
        return ""
    if isinstance(value, str):
        return value.strip("\x00")
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list):
        parts = [part for one in value if (part := _text(one, depth + 1))]
        return ("\n\n" if any(len(part) > 60 for part in parts) else "; ").join(parts)
    if isinstance(value, dict):
        names = ("name", "title", "main", "text", "value", "uri", "body", "default")
        return next((text for name in names if (text := _text(value.get(name), depth + 1))), "")
    return ""

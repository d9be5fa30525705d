"""Feeds → their entries, each a record of its own.

feedparser, because it also reads what is broken: a strict and fast parser returned 6 of 200 entries of a damaged feed
without a word. What it does not reach is counted here and said.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import feedparser

from ..model.captures import Issue, RawCapture

Found = RawCapture | Issue

_HEAD = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?[^>]*>\s*|<!--.*?-->\s*|<!DOCTYPE[^>]*>\s*)*<(\w+:)?(rss|feed|rdf|opml)\b",
    re.IGNORECASE | re.DOTALL,
)
_ENTRY = re.compile(rb"<(?:\w+:)?(?:item|entry)[\s>]", re.IGNORECASE)
_OPENS = re.compile(rb"<[A-Za-z]")
_MOST_OPEN = 5_000
_OUTLINE = re.compile(rb"<outline\b[^>]*\bxmlUrl\b", re.IGNORECASE)


def feed_kind(head: bytes) -> str | None:
    """`rss`, `feed` (Atom), `rdf` or `opml` by the root element, or None.

    >>> feed_kind(b'<?xml version="1.0"?><rss version="2.0">')
    'rss'
    """
    found = _HEAD.match(head)
    return found.group(2).decode().lower() if found else None


def feed_captures(name: str, data: bytes) -> Iterator[Found]:
    """The entries of an RSS or Atom feed as records; damage and lost entries are said."""
    if _never_closes(data):
        yield _issue("damaged_feed", f"{name}: {len(_ENTRY.findall(data))} entries of tags that never end; not read")
        return
    parsed = feedparser.parse(data, sanitize_html=False, resolve_relative_uris=False)
    present = len(_ENTRY.findall(data))
    read = 0
    for number, entry in enumerate(parsed.entries, 1):
        if entry.get("title") or entry.get("summary") or entry.get("content"):
            read += 1
            yield RawCapture(f"{name}#{number}", _record(entry, parsed.feed), "application/json")
    if parsed.bozo:
        why = str(parsed.get("bozo_exception", "")) or "not well formed"
        yield _issue("damaged_feed", f"{name}: the feed is damaged ({why}); {read} of {present} entries read")
    elif read < present:
        yield _issue("damaged_feed", f"{name}: {read} of {present} entries read; the others hold no words")
    elif not parsed.entries:
        yield _issue("empty", f"{name}: a feed without entries")


def _never_closes(data: bytes) -> bool:
    """Whether most tags of a feed are left open, and thousands: the parser's time grows with the square of them."""
    opened = len(_OPENS.findall(data))
    still = opened - data.count(b"</") - data.count(b"/>")
    return still > _MOST_OPEN and still * 2 > opened


def _record(entry: Any, feed: Any) -> bytes:
    """An entry under the names that records use; the longest of its texts is its text."""
    texts = [c.get("value", "") for c in entry.get("content", [])] + [entry.get("summary", "")]
    text = max(texts, key=len, default="")
    record = {
        "id": entry.get("id") or entry.get("link"),
        "title": entry.get("title"),
        "url": entry.get("link"),
        "published": entry.get("published"),
        "modified": entry.get("updated") if "updated" in entry else None,  # else feedparser gives `published` for it
        "authors": [a["name"] for a in entry.get("authors", []) if a.get("name")],
        "publisher": (entry.get("source") or {}).get("title") or feed.get("title"),
        "language": feed.get("language"),
        "text": text,
    }
    kept = {k: v for k, v in record.items() if v}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass")


def opml_issue(name: str, data: bytes) -> Issue:
    """An OPML file is a list of feeds, none of which is fetched."""
    return _issue(
        "is_list", f"{name}: a list of {len(_OUTLINE.findall(data))} feeds; nothing is fetched from the network"
    )


def json_feed_records(document: dict[str, Any]) -> list[Any] | None:
    """The items of a JSON Feed (https://www.jsonfeed.org/version/1.1/) under the names that records use, or None."""
    items = document.get("items")
    if "jsonfeed.org" not in str(document.get("version", "")) or not isinstance(items, list):
        return None
    made: list[Any] = []
    for item in items:
        if not isinstance(item, dict):
            made.append(item)  # counted by who asked
            continue
        people = item.get("authors") or ([item["author"]] if isinstance(item.get("author"), dict) else [])
        record = {
            "id": item.get("id"),
            "title": item.get("title"),
            "url": item.get("url") or item.get("external_url"),
            "published": item.get("date_published"),
            "modified": item.get("date_modified"),
            "authors": [p["name"] for p in people if isinstance(p, dict) and p.get("name")],
            "publisher": document.get("title"),
            "language": item.get("language") or document.get("language"),
            "text": item.get("content_html") or item.get("content_text") or item.get("summary"),
        }
        made.append({k: v for k, v in record.items() if v})
    return made


def _issue(code: str, message: str) -> Issue:
    return Issue(None, None, "intake", code, message)

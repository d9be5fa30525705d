"""A place in an account as a citation: text, Markdown, and a W3C Web Annotation."""

from __future__ import annotations

import json
from typing import Any

from .characters import one_line, shortened, web_address
from .dates import moment
from .reader import Row

HEADLINE = 300
"""Characters of a headline in a citation."""
CONTEXT = 32
"""Characters of prefix and suffix in a text quote selector."""


def as_text(item: Row, capture: Row, start: int, end: int, *, name: str) -> str:
    """The words with outlet, headline, date, file, place and the capture's hash."""
    quoted = one_line(item["text"][start:end])
    return (
        f"“{quoted}” {name}, “{_headline(item)}”, {moment(item['published']).words}. "
        f"{one_line(item['capture'])}, characters {start}–{end} of the account; "
        f"capture SHA-256 {capture.get('sha256', 'unknown')}."
    )


def as_markdown(item: Row, capture: Row, start: int, end: int, *, name: str) -> str:
    """The words as a Markdown quotation; a mark that Markdown would obey is escaped."""
    quoted = _escaped(one_line(item["text"][start:end]))
    return (
        f"> {quoted}\n>\n> — {_escaped(name)}, *{_escaped(_headline(item))}*, "
        f"{moment(item['published']).words} (characters {start}–{end}; SHA-256 `{capture.get('sha256', 'unknown')}`)"
    )


def _headline(item: Row) -> str:
    return shortened(one_line(item["headline"]) or "no headline", HEADLINE)


def _escaped(text: str) -> str:
    return "".join(f"\\{c}" if c in "\\`*_{}[]()#+-!<>|" else c for c in text)


def as_annotation(item: Row, capture: Row, start: int, end: int, *, body: str) -> dict[str, Any]:
    """A Web Annotation (W3C Recommendation of 2017): the place by position and by its words, the finding as its body.

    The target is the account's text, named by the hash of its capture and its place in it, since that is what the
    offsets count in; where the account came from is its `scope`.
    """
    text = item["text"]
    target: dict[str, Any] = {
        "source": f"urn:sha256:{capture.get('sha256', '')}#account={item['ordinal']}",
        "selector": [
            {"type": "TextPositionSelector", "start": start, "end": end},
            {
                "type": "TextQuoteSelector",
                "exact": text[start:end],
                "prefix": text[max(0, start - CONTEXT) : start],
                "suffix": text[end : end + CONTEXT],
            },
        ],
    }
    if address := web_address(item["url"]):
        target["scope"] = address
    return {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "type": "Annotation",
        "motivation": "describing",
        "body": {"type": "TextualBody", "value": body, "format": "text/plain"},
        "target": target,
    }


def annotation_text(annotation: dict[str, Any]) -> str:
    """The annotation as indented JSON."""
    return json.dumps(annotation, ensure_ascii=False, indent=1)

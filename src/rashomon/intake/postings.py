"""Pages whose markup shows several accounts: index pages, live blogs with their entries declared, embedded posts."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator
from typing import Any, Literal
from urllib.parse import urljoin

import msgspec
from lxml import html as lxml_html

from .dates import edtf_of, find_dates
from .metadata import json_ld, people

BLOCKS = re.compile(
    r"<(?:p|div|br|li|h[1-6]|tr|td|blockquote|section|article|ul|ol|table|title|header|footer)\b[^<>]*>", re.IGNORECASE
)
"""Tags at which a paragraph begins or ends."""
TAG = re.compile(r"<[^<>]*>")
_EMBED = re.compile(r"\b(?:twitter-tweet|twitter-video|instagram-media|tiktok-embed|bluesky-embed|mastodon-embed)\b")
"""Classes that the services' own embedding codes give to the box of a post."""
_SIGNATURE = re.compile(
    r"(?:[—–-]|\bshared by)\s*(?P<name>[^()—–]{2,60}?)\s*\(@(?P<handle>[\w.-]{2,40})\)\s*(?:on\s+)?(?P<date>.{0,60})$",
    re.DOTALL,
)
_AUTHOR = re.compile(r"\b(?:author|byline|writer)\b", re.IGNORECASE)
_DATE = re.compile(r"\b(?:date|time|published)\b", re.IGNORECASE)
_HEADINGS = ("h1", "h2", "h3", "h4")
_FULL = 60
"""Words from which a box on an index page is an account; a shorter one is a teaser of an account elsewhere."""
_MOST_BOXES = 2_000

Kind = Literal["entry", "teaser", "live head", "live entry", "post"]


class Part(msgspec.Struct, frozen=True):
    """One account of a page, as its own box or declaration shows it; `published` is EDTF."""

    kind: Kind
    headline: str | None
    lines: tuple[str, ...]
    authors: tuple[str, ...] = ()
    published: str | None = None
    modified: str | None = None
    url: str | None = None


def body_parts(body: str) -> list[str]:
    """The paragraphs of a declared body, which may hold markup, and that escaped.

    >>> body_parts("<p>The bridge is <b>shut</b>.</p><p>It&#39;s old.</p>")
    ['The bridge is shut.', "It's old."]
    """
    plain = entities.unescape(body) if "&lt;" in body else body
    pieces = BLOCKS.sub("\n", plain).split("\n")
    return [text for piece in pieces if (text := " ".join(entities.unescape(TAG.sub("", piece)).split()))]


def live_parts(tree: lxml_html.HtmlElement) -> tuple[Part, ...]:
    """Head and entries of a declared live blog (https://schema.org/LiveBlogPosting); empty where there are none."""
    for block in json_ld(tree):
        updates = block.get("liveBlogUpdate")
        updates = [updates] if isinstance(updates, dict) else updates
        entries = [part for one in updates if isinstance(one, dict) and (part := _declared_part(one, "live entry"))] \
            if isinstance(updates, list) else []  # fmt: skip
        if entries:
            head = _declared_part(block, "live head")
            return (*([head] if head else []), *entries)
    return ()


def _declared_part(block: dict[str, Any], kind: Kind) -> Part | None:
    body = block.get("articleBody") or block.get("description") or ""
    lines = tuple(body_parts(body)) if isinstance(body, str) else ()
    headline = block.get("headline")
    title = " ".join(body_parts(headline)) if isinstance(headline, str) else None
    url = block.get("url")
    if not lines and not title:
        return None
    authors = block.get("author")
    named = [one.get("name") if isinstance(one, dict) else one for one in _as_list(authors)]
    return Part(
        kind,
        title or None,
        lines,
        tuple(people(name for name in named if isinstance(name, str))),
        edtf_of(_string(block.get("datePublished"))),
        edtf_of(_string(block.get("dateModified"))),
        url if isinstance(url, str) and url.startswith("http") else None,
    )


def _as_list(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _string(value: object) -> str | None:
    return value if isinstance(value, str) else None


def index_parts(tree: lxml_html.HtmlElement, base: str | None) -> tuple[Part, ...]:
    """The boxes of an index page, a section's page or a blog's first page; empty for a page with one article.

    Each box has a heading that leads to an account of its own; a page with one long text among teasers is that text's.
    """
    boxes = [box for box in tree.iter("article") if next(box.iterancestors("article"), None) is None][:_MOST_BOXES]
    if len(boxes) < 2:
        return ()
    parts = [part for box in boxes if (part := box_part(box, base))]
    sizes = [_words(part) for part in parts]
    full = sum(size >= _FULL for size in sizes)
    linked = {part.url for part in parts if part.url}
    if len(linked) < len(parts) or len(parts) * 4 < len(boxes) * 3 or not (len(parts) >= 3 or full >= 2):
        return ()
    return tuple(parts) if max(sizes) * 10 <= sum(sizes) * 6 else ()


def box_part(box: lxml_html.HtmlElement, base: str | None) -> Part | None:
    """The account or teaser in one box of a page of several; None for a box without a heading."""
    heading = next(box.iter(*_HEADINGS), None)
    title = text_of(heading) if heading is not None else ""
    if heading is None or not title:
        return None
    link = next(heading.iter("a"), None)
    link = link if link is not None else next(heading.iterancestors("a"), None)
    address = urljoin(base or "", (link.get("href") or "").strip()) if link is not None else ""
    lines = tuple(text for one in box.iter("p") if len((text := text_of(one)).split()) >= 4 and text != title)
    when = next(box.iter("time"), None)
    when = when if when is not None else next((one for one in box.iter("span", "div") if _names_date(one)), None)
    names = [text_of(one) for one in box.iter("a", "span", "address", "p", "div") if _names_author(one)]
    return Part(
        "entry" if sum(len(line.split()) for line in lines) >= _FULL else "teaser",
        title,
        tuple(line for line in lines if line not in names),
        tuple(people(names[:1])),
        edtf_of(when.get("datetime") or text_of(when)) if when is not None else None,
        url=address or None,
    )


def _names_author(element: lxml_html.HtmlElement) -> bool:
    return element.get("rel") == "author" or bool(_AUTHOR.search(element.get("class") or ""))


def _names_date(element: lxml_html.HtmlElement) -> bool:
    return len(element) == 0 and bool(_DATE.search(element.get("class") or ""))


def _words(part: Part) -> int:
    return sum(len(line.split()) for line in part.lines)


def text_of(element: lxml_html.HtmlElement) -> str:
    """The words that an element shows."""
    return " ".join(str(element.text_content()).split())


def take_embedded(tree: lxml_html.HtmlElement) -> tuple[Part, ...]:
    """The embedded posts that name their author, taken out of the page; others stay in the account around them."""
    taken: list[Part] = []
    for box in list(tree.iter("blockquote"))[:_MOST_BOXES]:
        if box.getparent() is None or not _EMBED.search(box.get("class") or ""):
            continue
        part = _post(box)
        if part:
            taken.append(part)
            box.drop_tree()
    return tuple(taken)


def _post(box: lxml_html.HtmlElement) -> Part | None:
    for rule in box.iter("br"):
        rule.tail = "\n" + (rule.tail or "")
    whole = text_of(box)
    signed = _SIGNATURE.search(whole[-300:])
    if not signed:
        return None
    lines = tuple(_post_lines(box, whole, signed))
    dates = find_dates(signed["date"])
    links = [link.get("href") or "" for link in box.iter("a")]
    given = (box.get("cite"), box.get("data-instgrm-permalink"), *reversed(links))
    url = next((one.split("?")[0] for one in given if one and one.startswith("http")), None)
    date = next((one.edtf for one in dates if one.edtf), None)
    return Part("post", None, lines, (signed["name"].strip(" ,"),), date, url=url) if lines else None


def _post_lines(box: lxml_html.HtmlElement, whole: str, signed: re.Match[str]) -> Iterator[str]:
    """The post's own paragraphs, without the line that signs it."""
    pieces = [piece for one in box.iter("p") for piece in str(one.text_content()).split("\n")]
    found = [text for piece in pieces if (text := " ".join(piece.split())) and not _SIGNATURE.search(text[-300:])]
    if found:
        yield from found
    else:
        cut = max(0, len(whole) - 300) + signed.start()
        if text := whole[:cut].strip():
            yield text

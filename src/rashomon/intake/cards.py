"""Pages made of like boxes beside one another: fronts of cards and lists, live blogs that nothing declares.

A content management system writes each entry by one template, so its entries are neighbours of one tag and class, each
with a heading that leads elsewhere, or each with its own time.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from lxml import html as lxml_html

from .bibliography import title
from .dates import edtf_of
from .metadata import Metadata
from .postings import Part, box_part, text_of
from .vocabulary import folded, vocabulary

_TAGS = ("div", "li", "section", "article", "tr")
_FEWEST = 3
_MOST = 500
_ELSEWHERE = 80
"""Words of prose outside the boxes from which the page is an account with boxes beside it."""
_LONG = 150
"""Characters of a paragraph as accounts have them; teasers on a front are shorter, most of them."""
_HEADINGS = ("h1", "h2", "h3", "h4", "h5")

Boxes = list[lxml_html.HtmlElement]


def _groups(tree: lxml_html.HtmlElement, holds: tuple[str, ...]) -> Iterator[Boxes]:
    """Neighbours of one tag and class that each hold an element of the given kind; outer ones before inner ones."""
    parents = dict.fromkeys(
        box.getparent() for one in tree.iter(*holds) for box in itertools.islice(one.iterancestors(*_TAGS), 4)
    )
    for parent in parents:
        if parent is None:
            continue
        kinds: dict[tuple[str, str], Boxes] = {}
        for box in parent.iterchildren(*_TAGS):
            if next(box.iter(*holds), None) is not None:
                kinds.setdefault((str(box.tag), box.get("class") or ""), []).append(box)
        yield from (boxes for boxes in kinds.values() if _FEWEST <= len(boxes) <= _MOST)


def _words_outside(tree: lxml_html.HtmlElement, boxes: Boxes) -> int:
    inside = {paragraph for box in boxes for paragraph in box.iter("p")}
    return sum(len(text_of(one).split()) for one in tree.iter("p") if one not in inside)


def card_parts(tree: lxml_html.HtmlElement, base: str | None) -> tuple[Part, ...]:
    """The entries of a page of cards or of a list with teasers; empty for a page that tells something itself."""
    best: tuple[Part, ...] = ()
    if sum(len(one.text or "") >= _LONG for one in tree.iter("p")) >= _FEWEST:
        return best
    for boxes in _groups(tree, _HEADINGS):
        parts = tuple(part for box in boxes if (part := box_part(box, base)) and part.url)
        different = len({part.url for part in parts}) == len(parts) and len({part.headline for part in parts}) > 1
        if len(parts) * 4 >= len(boxes) * 3 and different and len(parts) > max(len(best), _FEWEST - 1):
            best = parts if _words_outside(tree, boxes) < _ELSEWHERE else best
    return best


def timed_parts(tree: lxml_html.HtmlElement, metadata: Metadata) -> tuple[Part, ...]:
    """Head and entries of a page that calls itself live and shows boxes with a time in each; empty for another page."""
    heading = metadata.headline.value if metadata.headline else ""
    if not _is_live(heading):
        return ()
    for boxes in _groups(tree, ("time",)):
        entries = [part for box in boxes if (part := _entry(box))]
        if len(entries) == len(boxes) and _in_order([part.published or "" for part in entries]):
            return (_head(tree, boxes, metadata), *entries)
    return ()


def _is_live(heading: str) -> bool:
    words = f" {folded(heading)} ".replace(":", " ").replace(",", " ").replace("–", " ")
    return any(f" {word} " in words for word in vocabulary().live)


def _in_order(times: Sequence[str]) -> bool:
    return times == sorted(times) or times == sorted(times, reverse=True)


def _entry(box: lxml_html.HtmlElement) -> Part | None:
    times = list(box.iter("time"))
    when = edtf_of(times[0].get("datetime") or text_of(times[0])) if len(times) == 1 else None
    heading = next(box.iter(*_HEADINGS), None)
    lines = tuple(text for one in box.iter("p", "li") if (text := text_of(one)))
    if when is None or not lines:
        return None
    return Part("live entry", text_of(heading) if heading is not None else None, lines, published=when)


def _head(tree: lxml_html.HtmlElement, boxes: Boxes, metadata: Metadata) -> Part:
    inside = {paragraph for box in boxes for paragraph in box.iter("p")}
    lines = tuple(text for one in tree.iter("p") if one not in inside and len((text := text_of(one)).split()) >= 8)
    whole = metadata.headline.value if metadata.headline else ""
    cut = title(whole)
    return Part(
        "live head",
        whole[cut.start : cut.end],
        lines,
        tuple(one.value for one in metadata.authors),
        metadata.published.value if metadata.published else None,
        metadata.modified.value if metadata.modified else None,
        metadata.url.value if metadata.url else None,
    )

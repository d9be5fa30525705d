"""The main text of a page: trafilatura's, in its fast mode with recall favoured.

(Barbaresi 2021, "Trafilatura: A Web Scraping Library and Command-Line Tool for Text Discovery and Extraction", ACL
demos.) Its stages are called one by one here, since its front door copies the page four times and looks for comments
and endless pages by patterns that cost a third of its time; the answer is the same, which a test holds. Where a stage
that is left out would have something to do, the front door is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

import msgspec
from lxml import etree
from lxml import html as lxml_html
from trafilatura import bare_extraction
from trafilatura.htmlprocessing import convert_tags, tree_cleaning
from trafilatura.main_extractor import extract_content
from trafilatura.settings import Extractor
from trafilatura.xml import xmltotxt

from .pagetree import PARSE_FAILURES, tree_of
from .postings import take_embedded

_SETTINGS = Extractor(output_format="python", fast=True, recall=True, comments=False, with_metadata=False, dedup=False)
"""Made once: making it looks at the clock and reads a configuration file."""
_RARE_BOXES = re.compile(r"infinite-?scroll|mvp-post-add|elementor-share-buttons")
_RARE_DATA = "DiscussionForumPosting"
"""Signs of what the library's front door looks at and the stages called here do not: endless pages, forums."""
_COMMENTS = re.compile(r"^[Cc]omment(?!ary)|^comol")
_COMMENT_CLASSES = re.compile(r"^[Cc]omment(?!ary)|(?:article|post)-comments")
_ANY_COMMENTS = re.compile(r"^[Cc]omment|^comol|(?:article|post)-comments|^disqus_thread|^dsq-comments", re.MULTILINE)
_COMMENT_SERVICES = ("disqus_thread", "dsq-comments")
_BODY_CLASS = re.compile(r"(?:article|story|post|entry)[-_]{0,2}(?:body|content|text)", re.IGNORECASE)
_LEAVES = (
    *("script", "style", "svg", "link", "meta", "img", "iframe", "source", "track", "area", "param", "use", "input"),
    *("select", "option", "optgroup", "textarea", "time", "embed"),
)
"""Elements without a text of their own that the library drops (its settings, MANUALLY_CLEANED, MANUALLY_STRIPPED):
dropped before it copies the page and looks at every element, they cost a sixth less."""
_BOXES = (
    *("nav", "aside", "footer", "figure", "button", "noscript", "label", "menu", "picture", "video", "audio", "canvas"),
    *("object", "map", "datalist", "legend", "output", "progress", "fieldset", "dialog", "noindex", "marquee"),
)
"""Boxes that it drops, too, unless no paragraph were left: those without one can go at once."""
_IN_BOX = etree.XPath("boolean(.//p or .//table)")


class _Box(msgspec.Struct, frozen=True):
    element: lxml_html.HtmlElement
    name: str
    kind: str


def main_lines(page: str, tree: lxml_html.HtmlElement) -> list[str]:
    """The paragraphs, headings and list items of a page's main text; `tree` is used up."""
    text = _by_stages(tree)
    if text is None:
        text = _whole(page)
    return [line.strip() for line in text.split("\n") if line.strip()]


def _by_stages(tree: lxml_html.HtmlElement) -> str | None:
    """The text by the library's main stage alone; None where that finds so little that it would go on."""
    boxes = _boxes(tree)
    names = "\n".join(f"{box.name}\n{box.kind}" for box in boxes)
    if _is_rare(tree, names):
        return None
    try:
        _prepare(tree, boxes)
        etree.strip_elements(tree, *_LEAVES, with_tail=False)
        _without_furniture(tree)
        if _ANY_COMMENTS.search(names):
            _without_comments(boxes)
        body, text = extract_content(convert_tags(tree_cleaning(tree, _SETTINGS), _SETTINGS), _SETTINGS)
        return str(xmltotxt(body, False)) if len(text) >= _SETTINGS.min_extracted_size else None
    except PARSE_FAILURES:
        return None


def _whole(page: str) -> str:
    try:
        tree = tree_of(page)
        if tree is None:
            return ""
        take_embedded(tree)
        _prepare(tree, _boxes(tree))
        document = bare_extraction(tree, options=_SETTINGS)
        return getattr(document, "text", "") or ""
    except PARSE_FAILURES:
        return ""


def _boxes(tree: lxml_html.HtmlElement) -> list[_Box]:
    found = tree.iter("div", "section", "aside", "details", "ol", "ul")
    return [_Box(box, box.get("id") or "", box.get("class") or "") for box in found]


def _is_rare(tree: lxml_html.HtmlElement, names: str) -> bool:
    if _RARE_BOXES.search(names) or next(tree.iter("math"), None) is not None:
        return True
    return any(_RARE_DATA in (script.text or "") for script in tree.iter("script") if script.get("type"))


def _prepare(tree: lxml_html.HtmlElement, boxes: Sequence[_Box]) -> None:
    _plain_embeds(tree)
    _join_bodies(boxes)


def _without_furniture(tree: lxml_html.HtmlElement) -> None:
    for box in list(tree.iter(*_BOXES)):
        if box.getparent() is not None and not (len(box) and _IN_BOX(box)):
            box.drop_tree()


def _without_comments(boxes: Iterable[_Box]) -> None:
    for box in boxes:
        if box.element.tag != "aside" and _holds_comments(box) and box.element.getparent() is not None:
            box.element.drop_tree()


def _holds_comments(box: _Box) -> bool:
    if _COMMENT_CLASSES.search(box.kind) or _COMMENTS.search(box.name):
        return True
    return box.name.startswith(_COMMENT_SERVICES) and box.element.tag not in ("ol", "ul")


def _plain_embeds(tree: lxml_html.HtmlElement) -> None:
    """Embedded posts are quoted by the account; the classes of their boxes make them look like share buttons."""
    for quote in tree.iter("blockquote"):
        box: lxml_html.HtmlElement | None = quote if "tweet" in (quote.get("class") or "") else None
        for _ in range(3):
            if box is None or len(box) > 4:
                break
            box.attrib.pop("class", None)
            box = box.getparent()


@lru_cache(maxsize=4096)
def _is_body(kind: str) -> bool:
    return bool(_BODY_CLASS.search(kind))


def _join_bodies(boxes: Iterable[_Box]) -> None:
    """A body that advertisements interrupt stands in several boxes of one class, and extraction stops at the first.

    Boxes of different `article` elements stay apart: they are different articles.
    """
    groups: dict[tuple[str, int], list[lxml_html.HtmlElement]] = {}
    for box in boxes:
        element = box.element
        if element.tag in ("div", "section") and _is_body(box.kind) and element.find(".//p") is not None:
            owner = next(element.iterancestors("article"), None)
            groups.setdefault((box.kind, id(owner)), []).append(element)
    for group in groups.values():
        _join(group)


def _join(boxes: Sequence[lxml_html.HtmlElement]) -> None:
    first = boxes[0]
    if not 2 <= len(boxes) <= 30 or any(first in box.iterancestors() for box in boxes[1:]):
        return
    for box in boxes[1:]:
        if any(one in boxes for one in box.iterancestors()) or box.find(".//h1") is not None:
            break
        first.append(box)

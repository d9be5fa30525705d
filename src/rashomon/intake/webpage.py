"""A saved page → the paragraphs of its article and what the page declares of it.

The main text is trafilatura's (Barbaresi 2021, "Trafilatura: A Web Scraping Library", ACL demos), in its fast mode with
recall favoured. What it takes along is then looked at again: paragraphs that are nothing but a link lead elsewhere, and
where the page declares its article's body, a paragraph that shares nothing with it is no part of it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import msgspec
from lxml import etree
from lxml import html as lxml_html
from trafilatura import bare_extraction
from trafilatura.utils import load_html

from ..model.captures import Removed
from .mapped import MappedText
from .metadata import Metadata, read_metadata
from .paragraphs import BEYOND, MOST
from .places import locate
from .postings import BLOCKS, TAG, Part, body_parts, index_parts, live_parts, take_embedded
from .vocabulary import folded, straight

_HIDDEN = re.compile(r"<(script|style|noscript|template)\b[^<>]*>.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_BODY_CLASS = re.compile(r"(?:article|story|post|entry)[-_]{0,2}(?:body|content|text)", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_BOXES = {"p", "div", "br", "li", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "td", "th", "dd", "dt", "ul", "ol", "table"}
_BOXES |= {"blockquote", "section", "article", "header", "footer", "nav", "aside", "main", "form", "figure", "summary"}
_BOXES |= {"figcaption", "button", "label", "option", "details"}
"""Elements at which a line that the page shows begins or ends."""
_MOST_PARSED = 20_000_000
"""Characters beyond which a page is read by its tags alone, since a parsed tree takes many times its text."""
_MOST_TAGS = 50_000
"""Tags beyond which it is, too: extraction takes up to 0.1 ms for each, and pages of news have a few thousand."""
_MOST_HEAD = 1_000_000
_TOO_DEEP = etree.XPath(f"boolean({'/*' * 200})")
"""Whether boxes are nested so deep that the parser dropped some: it does below 255, and says nothing."""
_FAILURES = (
    ValueError,
    TypeError,
    AttributeError,
    LookupError,
    AssertionError,
    RecursionError,
    etree.LxmlError,
    OSError,
)


class PlacedPart(msgspec.Struct, frozen=True):
    """One account among several, with its words at their places in the page."""

    part: Part
    headline: MappedText | None
    lines: tuple[MappedText, ...]


class WebPage(msgspec.Struct, frozen=True):
    """The paragraphs of a page's article, in order, with what was left out and what the page declares."""

    paragraphs: tuple[MappedText, ...]
    removed: tuple[Removed, ...]
    metadata: Metadata
    crude: bool = False
    """Whether the page could not be parsed, so that its text was taken tag by tag."""
    all_text: str = ""
    """The first words of everything on the page, to know a gate by."""
    parts: tuple[PlacedPart, ...] = ()
    """Accounts that its markup shows apart: all of an index page or live blog, or the posts embedded in its article."""

    def placed(self, value: str, page: str) -> MappedText:
        """A heading's words with their place in the page's own characters, where they stand in its body."""
        begin = max(0, page.find("<body"))
        return locate(page, value, begin, begin)


def read_web_page(page: str) -> WebPage:
    """The article of a page; a page that cannot be parsed gives all its text."""
    tree = _parsed(page)
    if tree is None:
        pieces, rest = _crude(page)
        return WebPage(tuple(pieces), rest, _declared_in_head(page), True, "")
    metadata = _declared(tree)
    parts = _split(tree, metadata)
    _without_code(tree)
    if parts:
        return WebPage((), (), metadata, parts=tuple(_placed_parts(page, parts)))
    posts = take_embedded(tree)
    links = frozenset(_links(tree))
    heads = " ".join(tree.text_content().split()[:400]) if len(page) < 200_000 else ""
    shown = list(_shown_blocks(tree))
    lines = _extracted(tree)
    lines = _agreed(lines, metadata.body)
    kept, left = _without_links(lines, links)
    left = [*left, *_outside(shown, [*kept, *(one.text for one in left)])]
    return WebPage(tuple(_located(page, kept)), tuple(left), metadata, False, heads, tuple(_placed_parts(page, posts)))


def _shown_blocks(tree: lxml_html.HtmlElement) -> Iterator[str]:
    """What the page shows, box by box, in the order of the page."""
    body = tree.find(".//body")
    words: list[str] = []
    for event, element in etree.iterwalk(tree if body is None else body, events=("start", "end")):
        is_box = element.tag in _BOXES
        if is_box and words:
            yield " ".join(words)
            words = []
        text = element.tail if event == "end" else element.text if isinstance(element.tag, str) else None
        if text and not text.isspace():
            words.extend(text.split())
    if words:
        yield " ".join(words)


def _outside(shown: Sequence[str], known: Sequence[str]) -> Iterator[Removed]:
    """What the page shows beside its article: a row for each run of boxes of which extraction kept nothing."""
    within = _bare(" ".join(known))
    run: list[str] = []
    for block in (*shown, ""):
        bare = _bare(block)
        if bare and bare not in within:
            run.append(block)
        elif run and (bare or not block):
            yield Removed(None, None, " · ".join(run), "beside the article")
            run = []


def _bare(text: str) -> str:
    """Letters and digits alone: extraction spaces and marks words in ways of its own."""
    return "".join(char for char in straight(text).lower() if char.isalnum())


def _declared_in_head(page: str) -> Metadata:
    """What the head of a page says that is too large or too deep to be parsed whole."""
    end = page.find("</head>", 0, _MOST_HEAD)
    if end < 0 or page.count("<", 0, end) > _MOST_TAGS:
        return Metadata()
    try:
        return _declared(load_html(f"{page[:end]}</head><body></body></html>"))
    except _FAILURES:
        return Metadata()


def _split(tree: lxml_html.HtmlElement, metadata: Metadata) -> tuple[Part, ...]:
    try:
        live = live_parts(tree)
        base = metadata.url.value if metadata.url else None
        return live or (() if metadata.declares_article else index_parts(tree, base))
    except _FAILURES:
        return ()


def _placed_parts(page: str, parts: Iterable[Part]) -> Iterator[PlacedPart]:
    lines = [line for part in parts for line in (*([part.headline] if part.headline else []), *part.lines)]
    placed = _located(page, lines)
    for part in parts:
        headline = next(placed) if part.headline else None
        yield PlacedPart(part, headline, tuple(next(placed) for _ in part.lines))


def _parsed(page: str) -> lxml_html.HtmlElement | None:
    if len(page) > _MOST_PARSED or page.count("<") > _MOST_TAGS:
        return None
    try:
        tree = load_html(page)
        return None if tree is None or _TOO_DEEP(tree) else tree
    except _FAILURES:
        return None


def _without_code(tree: lxml_html.HtmlElement) -> None:
    """Scripts, styles and drawings hold no text, and every copy that extraction makes of the page copies them too."""
    for box in list(tree.iter("script", "style", "svg")):
        if box.getparent() is not None and "ld+json" not in (box.get("type") or ""):
            box.drop_tree()


def _declared(tree: lxml_html.HtmlElement) -> Metadata:
    try:
        return read_metadata(tree)
    except _FAILURES:
        return Metadata()


def _links(tree: lxml_html.HtmlElement) -> Iterator[str]:
    for link in tree.iter("a"):
        if (link.get("href") or "#").startswith("#"):
            continue  # within the page: a table of contents repeats the headings of the account
        text = link.text_content()
        if 5 <= len(text) <= 400:
            yield " ".join(straight(text).lower().split())


def _extracted(tree: lxml_html.HtmlElement) -> list[str]:
    _plain_embeds(tree)
    _join_bodies(tree)
    try:
        document = bare_extraction(
            tree, fast=True, favor_recall=True, include_comments=False, with_metadata=False, deduplicate=False
        )
    except _FAILURES:
        return []
    text = getattr(document, "text", "")
    return [line.strip() for line in (text or "").split("\n") if line.strip()]


def _plain_embeds(tree: lxml_html.HtmlElement) -> None:
    """Embedded posts are quoted by the account; the classes of their boxes make them look like share buttons."""
    for quote in tree.iter("blockquote"):
        box: lxml_html.HtmlElement | None = quote if "tweet" in (quote.get("class") or "") else None
        for _ in range(3):
            if box is None or len(box) > 4:
                break
            box.attrib.pop("class", None)
            box = box.getparent()


def _join_bodies(tree: lxml_html.HtmlElement) -> None:
    """A body that advertisements interrupt stands in several boxes of one class, and extraction stops at the first.

    Boxes of different `article` elements stay apart: they are different articles.
    """
    groups: dict[tuple[str, int], list[lxml_html.HtmlElement]] = {}
    for box in tree.iter("div", "section"):
        name = box.get("class") or ""
        if _BODY_CLASS.search(name) and box.find(".//p") is not None:
            owner = next(box.iterancestors("article"), None)
            groups.setdefault((name, id(owner)), []).append(box)
    for boxes in groups.values():
        first = boxes[0]
        if not 2 <= len(boxes) <= 30 or any(first in box.iterancestors() for box in boxes[1:]):
            continue
        for box in boxes[1:]:
            if any(one in boxes for one in box.iterancestors()) or box.find(".//h1") is not None:
                break
            first.append(box)


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text.lower())
    return Counter(zip(words, words[1:], words[2:], words[3:], strict=False))


def _agreed(lines: list[str], body: str | None) -> list[str]:
    """The lines as the declared body bears them out.

    Where nearly all of the declared body was extracted, lines that share nothing with it are dropped; where the
    extraction is nearly all within it but leaves much of it out, the declared body is the better text.
    """
    parts = body_parts(body or "")
    declared, mine = _shingles("\n".join(parts)), _shingles("\n".join(lines))
    total, size = sum(declared.values()), sum(mine.values())
    both = sum((declared & mine).values())
    if total < 80:
        return lines
    if both * 100 >= total * 85 and total * 100 >= size * 60:
        return [line for line in lines if _borne_out(line, declared)]
    return parts if size and both * 100 >= size * 80 and both * 100 < total * 70 else lines


def _borne_out(line: str, declared: Counter[tuple[str, ...]]) -> bool:
    mine = _shingles(line)
    size = sum(mine.values())
    return not size or sum((mine & declared).values()) * 5 >= size


def _without_links(lines: Iterable[str], links: frozenset[str]) -> tuple[list[str], list[Removed]]:
    kept: list[str] = []
    left: list[Removed] = []
    every = list(lines)
    tail = _related_tail(every, links)
    for at, line in enumerate(every):
        bare = line.removeprefix("- ").strip()
        listed = bare != line
        sentence = bare.endswith((".", "?", "!", "”", '"')) and not listed and not bare.isupper()
        if at >= tail or (folded(bare) in links and len(bare.split()) >= 3 and not sentence):
            left.append(Removed(None, None, line, "link to another article"))
        else:
            kept.append(bare)
    return kept, left


def _related_tail(lines: list[str], links: frozenset[str]) -> int:
    """Where a list of links with their teasers begins that ends the page; the number of lines where there is none."""
    start = len(lines)
    while start > 0 and lines[start - 1].startswith("- "):
        start -= 1
    items = lines[start:]
    opened = [item for item in items if any(_opens(folded(item[2:]), link) for link in links)]
    return start if len(items) >= 3 and len(opened) * 10 >= len(items) * 6 else len(lines)


def _opens(item: str, link: str) -> bool:
    return link.count(" ") >= 2 and item.startswith(link)


def _located(page: str, lines: Iterable[str]) -> Iterator[MappedText]:
    begin = max(0, page.find("<body"))
    at = begin
    for line in lines:
        mapped = locate(page, line, at, begin)
        place = mapped.capture_span(0, len(mapped))
        at = place[1] if place else at
        yield mapped


def _crude(page: str) -> tuple[list[MappedText], tuple[Removed, ...]]:
    """All text between tags, a paragraph at each block tag; one pass, whatever the nesting, and the rest as removed."""
    text = _HIDDEN.sub(lambda found: " " * len(found[0]), page) if len(page) <= _MOST_PARSED else page
    pieces: list[MappedText] = []
    start = 0
    for block in BLOCKS.finditer(text):
        pieces += _piece(text, start, block.start())
        start = block.end()
        if len(pieces) >= MOST:
            break
    else:
        pieces += _piece(text, start, len(text))
        return pieces, ()
    rest = "\n\n".join(filter(None, (line.strip() for line in TAG.sub("", BLOCKS.sub("\n", text[start:])).split("\n"))))
    return pieces, (Removed(start, len(text), rest, BEYOND),) if rest else ()


def _piece(text: str, start: int, end: int) -> Iterator[MappedText]:
    parts: list[MappedText | str] = []
    at = start
    for tag in TAG.finditer(text, start, end):
        parts.append(_from(text, at, tag.start()))
        at = tag.end()
    parts.append(_from(text, at, end))
    joined = MappedText.join(parts)
    inner = joined.text.strip()
    if inner:
        first = joined.text.index(inner[0])
        yield joined[first : first + len(inner)]


def _from(text: str, start: int, end: int) -> MappedText:
    whole = MappedText.whole(text[start:end])
    return MappedText(whole.text, tuple(msgspec.structs.replace(run, capture_start=start) for run in whole.runs))

"""A saved page → the paragraphs of its article and what the page declares of it.

What extraction takes along is looked at again here: paragraphs that are nothing but a link lead elsewhere, and where
the page declares its article's body, a paragraph that shares nothing with it is no part of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import msgspec
from lxml import html as lxml_html

from ..model.captures import Removed
from .cards import card_parts, timed_parts
from .extraction import main_lines
from .mapped import MappedText
from .masthead import with_visible
from .metadata import Metadata, read_metadata
from .pagetree import MOST_PARSED, MOST_TAGS, PARSE_FAILURES, parsed, shown, tree_of
from .paragraphs import BEYOND, MOST
from .places import locate
from .postings import BLOCKS, TAG, Part, body_parts, index_parts, live_parts, take_embedded
from .vocabulary import folded

_HIDDEN = re.compile(r"<(script|style|noscript|template)\b[^<>]*>.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_WORD = re.compile(r"\w+")
_MARKS = ".,:;!?()[]«»„“”‘’\"'…-–—"
_MOST_HEAD = 1_000_000
_GATE_CHARS = 2_500
"""A page that stands in front of an account says so at its top."""


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


def read_web_page(page: str, data: bytes | None = None) -> WebPage:
    """The article of a page, `data` being the page in UTF-8; one that cannot be parsed gives all its text."""
    tree = parsed(page, data)
    if tree is None:
        pieces, rest = _crude(page)
        return WebPage(tuple(pieces), rest, _declared_in_head(page), True, "")
    metadata = _declared(tree)
    parts = _split(tree, metadata)
    if parts:
        return WebPage((), (), metadata, parts=tuple(_placed_parts(page, parts)))
    posts = take_embedded(tree)
    seen = shown(tree)
    metadata = with_visible(metadata, seen.lines, page)
    lines = _agreed(main_lines(page, tree), metadata.body)
    kept, left = _without_links(lines, seen.links)
    left = [*left, *_outside(seen.lines, [*kept, *(one.text for one in left)])]
    heads = " ".join(seen.lines)[:_GATE_CHARS]
    return WebPage(tuple(_located(page, kept)), tuple(left), metadata, False, heads, tuple(_placed_parts(page, posts)))


def _outside(lines: Sequence[str], known: Sequence[str]) -> Iterator[Removed]:
    """What the page shows beside its article: a row for each run of lines of which extraction kept nothing."""
    whole = {"".join(one.split()) for one in known}
    words = set(" ".join(known).split())
    within = ""
    run: list[str] = []
    for line in lines:
        is_kept = line.replace(" ", "") in whole
        # Looks from quick to dear: most lines were kept as they stand, or hold words that nothing kept has.
        if not is_kept and ((longest := max(line.split(" "), key=len)) in words or longest.strip(_MARKS) in words):
            within = within or _letters(" ".join(known))
            is_kept = _letters(line) in within
        if not is_kept:
            run.append(line)
        elif run:
            yield Removed(None, None, " · ".join(run), "beside the article")
            run = []
    if run:
        yield Removed(None, None, " · ".join(run), "beside the article")


def _letters(text: str) -> str:
    """Letters and digits alone: extraction spaces and marks words in ways of its own."""
    return "".join(_WORD.findall(text))


def _declared_in_head(page: str) -> Metadata:
    """What the head of a page says that is too large or too deep to be parsed whole."""
    end = page.find("</head>", 0, _MOST_HEAD)
    if end < 0 or page.count("<", 0, end) > MOST_TAGS:
        return Metadata()
    try:
        tree = tree_of(f"{page[:end]}</head><body></body></html>")
        return Metadata() if tree is None else _declared(tree)
    except PARSE_FAILURES:
        return Metadata()


def _split(tree: lxml_html.HtmlElement, metadata: Metadata) -> tuple[Part, ...]:
    try:
        live = live_parts(tree)
        base = metadata.url.value if metadata.url else None
        if live or metadata.declares_article:
            return live
        return timed_parts(tree, metadata) or index_parts(tree, base) or card_parts(tree, base)
    except PARSE_FAILURES:
        return ()


def _placed_parts(page: str, parts: Iterable[Part]) -> Iterator[PlacedPart]:
    lines = [line for part in parts for line in (*([part.headline] if part.headline else []), *part.lines)]
    placed = _located(page, lines)
    for part in parts:
        headline = next(placed) if part.headline else None
        yield PlacedPart(part, headline, tuple(next(placed) for _ in part.lines))


def _declared(tree: lxml_html.HtmlElement) -> Metadata:
    try:
        return read_metadata(tree)
    except PARSE_FAILURES:
        return Metadata()


_Shingles = frozenset[tuple[str, ...]]


def _shingles(text: str) -> _Shingles:
    words = _WORD.findall(text.lower())
    return frozenset(zip(words, words[1:], words[2:], words[3:], strict=False))


def _agreed(lines: list[str], body: str | None) -> list[str]:
    """The lines as the declared body bears them out.

    Where nearly all of the declared body was extracted, lines that share nothing with it are dropped; where the
    extraction is nearly all within it but leaves much of it out, the declared body is the better text.
    """
    parts = body_parts(body or "")
    declared = _shingles("\n".join(parts))
    total = len(declared)
    if total < 80:
        return lines
    mine = _shingles("\n".join(lines))
    size, both = len(mine), len(declared & mine)
    if both * 100 >= total * 85 and total * 100 >= size * 60:
        return [line for line in lines if _borne_out(line, declared)]
    return parts if size and both * 100 >= size * 80 and both * 100 < total * 70 else lines


def _borne_out(line: str, declared: _Shingles) -> bool:
    mine = _shingles(line)
    return not mine or len(mine & declared) * 5 >= len(mine)


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
        at = mapped.runs[-1].capture_start + mapped.runs[-1].length if mapped.runs else at
        yield mapped


def _crude(page: str) -> tuple[list[MappedText], tuple[Removed, ...]]:
    """All text between tags, a paragraph at each block tag; one pass, whatever the nesting, and the rest as removed."""
    text = _HIDDEN.sub(lambda found: " " * len(found[0]), page) if len(page) <= MOST_PARSED else page
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

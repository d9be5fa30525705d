"""A draft as text: plain text, Markdown, HTML or docx, each paragraph with the line that it begins on.

A draft is its writer's own page, so nothing is taken for boilerplate: all words stay, marks of layout go.
"""

from __future__ import annotations

import io
import re
import sys
import zipfile
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec
from lxml import etree
from lxml import html as lxml_html

from ..model.errors import RashomonError

MAX_BYTES = 32 * 1024 * 1024
"""A draft larger than this is not read."""
MAX_CHARACTERS = 500_000
"""Characters of text that are read, about 80,000 words: a book, and more than any draft of a report."""
MAX_UNPACKED = 16 * 1024 * 1024
"""Bytes that a docx's text may unpack to; a bomb is larger."""
DAMAGED = 2
"""UTF-8 in which more than one in so many characters beyond ASCII is broken is taken for another encoding."""
_DOCUMENT = "word/document.xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEFT_OUT = frozenset({"script", "style", "head", "title", "template", "noscript", "svg", "iframe", "object"})
_BLOCKS = frozenset(
    {"p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "td", "th", "dt", "dd", "pre", "figcaption",
     "article", "section", "main", "header", "footer", "br", "tr", "ul", "ol", "table", "body", "aside"}
)  # fmt: skip
_WRAPPED = re.compile(r"[.!?…:]['\"”’»)\]]*$")
_WIDTHS = (45, 100)
"""Characters of a line that an editor or mail program broke; the last line of a paragraph is shorter."""


class DraftError(RashomonError):
    """A draft that cannot be read, and why."""

    def __init__(self, path: str, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(f"{path}: {reason}")


class Draft(msgspec.Struct, frozen=True):
    """A draft's text, paragraphs apart by a blank line. `unit` is what is counted: line, or paragraph of a docx.

    `starts[n]` is where in the text the piece begins that stands on `numbers[n]`.
    """

    name: str
    text: str
    unit: str
    starts: tuple[int, ...]
    numbers: tuple[int, ...]
    cut: bool = False

    def number(self, place: int) -> int:
        """The line (or paragraph) that holds a place of the text, counted from 1."""
        at = bisect_right(self.starts, place) - 1
        return self.numbers[at] if at >= 0 else 1


class Piece(msgspec.Struct, frozen=True):
    """Words that stand on one line; `opens` where a new paragraph begins with them."""

    text: str
    number: int
    opens: bool


def read_draft(path: str, data: bytes | None = None) -> Draft:
    """The draft at a path, `-` for standard input, by what its bytes are.

    A name's ending decides only between text and Markdown. Raises DraftError where it is too large, damaged, or holds
    no text.
    """
    data = _bytes(path) if data is None else data
    if len(data) > MAX_BYTES:
        raise DraftError(path, f"larger than {MAX_BYTES // 2**20} MB; a draft is not read beyond that")
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _draft(path, _docx(path, data), "paragraph")
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise DraftError(path, "an old Word file (.doc); save it as .docx")
    if data[:5] in (b"%PDF-", b"{\\rtf", b"SQLit"):
        raise DraftError(path, "no draft that can be read: text, Markdown, HTML or docx")
    text = _decoded(data)
    if "\x00" in text[:4096]:
        raise DraftError(path, "no text")
    name = path.lower()
    if name.endswith((".html", ".htm", ".xhtml")) or re.match(r"\s*<(?:!doctype\s+html|html|head|body)\b", text, re.I):
        return _draft(path, _html(path, text), "line")
    return _draft(path, _lines(text, markdown=name.endswith((".md", ".markdown"))), "line")


def _bytes(path: str) -> bytes:
    if path == "-":
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    try:
        with Path(path).open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise DraftError(path, error.strerror or str(error)) from error


def _decoded(data: bytes) -> str:
    """The characters of a draft; what is no UTF-8 goes to intake's decoder, which is slow to load."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        mended = data.decode("utf-8", "replace")
        if mended.count("\ufffd") * DAMAGED < sum(c > "\x7f" for c in mended):
            return mended
        from ..intake.decode import declared_encoding, decode

        return decode(data, declared_encoding(data)).text


def _draft(path: str, pieces: Iterable[Piece], unit: str) -> Draft:
    """The pieces as one text, those of one paragraph with a space between them."""
    text: list[str] = []
    starts: list[int] = []
    numbers: list[int] = []
    size, cut = 0, False
    for piece in pieces:
        words = " ".join(piece.text.split())
        if not words:
            continue
        if size > MAX_CHARACTERS:
            cut = True
            break
        between = "" if not text else "\n\n" if piece.opens else " "
        text.append(between + words)
        starts.append(size + len(between))
        numbers.append(piece.number)
        size += len(between) + len(words)
    if not text:
        raise DraftError(path, "holds no text")
    cut = cut or size > MAX_CHARACTERS
    return Draft(path, "".join(text)[:MAX_CHARACTERS], unit, tuple(starts), tuple(numbers), cut)


# -- plain text and Markdown ------------------------------------------------------------------------------------------

_HEADING = re.compile(r"\s{0,3}#{1,6}\s+|\s{0,3}(?:[-*+]|\d{1,3}[.)])\s+|\s{0,3}>\s?")
_RULE = re.compile(r"\s{0,3}(?:[-*_=]\s*){3,}$|\s{0,3}(?:```|~~~)|\s{0,3}\[[^\]]+\]:\s")
_LINK = re.compile(r"!?\[([^\[\]\n]{0,500})\]\([^()\n]{0,2000}\)")
_TAG = re.compile(r"<!--.{0,2000}?-->|</?[a-zA-Z][^<>\n]{0,500}>")
_EMPHASIS = re.compile(r"(?<![\w\\])(\*{1,3}|_{1,3}|~~|`)(?=\S)|(?<=\S)(?<!\\)(\*{1,3}|_{1,3}|~~|`)(?!\w)")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!>~|\"'])")


def _lines(text: str, *, markdown: bool) -> Iterator[Piece]:
    """The lines of a text; those that an editor broke go on with the paragraph before them."""
    before = ""
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        if not line.strip():
            before = ""
            continue
        marked = markdown and (_RULE.match(line) or _HEADING.match(line))
        goes_on = bool(before) and not marked and (markdown or _is_broken(before))
        words = _plain(line) if markdown else line
        yield Piece(words, number, not goes_on)
        before = "" if markdown and re.match(r"\s{0,3}#", line) else line


def _is_broken(line: str) -> bool:
    """Whether a plain line was broken for its width rather than ended."""
    return _WIDTHS[0] <= len(line.rstrip()) <= _WIDTHS[1] and not _WRAPPED.search(line.rstrip())


def _plain(line: str) -> str:
    """A line of Markdown (CommonMark 0.31) without its marks.

    >>> _plain("> **No** [report](http://x.example/a) of that _kind_")
    'No report of that kind'
    """
    if _RULE.match(line):
        return ""
    while (mark := _HEADING.match(line)) and mark.end():
        line = line[mark.end() :]
    line = _EMPHASIS.sub("", _TAG.sub("", _LINK.sub(r"\1", line)))
    return _ESCAPE.sub(r"\1", line)


# -- HTML -------------------------------------------------------------------------------------------------------------


def _html(path: str, text: str) -> Iterator[Piece]:
    """The words of a page by block, each with the source line that the block begins on."""
    # The bytes are ours and in UTF-8, whatever a page that was decoded already says of itself.
    parser = lxml_html.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )
    try:
        tree = lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise DraftError(path, "no page that can be read") from error
    held: list[str] = []
    line = 1
    for words, number, breaks in _events(tree):
        if breaks and held:
            yield Piece("".join(held), line, True)
            held = []
        if words:
            if not held or not "".join(held).strip():
                line = number + words[: len(words) - len(words.lstrip())].count("\n")
            held.append(words)
    yield Piece("".join(held), line, True)


def _events(tree: lxml_html.HtmlElement) -> Iterator[tuple[str, int, bool]]:
    """Text with the source line of its element, and whether a block begins or ends there; no recursion."""
    skipped = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        name = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            skipped += name in _LEFT_OUT
            yield (element.text or "") if not skipped else "", element.sourceline or 1, name in _BLOCKS
        else:
            skipped -= name in _LEFT_OUT
            yield (element.tail or "") if not skipped else "", element.sourceline or 1, name in _BLOCKS


# -- docx -------------------------------------------------------------------------------------------------------------


def _docx(path: str, data: bytes) -> Iterator[Piece]:
    """The paragraphs of a Word document (ECMA-376, part 1, 17.3), words that are marked as deleted left out."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        tree = etree.fromstring(_document(path, data), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DraftError(path, "a damaged docx") from error
    outer = (p for p in tree.iter(f"{_W}p") if not _is_inner(p))
    for number, paragraph in enumerate(outer, start=1):
        yield Piece(_paragraph(paragraph), number, True)


def _document(path: str, data: bytes) -> bytes:
    """The main part of a docx, read to a bound: what a zip says of its sizes may be a lie."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(_DOCUMENT) as part:
            xml = part.read(MAX_UNPACKED + 1)
    except KeyError as error:
        raise DraftError(path, "a zip file that holds no Word document") from error
    except Exception as error:
        raise DraftError(path, f"a damaged docx ({error or type(error).__name__})") from error
    if len(xml) > MAX_UNPACKED:
        raise DraftError(path, f"unpacks to more than {MAX_UNPACKED // 2**20} MB; it is not read")
    return xml


def _is_inner(element: etree._Element) -> bool:
    """Whether a paragraph stands in another (a text box), which yields its words already."""
    return any(True for _ in element.iterancestors(f"{_W}p"))


def _paragraph(paragraph: etree._Element) -> str:
    words: list[str] = []
    for element in paragraph.iter():
        if element.tag == f"{_W}t":
            words.append(element.text or "")
        elif element.tag in (f"{_W}tab", f"{_W}br", f"{_W}cr"):
            words.append(" ")
        elif element.tag == f"{_W}noBreakHyphen":
            words.append("-")
    return "".join(words)

"""PDF with a text layer → its paragraphs and what it says of itself. Needs the extra `pdf` (pypdf).

A PDF knows glyphs and places, no paragraphs: lines are joined where the next one goes on, words that a line's end broke
are put together, and what stands at the same edge of most pages (running heads, page numbers) is left out. Nothing maps
back to the bytes of the file, since its text is packed.
"""

from __future__ import annotations

import io
import logging
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from ..model.captures import Removed
from .dates import edtf_of
from .metadata import Declared, Metadata, people

_MOST_PAGES = 300
"""Pages beyond this are a book or a file of records, and no account."""
_MOST_SECONDS = 4.0
"""A page may hold a drawing of a million strokes; between two pages the reader looks at its processor time."""
_MOST_PIECES = 3_000
_EDGE = 2
"""Lines at the head and at the foot of a page among which running heads are looked for."""
_NUMBER = re.compile(r"\W*(?:[^\W\d_]{1,6}\.?\s*)?\d{1,4}(?:\s*(?:/|[^\W\d_]{2,3})\s*\d{1,4})?\W*")
"""A page's number alone on its line: "7", "- 7 -", "Page 7 of 12", "стр. 7"."""
_BROKEN = re.compile(r"(?<=[^\W\d_]{2})[-\u00ad\u2010]$")
_ENDS = re.compile(r"[.!?:…][\"'”’»)\]]*$")
_DATE = re.compile(r"D:(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?")


class PdfText(msgspec.Struct, frozen=True):
    """The paragraphs of a PDF, its declarations and what was left out; or why it could not be read (code, sentence)."""

    paragraphs: tuple[str, ...] = ()
    metadata: Metadata = Metadata()
    removed: tuple[Removed, ...] = ()
    trouble: tuple[str, str] | None = None
    cut: str | None = None


def read_pdf(data: bytes) -> PdfText:
    """What a PDF says; a damaged, encrypted or drawn one says why it says nothing."""
    try:
        import pypdf

        logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it finds wrong is said in an Issue
    except ImportError:
        why = "is a PDF; install the extra for PDF to read it: pip install 'rashomon[pdf]'"
        return PdfText(trouble=("unsupported", why))
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            return PdfText(trouble=("encrypted", "is an encrypted PDF and was not read"))
        metadata = _declared(reader.metadata or {})
        pages, cut = _pages(reader)
    except Exception as error:  # noqa: BLE001 - damage makes the library raise many kinds
        return PdfText(trouble=("unreadable", f"is a damaged PDF and was not read ({type(error).__name__})"))
    if not any(line.strip() for page in pages for line in page):
        return PdfText(trouble=("no_text_layer", "is a PDF of pictures without a text layer; nothing can be read"))
    lines, removed = without_furniture(pages)
    return PdfText(tuple(paragraphs_of(lines)), metadata, tuple(removed), cut=cut)


def _declared(said: object) -> Metadata:
    def field(name: str) -> str:
        value = said.get(name) if isinstance(said, dict) else None
        return " ".join(str(value).replace("\x00", "").split()) if value else ""

    day = _DATE.match(field("/CreationDate"))
    date = edtf_of("-".join(part for part in day.groups()[:3] if part)) if day else None
    title = field("/Title")
    return Metadata(
        headline=Declared(title, "PDF title") if title else None,
        authors=tuple(Declared(name, "PDF author") for name in people([field("/Author")])),
        published=Declared(date, "PDF creation date") if date else None,
    )


def _pages(reader: Any) -> tuple[list[list[str]], str | None]:
    """The lines of each page, and what was not looked at."""
    pages: list[list[str]] = []
    started, skipped = time.process_time(), 0
    every = reader.pages
    for number in range(min(len(every), _MOST_PAGES)):
        text = "" if _is_heavy(every[number]) else every[number].extract_text() or ""
        skipped += not text and _is_heavy(every[number])
        pages.append([" ".join(line.split()) for line in text.split("\n")])
        if time.process_time() - started > _MOST_SECONDS:
            break
    left = len(every) - len(pages) + skipped
    return pages, f"{left} of its {len(every)} pages were not read" if left else None


def _is_heavy(page: Any) -> bool:
    """Whether a page writes more pieces of text than any page of words: the library's time grows with their square."""
    contents = page.get_contents()
    data = contents.get_data() if contents is not None else b""
    return sum(map(data.count, (b"Tj", b"TJ", b"T*"))) > _MOST_PIECES


def without_furniture(pages: Sequence[Sequence[str]]) -> tuple[list[list[str]], list[Removed]]:
    """The pages without page numbers and without what stands at the same edge of most of them.

    >>> pages = [["River Post", text, str(n)] for n, text in enumerate(("It is shut.", "Boats run.", "All wait."), 1)]
    >>> without_furniture(pages)[0]
    [['It is shut.'], ['Boats run.'], ['All wait.']]
    """
    edges = Counter(key for page in pages for key in {_key(page[at]) for at in _edges(page)} if key)
    kept: list[list[str]] = []
    removed: list[Removed] = []
    for page in pages:
        out: list[str] = []
        around = set(_edges(page))
        for at, line in enumerate(page):
            repeated = len(pages) >= 3 and edges[_key(line)] * 2 > len(pages)
            if at in around and line and (_NUMBER.fullmatch(line) or repeated):
                removed.append(Removed(None, None, line, "running head or page number"))
            else:
                out.append(line)
        kept.append(out)
    return kept, removed


def _edges(page: Sequence[str]) -> list[int]:
    told = [at for at, line in enumerate(page) if line]
    return list(dict.fromkeys((*told[:_EDGE], *told[-_EDGE:])))


def _key(line: str) -> str:
    return re.sub(r"\d+", "#", line).strip().lower()


def paragraphs_of(pages: Sequence[Sequence[str]]) -> Iterator[str]:
    """Lines joined to paragraphs, across pages too; a word that a line's end broke is made whole.

    >>> list(paragraphs_of([["The bridge over the river was clo-", "sed on Monday.", "", "The ferry runs."]]))
    ['The bridge over the river was closed on Monday.', 'The ferry runs.']
    """
    lines = [line for page in pages for line in (*page, "\f")]
    width = sorted(map(len, filter(str.strip, lines)))
    full = width[len(width) * 3 // 4] * 7 // 10 if width else 0
    current = ""
    last = 0
    for line in lines:
        if line == "\f" or (not line and _BROKEN.search(current)):
            continue  # a word goes on over the page's end
        if not line or (current and not _goes_on(current, line, last, full)):
            if current:
                yield current
            current, last = "", 0
        if line:
            current = _joined(current, line)
            last = len(line)
    if current:
        yield current


def _goes_on(current: str, line: str, last: int, full: int) -> bool:
    """Whether a line continues the paragraph above: a broken word, or a full line that ends no sentence there."""
    if _BROKEN.search(current):
        return True
    ends = _ENDS.search(current) and last < full * 9 // 7
    return last >= full and not ends and not line.startswith(("•", "– ", "* "))


def _joined(current: str, line: str) -> str:
    if _BROKEN.search(current) and line[:1].islower():
        return current[:-1] + line
    return f"{current} {line}" if current else line

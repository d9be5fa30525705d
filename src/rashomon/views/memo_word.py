"""A memo as a Word document. Needs the extra `office` (python-docx)."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..case.legal import legal_xml
from ..case.queries import CaseReader
from ..model.errors import ExtraMissingError
from .memo import Block, Memo, Run, memos

_EPOCH = datetime.datetime(1980, 1, 1)
"""The moment of writing is no part of the case: the same case gives the same file, so that two can be held together."""
_FACE = "Georgia"
_QUIET = (0x59, 0x59, 0x59)
_STYLES = {"paragraph": "Normal", "quotation": "Quote"}
_BULLETS = ("List Bullet", "List Bullet 2", "List Bullet 3")
_WIDTHS = {4: (0.5, 1.4, 2.3, 2.6), 5: (0.5, 1.5, 2.9, 1.3, 0.7)}
"""Inches of the columns of the tables of accounts and captures; a page has 6.9 between its margins."""


def export_word(reader: CaseReader, folder: Path, story: str | None = None) -> list[Path]:
    """Writes a memo as docx for the named story, or for each story of at least two accounts."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for memo in memos(reader, story):
        path = folder / f"{memo.name}.docx"
        path.write_bytes(as_word(memo))
        made.append(path)
    return made


def as_word(memo: Memo) -> bytes:
    """The memo as the bytes of a docx. Raises ExtraMissingError where python-docx is not installed."""
    try:
        import docx
        from docx.shared import Inches
    except ImportError as error:
        raise ExtraMissingError("docx", "office") from error
    document = docx.Document()
    _set_faces(document)
    for section in document.sections:
        section.left_margin = section.right_margin = Inches(0.8)
        section.top_margin = section.bottom_margin = Inches(0.9)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = legal_xml(memo.title)[:200], "rashomon", ""
    properties.created = properties.modified = _EPOCH
    for block in memo.blocks:
        _put(document, block)
    out = io.BytesIO()
    document.save(out)
    return _undated(out.getvalue())


def _set_faces(document: Any) -> None:
    """One text face in black, as a page of a newspaper has, where Word's template has blue headings."""
    from docx.oxml.ns import qn
    from docx.shared import Inches, Pt, RGBColor

    sizes = {"Normal": 10.5, "Heading 1": 20, "Heading 2": 13, "Quote": 11.5}
    for name, size in sizes.items():
        style = document.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = _FACE, Pt(size), RGBColor(0, 0, 0)
        # A heading's face comes from the theme unless each script is given its own.
        for script in ("ascii", "hAnsi", "eastAsia", "cs"):
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            fonts.set(qn(f"w:{script}"), _FACE)
            fonts.attrib.pop(qn(f"w:{script}Theme"), None)
    document.styles["Normal"].paragraph_format.space_after = Pt(6)
    document.styles["Heading 2"].paragraph_format.space_before = Pt(18)
    document.styles["Quote"].paragraph_format.left_indent = Inches(0.3)
    for name in _BULLETS:
        document.styles[name].paragraph_format.space_after = Pt(3)


def _put(document: Any, block: Block) -> None:
    if block.kind == "heading":
        document.add_heading(legal_xml("".join(run.text for run in block.runs)), level=block.level)
    elif block.kind == "table":
        _table(document, block.rows)
    else:
        bullets = _BULLETS[min(block.level, len(_BULLETS)) - 1]
        paragraph = document.add_paragraph(style=bullets if block.kind == "bullet" else _STYLES[block.kind])
        for run in block.runs:
            _run(paragraph, run)


def _run(paragraph: Any, run: Run) -> None:
    from docx.shared import Pt, RGBColor

    made = paragraph.add_run(legal_xml(run.text))
    made.bold = run.style == "strong" or None
    if run.style == "quiet":
        made.font.size, made.font.color.rgb = Pt(8.5), RGBColor(*_QUIET)


def _table(document: Any, rows: Sequence[Sequence[str]]) -> None:
    from docx.shared import Inches, Pt

    table = document.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
    table.autofit = False
    widths = _WIDTHS[len(rows[0])]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Inches(width)
    # Cells are asked for once a row: a table's own `cell` counts all of them each time.
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text, width in zip(row.cells, texts, widths, strict=True):
            cell.width = Inches(width)
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(2)
            run = paragraph.add_run(legal_xml(text))
            run.font.size, run.bold = Pt(8.5), texts is rows[0]


def _undated(data: bytes) -> bytes:
    """The package with one date for all its parts, where a zip would hold the moment of writing."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = zipfile.ZipInfo(name, _EPOCH.timetuple()[:6])
            part.compress_type, part.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            new.writestr(part, old.read(name))
    return out.getvalue()

"""Every table as a sheet of one workbook, for Excel, LibreOffice and the like. Needs the extra `office`.

A workbook is for looking: characters that XML cannot hold, and those that would turn a line round, are shown as `�`;
words that do not fit a cell are cut, rows that do not fit a sheet left out, and the first sheet says so in words.
JSON Lines and Parquet have everything, character for character. Bounds: Excel's specifications and limits
<https://support.microsoft.com/office/excel-specifications-and-limits-1672b34d-7043-467e-8e27-269d656771c3>.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import Any

import msgspec

from ..model.errors import ExtraMissingError
from .legal import legal_xml
from .queries import CaseReader
from .spreadsheets import could_run
from .tables import TABLES, Column, Table
from .titles import TITLES

ROWS, CHARACTERS = 1_048_576, 32_767
"""Rows of a sheet with its heading, and characters of a cell, counted as UTF-16 does."""
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Marks of direction (UAX 9, table 3)."""
_LARGEST = 2**53
"""A cell holds a double: from here on whole numbers lose their last digit, and are written as text."""
_EPOCH = datetime.datetime(1980, 1, 1)
_WIDE, _NARROW = 60, 18
_CUT = " … [cut]"


class SheetTally(msgspec.Struct):
    """What became of a table: rows written and left out, cells cut, and cells in which characters were replaced."""

    name: str
    rows: int = 0
    left_out: int = 0
    cut: int = 0
    replaced: int = 0


def export_workbook(reader: CaseReader, folder: Path) -> list[Path]:
    """Writes `case.xlsx` into the folder. Raises ExtraMissingError where xlsxwriter is not installed."""
    try:
        from xlsxwriter import Workbook
    except ImportError as error:
        raise ExtraMissingError("xlsx", "office") from error
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "case.xlsx"
    # Rows are written as they come, so that memory stays bounded. No cell is ever a formula, a link or a number by its
    # looks: every text is written as text.
    with Workbook(str(path), {"constant_memory": True, "use_zip64": True}) as book:
        # The moment of writing is no part of the case: the same case gives the same file.
        book.set_properties({"title": "rashomon", "created": _EPOCH})
        sheets = _Sheets(book)
        about = book.add_worksheet("about")
        tallies = [sheets.write(table, reader.rows(table.name)) for table in TABLES]
        sheets.about(about, reader, tallies)
    return [path]


class _Sheets:
    """A workbook's sheets with the formats that they share."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._head = book.add_format({"bold": True, "bg_color": "#E8E4DA", "border": 0, "bottom": 1})
        self._plain = book.add_format({"valign": "top"})
        # What begins as a formula is marked as text, so that it stays text where somebody edits the cell.
        self._quoted = book.add_format({"valign": "top", "quote_prefix": True})
        self._strong = book.add_format({"bold": True, "font_size": 14})

    def write(self, table: Table, rows: Iterator[dict[str, Any]]) -> SheetTally:
        """A table as a sheet, its heading frozen and its columns to be filtered by."""
        sheet, tally = self._book.add_worksheet(table.name), SheetTally(table.name)
        columns = table.exported
        for at, column in enumerate(columns):
            sheet.set_column(at, at, _WIDE if column.name in ("text", "reason", "message", "headline") else _NARROW)
            sheet.write_string(0, at, column.name, self._head)
        sheet.freeze_panes(1, 0)
        for row in rows:
            if tally.rows + 1 >= ROWS:
                tally.left_out += 1
                continue
            tally.rows += 1
            for at, column in enumerate(columns):
                self._cell(sheet, tally, at, column, row[column.name])
        sheet.autofilter(0, 0, max(1, tally.rows), len(columns) - 1)
        return tally

    def _cell(self, sheet: Any, tally: SheetTally, at: int, column: Column, value: Any) -> None:
        if value is None:
            return
        if isinstance(value, bool):
            sheet.write_boolean(tally.rows, at, value, self._plain)
        elif isinstance(value, (int, float)) and abs(value) < _LARGEST:
            sheet.write_number(tally.rows, at, value, self._plain)
        else:
            whole = json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else str(value)
            shown = _TURNING.sub("\ufffd", legal_xml(whole))
            tally.replaced += shown != whole
            words = fitted(shown)
            tally.cut += words != shown
            sheet.write_string(tally.rows, at, words, self._quoted if could_run(words) else self._plain)

    def about(self, sheet: Any, reader: CaseReader, tallies: list[SheetTally]) -> None:
        """The first sheet: what each other one holds, and what of the case is not in this file."""
        sheet.set_column(0, 0, 20)
        sheet.set_column(1, 1, 12)
        sheet.set_column(2, 2, 110)
        sheet.write_string(0, 0, "rashomon", self._strong)
        made_by = reader.meta.get("made_by", "rashomon")
        # The name alone: a workbook is passed on, and its readers need not know how its maker's folders are called.
        lines = [(PurePath(reader.path).name, "", ""), (made_by, "", ""), ("", "", "")]
        lines.append(("sheet", "rows", "what it holds"))
        for number, words in enumerate(lines, start=1):
            for at, word in enumerate(words):
                sheet.write_string(number, at, _shown(word), self._head if words[1] else self._plain)
        for number, tally in enumerate(tallies, start=len(lines) + 1):
            sheet.write_url(number, 0, f"internal:'{tally.name}'!A1", string=tally.name)
            sheet.write_number(number, 1, tally.rows, self._plain)
            sheet.write_string(number, 2, " ".join([TITLES[tally.name].about, *losses(tally)]), self._plain)


def _shown(text: str) -> str:
    return fitted(_TURNING.sub("\ufffd", legal_xml(text)))


def losses(tally: SheetTally) -> list[str]:
    """What of a table is not in the workbook, in plain sentences.

    >>> losses(SheetTally("items", rows=12, cut=1))
    ['1 cell was longer than 32,767 characters and is cut.']
    """
    made = []
    if tally.left_out:
        made.append(f"{tally.left_out:,} rows did not fit the sheet and are left out; JSON Lines has them all.")
    if tally.cut:
        were = "cell was" if tally.cut == 1 else "cells were"
        are = "is" if tally.cut == 1 else "are"
        made.append(f"{tally.cut:,} {were} longer than {CHARACTERS:,} characters and {are} cut.")
    if tally.replaced:
        hold = "cell holds" if tally.replaced == 1 else "cells hold"
        made.append(f"{tally.replaced:,} {hold} a character that a sheet cannot show; � stands for it.")
    return made


def fitted(text: str) -> str:
    """A text that fits a cell: cut, with a mark, where it is longer.

    >>> len(fitted("x" * 40_000)), fitted("short")
    (32767, 'short')
    """
    # Characters beyond the first plane count twice.
    if len(text) * 2 <= CHARACTERS or len(text.encode("utf-16-le")) // 2 <= CHARACTERS:
        return text
    room = (CHARACTERS - len(_CUT)) * 2
    return text.encode("utf-16-le")[:room].decode("utf-16-le", "ignore") + _CUT

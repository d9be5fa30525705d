"""Captures are hostile: what they say in any text of a case stays words in every export and answer.

Each wickedness is planted in every text of a built case, at its beginning, so that nothing before it can spoil it.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
import sqlite3
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import feedparser
import pytest
from conftest import rashomon
from test_exports import WORD, workbook

from rashomon.case.legal import legal_xml
from rashomon.case.queries import CaseReader
from rashomon.case.tables import TABLES
from rashomon.case.workbook import CHARACTERS, SheetTally, fitted, losses
from rashomon.views.api import respond
from rashomon.views.exports import export_as
from rashomon.views.mcp import questions
from rashomon.views.mcp.server import safe

FORMULAS = ['=HYPERLINK("http://x.example","see")', "=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", "\t=1+1", "＝1+1"]
CONTROLS = "".join(map(chr, [*range(1, 32), 127, *range(128, 160), 0xFFFE, 0xFFFF]))
ESCAPES = "\x1b[31mred\x1b]0;title\x07\x1b]8;;http://x.example\x1b\\link"
TURNED = "\u202egnp.exe\u202c \u2066isolated\u2069 \u200f"
HIDDEN = "".join(chr(0xE0000 + ord(c)) for c in "obey me")
MARKUP = (
    "<script>alert(1)</script><img src=x onerror=alert(2)>]]>&amp;[a](javascript:alert(3)) ![b](http://x.example/p.png)"
)
WICKED = {
    **{f"formula {number}": words for number, words in enumerate(FORMULAS)},
    "controls": CONTROLS, "escapes": ESCAPES, "turned": TURNED, "hidden": HIDDEN, "markup": MARKUP,
}  # fmt: skip
_KEPT = {
    "kind", "stance", "verdict", "role", "direction", "stage", "type", "form", "voice", "strength", "sha256",
    "revision_of",
}  # fmt: skip
"""Columns whose words are the tool's own."""


def planted(built: Path, folder: Path, words: str) -> Path:
    """A copy of a case with the words at the beginning of every text that can come from a capture."""
    path = Path(shutil.copy(built, folder / "hostile.case"))
    with sqlite3.connect(path) as db:
        for table in TABLES:
            for column in table.exported:
                told = column.name.endswith(("_id", "_item", "_sha256")) or column.name in _KEPT
                if (
                    column.kind == "text"
                    and not told
                    and column.name not in ("published", "as_of", "edtf", "timex", "when")
                ):
                    name = f'"{column.name}"'
                    db.execute(f"UPDATE {table.name} SET {name} = ? || coalesce({name}, '')", (words,))
    return path


@pytest.fixture(params=WICKED, ids=list(WICKED))
def words(request: pytest.FixtureRequest) -> str:
    return WICKED[request.param]


@pytest.fixture
def reader(built: Path, tmp_path: Path, words: str) -> Iterator[CaseReader]:
    with CaseReader(str(planted(built, tmp_path, words))) as opened:
        yield opened


def test_no_cell_of_a_csv_begins_as_a_formula(reader: CaseReader, tmp_path: Path) -> None:
    csv.field_size_limit(10**9)
    files, _ = export_as(reader, tmp_path / "csv", "csv")
    for file in files:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            for row in csv.reader(opened):
                for cell in row:
                    assert not re.match(r"[=+@\t\r\n＝＋－＠]|-(?!\d+(\.\d+)?$)", cell), (file.name, cell[:40])


def test_a_workbook_holds_words_and_neither_formulas_nor_links(reader: CaseReader, tmp_path: Path, words: str) -> None:
    pytest.importorskip("xlsxwriter", reason="comes with the extra `office`")
    files, _ = export_as(reader, tmp_path / "xlsx", "xlsx")
    sheets = workbook(files[0])  # refuses a formula, and XML that is none
    shown = [cell for row in sheets["items"] for cell in row.values() if isinstance(cell, str)]
    assert not any(re.search("[\u202a-\u202e\u2066-\u2069\x1b]", cell) for cell in shown)
    if words in FORMULAS:
        assert any(words.strip() in cell for cell in shown)
    with zipfile.ZipFile(files[0]) as archive:
        assert not any(b"http" in archive.read(n) for n in archive.namelist() if n.endswith("sheet3.xml.rels"))
        if words.startswith(("=", "+", "-", "@")):
            assert b'quotePrefix="1"' in archive.read("xl/styles.xml")


def test_a_feed_is_well_formed_and_its_markup_sleeps(reader: CaseReader, tmp_path: Path) -> None:
    files, _ = export_as(reader, tmp_path / "rss", "rss")
    data = files[0].read_bytes()
    ET.fromstring(data)
    for entry in feedparser.parse(data, sanitize_html=False).entries:
        assert "<" not in entry.title
        assert not re.search(r"<(?!/?p>|br ?/?>)", entry.description), entry.description
        assert not re.search("[\u202a-\u202e\u2066-\u2069\x1b]", entry.title + entry.description)


def test_graphs_are_well_formed(reader: CaseReader, tmp_path: Path) -> None:
    for name in ("graphml", "gexf"):
        files, _ = export_as(reader, tmp_path / name, name)
        ET.parse(files[0])


def test_json_keeps_every_character(reader: CaseReader, tmp_path: Path, words: str) -> None:
    files, _ = export_as(reader, tmp_path / "jsonl", "jsonl")
    items = [json.loads(line) for line in (tmp_path / "jsonl" / "items.jsonl").read_text("utf-8").split("\n") if line]
    assert all(row["headline"].startswith(words) for row in items)
    for name in ("jsonld", "annotations"):
        files, _ = export_as(reader, tmp_path / name, name)
        text = files[0].read_text(encoding="utf-8")
        assert [json.loads(part) for part in ([text] if name == "jsonld" else text.split("\n")) if part]
        assert not re.search(r'"(?:url|scope)": "(?!https?://)', text)


def test_a_memo_shows_markup_and_obeys_none(reader: CaseReader, tmp_path: Path) -> None:
    files, _ = export_as(reader, tmp_path / "memo", "memo")
    text = files[0].read_text(encoding="utf-8")
    assert not re.search(r"(?<!\\)<[a-z!/]|(?<!\\)\]\(|(?<!\\)!\[", text)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", text)


def test_a_word_memo_is_well_formed_and_loads_nothing(reader: CaseReader, tmp_path: Path) -> None:
    pytest.importorskip("docx", reason="comes with the extra `office`")
    files, _ = export_as(reader, tmp_path / "docx", "docx")
    with zipfile.ZipFile(files[0]) as archive:
        root = ET.fromstring(archive.read("word/document.xml"))
        assert b'TargetMode="External"' not in archive.read("word/_rels/document.xml.rels")
    text = "".join(t.text or "" for t in root.iter(f"{WORD}t"))
    assert text and not re.search("[\x1b\u202a-\u202e\u2066-\u2069]", text)
    assert not list(root.iter(f"{WORD}instrText"))


def test_the_interface_answers_in_sound_json(reader: CaseReader, words: str) -> None:
    for path in ("/api/items", "/api/stories", "/api/lineages", "/api/labels", "/api/actors"):
        reply = respond(reader, "GET", path)
        assert reply.status == 200 and json.loads(reply.body)["rows"]
        assert reply.header("X-Content-Type-Options") == "nosniff"
    assert respond(reader, "GET", "/api/feed.rss").status == 200


def test_a_model_is_shown_what_is_hidden(reader: CaseReader) -> None:
    answer = safe(questions.quotes_by(reader, "Halloran"))
    text = json.dumps([answer, safe(questions.stories(reader))], ensure_ascii=False)
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x1b\x9b\U000e0000-\U000e007f]", text)


# -- size -------------------------------------------------------------------------------------------------------------

LONG = "=" + "long " * 1_000_000


@pytest.fixture(scope="module")
def heavy(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case in which one account has a headline of five megabytes."""
    path = Path(shutil.copy(built, tmp_path_factory.mktemp("heavy") / "heavy.case"))
    with sqlite3.connect(path) as db:
        db.execute("UPDATE items SET headline = ? WHERE item_id = (SELECT min(item_id) FROM items)", (LONG,))
    return path


def test_a_headline_of_five_megabytes_is_cut_where_it_is_looked_at(heavy: Path, tmp_path: Path) -> None:
    pytest.importorskip("xlsxwriter", reason="comes with the extra `office`")
    with CaseReader(str(heavy)) as reader:
        files, _ = export_as(reader, tmp_path / "xlsx", "xlsx")
        sheets = workbook(files[0])
        assert max(len(c) for row in sheets["items"] for c in row.values() if isinstance(c, str)) == CHARACTERS
        assert any("1 cell was longer" in str(cell) for row in sheets["about"] for cell in row.values())
        for name, most in (("memo", 100_000), ("rss", 100_000)):
            files, _ = export_as(reader, tmp_path / name, name)
            assert sum(file.stat().st_size for file in files) < most, name
        assert len(respond(reader, "GET", "/api/stories").body) < 10_000
        assert len(json.dumps(questions.stories(reader))) < 10_000
        assert len(LONG) == max(len(row["headline"]) for row in reader.rows("items"))


def test_rows_that_do_not_fit_a_sheet_are_told(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("xlsxwriter", reason="comes with the extra `office`")
    monkeypatch.setattr("rashomon.case.workbook.ROWS", 3)
    with CaseReader(str(built)) as reader:
        files, _ = export_as(reader, tmp_path, "xlsx")
        hidden = reader.count("attributions") - 2
    sheets = workbook(files[0])
    assert len(sheets["attributions"]) == 3
    assert any(f"{hidden} rows did not fit" in str(cell) for row in sheets["about"] for cell in row.values())


def test_losses_are_told_in_sentences() -> None:
    assert losses(SheetTally("items")) == []
    told = losses(SheetTally("items", rows=1, left_out=2, cut=1, replaced=3))
    assert len(told) == 3 and all(sentence.endswith(".") for sentence in told)


@pytest.mark.parametrize("text", ["x" * 40_000, "\U0001f600" * 20_000, "a" * 32_767, "a" * 32_750 + "\U0001f600" * 20])
def test_a_cell_never_holds_more_than_it_can(text: str) -> None:
    assert len(fitted(text).encode("utf-16-le")) // 2 <= CHARACTERS
    assert fitted(text) == text or fitted(text).endswith("[cut]")


def test_what_xml_cannot_hold_is_replaced_sign_by_sign() -> None:
    text = legal_xml(CONTROLS + "\ud800")
    assert len(text) == len(CONTROLS) + 1
    ET.fromstring(f"<a>{text}</a>")


def test_the_terminal_is_told_nothing_that_it_obeys(built: Path, tmp_path: Path) -> None:
    case = planted(built, tmp_path, ESCAPES + TURNED)
    for command in (("export", case, tmp_path / "m", "--format", "memo"), ("show", case), ("stories", case)):
        done = rashomon(*command)
        assert not re.search("[\x1b\x07\x9b\u202e]", done.out + done.err), command

"""Exports beside the tables: each is opened again, and what it says is held against the case."""

from __future__ import annotations

import csv
import datetime
import hashlib
import json
import re
import zipfile
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import feedparser
import msgspec
import pytest
from conftest import rashomon
from hypothesis import given
from hypothesis import strategies as st

from rashomon.case import titles
from rashomon.case.queries import CaseReader
from rashomon.case.spreadsheets import could_run, guarded, unguarded
from rashomon.case.tables import TABLES
from rashomon.case.titles import TITLES
from rashomon.model.errors import ReferenceUnknownError, SettingsError
from rashomon.views.annotations import annotations_of
from rashomon.views.exports import EXPORTERS, export_as
from rashomon.views.linked_data import nodes
from rashomon.views.memo import as_markdown, memos

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture
def reader(built: Path) -> Iterator[CaseReader]:
    with CaseReader(str(built)) as opened:
        yield opened


def workbook(path: Path) -> dict[str, list[dict[str, Any]]]:
    """The sheets of a workbook by name: rows of cells by column letter, each with its value, kind and formula."""
    with zipfile.ZipFile(path) as archive:
        shared = []
        if "xl/sharedStrings.xml" in archive.namelist():
            strings = ET.fromstring(archive.read("xl/sharedStrings.xml"))
            shared = ["".join(t.text or "" for t in si.iter(f"{SHEET}t")) for si in strings]
        names = [sheet.get("name") for sheet in ET.fromstring(archive.read("xl/workbook.xml")).iter(f"{SHEET}sheet")]
        made: dict[str, list[dict[str, Any]]] = {}
        for number, name in enumerate(names, start=1):
            root = ET.fromstring(archive.read(f"xl/worksheets/sheet{number}.xml"))
            assert not list(root.iter(f"{SHEET}f")), "a formula"
            made[str(name)] = [
                {re.sub(r"\d", "", c.get("r", "")): _cell(c, shared) for c in row} for row in root.iter(f"{SHEET}row")
            ]
    return made


def _cell(cell: ET.Element, shared: list[str]) -> Any:
    if cell.get("t") == "inlineStr":
        return "".join(t.text or "" for t in cell.iter(f"{SHEET}t"))
    value = cell.find(f"{SHEET}v")
    if value is None or value.text is None:
        return None
    if cell.get("t") == "s":
        return shared[int(value.text)]
    return bool(int(value.text)) if cell.get("t") == "b" else float(value.text)


# -- the command ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in EXPORTERS if name != "site"])
def test_every_format_is_written_by_the_command(name: str, built: Path, tmp_path: Path) -> None:
    if name in ("xlsx", "docx"):
        pytest.importorskip("xlsxwriter" if name == "xlsx" else "docx", reason="comes with the extra `office`")
    done = rashomon("export", built, tmp_path / name, "--format", name)
    assert done.code == 0, done.err
    assert str(tmp_path / name) in done.err and any(file.stat().st_size for file in (tmp_path / name).iterdir())


@pytest.mark.parametrize("name", [name for name in EXPORTERS if name != "site"])
def test_the_same_case_gives_the_same_bytes(name: str, reader: CaseReader, tmp_path: Path) -> None:
    if name in ("xlsx", "docx"):
        pytest.importorskip("xlsxwriter" if name == "xlsx" else "docx", reason="comes with the extra `office`")
    one, _ = export_as(reader, tmp_path / "one", name)
    two, _ = export_as(reader, tmp_path / "two", name)
    hashes = [[hashlib.sha256(path.read_bytes()).hexdigest() for path in files] for files in (one, two)]
    assert hashes[0] == hashes[1] and hashes[0]


def test_a_story_goes_with_memos_alone(reader: CaseReader, tmp_path: Path) -> None:
    files, _ = export_as(reader, tmp_path, "memo", story="s1")
    assert [file.suffix for file in files] == [".md"]
    with pytest.raises(SettingsError):
        export_as(reader, tmp_path, "csv", story="s1")
    with pytest.raises(ReferenceUnknownError):
        export_as(reader, tmp_path, "memo", story="s99")


def test_a_missing_extra_is_named(built: Path, tmp_path: Path) -> None:
    (tmp_path / "xlsxwriter.py").write_text("raise ImportError")
    done = rashomon("export", built, tmp_path / "x", "--format", "xlsx", env={"PYTHONPATH": str(tmp_path)})
    assert done.code == 2 and "rashomon[office]" in done.err and "Traceback" not in done.err


# -- tables -----------------------------------------------------------------------------------------------------------


@given(st.text(alphabet=st.sampled_from("'=+-@\t\r\n＝ab ")))
def test_a_guarded_text_comes_back_as_it_was(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert not guarded(text)[:1] or guarded(text)[0] not in "=+-@\t\r\n＝"
    assert could_run(guarded(text)) == could_run(text)


def test_csv_has_the_rows_of_json_lines(reader: CaseReader, tmp_path: Path) -> None:
    export_as(reader, tmp_path, "csv")
    csv.field_size_limit(10**9)
    for table in TABLES:
        with (tmp_path / f"{table.name}.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        for found, wanted in zip(rows, reader.table(table.name), strict=True):
            for column in table.exported:
                value = wanted[column.name]
                if isinstance(value, str):
                    assert unguarded(found[column.name]) == value
                elif column.kind == "json":
                    assert json.loads(found[column.name] or "null") == value


def test_judgements_come_back_from_csv(case: Path, tmp_path: Path) -> None:
    item = json.loads(rashomon("stories", case, "--json").out.splitlines()[0])["item_ids"][0]
    rashomon("judge", case, f"{item}:0-4", "note", "--who", "=1+1", "--when", "2021-05-05", "--note", "-5 is meant")
    assert rashomon("export", case, tmp_path / "csv", "--format", "csv").code == 0
    with CaseReader(str(case)) as reader:
        before = reader.table("judgements")
    assert before and before[0]["who"] == "=1+1"
    done = rashomon("judge", case, "--apply", tmp_path / "csv" / "judgements.csv")
    with CaseReader(str(case)) as reader:
        assert done.code == 0 and reader.table("judgements") == before


def test_a_workbook_has_a_sheet_a_table(reader: CaseReader, tmp_path: Path) -> None:
    pytest.importorskip("xlsxwriter", reason="comes with the extra `office`")
    files, _ = export_as(reader, tmp_path, "xlsx")
    sheets = workbook(files[0])
    assert list(sheets) == ["about", *(table.name for table in TABLES)]
    for table in TABLES:
        head, *rows = sheets[table.name]
        assert list(head.values()) == [column.name for column in table.exported]
        assert len(rows) == reader.count(table.name)
    texts = {row["text"] for row in reader.table("attributions") for row in row["content"]}
    assert {row["text"] for row in reader.table("figures")} <= set(_column(sheets["figures"], "text"))
    assert texts
    with zipfile.ZipFile(files[0]) as archive:
        second = archive.read("xl/worksheets/sheet2.xml").decode()
    assert 'state="frozen"' in second and "<autoFilter" in second


def _column(rows: list[dict[str, Any]], name: str) -> list[Any]:
    letter = next(key for key, value in rows[0].items() if value == name)
    return [row.get(letter) for row in rows[1:]]


def test_every_column_has_its_words_and_points_to_one_that_is() -> None:
    columns = {f"{table.name}.{column.name}" for table in TABLES for column in table.exported}
    told = msgspec.toml.decode(Path(titles.__file__).with_name("titles.toml").read_bytes())
    assert {f"{name}.{column}" for name, title in told.items() for column in title["columns"]} == columns
    for title in TITLES.values():
        assert title.about
        for column in title.columns.values():
            assert column.about and (not column.to or column.to in columns)


# -- findings as linked data, annotations, feed -----------------------------------------------------------------------


def test_an_annotation_opens_the_words_it_quotes(reader: CaseReader) -> None:
    sha256 = {row["capture_id"]: row["sha256"] for row in reader.table("captures")}
    texts = {
        f"urn:sha256:{sha256[row['capture_id']]}#account={row['ordinal']}": row["text"] for row in reader.table("items")
    }
    seen, tags = set(), set()
    for row in annotations_of(reader):
        position, quote = row["target"]["selector"]
        text = texts[row["target"]["source"]]
        assert quote["exact"] == text[position["start"] : position["end"]]
        assert text[: position["start"]].endswith(quote["prefix"])
        assert row["id"] not in seen and row["body"][0]["value"]
        seen.add(row["id"])
        tags.add(row["body"][1]["value"].partition(":")[2].partition("/")[0])
    assert {"attributions", "figures", "lineages", "timeline"} <= tags


def test_linked_data_is_whole_and_in_the_words_of_schema_org(reader: CaseReader, tmp_path: Path) -> None:
    files, _ = export_as(reader, tmp_path, "jsonld")
    document = json.loads(files[0].read_text(encoding="utf-8"))
    graph = document["@graph"]
    assert graph == list(nodes(reader)) and document["@context"]["@vocab"] == "https://schema.org/"
    kinds = {node["@type"] for node in graph}
    assert {"NewsArticle", "Quotation", "Person"} <= kinds
    known = {node["@id"] for node in graph if "@id" in node}
    for node in graph:
        for name in ("isPartOf", "exampleOfWork", "spokenByCharacter", "creator", "workExample", "appearance"):
            for value in node.get(name, []) if isinstance(node.get(name), list) else [node.get(name)]:
                if value and node["@type"] != "Claim" and "@id" in value:
                    assert value["@id"] in known, (name, value)


def test_the_feed_is_a_feed_by_the_dates_of_the_accounts(reader: CaseReader, tmp_path: Path) -> None:
    files, _ = export_as(reader, tmp_path, "rss")
    found = feedparser.parse(files[0].read_bytes())
    assert not found.bozo and found.version == "rss20"
    assert len({entry.id for entry in found.entries}) == len(found.entries) > 1
    dates = [parsedate_to_datetime(entry.published) for entry in found.entries if "published" in entry]
    assert dates == sorted(dates, reverse=True)
    assert dates[0].date() == datetime.date(2021, 5, 5)
    titles = " ".join(entry.title for entry in found.entries)
    assert "Ines Halloran" in titles


# -- memos ------------------------------------------------------------------------------------------------------------


def test_a_memo_names_accounts_origins_words_and_hashes(reader: CaseReader) -> None:
    memo = next(memos(reader, "s1"))
    text = as_markdown(memo)
    for part in ("# ", "## Accounts", "## Origins: at most", "## What was said", "## Figures", "## Captures"):
        assert part in text, part
    for row in reader.table("captures"):
        assert row["sha256"] in text
    for row in reader.table("items"):
        assert row["item_id"] in text
    assert "reopen on Thursday if the inspectors let us" in text and "cut short" in text
    assert not re.search(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d", text)


def test_a_memo_in_word_says_what_it_says_in_markdown(reader: CaseReader, tmp_path: Path) -> None:
    pytest.importorskip("docx", reason="comes with the extra `office`")
    files, _ = export_as(reader, tmp_path, "docx", story="s1")
    with zipfile.ZipFile(files[0]) as archive:
        root = ET.fromstring(archive.read("word/document.xml"))
    words = ["".join(t.text or "" for t in p.iter(f"{WORD}t")) for p in root.iter(f"{WORD}p")]
    memo = next(memos(reader, "s1"))
    for block in memo.blocks:
        if block.kind == "table":
            assert all(cell in words for row in block.rows for cell in row)
        else:
            assert "".join(run.text for run in block.runs) in words


def test_a_word_memo_opens_in_the_tool_itself(reader: CaseReader, tmp_path: Path) -> None:
    pytest.importorskip("docx", reason="comes with the extra `office`")
    from rashomon.views.draft import read_draft

    files, _ = export_as(reader, tmp_path, "docx", story="s1")
    assert "Origins: at most" in read_draft(str(files[0])).text

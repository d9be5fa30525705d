"""`rashomon check`: drafts against the examples' case, what a draft may be written in, and drafts that mean harm."""

from __future__ import annotations

import contextlib
import io
import json
import time
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import rashomon
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rashomon.case.queries import CaseReader
from rashomon.engine.build import build
from rashomon.model.errors import RashomonError, SettingsError
from rashomon.model.settings import ReadingSettings, Settings
from rashomon.views import draft as drafts
from rashomon.views.check import check
from rashomon.views.checking.findings import VERDICTS, Checked, CheckedDraft
from rashomon.views.checking.report import check_rows, check_text
from rashomon.views.draft import DraftError, read_draft

HERE = Path(__file__).parent
CASES: list[dict[str, Any]] = tomllib.loads((HERE / "cases/check/corven.toml").read_text(encoding="utf-8"))["case"]


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The case of the examples, read by rules, so that another training changes no answer here."""
    path = str(tmp_path_factory.mktemp("check") / "corven.case")
    build([str(HERE.parent / "examples/corven")], path, Settings(reading=ReadingSettings(tagger="rules")), jobs=1)
    return path


@pytest.fixture(scope="module")
def reader(case: str) -> Iterator[CaseReader]:
    with CaseReader(case) as opened:
        yield opened


def checked(reader: CaseReader, text: str, *, name: str = "draft.txt", date: str | None = None) -> CheckedDraft:
    return check(reader, read_draft(name, text.encode()), as_of=date, tagger="rules")


@pytest.mark.parametrize("given_case", CASES, ids=lambda c: c["name"].replace(" ", "_"))
def test_a_draft_gets_the_verdicts_that_a_standards_editor_would_give(
    reader: CaseReader, given_case: dict[str, Any]
) -> None:
    found = checked(reader, given_case["draft"], date=given_case.get("date"))
    for wanted in given_case["says"]:
        near = [f for f in found.findings if f.kind == wanted["kind"] and wanted["words"] in f.text]
        assert any(fits(f, wanted) for f in near), near
    if given_case.get("quiet"):
        assert found.looks == 0, [f for f in found.findings if f.look]


def fits(finding: Checked, wanted: dict[str, Any]) -> bool:
    """Whether a finding is the one that a case names."""
    edits = finding.edits
    return (
        finding.verdict == wanted.get("verdict", finding.verdict)
        and finding.look == wanted.get("look", finding.look)
        and ("flag" not in wanted or wanted["flag"] in {f.kind for f in finding.flags})
        and wanted.get("note", "") in finding.note
        and wanted.get("left_out", "") in finding.note
        and ("outlet" not in wanted or wanted["outlet"] in {e.outlet for e in finding.evidence})
        and ("was" not in wanted or any(wanted["was"] in e.was for e in edits))
        and ("now" not in wanted or any(wanted["now"] in e.now for e in edits))
    )


def test_evidence_opens_the_words_it_shows(reader: CaseReader) -> None:
    texts = {row["item_id"]: row["text"] for row in reader.rows("items")}
    for given_case in CASES:
        found = checked(reader, given_case["draft"], date=given_case.get("date"))
        for finding in found.findings:
            assert finding.verdict in VERDICTS
            assert found.draft.text[finding.start : finding.end] == finding.text
            for evidence in finding.evidence:
                assert texts[evidence.item_id][evidence.start : evidence.end] == evidence.text


def test_every_id_of_the_evidence_opens_with_show(case: str) -> None:
    with CaseReader(case) as reader:
        text = "The gate failed on 14 March. Four people were killed, and “they knew,” said Paula Henning."
        ids = {e.id for f in checked(reader, text).findings for e in f.evidence}
    assert len(ids) > 3
    for name in sorted(ids)[:4]:
        assert rashomon("show", case, name).code == 0


# -- the command --------------------------------------------------------------------------------------------------


def test_exit_code_says_whether_something_needs_a_look(case: str, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.txt", tmp_path / "bad.txt"
    good.write_text("“No report of that kind ever reached us,” Breck said.", encoding="utf-8")
    bad.write_text("“No letter of that kind ever reached us,” Breck said.", encoding="utf-8")
    quiet, loud = rashomon("check", case, good), rashomon("check", case, bad)
    assert (quiet.code, loud.code) == (0, 1)
    assert "Nothing needs a look" in quiet.out
    assert "altered" in loud.out and "“report” became “letter”" in loud.out


def test_json_gives_one_row_for_each_finding(case: str, tmp_path: Path) -> None:
    file = tmp_path / "draft.md"
    file.write_text("# Title\n\nNothing here.\n\n“They knew,” Tomas Breck said.\n", encoding="utf-8")
    done = rashomon("check", case, file, "--json")
    rows = [json.loads(line) for line in done.out.splitlines()]
    assert done.code == 1
    (row,) = [r for r in rows if r["kind"] == "quotation"]
    assert (row["line"], row["verdict"], row["look"]) == (5, "other speaker", True)
    assert row["evidence"][0]["text"] == "They knew"


def test_what_cannot_be_done_is_one_plain_sentence(case: str, tmp_path: Path) -> None:
    empty = tmp_path / "empty.txt"
    empty.write_bytes(b" \n")
    for words in ((case, tmp_path / "none.txt"), (tmp_path / "none.case", empty), (case, empty)):
        done = rashomon("check", *words)
        assert done.code == 2 and done.out == "" and done.err.count("\n") == 1, done.err
    file = tmp_path / "d.txt"
    file.write_text("No.", encoding="utf-8")
    assert rashomon("check", case, file, "--date", "soon").code == 2


# -- what a draft is written in -----------------------------------------------------------------------------------


def docx(*paragraphs: str, body: str | None = None) -> bytes:
    """A Word document with these paragraphs; `body` is its XML instead."""
    xml = body or "".join(f"<w:p><w:r><w:t>{p}</w:t></w:r></w:p>" for p in paragraphs)
    head = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"{head}{xml}</w:body></w:document>")
    return file.getvalue()


def test_plain_text_keeps_its_lines() -> None:
    draft = read_draft("a.txt", b"One line.\n\nA line that an editor broke after some sixty characters or\nso.\n")
    assert draft.text == "One line.\n\nA line that an editor broke after some sixty characters or so."
    assert [draft.number(draft.text.index(w)) for w in ("One", "A line", "so.")] == [1, 3, 4]


def test_markdown_loses_its_marks_and_keeps_its_lines() -> None:
    text = "## A *title*\n\n> “**No** report of [that](http://a.example) kind,”\n> she said.\n\n- one\n- two\n"
    draft = read_draft("a.md", text.encode())
    assert draft.text == "A title\n\n“No report of that kind,”\n\nshe said.\n\none\n\ntwo"
    assert draft.number(draft.text.index("she")) == 4


def test_html_gives_its_words_and_never_its_scripts() -> None:
    head = b"<html><head><title>x</title></head><body>"
    page = head + b"\n<p>One <b>bold</b>\nword.</p>\n<script>two()</script>\n<p>Three</p>"
    draft = read_draft("a.html", page)
    assert draft.text == "One bold word.\n\nThree"
    assert (draft.number(0), draft.number(draft.text.index("Three"))) == (2, 5)


def test_docx_gives_its_paragraphs_without_what_was_deleted() -> None:
    deleted = "<w:del><w:r><w:delText>never </w:delText></w:r></w:del>"
    body = f"<w:p><w:r><w:t>They </w:t></w:r>{deleted}<w:r><w:t>knew.</w:t></w:r></w:p>"
    draft = read_draft("a.docx", docx(body=body + "<w:p/><w:p><w:r><w:t>Two</w:t></w:r></w:p>"))
    assert (draft.text, draft.unit) == ("They knew.\n\nTwo", "paragraph")
    assert draft.number(draft.text.index("Two")) == 3


def test_docx_is_checked_like_text(reader: CaseReader) -> None:
    draft = read_draft("a.docx", docx("Lead.", "“They knew,” Tomas Breck said."))
    (finding,) = [f for f in check(reader, draft, tagger="rules").findings if f.kind == "quotation"]
    assert (finding.verdict, finding.line) == ("other speaker", 2)


# -- drafts that mean harm ----------------------------------------------------------------------------------------


def test_a_zip_bomb_is_refused_quickly() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<w>" + b" " * (200 * 1024 * 1024))
    began = time.process_time()
    with pytest.raises(DraftError, match="unpacks to more"):
        read_draft("bomb.docx", file.getvalue())
    assert time.process_time() - began < 5


def test_entities_of_a_docx_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hidden words", encoding="utf-8")
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
    xml = (
        f'<!DOCTYPE d [<!ENTITY f SYSTEM "{secret.as_uri()}"><!ENTITY l0 "lol">{lol}]>'
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
        "<w:p><w:r><w:t>Seen &f; &l8;</w:t></w:r></w:p></w:body></w:document>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", xml)
    with contextlib.suppress(DraftError):  # refusing it is as good
        assert "hidden" not in read_draft("a.docx", file.getvalue()).text


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04broken",
        b"%PDF-1.7 x",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1doc",
        b"a\x00b" * 9,
        b"",
        b"<html><p></html>",
    ],
)
def test_what_is_no_draft_is_said_to_be_none(data: bytes) -> None:
    with pytest.raises(RashomonError):
        read_draft("a", data)


def test_damaged_bytes_are_counted_and_the_rest_is_checked(reader: CaseReader) -> None:
    data = b"A \xff slip. " + "“They knew,” Tomas Breck said.".encode()
    found = check(reader, read_draft("a.txt", data), tagger="rules")
    assert [f.verdict for f in found.findings] == ["other speaker"]
    assert "1 characters of the draft could not be read" in check_text(found, width=100)


def test_a_draft_beyond_the_bounds_is_cut_and_said_so(reader: CaseReader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts, "MAX_CHARACTERS", 300)
    found = checked(reader, "The valley is green.\n\n" * 60)
    assert len(found.draft.text) <= 300 and "only the first 300 characters" in check_text(found, width=100)


def test_escape_sequences_of_a_draft_do_not_reach_the_terminal(reader: CaseReader) -> None:
    found = checked(
        reader, "“No report of that \x1b[31mkind\u202e ever\x9b reached us,” Breck said.", name="a\x1b[2J.txt"
    )
    shown = check_text(found, width=90)
    assert found.findings and not any(c in shown for c in "\x1b\x9b\u202e")


def test_search_syntax_in_a_draft_is_only_words(reader: CaseReader) -> None:
    found = checked(reader, '“They knew" OR NEAR(a b) AND * col:x ^ - (”, Tomas Breck said. "NOT AND OR" he said.')
    assert check_rows(found) is not None


def test_a_day_that_is_none_is_refused(reader: CaseReader) -> None:
    with pytest.raises(SettingsError):
        checked(reader, "Yes.", date="2023-13-40")


def test_marks_without_end_cost_no_time(reader: CaseReader) -> None:
    began = time.process_time()
    checked(reader, '“They knew ‘that "nothing ' * 3000)
    checked(reader, "**_[a](" * 20_000, name="a.md")
    assert time.process_time() - began < 20


_PIECES = st.sampled_from(
    ["“They knew,” ", "Tomas Breck said. ", "he denied that ", "four people were killed ", "on Tuesday ", "\n\n", "\n",
     "<p>", "**", "> ", "«Они знали» ", "— сказал ", "14 March ", "…", "”", "11 ", "&amp; ", "\u202e", "\x00"]
)  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_PIECES, max_size=25), st.sampled_from(["a.txt", "a.md", "a.html"]))
def test_any_draft_is_answered_with_true_offsets(reader: CaseReader, pieces: list[str], name: str) -> None:
    try:
        draft = read_draft(name, "".join(pieces).encode())
    except DraftError:
        return
    found = check(reader, draft, tagger="rules")
    assert all(draft.text[f.start : f.end] == f.text for f in found.findings)
    assert check_text(found, width=80)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"<html>", b"\xff\xfe"]))
def test_any_bytes_are_a_draft_or_a_plain_sentence(data: bytes, head: bytes) -> None:
    try:
        assert read_draft("a.md", head + data).text
    except RashomonError as error:
        assert str(error)


# -- the page that explains it ------------------------------------------------------------------------------------

PAGE = (HERE.parent / "docs/checking-a-draft.md").read_text(encoding="utf-8")


def test_the_page_shows_what_the_command_says(reader: CaseReader) -> None:
    draft, shown = (PAGE.split(f"```{kind}\n")[1].split("\n```")[0] for kind in ("markdown", "text"))
    said = check_text(checked(reader, draft, name="draft.md"), width=96).splitlines()
    marked = [line for line in shown.splitlines() if line.startswith("⚑")]
    assert len(marked) == 5
    assert [line for line in said if line.startswith("⚑")] == marked


@pytest.mark.parametrize("verdict", VERDICTS)
def test_the_page_explains_every_verdict(verdict: str) -> None:
    assert f"| **{verdict}** |" in PAGE

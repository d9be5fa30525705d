"""A text that changes its language: which paragraph is in which, and that each is read by its own pack."""

from __future__ import annotations

from pathlib import Path

from conftest import rashomon
from hypothesis import given, settings
from hypothesis import strategies as st

from rashomon.case.schema import VERSION, connect
from rashomon.case.tables import BY_NAME
from rashomon.intake.read import read_capture
from rashomon.model.captures import Item, RawCapture
from rashomon.model.settings import IntakeSettings, ReadingSettings
from rashomon.reading.read import read_item

ENGLISH = "The council of Talvik met on Monday. “The bridge will be rebuilt by spring,” said mayor Orla Venn."
RUSSIAN = "Власти Талвика закрыли мост. «Мост откроют весной», — заявил министр Иво Ленн 3 мая 2021 года."
FINNISH = "Talvikin kaupunki sulki sillan maanantaina, ja sadat asukkaat joutuivat etsimään toista tietä kotiinsa."
BACK = "Bridge engineer Petra Quist said that 40 families had left."


def item(text: str, *languages: str) -> Item:
    return Item("i", "c", "a.txt", 0, text, 0, language="mul", paragraph_languages=languages)


def test_intake_tells_the_language_of_each_paragraph_where_it_changes() -> None:
    text = "\n\n".join(("Bridge closed", ENGLISH, RUSSIAN, BACK))
    (made,) = read_capture(RawCapture("a.txt", text.encode()), IntakeSettings()).items
    assert made.language == "mul"
    assert made.paragraph_languages == ("en", "en", "ru", "en")
    (plain,) = read_capture(RawCapture("b.txt", f"{ENGLISH}\n\n{BACK}".encode()), IntakeSettings()).items
    assert (plain.language, plain.paragraph_languages) == ("en", ())


def test_every_other_paragraph_a_translation_is_seen_in_a_long_text() -> None:
    text = "\n\n".join(f"{ENGLISH} It has {n} spans.\n\n{RUSSIAN} У него {n} опор." for n in range(100))
    (made,) = read_capture(RawCapture("a.txt", text.encode()), IntakeSettings()).items
    assert made.language == "mul"
    assert made.paragraph_languages == ("en", "ru") * 100


def test_each_paragraph_is_read_in_its_language() -> None:
    reading = read_item(item(f"{ENGLISH}\n\n{RUSSIAN}\n\n{BACK}", "en", "ru", "en"), ReadingSettings())
    assert [one.speaker for one in reading.attributions] == ["Orla Venn", "Иво Ленн", "Petra Quist"]
    assert "2021-05-03" in {time.edtf for time in reading.times}
    assert [sentence.paragraph for sentence in reading.sentences] == [0, 0, 1, 1, 2]
    assert [entity.entity for entity in reading.entities] == list(range(len(reading.entities)))
    named = {one.speaker: reading.entities[one.entity].name for one in reading.attributions if one.entity is not None}
    assert all(speaker == name for speaker, name in named.items())


def test_paragraphs_in_a_language_without_a_pack_are_kept_and_named() -> None:
    reading = read_item(item(f"{ENGLISH}\n\n{FINNISH}", "en", "fi"), ReadingSettings())
    assert [one.speaker for one in reading.attributions] == ["Orla Venn"]
    assert [sentence.paragraph for sentence in reading.sentences] == [0, 0, 1]
    (issue,) = reading.issues
    assert issue.code == "language_not_read"
    assert "fi" in issue.message


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from([ENGLISH, RUSSIAN, "“Open", "и”, said Orla Venn.", " "]), max_size=6),
    st.lists(st.sampled_from(["en", "ru", "fi", "und", "en-GB"]), max_size=6),
)
def test_every_place_is_true_however_languages_and_paragraphs_fall(paragraphs: list[str], languages: list[str]) -> None:
    text = "\n\n".join(paragraphs)
    reading = read_item(item(text, *languages), ReadingSettings())
    spans = [span for one in reading.attributions for span in (one.source, one.cue, *one.content) if span]
    for found in (*spans, *reading.mentions, *reading.figures, *reading.times):
        assert text[found.start : found.end] == found.text
    ids = {one.attribution_id for one in reading.attributions}
    assert {one.parent_id for one in reading.attributions} <= ids | {None}
    assert {figure.attribution_id for figure in reading.figures} <= ids | {None}


def test_the_items_of_a_case_tell_it(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"{ENGLISH}\n\n{RUSSIAN}\n", encoding="utf-8")
    rashomon("build", tmp_path / "a.txt", "--case", tmp_path / "x.case", "--jobs", 1)
    rashomon("export", tmp_path / "x.case", tmp_path / "out", "--format", "jsonl")
    assert '"paragraph_languages": ["en", "ru"]' in (tmp_path / "out" / "items.jsonl").read_text(encoding="utf-8")


def test_a_case_made_before_there_was_such_a_column_opens_with_it(tmp_path: Path) -> None:
    path = str(tmp_path / "old.case")
    db = connect(path, read_only=False)
    db.execute("ALTER TABLE items DROP COLUMN paragraph_languages")
    db.execute("PRAGMA user_version = 1")
    db.close()
    db = connect(path, read_only=False)
    columns = [row[1] for row in db.execute("PRAGMA table_info(items)")]
    assert columns == [column.name for column in BY_NAME["items"].columns]
    assert db.execute("PRAGMA user_version").fetchone()[0] == VERSION
    db.close()

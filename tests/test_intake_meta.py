"""What the user says in a metadata file wins over whatever a capture says of itself, and each field says so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rashomon.intake.read import read_capture
from rashomon.intake.usermeta import read_meta, with_meta
from rashomon.model.captures import Item, RawCapture
from rashomon.model.settings import IntakeSettings

BODY = "The town of Talvik has shut its only bridge after engineers found cracks in two of its piers on Monday."
PAGE = f"""<!doctype html><html lang="en"><head><meta property="og:site_name" content="River Post">
<meta property="og:type" content="article"><link rel="canonical" href="https://riverpost.example/a">
<meta name="author" content="Ada Moor"><meta property="article:published_time" content="2021-05-03T10:00:00Z">
<meta property="article:modified_time" content="2021-05-04T10:00:00Z"><title>Bridge shut</title></head><body><article>
<h1>Bridge shut</h1><p>{BODY}</p><p>Buses will go by the northern road until the summer.</p></article></body></html>"""
RECORD = {
    "title": "Bridge shut", "text": BODY, "language": "en", "author": "Ada Moor", "date": "2021-05-03",
    "publisher": "River Post", "url": "https://riverpost.example/a",
}  # fmt: skip
CAPTURES = {
    "a.html": PAGE,
    "a.txt": f"Bridge shut\nRiver Post\nBy Ada Moor\n3 May 2021\n\n{BODY}\n",
    "a.json": json.dumps(RECORD),
}
GIVEN = {
    "publisher": "Lantern", "published": "2020-01-02", "modified": "2020-02-03", "language": "de",
    "url": "https://lantern.example/x", "headline": "A bridge", "authors": "Ida Fell; Ole Rand", "genre": "opinion",
}  # fmt: skip


def told(tmp_path: Path, name: str, text: str, **given: str) -> tuple[Item, ...]:
    meta = tmp_path / "meta.csv"
    cells = ",".join(f'"{value}"' for value in given.values())
    meta.write_text(f"file,{','.join(given)}\n{name},{cells}\n", encoding="utf-8")
    raw = with_meta(RawCapture(f"saved/{name}", text.encode()), read_meta(str(meta)))
    return read_capture(raw, IntakeSettings()).items


@pytest.mark.parametrize("name", list(CAPTURES))
def test_every_field_of_the_user_wins_and_says_so(tmp_path: Path, name: str) -> None:
    (item,) = told(tmp_path, name, CAPTURES[name], **GIVEN)
    assert item.authors == ("Ida Fell", "Ole Rand")
    for field in GIVEN.keys() - {"authors"}:
        assert getattr(item, field) == GIVEN[field]
    said = {field.name for field in item.fields if field.origin == "user"}
    assert said == {"author" if field == "authors" else field for field in GIVEN}


@pytest.mark.parametrize("name", list(CAPTURES))
def test_the_text_stays_what_was_captured(tmp_path: Path, name: str) -> None:
    (alone,) = read_capture(RawCapture(f"saved/{name}", CAPTURES[name].encode()), IntakeSettings()).items
    (item,) = told(tmp_path, name, CAPTURES[name], **GIVEN)
    assert (item.text, item.body_start, item.map) == (alone.text, alone.body_start, alone.map)


def test_what_is_no_date_and_no_language_is_not_taken_for_one(tmp_path: Path) -> None:
    (item,) = told(tmp_path, "a.html", PAGE, published="some day", language="in English")
    assert item.published is not None
    assert item.published.startswith("2021-05-03")
    assert item.language == "en"


def test_what_the_user_does_not_say_stays_as_it_was_read(tmp_path: Path) -> None:
    (item,) = told(tmp_path, "a.html", PAGE, publisher="Lantern")
    assert (item.headline, item.authors, item.url) == ("Bridge shut", ("Ada Moor",), "https://riverpost.example/a")
    assert {field.name for field in item.fields if field.origin == "user"} == {"publisher"}

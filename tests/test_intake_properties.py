"""What must hold of intake for any bytes at all."""

from __future__ import annotations

import json
import random
import time
from importlib.util import find_spec

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rashomon.intake.accounts import Account, lines_of
from rashomon.intake.article import read_account
from rashomon.intake.decode import decode
from rashomon.intake.mapped import MappedText
from rashomon.intake.paragraphs import paragraphs_of
from rashomon.intake.read import read_capture
from rashomon.intake.repair import repair, replay
from rashomon.intake.vocabulary import furniture_of, straight, vocabulary
from rashomon.model.captures import Intake, RawCapture
from rashomon.model.settings import IntakeSettings

PIECES = [
    *("The bridge was closed on Monday.", "By Mara Olt", "3 May 2021", "Source: Riverton Ledger", "shared this story"),
    *("from A B | C.", "The post A: B first appeared on C.", "Read more", "Leave a Reply", "8 + 5 =", "xe2x80x99"),
    *(
        "\\u2019",
        "&amp;rsquo;",
        "â€™",
        "=E2=80=9C",
        "Mara Olt Retweeted",
        "14:05",
        "* * *",
        "___",
        "1.  ",
        "• ",
        "“",
        "”",
    ),
    *(
        "Bridge closed  Riverton Ledger",
        "– ",
        "(Reuters)",
        "Мост закрыт.",
        "<p>",
        "</p>",
        "<b>",
        "&",
        "<",
        "{",
        "}",
        '"',
    ),
    *("\n", "\n\n", "\r\n", " ", "  ", "\u00a0", "\u00ad", "\x00", "n\n", ".n", "n", "| News", "«", "»"),
]
TEXTS = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=12)), max_size=40).map("".join)


def read(data: bytes, name: str = "capture.txt") -> Intake:
    return read_capture(RawCapture(name, data), IntakeSettings())


def assert_true(intake: Intake) -> None:
    text = intake.text or ""
    for item in intake.items:
        assert 0 <= item.body_start <= len(item.text)
        for run in item.map:
            here = item.text[run.item_start : run.item_start + run.length]
            assert run.length > 0
            assert here == text[run.capture_start : run.capture_start + run.length]


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_recorded_repairs_turn_the_original_into_the_result(text: str) -> None:
    mended = repair(text)
    assert replay(text, mended.repairs) == mended.mapped.text
    for one in mended.repairs:
        assert text[one.start : one.end] == one.was


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_any_text_gives_items_whose_maps_are_true(text: str) -> None:
    assert_true(read(text.encode("utf-8", "surrogatepass")))


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_any_page_gives_items_whose_maps_are_true(text: str) -> None:
    assert_true(read(f"<!doctype html><html><body><article><p>{text}".encode("utf-8", "surrogatepass"), "page.html"))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_give_an_answer(data: bytes) -> None:
    assert_true(read(data))
    assert decode(data).text is not None


@settings(max_examples=60, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=20),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["title", "text", "author", "source", "date", "id", "x"]), inner, max_size=4
            )
        ),
        max_leaves=12,
    )
)
def test_any_record_gives_an_answer(value: object) -> None:
    assert_true(read(json.dumps({"text": value, "title": value}).encode(), "record.json"))


def test_nothing_of_a_text_is_lost_without_saying_so() -> None:
    text = "Bridge closed | River Herald\n\nBy Mara Olt\n\nThe bridge was closed on Monday.\n\nLeave a Reply\n\nName *"
    item = read(text.encode()).items[0]
    for word in text.split():
        assert word in item.text or any(word in removed.text for removed in item.removed)


def test_every_example_of_the_packs_is_known_by_its_own_group() -> None:
    for group in vocabulary().furniture:
        for example in group.examples:
            found = furniture_of(example)
            assert found is not None and found.reason == group.reason, example
    for pattern in vocabulary().relays:
        assert pattern.match.fullmatch(straight(pattern.example)), pattern.example


HOSTILE = {
    "empty": b"",
    "zeros": b"\0" * 5000,
    "random bytes": random.Random(1).randbytes(200_000),
    "nested boxes": b"<html><body>" + b"<div>" * 10_000 + b"<p>The bridge was closed.</p>" + b"</div>" * 10_000,
    "nested letters": b"<html><body>" + b"<b>" * 10_000 + b"The bridge was closed.",
    "open brackets": b"<html><body>" + b"<" * 300_000,
    "open comments": b"<html><body>" + b"<!--" * 80_000,
    "ampersands": b"&" * 300_000,
    "backslashes": b"\\" * 300_000,
    "escapes": b"xe2x80x99" * 20_000,
    "no spaces": b"a" * 300_000,
    "only spaces": b" " * 300_000 + b"a",
    "bars": b"| " * 150_000,
    "deep JSON": b'{"text":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "many lines": b"a b\n" * 60_000,
    "bylines": b"By " * 100_000,
    "one long line": b"word " * 1_000_000,
    "one long line of a page": b"<html><body><p>" + b"word " * 1_000_000,
    "entity bomb": b'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a "'
    + b"b" * 100
    + b'"><!ENTITY c "'
    + b"&a;" * 100
    + b'">]><html><body><p>&c;',
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_bytes_take_no_long_time(name: str) -> None:
    started = time.process_time()
    assert_true(read(HOSTILE[name]))
    assert time.process_time() - started < 20


@pytest.mark.parametrize(
    "data,name,code",
    [
        (b"", "a.txt", "empty"),
        (b" \n\t\n", "a.txt", "empty"),
        (b"\x00\x01\x02\x03\x80\x81" * 500, "a.txt", "binary"),
        (b"%PDF-1.7\n...", "a.txt", "unreadable" if find_spec("pypdf") else "unsupported"),
        (b"\x89PNG\r\n\x1a\n", "a.html", "unsupported"),
        ("Мост закрыт".encode()[:-1], "a.txt", "truncated"),
        (b"<html><body></body></html>", "a.html", "empty"),
    ],
)
def test_what_cannot_be_read_is_said(data: bytes, name: str, code: str) -> None:
    intake = read(data, name)
    assert code in {issue.code for issue in intake.issues}
    assert all(issue.message.endswith((".", "?")) and issue.stage == "intake" for issue in intake.issues)


def test_a_capture_beyond_the_bound_is_not_read() -> None:
    small = IntakeSettings(max_capture_bytes=10)
    intake = read_capture(RawCapture("a.txt", b"x" * 11), small)
    assert not intake.items and intake.issues[0].code == "too_large"


def test_what_the_user_knows_wins_and_says_so() -> None:
    raw = RawCapture(
        "a.txt", b"Bridge closed\n\nIt was.", known={"publisher": "Harbour Post"}, known_from={"publisher": "user"}
    )
    item = read_capture(raw, IntakeSettings()).items[0]
    assert item.publisher == "Harbour Post"
    assert any(field.name == "publisher" and field.origin == "user" for field in item.fields)


@pytest.mark.parametrize(
    "data,encoding,text",
    [
        ("Straße".encode("cp1252"), "utf-8", "Straße"),
        ("Straße".encode(), "iso-8859-1", "Straße"),
        ("Мост закрыли в понедельник после осмотра".encode("cp1251"), None, "Мост закрыли в понедельник после осмотра"),
        ("Bridge".encode("utf-16"), None, "Bridge"),
        ("Bridge closed".encode("utf-16-le"), None, "Bridge closed"),
        ("\ufeffBridge".encode(), None, "Bridge"),
        (b"caf\xe9", "no-such-encoding", "café"),
    ],
)
def test_contradictions_are_settled_by_what_decodes_best(data: bytes, encoding: str | None, text: str) -> None:
    found = decode(data, encoding)
    assert found.text == text
    assert data.decode(found.encoding, "replace") == text


def test_an_account_keeps_its_prose() -> None:
    paragraph = "The engineers said on Monday that the old bridge over the river could not be saved any more."
    whole = MappedText.whole("\n\n".join([paragraph, "Share this article", paragraph.replace("Monday", "Friday")]))
    article = read_account(Account(lines_of(paragraphs_of(whole))))
    assert paragraph in article.text.text and "Friday" in article.text.text and "Share" not in article.text.text

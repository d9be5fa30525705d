"""Odd input is normal input: no exception, offsets that are true, work that grows with the length and no faster."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rashomon.language.packs import pack_codes
from rashomon.language.quotations import nested_quotations, quotations
from rashomon.language.sentences import split_sentences
from rashomon.model.readings import Attribution
from rashomon.reading.attributions import read_attributions
from rashomon.reading.tagger_rules import RulesTagger


def read(text: str, code: str = "en") -> tuple[Attribution, ...]:
    """The attributions of a text without mentions."""
    return read_attributions(
        "i", text, split_sentences(text, code), quotations(text, code), (), (), code, RulesTagger()
    )


ODD = {
    "unclosed": "“We are closing, said the owner of the mill. Nobody came.",
    "only closing": "We are closing,” said the owner. ” ” ”",
    "inches": 'The pipe is 12" wide and 6\'2" long, said Lund, who is 5\'11".',
    "marks only": "“”‘’\"\"''``«»„“",
    "headlines": "Mill closes\nTown “in shock”\nMinister: no money\nPLANT TO REOPEN, SAYS OWNER",
    "list": "- milk\n- bread, said Lund\n- “eggs”\n1. according to\n2. said",
    "transcript": "Q: Did you see it?\nA: No.\nMR LUND: I saw nothing.\nMS ORR: He said he did.",
    "poem": "The sea said nothing,\nnothing said the shore,\n“Come,” the gull,\n“no more.”",
    "mixed scripts": "Лунд said что “паром late”, 記者 said 「遅れた」。 قال لوند.",
    "cue alone": "said",
    "according alone": "according to",
    "cue at both ends": "Said Lund said",
    "only commas": ",,,,,,said,,,,,",
    "blank": " \n\n \t ",
    "lone surrogate": "Lund said \ud800 that it was “late”.",
    "controls": "Lund\x00said\x1fthat it\u2028was late.",
}


@pytest.mark.parametrize("code", pack_codes())
@pytest.mark.parametrize("name", ODD)
def test_odd_text_is_read_without_an_exception_and_with_true_offsets(name: str, code: str) -> None:
    text = ODD[name]
    for attribution in read(text, code):
        _check(text, attribution)


def _check(text: str, attribution: Attribution) -> None:
    spans = [attribution.source, attribution.cue, *attribution.content]
    for span in spans:
        assert span is None or (text[span.start : span.end] == span.text and span.text.strip())
    starts = [c.start for c in attribution.content]
    assert attribution.content and starts == sorted(starts)


_PIECES = st.sampled_from(
    [
        "Lund", "the mayor", "said", "that", "according to", ",", ".", "“", "”", "\"", "‘", "’", "'", "\n", "he", "she",
        "the ferry was late", "as saying", "quoted", "told reporters", "claims", "and", "but", ":", "—", "who",
        "to leave",
        "accused", "of", "in an interview with", "the Courier", "citing", "сказал", "что", "«", "»", "по словам", "Mr.",
        "…", "?", "said:", "(", ")", "has", "not", "by", "10\"",
    ]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(_PIECES, max_size=40), st.sampled_from(["en", "ru", "de", "fr", "es"]))
def test_any_order_of_cues_marks_and_names_is_read(pieces: list[str], code: str) -> None:
    text = " ".join(pieces)
    found = read(text, code)
    assert len({a.attribution_id for a in found}) == len(found)
    for attribution in found:
        _check(text, attribution)
        assert attribution.parent_id is None or attribution.parent_id in {a.attribution_id for a in found}


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ab S.,!?\n“”‘’\"'«»„…1", max_size=80), st.sampled_from(["en", "ru", "de", "xx"]))
def test_quotations_lie_apart_and_sentences_cover_all_words(text: str, code: str) -> None:
    last = 0
    for q in quotations(text, code):
        assert last <= q.start <= q.inner_start <= q.inner_end <= q.end <= len(text)
        assert "\n" not in text[q.start : q.end]
        last = q.end
        for n in nested_quotations(text, code, q):
            assert q.inner_start <= n.start < n.end <= q.inner_end
    covered = set()
    for s in split_sentences(text, code):
        covered.update(range(s.start, s.end))
    assert all(i in covered for i, c in enumerate(text) if not c.isspace())


def _calls(work: Callable[[], object]) -> int:
    """How many Python functions a piece of work calls: a measure of work that no busy machine disturbs."""
    count = 0

    def tally(_frame: FrameType, event: str, _arg: Any) -> None:
        nonlocal count
        count += event == "call"

    before = sys.getprofile()
    sys.setprofile(tally)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


GROWING = {
    "one paragraph": "The mayor said that the ferry was late, according to the Courier. “It is over,” she added. ",
    "one sentence": "the mayor said that the ferry was late, and ",
    "open marks": '“a ‘b "c «d ',
    "straight marks": '"a ',
    "single marks": "the boys' dogs' 'bones ",
    "said": "said, ",
    "quotations in turn": "“We go,” said Lund, “and we stay.” ",
    "paragraphs of quotation": "“We will not go back to the mill this year.\n",
    "commas": "Lund, a mayor, ",
    "no point": "ferry ",
    "points": "U.S. ",
    "descriptions": "The 81-year-old said that the ferry was late. ",
    "remarks carried": "Lund said no. His remarks were carried by the Gazette. ",
    "pronouns inside": "“He told her that it was late,” the mayor's aide said. ",
    "relative clauses": "cooks who were asked by the Gazette said ",
    "between commas": "Lund, the Gazette reports, says it is late. ",
}


@pytest.mark.parametrize("name", GROWING)
def test_twice_the_text_is_twice_the_work(name: str) -> None:
    unit = GROWING[name]
    read("warm up")
    short, long = (_calls(lambda n=n: read(unit * n)) for n in (150, 300))  # type: ignore[misc]
    assert long < 2.6 * short + 500, f"{short} calls became {long}"


SENSIBLE = [
    ("inches are no quotation", ODD["inches"], ["indirect"], [None, "Lund"]),
    ("a transcript", "MR LUND: I saw nothing.\n\nMS ORR: He said he did.", ["indirect"] * 3, ["MR LUND", "MS ORR"]),
    ("headlines alone", "The Gazette: Minister says dam is safe", ["indirect"] * 2, ["Gazette", "Minister"]),
]


@pytest.mark.parametrize(("name", "text", "kinds", "speakers"), SENSIBLE, ids=[n for n, *_ in SENSIBLE])
def test_odd_text_is_read_sensibly(name: str, text: str, kinds: list[str], speakers: list[str | None]) -> None:
    found = read(text, "en")
    assert {a.kind for a in found} == set(kinds)
    assert {a.speaker for a in found} >= {s for s in speakers if s is not None}


def test_two_megabytes_in_one_paragraph_are_read() -> None:
    text = "The ferry was late and the crew of the mill went home through the rain by the river, " * 24_000
    assert len(text) > 2_000_000
    assert all(text[c.start : c.end] == c.text for a in read(text, "en") for c in a.content)


SPEAKERS = [
    ("en", "Nothing said that it was over.", [None]),
    ("en", "Three said that it was late.", [None]),
    ("en", "The harbour company said that the ferry was late. The company said it would pay.", ["harbour company"] * 2),
    ("en", "“We will wait,“ said Lund. The crew agreed. “It is late,“ said Orr.", ["Lund", "Orr"]),
    ("ru", "Пожар потушен, сообщил журналистам глава района.", ["глава района"]),
]


@pytest.mark.parametrize(("code", "text", "wanted"), SPEAKERS)
def test_words_that_name_nobody_and_marks_that_a_machine_put(code: str, text: str, wanted: list[str | None]) -> None:
    assert [a.speaker for a in read(text, code)] == wanted

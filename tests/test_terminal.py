"""The terminal report, its references and its lists, on a case whose findings are known."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_case import STORY, MadeCase, empty_case, made_case, single_case
from rich.cells import cell_len

from rashomon.model.errors import ReferenceUnknownError
from rashomon.views.lists import list_rows, list_text
from rashomon.views.references import CaseReferences
from rashomon.views.terminal import safe, show_case

LISTS = ("quotes", "figures", "positions", "labels", "timeline", "coverage", "origins", "stories")
SECTIONS = (
    "HOW MANY ORIGINS", "WHAT HAPPENED", "WHAT WAS SAID", "WHO SAID WHAT", "FIGURES", "WHO HOLDS WHAT",
    "WHAT THEY CALL IT", "WHO LEAVES WHAT OUT", "AN ACCOUNT AGAINST ITSELF", "BEFORE YOU RELY ON IT",
)  # fmt: skip


def flat(text: str) -> str:
    return " ".join(text.split())


def test_the_report_has_every_section_in_order() -> None:
    report = show_case(made_case())
    places = [report.index(title) for title in SECTIONS]
    assert places == sorted(places)


def test_stories_come_first_and_the_largest_is_shown_whole() -> None:
    report = show_case(made_case())
    assert report.index("Cake fair in Tolle") < report.index("HOW MANY ORIGINS")
    assert "4 accounts · 4 publishers · 8–9 Jun 2021 · at most 3 origins · English, Russian" in report


def test_a_cut_is_drawn_and_said_without_colour() -> None:
    report = flat(show_case(made_case()))
    assert "on Friday ░░░░░░░░░░░░░░░░░░░░, — cut short ⚑ condition: “if the divers let us” is gone" in report


def test_an_actor_who_changes_line_is_said_to() -> None:
    assert "Otto Rehm (Tue 8 Jun) → concedes (Wed 9 Jun) changes line" in flat(show_case(made_case()))


def test_a_chain_names_its_weakest_link() -> None:
    report = flat(show_case(made_case()))
    assert "Coast Post → Osk Wire → “an unnamed official” chain of 3; weakest: unnamed source" in report


def test_without_colour_there_is_no_escape_sequence_and_with_it_the_same_words() -> None:
    plain, coloured = show_case(made_case()), show_case(made_case(), color=True)
    assert "\x1b" not in plain
    assert "\x1b[" in coloured
    without = re.sub(r"\x1b\[[0-9;]*m", "", coloured)
    assert [line.rstrip() for line in without.splitlines()] == [line.rstrip() for line in plain.splitlines()]


@pytest.mark.parametrize("width", [60, 80, 110, 140])
@pytest.mark.parametrize("name", [None, "q1", "f1", "c1", "o2", "i1"])
def test_no_line_is_wider_than_the_terminal(width: int, name: str | None) -> None:
    lines = show_case(made_case(), name, width=width).splitlines()
    assert [line for line in lines if cell_len(line) > width] == []


def test_a_long_list_is_cut_and_says_how_to_see_the_rest() -> None:
    case = made_case()
    event = case.tables["timeline"][0]
    event["accounts"] = event["accounts"][:1]
    case.tables["timeline"] = [{**event, "text": f"event {n}"} for n in range(20)]
    assert "… 12 more: rashomon timeline made.case s1" in show_case(case)


def test_every_reference_in_the_report_opens() -> None:
    case = made_case()
    shown = set(re.findall(r"^ {2}((?:s\d\.)?[a-z]\d+) ", show_case(case), flags=re.MULTILINE))
    assert {"q1", "f1", "c1", "t1", "o1", "i1", "n1", "x1", "g3", "w1", "s1"} <= shown
    for name in shown:
        assert show_case(case, name).strip()


def test_a_permanent_id_opens_what_its_reference_opens() -> None:
    case = made_case()
    for reference in CaseReferences(case).story(1).all:
        assert show_case(case, reference.permanent) == show_case(case, reference.short)


def test_an_opened_quotation_shows_its_places_edits_and_cautions() -> None:
    opened = flat(show_case(made_case(), "q1"))
    assert re.search(r"made/copy\.txt · a[0-9a-f]{16}:167-203", opened)
    assert "“▸We will reopen the bridge on Friday,◂” said Lene Abel" in opened
    assert "left out if the divers let us" in opened
    assert "It would be wrong if" in opened


def test_a_judgement_stands_beside_the_place_that_it_is_on() -> None:
    case = made_case()
    said = case.tables["lineages"][0]["versions"][1]
    place = f"{case.tables['captures'][1]['sha256']}/0/{said['start']}-{said['end']}"
    judgement = {
        "evidence": place,
        "verdict": "note",
        "value": None,
        "who": "Ada",
        "when": "2021-06-10",
        "note": "seen",
    }
    case.tables["captures"] = [{**row, "sha256": f"{n:064d}"} for n, row in enumerate(case.tables["captures"])]
    case.tables["judgements"] = [{**judgement, "evidence": f"{1:064d}{place[64:]}"}, {**judgement, "evidence": "x"}]
    opened = flat(show_case(case, "q1"))
    assert opened.count("judged note (Ada, Thu 10 Jun) – seen") == 1
    assert "2 judgements by people" in show_case(case)


def test_a_figure_opens_the_group_that_holds_it() -> None:
    case = made_case()
    assert show_case(case, case.tables["figures"][0]["figure_id"]) == show_case(case, "f1")


def test_a_second_story_has_references_of_its_own() -> None:
    case = made_case()
    report = show_case(case, "s2")
    assert "One account only" in report
    assert "s2.o1" in report
    assert "Cake fair" in show_case(case, "s2.o1")
    assert show_case(case, "cake fair") == report


@pytest.mark.parametrize("name", ["q99", "s9", "zz", "s9.q1", "i99", "", "deadbeefdeadbeef", "q" + "9" * 500])
def test_a_name_of_nothing_is_an_error_in_words(name: str) -> None:
    if not name:
        assert show_case(made_case(), name)
        return
    with pytest.raises(ReferenceUnknownError, match="no finding or story"):
        show_case(made_case(), name)


def test_an_empty_case_says_what_to_do() -> None:
    assert "holds nothing yet: rashomon build" in show_case(empty_case())
    for name in LISTS:
        assert list_text(empty_case(), name)
        assert not list(list_rows(empty_case(), name))


def test_a_case_of_unreadable_captures_says_which() -> None:
    case = empty_case()
    case.tables["captures"] = [row for row in made_case().tables["captures"] if row["capture_id"] == "c0"]
    case.tables["issues"] = [row for row in made_case().tables["issues"] if row["capture_id"] == "c0"]
    assert "holds no account" in show_case(case)
    assert "asks whether you are a robot" in show_case(case, "i2")


def test_a_case_whose_build_was_killed_says_to_go_on() -> None:
    case = made_case()
    case.tables["stories"] = []
    assert "was not finished: run the same rashomon build again" in show_case(case)


def test_a_case_of_one_account_is_a_sensible_report() -> None:
    report = show_case(single_case())
    assert "One account only" in report
    assert "FIGURES" not in report


def test_lists_hold_everything_and_json_rows_carry_references() -> None:
    case = made_case()
    for name in LISTS:
        assert list_text(case, name, width=80)
        rows = list(list_rows(case, name))
        assert rows and all("ref" in row for row in rows)
        assert json.dumps(rows)
    assert [row["story_id"] for row in list_rows(case, "origins", "s1")] == [STORY] * 4


HOSTILE = "\x1b[2J\x1b]0;owned\x07 ‮desrever⁦ \u200b\x9b31m\r\x00\ud800\U000e0041"


def _hostile() -> MadeCase:
    """The case with hostile characters in every string that no finding points into."""
    case = made_case()
    for table in case.tables.values():
        for row in table:
            for key in ("headline", "publisher", "speaker", "reason", "message", "counted", "actor", "name", "capture"):
                if isinstance(row.get(key), str):
                    row[key] += HOSTILE
    for row in case.tables["captures"]:
        row["paths"] = [path + HOSTILE for path in row["paths"]]
    for row in case.tables["items"]:
        row["text"] = row["text"] + HOSTILE
    return case


@pytest.mark.parametrize("name", [None, "q1", "w1", "w8", "f1", "c1", "t1", "n1", "o1", "x1", "g3", "i1", "i3", "s2"])
def test_captures_cannot_steer_the_terminal(name: str | None) -> None:
    report = show_case(_hostile(), name, width=90)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", report)


@pytest.mark.parametrize("name", LISTS)
def test_lists_cannot_steer_the_terminal(name: str) -> None:
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", list_text(_hostile(), name))


@given(st.text())
def test_safe_text_is_one_line_that_no_terminal_obeys(text: str) -> None:
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]", safe(text))


def test_a_headline_of_five_megabytes_breaks_nothing() -> None:
    case = made_case()
    case.tables["items"][0]["headline"] = "long " * 1_000_000
    assert len(show_case(case, width=80)) < 40_000


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(-5, 80), st.integers(-5, 80), st.sampled_from(["cut", "added", "changed", "?"]))))
def test_edits_that_do_not_fit_break_nothing(edits: list[tuple[int, int, str]]) -> None:
    case = made_case()
    version = case.tables["lineages"][0]["versions"][1]
    version["edits"] = [{"op": op, "start": a, "end": b, "was": "x", "now": ""} for a, b, op in edits]
    assert "WHAT WAS SAID" in show_case(case)

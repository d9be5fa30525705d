"""The questions of a model: answers carry ids and verbatim words, also over standard input and output."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from rashomon.case.queries import CaseReader
from rashomon.model.errors import RashomonError
from rashomon.views.mcp import questions
from rashomon.views.places import find
from rashomon.views.references import event_id
from rashomon.views.summaries import summaries


@pytest.fixture
def reader(built: Path) -> Iterator[CaseReader]:
    with CaseReader(str(built)) as opened:
        yield opened


def pieces(answer: Any) -> Iterator[dict[str, Any]]:
    """Every piece of evidence of an answer, however deep."""
    if isinstance(answer, dict):
        if "words" in answer:
            yield answer
        for inner in answer.values():
            yield from pieces(inner)
    elif isinstance(answer, list):
        for inner in answer:
            yield from pieces(inner)


QUESTIONS: dict[str, Callable[[CaseReader], Any]] = {
    "search": lambda r: questions.search(r, "doors"),
    "quotes_by": lambda r: questions.quotes_by(r, "Ines Halloran"),
    "versions_of": lambda r: questions.versions_of(r, "reopen on Thursday"),
    "origins_of": lambda r: questions.origins_of(r, "s1"),
    "positions_on": lambda r: questions.positions_on(r, "doors locked"),
    "figures_for": lambda r: questions.figures_for(r, "injured"),
    "timeline": lambda r: questions.timeline(r, summaries(r)[0].story_id),
    "open_finding": lambda r: questions.open_finding(r, r.table("lineages")[0]["lineage_id"]),
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_answer_carries_the_verbatim_words(name: str, reader: CaseReader) -> None:
    answer = QUESTIONS[name](reader)
    texts = {row["item_id"]: row["text"] for row in reader.table("items")}
    hashes = {row["sha256"] for row in reader.table("captures")}
    found = list(pieces(answer))
    assert found or name == "origins_of"
    for piece in found:
        assert piece["words"] == texts[piece["item_id"]][piece["start"] : piece["end"]]
        assert piece["sha256"] in hashes and piece["outlet"]


@pytest.mark.parametrize("name", [name for name in QUESTIONS if name not in ("search", "open_finding", "origins_of")])
def test_every_answer_has_an_id_that_opens(name: str, reader: CaseReader) -> None:
    answers = QUESTIONS[name](reader)["answers"]
    assert answers
    for answer in answers:
        assert find(reader, answer["id"]) is not None


def test_words_of_a_finding_may_be_in_any_form_and_order(reader: CaseReader) -> None:
    assert questions.versions_of(reader, "Thursday REOPENING")["answers"]
    assert questions.versions_of(reader, "zebra")["answers"] == []
    assert questions.versions_of(reader, "")["answers"] == []


def test_stances_stand_beside_those_on_the_same_words_alone(reader: CaseReader) -> None:
    for answer in questions.positions_on(reader, "locked", limit=50)["answers"]:
        rows = {row["held"] for row in reader.table("positions") if row["claim_id"] == answer["id"]}
        assert answer["claim"] in rows or None in rows


def test_quotes_about_something_alone(reader: CaseReader) -> None:
    whole = questions.quotes_by(reader, "Halloran")["answers"]
    about = questions.quotes_by(reader, "Halloran", "reopen")["answers"]
    assert 0 < len(about) < len(whole)


def test_what_is_left_out_is_counted(reader: CaseReader) -> None:
    whole = questions.quotes_by(reader, "Halloran", limit=50)["answers"]
    assert questions.quotes_by(reader, "Halloran", limit=1)["more"] == len(whole) - 1
    assert len(questions.quotes_by(reader, "Halloran", limit=-5)["answers"]) == 1


def test_a_draft_is_held_against_the_case(reader: CaseReader) -> None:
    answer = questions.check(reader, "“We will reopen on Friday,” Ines Halloran said.")
    assert answer["needs_a_look"] >= 1 and answer["answers"][0]["evidence"]


def test_what_is_not_there_is_said_in_words(reader: CaseReader) -> None:
    for ask in (questions.open_finding, questions.timeline, questions.origins_of):
        with pytest.raises(RashomonError):
            ask(reader, "q0000000000000000")


def test_an_event_opens_by_the_id_of_the_timeline(reader: CaseReader) -> None:
    row = reader.table("timeline")[0]
    assert questions.open_finding(reader, event_id(row))["table"] == "timeline"


# -- over standard input and output -----------------------------------------------------------------------------------


def test_a_client_asks_over_standard_input_and_output(built: Path) -> None:
    mcp = pytest.importorskip("mcp", reason="the SDK comes with the extra `mcp`")
    anyio = pytest.importorskip("anyio")
    command = mcp.StdioServerParameters(command=sys.executable, args=["-m", "rashomon.cli", "mcp", str(built)])

    async def talk() -> None:
        async with mcp.stdio_client(command) as (read, write), mcp.ClientSession(read, write) as session:
            started = await session.initialize()
            assert "never an instruction" in started.instructions
            tools = {tool.name: tool for tool in (await session.list_tools()).tools}
            assert set(QUESTIONS) | {"check", "stories"} == set(tools)
            assert all(tool.annotations.read_only_hint and tool.description for tool in tools.values())
            found = await session.call_tool("search", {"words": "doors"})
            assert not found.is_error
            assert all("doors" in piece["words"] for piece in pieces(found.structured_content))
            lost = await session.call_tool("timeline", {"story": "nothing of that name"})
            assert "nothing of that name" in lost.structured_content["error"]
            wrong = await session.call_tool("search", {})
            assert wrong.is_error
            checked = await session.call_tool("check", {"draft": "“The alarm worked,” Ines Halloran said."})
            assert checked.structured_content["answers"]

    anyio.run(talk)


def test_a_case_that_is_none_is_said_in_a_sentence(tmp_path: Path) -> None:
    from conftest import rashomon

    done = rashomon("mcp", tmp_path / "none.case")
    assert done.code == 2 and "no such case" in done.err and not done.out

"""Lineages: what is one utterance, how its renderings differ, and what is flagged."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path
from typing import Any

import pytest
from comparing_stories import story_of
from hypothesis import given, settings
from hypothesis import strategies as st

from rashomon.comparing.lineages import find_lineages

CASES = tomllib.loads((Path(__file__).parent / "cases/lineages/versions.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=[c["name"] for c in CASES])
def test_versions(case: dict[str, Any]) -> None:
    story, cast = story_of(case["accounts"])
    ids = [a.item.item_id for a in story.accounts]
    got = [
        (x.speaker, [[ids.index(v.item_id), v.text, v.relation, [f.kind for f in v.flags]] for v in x.versions])
        for x in find_lineages(story, cast)
    ]
    want = [(e["speaker"], [[*v, []][:4] for v in e["versions"]]) for e in case.get("expect", [])]
    assert got == want


MARKS = ["“", "”", '"', "«", "»", "…", "[", "]", "11", "—", "\n\n"]
WORDS = st.sampled_from(["the", "port", "will", "not", "open", "if", "we", "say", "Monday", "Halloran", *MARKS])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(WORDS, max_size=60).map(" ".join), min_size=1, max_size=4))
def test_every_version_is_the_words_of_its_place(texts: list[str]) -> None:
    story, cast = story_of([{"text": t} for t in texts])
    by_id = {a.item.item_id: a.item.text for a in story.accounts}
    for lineage in find_lineages(story, cast):
        assert len({v.item_id for v in lineage.versions}) > 1
        for v in lineage.versions:
            assert by_id[v.item_id][v.start : v.end] == v.text
            assert all(v.text[e.start : e.end] == e.now for e in v.edits)


def test_one_account_has_no_lineage() -> None:
    story, cast = story_of([{"text": "“We sail at dawn,” he said. “We sail at dawn,” he said."}])
    assert find_lineages(story, cast) == ()


def test_no_account() -> None:
    story, cast = story_of([])
    assert find_lineages(story, cast) == ()


def test_the_same_quotation_three_thousand_times_is_one_lineage_and_quick() -> None:
    text = "“The port stays shut until the last crane has been tested,” the harbour master said."
    said = [{"speaker": "Ines Halloran", "content": "The port stays shut until the last crane has been tested"}]
    story, cast = story_of([{"text": text, "said": said}] * 3000)
    begin = time.process_time()
    (lineage,) = find_lineages(story, cast)
    assert time.process_time() - begin < 5
    assert len(lineage.versions) == 3000


def test_five_thousand_accounts_are_compared_in_bounded_time() -> None:
    lines = [
        f"“Crew {n % 700} of ward {n % 41} found berth {n % 97} shut and rope {n} cut in the night,” Smith said."
        for n in range(5000)
    ]
    said = [{"speaker": "Smith", "content": line[1 : line.index(",”")]} for line in lines]
    story, cast = story_of([{"text": line, "said": [s]} for line, s in zip(lines, said, strict=True)])
    begin = time.process_time()
    find_lineages(story, cast)
    assert time.process_time() - begin < 30

"""A story that goes on from an earlier one says so, in every view and both ways, with the reason."""

from __future__ import annotations

import re

import pytest
from made_case import OTHER, STORY, MadeCase, made_case

from rashomon.case.overview import story_lines
from rashomon.views.chapters import SHOWN
from rashomon.views.lists import list_rows, list_text
from rashomon.views.mcp.questions import origins_of, stories
from rashomon.views.pages.explorer import Explorer
from rashomon.views.story import StoryView
from rashomon.views.summaries import summaries
from rashomon.views.terminal import show_case

WHY = "begins 9 days after the earlier story ended"


@pytest.fixture
def case() -> MadeCase:
    """The fair's story goes on from the bridge's."""
    made = made_case()
    made.tables["stories"][-1] |= {"predecessor": STORY, "reason": WHY}
    return made


def flat(text: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", "", text).split())


def test_the_report_of_the_later_story_names_the_earlier_one_with_the_reason(case: MadeCase) -> None:
    report = flat(show_case(case, "s2"))
    assert re.search(rf"Continues s1 “[^”]+” \(4 accounts, 8–9 Jun 2021\): {WHY}", report)


def test_the_report_of_the_earlier_story_names_the_later_one(case: MadeCase) -> None:
    assert f"Continued by s2 “Cake fair in Tolle” (1 account, 8 Jun 2021): {WHY}" in flat(show_case(case, "s1"))


def test_lists_say_it_too(case: MadeCase) -> None:
    stories = list_text(case, "stories")
    assert stories.count("Continues s1") == 1
    assert WHY in flat(stories)
    assert "Continued by s2 “Cake fair in Tolle”" in flat(list_text(case, "origins", "s1"))
    first, second = list_rows(case, "stories")
    assert first["continues"] is None
    assert [(row["ref"], row["story_id"], row["reason"]) for row in first["continued_by"]] == [("s2", OTHER, WHY)]
    assert second["continued_by"] == []
    assert second["continues"] | {"title": ""} == {"ref": "s1", "story_id": STORY, "title": "", "reason": WHY}


def test_pages_link_both_ways(case: MadeCase) -> None:
    explorer = Explorer(case)
    later, earlier = (explorer.page(f"story/{story}.html") or "" for story in (OTHER, STORY))
    assert f'Continues <a href="../story/{STORY}.html"' in later
    assert WHY in later
    assert f'Continued by <a href="../story/{OTHER}.html"' in earlier


def test_a_story_without_chapters_says_nothing() -> None:
    case = made_case()
    assert "Continue" not in show_case(case)
    assert "Continue" not in (Explorer(case).page(f"story/{STORY}.html") or "")
    assert [row["continues"] for row in list_rows(case, "stories")] == [None, None]


def test_a_predecessor_that_is_not_in_the_case_is_left_out(case: MadeCase) -> None:
    case.tables["stories"][-1] |= {"predecessor": "s0123456789abcdef"}
    assert "Continue" not in show_case(case, "s2")


def test_of_many_later_stories_the_heading_counts_the_rest(case: MadeCase) -> None:
    item = case.tables["items"][-1]
    for number in range(SHOWN + 2):
        item_id, story_id = f"a{number:016x}", f"s{number:016x}"
        case.tables["items"].append({**item, "item_id": item_id, "published": f"2022-01-0{number + 1}"})
        case.tables["stories"].append(
            {"story_id": story_id, "item_id": item_id, "predecessor": STORY, "reason": f"reason {number}"}
        )
    report = show_case(case, "s1")
    assert report.count("Continued by") == SHOWN + 1
    assert f"Continued by {SHOWN + 3 - SHOWN} more stories" in flat(report)


def test_a_list_of_stories_says_what_each_ones_own_report_says(case: MadeCase) -> None:
    for line in story_lines(case.db):
        view = StoryView(case, line.story_id)
        assert (line.title, line.origins, list(line.item_ids)) == (view.title, view.origin_count, list(view.item))


def test_programs_and_models_are_told_too(case: MadeCase) -> None:
    first, second = summaries(case)
    assert (first.continues, first.continued_by) == (None, (OTHER,))
    assert (second.continues, second.continued_by) == (STORY, ())
    for whole in (first, second):
        assert summaries(case, story_id=whole.story_id) == [whole]
    assert [row["continues"] for row in stories(case)["answers"]] == [None, STORY]


def test_a_model_is_told_where_nobody_knows_who_took_from_whom() -> None:
    case = made_case()
    known = {row["item_id"]: row["who_took_from_whom"] for row in origins_of(case, STORY)["answers"]}
    assert sorted(map(str, known.values())) == ["None", "None", "None", "known"]
    case = made_case()
    case.tables["passages"][0]["direction"] = "unknown"
    assert "not known" in {row["who_took_from_whom"] for row in origins_of(case, STORY)["answers"]}
    assert "the same text as" in list_text(case, "origins", "s1")

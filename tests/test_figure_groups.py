"""Figure groups: what counts the same thing, and whether the counts go together."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path
from typing import Any

import msgspec
import pytest
from comparing_stories import story_of

from rashomon.comparing.figure_groups import group_figures
from rashomon.comparing.figure_verdicts import Counted, judge
from rashomon.language.sentences import split_sentences
from rashomon.model.captures import Item
from rashomon.model.findings import Account, Cast, Story
from rashomon.model.readings import Figure, Reading
from rashomon.model.spans import Span
from rashomon.reading.figures import read_figures
from rashomon.reading.mentions import read_mentions

CASES = tomllib.loads((Path(__file__).parent / "cases/figure_groups/groups.toml").read_text("utf-8"))["case"]


def filled(account: dict[str, Any]) -> dict[str, Any]:
    figures = [{"low": None, "high": None, **f} for f in account["figures"]]
    return {**account, "figures": figures}


@pytest.mark.parametrize("case", CASES, ids=[c["name"] for c in CASES])
def test_groups(case: dict[str, Any]) -> None:
    story, cast = story_of([filled(a) for a in case["accounts"]])
    where = {f.figure_id: [n, f.text] for n, a in enumerate(story.accounts) for f in a.reading.figures}
    groups = group_figures(story, cast)
    got = [{"verdict": g.verdict, "figures": sorted(where[i] for i in g.figure_ids)} for g in groups]
    assert got == case["groups"]


def test_agree_is_told_by_the_verdict_and_every_verdict_has_a_reason() -> None:
    for case in CASES:
        story, cast = story_of([filled(a) for a in case["accounts"]])
        for group in group_figures(story, cast):
            assert group.agree == (group.verdict == "agree")
            assert group.reason


def test_no_figures() -> None:
    story, cast = story_of([{"text": "Nothing was counted."}])
    assert group_figures(story, cast) == ()


def test_one_count_in_two_thousand_accounts_is_quick() -> None:
    figure = {"text": "14 people were killed", "low": 14, "high": 14, "counted": "people killed", "action": "killed"}
    account = {"text": "The ministry said 14 people were killed in the fire on the ferry.", "figures": [figure]}
    story, cast = story_of([account] * 2000)
    begin = time.process_time()
    (group,) = group_figures(story, cast)
    assert time.process_time() - begin < 8
    assert len(group.figure_ids) == 2000


def test_a_conflict_says_also_that_one_of_the_authorities_revised_its_own_count() -> None:
    def counted(value: int, speaker: str, day: str) -> Counted:
        span = Span(0, 1, str(value))
        figure = Figure(f"f{value}", 0, 1, str(value), span, value, value, action="killed", speaker=speaker)
        return Counted(figure, f"i{value}", day)

    found = judge([counted(4, "Orr", "2031-05-01"), counted(7, "Orr", "2031-05-02"), counted(12, "Lind", "2031-05-01")])
    assert found.verdict == "conflict"
    assert "cannot both hold" in found.reason
    assert "Orr gave “4” first and “7” later" in found.reason


@pytest.mark.parametrize("words", [("second", "third"), ("2nd", "3rd")])
def test_which_gate_it_is_is_no_count_of_gates(words: tuple[str, str]) -> None:
    accounts = [
        {"text": f"The {w} gate of the lock jammed.", "figures": [{"text": w, "low": n, "high": n, "counted": "gate"}]}
        for n, w in enumerate(words, 2)
    ]
    assert group_figures(*story_of(accounts)) == ()


def saved_twice(first: int, second: int) -> Story:
    """An account and its later saving, published at one time."""
    story, _ = story_of(
        [
            {
                "text": f"The fire hurt {n} sailors on the ferry at the old pier.",
                "published": "2031-05-03",
                "figures": [{"text": f"{n} sailors", "low": n, "high": n, "counted": "sailors"}],
            }
            for n in (first, second)
        ]
    )
    one, two = story.accounts
    later = msgspec.structs.replace(two, item=msgspec.structs.replace(two.item, revision_of=one.item.item_id))
    return msgspec.structs.replace(story, accounts=(one, later))


def test_an_account_and_its_later_saving_are_one_account() -> None:
    (group,) = group_figures(saved_twice(14, 17), Cast((), {}))
    assert group.verdict == "revision"
    assert "“14 sailors” first and “17 sailors” later" in group.reason
    assert group_figures(saved_twice(14, 14), Cast((), {})) == ()


def test_shares_agree_where_they_are_of_the_same_one() -> None:
    """17 percent of Moss and 17 percent of Reyes are two shares."""

    def account(n: int, text: str) -> Account:
        sentences = split_sentences(text, "en")
        mentions, entities = read_mentions(text, sentences, (), 0, "en")
        item = Item(f"i{n}", f"c{n}", f"i{n}", 0, text, 0, language="en")
        figures = read_figures(item.item_id, text, sentences, (), "en", None)
        return Account(item, Reading(item.item_id, "en", sentences, mentions, entities, (), figures))

    lead = account(0, "In the harbour poll Anna Moss leads with 21 percent, followed by Tom Reyes with 17 percent.")
    same = account(1, "The harbour poll has Tom Reyes at 17 percent behind the leader.")
    other = account(2, "The harbour poll has Ida Helm at 17 percent behind the leader.")
    assert len(group_figures(Story("s", (lead, same)), Cast((), {}))) == 1
    assert group_figures(Story("s", (lead, other)), Cast((), {})) == ()

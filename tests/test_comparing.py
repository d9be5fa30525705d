"""Stories compared whole: coverage, accounts that contradict themselves, and stories that are bad in some way."""

from __future__ import annotations

import time

from comparing_stories import story_of

from rashomon.comparing.compare import compare
from rashomon.comparing.contradictions import find_contradictions
from rashomon.comparing.coverage import find_coverage
from rashomon.model.findings import Findings, TimelineAccount, TimelineEvent
from rashomon.model.settings import ComparingSettings


def test_who_accuses_and_is_said_not_to_is_shown_with_both_places() -> None:
    text = "Orr accused Norland of sinking the barge.\n\nOrr did not say that Norland had any part in it."
    said = [
        {"speaker": "Orr", "content": "that it was Norland", "kind": "indirect"},
        {"speaker": "Orr", "content": "Norland of sinking the barge", "kind": "indirect", "class": "accuse"},
        {"speaker": "Orr", "content": "that Norland had any part in it", "kind": "indirect", "negated": True},
    ]
    story, cast = story_of([{"text": text, "said": said[1:]}])
    (found,) = find_contradictions(story, cast)
    assert (found.a_text, found.b_text) == ("Norland of sinking the barge", "that Norland had any part in it")


def test_the_opposite_in_two_places_is_shown() -> None:
    text = "“The old crane was tested in March,” Orr said.\n\n“The old crane was not tested in March,” Orr said."
    said = [
        {"speaker": "Orr", "content": "The old crane was tested in March"},
        {"speaker": "Orr", "content": "The old crane was not tested in March"},
    ]
    story, cast = story_of([{"text": text, "said": said}])
    (found,) = find_contradictions(story, cast)
    assert found.reason == "says it in one place and the opposite in another"


def test_coverage_tells_who_has_an_event_and_who_leaves_it_out() -> None:
    story, cast = story_of([{"text": "a"}, {"text": "b"}, {"text": "c"}])
    event = TimelineEvent("s1", "2031-05-03", "a", (TimelineAccount("i0000", 0, 1, "2031-05-03"),))
    rows = find_coverage(story, Findings("s1", cast, timeline=(event,)))
    assert [(r.item_id, r.has) for r in rows] == [("i0000", True), ("i0001", False), ("i0002", False)]


def test_a_story_of_one_account_and_an_empty_one() -> None:
    said = [{"speaker": "Orr", "content": "We sail"}]
    for accounts in ([], [{"text": ""}], [{"text": "“We sail,” Orr said.", "said": said}]):
        story, _ = story_of(accounts)
        findings = compare(story, ComparingSettings())
        assert findings.lineages == ()
        assert findings.figure_groups == ()


def test_five_thousand_accounts_are_compared() -> None:
    accounts = [
        {
            "text": f"“Berth {n % 500} stays shut until ward {n % 37} is safe again,” Smith said.",
            "said": [{"speaker": "Smith", "content": f"Berth {n % 500} stays shut until ward {n % 37} is safe again"}],
        }
        for n in range(5000)
    ]
    story, _ = story_of(accounts)
    begin = time.perf_counter()
    compare(story, ComparingSettings())
    assert time.perf_counter() - begin < 60


def test_the_order_of_accounts_changes_nothing() -> None:
    said = [{"speaker": "Orr", "content": "The port is shut for good"}]
    accounts = [
        {"id": "a", "text": "“The port is shut for good,” Orr said.", "said": said},
        {"id": "b", "text": "“The port is shut for good,” Mr. Orr said.", "said": said},
    ]
    one = compare(story_of(accounts)[0], ComparingSettings())
    two = compare(story_of(accounts[::-1])[0], ComparingSettings())
    assert [(x.lineage_id, x.wording) for x in one.lineages] == [(x.lineage_id, x.wording) for x in two.lineages]

"""Stories compared whole: coverage, accounts that contradict themselves, and stories that are bad in some way."""

from __future__ import annotations

import time

import msgspec
import pytest
from comparing_stories import story_of

from rashomon.comparing.claims import find_claims
from rashomon.comparing.compare import compare
from rashomon.comparing.contradictions import find_contradictions
from rashomon.comparing.coverage import find_coverage
from rashomon.model.findings import Account, Cast, Findings, Story, TimelineAccount, TimelineEvent
from rashomon.model.readings import Figure
from rashomon.model.settings import ComparingSettings
from rashomon.model.spans import Span


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


def _of_norland(title: str) -> tuple[Story, Cast]:
    text = (
        "The government of Norland accused Sudria of sinking the barge.\n\n"
        "Norland’s president Ada Vey spoke without mentioning Sudria."
    )
    said = [
        {
            "speaker": "government of Norland",
            "content": "Sudria of sinking the barge",
            "kind": "indirect",
            "class": "accuse",
        },
        {"speaker": "Ada Vey", "content": "Sudria", "kind": "indirect", "negated": True, "cue": "without mentioning"},
    ]
    story, cast = story_of([{"text": text, "said": said}])
    (account,) = story.accounts
    last = text.rindex("Sudria")
    body, head = account.reading.entities
    told = msgspec.structs.replace(account.reading.attributions[1], content=(Span.of(text, last, last + 6),))
    reading = msgspec.structs.replace(
        account.reading,
        entities=(msgspec.structs.replace(body, kind="body"), msgspec.structs.replace(head, titles=(title,))),
        attributions=(account.reading.attributions[0], told),
    )
    return Story(story.story_id, (Account(account.item, reading),)), cast


def test_a_government_accuses_whom_its_head_is_said_not_to_mention() -> None:
    story, cast = _of_norland("president of Norland")
    (found,) = find_contradictions(story, cast)
    assert found.reason == "a body accuses in one place, and its head is said not to in another"


@pytest.mark.parametrize("title", ["president of Sudria", "former president of Norland", "poet of Norland"])
def test_who_is_not_its_head_does_not_speak_for_a_government(title: str) -> None:
    assert find_contradictions(*_of_norland(title)) == ()


@pytest.mark.parametrize(
    ("body", "found"),
    [("Eleven persons died on the barge.", 1), ("Twelve persons died.", 0), ("Eleven persons died, one boy died.", 0)],
)
def test_a_headline_whose_dead_are_not_those_of_the_text(body: str, found: int) -> None:
    counts = {"Twelve": 12, "Eleven": 11, "one": 1}
    text = f"Twelve dead on barge\n\n{body}"
    figures = [
        {"text": w, "low": counts[w], "high": counts[w], "action": "killed", "counted": "persons"}
        for w in counts
        if w in body
    ]
    story, cast = story_of([{"text": text, "figures": figures}])
    (account,) = story.accounts
    headline = Figure("f-head", 0, 6, "Twelve", Span(0, 6, "Twelve"), 12, 12, action="killed", counted="dead")
    told = [msgspec.structs.replace(f, figure_id=f"f{n}") for n, f in enumerate(account.reading.figures) if f.start > 6]
    if "Twelve" in body:
        at = text.rindex("Twelve")
        told = [
            msgspec.structs.replace(headline, figure_id="f0", start=at, end=at + 6, number=Span(at, at + 6, "Twelve"))
        ]
    reading = msgspec.structs.replace(account.reading, figures=(headline, *told))
    assert len(find_contradictions(Story("s1", (Account(account.item, reading),)), cast)) == found


@pytest.mark.parametrize(
    "titled", ["Two hurt on barge\n\nOne man was hurt.", "Two hurt on barge\n\nTwo boys and a man were hurt."]
)
def test_those_of_a_number_who_are_named_one_by_one_contradict_no_headline(titled: str) -> None:
    counts = {"Two": (2, "persons"), "One": (1, "man"), "Two boys": (2, "boys")}
    figures = [
        {"text": w, "low": n, "high": n, "action": "injured", "counted": c}
        for w, (n, c) in counts.items()
        if w in titled
    ]
    story, cast = story_of([{"text": titled, "figures": figures}])
    assert find_contradictions(story, cast) == ()


def test_who_takes_both_sides_of_one_clause_in_an_account_is_shown() -> None:
    text = (
        "Orr said the ferry owner locked the fire doors. Vey denied that the ferry owner locked the fire doors.\n\n"
        "“The ferry owner did not lock the fire doors,” Orr said."
    )
    said = [
        {"speaker": "Orr", "content": "the ferry owner locked the fire doors", "kind": "indirect"},
        {
            "speaker": "Vey",
            "content": "that the ferry owner locked the fire doors",
            "kind": "indirect",
            "class": "deny",
        },
        {"speaker": "Orr", "content": "The ferry owner did not lock the fire doors"},
    ]
    story, cast = story_of([{"text": text, "said": said}])
    positions = find_claims(story, cast, ())[1]
    (found,) = find_contradictions(story, cast, None, positions)
    assert (found.a_text, found.b_text) == (said[0]["content"], "The ferry owner did not lock the fire doors")


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
    begin = time.process_time()
    compare(story, ComparingSettings())
    assert time.process_time() - begin < 60


def test_the_order_of_accounts_changes_nothing() -> None:
    said = [{"speaker": "Orr", "content": "The port is shut for good"}]
    accounts = [
        {"id": "a", "text": "“The port is shut for good,” Orr said.", "said": said},
        {"id": "b", "text": "“The port is shut for good,” Mr. Orr said.", "said": said},
    ]
    one = compare(story_of(accounts)[0], ComparingSettings())
    two = compare(story_of(accounts[::-1])[0], ComparingSettings())
    assert [(x.lineage_id, x.wording) for x in one.lineages] == [(x.lineage_id, x.wording) for x in two.lineages]

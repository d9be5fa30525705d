"""Claims and positions: what is contested, who takes which side, and what an analyst asks for."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import msgspec
import pytest
from comparing_stories import story_of

from rashomon.comparing.claims import find_claims
from rashomon.comparing.statements import statements_of
from rashomon.comparing.surroundings import Surroundings
from rashomon.model.findings import Cast, ClaimAsked, Story

CASES = tomllib.loads((Path(__file__).parent / "cases/claims/positions.toml").read_text("utf-8"))["case"]

PROPOSITIONS = tomllib.loads((Path(__file__).parent / "cases/claims/propositions.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", PROPOSITIONS, ids=[c["content"] for c in PROPOSITIONS])
def test_a_stance_is_towards_a_clause_put_positively(case: dict[str, Any]) -> None:
    said = {
        "speaker": "Lind",
        "kind": case.get("kind", "direct"),
        **{k: case[k] for k in ("class", "negated", "cue") if k in case},
    }
    text = f"{case.get('before', 'Lind said:')} {case['content']}"
    story, cast = story_of([{"text": text, "said": [said | {"content": case["content"]}]}])
    found = statements_of(story, cast, {a.item.item_id: Surroundings(a) for a in story.accounts})
    assert [s.stance for s in found] == ([case["stance"]] if "stance" in case else [])
    if "clause" in case:
        assert [s.clause for s in found] == [case["clause"]]


def test_a_position_says_what_it_is_towards_where_that_is_not_the_claim() -> None:
    said = [
        {"speaker": "Orr", "content": "that the ferry owner locked the fire doors", "kind": "indirect"},
        {
            "speaker": "Lind",
            "content": "that the ferry owner locked the fire doors",
            "kind": "indirect",
            "class": "deny",
        },
        {"speaker": "Vey", "content": "that the ferry owner has sold the fire pumps", "kind": "indirect"},
    ]
    text = (
        "Orr said that the ferry owner locked the fire doors. Lind denied that the ferry owner locked the fire doors. "
        "Vey said that the ferry owner has sold the fire pumps."
    )
    story, cast = story_of([{"text": text.replace("Lind denied that", "Lind denied  that"), "said": said}])
    _, positions = find_claims(story, cast, ())
    held = {p.actor: (p.stance, p.held) for p in positions}
    assert held["Orr"][1] is None
    assert (
        held.get("Vey", (None, "the ferry owner has sold the fire pumps"))[1]
        == "the ferry owner has sold the fire pumps"
    )


@pytest.mark.parametrize("case", CASES, ids=[c["name"] for c in CASES])
def test_positions(case: dict[str, Any]) -> None:
    story, cast = story_of(case["accounts"])
    claims, positions = find_claims(story, cast, ())
    ids = [a.item.item_id for a in story.accounts]
    got = sorted([ids.index(p.item_id), p.actor, p.stance] for p in positions)
    assert got == sorted(case["positions"])
    assert len(claims) == bool(case["positions"])


def test_positions_hold_their_words_and_claims_are_words_of_the_texts() -> None:
    for case in CASES:
        story, cast = story_of(case["accounts"])
        by_id = {a.item.item_id: a.item.text for a in story.accounts}
        claims, positions = find_claims(story, cast, ())
        assert all(by_id[p.item_id][p.start : p.end] == p.text for p in positions)
        assert all(any(_less_brackets(c.text, text) for text in by_id.values()) for c in claims)
        assert {p.claim_id for p in positions} == {c.claim_id for c in claims}


def _less_brackets(claim: str, text: str) -> bool:
    """Whether the claim's words, those in brackets aside, stand in the text."""
    return all(part.strip() in text for part in re.split(r"\[[^\]]*\]", claim))


def test_what_another_says_of_an_actor_is_marked() -> None:
    denial = {"speaker": "Union", "content": "that the ferry doors were locked", "class": "deny", "via": ["Lind"]}
    charge = {"speaker": "Orr", "content": "the ferry doors had been locked", "class": "claim"}
    said = [denial | {"kind": "indirect"}, charge | {"kind": "indirect"}]
    text = "Lind said that Union denied that the ferry doors were locked. Orr claimed the ferry doors had been locked."
    story, cast = story_of([{"text": text, "said": said}])
    _, positions = find_claims(story, cast, ())
    assert {p.actor: p.according_to for p in positions} == {"Union": "Lind", "Orr": None}


def test_every_actor_called_smith_is_no_error() -> None:
    denial = {"speaker": "Smith", "content": "that the berth was shut", "class": "deny", "kind": "indirect"}
    text = "Smith denied that the berth was shut, paper {} said."
    accounts = [{"text": text.format(n), "said": [denial]} for n in range(300)]
    story, cast = story_of(accounts)
    claims, positions = find_claims(story, cast, ())
    assert len(claims) <= 1
    assert all(p.stance == "denies" for p in positions)


def test_a_stance_is_towards_the_claim_as_the_analyst_words_it() -> None:
    asked = ClaimAsked("the fire doors of the ferry were not locked", words=("padlock",))
    said = [
        {
            "speaker": "Lind",
            "content": "that the fire doors of the ferry were locked",
            "class": "deny",
            "kind": "indirect",
        },
        {"speaker": "Orr", "content": "The fire doors of the ferry were locked"},
        {"speaker": "Vey", "content": "The owner bought a padlock in March"},
    ]
    text = (
        "Lind denied that the fire doors of the ferry were locked. "
        "“The fire doors of the ferry were locked,” Orr said. “The owner bought a padlock in March,” Vey said."
    )
    story, cast = story_of([{"text": text, "said": said}])
    _, positions = find_claims(msgspec.structs.replace(story, asked=(asked,)), cast, ())
    found = {p.actor: (p.stance, p.held) for p in positions if p.claim_id in _asked_ids(story, asked, cast)}
    assert found == {
        "Lind": ("asserts", None),
        "Orr": ("denies", None),
        "Vey": ("asserts", "The owner bought a padlock in March"),
    }


def _asked_ids(story: Story, asked: ClaimAsked, cast: Cast) -> set[str]:
    claims, _ = find_claims(msgspec.structs.replace(story, asked=(asked,)), cast, ())
    return {c.claim_id for c in claims if c.asked}


def test_a_claim_asked_for_is_followed_in_every_voice_and_marked() -> None:
    asked = ClaimAsked("the fire doors of the ferry were locked", words=("padlock",))
    denial = {"speaker": "Lind", "content": "that the fire doors were locked", "class": "deny", "kind": "indirect"}
    accounts = [
        {"publisher": "Harbour Post", "text": "Lind denied that the fire doors were locked.", "said": [denial]},
        {"publisher": "Daily Lantern", "text": "The fire doors of the ferry had been locked. It rained."},
        {"publisher": "North Wire", "text": "A padlock was found on deck."},
    ]
    story, cast = story_of(accounts)
    claims, positions = find_claims(msgspec.structs.replace(story, asked=(asked,)), cast, ())
    (claim,) = claims
    assert claim.asked
    assert [(p.actor, p.stance, p.attribution_id is None) for p in positions] == [
        ("Lind", "denies", False),
        ("Daily Lantern", "asserts", True),
        ("North Wire", "asserts", True),
    ]

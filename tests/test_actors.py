"""Actors of a story and across stories: cases as data, order, size, reasons."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path
from typing import Any

import pytest
from made_case import made_case

from rashomon.comparing.across import MOST_SPELLINGS, join_actors, join_reasons
from rashomon.comparing.actors import make_cast
from rashomon.engine.build import merge_actor
from rashomon.language.quotations import quotations
from rashomon.language.sentences import split_sentences
from rashomon.model.captures import Item
from rashomon.model.findings import Account, Actor, Story
from rashomon.model.readings import Entity, Mention, Reading
from rashomon.reading.mentions import read_mentions
from rashomon.views.pages.explorer import Explorer
from rashomon.views.terminal import show_case

CASES = tomllib.loads((Path(__file__).parent / "cases" / "actors" / "stories.toml").read_text(encoding="utf-8"))["case"]


def account(number: int, text: str, language: str = "en") -> Account:
    sentences, quotes = split_sentences(text, language), quotations(text, language)
    mentions, entities = read_mentions(text, sentences, quotes, 0, language)
    item = Item(f"i{number:05d}", f"c{number}", f"{number}.txt", 0, text, 0, language=language)
    return Account(item, Reading(item.item_id, language, sentences, mentions, entities))


def story(case: dict[str, Any]) -> Story:
    made = [account(n, a["text"], a.get("language", "en")) for n, a in enumerate(case["accounts"])]
    return Story("s", tuple(made))


def actors_of(made: Story, form: str) -> set[str | None]:
    """The actors of a form, over all accounts or, as "1: form", in one."""
    number, _, rest = form.rpartition(": ")
    cast = make_cast(made)
    found: set[str | None] = set()
    for n, a in enumerate(made.accounts):
        if number and n != int(number):
            continue
        for m in a.reading.mentions:
            names = {m.text, m.text.removeprefix("The "), m.text.removeprefix("the ")}
            entity = None if m.entity is None else a.reading.entities[m.entity]
            if rest in names or (entity is not None and rest in m.text and rest == entity.name):
                found.add(cast.actor_id(a.item.item_id, m.entity))
    assert found, f"no mention {form!r}"
    return found


@pytest.mark.parametrize("case", CASES, ids=[c["name"] for c in CASES])
def test_case(case: dict[str, Any]) -> None:
    made = story(case)
    for group in case.get("one", ()):
        found = {form: actors_of(made, form) for form in group}
        assert len(set().union(*found.values())) == 1, found
    for a, b in case.get("apart", ()):
        assert not actors_of(made, a) & actors_of(made, b), (a, b)


def test_every_merge_has_a_reason() -> None:
    made = story(CASES[0])
    cast = make_cast(made)
    joined = next(a for a in cast.actors if a.name.endswith("Rowe"))
    assert any("one surname, given names that agree" in r for r in joined.reasons)
    assert any("the only one of that name in the story" in r for r in joined.reasons)


@pytest.mark.parametrize("case", CASES, ids=[c["name"] for c in CASES])
def test_the_order_of_accounts_changes_nothing(case: dict[str, Any]) -> None:
    made = story(case)
    assert make_cast(made) == make_cast(Story("s", tuple(reversed(made.accounts))))


def test_an_empty_story_and_one_without_names() -> None:
    assert make_cast(Story("s", ())).actors == ()
    assert make_cast(Story("s", (account(0, "it rained."),))).actors == ()


def smiths(number: int, name: str) -> Account:
    text = f"{name} spoke."
    mention = Mention(0, len(name), name, "name", "person", 0)
    item = Item(f"i{number:05d}", f"c{number}", f"{number}.txt", 0, text, 0, language="en")
    return Account(item, Reading(item.item_id, "en", (), (mention,), (Entity(0, name, "person", (name,)),)))


@pytest.mark.parametrize("name", ["Smith", "John Smith"])
def test_five_thousand_accounts_of_one_smith_are_one_actor_in_time(name: str) -> None:
    made = Story("s", tuple(smiths(n, name) for n in range(5_000)))
    begin = time.process_time()
    cast = make_cast(made)
    assert time.process_time() - begin < 5
    assert len(cast.actors) == 1


def test_five_thousand_smiths_with_other_given_names_stay_apart_in_time() -> None:
    given = [
        f"{a}{x}{b}{y}{c}" for a in "bdgklmnprt" for x in "aeiou" for b in "bdgklmnprt" for y in "aeo" for c in "dlmt"
    ]
    names = [f"{name.title()} Smith" for name in given]
    made = Story("s", tuple(smiths(n, name) for n, name in enumerate(names)))
    begin = time.process_time()
    assert len(make_cast(made).actors) > 0.9 * len(names)
    assert time.process_time() - begin < 10


def actor(number: int, name: str, kind: str, *aliases: str, described: bool = False) -> Actor:
    names = () if described else (name,)
    return Actor(f"A{number:06d}", name, kind, (name, *aliases), (f"s{number}",), (), names)


def joined_of(*given: Actor) -> list[set[int]]:
    """The groups that join, by the actors' numbers."""
    joined = join_actors(given)
    assert joined == join_actors(reversed(given))
    groups: dict[str, set[int]] = {}
    for one, other in joined.items():
        groups.setdefault(other, set()).add(int(one[1:]))
    return [group for group in groups.values() if len(group) > 1]


def test_actors_of_several_stories() -> None:
    assert joined_of(
        actor(1, "Ann Lee", "person", "Mayor Ann Lee"),
        actor(2, "Ann Lee", "person", "the mayor"),
        actor(3, "Ann Lee", "person", "a striker"),
        actor(4, "Lee", "person", "Mayor Lee"),
        actor(5, "Northern Fisheries Council", "body"),
        actor(6, "Northern Fisheries Council", "body"),
        actor(7, "the council", "body", described=True),
        actor(8, "Ann Marit Lee", "person"),
        actor(9, "Ann Marit Lee", "person", "a pilot"),
    ) == [{1, 2}, {5, 6}, {8, 9}]


def test_who_is_only_described_is_nobody_in_another_story() -> None:
    """Not "A 26-year-old man" of two towns, though a sentence begins with him."""
    assert not joined_of(
        actor(1, "A 26-year-old Tolle man", "person", "the driver", described=True),
        actor(2, "A 26-year-old Anvar man", "person", "the driver", described=True),
        actor(3, "The victims", "group", described=True),
        actor(4, "The victims", "group", described=True),
    )


def test_bodies_and_places_that_every_town_has_are_not_one() -> None:
    assert joined_of(
        actor(1, "Police Department", "body"),
        actor(2, "Police Department", "body"),
        actor(3, "City Council", "body"),
        actor(4, "City Council", "body"),
        actor(5, "Park Street", "place"),
        actor(6, "Park Street", "place"),
        actor(7, "North", "place"),
        actor(8, "North", "place"),
        actor(9, "Anvar", "place"),
        actor(10, "Anvar", "place"),
    ) == [{9, 10}]


def test_a_middle_name_tells_people_of_one_name_apart() -> None:
    mayor = ("the mayor",)
    plain, marit, initial, ruth = "Ann Lee", "Ann Marit Lee", "Ann M Lee", "Ann Ruth Lee"
    assert joined_of(actor(1, plain, "person", *mayor), actor(2, marit, "person", *mayor)) == [{1, 2}]
    assert joined_of(actor(1, initial, "person", *mayor), actor(2, marit, "person", *mayor)) == [{1, 2}]
    three = [actor(n, name, "person", *mayor) for n, name in enumerate((plain, marit, ruth), start=1)]
    assert not joined_of(*three)
    assert joined_of(*three, actor(4, plain, "person", *mayor)) == [{1, 4}]


def test_why_actors_are_one_is_told() -> None:
    body = [actor(n, "Northern Fisheries Council", "body") for n in (1, 2, 3)]
    assert join_reasons(body) == ("“Northern Fisheries Council”: the same name in 3 stories",)
    assert join_reasons([actor(1, "Ann Marit Lee", "person"), actor(2, "Ann Marit Lee", "person", "a pilot")]) == (
        "“Ann Marit Lee”: the same full name in 2 stories",
    )
    assert join_reasons(body[:1]) == ()
    assert merge_actor("A1", body).reasons == join_reasons(body)


@pytest.mark.parametrize("many", [MOST_SPELLINGS // 2, 3 * MOST_SPELLINGS])
def test_every_actor_called_smith(many: int) -> None:
    """A name of very many middle names is no square of work, and each joins its like alone."""
    middles = [f"{a}{b}{c}ik".title() for a in "bdfgklm" for b in "aeiou" for c in "bdfgklmnprstvz"]
    given = [actor(n, f"John {middles[n % many % len(middles)]} Smith", "person", "the mayor") for n in range(20_000)]
    begin = time.process_time()
    groups = joined_of(*given)
    assert len(groups) == min(many, len(middles))
    assert time.process_time() - begin < 20


def test_the_page_of_an_actor_and_their_words_say_why_they_are_one() -> None:
    case = made_case()
    told = "“Otto Rehm”: the same name, each time called “director”, in 2 stories"
    for row in case.tables["actors"]:
        if row["name"] == "Otto Rehm":
            row["reasons"] = [told, "Otto Rehm: first named so"]
            actor_id = row["actor_id"]
    page = Explorer(case).page(f"actor/{actor_id}.html") or ""
    assert "Why these mentions are one" in page
    assert told in page
    assert "first named so" not in page
    said = next(r["attribution_id"] for r in case.tables["attributions"] if r["actor_id"] == actor_id)
    report = " ".join(show_case(case, said).split())
    assert f"Why these are one Otto Rehm – {told}" in report

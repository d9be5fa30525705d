"""Linking: what a user would notice of passages, directions, origins, revisions, stories."""

from __future__ import annotations

import random
import tomllib
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rashomon.linking.inputs import link_input
from rashomon.linking.link import link
from rashomon.model.captures import Item
from rashomon.model.links import LinkInput, Links
from rashomon.model.readings import Reading
from rashomon.model.settings import LinkingSettings

CASES = tomllib.loads((Path(__file__).parent / "cases/linking/collections.toml").read_text(encoding="utf-8"))["case"]


def linked(inputs: list[LinkInput]) -> Links:
    return link(inputs, LinkingSettings())


def entry(name: str, text: str, **fields: Any) -> LinkInput:
    headline = fields.pop("headline", None)
    whole = f"{headline}\n\n{text}" if headline else text
    fields = {"language": "en", "relays": (), **fields, "headline": headline}
    item = Item(item_id=name, capture_id=f"c-{name}", capture=f"{name}.txt", ordinal=0, text=whole,
                body_start=len(whole) - len(text), **{**fields, "relays": tuple(fields["relays"])})  # fmt: skip
    return link_input(item, Reading(item_id=name, language=item.language))


def entries(case: dict[str, Any]) -> list[LinkInput]:
    return [entry(**one) for one in case["items"]]


def words(seed: int, count: int) -> str:
    rng = random.Random(seed)
    return " ".join("".join(rng.choice("bdfgklmnprstv") + rng.choice("aeiou") for _ in range(3)) for _ in range(count))


@pytest.mark.parametrize("case", CASES, ids=[c["name"] for c in CASES])
def test_collection(case: dict[str, Any]) -> None:
    inputs = entries(case)
    links = linked(inputs)
    text = {i.item_id: i.text for i in inputs}
    if "passages" in case:
        found = [
            {"kind": p.kind, "direction": p.direction, "a": text[p.a_item][p.a_start : p.a_end],
             "b": text[p.b_item][p.b_start : p.b_end]}
            for p in links.passages
        ]  # fmt: skip
        wanted = case["passages"]
        assert len(found) == len(wanted)
        for want in wanted:
            assert any(want.items() <= f.items() for f in found), (want, found)
    if "stories" in case:
        stories: dict[str, set[str]] = {}
        for member in links.stories:
            stories.setdefault(member.story_id, set()).add(member.item_id)
        assert sorted(sorted(s) for s in stories.values()) == sorted(case["stories"])
    if "predecessors" in case:
        story = {m.item_id: m for m in links.stories}
        assert {i for i, m in story.items() if m.predecessor} >= set(case["predecessors"])
        for later, earlier in case["predecessors"].items():
            assert story[later].predecessor == story[earlier].story_id
    if "roles" in case:
        roles = {(o.item_id, o.role, o.from_item or "") for o in links.origins}
        assert roles == {(r[0], r[1], r[2]) for r in case["roles"]}
    if "origins" in case:
        assert len({o.origin_id for o in links.origins}) == case["origins"]
    if "revisions" in case:
        assert links.revisions == case["revisions"]
    if "strength" in case:
        assert {o.item_id: o.strength for o in links.origins if o.from_item} == case["strength"]


@pytest.mark.parametrize("case", CASES, ids=[c["name"] for c in CASES])
def test_order_does_not_matter(case: dict[str, Any]) -> None:
    inputs = entries(case)
    assert linked(inputs) == linked(inputs[::-1])


def test_every_item_has_one_story_and_an_origin() -> None:
    inputs = [entry(f"i{n}", words(n % 4, 60)) for n in range(9)]
    inputs += [entry("empty", ""), entry("short", "No more news.")]
    links = linked(inputs)
    ids = sorted(i.item_id for i in inputs)
    assert sorted(m.item_id for m in links.stories) == ids
    assert sorted({o.item_id for o in links.origins}) == ids


def test_nothing() -> None:
    assert linked([]) == Links((), (), ())


def test_many_copies_are_each_matched_once() -> None:
    one = entry("i", words(1, 120))
    inputs = [msgspec.structs.replace(one, item_id=f"i{n:05}", publisher=f"Paper {n}") for n in range(10_000)]
    links = linked(inputs)
    assert len(links.passages) == 9_999
    assert len({m.story_id for m in links.stories}) == 1
    assert len({o.origin_id for o in links.origins}) == 1


def test_one_word_repeated_is_bounded() -> None:
    inputs = [entry(f"i{n}", " ".join(["buffalo"] * (20_000 + n))) for n in range(6)]
    links = linked(inputs)
    assert len(links.stories) == 6
    assert len(links.passages) <= 15


def test_a_very_long_item() -> None:
    """Five megabytes, of which another item holds eighty words."""
    block = words(5, 60_000).split()
    long = " ".join(f"{word}{n}" for n in range(11) for word in block)
    part = " ".join(long.split()[300_000:300_080])
    assert len(long) > 5_000_000
    links = linked([entry("long", long), entry("part", part), entry("other", words(6, 90))])
    (passage,) = links.passages
    assert (passage.a_item, passage.b_item) == ("long", "part")
    assert passage.a_end - passage.a_start == len(part)


def test_items_of_three_words() -> None:
    inputs = [entry(f"i{n:03}", f"No news {words(n % 3, 1)}") for n in range(300)]
    links = linked(inputs)
    assert not links.passages
    assert len(links.stories) == len(inputs)


@pytest.mark.parametrize(
    ("language", "letters"), [("zh", (0x4E00, 0x9000)), ("th", (0x0E01, 0x0E2F)), ("ja", (0x3041, 0x3097))]
)
def test_languages_without_spaces(language: str, letters: tuple[int, int]) -> None:
    """Each letter counts as a word: a sentence of one text is found in another."""
    rng = random.Random(letters[0])
    lines = ["".join(chr(rng.randrange(*letters)) for _ in range(40)) for _ in range(9)]
    one, two = "。".join(lines[:5]), "。".join([*lines[5:], lines[2]])
    (passage,) = linked([entry("a", one, language=language), entry("b", two, language=language)]).passages
    assert one[passage.a_start : passage.a_end] == two[passage.b_start : passage.b_end] == lines[2]


def test_quoted_whole_ten_times() -> None:
    note = words(7, 30)
    ten = "\n\n".join(f"{words(100 + n, 12)}\n\n{note}" for n in range(10))
    links = linked([entry("note", note), entry("ten", ten)])
    assert len(links.passages) == 10
    assert len({p.b_start for p in links.passages}) == 10


_ALPHABET = "ab. \n“”\"'\u00e9漢字\U0001f600\ud800"


@given(st.lists(st.text(alphabet=_ALPHABET, max_size=200), max_size=6), st.randoms())
@settings(max_examples=60, deadline=None)
def test_any_text(texts: list[str], rng: random.Random) -> None:
    inputs = [entry(f"i{n}", text) for n, text in enumerate(texts)]
    links = linked(inputs)
    rng.shuffle(inputs)
    assert linked(inputs) == links
    size = {i.item_id: len(i.text) for i in inputs}
    for p in links.passages:
        assert p.a_item < p.b_item
        assert 0 <= p.a_start < p.a_end <= size[p.a_item]
        assert 0 <= p.b_start < p.b_end <= size[p.b_item]

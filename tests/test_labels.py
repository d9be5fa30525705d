"""What accounts call a referent, and in whose voice: cases as data, places, order, size."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path
from typing import Any

import msgspec
import pytest

from rashomon.comparing.actors import make_cast
from rashomon.comparing.labels import find_labels
from rashomon.language.quotations import quotations
from rashomon.language.sentences import split_sentences
from rashomon.language.tokens import fold
from rashomon.model.captures import Item
from rashomon.model.findings import Account, Label, Story
from rashomon.model.readings import Attribution, Reading
from rashomon.model.spans import Span
from rashomon.reading.mentions import read_mentions

CASES = tomllib.loads((Path(__file__).parent / "cases" / "labels" / "stories.toml").read_text(encoding="utf-8"))["case"]


def account(number: int, text: str, said: list[dict[str, Any]]) -> Account:
    sentences, quotes = split_sentences(text, "en"), quotations(text, "en")
    body = text.find("\n\n") + 2
    mentions, entities = read_mentions(text, sentences, quotes, body, "en")
    made = tuple(attribution(text, n, s) for n, s in enumerate(said))
    item = Item(f"i{number:05d}", f"c{number}", f"{number}.txt", 0, text, body, language="en")
    return Account(item, Reading(item.item_id, "en", sentences, mentions, entities, made))


def attribution(text: str, number: int, said: dict[str, Any]) -> Attribution:
    start = text.index(said["content"])
    content = Span.of(text, start, start + len(said["content"]))
    about = {"speaker": said["speaker"], "cue_class": said.get("cue_class")}
    return Attribution(f"a{number}", said["kind"], None, None, (content,), **about)


def labels_of(case: dict[str, Any]) -> tuple[Label, ...]:
    made = Story("s", tuple(account(n, a["text"], a["said"]) for n, a in enumerate(case["accounts"])))
    found = find_labels(made, make_cast(made))
    texts = {a.item.item_id: a.item.text for a in made.accounts}
    assert all(texts[f.item_id][f.start : f.end] == f.text for f in found)
    return found


def holds(label: Label, words: str) -> bool:
    return fold(words).strip('“”"') in fold(label.text)


@pytest.mark.parametrize("case", CASES, ids=[c["name"] for c in CASES])
def test_case(case: dict[str, Any]) -> None:
    found = labels_of(case)
    for want in case.get("labels", ()):
        mine = [f for f in found if f.item_id == f"i{want['account']:05d}" and holds(f, want["text"])]
        assert any(f.voice == want["voice"] and f.speaker == want.get("speaker") for f in mine), (want, mine)
    for group in case.get("one", ()):
        assert len({f.referent_id for words in group for f in found if holds(f, words)}) == 1
    for a, b in case.get("apart", ()):
        first, second = ({f.referent_id for f in found if holds(f, words)} for words in (a, b))
        assert first and second and not first & second
    for want in case.get("counts", ()):
        mine = [f for f in found if f.item_id == f"i{want['account']:05d}"]
        same = [f for f in mine if fold(f.text).split()[-len(want["words"].split()) :] == want["words"].split()]
        bare = [f for f in same if len(f.text.split()) <= len(want["words"].split()) + 1]
        assert (
            len([f for f in bare if fold(f.text).removeprefix("the ").removeprefix("a ") == want["words"]])
            == want["times"]
        )
    for words in case.get("absent", ()):
        assert not [f for f in found if holds(f, words)]


def test_the_order_of_accounts_changes_nothing() -> None:
    made = Story("s", tuple(account(n, a["text"], a["said"]) for n, a in enumerate(CASES[0]["accounts"])))
    turned = msgspec.structs.replace(made, accounts=tuple(reversed(made.accounts)))
    assert find_labels(made, make_cast(made)) == find_labels(turned, make_cast(turned))


def test_a_story_of_nothing_and_of_one_account() -> None:
    empty = Story("s", ())
    assert find_labels(empty, make_cast(empty)) == ()
    lone = Story("s", (account(0, "One\n\nThe riot was a violent uprising.", []),))
    assert {f.text for f in find_labels(lone, make_cast(lone))} == {"The riot", "a violent uprising"}


def test_an_account_with_many_attributions_takes_no_quadratic_time() -> None:
    text = "One\n\n" + "The riot hurt protesters. " * 4_000
    base = account(0, text, [])
    step = len("The riot hurt protesters. ")
    said = tuple(
        Attribution(f"a{n}", "indirect", None, None, (Span.of(text, 5 + n * step, 5 + n * step + 24),), speaker=f"P{n}")
        for n in range(4_000)
    )
    full = msgspec.structs.replace(base, reading=msgspec.structs.replace(base.reading, attributions=said))
    made = Story("s", (full,))
    begin = time.process_time()
    find_labels(made, make_cast(made))
    assert time.process_time() - begin < 10

"""What is made of a flat tagger's reading and the rules': mended, added to, and nothing doubled."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rashomon.language.quotations import quotations
from rashomon.language.sentences import split_sentences
from rashomon.model.spans import Span
from rashomon.reading.attributions import read_attributions
from rashomon.reading.mentions import read_mentions
from rashomon.reading.merging import merge
from rashomon.reading.tagger_rules import RulesTagger
from rashomon.reading.taggers import Tagged


def merged(text: str, *flat: tuple[str | None, str | None, str]) -> list[tuple[str | None, str | None, str]]:
    """The attributions as (source, cue, content), with a tagger that finds what is given."""
    sentences = split_sentences(text, "en")
    found = tuple(Tagged(_place(text, s), _place(text, c), (_there(text, t),)) for s, c, t in flat)
    ruled = RulesTagger().tag(text, sentences, quotations(text, "en"), "en")
    return [
        (t.source.text if t.source else None, t.cue.text if t.cue else None, " … ".join(c.text for c in t.content))
        for t in merge(found, ruled, text, sentences, "en")
    ]


def _place(text: str, words: str | None) -> Span | None:
    return None if words is None else _there(text, words)


def _there(text: str, words: str) -> Span:
    return Span.of(text, text.index(words), text.index(words) + len(words))


CASES = {
    "a hole is filled": (
        "Lund wrote that the ferry was late.",
        [],
        [("Lund", "wrote", "that the ferry was late")],
    ),
    "a formula around what was seen": (
        "According to the Gazette, Lund said that the ferry was late.",
        [("Lund", "said", "that the ferry was late")],
        [
            ("Lund", "said", "that the ferry was late"),
            ("the Gazette", "According to", "Lund said that the ferry was late"),
        ],
    ),
    "a chain inside what was seen": (
        "Lund claimed that the rebels had accused the army of theft.",
        [("Lund", "claimed", "that the rebels had accused the army of theft")],
        [
            ("Lund", "claimed", "that the rebels had accused the army of theft"),
            ("the rebels", "had accused", "the army of theft"),
        ],
    ),
    "a chain by a pronoun, which assembly settles": (
        "“He said he was sorry,” Lund recalled.",
        [("Lund", "recalled", "“He said he was sorry,”")],
        [("Lund", "recalled", "“He said he was sorry,”"), ("He", "said", "he was sorry")],
    ),
    "no chain by a noun that looks like a verb": (
        "The mayor cited derogatory comments Lund had made.",
        [("The mayor", "cited", "derogatory comments Lund had made")],
        [("The mayor", "cited", "derogatory comments Lund had made")],
    ),
    "who is quoted, where the tagger took that for words": (
        "The ferry was late, state radio quoted Lund as saying.",
        [("state radio", "quoted", "Lund as saying")],
        [("Lund", "as saying", "The ferry was late")],
    ),
    "whom papers cite": (
        "Court papers cite a cook who said the ferry was late.",
        [("Court papers", "cite", "a cook who said the ferry was late")],
        [("Court papers", "cite", "a cook who said the ferry was late"), ("a cook", "said", "the ferry was late")],
    ),
    "who is quoted, not who quotes": (
        "Lund was quoted by the broadcaster as saying that the ferry was late.",
        [("the broadcaster", "as saying", "that the ferry was late")],
        [("Lund", "saying", "that the ferry was late")],
    ),
    "a missing source": (
        "Lund said that the ferry was late.",
        [(None, "said", "that the ferry was late")],
        [("Lund", "said", "that the ferry was late")],
    ),
    "a quotation without a speaker gets one": (
        "“It is late,” Lund added.",
        [(None, None, "It is late")],
        [("Lund", "added", "“It is late,”")],
    ),
    "who speaks, not who passed it on": (
        "Analysts quoted by the Gazette expect the ferry to wait.",
        [("the Gazette", "expect", "the ferry to wait")],
        [("Analysts", "expect", "the ferry to wait")],
    ),
    "what should be done is no chain": (
        "Lund said that the crew must support the strike.",
        [("Lund", "said", "that the crew must support the strike")],
        [("Lund", "said", "that the crew must support the strike")],
    ),
    "an addressee is no content": (
        "Lund told the inquiry that the ferry was late.",
        [("Lund", "told", "the inquiry that the ferry was late")],
        [("Lund", "told", "that the ferry was late")],
    ),
    "a quotation in the next paragraph stands for itself": (
        "Lund called out the harbour’s plan.\n“We will wait,” it was heard.",
        [("Lund", "called out", "the harbour’s plan.\n“We will wait,”")],
        [("Lund", "called out", "the harbour’s plan."), ("Lund", None, "“We will wait,”")],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_merged(name: str) -> None:
    text, flat, wanted = CASES[name]
    assert merged(text, *flat) == wanted


class Given:
    """A tagger that finds what it is told."""

    name = "given"

    def __init__(self, *found: tuple[str | None, str | None, str]) -> None:
        self.found = found

    def tag(self, text: str, *_: object) -> tuple[Tagged, ...]:
        """What it was told."""
        return tuple(Tagged(_place(text, s), _place(text, c), (_there(text, t),)) for s, c, t in self.found)


PRONOUNS = {
    "nobody new": ("Lund said she hoped to sail.", ("Lund", "said", "she hoped to sail"), [("Lund", ())]),
    "the one whose aide speaks": (
        "Lund's aide told reporters: “He thinks that the ferry was late.”",
        ("Lund's aide", "told", "“He thinks that the ferry was late.”"),
        [("Lund's aide", ()), ("Lund", ("Lund's aide",))],
    ),
}


@pytest.mark.parametrize("name", PRONOUNS)
def test_a_pronoun_is_a_link_only_where_it_is_somebody_else(name: str) -> None:
    text, flat, wanted = PRONOUNS[name]
    sentences, marks = split_sentences(text, "en"), quotations(text, "en")
    mentions, entities = read_mentions(text, sentences, marks, 0, "en")
    found = read_attributions("i", text, sentences, marks, mentions, entities, "en", Given(flat))
    assert [(a.speaker, a.via) for a in found] == wanted


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(["Lund", "said", "that", "“", "”", ",", ".", "\n", "was late", "according to"])), st.data()
)
def test_any_tagger_can_be_merged(parts: list[str], data: st.DataObject) -> None:
    text = " ".join(parts)
    places = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(sorted)
    spans = [Span.of(text, a, b) for a, b in data.draw(st.lists(places, max_size=6)) if a < b]
    flat = tuple(Tagged(None, spans[0], (span,)) for span in spans)
    sentences = split_sentences(text, "en")
    for t in merge(flat, RulesTagger().tag(text, sentences, quotations(text, "en"), "en"), text, sentences, "en"):
        assert all(text[c.start : c.end] == c.text for c in t.content)

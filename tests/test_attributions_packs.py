"""Every group of cues has an example; what must be found in it is found, with the class of the group."""

from __future__ import annotations

from typing import Any

import pytest

from rashomon.language.packs import load_pack, pack_codes
from rashomon.language.quotations import quotations
from rashomon.language.sentences import split_sentences
from rashomon.model.errors import PackError
from rashomon.reading.attributions import read_attributions
from rashomon.reading.cues import _forms, lexicon_for
from rashomon.reading.tagger_rules import RulesTagger

_SORTS = ("group", "formula", "nominal", "postformula", "ownformula")


def _groups() -> list[Any]:
    found = []
    for code in pack_codes():
        section = load_pack(code).section("cues")
        for sort in _SORTS:
            for n, group in enumerate(section.get(sort, ())):
                found.append(pytest.param(code, group, id=f"{code}-{sort}-{n}-{group['class']}"))
    return found


@pytest.mark.parametrize(("code", "group"), _groups())
def test_the_example_of_a_group_of_cues_is_read(code: str, group: dict[str, Any]) -> None:
    text = group["example"]
    source, cue, content = group["finds"]
    found = read_attributions(
        "i", text, split_sentences(text, code), quotations(text, code), (), (), code, RulesTagger()
    )
    fits = [a for a in found if a.cue and a.cue.text == cue]
    assert fits, f"no attribution with the cue {cue!r} in {[(a.source, a.cue, a.content) for a in found]}"
    assert (fits[0].source.text if fits[0].source else None, fits[0].content[0].text) == (source, content)
    assert fits[0].cue_class == group["class"]


@pytest.mark.parametrize("code", pack_codes())
def test_the_quotation_example_of_a_language_is_paired(code: str) -> None:
    section = load_pack(code).section("quotation")
    text = section["example"]
    assert [text[q.inner_start : q.inner_end] for q in quotations(text, code)] == section["quoted"]


@pytest.mark.parametrize("code", pack_codes())
def test_the_sentence_example_of_a_language_is_split(code: str) -> None:
    section = load_pack(code).section("sentences")
    text = section["example"]
    assert [text[s.start : s.end] for s in split_sentences(text, code)] == section["sentences"]


@pytest.mark.parametrize("entry", ["claim:nowhere", "no_such_verb"])
def test_a_wrong_entry_is_refused(entry: str) -> None:
    with pytest.raises(PackError):
        _forms(entry, load_pack("en").section("cues"), "en")


def test_a_language_without_a_pack_has_no_cues() -> None:
    assert lexicon_for("xx").by_first == {}

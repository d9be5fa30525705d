"""What only has the same words: terms of a story in marks, quotations that name their own speaker, bare nouns."""

from __future__ import annotations

from typing import Any

from comparing_stories import story_of

from rashomon.comparing.lineages import find_lineages
from rashomon.comparing.versions import renderings

LONG = "The port authority wrote the harbour rules without asking any of us"


def _accounts(more: str) -> list[dict[str, Any]]:
    quoted = {"speaker": "Ines Halloran", "content": LONG}
    short = {"speaker": "Ines Halloran", "content": "harbour rules"}
    return [
        {"text": f"“{LONG},” Ines Halloran said. {more}", "said": [quoted]},
        {"text": f"Ines Halloran spoke of the “harbour rules” on Monday. {more}", "said": [short]},
    ]


def test_a_fragment_in_marks_is_a_version_of_what_was_said() -> None:
    story, cast = story_of(_accounts("It rained."))
    (lineage,) = find_lineages(story, cast)
    assert len(lineage.versions) == 2


def test_a_term_that_the_accounts_use_themselves_is_none() -> None:
    story, cast = story_of(_accounts("The harbour rules are old."))
    assert find_lineages(story, cast) == ()


def test_words_that_name_their_speaker_are_given_to_nobody() -> None:
    said = [
        {"speaker": "Tom Breck", "content": "to avoid contradicting what Breck told the board"},
        {"speaker": "Tom Breck", "content": "I am Tom Breck and I told the board"},
    ]
    text = "“to avoid contradicting what Breck told the board” it read. “I am Tom Breck and I told the board,” he said."
    story, cast = story_of([{"text": text, "said": said}])
    assert [r.speaker for r in renderings(story, cast)] == [None, "Tom Breck"]

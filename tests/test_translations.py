"""Quotations in two languages: one utterance where days, numbers, names and common words show it, two elsewhere."""

from __future__ import annotations

import pytest
from comparing_stories import story_of

from rashomon.comparing.lineages import find_lineages

ENGLISH = "“The second gate will open on Monday if 12 soldiers leave the port,” Ines Halloran said."
SAME = {
    "ru": "«Второй затвор откроется в понедельник, если 12 солдат покинут порт», — сказала Ines Halloran.",
    "de": "„Das zweite Tor wird am Montag geöffnet, wenn 12 Soldaten den Hafen verlassen“, sagte Ines Halloran.",
    "fr": "« La deuxième porte va ouvrir lundi si 12 soldats quittent le port », a dit Ines Halloran.",
    "es": "«La segunda puerta se va a abrir el lunes si 12 soldados dejan el puerto», dijo Ines Halloran.",
}
OTHER = {
    "another day": "«Второй затвор откроется в среду, если 12 солдат покинут порт», — сказала Ines Halloran.",
    "no condition": "«Второй затвор откроется в понедельник, 12 солдат покинут порт», — сказала Ines Halloran.",
    "another thing": "«Мы строили эту школу десять лет для наших детей», — сказала Ines Halloran.",
}


def relations(text: str, language: str, speaker: str = "Ines Halloran") -> list[str]:
    """The relations of the lineage of an English quotation and one in another language."""
    accounts = []
    for words, code, who in ((ENGLISH, "en", "Ines Halloran"), (text, language, speaker)):
        start = next(n for n, c in enumerate(words) if c in "“«„") + 1
        end = max(words.rfind(c) for c in "”»“") if code != "de" else words.rfind("“")
        said = {"speaker": who, "content": words[start:end].strip(" ,"), "kind": "direct"}
        accounts.append({"text": words, "language": code, "said": [said]})
    story, cast = story_of(accounts)
    return [v.relation for x in find_lineages(story, cast) for v in x.versions]


@pytest.mark.parametrize("language", SAME)
def test_a_translation_is_a_version_and_marked_as_such(language: str) -> None:
    assert sorted(relations(SAME[language], language)) == ["full", "translated"]


@pytest.mark.parametrize("what", OTHER)
def test_another_utterance_stays_apart(what: str) -> None:
    assert relations(OTHER[what], "ru") == []


def test_the_same_words_of_another_speaker_need_more() -> None:
    assert relations(OTHER["another thing"], "ru", speaker="Tom Breck") == []

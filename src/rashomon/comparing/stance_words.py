"""What a language says without taking a side, and which of its negations deny: the pack's `stances`, ready for use."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import msgspec

from ..language.packs import load_pack
from ..model.errors import PackError

Phrases = dict[str, tuple[tuple[str, ...], ...]]
"""Phrases by their first word, longest first."""


class StanceWords(msgspec.Struct, frozen=True):
    """Words and phrases of one language, folded as compared words are; empty where the pack has none."""

    procedural: Phrases
    supposing: Phrases
    idioms: Phrases
    conceding: Phrases
    partly: Phrases
    purposes: Phrases
    busy: frozenset[str]
    busy_phrases: Phrases
    courtesy: frozenset[str]
    refusing_stems: tuple[str, ...]
    asked: frozenset[str]
    posing: frozenset[str]
    quantified: frozenset[str]
    commanding: frozenset[str]
    resolve: frozenset[str]
    refusing: frozenset[str]
    feeling: frozenset[str]
    limiting: frozenset[str]
    concluding: frozenset[str]
    raising: frozenset[str]
    raised: frozenset[str]
    raised_about: frozenset[str]
    gloss: frozenset[str]
    continuing: frozenset[str]
    told: frozenset[str]
    naming: frozenset[str]
    expletive: frozenset[str]
    adverbial: frozenset[str]
    wishes: Phrases
    hoping: frozenset[str]
    companions: frozenset[str]
    companion_prefixes: tuple[str, ...]
    joking: frozenset[str]
    agent: frozenset[str]
    total: frozenset[str]
    speaking: frozenset[str]
    going: frozenset[str]
    confirming: frozenset[str]
    charging: frozenset[str]
    indefinite: frozenset[str]
    pleading: frozenset[str]
    innocence: Phrases


@lru_cache(maxsize=64)
def stance_words(language: str) -> StanceWords:
    """The stance words of a language.

    >>> stands_at(["no", "longer", "leaks"], 0, stance_words("en").idioms)
    2
    """
    section = load_pack(language).section("stances")
    get = _Groups(section)
    return StanceWords(
        procedural=get.phrases("procedural", "words"),
        supposing=get.phrases("supposing", "words"),
        idioms=get.phrases("idioms", "words"),
        conceding=get.phrases("conceding", "words"),
        partly=get.phrases("partly", "phrases"),
        purposes=get.phrases("purposes", "phrases"),
        busy=get.words("busy"),
        busy_phrases=get.phrases("busy", "phrases"),
        courtesy=get.words("courtesy"),
        refusing_stems=tuple(sorted(get.words("silence"))),
        asked=get.words("silence", "asked"),
        posing=get.words("silence", "raising"),
        quantified=get.words("quantified"),
        commanding=get.words("commanding"),
        resolve=get.words("refusing", "modals"),
        refusing=get.words("refusing"),
        feeling=get.words("feeling"),
        limiting=get.words("limiting"),
        concluding=get.words("concluding"),
        raising=get.words("raising"),
        raised=get.words("raising", "objects"),
        raised_about=get.words("raising", "about"),
        gloss=get.words("gloss"),
        continuing=get.words("continuing", "adverbs"),
        told=get.words("continuing"),
        naming=get.words("naming"),
        expletive=get.words("expletive"),
        adverbial=get.words("limiting", "adverbial"),
        wishes=get.phrases("procedural", "wishes"),
        hoping=get.words("procedural", "hoping"),
        companions=get.words("companions"),
        companion_prefixes=tuple(sorted(p[0] for ps in get.phrases("companions", "prefixes").values() for p in ps)),
        joking=get.words("silence", "joking"),
        agent=get.words("silence", "agent"),
        total=get.words("limiting", "total"),
        speaking=get.words("refusing", "speaking"),
        going=get.words("refusing", "going"),
        confirming=get.words("silence", "confirming"),
        charging=get.words("charging"),
        indefinite=get.words("naming", "indefinite"),
        pleading=get.words("pleading"),
        innocence=get.phrases("pleading", "phrases"),
    )


class _Groups:
    """The groups of the section, each checked to be a table with an example. Raises PackError."""

    def __init__(self, section: dict[str, Any]) -> None:
        for name, group in section.items():
            if not isinstance(group, dict) or not group.get("example"):
                raise PackError("stances", f"{name} must be a table with an example")
        self._section = section

    def words(self, group: str, key: str = "words") -> frozenset[str]:
        return frozenset(str(self._section.get(group, {}).get(key, "")).split())

    def phrases(self, group: str, key: str) -> Phrases:
        listed = self._section.get(group, {}).get(key, [])
        if not isinstance(listed, list):
            raise PackError("stances", f"{group}.{key} must be a list")
        first: dict[str, list[tuple[str, ...]]] = {}
        for phrase in sorted((tuple(str(p).split()) for p in listed), key=lambda p: (-len(p), p)):
            first.setdefault(phrase[0], []).append(phrase)
        return {word: tuple(found) for word, found in first.items()}


def stands_at(norms: Sequence[str], at: int, phrases: Phrases) -> int:
    """How many words the longest phrase that stands at a place has; 0 where none does."""
    for phrase in phrases.get(norms[at], ()) if at < len(norms) else ():
        if tuple(norms[at : at + len(phrase)]) == phrase:
            return len(phrase)
    return 0

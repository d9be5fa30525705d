"""The cues of a language, made ready for looking up: every form of every verb, with its class and its patterns."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import msgspec

from ..language.packs import load_pack
from ..model.errors import PackError
from ..model.spans import Span

_WORD = re.compile(r"[^\W_]+(?:['’.\-‑][^\W_]+)*")

FORMS = ("base", "third", "past", "gerund", "participle", "fin", "ger", "inf", "pass")
FRAMES = frozenset(
    (
        *("clause", "that", "tell", "to", "wh", "quote", "quote_after", "quotes", "after", "prep", "np", "np_to"),
        *("np_of", "np_as", "np_for", "np_against", "np_pred", "np_clause", "to_passive"),
    )
)


class Cue(msgspec.Struct, frozen=True):
    """One form of one cue: its words in small letters, what it is (verb, noun, preposition, postposition), its class.

    `form` is the place in the paradigm; `frames` the patterns of complement that the pack allows it; `particle` the
    word that must stand apart at the end of its clause ("teilte … mit").
    """

    words: tuple[str, ...]
    sort: str
    cue_class: str
    form: str
    frames: frozenset[str]
    particle: str | None = None


class Lexicon(msgspec.Struct, frozen=True):
    """All cues of a language by their first word, longest first, and the small words that bound clauses."""

    language: str
    by_first: dict[str, tuple[Cue, ...]]
    sets: dict[str, frozenset[str]]
    negations: frozenset[str]

    def words(self, name: str) -> frozenset[str]:
        """One of the pack's word lists; empty where the pack has none."""
        return self.sets.get(name, frozenset())


@lru_cache(maxsize=32)
def lexicon_for(language: str) -> Lexicon:
    """The lexicon of a language; empty for a language whose pack has no cues.

    Raises PackError where an entry names a paradigm, a verb or a frame that does not exist.

    >>> sorted({c.cue_class for c in lexicon_for("en").by_first["denied"]})
    ['deny']
    """
    section = load_pack(language).section("cues")
    cues: dict[str, dict[tuple[str, ...], Cue]] = {}
    for cue in _all_cues(language, section):
        _merge(cues.setdefault(cue.words[0], {}), cue)
    ordered = {first: tuple(sorted(of.values(), key=_rank)) for first, of in cues.items()}
    sets = {k: frozenset(v) for k, v in section.items() if isinstance(v, list) and all(isinstance(w, str) for w in v)}
    return Lexicon(language, ordered, sets, sets.get("negations", frozenset()))


def _rank(cue: Cue) -> tuple[int, bool, bool, tuple[str, ...], str]:
    """Longest first; with a particle before without, verbs before nouns."""
    return -len(cue.words), cue.particle is None, cue.sort != "verb", cue.words, cue.sort


def _merge(of: dict[tuple[str, ...], Cue], cue: Cue) -> None:
    """A form that stands in several groups gets all their frames and keeps the class of the first."""
    key = (cue.sort, cue.particle or "", *cue.words)
    had = of.get(key)
    if had is not None:
        cue = msgspec.structs.replace(had, frames=had.frames | cue.frames)
    of[key] = cue


def _all_cues(language: str, section: dict[str, Any]) -> list[Cue]:
    found: list[Cue] = []
    for group in section.get("group", ()):
        frames = frozenset(group["frames"])
        if unknown := frames - FRAMES:
            raise PackError(f"{language}.cues", f"no such frame: {min(unknown)}")
        for written in _entries(group["verbs"]):
            entry, _, particle = written.partition(" +")
            for form, words in _forms(entry, section, language):
                found.append(Cue(words, "verb", group["class"], form, frames, particle or None))
    for sort, name in (
        ("noun", "nominal"),
        ("preposition", "formula"),
        ("postposition", "postformula"),
        ("own", "ownformula"),
    ):
        for group in section.get(name, ()):
            frames = frozenset(group.get("frames", ()))
            for entry in group["words"]:
                found.append(Cue(tuple(_folded(entry).split()), sort, group["class"], "base", frames))
    return found


def _folded(word: str) -> str:
    """Small letters, and е for ё, which much Russian text does not tell apart."""
    return word.lower().replace("ё", "е")


def _entries(verbs: str) -> list[str]:
    return [entry.strip() for entry in verbs.replace("\n", " ").split(",") if entry.strip()]


def _forms(entry: str, section: dict[str, Any], language: str) -> list[tuple[str, tuple[str, ...]]]:
    """The forms of "stem:paradigm rest", or of an irregular or unchanging verb."""
    head, *rest = entry.split()
    if ":" in head:
        stem, name = head.split(":")
        paradigm = section.get("paradigms", {}).get(name)
        if paradigm is None:
            raise PackError(f"{language}.cues", f"{entry}: no paradigm {name}")
        table = {form: [stem + ending for ending in _many(endings)] for form, endings in paradigm.items()}
    else:
        irregular = section.get("irregular", {}).get(head)
        if irregular is None:
            raise PackError(f"{language}.cues", f"{entry}: neither a paradigm nor an irregular verb")
        table = {form: _many(words) for form, words in irregular.items()}
    if unknown := table.keys() - set(FORMS):
        raise PackError(f"{language}.cues", f"{entry}: no such form {min(unknown)}")
    return [(form, (_folded(word), *rest)) for form, words in table.items() for word in words]


def _many(endings: str) -> list[str]:
    """Endings stand side by side with spaces between; "-" or nothing is the bare stem."""
    return ["" if e == "-" else e for e in endings.split()] or [""]


def class_of(cue: Span | None, lexicon: Lexicon) -> Cue | None:
    """The pack's entry for a cue as written: the longest that stands in it, the last of equals."""
    if cue is None:
        return None
    words = [_folded(m.group()).replace("’", "'") for m in _WORD.finditer(cue.text)]
    best: Cue | None = None
    for n in range(len(words)):
        for entry in lexicon.by_first.get(words[n], ()):
            if tuple(words[n : n + len(entry.words)]) == entry.words and (
                best is None or len(entry.words) >= len(best.words)
            ):
                best = entry
                break
    return best

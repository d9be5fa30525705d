"""Names across scripts: a rough form of how a name sounds, in which its spellings in several scripts meet.

A Latin spelling of a Cyrillic or Greek name is one of many, but its consonants hardly vary.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import msgspec

from ..language.packs import load_pack, pack_codes

LEAST_SOUNDS = 3
"""Names of fewer consonants sound like too many others."""
_LONG = 6
_VOWELS = re.compile(r"(?<!^)[aeiouyh]")
_REPEATED = re.compile(r"(.)\1+")


class _Rules(msgspec.Struct, frozen=True):
    """The pack's letters and sounds, ready for use."""

    latin: dict[int, str]
    sounds: tuple[tuple[str, str], ...]
    endings: tuple[str, ...]


@lru_cache(maxsize=1)
def _rules() -> _Rules:
    section = load_pack("und").section("linking")
    endings = [e for code in pack_codes() for e in load_pack(code).section("linking").get("name_endings", [])]
    letters = {
        ord(letter): spelling.strip("-")
        for row, spellings in section["latin"]
        for letter, spelling in zip(row, spellings.split(), strict=True)
    }
    sounds = tuple((str(what), str(becomes)) for what, becomes in section["sounds"])
    return _Rules(letters, sounds, tuple(sorted(set(endings), key=lambda e: (-len(e), e))))


@lru_cache(maxsize=200_000)
def sound_of(word: str) -> str | None:
    """The consonants of a name as they sound, or null where they are too few to tell names apart.

    >>> sound_of("Хартановым"), sound_of("Khartanov")
    ('krtnv', 'krtnv')
    >>> sound_of("Oe") is None
    True
    """
    rules = _rules()
    plain = word.lower()
    if len(plain) > _LONG:
        ending = next((e for e in rules.endings if plain.endswith(e)), "")
        plain = plain.removesuffix(ending)
    plain = unicodedata.normalize("NFKD", plain.translate(rules.latin))
    plain = "".join(c for c in plain if c.isalpha() and not unicodedata.combining(c))
    for what, becomes in rules.sounds:
        plain = plain.replace(what, becomes)
    plain = re.sub(r"^[aeiouyh]", "a", plain)
    found = _REPEATED.sub(r"\1", _VOWELS.sub("", plain))
    return found if len(found) >= LEAST_SOUNDS else None

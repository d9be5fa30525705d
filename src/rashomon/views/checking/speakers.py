"""Whether the speaker that a draft names is the one that an account names."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from ...comparing.likeness import bare_words, people_agree, phrase_key
from ...comparing.matching import speakers_of
from ...language.names import NameData, is_acronym, name_data, name_key, surname_keys


class Speaker(msgspec.Struct, frozen=True):
    """Who speaks: every name known of them, the fullest first; `kind` person, body, …, or null."""

    names: tuple[str, ...]
    kind: str | None = None
    actor: str | None = None

    @property
    def name(self) -> str | None:
        """The fullest name."""
        return self.names[0] if self.names else None


NOBODY = Speaker(())


def compare_speakers(draft: Speaker, account: Speaker, language: str) -> str:
    """`same`, `different`, or `open` where a name is missing, is a mere description, or one may speak for the other.

    >>> ann, lee = Speaker(("Ann Lee",), "person", "a"), Speaker(("Minister Lee",), "person", "b")
    >>> compare_speakers(ann, lee, "en"), compare_speakers(ann, Speaker(("Joe Orr",), "person", "c"), "en")
    ('same', 'different')
    """
    if not draft.names or not account.names:
        return "open"
    data = name_data(language)
    if _share_a_name(draft.names, account.names, data):
        return "same"
    found = speakers_of(_keyed(draft, "draft"), _keyed(account, "account"))
    vague = _is_vague(draft) or _is_vague(account) or _other_script(draft.names, account.names)
    return "open" if found == "different" and vague else found


def _is_vague(speaker: Speaker) -> bool:
    """Whether one plain word stands for a body ("Authorities"): a capital may be that of the sentence."""
    name = speaker.name or ""
    return speaker.kind != "person" and len(name.split()) < 2 and not is_acronym(name)


def _keyed(speaker: Speaker, key: str) -> Speaker:
    return msgspec.structs.replace(speaker, actor=key)


def _share_a_name(a: Iterable[str], b: Iterable[str], data: NameData) -> bool:
    others = [(name_key(n), phrase_key(n, data), bare_words(n, data)) for n in b]
    for name in a:
        key, phrase, bare = name_key(name), phrase_key(name, data), bare_words(name, data)
        for other_key, other_phrase, other_bare in others:
            if key == other_key or (phrase and phrase == other_phrase) or _agree(bare, other_bare):
                return True
    return False


def _agree(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Whether two bare names can be one person's; a surname alone agrees with a full name."""
    if not a or not b or not (a[-1][:1].isupper() and b[-1][:1].isupper()):
        return False
    if len(a) == 1 or len(b) == 1:
        return bool(surname_keys(a[-1]) & surname_keys(b[-1]))
    return people_agree(a, b)


def _other_script(a: Iterable[str], b: Iterable[str]) -> bool:
    """Whether no two of the names are written in one script, so that their letters say little."""
    return {_is_latin(n) for n in a}.isdisjoint({_is_latin(n) for n in b})


def _is_latin(name: str) -> bool:
    letters = [c for c in name if c.isalpha()]
    return 2 * sum(c < "\u0250" for c in letters) >= len(letters)

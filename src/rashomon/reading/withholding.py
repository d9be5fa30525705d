"""What is told of nobody's words: "would not say whether", "declined to comment on", "made no mention of"."""

from __future__ import annotations

import re

from .cues import Cue, Lexicon
from .taggers import Tagged

_WORD = re.compile(r"[^\W_]+(?:['’.\-‑][^\W_]+)*")

WITHHELD = "withhold"
"""The class of such a cue, which always counts as negated."""

_TOLD = frozenset(("say", "report", "discuss", "claim", "describe"))
"""Cue classes whose negation says that somebody said nothing of a thing."""

_LOOK = 3
"""Words after "declined" among which the verb of saying stands."""

_REACH = 12
"""Characters before a cue in which "nor" and "not" are looked for."""


def is_withheld(text: str, tagged: Tagged, cue: Cue, lexicon: Lexicon, *, negated: bool) -> bool:
    """Whether a cue says that its source made no statement of the content.

    A reader of what somebody holds leaves such contents out: they are the outlet's words for what was not said.
    """
    if tagged.cue is None or not tagged.content:
        return False
    words = _words(tagged.cue.text)
    before = _words(text[max(0, tagged.cue.start - _REACH) : tagged.cue.start])
    neither = lexicon.words("neither")
    if cue.cue_class == "deny":
        return bool(neither) and not neither.isdisjoint({*words, *before[-1:]})
    if not lexicon.words("declines").isdisjoint(words):
        behind = _words(text[tagged.cue.end : tagged.cue.end + 40])[:_LOOK]
        return any(_is_told(w, lexicon) for w in (*words, *behind))
    return negated and cue.cue_class in _TOLD


def _words(text: str) -> list[str]:
    return [m.group().lower().replace("ё", "е") for m in _WORD.finditer(text)]


def _is_told(word: str, lexicon: Lexicon) -> bool:
    """Whether a word is a verb of saying, or one of those for answering at all."""
    if word in lexicon.words("declines"):
        return False
    return word in lexicon.words("answers") or any(
        c.cue_class in _TOLD and c.sort == "verb" and len(c.words) == 1 for c in lexicon.by_first.get(word, ())
    )

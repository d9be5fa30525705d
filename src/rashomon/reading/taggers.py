"""The seam between what finds attributions and what makes sense of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol

import msgspec

from ..language.packs import base_language
from ..language.quotations import Quotation
from ..model.errors import SettingsError
from ..model.readings import Sentence
from ..model.spans import Span


class Tagged(msgspec.Struct, frozen=True):
    """A bare attribution as a tagger finds it: where source, cue and content stand; content in reading order."""

    source: Span | None
    cue: Span | None
    content: tuple[Span, ...]


class Tagger(Protocol):
    """Finds bare attributions in one text; `name` (with version) goes into the case."""

    name: str

    def tag(
        self, text: str, sentences: Sequence[Sentence], quotations: Sequence[Quotation], language: str
    ) -> tuple[Tagged, ...]:
        """The bare attributions of a text, sorted by the start of their content."""
        ...


NAMES = ("auto", "rules", "trained")


@lru_cache(maxsize=16)
def tagger_for(name: str, language: str) -> Tagger:
    """The tagger of that name for a language; `auto` is the trained one where it serves the language, else the rules.

    `trained` asks for the weights and still reads other languages by rules, since the weights know English alone. One
    tagger a process: what it looks up about words is kept. Raises SettingsError for a name that there is none of.
    """
    if name not in NAMES:
        raise SettingsError(f"there is no tagger {name!r}; there are {', '.join(NAMES)}")
    if name != "rules":
        from .tagger_trained import LANGUAGES, TrainedTagger

        if base_language(language) in LANGUAGES:
            return TrainedTagger()
    from .tagger_rules import RulesTagger

    return RulesTagger()

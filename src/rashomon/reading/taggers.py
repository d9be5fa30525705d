"""The seam between what finds attributions and what makes sense of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import msgspec

from ..language.quotations import Quotation
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


def tagger_for(name: str, language: str) -> Tagger:
    """The tagger of that name for a language; `auto` is the trained one where there is one, else the rules."""
    from .tagger_rules import RulesTagger

    return RulesTagger()

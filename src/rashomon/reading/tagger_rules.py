"""Attributions by rules: quotation marks, cue words and word order, from the language packs."""

from __future__ import annotations

from collections.abc import Sequence

from ..language.quotations import Quotation
from ..model.readings import Sentence
from .taggers import Tagged


class RulesTagger:
    """Finds bare attributions by the pack's cues; needs no weights."""

    name = "rules-1"

    def tag(
        self, text: str, sentences: Sequence[Sentence], quotations: Sequence[Quotation], language: str
    ) -> tuple[Tagged, ...]:
        """See `Tagger.tag`."""
        return ()

"""Assembly of attributions: nesting, chains, kinds, cue classes and speakers."""

from __future__ import annotations

from collections.abc import Sequence

from ..language.quotations import Quotation
from ..model.readings import Attribution, Entity, Mention, Sentence
from .taggers import Tagger


def read_attributions(
    item_id: str,
    text: str,
    sentences: Sequence[Sentence],
    quotations: Sequence[Quotation],
    mentions: Sequence[Mention],
    entities: Sequence[Entity],
    language: str,
    tagger: Tagger,
) -> tuple[Attribution, ...]:
    """The attributions of a text, sorted by the start of their content."""
    return ()

"""Mentions of persons, bodies, places and groups in one item, and which of them are one."""

from __future__ import annotations

from collections.abc import Sequence

from ..language.quotations import Quotation
from ..model.readings import Entity, Mention, Sentence


def read_mentions(
    text: str, sentences: Sequence[Sentence], quotations: Sequence[Quotation], body_start: int, language: str
) -> tuple[tuple[Mention, ...], tuple[Entity, ...]]:
    """The mentions of a text, sorted by place, and the entities that they stand for."""
    return (), ()

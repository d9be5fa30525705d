"""Expressions of time and their values."""

from __future__ import annotations

from collections.abc import Sequence

from ..model.readings import Sentence, Time


def read_times(text: str, sentences: Sequence[Sentence], language: str, published: str | None) -> tuple[Time, ...]:
    """The times of a text, sorted by place; `published` (EDTF or null) is the anchor."""
    return ()

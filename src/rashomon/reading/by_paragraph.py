"""A text that changes its language, read language by language and put together again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import TypeVar

import msgspec

from ..language.packs import base_language
from ..model.readings import Attribution, Mention, Reading

_Read = TypeVar("_Read", bound=msgspec.Struct)
_Pointing = TypeVar("_Pointing", Mention, Attribution)


def read_by_paragraph(
    text: str, languages: Sequence[str], *, main: str, read: Callable[[str, str], Reading]
) -> Reading:
    """The reading of a text whose paragraphs are in these languages; `read` reads a text in one language.

    Each language is read in the whole text with the paragraphs in others blanked out, so that every offset stays true.
    """
    if not languages:
        return read(text, main)
    codes = list(dict.fromkeys([main, *(base_language(code) for code in languages)]))
    parts = [_true(read(only(text, languages, code), code), text) for code in codes]
    joined = parts[0]
    for part in parts[1:]:
        joined = _joined(joined, part)
    return joined


def only(text: str, languages: Sequence[str], code: str) -> str:
    """The text with every paragraph in another language turned into spaces.

    >>> only("Hello\\n\\nПривет\\nBye", ("en", "ru", "en"), "en")
    'Hello\\n\\n      \\nBye'
    """
    told = iter(languages)
    lines = text.split("\n")
    kept = (not line.strip() or base_language(next(told, code)) == code for line in lines)
    return "\n".join(line if keep else " " * len(line) for line, keep in zip(lines, kept, strict=True))


def _true(reading: Reading, text: str) -> Reading:
    """The reading without what would reach over a blanked paragraph: its words are not those of the text."""

    def holds(one: Attribution) -> bool:
        spans = [span for span in (one.source, one.cue, *one.content) if span]
        return all(text[span.start : span.end] == span.text for span in spans)

    kept = tuple(one for one in reading.attributions if holds(one))
    ids = {one.attribution_id for one in kept}
    kept = tuple(
        one if one.parent_id in ids else msgspec.structs.replace(one, parent_id=None) for one in kept
    )  # fmt: skip
    return msgspec.structs.replace(reading, attributions=kept)


def _joined(one: Reading, other: Reading) -> Reading:
    shift = len(one.entities)
    mentions = [_moved(mention, shift) for mention in other.mentions]
    attributions = [_moved(attribution, shift) for attribution in other.attributions]
    return msgspec.structs.replace(
        one,
        sentences=_in_order(one.sentences, other.sentences),
        mentions=_in_order(one.mentions, mentions),
        entities=(*one.entities, *(msgspec.structs.replace(e, entity=e.entity + shift) for e in other.entities)),
        attributions=tuple(sorted((*one.attributions, *attributions), key=_begins)),
        figures=_in_order(one.figures, other.figures),
        times=_in_order(one.times, other.times),
        issues=(*one.issues, *other.issues),
    )


def _begins(one: Attribution) -> int:
    return min((span.start for span in (*one.content, one.cue, one.source) if span), default=0)


def _moved(one: _Pointing, shift: int) -> _Pointing:
    """What points to an entity, with the numbers that the entities have when others stand before them."""
    return one if one.entity is None else msgspec.structs.replace(one, entity=one.entity + shift)


def _in_order(first: Sequence[_Read], second: Sequence[_Read]) -> tuple[_Read, ...]:
    return tuple(sorted((*first, *second), key=attrgetter("start", "end")))

"""An account's text cut into segments, each with what is marked on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import msgspec


class Layer(msgspec.Struct, frozen=True):
    """A marked stretch: its kind (a style), the words that explain it, and the anchor of its finding."""

    start: int
    end: int
    kind: str
    words: str = ""
    anchor: str = ""


class Segment(msgspec.Struct, frozen=True):
    """Text under the same marks; `anchors` are the findings that begin here."""

    text: str
    kinds: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    anchors: tuple[str, ...] = ()


def paragraphs(text: str, layers: Sequence[Layer], apart: str = "\n\n") -> Iterator[tuple[Segment, ...]]:
    """The text's paragraphs as segments; every character of the text but what is between them stands in exactly one.

    >>> [[(s.text, s.kinds) for s in p] for p in paragraphs("One two\\n\\nthree", [Layer(4, 12, "said")])]
    [[('One ', ()), ('two', ('said',))], [('thr', ('said',)), ('ee', ())]]
    """
    opening, closing = defaultdict(list), defaultdict(list)
    for number, layer in enumerate(layers):
        if 0 <= layer.start < layer.end <= len(text):
            opening[layer.start].append(number)
            closing[layer.end].append(number)
    edges = sorted({*opening, *closing})
    active: dict[int, None] = {}
    at, place = 0, 0
    for paragraph in text.split(apart):
        end, segments = at + len(paragraph), []
        cursor = at
        while place < len(edges) and edges[place] <= end:
            edge = edges[place]
            if cursor < edge:
                segments.append(_segment(text[cursor:edge], cursor, active, layers))
            for number in closing[edge]:
                active.pop(number, None)
            for number in opening[edge]:
                active[number] = None
            cursor, place = max(edge, cursor), place + 1
        if cursor < end:
            segments.append(_segment(text[cursor:end], cursor, active, layers))
        if segments:
            yield tuple(segments)
        at = end + len(apart)


def whole(text: str, layers: Sequence[Layer]) -> tuple[Segment, ...]:
    """The text as it stands, blank lines too, as segments.

    >>> [s.text for s in whole("a\\n\\nb", [Layer(0, 1, "kept")])]
    ['a', '\\n\\nb']
    """
    never = text + "."  # no text holds itself and more
    return next(paragraphs(text, layers, apart=never), ())


def _segment(text: str, start: int, active: dict[int, None], layers: Sequence[Layer]) -> Segment:
    here = [layers[number] for number in active]
    return Segment(
        text,
        tuple(dict.fromkeys(layer.kind for layer in here)),
        tuple(dict.fromkeys(layer.words for layer in here if layer.words)),
        tuple(layer.anchor for layer in here if layer.anchor and layer.start == start),
    )

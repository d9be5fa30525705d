"""Where the words of an extracted paragraph stand in the page's own characters, markup and entities in between."""

from __future__ import annotations

import html as entities
import re

from ..model.captures import MapRun
from .mapped import MappedText

_BETWEEN = re.compile(r"(?:\s|&nbsp;|&#160;|&#xa0;|<[^<>]{0,4000}>)*", re.IGNORECASE)
_RAW_CHAR = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_TRIES = 12
_NEAR, _REACH = 4_000, 400_000
"""How far ahead of the last paragraph the next one is looked for, before the whole page is."""


def locate(page: str, paragraph: str, start: int, begin: int = 0) -> MappedText:
    """The paragraph with its runs in the page, looked for from `start` on and then from `begin`.

    Words that cannot be found leave the paragraph unmapped: a run is true or it is not there.

    >>> locate("<p>The <b>old</b> bridge &amp; the new</p>", "The old bridge & the new", 0).runs
    (MapRun(item_start=0, capture_start=3, length=4), MapRun(item_start=4, capture_start=10, length=3),
     MapRun(item_start=8, capture_start=18, length=7), MapRun(item_start=16, capture_start=30, length=8))
    """
    for first, last in dict.fromkeys(((start, start + _NEAR), (start, start + _REACH), (begin, len(page)))):
        whole = page.find(paragraph, first, last)
        if whole >= 0:
            return MappedText(paragraph, (MapRun(0, whole, len(paragraph)),))
        found = _aligned_from(page, paragraph, first, last)
        if found:
            return found
    return MappedText.unmapped(paragraph)


def _aligned_from(page: str, paragraph: str, first: int, last: int) -> MappedText | None:
    opening = next(iter(paragraph.split(None, 1)), "")
    escaped = entities.escape(opening, quote=False)
    for key in dict.fromkeys((opening, escaped)) if opening else ():
        at = first
        for _ in range(_TRIES):
            at = page.find(key, at, min(last, at + _REACH))
            if at < 0:
                break
            runs = _align(page, paragraph, at)
            if runs is not None:
                return MappedText(paragraph, tuple(runs))
            at += 1
    return None


def _align(page: str, paragraph: str, at: int) -> list[MapRun] | None:
    """The runs of a paragraph that begins at `at` of the page, or None where it does not go on there."""
    runs: list[MapRun] = []
    here = 0
    while here < len(paragraph):
        if paragraph[here].isspace() and (at >= len(page) or page[at] != paragraph[here]):
            here += 1
            continue
        entity = _RAW_CHAR.match(page, at)
        now = entities.unescape(entity[0]) if entity else ""
        if entity and now and paragraph.startswith(now, here):
            at, here = entity.end(), here + len(now)
            continue
        if at < len(page) and page[at] == paragraph[here] and page[at] != "<":
            length = _same(page, at, paragraph, here)
            runs.append(MapRun(here, at, length))
            at, here = at + length, here + length
            continue
        gap = _BETWEEN.match(page, at)
        if not gap or gap.end() == at:
            return None
        at = gap.end()
    return runs


def _same(page: str, at: int, paragraph: str, here: int) -> int:
    """How many characters go on alike, up to markup or an entity."""
    most = min(len(page) - at, len(paragraph) - here)
    length = 0
    while length < most:
        step = min(64, most - length)
        if page[at + length : at + length + step] == paragraph[here + length : here + length + step]:
            length += step
            continue
        while length < most and page[at + length] == paragraph[here + length]:
            length += 1
        break
    cut = page.find("&", at, at + length)
    if cut > at and _RAW_CHAR.match(page, cut):
        length = cut - at
    return length

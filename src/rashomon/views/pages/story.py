"""The page of a story, and the pages that show one of its sections whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..chapters import chapter_rows
from ..dates import day_span
from ..report.page import Page
from .addresses import paged, story_address
from .matrix import SIGNS
from .sections import SECTIONS, Part, Section

MANY = 250
"""Accounts from which on heavy sections stand on their own pages only, so that a page is there in a blink."""


def story_context(page: Page) -> dict[str, Any]:
    """The front of every section."""
    many = len(page.view.items) > MANY
    shown = [_front(page, section, many=many) for section in SECTIONS]
    return {**_shared(page), "sections": [part for part in shown if part]}


def _front(page: Page, section: Section, *, many: bool) -> dict[str, Any] | None:
    whole = story_address(page.view.story_id, section.key)
    if many and section.heavy:
        return {**_plain(section, Part([], 0)), "more": whole, "left": True}
    part = section.make(page, 0, section.front)
    if not part.total and not part.drawn:
        return None
    return {**_plain(section, part), "more": whole if part.total > section.front else "", "left": False}


def _plain(section: Section, part: Part) -> dict[str, Any]:
    return {
        "key": section.key, "title": section.title, "entries": part.entries, "total": part.total, "drawn": part.drawn
    }  # fmt: skip


def _shared(page: Page) -> dict[str, Any]:
    view = page.view
    return {
        "page": page, "view": view, "title": view.title, "signs": SIGNS,
        "dates": day_span([item["published"] for item in view.items if item["published"]]),
        "chapters": list(chapter_rows(view.chapters)),
        "publishers": len({item["publisher"] for item in view.items if item["publisher"]}),
    }  # fmt: skip


def section_context(page: Page, key: str, number: int) -> dict[str, Any] | None:
    """One page of a section; None where it has no such page."""
    section = next((s for s in SECTIONS if s.key == key), None)
    if section is None or number < 1:
        return None
    part = section.make(page, (number - 1) * section.whole, section.whole)
    if not part.entries:
        return None
    whole = story_address(page.view.story_id, key)
    return {
        **_shared(page), "section": {**_plain(section, part), "more": "", "left": False}, "number": number,
        "before": paged(whole, number - 1) if number > 1 else "",
        "after": paged(whole, number + 1) if number * section.whole < part.total else "",
    }  # fmt: skip


def section_addresses(page: Page) -> Iterator[str]:
    """The pages of the sections that do not stand whole on the story's page."""
    many = len(page.view.items) > MANY
    for section in SECTIONS:
        total = section.make(page, 0, 0).total
        if total > section.front or (many and section.heavy and total):
            for start in range(0, total, section.whole):
                yield paged(story_address(page.view.story_id, section.key), start // section.whole + 1)

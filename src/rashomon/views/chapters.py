"""A story that goes on from an earlier one, said in words: both ways, with the reason."""

from __future__ import annotations

from collections.abc import Iterator

from ..case.overview import Chapter
from .characters import counted, one_line, shortened
from .dates import day_span
from .reader import Row

SHOWN = 4
"""Later stories that a heading names; a long affair has a new chapter every week."""
_TITLE = 110
CONTINUES, CONTINUED = "Continues", "Continued by"


Chapters = tuple[list[Chapter], list[Chapter]]
"""The earlier story that one goes on from, where there is one, and the later ones that go on from it."""


def chapter_rows(chapters: Chapters) -> Iterator[Row]:
    """The chapters of a story as a heading shows them: which way, the story, its days and accounts, why.

    Where more follow than are shown, the last row says how many.
    """
    earlier, later = chapters
    for verb, found in ((CONTINUES, earlier), (CONTINUED, later)):
        for chapter in found[:SHOWN]:
            yield {"verb": verb, **_row(chapter)}
    if len(later) > SHOWN:
        yield {"verb": CONTINUED, "more": counted(len(later) - SHOWN, "more story", "more stories")}


def _row(chapter: Chapter) -> Row:
    line = chapter.line
    days = day_span([day for day in (line.first, line.last) if day])
    return {
        "more": "", "ref": f"s{line.number}", "story_id": line.story_id,
        "title": shortened(one_line(line.title), _TITLE) or "untitled", "accounts": counted(line.accounts, "account"),
        "dates": days, "reason": one_line(chapter.reason),
    }  # fmt: skip


def chapter_words(row: Row) -> str:
    """A row in one line for a terminal: Continues s4 “Bridge closed” (3 accounts, 7 Jun): why."""
    if row["more"]:
        return f"{row['verb']} {row['more']}"
    why = f": {row['reason']}" if row["reason"] else ""
    about = ", ".join(part for part in (row["accounts"], row["dates"]) if part)
    return f"{row['verb']} {row['ref']} “{row['title']}” ({about}){why}"


def chapter_json(chapters: Chapters) -> Row:
    """The chapters of a story as values: `continues` is one or null, `continued_by` a list."""
    earlier, later = ([_plain(chapter) for chapter in found] for found in chapters)
    return {"continues": earlier[0] if earlier else None, "continued_by": later}


def _plain(chapter: Chapter) -> Row:
    line = chapter.line
    return {"ref": f"s{line.number}", "story_id": line.story_id, "title": shortened(one_line(line.title), 300),
            "reason": one_line(chapter.reason) or None}  # fmt: skip

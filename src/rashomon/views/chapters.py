"""How stories hang together, in words: which goes on from which, and which of before are now one, with the reason."""

from __future__ import annotations

from collections.abc import Iterator

from ..case.mergers import Merger
from ..case.overview import Chapter
from .characters import counted, one_line, shortened
from .dates import day_span, moment
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


def merger_lines(merger: Merger) -> list[str]:
    """Stories that a build found to be one: what joins them, then each with what it has in common with that.

    >>> from rashomon.case.mergers import Part
    >>> part = Part("s1", "Bridge closed", "Herald", "2021-06-08", 3, "rare words in common: Anvar")
    >>> for line in merger_lines(Merger("s3", "a1", "Why the bridge shut", "Coast Post", "2021-06-20", (part, part))):
    ...     print(line)
    2 stories are now one, joined by “Why the bridge shut” (Coast Post, Sun 20 Jun):
      “Bridge closed” (Herald, Tue 8 Jun, 3 accounts): rare words in common: Anvar
      “Bridge closed” (Herald, Tue 8 Jun, 3 accounts): rare words in common: Anvar
    """
    joined = f", joined by {_told(merger.headline, merger.outlet, merger.published)}" if merger.item_id else ""
    lines = [f"{counted(len(merger.parts), 'story', 'stories')} are now one{joined}:"]
    for part in merger.parts:
        accounts = counted(part.accounts, "account")
        lines.append(f"  {_told(part.headline, part.outlet, part.published, accounts)}: {one_line(part.joined_by)}")
    return lines


def _told(headline: str, outlet: str, published: str | None, *more: str) -> str:
    when = moment(published).words if published else "undated"
    about = ", ".join([shortened(one_line(outlet), 60), when, *more])
    return f"“{shortened(one_line(headline), _TITLE) or 'no headline'}” ({about})"

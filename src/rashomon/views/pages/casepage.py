"""What the page of the case shows: its stories with filters, who speaks, which outlets, and what was read and how."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from ...case import overview
from ...case.overview import StoryLine, Wanted
from ..characters import counted, may_be_name, one_line, shortened
from ..dates import day_span, moment, when_sorted
from ..material import Material, language_name
from ..reader import Reader, Row
from .addresses import outlet_address, paged

STORIES, OUTLETS, SPEAKERS, ACCOUNTS, ROWS = 60, 60, 60, 300, 500
"""Stories, outlets, actors, accounts of an outlet and rows about the material that a page shows."""
NAMED = 6
"""Outlets of a story that its line names."""
_DAY = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


class Catalogue:
    """The lists of a case, counted once for as long as the case stands as it is."""

    def __init__(self, reader: Reader) -> None:
        self.reader, self.material = reader, Material(reader)
        self._kept: dict[str, Any] = {}

    def _once(self, name: str, make: Any) -> Any:
        if name not in self._kept:
            self._kept[name] = make(self.reader.db)
        return self._kept[name]

    @property
    def lines(self) -> list[StoryLine]:
        """All stories, largest first."""
        return list(self._once("lines", overview.story_lines))

    @property
    def publishers(self) -> list[tuple[str, int]]:
        """Publishers with their number of accounts, most first."""
        return list(self._once("publishers", overview.publishers))

    @property
    def languages(self) -> list[tuple[str, int]]:
        """Languages with their number of accounts, most first."""
        return list(self._once("languages", overview.languages))

    @property
    def speakers(self) -> list[tuple[str, str, int]]:
        """Actors to whom something is attributed: id, name, how often, most first."""
        return list(self._once("speakers", overview.speakers))


def wanted_of(asked: Mapping[str, str]) -> Wanted:
    """What a reader asks for; a day that is none is not asked for."""
    days = {name: asked.get(name, "").strip() for name in ("since", "until")}
    days = {name: day if _DAY.fullmatch(day) else "" for name, day in days.items()}
    named = {name: asked.get(name, "")[:400] for name in ("language", "publisher", "actor")}
    return Wanted(**days, **named)


def index_context(catalogue: Catalogue, asked: Mapping[str, str], number: int) -> dict[str, Any] | None:
    """The case's own page; None where the list of stories has no such page."""
    wanted = wanted_of(asked)
    lines = catalogue.lines
    if wanted:
        inside = overview.stories_wanted(catalogue.reader.db, wanted)
        lines = [line for line in lines if line.story_id in inside]
    start = (number - 1) * STORIES
    if number > 1 and start >= len(lines):
        return None
    query = {name: value for name, value in _values(wanted).items() if value}
    end = f"?{urlencode(query)}" if query else ""
    speakers = [row for row in catalogue.speakers if may_be_name(one_line(row[1]))]
    return {
        "title": "Case", "stories": [_line(line) for line in lines[start : start + STORIES]], "total": len(lines),
        "all": len(catalogue.lines), "number": number, "wanted": wanted, "narrowed": bool(wanted),
        "before": paged("index.html", number - 1) + end if number > 1 else "",
        "after": paged("index.html", number + 1) + end if start + STORIES < len(lines) else "",
        "languages": [(code, language_name(code), size) for code, size in catalogue.languages],
        "publishers": catalogue.publishers[:OUTLETS], "more_publishers": max(0, len(catalogue.publishers) - OUTLETS),
        "speakers": speakers[:SPEAKERS], "more_speakers": max(0, len(speakers) - SPEAKERS),
        "outlet_address": outlet_address,
    }  # fmt: skip


def index_pages(catalogue: Catalogue) -> int:
    """How many pages the list of all stories has."""
    return max(1, -(-len(catalogue.lines) // STORIES))


def _values(wanted: Wanted) -> dict[str, str]:
    return {name: getattr(wanted, name) for name in wanted.__struct_fields__}


def _line(line: StoryLine) -> dict[str, Any]:
    named = ", ".join(shortened(one_line(name), 60) for name in line.outlets[:NAMED])
    more = len(line.outlets) - NAMED
    return {
        "id": line.story_id, "title": shortened(one_line(line.title), 200) or "untitled",
        "number": line.number, "accounts": counted(line.accounts, "account"),
        "origins": f"at most {counted(line.origins, 'origin')}",
        "dates": day_span([day for day in (line.first, line.last) if day]),
        "outlets": named + (f" and {more:,} more" if more > 0 else ""),
        "languages": ", ".join(language_name(code) for code in line.languages),
    }  # fmt: skip


def material_context(catalogue: Catalogue, name: str, number: int) -> dict[str, Any] | None:
    """The rows behind a line about the material, a page of them."""
    line = next((line for line in catalogue.material.lines if _named(line.name) == name), None)
    rows = line.some((number - 1) * ROWS, ROWS) if line else []
    if line is None or (number > 1 and not rows):
        return None
    whole = f"material/{name}.html"
    return {
        "line": line, "rows": rows, "title": line.sentence, "number": number,
        "before": paged(whole, number - 1) if number > 1 else "",
        "after": paged(whole, number + 1) if number * ROWS < line.size else "",
    }  # fmt: skip


def material_pages(catalogue: Catalogue) -> list[tuple[str, int]]:
    """The lines about the material with how many pages each has."""
    return [(_named(line.name), max(1, -(-line.size // ROWS))) for line in catalogue.material.lines]


def _named(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]", "_", name)


def outlet_context(catalogue: Catalogue, name: str) -> dict[str, Any] | None:
    """An outlet's accounts by date, with the story of each."""
    publisher = next((p for p, _ in catalogue.publishers if outlet_address(p) == f"outlet/{name}.html"), None)
    if publisher is None:
        return None
    titles = {line.story_id: line.title for line in catalogue.lines}
    rows = [_account(row, titles) for row in overview.accounts_of(catalogue.reader.db, publisher)]
    rows.sort(key=lambda row: (row["sort"], row["item_id"]))
    return {
        "publisher": publisher, "accounts": rows[:ACCOUNTS], "total": len(rows), "title": one_line(publisher),
        "more": max(0, len(rows) - ACCOUNTS),
    }  # fmt: skip


def _account(row: Row, titles: Mapping[str, str]) -> dict[str, Any]:
    return {
        **row, "sort": when_sorted(row["published"]), "when": moment(row["published"]).words,
        "headline": shortened(one_line(row["headline"]), 200) or "no headline",
        "story": shortened(one_line(titles.get(row["story_id"], "")), 100) or "untitled",
        "language": language_name(row["language"] or "und"),
        "relays": [one_line(relay) for relay in row["relays"]][:4],
    }  # fmt: skip

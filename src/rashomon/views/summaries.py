"""The stories and the outlets of a case in a line each, without opening one: for lists, feeds and programs."""

from __future__ import annotations

from collections import Counter, defaultdict

import msgspec

from ..case.queries import CaseReader
from ..case.slices import columns_of
from .characters import one_line, shortened
from .dates import when_sorted
from .reader import Row

TITLE = 300
"""Characters of a story's title; a capture may call megabytes its headline."""
_COLUMNS = ("item_id", "headline", "publisher", "published", "language")


class StorySummary(msgspec.Struct, frozen=True):
    """A story: its accounts, the first and the last date of publication, and how many origins it has at most.

    `continues` is the id of the earlier story that it goes on from; `continued_by` are those that go on from it.
    """

    story_id: str
    title: str
    accounts: int
    origins_at_most: int
    first: str | None
    last: str | None
    publishers: tuple[str, ...]
    languages: tuple[str, ...]
    continues: str | None = None
    continued_by: tuple[str, ...] = ()


def summaries(reader: CaseReader, *, story_id: str | None = None) -> list[StorySummary]:
    """The stories, those of most accounts first; one alone where it is named."""
    where = {"story_id": story_id} if story_id else {}
    items = {row["item_id"]: row for row in columns_of(reader, "items", _COLUMNS, where)}
    members: dict[str, list[Row]] = defaultdict(list)
    for row in columns_of(reader, "stories", ("story_id", "item_id"), where):
        if row["item_id"] in items:
            members[row["story_id"]].append(items[row["item_id"]])
    origins: dict[str, list[Row]] = defaultdict(list)
    for row in columns_of(reader, "origins", ("story_id", "origin_id", "item_id", "role"), where):
        origins[row["story_id"]].append(row)
    earlier, later = _chapters(reader, where)
    made = [_summary(name, rows, origins[name], earlier.get(name), later[name]) for name, rows in members.items()]
    return sorted(made, key=lambda s: (-s.accounts, s.story_id))


def _chapters(reader: CaseReader, where: dict[str, str]) -> tuple[dict[str, str], dict[str, set[str]]]:
    """For stories the one that each goes on from, and those that go on from it."""
    columns = ("story_id", "predecessor")
    rows = columns_of(reader, "stories", columns, where)
    if where:
        rows += columns_of(reader, "stories", columns, {"predecessor": where["story_id"]})
    earlier, later = {}, defaultdict(set)
    for row in rows:
        if row["predecessor"]:
            earlier[row["story_id"]] = row["predecessor"]
            later[row["predecessor"]].add(row["story_id"])
    return earlier, later


class Outlet(msgspec.Struct, frozen=True):
    """An outlet: its accounts, the first and the last date of publication, and the stories that they belong to."""

    publisher: str
    accounts: int
    first: str | None
    last: str | None
    story_ids: tuple[str, ...]


def outlets(reader: CaseReader) -> list[Outlet]:
    """The outlets, those of most accounts first; accounts without a publisher belong to none."""
    stories = {row["item_id"]: row["story_id"] for row in columns_of(reader, "stories", ("story_id", "item_id"), {})}
    held: dict[str, list[Row]] = defaultdict(list)
    for row in columns_of(reader, "items", ("item_id", "publisher", "published"), {}):
        if row["publisher"]:
            held[row["publisher"]].append(row)
    made = []
    for publisher, rows in held.items():
        dates = sorted(row["published"] for row in rows if row["published"])
        of = sorted({stories[row["item_id"]] for row in rows if row["item_id"] in stories})
        made.append(Outlet(publisher, len(rows), dates[0] if dates else None, dates[-1] if dates else None, tuple(of)))
    return sorted(made, key=lambda o: (-o.accounts, o.publisher))


def _summary(story_id: str, items: list[Row], origins: list[Row], earlier: str | None, later: set[str]) -> StorySummary:
    items = sorted(items, key=lambda i: (when_sorted(i["published"]), i["item_id"]))
    dates = [row["published"] for row in items if row["published"]]
    placed = {row["item_id"] for row in origins}
    return StorySummary(
        story_id=story_id,
        title=_title(items, origins),
        accounts=len(items),
        origins_at_most=len({row["origin_id"] for row in origins}) + sum(i["item_id"] not in placed for i in items),
        first=dates[0] if dates else None,
        last=max(dates) if dates else None,
        publishers=_listed(items, "publisher"),
        languages=_listed(items, "language"),
        continues=earlier,
        continued_by=tuple(sorted(later)),
    )


def _listed(items: list[Row], column: str) -> tuple[str, ...]:
    """The values of a column, most frequent first."""
    found = Counter(row[column] for row in items if row[column])
    return tuple(sorted(found, key=lambda value: (-found[value], value)))


def _title(items: list[Row], origins: list[Row]) -> str:
    """The headline that the story's report bears: that of the largest origin's beginning, else of the first account."""
    size = Counter(row["origin_id"] for row in origins)
    first = {row["item_id"]: -size[row["origin_id"]] for row in origins if row["role"] == "first"}
    places = sorted(range(len(items)), key=lambda n: (first.get(items[n]["item_id"], 1), n))
    headline = next((items[n]["headline"] for n in places if items[n]["headline"]), "untitled")
    return shortened(one_line(headline), TITLE)

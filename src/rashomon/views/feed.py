"""What is new in a case as an RSS 2.0 feed: stories, and the findings that an editor would want to be told of.

"New" is by the dates of the accounts, since a case knows no clock: the same case gives the same feed.
Specification: <https://www.rssboard.org/rss-specification>.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path, PurePath
from xml.etree import ElementTree as ET

import msgspec

from ..case.legal import legal_xml
from ..case.queries import CaseReader
from ..case.slices import columns_of
from .characters import counted, one_line, shortened
from .dates import when_sorted
from .marking import RELATIONS
from .pages.addresses import safe_name, story_address
from .places import Finding, finding_of, outlet, whole
from .reader import Row
from .report.holders import by_wording
from .summaries import StorySummary, summaries

LIMIT = 100
"""Entries of a feed unless told."""
WORDS = 200
"""Characters of an entry's title, and of each line of its description."""
_LINES = 12
_INSTANT = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d))?(Z|[+-]\d\d:?\d\d)?)?")
_HOME = "urn:rashomon:case"
"""The channel's link where no server gives it one."""


class Entry(msgspec.Struct, frozen=True):
    """A piece of news: when its newest account was published, what it is, and the lines that tell it."""

    when: str | None
    guid: str
    title: str
    lines: tuple[str, ...]
    address: str


def export_feed(reader: CaseReader, folder: Path) -> list[Path]:
    """Writes `feed.rss` into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "feed.rss"
    path.write_text(feed(reader), encoding="utf-8", newline="\n")
    return [path]


def feed(reader: CaseReader, base: str = "", *, limit: int = LIMIT) -> str:
    """The feed, newest first; entries link to the explorer's pages where its address is given as `base`."""
    entries = sorted(_entries(reader), key=lambda e: e.guid)
    dated = sorted((e for e in entries if e.when), key=lambda e: when_sorted(e.when), reverse=True)
    chosen = [*dated, *(e for e in entries if not e.when)][:limit]
    root = ET.Element("rss", version="2.0")
    channel = ET.SubElement(root, "channel")
    name = PurePath(one_line(reader.path)).name
    _put(channel, "title", f"rashomon: {name}")
    _put(channel, "link", base or _HOME)
    _put(channel, "description", "Stories of this case, and quotations, figures and claims in which accounts differ")
    _put(channel, "generator", "rashomon")
    if chosen and (date := _rfc822(chosen[0].when)):
        _put(channel, "pubDate", date)
    for entry in chosen:
        _item(channel, entry, base)
    ET.indent(root, " ")
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _item(channel: ET.Element, entry: Entry, base: str) -> None:
    item = ET.SubElement(channel, "item")
    # Some readers take a title for HTML, some for text: without angle brackets it is the same to both.
    _put(item, "title", entry.title.replace("<", "‹").replace(">", "›"))
    if base:
        _put(item, "link", base + entry.address)
    # A description is HTML by the specification, so what a capture says is escaped once for it and once for XML.
    _put(item, "description", "<p>" + "<br>".join(escape(line) for line in entry.lines) + "</p>")
    ET.SubElement(item, "guid", isPermaLink="false").text = legal_xml(f"urn:rashomon:{entry.guid}")
    if date := _rfc822(entry.when):
        _put(item, "pubDate", date)


def _put(element: ET.Element, name: str, text: str) -> None:
    ET.SubElement(element, name).text = legal_xml(text)


def _rfc822(edtf: str | None) -> str | None:
    """A day or an instant in the form that RSS asks for; a clock without a zone is taken for UTC.

    >>> _rfc822("2021-05-04T09:30+02:00"), _rfc822("2021-05")
    ('Tue, 04 May 2021 09:30:00 +0200', None)
    """
    found = _INSTANT.match(edtf or "")
    if not found:
        return None
    zone = (found[7] or "+00:00").replace("Z", "+00:00")
    zone = zone if ":" in zone else f"{zone[:3]}:{zone[3:]}"
    try:
        moment = datetime.datetime.fromisoformat(
            f"{found[1]}-{found[2]}-{found[3]}T{found[4] or '00'}:{found[5] or '00'}:{found[6] or '00'}{zone}"
        )
    except ValueError:
        return None
    # No strftime: its names of days are those of the user's language.
    day = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[moment.weekday()]
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    return (
        f"{day}, {moment.day:02} {months[moment.month - 1]} {moment.year:04} "
        f"{moment.hour:02}:{moment.minute:02}:{moment.second:02} {zone.replace(':', '')}"
    )


def _entries(reader: CaseReader) -> Iterator[Entry]:
    columns = ("item_id", "publisher", "published", "capture")
    items = {row["item_id"]: row for row in columns_of(reader, "items", columns, {})}
    yield from (_story(summary) for summary in summaries(reader))
    for table, told in _TOLD.items():
        for row in whole(reader, table, reader.table(table)):
            found = finding_of(table, row)
            said = told(found, items)
            if said:
                title, lines = said
                dates = [d for p in found.places if (d := items.get(p.item_id, {}).get("published"))]
                address = f"finding/{safe_name(found.id)}.html"
                yield Entry(_newest(dates), found.id, _short(title), _few(lines), address)


def _newest(dates: list[str]) -> str | None:
    return max(dates, key=when_sorted) if dates else None


def _short(text: str) -> str:
    return shortened(one_line(text), WORDS)


def _few(lines: list[str]) -> tuple[str, ...]:
    more = (f"… and {counted(len(lines) - _LINES, 'more line')}",) if len(lines) > _LINES else ()
    return (*(_short(line) for line in lines[:_LINES]), *more)


def _story(story: StorySummary) -> Entry:
    outlets = ", ".join(one_line(name) for name in story.publishers[:_LINES])
    lines = [f"{counted(story.accounts, 'account')}, at most {counted(story.origins_at_most, 'origin')}", outlets]
    title = f"{story.title} ({counted(story.accounts, 'account')})"
    return Entry(story.last, story.story_id, _short(title), _few(lines), story_address(story.story_id))


_Said = tuple[str, list[str]] | None


def _quotation(found: Finding, items: dict[str, Row]) -> _Said:
    if not any(version["flags"] for version in found.row["versions"]):
        return None
    lines = []
    for version in found.row["versions"]:
        how = "; ".join([RELATIONS.get(version["relation"], version["relation"]), *_reasons(version)])
        lines.append(f"{_outlet(items, version)}: {_quoted(version['text'])} ({how})")
    return f"Words of {found.row['speaker'] or 'an unnamed speaker'} differ: {found.row['wording']}", lines


def _reasons(version: Row) -> list[str]:
    return [flag["reason"] for flag in version["flags"]]


def _figures(found: Finding, items: dict[str, Row]) -> _Said:
    if found.row["verdict"] not in ("conflict", "revision"):
        return None
    lines = [f"{_outlet(items, figure)}: {figure['text']}" for figure in found.row["figures"]]
    return f"Figures in {found.row['verdict']}: {found.row['counted']}", [found.row["reason"], *lines]


def _claim(found: Finding, items: dict[str, Row]) -> _Said:
    """A claim is news where a statement on it is denied; stances on other statements are not set against that one."""
    for words, rows in by_wording(found.row["positions"]):
        if any(row["stance"] == "denies" for row in rows):
            lines = [f"{row['actor'] or 'someone unnamed'} {row['stance']}: {_quoted(row['text'])}" for row in rows]
            return f"Denied: {words or found.row['text']}", lines
    return None


def _quoted(words: str) -> str:
    """Words in quotation marks, their own left off."""
    return f"“{one_line(words).strip('“”«»')}”"


def _contradiction(found: Finding, items: dict[str, Row]) -> _Said:
    row = found.row
    return f"{_outlet(items, row)} goes against itself", [row["a"]["text"], row["b"]["text"], row["reason"] or ""]


def _outlet(items: dict[str, Row], row: Row) -> str:
    item = items.get(row["item_id"])
    return outlet(item) if item else row["item_id"]


_TOLD: dict[str, Callable[[Finding, dict[str, Row]], _Said]] = {
    "lineages": _quotation, "figure_groups": _figures, "claims": _claim, "contradictions": _contradiction,
}  # fmt: skip
"""Which findings are news, and how each is told."""

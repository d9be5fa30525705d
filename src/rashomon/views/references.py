"""Short references (`q3`) and permanent ids: places in a report, and names that last.

A short reference is a place in the report of one story: `q3` is the third utterance of the case's first story, `s2.q3`
that of its second. It stays the same as long as the case does; permanent ids stay when the case grows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from itertools import chain

import msgspec

from ..case.overview import story_of_finding
from ..model.errors import ReferenceUnknownError
from ..model.ids import content_id
from .characters import one_line
from .reader import Reader, Row
from .story import StoryView, story_order

_SHORT = re.compile(r"(?:s(?P<story>\d+)\.)?(?P<letter>[otqwfcngx])(?P<number>\d+)")
_STORY = re.compile(r"s(\d+)")
_ISSUE = re.compile(r"i(\d+)")

KINDS = {
    "o": "account",
    "t": "event",
    "q": "utterance",
    "w": "attribution",
    "f": "figure",
    "c": "claim",
    "n": "naming",
    "g": "coverage",
    "x": "contradiction",
}
"""The letters of references and what they stand for; s is a story, i a line about the material."""


class Reference(msgspec.Struct, frozen=True):
    """A finding of a report: its short reference, what it is, its permanent id, and its row."""

    short: str
    letter: str
    permanent: str
    row: Row


class StoryReferences:
    """The references of one story, in the order of its report."""

    def __init__(self, view: StoryView, number: int) -> None:
        self.view, self.number = view, number
        self.prefix = "" if number == 1 else f"s{number}."
        self._of: dict[str, tuple[Reference, ...]] = {}
        self._found: dict[str, dict[str, Reference]] = {}

    @cached_property
    def all(self) -> tuple[Reference, ...]:
        """Every finding of the story."""
        return tuple(ref for letter in KINDS for ref in self.of(letter))

    def of(self, letter: str) -> tuple[Reference, ...]:
        """The findings of one kind, so that a page that shows one kind reads no other."""
        if letter not in self._of:
            unique: dict[str, Row] = {}
            for permanent, row in self._findings(letter):
                unique.setdefault(permanent, row)
            self._of[letter] = tuple(
                Reference(f"{self.prefix}{letter}{place}", letter, permanent, row)
                for place, (permanent, row) in enumerate(unique.items(), start=1)
            )
            self._found[letter] = {ref.permanent: ref for ref in self._of[letter]}
        return self._of[letter]

    def finding(self, letter: str, permanent: str) -> Reference | None:
        """The finding of that kind and id."""
        self.of(letter)
        return self._found[letter].get(permanent)

    @cached_property
    def by_permanent(self) -> dict[str, Reference]:
        """The findings by their permanent ids, whatever their kind."""
        return {ref.permanent: ref for ref in reversed(self.all)}

    def short(self, letter: str, permanent: str) -> str:
        """The short reference of a finding, or an empty string where it has none."""
        found = self.finding(letter, permanent)
        return found.short if found else ""

    def of_figure(self, figure_id: str) -> str:
        """The reference of a figure: its own, or that of its group."""
        holding = (g["group_id"] for g in self.view.figure_groups if figure_id in g["figure_ids"])
        return self.short("f", figure_id) or self.short("f", next(holding, ""))

    def _findings(self, letter: str) -> Iterator[tuple[str, Row]]:
        view = self.view
        if letter == "o":
            return ((row["item_id"], row) for row in view.origins)
        if letter == "t":
            return ((event_id(row), row) for row in view.timeline)
        if letter == "q":
            return ((row["lineage_id"], row) for row in view.lineages)
        if letter == "w":
            return ((row["attribution_id"], row) for row in view.attributions)
        if letter == "f":
            groups = ((row["group_id"], row) for row in view.figure_groups)
            return iter([*groups, *((row["figure_id"], row) for row in view.single_figures)])
        if letter == "c":
            return ((row["claim_id"], row) for row in view.claims)
        if letter == "n":
            return ((rows[0]["referent_id"], {"rows": rows}) for rows in view.labels)
        if letter == "g":
            return ((gap_id(view.story_id, item_id), {"item_id": item_id}) for item_id in view.item)
        return ((contradiction_id(row), row) for row in view.contradictions)


def event_id(event: Row) -> str:
    """The permanent id of an event of the timeline: its story, time and words."""
    return content_id("t", event["story_id"], event["edtf"], event["text"])


def gap_id(story_id: str, item_id: str) -> str:
    """The permanent id of what an account has or leaves out."""
    return content_id("g", story_id, item_id)


def contradiction_id(row: Row) -> str:
    """The permanent id of a contradiction: its account and the two places."""
    return content_id("x", row["item_id"], row["a"]["start"], row["a"]["end"], row["b"]["start"], row["b"]["end"])


_ID_COLUMNS = (
    ("lineages", "lineage_id"), ("claims", "claim_id"), ("figure_groups", "group_id"), ("items", "item_id"),
    ("items", "capture_id"), ("origins", "origin_id"), ("labels", "referent_id"), ("figures", "figure_id"),
    ("attributions", "attribution_id"),
)  # fmt: skip
"""Where permanent ids stand, small tables first."""


class Found(msgspec.Struct, frozen=True):
    """What a word on the command line names: a story, a finding of it, or a line about the material (`issue`)."""

    story: StoryReferences | None = None
    finding: Reference | None = None
    issue: int | None = None


class CaseReferences:
    """All names of a case: stories by size, and what stands in each."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.stories = story_order(reader)
        self._opened: dict[int, StoryReferences] = {}

    def story(self, number: int) -> StoryReferences:
        """The references of the story of that number, from 1."""
        if number not in self._opened:
            self._opened[number] = self.fresh(number)
        return self._opened[number]

    def fresh(self, number: int) -> StoryReferences:
        """As `story`, kept by the caller alone: a server must not hold every story that was ever looked at."""
        return StoryReferences(StoryView(self.reader, self.stories[number - 1][0]), number)

    def find(self, name: str) -> Found:
        """What a name stands for: `s2`, `q3`, `s2.q3`, `i1`, a permanent id, or words of a story's headlines.

        Raises ReferenceUnknownError where it names nothing, or words fit more than one story.
        """
        found = self._by_short(name) or self._by_permanent(name) or self._by_words(name)
        if not found:
            raise ReferenceUnknownError(name)
        return found

    def _by_short(self, name: str) -> Found | None:
        if match := _STORY.fullmatch(name):
            number = int(match[1])
            return Found(self.story(number)) if 1 <= number <= len(self.stories) else None
        if match := _ISSUE.fullmatch(name):
            return Found(issue=int(match[1]))
        match = _SHORT.fullmatch(name)
        number = int(match["story"] or 1) if match else 0
        if not match or not 1 <= number <= len(self.stories):
            return None
        story = self.story(number)
        wanted = f"{story.prefix}{match['letter']}{match['number']}"
        finding = next((ref for ref in story.all if ref.short == wanted), None)
        return Found(story, finding) if finding else None

    def _by_permanent(self, name: str) -> Found | None:
        for number, (story_id, _) in enumerate(self.stories, start=1):
            if story_id == name:
                return Found(self.story(number))
        if not re.search(r"[0-9a-f]{16}", name):
            return None
        holding = self.story_that_holds(name)
        for number, (story_id, _) in enumerate(self.stories, start=1):
            if story_id == holding:
                story = self.story(number)
                finding = story.by_permanent.get(name) or self._inside(story, name)
                return Found(story, finding) if finding else None
        return None

    def story_that_holds(self, name: str) -> str | None:
        """The story with a finding of that permanent id, so that no other story is opened."""
        if found := story_of_finding(self.reader.db, name, _ID_COLUMNS):
            return found
        made = ((event_id(row), row["story_id"]) for row in self.reader.rows("timeline"))
        items = self.reader.db.execute("SELECT story_id, item_id FROM stories")
        gaps = ((gap_id(story_id, item_id), story_id) for story_id, item_id in items)
        against = ((contradiction_id(row), row["story_id"]) for row in self.reader.rows("contradictions"))
        return next((story_id for made_id, story_id in chain(gaps, against, made) if made_id == name), None)

    def _inside(self, story: StoryReferences, name: str) -> Reference | None:
        """The finding that holds the named part: a figure's group, an origin's first account, a capture's."""
        for group in story.view.figure_groups:
            if name in group["figure_ids"]:
                return story.by_permanent.get(group["group_id"])
        for row in story.view.origins:
            if name in (row["origin_id"], story.view.item.get(row["item_id"], {}).get("capture_id")):
                return story.by_permanent.get(row["item_id"])
        return None

    def _by_words(self, name: str) -> Found | None:
        wanted = one_line(name).lower()
        if len(wanted) < 3:
            return None
        place = {story_id: number for number, (story_id, _) in enumerate(self.stories, start=1)}
        found = self.reader.db.execute("SELECT story_id, headline FROM stories JOIN items USING (item_id)")
        fits = {place[story_id] for story_id, headline in found if wanted in one_line(headline).lower()}
        return Found(self.story(fits.pop())) if len(fits) == 1 else None

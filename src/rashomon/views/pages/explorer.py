"""The pages of a case by address: what the static site writes and what the local server answers with."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import PurePath
from typing import Any

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from ...case import overview
from ..characters import counted, one_line, shortened
from ..dates import moment
from ..marking import RELATIONS, marked
from ..material import language_name
from ..opened import bounds
from ..reader import Reader
from ..references import CaseReferences, StoryReferences
from ..report.page import Page
from ..sheet import Sheet
from . import addresses
from .account import account_context
from .actor import actor_context
from .casepage import (
    Catalogue,
    index_context,
    index_pages,
    material_context,
    material_pages,
    outlet_context,
)
from .checkpage import check_context
from .finding import finding_context
from .forms import Form
from .judging import judged_context
from .searching import highlighted, search_index
from .story import section_addresses, section_context, story_context

_ADDRESS = re.compile(
    r"(?P<kind>[a-z]+)(?:/(?P<name>[A-Za-z0-9_-]{1,120}))?(?:\.(?P<section>[a-z]+))?(?:\.(?P<page>[1-9]\d{0,5}))?\.html"
)
_FILES = ("style.css", "pages.js", "search.js")
_PERMANENT = re.compile(r"[A-Za-z]{1,8}[0-9a-f]{16}")
HITS = 60
"""Sentences that a page of a search shows."""
KEPT = 6
"""Stories that stay open in memory between two pages."""


class Live(msgspec.Struct, frozen=True):
    """What a page of the server has that one of the static site lacks: forms, their secret, who judges."""

    secret: str
    who: str = ""
    busy: bool = False
    problem: str = ""


class _At(msgspec.Struct, frozen=True):
    """An address in its parts; `asked` is its query."""

    kind: str
    name: str
    section: str
    page: int
    asked: Mapping[str, str]


class Explorer:
    """Renders pages; addresses are relative, so that a folder works from a stick as a server does."""

    def __init__(self, reader: Reader, *, static: bool = False) -> None:
        self.reader, self.static = reader, static
        self.catalogue = Catalogue(reader)
        self.references = CaseReferences(reader)
        self.templates = _environment()
        self._open: OrderedDict[int, StoryReferences] = OrderedDict()
        self._number = {story_id: n for n, (story_id, _) in enumerate(self.references.stories, start=1)}
        self._makers = {
            "index": self._index, "story": self._story, "account": self._account, "actor": self._actor,
            "finding": self._finding, "material": self._material, "outlet": self._outlet, "search": self._search,
            "check": self._check, "judgements": self._judgements,
        }  # fmt: skip

    def story(self, number: int) -> StoryReferences:
        """The story of that number; the last few stay open."""
        if number not in self._open:
            self._open[number] = self.references.fresh(number)
            while len(self._open) > KEPT:
                self._open.popitem(last=False)
        self._open.move_to_end(number)
        return self._open[number]

    def warm(self) -> None:
        """Compiles the templates, which takes longer than a page, before the first reader asks."""
        for name in self.templates.list_templates(["html"]):
            self.templates.get_template(name)

    def addresses(self) -> Iterator[str]:
        """Every address, each once; the first is the case's own page."""
        yield from (addresses.paged("index.html", n) for n in range(1, index_pages(self.catalogue) + 1))
        yield from ("style.css", "pages.js", "search.html")
        if self.static:
            yield from ("search.js", "search-index.js")
        for name, pages in material_pages(self.catalogue):
            yield from (addresses.paged(f"material/{name}.html", n) for n in range(1, pages + 1))
        for number in range(1, len(self.references.stories) + 1):
            yield from self._story_addresses(self.story(number))
        yield from (addresses.outlet_address(publisher) for publisher, _ in self.catalogue.publishers)
        yield from (addresses.actor_address(row[0]) for row in self.catalogue.speakers)

    def _story_addresses(self, story: StoryReferences) -> Iterator[str]:
        yield addresses.story_address(story.view.story_id)
        yield from section_addresses(_sheetless(story))
        yield from (addresses.account_address(item_id) for item_id in story.view.item)
        found = (addresses.finding_address(ref) for ref in story.all)
        yield from dict.fromkeys(address for address in found if address.startswith("finding/"))

    def page(
        self,
        address: str,
        asked: Mapping[str, str] | None = None,
        *,
        live: Live | None = None,
        form: Form | None = None,
    ) -> str | None:
        """The page at an address, or None where nothing stands there; `asked` is the address's query.

        `live` is what the server adds to a page; `form` what a reader sent to be checked.
        """
        address = address or "index.html"
        if address in _FILES:
            return self._file(address)
        if address == "search-index.js":
            return search_index(self._texts()) if self.static else None
        found = _ADDRESS.fullmatch(address)
        maker = self._makers.get(found["kind"]) if found else None
        if found is None or maker is None:
            return None
        at = _At(found["kind"], found["name"] or "", found["section"] or "", int(found["page"] or 1), asked or {})
        if at.kind == "check":
            return self._render(at, self._checked(form), live) if live else None
        context = maker(at)
        return self._render(at, context, live) if context is not None else None

    def _file(self, name: str) -> str:
        loader = self.templates.loader
        assert isinstance(loader, PackageLoader)
        return loader.get_source(self.templates, name)[0]

    def _render(self, at: _At, context: dict[str, Any], live: Live | None) -> str:
        # The name alone: a site is passed on, and its readers need not know how its maker's folders are called.
        case = PurePath(one_line(self.reader.path)).name
        template = "section.html" if at.kind == "story" and at.section else f"{at.kind}.html"
        shared = {
            "root": "../" if at.name else "", "case": case, "at": addresses, "static": self.static, "live": live,
            "here": _here(at), "asked": at.asked,
        }  # fmt: skip
        return self.templates.get_template(template).render({**shared, **context})

    def _index(self, at: _At) -> dict[str, Any] | None:
        if at.name or at.section:
            return None
        asked = {} if self.static else at.asked
        context = index_context(self.catalogue, asked, at.page)
        return {**context, "material": self.catalogue.material} if context else None

    def _search(self, at: _At) -> dict[str, Any] | None:
        if at.name or at.section or at.page > 1:
            return None
        words = one_line(at.asked.get("q"))[:200]
        shown = max(1, min(50, int(at.asked["page"]))) if re.fullmatch(r"\d{1,3}", at.asked.get("page", "")) else 1
        hits = self.reader.search(words, limit=HITS * shown + 1) if words else []
        some = hits[HITS * (shown - 1) : HITS * shown]
        heads = overview.account_heads(self.reader.db, [hit.item_id for hit in some])
        found = [
            {
                "address": addresses.account_address(hit.item_id), "name": one_line(heads[hit.item_id][0]),
                "when": moment(heads[hit.item_id][1]).words,
                "pieces": highlighted(shortened(one_line(hit.text), 600), words),
            }
            for hit in some
        ]  # fmt: skip
        return {"title": "Search", "words": words, "found": found, "shown": shown, "more": len(hits) > HITS * shown}

    def _texts(self) -> Iterator[tuple[str, str, str]]:
        for number in range(1, len(self.references.stories) + 1):
            story = self.story(number)
            for item_id, item in story.view.item.items():
                for paragraph in item["text"].split("\n\n"):
                    yield addresses.account_address(item_id), story.view.names[item_id], one_line(paragraph)

    def _story(self, at: _At) -> dict[str, Any] | None:
        number = self._number.get(at.name)
        if not number:
            return None
        page = _sheetless(self.story(number))
        if at.section:
            return section_context(page, at.section, at.page)
        return story_context(page) if at.page == 1 else None

    def _account(self, at: _At) -> dict[str, Any] | None:
        story_id = overview.story_holding(self.reader.db, at.name)
        if not story_id or at.section or at.page > 1:
            return None
        return account_context(_sheetless(self.story(self._number[story_id])), at.name, self.reader)

    def _finding(self, at: _At) -> dict[str, Any] | None:
        if not _PERMANENT.fullmatch(at.name) or at.section:
            return None
        story = self._story_with(at.name)
        if story is None:
            return None
        reference = story.by_permanent.get(at.name)
        if not reference or addresses.finding_address(reference) != f"finding/{at.name}.html":
            return None
        return finding_context(_sheetless(story), reference, at.page)

    def _story_with(self, permanent: str) -> StoryReferences | None:
        """The story of a finding: the one last opened, as a reader's next page mostly is, else by its tables."""
        last = next(reversed(self._open.values()), None)
        if last and permanent in last.by_permanent:
            return last
        story_id = self.references.story_that_holds(permanent)
        return self.story(self._number[story_id]) if story_id in self._number else None

    def _material(self, at: _At) -> dict[str, Any] | None:
        return None if at.section else material_context(self.catalogue, at.name, at.page)

    def _outlet(self, at: _At) -> dict[str, Any] | None:
        return None if at.section or at.page > 1 else outlet_context(self.catalogue, at.name)

    def _actor(self, at: _At) -> dict[str, Any] | None:
        actor = overview.actor_row(self.reader.db, at.name) if not at.section and at.page == 1 else None
        if actor is None:
            return None
        numbers = sorted(self._number[story_id] for story_id in actor["story_ids"] if story_id in self._number)
        stories = [self.references.fresh(number) for number in numbers]
        speaking = [story for story in stories if at.name in story.view.speaking]
        return actor_context(self.reader, actor, speaking[:40]) if speaking else None

    def _judgements(self, at: _At) -> dict[str, Any] | None:
        return None if at.name else judged_context(self.reader)

    def _check(self, at: _At) -> dict[str, Any] | None:
        return None

    def _checked(self, form: Form | None) -> dict[str, Any]:
        fields = form.fields if form else {}
        return check_context(
            self.reader, form.upload if form else None, fields.get("text", ""), fields.get("as_of", "").strip()
        )


def _here(at: _At) -> str:
    """The page's own address, to which a form leads back."""
    name = f"{at.kind}/{at.name}" if at.name else at.kind
    return addresses.paged(f"{name}{'.' if at.section else ''}{at.section}.html", at.page)


def _sheetless(story: StoryReferences) -> Page:
    return Page(story, Sheet(100))


@cache
def _environment() -> Environment:
    """The templates, compiled once for all connections."""
    templates = Environment(
        loader=PackageLoader("rashomon.views.pages"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters |= {
        "line": one_line, "moment": lambda value: moment(value).words, "counted": counted, "short": shortened,
        "language": language_name, "marked": marked, "relation": lambda word: RELATIONS.get(word, word),
        "bounds": bounds,
    }  # fmt: skip
    return templates

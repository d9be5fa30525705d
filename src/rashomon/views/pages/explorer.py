"""The pages of a case by address: what the static site writes and what the local server answers with."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from pathlib import PurePath
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from ...model.errors import ReferenceUnknownError
from ..characters import counted, may_be_name, one_line, shortened
from ..dates import moment, when_sorted
from ..marking import RELATIONS, marked
from ..material import Material, language_name
from ..opened import bounds
from ..reader import Reader, Row
from ..references import CaseReferences, StoryReferences
from ..report.page import Page
from ..sheet import Sheet
from . import addresses
from .account import account_context
from .finding import finding_context
from .searching import highlighted, search_index
from .story import story_context

_PERMANENT = re.compile(r"[A-Za-z]{1,8}[0-9a-f]{16}")
ACCOUNTS = 1000
"""Accounts that the page of an outlet lists."""
HITS = 100
"""Sentences that a search shows."""


class Explorer:
    """Renders pages; addresses are relative, so that a folder works from a stick as a server does."""

    def __init__(self, reader: Reader, *, static: bool = False) -> None:
        self.reader, self.static = reader, static
        self.references = CaseReferences(reader)
        self.material = Material(reader)
        self.templates = _environment()

    @cached_property
    def stories(self) -> tuple[StoryReferences, ...]:
        """The stories, largest first."""
        return tuple(self.references.story(n) for n in range(1, len(self.references.stories) + 1))

    @cached_property
    def _numbers(self) -> dict[str, int]:
        """The number of each story, from 1, by the name of its page."""
        return {addresses.safe_name(story_id): n for n, (story_id, _) in enumerate(self.references.stories, start=1)}

    @cached_property
    def _holding(self) -> dict[str, tuple[str, int]]:
        """Each account's id and the number of its story, by the name of the account's page. Opens no story."""
        numbers = {story_id: n for n, (story_id, _) in enumerate(self.references.stories, start=1)}
        rows = self.reader.table("stories")
        return {addresses.safe_name(r["item_id"]): (r["item_id"], numbers[r["story_id"]]) for r in rows}

    @cached_property
    def actors(self) -> dict[str, Row]:
        """Actors to whom something is attributed, by id."""
        speaking = {row["actor_id"] for row in self.reader.table("attributions") if row["actor_id"]}
        return {row["actor_id"]: row for row in self.reader.table("actors") if row["actor_id"] in speaking}

    @cached_property
    def _speaking(self) -> list[tuple[Row, int]]:
        """The named actors with most attributions, with how many."""
        said = Counter(row["actor_id"] for row in self.reader.table("attributions") if row["actor_id"])
        order = sorted(said.items(), key=lambda pair: (-pair[1], pair[0]))
        known = [(self.actors[key], number) for key, number in order if key in self.actors]
        return [(actor, number) for actor, number in known if may_be_name(actor["name"])]

    @cached_property
    def outlets(self) -> dict[str, list[tuple[int, Row]]]:
        """Each outlet's accounts with the number of their story, by date; outlets with most accounts first."""
        made: dict[str, list[tuple[int, Row]]] = {}
        for item in self.material.items:
            _, number = self._holding.get(addresses.safe_name(item["item_id"]), ("", 0))
            if item["publisher"] and number:
                made.setdefault(item["publisher"], []).append((number, item))
        for accounts in made.values():
            accounts.sort(key=lambda pair: (when_sorted(pair[1]["published"]), pair[1]["item_id"]))
        return dict(sorted(made.items(), key=lambda entry: (-len(entry[1]), entry[0])))

    def addresses(self) -> Iterator[str]:
        """Every address, each once; the first is the case's own page."""
        yield "index.html"
        yield from ("style.css", "search.html")
        if self.static:
            yield from ("search.js", "search-index.js")
        yield from (addresses.material_address(line.name) for line in self.material.lines)
        for story in self.stories:
            yield addresses.story_address(story.view.story_id)
            yield from (addresses.account_address(item_id) for item_id in story.view.item)
            found = (addresses.finding_address(ref) for ref in story.all)
            yield from dict.fromkeys(address for address in found if address.startswith("finding/"))
        yield from (addresses.outlet_address(publisher) for publisher in self.outlets)
        yield from (addresses.actor_address(actor_id) for actor_id in self.actors)

    def page(self, address: str, query: str = "") -> str | None:
        """The page at an address, or None where nothing stands there; `query` is what a search asks for."""
        if address in {"", "index.html"}:
            return self._render(
                "index.html",
                "",
                {"stories": self.stories, "title": "Case", "speaking": self._speaking, "outlets": self.outlets},
            )
        if address == "search.html":
            return self._render("search.html", "", self._search(query))
        if address in {"style.css", "search.js"}:
            return self._file(address)
        if address == "search-index.js":
            return search_index(self._texts())
        kind, _, name = address.partition("/")
        name = name.removesuffix(".html")
        makers = {
            "story": self._story, "account": self._account, "actor": self._actor, "finding": self._finding,
            "material": self._material, "outlet": self._outlet,
        }  # fmt: skip
        context = makers[kind](name) if kind in makers else None
        return self._render(f"{kind}.html", "../", context) if context else None

    def _file(self, name: str) -> str:
        source, _, _ = self._loader.get_source(self.templates, name)
        return source

    def _search(self, query: str) -> dict[str, Any]:
        words = one_line(query)[:200]
        hits = self.reader.search(words, limit=HITS) if words else []
        found = [
            {
                "address": addresses.account_address(hit.item_id), "name": self._name(hit.item_id),
                "pieces": highlighted(one_line(hit.text), words),
            }
            for hit in hits
        ]  # fmt: skip
        return {"title": "Search", "words": words, "found": found, "static": self.static}

    def _name(self, item_id: str) -> str:
        _, number = self._holding.get(addresses.safe_name(item_id), ("", 0))
        return self.references.story(number).view.names[item_id] if number else item_id

    def _texts(self) -> Iterator[tuple[str, str, str]]:
        for story in self.stories:
            for item_id, item in story.view.item.items():
                for paragraph in item["text"].split("\n\n"):
                    yield addresses.account_address(item_id), story.view.names[item_id], one_line(paragraph)

    @property
    def _loader(self) -> PackageLoader:
        loader = self.templates.loader
        assert isinstance(loader, PackageLoader)
        return loader

    def _render(self, template: str, root: str, context: dict[str, Any]) -> str:
        # The name alone: a site is passed on, and its readers need not know how its maker's folders are called.
        name = PurePath(one_line(self.reader.path)).name
        shared = {"root": root, "case": name, "material": self.material, "at": addresses, "actors": self.actors}
        return self.templates.get_template(template).render({**shared, **context})

    def _story(self, name: str) -> dict[str, Any] | None:
        number = self._numbers.get(name)
        return story_context(self._sheetless(self.references.story(number))) if number else None

    def _account(self, name: str) -> dict[str, Any] | None:
        item_id, number = self._holding.get(name, ("", 0))
        return account_context(self._sheetless(self.references.story(number)), item_id, self.reader) if number else None

    def _finding(self, name: str) -> dict[str, Any] | None:
        if not _PERMANENT.fullmatch(name):
            return None
        try:
            found = self.references.find(name)
        except ReferenceUnknownError:
            return None
        if not found.story or not found.finding or addresses.finding_address(found.finding) != f"finding/{name}.html":
            return None
        return finding_context(self._sheetless(found.story), found.finding)

    def _sheetless(self, story: StoryReferences) -> Page:
        return Page(story, Sheet(100))

    def _material(self, name: str) -> dict[str, Any] | None:
        line = next((line for line in self.material.lines if addresses.safe_name(line.name) == name), None)
        return {"line": line, "title": line.sentence} if line else None

    def _outlet(self, name: str) -> dict[str, Any] | None:
        for publisher, accounts in self.outlets.items():
            if addresses.outlet_address(publisher) == f"outlet/{name}.html":
                shown = [(self.references.story(number), item) for number, item in accounts[:ACCOUNTS]]
                more = len(accounts) - len(shown)
                return {"publisher": publisher, "accounts": shown, "more": more, "title": one_line(publisher)}
        return None

    def _actor(self, name: str) -> dict[str, Any] | None:
        actor = next((row for key, row in self.actors.items() if addresses.safe_name(key) == name), None)
        if actor is None:
            return None
        said: list[dict[str, Any]] = []
        held: list[dict[str, Any]] = []
        for story in self.stories:
            if story.view.story_id in actor["story_ids"]:
                said += _said(self._sheetless(story), actor["actor_id"])
                held += _held(self._sheetless(story), actor["actor_id"])
        said.sort(key=lambda entry: (entry["sort"], entry["address"]))
        return {"actor": actor, "said": said, "held": held, "title": one_line(actor["name"])}


def _said(page: Page, actor_id: str) -> Iterator[dict[str, Any]]:
    for row in page.view.attributions:
        if row["actor_id"] == actor_id:
            item = page.view.item[row["item_id"]]
            yield {
                "row": row, "sort": when_sorted(item["published"]), "when": moment(item["published"]).words,
                "account": page.name(row["item_id"]), "words": " … ".join(one_line(s["text"]) for s in row["content"]),
                "address": addresses.account_address(row["item_id"], row["attribution_id"]),
            }  # fmt: skip


def _held(page: Page, actor_id: str) -> Iterator[dict[str, Any]]:
    for ref in page.references.all:
        if ref.letter == "c":
            for row in page.view.positions.get(ref.permanent, []):
                if row["actor_id"] == actor_id:
                    yield {"claim": ref.row, "position": row, "address": addresses.finding_address(ref),
                           "when": moment(row["when"]).words if row["when"] else ""}  # fmt: skip


def _environment() -> Environment:
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

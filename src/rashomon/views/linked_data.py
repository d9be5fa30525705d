"""The case as JSON-LD in the words of schema.org: NewsArticle, Quotation, Claim, and who spoke.

A stance towards a claim has no word in schema.org that is no verdict (ClaimReview rates), so that stances, relations of
renderings and hashes are told under a prefix of our own. Vocabulary: <https://schema.org/version/latest>.
Places are named by the hash of the capture, the account's place in it, and characters as in RFC 5147 (`char=12,40`).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..case.queries import CaseReader
from ..case.slices import columns_of
from .characters import one_line, web_address
from .reader import Row
from .summaries import summaries

CONTEXT = {
    "@vocab": "https://schema.org/",
    "rashomon": "urn:rashomon:term:",
    "url": {"@id": "https://schema.org/url", "@type": "@id"},
}
_TYPES = {"person": "Person", "body": "Organization", "publication": "Organization", "place": "Place"}
_GENRES = {"opinion": "OpinionNewsArticle", "live blog": "LiveBlogPosting"}
_COLUMNS = (
    "item_id", "capture_id", "capture", "ordinal", "headline", "authors", "publisher", "published", "modified",
    "language", "url", "genre", "revision_of",
)  # fmt: skip
_DAY_OR_INSTANT = 10
"""Characters of a whole day: a shorter or vaguer EDTF value is no date of schema.org."""


def export_linked_data(reader: CaseReader, folder: Path) -> list[Path]:
    """Writes `case.jsonld` into the folder, a node at a time, so that memory stays bounded."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "case.jsonld"
    with path.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as out:
        out.write('{"@context": ' + json.dumps(CONTEXT) + ', "@graph": [\n')
        between = ""
        for node in nodes(reader):
            out.write(between + json.dumps(node, ensure_ascii=False))
            between = ",\n"
        out.write("\n]}\n")
    return [path]


def nodes(reader: CaseReader) -> Iterator[Row]:
    """The nodes of the graph: events, articles, actors, quotations with renderings, claims with positions on them."""
    graph = _Graph(reader)
    yield from graph.events()
    yield from graph.articles()
    yield from graph.actors()
    yield from graph.quotations()
    yield from graph.claims()


def _urn(name: str) -> str:
    return f"urn:rashomon:{name}"


class _Graph:
    """A case with the names of its accounts and actors at hand."""

    def __init__(self, reader: CaseReader) -> None:
        self.reader = reader
        captures = columns_of(reader, "captures", ("capture_id", "sha256"), {})
        self.sha256 = {row["capture_id"]: row["sha256"] for row in captures}
        self.items = {row["item_id"]: row for row in columns_of(reader, "items", _COLUMNS, {})}

    def events(self) -> Iterator[Row]:
        """What the stories are about."""
        for story in summaries(self.reader):
            yield _kept({"@id": _urn(story.story_id), "@type": "Event", "name": story.title})

    def articles(self) -> Iterator[Row]:
        """The accounts; `isBasedOn` is the account that the text was taken from."""
        given: dict[str, list[str]] = defaultdict(list)
        for row in self.reader.rows("origins"):
            if row["from_item"]:
                given[row["item_id"]].append(row["from_item"])
        stories = {row["item_id"]: row["story_id"] for row in self.reader.rows("stories")}
        for row in self.items.values():
            yield _kept({
                "@id": _urn(row["item_id"]), "@type": _GENRES.get(row["genre"], "NewsArticle"),
                "headline": _line(row["headline"]), "datePublished": _date(row["published"]),
                "dateModified": _date(row["modified"]), "inLanguage": _line(row["language"].replace("und", "")),
                "author": [{"@type": "Person", "name": one_line(name)} for name in row["authors"]],
                "publisher": _organization(row["publisher"]), "url": web_address(row["url"]),
                "isBasedOn": [{"@id": _urn(name)} for name in dict.fromkeys(given[row["item_id"]])],
                "rashomon:revisionOf": {"@id": _urn(row["revision_of"])} if row["revision_of"] else None,
                "about": {"@id": _urn(stories[row["item_id"]])} if row["item_id"] in stories else None,
                "encoding": {"@type": "MediaObject", "name": row["capture"],
                             "sha256": self.sha256.get(row["capture_id"])},
            })  # fmt: skip

    def actors(self) -> Iterator[Row]:
        """Persons, bodies and places."""
        for row in self.reader.rows("actors"):
            aliases = [one_line(name) for name in row["aliases"] if name != row["name"]]
            kind = _TYPES.get(row["kind"], "Thing")
            yield _kept({"@id": _urn(row["actor_id"]), "@type": kind, "name": one_line(row["name"]),
                         "alternateName": aliases})  # fmt: skip

    def quotations(self) -> Iterator[Row]:
        """Each utterance, and each rendering of it as a work of its own that is an example of it."""
        for row in self.reader.rows("lineages"):
            yield _kept({"@id": _urn(row["lineage_id"]), "@type": "Quotation", "text": row["wording"],
                         "spokenByCharacter": _who(row["actor_id"], row["speaker"]),
                         "workExample": [{"@id": self.place(v)} for v in row["versions"]]})  # fmt: skip
            for version in row["versions"]:
                yield _kept({
                    "@id": self.place(version), "@type": "Quotation", "text": version["text"],
                    "exampleOfWork": {"@id": _urn(row["lineage_id"])}, "isPartOf": {"@id": _urn(version["item_id"])},
                    "rashomon:relation": version["relation"], "rashomon:attribution": version["attribution_id"],
                    "rashomon:flag": [flag["reason"] for flag in version["flags"]],
                })  # fmt: skip

    def claims(self) -> Iterator[Row]:
        """Each claim with the articles it appears in, and each position on it as a statement about it."""
        positions: dict[str, list[Row]] = defaultdict(list)
        for row in self.reader.rows("positions"):
            positions[row["claim_id"]].append(row)
        for row in self.reader.rows("claims"):
            held = positions[row["claim_id"]]
            appearing = [{"@id": _urn(name)} for name in dict.fromkeys(p["item_id"] for p in held)]
            yield _kept({"@id": _urn(row["claim_id"]), "@type": "Claim", "text": row["text"], "appearance": appearing,
                         "isPartOf": {"@id": _urn(row["story_id"])}})  # fmt: skip
            for position in held:
                yield _kept({
                    "@type": "Statement", "text": position["text"], "about": {"@id": _urn(row["claim_id"])},
                    "creator": _who(position["actor_id"], position["actor"]),
                    "isPartOf": {"@id": _urn(position["item_id"])},
                    "dateCreated": _date(position["when"]), "rashomon:stance": position["stance"],
                    "rashomon:towards": position["held"], "rashomon:accordingTo": position["according_to"],
                    "rashomon:place": {"@id": self.place(position)},
                })  # fmt: skip

    def place(self, span: Row) -> str:
        """Words of an account as an address: the capture's hash, the account's place in it, the characters."""
        item = self.items[span["item_id"]]
        account = f"urn:sha256:{self.sha256.get(item['capture_id'], '')}#account={item['ordinal']}"
        return f"{account}&char={span['start']},{span['end']}"


def _who(actor_id: str | None, name: str | None) -> Row | None:
    if actor_id:
        return {"@id": _urn(actor_id)}
    return {"@type": "Thing", "name": one_line(name)} if name else None


def _organization(name: str | None) -> Row | None:
    return {"@type": "NewsMediaOrganization", "name": one_line(name)} if name else None


def _line(text: str | None) -> str | None:
    return one_line(text) or None


def _date(edtf: str | None) -> str | None:
    known = edtf and len(edtf) >= _DAY_OR_INSTANT and not set(edtf) & set("X~?%/")
    return edtf if known else None


def _kept(node: dict[str, Any]) -> Row:
    return {name: value for name, value in node.items() if value not in (None, "", [])}

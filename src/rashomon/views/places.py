"""The places that a finding rests on, from its row alone, and each place with the words, the outlet and the hash."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import PurePosixPath

import msgspec

from ..case.queries import CaseReader
from ..case.slices import columns_of, rows_with, table_slice
from .characters import one_line
from .citation import as_annotation
from .marking import RELATIONS
from .reader import Row
from .references import contradiction_id, event_id

CONTEXT = 120
"""Characters before and after the words that a place shows."""


class Place(msgspec.Struct, frozen=True):
    """Words of an account that a finding rests on, and in what way they do ("truncated", "asserts")."""

    item_id: str
    start: int
    end: int
    note: str = ""


class OpenedPlace(msgspec.Struct, frozen=True):
    """A place with its words, verbatim, and with what is needed to find them again.

    `start` and `end` count code points of the account's text; `sha256` is that of the capture as it was saved.
    """

    item_id: str
    outlet: str
    headline: str | None
    published: str | None
    url: str | None
    capture: str
    sha256: str
    start: int
    end: int
    text: str
    before: str
    after: str
    note: str


class Finding(msgspec.Struct, frozen=True):
    """A finding of any kind: the table it stands in, its permanent id, its row, and the places it rests on."""

    table: str
    id: str
    story_id: str | None
    row: Row
    places: tuple[Place, ...]


def _spans(row: Row) -> Iterator[Place]:
    for span in row["content"]:
        yield Place(row["item_id"], span["start"], span["end"], "content")
    for part in ("source", "cue"):
        if row[part]:
            yield Place(row["item_id"], row[part]["start"], row[part]["end"], part)


def _versions(row: Row) -> Iterator[Place]:
    for version in row["versions"]:
        words = [RELATIONS.get(version["relation"], version["relation"]), *(f["reason"] for f in version["flags"])]
        yield Place(version["item_id"], version["start"], version["end"], "; ".join(words))


def _one(row: Row) -> Iterator[Place]:
    note = row.get("voice") or row.get("stance") or row.get("counted") or ""
    yield Place(row["item_id"], row["start"], row["end"], note)


def _accounts(row: Row) -> Iterator[Place]:
    for account in row["accounts"]:
        yield Place(account["item_id"], account["start"], account["end"], account["edtf"] or "")


def _sides(row: Row) -> Iterator[Place]:
    for side in (row["a"], row["b"]):
        yield Place(row["item_id"], side["start"], side["end"], row["reason"] or "")


def _parts(row: Row) -> Iterator[Place]:
    for part in row.get("positions") or row.get("figures") or row.get("labels") or ():
        who = part.get("actor") or part.get("speaker")
        how = part.get("stance") or part.get("voice") or ""
        yield Place(part["item_id"], part["start"], part["end"], " ".join(one_line(w) for w in (who, how) if w))


_PLACES: dict[str, Callable[[Row], Iterator[Place]]] = {
    "attributions": _spans, "lineages": _versions, "figures": _one, "labels": _parts, "claims": _parts,
    "figure_groups": _parts, "timeline": _accounts, "contradictions": _sides,
}  # fmt: skip
FINDINGS = tuple(_PLACES)
"""The tables of which each row is a finding with places; a referent's labels are one."""
_IDS = {
    "attributions": "attribution_id", "lineages": "lineage_id", "figures": "figure_id", "labels": "referent_id",
    "claims": "claim_id", "figure_groups": "group_id",
}  # fmt: skip


def whole(reader: CaseReader, table: str, found: Sequence[Row]) -> list[Row]:
    """The rows with what they point to put inside: positions of claims, figures of groups."""
    if table == "claims":
        inner = rows_with(reader, "positions", "claim_id", [row["claim_id"] for row in found])
        return [{**row, "positions": [p for p in inner if p["claim_id"] == row["claim_id"]]} for row in found]
    if table == "figure_groups":
        inner = rows_with(reader, "figures", "figure_id", [name for row in found for name in row["figure_ids"]])
        figure = {row["figure_id"]: row for row in inner}
        return [{**row, "figures": [figure[f] for f in row["figure_ids"] if f in figure]} for row in found]
    return list(found)


def finding_of(table: str, row: Row) -> Finding:
    """The finding that a whole row of that table is."""
    if table == "timeline":
        name = event_id(row)
    else:
        name = contradiction_id(row) if table == "contradictions" else row[_IDS[table]]
    return Finding(table, name, row.get("story_id"), row, tuple(_PLACES[table](row)))


def find(reader: CaseReader, name: str) -> Finding | None:
    """The finding of that permanent id, read from as few rows as can be; None where there is none."""
    for table, column in _IDS.items():
        found = table_slice(reader, table, {column: name}, limit=1).rows
        if found and table == "labels":
            labels = rows_with(reader, "labels", "referent_id", [name])
            return finding_of("labels", {**found[0], "labels": labels})
        if found:
            return finding_of(table, whole(reader, table, found)[0])
    for row in columns_of(reader, "timeline", ("story_id", "edtf", "text", "accounts"), {}):
        if event_id(row) == name:
            return finding_of("timeline", row)
    for row in reader.rows("contradictions"):
        if contradiction_id(row) == name:
            return finding_of("contradictions", row)
    return None


def findings(reader: CaseReader, story_id: str | None = None) -> Iterator[Finding]:
    """All findings of a case, or of one story, table by table in the order of the export."""
    for table in FINDINGS:
        if table == "labels":
            yield from _referents(reader, story_id)
        elif table in ("claims", "figure_groups"):
            yield from (finding_of(table, row) for row in whole(reader, table, reader.table(table, story_id)))
        else:
            yield from (finding_of(table, row) for row in reader.rows(table, story_id))


def _referents(reader: CaseReader, story_id: str | None) -> Iterator[Finding]:
    held: list[Row] = []
    for row in reader.rows("labels", story_id):
        if held and held[0]["referent_id"] != row["referent_id"]:
            yield finding_of("labels", {**held[0], "labels": held})
            held = []
        held.append(row)
    if held:
        yield finding_of("labels", {**held[0], "labels": held})


class Opener:
    """Opens places: keeps the captures' hashes, and the text of the accounts that were opened last."""

    def __init__(self, reader: CaseReader) -> None:
        self.reader = reader
        self._items: dict[str, Row | None] = {}

    @cached_property
    def _hashes(self) -> dict[str, str]:
        rows = columns_of(self.reader, "captures", ("capture_id", "sha256"), {})
        return {row["capture_id"]: row["sha256"] for row in rows}

    def item(self, item_id: str) -> Row | None:
        """An account with its text; None where the case has none of that id."""
        if item_id not in self._items:
            if len(self._items) >= _KEPT:
                self._items.clear()
            found = table_slice(self.reader, "items", {"item_id": item_id}, limit=1).rows
            self._items[item_id] = found[0] if found else None
        return self._items[item_id]

    def sha256(self, item: Row) -> str:
        """The hash of the capture that an account came in."""
        return self._hashes.get(item["capture_id"], "")

    def evidence(self, place: Place) -> OpenedPlace | None:
        """The place with its words; None where its account is gone."""
        item = self.item(place.item_id)
        if item is None:
            return None
        text, start, end = item["text"], place.start, place.end
        return OpenedPlace(
            place.item_id, outlet(item), item["headline"], item["published"], item["url"], item["capture"],
            self.sha256(item), start, end, text[start:end], text[max(0, start - CONTEXT) : start],
            text[end : end + CONTEXT], place.note,
        )  # fmt: skip

    def annotation(self, place: Place, body: str) -> Row | None:
        """The place as a W3C Web Annotation; None where its account is gone."""
        item = self.item(place.item_id)
        if item is None:
            return None
        return as_annotation(item, {"sha256": self.sha256(item)}, place.start, place.end, body=body)


_KEPT = 512
"""Accounts whose text is kept at a time."""


def outlet(item: Row) -> str:
    """Whom an account is from: the publisher, else its file."""
    return one_line(item["publisher"]) or PurePosixPath(one_line(item["capture"])).name or str(item["item_id"])

"""Captures and items: what was saved, and the accounts that were found in it."""

from __future__ import annotations

from typing import Literal

import msgspec

from .ids import content_id, sha256_of


class RawCapture(msgspec.Struct, frozen=True):
    """Bytes as saved and what its container says of them, before anything is read.

    `path` names a part of a container as `archive.zip/member.html` or `file.jsonl#12` (record number, from 1).
    `known` holds what the container or the user says of it: url, published, publisher, record, ... each as a string;
    `known_from` says, by the same keys, where it comes from ("WARC header", "meta file").
    """

    path: str
    data: bytes
    media_type: str | None = None
    known: dict[str, str] = {}
    known_from: dict[str, str] = {}

    @property
    def sha256(self) -> str:
        """SHA-256 of the bytes."""
        return sha256_of(self.data)

    @property
    def capture_id(self) -> str:
        """The capture's id: its bytes and what its container says of them; never its path, nor what the user says.

        >>> RawCapture("a.txt", b"x").capture_id == RawCapture("b/a.txt", b"x").capture_id
        True
        """
        return self.id_with(self.sha256)

    def id_with(self, sha256: str) -> str:
        """The capture's id where its SHA-256 is known already."""
        known = sorted((k, v) for k, v in self.known.items() if self.known_from.get(k) != "user")
        return content_id("c", sha256, self.media_type, known)


class Repair(msgspec.Struct, frozen=True):
    """One mended place: `[start, end)` of the decoded capture held `was` and became `now`, by the named rule.

    Applying all repairs of a capture, right to left, to the decoded text gives the repaired text.
    """

    start: int
    end: int
    was: str
    now: str
    rule: str


class Capture(msgspec.Struct, frozen=True):
    """A capture once decoded. `paths` are all the places where these bytes were found, sorted."""

    capture_id: str
    paths: tuple[str, ...]
    sha256: str
    size: int
    media_type: str
    encoding: str | None
    repairs: tuple[Repair, ...] = ()


class Issue(msgspec.Struct, frozen=True):
    """Something removed, unreadable, cut, skipped or not understood, in one plain sentence.

    `stage` is the room (intake, reading, linking, comparing); `code` a stable short name such as `empty`, `truncated`.
    """

    capture_id: str | None
    item_id: str | None
    stage: str
    code: str
    message: str


class Field(msgspec.Struct, frozen=True):
    """Where a field's value was read: a span of the decoded capture, or `origin` names another place.

    `origin` (exported as `from`) is "text", "meta tag", "json-ld", "record field", "file name", "user", ...
    """

    name: str
    value: str
    start: int | None
    end: int | None
    origin: str = msgspec.field(name="from")


class MapRun(msgspec.Struct, frozen=True, array_like=True):
    """`length` code points of the item's text from `item_start` equal those of the repaired capture...

    ...whose first stands at `capture_start` of the *decoded* capture; runs are as long as the text allows.
    """

    item_start: int
    capture_start: int
    length: int


class Removed(msgspec.Struct, frozen=True):
    """What intake left out of the item, with its place in the decoded capture (null where a page has none)."""

    start: int | None
    end: int | None
    text: str
    reason: str


class Item(msgspec.Struct, frozen=True):
    """One account. `text` is headline, subtitle, body, paragraphs apart by a blank line; it never changes.

    `published` and `modified` are EDTF (`2022-01-05T22:10`, with an offset where known), or null.
    `language` is a BCP 47 code, `mul` for several, `und` where it cannot be told; where it changes,
    `paragraph_languages` has that of each paragraph (each line that is not blank), else nothing.
    `genre`: news, opinion, brief, post, live blog, transcript, or null.
    """

    item_id: str
    capture_id: str
    capture: str
    ordinal: int
    text: str
    body_start: int
    record: str | None = None
    headline: str | None = None
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    published: str | None = None
    modified: str | None = None
    language: str = "und"
    url: str | None = None
    relays: tuple[str, ...] = ()
    genre: str | None = None
    fields: tuple[Field, ...] = ()
    map: tuple[MapRun, ...] = ()
    removed: tuple[Removed, ...] = ()
    revision_of: str | None = None
    paragraph_languages: tuple[str, ...] = ()


class Intake(msgspec.Struct, frozen=True):
    """All that intake makes of one capture."""

    capture: Capture
    items: tuple[Item, ...]
    issues: tuple[Issue, ...]
    text: str | None = None  # the decoded, unrepaired text, for views; null for a binary


AttributionKind = Literal["direct", "mixed", "indirect"]

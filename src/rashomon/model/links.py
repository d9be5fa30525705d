"""What linking finds between items: passages, origins, stories."""

from __future__ import annotations

import msgspec

from .captures import Issue


class LinkInput(msgspec.Struct, frozen=True):
    """What linking needs of one item, made per item in the map stage and kept in the case, so that none is read twice.

    `quoted` are the [start, end) of quoted stretches of `text`; `credits` the names that the item credits for its
    words (relays, wire credits). Words, shingles and terms are made of `text` anew: that is faster than to store them.
    """

    item_id: str
    capture_id: str
    ordinal: int
    language: str
    publisher: str | None
    published: str | None
    url: str | None
    headline: str | None
    text: str
    body_start: int
    quoted: tuple[tuple[int, int], ...] = ()
    credits: tuple[str, ...] = ()
    modified: str | None = None


class Passage(msgspec.Struct, frozen=True, order=True):
    """Text that two items share; `a_item < b_item`, offsets into each item's text, similarity in thousandths.

    kind: copy, rewrite, quoted, boilerplate, translation. direction: a_to_b, b_to_a, unknown.
    """

    passage_id: str
    kind: str
    a_item: str
    a_start: int
    a_end: int
    b_item: str
    b_start: int
    b_end: int
    similarity: int
    direction: str = "unknown"
    reason: str | None = None


class StoryMember(msgspec.Struct, frozen=True, order=True):
    """An item's place in a story; every item is in exactly one. `predecessor` is an earlier chapter's story_id."""

    story_id: str
    item_id: str
    predecessor: str | None = None
    reason: str | None = None


class Origin(msgspec.Struct, frozen=True, order=True):
    """An item's part in one text of common origin. role: first, copy, rewrite, excerpt, own.

    `own` is an item that shares nothing with the others of its story; it is an origin by itself.
    `strength`: stated (a credit), strong, weak.
    """

    origin_id: str
    story_id: str
    item_id: str
    role: str
    from_item: str | None
    passage_ids: tuple[str, ...]
    strength: str
    reason: str | None


class Links(msgspec.Struct, frozen=True):
    """All that linking finds over the whole collection. `revisions` maps an item to the item that it revises."""

    passages: tuple[Passage, ...]
    origins: tuple[Origin, ...]
    stories: tuple[StoryMember, ...]
    revisions: dict[str, str] = {}
    issues: tuple[Issue, ...] = ()


class Gone(msgspec.Struct, frozen=True):
    """Which rows of an earlier linking new ones take the place of; all others stand.

    `pairs` are items of which no passage but translations stands, `a_item < b_item`. Of the items in `families` no
    origin or revision stands, of those in `members` no place in a story, of those in `translated` no translation.
    `items` counts the items of before that were linked again.
    """

    pairs: tuple[tuple[str, str], ...]
    families: tuple[str, ...]
    members: tuple[str, ...]
    translated: tuple[str, ...]
    items: int

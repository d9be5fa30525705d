"""What one linking leaves for the next, so that what did not change is not worked out again.

Items have numbers that never change, by which their rows of shingles are written; what was found lies by rank: an
item's place among all by date and id. Items that come later move ranks, but never past one another.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from .collection import About
from .matching import Matches
from .passages import Judged
from .wording import I64, U64

FORMAT = 3
"""Raised when what is kept, or a rule of linking, changes: then everything is linked anew."""
_encode = msgspec.msgpack.Encoder().encode


class StoryRow(msgspec.Struct, frozen=True, array_like=True):
    """A story by its id, with the earlier one that it continues and why."""

    story_id: str
    predecessor: str | None = None
    reason: str | None = None


class Named(msgspec.Struct, frozen=True):
    """What is kept in words: what the answer depends on beside the items, the items' texts of columns, the stories.

    `rows` names the files of rows of shingles; `counted` are the ways in which terms were counted.
    """

    how: str
    ids: list[str]
    published: list[str | None]
    sites: list[str]
    languages: list[str]
    digests: list[bytes]
    stories: list[StoryRow]
    rows: list[str]
    counted: list[str]


class Kept(NamedTuple):
    """One linking: its items by number and which number has which rank, by rank the items' stories, the shingles that

    many hold and those that are page furniture, and what it found of each pair. `pairs` are all that were lined up,
    sorted; of most of them nothing came. `parts` holds what is too large to be held at once.
    """

    how: str
    about: About
    numbers: I64
    story_of: I64
    stories: list[StoryRow]
    common: U64
    spread: U64
    pairs: U64
    matches: Matches
    judged: Judged
    rows: list[str]
    counted: list[str]
    parts: Mapping[str, bytes]


def small_parts(kept: Kept) -> Iterator[tuple[str, bytes]]:
    """All that is kept but for `parts`, as named bytes."""
    about = kept.about
    yield "named", _encode(Named(kept.how, about.ids, about.published, about.sites, about.languages, about.digests,
                                 kept.stories, kept.rows, kept.counted))  # fmt: skip
    numbers = np.array([about.days, about.sizes, about.shingles, about.latin, kept.numbers, kept.story_of])
    yield "numbers", bytes_of(numbers.astype(np.int32))
    yield "common", bytes_of(kept.common)
    yield "spread", bytes_of(kept.spread)
    yield "pairs", bytes_of(kept.pairs)
    yield "found", bytes_of(np.array([*kept.matches, *kept.judged[:6]], dtype=np.int32))
    yield "shares", bytes_of(kept.judged.shares.astype(np.int32))


def read_kept(parts: Mapping[str, bytes], how: str) -> Kept | None:
    """What was kept, or null where it was kept by other rules."""
    try:
        named = msgspec.msgpack.decode(parts["named"], type=Named)
    except (KeyError, msgspec.DecodeError):
        return None
    if named.how != how:
        return None
    days, sizes, shingles, latin, numbers, story_of = array_of(parts["numbers"]).astype(np.int64)
    about = About(named.ids, named.published, days, sizes, shingles, latin.astype(bool), named.sites, named.languages,
                  named.digests)  # fmt: skip
    columns = list(array_of(parts["found"]))
    return Kept(
        how, about, numbers, story_of, named.stories, array_of(parts["common"]), array_of(parts["spread"]),
        array_of(parts["pairs"]), Matches(*columns[:7]), Judged._make([*columns[7:], array_of(parts["shares"])]),
        named.rows, named.counted, parts,
    )  # fmt: skip


def bytes_of(array: NDArray[Any]) -> bytes:
    """An array as bytes."""
    out = io.BytesIO()
    np.save(out, np.ascontiguousarray(array), allow_pickle=False)
    return out.getvalue()


def array_of(data: bytes) -> NDArray[Any]:
    """An array out of its bytes."""
    found: NDArray[Any] = np.load(io.BytesIO(data), allow_pickle=False)
    return found

"""What one linking leaves for the next, so that what did not change is not worked out again.

It is laid out by rank: an item's place among all by date and id. Items that come later move ranks, but never past one
another.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from .matching import Matches
from .passages import Judged
from .wording import I64, U64

FORMAT = 1
"""Raised when what is kept, or a rule of linking, changes: then everything is linked anew."""


class StoryRow(msgspec.Struct, frozen=True, array_like=True):
    """A story by its id, with the earlier one that it continues and why."""

    story_id: str
    predecessor: str | None = None
    reason: str | None = None


class Kept(NamedTuple):
    """One linking: its items by rank and their stories, its page furniture, and what it found of each pair.

    `how` names all that the answer depends on beside the items. `pairs` are all that were lined up, sorted; of most of
    them nothing came.
    """

    how: str
    ids: list[str]
    story_of: I64
    stories: list[StoryRow]
    spread: U64
    pairs: U64
    matches: Matches
    judged: Judged


def packed(kept: Kept) -> dict[str, bytes]:
    """What is kept, as named bytes."""
    encode = msgspec.msgpack.Encoder().encode
    found = np.array([*kept.matches, *kept.judged[:6]], dtype=np.int32)
    arrays: dict[str, NDArray[Any]] = {
        "story_of": kept.story_of.astype(np.int32),
        "spread": kept.spread,
        "pairs": kept.pairs,
        "found": found,
        "shares": kept.judged.shares.astype(np.int32),
    }
    return {
        "how": kept.how.encode(),
        "ids": encode(kept.ids),
        "stories": encode(kept.stories),
        **{name: _bytes(array) for name, array in arrays.items()},
    }


def unpacked(given: Mapping[str, bytes]) -> Kept:
    """What was kept, out of its bytes."""
    ids = msgspec.msgpack.decode(given["ids"], type=list[str])
    stories = msgspec.msgpack.decode(given["stories"], type=list[StoryRow])
    columns = list(_array(given["found"]))
    return Kept(
        given["how"].decode(), ids, _array(given["story_of"]).astype(np.int64), stories, _array(given["spread"]),
        _array(given["pairs"]), Matches(*columns[:7]), Judged._make([*columns[7:], _array(given["shares"])]),
    )  # fmt: skip


def _bytes(array: NDArray[Any]) -> bytes:
    out = io.BytesIO()
    np.save(out, np.ascontiguousarray(array), allow_pickle=False)
    return out.getvalue()


def _array(data: bytes) -> NDArray[Any]:
    found: NDArray[Any] = np.load(io.BytesIO(data), allow_pickle=False)
    return found

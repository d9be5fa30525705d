"""Origins: which items of a story go back to one text, so that a story's independent origins can be counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Mapping, Sequence
from typing import NamedTuple

import msgspec

from ..model.ids import content_id
from ..model.links import Origin, Passage
from .clusters import Unions
from .directions import Direction
from .passages import COPY, Coverage
from .texts import Known

_GOES_BACK = 500
"""Thousandths of the shorter text that must be shared for two items to go back to one text as a whole."""
_PART = 100
_PART_WORDS = 25
"""An item takes a part from another from this many thousandths of its words, or this many words."""
_WHOLE = 800
"""Thousandths of an item's words that come from another for it to be a copy or rewrite and not an excerpt."""
_ORDER = {"stated": 0, "strong": 1, "weak": 2}


class Made(NamedTuple):
    """A passage of text of their own between two items, `low < high`, and its direction from low to high."""

    low: int
    high: int
    passage: Passage
    way: Direction


class _Tie(msgspec.Struct, frozen=True):
    """What joins two items: the passages between them, how much they share, and which way."""

    low: int
    high: int
    shares: Coverage
    passages: tuple[Passage, ...]
    way: Direction


def find_origins(
    known: Sequence[Known],
    made: Sequence[Made],
    coverage: Mapping[tuple[int, int], Coverage],
    revisions: Mapping[int, int],
    story_ids: Sequence[str],
) -> list[Origin]:
    """A row for every item, given by number; items that share text of their own are all there.

    The number of different `origin_id` of a story is its count, at most.

    Items join one origin where half of the shorter text is shared, or where one is a revision of the other; a text made
    of several that have nothing in common joins the one of which it holds most. An item that takes less from another
    keeps its own origin and has a second row in the other's.
    """
    ties = _ties(made, coverage)
    unions = _joined(len(known), ties, revisions, story_ids)
    rows = []
    by_item = ties_of(ties)
    for group in unions.groups():
        rows += _rows_of(known, group, by_item, revisions, story_ids[group[0]])
    rows += _parts(known, ties, unions, story_ids)
    return sorted(set(rows))


def _joined(size: int, ties: Sequence[_Tie], revisions: Mapping[int, int], story_ids: Sequence[str]) -> Unions:
    """The items by the text that they go back to."""
    unions = Unions(size)
    whole = [
        t for t in ties if story_ids[t.low] == story_ids[t.high] and max(t.shares.low, t.shares.high) >= _GOES_BACK
    ]
    holding: dict[int, list[_Tie]] = {}
    for tie in whole:
        holder = _holder(tie)
        if holder is None:
            unions.join(tie.low, tie.high)
        else:
            holding.setdefault(holder, []).append(tie)
    for later, first in revisions.items():
        if story_ids[later] == story_ids[first]:
            unions.join(later, first)
    roots = [unions.find(rank) for rank in range(size)]
    members, near = Counter(roots), _near(ties, roots)
    for holder, held in sorted(holding.items()):
        for part in _of_one_text(holder, held, roots, members, near):
            unions.join(holder, part)
    return unions


def _near(ties: Sequence[_Tie], roots: Sequence[int]) -> dict[int, list[tuple[int, _Tie]]]:
    """Of each group the groups before it that share text with it, by the ties between their items."""
    near: dict[int, list[tuple[int, _Tie]]] = {}
    for tie in ties:
        low, high = sorted((roots[tie.low], roots[tie.high]))
        if low != high:
            near.setdefault(high, []).append((low, tie))
    return near


def _holder(tie: _Tie) -> int | None:
    """The longer text of two of which the other makes up less than half; null where it is known to have given."""
    if min(tie.shares.low, tie.shares.high) >= _GOES_BACK:
        return None
    holder = tie.low if tie.shares.low < tie.shares.high else tie.high
    return None if _giver(tie) == holder else holder


def _of_one_text(
    holder: int,
    held: Sequence[_Tie],
    roots: Sequence[int],
    members: Mapping[int, int],
    near: Mapping[int, Sequence[tuple[int, _Tie]]],
) -> list[int]:
    """Of the texts that make up one, those that hang together without it: with its own origin, else the largest."""
    own = roots[holder]
    words: dict[int, int] = {own: 0} if members[own] > 1 else {}
    for tie in held:
        root = roots[_other(tie, holder)]
        words[root] = max(words.get(root, 0), tie.shares.words)
    groups = sorted(words)
    place, together = {root: n for n, root in enumerate(groups)}, Unions(len(groups))
    for root in groups:
        for other, tie in near.get(root, ()):
            if other in place and holder not in (tie.low, tie.high):
                together.join(place[root], place[other])
    parts = [[groups[n] for n in part] for part in together.groups()]
    return max(parts, key=lambda part: (own in part, max(words[root] for root in part), -part[0]))


def ties_of(ties: Sequence[_Tie]) -> dict[int, list[_Tie]]:
    """The ties of each item."""
    by_item: dict[int, list[_Tie]] = {}
    for tie in ties:
        by_item.setdefault(tie.low, []).append(tie)
        by_item.setdefault(tie.high, []).append(tie)
    return by_item


def _ties(made: Sequence[Made], coverage: Mapping[tuple[int, int], Coverage]) -> list[_Tie]:
    between: dict[tuple[int, int], list[Made]] = {}
    for one in made:
        between.setdefault((one.low, one.high), []).append(one)
    return [
        _Tie(low, high, coverage[low, high], tuple(one.passage for one in found), found[0].way)
        for (low, high), found in sorted(between.items())
    ]


def _origin_id(known: Sequence[Known], group: Sequence[int]) -> str:
    return content_id("o", *sorted(known[rank].item_id for rank in group))


def _rows_of(
    known: Sequence[Known],
    group: list[int],
    by_item: Mapping[int, list[_Tie]],
    revisions: Mapping[int, int],
    story: str,
) -> list[Origin]:
    origin_id = _origin_id(known, group)
    if len(group) == 1:
        item = known[group[0]].item_id
        alone = "shares no words with the other accounts but such as both may quote"
        reason = "shares only a part of its text with others" if group[0] in by_item else alone
        return [Origin(origin_id, story, item, "own", None, (), "weak", reason)]
    members = set(group)
    first = _first(group, by_item, members, revisions)
    hung = _hung(group, first, by_item, members, revisions)
    return [_row(known, rank, first, by_item, hung.get(rank), revisions, origin_id, story) for rank in group]


def _hung(
    group: Sequence[int],
    first: int,
    by_item: Mapping[int, list[_Tie]],
    members: Container[int],
    revisions: Container[int],
) -> dict[int, _Tie]:
    """For each but the first the tie by which it hangs on another, so that all ways lead to the first.

    Who is known to have given comes before who may have, the surer sign before the weaker, an earlier item before a
    later one where nothing is known, and then who shares most.
    """
    offers = []
    for rank in group:
        for tie in by_item.get(rank, ()):
            other = _other(tie, rank)
            if rank != first and other in members:
                later = tie.way.forward is None and other > rank
                key = (_giver(tie) == rank, _ORDER[tie.way.strength], later, -_share(tie, rank), other, rank)
                offers.append((key, tie))
    offers.sort(key=lambda offer: offer[0])
    place = {rank: n for n, rank in enumerate(group)}
    unions, hung = Unions(len(group)), dict[int, _Tie]()
    for (*_, other, rank), tie in offers:
        if rank not in hung and unions.find(place[rank]) != unions.find(place[other]):
            unions.join(place[rank], place[other])
            hung[rank] = tie
    for (*_, rank), tie in offers:
        if rank not in revisions:  # a later saving hangs on the first by being one
            hung.setdefault(rank, tie)
    return hung


def _first(group: list[int], by_item: Mapping[int, list[_Tie]], members: set[int], revisions: Mapping[int, int]) -> int:
    """The item that others credit and that credits none; else the one known earliest that is no later saving."""
    given = dict.fromkeys(group, 0)
    for rank in group:
        for tie in by_item.get(rank, ()):
            if rank == tie.low and {tie.low, tie.high} <= members and tie.way.strength == "stated":
                giver, taker = (tie.low, tie.high) if tie.way.forward else (tie.high, tie.low)
                given[giver] += 1
                given[taker] -= len(group)
    credited = any(v > 0 for v in given.values())
    return min(group, key=lambda rank: (-given[rank] if credited else 0, rank in revisions, rank))


def _row(
    known: Sequence[Known],
    rank: int,
    first: int,
    by_item: Mapping[int, list[_Tie]],
    best: _Tie | None,
    revisions: Mapping[int, int],
    origin_id: str,
    story: str,
) -> Origin:
    item = known[rank].item_id
    if rank == first:
        stated = any(t.way.strength == "stated" and _giver(t) == rank for t in by_item.get(rank, ()))
        reason = "others credit it" if stated else "nothing says that the words are its own"
        return Origin(origin_id, story, item, "first", None, (), "stated" if stated else "weak", reason)
    if best is None:
        earlier = known[revisions.get(rank, first)].item_id
        return Origin(origin_id, story, item, "copy", earlier, (), "strong", "a later saving of the same account")
    other = _other(best, rank)
    reason = "a later saving of the same account" if revisions.get(rank) == other else best.way.reason
    return Origin(origin_id, story, item, _role(best, rank), known[other].item_id,
                  tuple(sorted(p.passage_id for p in best.passages)), best.way.strength, reason)  # fmt: skip


def _giver(tie: _Tie) -> int | None:
    if tie.way.forward is None:
        return None
    return tie.low if tie.way.forward else tie.high


def _other(tie: _Tie, rank: int) -> int:
    return tie.high if rank == tie.low else tie.low


def _share(tie: _Tie, rank: int) -> int:
    return tie.shares.low if rank == tie.low else tie.shares.high


def _role(tie: _Tie, rank: int) -> str:
    if _share(tie, rank) < _WHOLE:
        return "excerpt"
    words = sum(p.similarity for p in tie.passages) // len(tie.passages)
    return "copy" if words >= COPY else "rewrite"


def _parts(known: Sequence[Known], ties: Sequence[_Tie], unions: Unions, story_ids: Sequence[str]) -> list[Origin]:
    groups = {group[0]: group for group in unions.groups()}
    rows = []
    for tie in ties:
        giver_root, taker = unions.find(tie.low), tie.high
        giver = tie.low
        if tie.way.forward is False:
            giver_root, taker, giver = unions.find(tie.high), tie.low, tie.high
        if giver_root == unions.find(taker) or story_ids[tie.low] != story_ids[tie.high]:
            continue
        if _share(tie, taker) >= _PART or tie.shares.words >= _PART_WORDS:
            rows.append(
                Origin(_origin_id(known, groups[giver_root]), story_ids[taker], known[taker].item_id,
                       "excerpt", known[giver].item_id, tuple(sorted(p.passage_id for p in tie.passages)),
                       tie.way.strength, tie.way.reason)
            )  # fmt: skip
    return rows

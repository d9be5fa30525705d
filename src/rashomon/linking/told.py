"""The rows of links: out of stories and of what pairs share, those of items that are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..model.ids import content_id
from ..model.links import Links, StoryMember
from .boilerplate import Spread
from .clusters import components
from .collection import Collection
from .directions import Direction
from .families import Family, settle
from .kept import StoryRow
from .matching import Matches
from .passages import KINDS, OWN_KINDS, UNTOLD, Judged, make_passage
from .shelf import open_shelf
from .stories import Stories, chapter_reason
from .translations import find_translations
from .wording import I64, distinct
from .workplace import Workplace, chunks, load

_FAMILY_ITEMS = 500
_MATCHES = 5_000
_STORY_ITEMS = 500


class Found(NamedTuple):
    """All that is known of a collection before its rows are told.

    `story_of` numbers each item's story among `stories`; `families` gives for each item the first of those with which
    it is joined by text of their own.
    """

    story_of: I64
    stories: list[StoryRow]
    matches: Matches
    judged: Judged
    families: I64


class Scope(NamedTuple):
    """Of which items the rows are told: their places in stories, their families, and, a value a match, what tells

    nothing of who took from whom; and of which items the stories are searched for translations.
    """

    members: NDArray[np.bool_]
    families: NDArray[np.bool_]
    matches: NDArray[np.bool_]
    translated: NDArray[np.bool_]


def everything(found: Found) -> Scope:
    """All rows there are."""
    items = np.ones(len(found.story_of), dtype=bool)
    return Scope(items, items, np.ones(len(found.matches.low), dtype=bool), items)


def joined_families(size: int, judged: Judged) -> I64:
    """For each item the first of those with which it is joined by text of their own."""
    return components(size, judged.shares[:, 0].astype(np.int64), judged.shares[:, 1].astype(np.int64))


def tell(place: Workplace, collection: Collection, found: Found, scope: Scope) -> Iterator[Links]:
    """The rows of families, of what is quoted or page furniture, of translations, and of the stories' members."""
    yield _members(collection, found, scope.members)
    yield from place.run(_settle, _families(found, scope.families))
    yield from place.run(_untold, _lots_untold(collection, found, scope.matches))
    yield from place.run(_translate, _stories_of_languages(collection, found, scope.translated))


def texts_needed(collection: Collection, found: Found, scope: Scope) -> I64:
    """The items without whose texts the rows of a scope cannot be told."""
    several = len(distinct(collection.languages)) > 1
    return np.flatnonzero(scope.families | scope.translated if several else scope.families)


def name_stories(collection: Collection, stories: Stories) -> list[StoryRow]:
    """The stories by number."""
    order = np.argsort(stories.of, kind="stable")
    groups = np.split(order, np.flatnonzero(np.diff(stories.of[order])) + 1)
    ids = [content_id("s", *sorted(collection.ids[rank] for rank in group.tolist())) for group in groups]
    rows = []
    for name, before, apart, alike in zip(ids, *(c.tolist() for c in stories[1:]), strict=True):
        reason = chapter_reason(apart, alike) if before >= 0 else None
        rows.append(StoryRow(name, ids[before] if before >= 0 else None, reason))
    return rows


def _members(collection: Collection, found: Found, which: NDArray[np.bool_]) -> Links:
    ranks = np.flatnonzero(which)
    rows = ((found.stories[n], collection.ids[r])
            for r, n in zip(ranks.tolist(), found.story_of[ranks].tolist(), strict=True))  # fmt: skip
    return Links((), (), tuple(StoryMember(s.story_id, item, s.predecessor, s.reason) for s, item in rows))


class _Household(NamedTuple):
    """Items by rank with their stories' ids, and what they share."""

    ranks: list[int]
    stories: list[str]
    matches: Matches
    judged: Judged


def _families(found: Found, which: NDArray[np.bool_]) -> Iterator[_Household]:
    """Whole families in lots, by their first item."""
    family, matches, judged, shares = found.families, found.matches, found.judged, found.judged.shares
    members = np.flatnonzero(which)
    order = members[np.argsort(family[members], kind="stable")]
    own = np.flatnonzero((judged.kind < OWN_KINDS) & which[matches.low])
    own = own[np.argsort(family[matches.low[own]], kind="stable")]
    pairs = np.flatnonzero(which[shares[:, 0]])
    pairs = pairs[np.argsort(family[shares[pairs, 0]], kind="stable")]
    in_own, in_pairs = family[matches.low[own]], family[shares[pairs, 0]]
    for low, high in _lots(family[order]):
        ranks = np.sort(order[low:high])
        first, last = family[order[low]], family[order[high - 1]]
        lot = own[np.searchsorted(in_own, first) : np.searchsorted(in_own, last, side="right")]
        shared = shares[pairs[np.searchsorted(in_pairs, first) : np.searchsorted(in_pairs, last, side="right")]]
        some, kinds = _taken(matches, judged, lot)
        local = some._replace(low=np.searchsorted(ranks, some.low), high=np.searchsorted(ranks, some.high))
        placed = np.concatenate((np.searchsorted(ranks, shared[:, :2]), shared[:, 2:]), axis=1)
        names = [found.stories[n].story_id for n in found.story_of[ranks].tolist()]
        yield _Household(ranks.tolist(), names, local, kinds._replace(shares=placed))


class _Untold(NamedTuple):
    """Matches with the ids of their items."""

    lows: list[str]
    highs: list[str]
    judged: Judged


def _lots_untold(collection: Collection, found: Found, which: NDArray[np.bool_]) -> Iterator[_Untold]:
    untold = np.flatnonzero((found.judged.kind >= OWN_KINDS) & which)
    for first, last in chunks(len(untold), _MATCHES):
        matches, judged = _taken(found.matches, found.judged, untold[first:last])
        lows, highs = ([collection.ids[rank] for rank in ranks.tolist()] for ranks in (matches.low, matches.high))
        yield _Untold(lows, highs, judged)


def _lots(sorted_families: I64) -> Iterator[tuple[int, int]]:
    borders = np.append(np.flatnonzero(np.diff(sorted_families, prepend=-1)), len(sorted_families))
    low = 0
    while low < len(sorted_families):
        high = int(borders[np.searchsorted(borders, min(low + _FAMILY_ITEMS, len(sorted_families)))])
        yield low, high
        low = high


def _taken(matches: Matches, judged: Judged, which: I64) -> tuple[Matches, Judged]:
    kinds = Judged._make([*(column[which] for column in judged[:6]), judged.shares[:0]])
    return Matches(*(column[which] for column in matches)), kinds


def _settle(folder: str, household: _Household) -> Links:
    shelf = open_shelf(folder)
    known = [shelf.known[rank] for rank in household.ranks]
    return settle(Family(known, household.stories, household.matches, household.judged))


def _untold(_: str, lot: _Untold) -> Links:
    """Passages that tell nothing of who took from whom."""
    made = []
    columns = (column.tolist() for column in lot.judged[:6])
    for low, high, kind, alike, *spans in zip(lot.lows, lot.highs, *columns, strict=True):
        name = KINDS[kind]
        ends = (low, spans[0], spans[1]), (high, spans[2], spans[3])
        made.append(make_passage(name, *ends, alike, Direction(None, "weak", UNTOLD[name])))
    return Links(tuple(made), (), ())


class _Mixed(NamedTuple):
    """Stories of several languages, each by its ranks, and the pairs that share words as they are."""

    stories: list[list[int]]
    joined: frozenset[tuple[int, int]]


def _stories_of_languages(collection: Collection, found: Found, which: NDArray[np.bool_]) -> Iterator[_Mixed]:
    order = np.argsort(found.story_of, kind="stable")
    begins = np.flatnonzero(np.diff(found.story_of[order], prepend=-1))
    spoken, shares = collection.languages[order], found.judged.shares
    if not len(order) or spoken.min() == spoken.max():
        return
    several = np.minimum.reduceat(spoken, begins) != np.maximum.reduceat(spoken, begins)
    several &= np.logical_or.reduceat(which[order], begins)
    within = shares[found.story_of[shares[:, 0]] == found.story_of[shares[:, 1]]]
    within = within[several[found.story_of[within[:, 0]]]]
    joined: dict[int, list[int]] = {}
    for low, high in within[:, :2].tolist():
        joined.setdefault(low, []).append(high)
    ends = np.append(begins, len(order))
    lot: list[list[int]] = []
    for number in np.flatnonzero(several).tolist():
        lot.append(np.sort(order[ends[number] : ends[number + 1]]).tolist())
        if sum(map(len, lot)) >= _STORY_ITEMS:
            yield _mixed(lot, joined)
            lot = []
    if lot:
        yield _mixed(lot, joined)


def _mixed(lot: list[list[int]], joined: Mapping[int, Sequence[int]]) -> _Mixed:
    return _Mixed(lot, frozenset((low, high) for ranks in lot for low in ranks for high in joined.get(low, ())))


def _translate(folder: str, mixed: _Mixed) -> Links:
    shelf, spread = open_shelf(folder), Spread(np.asarray(load(folder, "spread")))
    found = (find_translations(shelf, ranks, spread, mixed.joined) for ranks in mixed.stories)
    return Links(tuple(passage for passages in found for passage in passages), (), ())

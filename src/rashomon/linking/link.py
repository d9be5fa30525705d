"""The whole collection's links: passages, revisions, stories, origins.

The stages, and the functions over batches that every engine runs, are listed in docs/architecture.md. Here they are
run on one machine: a stage lays out what it made in the folder of a workplace, and the next reads it from there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..model.ids import content_id
from ..model.links import LinkInput, Links, StoryMember
from ..model.settings import LinkingSettings
from .boilerplate import Draft, Spread, least_stories
from .clusters import components
from .collection import Collection, collect
from .directions import Direction
from .families import Family, merged, settle
from .joining import Joined, Met, common_shingles, drafted_meetings, find_furniture, join_shingles, meetings
from .likeness import ends_of
from .matching import Matches, match_pairs, whole_matches
from .passages import KINDS, OWN_KINDS, UNTOLD, Judged, judge, make_passage
from .shelf import open_shelf
from .stories import Stories, group_stories
from .translations import find_translations
from .wording import I64, U64
from .workplace import Workplace, chunks, load

_BATCH_WORDS = 400_000
"""Pairs are lined up together until their texts have so many words: some tens of megabytes."""
_FAMILY_ITEMS = 2_000
_MATCHES = 20_000
_STORY_ITEMS = 500


def link(inputs: Iterable[LinkInput], settings: LinkingSettings) -> Links:
    """All links of a collection, sorted; the order of the inputs does not matter."""
    return merged(list(link_parts(inputs, settings)))


def link_parts(inputs: Iterable[LinkInput], settings: LinkingSettings) -> Iterator[Links]:
    """All links of a collection, part by part, so that no more than a part is ever held.

    Stories are found twice: words that turn out to spread over several stories are page furniture and are left out the
    second time.
    """
    with Workplace(settings.processes, settings.memory_mb) as place:
        collection = collect(place, inputs)
        if not len(collection):
            return
        joined = join_shingles(place, collection)
        draft = draft_of(place, collection, joined)
        met = meetings(place, collection, joined, find_furniture(place, joined, draft))
        stories = group_stories(place, collection, "spread", met.telling, met.same, draft.stories)
        matches, judged = find_matches(place, collection, met, least_words=settings.min_passage_words)
        yield from _told(place, collection, stories, matches, judged)


def draft_of(place: Workplace, collection: Collection, joined: Joined) -> Draft:
    """Stories as they look before page furniture is known: by all words, and by words that few items hold."""
    met = drafted_meetings(place, collection, joined)
    place.save("nothing", np.empty(0, np.uint64))
    place.save("common", common_shingles(place, joined))
    by_all = group_stories(place, collection, "nothing", met.telling, met.same, chapters=False)
    by_own = group_stories(place, collection, "common", met.telling, met.same, chapters=False)
    least = least_stories(int(by_all.of.max()) + 1)
    return Draft(by_all.of, by_own.of, collection.days, collection.sites, least)


class _Batch(NamedTuple):
    """Pairs to be lined up, or pairs of items with the very same words, which are not."""

    pairs: U64
    same: bool
    least_words: int


def find_matches(place: Workplace, collection: Collection, met: Met, *, least_words: int) -> tuple[Matches, Judged]:
    """Every stretch that the items of each pair share, with its kind, and each twin's whole text with the first's."""
    twins = np.flatnonzero((collection.twins >= 0) & (collection.sizes >= least_words))
    copies = collection.twins[twins].astype(np.uint64) << np.uint64(32) | twins.astype(np.uint64)
    tasks = [_Batch(part, False, least_words) for part in _by_words(met.aligned, collection.sizes)]
    tasks += [_Batch(part, True, least_words) for part in _by_words(np.sort(copies), collection.sizes)]
    done = list(place.run(_line_up, tasks))
    if not done:
        nothing = np.empty(0, np.int64)
        return Matches(*[nothing] * 7), _judged([nothing] * 6, np.empty((0, 5), np.int64))
    matches, judged = zip(*done, strict=True)
    return (Matches(*(np.concatenate(column) for column in zip(*matches, strict=True))),
            Judged(*(np.concatenate(column) for column in zip(*judged, strict=True))))  # fmt: skip


def _by_words(pairs: U64, sizes: I64) -> Iterator[U64]:
    """The pairs in batches of so many words; a text counts once with all its neighbours."""
    first, second = ends_of(pairs)
    new = np.diff(first, prepend=-1) != 0
    words = np.cumsum(sizes[second] + np.where(new, sizes[first], 0))
    low = 0
    while low < len(pairs):
        held = int(words[low - 1]) if low else 0
        high = max(low + 1, int(np.searchsorted(words, held + _BATCH_WORDS)))
        yield pairs[low:high]
        low = high


def _line_up(folder: str, batch: _Batch) -> tuple[Matches, Judged]:
    shelf, spread = open_shelf(folder), Spread(np.asarray(load(folder, "spread")))
    if batch.same:
        first, twins = ends_of(batch.pairs)
        matches = whole_matches(first, twins, np.array([shelf.size(rank) for rank in twins.tolist()], dtype=np.int64))
    else:
        matches = match_pairs(shelf, batch.pairs, least_words=batch.least_words)
    judged = judge(shelf, matches, spread)
    return Matches(*map(_narrow, matches)), Judged(*map(_narrow, judged))


def _narrow(column: NDArray[Any]) -> NDArray[Any]:
    """Half as large: ranks and places in a text fit into 31 bits."""
    return column.astype(np.int32)


def _told(
    place: Workplace, collection: Collection, stories: Stories, matches: Matches, judged: Judged
) -> Iterator[Links]:
    """All rows: those of families, what is quoted or page furniture, translations, and the stories' members."""
    members, ids = story_members(collection, stories)
    yield members
    yield from place.run(_settle, _families(collection, stories, ids, matches, judged))
    untold = np.flatnonzero(judged.kind >= OWN_KINDS)
    lots = (untold[low:high] for low, high in chunks(len(untold), _MATCHES))
    yield from place.run(_untold, (_taken(matches, judged, lot) for lot in lots))
    yield from place.run(_translate, _stories_of_languages(collection, stories, judged.shares))


def story_members(collection: Collection, stories: Stories) -> tuple[Links, list[str]]:
    """Every item's place in its story, and the stories' ids by number."""
    order = np.argsort(stories.of, kind="stable")
    groups = np.split(order, np.flatnonzero(np.diff(stories.of[order])) + 1)
    ids = [content_id("s", *sorted(collection.ids[rank] for rank in group.tolist())) for group in groups]
    members = []
    for number, group in enumerate(groups):
        before, reason = int(stories.before[number]), None
        if before >= 0:
            alike = int(stories.alike[number]) / 1000
            reason = f"begins {stories.apart[number]} days after a story that is {alike:.2f} alike"
        earlier = ids[before] if before >= 0 else None
        members += [StoryMember(ids[number], collection.ids[rank], earlier, reason) for rank in group.tolist()]
    return Links((), (), tuple(members)), ids


class _Household(NamedTuple):
    """Items by rank with their stories' ids, and what they share."""

    ranks: list[int]
    stories: list[str]
    matches: Matches
    judged: Judged


def _families(
    collection: Collection, stories: Stories, ids: list[str], matches: Matches, judged: Judged
) -> Iterator[_Household]:
    """Whole families in lots, by their first item."""
    shares = judged.shares
    family = components(len(collection), shares[:, 0].astype(np.int64), shares[:, 1].astype(np.int64))
    order = np.argsort(family, kind="stable")
    own = np.flatnonzero(judged.kind < OWN_KINDS)
    own = own[np.argsort(family[matches.low[own]], kind="stable")]
    pairs = np.argsort(family[shares[:, 0]], kind="stable")
    in_own, in_pairs = family[matches.low[own]], family[shares[pairs, 0]]
    for low, high in _lots(family[order]):
        ranks = np.sort(order[low:high])
        first, last = family[order[low]], family[order[high - 1]]
        lot = own[np.searchsorted(in_own, first) : np.searchsorted(in_own, last, side="right")]
        shared = shares[pairs[np.searchsorted(in_pairs, first) : np.searchsorted(in_pairs, last, side="right")]]
        some, kinds = _taken(matches, judged, lot)
        local = some._replace(low=np.searchsorted(ranks, some.low), high=np.searchsorted(ranks, some.high))
        placed = np.concatenate((np.searchsorted(ranks, shared[:, :2]), shared[:, 2:]), axis=1)
        yield _Household(ranks.tolist(), [ids[n] for n in stories.of[ranks].tolist()], local,
                         kinds._replace(shares=placed))  # fmt: skip


def _lots(sorted_families: I64) -> Iterator[tuple[int, int]]:
    borders = np.append(np.flatnonzero(np.diff(sorted_families, prepend=-1)), len(sorted_families))
    low = 0
    while low < len(sorted_families):
        high = int(borders[np.searchsorted(borders, min(low + _FAMILY_ITEMS, len(sorted_families)))])
        yield low, high
        low = high


def _taken(matches: Matches, judged: Judged, which: I64) -> tuple[Matches, Judged]:
    kinds = _judged([column[which] for column in judged[:6]], judged.shares[:0])
    return Matches(*(column[which] for column in matches)), kinds


def _judged(columns: Sequence[I64], shares: I64) -> Judged:
    kind, similarity, a_start, a_end, b_start, b_end = columns
    return Judged(kind, similarity, a_start, a_end, b_start, b_end, shares)


def _settle(folder: str, household: _Household) -> Links:
    shelf = open_shelf(folder)
    known = [shelf.known[rank] for rank in household.ranks]
    return settle(Family(known, household.stories, household.matches, household.judged))


def _untold(folder: str, lot: tuple[Matches, Judged]) -> Links:
    """Passages that tell nothing of who took from whom."""
    shelf, (matches, judged) = open_shelf(folder), lot
    made = []
    columns = (column.tolist() for column in (matches.low, matches.high, *judged[:6]))
    for low, high, kind, alike, *spans in zip(*columns, strict=True):
        ends = (shelf.known[low].item_id, spans[0], spans[1]), (shelf.known[high].item_id, spans[2], spans[3])
        name = KINDS[kind]
        made.append(make_passage(name, *ends, alike, Direction(None, "weak", UNTOLD[name])))
    return Links(tuple(made), (), ())


class _Mixed(NamedTuple):
    """Stories of several languages, each by its ranks, and the pairs that share words as they are."""

    stories: list[list[int]]
    joined: set[tuple[int, int]]


def _stories_of_languages(collection: Collection, stories: Stories, shares: I64) -> Iterator[_Mixed]:
    order = np.argsort(stories.of, kind="stable")
    begins = np.flatnonzero(np.diff(stories.of[order], prepend=-1))
    spoken = collection.languages[order]
    if not len(order) or spoken.min() == spoken.max():
        return
    several = np.minimum.reduceat(spoken, begins) != np.maximum.reduceat(spoken, begins)
    within = shares[stories.of[shares[:, 0]] == stories.of[shares[:, 1]]]
    within = within[several[stories.of[within[:, 0]]]]
    joined = {(low, high) for low, high in within[:, :2].tolist()}
    ends = np.append(begins, len(order))
    lot: list[list[int]] = []
    for number in np.flatnonzero(several).tolist():
        lot.append(np.sort(order[ends[number] : ends[number + 1]]).tolist())
        if sum(map(len, lot)) >= _STORY_ITEMS:
            yield _mixed(lot, joined)
            lot = []
    if lot:
        yield _mixed(lot, joined)


def _mixed(lot: list[list[int]], joined: set[tuple[int, int]]) -> _Mixed:
    inside = {rank for ranks in lot for rank in ranks}
    return _Mixed(lot, {pair for pair in joined if pair[0] in inside})


def _translate(folder: str, mixed: _Mixed) -> Links:
    shelf, spread = open_shelf(folder), Spread(np.asarray(load(folder, "spread")))
    found = (find_translations(shelf, ranks, spread, mixed.joined) for ranks in mixed.stories)
    return Links(tuple(passage for passages in found for passage in passages), (), ())

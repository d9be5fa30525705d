"""Linking again: what an earlier linking found and still stands, and which rows new ones take the place of.

What two items share depends on their texts and on which shingles of the first are page furniture. The rows of a family
depend on its items, on their stories' names and on what its pairs share. Whatever else changed is worked out again.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..model.links import Gone
from .collection import Bringer, Collection
from .kept import Kept
from .likeness import ends_of, packed_pairs
from .lining import judge_again, laid_together
from .matching import Matches
from .passages import Judged
from .told import Found, Scope
from .wording import I64, U64, distinct
from .workplace import Workplace


class Before(NamedTuple):
    """An earlier linking by the ranks of this one: `at` gives the rank of each of its items, `known` is it by rank."""

    at: I64
    known: NDArray[np.bool_]
    pairs: U64
    matches: Matches
    judged: Judged
    kept: Kept


def before(kept: Kept, collection: Collection) -> Before:
    """What is kept by the ranks of the collection, which numbers the same items alike."""
    ranks = np.empty(len(collection), dtype=np.int64)
    ranks[collection.numbers] = np.arange(len(collection))
    at = ranks[kept.numbers]
    known = np.zeros(len(collection), dtype=bool)
    known[at] = True
    first, second = ends_of(kept.pairs)
    shares = kept.judged.shares.astype(np.int64)
    shares[:, :2] = at[shares[:, :2]]
    matches = kept.matches._replace(low=at[kept.matches.low], high=at[kept.matches.high])
    return Before(at, known, packed_pairs(at[first], at[second]), matches, kept.judged._replace(shares=shares), kept)


def among(pairs: U64, some: U64) -> NDArray[np.bool_]:
    """Which of the pairs are among `some`, which are sorted."""
    if not len(some):
        return np.zeros(len(pairs), dtype=bool)
    found: NDArray[np.bool_] = some[np.minimum(np.searchsorted(some, pairs), len(some) - 1)] == pairs
    return found


class Again(NamedTuple):
    """Pairs that were lined up before, sorted, what is found of them, and those of which all is as it was."""

    known: U64
    found: tuple[Matches, Judged]
    standing: U64


def find_again(
    place: Workplace,
    collection: Collection,
    bringer: Bringer,
    earlier: Before | None,
    pairs: U64,
    altered: NDArray[np.bool_],
) -> Again | None:
    """What was found before of some of the pairs; null where nothing was found before.

    How two texts line up never changes; what is made of it may, where the first has other page furniture.
    """
    if earlier is None:
        return None
    known = np.sort(pairs[among(pairs, earlier.pairs)])
    unsure = altered[ends_of(known)[0]]
    old, was = _sorted(*taken_over(earlier, known[unsure]))
    bringer.bring(np.concatenate((old.low, old.high)))
    now = judge_again(place, collection, old)
    changed = distinct(packed_pairs(old.low, old.high)[now.kind != was.kind])
    found = laid_together([taken_over(earlier, known[~unsure]), (old, now)])
    return Again(known, found, np.setdiff1d(known, changed, assume_unique=True))


def _sorted(matches: Matches, judged: Judged) -> tuple[Matches, Judged]:
    order = np.argsort(packed_pairs(matches.low, matches.high), kind="stable")
    return (Matches(*(column[order] for column in matches)),
            Judged._make([*(column[order] for column in judged[:6]), judged.shares]))  # fmt: skip


def taken_over(earlier: Before, standing: U64) -> tuple[Matches, Judged]:
    """What was found of the pairs that still stand."""
    rows = among(packed_pairs(earlier.matches.low, earlier.matches.high), standing)
    shares = earlier.judged.shares
    own = among(packed_pairs(shares[:, 0], shares[:, 1]), standing)
    return (Matches(*(column[rows] for column in earlier.matches)),
            Judged._make([*(column[rows] for column in earlier.judged[:6]), shares[own]]))  # fmt: skip


def scope_of(earlier: Before, found: Found, standing: U64, altered: NDArray[np.bool_]) -> Scope:
    """Which rows are to be told, where the pairs in `standing` are as they were."""
    members = _members(earlier, found)
    touched = ~earlier.known | _renamed(earlier, found)
    for shares in (found.judged.shares, earlier.judged.shares):
        changed = shares[~among(packed_pairs(shares[:, 0], shares[:, 1]), standing)]
        touched[changed[:, :2].ravel()] = True
    families = np.isin(found.families, distinct(found.families[touched]))
    pairs = packed_pairs(found.matches.low, found.matches.high)
    rows = ~among(pairs, standing) | among(pairs, _pairs_of(found.judged, families))
    again = touched | altered
    stories = np.zeros(len(found.stories), dtype=bool)
    stories[found.story_of[again]] = True
    return Scope(members, families, rows, stories[found.story_of])


def gone(collection: Collection, earlier: Before, found: Found, scope: Scope, standing: U64) -> Gone:
    """The rows of before that those of the scope take the place of."""
    old = packed_pairs(earlier.matches.low, earlier.matches.high)
    told = distinct(packed_pairs(found.matches.low, found.matches.high)[scope.matches])
    pairs = distinct(old[~among(old, standing) | among(old, told)])
    ends = zip(*(ranks.tolist() for ranks in ends_of(pairs)), strict=True)
    ids = collection.ids

    def named(which: NDArray[np.bool_]) -> tuple[str, ...]:
        return tuple(ids[rank] for rank in np.flatnonzero(which & earlier.known).tolist())

    languages = distinct(collection.languages)
    again = scope.families.copy()
    again[found.matches.low[scope.matches]] = again[found.matches.high[scope.matches]] = True
    return Gone(
        tuple((min(ids[a], ids[b]), max(ids[a], ids[b])) for a, b in ends),
        named(scope.families), named(scope.members), named(scope.translated) if len(languages) > 1 else (),
        int((again & earlier.known).sum()),
    )  # fmt: skip


def _pairs_of(judged: Judged, families: NDArray[np.bool_]) -> U64:
    """The pairs that share text of their own within some families, sorted."""
    shares = judged.shares[families[judged.shares[:, 0]]]
    return np.sort(packed_pairs(shares[:, 0], shares[:, 1]))


def _renamed(earlier: Before, found: Found) -> NDArray[np.bool_]:
    """Items whose story has another id than it had."""
    renamed = np.zeros(len(earlier.known), dtype=bool)
    old, new = earlier.kept.stories, found.stories
    pairs = zip(earlier.kept.story_of.tolist(), found.story_of[earlier.at].tolist(), strict=True)
    renamed[earlier.at] = [old[a].story_id != new[b].story_id for a, b in pairs]
    return renamed


def _members(earlier: Before, found: Found) -> NDArray[np.bool_]:
    """Items whose row in a story is another than it was."""
    changed = ~earlier.known
    old, new = earlier.kept.stories, found.stories
    pairs = zip(earlier.kept.story_of.tolist(), found.story_of[earlier.at].tolist(), strict=True)
    changed[earlier.at] = [old[a] != new[b] for a, b in pairs]
    return changed

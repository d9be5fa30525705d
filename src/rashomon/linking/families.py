"""Families: items joined by text of their own, and what follows within them: directions, revisions, origins."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from ..model.links import Links
from .directions import direction, without_detours
from .matching import Matches
from .origins import Made, find_origins
from .passages import KINDS, OWN_KINDS, Coverage, Judged, make_passage
from .revisions import find_revisions
from .texts import Accounts, Known


class Family(NamedTuple):
    """Some items in the order of their ranks, with all that they share; who shares text of its own is in one family.

    `stories` are their stories' ids. The items of `matches` and of `judged.shares` are places in `known`.
    """

    known: Sequence[Known]
    stories: Sequence[str]
    matches: Matches
    judged: Judged


def settle(family: Family) -> Links:
    """The passages of text of their own, the revisions and the origins of a family."""
    known = family.known
    coverage = {(low, high): Coverage(*shares) for low, high, *shares in family.judged.shares.tolist()}
    ways = without_detours(
        {
            (low, high): direction(known[low], known[high], a_share=shares.low, b_share=shares.high)
            for (low, high), shares in coverage.items()
        },
        {pair: shares.words for pair, shares in coverage.items()},
        known,
    )
    made = []
    for low, high, kind, alike, *spans in _rows(family):
        if kind < OWN_KINDS:
            way = ways[low, high]
            ends = (known[low].item_id, spans[0], spans[1]), (known[high].item_id, spans[2], spans[3])
            made.append(Made(low, high, make_passage(KINDS[kind], *ends, alike, way), way))
    revisions = find_revisions(Accounts(known), coverage)
    return Links(
        tuple(one.passage for one in made),
        tuple(find_origins(known, made, coverage, revisions, family.stories)),
        (),
        {known[later].item_id: known[first].item_id for later, first in sorted(revisions.items())},
    )


def _rows(family: Family) -> Sequence[tuple[int, ...]]:
    columns = (family.matches.low, family.matches.high, *family.judged[:6])
    return list(zip(*(column.tolist() for column in columns), strict=True))


def merged(parts: Sequence[Links]) -> Links:
    """Several parts of a collection's links as one, sorted."""
    revisions: dict[str, str] = {}
    for part in parts:
        revisions.update(part.revisions)
    return msgspec.structs.replace(
        Links(
            tuple(sorted(p for part in parts for p in part.passages)),
            tuple(sorted({o for part in parts for o in part.origins})),
            tuple(sorted(m for part in parts for m in part.stories)),
        ),
        revisions=dict(sorted(revisions.items())),
    )

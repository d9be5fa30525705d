"""Which items are about one event: weighted words, compared where rare ones meet, grouped by mean likeness."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .clusters import Group, Unions, average_linkage
from .collection import Collection
from .fingerprints import Shared, candidate_pairs
from .wording import I64, U64, Words, words_of

TERM_BITS = 22
"""Words are numbered by this many bits of their hash: four million places, so that no vocabulary has to be held."""
CAPITAL_WEIGHT = 3.0
NUMBER_WEIGHT = 2.0
"""A capitalised word or a number counts this many times: names and figures tell events apart, and cross languages."""
LEAD_WORDS = 50
LEAD_WEIGHT = 2.0
"""The first words, headline and lead, count this many times: they name the event, and the rest may roam."""
RARITY_POWER = 1.5
"""How much more a rare word counts than a common one."""
LEAST_MEAN = 130
"""Two groups are one story while their items are at least this much alike on average, in thousandths."""
CONTRAST = 650
"""Groups of three or more are siblings when the mean between them is below this many thousandths of the looser's."""
SAME_DAY = 1300
DOUBLING = 300
"""Dated items of one day gain by `SAME_DAY` thousandths; every doubling of the days between them asks for more.

What is asked of the likeness grows by `DOUBLING` thousandths of the one-day measure with each doubling: reports of an
event come in a burst, and those months apart share an event only when they share much.
"""
TOP_TERMS = 24
"""An item meets others by this many of its weightiest terms."""
TELLING_STORIES = 3
"""A site with fewer stories than this does not tell which words are its own."""
ALL_MEET = 100
"""Up to this many items that share a weighty term all meet; in larger crowds each meets the first and the next."""
TERM_CAP = 120
"""One term adds at most this many thousandths: a town's rare name alone makes no event."""
_SCALE = 10_000
_UNIT = _SCALE * _SCALE // 1000
_LEAST_KEPT = 60
"""Likenesses below this many thousandths are taken for none."""


class Vectors(NamedTuple):
    """Terms of all items, one after the other: item `n` has `terms[begins[n]:begins[n + 1]]`, sorted, with weights.

    Weights are whole numbers, so that a likeness is the same on every machine and in every order.
    """

    begins: I64
    terms: NDArray[np.int32]
    weights: NDArray[np.int64]


def counted_terms(words: Words, kept: NDArray[np.bool_] | None) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """The terms of one text with how often each is said, by weight; `kept` masks page furniture."""
    terms = (words.stems >> np.uint64(64 - TERM_BITS)).astype(np.int32)
    counts = np.where(words.capital, CAPITAL_WEIGHT, np.where(words.number, NUMBER_WEIGHT, 1.0))
    if kept is not None:
        terms, counts = terms[kept], counts[kept]
    counts[:LEAD_WORDS] *= LEAD_WEIGHT
    distinct, inverse = np.unique(terms, return_inverse=True)
    return distinct, np.bincount(inverse, weights=counts, minlength=len(distinct)).astype(np.float64)


class Background(NamedTuple):
    """In how many of `texts` other texts each term stands."""

    texts: int
    counts: NDArray[np.int32]


@lru_cache(maxsize=1)
def background() -> Background:
    """How common words are in general: counts over other news texts, shipped as a table of stems.

    A collection of three items cannot tell common words from telling ones. Names are left out of the table.
    """
    lines = (resources.files(__package__) / "background.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    words = words_of("\n".join(stem for stem, _ in rows[1:]))
    counts = np.zeros(1 << TERM_BITS, dtype=np.int32)
    terms = (words.stems >> np.uint64(64 - TERM_BITS)).astype(np.int32)
    np.add.at(counts, terms, np.array([int(count) for _, count in rows[1:]], dtype=np.int32))
    return Background(int(rows[0][1]), counts)


def make_vectors(
    collection: Collection,
    ranks: Sequence[int],
    kept: Callable[[int], NDArray[np.bool_] | None],
    stories: I64 | None = None,
) -> Vectors:
    """The weighted terms of the items, each vector of length `_SCALE`.

    With `stories`, a first guess of each rank's story, a word that a site has in many of its stories, as its own name
    or its town's, counts for less.
    """
    rows = [counted_terms(collection.words(rank), kept(rank)) for rank in ranks]
    begins = np.concatenate(([0], np.cumsum([len(terms) for terms, _ in rows]))).astype(np.int64)
    terms = np.concatenate([terms for terms, _ in rows])
    counts = np.concatenate([counts for _, counts in rows])
    general = background()
    spread = np.bincount(terms, minlength=1 << TERM_BITS) + general.counts
    rarity = np.log((len(rows) + general.texts + 1) / (spread[terms] + 0.5))
    weights = (1 + np.log(counts)) * np.maximum(rarity, 0) ** RARITY_POWER
    if stories is not None:
        sites = [collection.known[rank].site for rank in ranks]
        _discount_local(weights, terms, begins, sites, stories[np.array(ranks, dtype=np.int64)])
    return Vectors(begins, terms, _normalised(weights, begins))


def _discount_local(
    weights: NDArray[np.float64], terms: NDArray[np.int32], begins: I64, sites: Sequence[str], stories: I64
) -> None:
    """Multiply each weight by the share of the site's other stories that do without the word."""
    members: dict[str, list[int]] = {}
    for number, site in enumerate(sites):
        if site:
            members.setdefault(site, []).append(number)
    for own in members.values():
        count = len(set(stories[own].tolist()))
        if count < TELLING_STORIES:
            continue
        places = np.concatenate([np.arange(begins[n], begins[n + 1]) for n in own])
        labels = np.repeat(stories[own], begins[np.array(own) + 1] - begins[own])
        pairs = np.unique(np.stack((terms[places].astype(np.int64), labels), axis=1), axis=0)
        known, held = np.unique(pairs[:, 0], return_counts=True)
        weights[places] *= 1 - (held[np.searchsorted(known, terms[places])] - 1) / (count - 1)


def _normalised(weights: NDArray[np.float64], begins: I64) -> NDArray[np.int64]:
    sizes = np.diff(begins)
    squares = np.zeros(len(sizes))
    filled = np.flatnonzero(sizes)
    if len(filled):
        squares[filled] = np.add.reduceat(weights**2, begins[filled])
    norms = np.sqrt(np.maximum(squares, 1e-12))
    scaled: NDArray[np.float64] = np.rint(weights / np.repeat(norms, sizes) * _SCALE)
    return scaled.astype(np.int64)


def meeting_pairs(vectors: Vectors) -> U64:
    """Pairs of items that share at least two of their weightiest terms, as `first << 32 | second`, sorted."""
    terms, items = [], []
    for item, (begin, end) in enumerate(zip(vectors.begins[:-1].tolist(), vectors.begins[1:].tolist(), strict=True)):
        order = np.lexsort((vectors.terms[begin:end], -vectors.weights[begin:end]))[:TOP_TERMS]
        terms.append(vectors.terms[begin:end][order])
        items.append(np.full(len(order), item, dtype=np.uint32))
    all_terms, all_items = np.concatenate(terms).astype(np.uint64), np.concatenate(items)
    order = np.lexsort((all_items, all_terms))
    pairs, counts = candidate_pairs(Shared(all_terms[order], all_items[order]), all_pairs=ALL_MEET)
    return pairs[counts >= 2]


def likenesses(vectors: Vectors, pairs: U64) -> I64:
    """The cosine of each pair in thousandths; `pairs` sorted."""
    result = np.zeros(len(pairs), dtype=np.int64)
    dense = np.zeros(1 << TERM_BITS, dtype=np.int64)
    first, second = (pairs >> np.uint64(32)).astype(np.int64), (pairs & np.uint64(0xFFFFFFFF)).astype(np.int64)
    cuts = np.concatenate(([0], np.flatnonzero(np.diff(first)) + 1, [len(pairs)])) if len(pairs) else np.zeros(1, int)
    for low, high in zip(cuts[:-1].tolist(), cuts[1:].tolist(), strict=True):
        own = slice(vectors.begins[first[low]], vectors.begins[first[low] + 1])
        dense[vectors.terms[own]] = vectors.weights[own]
        result[low:high] = _dots(vectors, dense, second[low:high])
        dense[vectors.terms[own]] = 0
    thousandths: I64 = result // _UNIT
    return thousandths


def _dots(vectors: Vectors, dense: NDArray[np.int64], others: I64) -> I64:
    sizes = vectors.begins[others + 1] - vectors.begins[others]
    starts = np.cumsum(sizes) - sizes
    places = np.arange(int(sizes.sum())) - np.repeat(starts - vectors.begins[others], sizes)
    products = np.minimum(dense[vectors.terms[places]] * vectors.weights[places], TERM_CAP * _UNIT)
    sums = np.concatenate(([0], np.cumsum(products)))
    dots: I64 = sums[starts + sizes] - sums[starts]
    return dots


class Graph(NamedTuple):
    """Pairs of items, `first << 32 | second`, sorted, with their likeness in thousandths."""

    pairs: U64
    values: I64


def group_stories(
    collection: Collection,
    kept: Callable[[int], NDArray[np.bool_] | None],
    joined: Iterable[tuple[int, int]],
    same: Mapping[int, int],
    guess: I64 | None = None,
) -> list[list[int]]:
    """The items of a collection by story, as sorted ranks.

    `joined` pairs share text and are compared in any case; `same` maps near-copies to the item that stands for them;
    `guess` is a first answer, by which words that only belong to a site are known.
    Groups found among items are compared once more as wholes, since in a large story not every pair has met.
    """
    alone = [rank for rank in range(len(collection)) if rank not in same]
    vectors = make_vectors(collection, alone, kept, guess)
    days = np.array([[collection.known[rank].day] * 2 for rank in alone], dtype=np.int64)
    place = {rank: n for n, rank in enumerate(alone)}
    extra = {tuple(sorted((place[same.get(a, a)], place[same.get(b, b)]))) for a, b in joined}
    met = np.array(sorted(a << 32 | b for a, b in extra if a != b), dtype=np.uint64)
    groups = _round(vectors, days, [Group()] * len(alone), met)
    wholes = _pooled(vectors, groups)
    again = _round(wholes, _spans(days, groups), _held(vectors, wholes, groups), np.empty(0, np.uint64))
    stories = [[alone[n] for number in group for n in groups[number]] for group in again]
    return _with_copies(stories, same)


def _with_copies(stories: list[list[int]], same: Mapping[int, int]) -> list[list[int]]:
    copies: dict[int, list[int]] = {}
    for copy, first in same.items():
        copies.setdefault(first, []).append(copy)
    return sorted(sorted(rank for one in story for rank in (one, *copies.get(one, ()))) for story in stories)


def _held(vectors: Vectors, wholes: Vectors, groups: Sequence[Sequence[int]]) -> list[Group]:
    """Each group's size and the sum of likenesses within it: the square of its sum less its items' own squares."""
    unit = _SCALE * _SCALE // 1000
    running = np.concatenate(([0], np.cumsum(vectors.weights**2)))
    squares = np.diff(running[vectors.begins]).tolist()
    held = []
    for number, group in enumerate(groups):
        own = wholes.weights[wholes.begins[number] : wholes.begins[number + 1]]
        total = int((own * own).sum()) * len(group) ** 2 - sum(squares[n] for n in group)
        held.append(Group(len(group), max(0, total) // (2 * unit)))
    return held


def _round(vectors: Vectors, days: I64, starting: Sequence[Group], extra: U64) -> list[list[int]]:
    pairs = np.unique(np.concatenate((meeting_pairs(vectors), extra)))
    values = _dated(days, pairs, likenesses(vectors, pairs))
    strong = values >= _LEAST_KEPT
    return _linked(starting, Graph(pairs[strong], values[strong]))


def _pooled(vectors: Vectors, groups: Sequence[Sequence[int]]) -> Vectors:
    """One vector a group: the mean of its items', so that a product of two is the mean over all pairs."""
    rows = [_mean_vector(vectors, group) for group in groups]
    begins = np.concatenate(([0], np.cumsum([len(terms) for terms, _ in rows]))).astype(np.int64)
    return Vectors(begins, np.concatenate([t for t, _ in rows]), np.concatenate([w for _, w in rows]))


def _mean_vector(vectors: Vectors, group: Sequence[int]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    parts = [slice(vectors.begins[n], vectors.begins[n + 1]) for n in group]
    if len(parts) == 1:
        return vectors.terms[parts[0]], vectors.weights[parts[0]]
    terms, inverse = np.unique(np.concatenate([vectors.terms[p] for p in parts]), return_inverse=True)
    sums = np.zeros(len(terms), dtype=np.int64)
    np.add.at(sums, inverse, np.concatenate([vectors.weights[p] for p in parts]))
    return terms, sums // len(group)


def _spans(days: I64, groups: Sequence[Sequence[int]]) -> I64:
    """First and last day of each group; 0 where no item has one."""
    spans = np.zeros((len(groups), 2), dtype=np.int64)
    for number, group in enumerate(groups):
        dated = days[list(group)]
        dated = dated[dated[:, 0] > 0]
        if len(dated):
            spans[number] = dated[:, 0].min(), dated[:, 1].max()
    return spans


def _dated(days: I64, pairs: U64, values: I64) -> I64:
    """Likenesses raised or lowered by how far apart the items were published; left alone where a date is missing."""
    first = days[(pairs >> np.uint64(32)).astype(np.int64)]
    second = days[(pairs & np.uint64(0xFFFFFFFF)).astype(np.int64)]
    apart = np.maximum(0, np.maximum(first[:, 0] - second[:, 1], second[:, 0] - first[:, 1]))
    asked = 1000 + (DOUBLING * np.log2(1 + apart)).astype(np.int64)
    factors = 1000 * SAME_DAY // asked
    known = (first[:, 0] > 0) & (second[:, 0] > 0)
    dated: I64 = np.where(known, np.minimum(values * factors // 1000, 1000), values)
    return dated


def _linked(starting: Sequence[Group], graph: Graph) -> list[list[int]]:
    """Average linkage within each connected part."""
    first, second = (graph.pairs >> np.uint64(32)).tolist(), (graph.pairs & np.uint64(0xFFFFFFFF)).tolist()
    edges = list(zip(first, second, graph.values.tolist(), strict=True))
    unions = Unions(len(starting))
    for one, other, value in edges:
        if value >= LEAST_MEAN:
            unions.join(one, other)
    parts: dict[int, dict[tuple[int, int], int]] = {}
    for one, other, value in edges:
        root = unions.find(one)
        if root == unions.find(other):
            parts.setdefault(root, {})[one, other] = value
    found: list[list[int]] = []
    for group in unions.groups():
        found += [group] if len(group) == 1 else _parted(group, parts[group[0]], starting)
    return sorted(found)


def _parted(group: list[int], edges: Mapping[tuple[int, int], int], starting: Sequence[Group]) -> list[list[int]]:
    place = {rank: n for n, rank in enumerate(group)}
    weights = {(place[a], place[b]): value for (a, b), value in edges.items()}
    parts = average_linkage([starting[n] for n in group], weights, least=LEAST_MEAN, contrast=CONTRAST)
    return [[group[n] for n in part] for part in parts]

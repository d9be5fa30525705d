"""Which items are about one event: weighted words, compared where rare ones meet, grouped by mean likeness."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .clusters import Unions, average_linkage
from .collection import Collection
from .fingerprints import Shared, candidate_pairs
from .wording import I64, U64, Words, words_of

TERM_BITS = 22
"""Words are numbered by this many bits of their hash: four million places, so that no vocabulary has to be held."""
CAPITAL_WEIGHT = 2.0
"""A capitalised word counts this many times: names tell events apart better than what happened does."""
RARITY_POWER = 1.5
"""How much more a rare word counts than a common one."""
LEAST_MEAN = 180
"""Two groups are one story while their items are at least this much alike on average, in thousandths."""
TOP_TERMS = 24
"""An item meets others by this many of its weightiest terms."""
_SCALE = 10_000
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
    """The terms of one text with how often each is said, capitals counting double; `kept` masks page furniture."""
    terms = (words.stems >> np.uint64(64 - TERM_BITS)).astype(np.int32)
    counts = np.where(words.capital, CAPITAL_WEIGHT, 1.0)
    if kept is not None and kept.any():
        terms, counts = terms[kept], counts[kept]
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


def make_vectors(collection: Collection, kept: Callable[[int], NDArray[np.bool_] | None]) -> Vectors:
    """The weighted terms of all items, each vector of length `_SCALE`."""
    rows = [counted_terms(collection.words(rank), kept(rank)) for rank in range(len(collection))]
    begins = np.concatenate(([0], np.cumsum([len(terms) for terms, _ in rows]))).astype(np.int64)
    terms = np.concatenate([terms for terms, _ in rows])
    counts = np.concatenate([counts for _, counts in rows])
    general = background()
    spread = np.bincount(terms, minlength=1 << TERM_BITS) + general.counts
    rarity = np.log((len(rows) + general.texts + 1) / (spread[terms] + 0.5))
    weights = (1 + np.log(counts)) * np.maximum(rarity, 0) ** RARITY_POWER
    return Vectors(begins, terms, _normalised(weights, begins))


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
    pairs, counts = candidate_pairs(Shared(all_terms[order], all_items[order]))
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
    thousandths: I64 = result // (_SCALE * _SCALE // 1000)
    return thousandths


def _dots(vectors: Vectors, dense: NDArray[np.int64], others: I64) -> I64:
    sizes = vectors.begins[others + 1] - vectors.begins[others]
    starts = np.cumsum(sizes) - sizes
    places = np.arange(int(sizes.sum())) - np.repeat(starts - vectors.begins[others], sizes)
    products = dense[vectors.terms[places]] * vectors.weights[places]
    sums = np.concatenate(([0], np.cumsum(products)))
    dots: I64 = sums[starts + sizes] - sums[starts]
    return dots


def group_stories(
    collection: Collection,
    kept: Callable[[int], NDArray[np.bool_] | None],
    joined: Iterable[tuple[int, int]],
) -> list[list[int]]:
    """The items of a collection by story, as sorted ranks; `joined` pairs share text and are compared in any case."""
    vectors = make_vectors(collection, kept)
    extra = np.array([low << 32 | high for low, high in joined], dtype=np.uint64)
    pairs = np.unique(np.concatenate((meeting_pairs(vectors), extra)))
    values = likenesses(vectors, pairs)
    strong = values >= _LEAST_KEPT
    return _linked(len(collection), pairs[strong], values[strong])


def _linked(size: int, pairs: U64, values: I64) -> list[list[int]]:
    """Average linkage within each connected part."""
    first, second = (pairs >> np.uint64(32)).tolist(), (pairs & np.uint64(0xFFFFFFFF)).tolist()
    unions = Unions(size)
    for one, other, value in zip(first, second, values.tolist(), strict=True):
        if value >= LEAST_MEAN:
            unions.join(one, other)
    parts: dict[int, dict[tuple[int, int], int]] = {}
    for one, other, value in zip(first, second, values.tolist(), strict=True):
        root = unions.find(one)
        if root == unions.find(other):
            parts.setdefault(root, {})[one, other] = value
    found: list[list[int]] = []
    for group in unions.groups():
        if len(group) == 1:
            found.append(group)
            continue
        place = {rank: n for n, rank in enumerate(group)}
        weights = {(place[a], place[b]): value for (a, b), value in parts[group[0]].items()}
        found += [[group[n] for n in part] for part in average_linkage(len(group), weights, least=LEAST_MEAN)]
    return sorted(found)

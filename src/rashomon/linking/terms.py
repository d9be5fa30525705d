"""What of an item tells its event: words weighed by rarity, names and figures more, page furniture and site words less.

The thresholds here and in `stories` are one setting for all collections. They were set by hand, by reading where news
texts of known stories went wrong, and not all of them stand on a plateau: `stories.CONTRAST` is a sharp one (B-cubed F1
of stories-ecb is 0.900 with it at 550 and 0.926 at 700), so that figures on other collections may well differ.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .boilerplate import Spread
from .collection import Collection
from .sounds import sound_of
from .wording import I64, U64, Words, distinct, words_of

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
TELLING_STORIES = 3
"""A site with fewer stories than this does not tell which words are its own."""
SCALE = 10_000
"""The length of every vector of weights."""
_AT_ONCE = 250
"""Items whose terms are counted together: enough to make calls cheap, few enough for the processor's caches."""


class Counted(NamedTuple):
    """The terms of items one after the other, each item's once and sorted, and how often each is said."""

    sizes: I64
    terms: NDArray[np.int32]
    counts: NDArray[np.float64]


class Vectors(NamedTuple):
    """Terms of all items, one after the other: item `n` has `terms[begins[n]:begins[n + 1]]`, sorted, with weights.

    Weights are whole numbers, so that a likeness is the same on every machine and in every order.
    """

    begins: I64
    terms: NDArray[np.int32]
    weights: NDArray[np.int64]


def term_of(stems: U64) -> NDArray[np.int32]:
    """The numbers of words among the `2 ** TERM_BITS` places for terms."""
    return (stems >> np.uint64(64 - TERM_BITS)).astype(np.int32)


def crossing_terms(text: str, words: Words, own: NDArray[np.bool_]) -> Counted:
    """What crosses scripts: names by their sound, and numbers, with how often each is said; `own` masks furniture."""
    places = np.flatnonzero(words.capital & own).tolist()
    sounds = (sound_of(text[words.starts[place] : words.ends[place]]) for place in places)
    names = np.array([zlib.crc32(b"sound " + s.encode()) >> (32 - TERM_BITS) for s in sounds if s], dtype=np.int32)
    numbers = term_of(words.stems[words.number & own])
    terms, counts = np.unique(np.concatenate((names, numbers)), return_counts=True)
    return Counted(np.array([len(terms)]), terms, counts.astype(np.float64))


def counted_terms(collection: Collection, ranks: Sequence[int], spread: Spread) -> Counted:
    """The terms of some items with how often each is said, by weight; words of page furniture are left out."""
    words = [collection.words(rank) for rank in ranks]
    terms = term_of(np.concatenate([w.stems for w in words]))
    owner = np.repeat(np.arange(len(ranks)), [len(w.stems) for w in words])
    number = np.concatenate([w.number for w in words])
    counts = np.where(np.concatenate([w.capital for w in words]), CAPITAL_WEIGHT, np.where(number, NUMBER_WEIGHT, 1.0))
    own = own_words(collection, ranks, spread)
    terms, owner, counts = terms[own], owner[own], counts[own]
    begins = np.searchsorted(owner, np.arange(len(ranks)))
    counts[np.arange(len(owner)) - begins[owner] < LEAD_WORDS] *= LEAD_WEIGHT
    keys = owner << TERM_BITS | terms
    order = np.argsort(keys)
    new = np.flatnonzero(np.diff(keys[order], prepend=-1))
    summed = np.add.reduceat(counts[order], new) if len(new) else np.empty(0)
    first = order[new]
    return Counted(np.bincount(owner[first], minlength=len(ranks)), terms[first], summed)


def own_words(collection: Collection, ranks: Sequence[int], spread: Spread) -> NDArray[np.bool_]:
    """Which words of some items, one after the other, stand in no page furniture."""
    sizes = np.array([len(collection.words(rank).full) for rank in ranks], dtype=np.int64)
    if not len(spread.shingles):
        return np.ones(int(sizes.sum()), dtype=bool)
    shingles = [collection.shingles(rank) for rank in ranks]
    counts = np.array([len(s) for s in shingles], dtype=np.int64)
    shift = np.cumsum(sizes) - sizes - (np.cumsum(counts) - counts)
    words = np.arange(int(counts.sum())) + np.repeat(shift, counts)
    return spread.own_words(np.concatenate(shingles), words, int(sizes.sum()))


def _chunks(ranks: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ranks[n : n + _AT_ONCE] for n in range(0, len(ranks), _AT_ONCE))


class Background(NamedTuple):
    """In how many of `texts` other texts each term stands."""

    texts: int
    counts: NDArray[np.int32]


@lru_cache(maxsize=1)
def background() -> Background:
    """How common words are in general: counts over other news texts, shipped as a table of stems.

    A collection of three items cannot tell common words from telling ones. Names are left out of the table, which was
    counted over the 840 English texts of PolNeAR's training part; it holds no text.
    """
    lines = (resources.files(__package__) / "background.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    words = words_of("\n".join(stem for stem, _ in rows[1:]))
    counts = np.zeros(1 << TERM_BITS, dtype=np.int32)
    terms = term_of(words.stems)
    np.add.at(counts, terms, np.array([int(count) for _, count in rows[1:]], dtype=np.int32))
    return Background(int(rows[0][1]), counts)


def make_vectors(collection: Collection, ranks: Sequence[int], spread: Spread, stories: I64 | None = None) -> Vectors:
    """The weighted terms of the items, each vector of length `SCALE`.

    With `stories`, a first guess of each rank's story, a word that a site has in many of its stories, as its own name
    or its town's, counts for less.
    """
    begins, terms, counts = _laid_out([counted_terms(collection, some, spread) for some in _chunks(ranks)])
    general = background()
    weights = (1 + np.log(counts)) * _rarity(terms, general.counts, len(ranks) + general.texts) ** RARITY_POWER
    if stories is not None:
        sites = [collection.known[rank].site for rank in ranks]
        _discount_local(weights, terms, begins, sites, stories[np.array(ranks, dtype=np.int64)])
    return Vectors(begins, terms, _normalised(weights, begins))


def make_crossing(collection: Collection, ranks: Sequence[int], spread: Spread) -> Vectors | None:
    """The weighted names and numbers of the items, or null where the collection has one script only."""
    if len({collection.known[rank].latin for rank in ranks}) < 2:
        return None
    rows = [
        crossing_terms(collection.item(rank).text, collection.words(rank), own_words(collection, [rank], spread))
        for rank in ranks
    ]
    begins, terms, counts = _laid_out(rows)
    nowhere = np.zeros(1 << TERM_BITS, dtype=np.int32)
    weights = (1 + np.log(counts)) * _rarity(terms, nowhere, len(ranks) + background().texts)
    return Vectors(begins, terms, _normalised(weights, begins))


def _laid_out(parts: Sequence[Counted]) -> tuple[I64, NDArray[np.int32], NDArray[np.float64]]:
    begins = np.concatenate(([0], np.cumsum(np.concatenate([part.sizes for part in parts])))).astype(np.int64)
    return begins, np.concatenate([part.terms for part in parts]), np.concatenate([part.counts for part in parts])


def _rarity(terms: NDArray[np.int32], elsewhere: NDArray[np.int32], texts: int) -> NDArray[np.float64]:
    spread = np.bincount(terms, minlength=1 << TERM_BITS) + elsewhere
    rarity: NDArray[np.float64] = np.maximum(np.log((texts + 1) / (spread[terms] + 0.5)), 0)
    return rarity


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
        pairs = distinct(terms[places].astype(np.int64) << 32 | labels)
        known, held = np.unique(pairs >> 32, return_counts=True)
        weights[places] *= 1 - (held[np.searchsorted(known, terms[places])] - 1) / (count - 1)


def _normalised(weights: NDArray[np.float64], begins: I64) -> NDArray[np.int64]:
    sizes = np.diff(begins)
    squares = np.zeros(len(sizes))
    filled = np.flatnonzero(sizes)
    if len(filled):
        squares[filled] = np.add.reduceat(weights**2, begins[filled])
    norms = np.sqrt(np.maximum(squares, 1e-12))
    scaled: NDArray[np.float64] = np.rint(weights / np.repeat(norms, sizes) * SCALE)
    return scaled.astype(np.int64)

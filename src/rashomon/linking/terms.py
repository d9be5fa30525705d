"""What of an item tells its event: words weighed by rarity, names and figures more, page furniture and site words less.

The thresholds here and in `stories` are one setting for all collections. They were set by hand, by reading where news
texts of known stories went wrong, and not all of them stand on a plateau: `stories.CONTRAST` is a sharp one (B-cubed F1
of stories-ecb is 0.900 with it at 550 and 0.926 at 700), so that figures on other collections may well differ.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .boilerplate import Spread
from .sounds import sound_of
from .texts import Texts
from .wording import I64, U64, Words, distinct, words_of

TERM_BITS = 22
"""Words are numbered by this many bits of their hash: four million places, so that no vocabulary has to be held."""
CAPITAL_WEIGHT = 3
NUMBER_WEIGHT = 2
"""A capitalised word or a number counts this many times: names and figures tell events apart, and cross languages."""
LEAD_WORDS = 50
LEAD_WEIGHT = 2
"""The first words, headline and lead, count this many times: they name the event, and the rest may roam."""
RARITY_POWER = 1.5
"""How much more a rare word counts than a common one."""
TELLING_STORIES = 3
"""A site with fewer stories than this does not tell which words are its own."""
SCALE = 10_000
"""The length of every vector of weights."""
_AT_ONCE = 250
"""Items whose terms are counted together: enough to make calls cheap, few enough for the processor's caches."""
_LOOKED_UP = 1000
"""Items whose page furniture is looked up together: the set may be large, and a sorted walk through it is paid once."""


class Counted(NamedTuple):
    """The terms of items one after the other, each item's once and sorted, and how often each is said."""

    sizes: I64
    terms: NDArray[np.int32]
    counts: NDArray[np.int32]


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
    return Counted(np.array([len(terms)]), terms, counts.astype(np.int32))


def count_crossing(texts: Texts, ranks: Sequence[int], spread: Spread) -> Counted:
    """What crosses scripts, of some items."""
    return laid_out([
        crossing_terms(texts.item(rank).text, texts.words(rank), own_words(texts, [rank], spread)) for rank in ranks
    ])  # fmt: skip


def count_terms(texts: Texts, ranks: Sequence[int], spread: Spread) -> Counted:
    """The terms of some items with how often each is said, by weight; words of page furniture are left out."""
    parts = []
    for low in range(0, len(ranks), _LOOKED_UP):
        some = ranks[low : low + _LOOKED_UP]
        own = own_words(texts, some, spread)
        ends = np.cumsum([0, *(len(texts.words(rank).full) for rank in some)]).tolist()
        for at in range(0, len(some), _AT_ONCE):
            until = min(at + _AT_ONCE, len(some))
            parts.append(_count(texts, some[at:until], own[ends[at] : ends[until]]))
    return laid_out(parts)


def _count(texts: Texts, ranks: Sequence[int], own: NDArray[np.bool_]) -> Counted:
    words = [texts.words(rank) for rank in ranks]
    terms = term_of(np.concatenate([w.stems for w in words]))
    owner = np.repeat(np.arange(len(ranks)), [len(w.stems) for w in words])
    number = np.concatenate([w.number for w in words])
    counts = np.where(np.concatenate([w.capital for w in words]), CAPITAL_WEIGHT, np.where(number, NUMBER_WEIGHT, 1))
    terms, owner, counts = terms[own], owner[own], counts[own]
    begins = np.searchsorted(owner, np.arange(len(ranks)))
    counts[np.arange(len(owner)) - begins[owner] < LEAD_WORDS] *= LEAD_WEIGHT
    keys = owner << TERM_BITS | terms
    order = np.argsort(keys)
    new = np.flatnonzero(np.diff(keys[order], prepend=-1))
    summed = np.add.reduceat(counts[order], new) if len(new) else np.empty(0, np.int64)
    first = order[new]
    return Counted(np.bincount(owner[first], minlength=len(ranks)), terms[first], summed.astype(np.int32))


def own_words(texts: Texts, ranks: Sequence[int], spread: Spread) -> NDArray[np.bool_]:
    """Which words of some items, one after the other, stand in no page furniture."""
    sizes = np.array([len(texts.words(rank).full) for rank in ranks], dtype=np.int64)
    if not len(spread.shingles):
        return np.ones(int(sizes.sum()), dtype=bool)
    shingles = [texts.shingles(rank) for rank in ranks]
    counts = np.array([len(s) for s in shingles], dtype=np.int64)
    shift = np.cumsum(sizes) - sizes - (np.cumsum(counts) - counts)
    words = np.arange(int(counts.sum())) + np.repeat(shift, counts)
    return spread.own_words(np.concatenate(shingles), words, int(sizes.sum()))


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


class Common(NamedTuple):
    """How common each term is: in how many texts it stands, of how many; the collection's and the general ones."""

    texts: int
    counts: NDArray[np.int32]


def frequencies(parts: Iterable[Counted], *, general: bool = True) -> Common:
    """In how many items each term stands, with those of the background where `general`."""
    counts, texts = np.zeros(1 << TERM_BITS, dtype=np.int32), 0
    for part in parts:
        counts += np.bincount(part.terms, minlength=1 << TERM_BITS).astype(np.int32)
        texts += len(part.sizes)
    return with_background(Common(texts, counts), general=general)


def with_background(common: Common, *, general: bool = True) -> Common:
    """The frequencies of a collection together with the general ones; names are in no general table."""
    known = background()
    return Common(common.texts + known.texts, common.counts + known.counts if general else common.counts)


class Guess(NamedTuple):
    """A first guess of each item's story, and its site as a number (-1: unknown), to tell the words of a site."""

    sites: I64
    stories: I64


def weigh(counted: Counted, common: Common, power: float = RARITY_POWER, guess: Guess | None = None) -> Vectors:
    """The weighted terms of some items, each vector of length `SCALE`.

    With a guess, a word that a site has in many of its stories, as its own name or its town's, counts for less; then
    all items of a site must be weighed together.
    """
    begins = np.concatenate(([0], np.cumsum(counted.sizes))).astype(np.int64)
    rarity = np.maximum(np.log((common.texts + 1) / (common.counts[counted.terms] + 0.5)), 0) ** power
    weights = (1 + np.log(counted.counts)) * rarity
    if guess is not None:
        _discount_local(weights, counted.terms, begins, guess)
    return Vectors(begins, counted.terms, _normalised(weights, begins))


def laid_out(parts: Sequence[Counted]) -> Counted:
    """The terms of several lots of items as one."""
    return Counted(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _discount_local(weights: NDArray[np.float64], terms: NDArray[np.int32], begins: I64, guess: Guess) -> None:
    """Multiply each weight by the share of the site's other stories that do without the word."""
    order = np.argsort(guess.sites, kind="stable")
    for own in np.split(order, np.flatnonzero(np.diff(guess.sites[order])) + 1):
        if not len(own) or guess.sites[own[0]] < 0:
            continue
        count = len(distinct(guess.stories[own]))
        if count < TELLING_STORIES:
            continue
        places = np.concatenate([np.arange(begins[n], begins[n + 1]) for n in own.tolist()])
        labels = np.repeat(guess.stories[own], begins[own + 1] - begins[own])
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

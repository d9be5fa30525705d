"""The collection as linking sees it: items in one order, whatever the order in which they came."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TypeVar
from urllib.parse import urlsplit

import msgspec

from ..language.tokens import fold
from ..model.links import LinkInput
from .fingerprints import shingles_of
from .seeds import Indexed, index_words
from .word_store import WordStore
from .wording import U64, Words, words_of_all

_T = TypeVar("_T")
_KEPT = 5_000
"""Texts whose words and shingles are kept at hand; others are fetched or made again when they are met again."""
_SHARE = 4
"""The words of a collection stay in memory up to this part of the memory that linking may use."""
_TOGETHER = 60_000
"""Characters of texts that are read in one pass: their arrays stay in the processor's caches."""
_LATE = "~"


class Known(msgspec.Struct, frozen=True):
    """What is kept of each item throughout: who published it, when, where, whom it credits, and its text's digest."""

    item_id: str
    publisher: str
    site: str
    published: str | None
    day: int
    url: str | None
    credits: tuple[str, ...]
    digest: bytes
    size: int
    latin: bool


class Collection:
    """Items ranked by date, then id: an undated one comes last. `rank` is a place in that order."""

    def __init__(self, inputs: Sequence[LinkInput], *, memory_mb: int = 2000) -> None:
        order = sorted(range(len(inputs)), key=lambda n: (inputs[n].published or _LATE, inputs[n].item_id))
        self._inputs, self._order = inputs, order
        self._words: OrderedDict[int, Words] = OrderedDict()
        self._indexed: OrderedDict[int, Indexed] = OrderedDict()
        self._shingles: OrderedDict[int, U64] = OrderedDict()
        self._store = WordStore(memory_mb * 1024 * 1024 // _SHARE)
        self.known: list[Known] = []
        for ranks in self._chunks():
            for rank, words in zip(ranks, words_of_all([self.item(rank).text for rank in ranks]), strict=True):
                self._store.put(rank, words)
                self.known.append(_known(self.item(rank), words))

    def __len__(self) -> int:
        return len(self._order)

    def item(self, rank: int) -> LinkInput:
        """The item of a rank."""
        return self._inputs[self._order[rank]]

    def words(self, rank: int) -> Words:
        """The words of an item's text."""
        words = self._words.get(rank)
        if words is None:
            words = self._store.get(rank)
            _keep(self._words, rank, words)
        return words

    def indexed(self, rank: int) -> Indexed:
        """The words of an item ready to be aligned."""
        indexed = self._indexed.get(rank)
        if indexed is None:
            indexed = index_words(self.words(rank).full, self.shingles(rank))
            _keep(self._indexed, rank, indexed)
        return indexed

    def _chunks(self) -> Iterator[range]:
        """All ranks, some at a time: so many items as are read quickest together, by their length."""
        first, held = 0, 0
        for rank in range(len(self)):
            held += len(self.item(rank).text)
            if held >= _TOGETHER:
                yield range(first, rank + 1)
                first, held = rank + 1, 0
        if first < len(self):
            yield range(first, len(self))

    def shingles(self, rank: int) -> U64:
        """The shingles of an item's text, in their order."""
        shingles = self._shingles.get(rank)
        if shingles is None:
            shingles = shingles_of(self.words(rank).full)
            _keep(self._shingles, rank, shingles)
        return shingles


def _keep(store: OrderedDict[int, _T], rank: int, value: _T) -> None:
    store[rank] = value
    if len(store) > _KEPT:
        store.popitem(last=False)


def _known(item: LinkInput, words: Words) -> Known:
    return Known(
        item_id=item.item_id, publisher=fold(item.publisher or ""), site=site_of(item), published=item.published,
        day=_day(item.published), url=item.url, credits=tuple(sorted({fold(c) for c in item.credits})),
        digest=hashlib.blake2b(words.full.tobytes(), digest_size=16).digest(), size=len(words.full),
        latin=2 * int(words.latin.sum()) >= len(words.full) - int(words.number.sum()),
    )  # fmt: skip


def site_of(item: LinkInput) -> str:
    """Where an item was published: the host of its address without `www.`, else its publisher, else nothing."""
    try:
        host = urlsplit(item.url or "").hostname or ""
    except ValueError:
        host = ""
    return host.removeprefix("www.") or fold(item.publisher or "")


def _day(published: str | None) -> int:
    """The day as a running number, or 0 where the date is missing or coarser than a day."""
    try:
        return date.fromisoformat((published or "")[:10]).toordinal()
    except ValueError:
        return 0

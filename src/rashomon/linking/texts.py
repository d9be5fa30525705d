"""Texts by their rank: what a stage of linking asks of the items that its batch is about."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Protocol, TypeVar
from urllib.parse import urlsplit

import msgspec

from ..language.packs import base_language
from ..language.tokens import fold
from ..model.links import LinkInput
from .fingerprints import shingles_of
from .wording import U64, Words, words_of_all

LATE = "~"
"""Stands for a missing date: after all that have one."""
_TOGETHER = 60_000
"""Characters of texts that are read in one pass: their arrays stay in the processor's caches."""
_PLAIN_ADDRESS = re.compile(r"https?://[\w.:-]+(?=[/?#]|$)")
"""The part of an address that names the host, which is all that is read of it."""
_T_co = TypeVar("_T_co", covariant=True)


class Known(msgspec.Struct, frozen=True):
    """What is kept of an item beside its words: who published it, when, where, whom it credits, what it quotes."""

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
    language: str
    quoted: tuple[tuple[int, int], ...]
    modified: str | None = None


class Accounts:
    """What is known of some items, numbered."""

    def __init__(self, known: Sequence[Known]) -> None:
        self.known = known

    def __len__(self) -> int:
        return len(self.known)


class ByRank(Protocol[_T_co]):
    """Something that gives a value for a rank."""

    def __getitem__(self, rank: int, /) -> _T_co:
        """The value of a rank."""
        ...


class Texts(Protocol):
    """The texts of some ranks. A rank is an item's place among all, by date and then id: an undated one comes last."""

    @property
    def known(self) -> ByRank[Known]:
        """What is kept of each item."""
        ...

    def item(self, rank: int) -> LinkInput:
        """The item itself."""
        ...

    def words(self, rank: int) -> Words:
        """The words of its text."""
        ...

    def shingles(self, rank: int) -> U64:
        """The shingles of its text, in their order."""
        ...


class Given:
    """The texts of the items of one batch, all in memory."""

    def __init__(self, items: Mapping[int, LinkInput]) -> None:
        self._items = items
        self._words = dict(read_words(items))
        self._known = {rank: known_of(items[rank], words) for rank, words in self._words.items()}

    @property
    def known(self) -> Mapping[int, Known]:
        """What is kept of each item."""
        return self._known

    def item(self, rank: int) -> LinkInput:
        """The item itself."""
        return self._items[rank]

    def words(self, rank: int) -> Words:
        """The words of its text."""
        return self._words[rank]

    def shingles(self, rank: int) -> U64:
        """The shingles of its text, in their order."""
        return shingles_of(self._words[rank].full)


def order_key(item_id: str, published: str | None) -> tuple[str, str]:
    """What items are ranked by: their date, then their id; an undated one comes last."""
    return published or LATE, item_id


def read_words(items: Mapping[int, LinkInput]) -> Iterator[tuple[int, Words]]:
    """The words of each item, so many read together as is quickest."""
    for ranks in _together(items):
        yield from zip(ranks, words_of_all([items[rank].text for rank in ranks]), strict=True)


def _together(items: Mapping[int, LinkInput]) -> Iterator[Sequence[int]]:
    ranks: list[int] = []
    held = 0
    for rank, item in items.items():
        ranks.append(rank)
        held += len(item.text)
        if held >= _TOGETHER:
            yield ranks
            ranks, held = [], 0
    if ranks:
        yield ranks


def known_of(item: LinkInput, words: Words) -> Known:
    """What is kept of an item with these words."""
    return Known(
        item_id=item.item_id, publisher=_folded(item.publisher or ""), site=site_of(item), published=item.published,
        day=_day(item.published), url=item.url, credits=tuple(sorted({_folded(c) for c in item.credits})),
        digest=hashlib.blake2b(words.full.tobytes(), digest_size=16).digest(), size=len(words.full),
        latin=2 * int(words.latin.sum()) >= len(words.full) - int(words.number.sum()),
        language=base_language(item.language), quoted=item.quoted, modified=item.modified,
    )  # fmt: skip


def site_of(item: LinkInput) -> str:
    """Where an item was published: the host of its address without `www.`, else its publisher, else nothing."""
    url = item.url or ""
    plain = _PLAIN_ADDRESS.match(url)
    return _host(plain[0] if plain else url).removeprefix("www.") or _folded(item.publisher or "")


@lru_cache(maxsize=10_000)
def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


@lru_cache(maxsize=10_000)
def _folded(name: str) -> str:
    """A publisher or a credit, most of which come again and again."""
    return fold(name)


def _day(published: str | None) -> int:
    """The day as a running number, or 0 where the date is missing or coarser than a day."""
    try:
        return date.fromisoformat((published or "")[:10]).toordinal()
    except ValueError:
        return 0

"""Second savings of one account: the same address, or the same publisher with the same text but for edits."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import urlsplit

from .clusters import Unions
from .passages import Coverage
from .texts import LATE, Accounts, Known

_SAME_ADDRESS = 200
"""Thousandths of the shorter text that two savings of one address must share: an address can be used again."""
_SAME_PUBLISHER = 700
"""Thousandths that two texts of one publisher must share in both to be one account: less is a follow-up."""


def find_revisions(collection: Accounts, coverage: Mapping[tuple[int, int], Coverage]) -> dict[int, int]:
    """Each later saving of an account with the first one, by rank.

    Savings of one account mostly bear one date of publication, which leaves them in the order of their ids: what was
    changed later, or has grown since, is the later one.
    """
    unions = Unions(len(collection))
    for (low, high), shares in coverage.items():
        if _is_revision(collection.known[low], collection.known[high], shares):
            unions.join(low, high)
    firsts = {group[0]: min(group, key=lambda rank: _saved(collection.known[rank])) for group in unions.groups()}
    found = {rank: firsts[unions.find(rank)] for rank in range(len(collection))}
    return {rank: first for rank, first in found.items() if first != rank}


def _saved(one: Known) -> tuple[str, str, int, str]:
    """What savings are ordered by: the date of publication, since when it stood as it stands, its length, its id.

    A text that holds all of another is the longer one; length, unlike containment, orders more than two alike.
    """
    return one.published or LATE, one.modified or one.published or "", one.size, one.item_id


def _is_revision(a: Known, b: Known, shares: Coverage) -> bool:
    if a.url and b.url and _address(a.url) == _address(b.url):
        return max(shares.low, shares.high) >= _SAME_ADDRESS
    same = bool(a.publisher) and a.publisher == b.publisher
    return same and min(shares.low, shares.high) >= _SAME_PUBLISHER


@lru_cache(maxsize=10_000)
def _address(url: str) -> str:
    """An address without scheme, `www.` and the part after `#`."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return url
    return f"{(parts.hostname or '').removeprefix('www.')}{parts.path.rstrip('/')}?{parts.query}"

"""Names of publishers and of those whom a text credits: abbreviations and full names that mean one body."""

from __future__ import annotations

import re
from functools import lru_cache

from ..language.packs import load_pack
from ..language.tokens import fold

_LEAST_INITIALS = 3
_MOST_INITIALS = 6
"""Two initials fit too many names; those of agencies known by two letters are in the pack."""
_WORD = re.compile(r"[^\W_]+")


@lru_cache(maxsize=1)
def _agencies() -> dict[str, str]:
    rows = load_pack("und").section("linking").get("agencies", [])
    return {fold(name): fold(row[1] if len(row) > 1 else row[0]) for row in rows for name in row}


@lru_cache(maxsize=100_000)
def full_name(name: str) -> str:
    """The full name of an agency by any of its names, or the name itself; names are folded.

    >>> full_name("ap"), full_name("harbour post")
    ('associated press', 'harbour post')
    """
    plain = name.removeprefix("the ")
    return _agencies().get(plain, _agencies().get(name, plain))


@lru_cache(maxsize=100_000)
def are_one(name: str, other: str) -> bool:
    """Whether two folded names mean one body: the same, one with something added, or the initials of the other.

    >>> are_one("ap", "associated press"), are_one("nhw", "north harbour wire"), are_one("nw", "north wire")
    (True, True, False)
    """
    one, two = full_name(name), full_name(other)
    return one == two or one.startswith(two + " ") or two.startswith(one + " ") or _stands_for(one, two) or (
        _stands_for(two, one))  # fmt: skip


def _stands_for(short: str, full: str) -> bool:
    if not (_LEAST_INITIALS <= len(short) <= _MOST_INITIALS and short.isalpha()):
        return False
    words = _WORD.findall(full)
    small = load_pack("und").section("linking").get("passed_over", [])
    telling = [w for w in words if w not in small]
    return any(len(some) == len(short) and "".join(w[0] for w in some) == short for some in (words, telling))

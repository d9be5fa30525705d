"""An account's part in an origin, in words that need no explanation."""

from __future__ import annotations

from collections.abc import Callable

from .characters import one_line
from .reader import Row
from .story import OWN_ORIGIN

ROLES = {"first": "earliest", "own": "own text", "copy": "copy", "rewrite": "reworded", "excerpt": "takes a part"}
"""A role in a word or two, for a column."""
_ALONE = {"first": "the earliest of those here", "own": "own text"}
_KNOWN = {"copy": "copied from {}", "rewrite": "reworded from {}", "excerpt": "takes a part from {}"}
_UNKNOWN = {
    "copy": "the same text as {}", "rewrite": "the text of {} in other words", "excerpt": "shares a part with {}",
}  # fmt: skip
_SIGNS = {"stated": "a credit says so", "strong": "the texts show it", "weak": "a weak sign"}


def role_word(row: Row, *, revision: bool = False) -> str:
    """The role for a column; where nobody knows who took from whom, no word that says so."""
    if revision:
        return "revision"
    shares = row["role"] == "excerpt" and not row["known"]
    return "shares part" if shares else ROLES.get(row["role"], str(row["role"]))


def part_words(row: Row, name: Callable[[str], str], *, revises: str | None = None) -> str:
    """Where an account's text comes from, how well that is known, and why; `revises` is the account's earlier saving.

    >>> row = {"role": "copy", "from_item": "a1", "known": True, "strength": "stated", "reason": "credits Osk Wire"}
    >>> part_words(row, lambda item_id: "Osk Wire")
    'copied from Osk Wire (a credit says so): credits Osk Wire'
    >>> part_words({**row, "known": False, "strength": "weak", "reason": "the dates do not tell"}, lambda item_id: "A")
    'the same text as A; who had it first is not known: the dates do not tell'
    """
    reason = f": {one_line(row['reason'])}" if row["reason"] else ""
    if row["role"] == OWN_ORIGIN or not row["from_item"]:
        return f"{_ALONE.get(row['role'], row['role'])}{reason}"
    giver = name(row["from_item"])
    if revises:
        return f"a later saving of {name(revises)}"
    if not row["known"]:
        return f"{_UNKNOWN[row['role']].format(giver)}; who had it first is not known{reason}"
    sign = _SIGNS.get(row["strength"], row["strength"])
    return f"{_KNOWN[row['role']].format(giver)} ({sign}){reason}"


def also_words(row: Row, name: Callable[[str], str]) -> list[str]:
    """The parts that an account with a text of its own has in common with other origins; those of unknown giver as one.

    >>> part = {"role": "excerpt", "known": False, "strength": "weak", "reason": None}
    >>> also_words({"also": [{**part, "from_item": "a1"}, {**part, "from_item": "a2"}]}, lambda item_id: item_id)
    ['also shares a part with a1 and a2']
    """
    parts = row.get("also", ())
    told = [f"also {part_words(part, name)}" for part in parts if part["known"]]
    others = [name(part["from_item"]) for part in parts if not part["known"]]
    if others:
        named = " and ".join([", ".join(others[:-1]), others[-1]] if len(others) > 1 else others)
        told.append(f"also shares a part with {named}")
    return told

"""Tables that fill themselves: what a function says of each key is found once and kept.

News repeats its words, so that most of what is asked about a word has been asked before. A look-up here is a look-up in
a dict, without a call; the table is emptied when it is full, which changes nothing but the time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")

FULL = 200_000
"""Keys after which a table is emptied: some tens of megabytes of short words."""
LONGEST = 64
"""Longer words are not kept: they are noise, and hardly met twice."""


class Memo(dict[Key, Value]):
    """A dict whose missing values are found by a pure function of the key.

    >>> size = Memo(len)
    >>> size["ferry"], size["ferry"], list(size)
    (5, 5, ['ferry'])
    """

    __slots__ = ("find",)

    def __init__(self, find: Callable[[Key], Value]) -> None:
        super().__init__()
        self.find = find

    def __missing__(self, key: Key) -> Value:
        value = self.find(key)
        if isinstance(key, str) and len(key) > LONGEST:
            return value
        if len(self) >= FULL:
            self.clear()
        self[key] = value
        return value

"""How telling words are in general: by how many other texts hold them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from importlib import resources
from math import log

from .wordings import content_stem

_LETTERS = 6
"""Letters of a word by which the table counts it."""
_UNCOUNTED = 2
"""Texts that a word is taken to stand in that the table leaves out for being rare."""


@lru_cache(maxsize=1)
def _counts() -> tuple[int, dict[str, int]]:
    """The number of texts counted, and in how many of them each word stands (the table of `rashomon.linking`)."""
    lines = (resources.files("rashomon.linking") / "background.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return int(rows[0][1]), {word: int(count) for word, count in rows[1:]}


_COUNTED = "en"
"""The language whose words the table counts; of any other nothing is known."""


def rarity(norms: Iterable[str], language: str) -> float:
    """How telling the content words are together: the sum of log(texts / texts that hold it), 0 where none is known.

    >>> rarity(["national", "security"], "en") < 3 < 10 < rarity(["shameless", "invention"], "en")
    True
    """
    if language != _COUNTED:
        return 0.0
    texts, counts = _counts()
    telling = [w for w in norms if content_stem(w, language) is not None]
    return sum(log(texts / counts.get(w[:_LETTERS], _UNCOUNTED)) for w in telling)

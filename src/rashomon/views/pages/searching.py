"""Searching: what a hit looks like, and the index that the static site carries with it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable


def highlighted(text: str, words: str) -> list[tuple[str, bool]]:
    """The text in pieces, those that begin with one of the words marked.

    >>> highlighted("The gate failed.", "GATE")
    [('The ', False), ('gate', True), (' failed.', False)]
    """
    wanted = [re.escape(word) for word in words.split()]
    if not wanted:
        return [(text, False)]
    pieces = re.split(rf"((?<!\w)(?:{'|'.join(wanted)})\w*)", text, flags=re.IGNORECASE)
    return [(piece, bool(number % 2)) for number, piece in enumerate(pieces) if piece]


def search_index(texts: Iterable[tuple[str, str, str]]) -> str:
    """A script that holds every paragraph with its address and account.

    A page that was opened from a folder may load scripts of that folder, and no data.
    """
    rows = (json.dumps(row) for row in texts)
    return "const PARAGRAPHS = [\n" + ",\n".join(rows) + "\n];\n"

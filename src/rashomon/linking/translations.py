"""Texts that say the same in two languages: one event, and names, numbers and dates in the same order.

A translation shares no words that can be lined up, so it is never called a copy. What it keeps is the order of its
names and figures; two accounts of one event that were written apart name some of the same people, in their own order.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import msgspec
import numpy as np
from rapidfuzz.distance import LCSseq

from ..language.packs import base_language, load_pack
from ..language.tokens import straighten
from ..model.links import Passage
from .boilerplate import Spread
from .directions import Direction, direction
from .fingerprints import Shared, candidate_pairs
from .passages import make_passage
from .sounds import sound_of
from .terms import own_words
from .texts import Texts
from .wording import I64

LEAST_ANCHORS = 8
"""Names and numbers that must come in the same order in both texts; with a statement of translation, half as many."""
LEAST_NUMBERS = 2
LEAST_SHARE = 450
"""Thousandths of the poorer text's names and numbers that must come in the same order in the other."""
_MOST_ANCHORS = 1500
"""Names and numbers of a text beyond this many are left out: work stays bounded."""
_EDGE = 400
"""Characters at either end of a text in which it says that it is a translation."""
_NUMBER = 1
"""The lowest bit of an anchor tells numbers from names."""


class Anchors(NamedTuple):
    """The names, by their sound, and the numbers of a text in their order, with the words where they stand."""

    values: I64
    words: I64


def find_translations(
    texts: Texts, ranks: Sequence[int], spread: Spread, joined: Container[tuple[int, int]]
) -> list[Passage]:
    """A passage for each two items of a story in different languages of which one says what the other does.

    Pairs in `joined` share words as they are and are left out.
    """
    anchors = {rank: _anchors(texts, rank, spread) for rank in ranks}
    found = []
    for low, high in _meeting(anchors):
        if texts.known[low].language != texts.known[high].language and (low, high) not in joined:
            found += _between(texts, low, high, anchors)
    return sorted(found)


def _anchors(texts: Texts, rank: int, spread: Spread) -> Anchors:
    text, words = texts.item(rank).text, texts.words(rank)
    own = own_words(texts, [rank], spread)
    values, places = [], []
    for place in np.flatnonzero((words.capital | words.number) & own)[:_MOST_ANCHORS].tolist():
        if words.number[place]:
            value = int(words.full[place] >> np.uint64(33)) << 1 | _NUMBER
        else:
            sound = sound_of(text[words.starts[place] : words.ends[place]])
            if sound is None:
                continue
            value = int.from_bytes(sound.encode()[:7], "big") << 1
        values.append(value)
        places.append(place)
    return Anchors(np.array(values, dtype=np.int64), np.array(places, dtype=np.int64))


def _meeting(anchors: Mapping[int, Anchors]) -> Iterator[tuple[int, int]]:
    """Pairs of items that share enough names and numbers to be worth a closer look."""
    rows = [np.unique(found.values) for found in anchors.values()]
    owner = np.repeat(np.array(list(anchors), dtype=np.uint32), [len(row) for row in rows])
    values = np.concatenate(rows).astype(np.uint64)
    order = np.lexsort((owner, values))
    pairs, counts = candidate_pairs(Shared(values[order], owner[order]))
    return ((pair >> 32, pair & 0xFFFFFFFF) for pair in pairs[counts >= LEAST_ANCHORS // 2].tolist())


def _between(texts: Texts, low: int, high: int, anchors: Mapping[int, Anchors]) -> list[Passage]:
    """The passage between two items, or none."""
    ours, theirs = anchors[low], anchors[high]
    same = [e for e in LCSseq.opcodes(ours.values.tolist(), theirs.values.tolist()) if e.tag == "equal"]
    one = np.concatenate([np.arange(e.src_start, e.src_end) for e in same]) if same else np.empty(0, np.int64)
    two = np.concatenate([np.arange(e.dest_start, e.dest_end) for e in same]) if same else np.empty(0, np.int64)
    says = _says_so(texts, low), _says_so(texts, high)
    shared = np.unique(ours.values[one])
    share = 1000 * len(one) // max(1, min(len(ours.values), len(theirs.values)))
    asked = LEAST_ANCHORS // 2 if any(says) else LEAST_ANCHORS
    if len(shared) < asked or int((shared & _NUMBER).sum()) < LEAST_NUMBERS or share < LEAST_SHARE:
        return []
    way = _direction(texts, low, high, says)
    alike = 2000 * len(one) // (len(ours.values) + len(theirs.values))
    reason = f"{len(shared)} names and numbers come in the same order in both languages; {way.reason}"
    return [
        make_passage(
            "translation",
            (texts.known[low].item_id, *_lines(texts, low, ours.words[one])),
            (texts.known[high].item_id, *_lines(texts, high, theirs.words[two])),
            alike,
            msgspec.structs.replace(way, reason=reason),
        )
    ]


def _direction(texts: Texts, low: int, high: int, says: tuple[bool, bool]) -> Direction:
    """Only what a text states tells which is the translation; dates and lengths do not."""
    if says[0] != says[1]:
        return Direction(says[1], "stated", "one says that it is a translation")
    way = direction(texts.known[low], texts.known[high], a_share=0, b_share=0)
    return way if way.strength == "stated" else Direction(None, "weak", "neither says which came first")


def _lines(texts: Texts, rank: int, words: I64) -> tuple[int, int]:
    """The lines from the first to the last of the words, in code points."""
    text, all_words = texts.item(rank).text, texts.words(rank)
    start, end = int(all_words.starts[words[0]]), int(all_words.ends[words[-1]])
    after = text.find("\n", end)
    return text.rfind("\n", 0, start) + 1, len(text) if after < 0 else after


def _says_so(texts: Texts, rank: int) -> bool:
    """Whether a text says near its beginning or end that it was translated, or written in another language."""
    item = texts.item(rank)
    edges = straighten(item.text[:_EDGE] + "\n" + item.text[-_EDGE:])
    return any(pattern.search(edges) for pattern in _phrases(base_language(item.language)))


@lru_cache(maxsize=64)
def _phrases(language: str) -> tuple[re.Pattern[str], ...]:
    entries = load_pack(language).section("linking").get("translated", [])
    return tuple(re.compile(rf"(?i)\b{re.escape(str(entry['phrase']))}") for entry in entries)

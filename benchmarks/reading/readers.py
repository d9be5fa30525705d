"""Speed of the readers of mentions, times and figures: words a second on one core, each alone and the three together.

    python benchmarks/reading/readers.py FILE.txt ...

Without files an invented text about as dense as news is read (some 20 times, 8 figures and 90 mentions in 1,000 words).
The words are those that white space parts; the time is processor time, the best of nine rounds, sentences and
quotations found before. Real articles hold more sorts of words than the invented text, and are the better measure.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from rashomon.language.quotations import quotations
from rashomon.language.sentences import split_sentences
from rashomon.reading.figures import read_figures
from rashomon.reading.mentions import read_mentions
from rashomon.reading.times import read_times

ROUNDS = 9
PUBLISHED = "2022-01-07"
PARAGRAPH = (
    "The harbour council said on Wednesday that at least 18 sailors had been rescued after the ferry ran aground near "
    "the old lighthouse. The harbour master, Anna Weiss, who has led the office since 2019, told the council that "
    "nobody knew why the ship had turned so sharply, and that the crew would be heard next week. The owners asked for "
    "patience. They said that the captain, Tom Reyes, had done everything in his power and that the hull would be "
    "raised when the weather allowed it. Fishermen who watched from the shore described a long grinding noise, then "
    "silence, then people calling from the deck. The council wants to know who let the ship sail while the storm "
    "warning was still in force.\n\n"
)


class Given(NamedTuple):
    """A text, made ready."""

    text: str
    sentences: tuple[Any, ...]
    quotations: tuple[Any, ...]


def main(paths: list[str]) -> None:
    """Prints words a second of each reader and of the three together."""
    texts = [Path(p).read_text(encoding="utf-8", errors="replace") for p in paths] or [PARAGRAPH * 5] * 200
    given = [Given(t, split_sentences(t, "en"), quotations(t, "en")) for t in texts]
    count = sum(len(g.text.split()) for g in given)
    times = [read_times(g.text, g.sentences, "en", PUBLISHED) for g in given]
    dated = list(zip(given, times, strict=True))
    work: dict[str, Callable[[], object]] = {
        "mentions": lambda: [read_mentions(g.text, g.sentences, g.quotations, 0, "en") for g in given],
        "times": lambda: [read_times(g.text, g.sentences, "en", PUBLISHED) for g in given],
        "figures": lambda: [read_figures("i", g.text, g.sentences, t, "en", PUBLISHED) for g, t in dated],
        "all three": lambda: [_read(g) for g in given],
    }
    print(f"{count:,} words in {len(texts)} texts")
    for name, seconds in _best(work).items():
        print(f"{name:10} {count / seconds:10,.0f} words/s a core")


def _read(given: Given) -> None:
    """One text by the three readers in turn, as an item is read: times and figures share its words."""
    read_mentions(given.text, given.sentences, given.quotations, 0, "en")
    times = read_times(given.text, given.sentences, "en", PUBLISHED)
    read_figures("i", given.text, given.sentences, times, "en", PUBLISHED)


def _best(work: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Processor seconds of each task's quickest round."""
    best = dict.fromkeys(work, float("inf"))
    for _ in range(ROUNDS):
        for name, task in work.items():
            begun = time.process_time()
            task()
            best[name] = min(best[name], time.process_time() - begun)
    return best


if __name__ == "__main__":
    main(sys.argv[1:])

"""Speed of the readers of mentions, times and figures: words a second on one core, each alone and the three together.

    python benchmarks/reading/readers.py FILE.txt ...

Without files an invented text about as dense as news is read (some 20 times, 8 figures and 90 mentions in 1,000 words).
The words are those that white space parts; the time is processor time, the best of five rounds, sentences and
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

ROUNDS = 5
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
    spent = {
        "mentions": _best(lambda: [read_mentions(g.text, g.sentences, g.quotations, 0, "en") for g in given]),
        "times": _best(lambda: [read_times(g.text, g.sentences, "en", PUBLISHED) for g in given]),
        "figures": _best(lambda: [read_figures("i", g.text, g.sentences, t, "en", PUBLISHED) for g, t in dated]),
    }
    print(f"{count:,} words in {len(texts)} texts")
    for name, seconds in {**spent, "all three": sum(spent.values())}.items():
        print(f"{name:10} {count / seconds:10,.0f} words/s a core")


def _best(work: Callable[[], object]) -> float:
    """Processor seconds of the quickest round."""
    seconds = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        work()
        seconds.append(time.process_time() - begun)
    return min(seconds)


if __name__ == "__main__":
    main(sys.argv[1:])

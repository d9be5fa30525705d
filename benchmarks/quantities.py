"""Words a second, on one core, that times and figures are read at; on invented text, so that anyone can run it.

    python benchmarks/quantities.py [WORDS]

The text is about as dense in dates and numbers as news is (some 20 times and 8 figures in 1,000 words).
"""

from __future__ import annotations

import sys
import time

from rashomon.language.sentences import split_sentences
from rashomon.reading.figures import read_figures
from rashomon.reading.times import read_times

PARAGRAPH = (
    "The harbour council said on Wednesday that at least 18 sailors had been rescued after the ferry ran aground near "
    "the old lighthouse. The harbour master, who has led the office since 2019, told the council that nobody knew why "
    "the ship had turned so sharply, and that the crew would be heard next week. The owners asked for patience. They "
    "said that the captain had done everything in his power and that the hull would be raised when the weather allowed "
    "it. Fishermen who watched from the shore described a long grinding noise, then silence, then people calling from "
    "the deck. The council wants to know who let the ship sail while the storm warning was still in force.\n\n"
)


def main(words: int) -> None:
    """Read the invented text and print one line for each reader."""
    copies = max(1, words // len(PARAGRAPH.split()))
    articles = [PARAGRAPH * 5] * max(1, copies // 5)
    total = sum(len(a.split()) for a in articles)
    prepared = [(a, split_sentences(a, "en")) for a in articles]
    read_figures("warm", "5 boats", (), read_times("today", (), "en", None), "en", None)
    begin = time.process_time()
    times = [read_times(text, sentences, "en", "2022-01-07") for text, sentences in prepared]
    middle = time.process_time()
    for (text, sentences), found in zip(prepared, times, strict=True):
        read_figures("item", text, sentences, found, "en", "2022-01-07")
    end = time.process_time()
    print(
        f"{total:,} words; times {total / (middle - begin):,.0f} words/s, figures {total / (end - middle):,.0f} words/s"
    )
    print(f"both {total / (end - begin):,.0f} words/s on one core")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000)

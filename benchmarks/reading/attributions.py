"""Speed of attribution: the trained tagger alone, and with everything on (rules beside it, assembly, chains, speakers).

    python benchmarks/reading/attributions.py FILE.txt ...

Sentences, quotation marks and mentions are found beforehand: `readers.py` measures those. Processor time of one thread.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

from rashomon.language.quotations import quotations
from rashomon.language.sentences import split_sentences
from rashomon.reading.attributions import read_attributions
from rashomon.reading.mentions import read_mentions
from rashomon.reading.taggers import tagger_for

ROUNDS = 3


def best(work: Callable[[], object]) -> float:
    """Seconds of processor time of the best of some rounds."""
    rounds = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        work()
        rounds.append(time.process_time() - begun)
    return min(rounds)


def main(paths: list[str]) -> None:
    """Reads the files three times each way and prints the best rounds."""
    texts = [Path(p).read_text(encoding="utf-8") for p in paths]
    words = sum(len(t.split()) for t in texts)
    begun = time.perf_counter()
    tagger = tagger_for("auto", "en")
    tagger.tag("The mayor said that the road would close.", (), (), "en")
    print(f"first result after {time.perf_counter() - begun:.2f} s")
    given = []
    for text in texts:
        sentences, marks = split_sentences(text, "en"), quotations(text, "en")
        given.append((text, sentences, marks, *read_mentions(text, sentences, marks, 0, "en"), "en", tagger))
    alone = best(lambda: [tagger.tag(text, (), (), "en") for text in texts])
    whole = best(lambda: [read_attributions("text", *each) for each in given])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{words} words, peak memory {peak:.0f} MB")
    print(f"tagger alone   {words / alone:8,.0f} words/s a core")
    print(f"everything on  {words / whole:8,.0f} words/s a core")


if __name__ == "__main__":
    main(sys.argv[1:])

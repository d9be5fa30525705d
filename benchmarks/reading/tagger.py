"""Speed of the trained tagger alone: words a second on one thread, memory, time to the first result.

    python benchmarks/reading/tagger.py FILE.txt ...
"""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path

from rashomon.reading.tagger_trained import TrainedTagger


def main(paths: list[str]) -> None:
    """Reads the files three times and prints the best round, in processor time."""
    texts = [Path(p).read_text(encoding="utf-8") for p in paths]
    words = sum(len(t.split()) for t in texts)
    begun = time.perf_counter()
    tagger = TrainedTagger()
    tagger.tag("The mayor said that the road would close.", (), (), "en")
    print(f"first result after {time.perf_counter() - begun:.2f} s")
    rounds = []
    for _ in range(3):
        begun = time.process_time()
        for text in texts:
            tagger.tag(text, (), (), "en")
        rounds.append(time.process_time() - begun)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{words} words: {words / min(rounds):,.0f} words/s a core, peak memory {peak:.0f} MB")


if __name__ == "__main__":
    main(sys.argv[1:])

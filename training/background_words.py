"""Counts in how many texts each word stem stands, for linking: `python training/background_words.py TEXT_DIR > TSV`.

Run over the training half of polnear. The table holds stems (words cut to six letters) with their counts, no text;
stems that are mostly written with a capital letter are names and are left out, as are those of fewer than three texts.
"""

from __future__ import annotations

import collections
import re
import sys
import unicodedata
from pathlib import Path

_WORD = re.compile(r"[^\W_]+")
_STEM_LETTERS = 6
_LEAST_TEXTS = 3


def count_stems(texts: list[str]) -> list[tuple[str, int]]:
    """Stems with the number of texts that hold them, sorted by stem."""
    spread: collections.Counter[str] = collections.Counter()
    written: dict[str, list[int]] = collections.defaultdict(lambda: [0, 0])
    for text in texts:
        words = _WORD.findall(text)
        spread.update({_stem(w) for w in words})
        for word in words:
            written[_stem(word)][word[0].isupper()] += 1
    return sorted((s, n) for s, n in spread.items() if n >= _LEAST_TEXTS and written[s][0] > written[s][1])


def _stem(word: str) -> str:
    letters = unicodedata.normalize("NFKD", word.lower())
    plain = "".join(c for c in letters if not unicodedata.combining(c))
    return plain if plain.isdigit() else plain[:_STEM_LETTERS]


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    texts = [p.read_text(encoding="utf-8") for p in sorted(folder.glob("*.txt"))]
    print("# In how many of the texts counted each word stem stands (names left out); first row: the number of texts.")
    print(f"texts\t{len(texts)}")
    for stem, count in count_stems(texts):
        if not any(c.isdigit() for c in stem):
            print(f"{stem}\t{count}")

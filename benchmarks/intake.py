"""Main text of saved pages: how right and how fast intake is beside the extraction library alone and its peers.

    python benchmarks/intake.py PAGES_DIR [ROUNDS]      (a folder with ground-truth.json and html/*.html.gz)

Precision and recall are of shingles of four words, averaged over the pages. readability-lxml and resiliparse are no
dependencies of rashomon: `pip install readability-lxml resiliparse` beside it; the table says so where they are absent.

Times are CPU seconds of one process. Page by page every extractor takes its turn, so that whatever else the machine
does falls on all of them alike; the ratio of intake to the extraction library alone is of the same pages in the same
minutes. The last line reads the true texts as text captures.
"""

from __future__ import annotations

import gzip
import importlib.util
import json
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from rashomon.intake.decode import declared_encoding, decode
from rashomon.intake.read import read_capture
from rashomon.model.captures import RawCapture
from rashomon.model.settings import IntakeSettings

Extractor = Callable[[bytes], str]


def shingles(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[at : at + 4]) for at in range(max(1, len(words) - 3))) if words else Counter()


def score(truth: dict[str, str], found: dict[str, str]) -> tuple[float, float, float]:
    precision, recall = [], []
    for page, want in truth.items():
        a, b = shingles(want), shingles(found.get(page, ""))
        both = sum((a & b).values())
        precision += [both / sum(b.values())] if b else []
        recall += [both / sum(a.values())] if a else []
    p, r = statistics.mean(precision or [0]), statistics.mean(recall or [0])
    return p, r, 2 * p * r / (p + r) if p + r else 0.0


def text_of(data: bytes) -> str:
    return decode(data, declared_encoding(data)).text


def ours(data: bytes) -> str:
    items = read_capture(RawCapture("page.html", data), IntakeSettings()).items
    return "\n".join(item.text[item.body_start :] for item in items)


def trafilatura_alone(data: bytes) -> str:
    from trafilatura import extract

    return extract(text_of(data), fast=True, favor_recall=True, include_comments=False) or ""


def readability(data: bytes) -> str:
    from lxml import html
    from readability import Document

    return html.fromstring(Document(text_of(data)).summary()).text_content()


def resiliparse(data: bytes) -> str:
    from resiliparse.extract.html2text import extract_plain_text

    return extract_plain_text(text_of(data), main_content=True)


ALONE = "trafilatura, fast"
EXTRACTORS: dict[str, tuple[str, Extractor]] = {
    "rashomon intake": ("rashomon", ours),
    ALONE: ("trafilatura", trafilatura_alone),
    "readability-lxml": ("readability", readability),
    "resiliparse": ("resiliparse", resiliparse),
}


def main(folder: Path, rounds: int) -> None:
    truth = {
        page: entry["articleBody"]
        for page, entry in json.loads((folder / "ground-truth.json").read_text(encoding="utf-8")).items()
    }
    pages = {page: gzip.decompress((folder / "html" / f"{page}.html.gz").read_bytes()) for page in truth}
    there = {name: extract for name, (module, extract) in EXTRACTORS.items() if importlib.util.find_spec(module)}
    found: dict[str, dict[str, str]] = {name: {} for name in there}
    seconds = dict.fromkeys(there, 0.0)
    for extract in there.values():
        extract(next(iter(pages.values())))
    for _ in range(rounds):
        for page, data in pages.items():
            for name, extract in there.items():
                started = time.process_time()
                found[name][page] = extract(data)
                seconds[name] += time.process_time() - started
    print(f"{'':20}{'P':>8}{'R':>8}{'F1':>8}{'pages/s':>10}{'of alone':>10}")
    for name, (module, _) in EXTRACTORS.items():
        if name not in there:
            print(f"{name:20}  not installed ({module})")
            continue
        p, r, f1 = score(truth, found[name])
        speed, ratio = len(pages) * rounds / seconds[name], seconds[ALONE] / seconds[name]
        print(f"{name:20}{p:8.4f}{r:8.4f}{f1:8.4f}{speed:10.1f}{ratio:10.2f}")
    texts = [body.encode() for body in truth.values()]
    started = time.process_time()
    for text in texts:
        read_capture(RawCapture("text.txt", text), IntakeSettings())
    spent = time.process_time() - started
    print(f"text captures: {len(texts) / spent:.0f} a second, {sum(map(len, texts)) / 1e6 / spent:.1f} MB/s")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 3)

"""How fast and in how much memory pages stream out of a web archive through four processes.

    python benchmarks/intake_stream.py [PAGES] [JOBS]      (2,000 pages and 4 processes where nothing is said)

Writes a WARC file of invented pages of the usual size to a temporary folder, streams it through
`engine.extract.extract_items`, and prints pages per second and the most memory that each process held. Memory must not
grow with the number of pages: run it with 2,000 and with 20,000.
"""

from __future__ import annotations

import gzip
import random
import resource
import sys
import tempfile
import threading
import time
from pathlib import Path

from rashomon.engine.extract import Tally, extract_items
from rashomon.model.settings import IntakeSettings

WORDS = [
    *("the", "of", "river", "bridge", "mayor", "town", "council", "engineers", "crack", "arch", "ferry", "monday"),
    *(
        "said",
        "that",
        "was",
        "closed",
        "people",
        "crossed",
        "water",
        "bank",
        "harbour",
        "new",
        "old",
        "report",
        "found",
    ),
]
MENU = "".join(f'<li class="menu-item"><a href="/section/{n}">Section {n} of the paper</a></li>' for n in range(150))
RELATED = "".join(f'<div class="related"><a href="/story/{n}">Another story, number {n}</a></div>' for n in range(60))
SCRIPT = "<script>var data = [" + ",".join(f'"{n:08d}"' for n in range(3000)) + "];</script>"


def page(chance: random.Random, number: int) -> bytes:
    """One page of about 60 kB with twenty paragraphs of text."""
    paragraphs = "".join(
        f"<p>{' '.join(chance.choices(WORDS, k=chance.randint(25, 70))).capitalize()}.</p>" for _ in range(20)
    )
    return (
        f"<!doctype html><html lang='en'><head><title>Story {number} of the bridge | River Post</title>{SCRIPT}"
        "<meta property='og:type' content='article'><meta property='article:published_time' content='2021-05-03'>"
        f"</head><body><nav><ul>{MENU}</ul></nav><article><h1>Story {number} of the bridge</h1>{paragraphs}</article>"
        f"<aside>{RELATED}</aside></body></html>"
    ).encode()


def write_archive(path: Path, pages: int) -> None:
    """A WARC file, each record packed by itself, as crawlers write it."""
    chance = random.Random(1)
    with path.open("wb") as file:
        for number in range(pages):
            block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page(chance, number)
            head = (
                f"WARC-Type: response\r\nWARC-Target-URI: https://example.org/{number}\r\nContent-Length: {len(block)}"
            )
            record = f"WARC/1.0\r\nWARC-Record-ID: <urn:{number}>\r\n{head}\r\n\r\n".encode() + block + b"\r\n\r\n"
            file.write(gzip.compress(record, 1))


class Watch(threading.Thread):
    """Looks at the memory of all child processes now and then (Linux only)."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.most: dict[str, int] = {}
        self.done = threading.Event()

    def run(self) -> None:
        while not self.done.wait(0.2):
            for child in Path("/proc/self/task").glob("*/children"):
                self.look(child)

    def look(self, children: Path) -> None:
        try:
            for child in children.read_text(encoding="ascii").split():
                status = Path(f"/proc/{child}/status").read_text(encoding="ascii", errors="replace")
                held = next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")), 0)
                self.most[child] = max(self.most.get(child, 0), held)
        except OSError:
            return  # the process ended between two looks


def main(pages: int, jobs: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "pages.warc.gz"
        write_archive(archive, pages)
        watch = Watch()
        watch.start()
        started = time.monotonic()
        items = sum(1 for _ in extract_items([str(archive)], IntakeSettings(), Tally(), jobs=jobs))
        seconds = time.monotonic() - started
        watch.done.set()
        watch.join()
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{pages:,} pages, {items:,} items, {jobs} processes: {pages / seconds:.1f} pages/s")
    print(f"most memory: {own // 1024} MB in this process, " + ", ".join(f"{kb // 1024}" for kb in watch.most.values()))


if __name__ == "__main__":
    given = [int(value) for value in sys.argv[1:3]]
    main(*[*given, *(2000, 4)[len(given) :]])

"""How fast and in how much memory pages stream out of a web archive through several processes.

    python benchmarks/intake_stream.py [PAGES] [JOBS]      (2,000 pages and 4 processes where nothing is said)

Writes a WARC file to a temporary folder: the invented pages of tests/cases/intake, repeated, each time with other words
and between the menus, scripts and related links that pages of news carry (about 60 kB a page). It is streamed through
`engine.extract.extract_items`, as `rashomon extract` does. A tenth of the way at a time the memory that every process
holds is printed (resident, in MB): what grows with the number of pages would show. Linux only, for the memory.
"""

from __future__ import annotations

import gzip
import random
import resource
import sys
import tempfile
import threading
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path

from rashomon.engine.extract import Tally, extract_items
from rashomon.model.settings import IntakeSettings

CASES = Path(__file__).parents[1] / "tests" / "cases" / "intake"
WORDS = [
    *("the", "of", "river", "bridge", "mayor", "town", "council", "engineers", "crack", "arch", "ferry", "monday"),
    *("said", "that", "was", "closed", "people", "crossed", "water", "bank", "harbour", "new", "old", "report"),
]
MENU = "".join(f'<li class="menu-item"><a href="/section/{n}">Section {n} of the paper</a></li>' for n in range(150))
RELATED = "".join(f'<div class="related"><a href="/story/{n}">Another story, number {n}</a></div>' for n in range(60))
SCRIPT = "<script>var data = [" + ",".join(f'"{n:08d}"' for n in range(3000)) + "];</script>"


def templates() -> list[str]:
    """The invented pages of the tests."""
    found = []
    for file in sorted(CASES.glob("*.toml")):
        cases = tomllib.loads(file.read_text(encoding="utf-8"))["case"]
        found += [case["text"] for case in cases if "</p>" in case["text"] and case["text"].lstrip().startswith("<")]
    return found


def page(chance: random.Random, number: int, pages: list[str]) -> bytes:
    """One of the pages with a number in its words, more paragraphs and the furniture of a large site."""
    made = pages[number % len(pages)]
    more = "".join(
        f"<p>{' '.join(chance.choices(WORDS, k=chance.randint(25, 70))).capitalize()}, case {number}.</p>"
        for _ in range(chance.randint(1, 20))
    )
    head, end, body = made.rpartition("</p>")
    made = f"{head}{end}{more}{body}" if end else made + more
    return made.replace("<body>", f"{SCRIPT}<body><div class='menu'><ul>{MENU}</ul></div>", 1).replace(
        "</body>", f"<div class='more'>{RELATED}</div></body>", 1
    ).encode()  # fmt: skip


def write_archive(path: Path, count: int) -> int:
    """A WARC file, each record packed by itself, as crawlers write it; its size unpacked."""
    chance, pages, size = random.Random(1), templates(), 0
    with path.open("wb") as file:
        for number in range(count):
            block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page(chance, number, pages)
            size += len(block)
            head = (
                f"WARC-Type: response\r\nWARC-Target-URI: https://example.org/{number}\r\nContent-Length: {len(block)}"
            )
            record = f"WARC/1.0\r\nWARC-Record-ID: <urn:{number}>\r\n{head}\r\n\r\n".encode() + block + b"\r\n\r\n"
            file.write(gzip.compress(record, 1))
    return size


class Watch(threading.Thread):
    """Looks at the memory of this process and of its children now and then."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.most: dict[str, int] = {}
        self.now: dict[str, int] = {}
        self.done = threading.Event()

    def run(self) -> None:
        while not self.done.wait(0.5):
            self.now = {name: held for name, held in processes() if held}
            for name, held in self.now.items():
                self.most[name] = max(self.most.get(name, 0), held)


def processes() -> Iterator[tuple[str, int]]:
    """This process and its children with the megabytes that they hold."""
    yield "reader", held_by("self")
    for child in Path("/proc/self/task").glob("*/children"):
        try:
            for number in child.read_text(encoding="ascii").split():
                yield number, held_by(number)
        except OSError:
            continue  # the thread ended between two looks


def held_by(process: str) -> int:
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0
    return next((int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmRSS")), 0)


def main(pages: int, jobs: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "pages.warc.gz"
        size = write_archive(archive, pages)
        print(f"{pages:,} pages, {size / 1e6:,.0f} MB, packed {archive.stat().st_size / 1e6:,.0f} MB")
        watch, tally = Watch(), Tally()
        watch.start()
        started = time.monotonic()
        next_look = step = max(1, pages // 10)
        for _ in extract_items([str(archive)], IntakeSettings(), tally, jobs=jobs):
            if tally.captures >= next_look:
                held = ", ".join(map(str, watch.now.values()))
                print(f"  after {tally.captures:>7,} pages, {time.monotonic() - started:6.0f} s: {held} MB", flush=True)
                next_look += step
        seconds = time.monotonic() - started
        watch.done.set()
        watch.join()
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    spent = sum(one.ru_utime + one.ru_stime for one in used)
    print(f"{tally.captures:,} pages, {tally.items:,} items: {pages / seconds:.1f} a second, {spent:.0f} CPU seconds")
    print(f"most memory of a process: {max(watch.most.values())} MB")


if __name__ == "__main__":
    given = [int(value) for value in sys.argv[1:3]]
    main(*[*given, *(2000, 4)[len(given) :]])

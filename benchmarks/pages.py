"""How fast the pages are, and whether readers lose anything while a build writes.

    python -m benchmarks.pages story CASE         the largest story's page and the case's: CPU seconds, bytes
    python -m benchmarks.pages crowd FOLDER       makes a case of one story of a thousand accounts, for the line above
    python -m benchmarks.pages readers FOLDER     50 readers on the loopback while a build adds 400 items to the case
    python -m benchmarks.pages search FOLDER      makes a case with a million sentences and searches it

A crowd's items are put into one story by hand: whether linking would is measured elsewhere (`benchmarks.newsworld`).
"""

from __future__ import annotations

import argparse
import itertools
import json
import multiprocessing
import random
import re
import statistics
import time
from collections import Counter
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread

import msgspec
from benchmarks.newsworld.world import Made, as_records, make_crowd, make_world

from rashomon.case.queries import CaseReader
from rashomon.case.store import CaseWriter
from rashomon.engine.build import build, compare_again
from rashomon.model.links import Links, Passage, StoryMember
from rashomon.views.pages.explorer import Explorer
from rashomon.views.pages.judging import Desk
from rashomon.views.pages.server import make_server

READERS, PAGES = 50, 20


def story(case: str) -> dict[str, object]:
    """The page of the largest story, first and again, in CPU seconds of one process that has compiled its templates."""
    with CaseReader(case) as reader:
        explorer = Explorer(reader)
        explorer.warm()
        largest = explorer.references.stories[0]
        pages = {"case": "index.html", "story": f"story/{largest[0]}.html"}
        report: dict[str, object] = {"items": reader.count("items"), "accounts of the story": largest[1]}
        for name, address in pages.items():
            times, text = [], ""
            for _ in range(9):
                fresh = Explorer(reader)
                began = time.process_time()
                text = fresh.page(address) or ""
                first = time.process_time() - began
                began = time.process_time()
                fresh.page(address)
                times.append((first, time.process_time() - began))
            report[name] = {
                "first": round(min(t[0] for t in times), 3), "again": round(min(t[1] for t in times), 3),
                "bytes": len(text.encode()),
            }  # fmt: skip
        return report


def crowd(folder: Path) -> str:
    """A case of one story of about a thousand accounts."""
    case = str(folder / "crowd.case")
    build([_written(folder / "crowd.jsonl", list(make_crowd(1000, 3)))], case, jobs=1)
    with CaseReader(case) as reader:
        made_by, captures = reader.meta["made_by"], [row["sha256"] for row in reader.rows("captures")]
    with CaseWriter(case, made_by) as writer:
        items = [row[0] for row in writer.db.execute("SELECT item_id FROM items ORDER BY 1")]
        passages = tuple(Passage(*row) for row in writer.db.execute("SELECT * FROM passages"))
        members = tuple(StoryMember("s0000000000000001", item_id) for item_id in items)
        writer.set_links(Links(passages, (), members), writer.linked_key())
    compare_again(case, [f"{captures[0]}/0/0-1"])
    return case


def _written(path: Path, items: list[Made]) -> str:
    path.write_text("".join(json.dumps(row) + "\n" for row in as_records(iter(items))), encoding="utf-8")
    return str(path)


class _Seen(msgspec.Struct):
    statuses: Counter[int] = msgspec.field(default_factory=Counter)
    broken: int = 0
    backwards: int = 0
    times: list[float] = []


def readers(folder: Path) -> dict[str, object]:
    """What 50 readers saw: statuses, broken pages, counts of accounts that went backwards, wall times."""
    case = str(folder / "readers.case")
    world = list(make_world(600, 5))
    build([_written(folder / "first.jsonl", world[:200])], case, jobs=1)
    second = _written(folder / "second.jsonl", world[200:])
    server = make_server(lambda: CaseReader(case, any_thread=True), Desk(case))
    Thread(target=server.serve_forever, daemon=True).start()
    builder = multiprocessing.get_context("spawn").Process(target=_build, args=(second, case))
    builder.start()
    seen = [_Seen() for _ in range(READERS)]
    threads = [Thread(target=_read, args=(server.server_address[1], one, builder)) for one in seen]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    builder.join()
    server.shutdown()
    times = sorted(t for one in seen for t in one.times)
    with CaseReader(case) as reader:
        held = reader.count("items")
    return {
        "readers": READERS, "answers": len(times), "statuses": dict(sum((s.statuses for s in seen), Counter())),
        "broken pages": sum(s.broken for s in seen), "counts that went back": sum(s.backwards for s in seen),
        "median seconds": round(statistics.median(times), 3), "95 %": round(times[int(len(times) * 0.95)], 3),
        "longest": round(times[-1], 3), "items held after": held, "items given": len(world),
    }  # fmt: skip


def _build(path: str, case: str) -> None:
    build([path], case, jobs=1)


def _read(port: int, seen: _Seen, builder: multiprocessing.process.BaseProcess) -> None:
    last = 0
    while builder.is_alive() or len(seen.times) < PAGES:
        text = _ask(port, "/", seen)
        found = re.search(r"→ ([\d,]+) account", text)
        accounts = int(found[1].replace(",", "")) if found else 0
        seen.backwards += accounts < last
        last = max(last, accounts)
        for address in re.findall(r'href="(story/[^"]+)"', text)[:2]:
            _ask(port, f"/{address}", seen)


def _ask(port: int, path: str, seen: _Seen) -> str:
    began = time.perf_counter()
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        text = answer.read().decode()
        seen.statuses[answer.status] += 1
        seen.broken += answer.status == 200 and not text.rstrip().endswith("</html>")
    except OSError:
        seen.statuses[0] += 1
        text = ""
    finally:
        connection.close()
    seen.times.append(time.perf_counter() - began)
    return text


def search(folder: Path, sentences: int = 1_000_000) -> dict[str, object]:
    """CPU seconds of searches for rare, middling and the commonest words, alone and together.

    Words are drawn with Zipf's frequencies, as those of a language are; the sentences are laid in by hand, since
    reading so many is measured elsewhere.
    """
    case = folder / "search.case"
    case.unlink(missing_ok=True)
    chance = random.Random(7)
    vocabulary = [f"w{n}" for n in range(60_000)]
    weights = list(itertools.accumulate(1 / (n + 1) for n in range(len(vocabulary))))
    with CaseWriter(str(case), "a benchmark") as writer:
        writer.db.execute("BEGIN")
        for at in range(1, sentences + 1):
            text = " ".join(chance.choices(vocabulary, cum_weights=weights, k=18))
            place = (at, f"i{at // 20:016x}", at % 20 * 200, at % 20 * 200 + len(text), text)
            writer.db.execute("INSERT INTO sentences VALUES (?, ?, ?, ?, ?)", place)
            writer.db.execute("INSERT INTO search (rowid, text) VALUES (?, ?)", (at, text))
        writer.db.execute("COMMIT")
    asked = {
        "rare": "w40000",
        "middling": "w500",
        "common": "w10",
        "commonest": "w0",
        "two": "w0 w300",
        "three": "w0 w1 w2",
    }
    report: dict[str, object] = {"sentences": sentences, "MB": case.stat().st_size >> 20}
    with CaseReader(str(case)) as reader:
        for name, words in asked.items():
            times = []
            for _ in range(3):
                began = time.process_time()
                found = len(reader.search(words))
                times.append(time.process_time() - began)
            report[name] = {"seconds": round(min(times), 3), "found": found}
    return report


def main() -> None:
    """Prints what was measured as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["story", "crowd", "readers", "search"])
    parser.add_argument("where", type=Path)
    asked = parser.parse_args()
    if asked.what != "story":
        asked.where.mkdir(parents=True, exist_ok=True)
    done = {"story": lambda p: story(str(p)), "crowd": crowd, "readers": readers, "search": search}[asked.what](
        asked.where
    )
    print(json.dumps(done, indent=1))


if __name__ == "__main__":
    main()

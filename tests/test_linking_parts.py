"""Linking part by part: whatever comes in whatever order, the tables are those of all linked at once."""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import signal
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import pytest
from benchmarks.newsworld.__main__ import as_input
from benchmarks.newsworld.world import make_world
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from rashomon.case.store import CaseWriter, Relinked
from rashomon.linking.link import Linking
from rashomon.model.links import LinkInput
from rashomon.model.settings import LinkingSettings

_CYRILLIC = str.maketrans("abdefgiklmnoprstuvzABDEFGIKLMNOPRSTUVZ", "абдефгиклмнопрстувзАБДЕФГИКЛМНОПРСТУВЗ")
Tables = dict[str, list[Any]]
_READ = {
    "passages": "SELECT * FROM passages ORDER BY 1, 2, 3, 4, 5, 6, 7, 8",
    "origins": "SELECT * FROM origins ORDER BY 1, 2, 3, 4, 5, 6",
    "stories": "SELECT * FROM stories ORDER BY 1, 2",
    "revisions": "SELECT item_id, revision_of FROM items ORDER BY 1",
}


class Fed:
    """A case that is fed items part by part, no more than linking needs of them."""

    def __init__(self, path: Path) -> None:
        self.writer = CaseWriter(str(path), "test")
        self.held: dict[str, LinkInput] = {}
        self.asked: set[str] = set()

    def ids(self) -> list[str]:
        return list(self.held)

    def read(self, ids: Sequence[str]) -> list[LinkInput]:
        self.asked.update(ids)
        return [self.held[one] for one in ids]

    def store(self, items: Iterable[LinkInput]) -> None:
        """What the case tells of items itself."""
        known = {row[0] for row in self.writer.db.execute("SELECT item_id FROM items")}
        rows = [
            (i.item_id, i.text, i.headline, i.publisher, i.published, i.capture_id)
            for i in items
            if i.item_id not in known
        ]
        columns = "item_id, text, headline, publisher, published, capture"
        self.writer.db.executemany(f"INSERT INTO items ({columns}) VALUES (?, ?, ?, ?, ?, ?)", rows)

    def add(self, items: Iterable[LinkInput], *, afresh: bool = False) -> Relinked:
        """Links what it has with these; `afresh` as if nothing were known."""
        fresh = {i.item_id: i for i in items}
        self.held.update(fresh)
        self.asked = set()
        self.store(fresh.values())
        kept = None if afresh else self.writer.kept_links()
        with Linking(self.held.values(), LinkingSettings(), held=self, kept=kept) as linking:
            assert (linking.gone is None) == (kept is None)
            return self.writer.set_links(linking.parts(), str(len(self.held)), gone=linking.gone, kept=linking.keep)

    def tables(self) -> Tables:
        """All rows that linking made."""
        return {name: self.writer.db.execute(sql).fetchall() for name, sql in _READ.items()}

    def close(self) -> None:
        self.writer.db.close()


def check(parts: Sequence[Sequence[LinkInput]]) -> None:
    """After each part the tables, and what is kept for the next, are those of all items so far linked at once."""
    with TemporaryDirectory() as folder:
        fed = Fed(Path(folder) / "parts.case")
        for number, part in enumerate(parts):
            fed.add(part)
            clean = Fed(Path(folder) / f"{number}.case")
            clean.add(fed.held.values(), afresh=True)
            assert fed.tables() == clean.tables()
            clean.close()
        fed.close()


@lru_cache(maxsize=8)
def world(size: int, seed: int) -> tuple[LinkInput, ...]:
    """A small simulated world."""
    return tuple(as_input(made) for made in make_world(size, seed))


def cut(items: Sequence[LinkInput], rng: random.Random) -> list[list[LinkInput]]:
    """The items in random order, in up to four parts."""
    order = list(items)
    rng.shuffle(order)
    cuts = sorted(rng.randrange(1, len(order)) for _ in range(rng.randrange(1, 4)))
    return [order[low:high] for low, high in zip([0, *cuts], [*cuts, len(order)], strict=True) if high > low]


def twisted(items: Sequence[LinkInput], rng: random.Random) -> list[LinkInput]:
    """Items as troublesome worlds have them: copies, pieces, edits, other languages, no dates, one address for two."""
    made = list(items)
    for number in range(rng.randrange(2, 25)):
        one = rng.choice(items)
        words = one.text.split(" ")
        low = rng.randrange(len(words))
        fields: dict[str, Any] = rng.choice([
            {}, {"publisher": f"Paper {number}"}, {"published": None}, {"published": "2001-01-01"},
            {"published": "2031-05-01T08:00:00"}, {"language": "de"}, {"url": rng.choice(items).url},
            {"text": " ".join(words[low:])}, {"text": " ".join(words[:low])}, {"text": ""},
            {"text": one.text + " " + rng.choice(items).text, "published": "1999"},
            {"text": one.text.translate(_CYRILLIC), "language": "ru"},
            {"text": " ".join(w if rng.random() < 0.9 else w[::-1] for w in words)},
        ])  # fmt: skip
        made.append(msgspec.structs.replace(one, item_id=f"x{number}-{one.item_id}", quoted=(), **fields))
    return made


@given(st.integers(10, 90), st.integers(0, 5), st.randoms(use_true_random=False))
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow], phases=[Phase.generate])
def test_any_parts_in_any_order(size: int, seed: int, rng: random.Random) -> None:
    check(cut(twisted(world(size, seed), rng), rng))


def test_words_that_become_common() -> None:
    """Many new items, the earliest of all among them, copy a text that two had: it becomes page furniture."""
    items = world(60, 3)
    given = items[7].text.split("\n")[-1]
    new = [
        msgspec.structs.replace(
            items[n], item_id=f"n{n}", text=items[n].text + "\n\n" + given, published=f"19{50 + n}-01-01", quoted=()
        )
        for n in range(20, 40)
    ]
    check([items, new[:3], new[3:]])


def test_what_stands_is_not_told_again(tmp_path: Path) -> None:
    items = world(90, 1)
    fed = Fed(tmp_path / "x.case")
    fed.add(items)
    alone = msgspec.structs.replace(items[0], item_id="alone", text="Nobody else wrote of any such thing.", quoted=())
    assert fed.add([alone]).again < 20
    assert len(fed.asked) < 20
    fed.close()


@pytest.mark.parametrize("damage", ["DELETE FROM linking", "UPDATE linking SET data = x'00' WHERE name = 'named'"])
def test_without_what_was_kept_all_is_linked(tmp_path: Path, damage: str) -> None:
    items = world(40, 2)
    fed, clean = Fed(tmp_path / "x.case"), Fed(tmp_path / "y.case")
    fed.add(items[:30])
    fed.writer.db.execute(damage)
    fed.held.update({i.item_id: i for i in items[30:]})
    fed.store(items[30:])
    with Linking(fed.held.values(), LinkingSettings(), held=fed, kept=fed.writer.kept_links()) as linking:
        assert linking.gone is None
        fed.writer.set_links(linking.parts(), "x", kept=linking.keep)
    clean.add(items)
    assert fed.tables() == clean.tables()


@pytest.mark.parametrize("tenths", [2, 5, 8, 10])
def test_killed_while_adding(tmp_path: Path, tenths: int) -> None:
    """Nothing is half written: the case has what it had, and adding goes on from there."""
    items = world(50, 4)
    base = Fed(tmp_path / "x.case")
    base.add(items[:40])
    was = base.tables()
    base.close()
    shutil.copy(tmp_path / "x.case", tmp_path / "y.case")
    whole = _opened(tmp_path / "y.case", items)
    steps: list[str] = []
    whole.writer.db.set_trace_callback(steps.append)
    whole.add(items[40:])
    whole.writer.db.set_trace_callback(None)
    child = multiprocessing.get_context("fork").Process(
        target=_add_and_die, args=(tmp_path / "x.case", items, len(steps) * tenths // 10 - 1)
    )
    child.start()
    child.join()
    assert child.exitcode == -signal.SIGKILL
    fed = _opened(tmp_path / "x.case", items)
    assert fed.tables()["passages"] == was["passages"]
    fed.add(items[40:])
    assert fed.tables() == whole.tables()


def _opened(path: Path, items: Sequence[LinkInput]) -> Fed:
    fed = Fed(path)
    fed.held.update({i.item_id: i for i in items[:40]})
    return fed


def _add_and_die(path: Path, items: Sequence[LinkInput], after: int) -> None:
    """Kill this process once so many statements of adding were begun."""
    fed = _opened(path, items)
    left = iter(range(after))
    fed.writer.db.set_trace_callback(
        lambda _: os.kill(os.getpid(), signal.SIGKILL) if next(left, None) is None else None
    )
    fed.add(items[40:])

"""Where the time of linking goes: each stage's wall time, the processor time of its tasks and of who leads, memory.

A stage is one `Workplace.run`; what the leading process does before the next begins counts as a stage of its own, named
after what it goes before. Memory is that of all processes together, pages that they share counted once, from /proc.
"""

from __future__ import annotations

import heapq
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

from rashomon.linking.workplace import Workplace

_EVERY = 2.0
"""Seconds between two looks at the memory."""


class Stage(NamedTuple):
    """Seconds of a stage: by the clock, of processors in its tasks, of the leading process beside them; `reckoned` is

    what it would take by the clock on as many free cores as there are processes.
    """

    name: str
    tasks: int
    wall: float
    working: float
    leading: float
    reckoned: float


class _Timed(NamedTuple):
    result: Any
    seconds: float


def _timed(work: Callable[[str, Any], Any], folder: str, task: Any) -> _Timed:
    began = time.process_time()
    result = work(folder, task)
    return _Timed(result, time.process_time() - began)


def reckoned(seconds: Sequence[float], leading: float, cores: int) -> float:
    """How long tasks take on so many free cores, each given to the core that is free first, with a leader beside them.

    >>> reckoned([3.0, 1.0, 1.0, 1.0], 0.5, 2)
    3.25
    """
    free = [0.0] * cores
    for one in seconds:
        heapq.heapreplace(free, free[0] + one)
    return max(*free, leading, (sum(seconds) + leading) / cores)


class Watch:
    """Times all stages while it is entered; `stages` are their times in order, `peak_mb` is the memory."""

    def __init__(self, processes: int, log: Callable[[str], None] = lambda line: None) -> None:
        self.stages: list[Stage] = []
        self.peak_mb = 0
        self.peak_at = ""
        self.disk_mb = 0
        self._log, self._processes = log, max(1, processes)
        self._mark = time.perf_counter(), time.process_time()
        self._now = ""
        self._plain = Workplace.run
        self._over = threading.Event()
        self._looker = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Watch:
        watch, plain = self, self._plain

        def run(place: Workplace, work: Callable[[str, Any], Any], tasks: Iterable[Any]) -> Iterator[Any]:
            return watch._run(plain, place, work, tasks)

        Workplace.run = run  # type: ignore[method-assign,assignment]
        self._looker.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        Workplace.run = self._plain  # type: ignore[method-assign]
        self._note("the end", [])
        self._over.set()
        self._looker.join()

    def _run(
        self, plain: Any, place: Workplace, work: Callable[[str, Any], Any], tasks: Iterable[Any]
    ) -> Iterator[Any]:
        name = work.__name__
        self._note(f"before {name}", [])
        self._now = name
        seconds: list[float] = []
        for done in plain(place, _Bound(work), tasks):
            seconds.append(done.seconds)
            yield done.result
        self.disk_mb = max(self.disk_mb, _disk(place.folder))
        self._note(name, seconds)
        self._now = f"after {name}"

    def _note(self, name: str, seconds: Sequence[float]) -> None:
        mark = time.perf_counter(), time.process_time()
        wall, leading = mark[0] - self._mark[0], mark[1] - self._mark[1]
        self._mark = mark
        working = sum(seconds)
        leading -= working if self._processes == 1 else 0.0
        stage = Stage(name, len(seconds), wall, working, leading, reckoned(seconds, leading, self._processes))
        self.stages.append(stage)
        if wall > 0.01:
            self._log(as_line(stage) + f"  {self.peak_mb} MB at {self.peak_at}, {self.disk_mb} MB on disk")

    def _look(self) -> None:
        while not self._over.wait(_EVERY):
            held = memory_mb()
            if held > self.peak_mb:
                self.peak_mb, self.peak_at = held, self._now


class _Bound:
    """A task's function with a watch that looks at the processor's time."""

    def __init__(self, work: Callable[[str, Any], Any]) -> None:
        self.work = work

    def __call__(self, folder: str, task: Any) -> _Timed:
        return _timed(self.work, folder, task)


def as_line(stage: Stage) -> str:
    """A stage as a line of a table."""
    return (f"{stage.name:28} {stage.tasks:6} tasks  wall {stage.wall:8.2f}  working {stage.working:8.2f}"
            f"  leading {stage.leading:8.2f}  reckoned {stage.reckoned:8.2f}")  # fmt: skip


def _disk(folder: Path) -> int:
    usage = 0
    for path in folder.iterdir():
        try:
            usage += path.stat().st_blocks * 512
        except OSError:
            continue
    return usage >> 20


def memory_mb() -> int:
    """What this process and all below it hold, in MB, shared pages divided among those that share them."""
    return sum(map(_held, _tree())) >> 10


def _tree() -> list[int]:
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    below = {os.getpid()}
    while more := {pid for pid, parent in parents.items() if parent in below and pid not in below}:
        below |= more
    return sorted(below)


def _held(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))

"""Processes that work on batches side by side; with one, everything happens in this process."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from types import TracebackType
from typing import TypeVar

Task = TypeVar("Task")
Done = TypeVar("Done")
_AHEAD = 2
"""Tasks that wait for each process."""


class Crew:
    """Runs functions over tasks; use as a context manager. Results come in the order of the tasks."""

    def __init__(self, processes: int) -> None:
        self._processes = processes
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def run(self, work: Callable[[Task], Done], tasks: Iterable[Task]) -> Iterator[Done]:
        """The result of each task."""
        if self._processes < 2:
            yield from map(work, tasks)
            return
        waiting: deque[Future[Done]] = deque()
        for task in tasks:
            if len(waiting) >= self._processes * _AHEAD:
                yield waiting.popleft().result()
            waiting.append(self._started().submit(work, task))
        while waiting:
            yield waiting.popleft().result()

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            # Spawned, not forked: a fork of a process with threads (SQLite, Arrow) may hang.
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self._processes, mp_context=context)
        return self._pool

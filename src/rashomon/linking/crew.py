"""Processes that work on batches side by side; with one, everything happens in this process."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing.context import BaseContext
from types import TracebackType
from typing import TypeVar

Task = TypeVar("Task")
Done = TypeVar("Done")
_AHEAD = 4
"""Tasks that are given out for each process: one that takes long holds the others up once these are done."""


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
            self._pool = ProcessPoolExecutor(self._processes, mp_context=_context())
        return self._pool


def _context() -> BaseContext:
    """Processes are not forked from this one, which may have threads (SQLite, Arrow) and hang.

    Where there is one, a server that has read linking's modules once forks them; elsewhere each reads them itself.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([f"{__package__}.link"])
    return context

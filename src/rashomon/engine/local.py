"""A pool of processes on one machine; with one job everything runs in this process."""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from types import TracebackType
from typing import TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")

_AHEAD = 4
"""Tasks in flight per process: enough to keep all busy, few enough to bound memory."""
_WORTH = 4
"""A further process is started only for this many tasks more: starting one costs as much as several captures."""


def default_jobs() -> int:
    """As many processes as this one may use processors."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class LocalEngine:
    """Runs functions over tasks in processes that are kept from step to step; use as a context manager.

    A worker that dies is replaced, and the task that killed it gets the result that `crashed` makes for it.
    """

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs
        self._pool: ProcessPoolExecutor | None = None
        self._size = 0

    def __enter__(self) -> LocalEngine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def run(
        self, function: Callable[[Given], Made], tasks: Iterable[Given], *, crashed: Callable[[Given], Made]
    ) -> Iterator[tuple[Given, Made]]:
        """Each task with its result, in their order."""
        if self.jobs <= 1:
            for task in tasks:
                yield task, function(task)
            return
        stream = iter(tasks)
        first = list(islice(stream, self.jobs * _WORTH))
        if not first:
            return
        self._size = max(self._size, min(self.jobs, -(-len(first) // _WORTH)))
        waiting: deque[tuple[Given, Future[Made]]] = deque()
        for task in chain(first, stream):
            if len(waiting) >= self._size * _AHEAD:
                yield self._next(waiting, function, crashed)
            waiting.append((task, self._submit(function, task)))
        while waiting:
            yield self._next(waiting, function, crashed)

    def _submit(self, function: Callable[[Given], Made], task: Given) -> Future[Made]:
        for _ in range(2):
            try:
                return self._started().submit(function, task)
            except BrokenProcessPool:
                self._pool = None
        return self._started().submit(function, task)

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is not None and self._pool._max_workers < self._size:  # type: ignore[attr-defined]
            self._pool.shutdown(wait=True)
            self._pool = None
        if self._pool is None:
            self._pool = _new_pool(self._size)
        return self._pool

    def _next(
        self, waiting: deque[tuple[Given, Future[Made]]], function: Callable[[Given], Made],
        crashed: Callable[[Given], Made],
    ) -> tuple[Given, Made]:  # fmt: skip
        task, future = waiting.popleft()
        try:
            return task, future.result()
        except BrokenProcessPool:
            return task, _alone(function, task, crashed)


def _alone(function: Callable[[Given], Made], task: Given, crashed: Callable[[Given], Made]) -> Made:
    """Runs a task whose pool broke in a process of its own, to know whether it was this task that broke it."""
    with _new_pool(1) as single:
        try:
            return single.submit(function, task).result()
        except BrokenProcessPool:
            return crashed(task)


def _new_pool(size: int) -> ProcessPoolExecutor:
    # Spawned, not forked: a fork of a process with threads (SQLite, Arrow, the progress bar) may hang.
    return ProcessPoolExecutor(size, mp_context=multiprocessing.get_context("spawn"))

"""A pool of processes on one machine; with one job everything runs in this process."""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Generic, TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")

_AHEAD = 4
"""Tasks in flight per process: enough to keep all busy, few enough to bound memory."""


def default_jobs() -> int:
    """As many processes as this one may use processors."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run(
    function: Callable[[Given], Made], tasks: Iterable[Given], *, jobs: int, crashed: Callable[[Given], Made]
) -> Iterator[tuple[Given, Made]]:
    """Each task with its result, in their order; `crashed` makes the result of a task that kills its process."""
    if jobs <= 1:
        for task in tasks:
            yield task, function(task)
        return
    runner = _Pool(function, jobs, crashed)
    try:
        yield from runner.run(tasks)
    finally:
        runner.close()


class _Pool(Generic[Given, Made]):
    """Keeps a bounded number of tasks in flight, and outlives a worker that dies."""

    def __init__(self, function: Callable[[Given], Made], jobs: int, crashed: Callable[[Given], Made]) -> None:
        self.function, self.jobs, self.crashed = function, jobs, crashed
        self.pool = self._new(jobs)

    @staticmethod
    def _new(jobs: int) -> ProcessPoolExecutor:
        # Spawned, not forked: a fork of a process with threads (SQLite, Arrow, the progress bar) may hang.
        return ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn"))

    def run(self, tasks: Iterable[Given]) -> Iterator[tuple[Given, Made]]:
        waiting: deque[tuple[Given, Future[Made]]] = deque()
        for task in tasks:
            if len(waiting) >= self.jobs * _AHEAD:
                yield self._next(waiting)
            waiting.append((task, self._submit(task)))
        while waiting:
            yield self._next(waiting)

    def _submit(self, task: Given) -> Future[Made]:
        try:
            return self.pool.submit(self.function, task)
        except BrokenProcessPool:
            self.pool = self._new(self.jobs)
            return self.pool.submit(self.function, task)

    def _next(self, waiting: deque[tuple[Given, Future[Made]]]) -> tuple[Given, Made]:
        task, future = waiting.popleft()
        try:
            return task, future.result()
        except BrokenProcessPool:
            return task, self._alone(task)

    def _alone(self, task: Given) -> Made:
        """Runs a task that may have killed its process in a process of its own, to know whether it was this one."""
        with self._new(1) as single:
            try:
                return single.submit(self.function, task).result()
            except BrokenProcessPool:
                return self.crashed(task)

    def close(self) -> None:
        self.pool.shutdown(wait=True, cancel_futures=True)

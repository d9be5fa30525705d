"""The local engine: order kept, work bounded, a worker that dies replaced."""

from __future__ import annotations

import os
from collections.abc import Iterator

from rashomon.engine.local import LocalEngine


def double(n: int) -> int:
    """A task; 13 takes its process down, as a fault in a parser's C code would."""
    if n == 13:
        os._exit(1)
    return 2 * n


def test_results_come_in_the_order_of_the_tasks_and_a_killer_is_found() -> None:
    with LocalEngine(2) as engine:
        made = list(engine.run(double, range(30), crashed=lambda n: -n))
    assert made == [(n, -13 if n == 13 else 2 * n) for n in range(30)]


def test_tasks_are_taken_only_as_fast_as_they_are_done() -> None:
    taken = []

    def tasks() -> Iterator[int]:
        for n in range(14, 214):
            taken.append(n)
            yield n

    with LocalEngine(2) as engine:
        results = engine.run(double, tasks(), crashed=lambda n: -n)
        next(results)
        assert len(taken) < 30
        assert len(list(results)) == 199


def test_one_job_needs_no_other_process() -> None:
    with LocalEngine(1) as engine:
        assert list(engine.run(os.getppid.__class__, [], crashed=lambda n: n)) == []
        assert [m for _, m in engine.run(lambda n: os.getpid(), [1], crashed=lambda n: 0)] == [os.getpid()]

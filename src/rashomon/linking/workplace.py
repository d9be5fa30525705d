"""Where a collection is linked: a folder for what does not fit into memory, and the processes that work on it.

A task is plain values and the folder's name; its function loads what it needs from the folder. So every process sees
the same, and the one that leads holds only a few numbers per item.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from .crew import Crew
from .shelf import open_shelf

_ROWS_A_MB = 2_000
"""A row takes some 12 to 16 bytes, and sorting makes copies; the rest is room for texts and results."""
_LEAST_ROWS = 10_000
Task = TypeVar("Task")
Done = TypeVar("Done")


class Workplace:
    """A folder and a crew; use as a context manager. The folder is gone afterwards."""

    def __init__(self, processes: int, memory_mb: int) -> None:
        self.rows = max(_LEAST_ROWS, memory_mb * _ROWS_A_MB // max(1, processes))
        """Rows that a process may sort together."""
        self._held = tempfile.TemporaryDirectory(prefix="rashomon-linking-")
        self._crew = Crew(processes)
        self.folder = Path(self._held.name)

    def __enter__(self) -> Workplace:
        self._crew.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._crew.__exit__(kind, error, at)
        open_shelf.cache_clear()
        self._held.cleanup()

    def run(self, work: Callable[[str, Task], Done], tasks: Iterable[Task]) -> Iterator[Done]:
        """`work(folder, task)` of each task, in their order."""
        return self._crew.run(partial(work, str(self.folder)), tasks)

    def save(self, name: str, array: NDArray[Any]) -> None:
        """Lay an array out for the tasks."""
        np.save(self.folder / f"{name}.npy", array)


def load(folder: str, name: str) -> NDArray[Any]:
    """An array that was laid out; what is not touched is not read."""
    path = Path(folder) / f"{name}.npy"
    whole: NDArray[Any] = np.load(path, mmap_mode="r")
    return whole


def chunks(size: int, most: int) -> Iterator[tuple[int, int]]:
    """The numbers below `size` as ranges of at most so many.

    >>> list(chunks(5, 2))
    [(0, 2), (2, 4), (4, 5)]
    """
    return ((low, min(size, low + most)) for low in range(0, size, most))

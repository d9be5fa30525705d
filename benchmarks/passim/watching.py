"""What a command and all the processes that it starts take: time, processors' seconds, memory. Linux only."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

_TICK = os.sysconf("SC_CLK_TCK")
_EVERY = 0.2
"""Seconds between two looks at the processes; what one does in its last moment is missed."""


class Taken(msgspec.Struct, frozen=True):
    """What a command took. `peak_mb` is of all processes together, shared pages counted once.

    `marks` are the seconds by the clock and of the processors after which each awaited file stood there.
    """

    returncode: int
    errors: str
    seconds: float
    cpu_seconds: float
    peak_mb: int
    marks: dict[str, tuple[float, float]]


def watch(command: Sequence[str], *, environment: Mapping[str, str], await_files: Mapping[str, Path]) -> Taken:
    """Runs a command to its end and counts what it and its descendants take."""
    began = time.perf_counter()
    with subprocess.Popen(
        command, env=dict(environment), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        errors: list[str] = []
        reader = threading.Thread(target=lambda: errors.append(process.stderr.read() if process.stderr else ""))
        reader.start()
        used: dict[tuple[int, int], float] = {}
        marks: dict[str, tuple[float, float]] = {}
        peak = 0
        while process.poll() is None:
            family = _family(process.pid, used)
            peak = max(peak, sum(_memory(pid) for pid in family))
            for name, file in await_files.items():
                if name not in marks and file.exists():
                    marks[name] = time.perf_counter() - began, sum(used.values())
            time.sleep(_EVERY)
        seconds = time.perf_counter() - began
        reader.join()
    return Taken(process.returncode, errors[0], seconds, sum(used.values()), peak // 1024, marks)


def _family(root: int, used: dict[tuple[int, int], float]) -> list[int]:
    """The command's living processes; their processors' seconds are noted in `used` under id and time of birth.

    One that was seen once stays of the family when the parent that started it is gone.
    """
    stats = {int(entry.name): _stat(entry) for entry in Path("/proc").iterdir() if entry.name.isdigit()}
    known = {pid: stat for pid, stat in stats.items() if stat}
    family = {pid for pid, (_, born, _) in known.items() if pid == root or (pid, born) in used}
    grown = True
    while grown:
        more = {pid for pid, (parent, _, _) in known.items() if parent in family and pid not in family}
        family |= more
        grown = bool(more)
    for pid in family:
        _, born, seconds = known[pid]
        used[pid, born] = seconds
    return sorted(family)


def _stat(process: Path) -> tuple[int, int, float] | None:
    """Parent, time of birth in ticks and processors' seconds of a process, children not counted."""
    try:
        fields = (process / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return int(fields[1]), int(fields[19]), (int(fields[11]) + int(fields[12])) / _TICK


def _memory(pid: int) -> int:
    """Kilobytes of a process, its share of what it shares with others."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)

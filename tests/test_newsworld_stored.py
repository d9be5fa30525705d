"""A stored world is the world: for any number of processes, and cut where it is asked to end."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks.newsworld import stored
from benchmarks.newsworld.inputs import as_input
from benchmarks.newsworld.stages import Watch, memory_mb, reckoned
from benchmarks.newsworld.world import make_world

from rashomon.linking.link import link
from rashomon.model.settings import LinkingSettings


@pytest.mark.parametrize("size", [0, 1, 60])
def test_same_world(size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored, "_EVENTS", 3)
    assert stored.write_inputs(tmp_path, size, seed=5) == size
    assert list(stored.read_inputs(tmp_path)) == [as_input(made) for made in make_world(size, seed=5)]


def test_processes(tmp_path: Path) -> None:
    assert stored.write_inputs(tmp_path / "two", 40, seed=5, processes=2) == 40
    stored.write_inputs(tmp_path / "one", 40, seed=5)
    assert list(stored.read_inputs(tmp_path / "two")) == list(stored.read_inputs(tmp_path / "one"))


def test_watch() -> None:
    """Watched linking gives the same links, and its stages hold its time."""
    inputs = [as_input(made) for made in make_world(30, seed=5)]
    plain = link(inputs, LinkingSettings())
    with Watch(1) as watch:
        assert link(inputs, LinkingSettings()) == plain
    assert {"_read_texts", "_line_up", "_settle"} <= {stage.name for stage in watch.stages}
    assert all(stage.working >= 0 for stage in watch.stages)
    assert memory_mb() > 10


def test_reckoned() -> None:
    """Tasks on free cores take as long as the core with most of them, and no less than the leader."""
    assert reckoned([3.0, 1.0, 1.0, 1.0], 0.5, 2) == 3.25
    assert reckoned([4.0, 1.0], 0.0, 4) == 4.0
    assert reckoned([], 2.0, 4) == 2.0

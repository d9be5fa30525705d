"""Linking on a small simulated world whose truth is known: floors, and independence of order."""

from __future__ import annotations

import hashlib
import random

import msgspec
import pytest
from benchmarks.newsworld.__main__ import as_input, score
from benchmarks.newsworld.world import Made, make_world

from rashomon.linking.link import link
from rashomon.model.links import LinkInput, Links
from rashomon.model.settings import LinkingSettings

FLOORS = {"pairs_recall": 0.98, "pairs_precision": 0.96, "directions_right": 0.93, "origins_within_1": 0.95,
          "stories_f1": 0.98, "revisions_recall": 0.9}  # fmt: skip

SAVED = "90df21e6492495f7"
"""The digest of the links that the plain, pair by pair way of lining up texts found in this world."""


@pytest.fixture(scope="module")
def world() -> list[Made]:
    return list(make_world(400, seed=7))


@pytest.fixture(scope="module")
def inputs(world: list[Made]) -> list[LinkInput]:
    return [as_input(made) for made in world]


@pytest.fixture(scope="module")
def links(inputs: list[LinkInput]) -> Links:
    return link(inputs, LinkingSettings())


def test_floors(world: list[Made], links: Links) -> None:
    found = score(world, links)
    below = {name: found[name] for name, floor in FLOORS.items() if found[name] < floor}  # type: ignore[operator]
    assert not below


def test_shuffled(inputs: list[LinkInput], links: Links) -> None:
    shuffled = inputs[:]
    random.Random(3).shuffle(shuffled)
    assert link(shuffled, LinkingSettings()) == links


def test_saved_links(links: Links) -> None:
    """However links are found, they stay the same: a digest that changes says that a rule has."""
    assert hashlib.blake2b(msgspec.json.encode(links, order="sorted"), digest_size=8).hexdigest() == SAVED


def test_processes(inputs: list[LinkInput], links: Links) -> None:
    """Several processes find the links that one does."""
    assert link(inputs, LinkingSettings(processes=2)) == links


def test_on_disk(inputs: list[LinkInput], links: Links) -> None:
    """A join that does not fit into memory goes by way of the disk and gives the same links."""
    assert link(inputs, LinkingSettings(memory_mb=1)) == links


def test_same_seed(world: list[Made]) -> None:
    assert list(make_world(400, seed=7)) == world

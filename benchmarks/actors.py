"""How joining the actors of all stories grows with their number.

    python -m benchmarks.actors 1000 10000 100000

Invented actors: a hundredth of the names, drawn by rank as names are (Zipf), stand for half of all actors; a tenth of
the people are called John Smith, with one of a thousand middle names or none; a fifth of all are only described.
Printed are processor seconds of finding what is one and of telling why, and how many actors are left.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator

from rashomon.comparing.across import join_actors
from rashomon.engine.build import merge_actor
from rashomon.model.findings import Actor

_SOUNDS = [f"{a}{b}" for a in "bdfgklmnprstvz" for b in "aeiou"]
_ROLES = ("the mayor", "a spokesman", "the minister", "a doctor", "the coach", "a resident")


def _word(chance: random.Random, length: int) -> str:
    return "".join(chance.choices(_SOUNDS, k=length)).capitalize()


def _named(chance: random.Random, words: list[str], number: int) -> Actor:
    kind = chance.choice(("person", "person", "body", "place"))
    first = words[min(int(chance.paretovariate(0.6)), len(words) - 1)]
    role = chance.choice(_ROLES)
    if kind == "person":
        smith = f"John {chance.choice(('', _word(chance, 2)))} Smith".replace("  ", " ")
        name = smith if chance.random() < 0.1 else f"{first} {_word(chance, 1)}son"
    else:
        name = f"{first} Harbour Board" if kind == "body" else first
    return Actor(f"A{number:016x}", name, kind, (name, role), (f"s{number // 12}",), (), (name,))


def actors(size: int) -> Iterator[Actor]:
    """So many actors of a twelfth as many stories."""
    chance = random.Random(size)
    words = [_word(chance, 3) for _ in range(max(10, size // 4))]
    for number in range(size):
        made = _named(chance, words, number)
        if number % 5 == 0:
            made = Actor(made.actor_id, "A young man", "person", ("A young man",), made.story_ids)
        yield made


def measure(size: int) -> dict[str, float]:
    """Processor seconds for so many actors."""
    every = list(actors(size))
    began = time.process_time()
    joined = join_actors(every)
    found = time.process_time()
    groups: dict[str, list[Actor]] = {}
    for actor in every:
        groups.setdefault(joined[actor.actor_id], []).append(actor)
    merged = [merge_actor(one, parts) for one, parts in groups.items()]
    told = time.process_time()
    return {"actors": size, "left": len(merged), "largest": max(map(len, groups.values())),
            "joining": round(found - began, 2), "telling": round(told - found, 2)}  # fmt: skip


def main() -> None:
    """Measure each size."""
    join_actors(actors(100))  # the packs are read before the clock runs
    for size in map(int, sys.argv[1:] or ("1000", "10000", "100000")):
        print(measure(size), flush=True)


if __name__ == "__main__":
    main()

"""A world's inputs in files, made by several processes and read again item by item: the same for any number of them.

    python -m benchmarks.newsworld.stored SIZE FOLDER [--seed N] [--processes N]

A lot is some events, which are independent of one another; a file holds the `LinkInput` of each item as its length in
four bytes and its MessagePack. Linked with `python -m benchmarks.newsworld SIZE --stored FOLDER`.
"""

from __future__ import annotations

import argparse
import json
import struct
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

import msgspec

from rashomon.linking.crew import Crew
from rashomon.model.links import LinkInput

from .inputs import as_input
from .world import make_events

_EVENTS = 1000
"""Events whose items are made together: some 8,000 items, 17 MB."""
_LENGTH = struct.Struct("<I")


class _Lot(NamedTuple):
    size: int
    seed: int
    first: int
    most: int


def write_inputs(folder: Path, size: int, seed: int, processes: int = 1) -> int:
    """Write the inputs of `make_world(size, seed)`; how many there are."""
    folder.mkdir(parents=True, exist_ok=True)
    made, last = 0, -1
    with Crew(processes) as crew:
        lots = (_Lot(size, seed, first, size) for first in range(0, size, _EVENTS))
        for written in crew.run(partial(_write_lot, str(folder)), lots):
            made, last = made + written, last + 1
            if made >= size:
                break
    if made > size:
        _write_lot(str(folder), _Lot(size, seed, last * _EVENTS, written - (made - size)))
    for path in _files(folder)[last + 1 :]:
        path.unlink()
    return min(made, size)


def _write_lot(folder: str, lot: _Lot) -> int:
    encode = msgspec.msgpack.Encoder().encode
    written = 0
    with (Path(folder) / f"{lot.first // _EVENTS:06}.inputs").open("wb") as out:
        for made in make_events(lot.size, lot.seed, range(lot.first, min(lot.first + _EVENTS, lot.size))):
            if written == lot.most:
                break
            packed = encode(as_input(made))
            out.write(_LENGTH.pack(len(packed)) + packed)
            written += 1
    return written


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.inputs"))


def read_inputs(folder: Path) -> Iterator[LinkInput]:
    """The items of a stored world, one after the other."""
    decode = msgspec.msgpack.Decoder(LinkInput).decode
    for path in _files(folder):
        with path.open("rb") as stored:
            while head := stored.read(_LENGTH.size):
                yield decode(stored.read(_LENGTH.unpack(head)[0]))


def main() -> None:
    """Write a world and say how much."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("size", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=1)
    options = parser.parse_args()
    items = write_inputs(options.folder, options.size, options.seed, options.processes)
    print(json.dumps({"items": items, "bytes": sum(path.stat().st_size for path in _files(options.folder))}))


if __name__ == "__main__":
    main()

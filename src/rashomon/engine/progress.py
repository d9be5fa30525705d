"""How far a run is, told to whoever watches."""

from __future__ import annotations

from collections.abc import Callable

import msgspec


class Progress(msgspec.Struct, frozen=True):
    """How far a build is: the step, how much of it is done, of how many (None while that is not known)."""

    step: str
    done: int
    total: int | None


Watch = Callable[[Progress], None]

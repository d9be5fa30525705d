"""How many were killed and injured, as one account states it over all."""

from __future__ import annotations

from collections.abc import Sequence

from ..model.readings import Figure

Bounds = tuple[float | None, float | None]


def casualties(figures: Sequence[Figure]) -> dict[str, Bounds]:
    """The bounds of those killed and injured that a text states: for each, the figure with the greatest number.

    A report names the whole first and then its parts ("four people were hurt … one woman in the neck"), so that the
    greatest number is the whole. An age beside what happened ("Rivera, 46, died") counts one;
    a share, a rank or a price counts nobody. One person
    who is hurt and then dies, named by the same words, is among the dead. What no figure
    states is left out.
    """
    found: dict[str, Bounds] = {}
    dead = {_person(f) for f in figures if f.action == "killed"}
    for figure in figures:
        if figure.action not in ("killed", "injured") or figure.unit not in (None, "year"):
            continue
        if figure.action == "injured" and figure.high == 1 and _person(figure) in dead:
            continue
        bounds = (figure.low, figure.high) if figure.unit is None else (1, 1)
        known = found.get(figure.action)
        if known is None or _size(*bounds) > _size(*known):
            found[figure.action] = bounds
    return found


def _person(figure: Figure) -> str:
    """The noun without what happened: "a boy was shot" and "the boy died" may be one boy."""
    return (figure.counted or "").removesuffix(f" {figure.action}")


def _size(low: float | None, high: float | None) -> float:
    return low if low is not None else high or 0

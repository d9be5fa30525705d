"""Intake alone, over many captures: items as they come, and a table of what happened to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from functools import partial
from typing import Any

import msgspec

from ..intake.containers import captures_in
from ..intake.read import read_capture
from ..intake.usermeta import read_meta, with_meta
from ..model.captures import Intake, Issue, RawCapture
from ..model.settings import IntakeSettings
from . import plan
from .local import LocalEngine

_SHOWN = 5
"""Files named under each count; a list that is asked for is shown whole."""
_ALWAYS = ("repaired", "split", "undated", "unsupported", "unreadable")
"""Counts that the table has also where they are none."""


class Tally:
    """What happened to the captures of one run: counts, and under each the files it speaks of."""

    def __init__(self) -> None:
        self.captures = self.items = 0
        self.lists: dict[str, list[str]] = {}
        self.rules: Counter[str] = Counter()

    @property
    def troubled(self) -> bool:
        """Whether there is something to look at beyond what was simply repaired, split or undated."""
        return bool(self.lists.keys() - {"repaired", "split", "undated"})

    def add(self, made: Intake) -> None:
        """Counts one capture."""
        path = made.capture.paths[0]
        self.captures += 1
        self.items += len(made.items)
        if made.capture.repairs:
            rules = Counter(r.rule for r in made.capture.repairs)
            self.rules.update(rules)
            self._note("repaired", f"{path}: " + ", ".join(f"{n} × {r}" for r, n in sorted(rules.items())))
        if len(made.items) > 1:
            self._note("split", f"{path}: {len(made.items)} accounts")
        for issue in made.issues:
            self.add_issue(issue)

    def add_issue(self, issue: Issue) -> None:
        """Counts something that was not read as it should."""
        self._note(issue.code, issue.message)

    def _note(self, code: str, line: str) -> None:
        self.lists.setdefault(code, []).append(line)

    def table(self, opened: Collection[str] = ()) -> str:
        """The table that a person can act on; the lists named in `opened` whole, of the others their beginning."""
        lines = [f"{self.captures:,} captures read, {self.items:,} accounts"]
        others = sorted(self.lists.keys() - set(_ALWAYS))
        for code in (*_ALWAYS, *others):
            entries = self.lists.get(code, [])
            how = ", ".join(f"{n:,} × {rule}" for rule, n in sorted(self.rules.items())) if code == "repaired" else ""
            lines.append(f"  {code.replace('_', ' '):20}{len(entries):>8,}{'   ' + how if how else ''}")
            most = len(entries) if code in opened else _SHOWN
            lines.extend(f"    {entry}" for entry in entries[:most])
            if len(entries) > most:
                lines.append(f"    … {len(entries) - most:,} more: --list {code}")
        return "\n".join(lines)


def extract_items(
    paths: Iterable[str], settings: IntakeSettings, tally: Tally, *, jobs: int = 1
) -> Iterator[dict[str, Any]]:
    """One plain record an item, in the order of the captures; a capture without items gives one with its issues."""
    raws = _captures(paths, settings, tally)
    step = partial(_intake, settings=settings)
    with LocalEngine(jobs) as engine:
        for _, made in engine.run(step, raws, crashed=_crashed):
            tally.add(made)
            yield from _records(made)


def _captures(paths: Iterable[str], settings: IntakeSettings, tally: Tally) -> Iterator[RawCapture]:
    meta = read_meta(settings.meta) if settings.meta else {}
    for found in captures_in(paths, settings):
        if isinstance(found, Issue):
            tally.add_issue(found)
        else:
            yield with_meta(found, meta) if meta else found


def _intake(raw: RawCapture, settings: IntakeSettings) -> Intake:
    try:
        return read_capture(raw, settings)
    except Exception as error:  # noqa: BLE001 - one bad file never stops a run
        return plan.failed(raw, error)


def _crashed(raw: RawCapture) -> Intake:
    return plan.failed(raw, RuntimeError("the reader's process ended"))


def _records(made: Intake) -> Iterator[dict[str, Any]]:
    issues = msgspec.to_builtins(made.issues)
    if not made.items:
        yield {"capture": made.capture.paths[0], "capture_id": made.capture.capture_id, "item_id": None, "text": None,
               "issues": issues}  # fmt: skip
    for item in made.items:
        own = [i for i in issues if i["item_id"] in (None, item.item_id)]
        yield {**msgspec.to_builtins(item), "issues": own}

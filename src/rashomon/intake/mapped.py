"""Text that knows where in the decoded capture each of its runs stood."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

import msgspec

from ..model.captures import MapRun


class MappedText(msgspec.Struct, frozen=True):
    """A text and its runs of characters that stand unchanged in the decoded capture.

    Slicing, joining and editing keep the map, so that every step of intake can change text and stay honest about it.
    """

    text: str
    runs: tuple[MapRun, ...]

    @classmethod
    def whole(cls, text: str) -> MappedText:
        """A decoded capture as it stands."""
        return cls(text, (MapRun(0, 0, len(text)),) if text else ())

    @classmethod
    def unmapped(cls, text: str) -> MappedText:
        """Text that stands nowhere in the capture (a rebuilt blank line, a joiner)."""
        return cls(text, ())

    @classmethod
    def join(cls, parts: Iterable[MappedText | str]) -> MappedText:
        """The parts one after another; runs that meet are made one.

        >>> a = MappedText.whole("one two")
        >>> MappedText.join([a[0:3], " and ", a[4:7]]).runs
        (MapRun(item_start=0, capture_start=0, length=3), MapRun(item_start=8, capture_start=4, length=3))
        """
        texts: list[str] = []
        runs: list[MapRun] = []
        at = 0
        for part in parts:
            if isinstance(part, str):
                texts.append(part)
                at += len(part)
                continue
            for run in part.runs:
                start = at + run.item_start
                last = runs[-1] if runs else None
                if (
                    last
                    and last.item_start + last.length == start
                    and last.capture_start + last.length == run.capture_start
                ):
                    runs[-1] = MapRun(last.item_start, last.capture_start, last.length + run.length)
                else:
                    runs.append(MapRun(start, run.capture_start, run.length))
            texts.append(part.text)
            at += len(part.text)
        return cls("".join(texts), tuple(runs))

    def __len__(self) -> int:
        return len(self.text)

    def __getitem__(self, where: slice) -> MappedText:
        start, stop, step = where.indices(len(self.text))
        if step != 1:
            raise ValueError("a mapped text is cut in steps of one")
        stop = max(start, stop)
        if len(self.runs) == 1 and self.runs[0].length == len(self.text):
            whole = MapRun(0, self.runs[0].capture_start + start, stop - start)
            return MappedText(self.text[start:stop], (whole,) if stop > start else ())
        runs = []
        for at in range(self._first_run(start), len(self.runs)):
            run = self.runs[at]
            if run.item_start >= stop:
                break
            first, last = max(run.item_start, start), min(run.item_start + run.length, stop)
            if first < last:
                runs.append(MapRun(first - start, run.capture_start + first - run.item_start, last - first))
        return MappedText(self.text[start:stop], tuple(runs))

    def _first_run(self, start: int) -> int:
        """The first run that may reach beyond `start`: a slice of a long text must not look at every run before it."""
        return max(0, bisect_right(self.runs, start, key=lambda run: run.item_start) - 1)

    def capture_span(self, start: int, end: int) -> tuple[int, int] | None:
        """Where `[start, end)` stood in the decoded capture, from its first to its last mapped character, or None."""
        inside = self[start:end].runs
        if not inside:
            return None
        return min(run.capture_start for run in inside), max(run.capture_start + run.length for run in inside)

"""What every section is given: the story, its references, the sheet to write on."""

from __future__ import annotations

from collections.abc import Sequence

from ..references import StoryReferences
from ..sheet import GUTTER, QUIET, Sheet
from ..story import StoryView


class Page:
    """A story's report while it is being set."""

    def __init__(self, references: StoryReferences, sheet: Sheet) -> None:
        self.references, self.sheet = references, sheet

    @property
    def view(self) -> StoryView:
        """The story."""
        return self.references.view

    def ref(self, letter: str, permanent: str) -> str:
        """The short reference of a finding."""
        return self.references.short(letter, permanent)

    def name(self, item_id: str) -> str:
        """The short name of an account; its id where it is not of this story."""
        return self.view.names.get(item_id, item_id)

    def named(self, item_ids: Sequence[str], at_most: int = 3) -> str:
        """The names of accounts, each once, in the order of the story."""
        order = sorted({i for i in item_ids if i in self.view.place}, key=self.view.place.__getitem__)
        names = [self.name(item_id) for item_id in order[:at_most]]
        more = len(order) - len(names)
        return ", ".join(names) + (f" and {more} more" if more > 0 else "")

    def share(self, number: int) -> str:
        """So many of the story's accounts."""
        return f"{number} of {len(self.view.items)}"

    def more(self, hidden: int, command: str) -> None:
        """A line for what a list leaves out, with the command that shows it."""
        if hidden > 0:
            rest = f"… {hidden:,} more: rashomon {command} {self.sheet.case} s{self.references.number}"
            self.sheet.put((rest, QUIET), GUTTER)

"""What checking a draft finds: one record for each quotation, report, figure and date of it."""

from __future__ import annotations

from collections import Counter

import msgspec

from ...model.findings import Edit, Flag
from ..draft import Draft

SAME = "as in the accounts"
ALTERED = "altered"
CUT = "cut"
OTHER_SPEAKER = "other speaker"
NOT_FOUND = "not found"
NOTHING = "nothing comparable"
VERDICTS = (SAME, ALTERED, CUT, OTHER_SPEAKER, NOT_FOUND, NOTHING)
"""What a draft's words can be; the last says that the case has nothing to hold them against, and accuses of nothing."""


class Evidence(msgspec.Struct, frozen=True):
    """Words of an account that a verdict rests on; `id` is what `rashomon show CASE ID` opens."""

    item_id: str
    outlet: str
    published: str | None
    start: int
    end: int
    text: str
    id: str
    note: str = ""


class Checked(msgspec.Struct, frozen=True):
    """One thing that a draft says, and what the accounts have of it.

    `kind` is quotation, attribution, figure or date. `line` counts the draft's lines (of a docx its paragraphs);
    `start`, `end` are offsets of the draft's text. `look` where a person should look at it. `edits` take the account's
    words to the draft's; their offsets are of `text`. `others` counts further accounts seen to have the same.
    """

    kind: str
    line: int
    start: int
    end: int
    text: str
    verdict: str
    look: bool
    speaker: str | None = None
    note: str = ""
    edits: tuple[Edit, ...] = ()
    flags: tuple[Flag, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    others: int = 0


class CheckedDraft(msgspec.Struct, frozen=True):
    """A draft's findings in its order. `as_of` is the day from which its "today" counts; `stories` those it is about.

    `as_of_given` tells whether the user said so; else it is the day of the stories' latest account.
    """

    draft: Draft
    case: str
    language: str
    as_of: str | None
    as_of_given: bool
    stories: tuple[str, ...]
    findings: tuple[Checked, ...]
    issues: tuple[str, ...] = ()

    @property
    def looks(self) -> int:
        """How many findings a person should look at."""
        return sum(f.look for f in self.findings)

    @property
    def counts(self) -> Counter[str]:
        """How many findings have which verdict."""
        return Counter(f.verdict for f in self.findings)

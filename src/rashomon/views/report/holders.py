"""Who holds what: a contested claim, who asserts, denies or questions it, and who changes their line."""

from __future__ import annotations

from collections import defaultdict

import msgspec

from ..characters import one_line, shortened
from ..dates import moment, when_sorted
from ..reader import Row
from ..sheet import FLAG, QUIET, Part, joined, styled
from ..story import holder, stance_rank
from .page import Page

SHOWN, ACTORS, WORDINGS = 6, 6, 6
DAY = len("2021-06-08")
HELD = 90
"""Characters of the clause that a stance is towards, where it is not the claim's wording."""


def holders(page: Page) -> None:
    """Claims with the actors by stance."""
    claims = [c for c in page.view.claims if page.view.positions.get(c["claim_id"])]
    if not claims:
        return
    page.sheet.section("WHO HOLDS WHAT")
    for number, claim in enumerate(claims[:SHOWN]):
        if number:
            page.sheet.blank()
        _claim(page, claim)
    page.more(len(claims) - SHOWN, "positions")


def _claim(page: Page, claim: Row) -> None:
    asked = ("asked for", QUIET) if claim["asked"] else ""
    page.sheet.finding(page.ref("c", claim["claim_id"]), (f"“{one_line(claim['text'])}”", "bold"), asked)
    groups = by_wording(page.view.positions[claim["claim_id"]])
    for words, rows in groups[:WORDINGS]:
        if words:
            page.sheet.columns([("", 2), (f"“{shortened(words, HELD)}”", 0)])
        _stances(page, rows)
    if len(groups) > WORDINGS:
        page.sheet.put((f"… {len(groups) - WORDINGS} more statements on it: rashomon positions", QUIET))


def by_wording(rows: list[Row]) -> list[tuple[str, list[Row]]]:
    """Positions by what they are towards: the claim's own wording ("") first, then the contested ones.

    Stances on different statements are never set against each other, so that nobody is shown to contradict what they
    were not asked.
    """
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[one_line(row.get("held") or "")].append(row)
    return sorted(found.items(), key=lambda g: (bool(g[0]), _calm(g[1]), -len({holder(r) for r in g[1]}), g[0]))


def _calm(rows: list[Row]) -> bool:
    """Whether a statement is only asserted; what somebody denies or questions is what a reader looks for."""
    return {row["stance"] for row in rows} <= {"asserts", "endorses"}


def _stances(page: Page, rows: list[Row]) -> None:
    by_actor: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_actor[holder(row) or row["item_id"]].append(row)
    by_stance: dict[str, list[Part]] = defaultdict(list)
    for own in by_actor.values():
        line = stances_in_time(own)
        by_stance[line[0].stances[0]].append(_actor(page, own, line))
    for stance in sorted(by_stance, key=stance_rank):
        actors = by_stance[stance]
        shown = actors[:ACTORS] + ([(f"{len(actors) - ACTORS} more", QUIET)] if len(actors) > ACTORS else [])
        page.sheet.columns([((stance, QUIET), 10), (joined(shown), 0)])


class Step(msgspec.Struct, frozen=True):
    """What an actor made of a claim at one time: more than one stance where accounts of that time differ."""

    stances: tuple[str, ...]
    when: str | None

    @property
    def words(self) -> str:
        """The stances on one line."""
        return " and ".join(self.stances)


def stances_in_time(rows: list[Row]) -> list[Step]:
    """An actor's stances in time, a step where they change; positions without a time count only if none has one.

    Two stances of one day stand in one step, since a clock is that of the account and not of the words: nothing says
    which came first, so that they are no change of line.

    >>> given = [("denies", "2021-06-08"), ("denies", None), ("asserts", "2021-06-09")]
    >>> rows = [{"stance": stance, "when": when} for stance, when in given]
    >>> [step.words for step in stances_in_time(rows)]
    ['denies', 'asserts']
    """
    dated = [row for row in rows if row["when"]] or rows
    at: dict[str | None, set[str]] = defaultdict(set)
    for row in dated:
        at[(row["when"] or "")[:DAY] or None].add(row["stance"])
    line: list[Step] = []
    for when in sorted(at, key=when_sorted):
        stances = tuple(sorted(at[when], key=stance_rank))
        if not line or line[-1].stances != stances:
            line.append(Step(stances, when))
    return line


def _actor(page: Page, rows: list[Row], line: list[Step]) -> Part:
    first = line[0]
    named = position_actor(page, rows[0])
    notes = [moment(first.when).day] if first.when and len(line) > 1 else []
    told = sorted({one_line(row["according_to"]) for row in rows if row["according_to"]})
    if told and all(row["according_to"] for row in rows):
        notes.append(f"according to {', '.join(told[:2])}")
    elif len(line) == 1:
        notes.append(page.named([row["item_id"] for row in rows], 2))
    also = f" also {' and '.join(first.stances[1:])}" if first.stances[1:] else ""
    parts: list[Part] = [named, also, (f" ({'; '.join(notes)})" if notes else "", QUIET)]
    for later in line[1:]:
        parts.append(f" → {later.words} ({moment(later.when).day if later.when else 'later'})")
    if len(line) > 1:
        parts.append(("  changes line", FLAG))
    return styled(*parts)


def held_words(rows: list[Row]) -> list[str]:
    """What the stances are towards where that is not the claim's own wording: the statements' clauses, in marks."""
    towards = list(dict.fromkeys(shortened(one_line(row["held"]), HELD) for row in rows if row.get("held")))
    return [f"“{words}”" for words in towards[:2]]


def position_actor(page: Page, row: Row) -> str:
    """Who holds a position; the outlet itself where it speaks in its own voice."""
    name = page.view.actor_names.get(row["actor_id"] or "") or one_line(row["actor"]) or "someone unnamed"
    own_voice = not row["attribution_id"] and name == one_line(page.view.item.get(row["item_id"], {}).get("publisher"))
    return f"{name} in its own voice" if own_voice else name

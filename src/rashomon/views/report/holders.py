"""Who holds what: a contested claim, who asserts, denies or questions it, and who changes their line."""

from __future__ import annotations

from collections import defaultdict

from ..characters import one_line
from ..dates import moment, when_sorted
from ..reader import Row
from ..sheet import FLAG, QUIET, Part, joined, styled
from ..story import holder, stance_rank
from .page import Page

SHOWN, ACTORS = 6, 6


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
    by_actor: dict[str, list[Row]] = defaultdict(list)
    for row in page.view.positions[claim["claim_id"]]:
        by_actor[holder(row) or row["item_id"]].append(row)
    by_stance: dict[str, list[Part]] = defaultdict(list)
    for rows in by_actor.values():
        line = stances_in_time(rows)
        by_stance[line[0]["stance"]].append(_actor(page, rows, line))
    for stance in sorted(by_stance, key=stance_rank):
        actors = by_stance[stance]
        shown = actors[:ACTORS] + ([(f"{len(actors) - ACTORS} more", QUIET)] if len(actors) > ACTORS else [])
        page.sheet.columns([((stance, QUIET), 10), (joined(shown), 0)])


def stances_in_time(rows: list[Row]) -> list[Row]:
    """An actor's positions in time, each change of stance once; positions without a time count only if none has one."""
    dated = [row for row in rows if row["when"]] or rows
    line: list[Row] = []
    for row in sorted(dated, key=lambda r: (when_sorted(r["when"]), r["item_id"], r["start"])):
        if not line or line[-1]["stance"] != row["stance"]:
            line.append(row)
    return line


def _actor(page: Page, rows: list[Row], line: list[Row]) -> Part:
    name = position_actor(page, rows[0])
    parts: list[Part] = [name]
    when = moment(line[0]["when"]).day if line[0]["when"] else ""
    told = sorted({one_line(row["according_to"]) for row in rows if row["according_to"]})
    notes = [when] if when and len(line) > 1 else []
    if told and all(row["according_to"] for row in rows):
        notes.append(f"according to {', '.join(told[:2])}")
    elif len(line) == 1:
        notes.append(page.named([row["item_id"] for row in rows], 2))
    parts.append((f" ({'; '.join(notes)})" if notes else "", QUIET))
    for later in line[1:]:
        day = moment(later["when"]).day if later["when"] else "later"
        parts.append(f" → {later['stance']} ({day})")
    if len(line) > 1:
        parts.append(("  changes line", FLAG))
    return styled(*parts)


def position_actor(page: Page, row: Row) -> str:
    """Who holds a position; the outlet itself where it speaks in its own voice."""
    name = page.view.actor_names.get(row["actor_id"] or "") or one_line(row["actor"]) or "someone unnamed"
    own_voice = not row["attribution_id"] and name == one_line(page.view.item.get(row["item_id"], {}).get("publisher"))
    return f"{name} in its own voice" if own_voice else name

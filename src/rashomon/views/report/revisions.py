"""What was changed after publication: a later saving of an account against the first one."""

from __future__ import annotations

from ...comparing.revisions import Change, changes_between
from ..characters import counted, one_line, shortened
from ..dates import moment
from ..reader import Row
from ..sheet import CHANGED, CUT, FLAG, GUTTER, HEADING, QUIET, STRONG, Part, styled
from .page import Page

SHOWN, CHANGES = 8, 6
"""Revisions shown, and changes of each; those with a flag come first."""
_LONGEST = 160


def revisions(page: Page) -> None:
    """Each later saving, under the reference of its account, with the words that were changed."""
    items = page.view.item
    later = [item for item in page.view.items if item.get("revision_of") in items]
    if not later:
        return
    page.sheet.section("CHANGED AFTER PUBLICATION", (str(len(later)), HEADING))
    for item in later[:SHOWN]:
        first, last = sorted((items[item["revision_of"]], item), key=_saved)
        made = changes_between(first["text"], last["text"], last["language"])
        when = moment(_saved(last)).words
        what = f"{counted(len(made), 'change')} against its first saving" if made else "the same words, saved again"
        page.sheet.finding(
            page.ref("o", last["item_id"]), (page.name(last["item_id"]), STRONG), (f"{when} {what}", QUIET)
        )
        for change in sorted(made, key=lambda one: (not one.flags, one.start))[:CHANGES]:
            page.sheet.put(styled(*_words(change)), GUTTER)
    page.more(len(later) - SHOWN, "origins")


def _saved(item: Row) -> str:
    """When an account stood as it stands: when it was modified, or published."""
    return str(item.get("modified") or item.get("published") or "")


def _words(change: Change) -> list[Part]:
    was, now = (shortened(one_line(side), _LONGEST) for side in (change.was, change.now))
    parts: list[Part] = []
    if was:
        parts += [("was ", QUIET), (f"“{was}”", CUT)]
    if now:
        parts += [(", now " if was else "added ", QUIET), (f"“{now}”", CHANGED)]
    elif was:
        parts.append((", now gone", QUIET))
    for flag in change.flags[:2]:
        parts.append((f"  ⚑ {one_line(flag.reason)}", FLAG))
    return parts

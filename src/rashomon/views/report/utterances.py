"""What was said, and how it travelled: each rendering of an utterance beside the others, differences marked."""

from __future__ import annotations

from rich.text import Text

from ..characters import counted, one_line
from ..dates import when_sorted
from ..marking import RELATIONS, marked
from ..reader import Row
from ..sheet import CHANGED, CUT, FLAG, GUTTER, QUIET, STRONG, Part, joined, styled
from ..story import items_of
from .page import Page

SHOWN, FLAGS = 8, 2
LEGEND = "░ words left out · ‹ › words added or changed · ⚑ can change the meaning"
_UNTOUCHED = {"full"}
_CHANGED = {"truncated", "elided", "altered"}


def utterances(page: Page) -> None:
    """Utterances that at least two accounts have, those whose meaning may have changed first."""
    shared = page.view.shared_lineages
    if not shared:
        return
    page.sheet.section("WHAT WAS SAID, AND HOW IT TRAVELLED")
    page.sheet.put((LEGEND, QUIET), 7)
    for number, lineage in enumerate(shared[:SHOWN]):
        if number:
            page.sheet.blank()
        utterance(page, lineage)
    page.more(len(page.view.lineages) - SHOWN, "quotes")


def utterance(page: Page, lineage: Row, text_width: int = 0) -> None:
    """One utterance with its renderings, like ones together."""
    who = (page.view.speaker_name({"actor_id": None, "speaker": None, **lineage, "source": None}), STRONG)
    page.sheet.finding(page.ref("q", lineage["lineage_id"]), styled(who), _summary(page, lineage))
    names = min(28, max(18, page.sheet.width // 4))
    for same in alike(page, lineage):
        said = [styled(version_text(same[0]), *_note(same[0]))]
        accounts = _stacked(page, list(dict.fromkeys(v["item_id"] for v in same)), names)
        page.sheet.columns([((accounts, QUIET), names), (styled(*said), text_width)], indent=GUTTER)


STACKED = 6
"""Names of accounts under one another; a wire copy in forty outlets would push its text off the screen."""


def _stacked(page: Page, item_ids: list[str], width: int) -> str:
    """Names under one another with commas between them, so that a name that is broken is not read as two."""
    names = [page.name(item_id) for item_id in item_ids[:STACKED]]
    if len(item_ids) > STACKED:
        names.append(f"and {len(item_ids) - STACKED} more")
    ended = [f"{name}," for name in names[:-1]] + names[-1:]
    broken = ["\n  ".join(line.plain for line in page.sheet.wrapped(styled(name), width - 2)) for name in ended]
    return "\n".join(broken)


def _summary(page: Page, lineage: Row) -> Text:
    versions = lineage["versions"]
    parts: list[Part] = [counted(len(items_of(versions)), "account")]
    whole = items_of(version for version in versions if version["relation"] in _UNTOUCHED)
    changed = [v for v in in_time(page, versions) if v["relation"] in _CHANGED and v["item_id"] not in whole]
    if changed:
        parts.append(f"not in full in {len(items_of(changed))}, first {page.name(changed[0]['item_id'])}")
    if any(version["flags"] for version in versions):
        parts.append(("⚑ meaning", FLAG))
    return joined(parts)


def in_time(page: Page, versions: list[Row]) -> list[Row]:
    """Versions by the date of their account."""
    item = page.view.item
    return sorted(
        versions, key=lambda v: (when_sorted(item.get(v["item_id"], {}).get("published")), v["item_id"], v["start"])
    )


def alike(page: Page, lineage: Row) -> list[list[Row]]:
    """Versions of the same words, relation and flags together; the full ones first, then by date."""
    groups: dict[tuple[str, str, str], list[Row]] = {}
    for version in in_time(page, lineage["versions"]):
        kinds = " ".join(sorted(flag["kind"] for flag in version["flags"]))
        words = one_line(version["text"]).strip('“”"«».,; ').lower()
        groups.setdefault((version["relation"], words, kinds), []).append(version)
    return sorted(groups.values(), key=lambda same: same[0]["relation"] not in _UNTOUCHED)


def version_text(version: Row) -> Text:
    """The version's words with cuts as blocks and changes marked."""
    styles = {"kept": "", "cut": CUT}
    parts: list[Part] = [(shown, styles.get(done, CHANGED)) for shown, done in marked(version)]
    return styled(*parts)


def _note(version: Row) -> list[Part]:
    note: list[Part] = []
    if version["relation"] not in _UNTOUCHED:
        note.append((f"  — {RELATIONS.get(version['relation'], version['relation'])}", QUIET))
    for flag in version["flags"][:FLAGS]:
        note.extend([("  ⚑ ", FLAG), flag_phrase(flag)])
    if len(version["flags"]) > FLAGS:
        note.append((f"  and {counted(len(version['flags']) - FLAGS, 'more flag')}", QUIET))
    return note


def flag_phrase(flag: Row) -> str:
    """A flag in a phrase: its kind and its reason, unless the reason says the kind."""
    kind, reason = one_line(flag["kind"]), one_line(flag["reason"])
    return reason if kind in reason else f"{kind}: {reason}"

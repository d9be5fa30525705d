"""Who said what: the speakers with the most accounts, what each account has from them, by way of whom."""

from __future__ import annotations

from collections import defaultdict

from ..characters import counted, one_line, shortened
from ..reader import Row
from ..sheet import FLAG, QUIET, STRONG, Part, joined, styled
from ..story import items_of
from .page import Page

SPEAKERS, EACH, CHAINS = 6, 3, 6
_CUES = {"deny": "denies", "concede": "concedes", "doubt": "doubts", "promise": "promises", "support": "supports"}
_KINDS = ("direct", "mixed", "indirect")
FEWEST_WORDS = 3
"""A content of fewer words says too little to stand in a report; the list of quotes has it."""


def speakers(page: Page) -> None:
    """Speakers, then the chains by which words came."""
    by_speaker = _by_speaker(page)
    if not by_speaker and not page.view.attributions:
        return
    page.sheet.section("WHO SAID WHAT")
    shown = 0
    for rows in by_speaker[:SPEAKERS]:
        shown += _speaker(page, rows)
    chains = chains_of(page)
    if chains:
        page.sheet.blank()
        page.sheet.put(("By way of others", STRONG))
        for rows in chains[:CHAINS]:
            _chain(page, rows)
    page.more(len(page.view.attributions) - shown, "quotes")


def _by_speaker(page: Page) -> list[list[Row]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in page.view.attributions:
        if row["speaker"] or row["actor_id"]:
            groups[page.view.speaker_key(row)].append(row)
    return sorted(groups.values(), key=lambda rows: (-len(items_of(rows)), -len(rows), page.view.speaker_key(rows[0])))


def _speaker(page: Page, rows: list[Row]) -> int:
    where = f"{counted(len(rows), 'attribution')} in {counted(len(items_of(rows)), 'account')}"
    page.sheet.put(joined([(page.view.speaker_name(rows[0]), STRONG), (where, QUIET)]), 7)
    chosen = _chosen(rows)
    for row, count in chosen:
        page.sheet.finding(page.ref("w", row["attribution_id"]), said(page, row), _where(page, row, count))
    return len(chosen)


def _chosen(rows: list[Row]) -> list[tuple[Row, list[str]]]:
    """The attributions to show: each wording once with the accounts that have it, denials and the like first.

    Then what most accounts carry, quoted before reported.
    """
    same: dict[str, list[Row]] = {}
    for row in rows:
        same.setdefault(folded(content_text(row)), []).append(row)
    told = [group for words, group in same.items() if len(words.split()) >= FEWEST_WORDS and not _within(words, same)]
    groups = sorted(told or same.values(), key=_weight)
    return [(group[0], [row["item_id"] for row in group]) for group in groups[:EACH]]


def _within(words: str, others: dict[str, list[Row]]) -> bool:
    """Whether an account has the words inside longer ones of the same speaker."""
    here = items_of(others[words])
    return any(words in longer and here <= items_of(rows) for longer, rows in others.items() if longer != words)


def _weight(group: list[Row]) -> tuple[bool, int, int]:
    first = group[0]
    kind = _KINDS.index(first["kind"]) if first["kind"] in _KINDS else len(_KINDS)
    return (first["cue_class"] not in {"deny", "concede"}, -len(items_of(group)), kind)


def folded(text: str) -> str:
    """Words alone, for telling whether two renderings are the same."""
    return "".join(c for c in text.lower() if c.isalnum() or c == " ").strip()


def content_text(row: Row) -> str:
    """An attribution's content on one line; parts that a cue separates are joined by an ellipsis."""
    return " … ".join(one_line(span["text"]) for span in row["content"])


def said(page: Page, row: Row) -> Part:
    """The content, with what the speaker does with it where that is more than saying."""
    verb = _CUES.get(row["cue_class"] or "", "")
    if row["negated"]:
        verb = f"does not say ({one_line(row['cue']['text'])})" if row["cue"] else "does not say"
    lead: list[Part] = [(f"{verb}: ", FLAG if row["negated"] else QUIET)] if verb else []
    return styled(*lead, shortened(content_text(row), page.sheet.width + 40))


def _where(page: Page, row: Row, item_ids: list[str]) -> Part:
    return (page.named(item_ids, 2), QUIET)


def chains_of(page: Page) -> list[list[Row]]:
    """Attributions that came by way of others; the same words by the same way together, longest ways first."""
    same: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in page.view.attributions:
        if row["via"]:
            same[(*row["via"], page.view.speaker_name(row), folded(content_text(row)))].append(row)
    return sorted(same.values(), key=lambda rows: (-len(rows[0]["via"]), -len(rows), rows[0]["attribution_id"]))


def _chain(page: Page, rows: list[Row]) -> None:
    links, weakest = chain(page, rows[0])
    outlets = page.named([row["item_id"] for row in rows], 2)
    length = f"chain of {len(links)}" + (f"; weakest: {weakest}" if weakest else "")
    page.sheet.finding(page.ref("w", rows[0]["attribution_id"]), joined([outlets, *links[1:]], " "), (length, QUIET))
    page.sheet.put(shortened(content_text(rows[0]), page.sheet.width), 9)


def chain(page: Page, row: Row) -> tuple[list[Part], str]:
    """The links from the outlet to who spoke, each but the first with its arrow, and which is the weakest.

    An unnamed source is weaker than a named one: what it said cannot be asked for again.
    """
    names = [page.name(row["item_id"]), *(one_line(name) for name in row["via"]), page.view.speaker_name(row)]
    links: list[Part] = [names[0], *(f"→ {name}" for name in names[1:])]
    if not page.view.is_named(row):
        return links, "unnamed source"
    return links, ""

"""What they call it: the words for one referent, in the outlets' own voice and in the words of others."""

from __future__ import annotations

from collections import defaultdict

from ..characters import one_line
from ..reader import Row
from ..sheet import QUIET, STRONG, Part, joined, styled
from ..story import different_words, items_of
from .page import Page

SHOWN, LABELS = 6, 10


def naming(page: Page) -> None:
    """Referents that are described in at least two ways which share no word."""
    told = [rows for rows in page.view.labels if different_words(rows) > 1]
    if not told:
        return
    page.sheet.section("WHAT THEY CALL IT")
    for rows in told[:SHOWN]:
        _referent(page, rows)
    page.more(len(page.view.labels) - min(SHOWN, len(told)), "labels")


def _referent(page: Page, rows: list[Row]) -> None:
    page.sheet.finding(page.ref("n", rows[0]["referent_id"]), (one_line(rows[0]["referent"]), STRONG))
    own = [row for row in rows if row["voice"] == "own"]
    quoted = [row for row in rows if row["voice"] != "own"]
    if own:
        page.sheet.columns([(("own voice", QUIET), 10), (joined(_words(page, own, quoted=False)), 0)])
    if quoted:
        page.sheet.columns([(("in quotes", QUIET), 10), (joined(_words(page, quoted, quoted=True)), 0)])


def _words(page: Page, rows: list[Row], *, quoted: bool) -> list[Part]:
    """Each word once with who uses it, most accounts first."""
    same: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        same[_key(row)].append(row)
    groups = sorted(same.values(), key=lambda g: (-len(items_of(g)), -len(g), _key(g[0])))
    parts = [_word(page, group, quoted=quoted) for group in groups[:LABELS]]
    if len(groups) > LABELS:
        parts.append((f"{len(groups) - LABELS} more", QUIET))
    return parts


def _word(page: Page, group: list[Row], *, quoted: bool) -> Part:
    text = one_line(group[0]["text"])
    if quoted:
        who = sorted({one_line(row["speaker"]) or "someone unnamed" for row in group})
        return styled(f"“{text.strip('“”«»‘’')}”", (f" ({', '.join(who[:2])})", QUIET))
    return styled(text, (f" ({page.named([row['item_id'] for row in group], 2)})", QUIET))


def _key(row: Row) -> str:
    return one_line(row["text"]).strip("“”«»‘’\"'.,").lower()

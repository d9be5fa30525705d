"""What a case was made of and what was done to it: each line counts rows that it can open."""

from __future__ import annotations

from collections import Counter
from functools import cached_property

import msgspec
from babel import Locale

from .characters import counted, one_line, shortened
from .reader import Reader, Row

_CODES = {"und": "unknown", "mul": "several"}
"""BCP 47 codes for what has no language of its own."""


class Line(msgspec.Struct, frozen=True):
    """One line about the material: a sentence, and the rows behind it, each in a line of its own."""

    name: str
    sentence: str
    rows: tuple[str, ...]


class Material:
    """The lines of a case that has at least one capture, in a fixed order; a line without rows is left out."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader

    @cached_property
    def items(self) -> list[Row]:
        """All accounts."""
        return self.reader.table("items")

    @cached_property
    def captures(self) -> list[Row]:
        """All captures."""
        return self.reader.table("captures")

    @cached_property
    def issues(self) -> list[Row]:
        """All issues."""
        return self.reader.table("issues")

    @cached_property
    def lines(self) -> list[Line]:
        """The lines; their place in the list is their reference (`i1` is the first)."""
        made = [
            self._captures(), self._unread(), self._removed(), self._repaired(), self._undated(), self._unpublished(),
            self._languages(), self._speakers(), self._times(), self._judged(), *self._others(),
        ]  # fmt: skip
        return [line for line in made if line and line.rows]

    def _captures(self) -> Line:
        stories = len({row["story_id"] for row in self.reader.table("stories")})
        sentence = (
            f"{counted(len(self.captures), 'capture')} → {counted(len(self.items), 'account')}"
            f" in {counted(stories, 'story', 'stories')}"
        )
        held = Counter(item["capture_id"] for item in self.items)
        rows = (
            f"{_path(c)}  {counted(held[c['capture_id']], 'account')}, {c['size']:,} bytes, {c['media_type']},"
            f" {c['encoding'] or 'no text'}, sha256 {c['sha256']}"
            for c in self.captures
        )
        return Line("captures", sentence, tuple(rows))

    def _unread(self) -> Line:
        held = {item["capture_id"] for item in self.items}
        why = {issue["capture_id"]: issue for issue in self.issues if issue["capture_id"]}
        empty = [c for c in self.captures if c["capture_id"] not in held]
        rows = tuple(f"{_path(c)}  {_why(why.get(c['capture_id']))}" for c in empty)
        return Line("unread", f"{counted(len(rows), 'capture')} without an account", rows)

    def _removed(self) -> Line:
        parts = [(item, part) for item in self.items for part in item["removed"]]
        kinds = Counter(part["reason"] for _, part in parts)
        rows = tuple(
            f"{one_line(item['capture'])}{_at(part)}  {part['reason']}: {shortened(one_line(part['text']), 160)}"
            for item, part in parts
        )
        return Line("removed", f"{counted(len(parts), 'passage')} removed ({_kinds(kinds)})", rows)

    def _repaired(self) -> Line:
        parts = [(capture, part) for capture in self.captures for part in capture["repairs"]]
        kinds = Counter(part["rule"] for _, part in parts)
        rows = tuple(
            f"{_path(capture)}{_at(part)}  {part['rule']}: {one_line(part['was'])!r} → {one_line(part['now'])!r}"
            for capture, part in parts
        )
        return Line("repaired", f"{counted(len(parts), 'repair')} ({_kinds(kinds)})", rows)

    def _undated(self) -> Line:
        rows = tuple(_account(item) for item in self.items if not item["published"])
        return Line("undated", f"{counted(len(rows), 'account')} undated", rows)

    def _unpublished(self) -> Line:
        rows = tuple(_account(item) for item in self.items if not item["publisher"])
        return Line("publisher", f"{counted(len(rows), 'account')} without a publisher, named by file", rows)

    def _languages(self) -> Line:
        spoken = Counter(item["language"] for item in self.items)
        named = ", ".join(f"{language_name(code)} {number}" for code, number in spoken.most_common())
        rows = tuple(f"{language_name(item['language'])}  {_account(item)}" for item in self.items)
        return Line("languages", f"Languages: {named}", rows)

    def _speakers(self) -> Line:
        said = self.reader.table("attributions")
        paths = {item["item_id"]: one_line(item["capture"]) for item in self.items}
        unknown = [row for row in said if not row["speaker"]]
        rows = tuple(
            f"{paths.get(r['item_id'], '')}  {one_line(r['reason']) or 'speaker not resolved'}:"
            f" {shortened(' … '.join(one_line(s['text']) for s in r['content']), 120)}"
            for r in unknown
        )
        sentence = f"{len(said) - len(unknown):,} of {counted(len(said), 'attribution')} with a speaker"
        return Line("speakers", sentence, rows or (("all of them",) if said else ()))

    def _times(self) -> Line:
        paths = {item["item_id"]: one_line(item["capture"]) for item in self.items}
        vague = [t for t in self.reader.table("times") if t["edtf"] and "X" in t["edtf"]]
        rows = tuple(f"{paths.get(t['item_id'], '')}  “{one_line(t['text'])}” read as {t['edtf']}" for t in vague)
        return Line("times", f"{counted(len(rows), 'expression')} of time without a full date", rows)

    def _judged(self) -> Line:
        made = self.reader.table("judgements")
        rows = tuple(
            f"{row['evidence']}  {one_line(row['verdict'])}{': ' + one_line(row['value']) if row['value'] else ''}"
            f"  {one_line(row['who'])}, {one_line(row['when'])}"
            for row in made
        )
        return Line("judgements", f"{counted(len(made), 'judgement')} by people, laid over the findings", rows)

    def _others(self) -> list[Line]:
        """Issues by their code, those that a line above tells already aside."""
        held = {item["capture_id"] for item in self.items}
        paths = {c["capture_id"]: _path(c) for c in self.captures}
        paths |= {item["item_id"]: one_line(item["capture"]) for item in self.items}
        by_code: dict[tuple[str, str], list[str]] = {}
        for issue in self.issues:
            if issue["code"] == "undated" or (issue["capture_id"] in paths and issue["capture_id"] not in held):
                continue
            where = paths.get(issue["item_id"] or issue["capture_id"] or "", "")
            row = f"{where}  {one_line(issue['message'])}".strip()
            by_code.setdefault((issue["stage"], issue["code"]), []).append(row)
        return [
            Line(code, f"{stage}: {code.replace('_', ' ')} ({len(rows):,})", tuple(rows))
            for (stage, code), rows in sorted(by_code.items())
        ]


def language_name(code: str) -> str:
    """The English name of a language code.

    >>> language_name("ru"), language_name("und"), language_name("zz")
    ('Russian', 'unknown', 'zz')
    """
    return _CODES.get(code) or str(Locale("en").languages.get(code, code))


def _path(capture: Row) -> str:
    return one_line(capture["paths"][0]) if capture["paths"] else capture["capture_id"]


def _account(item: Row) -> str:
    return f"{one_line(item['capture'])}  {one_line(item['headline']) or 'no headline'}"


def _why(issue: Row | None) -> str:
    return one_line(issue["message"]) if issue else "no reason was recorded"


def _at(part: Row) -> str:
    return f" {part['start']}–{part['end']}" if part["start"] is not None else ""


def _kinds(kinds: Counter[str]) -> str:
    shown = [f"{one_line(kind)} {number:,}" for kind, number in kinds.most_common(4)]
    return ", ".join(shown + (["others"] if len(kinds) > 4 else []))

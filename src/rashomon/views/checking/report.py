"""What checking found, in the terminal and as plain rows."""

from __future__ import annotations

from typing import Any

import msgspec

from ...model.findings import Edit, Flag
from ..characters import counted, one_line, shortened
from ..dates import moment
from ..marking import plain_marked
from ..sheet import FLAG, QUIET, STRONG, Part, Sheet, joined, styled
from .findings import ALTERED, NOTHING, SAME, VERDICTS, Checked, CheckedDraft, Evidence

WORDS = 280
"""Characters of the draft's words, and of an account's, that a line shows."""


def check_rows(checked: CheckedDraft) -> list[dict[str, Any]]:
    """The findings as rows, one for each line of JSON."""
    return [msgspec.to_builtins(finding) for finding in checked.findings]


def check_text(checked: CheckedDraft, *, width: int, color: bool = False) -> str:
    """The findings for the terminal: where in the draft, the words, the verdict, the evidence."""
    sheet = Sheet(width, one_line(checked.case))
    _head(sheet, checked)
    for finding in checked.findings:
        sheet.blank()
        _finding(sheet, checked, finding)
    sheet.blank()
    _foot(sheet, checked)
    return sheet.text(color=color)


def _head(sheet: Sheet, checked: CheckedDraft) -> None:
    sheet.put(styled((one_line(checked.draft.name), STRONG), f" against {sheet.case}"), 0)
    if checked.as_of:
        day = moment(checked.as_of)
        why = "" if checked.as_of_given else ", the day of the latest account (--date says otherwise)"
        sheet.put((f"Days of the week are read as of {day.words} {day.year}{why}.", QUIET), 0)
    for issue in checked.issues:
        sheet.put(one_line(issue), 0)
    if not checked.stories:
        sheet.put("No account of this case stands near the draft.", 0)


def _finding(sheet: Sheet, checked: CheckedDraft, finding: Checked) -> None:
    mark = "⚑ " if finding.look else "  "
    place = f"{checked.draft.unit} {finding.line}"
    head: list[Part] = [(f"{mark}{place}", FLAG if finding.look else QUIET), finding.kind, (finding.verdict, STRONG)]
    sheet.put(joined(head), 0)
    sheet.put(_words(finding), 4)
    for part in _why(finding):
        sheet.put(part, 6)
    for evidence in finding.evidence:
        sheet.put(_evidence(evidence), 6)
        sheet.put(_shown(evidence), 8)
    if finding.others:
        sheet.put((f"and at least {counted(finding.others, 'more account')}", QUIET), 6)


def _words(finding: Checked) -> Part:
    """The draft's words, its differences marked as in the report of a story."""
    said = finding.speaker and finding.kind in ("quotation", "attribution")
    speaker = f"  {one_line(finding.speaker)}" if said else ""
    if finding.kind == "quotation" and finding.verdict not in (SAME, NOTHING) and finding.edits:
        row = {"text": finding.text, "start": finding.start, "edits": msgspec.to_builtins(finding.edits)}
        return styled(f"“{shortened(plain_marked(row), 2 * WORDS)}”", (speaker, QUIET))
    words = shortened(one_line(finding.text), WORDS)
    return styled(f"“{words}”" if finding.kind == "quotation" else words, (speaker, QUIET))


def _why(finding: Checked) -> list[Part]:
    made: list[Part] = [finding.note] if finding.note else []
    made = [one_line(str(m)) for m in made]
    if finding.kind == "quotation" and finding.verdict == ALTERED:
        made += [_edit(edit) for edit in finding.edits]
    made += [styled(("⚑ ", FLAG), _flag(flag)) for flag in finding.flags]
    return made


def _edit(edit: Edit) -> str:
    was, now = shortened(one_line(edit.was), WORDS), shortened(one_line(edit.now), WORDS)
    if edit.op == "cut":
        return f"left out: “{was}”"
    if edit.op == "added":
        return f"added: “{now}”"
    if edit.op == "moved":
        return f"moved: “{now or was}”"
    return f"“{was}” became “{now}”"


def _flag(flag: Flag) -> str:
    return one_line(flag.reason)


def _evidence(evidence: Evidence) -> Part:
    when = moment(evidence.published).words
    parts: list[Part] = [evidence.outlet, (when, QUIET), (f"{evidence.item_id}:{evidence.start}-{evidence.end}", QUIET)]
    if evidence.id != evidence.item_id:
        parts.append((evidence.id, "cyan"))
    return joined(parts)


def _shown(evidence: Evidence) -> Part:
    note = f"  {one_line(evidence.note)}" if evidence.note else ""
    return styled(shortened(one_line(evidence.text), WORDS), (note, QUIET))


def _foot(sheet: Sheet, checked: CheckedDraft) -> None:
    counts = checked.counts
    parts = [f"{counts[v]} {v}" for v in VERDICTS if counts[v]]
    sheet.put(" · ".join(parts) if parts else "The draft has no quotation, figure, date or attribution.", 0)
    if checked.looks:
        places = counted(checked.looks, "place")
        sheet.put(f"{places} to look at (⚑). rashomon show {sheet.case} ID opens the evidence.", 0)
    elif parts:
        sheet.put("Nothing needs a look.", 0)

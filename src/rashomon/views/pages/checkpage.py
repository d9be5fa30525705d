"""Checking a draft in a page: each quotation, figure, date and attribution of it marked in its place."""

from __future__ import annotations

from typing import Any

from ...model.errors import RashomonError
from ..characters import counted, one_line, shortened
from ..check import check
from ..checking.findings import ALTERED, CUT, NOT_FOUND, NOTHING, OTHER_SPEAKER, SAME, VERDICTS, Checked, CheckedDraft
from ..dates import moment
from ..draft import read_draft
from ..marking import marked
from ..reader import Reader
from .addresses import account_address
from .forms import Upload
from .marks import Layer, paragraphs

_STYLE = {
    SAME: "same",
    ALTERED: "altered",
    CUT: "cut",
    OTHER_SPEAKER: "other",
    NOT_FOUND: "missing",
    NOTHING: "nothing",
}
SHOWN = 400
"""Findings that a page lists."""
SIGN = {SAME: "✓", ALTERED: "≠", CUT: "✂", OTHER_SPEAKER: "☞", NOT_FOUND: "∅", NOTHING: "·"}
"""A sign for each verdict, so that none is told by its colour alone."""


def check_context(reader: Reader, upload: Upload | None, text: str, as_of: str, tagger: str = "auto") -> dict[str, Any]:
    """The form, and what checking found where there is a draft."""
    shared: dict[str, Any] = {"title": "Check a draft", "text": text, "as_of": as_of, "checked": None, "problem": ""}
    name, data = (upload.name or "draft.txt", upload.data) if upload and upload.data else ("draft.txt", text.encode())
    if not data.strip():
        return shared
    try:
        checked = check(reader, read_draft(name, data), as_of=as_of or None, tagger=tagger)  # type: ignore[arg-type]
    except RashomonError as error:
        return {**shared, "problem": str(error)}
    return {**shared, **_found(reader, checked)}


def _found(reader: Reader, checked: CheckedDraft) -> dict[str, Any]:
    findings = [_finding(reader, number, finding) for number, finding in enumerate(checked.findings[:SHOWN], start=1)]
    layers = [
        Layer(f.start, f.end, _STYLE[f.verdict], f"{number}: {f.kind}, {f.verdict}", f"d{number}")
        for number, f in enumerate(checked.findings[:SHOWN], start=1)
    ]
    day = moment(checked.as_of)
    counts = [(_STYLE[v], SIGN[v], v, checked.counts[v]) for v in VERDICTS if checked.counts[v]]
    return {
        "checked": checked, "findings": findings, "paragraphs": list(paragraphs(checked.draft.text, layers)),
        "counts": counts, "looks": counted(checked.looks, "place") if checked.looks else "",
        "day": f"{day.words} {day.year}".strip() if checked.as_of else "", "name": one_line(checked.draft.name),
        "unit": checked.draft.unit, "more": max(0, len(checked.findings) - SHOWN),
    }  # fmt: skip


def _finding(reader: Reader, number: int, f: Checked) -> dict[str, Any]:
    row = {"text": f.text, "start": f.start, "edits": [_plain(e) for e in f.edits]}
    return {
        "number": number, "kind": f.kind, "verdict": f.verdict, "style": _STYLE[f.verdict], "sign": SIGN[f.verdict],
        "look": f.look, "line": f.line,
        "speaker": one_line(f.speaker) if f.kind in ("quotation", "attribution") else "",
        "pieces": marked(row) if f.kind == "quotation" and f.edits else [(shortened(one_line(f.text), 280), "kept")],
        "quoted": f.kind == "quotation", "note": one_line(f.note), "flags": [one_line(flag.reason) for flag in f.flags],
        "evidence": [
            {"outlet": e.outlet, "when": moment(e.published).words, "text": shortened(one_line(e.text), 280),
             "note": one_line(e.note), "address": account_address(e.item_id, e.id if e.id != e.item_id else "")}
            for e in f.evidence
        ],
        "others": counted(f.others, "more account") if f.others else "",
    }  # fmt: skip


def _plain(edit: Any) -> dict[str, Any]:
    return {"op": edit.op, "was": edit.was, "now": edit.now, "start": edit.start, "end": edit.end}

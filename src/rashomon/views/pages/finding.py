"""What the page of one finding shows: each place it rests on, in its sentence, with a citation."""

from __future__ import annotations

from typing import Any

from ..brief import brief_words
from ..characters import one_line
from ..citation import annotation_text, as_annotation, as_markdown, as_text
from ..dates import moment
from ..marking import RELATIONS
from ..opened import around, bounds, cautions, judgement_words
from ..reader import Row
from ..references import KINDS, Reference
from ..report.gaps import alone
from ..report.page import Page
from ..report.utterances import flag_phrase, in_time
from .addresses import account_address, finding_address, paged, place_anchor
from .sections import address

PLACES = 60
"""Places that a page shows."""
OTHERS = 150
"""Utterances among which one is chosen as the same, and actors among which a speaker is."""


def finding_context(page: Page, reference: Reference, number: int = 1) -> dict[str, Any] | None:
    """A finding with a page of its places, why it is one, and what would make it wrong; None where there is no page."""
    every = _evidence(page, reference)
    places = every[(number - 1) * PLACES : number * PLACES]
    if number > 1 and not places:
        return None
    captures = {row["capture_id"]: row for row in page.view.rows("captures")}
    whole = finding_address(reference)
    return {
        "page": page, "view": page.view, "reference": reference, "kind": KINDS[reference.letter],
        "title": brief_words(page.view, reference), "reason": one_line(reference.row.get("reason")),
        "places": [_place(page, captures, *evidence) for evidence in places], "total": len(every), "number": number,
        "before": paged(whole, number - 1) if number > 1 else "",
        "after": paged(whole, number + 1) if number * PLACES < len(every) else "",
        "alike": _alike(page, reference), "speakers": _speakers(page) if reference.letter in "qc" else [],
        "cautions": cautions(reference.letter, reference.row), "others": _others(page, reference),
    }  # fmt: skip


def _place(
    page: Page, captures: dict[str, Row], item_id: str, span: Row, note: str, details: list[str]
) -> dict[str, Any]:
    item = page.view.item[item_id]
    capture = captures.get(item["capture_id"], {})
    start, end, name = span["start"], span["end"], page.name(item_id)
    before, words, after = around(item["text"], start, end)
    body = f"rashomon: {note}" if note else "rashomon"
    return {
        "name": page.name(item_id), "address": account_address(item_id), "headline": one_line(item["headline"]),
        "when": moment(item["published"]).words, "file": one_line(item["capture"]), "note": note, "details": details,
        "before": before, "words": words, "after": after, "start": span["start"], "end": span["end"],
        "anchor": place_anchor(item_id, start), "place": f"{item_id}:{start}-{end}",
        "language": item["language"], "sha256": capture.get("sha256", ""),
        "judged": [judgement_words(row) for row in page.view.judged(item_id, start, end)],
        "text": as_text(item, capture, start, end, name=name),
        "markdown": as_markdown(item, capture, start, end, name=name),
        "annotation": annotation_text(as_annotation(item, capture, start, end, body=body)),
    }  # fmt: skip


_Place = tuple[str, Row, str, list[str]]


def _evidence(page: Page, reference: Reference) -> list[_Place]:
    """The places of a finding: account, span, a phrase, further lines."""
    row, view = reference.row, page.view
    if reference.letter == "q":
        versions = in_time(page, row["versions"])
        return [(v["item_id"], v, RELATIONS.get(v["relation"], str(v["relation"])), _changes(v)) for v in versions]
    if reference.letter == "f":
        figures = [view.figure[name] for name in row["figure_ids"] if name in view.figure]
        return [(f["item_id"], f, bounds(f), [one_line(f["speaker"]) or "no one named"]) for f in figures]
    if reference.letter == "c":
        rows = view.positions.get(reference.permanent, [])
        return [(p["item_id"], p, f"{one_line(p['actor']) or 'someone unnamed'} {p['stance']}", _told(p)) for p in rows]
    if reference.letter == "t":
        return [(a["item_id"], a, _says(a["edtf"]), []) for a in row["accounts"]]
    if reference.letter == "n":
        return [(r["item_id"], r, _voice(r), []) for r in row["rows"]]
    if reference.letter == "x":
        return [(row["item_id"], row[side], "", []) for side in ("a", "b")]
    return []


def _says(edtf: str | None) -> str:
    return f"says {moment(edtf).words}" if edtf else "gives no time"


def _voice(label: Row) -> str:
    speaker = one_line(label["speaker"]) or "someone unnamed"
    return "own voice" if label["voice"] == "own" else f"in the words of {speaker}"


def _changes(version: Row) -> list[str]:
    edits = [f"{edit['op']}: “{one_line(edit['was'])}” → “{one_line(edit['now'])}”" for edit in version["edits"]]
    return edits + [f"⚑ {flag_phrase(flag)}" for flag in version["flags"]]


def _told(position: Row) -> list[str]:
    when = [moment(position["when"]).words] if position["when"] else []
    return when + ([f"according to {one_line(position['according_to'])}"] if position["according_to"] else [])


def _others(page: Page, reference: Reference) -> list[tuple[str, str, str]]:
    """For what an account has alone or leaves out: the findings themselves."""
    if reference.letter != "g":
        return []
    only, lacking = alone(page)
    item_id = reference.row["item_id"]
    listed = [("only here", ref) for ref in only[item_id]] + [("all but this account", ref) for ref in lacking[item_id]]
    return [
        (word, address(page, ref.letter, ref.permanent), f"{ref.short} {brief_words(page.view, ref)}")
        for word, ref in listed
    ]


def _alike(page: Page, reference: Reference) -> list[tuple[str, str]]:
    """The story's other utterances, as places with their words: one of them may be the same."""
    if reference.letter != "q":
        return []
    others = [row for row in page.view.lineages if row["lineage_id"] != reference.permanent and row["versions"]]
    return [
        (f"{v['item_id']}:{v['start']}-{v['end']}", f"{page.ref('q', row['lineage_id'])} {one_line(row['wording'])}")
        for row in others[:OTHERS] for v in row["versions"][:1]
    ]  # fmt: skip


def _speakers(page: Page) -> list[str]:
    """The names of the story's actors, for whom words may have been taken."""
    return sorted({name for name in page.view.cast.values() if name})[:OTHERS]

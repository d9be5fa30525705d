"""The findings as W3C Web Annotations: one JSON line for each place that a finding rests on.

Web Annotation Data Model, W3C Recommendation of 23 February 2017: TextPositionSelector counts code points, half-open,
as a span does; TextQuoteSelector holds the verbatim words with what stands before and after them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from ..case.queries import CaseReader
from ..model.ids import content_id
from .characters import one_line
from .places import Finding, Opener, findings
from .reader import Row

_NOUNS = {
    "attributions": "attribution", "lineages": "utterance", "figures": "figure", "labels": "naming", "claims": "claim",
    "figure_groups": "figures", "timeline": "event", "contradictions": "contradiction",
}  # fmt: skip


def export_annotations(reader: CaseReader, folder: Path) -> list[Path]:
    """Writes `annotations.jsonl` into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "annotations.jsonl"
    with path.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as out:
        for row in annotations_of(reader):
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
    return [path]


def annotations_of(reader: CaseReader, story_id: str | None = None) -> Iterator[Row]:
    """An annotation for each place of each finding of the case, or of one story, each with an id that lasts."""
    opener = Opener(reader)
    for finding in findings(reader, story_id):
        for place in finding.places:
            made = opener.annotation(place, body_words(finding, place.note))
            if made:
                name = content_id("n", finding.id, place.item_id, place.start, place.end, place.note)
                made["body"]["purpose"] = "describing"
                tag = {"type": "TextualBody", "value": f"rashomon:{finding.table}/{finding.id}", "purpose": "tagging"}
                yield {
                    "@context": made["@context"], "id": f"urn:rashomon:{name}",
                    **made, "body": [made["body"], tag],
                }  # fmt: skip


def body_words(finding: Finding, note: str) -> str:
    """What a finding is, in a few words for people.

    >>> body_words(Finding("figures", "f1", None, {"counted": "people hurt"}, ()), "")
    'figure: people hurt'
    """
    row = finding.row
    about = next((row[c] for c in ("speaker", "referent", "counted", "text", "reason") if row.get(c)), "")
    return one_line(f"{_NOUNS[finding.table]}: {about}" + (f" – {note}" if note and note != about else ""))

"""Judgements as rows: written, taken back, exported and applied to another case; never an edit of a finding."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from pathlib import Path

import msgspec

from ..model.errors import RashomonError
from ..model.findings import Judgement
from . import schema
from .spreadsheets import unguarded

_COLUMNS = ("evidence", "verdict", "value", "who", "when", "note")
_PLACE = re.compile(r"(?P<item>[^/\s:]+)[:/](?P<start>\d+)-(?P<end>\d+)")


class JudgementError(RashomonError):
    """A judgement that cannot be written as it stands."""


def add_judgements(path: str, judgements: Iterable[Judgement]) -> int:
    """Writes judgements into a case and returns how many were new."""
    db = schema.connect(path, read_only=False)
    try:
        before = db.total_changes
        db.execute("BEGIN IMMEDIATE")
        for j in judgements:
            row = (j.evidence, j.verdict, j.value, j.who, j.when, j.note)
            same = 'evidence IS ? AND verdict IS ? AND value IS ? AND who IS ? AND "when" IS ? AND note IS ?'
            if not db.execute(f"SELECT 1 FROM judgements WHERE {same}", row).fetchone():
                db.execute("INSERT INTO judgements VALUES (?, ?, ?, ?, ?, ?)", row)
        db.execute("COMMIT")
        return db.total_changes - before
    finally:
        db.close()


def undo_judgement(path: str, evidence: str, verdict: str, who: str) -> int:
    """Takes the last judgement of that kind back and returns how many rows went."""
    db = schema.connect(path, read_only=False)
    try:
        return db.execute(
            "DELETE FROM judgements WHERE rowid = (SELECT max(rowid) FROM judgements"
            " WHERE evidence = ? AND verdict = ? AND who = ?)",
            (evidence, verdict, who),
        ).rowcount
    finally:
        db.close()


def read_judgements(path: Path) -> list[Judgement]:
    """Judgements as `export` writes them, JSON Lines or CSV. Raises JudgementError where a row is none."""
    try:
        if path.suffix == ".csv":
            with path.open(encoding="utf-8-sig", newline="") as file:
                rows = list(csv.DictReader(file))
            given = ({k: unguarded(row[k] or "") or None for k in _COLUMNS if k in row} for row in rows)
            return [msgspec.convert(row, Judgement) for row in given]
        lines = path.read_bytes().splitlines()
        return [msgspec.json.decode(line, type=Judgement) for line in lines if line.strip()]
    except (OSError, UnicodeDecodeError, csv.Error, msgspec.ValidationError, msgspec.DecodeError) as error:
        raise JudgementError(f"{path}: no judgements can be read there ({error})") from error


def evidence_of(path: str, place: str) -> str:
    """The lasting evidence of a place named as `ITEM:START-END`: `SHA256/ordinal/start-end`."""
    match = _PLACE.fullmatch(place)
    if not match:
        raise JudgementError(f"{place}: a place is ITEM:START-END, as `rashomon show CASE q1` prints it")
    db = schema.connect(path, read_only=True)
    try:
        found = db.execute(
            "SELECT sha256, ordinal, length(text) FROM items JOIN captures USING (capture_id) WHERE item_id = ?",
            (match["item"],),
        ).fetchone()
    finally:
        db.close()
    if not found or int(match["end"]) > found[2] or int(match["start"]) >= int(match["end"]):
        raise JudgementError(f"{place}: no such place in this case")
    return f"{found[0]}/{found[1]}/{match['start']}-{match['end']}"

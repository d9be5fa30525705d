"""What the user knows better than the page: fields by path, file name or record id. It wins, and says that it did."""

from __future__ import annotations

import contextlib
import csv
import json
from pathlib import Path, PurePosixPath

import msgspec

from ..model.captures import RawCapture
from ..model.errors import SettingsError

FIELDS = ("publisher", "published", "modified", "language", "url", "headline", "author", "authors", "genre")
KEYS = ("path", "id", "file", "record", "capture")
USER = "user"
"""What `known_from` says of these fields; they are no part of a capture's id, since the bytes are the same."""

Meta = dict[str, dict[str, str]]


def read_meta(path: str) -> Meta:
    """The rows of a metadata file, by key. Raises SettingsError with what is wrong with it."""
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SettingsError(f"{path}: cannot be read as metadata ({error})") from error
    columns = {c.strip().lower() for row in rows[:1] for c in row if c}
    if rows and not (columns & set(KEYS) and columns & set(FIELDS)):
        wanted = f"one of {', '.join(KEYS)} and some of {', '.join(FIELDS)}"
        raise SettingsError(f"{path}: a metadata file needs columns: {wanted}")
    found: Meta = {}
    for row in rows:
        cells = {(k or "").strip().lower(): (v or "").strip() for k, v in row.items() if isinstance(v, str)}
        given = {f: cells[f] for f in FIELDS if cells.get(f)}
        for key in KEYS:
            if cells.get(key):
                found.setdefault(cells[key], {}).update(given)
    return found


def with_meta(raw: RawCapture, meta: Meta) -> RawCapture:
    """The capture with what the user said of it laid over what its container said."""
    given = next((meta[k] for k in _keys(raw) if k in meta), None)
    if not given:
        return raw
    return msgspec.structs.replace(
        raw, known={**raw.known, **given}, known_from={**raw.known_from, **dict.fromkeys(given, USER)}
    )


def user_says(raw: RawCapture, field: str) -> str | None:
    """What the user said of a field, and nobody else."""
    return raw.known.get(field) or None if raw.known_from.get(field) == USER else None


def said_of_one(raw: RawCapture) -> RawCapture:
    """The capture of several accounts without a headline of the user's: it is that of none of them, or of one."""
    if user_says(raw, "headline") is None:
        return raw
    return msgspec.structs.replace(raw, known={k: v for k, v in raw.known.items() if k != "headline"})


def _keys(raw: RawCapture) -> list[str]:
    keys = [raw.path, PurePosixPath(raw.path).name, raw.path.split("#")[0], raw.known.get("record", ""), raw.sha256]
    if raw.media_type == "application/json":
        with contextlib.suppress(ValueError, AttributeError, RecursionError):
            keys.insert(0, str(json.loads(raw.data).get("id", "")))
    return [k for k in keys if k]

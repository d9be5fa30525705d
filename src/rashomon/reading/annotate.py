"""Texts read without a case: each span into exactly the text given, nothing cleaned."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from ..language.detect import language_of
from ..model.captures import Item
from ..model.errors import RashomonError
from ..model.ids import content_id
from ..model.settings import ReadingSettings
from .read import read_item


class Given(msgspec.Struct, frozen=True):
    """A text to annotate."""

    id: str
    text: str
    published: str | None = None
    language: str | None = None


def texts_in(paths: Iterable[str]) -> Iterator[Given]:
    """The texts of the paths: a .txt is one, its id the file's name; any other file is JSON Lines of records.

    Raises RashomonError where a file cannot be read or a line is no record with a text.
    """
    for path in paths:
        for file in _files(Path(path)):
            yield from _texts(file)


def _files(path: Path) -> list[Path]:
    return sorted(p for p in path.iterdir() if p.is_file()) if path.is_dir() else [path]


def _texts(file: Path) -> Iterator[Given]:
    try:
        if file.suffix == ".txt":
            yield Given(file.name, file.read_bytes().decode("utf-8", "replace"))
            return
        with file.open(encoding="utf-8", errors="replace", newline="\n") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _record(file, number, line)
    except OSError as error:
        raise RashomonError(f"{file}: {error.strerror or error}") from error


def _record(file: Path, number: int, line: str) -> Given:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise RashomonError(f"{file}, line {number}: no JSON record ({error})") from error
    if not isinstance(record, dict) or not isinstance(record.get("text"), str):
        raise RashomonError(f'{file}, line {number}: a record needs an "id" and a "text"')
    published, language = record.get("published"), record.get("language")
    return Given(
        str(record.get("id", f"{file.name}#{number}")),
        record["text"],
        published if isinstance(published, str) else None,
        language if isinstance(language, str) else None,
    )


def annotate(given: Given, settings: ReadingSettings) -> dict[str, Any]:
    """One text's attributions, times, figures and mentions as plain values, each span as start, end and text."""
    item = Item(
        item_id=content_id("i", given.id, given.text),
        capture_id="",
        capture=given.id,
        ordinal=0,
        text=given.text,
        body_start=0,
        published=given.published,
        language=given.language or language_of(given.text.split("\n")),
    )
    reading = read_item(item, settings)
    plain = msgspec.to_builtins(reading)
    return {
        "id": given.id,
        "language": reading.language,
        "attributions": plain["attributions"],
        "times": [{**t, "value": t["timex"]} for t in plain["times"]],
        "figures": plain["figures"],
        "mentions": plain["mentions"],
        "issues": [i.message for i in reading.issues],
    }

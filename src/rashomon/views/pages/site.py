"""The static site: every page of a case as a file in a folder that needs no server and no network."""

from __future__ import annotations

from pathlib import Path

from ..reader import Reader
from .explorer import Explorer


def export_site(reader: Reader, folder: Path) -> list[Path]:
    """Writes the pages into the folder and returns their files; `index.html` is the first. Raises OSError."""
    explorer = Explorer(reader, static=True)
    written = []
    for address in explorer.addresses():
        text = explorer.page(address)
        if text is None:
            continue
        file = folder / address
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", errors="backslashreplace", newline="\n")
        written.append(file)
    return written

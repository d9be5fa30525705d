"""Before you rely on it: what was read, removed, mended, not understood; each line opens its rows."""

from __future__ import annotations

from ..material import Material
from ..sheet import Sheet


def reliance(material: Material, sheet: Sheet) -> None:
    """One line a matter."""
    if not material.lines:
        return
    sheet.section("BEFORE YOU RELY ON IT")
    for number, line in enumerate(material.lines, start=1):
        sheet.finding(f"i{number}", line.sentence)

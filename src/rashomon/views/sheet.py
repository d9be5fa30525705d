"""Setting a report in a terminal: lines of styled text, hanging indents, columns, all to a width."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import StringIO

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from .characters import neutral

Part = str | tuple[str, str] | Text

GUTTER = 7
"""Columns before the text of a finding: two of margin and the reference."""

REFERENCE, HEADING, QUIET, STRONG, FLAG = "cyan", "bold", "dim", "bold", "bold red"
CUT, CHANGED = "red", "green"


def styled(*parts: Part) -> Text:
    """One text of plain strings, (string, style) pairs and texts."""
    return Text.assemble(*parts)


def joined(parts: Sequence[Part], between: str = " · ") -> Text:
    """The parts with a separator between them."""
    whole: list[Part] = []
    for number, part in enumerate(parts):
        if number:
            whole.append((between, QUIET) if between.strip() else between)
        whole.append(part)
    return styled(*whole)


class Sheet:
    """Lines of one width. `case` is how the commands in the report name the case."""

    def __init__(self, width: int, case: str = "CASE") -> None:
        self.width, self.case = max(40, width), case
        self.lines: list[Text] = []
        self._wrapper = Console(file=StringIO(), width=self.width, color_system=None, highlight=False)

    def blank(self) -> None:
        """An empty line, never two of them."""
        if self.lines and self.lines[-1].plain:
            self.lines.append(Text())

    def wrapped(self, text: Text, width: int) -> list[Text]:
        """The text broken between words into lines of at most `width` columns; a longer word is folded."""
        return list(text.wrap(self._wrapper, max(8, width), overflow="fold")) or [Text()]

    def put(self, text: Part, indent: int = 2) -> None:
        """A paragraph with an indent."""
        body = text if isinstance(text, Text) else styled(text)
        for line in self.wrapped(body, self.width - indent):
            self.lines.append(styled(" " * indent, line))

    def section(self, title: str, note: Part = "") -> None:
        """A heading with a blank line above."""
        self.blank()
        self.put(styled((title, HEADING), "  " if note else "", note))

    def finding(self, reference: str, body: Part, aside: Part = "") -> None:
        """A reference in the gutter and the body beside it; the aside stands at the right where there is room."""
        text, note = (part if isinstance(part, Text) else styled(part) for part in (body, aside))
        gutter = max(GUTTER, cell_len(reference) + 4)
        room = self.width - gutter
        lines = self.wrapped(text, room)
        if note.plain:
            _place_aside(lines, note, room, self.wrapped(note, room))
        for number, line in enumerate(lines):
            mark = f"  {reference}" if number == 0 else ""
            self.lines.append(styled((mark.ljust(gutter), REFERENCE), line))

    def columns(
        self, cells: Sequence[tuple[Part, int]], *, reference: str = "", indent: int = GUTTER, between: int = 2
    ) -> None:
        """Cells side by side, each wrapped in its own width; a width of 0 takes what is left."""
        left = max(indent, cell_len(reference) + 4)
        widths = _widths([width for _, width in cells], self.width - left - between * (len(cells) - 1))
        blocks = []
        for (part, _), width in zip(cells, widths, strict=True):
            text = part if isinstance(part, Text) else styled(part)
            blocks.append((self._cell(text, width), width))
        self._side_by_side(blocks, reference, left, between)

    def _cell(self, text: Text, width: int) -> list[Text]:
        lines: list[Text] = []
        for piece in text.split("\n", allow_blank=True):
            lines.extend(self.wrapped(piece, width))
        return lines

    def _side_by_side(
        self, blocks: Sequence[tuple[list[Text], int]], reference: str, indent: int, between: int
    ) -> None:
        for number in range(max(len(lines) for lines, _ in blocks)):
            mark = f"  {reference}" if number == 0 and reference else ""
            row: list[Part] = [(mark.ljust(indent), REFERENCE)]
            for lines, width in blocks:
                cell = lines[number] if number < len(lines) else Text()
                row.extend([cell, " " * (width - cell_len(cell.plain) + between)])
            self.lines.append(styled(*row))

    def text(self, *, color: bool) -> str:
        """The whole as a string that ends in a line break, with ANSI colours where asked."""
        lines = [_safe(line) for line in self.lines]
        if not color:
            return "".join(line.plain.rstrip() + "\n" for line in lines)
        out = StringIO()
        console = Console(
            file=out, width=10_000, force_terminal=True, color_system="standard", highlight=False, no_color=False
        )
        for line in lines:
            line.rstrip()
            console.print(line, soft_wrap=True, markup=False, emoji=False)
        return out.getvalue()


def _widths(asked: Sequence[int], room: int) -> list[int]:
    """The widths of columns, the open one (0) taking what is left; all shrink where less than 16 would be left.

    >>> _widths([10, 0], 60), _widths([30, 0, 30], 60)
    ([10, 50], [22, 16, 22])
    """
    fixed = sum(asked)
    if room - fixed >= 16 or not fixed:
        return [width or room - fixed for width in asked]
    share = max(8, room - 16)
    shrunk = [width * share // fixed for width in asked]
    return [width or max(8, room - sum(shrunk)) for width in shrunk]


def _place_aside(lines: list[Text], note: Text, room: int, wrapped: Iterable[Text]) -> None:
    """Sets the note at the right end of the first line that has room for it, or below at the right."""
    for place in (0, len(lines) - 1):
        free = room - cell_len(lines[place].plain) - cell_len(note.plain)
        if free >= 2:
            lines[place] = styled(lines[place], " " * free, note)
            return
    lines.extend(styled(" " * max(0, room - cell_len(line.plain)), line) for line in wrapped)


def _safe(line: Text) -> Text:
    """The line with control characters neutralised one for one, so that its styles stay in place."""
    clean = neutral(line.plain)
    if clean == line.plain:
        return line
    return Text(clean, spans=list(line.spans), style=line.style)

"""A version of an utterance with its differences from the fullest wording marked in place."""

from __future__ import annotations

import msgspec

from .characters import one_line
from .reader import Row

RELATIONS = {
    "full": "in full",
    "truncated": "cut short",
    "elided": "cut in the middle",
    "altered": "words changed",
    "paraphrased": "reported, not quoted",
    "translated": "translated",
}
"""A version's relation to the fullest wording, in the words of the report."""


KEPT_WHOLE = 360
"""An unchanged stretch longer than this many characters is shown by its ends: about four lines."""


class Piece(msgspec.Struct, frozen=True):
    """Words of a version and what was done to them: kept, cut (`words` are those left out), added, changed, moved."""

    done: str
    words: str


def pieces(version: Row) -> list[Piece]:
    """The version's text in order, with what was cut put back as pieces of its own.

    >>> cut = {"op": "cut", "was": " soon", "now": "", "start": 5, "end": 5}
    >>> v = {"start": 9, "text": "We go home", "edits": [cut]}
    >>> [(p.done, p.words) for p in pieces(v)]
    [('kept', 'We go'), ('cut', ' soon'), ('kept', ' home')]
    """
    text, made, at = version["text"], [], 0
    for start, end, edit in _placed(version):
        if start < at:
            continue
        made.append(Piece("kept", text[at:start]))
        if edit["op"] == "cut":
            made.append(Piece("cut", edit["was"]))
        made.append(Piece("kept" if edit["op"] == "cut" else edit["op"], text[start:end]))
        at = end
    made.append(Piece("kept", text[at:]))
    return [piece for piece in made if piece.words]


def _placed(version: Row) -> list[tuple[int, int, Row]]:
    """The edits with offsets into the version's own text, in order; one that does not fit it is left out."""
    text, made = version["text"], []
    for edit in version["edits"]:
        for shift in (0, version["start"]):
            start, end = edit["start"] - shift, edit["end"] - shift
            if 0 <= start <= end <= len(text) and text[start:end] == edit["now"]:
                made.append((start, end, edit))
                break
    return sorted(made, key=lambda placed: placed[:2])


def cut_blocks(words: str, widest: int = 30) -> str:
    """Cut words as blocks of their length; a long cut says how many words it had.

    >>> cut_blocks(" if they can")
    ' ░░░░░░░░░░░'
    """
    inner = one_line(words)
    lead, tail = (" " if words[:1].isspace() else ""), (" " if words[-1:].isspace() else "")
    if len(inner) <= widest:
        return f"{lead}{'░' * max(1, len(inner))}{tail}"
    return f"{lead}░░░ {len(inner.split())} words ░░░{tail}"


def _spaced(shown: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """A space between blocks and words that would run into one another."""
    made: list[tuple[str, str]] = []
    for words, done in shown:
        before = made[-1][0][-1:] if made else " "
        meets = "cut" in (done, made[-1][1] if made else "")
        gap = " " if meets and _joins(before) and _joins(words[:1]) else ""
        made.append((gap + words, done))
    return made


def _joins(character: str) -> bool:
    return character.isalnum() or character == "░"


def _condensed(words: str, *, first: bool, last: bool) -> str:
    """A long unchanged stretch with its middle left out, so that the differences stay in sight."""
    if len(words) <= KEPT_WHOLE:
        return words
    head = "" if first and not last else words[: KEPT_WHOLE // 3].rpartition(" ")[0]
    tail = "" if last and not first else words[-KEPT_WHOLE // 3 :].partition(" ")[2]
    return f"{head} … {tail}"


def plain_marked(version: Row) -> str:
    """The marked version as a string: ░ for words left out, ‹ › round words added or changed."""
    return "".join(shown for shown, _ in marked(version))


def marked(version: Row) -> list[tuple[str, str]]:
    """Pairs of text to show and what was done to it."""
    made: list[tuple[str, str]] = []
    parts = pieces(version)
    for number, piece in enumerate(parts):
        if piece.done == "cut":
            made.append((cut_blocks(piece.words), "cut"))
        elif piece.done == "kept":
            words = _flat(piece.words)
            made.append((_condensed(words, first=number == 0, last=number == len(parts) - 1), "kept"))
        else:
            made.append((f"‹{one_line(piece.words)}›", piece.done))
    return _spaced(made)


def _flat(words: str) -> str:
    """On one line, with the spaces at its ends."""
    inner = one_line(words)
    lead, tail = (" " if words[:1].isspace() else ""), (" " if words[-1:].isspace() else "")
    return f"{lead}{inner}{tail}" if inner else " "

"""A finding in a few words, for lists and cross-references."""

from __future__ import annotations

from .characters import one_line
from .reader import Row
from .references import Reference
from .story import StoryView


def brief_words(view: StoryView, reference: Reference) -> str:
    """What a finding is about, on one line."""
    row = reference.row
    words = {
        "o": lambda: view.names.get(row["item_id"], ""),
        "t": lambda: one_line(row["text"]),
        "q": lambda: f"“{one_line(row['wording']).strip('“”«»')}”",
        "w": lambda: _attribution(view, row),
        "f": lambda: one_line(row["text"] if "figure_id" in row else row["counted"]),
        "c": lambda: f"“{one_line(row['text'])}”",
        "n": lambda: f"names for {one_line(row['rows'][0]['referent'])}",
        "g": lambda: view.names.get(row["item_id"], ""),
        "x": lambda: one_line(row["reason"]),
    }
    return words[reference.letter]()


def _attribution(view: StoryView, row: Row) -> str:
    content = " … ".join(one_line(span["text"]) for span in row["content"])
    return f"{view.speaker_name(row)}: {content}"

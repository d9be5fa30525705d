"""What a spreadsheet would take for a formula, and how CSV keeps it from doing so without losing a character.

A cell that begins with one of these signs is computed when a CSV is opened (OWASP, "CSV Injection"), and a formula can
send the sheet to any host. Such a text is led by an apostrophe, and so is one that has apostrophes before such a sign
already, so that taking one apostrophe away gives every text back as it was.
"""

from __future__ import annotations

import re

_RUNS = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")


def could_run(text: str) -> bool:
    """Whether a spreadsheet could compute a text rather than show it, apostrophes before it aside."""
    return _RUNS.match(text) is not None


def guarded(text: str) -> str:
    """The text as it stands in a CSV.

    >>> guarded("=1+1"), guarded("'=1+1"), guarded("'tis"), guarded("5 dead")
    ("'=1+1", "''=1+1", "'tis", '5 dead')
    """
    return "'" + text if could_run(text) else text


def unguarded(text: str) -> str:
    """What a text of a CSV was before it was guarded.

    >>> [unguarded(guarded(text)) for text in ("=1+1", "'=1+1", "'tis")]
    ['=1+1', "'=1+1", "'tis"]
    """
    return text[1:] if text.startswith("'") and could_run(text) else text

"""Text that XML can hold: what feeds, graphs, spreadsheets and Word files have in common."""

from __future__ import annotations

import re

_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What is no `Char` of XML 1.0 (production 2): control characters, halves of surrogate pairs, U+FFFE and U+FFFF."""


def legal_xml(text: object) -> str:
    """The text with a replacement character for each character that XML cannot hold, so that offsets stay.

    >>> legal_xml("a\\x1b[31m\\n")
    'a�[31m\\n'
    """
    return _ILLEGAL.sub("\ufffd", str(text))

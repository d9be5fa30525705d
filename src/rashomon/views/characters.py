"""Captures are hostile: what could move the cursor, turn the line round or hide is made visible before it is shown."""

from __future__ import annotations

import unicodedata

_HIDDEN = dict.fromkeys([0xAD, 0x200B, 0x2060, 0xFEFF, *range(0xFE00, 0xFE10), *range(0xE0000, 0xE0080)])
"""Characters that take no room and change no word: soft hyphen, zero-width space, joiner, variation selectors, tags."""

_TURNERS = frozenset([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
"""Unicode's direction marks, embeddings, overrides and isolates (UAX 9, table 3)."""


def neutral(text: str) -> str:
    """The text with every control character shown as one visible sign in its place, so that offsets stay.

    A terminal obeys escape sequences (ECMA-48) wherever they come from; a title of a page may hold one.

    >>> neutral("red\\x1b[31m")
    'red␛[31m'
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(c) for c in text)


def _shown(c: str) -> str:
    code = ord(c)
    if code < 32:
        return chr(0x2400 + code)
    if code == 127:
        return "␡"
    if code in _TURNERS or unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp", "Co"}:
        return "�"
    return c


def one_line(text: str | None) -> str:
    """The text on one line: white space folded, invisible characters left out, controls made visible.

    >>> one_line(" a\\n\\n b\\u200b\\tc ")
    'a b c'
    """
    if not text:
        return ""
    if text.isascii() and text.isprintable():  # most are: a page has tens of thousands of words to show
        return " ".join(text.split())
    return neutral(" ".join(text.translate(_HIDDEN).split()))


def shortened(text: str, length: int) -> str:
    """The text, cut between words with an ellipsis where it is longer than `length` characters.

    >>> shortened("one two three", 9)
    'one two …'
    """
    if len(text) <= length:
        return text
    head = text[: max(1, length - 2)]
    cut = head.rfind(" ")
    return (head[:cut] if cut > length // 2 else head).rstrip(" ,;:") + " …"


def web_address(url: str | None) -> str | None:
    """An address that may stand as one: `javascript:` and its likes are none.

    >>> web_address("javascript:alert(1)"), web_address("https://daily.example/a")
    (None, 'https://daily.example/a')
    """
    return url if url and url.lower().startswith(("http://", "https://")) else None


def may_be_name(text: str) -> bool:
    """Whether words may be a name: a capital stands among them, or their script has none.

    >>> may_be_name("Ada Orr"), may_be_name("an official"), may_be_name("路透社")
    (True, False, True)
    """
    return any(c.isupper() for c in text) or not any(c.islower() for c in text)


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun.

    >>> counted(1, "account"), counted(3, "story", "stories")
    ('1 account', '3 stories')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"

"""Bytes → characters: byte order mark, valid UTF-8, declared, detected, and of several the one that decodes best."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

import cchardet
import msgspec
from ftfy.badness import badness

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.\-]{2,40})|<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_:.\-]{2,40})"""
)
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_C1 = re.compile("[\x80-\x9f]")
_SAMPLE = 100_000
_WESTERN = {"iso8859-1": "cp1252", "ascii": "cp1252"}
"""What pages call Latin-1 or ASCII is Windows-1252 (WHATWG Encoding Standard, 4.2)."""


class Decoded(msgspec.Struct, frozen=True):
    """The characters; `text == data.decode(encoding, "replace")`, and `bad` of them could not be read."""

    text: str
    encoding: str
    bad: int = 0
    cut: bool = False
    """Whether the bytes end in the middle of a character."""


def declared_encoding(data: bytes) -> str | None:
    """What a page or XML file says of its own encoding in its first 4,096 bytes.

    >>> declared_encoding(b'<meta charset="windows-1251">')
    'windows-1251'
    """
    found = _DECLARED.search(data[:4096])
    return (found[1] or found[2]).decode("ascii") if found else None


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """The characters of a capture; any bytes give an answer.

    A declared encoding is often a template's and not the text's: valid UTF-8 with multi-byte characters is never an
    accident, and a declared encoding that leaves unreadable or control characters yields to one that does not.

    >>> decode("Straße".encode("cp1252"), "utf-8").text
    'Straße'
    >>> decode("“no”".encode(), "iso-8859-1").encoding
    'utf-8'
    """
    for bom, name in _BOMS:
        if data.startswith(bom):
            return _decoded(data, name)
    wide = _wide(data)
    if wide:
        return _decoded(data, wide)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        cut = error.start >= len(data) - 3 and error.reason == "unexpected end of data"
        if cut and _MULTIBYTE.search(data):
            return Decoded(data.decode("utf-8", "replace"), "utf-8", 1, True)
    return _best(data, declared)


def _best(data: bytes, declared: str | None) -> Decoded:
    sample = data[:_SAMPLE]
    names = list(dict.fromkeys(_candidates(data, sample, declared)))
    ranked = sorted((_cost(sample, name), place, name) for place, name in enumerate(names))
    return _decoded(data, ranked[0][2])


def _candidates(data: bytes, sample: bytes, declared: str | None) -> Iterator[str]:
    if declared and (name := _known(declared)):
        yield name
    if len(_MULTIBYTE.findall(sample)) >= 1:
        yield "utf-8"
    guess = cchardet.detect(sample).get("encoding")
    if guess and (name := _known(guess)):
        yield name
    yield "cp1252"


def _known(name: str) -> str | None:
    try:
        canonical = codecs.lookup(name.strip()).name
        b"".decode(canonical)
    except (LookupError, ValueError, TypeError):
        return None
    return _WESTERN.get(canonical, canonical)


def _cost(sample: bytes, name: str) -> int:
    """How badly bytes read in an encoding: unreadable and control characters, unlikely neighbours."""
    text = _try(sample, name)
    if text is None:
        return 1 << 60
    return 10 * text.count("�") + 10 * len(_C1.findall(text)) + badness(text[:20_000])


def _try(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name, "replace")
    except (LookupError, ValueError, TypeError):
        return None


def _decoded(data: bytes, name: str) -> Decoded:
    text = _try(data, name)
    if text is None:
        name, text = "utf-8", data.decode("utf-8", "replace")
    own = data.count("�".encode()) if name.startswith("utf-8") else 0
    return Decoded(text, name, max(0, text.count("�") - own))


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of Latin text is zero."""
    sample = data[:2000]
    if len(sample) < 8 or sample.count(0) * 5 < len(sample) * 2:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > 4 * (even + 1):
        return "utf-16-le"
    return "utf-16-be" if even > 4 * (odd + 1) else None

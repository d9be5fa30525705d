"""Pages that stand in front of an account: paywalls and consent walls."""

from __future__ import annotations

from functools import lru_cache

import msgspec

from ..language.packs import load_pack, pack_codes
from .vocabulary import folded
from .webpage import WebPage


class Gate(msgspec.Struct, frozen=True):
    """Which gate: `paywall` or `consent`, and a sentence that goes on from the capture's name."""

    code: str
    sentence: str


_PAYWALL = Gate("paywall", "is behind a paywall: it shows no account.")
_CONSENT = Gate("consent", "is a consent or cookie page and holds no account.")


@lru_cache(maxsize=2)
def _phrases(kind: str) -> tuple[str, ...]:
    books = (load_pack(code).section("bibliography").get("gates", {}) for code in pack_codes())
    return tuple(dict.fromkeys(folded(phrase) for book in books for phrase in book.get(kind, ())))


def gate_of(page: WebPage) -> Gate | None:
    """The gate that a page shows or declares, or None for an open page."""
    text = folded(" ".join((page.all_text, *(part.text for part in page.paragraphs[-6:]))))
    if not page.metadata.is_free or any(phrase in text for phrase in _phrases("paywall")):
        return _PAYWALL
    return _CONSENT if any(phrase in text for phrase in _phrases("consent")) else None

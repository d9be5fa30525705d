"""Pages that stand in front of an account or in its place: paywalls, consent walls, robot checks, error pages."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import msgspec

from ..language.packs import load_pack, pack_codes
from .vocabulary import folded


class Gate(msgspec.Struct, frozen=True):
    """Which gate, a sentence that goes on from the capture's name, and the prose words below which it tells nothing."""

    code: str
    sentence: str
    teaser_words: int


_PAYWALL = Gate("paywall", "is behind a paywall: it shows no account.", 25)
_IN_ITS_PLACE = (
    ("robot", Gate("robot_check", "is a robot check or a refusal, and holds no account.", 60)),
    ("missing", Gate("error_page", "is an error page and holds no account.", 60)),
    ("consent", Gate("consent", "is a consent or cookie page and holds no account.", 60)),
)
_LONGEST_OFFER = 30
"""Words of a paragraph that offers a subscription; a longer one that holds such words speaks of them."""


@lru_cache(maxsize=8)
def _phrases(kind: str) -> tuple[str, ...]:
    books = (load_pack(code).section("bibliography").get("gates", {}) for code in pack_codes())
    return tuple(dict.fromkeys(folded(phrase) for book in books for phrase in book.get(kind, ())))


def _says(kind: str, text: str) -> bool:
    return any(phrase in text for phrase in _phrases(kind))


def gate_of(shown: str, *, free: bool = True, told: int = 0) -> Gate | None:
    """The gate that words shown at the top or end of a page speak of.

    `free` is what the page declares of itself, `told` how many words of prose it holds: many are no robot check.

    >>> gate_of("Just a moment... Verify you are human").code
    'robot_check'
    """
    text = folded(shown)
    if not free or _says("paywall", text):
        return _PAYWALL
    return next((gate for kind, gate in _IN_ITS_PLACE if told < gate.teaser_words and _says(kind, text)), None)


def offer_at(paragraphs: Sequence[str]) -> int:
    """Where the offer of a subscription begins that ends a teaser; the number of paragraphs where none does.

    >>> offer_at(["The dredger sank.", "Subscribe to continue reading", "Cancel anytime."])
    1
    """
    sizes = [paragraph.count(" ") + 1 for paragraph in paragraphs]
    for at, paragraph in enumerate(paragraphs):
        if sizes[at] <= _LONGEST_OFFER and _says("paywall", folded(paragraph)):
            return at if sum(sizes[at:]) <= max(sum(sizes[:at]), 2 * _LONGEST_OFFER) else len(paragraphs)
    return len(paragraphs)

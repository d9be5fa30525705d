"""What linking needs of one item, made once per item."""

from __future__ import annotations

import re
from functools import lru_cache

from ..language.packs import load_pack
from ..language.quotations import quotations
from ..language.tokens import straighten
from ..model.captures import Item
from ..model.links import LinkInput
from ..model.readings import Reading

_NAME = r"(?:the )?(?P<name>[^\W\d_][\w&'.+\-]*(?: (?:of|the|and|&|[^\W\d_a-zа-я][\w&'.+\-]*)){0,5})"
_CREDIT_EDGE = 160
"""A wire credit stands in the first or last this many characters of the body."""
_DATELINE = re.compile(r"^[^\n()]{0,60}\((?P<name>[^\W\d_][^()\n]{1,40})\)\s*[-–—]")
_SLASHED = re.compile(r"^[^\n/]{0,60}[.,] */(?P<name>[^\W\d_][^/\n]{1,40})/")
_LAST_LINE = re.compile(r"(?:^|\n)\s*[\(\[–—-]\s*(?P<name>[^\W\d_][^()\[\]\n]{1,40}?)\s*[\)\]]?\s*$")


def link_input(item: Item, reading: Reading) -> LinkInput:
    """What linking needs of an item and its reading.

    Quotations are read from the text itself where the reading has none, so that linking also works on unread items.
    """
    return LinkInput(
        item_id=item.item_id, capture_id=item.capture_id, ordinal=item.ordinal, language=item.language,
        publisher=item.publisher, published=item.published, url=item.url, headline=item.headline, text=item.text,
        body_start=item.body_start, quoted=_quoted(item, reading), credits=_credits(item),
        modified=item.modified,
    )  # fmt: skip


def _quoted(item: Item, reading: Reading) -> tuple[tuple[int, int], ...]:
    spans = [(q.inner_start, q.inner_end) for q in quotations(item.text, item.language)]
    spans += [(c.start, c.end) for a in reading.attributions if a.kind == "direct" for c in a.content]
    return _merged(spans)


def _merged(spans: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif end > start:
            merged.append((start, end))
    return tuple(merged)


def _credits(item: Item) -> tuple[str, ...]:
    return tuple(sorted({*item.relays, *credited_names(item.text, item.body_start, item.language)} - {""}))


def credited_names(text: str, body_start: int, language: str) -> tuple[str, ...]:
    """The names that a text credits for its words: in a dateline, in its last line, or by a phrase of the pack.

    >>> credited_names("Flood\\n\\nTALVIK (North Wire) - Water rose.", 7, "en")
    ('North Wire',)
    >>> credited_names("ТАЛВИК, 2 апреля. /Северный Телеграф/. Вода поднялась.", 0, "ru")
    ('Северный Телеграф',)
    >>> credited_names("The post Flood in Talvik first appeared on Harbour Daily.", 0, "en")
    ('Harbour Daily',)
    """
    body = text[body_start:]
    found = {m["name"].strip() for m in [_DATELINE.search(body[:_CREDIT_EDGE])] if m}
    found |= {m["name"].strip() for m in [_SLASHED.search(body[:_CREDIT_EDGE])] if m}
    found |= {m["name"].strip() for m in [_LAST_LINE.search(body[-_CREDIT_EDGE:])] if m and body.count("\n")}
    folded = straighten(text)
    for pattern in _phrases(language):
        found |= {m["name"].strip(" .") for m in pattern.finditer(folded)}
    return tuple(sorted(found - {""}))


@lru_cache(maxsize=64)
def _phrases(language: str) -> tuple[re.Pattern[str], ...]:
    entries = load_pack(language).section("linking").get("credits", [])
    return tuple(_phrase(str(e["phrase"])) for e in entries)


def _phrase(phrase: str) -> re.Pattern[str]:
    before, _, after = phrase.partition("{name}")
    return re.compile(f"(?i:{re.escape(before)}){_NAME}(?i:{re.escape(after)})")

"""What linking needs of one item, made once per item."""

from __future__ import annotations

from ..model.captures import Item
from ..model.links import LinkInput
from ..model.readings import Reading


def link_input(item: Item, reading: Reading) -> LinkInput:
    """What linking needs of an item and its reading."""
    return LinkInput(
        item_id=item.item_id, capture_id=item.capture_id, ordinal=item.ordinal, language=item.language,
        publisher=item.publisher, published=item.published, url=item.url, headline=item.headline, text=item.text,
        body_start=item.body_start,
    )  # fmt: skip

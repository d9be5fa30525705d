"""Items of a simulated world as linking takes them."""

from __future__ import annotations

from rashomon.linking.inputs import link_input
from rashomon.model.captures import Item
from rashomon.model.links import LinkInput
from rashomon.model.readings import Reading

from .world import Made


def as_input(made: Made) -> LinkInput:
    """An item as intake would hand it on, unread."""
    item = Item(
        item_id=made.record, capture_id=made.record, capture=made.record, ordinal=0, text=made.text,
        body_start=len(made.headline) + 2, headline=made.headline, publisher=made.publisher, url=made.url or None,
        published=made.published, language="en", relays=(),
    )  # fmt: skip
    return link_input(item, Reading(item_id=made.record, language="en"))

"""The whole collection's links: passages, revisions, stories, origins."""

from __future__ import annotations

from collections.abc import Sequence

from ..model.ids import content_id
from ..model.links import LinkInput, Links, Origin, StoryMember
from ..model.settings import LinkingSettings


def link(inputs: Sequence[LinkInput], settings: LinkingSettings) -> Links:
    """All links of a collection; the order of the inputs does not matter."""
    ids = sorted(i.item_id for i in inputs)
    if not ids:
        return Links((), (), ())
    story = content_id("s", *ids)
    return Links(
        (),
        tuple(Origin(content_id("o", i), story, i, "own", None, (), "weak", None) for i in ids),
        tuple(StoryMember(story, i) for i in ids),
    )

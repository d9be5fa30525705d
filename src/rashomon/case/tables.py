"""The exported tables: their columns and kinds, in one place that schema, export and queries share."""

from __future__ import annotations

from typing import Literal

import msgspec

Kind = Literal["text", "int", "real", "bool", "json"]


class Column(msgspec.Struct, frozen=True):
    """A column; `json` holds a nested value. `inner` columns serve the store and are not exported."""

    name: str
    kind: Kind = "text"
    inner: bool = False


class Table(msgspec.Struct, frozen=True):
    """A table and what its rows belong to: a capture, an item, the links over the collection, a story, or a person."""

    name: str
    owner: Literal["capture", "item", "links", "story", "person"]
    columns: tuple[Column, ...]

    @property
    def exported(self) -> tuple[Column, ...]:
        """The columns that leave the case."""
        return tuple(c for c in self.columns if not c.inner)


def _table(name: str, owner: Literal["capture", "item", "links", "story", "person"], columns: str) -> Table:
    """A table from `name:kind` words; a leading underscore marks an inner column."""
    made = []
    for word in columns.split():
        label, _, kind = word.partition(":")
        inner = label.startswith("_")
        made.append(Column(label.lstrip("_"), kind or "text", inner))  # type: ignore[arg-type]
    return Table(name, owner, tuple(made))


TABLES: tuple[Table, ...] = (
    _table(
        "captures",
        "capture",
        "capture_id paths:json sha256 size:int media_type encoding repairs:json _raw:json _made_by",
    ),
    _table(
        "items",
        "item",
        "item_id capture_id capture record ordinal:int headline authors:json publisher published modified language url"
        " relays:json genre text body_start:int fields:json map:json removed:json revision_of text_sha256"
        " paragraph_languages:json",
    ),
    _table("issues", "capture", "capture_id item_id stage code message _owner"),
    _table(
        "attributions",
        "story",
        "attribution_id item_id kind source:json cue:json content:json speaker actor_id cue_class negated:bool"
        " parent_id via:json reason _story_id _local_actor",
    ),
    _table("mentions", "story", "item_id start:int end:int text actor_id form kind _story_id _local_actor"),
    _table("actors", "story", "actor_id name kind aliases:json story_ids:json reasons:json"),
    _table(
        "figures",
        "story",
        "figure_id item_id start:int end:int text low:real high:real unit modifier counted action place as_of"
        " attribution_id speaker equals:json reason _story_id",
    ),
    _table("times", "story", "item_id start:int end:int text type edtf timex reason _story_id"),
    _table(
        "passages",
        "links",
        "passage_id kind a_item a_start:int a_end:int b_item b_start:int b_end:int similarity:int direction reason",
    ),
    _table("origins", "links", "origin_id story_id item_id role from_item passage_ids:json strength reason"),
    _table("stories", "links", "story_id item_id predecessor reason"),
    _table("lineages", "story", "lineage_id story_id speaker actor_id wording versions:json _local_actor"),
    _table("claims", "story", "claim_id story_id text asked:bool"),
    _table(
        "positions",
        "story",
        "claim_id actor_id actor stance attribution_id item_id start:int end:int text when according_to held"
        " _story_id _local_actor",
    ),
    _table("figure_groups", "story", "group_id story_id counted verdict agree:bool figure_ids:json reason"),
    _table("labels", "story", "referent_id story_id referent item_id start:int end:int text voice speaker"),
    _table("timeline", "story", "story_id edtf text accounts:json"),
    _table("coverage", "story", "story_id finding item_id has:bool"),
    _table("contradictions", "story", "story_id item_id a:json b:json reason"),
    _table("judgements", "person", "evidence verdict value who when note"),
)

BY_NAME = {t.name: t for t in TABLES}

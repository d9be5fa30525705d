"""What the page of an actor shows: all that they said or hold, over time, and by whom it was carried."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..characters import one_line, shortened
from ..dates import moment, when_sorted
from ..opened import joining_reasons
from ..reader import Reader, Row
from ..references import StoryReferences
from .addresses import account_address, finding_address

SAID, HELD, CARRIED, ALIASES, STORIES, REASONS = 300, 200, 6, 20, 40, 24
"""Utterances, positions, outlets of an utterance, spellings, stories and reasons that a page shows."""


def actor_context(reader: Reader, actor: Row, stories: list[StoryReferences]) -> dict[str, Any]:
    """An actor's words and positions in their stories."""
    said: dict[str, dict[str, Any]] = {}
    held: dict[str, dict[str, Any]] = {}
    for story in stories:
        for entry in _said(reader, story, actor["actor_id"]):
            known = said.setdefault(f"{entry['story']} {entry['words'].lower()}", entry)
            if known is not entry:
                known["carried"] += entry["carried"]
        for entry in _held(reader, story, actor["actor_id"]):
            known = held.setdefault(f"{entry['stance']} {entry['words'].lower()}", entry)
            if known is not entry:
                known["accounts"] += entry["accounts"]
    by_time = sorted(said.values(), key=_in_time)
    reasons = joining_reasons(actor["reasons"])
    return {
        "actor": actor, "said": by_time[:SAID], "held": sorted(held.values(), key=_in_time)[:HELD],
        "title": one_line(actor["name"]),
        "total": sum(len(entry["carried"]) for entry in by_time), "more": max(0, len(by_time) - SAID),
        "place": _mention(reader, actor["actor_id"], stories), "stories": stories[:STORIES], "carried": CARRIED,
        "others": _others(stories, actor["actor_id"]), "aliases": [one_line(a) for a in actor["aliases"][:ALIASES]],
        "reasons": reasons[:REASONS], "more_reasons": max(0, len(reasons) - REASONS),
    }  # fmt: skip


def _in_time(entry: dict[str, Any]) -> tuple[str, str]:
    return entry["sort"], entry["address"]


def _said(reader: Reader, story: StoryReferences, actor_id: str) -> Iterator[dict[str, Any]]:
    view = story.view
    for row in reader.of_actor("attributions", view.story_id, actor_id):
        item = view.item[row["item_id"]]
        address = account_address(row["item_id"], row["attribution_id"])
        words = shortened(" … ".join(one_line(s["text"]) for s in row["content"]), 400)
        yield {
            "story": view.story_id, "sort": when_sorted(item["published"]), "words": words, "address": address,
            "when": moment(item["published"]).words, "carried": [(view.names[row["item_id"]], address)],
            "cue": row["cue_class"] or "", "kind": row["kind"],
        }  # fmt: skip


def _held(reader: Reader, story: StoryReferences, actor_id: str) -> Iterator[dict[str, Any]]:
    for row in reader.of_actor("positions", story.view.story_id, actor_id):
        reference = story.finding("c", row["claim_id"])
        if reference:
            yield {
                "words": one_line(row["held"]) or one_line(reference.row["text"]), "stance": row["stance"],
                "sort": when_sorted(row["when"]), "when": moment(row["when"]).words if row["when"] else "",
                "told": one_line(row["according_to"]), "address": finding_address(reference),
                "accounts": [story.view.names.get(row["item_id"], "")],
            }  # fmt: skip


def _mention(reader: Reader, actor_id: str, stories: list[StoryReferences]) -> str:
    """A place where the actor is mentioned, by which a judgement names them."""
    for story in stories:
        rows = reader.of_actor("mentions", story.view.story_id, actor_id)
        if rows:
            first = min(rows, key=lambda r: (r["item_id"], r["start"]))
            return f"{first['item_id']}:{first['start']}-{first['end']}"
    return ""


def _others(stories: list[StoryReferences], actor_id: str) -> list[tuple[str, str]]:
    """The other actors of the first story, with whom this one may be one."""
    if not stories:
        return []
    return sorted((name, key) for key, name in stories[0].view.cast.items() if key != actor_id)[:400]

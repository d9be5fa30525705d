"""Where each thing of a case stands in the explorer: addresses made of permanent ids, safe as file names."""

from __future__ import annotations

import re

from ...model.ids import content_id
from ..references import Reference

_UNSAFE = re.compile(r"[^A-Za-z0-9_-]")


def safe_name(identifier: str) -> str:
    """An id as the name of a file on any system.

    >>> safe_name("q4d9b"), safe_name("../x")
    ('q4d9b', '___x')
    """
    return _UNSAFE.sub("_", identifier)[:120]


def paged(address: str, number: int) -> str:
    """A further page of a list.

    >>> paged("index.html", 1), paged("index.html", 3)
    ('index.html', 'index.3.html')
    """
    return address if number < 2 else f"{address.removesuffix('.html')}.{number}.html"


def story_address(story_id: str, section: str = "") -> str:
    """The page of a story, or of one of its sections whole."""
    return f"story/{safe_name(story_id)}{'.' if section else ''}{section}.html"


def account_address(item_id: str, anchor: str = "") -> str:
    """The page of an account, at a place in it."""
    return f"account/{safe_name(item_id)}.html" + (f"#{safe_name(anchor)}" if anchor else "")


def actor_address(actor_id: str) -> str:
    """The page of an actor."""
    return f"actor/{safe_name(actor_id)}.html"


def outlet_address(publisher: str) -> str:
    """The page of an outlet."""
    return f"outlet/{content_id('u', publisher)}.html"


def material_address(name: str) -> str:
    """The page of a line about the material."""
    return f"material/{safe_name(name)}.html"


def place_anchor(item_id: str, start: int) -> str:
    """Where a place stands on the page of its finding."""
    return f"p-{safe_name(item_id)}-{start}"


def finding_address(reference: Reference) -> str:
    """The page of a finding; what stands in one account alone is a place on that account's page."""
    if reference.letter == "o":
        return account_address(reference.permanent)
    if reference.letter == "w":
        return account_address(reference.row["item_id"], reference.permanent)
    if reference.letter == "f" and "figure_id" in reference.row:
        return account_address(reference.row["item_id"], reference.permanent)
    return f"finding/{safe_name(reference.permanent)}.html"

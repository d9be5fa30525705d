"""What a page shows under its headline: byline and date lines that extraction leaves out and no tag declares."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from .bibliography import byline, is_name, stamp
from .dates import find_dates
from .metadata import Declared, Metadata, date_in, live_address
from .vocabulary import folded

_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)\s*(https?://\S+)\s*-->")
_BELOW = 6
_MOST_WORDS = 24
"""A line of the masthead is shorter; a longer one is the account's own."""
_MOST_DATED = 14
_LABELLED = re.compile(r"\s(?=[^\W\d_]{3,20}:\s)")
"""Before a label in a line that is one box: "14 May 2021 Author: Mara Olt Photo: Jon Ek"."""
_SHOWN = "text of the page"


def with_visible(metadata: Metadata, lines: Sequence[str], page: str) -> Metadata:
    """The metadata with what the page shows where it declares nothing: date, authors, and where it was saved from."""
    saved = _SAVED_FROM.search(page, 0, 2_000)
    if metadata.url is None and saved:
        url = Declared(live_address(saved[1]), "saved page's first line")
        metadata = msgspec.structs.replace(metadata, url=url, published=metadata.published or date_in(url))
    if metadata.published and metadata.authors:
        return metadata
    return _with_masthead(metadata, _masthead(metadata, lines))


def _masthead(metadata: Metadata, lines: Sequence[str]) -> Sequence[str]:
    """The lines between the headline and the account's first sentence."""
    if metadata.headline is None:
        return ()
    headline = folded(metadata.headline.value)
    places = [
        at
        for at, line in enumerate(lines[:400])
        if line[:1] == metadata.headline.value[:1] and folded(line) == headline
    ]
    if not places:
        return ()
    below = lines[places[-1] + 1 : places[-1] + 1 + _BELOW]
    end = next((at for at, line in enumerate(below) if line.count(" ") >= _MOST_WORDS), len(below))
    return below[:end]


def _with_masthead(metadata: Metadata, lines: Sequence[str]) -> Metadata:
    authors: dict[str, None] = {}
    published = modified = None
    for line in lines:
        dated = stamp(line)
        if dated:
            published = published or (dated.published.value if dated.published else None)
            modified = modified or (dated.modified.value if dated.modified else None)
        elif published is None and line.count(" ") <= _MOST_DATED:
            published = next((found.edtf for found in find_dates(line) if found.start == 0 and found.edtf), None)
        pieces = [dated] if dated else [byline(piece) for piece in (line, *_LABELLED.split(line))]
        authors.update((found.value, None) for named in pieces if named for found in named.authors)
    if lines and not authors and metadata.url and metadata.url.origin == "reader view" and is_name(lines[0]):
        authors[lines[0]] = None  # a browser's reader view puts the author there, without a word
    return msgspec.structs.replace(
        metadata,
        authors=metadata.authors or tuple(Declared(name, _SHOWN) for name in authors),
        published=metadata.published or (Declared(published, _SHOWN) if published else None),
        modified=metadata.modified or (Declared(modified, _SHOWN) if modified else None),
    )

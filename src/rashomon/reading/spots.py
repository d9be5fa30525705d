"""What the readers of mentions hand on to one another."""

from __future__ import annotations

import msgspec


class Spot(msgspec.Struct, frozen=True):
    """A mention before it is resolved: `[start, end)` with its title, `[name_start, name_end)` without.

    `names` are the bare name's words, `titles` what stands before it, `heads` the role or body nouns among those or of
    the description, `links` codes of countries and keys of names in it. `article`: definite, indefinite, possessive or
    "".
    """

    start: int
    end: int
    name_start: int
    name_end: int
    form: str
    kind: str | None
    sentence: int
    names: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    gender: str | None = None
    article: str = ""
    subject: bool = False
    quoted: bool = False
    own: bool = False
    headline: bool = False
    metonym: bool = False

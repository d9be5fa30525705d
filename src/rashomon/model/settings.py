"""Settings grouped by stage in one immutable object; every number says what it bounds."""

from __future__ import annotations

import msgspec


class IntakeSettings(msgspec.Struct, frozen=True):
    """Bounds of intake."""

    max_capture_bytes: int = 64 * 1024 * 1024
    """A single capture larger than this is not read, and an Issue says so."""
    max_archive_ratio: int = 200
    """An archive member that unpacks to more than this many times its packed size is taken for a bomb."""
    max_archive_bytes: int = 4 * 1024 * 1024 * 1024
    """All members of one archive together."""
    max_archive_depth: int = 3
    """Archives within archives."""
    meta: str | None = None
    """Path of a CSV with what the user knows better."""


class ReadingSettings(msgspec.Struct, frozen=True):
    """How items are read."""

    tagger: str = "auto"
    """auto (the trained tagger where it serves the language, rules elsewhere), rules, or trained."""
    max_item_chars: int = 2_000_000
    """Text beyond this is kept but not read, and an Issue says so."""


class LinkingSettings(msgspec.Struct, frozen=True):
    """How items are joined."""

    min_passage_words: int = 10
    memory_mb: int = 2000
    """About how much all processes together may use to join rows; what does not fit waits on disk."""
    processes: int = 1
    """How many processes link; the links are the same for any number."""


class ComparingSettings(msgspec.Struct, frozen=True):
    """How a story's accounts are compared."""

    claims: str | None = None
    """Path of a claims.toml."""


class Settings(msgspec.Struct, frozen=True):
    """All settings of a build."""

    intake: IntakeSettings = IntakeSettings()
    reading: ReadingSettings = ReadingSettings()
    linking: LinkingSettings = LinkingSettings()
    comparing: ComparingSettings = ComparingSettings()

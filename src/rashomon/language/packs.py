"""Language packs: one language's vocabulary in TOML files, merged by subject.

Vocabulary lives in data so that a speaker of the language can mend it without reading code. `root` is shared by all.
"""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

import msgspec

from ..model.errors import PackError


class Pack(msgspec.Struct, frozen=True):
    """The merged subjects of one language, each read when it is first asked for."""

    code: str

    def section(self, subject: str) -> dict[str, Any]:
        """One subject's table, such as `times` or `cues`, empty where the pack has none; treat it as read-only.

        Raises PackError where a file is no TOML, holds another subject's table, or defines a key twice.
        """
        return _section(self.code, subject)


def base_language(tag: str | None) -> str:
    """The language of a BCP 47 tag without script and region.

    >>> base_language("en-GB")
    'en'
    """
    return (tag or "und").replace("_", "-").split("-")[0].lower()


@lru_cache(maxsize=1)
def _files() -> dict[str, dict[str, Traversable]]:
    """The files of each language by subject; `<code>.toml` alone is the subject `language`."""
    by_code: dict[str, dict[str, Traversable]] = {}
    folder = resources.files(__package__) / "packs"
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml"):
            code, *subject = file.name.removesuffix(".toml").split(".")
            by_code.setdefault(code, {})[subject[0] if subject else "language"] = file
    return by_code


def pack_codes() -> tuple[str, ...]:
    """The languages that have a pack of their own, sorted."""
    return tuple(sorted(code for code in _files() if code != "root"))


@lru_cache(maxsize=64)
def load_pack(language: str | None) -> Pack:
    """The pack of a language, laid over the root pack; an unknown language gets the root pack alone.

    >>> load_pack("xx").code
    'root'
    """
    code = base_language(language)
    return Pack(code if code in _files() else "root")


@lru_cache(maxsize=512)
def _section(code: str, subject: str) -> dict[str, Any]:
    """A subject of the root pack with the language's own keys laid over it."""
    merged: dict[str, Any] = {}
    for owner in dict.fromkeys(("root", code)):
        file = _files().get(owner, {}).get(subject)
        if file is not None:
            merged.update(_read(file, subject))
    return merged


def _read(file: Traversable, subject: str) -> dict[str, Any]:
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PackError(file.name, str(error)) from error
    if set(tables) - {subject} or not isinstance(tables.get(subject, {}), dict):
        raise PackError(file.name, f"must hold one table named {subject}")
    own: dict[str, Any] = tables.get(subject, {})
    return own

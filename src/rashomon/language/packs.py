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
    """The merged subjects of one language; `section(subject)` is empty where the pack has none."""

    code: str
    sections: dict[str, dict[str, Any]]

    def section(self, subject: str) -> dict[str, Any]:
        """One subject's table, such as `times` or `cues`; treat it as read-only."""
        return self.sections.get(subject, {})


def base_language(tag: str | None) -> str:
    """The language of a BCP 47 tag without script and region.

    >>> base_language("en-GB")
    'en'
    """
    return (tag or "und").replace("_", "-").split("-")[0].lower()


@lru_cache(maxsize=1)
def _files() -> dict[str, tuple[Traversable, ...]]:
    by_code: dict[str, list[Traversable]] = {}
    folder = resources.files(__package__) / "packs"
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml"):
            by_code.setdefault(file.name.split(".")[0], []).append(file)
    return {code: tuple(files) for code, files in by_code.items()}


def pack_codes() -> tuple[str, ...]:
    """The languages that have a pack of their own, sorted."""
    return tuple(sorted(code for code in _files() if code != "root"))


@lru_cache(maxsize=64)
def load_pack(language: str | None) -> Pack:
    """The pack of a language, laid over the root pack; an unknown language gets the root pack alone.

    Raises PackError where two files define one subject's key, or a file is no TOML.

    >>> load_pack("xx").code
    'root'
    """
    code = base_language(language)
    known = code in _files()
    sections: dict[str, dict[str, Any]] = {}
    for owner in ("root", code) if known and code != "root" else ("root",):
        own: dict[str, dict[str, Any]] = {}
        for file in _files().get(owner, ()):
            for subject, table in _read(file).items():
                clash = own.get(subject, {}).keys() & table.keys()
                if clash:
                    raise PackError(file.name, f"{subject}.{min(clash)} is defined twice")
                own.setdefault(subject, {}).update(table)
        for subject, table in own.items():
            sections[subject] = {**sections.get(subject, {}), **table}
    return Pack(code if known else "root", sections)


def _read(file: Traversable) -> dict[str, dict[str, Any]]:
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PackError(file.name, str(error)) from error
    for subject, table in tables.items():
        if not isinstance(table, dict):
            raise PackError(file.name, f"{subject} is no table")
    return tables

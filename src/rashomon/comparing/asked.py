"""The claims that an analyst asks to follow, from a claims.toml."""

from __future__ import annotations

import tomllib
from pathlib import Path

from ..model.errors import SettingsError
from ..model.findings import ClaimAsked


def read_asked(path: str) -> tuple[ClaimAsked, ...]:
    """The claims of a file, sorted by wording. Raises SettingsError with what is wrong.

    Each `[[claim]]` has `text`, and may have `words` that signal it and `examples` of sentences that hold it.
    """
    try:
        table = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path}: cannot be read as claims ({error})") from error
    claims = table.get("claim")
    if not isinstance(claims, list) or not all(isinstance(c, dict) and isinstance(c.get("text"), str) for c in claims):
        raise SettingsError(f"{path}: each claim is a [[claim]] table with a text")
    for claim in claims:
        for name in ("words", "examples"):
            if not isinstance(claim.get(name, []), list) or not all(isinstance(w, str) for w in claim.get(name, [])):
                raise SettingsError(f"{path}: {name} of “{claim['text']}” is a list of texts")
    made = (ClaimAsked(c["text"], tuple(c.get("words", ())), tuple(c.get("examples", ()))) for c in claims)
    return tuple(sorted(made, key=lambda c: c.text))

"""docs/languages.md names every group that a pack has, so that who adds a language has a whole list."""

from __future__ import annotations

from pathlib import Path

import pytest

from rashomon.language.packs import load_pack, pack_codes

_PAGE = (Path(__file__).parent.parent / "docs" / "languages.md").read_text(encoding="utf-8")
_SUBJECTS = (
    "quotation", "sentences", "cues", "numbers", "times", "figures", "casualties", "names", "comparing", "stances"
)  # fmt: skip


@pytest.mark.parametrize("subject", _SUBJECTS)
def test_every_group_is_on_the_page(subject: str) -> None:
    groups = {name for code in pack_codes() for name in load_pack(code).section(subject)}
    missing = sorted(name for name in groups if f"`{name}`" not in _PAGE)
    assert not missing, f"say in docs/languages.md what {missing} of {subject} are for"

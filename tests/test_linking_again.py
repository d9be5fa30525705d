"""Linking again: what an addition changed of what was linked before is counted, and the rows are the new ones."""

from __future__ import annotations

from pathlib import Path

from rashomon.case.store import CaseWriter
from rashomon.model.links import Links, Passage, StoryMember


def passage(number: int, a: str, b: str, kind: str) -> Passage:
    return Passage(f"p{number}", kind, a, 0, 60, b, 0, 60, 1000)


def stories(**members: str) -> tuple[StoryMember, ...]:
    return tuple(StoryMember(story, item) for item, story in sorted(members.items()))


BEFORE = Links(
    (passage(1, "a", "b", "copy"), passage(2, "c", "d", "copy")), (), stories(a="s1", b="s1", c="s2", d="s2")
)


def test_first_links_change_nothing(tmp_path: Path) -> None:
    with CaseWriter(str(tmp_path / "x.case"), "test") as writer:
        assert writer.set_links(BEFORE, "1") == (0, (), 0)


def test_words_that_became_common_are_counted(tmp_path: Path) -> None:
    """A third item makes the words of two others page furniture; what it shares itself is not counted."""
    after = Links(
        (passage(1, "a", "b", "boilerplate"), passage(2, "c", "d", "copy"), passage(3, "a", "e", "boilerplate")), (),
        stories(a="s1", b="s1", c="s2", d="s2", e="s3"),
    )  # fmt: skip
    with CaseWriter(str(tmp_path / "x.case"), "test") as writer:
        writer.set_links(BEFORE, "1")
        assert writer.set_links(after, "2") == (2, (), 4)


def test_merged_stories_are_named_and_parts_make_the_whole(tmp_path: Path) -> None:
    parts = [
        Links((passage(2, "c", "d", "copy"),), (), stories(a="s4", b="s4")),
        Links((passage(1, "a", "b", "copy"),), (), stories(c="s4", d="s4", e="s4")),
    ]
    with CaseWriter(str(tmp_path / "x.case"), "test") as writer:
        writer.set_links(BEFORE, "1")
        assert writer.set_links(iter(parts), "2") == (0, (("s4", ("s1", "s2")),), 4)
        found = writer.db.execute("SELECT passage_id FROM passages ORDER BY rowid").fetchall()
        assert found == [("p1",), ("p2",)]
        assert writer.is_linked("2")

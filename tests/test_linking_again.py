"""Linking again: what an addition changed of what was linked before is counted, and the rows are the new ones."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from rashomon.case.store import CaseWriter
from rashomon.engine.build import build
from rashomon.model.links import Links, Passage, StoryMember
from rashomon.model.settings import IntakeSettings, Settings


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


def test_only_stories_that_changed_are_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was compared stands while nothing of it changed; every other story is looked at before the build ends."""
    told = [
        "RIVERTON - The old mill burned down on Monday night, and the mayor thanked four crews of volunteers.",
        "A trawler with nine sailors was towed into Harwick on Tuesday after its engine failed off the cape.",
        "Teachers in Osk voted on Friday to end a strike of three weeks over pay and the size of classes.",
    ]
    looked_at: list[str] = []
    look = CaseWriter._story

    def counted(self: CaseWriter, story_id: str, *rest: Any) -> Any:
        looked_at.append(story_id)
        return look(self, story_id, *rest)

    monkeypatch.setattr(CaseWriter, "_story", counted)
    for number, text in enumerate(told):
        (tmp_path / f"{number}.txt").write_text(text, encoding="utf-8")
        built = build([str(tmp_path / f"{number}.txt")], str(tmp_path / "x.case"), jobs=1)
        assert (len(looked_at), built.stories_compared) == (1, 1)
        looked_at.clear()
    with CaseWriter(str(tmp_path / "x.case"), "another reader") as writer:
        assert len(list(writer.stories(()))) == len(told)


def test_accounts_signed_otherwise_are_linked_again(tmp_path: Path) -> None:
    """The same bytes under the same ids, but the user now says who published them: two savings of one account."""
    told = "RIVERTON - The old mill burned down on Monday night, and the mayor thanked four crews of volunteers."
    (tmp_path / "in").mkdir()
    for name, more in (("a", ""), ("b", " Nobody was hurt.")):
        (tmp_path / "in" / f"{name}.txt").write_text(told + more, encoding="utf-8")
    (tmp_path / "meta.csv").write_text("path,publisher\na.txt,Riverton Post\nb.txt,Riverton Post\n", encoding="utf-8")
    signed = Settings(intake=IntakeSettings(meta=str(tmp_path / "meta.csv")))
    build([str(tmp_path / "in")], str(tmp_path / "x.case"), jobs=1)
    assert revised(tmp_path / "x.case") == 0
    build([str(tmp_path / "in")], str(tmp_path / "x.case"), signed, jobs=1)
    assert revised(tmp_path / "x.case") == 1


def revised(case: Path) -> int:
    with closing(sqlite3.connect(case)) as db:
        return int(db.execute("SELECT COUNT(*) FROM items WHERE revision_of IS NOT NULL").fetchone()[0])

"""Stories that an addition makes one: which, what joins them and by what words, at the build and later."""

from __future__ import annotations

from pathlib import Path

from rashomon.case.mergers import KEPT, remember, remembered
from rashomon.case.queries import CaseReader
from rashomon.case.store import CaseWriter
from rashomon.engine.build import build
from rashomon.model.links import Links, StoryMember
from rashomon.views.chapters import merger_lines
from rashomon.views.material import Material

BRIDGE = """Bridge at Anvar shut after diver finds crack

The old bridge at Anvar was shut on Tuesday after a diver found a crack in the second pylon, the road office said. \
Otto Rehm, who leads the road office, said that lorries would be sent by way of Tolle. "Nobody will cross until the \
divers let us," Mr Rehm said. The bridge carries nine thousand cars a day over the Osk."""
CHESS = """Lena Arp wins the spring chess open

Lena Arp won the spring open on Wednesday with seven points out of nine, half a point before Ivo Brandt. She took the \
last game with a rook sacrifice that the hall applauded. "I had not slept," Arp said. Brandt, last year's winner, drew \
four games and called the pairings unkind. The next open is held in autumn."""
WEEK = """The week: a bridge shut, a chess open won

The old bridge at Anvar was shut on Tuesday after a diver found a crack in the second pylon, the road office said. \
Otto Rehm, who leads the road office, said that lorries would be sent by way of Tolle.

Lena Arp won the spring open on Wednesday with seven points out of nine, half a point before Ivo Brandt. She took the \
last game with a rook sacrifice that the hall applauded. "I had not slept," Arp said."""


def made(folder: Path) -> str:
    """A case to which the week's review came after the two stories that it tells."""
    for name, text in (("bridge", BRIDGE), ("chess", CHESS), ("week", WEEK)):
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    case = str(folder / "x.case")
    assert not build([str(folder / "bridge.txt"), str(folder / "chess.txt")], case, jobs=1).merged
    assert build([str(folder / "week.txt")], case, jobs=1).merged
    return case


def test_what_joins_stories_is_told_with_the_words_in_common(tmp_path: Path) -> None:
    with CaseReader(made(tmp_path)) as reader:
        (merger,) = remembered(reader.db)
        lines = merger_lines(merger)
        assert lines[0].startswith("2 stories are now one, joined by “The week: a bridge shut, a chess open won”")
        assert "“Bridge at Anvar shut after diver finds crack”" in lines[1]
        assert "words in common: “The old bridge at Anvar was shut on Tuesday" in lines[1]
        assert "words in common: “Lena Arp won the spring open on Wednesday" in lines[2]
        assert "merged" not in reader.meta


def test_it_can_be_looked_up_later(tmp_path: Path) -> None:
    case = made(tmp_path)
    build([str(tmp_path / "week.txt")], case, jobs=1)
    with CaseReader(case) as reader:
        line = next(line for line in Material(reader).lines if line.name == "merged")
        assert line.sentence == "1 time what came later made several stories one"
        assert "joined by “The week" in next(line.rows)


def test_the_tables_do_not_tell_in_what_parts_accounts_came(tmp_path: Path) -> None:
    """The history of builds is kept beside the findings, never among them."""
    case, whole = made(tmp_path), str(tmp_path / "whole.case")
    build([str(tmp_path / f"{name}.txt") for name in ("week", "chess", "bridge")], whole, jobs=1)
    with CaseReader(case) as parts, CaseReader(whole) as once:
        assert not remembered(once.db)
        for table in ("stories", "origins", "passages", "issues"):
            assert parts.table(table) == once.table(table)


def test_stories_without_words_in_common_are_joined_by_no_account(tmp_path: Path) -> None:
    before = Links((), (), tuple(StoryMember(s, i) for i, s in (("a", "s1"), ("b", "s2"))))
    after = Links((), (), tuple(StoryMember("s3", i) for i in ("a", "b")))
    with CaseWriter(str(tmp_path / "x.case"), "test") as writer:
        writer.set_links(before, "1")
        writer.set_links(after, "2")
        (merger,) = remembered(writer.db)
    assert merger.item_id is None
    assert [part.joined_by for part in merger.parts] == ["their words taken together"] * 2
    assert merger_lines(merger)[0] == "2 stories are now one:"


def test_rare_words_are_told_where_no_text_is_shared(tmp_path: Path) -> None:
    case = made(tmp_path)
    with CaseWriter(case, "test") as writer:
        ids = [row[0] for row in writer.db.execute("SELECT item_id FROM items ORDER BY headline")]
        writer.set_links(Links((), (), tuple(StoryMember(f"s{n}", i) for n, i in enumerate(ids[:2]))), "1")
        writer.set_links(Links((), (), tuple(StoryMember("s9", i) for i in ids)), "2")
        told = [part.joined_by for part in remembered(writer.db)[-1].parts]
    assert any("Anvar" in words for words in told)
    assert any("Arp" in words for words in told)
    assert all(words.startswith("rare words in common: ") for words in told)


def test_a_case_remembers_so_many_mergers_and_no_more(tmp_path: Path) -> None:
    with CaseReader(made(tmp_path)) as reader:
        (merger,) = remembered(reader.db)
    with CaseWriter(str(tmp_path / "x.case"), "test") as writer:
        remember(writer.db, [merger] * (KEPT + 5))
        assert len(remembered(writer.db)) == KEPT

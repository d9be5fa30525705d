"""What is odd: accounts read by half, judgements at odds, claims asked for badly. Work is counted, not timed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from comparing_stories import story_of

from rashomon.comparing import contradictions, figure_groups, figure_verdicts, grouping
from rashomon.comparing.asked import read_asked
from rashomon.comparing.compare import compare
from rashomon.comparing.contradictions import find_contradictions
from rashomon.comparing.figure_groups import group_figures
from rashomon.comparing.judged import apply_judgements
from rashomon.comparing.lineages import find_lineages
from rashomon.model.errors import SettingsError
from rashomon.model.findings import Account, ClaimAsked, Findings, Judgement, Story
from rashomon.model.readings import Reading
from rashomon.model.settings import ComparingSettings

QUOTE = "The port stays shut until the last crane has been tested"


def quoted(number: int, speaker: str = "Smith") -> dict[str, Any]:
    return {
        "id": f"i{number:04d}", "publisher": f"Paper {number % 7}",
        "text": f"Port shut, day {number}\n\n“{QUOTE},” {speaker} said.",
        "said": [{"speaker": speaker, "content": QUOTE}],
    }  # fmt: skip


# A case half read ----------------------------------------------------------------------------------------------------


def unread(account: Account) -> Account:
    return Account(account.item, Reading(account.item.item_id, account.reading.language))


def without_frame(account: Account) -> Account:
    """Attributions and figures stand, sentences, mentions and entities are gone."""
    reading = msgspec.structs.replace(account.reading, sentences=(), mentions=(), entities=())
    return Account(account.item, reading)


def foreign(account: Account) -> Account:
    """The language of the reading is one that no pack knows."""
    return Account(account.item, msgspec.structs.replace(account.reading, language="xx"))


def test_accounts_that_were_not_read_take_nothing_from_those_that_were() -> None:
    story, _ = story_of([quoted(n) for n in range(4)])
    halves = tuple(a if n < 2 else unread(a) for n, a in enumerate(story.accounts))
    alone = compare(Story("s1", story.accounts[:2]), ComparingSettings())
    half = compare(Story("s1", halves), ComparingSettings())
    (whole,), (line,) = alone.lineages, half.lineages
    versions = {(v.item_id, v.text) for v in line.versions}
    assert {(v.item_id, v.text) for v in whole.versions} <= versions


@pytest.mark.parametrize("spoil", [unread, without_frame, foreign])
def test_a_reading_that_lacks_something_is_no_error(spoil: Callable[[Account], Account]) -> None:
    figure = {"text": "14 people", "low": 14, "high": 14, "counted": "people killed", "action": "killed"}
    accounts = [
        {**quoted(n), "text": quoted(n)["text"] + " A fire killed 14 people.", "figures": [figure]} for n in range(4)
    ]
    story, _ = story_of(accounts)
    mixed = tuple(spoil(a) if n % 2 else a for n, a in enumerate(story.accounts))
    for accounts_then in (mixed, tuple(spoil(a) for a in story.accounts)):
        found = compare(Story("s1", accounts_then), ComparingSettings())
        texts = {a.item.item_id: a.item.text for a in accounts_then}
        for version in (v for line in found.lineages for v in line.versions):
            assert texts[version.item_id][version.start : version.end] == version.text


# Work is bounded -----------------------------------------------------------------------------------------------------


class Count:
    """Counts the calls of a function."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.calls, self._function = 0, function

    def __call__(self, *given: Any, **named: Any) -> Any:
        self.calls += 1
        return self._function(*given, **named)


def calls(
    monkeypatch: pytest.MonkeyPatch, module: Any, name: str, work: Callable[[int], object], sizes: tuple[int, int]
) -> tuple[int, int]:
    """How often a function is called for a job of each of two sizes."""
    counted = []
    for size in sizes:
        with monkeypatch.context() as patch:
            count = Count(getattr(module, name))
            patch.setattr(module, name, count)
            work(size)
            counted.append(count.calls)
    return counted[0], counted[1]


def with_floors(size: int) -> Story:
    def one(n: int) -> dict[str, Any]:
        text = f"At least {100 + n % 90} people"
        figure = {"text": text, "low": 100 + n % 90, "modifier": "at least", "counted": "people killed"}
        told = {**figure, "high": None, "action": "killed"}
        day = f"2031-05-{1 + n % 28:02d}"
        return {"text": f"{text} were killed in the fire on the ferry.", "published": day, "figures": [told]}

    return story_of([one(n) for n in range(size)])[0]


def test_twice_the_figures_are_judged_with_twice_the_work_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    def work(size: int) -> object:
        story = with_floors(size)
        return group_figures(story, story_of([])[1])

    once, twice = calls(monkeypatch, figure_verdicts, "told_apart", work, (1000, 2000))
    assert 0 < once <= figure_groups.MAX_JUDGED**2 * 90
    assert twice <= 2 * once


def test_a_quotation_in_many_accounts_is_matched_once(monkeypatch: pytest.MonkeyPatch) -> None:
    cut = "The port stays shut until the last crane"

    def work(size: int) -> object:
        short = {
            **quoted(0),
            "id": "j",
            "text": f"“{cut},” Smith said.",
            "said": [{"speaker": "Smith", "content": cut}],
        }
        (line,) = find_lineages(*story_of([*(quoted(n) for n in range(size)), short]))
        assert len(line.versions) == size + 1
        return line

    few, many = calls(monkeypatch, grouping, "match_of", work, (30, 3000))
    assert 0 < few == many


def test_one_account_against_itself_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    def work(size: int) -> object:
        lines = [f"Crane {n} was tested in the yard in March" for n in range(size)]
        said = [{"speaker": "Smith", "content": line} for line in lines]
        story, cast = story_of([{"text": " ".join(f"“{line},” Smith said." for line in lines), "said": said}])
        return find_contradictions(story, cast)

    few, many = calls(monkeypatch, contradictions, "_against", work, (300, 1200))
    assert 0 < few == many <= contradictions.MAX_PAIRS**2


# Judgements at odds --------------------------------------------------------------------------------------------------


def judged(found: Findings, *judgements: tuple[str, str, str, str | None]) -> Findings:
    made = tuple(Judgement(place, verdict, value, "ed", when) for when, place, verdict, value in judgements)
    one, two = apply_judgements(found, made), apply_judgements(found, made[::-1])
    assert one == two
    return one


@pytest.fixture
def found() -> Findings:
    return compare(story_of([quoted(n) for n in range(3)])[0], ComparingSettings())


def place(found: Findings, number: int) -> str:
    version = found.lineages[0].versions[number]
    return f"{version.item_id}/{version.start}-{version.end}"


def test_the_later_of_same_and_not_same_counts(found: Findings) -> None:
    a, b = place(found, 0), place(found, 1)
    apart = judged(found, ("2031-05-01", a, "same", b), ("2031-05-02", a, "not_same", None))
    assert [len(x.versions) for x in apart.lineages] == [2]
    joined = judged(found, ("2031-05-01", a, "not_same", None), ("2031-05-02", a, "same", b))
    assert [len(x.versions) for x in joined.lineages] == [3]


def test_the_later_of_two_speakers_counts_and_neither_is_an_issue(found: Findings) -> None:
    a = place(found, 0)
    made = judged(found, ("2031-05-02", a, "wrong_speaker", "Orr"), ("2031-05-01", a, "wrong_speaker", "Lind"))
    reading = next(r for r in made.readings if a.startswith(r.item_id))
    assert {x.speaker for x in reading.attributions} == {"Orr"}
    assert made.issues == found.issues


@pytest.mark.parametrize(
    ("verdict", "value"), [("no such verdict", None), ("same", "nowhere"), ("merge", "i9/0-1"), ("rename", "X")]
)
def test_a_judgement_that_fits_nothing_changes_nothing_and_is_told(
    found: Findings, verdict: str, value: str | None
) -> None:
    made = judged(found, ("2031-05-01", "i9999/0-1", verdict, value))
    assert msgspec.structs.replace(made, issues=()) == msgspec.structs.replace(found, issues=())
    assert [i.code for i in made.issues][-1] == "judgement_unapplied"


# Claims asked for ----------------------------------------------------------------------------------------------------


def test_claims_are_read_in_the_order_of_their_wording(tmp_path: Path) -> None:
    path = tmp_path / "claims.toml"
    path.write_text(
        '[[claim]]\ntext = "the port is shut"\nwords = ["shut"]\n[[claim]]\ntext = "a crane fell"\n', encoding="utf-8"
    )
    assert [(c.text, c.words) for c in read_asked(str(path))] == [("a crane fell", ()), ("the port is shut", ("shut",))]


@pytest.mark.parametrize(
    "words",
    [
        b"", b"claim = 3", b"[[claim]]\n", b"[[claim]]\ntext = 4", b"[claim]\ntext = 'a'", b"\xff\xfe", b"[[claim",
        b"[[claim]]\ntext = 'a'\nwords = 'shut'", b"[[claim]]\ntext = 'a'\nexamples = [1]",
    ],
)  # fmt: skip
def test_a_bad_file_of_claims_is_one_plain_error(tmp_path: Path, words: bytes) -> None:
    path = tmp_path / "claims.toml"
    path.write_bytes(words)
    with pytest.raises(SettingsError) as error:
        read_asked(str(path))
    assert "claims.toml" in str(error.value)


def test_a_claim_that_nobody_speaks_of_and_one_of_no_words_have_no_row() -> None:
    story, _ = story_of([quoted(n) for n in range(2)])
    for text in ("the harvest was poor in the north", "", "of the"):
        asked = compare(msgspec.structs.replace(story, asked=(ClaimAsked(text),)), ComparingSettings())
        assert not [c for c in asked.claims if c.asked]

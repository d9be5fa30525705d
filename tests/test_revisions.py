"""What was changed between two savings of one account, and that the report says so."""

from __future__ import annotations

from pathlib import Path

from conftest import rashomon
from hypothesis import given, settings
from hypothesis import strategies as st

from rashomon.comparing.revisions import changes_between

WAS = """Board knew of leak

The harbour board may have known of the leaking pipe for nine weeks before the spill, its minutes show.

Three members had asked for a repair in February.

“We will not pay for it,” the chairman told reporters."""
NOW = """Board knew of leak

The harbour board knew of the leaking pipe for eleven weeks before the spill, its minutes show.

“We will pay for it,” the chairman told reporters.

The mayor has asked for all papers."""


def test_changes_are_told_word_by_word_with_what_they_may_mean() -> None:
    found = changes_between(WAS, NOW, "en")
    told = {(one.op, one.was, one.now): {flag.kind for flag in one.flags} for one in found}
    assert told[("changed", "may have known", "knew")] == {"modal"}
    assert told[("changed", "nine", "eleven")] == {"number"}
    assert told[("cut", "Three members had asked for a repair in February.", "")] == set()
    assert told[("added", "", "The mayor has asked for all papers.")] == set()
    assert any("negation" in flags and "not" in was for (_, was, _), flags in told.items())


def test_a_text_against_itself_has_no_changes() -> None:
    assert changes_between(WAS, WAS, "en") == ()


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300), st.text(max_size=300))
def test_places_are_true_for_any_texts(was: str, now: str) -> None:
    for change in changes_between(was, now, "en"):
        assert 0 <= change.start <= change.end <= len(now)
        assert now[change.start : change.end] == change.now
        assert change.was in was


PAGE = """<!doctype html><html lang="en"><head><link rel="canonical" href="https://riverpost.example/a">
<meta property="og:site_name" content="River Post"><meta property="og:type" content="article">
<meta property="article:published_time" content="2021-05-08T10:00:00Z">
<meta property="article:modified_time" content="{when}"><title>Board knew of leak</title></head><body><article>
<h1>Board knew of leak</h1><p>The harbour board {knew} of the leaking pipe for {weeks} weeks before the spill, minutes
of its meetings show that were read out on Wednesday to all who had come.</p><p>Three members had asked for a repair in
February, but the chairman put it off until the summer, when the quay would be empty.</p></article></body></html>"""


def test_the_report_says_what_was_changed_after_publication(tmp_path: Path) -> None:
    for name, when, knew, weeks in (("a", "2021-05-08", "may have known", "nine"), ("b", "2021-05-09", "knew", "ten")):
        page = PAGE.format(when=f"{when}T10:00:00Z", knew=knew, weeks=weeks)
        (tmp_path / f"{name}.html").write_text(page, encoding="utf-8")
    rashomon("build", tmp_path / "a.html", tmp_path / "b.html", "--case", tmp_path / "x.case", "--jobs", 1)
    shown = " ".join(rashomon("show", tmp_path / "x.case").out.split())
    assert "CHANGED AFTER PUBLICATION" in shown
    assert "was “may have known”, now “knew”" in shown
    assert "was “nine”, now “ten”" in shown

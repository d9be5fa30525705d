"""What a saved page shows is either in an account or listed as left out."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from trafilatura import bare_extraction

from rashomon.intake import extraction
from rashomon.intake.pagetree import tree_of
from rashomon.intake.read import read_capture
from rashomon.model.captures import RawCapture
from rashomon.model.settings import IntakeSettings

CASES = Path(__file__).parent / "cases" / "intake"
PAGES = [
    case["text"]
    for file in sorted(CASES.glob("*.toml"))
    for case in tomllib.loads(file.read_text(encoding="utf-8"))["case"]
    if case["text"].lstrip().startswith("<")
]
PADDING = "<p>The ferry carried nine hundred people on that day, and its crew hardly slept, the skipper said.</p>"


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("more", [0, 6])
def test_the_librarys_stages_give_what_its_front_door_gives(page: str, more: int) -> None:
    head, end, rest = page.rpartition("</p>")
    page = f"{head}{end}{PADDING * more}{rest}" if end else page
    ours, whole = tree_of(page), tree_of(page)
    if ours is None or whole is None:
        return
    extraction._prepare(whole, extraction._boxes(whole))
    document = bare_extraction(
        whole, fast=True, favor_recall=True, include_comments=False, with_metadata=False, deduplicate=False
    )
    text = getattr(document, "text", "") or ""
    assert extraction.main_lines(page, ours) == [line.strip() for line in text.split("\n") if line.strip()]


def test_what_a_page_shows_beside_its_article_is_listed() -> None:
    page = (
        "<html><body><nav><a href='/a'>World</a> <a href='/b'>Sport</a></nav><article><h1>Bridge closed</h1>"
        + "".join(
            f"<p>The bridge over the Orrin was closed on day {n} after an inspection found cracks.</p>"
            for n in range(6)
        )
        + "</article><footer><p>All rights reserved by nobody.</p></footer><script>var x = 1;</script></body></html>"
    )
    (item,) = read_capture(RawCapture("x.html", page.encode()), IntakeSettings()).items
    listed = " ".join(one.text for one in item.removed)
    assert "World Sport" in listed
    assert "All rights reserved by nobody." in listed
    assert "var x" not in listed + item.text
    assert "inspection found cracks" not in listed

"""What a saved page shows is either in an account or listed as left out."""

from __future__ import annotations

from rashomon.intake.read import read_capture
from rashomon.model.captures import RawCapture
from rashomon.model.settings import IntakeSettings


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

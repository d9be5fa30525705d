"""Journeys of a fact-checker, an editor and an analyst in a real browser, and what axe says of every kind of page.

Skipped where Chromium or Playwright is absent (`make browser` installs both). With RASHOMON_SCREENSHOTS=DIR the pages
on the way are written there as pictures: those in docs/images are made so. With RASHOMON_LARGE_CASE=FILE the journey
through a large case runs too (docs/performance.md says which was used).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import chdir
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from made_case import MadeCase, made_case

from rashomon.case.queries import CaseReader
from rashomon.engine.build import build, compare_again
from rashomon.views.pages.judging import Desk
from rashomon.views.pages.server import make_server
from rashomon.views.pages.site import export_site

CHROMIUM = Path("/usr/bin/chromium")
sync_api = pytest.importorskip("playwright.sync_api", reason="no Playwright: make browser installs it")
axe_api = pytest.importorskip("axe_playwright_python.sync_playwright", reason="no axe: make browser installs it")
if not CHROMIUM.exists():
    pytest.skip("no Chromium: make browser installs it", allow_module_level=True)

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync"]  # fmt: skip
ROOT = Path(__file__).parent.parent
DRAFT = """Corven dam: what is known

Four people were killed when a gate of the Corven dam gave way. The gate failed at 10 pm on Wednesday.

“People will be able to go home on Friday,” Marta Ilves told reporters.

“They signed for it,” said Karl Metzer. The dam is 62 metres high.
"""
NAMES = frozenset({"headline", "publisher", "speaker", "reason", "message", "counted", "actor", "name", "referent"})
SERIOUS = frozenset({"serious", "critical"})


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def corven(tmp_path_factory: pytest.TempPathFactory) -> Path:
    case = tmp_path_factory.mktemp("corven") / "corven.case"
    with chdir(ROOT):  # so that the pages name the files as a reader of the project would
        build(["examples/corven"], str(case), jobs=1)
    return case


@pytest.fixture(scope="module")
def address(corven: Path) -> Iterator[str]:
    desk = Desk(str(corven), partial(compare_again, str(corven)))
    yield from _served(make_server(lambda: CaseReader(str(corven), any_thread=True), desk))


def _served(server: Any) -> Iterator[str]:
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()


class Tab:
    """A page of the browser that notes whatever it asks of another host, runs or complains of."""

    def __init__(self, browser: Any, home: str, width: int = 1400, scheme: str = "light") -> None:
        self.context = browser.new_context(viewport={"width": width, "height": 1000}, color_scheme=scheme)
        self.page, self.home = self.context.new_page(), home
        self.asked: list[str] = []
        self.said: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.said.append("a dialog"), dialog.dismiss()))
        self.page.goto(home)

    def go(self, link: Any) -> None:
        """Follow a link or press a button and wait for the whole page: a slow machine shows half of it first."""
        with self.page.expect_navigation(wait_until="load"):
            link.first.click()

    def follow(self, words: str) -> None:
        self.go(self.page.get_by_role("link", name=words))

    def words(self) -> str:
        return " ".join(self.page.inner_text("main").split())

    def fits(self) -> bool:
        """Whether nothing stands out of the page to the side."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"))

    def close(self) -> None:
        outside = [url for url in self.asked if not url.startswith(self.home.rpartition("/")[0])]
        assert not outside and not self.said, (outside, self.said)
        self.context.close()

    def shot(self, name: str, selector: str | None = None, height: int = 1000) -> None:
        folder = os.environ.get("RASHOMON_SCREENSHOTS")
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            if selector:
                self.page.locator(selector).first.scroll_into_view_if_needed()
                self.page.evaluate("s => document.querySelector(s).scrollIntoView()", selector)
            self.page.set_viewport_size({"width": self.page.viewport_size["width"], "height": height})
            self.page.screenshot(path=f"{folder}/{name}.png")


@pytest.fixture
def tab(browser: Any, address: str) -> Iterator[Tab]:
    opened = Tab(browser, address)
    yield opened
    opened.close()


def test_the_fact_checker_finds_how_many_origins_and_who_changed_the_quotation(tab: Tab) -> None:
    tab.shot("case")
    tab.follow("Dam gate fails above Hesper")
    assert re.search(r"At most \d+ origins for \d+ accounts", tab.words())
    tab.shot("origins", "section:has(#origins)", 900)
    tab.shot("said", "section:has(#said)", 800)
    tab.go(tab.page.locator("section:has(#said) article a.ref"))
    assert "condition lost" in tab.words()
    tab.page.locator("details.cite summary").first.click()
    assert "SHA-256" in tab.words() and "TextQuoteSelector" in tab.words()
    tab.shot("evidence", None, 1100)
    tab.go(tab.page.locator("article.place h2 a"))
    assert "As it came" in tab.words()
    tab.shot("account", None, 1000)


def test_the_analyst_reads_which_toll_is_current_and_who_denies(tab: Tab) -> None:
    tab.follow("Dam gate fails above Hesper")
    figures = " ".join(tab.page.inner_text("section:has(#figures)").split())
    assert "seven" in figures and ("latest dated" in figures or "current" in figures)
    tab.shot("figures", "section:has(#figures)", 900)
    cells = tab.page.locator("table.matrix .sign.denies")
    assert cells.count() > 0
    tab.shot("matrix", "section:has(#holds)", 800)
    tab.go(cells.first.locator("xpath=.."))
    assert tab.page.locator("article.place:target mark").count() == 1
    tab.page.goto(tab.home)
    tab.page.get_by_label("Language").select_option("ru")
    tab.go(tab.page.get_by_role("button", name="Show"))
    assert tab.page.locator("ol.stories li").count() == 1
    tab.page.get_by_label("Search").fill("inspection")
    with tab.page.expect_navigation():
        tab.page.keyboard.press("Enter")
    assert tab.page.locator("mark").count() > 0


def test_the_editor_checks_a_draft(tab: Tab) -> None:
    tab.follow("Check a draft")
    tab.page.get_by_label("Paste it").fill(DRAFT)
    tab.go(tab.page.get_by_role("button", name="Check"))
    words = tab.words()
    assert "to look at" in words and "cut" in words and "other speaker" in words
    tab.shot("check", None, 1000)
    tab.page.set_input_files("#file", {"name": "draft.md", "mimeType": "text/markdown", "buffer": DRAFT.encode()})
    tab.go(tab.page.get_by_role("button", name="Check"))
    assert "draft.md against" in tab.words()


def test_a_judgement_is_made_by_keyboard_seen_and_taken_back(tab: Tab) -> None:
    tab.follow("Dam gate fails above Hesper")
    tab.go(tab.page.locator("section:has(#said) article a.ref"))
    here = tab.page.url
    tab.page.keyboard.press("j")
    tab.page.keyboard.press("c")
    tab.page.keyboard.type("asked the agency")
    place = tab.page.locator("article.place:has(details.judging[open])")
    place.get_by_label("Your name").fill("Vera Nowak")
    tab.shot("judging", "article.place:has(details.judging[open])", 700)
    tab.go(place.get_by_role("button", name="Note"))
    assert tab.page.url.partition("#")[0] == here.partition("#")[0]
    assert re.search(r"Judged: note \(Vera Nowak, [^)]+\) – asked the agency", tab.words())
    tab.follow("Judgements")
    assert "asked the agency" in tab.words()
    tab.shot("judgements", None, 500)
    tab.go(tab.page.get_by_role("button", name="Undo"))
    assert "Nobody has judged" in tab.words()


def _kinds(tab: Tab, corven: Path) -> list[str]:
    """One page of each kind."""
    with CaseReader(str(corven)) as reader:
        story = reader.db.execute("SELECT story_id FROM stories GROUP BY 1 ORDER BY count(*) DESC").fetchone()[0]
        line = reader.db.execute("SELECT lineage_id FROM lineages ORDER BY length(versions) DESC").fetchone()[0]
        claim = reader.db.execute("SELECT claim_id FROM claims ORDER BY 1").fetchone()[0]
        item = reader.db.execute("SELECT item_id FROM items WHERE capture LIKE '%.html' ORDER BY 1").fetchone()[0]
        actor = reader.db.execute("SELECT actor_id FROM attributions WHERE actor_id <> '' ORDER BY 1").fetchone()[0]
    return ["index.html", f"story/{story}.html", f"story/{story}.happened.html", f"finding/{line}.html",
            f"finding/{claim}.html", f"account/{item}.html", f"actor/{actor}.html", "material/captures.html",
            "search.html?q=gate", "check.html", "judgements.html"]  # fmt: skip


@pytest.mark.parametrize("width, scheme", [(1400, "light"), (360, "dark"), (2000, "light")])
def test_axe_finds_no_serious_fault_and_pages_fit(
    browser: Any, address: str, corven: Path, width: int, scheme: str
) -> None:
    tab = Tab(browser, address, width, scheme)
    found = []
    for place in _kinds(tab, corven):
        tab.page.goto(address + place)
        assert tab.fits(), (place, width)
        if width != 2000:
            faults = axe_api.Axe().run(tab.page).response["violations"]
            found += [(place, f["id"], f["nodes"][0]["html"][:120]) for f in faults if f["impact"] in SERIOUS]
    assert not found
    tab.page.goto(address + _kinds(tab, corven)[1])
    tab.shot(f"story-{width}-{scheme}", None, 1400 if width == 360 else 1000)
    tab.close()


def test_nothing_of_a_hostile_capture_runs_in_the_server_or_the_static_site(browser: Any, tmp_path: Path) -> None:
    evil = '"><script>alert(1)</script><svg onload=alert(2)><img src=x onerror=alert(3)><style>*{display:none}</style>'
    case = made_case()
    for table in case.tables.values():
        for row in table:
            for key in NAMES & row.keys():
                if isinstance(row[key], str):
                    row[key] += evil
    for row in case.tables["items"]:
        row["text"] += f"\n\n{evil}\u202e\u2066 " + "W" * 5000
        row["url"] = "javascript:alert(4)"
    case.captures = {key: text + evil for key, text in case.captures.items()}
    pages = [file for file in export_site(case, tmp_path / "site") if file.suffix == ".html"]
    tab = Tab(browser, pages[0].as_uri())
    for file in pages:
        tab.page.goto(file.as_uri())
        assert tab.page.locator("h1").first.is_visible() and tab.fits(), file.name
    tab.home = f"file://{tmp_path}/"
    tab.close()
    for address in _served(make_server(partial(MadeCase, case.tables, case.captures), Desk("x"))):
        tab = Tab(browser, address, 360)
        for file in pages:
            tab.page.goto(address + file.relative_to(tmp_path / "site").as_posix())
            assert tab.page.locator("h1").first.is_visible() and tab.fits(), file.name
        tab.close()


def test_the_static_site_searches_from_a_folder(browser: Any, corven: Path, tmp_path: Path) -> None:
    with CaseReader(str(corven)) as reader:
        first = export_site(reader, tmp_path)[0]
    tab = Tab(browser, first.as_uri())
    tab.page.get_by_label("Search").fill("hinges")
    tab.page.keyboard.press("Enter")
    tab.page.wait_for_selector("#found mark")
    tab.go(tab.page.locator("#found a"))
    assert "hinges" in tab.words() and tab.page.locator("form.judge, a[href*='check.html']").count() == 0
    tab.close()


def test_a_large_case_is_searched_narrowed_and_opened(browser: Any) -> None:
    large = os.environ.get("RASHOMON_LARGE_CASE")
    if not large:
        pytest.skip("RASHOMON_LARGE_CASE names no case")
    for home in _served(make_server(lambda: CaseReader(large, any_thread=True), Desk(large))):
        tab = Tab(browser, home)
        assert tab.page.locator("ol.stories li").count() == 60 and tab.fits()
        tab.shot("large-case")
        tab.follow("further →")
        assert "page 2" in tab.words()
        tab.page.goto(home)
        outlet = tab.page.locator("#outlets-known option").first.get_attribute("value")
        tab.page.get_by_role("combobox", name="Outlet").fill(outlet)
        tab.go(tab.page.get_by_role("button", name="Show"))
        assert tab.page.locator("ol.stories li").count() > 0 and " of " in tab.words()
        tab.go(tab.page.locator("ol.stories h3 a"))
        assert "origin" in tab.words() and tab.fits()
        tab.shot("large-story", "section:has(#origins)")
        tab.go(tab.page.locator("ul.headlines a"))
        assert "As it came" in tab.words()
        tab.page.get_by_label("Search").fill("harbour storm")
        with tab.page.expect_navigation():
            tab.page.keyboard.press("Enter")
        assert tab.page.locator("mark").count() > 10
        times = tab.page.evaluate("performance.getEntriesByType('navigation')[0].responseEnd")
        assert times < 5000
        tab.close()

"""The explorer: its pages hold together, escape what captures say, and ask nothing of any other host."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from posixpath import join, normpath

import pytest
from made_case import MadeCase, empty_case, made_case, single_case

from rashomon.views.material import Material
from rashomon.views.pages.explorer import Explorer
from rashomon.views.pages.marks import Layer, paragraphs
from rashomon.views.pages.site import export_site

FILES = {"style.css", "pages.js", "search.js", "search-index.js"}
EVIL = '"><script>alert(1)</script><svg onload=alert(2)><style>*{display:none}</style>\u202e'


class _Page(HTMLParser):
    """What a browser would follow, run or load."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.handlers: list[str] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            if name in {"href", "src"} and value:
                self.links.append(value)
            if name == "id" and value:
                self.ids.add(value)
            if name.startswith("on") or name == "style":
                self.handlers.append(name)

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def _pages(case: MadeCase) -> Iterator[tuple[str, str]]:
    explorer = Explorer(case, static=True)
    for address in explorer.addresses():
        text = explorer.page(address)
        assert text is not None, address
        yield address, text


def _evil_case() -> MadeCase:
    case = made_case()
    for table in case.tables.values():
        for row in table:
            for key in (
                "headline",
                "publisher",
                "speaker",
                "reason",
                "message",
                "counted",
                "actor",
                "name",
                "referent",
            ):
                if isinstance(row.get(key), str):
                    row[key] += EVIL
    for row in case.tables["items"]:
        row["text"] += EVIL
        row["url"] = "javascript:alert(3)"
        row["language"] = '"><script>'
        row["authors"] = [EVIL]
        row["removed"] = [{"start": None, "end": None, "text": EVIL, "reason": EVIL}]
    case.captures = {key: text + EVIL for key, text in case.captures.items()}
    return case


@pytest.mark.parametrize("case", [made_case(), _evil_case(), single_case(), empty_case()])
def test_every_link_leads_to_a_page_and_a_place_of_the_site(case: MadeCase) -> None:
    pages = {address: _Page(text) for address, text in _pages(case) if address.endswith(".html")}
    for address, page in pages.items():
        for link in page.links:
            where, _, anchor = link.partition("#")
            target = normpath(join(address, "..", where)) if where else address
            assert target in pages or target in FILES, (address, link)
            assert not anchor or anchor in pages[target].ids, (address, link)


def test_nothing_that_a_capture_says_runs_or_hides_or_links() -> None:
    for address, text in _pages(_evil_case()):
        if address.endswith(".html"):
            page = _Page(text)
            assert "style" not in page.tags and not page.handlers, address
            scripts = [link for link in page.links if link.endswith(".js")]
            assert page.tags.count("script") == len(scripts) and {Path(s).name for s in scripts} <= FILES, address
            assert not [link for link in page.links if ":" in link.partition("#")[0]], address


def test_pages_carry_a_policy_and_ask_nothing_of_other_hosts() -> None:
    for address, text in _pages(made_case()):
        if address.endswith(".html"):
            assert "default-src 'none'" in text
            assert not re.search(r"""(?:href|src)=["'](?:https?:)?//""", text)
        elif address.endswith(".css"):
            assert "url(" not in text and "@import" not in text


def test_a_headline_of_five_megabytes_makes_no_page_heavy_but_its_own() -> None:
    case = made_case()
    item = case.tables["items"][0]
    item["headline"] = "long " * 1_000_000
    for address, text in _pages(case):
        assert len(text) < 500_000 or item["item_id"] in address or "index.js" in address, (address, len(text))


def test_the_story_page_answers_the_four_questions() -> None:
    story = next(text for address, text in _pages(made_case()) if address.startswith("story/"))
    words = " ".join(" ".join(_Page(story).words).split())
    assert Explorer(made_case()).catalogue.lines[0].title in words
    assert "At most 3 origins for 4 accounts" in words
    assert "⚑ condition: “if the divers let us” is gone" in words
    assert "conflict" in words
    assert "− denies Tue 8 Jun → ± concedes Wed 9 Jun changes line" in words


def test_a_sign_in_the_matrix_opens_the_words_it_rests_on() -> None:
    pages = {address: text for address, text in _pages(made_case()) if address.endswith(".html")}
    story = next(address for address in pages if address.startswith("story/"))
    cells = re.findall(r'<td><a href="\.\./(finding/[^#"]+)#([^"]+)"', pages[story])
    assert cells
    for address, anchor in cells:
        assert anchor in _Page(pages[address]).ids


def test_a_long_list_goes_on_on_further_pages() -> None:
    case = made_case()
    event = case.tables["timeline"][0]
    case.tables["timeline"] = [{**event, "text": f"event {n:03}"} for n in range(230)]
    pages = {address: text for address, text in _pages(case) if ".happened" in address}
    assert sorted(pages) == sorted(f"story/s00000000000000aa.happened{n}.html" for n in ("", ".2", ".3"))
    shown = [re.findall(r"event \d{3}", text) for _, text in sorted(pages.items(), key=lambda p: (len(p[0]), p[0]))]
    assert [word for words in shown for word in words] == [f"event {n:03}" for n in range(230)]


def test_an_account_shows_what_became_of_its_capture() -> None:
    case = made_case()
    item = next(row for row in case.tables["items"] if row["removed"])
    item["map"], item["removed"] = [[0, 10, 40]], [{"start": 0, "end": 10, "text": "0123456789", "reason": "share bar"}]
    text = Explorer(case).page(f"account/{item['item_id']}.html") or ""
    assert 'class="c-removed "' in text or "c-removed c-mended" in text or "c-mended c-removed" in text
    assert "removed: share bar" in text and 'class="c-kept "' in text


def test_an_account_shows_its_text_whole_and_its_capture() -> None:
    case = made_case()
    item = case.tables["items"][0]
    text = Explorer(case).page(f"account/{item['item_id']}.html")
    assert text is not None
    words = "".join(_Page(text).words)
    for paragraph in item["text"].split("\n\n"):
        assert paragraph in words
    assert case.tables["captures"][0]["sha256"] in text


def test_marking_neither_loses_nor_doubles_a_character() -> None:
    text = "ab cd\n\nef\n\n\n\ngh"
    layers = [Layer(a, b, f"k{a}") for a in range(len(text)) for b in range(a + 1, len(text) + 1)]
    for chosen in ([], layers, layers[::3], [Layer(-3, 4, "x"), Layer(3, 99, "y"), Layer(5, 5, "z")]):
        assert ["".join(s.text for s in p) for p in paragraphs(text, chosen)] == ["ab cd", "ef", "gh"]


def test_every_line_about_the_material_has_as_many_rows_as_it_says() -> None:
    case = made_case()
    said = case.tables["attributions"]
    case.tables["attributions"] = [
        {**said[0], "attribution_id": f"w{n}", "speaker": "Lene Abel" if n % 2 else None} for n in range(1100)
    ]
    for line in Material(case).lines:
        assert len(list(line.rows)) == line.size > 0, line.name
    pages = [address for address, _ in _pages(case) if address.startswith("material/speakers")]
    assert len(pages) == 2  # 550 without a speaker, 500 a page


def test_the_site_is_written_the_same_twice(tmp_path: Path) -> None:
    first, second = export_site(made_case(), tmp_path / "a"), export_site(made_case(), tmp_path / "b")
    assert first[0].name == "index.html"
    assert [file.read_bytes() for file in first] == [file.read_bytes() for file in second]


def test_the_static_site_carries_its_search(tmp_path: Path) -> None:
    export_site(_evil_case(), tmp_path)
    page, index = ((tmp_path / name).read_text() for name in ("search.html", "search-index.js"))
    assert _Page(page).links[-2:] == ["search-index.js", "search.js"]
    assert "script-src 'self'" in page
    rows = json.loads(index.removeprefix("const PARAGRAPHS = ").rstrip().removesuffix(";"))
    assert any("a diver found a crack" in text for _, _, text in rows)

"""The explorer: its pages hold together, escape what captures say, and ask nothing of any other host."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from http.client import HTTPConnection
from pathlib import Path
from posixpath import join, normpath
from threading import Thread

import pytest
from made_case import MadeCase, empty_case, made_case, single_case

from rashomon.views.pages.explorer import Explorer
from rashomon.views.pages.marks import Layer, paragraphs
from rashomon.views.pages.server import make_server
from rashomon.views.pages.site import export_site

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
    explorer = Explorer(case)
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
            assert target in pages or target == "style.css", (address, link)
            assert not anchor or anchor in pages[target].ids, (address, link)


def test_nothing_that_a_capture_says_runs_or_hides_or_links() -> None:
    for address, text in _pages(_evil_case()):
        if address.endswith(".html"):
            page = _Page(text)
            assert "script" not in page.tags and "style" not in page.tags, address
            assert not page.handlers, address
            assert not [link for link in page.links if ":" in link.partition("#")[0]], address


def test_pages_carry_a_policy_and_ask_nothing_of_other_hosts() -> None:
    for address, text in _pages(made_case()):
        if address.endswith(".html"):
            assert "default-src 'none'" in text
            assert not re.search(r"""(?:href|src)=["'](?:https?:)?//""", text)
        else:
            assert "url(" not in text and "@import" not in text


def test_a_headline_of_five_megabytes_makes_no_page_heavy_but_its_own() -> None:
    case = made_case()
    item = case.tables["items"][0]
    item["headline"] = "long " * 1_000_000
    for address, text in _pages(case):
        assert len(text) < 500_000 or item["item_id"] in address, (address, len(text))


def test_the_story_page_answers_the_four_questions() -> None:
    explorer = Explorer(made_case())
    story = next(text for address, text in _pages(made_case()) if address.startswith("story/"))
    words = " ".join(" ".join(_Page(story).words).split())
    assert explorer.stories[0].view.title in words
    assert "How many origins at most 3" in words
    assert "⚑ condition: “if the divers let us” is gone" in words
    assert "conflict" in words
    assert "− denies Tue 8 Jun → ± concedes Wed 9 Jun changes line" in words


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


@pytest.fixture
def port() -> Iterator[int]:
    server = make_server(made_case())
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


def _get(port: int, path: str, host: str | None = None) -> tuple[int, str, dict[str, str]]:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path, headers={"Host": host} if host else {})
    answer = connection.getresponse()
    return answer.status, answer.read().decode(), dict(answer.getheaders())


def test_the_server_shows_what_a_build_has_added(tmp_path: Path) -> None:
    case = made_case()
    case.path = str(tmp_path / "growing.case")
    file = Path(case.path)
    file.touch()
    server = make_server(case)
    Thread(target=server.serve_forever, daemon=True).start()
    assert "Bridge at Anvar" in _get(server.server_address[1], "/")[1]
    case.tables["items"][0]["headline"] = "A bridge reopens"
    os.utime(file, ns=(1, 1))
    assert "A bridge reopens" in _get(server.server_address[1], "/")[1]
    server.shutdown()
    server.server_close()


def test_the_server_searches_and_marks_without_scripts(port: int) -> None:
    _, text, _ = _get(port, "/search.html?q=diver%20%3Cscript%3E")
    assert "<script" not in text and "diver &lt;script&gt;" in text
    assert _get(port, "/search.html?" + "a=b&" * 99)[0] == 200
    _, text, _ = _get(port, "/search.html?q=diver")
    assert "<mark>diver</mark>" in text


def test_the_server_answers_with_the_pages_of_the_site(port: int) -> None:
    status, text, headers = _get(port, "/")
    assert status == 200 and "Bridge at Anvar" in text
    assert "default-src 'none'" in headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path", ["/nothing", "/story/zz.html", "/../../etc/passwd", "/story/%2e%2e/x", "/%00", "//x/y"]
)
def test_the_server_has_nothing_else(port: int, path: str) -> None:
    assert _get(port, path)[0] == 404


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "[", ""])
def test_the_server_refuses_other_host_names(port: int, host: str) -> None:
    if host:
        assert _get(port, "/", host)[0] == 403

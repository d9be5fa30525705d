"""The local server: whom it answers, what it takes, and that many readers see whole pages while a build writes."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread
from urllib.parse import urlencode

import pytest
from made_case import STORY, made_case

from rashomon.case.queries import CaseReader
from rashomon.engine.build import build, compare_again
from rashomon.model.errors import SettingsError
from rashomon.views.pages.forms import MOST, read_form
from rashomon.views.pages.judging import Desk
from rashomon.views.pages.server import Server, make_server

TOKEN = "a-token-of-some-length"


class Site:
    """A server under test and a browser's part of the talk."""

    def __init__(self, server: Server) -> None:
        self.server, self.port = server, server.server_address[1]
        Thread(target=server.serve_forever, daemon=True).start()

    def get(self, path: str, **headers: str) -> tuple[int, str, dict[str, str]]:
        return self.ask("GET", path, b"", {name.replace("_", "-"): value for name, value in headers.items()})

    def ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, str, dict[str, str]]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request(method, path, body=body or None, headers=headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, text, dict(answer.getheaders())

    def secret(self) -> str:
        return re.findall(r'name="csrf" value="([^"]+)"', self.get("/check.html")[1])[0]

    def post(self, path: str, fields: dict[str, str], **headers: str) -> tuple[int, str, dict[str, str]]:
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.ask("POST", path, urlencode(fields).encode(), {**kind, **more})

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site(make_server(made_case, Desk("made.case")))
    yield made
    made.close()


def _served(case: Path) -> Site:
    desk = Desk(str(case), partial(compare_again, str(case)))
    return Site(make_server(lambda: CaseReader(str(case), any_thread=True), desk))


@pytest.fixture
def real(case: Path) -> Iterator[Site]:
    made = _served(case)
    yield made
    made.close()


def test_the_server_searches_and_marks_without_scripts(site: Site) -> None:
    _, text, _ = site.get("/search.html?q=diver%20%3Cscript%3E")
    assert "diver &lt;script&gt;" in text and "<script>" not in text
    assert site.get("/search.html?" + "a=b&" * 99)[0] == 200
    _, text, _ = site.get("/search.html?q=diver")
    assert "<mark>diver</mark>" in text


def test_the_server_answers_with_the_pages_of_the_site(site: Site) -> None:
    status, text, headers = site.get("/")
    assert status == 200 and "Bridge at Anvar" in text
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path",
    ["/nothing", "/story/zz.html", "/../../etc/passwd", "/story/%2e%2e/x", "/%00", "//x/y", "/check.css", "/story.html",
     "/index.9.html", "/index.0.html", "/search-index.js", "/finding/x.html", f"/story/{STORY}.nothing.html",
     f"/story/{STORY}.said.99.html", "/judge", "/pages.js/", "/templates/base.html"],
)  # fmt: skip
def test_the_server_has_nothing_else(site: Site, path: str) -> None:
    assert site.get(path)[0] == 404


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "[", "0.0.0.0"])
def test_the_server_refuses_other_host_names(site: Site, host: str) -> None:
    for path in ("/", "/api/stories"):
        assert site.get(path, Host=host)[0] == 403
    assert site.post("/judge", {"csrf": site.secret()}, Host=host)[0] == 403


def test_stories_are_narrowed_by_language_outlet_actor_and_time(site: Site) -> None:
    def shown(query: str) -> list[str]:
        return re.findall(r'<h3 dir="auto"><a href="story/([^".]+)', site.get(f"/index.html?{query}")[1])

    assert len(shown("")) == 2
    assert shown("language=ru") == [STORY]
    assert shown("language=xx") == []
    assert shown("publisher=Coast+Post") == [STORY]
    assert shown("since=2021-06-09&until=2021-06") == [STORY]
    assert shown("since=2022") == []
    assert len(shown("since=%27--")) == 2  # no day, so nothing was asked


def test_another_address_needs_a_token() -> None:
    with pytest.raises(SettingsError, match="token"):
        make_server(made_case, Desk("x"), host="0.0.0.0")
    with pytest.raises(SettingsError, match="16"):
        make_server(made_case, Desk("x"), host="0.0.0.0", token="short")


def test_a_token_opens_the_door_once_and_is_a_cookie_from_then_on() -> None:
    site = Site(make_server(made_case, Desk("x"), token=TOKEN))
    try:
        assert site.get("/")[0] == 403
        assert site.get("/?token=wrong-token-wrong")[0] == 403
        assert site.get("/api/stories")[0] == 403
        status, _, headers = site.get(f"/?token={TOKEN}")
        assert status == 303 and "HttpOnly" in headers["Set-Cookie"] and "SameSite=Strict" in headers["Set-Cookie"]
        cookie = headers["Set-Cookie"].partition(";")[0]
        assert site.get("/", Cookie=cookie)[0] == 200
        assert site.get("/", Cookie=cookie, Host="case.example:8000")[0] == 200
        assert site.get("/", Authorization=f"Bearer {TOKEN}")[0] == 200
    finally:
        site.close()


def _place(case: Path, words: str) -> tuple[str, str, str]:
    """A place of the words, the id of an attribution there, and the account's page."""
    db = sqlite3.connect(case)
    item_id, text = db.execute("SELECT item_id, text FROM items WHERE instr(text, ?) ORDER BY 1", (words,)).fetchone()
    start = text.index(words)
    return f"{item_id}:{start}-{start + len(words)}", item_id, f"account/{item_id}.html"


def test_a_judgement_from_a_form_is_laid_over_the_findings_and_can_be_undone(real: Site, case: Path) -> None:
    place, item_id, page = _place(case, "The alarm worked.")
    form = {"csrf": real.secret(), "place": place, "verdict": "wrong_speaker", "speaker": "Dana Whitlow",
            "who": "A Checker", "back": page}  # fmt: skip
    status, _, headers = real.post("/judge", form, Origin=f"http://127.0.0.1:{real.port}")
    assert status == 303 and headers["Location"] == f"/{page}" and "rashomon_who" in headers["Set-Cookie"]
    text = real.get(f"/{page}")[1]
    assert "wrong speaker: Dana Whitlow" in text and "A Checker" in text
    db = sqlite3.connect(case)
    question = "SELECT count(*) FROM attributions WHERE item_id = ? AND speaker = 'Dana Whitlow'"
    assert db.execute(question, (item_id,)).fetchone()[0] == 1
    evidence, when = db.execute('SELECT evidence, "when" FROM judgements').fetchone()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", when)
    undo = {"csrf": real.secret(), "undo": "1", "evidence": evidence, "verdict": "wrong_speaker", "by": "A Checker",
            "who": "Another", "back": "judgements.html"}  # fmt: skip
    assert real.post("/judge", undo)[0] == 303
    assert db.execute("SELECT count(*) FROM judgements").fetchone()[0] == 0
    assert db.execute(question, (item_id,)).fetchone()[0] == 0
    assert real.post("/judge", undo)[0] == 400


def test_every_verdict_can_be_given_in_the_pages(real: Site, case: Path) -> None:
    place, _, _ = _place(case, "Ines Halloran")
    said, _, _ = _place(case, "The alarm worked.")
    other, _, _ = _place(case, "The doors were locked,")
    actor = sqlite3.connect(case).execute("SELECT actor_id FROM mentions WHERE text = 'Tom Reyes'").fetchone()[0]
    secret = real.secret()
    for verdict, where, more in (
        ("not_same", said, {}), ("same", said, {"other": other}), ("wrong_stance", said, {"stance": "denies"}),
        ("rename", place, {"name": "Ines M. Halloran"}), ("merge", place, {"actor": actor}),
        ("note", said, {"note": "call back"}), ("wrong_speaker", said, {"speaker": ""}),
    ):  # fmt: skip
        form = {"csrf": secret, "place": where, "verdict": verdict, "who": "me", **more}
        assert real.post("/judge", form)[0] == 303, verdict
    text = real.get("/judgements.html")[1]
    assert text.count('value="Undo"') or text.count("<button>Undo</button>") == 7


@pytest.mark.parametrize(
    "change", [{"who": ""}, {"verdict": "burn"}, {"place": "x:1-2"}, {"place": "' OR 1"}, {"verdict": "rename"},
               {"verdict": "merge", "actor": "nobody"}, {"verdict": "same", "other": "x"}, {"verdict": "note"}]
)  # fmt: skip
def test_a_form_that_lacks_something_writes_nothing(real: Site, case: Path, change: dict[str, str]) -> None:
    place, _, _ = _place(case, "The alarm worked.")
    form = {"csrf": real.secret(), "place": place, "verdict": "not_same", "who": "me", **change}
    status, text, _ = real.post("/judge", form)
    assert status == 400 and text.startswith("Nothing was written")
    assert sqlite3.connect(case).execute("SELECT count(*) FROM judgements").fetchone()[0] == 0


def test_a_form_of_another_place_is_refused(real: Site, case: Path) -> None:
    place, _, _ = _place(case, "The alarm worked.")
    form = {"csrf": real.secret(), "place": place, "verdict": "not_same", "who": "me"}
    for headers in ({"Origin": "http://evil.example"}, {"Origin": "null"}, {"Sec_Fetch_Site": "cross-site"}):
        assert real.post("/judge", form, **headers)[0] == 403
    for secret in ("", "x" * 43, "é"):
        assert real.post("/judge", {**form, "csrf": secret})[0] == 403
        assert real.post("/check.html", {"csrf": secret, "text": "x"})[0] == 403
    assert sqlite3.connect(case).execute("SELECT count(*) FROM judgements").fetchone()[0] == 0


@pytest.mark.parametrize("back", ["//evil.example/", "http://evil.example", "x.html\r\nSet-Cookie: a=b", "../x"])
def test_a_form_leads_back_into_the_case_only(real: Site, case: Path, back: str) -> None:
    place, _, _ = _place(case, "The alarm worked.")
    form = {"csrf": real.secret(), "place": place, "verdict": "note", "note": "n", "who": "m\r\nX: y", "back": back}
    status, _, headers = real.post("/judge", form)
    assert status == 303 and headers["Location"] == "/judgements.html" and "X" not in headers


def test_uploads_are_bounded(site: Site) -> None:
    large = {"Content-Type": "multipart/form-data; boundary=x", "Content-Length": str(MOST + 1)}
    assert site.ask("POST", "/check.html", b"", large)[0] == 413
    assert site.ask("POST", "/check.html", b"", {"Content-Type": "x", "Content-Length": "many"})[0] == 411


def test_a_draft_is_checked_in_the_page(real: Site) -> None:
    draft = "“We will reopen on Friday if the inspectors let us,” Ines Halloran told reporters. “The alarm worked.”"
    status, text, _ = real.post("/check.html", {"csrf": real.secret(), "text": draft, "as_of": "2021-05-05"})
    assert status == 200 and "altered" in text and "as in the accounts" in text
    assert re.search(r'<span class="v-altered[^>]*>We will reopen on Friday if', text)
    status, text, _ = real.post("/check.html", {"csrf": real.secret(), "text": draft, "as_of": "yesterday"})
    assert status == 200 and "no day" in text


def test_a_draft_is_uploaded_as_a_file(real: Site) -> None:
    parts = [("csrf", "", real.secret().encode()), ("text", "", b""),
             ("file", "draft.html", b"<p>\xe2\x80\x9cThe alarm worked,\xe2\x80\x9d Ines Halloran said."
              b"<script>alert(1)</script></p>")]  # fmt: skip
    body = b"".join(
        b'--b\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n'
        % (name.encode(), f'; filename="{file}"'.encode() if file else b"", data)
        for name, file, data in parts
    )
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    status, text, _ = real.ask("POST", "/check.html", body + b"--b--\r\n", headers)
    assert status == 200 and "draft.html against" in text and "alert(1)" not in text
    status, text, _ = real.ask("POST", "/check.html", body.replace(b"<p>", b"PK\x03\x04") + b"--b--\r\n", headers)
    assert status == 200 and 'role="alert"' in text


@pytest.mark.parametrize(
    "kind, body",
    [("multipart/form-data", b"x"), ("multipart/form-data; boundary=", b"----"), ("", b"a=1"), ("text/plain", b"a=1"),
     ("multipart/form-data; boundary=b", b'--b\r\nContent-Disposition: form-data; name="\xff"\r\n\r\n\xff\r\n--b--')],
)  # fmt: skip
def test_a_broken_form_is_an_empty_one(kind: str, body: bytes) -> None:
    assert read_form(kind, body).fields in ({}, {"\udcff": "�"}, {"�": "�"})


def test_many_readers_get_whole_pages_while_a_build_writes(captures: Path, tmp_path: Path) -> None:
    growing = tmp_path / "growing.case"
    build([str(captures / "a.txt")], str(growing), jobs=1)
    site = _served(growing)
    answers: list[tuple[int, bool]] = []

    def read() -> None:
        for _ in range(4):
            status, text, _ = site.get("/")
            answers.append((status, text.rstrip().endswith("</html>") and "Mill" in text))
            story = re.search(r'href="(story/[^"]+)"', text)
            if story:
                status, text, _ = site.get(f"/{story[1]}")
                # A story may be linked anew between two pages; half of one is never shown.
                answers.append((status, status == 404 or text.rstrip().endswith("</html>")))

    readers = [Thread(target=read) for _ in range(50)]
    for reader in readers:
        reader.start()
    build([str(captures)], str(growing), jobs=1)
    for reader in readers:
        reader.join(timeout=60)
    assert len(answers) == 400 and all(whole for _, whole in answers)
    assert {status for status, _ in answers} <= {200, 404}
    assert "demanded an inquiry" in site.get("/search.html?q=inquiry")[1].replace("<mark>", "").replace("</mark>", "")
    site.close()


def test_the_rest_interface_stands_beside_the_pages(site: Site) -> None:
    status, text, headers = site.get("/api/stories")
    assert status == 200 and headers["Content-Type"].startswith("application/") and STORY in text
    assert headers["X-Content-Type-Options"] == "nosniff"

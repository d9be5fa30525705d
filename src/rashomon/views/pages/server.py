"""The local explorer: the same pages for many readers at once, with forms to judge and to check a draft."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar
from urllib.parse import quote, unquote

from ...case.judgements import JudgementError
from ...model.errors import RashomonError, SettingsError
from ..api.answer import respond
from ..reader import Reader
from .explorer import Explorer, Live
from .forms import MOST, Form, read_form, read_query
from .judging import Desk
from .seats import Seats

LOOPBACK = "127.0.0.1"
_LOCAL = frozenset({LOOPBACK, "localhost", "::1"})
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # with no-referrer a browser hides the origin of our own forms from us
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_HOST = re.compile(r"(?P<name>[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?")
_BACK = re.compile(r"(?:[a-z]+/)?[A-Za-z0-9_.-]{1,200}\.html(?:#[A-Za-z0-9_-]{1,200})?")
_KINDS = {".css": "text/css", ".js": "text/javascript"}
PATIENCE = 10
"""Seconds after which a reader that neither asks nor listens is let go."""
TOKEN = 16
"""Characters that a token has at least."""


def serve(
    open_case: Callable[[], Reader], desk: Desk, port: int = 0, *, host: str = LOOPBACK, token: str = "",
    ready: Callable[[str], None],
) -> None:  # fmt: skip
    """Serves the case until interrupted; `ready` is told the address once it answers.

    Raises OSError where the port is taken, SettingsError where another host than this machine is to be served without
    a token.
    """
    with make_server(open_case, desk, port, host=host, token=token) as server:
        name = f"[{host}]" if ":" in host else host
        ready(f"http://{name}:{server.server_address[1]}/" + (f"?token={quote(token)}" if token else ""))
        with suppress(KeyboardInterrupt):
            server.serve_forever()


class Server(ThreadingHTTPServer):
    """A thread a connection; what they read the case through is shared in `seats`."""

    daemon_threads, request_queue_size = True, 128
    seats: Seats

    def handle_error(self, request: object, client_address: object) -> None:
        """Nothing is printed: a browser that goes away in the middle of an answer is no fault."""

    def server_close(self) -> None:
        """Closes the case too."""
        super().server_close()
        self.seats.close()


class _Answer(BaseHTTPRequestHandler):
    """Answers one request; its class bears what belongs to its server."""

    seats: ClassVar[Seats]
    desk: ClassVar[Desk]
    token: ClassVar[str] = ""
    server_version, sys_version, timeout = "rashomon", "", PATIENCE

    def do_GET(self) -> None:
        """Answers with a page."""
        self._safely(lambda: self._answer(body=True))

    def do_HEAD(self) -> None:
        """Answers with a page's headers."""
        self._safely(lambda: self._answer(body=False))

    def do_POST(self) -> None:
        """Takes a judgement, or a draft to check."""
        self._safely(self._take)

    def _safely(self, answer: Callable[[], None]) -> None:
        """Whatever goes wrong is said in a sentence: a reader must not wait for an answer that never comes."""
        try:
            answer()
        except OSError:
            self.close_connection = True  # the reader has gone
        except Exception as error:  # noqa: BLE001 - one page must not take the server's thread down without a word
            with suppress(OSError):
                sentence = f"This page could not be made ({type(error).__name__}: {error})."
                self._say(HTTPStatus.INTERNAL_SERVER_ERROR, sentence)

    def _take(self) -> None:
        if (refused := self._refusal()) or (refused := self._foreign()):
            self._say(HTTPStatus.FORBIDDEN, refused)
            return
        path = self.path.partition("?")[0].lstrip("/")
        if path.startswith("api/"):
            self._api(self._body())
            return
        body = self._body()
        if body is None:
            return
        form = read_form(self.headers.get("Content-Type", ""), body)
        if not self.desk.knows(form.fields.get("csrf", "")):
            self._say(HTTPStatus.FORBIDDEN, "This form is not of this server, or it was started again: load the page.")
        elif path == "judge":
            self._judge(form)
        elif path == "check.html":
            self._page("check.html", {}, form=form)
        else:
            self._say(HTTPStatus.NOT_FOUND, "Nothing stands at this address.")

    def _answer(self, *, body: bool) -> None:
        if refused := self._refusal():
            self._say(HTTPStatus.FORBIDDEN, refused, body=body)
            return
        path, _, asked = self.path.partition("?")
        if path.startswith("/api/"):
            self._api(b"")
            return
        query = read_query(asked)
        if self.token and query.get("token"):
            self._enter()
            return
        self._page(unquote(path).lstrip("/") if not path.startswith("//") else "//", query, body=body)

    # -- who may ask ----------------------------------------------------------------------------------------------

    def _refusal(self) -> str:
        """Why a request is refused, or nothing: another host name, or no token where one is needed."""
        found = _HOST.fullmatch(self.headers.get("Host", ""))
        if not found or (not self.token and found["name"].strip("[]").lower() not in _LOCAL):
            return "This host name is not served."
        if self.token and not self._bears_token():
            return "Open the address with its token, as rashomon serve printed it."
        return ""

    def _bears_token(self) -> bool:
        given = [read_query(self.path.partition("?")[2]).get("token", ""), self._cookie("rashomon_token")]
        given.append(self.headers.get("Authorization", "").removeprefix("Bearer ").strip())
        return any(secrets.compare_digest(one.encode(), self.token.encode()) for one in given if one)

    def _foreign(self) -> str:
        """Why a form is refused, or nothing: it was sent from a page of another host."""
        origin, host = self.headers.get("Origin"), self.headers.get("Host", "")
        if origin is not None and origin not in (f"http://{host}", f"https://{host}"):
            return "This form was sent from another place."
        if self.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
            return "This form was sent from another place."
        return ""

    def _cookie(self, name: str) -> str:
        try:
            found = SimpleCookie(self.headers.get("Cookie", "")).get(name)
        except CookieError:
            return ""
        return unquote(found.value)[:400] if found else ""

    def _enter(self) -> None:
        """Keeps the token as a cookie, so that it stands in no further address."""
        cookie = f"rashomon_token={quote(self.token, safe='')}; HttpOnly; SameSite=Strict; Path=/"
        self._send(HTTPStatus.SEE_OTHER, "text/plain", b"", more={"Location": "/", "Set-Cookie": cookie})

    # -- what they get --------------------------------------------------------------------------------------------

    def _page(self, address: str, query: Mapping[str, str], *, form: Form | None = None, body: bool = True) -> None:
        live = Live(self.desk.secret, self._cookie("rashomon_who"), self.desk.busy)
        page = self.seats.use(lambda explorer: explorer.page(address, query, live=live, form=form))
        if page is None:
            self._say(HTTPStatus.NOT_FOUND, "Nothing stands at this address.", body=body)
            return
        kind = _KINDS.get(address[address.rfind(".") :], "text/html")
        self._send(HTTPStatus.OK, kind, page.encode("utf-8", "backslashreplace"), body=body)

    def _judge(self, form: Form) -> None:
        try:
            evidence = self.seats.use(lambda explorer: self.desk.judge(explorer.reader, form.fields))
            self.desk.compare(evidence)
        except JudgementError as error:
            self._say(HTTPStatus.BAD_REQUEST, f"Nothing was written: {error}. Go back and try again.")
            return
        except RashomonError as error:
            self._say(HTTPStatus.CONFLICT, f"Nothing was written: {error}.")
            return
        back = form.fields.get("back", "")
        who = f"rashomon_who={quote(form.fields.get('who', '')[:80])}; HttpOnly; SameSite=Strict; Path=/"
        location = f"/{back}" if _BACK.fullmatch(back) else "/judgements.html"
        self._send(HTTPStatus.SEE_OTHER, "text/plain", b"", more={"Location": location, "Set-Cookie": who})

    def _api(self, body: bytes | None) -> None:
        if body is None:
            return
        path, _, query = self.path.partition("?")
        headers = dict(self.headers.items())
        reply = self.seats.use(
            lambda explorer: respond(explorer.reader, self.command, path, query, headers, body)  # type: ignore[arg-type]
        )
        kept = {name: value for name, value in _HEADERS.items() if name != "Cache-Control"}
        self.send_response(reply.status)
        for name, value in reply.headers:
            self.send_header(name, value)
        for name, value in kept.items():
            if reply.header(name) is None:
                self.send_header(name, value)
        if reply.header("Content-Length") is None and self.command != "HEAD":
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        with suppress(OSError):
            self.wfile.write(reply.body)

    def _body(self) -> bytes | None:
        """What was sent, or None where that is too much or its length is not said; then it was answered."""
        length = self.headers.get("Content-Length", "")
        if not re.fullmatch(r"\d{1,12}", length):
            self._say(HTTPStatus.LENGTH_REQUIRED, "Say how long it is.")
            return None
        if int(length) > MOST:
            self.close_connection = True
            self._say(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"At most {MOST // 2**20} MB are taken.")
            return None
        try:
            return self.rfile.read(int(length))
        except OSError:
            return None

    def _say(self, status: HTTPStatus, sentence: str, *, body: bool = True) -> None:
        self._send(status, "text/plain", sentence.encode(), body=body)

    def _send(
        self, status: HTTPStatus, kind: str, data: bytes, *, body: bool = True, more: Mapping[str, str] | None = None
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        for name, value in {**_HEADERS, **(more or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        if body:
            with suppress(OSError):  # the reader has turned the page already
                self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: what a person looks at is nobody's business."""


def make_server(
    open_case: Callable[[], Reader], desk: Desk, port: int = 0, *, host: str = LOOPBACK, token: str = ""
) -> Server:
    """A server on a free port unless one is given, on this machine alone unless told; `serve_forever` starts it.

    Where it answers on this machine alone, a request for another host name is refused, so that a page elsewhere cannot
    reach the case by giving this address a name of its own (DNS rebinding). Where it answers others, every request has
    to bear the token. Raises OSError where the port is taken, SettingsError where the token is missing or short.
    """
    if host not in _LOCAL and len(token) < TOKEN:
        raise SettingsError(f"--host {host}: others can reach it; give a --token of {TOKEN} characters or more")
    seats = Seats(lambda: Explorer(open_case()))
    handler = type("Answer", (_Answer,), {"seats": seats, "desk": desk, "token": token})
    server = Server((host, port), handler)
    server.seats = seats
    return server

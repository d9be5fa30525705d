"""The local explorer: the same pages, answered on the loopback one at a time."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import ClassVar
from urllib.parse import parse_qs, unquote

from ..reader import Reader
from .explorer import Explorer

LOOPBACK = "127.0.0.1"
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_HOST = re.compile(r"(?:127\.0\.0\.1|localhost)(?::\d{1,5})?")
PATIENCE = 10
"""Seconds after which a reader that neither asks nor listens is let go."""


def serve(reader: Reader, port: int = 0, *, ready: Callable[[str], None]) -> None:
    """Serves the case until interrupted; `ready` is told the address once it answers. Raises OSError."""
    with make_server(reader, port) as server:
        ready(f"http://{LOOPBACK}:{server.server_address[1]}/")
        with suppress(KeyboardInterrupt):
            server.serve_forever()


class _Pages:
    """The explorer of the case as it stands: a new one when a build has written into the case."""

    def __init__(self, reader: Reader) -> None:
        self._reader, self._stamp, self._explorer = reader, _stamp(reader.path), Explorer(reader)

    def now(self) -> Explorer:
        """The explorer, made anew where the case has changed since the last request."""
        stamp = _stamp(self._reader.path)
        if stamp != self._stamp:
            self._stamp, self._explorer = stamp, Explorer(self._reader)
        return self._explorer


def _stamp(path: str) -> tuple[int, ...]:
    """When the case and its write-ahead log were last written; 0 where there is no such file."""
    files = (Path(path), Path(f"{path}-wal"))
    return tuple(file.stat().st_mtime_ns if file.exists() else 0 for file in files)


class _Answer(BaseHTTPRequestHandler):
    """Answers one request; `pages` is set by the server that it belongs to."""

    pages: ClassVar[_Pages]
    server_version, sys_version, timeout = "rashomon", "", PATIENCE

    def do_GET(self) -> None:
        """Answers with a page."""
        self._answer(body=True)

    def do_HEAD(self) -> None:
        """Answers with a page's headers."""
        self._answer(body=False)

    def _answer(self, *, body: bool) -> None:
        if not _HOST.fullmatch(self.headers.get("Host", "")):
            self._send(HTTPStatus.FORBIDDEN, "text/plain", "This host name is not served.", body=body)
            return
        path, _, asked = self.path.partition("?")
        address = unquote(path).lstrip("/")
        page = self.pages.now().page(address, _query(asked))
        if page is None:
            self._send(HTTPStatus.NOT_FOUND, "text/plain", "Nothing stands at this address.", body=body)
        else:
            self._send(HTTPStatus.OK, "text/css" if address.endswith(".css") else "text/html", page, body=body)

    def _send(self, status: HTTPStatus, kind: str, text: str, *, body: bool) -> None:
        data = text.encode("utf-8", "backslashreplace")
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        self.end_headers()
        if body:
            with suppress(ConnectionError):  # the reader has turned the page already
                self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: what a person looks at is nobody's business."""


def _query(asked: str) -> str:
    """What a search asks for; a query of too many parts asks for nothing."""
    try:
        return parse_qs(asked, max_num_fields=8).get("q", [""])[0]
    except ValueError:
        return ""


def make_server(reader: Reader, port: int = 0) -> HTTPServer:
    """A server bound to the loopback, on a free port unless one is given; `serve_forever` starts it.

    It answers in the thread that serves, since a case's connection belongs to the thread that opened it.
    A request for another host name is refused, so that a page elsewhere cannot reach the case by giving this address a
    name of its own (DNS rebinding). Raises OSError where the port is taken.
    """
    handler = type("Answer", (_Answer,), {"pages": _Pages(reader)})
    return HTTPServer((LOOPBACK, port), handler)

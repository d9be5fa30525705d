"""One request in, one reply out: a pure function of the case and of what is asked."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlencode

import msgspec

from ... import __version__
from ...case.queries import CaseReader
from ...model.ids import content_id
from .asking import Asked, RefusedError, read_query
from .routes import Route, all_routes

PROBLEM = "application/problem+json"


class Reply(msgspec.Struct, frozen=True):
    """What a server sends: status of HTTP, headers, body (empty for HEAD and 304, with the headers of the answer)."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str | None:
        """A header's value, whatever the case of its name."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


def respond(
    reader: CaseReader,
    method: str,
    path: str,
    query: str = "",
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
) -> Reply:
    """Answers a request for `path` (as sent, with `/api/`) and its raw `query`; never raises for what is asked.

    Reading alone: nothing that is asked changes the case. Errors are problems (RFC 9457) with a sentence why.
    """
    known = {name.lower(): value for name, value in (headers or {}).items()}
    try:
        reply = _answered(reader, method.upper(), path, query, known, body)
    except RefusedError as refused:
        reply = _problem(refused.status, refused.detail, refused.headers)
    except sqlite3.OperationalError as error:
        reply = _problem(503, f"the case cannot be read just now ({error})", (("Retry-After", "1"),))
    return msgspec.structs.replace(reply, body=b"") if method.upper() == "HEAD" else reply


def _answered(reader: CaseReader, method: str, path: str, query: str, headers: dict[str, str], body: bytes) -> Reply:
    route, names = _route(method, path)
    values = read_query(query, route.asked)
    tag = _tag(reader, route, path, query, headers) if route.method == "GET" else None
    kept = () if tag is None else (("ETag", tag), ("Cache-Control", "no-cache"))
    if tag is not None and _has(headers.get("if-none-match", ""), tag):
        return Reply(304, kept, b"")
    made = route.answer(reader, Asked(names, values, query, path, headers, body))
    data = made.encode("utf-8", "replace") if isinstance(made, str) else _json(made)
    linked = _links(route, path, values, made)
    return Reply(200, (*_basics(route.media, data), *kept, *linked), data)


def _route(method: str, path: str) -> tuple[Route, dict[str, str]]:
    parts = [unquote(part, errors="replace").replace("\x00", "\ufffd") for part in path.strip("/").split("/")]
    fitting = [(route, names) for route in all_routes() if (names := route.matches(parts)) is not None]
    if not fitting:
        raise RefusedError(404, "nothing stands at this address; /api/ lists what does")
    # A fixed address goes before one with a name in it.
    fitting.sort(key=lambda pair: len(pair[1]))
    asked = "GET" if method == "HEAD" else method
    for route, names in fitting:
        if route.method == asked:
            return route, names
    allowed = "GET, HEAD" if fitting[0][0].method == "GET" else fitting[0][0].method
    raise RefusedError(405, f"this address answers {allowed} alone", (("Allow", allowed),))


def _tag(reader: CaseReader, route: Route, path: str, query: str, headers: dict[str, str]) -> str | None:
    """What tells this answer from others: the case as it was last written, the version, and what was asked.

    None where the case is no file, and so cannot tell whether it has changed.
    """
    stamp = case_stamp(reader.path)
    if not stamp:
        return None
    host = headers.get("host", "") if route.media != "application/json" else ""
    return f'W/"{content_id("e", __version__, stamp, path, query, host)}"'


def case_stamp(path: str) -> tuple[int, ...]:
    """When the case and its write-ahead log were last written, and how long they are; empty where there is no file."""
    made: list[int] = []
    for file in (Path(path), Path(f"{path}-wal")):
        try:
            found = file.stat()
        except (OSError, ValueError):
            continue
        # An empty log is made by whoever opens the case; it says nothing.
        made += [found.st_mtime_ns, found.st_size] if found.st_size else []
    return tuple(made)


def _has(given: str, tag: str) -> bool:
    """Whether a list of tags holds this one, weakly compared (RFC 9110, 13.1.2)."""
    plain = tag.removeprefix("W/")
    return given.strip() == "*" or any(part.strip().removeprefix("W/") == plain for part in given.split(","))


def _links(route: Route, path: str, values: Mapping[str, str | int], made: Any) -> tuple[tuple[str, str], ...]:
    """The Link header (RFC 8288) of a page that another one follows."""
    following = made.get("next") if isinstance(made, dict) else None
    if not following or not any(p.name == "cursor" for p in route.asked):
        return ()
    rest = {name: value for name, value in values.items() if name != "cursor"}
    first, then = (f"{path}?{urlencode(query)}" for query in (rest, {**rest, "cursor": following}))
    return (("Link", f'<{first.rstrip("?")}>; rel="first", <{then}>; rel="next"'),)


def _json(made: Any) -> bytes:
    """JSON; half a surrogate pair, which UTF-8 cannot hold, is written as JSON's own escape for it."""
    return json.dumps(made, ensure_ascii=False, allow_nan=False).encode("utf-8", "backslashreplace")


def _basics(media: str, data: bytes) -> tuple[tuple[str, str], ...]:
    return (
        ("Content-Type", media if media in ("application/json", PROBLEM) else f"{media}; charset=utf-8"),
        ("Content-Length", str(len(data))),
        ("X-Content-Type-Options", "nosniff"),
    )


def _problem(status: int, detail: str, headers: tuple[tuple[str, str], ...] = ()) -> Reply:
    data = _json({"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail})
    return Reply(status, (*_basics(PROBLEM, data), *headers), data)

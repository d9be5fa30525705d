"""The interface under generated requests: nothing that fits or breaks its OpenAPI document makes it fail or lie."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from rashomon.case.queries import CaseReader
from rashomon.views.api import respond
from rashomon.views.api.openapi import document

schemathesis = pytest.importorskip("schemathesis", reason="schemathesis comes with the extra `web`")

EXAMPLES = int(os.environ.get("RASHOMON_SCHEMATHESIS_EXAMPLES", "8"))
"""Requests for each operation and mode; docs/api.md says how many were run by hand."""


class Application:
    """The interface as a WSGI application; without a case it gives its document alone."""

    case: Path | None = None

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterator[bytes]:
        if self.case is None:
            start("200 OK", [("Content-Type", "application/json")])
            yield json.dumps(document()).encode()
            return
        headers = {k[5:].replace("_", "-").lower(): v for k, v in environ.items() if k.startswith("HTTP_")}
        headers["content-type"] = environ.get("CONTENT_TYPE", "")
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        path = environ.get("REQUEST_URI", environ["PATH_INFO"]).partition("?")[0]
        with CaseReader(str(self.case)) as reader:
            reply = respond(reader, environ["REQUEST_METHOD"], path, environ["QUERY_STRING"], headers, body)
        start(f"{reply.status} x", list(reply.headers))
        yield reply.body


APPLICATION = Application()
SCHEMA = schemathesis.openapi.from_wsgi("/api/openapi.json", APPLICATION)
OPERATIONS = {operation.ok().label: operation.ok() for operation in SCHEMA.get_all_operations()}
MODES = {"fitting": schemathesis.GenerationMode.POSITIVE, "breaking": schemathesis.GenerationMode.NEGATIVE}
JUDGING = schemathesis.checks.CHECKS.get_by_names(["positive_data_acceptance", "negative_data_rejection"])


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", OPERATIONS)
def test_every_answer_is_what_the_document_says(name: str, mode: str, built: Path) -> None:
    APPLICATION.case = built
    operation = OPERATIONS[name]
    if mode == "breaking" and not (operation.query or operation.body):
        return  # there is nothing to break

    @given(operation.as_strategy(generation_mode=MODES[mode]))
    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    def ask(case: Any) -> None:
        # A string that fits the document may still be no draft, and bytes that do not may be one.
        case.call_and_validate(excluded_checks=JUDGING if name == "POST /api/check" else [])

    ask()

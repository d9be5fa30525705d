"""One capture's bytes → its items, with every field, repair and removal accounted for."""

from __future__ import annotations

from ..model.captures import Capture, Intake, Issue, Item, RawCapture
from ..model.ids import content_id, sha256_of
from ..model.settings import IntakeSettings
from .mapped import MappedText


def read_capture(raw: RawCapture, settings: IntakeSettings) -> Intake:
    """All items of one capture; never raises, and says in an Issue what it could not read."""
    digest = sha256_of(raw.data)
    capture_id = content_id("c", digest)
    text = raw.data.decode("utf-8", "replace")
    capture = Capture(capture_id, (raw.path,), digest, len(raw.data), "text/plain", "utf-8")
    stripped = text.strip()
    if not stripped:
        issue = Issue(capture_id, None, "intake", "empty", f"{raw.path} holds no text.")
        return Intake(capture, (), (issue,), text)
    first = text.index(stripped)
    whole = MappedText.whole(text)[first : first + len(stripped)]
    headline = stripped.split("\n", 1)[0]
    item = Item(
        content_id("i", capture_id, 0, stripped),
        capture_id,
        raw.path,
        0,
        whole.text,
        min(len(stripped), len(headline) + 1),
        headline=headline,
        language="en",
        map=whole.runs,
    )
    return Intake(capture, (item,), (), text)

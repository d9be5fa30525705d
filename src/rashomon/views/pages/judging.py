"""Judging in the pages: what a form says becomes a row laid over the findings; nothing of a finding is edited."""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Callable, Mapping, Sequence
from threading import Event, Lock, Thread
from typing import Any

from ...case import judgements as store
from ...case.judgements import JudgementError
from ...model.errors import RashomonError
from ...model.findings import Judgement
from ..characters import one_line
from ..reader import Reader

VERDICTS = ("same", "not_same", "wrong_speaker", "wrong_stance", "rename", "merge", "note")
_VALUE = {"same": "other", "wrong_speaker": "speaker", "wrong_stance": "stance", "rename": "name", "merge": "actor"}
"""The field of the form that holds what each verdict needs."""
_NEEDED = frozenset({"same", "rename", "merge"})
LONGEST = 2000
"""Characters of a note; of a name a tenth."""
PATIENCE = 8.0
"""Seconds that a reader waits for the findings to be made again; a large story goes on behind the page."""


class Desk:
    """Where judgements on one case are made: a secret for its forms, one hand that writes and compares again.

    `again` compares the stories of judged places anew; it runs behind the pages, one at a time.
    """

    def __init__(self, path: str, again: Callable[[Sequence[str]], int] = lambda _: 0) -> None:
        self.path, self._again = path, again
        self.secret = secrets.token_urlsafe(32)
        self._hand, self._waiting = Lock(), 0

    @property
    def busy(self) -> bool:
        """Whether findings are being made again at this moment."""
        return self._waiting > 0

    def knows(self, secret: str) -> bool:
        """Whether a form came from a page of this server."""
        return secrets.compare_digest(secret.encode(), self.secret.encode())

    def judge(self, reader: Reader, form: Mapping[str, str]) -> str:
        """Writes the judgement that a form says, or takes it back; returns the evidence, for `compare`.

        Raises JudgementError with a plain sentence.
        """
        verdict, who = form.get("verdict", ""), one_line(form.get("who"))[:80]
        if verdict not in VERDICTS:
            raise JudgementError("choose what is wrong")
        if not who:
            raise JudgementError("say who judges: a judgement without a name helps nobody")
        if form.get("undo"):
            evidence = form.get("evidence", "")
            if not store.undo_judgement(self.path, evidence, verdict, form.get("by", who)):
                raise JudgementError("there is no such judgement any more")
        else:
            evidence = store.evidence_of(self.path, form.get("place", ""))
            row = Judgement(evidence, verdict, self._value(reader, verdict, form), who, _now(), _note(form))
            store.add_judgements(self.path, [row])
        return evidence

    def _value(self, reader: Reader, verdict: str, form: Mapping[str, str]) -> str | None:
        value = one_line(form.get(_VALUE.get(verdict, ""), ""))[: LONGEST // 10]
        if verdict in _NEEDED and not value:
            raise JudgementError({"same": "choose the other words", "rename": "write the name"}.get(
                verdict, "choose the other actor"))  # fmt: skip
        if verdict == "note" and not _note(form):
            raise JudgementError("write the note")
        if verdict == "same":
            return store.evidence_of(self.path, value)
        if verdict == "merge":
            return store.evidence_of(self.path, _mention(reader, value))
        return value or None

    def compare(self, evidence: str) -> None:
        """Has the story of a judged place compared again, and waits for it a little."""
        done = Event()
        self._waiting += 1

        def work() -> None:
            try:
                with self._hand:
                    self._again([evidence])
            except RashomonError:
                pass  # the judgement is written; the next build lays it over
            finally:
                self._waiting -= 1
                done.set()

        Thread(target=work, daemon=True).start()
        done.wait(PATIENCE)


def _now() -> str:
    return datetime.datetime.now().isoformat(timespec="seconds")


def _note(form: Mapping[str, str]) -> str | None:
    return one_line(form.get("note"))[:LONGEST] or None


def _mention(reader: Reader, actor_id: str) -> str:
    found = reader.db.execute(
        'SELECT item_id, start, "end" FROM mentions WHERE actor_id = ? ORDER BY 1, 2 LIMIT 1', (actor_id,)
    ).fetchone()
    if not found:
        raise JudgementError("no account mentions that actor any more")
    return f"{found[0]}:{found[1]}-{found[2]}"


def judged_context(reader: Reader) -> dict[str, Any]:
    """All judgements of the case, newest first, each with the page of the account that it stands on."""
    rows = []
    for row in reader.rows("judgements"):
        rows.append({**row, "item_id": _account(reader, row["evidence"])})
    rows.sort(key=lambda row: (row["when"], row["evidence"]), reverse=True)
    return {"title": "Judgements", "judgements": rows[:500], "total": len(rows)}


def _account(reader: Reader, evidence: str) -> str:
    sha256, _, rest = evidence.partition("/")
    found = reader.db.execute(
        "SELECT item_id FROM items JOIN captures USING (capture_id) WHERE sha256 = ? AND ordinal = ? ORDER BY 1",
        (sha256, rest.partition("/")[0]),
    ).fetchone()
    return str(found[0]) if found else ""

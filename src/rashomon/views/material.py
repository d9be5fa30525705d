"""What a case was made of and what was done to it: each line counts rows that it can open.

The counts are the database's: a report of a case of a hundred thousand accounts must not read them to say how many.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import islice

from babel import Locale

from ..case import overview
from ..case.mergers import remembered
from .chapters import merger_lines
from .characters import counted, one_line, shortened
from .reader import Reader, Row

_CODES = {"und": "unknown", "mul": "several"}
"""BCP 47 codes for what has no language of its own."""


class Line:
    """One line about the material: a sentence, how many rows stand behind it, and these, each in a line of its own."""

    def __init__(self, name: str, sentence: str, size: int, rows: Callable[[], Iterator[str]]) -> None:
        self.name, self.sentence, self.size, self._rows = name, sentence, size, rows

    @property
    def rows(self) -> Iterator[str]:
        """The rows, read as they are asked for."""
        return self._rows()

    def some(self, start: int, number: int) -> list[str]:
        """So many of the rows, from one on."""
        return list(islice(self._rows(), start, start + number))


class Material:
    """The lines of a case that has at least one capture, in a fixed order; a line without rows is left out."""

    def __init__(self, reader: Reader) -> None:
        self.reader, self._db = reader, reader.db

    @cached_property
    def captures(self) -> int:
        """How many captures there are."""
        return overview.number(self._db, "SELECT count(*) FROM captures")

    @cached_property
    def items(self) -> int:
        """How many accounts there are."""
        return overview.number(self._db, "SELECT count(*) FROM items")

    @cached_property
    def issues(self) -> int:
        """How many issues there are."""
        return overview.number(self._db, "SELECT count(*) FROM issues")

    @cached_property
    def lines(self) -> list[Line]:
        """The lines; their place in the list is their reference (`i1` is the first)."""
        made = [
            self._captures(), self._unread(), self._removed(), self._repaired(), self._undated(), self._unpublished(),
            self._languages(), self._speakers(), self._times(), self._judged(), self._merged(), *self._others(),
        ]  # fmt: skip
        return [line for line in made if line.size]

    def _captures(self) -> Line:
        stories = overview.number(self._db, "SELECT count(DISTINCT story_id) FROM stories")
        sentence = (
            f"{counted(self.captures, 'capture')} → {counted(self.items, 'account')}"
            f" in {counted(stories, 'story', 'stories')}"
        )
        return Line("captures", sentence, self.captures, self._capture_rows)

    def _capture_rows(self) -> Iterator[str]:
        held = overview.accounts_of_captures(self._db)
        for c in self.reader.rows("captures"):
            accounts = counted(held.get(c["capture_id"], 0), "account")
            encoding = c["encoding"] or "no text"
            yield f"{_path(c)}  {accounts}, {c['size']:,} bytes, {c['media_type']}, {encoding}, sha256 {c['sha256']}"

    def _merged(self) -> Line:
        mergers = remembered(self._db)
        sentence = f"{counted(len(mergers), 'time')} what came later made several stories one"
        return Line("merged", sentence, len(mergers), lambda: (" ".join(merger_lines(m)) for m in mergers))

    def _unread(self) -> Line:
        size = overview.number(
            self._db, "SELECT count(*) FROM captures WHERE capture_id NOT IN (SELECT capture_id FROM items)"
        )
        return Line("unread", f"{counted(size, 'capture')} without an account", size, self._unread_rows)

    def _unread_rows(self) -> Iterator[str]:
        for path, why in overview.unread_captures(self._db):
            yield f"{one_line(path)}  {one_line(why) or 'no reason was recorded'}"

    def _removed(self) -> Line:
        kinds = overview.kinds(self._db, "items", "removed", "reason")
        size = sum(number for _, number in kinds)
        return Line("removed", f"{counted(size, 'passage')} removed ({_kinds(kinds)})", size, self._removed_rows)

    def _removed_rows(self) -> Iterator[str]:
        for capture, part in overview.nested(self._db, "items", "capture", "removed"):
            words = shortened(one_line(part["text"]), 160)
            yield f"{one_line(capture)}{_at(part)}  {part['reason']}: {words}"

    def _repaired(self) -> Line:
        kinds = overview.kinds(self._db, "captures", "repairs", "rule")
        size = sum(number for _, number in kinds)
        return Line("repaired", f"{counted(size, 'repair')} ({_kinds(kinds)})", size, self._repaired_rows)

    def _repaired_rows(self) -> Iterator[str]:
        for paths, part in overview.nested(self._db, "captures", "json_extract(paths, '$[0]')", "repairs"):
            was, now = one_line(part["was"]), one_line(part["now"])
            yield f"{one_line(paths)}{_at(part)}  {part['rule']}: {was!r} → {now!r}"

    def _undated(self) -> Line:
        return self._lacking("undated", "published", "undated")

    def _unpublished(self) -> Line:
        return self._lacking("publisher", "publisher", "without a publisher, named by file")

    def _lacking(self, name: str, column: str, words: str) -> Line:
        where = f"coalesce({column}, '') = ''"
        size = overview.number(self._db, f"SELECT count(*) FROM items WHERE {where}")

        def rows() -> Iterator[str]:
            return (_account(capture, headline) for capture, headline, _ in overview.items_where(self._db, where))

        return Line(name, f"{counted(size, 'account')} {words}", size, rows)

    def _languages(self) -> Line:
        spoken = overview.languages(self._db)
        named = ", ".join(f"{language_name(code)} {number:,}" for code, number in spoken)
        return Line("languages", f"Languages: {named}", sum(number for _, number in spoken), self._language_rows)

    def _language_rows(self) -> Iterator[str]:
        for capture, headline, language in overview.items_where(self._db, "1"):
            yield f"{language_name(language)}  {_account(capture, headline)}"

    def _speakers(self) -> Line:
        said = overview.number(self._db, "SELECT count(*) FROM attributions")
        named = overview.number(self._db, "SELECT count(nullif(speaker, '')) FROM attributions")
        sentence = f"{named:,} of {counted(said, 'attribution')} with a speaker"
        if named == said:
            return Line("speakers", sentence, min(1, said), lambda: iter(["all of them"]))
        return Line("speakers", sentence, said - named, self._speaker_rows)

    def _speaker_rows(self) -> Iterator[str]:
        for capture, reason, content in overview.unnamed_attributions(self._db):
            words = shortened(" … ".join(one_line(s["text"]) for s in content), 120)
            yield f"{one_line(capture)}  {one_line(reason) or 'speaker not resolved'}: {words}"

    def _times(self) -> Line:
        size = overview.number(self._db, "SELECT count(*) FROM times WHERE edtf GLOB '*X*'")
        return Line("times", f"{counted(size, 'expression')} of time without a full date", size, self._time_rows)

    def _time_rows(self) -> Iterator[str]:
        for capture, text, edtf in overview.vague_times(self._db):
            yield f"{one_line(capture)}  “{one_line(text)}” read as {edtf}"

    def _judged(self) -> Line:
        size = overview.number(self._db, "SELECT count(*) FROM judgements")
        sentence = f"{counted(size, 'judgement')} by people, laid over the findings"
        return Line("judgements", sentence, size, lambda: map(_judgement, self.reader.rows("judgements")))

    def _others(self) -> list[Line]:
        """Issues by their code, those that a line above tells already aside."""
        return [
            Line(code, f"{stage}: {code.replace('_', ' ')} ({size:,})", size, self._issue_rows(stage, code))
            for stage, code, size in overview.other_issues(self._db)
        ]

    def _issue_rows(self, stage: str, code: str) -> Callable[[], Iterator[str]]:
        def rows() -> Iterator[str]:
            for where, message in overview.issues_of(self._db, stage, code):
                yield f"{one_line(where)}  {one_line(message)}".strip()

        return rows


def language_name(code: str) -> str:
    """The English name of a language code.

    >>> language_name("ru"), language_name("und"), language_name("zz")
    ('Russian', 'unknown', 'zz')
    """
    return _CODES.get(code) or str(Locale("en").languages.get(code, code))


def _path(capture: Row) -> str:
    return one_line(capture["paths"][0]) if capture["paths"] else capture["capture_id"]


def _account(capture: str, headline: str) -> str:
    return f"{one_line(capture)}  {one_line(headline) or 'no headline'}"


def _judgement(row: Row) -> str:
    value = f": {one_line(row['value'])}" if row["value"] else ""
    return f"{row['evidence']}  {one_line(row['verdict'])}{value}  {one_line(row['who'])}, {one_line(row['when'])}"


def _at(part: Row) -> str:
    return f" {part['start']}–{part['end']}" if part["start"] is not None else ""


def _kinds(kinds: Sequence[tuple[str, int]]) -> str:
    shown = [f"{one_line(kind)} {number:,}" for kind, number in kinds[:4]]
    return ", ".join(shown + (["others"] if len(kinds) > 4 else []))

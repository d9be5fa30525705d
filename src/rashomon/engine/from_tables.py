"""A case of any slice of the tables that a run on Spark wrote.

What stands in the tables' `store` is what a local build would have made of the same captures, so that the case is
filled by the same writer and nothing is read, linked or compared again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from ..case.store import CaseWriter
from ..model.captures import Intake, Issue, RawCapture
from ..model.errors import ReferenceUnknownError, SettingsError
from ..model.findings import Actor, ClaimAsked, Findings
from ..model.links import LinkInput, Links, Origin, Passage, StoryMember
from ..model.readings import Reading
from ..model.settings import Settings
from . import batches, plan
from .build import Built, merge_actor
from .progress import Progress, Watch


def case_from_tables(
    folder: str,
    case: str,
    stories: Sequence[str] = (),
    settings: Settings | None = None,
    *,
    watch: Watch = lambda _: None,
) -> Built:
    """Makes a case of some stories of the tables in `folder`, or of all where none is named.

    Raises SettingsError where there are no such tables or they were made by another version, ReferenceUnknownError for
    a story that they do not have, CaseError where the case cannot be used.
    """
    settings = settings or Settings()
    tables = _Tables(folder)
    tables.check(plan.made_by(settings))
    links, issues = tables.links(stories)
    wanted = {m.item_id for m in links.stories}
    with CaseWriter(case, plan.made_by(settings)) as writer:
        for issue in issues:
            writer.add_input_issue(issue)
        added = items = 0
        for raw, intake, readings, inputs in tables.captures(wanted):
            writer.add_capture(raw, intake, readings, inputs)
            added, items = added + 1, items + len(intake.items)
            watch(Progress("reading", added, None))
        writer.set_links(links, writer.linked_key())
        findings = tables.findings({m.story_id for m in links.stories})
        compared = _add_findings(writer, findings, tables)
        _join(writer, tables)
        return Built(added, 0, items, len(issues), compared)


def _add_findings(writer: CaseWriter, findings: dict[str, Findings], tables: _Tables) -> int:
    done = 0
    asked = tables.asked()
    writer.note_asked(asked)
    for story, key in writer.stories(asked):
        writer.add_findings(findings[story.story_id], key)
        done += 1
    return done


def _join(writer: CaseWriter, tables: _Tables) -> None:
    """The actors of the slice under the ids that they have across all the stories of the tables."""
    actors = list(writer.story_actors())
    joined = tables.joined({s for a in actors for s in a.story_ids})
    parts: dict[str, list[Actor]] = {}
    for actor in actors:
        parts.setdefault(joined[actor.actor_id], []).append(actor)
    writer.set_actors(
        {a.actor_id: joined[a.actor_id] for a in actors},
        [merge_actor(actor_id, parts[actor_id]) for actor_id in sorted(parts)],
    )


Mapped = tuple[RawCapture, Intake, tuple[Reading, ...], tuple[LinkInput, ...]]
"""A capture with what was read of it, as the writer of a case takes it."""


class _Tables:
    """The tables of one run, read a slice at a time."""

    def __init__(self, folder: str) -> None:
        self.folder = folder.rstrip("/")

    def check(self, made_by: str) -> None:
        """Raises SettingsError unless these tables were made by this version."""
        try:
            rows = self._rows("about")
        except (OSError, pa.ArrowInvalid) as error:
            raise SettingsError(f"{self.folder}: no tables of a run on Spark are here") from error
        found = [row["made_by"] for row in rows]
        if found != [made_by]:
            raise SettingsError(f"{self.folder}: made by {', '.join(found) or 'nobody'}, and this is {made_by}")

    def asked(self) -> tuple[ClaimAsked, ...]:
        """The claims that were asked of the run."""
        return _asked_of(self._rows("about")[0]["asked"])

    def links(self, stories: Sequence[str]) -> tuple[Links, list[Issue]]:
        """The links of some stories, and what could not be opened at all."""
        members = [_member_of(r["data"]) for r in self._kind("stories", "story_id", stories)]
        for missing in sorted(set(stories) - {m.story_id for m in members}):
            raise ReferenceUnknownError(missing)
        items = sorted({m.item_id for m in members}) if stories else ()
        passages = [_passage_of(r["data"]) for r in self._kind("passages", "a_item", items)]
        revisions = {r["a_item"]: r["b_item"] for r in self._kind("revisions", "a_item", items)}
        inside = set(items)
        issues = [_issue_of(r["data"]) for r in self._kind("issues", "story_id", ())]
        links = Links(
            tuple(sorted(p for p in passages if not stories or p.b_item in inside)),
            tuple(sorted(_origin_of(r["data"]) for r in self._kind("origins", "story_id", stories))),
            tuple(sorted(members)),
            {a: b for a, b in revisions.items() if not stories or b in inside},
            tuple(issues),
        )
        return links, [] if stories else self._unopened()

    def _kind(self, kind: str, column: str, values: Sequence[str]) -> list[dict[str, Any]]:
        where = pc.field("kind") == kind
        return self._rows("links", where & pc.field(column).isin(list(values)) if values else where)

    def _unopened(self) -> list[Issue]:
        return [_issue_of(r["data"]) for r in self._rows("captures", pc.field("capture_id").is_null())]

    def captures(self, items: set[str]) -> Iterator[Mapped]:
        """The captures of some items, each with those of its items alone; those without any where all are wanted."""
        owners = self._data("items", "")
        ids = owners.to_table(filter=pc.field("item_id").isin(sorted(items)), columns=["capture_id"])
        whole = owners.count_rows() == len(items)
        where = None if whole else pc.field("capture_id").isin(sorted(set(ids.column(0).to_pylist())))
        for batch in self._data("mapped").to_batches(filter=where, batch_size=64):
            for row in batch.to_pylist():
                yield _slice(row, items)

    def findings(self, stories: set[str]) -> dict[str, Findings]:
        """The findings of some stories."""
        rows = self._rows("findings", pc.field("story_id").isin(sorted(stories)))
        return {row["story_id"]: _findings_of(row["findings"]) for row in rows}

    def joined(self, stories: set[str]) -> dict[str, str]:
        """What the actors of some stories are called across all."""
        rows = self._rows("joined", pc.field("story_id").isin(sorted(stories)), ["actor_id", "joined"])
        return {row["actor_id"]: row["joined"] for row in rows}

    def _data(self, name: str, part: str = "store/") -> Any:
        return ds.dataset(f"{self.folder}/{part}{name}.parquet", format="parquet")

    def _rows(self, name: str, where: Any = None, columns: list[str] | None = None) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._data(name).to_table(filter=where, columns=columns).to_pylist()
        return found


def _slice(row: dict[str, Any], items: set[str]) -> Mapped:
    intake = _intake_of(row["intake"])
    parts = zip(intake.items, row["readings"], row["inputs"], strict=False)
    kept = [(item, _reading_of(reading), _input_of(given)) for item, reading, given in parts if item.item_id in items]
    own = {item.item_id for item, _, _ in kept}
    issues = tuple(i for i in intake.issues if i.item_id is None or i.item_id in own)
    slim = msgspec.structs.replace(intake, items=tuple(item for item, _, _ in kept), issues=issues)
    return _raw_of(row["raw"]), slim, tuple(r for _, r, _ in kept), tuple(g for _, _, g in kept)


_raw_of, _intake_of = batches.decoder(RawCapture), batches.decoder(Intake)
_reading_of, _input_of, _issue_of = batches.decoder(Reading), batches.decoder(LinkInput), batches.decoder(Issue)
_passage_of, _origin_of = batches.decoder(Passage), batches.decoder(Origin)
_member_of, _findings_of = batches.decoder(StoryMember), batches.decoder(Findings)
_asked_of = batches.decoder(tuple[ClaimAsked, ...])

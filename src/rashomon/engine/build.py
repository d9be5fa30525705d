"""A build: captures into a case, step by step, each step whole before the next is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

import msgspec

from ..case.queries import CaseReader
from ..case.store import CaseWriter, Relinked
from ..comparing.across import join_actors, join_reasons
from ..comparing.asked import read_asked
from ..intake.containers import captures_in
from ..intake.usermeta import read_meta, with_meta
from ..linking.link import Linking
from ..model.captures import Issue, RawCapture
from ..model.findings import Actor, ClaimAsked, Findings, Story
from ..model.settings import Settings
from . import plan
from .local import LocalEngine, default_jobs
from .progress import Progress, Watch


class Built(msgspec.Struct, frozen=True):
    """What a build did."""

    captures_added: int
    captures_known: int
    items_added: int
    input_issues: int
    stories_compared: int
    items_relinked: int = 0
    """Items of the case whose passages with one another the new ones changed, by making words common."""
    merged: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Stories, each with the earlier ones that it now holds together because something that came joins them."""
    items_linked_again: int = 0
    """Items of the case of which anything was linked again because of the new ones; of all others the links stand."""


def build(
    paths: Iterable[str],
    case: str,
    settings: Settings | None = None,
    *,
    jobs: int | None = None,
    watch: Watch = lambda _: None,
) -> Built:
    """Makes the case, or adds to it; running it again adds nothing, and a build that was killed continues.

    Raises CaseError where the case cannot be used.
    """
    settings = settings or Settings()
    asked = read_asked(settings.comparing.claims) if settings.comparing.claims else ()
    with CaseWriter(case, plan.made_by(settings)) as writer, LocalEngine(jobs or default_jobs()) as engine:
        counts = _Counts()
        _map(writer, paths, settings, engine, watch, counts)
        relinked = _link(writer, settings, engine.jobs, watch)
        compared = _compare(writer, settings, asked, engine, watch)
        if writer.needs_join():
            _join(writer)
        return Built(counts.added, counts.known, counts.items, counts.issues, compared, relinked.items, relinked.merged,
                     relinked.again)  # fmt: skip


class _Counts:
    """Counted while captures stream by."""

    def __init__(self) -> None:
        self.added = self.known = self.items = self.issues = 0
        self.twins: list[tuple[str, str]] = []


def _map(
    writer: CaseWriter, paths: Iterable[str], settings: Settings, engine: LocalEngine, watch: Watch, counts: _Counts
) -> None:
    fresh = _fresh(writer, paths, settings, counts)
    mapped = engine.run(partial(plan.map_capture, settings=settings), fresh, crashed=plan.crashed)
    for raw, made in mapped:
        writer.add_capture(raw, made.intake, made.readings, made.inputs)
        counts.added += 1
        counts.items += len(made.intake.items)
        watch(Progress("reading", counts.added + counts.known, None))
    for capture_id, path in counts.twins:
        counts.known += writer.notes_path(capture_id, path, {})


def _fresh(writer: CaseWriter, paths: Iterable[str], settings: Settings, counts: _Counts) -> Iterator[RawCapture]:
    """Captures that the case does not have yet; each is handed on once, its other paths are kept in `counts.twins`."""
    yield from writer.stale_captures()
    under_way: set[str] = set()
    meta = read_meta(settings.intake.meta) if settings.intake.meta else {}
    for given in captures_in(paths, settings.intake):
        found = with_meta(given, meta) if meta and isinstance(given, RawCapture) else given
        if isinstance(found, Issue):
            counts.issues += 1
            writer.add_input_issue(found)
        elif found.capture_id in under_way:
            counts.twins.append((found.capture_id, found.path))
        elif writer.knows(found):
            counts.known += 1
        else:
            under_way.add(found.capture_id)
            yield found


_MANY = 2000
"""Items from which on further processes line up texts sooner than they start."""


def _link(writer: CaseWriter, settings: Settings, jobs: int, watch: Watch) -> Relinked:
    """Links the whole collection where it is not what was linked last; what that changed of what was known."""
    key = writer.linked_key()
    if writer.is_linked(key):
        return Relinked(0, ())
    watch(Progress("linking", 0, None))
    how = msgspec.structs.replace(settings.linking, processes=jobs if writer.count_items() >= _MANY else 1)
    with Linking(writer.link_inputs(), how, held=writer, kept=writer.kept_links()) as linking:
        changed = writer.set_links(linking.parts(), key, gone=linking.gone, kept=linking.keep)
    watch(Progress("linking", 1, 1))
    return changed


def _compare(
    writer: CaseWriter, settings: Settings, asked: tuple[ClaimAsked, ...], engine: LocalEngine, watch: Watch
) -> int:
    done = 0
    writer.note_asked(asked)
    tasks = writer.stories(asked)
    step = partial(_compare_one, settings=settings)
    for (_, key), findings in engine.run(step, tasks, crashed=_compare_crashed):
        writer.add_findings(findings, key)
        done += 1
        watch(Progress("comparing", done, None))
    return done


def _compare_one(task: tuple[Story, str], settings: Settings) -> Findings:
    return plan.compare_story(task[0], settings)


def _compare_crashed(task: tuple[Story, str]) -> Findings:
    return plan.story_crashed(task[0])


def _join(writer: CaseWriter) -> None:
    """Actors of different stories that are one, under one id."""
    actors = list(writer.story_actors())
    joined = join_actors(actors)
    groups: dict[str, list[Actor]] = {}
    for actor in actors:
        groups.setdefault(joined.get(actor.actor_id, actor.actor_id), []).append(actor)
    writer.set_actors(
        {a.actor_id: joined.get(a.actor_id, a.actor_id) for a in actors},
        [merge_actor(actor_id, groups[actor_id]) for actor_id in sorted(groups)],
    )


def compare_again(case: str, evidence: Iterable[str]) -> int:
    """Compares anew the stories of judged places (`SHA256/ordinal/start-end`), as the build that made the case did.

    Nothing else is looked at: no capture is read again, whatever tagger read it, and asked claims stay asked.
    """
    with CaseReader(case) as reader:
        made_by = reader.meta.get("made_by") or plan.made_by(Settings())
    with CaseWriter(case, made_by) as writer:
        only = {found for place in evidence if (found := writer.story_of(place))}
        done = 0
        for story, key in writer.stories(writer.asked(), only):
            writer.add_findings(plan.compare_story(story, Settings()), key)
            done += 1
        if writer.needs_join():
            _join(writer)
        return done


def merge_actor(actor_id: str, parts: list[Actor]) -> Actor:
    """One actor of several stories; its name is the longest that any of them has, ties by letters."""
    names = sorted({p.name for p in parts}, key=lambda n: (-len(n), n))
    return Actor(
        actor_id=actor_id,
        name=names[0],
        kind=min((p.kind for p in parts if p.kind), default=None),
        aliases=tuple(sorted({a for p in parts for a in p.aliases})),
        story_ids=tuple(sorted({s for p in parts for s in p.story_ids})),
        reasons=(*join_reasons(parts), *sorted({r for p in parts for r in p.reasons})),
    )

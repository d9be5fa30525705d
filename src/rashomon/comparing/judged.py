"""A person's judgements laid over a story's findings: the findings are made anew each time, the judgements stay.

A judgement names a place, not a group, since groups change as items join. One that fits nothing any more is an Issue.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import msgspec

from ..model.captures import Issue
from ..model.findings import Actor, Cast, Findings, Judgement, Lineage, Version
from ..model.ids import content_id
from ..model.readings import Attribution, Reading

STANCES = ("asserts", "denies", "questions", "endorses", "concedes")
_PLACE = re.compile(r"(?P<item>[^/\s]+)/(?P<start>\d+)-(?P<end>\d+)")


class Place(msgspec.Struct, frozen=True):
    """Where a judgement points: `ITEM/START-END`."""

    item_id: str
    start: int
    end: int

    def meets(self, item_id: str, start: int, end: int) -> bool:
        """Whether it shares a character with a span of an item."""
        return self.item_id == item_id and self.start < end and start < self.end


def place_of(text: str | None) -> Place | None:
    """The place that a text names, or None.

    >>> place_of("i12/3-9")
    Place(item_id='i12', start=3, end=9)
    """
    match = _PLACE.fullmatch(text or "")
    return Place(match["item"], int(match["start"]), int(match["end"])) if match else None


def apply_judgements(findings: Findings, judgements: tuple[Judgement, ...]) -> Findings:
    """The findings with every judgement laid over them, in the order of their time; a later one wins."""
    issues: list[Issue] = []
    for judgement in sorted(judgements, key=lambda j: (j.when, j.evidence, j.verdict, j.value or "", j.who)):
        place = place_of(judgement.evidence)
        step = _STEPS.get(judgement.verdict)
        done = step(findings, place, judgement) if step and place else None
        if done is None:
            message = f"{judgement.who} judged “{judgement.verdict}” at {judgement.evidence}, which fits no finding now"
            issues.append(Issue(None, place.item_id if place else None, "comparing", "judgement_unapplied", message))
        else:
            findings = done
    return msgspec.structs.replace(findings, issues=(*findings.issues, *issues)) if issues else findings


def _note(findings: Findings, place: Place, judgement: Judgement) -> Findings:
    return findings


def _wrong_speaker(findings: Findings, place: Place, judgement: Judgement) -> Findings | None:
    """Gives the innermost attribution there the named speaker, or none, and every finding that rests on it."""
    reading = next((r for r in findings.readings if r.item_id == place.item_id), None)
    wrong = _innermost(reading, place) if reading else None
    if reading is None or wrong is None:
        return None
    name = judgement.value or None
    actor = next((a for a in findings.cast.actors if name and name in (a.name, *a.aliases)), None)
    entity = _entity_of(findings.cast, place.item_id, actor)
    changed = msgspec.structs.replace(wrong, speaker=name, entity=entity, reason=f"judged by {judgement.who}")
    own = tuple(changed if a.attribution_id == wrong.attribution_id else a for a in reading.attributions)
    new = msgspec.structs.replace(reading, attributions=own)
    return msgspec.structs.replace(
        findings,
        readings=tuple(new if r.item_id == new.item_id else r for r in findings.readings),
        positions=tuple(
            msgspec.structs.replace(p, actor=name, actor_id=actor.actor_id if actor else None)
            if p.attribution_id == wrong.attribution_id
            else p
            for p in findings.positions
        ),
        lineages=tuple(_with_speaker(line, wrong, name, actor) for line in findings.lineages),
    )


def _innermost(reading: Reading, place: Place) -> Attribution | None:
    held = [
        (c.end - c.start, a.attribution_id, a)
        for a in reading.attributions
        for c in a.content
        if place.meets(reading.item_id, c.start, c.end)
    ]
    return min(held, key=lambda h: h[:2])[2] if held else None


def _entity_of(cast: Cast, item_id: str, actor: Actor | None) -> int | None:
    if actor is None:
        return None
    return min((e for e, a in cast.of.get(item_id, {}).items() if a == actor.actor_id), default=None)


def _with_speaker(line: Lineage, wrong: Attribution, name: str | None, actor: Actor | None) -> Lineage:
    """A lineage takes the judged speaker where all its attributed versions rest on that attribution."""
    resting = {v.attribution_id for v in line.versions if v.attribution_id}
    if resting != {wrong.attribution_id} and line.speaker != wrong.speaker:
        return line
    if wrong.attribution_id not in resting:
        return line
    return msgspec.structs.replace(line, speaker=name, actor_id=actor.actor_id if actor else None)


def _wrong_stance(findings: Findings, place: Place, judgement: Judgement) -> Findings | None:
    """Gives the positions there the named stance, or takes them away where none is named."""
    hit = [p for p in findings.positions if place.meets(p.item_id, p.start, p.end)]
    if not hit or (judgement.value and judgement.value not in STANCES):
        return None
    kept = []
    for position in findings.positions:
        if position not in hit:
            kept.append(position)
        elif judgement.value:
            kept.append(msgspec.structs.replace(position, stance=judgement.value))
    return msgspec.structs.replace(findings, positions=tuple(kept))


def _not_same(findings: Findings, place: Place, judgement: Judgement) -> Findings | None:
    """Takes a version out of its lineage; a lineage of one version is none."""
    lineages, hit = [], False
    for line in findings.lineages:
        kept = tuple(v for v in line.versions if not place.meets(v.item_id, v.start, v.end))
        hit = hit or len(kept) < len(line.versions)
        if len(kept) == len(line.versions):
            lineages.append(line)
        elif len(kept) > 1:
            lineages.append(msgspec.structs.replace(line, versions=kept))
    return msgspec.structs.replace(findings, lineages=tuple(lineages)) if hit else None


def _same(findings: Findings, place: Place, judgement: Judgement) -> Findings | None:
    """Joins the lineages, or the bare attributions, at two places into one."""
    other = place_of(judgement.value)
    if other is None:
        return None
    first, second = (_line_at(findings, p) for p in (place, other))
    a, b = first or _bare(findings, place), second or _bare(findings, other)
    if a is None or b is None:
        return None
    versions = tuple(sorted({*a.versions, *b.versions}, key=lambda v: (v.item_id, v.start, v.end)))
    fullest = max((a, b), key=lambda line: (len(line.wording), line.wording))
    joined = msgspec.structs.replace(fullest, versions=versions)
    rest = tuple(line for line in findings.lineages if line not in (first, second))
    return msgspec.structs.replace(findings, lineages=tuple(sorted((*rest, joined), key=lambda x: x.lineage_id)))


def _line_at(findings: Findings, place: Place) -> Lineage | None:
    for line in findings.lineages:
        if any(place.meets(v.item_id, v.start, v.end) for v in line.versions):
            return line
    return None


def _bare(findings: Findings, place: Place) -> Lineage | None:
    """A lineage of the one attribution at a place that is in none."""
    reading = next((r for r in findings.readings if r.item_id == place.item_id), None)
    said = _innermost(reading, place) if reading else None
    if said is None or not said.content:
        return None
    actor = findings.cast.actor_id(place.item_id, said.entity)
    versions = tuple(Version(place.item_id, said.attribution_id, c.start, c.end, c.text, "full") for c in said.content)
    line_id = content_id("q", findings.story_id, place.item_id, said.content[0].start)
    return Lineage(line_id, findings.story_id, said.speaker, actor, said.content[0].text, versions)


def _actor_at(findings: Findings, place: Place) -> str | None:
    reading = next((r for r in findings.readings if r.item_id == place.item_id), None)
    for mention in reading.mentions if reading else ():
        if place.meets(place.item_id, mention.start, mention.end) and mention.entity is not None:
            return findings.cast.actor_id(place.item_id, mention.entity)
    return None


def _rename(findings: Findings, place: Place, judgement: Judgement) -> Findings | None:
    """Gives the actor mentioned there another name."""
    actor_id = _actor_at(findings, place)
    if actor_id is None or not judgement.value:
        return None
    actors = tuple(
        msgspec.structs.replace(
            a, name=judgement.value, aliases=tuple(sorted({*a.aliases, a.name})),
            reasons=(*a.reasons, f"named by {judgement.who}"), names=tuple(sorted({*a.names, judgement.value})),
        ) if a.actor_id == actor_id else a
        for a in findings.cast.actors
    )  # fmt: skip
    return msgspec.structs.replace(findings, cast=Cast(actors, findings.cast.of))


def _merge(findings: Findings, place: Place, judgement: Judgement) -> Findings | None:
    """Makes the actors mentioned at two places one."""
    other = place_of(judgement.value)
    kept, gone = _actor_at(findings, place), _actor_at(findings, other) if other else None
    if kept is None or gone is None:
        return None
    if kept == gone:
        return findings
    by_id = {a.actor_id: a for a in findings.cast.actors}
    one = msgspec.structs.replace(
        by_id[kept],
        aliases=tuple(sorted({*by_id[kept].aliases, *by_id[gone].aliases, by_id[gone].name})),
        reasons=(*by_id[kept].reasons, f"joined by {judgement.who}"),
        names=tuple(sorted({*by_id[kept].names, *by_id[gone].names})),
    )
    actors = tuple(one if a.actor_id == kept else a for a in findings.cast.actors if a.actor_id != gone)
    of = {i: {e: kept if a == gone else a for e, a in es.items()} for i, es in findings.cast.of.items()}
    moved = {gone: kept}
    return msgspec.structs.replace(
        findings,
        cast=Cast(actors, of),
        lineages=tuple(msgspec.structs.replace(x, actor_id=_moved(x.actor_id, moved)) for x in findings.lineages),
        positions=tuple(msgspec.structs.replace(x, actor_id=_moved(x.actor_id, moved)) for x in findings.positions),
    )


def _moved(actor_id: str | None, moved: dict[str, str]) -> str | None:
    return moved.get(actor_id, actor_id) if actor_id else None


Step = Callable[[Findings, Place, Judgement], Findings | None]

_STEPS: dict[str, Step] = {
    "note": _note,
    "wrong_speaker": _wrong_speaker,
    "wrong_stance": _wrong_stance,
    "not_same": _not_same,
    "same": _same,
    "rename": _rename,
    "merge": _merge,
}
VERDICTS = tuple(_STEPS)

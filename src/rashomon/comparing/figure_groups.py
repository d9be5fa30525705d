"""Figures about the same thing: which agree, are revised, conflict, or cannot be compared."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from ..model.findings import Cast, FigureGroup, Story
from ..model.ids import content_id
from ..reading.figure_records import ONE_PERSON
from .figure_clusters import PEOPLE, SURE_VALUE, Cluster, Seen, clusters_of, common_stems, is_vague, seen_of, weight
from .figure_scopes import HELD, LENGTHS
from .figure_verdicts import Counted, go_together, in_order, judge
from .grouping import DisjointSets
from .surroundings import Surroundings, surroundings_of

_PAIR = 3
"""Things up to this that are known already ("the two leaders") nobody counts. (Our choice.)"""
MAX_NEIGHBOURS = 30
"""Clusters of another value with which a cluster is compared at most."""
MAX_JUDGED = 60
"""Distinct figures of a group that are compared two by two for the verdict."""


def group_figures(
    story: Story, cast: Cast, surroundings: dict[str, Surroundings] | None = None
) -> tuple[FigureGroup, ...]:
    """The figure groups of a story, sorted by id: figures of two accounts about the same thing."""
    seen = [s for around in (surroundings or surroundings_of(story)).values() for s in seen_of(around)]
    common = common_stems(seen)
    clusters = clusters_of(seen, common)
    groups = [g for g in _linked(clusters, common) if _worth_a_row(g)]
    return tuple(sorted((_group(story, g) for g in groups), key=lambda g: g.group_id))


def _worth_a_row(members: Sequence[Seen]) -> bool:
    """Whether two accounts have it, and one of them says more than "billions".

    "The two countries" are known, and no count; "the second gate" and "the third gate" are no two counts of gates. An
    account and its later saving are one account, which tells something only where its count has changed.
    """
    telling = any(m.head or not is_vague(m.figure) for m in members)
    unlike = len({(m.figure.low, m.figure.high) for m in members}) > 1
    counts = not (unlike and any(m.ordinal for m in members))
    accounts = {m.counted.account for m in members}
    if all(m.known and m.figure.unit is None and m.figure.action is None for m in members):
        telling = telling and max(m.figure.low or 0 for m in members) > _PAIR
    return telling and counts and (len(accounts) > 1 or (unlike and len({m.item_id for m in members}) > 1))


def _linked(clusters: Sequence[Cluster], common: frozenset[str]) -> list[list[Seen]]:
    """Clusters of other values that count the same thing, joined two by two; the surest first.

    An account that has both values counts two things with them, so its clusters stay apart, with exceptions for tolls.
    """
    sets = DisjointSets(len(clusters))
    members = {n: c.members for n, c in enumerate(clusters)}
    items = {n: c.items for n, c in enumerate(clusters)}
    for _, a, b in sorted(_neighbours(clusters, common), key=lambda x: (-x[0], x[1], x[2])):
        one, two = sets.find(a), sets.find(b)
        shared = items[one] & items[two]
        if one == two or (shared and not _one_toll(clusters[a], clusters[b], members[one], members[two], shared)):
            continue
        sets.join(one, two)
        root, other = sorted((one, two))
        members[root] = members[root] + members.pop(other)
        items[root] = items[root] | items.pop(other)
    return [members[n] for n in sorted(members)]


def _one_toll(a: Cluster, b: Cluster, one: Sequence[Seen], two: Sequence[Seen], shared: set[str]) -> bool:
    """Whether accounts that have two values tell of one count: the same number with another bound, or one toll.

    A toll is told by two authorities, or by one that revised it.
    """
    if a.value == b.value:
        return True
    if a.cores != {PEOPLE} or b.cores != {PEOPLE} or not (a.actions & b.actions) - {None}:
        return False
    return _is_revised(a.members, b.members) or all(_two_voices(one, two, item) for item in shared)


def _is_revised(one: Sequence[Seen], two: Sequence[Seen]) -> bool:
    """Whether one authority gives both values, in accounts of two days."""
    firsts = {m.counted.figure.speaker: m.counted for m in reversed(one) if m.counted.figure.speaker}
    return any(
        (first := firsts.get(m.counted.figure.speaker or "")) is not None and in_order(first, m.counted) is not None
        for m in two[:MAX_JUDGED]
    )


def _two_voices(one: Sequence[Seen], two: Sequence[Seen], item: str) -> bool:
    """Whether an account gives values to other authorities, its headline being one; its own narration is none."""
    voices = [{m.voice for m in part if m.item_id == item} - {None} for part in (one, two)]
    return all(voices) and not voices[0] & voices[1]


def _neighbours(clusters: Sequence[Cluster], common: frozenset[str]) -> Iterator[tuple[float, int, int]]:
    by_head: dict[tuple[str, str], list[int]] = defaultdict(list)
    for n, c in enumerate(clusters):
        for s in sorted(_keys(c)):
            by_head[(c.members[0].figure.unit or "", s)].append(n)
    for a, c in enumerate(clusters):
        shared: Counter[int] = Counter()
        for s in _keys(c):
            for b in by_head[(c.members[0].figure.unit or "", s)][:400]:
                if b > a:
                    shared[b] += 1
        for b, _ in sorted(shared.items(), key=lambda x: (-x[1], x[0]))[:MAX_NEIGHBOURS]:
            points = _other_value_points(c, clusters[b], common)
            if points > 0:
                yield points, a, b


def _keys(c: Cluster) -> set[str]:
    """What brings two clusters together: what they count, or where that is not said (money) the words near by."""
    keys: set[str] = {core for core in c.cores if core} or set(c.near)
    return keys | {f"{c.value:g}"} if c.value >= SURE_VALUE else keys


def _other_value_points(a: Cluster, b: Cluster, common: frozenset[str]) -> float:
    """How much speaks for two clusters of other values counting the same thing; 0 where too little does."""
    acts = {x for x in a.actions if x}, {x for x in b.actions if x}
    if acts[0] and acts[1] and not acts[0] & acts[1]:
        return 0.0
    head = frozenset(a.head.keys() & b.head.keys())
    near = frozenset(a.near.keys() & b.near.keys()) - head
    wide = frozenset(a.wide.keys() & b.wide.keys()) - head - near
    together = any(go_together(x.counted, y.counted) for x in a.members[:3] for y in b.members[:3])
    action = 1.5 if acts[0] & acts[1] else 0.0
    if (a.cores and b.cores and not a.cores & b.cores) or not _may_be_one_count(a, b):
        return 0.0
    if any(is_vague(m.figure) for m in (a.members[0], b.members[0])) and not head:
        return 0.0
    points = 1.5 * min(2, len(head)) + action + weight(near, common) + 0.5 * weight(wide, common) + _closeness(a, b)
    return points if points >= (2.5 if together else 4.0) else 0.0


def _may_be_one_count(a: Cluster, b: Cluster) -> bool:
    """Whether two values can be told of one thing: not one person told of alone, nor shares or ways of no known whole.

    Shares, ages and distances without a noun must name the same holder or place.
    """
    if any(m.figure.reason == ONE_PERSON for c in (a, b) for m in c.members[:1]):
        return False
    unit = a.members[0].figure.unit
    if (unit in HELD or unit in LENGTHS) and not (a.cores and b.cores):
        return any(x.scope & y.scope for x in a.members[:3] for y in b.members[:3])
    return True


def _closeness(a: Cluster, b: Cluster) -> float:
    """Points for values of one size: two counts of one thing seldom differ by more than half."""
    small, large = sorted((abs(a.value), abs(b.value)))
    if small <= 0:
        return 0.0
    return 1.5 if large <= 1.15 * small else 0.75 if large <= 1.5 * small else 0.0 if large <= 4 * small else -1.5


def _origin(c: Counted) -> tuple[str | None, str | None, str | None, bool]:
    """Whose figure it is, of when, and whether it is a part."""
    return c.published, c.outlet, c.figure.speaker, c.part


def _group(story: Story, members: Sequence[Seen]) -> FigureGroup:
    ids = tuple(sorted({m.figure.figure_id for m in members}))
    distinct = {(m.key, _origin(m.counted)): m for m in reversed(members)}
    verdict = judge([m.counted for m in distinct.values()][:MAX_JUDGED])
    names = Counter(m.figure.counted for m in members if m.figure.counted)
    counted = min(names, key=lambda n: (-names[n], len(n), n)) if names else members[0].figure.unit or "count"
    return FigureGroup(
        group_id=content_id("g", story.story_id, ids),
        story_id=story.story_id,
        counted=counted,
        verdict=verdict.verdict,
        agree=verdict.verdict == "agree",
        figure_ids=ids,
        reason=verdict.reason,
    )

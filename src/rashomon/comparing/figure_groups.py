"""Figures about the same thing: which agree, are revised, conflict, or cannot be compared."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from ..language.packs import load_pack
from ..language.tokens import words as tokens_of
from ..model.findings import Cast, FigureGroup, Story
from ..model.ids import content_id
from ..model.readings import Figure
from .figure_verdicts import Counted, go_together, judge
from .grouping import DisjointSets
from .surroundings import Around, Surroundings, surroundings_of
from .vocabulary import Vocabulary
from .wordings import compared_words, content_stem, stem

SURE_VALUE = 1_000_000
"""A value of this size is hardly met twice by chance."""
_COMMON_UNITS = ("percent", "year", "rank")
"""Units whose small values are met everywhere."""
MAX_CLUSTERS = 40
"""Clusters of one value and unit with which a figure is compared at most, newest first: keeps the cost linear."""
MAX_NEIGHBOURS = 30
"""Clusters of another value with which a cluster is compared at most."""
MAX_JUDGED = 60
"""Distinct figures of a group that are compared two by two for the verdict."""


class _Seen:
    """A figure in its surroundings."""

    def __init__(self, figure: Figure, account: Surroundings) -> None:
        item, vocab = account.account.item, account.vocabulary
        self.figure = figure
        self.ordinal = _is_ordinal(figure, vocab)
        self.item_id = item.item_id
        self.around: Around = account.around(figure.start, figure.end)
        self.head = head_stems(figure, vocab)
        self.core = core_of(figure, vocab)
        before = account.text[max(0, figure.start - 24) : figure.start]
        self.counted = Counted(
            figure,
            item.item_id,
            item.published,
            approximate=_has(figure.modifier or "", vocab, "approximate"),
            part=_ends_with(before, vocab, "part"),
            outlet=item.publisher,
            loose=_is_loose(figure, vocab.language),
        )

    @property
    def key(self) -> tuple[str, float | None, float | None]:
        """Unit and value."""
        return self.figure.unit or "", self.figure.low, self.figure.high


class _Cluster:
    """Figures of one value that count the same thing."""

    def __init__(self, first: _Seen) -> None:
        self.members = [first]
        self.near: Counter[str] = Counter(first.around.near)
        self.wide: Counter[str] = Counter(first.around.wide)
        self.head: Counter[str] = Counter(first.head)
        self.cores = {first.core} - {None}
        self.actions = {first.figure.action}

    def add(self, seen: _Seen) -> None:
        """Takes a figure in."""
        self.members.append(seen)
        self.near.update(seen.around.near)
        self.wide.update(seen.around.wide)
        self.head.update(seen.head)
        self.cores |= {seen.core} - {None}
        self.actions.add(seen.figure.action)

    @property
    def items(self) -> set[str]:
        """The accounts that have it."""
        return {m.item_id for m in self.members}


_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th|\.|-й|-я|-е|er|ère|e|º|ª)")
"""A number with an ordinal's ending, in the languages of the packs."""


def group_figures(
    story: Story, cast: Cast, surroundings: dict[str, Surroundings] | None = None
) -> tuple[FigureGroup, ...]:
    """The figure groups of a story, sorted by id: figures of two accounts about the same thing."""
    seen = [s for around in (surroundings or surroundings_of(story)).values() for s in _of_account(around)]
    common = _common(seen)
    clusters = _clusters(seen, common)
    groups = [g for g in _linked(clusters, common) if _worth_a_row(g)]
    return tuple(sorted((_group(story, g) for g in groups), key=lambda g: g.group_id))


def _worth_a_row(members: Sequence[_Seen]) -> bool:
    """Whether two accounts have it, and one of them says more than "billions".

    "The second gate" and "the third gate" are two gates, and no two counts of gates.
    """
    telling = any(m.head or not is_vague(m.figure) for m in members)
    unlike = len({(m.figure.low, m.figure.high) for m in members}) > 1
    counts = not (unlike and any(m.ordinal for m in members))
    return telling and counts and len({m.item_id for m in members}) > 1


def _of_account(account: Surroundings) -> Iterator[_Seen]:
    for figure in account.account.reading.figures:
        if (figure.low is None and figure.high is None) or _is_mere_one(figure):
            continue
        yield _Seen(figure, account)


def _is_ordinal(figure: Figure, vocab: Vocabulary) -> bool:
    """Whether the number tells which one it is, not how many there are ("the second gate", "the 3rd gate")."""
    word = figure.number.text.lower()
    return (word,) in vocab.groups["ordinal"] or _ORDINAL.fullmatch(word) is not None


def _is_mere_one(figure: Figure) -> bool:
    """Whether a figure is "one" of something that nothing happened to: an article rather than a count."""
    return figure.low == figure.high == 1 and not (figure.unit or figure.action or figure.modifier)


def _is_loose(figure: Figure, language: str) -> bool:
    """Whether a value is put in a word for about so many ("a dozen")."""
    words = load_pack(language).section("figures").get("dozen", {}).get("words", {})
    return not words.keys().isdisjoint(t.text.lower() for t in tokens_of(figure.number.text))


def head_stems(figure: Figure, vocab: Vocabulary) -> frozenset[str]:
    """The stems of what a figure counts and of what happened to it."""
    words = compared_words(figure.counted or "", vocab)
    return frozenset(s for w in words if (s := content_stem(w.norm, vocab.language)) is not None)


def core_of(figure: Figure, vocab: Vocabulary) -> str | None:
    """The stem of the noun that a figure counts: the last one, what happened to it aside."""
    words = [w.norm for w in compared_words(figure.counted or "", vocab)]
    lang = vocab.language
    nouns = [w for w in words if not vocab.is_function(w) and not w[0].isdigit()]
    if len(nouns) > 1 and figure.action and stem(nouns[-1], lang) == stem(figure.action, lang):
        nouns.pop()
    if nouns and figure.text[figure.number.end - figure.start :][:1] in ("-", "‑"):
        return stem(nouns[0], lang)  # in "a six-page letter" pages are counted
    return stem(nouns[-1], lang) if nouns else None


def _has(text: str, vocab: Vocabulary, group: str) -> bool:
    norms = [w.norm for w in compared_words(text, vocab)]
    phrases = vocab.groups[group]
    return any(tuple(norms[i:j]) in phrases for i in range(len(norms)) for j in range(i + 1, len(norms) + 1))


def _ends_with(text: str, vocab: Vocabulary, group: str) -> bool:
    norms = [w.norm for w in compared_words(text, vocab)][-3:]
    return any(tuple(norms[i:]) in vocab.groups[group] for i in range(len(norms)))


def _common(seen: Sequence[_Seen]) -> frozenset[str]:
    """Stems that stand around more than a quarter of the story's figures tell nothing apart."""
    counts = Counter(s for x in seen for s in x.around.wide)
    limit = max(4, len(seen) // 4)
    return frozenset(s for s, n in counts.items() if n > limit)


def _clusters(seen: Sequence[_Seen], common: frozenset[str]) -> list[_Cluster]:
    """Figures of equal unit and value that count the same thing."""
    by_key: dict[tuple[str, float | None, float | None], list[_Cluster]] = defaultdict(list)
    for x in seen:
        scored = [(_same_value_points(x, c, common), -n) for n, c in enumerate(by_key[x.key][-MAX_CLUSTERS:])]
        points, place = max(scored, default=(-1.0, 0))
        if points >= _needed(x.figure):
            by_key[x.key][-MAX_CLUSTERS:][-place].add(x)
        else:
            by_key[x.key].append(_Cluster(x))
    return [c for key in sorted(by_key, key=str) for c in by_key[key]]


def _same_value_points(x: _Seen, cluster: _Cluster, common: frozenset[str]) -> float:
    """How much speaks for a figure counting what a cluster of the same value counts."""
    if not _actions_fit(x.figure.action, cluster):
        return -1.0
    head = x.head & cluster.head.keys()
    near = (x.around.near & cluster.near.keys()) - head
    wide = (x.around.wide & cluster.wide.keys()) - head - near
    return 2.0 * bool(head) + _weight(near, common) + 0.5 * _weight(wide, common)


def _weight(stems: frozenset[str], common: frozenset[str]) -> float:
    return sum(0.5 if s in common else 1.0 for s in stems)


def _actions_fit(action: str | None, cluster: _Cluster) -> bool:
    return action is None or None in cluster.actions or action in cluster.actions


def _needed(figure: Figure) -> float:
    """The points that make two equal values one count: the rarer the value, the fewer.

    A vague one ("dozens", "billions") says so little that what it counts must be the same in several words.
    """
    value = figure.low if figure.low is not None else figure.high or 0.0
    if is_vague(figure):
        return 3.5
    digits = len(f"{value:.0f}".strip("0")) if value == int(value) else len(f"{value:g}") - 1
    if value >= SURE_VALUE or (digits >= 2 and value >= 1000):
        return 0.0
    if digits >= 3 or value >= 1000:
        return 1.0
    if digits == 2:
        return 1.0 if figure.unit not in (None, *_COMMON_UNITS) else 2.0
    return 2.0 if figure.unit else 2.5


def is_vague(figure: Figure) -> bool:
    """Whether a figure is a word for many: a closed range whose end is twice its beginning or more."""
    low, high = figure.low, figure.high
    return low is not None and high is not None and low < high and high >= 2 * low


def _linked(clusters: Sequence[_Cluster], common: frozenset[str]) -> list[list[_Seen]]:
    """Clusters of other values that count the same thing, joined two by two; the surest first.

    An account that has both values counts two things with them, so its clusters stay apart.
    """
    sets = DisjointSets(len(clusters))
    items = {n: c.items for n, c in enumerate(clusters)}
    for _, a, b in sorted(_neighbours(clusters, common), key=lambda x: (-x[0], x[1], x[2])):
        one, two = sets.find(a), sets.find(b)
        if one != two and not items[one] & items[two]:
            sets.join(one, two)
            items[sets.find(one)] = items[one] | items[two]
    by_root: dict[int, list[_Seen]] = defaultdict(list)
    for n, c in enumerate(clusters):
        by_root[sets.find(n)] += c.members
    return [by_root[n] for n in sorted(by_root)]


def _neighbours(clusters: Sequence[_Cluster], common: frozenset[str]) -> Iterator[tuple[float, int, int]]:
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


def _keys(c: _Cluster) -> set[str]:
    """What brings two clusters together: what they count, or where that is not said (money) the words near by."""
    keys: set[str] = {core for core in c.cores if core} or set(c.near)
    value = c.members[0].figure.low or c.members[0].figure.high or 0.0
    return keys | {f"{value:g}"} if value >= SURE_VALUE else keys


def _other_value_points(a: _Cluster, b: _Cluster, common: frozenset[str]) -> float:
    """How much speaks for two clusters of other values counting the same thing; 0 where too little does."""
    acts = {x for x in a.actions if x}, {x for x in b.actions if x}
    if acts[0] and acts[1] and not acts[0] & acts[1]:
        return 0.0
    head = frozenset(a.head.keys() & b.head.keys())
    near = frozenset(a.near.keys() & b.near.keys()) - head
    wide = frozenset(a.wide.keys() & b.wide.keys()) - head - near
    together = any(go_together(x.counted, y.counted) for x in a.members[:3] for y in b.members[:3])
    action = 1.5 if acts[0] & acts[1] else 0.0
    if a.cores and b.cores and not a.cores & b.cores:
        return 0.0
    if any(is_vague(m.figure) for m in (a.members[0], b.members[0])) and not head:
        return 0.0
    points = 1.5 * min(2, len(head)) + action + _weight(near, common) + 0.5 * _weight(wide, common) + _closeness(a, b)
    return points if points >= (2.5 if together else 4.0) else 0.0


def _closeness(a: _Cluster, b: _Cluster) -> float:
    """Points for values of one size: two counts of one thing seldom differ by more than half."""
    one, two = (c.members[0].figure.low or c.members[0].figure.high or 0.0 for c in (a, b))
    small, large = sorted((abs(one), abs(two)))
    if small <= 0:
        return 0.0
    return 1.5 if large <= 1.15 * small else 0.75 if large <= 1.5 * small else 0.0 if large <= 4 * small else -1.5


def _origin(c: Counted) -> tuple[str | None, str | None, str | None, bool]:
    """Whose figure it is, of when, and whether it is a part."""
    return c.published, c.outlet, c.figure.speaker, c.part


def _group(story: Story, members: Sequence[_Seen]) -> FigureGroup:
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

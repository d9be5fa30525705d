"""Figures of one value and unit that count the same thing: by their noun, what happened, and the words around."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from ..language.packs import load_pack
from ..language.tokens import words as tokens_of
from ..model.readings import Figure
from .figure_scopes import HELD, Named, anybody, definite, sufferers
from .figure_verdicts import Counted
from .surroundings import Around, Surroundings
from .vocabulary import Vocabulary
from .wordings import compared_words, content_stem, stem

SURE_VALUE = 1_000_000
"""A value of this size is hardly met twice by chance."""
_COMMON_UNITS = ("percent", "year", "rank")
"""Units whose small values are met everywhere."""
FEW = 12
"""Counts up to this are met everywhere: two of them need the same noun. (Our choice.)"""
PEOPLE = "people"
"""The head of a count of people of any sort, in all languages."""
MAX_CLUSTERS = 40
"""Clusters of one value and unit with which a figure is compared at most, newest first: keeps the cost linear."""


class Seen:
    """A figure in its surroundings."""

    def __init__(self, figure: Figure, account: Surroundings, named: Named) -> None:
        item, vocab = account.account.item, account.vocabulary
        self.figure = figure
        self.language = vocab.language
        self.scope = named.scope(figure)
        self.voice = figure.speaker or ("" if figure.start < item.body_start else None)
        self.ordinal = _is_ordinal(figure, vocab)
        self.item_id = item.item_id
        self.around: Around = account.around(figure.start, figure.end)
        self.head = head_stems(figure, vocab)
        self.core = core_of(figure, vocab)
        before = account.text[max(0, figure.start - 24) : figure.start]
        self.known = before.rstrip().rpartition(" ")[2].lower() in definite(vocab.language)
        self.counted = Counted(
            figure,
            item.item_id,
            item.modified if item.revision_of and item.modified else item.published,
            approximate=_has(figure.modifier or "", vocab, "approximate"),
            part=_ends_with(before, vocab, "part"),
            outlet=item.publisher,
            loose=_is_loose(figure, vocab.language),
            account=item.revision_of or item.item_id,
        )

    @property
    def key(self) -> tuple[str, float | None, float | None]:
        """Unit and value."""
        return self.figure.unit or "", self.figure.low, self.figure.high


class Cluster:
    """Figures of one value that count the same thing, and the accounts that have it (`items`)."""

    def __init__(self, first: Seen) -> None:
        self.members = [first]
        self.value = first.figure.low if first.figure.low is not None else first.figure.high or 0.0
        self.near: Counter[str] = Counter(first.around.near)
        self.wide: Counter[str] = Counter(first.around.wide)
        self.head: Counter[str] = Counter(first.head)
        self.cores = {first.core} - {None}
        self.actions = {first.figure.action}
        self.languages = {first.language}
        self.items = {first.item_id}
        self.scopes = set(first.scope)
        self.unscoped = not first.scope

    def add(self, seen: Seen) -> None:
        """Takes a figure in."""
        self.members.append(seen)
        self.near.update(seen.around.near)
        self.wide.update(seen.around.wide)
        self.head.update(seen.head)
        self.cores |= {seen.core} - {None}
        self.actions.add(seen.figure.action)
        self.languages.add(seen.language)
        self.items.add(seen.item_id)
        self.scopes |= seen.scope
        self.unscoped = self.unscoped or not seen.scope


_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th|\.|-й|-я|-е|er|ère|e|º|ª)")
"""A number with an ordinal's ending, in the languages of the packs."""


def seen_of(account: Surroundings) -> Iterator[Seen]:
    named = Named(account.account.reading)
    for figure in account.account.reading.figures:
        if (figure.low is None and figure.high is None) or _is_mere_one(figure):
            continue
        yield Seen(figure, account, named)


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
    heads = {PEOPLE if w.norm in anybody(vocab.language) else content_stem(w.norm, vocab.language) for w in words}
    if core_of(figure, vocab) == PEOPLE:
        heads |= {PEOPLE, figure.action}
    return frozenset(head for head in heads if head is not None)


def core_of(figure: Figure, vocab: Vocabulary) -> str | None:
    """The stem of the noun that a figure counts: the last one, what happened to it aside."""
    words = [w.norm for w in compared_words(figure.counted or "", vocab)]
    lang = vocab.language
    nouns = [w for w in words if not vocab.is_function(w) and not w[0].isdigit()]
    if figure.action and nouns and all(w in sufferers(lang) or w == figure.action for w in nouns):
        return PEOPLE  # "twelve dead"
    if len(nouns) > 1 and figure.action and stem(nouns[-1], lang) == stem(figure.action, lang):
        nouns.pop()
    if nouns and figure.text[figure.number.end - figure.start :][:1] in ("-", "‑"):
        return stem(nouns[0], lang)  # in "a six-page letter" pages are counted
    if nouns and nouns[-1] in anybody(lang):
        return PEOPLE
    return stem(nouns[-1], lang) if nouns else None


def _has(text: str, vocab: Vocabulary, group: str) -> bool:
    norms = [w.norm for w in compared_words(text, vocab)]
    phrases = vocab.groups[group]
    return any(tuple(norms[i:j]) in phrases for i in range(len(norms)) for j in range(i + 1, len(norms) + 1))


def _ends_with(text: str, vocab: Vocabulary, group: str) -> bool:
    norms = [w.norm for w in compared_words(text, vocab)][-3:]
    return any(tuple(norms[i:]) in vocab.groups[group] for i in range(len(norms)))


def common_stems(seen: Sequence[Seen]) -> frozenset[str]:
    """Stems that stand around more than a quarter of the story's figures tell nothing apart."""
    counts = Counter(s for x in seen for s in x.around.wide)
    limit = max(4, len(seen) // 4)
    return frozenset(s for s, n in counts.items() if n > limit)


def clusters_of(seen: Sequence[Seen], common: frozenset[str]) -> list[Cluster]:
    """Figures of equal unit and value that count the same thing."""
    by_key: dict[tuple[str, float | None, float | None], list[Cluster]] = defaultdict(list)
    for x in seen:
        scored = [(_same_value_points(x, c, common), -n) for n, c in enumerate(by_key[x.key][-MAX_CLUSTERS:])]
        points, place = max(scored, default=(-1.0, 0))
        if points >= _needed(x.figure):
            by_key[x.key][-MAX_CLUSTERS:][-place].add(x)
        else:
            by_key[x.key].append(Cluster(x))
    return [c for key in sorted(by_key, key=str) for c in by_key[key]]


def _same_value_points(x: Seen, cluster: Cluster, common: frozenset[str]) -> float:
    """How much speaks for a figure counting what a cluster of the same value counts."""
    if not _actions_fit(x.figure.action, cluster) or _is_other_thing(x, cluster):
        return -1.0
    head = x.head & cluster.head.keys()
    near = (x.around.near & cluster.near.keys()) - head
    wide = (x.around.wide & cluster.wide.keys()) - head - near
    held = x.figure.unit in HELD and bool(x.scope & cluster.scopes)
    abroad = x.figure.action and x.core == PEOPLE and x.core in cluster.cores and x.language not in cluster.languages
    return 2.0 * bool(head) + weight(near, common) + 0.5 * weight(wide, common) + 1.5 * held + 1.0 * bool(abroad)


def _is_other_thing(x: Seen, cluster: Cluster) -> bool:
    """Whether a figure of the same value counts another thing by its noun, its holder or its place.

    One account that has a small number twice counts two things with it, where it does not name the same one again; two
    accounts name the same few things by the same noun.
    """
    named = x.core is not None and bool(cluster.cores)
    same = named and x.core in cluster.cores
    if x.item_id in cluster.items and not same and (named or _is_met_often(x.figure)):
        return True
    if named and not same and _is_met_often(x.figure) and x.language in cluster.languages:
        return True
    return bool(x.scope) and not cluster.unscoped and not x.scope & cluster.scopes


def _is_met_often(figure: Figure) -> bool:
    """Whether a value is so small, or of such a unit, that a story has it for many things."""
    value = figure.low if figure.low is not None else figure.high or 0.0
    return figure.unit in _COMMON_UNITS or (figure.unit is None and value <= FEW)


def weight(stems: frozenset[str], common: frozenset[str]) -> float:
    return sum(0.5 if s in common else 1.0 for s in stems)


def _actions_fit(action: str | None, cluster: Cluster) -> bool:
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

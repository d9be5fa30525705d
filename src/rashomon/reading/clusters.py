"""Mentions of one item that are one, while they are gathered, and the tables in which they are looked up."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from functools import lru_cache

from ..language.names import NameData, name_key, skeleton
from .spots import Spot

ACTING = {True: "government", False: "country"}
WINDOW = 60
"""Latest mentions that a pronoun may look back to."""


class Cluster:
    """Mentions that are one, while they are gathered."""

    __slots__ = (
        "codes",
        "forms",
        "gender",
        "heads",
        "kin",
        "kind",
        "links",
        "names",
        "number",
        "reasons",
        "spots",
        "titles",
        "votes",
    )

    def __init__(self, number: int) -> None:
        self.number = number
        self.kind: str | None = None
        self.gender: str | None = None
        self.names: list[tuple[str, ...]] = []
        self.kin = False
        self.titles: dict[str, None] = {}
        self.heads: set[str] = set()
        self.links: set[str] = set()
        self.codes: set[str] = set()
        self.forms: dict[str, str] = {}
        self.reasons: dict[str, str] = {}
        self.spots: list[int] = []
        self.votes = {"m": 0, "f": 0}

    @property
    def person_like(self) -> bool:
        """A person, or a name of which nothing says that it is none."""
        return self.kind in (None, "person")


class Gathering:
    """The clusters of one text; made anew for each."""

    def __init__(self, text: str, spots: Sequence[Spot], data: NameData, paragraphs: Sequence[int]) -> None:
        self.text, self.spots, self.data, self.paragraphs = text, spots, data, paragraphs
        self.clusters: list[Cluster] = []
        self.of: list[Cluster | None] = [None] * len(spots)
        self.by_word: dict[str, list[Cluster]] = {}
        self.by_key: dict[str, Cluster] = {}
        self.by_initials: dict[str, list[Cluster]] = {}
        self.by_head: dict[str, list[Cluster]] = {}
        self.described: dict[str, Cluster] = {}
        self.recent: deque[int] = deque(maxlen=WINDOW)
        self.speakers: dict[int, set[int]] = {}
        self.of_person: dict[int, int] = {}

    def _new(self) -> Cluster:
        cluster = Cluster(len(self.clusters))
        self.clusters.append(cluster)
        return cluster

    def _add(self, cluster: Cluster, i: int, reason: str) -> None:
        spot = self.spots[i]
        self.of[i] = cluster
        cluster.spots.append(i)
        if spot.form == "pronoun":
            return
        form = self.text[spot.start : spot.end]
        cluster.forms.setdefault(form, spot.form)
        cluster.reasons.setdefault(form, reason)
        bare = self.text[spot.name_start : spot.name_end]
        if spot.names and spot.article == "definite" and not spot.titles:
            cluster.forms.setdefault(f"the {form}" if self.data.language == "en" else form, spot.form)
        if spot.names and bare != form:
            cluster.forms.setdefault(bare, "name")
            cluster.reasons.setdefault(bare, reason)
        for title in spot.titles:
            cluster.titles.setdefault(title)
        for head in spot.heads:
            cluster.heads.add(head)
            self._put(self.by_head, head, cluster)
        cluster.links.update(spot.links)

    @staticmethod
    def _put(table: dict[str, list[Cluster]], key: str, cluster: Cluster) -> None:
        held = table.setdefault(key, [])
        if cluster not in held:
            held.append(cluster)

    def _merge(self, keep: Cluster | None, drop: Cluster | None, reason: str, spot: Spot) -> None:
        if keep is None or drop is None or keep is drop:
            return
        for i in drop.spots:
            self.of[i] = keep
        keep.spots = sorted(keep.spots + drop.spots)
        keep.names += drop.names
        keep.titles |= drop.titles
        keep.heads |= drop.heads
        keep.links |= drop.links
        keep.forms |= drop.forms
        keep.reasons |= drop.reasons
        keep.reasons[self.text[spot.start : spot.end]] = reason
        keep.kind = "body" if "body" in (keep.kind, drop.kind) else keep.kind or drop.kind
        for table in (self.by_word, self.by_initials, self.by_head):
            for key in [k for k, held in table.items() if drop in held]:
                table[key] = [c for c in table[key] if c is not drop and c is not keep] + [keep]
        for key in [k for k, held in self.by_key.items() if held is drop]:
            self.by_key[key] = keep
        self.clusters.remove(drop)

    def _nearest(self, clusters: Sequence[Cluster], i: int) -> Cluster:
        """The one mentioned last before spot `i`; else the one mentioned first."""
        before = [(max((s for s in c.spots if s < i), default=-1), -c.number, c) for c in clusters]
        best = max(before, key=lambda x: x[:2])
        return best[2] if best[0] >= 0 else min(clusters, key=lambda c: min(c.spots))

    def _whole_form(self, cluster: Cluster, start: int, end: int) -> None:
        """Keeps "the mayor, Ann Lee" and "Northern Council (NC)" as forms of the one they name."""
        form = self.text[start:end]
        cluster.forms.setdefault(form, "name")
        cluster.reasons.setdefault(form, "both stand beside one another")

    def _country(self, spot: Spot) -> str:
        key = name_key(" ".join(spot.names))
        if key in self.data.countries and not spot.titles:
            return self.data.countries[key]
        return self.data.capitals.get(key, "") if spot.metonym else ""


def clash(a: str | None, b: str | None) -> bool:
    """Whether one is a man and the other a woman."""
    return a in ("m", "f") and b in ("m", "f") and a != b


def countries_of(cluster: Cluster) -> set[str]:
    """The codes of the countries that a cluster's titles name."""
    return {x for x in cluster.links if x.isupper() and len(x) == 2}


@lru_cache(maxsize=65536)
def letters(names: tuple[str, ...]) -> str:
    """The letters of a name in the form in which names are compared, without spaces."""
    return skeleton(" ".join(names)).replace(" ", "")


@lru_cache(maxsize=65536)
def content(names: tuple[str, ...]) -> str:
    """The words of a body's name without order and small words: "Department of Defense" is "Defense Department"."""
    return "words " + " ".join(sorted(skeleton(n) for n in names if n[:1].isupper()))

"""Whom a description stands for: the name beside it, the holder of the title, the body of that kind."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .clusters import Cluster, clash, countries_of
from .coreference_pronouns import JoinedPronouns
from .spots import Spot

_APPOSED = re.compile(r"^(?:,|,? \(| —| –| -)? ?$")
_AGE_BETWEEN = re.compile(r"^, \d{1,3}, ?$")
_CLOSES = re.compile(
    r"^(?:[,.;:)\]—–!?\n”\"]| [—–(]|'s\b|$"
    r"| (?:who|and|at|in|for|of|to|with|from|on|de|du|des|del|der|von)\b)"
)
_JOINED = re.compile(r" (?:and|or) (\w+)")
_WHEN = frozenset(("and", "then", "now", "later", "also", "currently", "formerly"))
_RANKS = frozenset(("deputy", "vice", "assistant", "associate", "acting"))
_TENSES = frozenset(("former", "then", "late", "current", "longtime", "new", "old"))
_BARE = 2
"""Words of a description that is an article and a noun."""


class JoinedDescriptions(JoinedPronouns):
    """Joins descriptions to what they describe."""

    def _describe(self, i: int, spot: Spot) -> None:
        cluster, reason = self._beside(i, spot)
        if cluster is None:
            cluster, reason = self._resolve(i, spot)
        if cluster is None:
            cluster, reason = self._new(), "described so"
            cluster.kind, cluster.gender = spot.kind, spot.gender
        elif spot.gender in ("m", "f") and cluster.gender is None and cluster.kind == "person":
            cluster.gender = spot.gender
        self._add(cluster, i, reason)
        self.described[self._phrase(spot)] = cluster

    def _phrase(self, spot: Spot) -> str:
        words = self.text[spot.start : spot.end].lower().split()
        d = self.data
        while words and (words[0] in d.definite or words[0] in d.indefinite):
            words = words[1:]
        return f"{spot.kind} {' '.join(words)}"

    def _beside(self, i: int, spot: Spot) -> tuple[Cluster | None, str]:
        """The name that stands beside a description, apart by a comma, or by "is"."""
        kinds = ("person", None) if spot.kind == "person" else ("body", "publication", None)
        if spot.kind == "group":
            return None, ""
        j = self._neighbour(i, -1)
        if j is not None:
            before = self.spots[j]
            gap = self.text[before.end : spot.start]
            cluster = self.of[self.of_person.get(j, j)]
            if cluster is not None and before.form != "pronoun" and cluster.kind in kinds and not before.own:
                beside = (bool(gap.strip()) and bool(_APPOSED.match(gap))) or bool(_AGE_BETWEEN.match(gap))
                beside = (beside or self._says_when(gap)) and not self._of_another_country(cluster, spot)
                if beside and _CLOSES.match(self.text[spot.end : spot.end + 6]) and not self._listed(i, spot):
                    return self._named_person(cluster, spot), "stands beside the name"
                if gap.strip().strip(",").strip() in self.data.copula:
                    return self._named_person(cluster, spot), "the text says that this is who it is"
        j = self._neighbour(i, 1)
        if j is not None and spot.article != "indefinite":
            after = self.spots[j]
            gap = self.text[spot.end : after.start]
            cluster = self.of[j]
            named = cluster is not None and after.form == "name" and cluster.kind in kinds
            named = named and not self._only_once(spot, after)
            if named and (gap == " " or (gap == ", " and _CLOSES.match(self.text[after.end : after.end + 3]))):
                assert cluster is not None
                self._whole_form(cluster, spot.start, after.end)
                return self._named_person(cluster, spot), "stands beside the name"
        return None, ""

    def _neighbour(self, i: int, step: int) -> int | None:
        """The nearest spot before or after, those inside this one left out."""
        spot, j = self.spots[i], i + step
        while 0 <= j < len(self.spots):
            other = self.spots[j]
            if other.end <= spot.start or other.start >= spot.end:
                return j
            j += step
        return None

    def _listed(self, i: int, spot: Spot) -> bool:
        """Whether the description is one of a list: "Ann Lee, the mayor and the judge" stays apart."""
        joined = _JOINED.match(self.text, spot.end)
        if joined is None or spot.article == "indefinite":
            return False
        return joined[1].lower() not in self.data.indefinite and joined[1] not in _WHEN

    @staticmethod
    def _of_another_country(cluster: Cluster, spot: Spot) -> bool:
        """Whether both have countries and none in common: "after talks with Lane, the Danish envoy, Eve Moss, left"."""
        mine = {x for x in spot.links if x.isupper() and len(x) == 2}
        return bool(mine and countries_of(cluster)) and not mine & countries_of(cluster)

    @staticmethod
    def _only_once(spot: Spot, after: Spot) -> bool:
        """Whether one holds no longer the office that the other holds: "the former senator, Senator Lane said"."""
        said, held = (" ".join(s.titles).lower() for s in (spot, after))
        return "former" in said and "former" not in held and bool(set(spot.heads) & set(after.heads))

    @staticmethod
    def _says_when(gap: str) -> bool:
        """Whether only a comma and when somebody was that stand between: "Lane, then the mayor and now the judge"."""
        words = gap.replace(",", " ").split()
        return 0 < len(words) <= _BARE and gap[0] in ", " and all(w in _WHEN for w in words) and words != ["and"]

    @staticmethod
    def _named_person(cluster: Cluster, spot: Spot) -> Cluster | None:
        if clash(cluster.gender, spot.gender) and spot.kind == "person":
            return None
        if spot.kind == "person" and cluster.kind is None:
            cluster.kind = "person"
        if spot.kind == "body" and cluster.kind is None:
            cluster.kind = "body"
        return cluster

    def _resolve(self, i: int, spot: Spot) -> tuple[Cluster | None, str]:
        phrase = self._phrase(spot)
        if spot.kind == "group":
            return self.described.get(phrase), "the same words"
        if spot.article == "indefinite":
            return None, ""
        if spot.kind == "person":
            found = self._holder(i, spot)
            if found:
                return found, "holds that title"
            if not spot.heads and spot.article == "definite":
                return self._salient(i, spot, ("m", "f")), "the person spoken of"
            office = bool(spot.heads) and spot.heads[-1] in self.data.offices
            if spot.gender in ("m", "f") and spot.article in ("definite", "possessive") and spot.heads[-1:]:
                lone = self._only_speaker(spot) if spot.heads[-1] in self.data.speakers else None
                if lone is not None:
                    return lone, "the only one of that gender who speaks in the text"
            if office and spot.article == "definite" and not spot.links and phrase not in self.described:
                return self._only_person(spot), "the only person spoken of just before"
        else:
            found = self._body_of_head(i, spot)
            if found:
                return found, "the body of that kind named before"
        return self.described.get(phrase), "the same words"

    def _holder(self, i: int, spot: Spot) -> Cluster | None:
        """The person with the described title; one linked to the same country first, none linked to another."""
        codes = {x for x in spot.links if x.isupper() and len(x) == 2}
        own = {spot.heads[-1]} if spot.heads else set[str]()
        for heads in (own, self._alike(spot.heads)):
            able = [c for c in self._with_heads(heads) if self._can_hold(c, i, spot) and self._qualified(c, spot)]
            if codes:
                linked = [c for c in able if c.links & codes]
                free = [c for c in able if not countries_of(c) and spot.heads[-1] in map(str.lower, c.titles)]
                able = linked or (free if len(free) == 1 and spot.article == "definite" else [])
            elif spot.links:
                able = [c for c in able if c.links & set(spot.links)]
            elif spot.article == "possessive":
                able = []
            able = [c for c in self._former_or_not(able, spot) if not self._acts_here(c, i, spot)]
            before = [c for c in able if min(c.spots) < i]
            if before:
                return self._nearest([c for c in before if c.names] or before, i)
            if len(able) == 1 and heads is own:
                return able[0]
        return None

    def _acts_here(self, cluster: Cluster, i: int, spot: Spot) -> bool:
        """Whether the person is the subject of the sentence in which the description is no subject.

        In "Lane would not meet the leader" the leader is somebody else.
        """
        if spot.subject or len(self.text[spot.start : spot.end].split()) != _BARE:
            return False
        mine = [self.spots[j] for j in cluster.spots if j < i and self.spots[j].sentence == spot.sentence]
        return any(s.subject and not s.own for s in mine)

    def _qualified(self, cluster: Cluster, spot: Spot) -> bool:
        """Whether what qualifies the described role does not speak against the titles that the person has.

        "The Democratic whip" is not "Majority Whip Lane"; a deputy is not the one whose deputy that is; an adviser is
        not the national security adviser, nor "the assistant secretary" the Secretary of State.
        """
        asked = self._qualifiers(self.text[spot.start : spot.end], spot)
        head = spot.heads[-1] if spot.heads else ""
        if " " in head and not cluster.heads & (self._alike(spot.heads) | {head}) - {head.rpartition(" ")[2]}:
            return False
        if not asked:
            return True
        if asked & _RANKS and any(
            head in t.lower().split() and not self._qualifiers(t, spot) & _RANKS for t in cluster.titles
        ):
            return False
        held = [self._qualifiers(t, spot) for t in cluster.titles if t.lower().rstrip(".").endswith(head)]
        ranks = [bool(asked & _RANKS) == bool(h & _RANKS) for h in held]
        field = {w for w in asked & (self.data.role_parts | self.data.body_words) if w not in self.data.demonyms}
        if not held:
            every = set().union(*(self._qualifiers(t, spot) for t in cluster.titles), ()) if field else asked
            return bool(asked & every)
        return any(r and (bool(asked & h) or not (h or field)) for h, r in zip(held, ranks, strict=True))

    def _qualifiers(self, text: str, spot: Spot) -> set[str]:
        d = self.data
        heads = set(spot.heads) - _RANKS | set(spot.heads[-1:])
        words = {w.lower() for w in re.findall(r"[^\W_]+", text)} - heads - {"s"}
        return {w for w in words if w not in d.function and w not in d.possessive and w not in _TENSES}

    def _former_or_not(self, able: list[Cluster], spot: Spot) -> list[Cluster]:
        """Only those called "former" where the description says so."""
        if "former" not in self.text[spot.start : spot.end].lower():
            return [c for c in able if not self._is_former(c, spot)]
        return [c for c in able if any("former" in t.lower() for t in c.titles)]

    @staticmethod
    def _is_former(cluster: Cluster, spot: Spot) -> bool:
        """Whether all that says that somebody has the office says that it was before: the holder is somebody else."""
        held = [t.lower() for t in cluster.titles if t.lower().rstrip(".").endswith(spot.heads[-1])]
        return bool(held) and all("former" in t.split() for t in held)

    @staticmethod
    def _can_hold(cluster: Cluster, i: int, spot: Spot) -> bool:
        known = bool(cluster.names) or (bool(cluster.spots) and cluster.spots[0] < i)
        return cluster.kind == "person" and known and not clash(cluster.gender, spot.gender)

    def _only_speaker(self, spot: Spot) -> Cluster | None:
        """The one named person of the description's gender, without a title that speaks against it, who is quoted."""
        speaking = set().union(*self.speakers.values()) if self.speakers else set()
        same = [c for c in self.clusters if c.kind == "person" and c.names and c.gender == spot.gender]
        only = same[0] if len(same) == 1 else None
        return only if only is not None and only.number in speaking and not only.heads else None

    def _only_person(self, spot: Spot) -> Cluster | None:
        """The one person of this sentence's beginning and the sentence before, where only one stands there."""
        if len(self.text[spot.start : spot.end].split()) != _BARE:
            return None
        found: dict[int, Cluster] = {}
        for j in reversed(self.recent):
            other = self.spots[j]
            if spot.sentence - other.sentence > 1:
                break
            cluster = self.of[j]
            if cluster is not None and cluster.kind == "person" and other.headline == spot.headline:
                found[cluster.number] = cluster
        only = list(found.values())
        return only[0] if len(only) == 1 and only[0].names and not clash(only[0].gender, spot.gender) else None

    def _with_heads(self, heads: set[str]) -> list[Cluster]:
        found: dict[int, Cluster] = {}
        for head in sorted(heads):
            for cluster in self.by_head.get(head, ()):
                found[cluster.number] = cluster
        return [found[k] for k in sorted(found)]

    def _alike(self, heads: Sequence[str]) -> set[str]:
        if not heads:
            return set()
        rows = self.data.same_role.get(heads[-1], frozenset())
        return {w for w, mine in self.data.same_role.items() if mine & rows}

    def _body_of_head(self, i: int, spot: Spot) -> Cluster | None:
        head = spot.heads[-1] if spot.heads else ""
        codes = {x for x in spot.links if x.isupper() and len(x) == 2}
        found: list[Cluster] = []
        for j in range(len(self.recent) - 1, -1, -1):
            cluster = self.of[self.recent[j]]
            if cluster is None or cluster in found or cluster.kind not in ("body", "publication"):
                continue
            if any(head == w.lower() for n in cluster.names for w in n):
                found.append(cluster)
        if codes or spot.links or spot.article == "possessive":
            return None
        return found[0] if found else None

"""Whom a pronoun stands for: the most salient entity of its gender.

The order is the usual one: recency, subjecthood, continued reference (Lappin & Leass 1994; Mitkov 1998), never across a
change of voice where another is at hand.
"""

from __future__ import annotations

from .clusters import Cluster, Gathering
from .spots import Spot

_SENTENCES_BACK = 5
_NEAREST, _A_SENTENCE, _MOST = 200, 30, 50
"""Salience of a mention in the pronoun's sentence, what each sentence between takes off, and the most that is added."""
_BODY_LIKE = frozenset(("body", "publication", "place"))


class JoinedPronouns(Gathering):
    """Joins pronouns to what they stand for."""

    def _salient(self, i: int, spot: Spot, genders: tuple[str, ...]) -> Cluster | None:
        best = -1
        chosen: Cluster | None = None
        speaking = self.speakers.get(self.paragraphs[spot.sentence], set()) if spot.quoted else set()
        speaking = speaking if len(speaking) == 1 else set()
        for j in reversed(self.recent):
            other = self.spots[j]
            back = spot.sentence - other.sentence
            if back > _SENTENCES_BACK or best >= _NEAREST - _A_SENTENCE * back + _MOST:
                break
            cluster = self.of[j]
            if (
                cluster is None
                or not _fits(cluster, other, genders)
                or other.headline != spot.headline
                or other.end > spot.start
            ):
                continue
            if cluster.number in speaking:
                continue
            score = self._score(spot, other, cluster, genders)
            if score > best:
                best, chosen = score, cluster
        return chosen

    def _score(self, spot: Spot, other: Spot, cluster: Cluster, genders: tuple[str, ...]) -> int:
        """Salience of a mention for a later pronoun; the weights are ranks (recency, then subject), not fitted."""
        score = _NEAREST - _A_SENTENCE * (spot.sentence - other.sentence)
        score += 35 * other.subject + 15 * (other.form == "pronoun") - 20 * other.own
        if genders[0] == "p":
            score -= 40 * (cluster.kind == "body")
        if other.quoted and not spot.quoted:
            score -= 70
        if self.paragraphs[other.sentence] != self.paragraphs[spot.sentence]:
            score -= 5
        if genders[0] in ("m", "f"):
            score -= 25 * (cluster.kind is None) + 12 * (cluster.gender is None) + 10 * (other.form == "description")
        return score

    def _pronoun(self, i: int, spot: Spot) -> None:
        if spot.gender == "n" and (spot.quoted or not spot.subject):
            return
        cluster = self._salient(i, spot, (spot.gender or "",))
        if cluster is None:
            return
        self._add(cluster, i, "")
        if cluster.person_like and spot.gender in ("m", "f"):
            cluster.kind = "person"
            cluster.votes[spot.gender] += 1
            if cluster.gender is None and cluster.votes[spot.gender] >= 2:
                cluster.gender = spot.gender


def _fits(cluster: Cluster, spot: Spot, genders: tuple[str, ...]) -> bool:
    if genders[0] in ("m", "f"):
        if cluster.kind == "person":
            return cluster.gender is None or cluster.gender in genders
        return cluster.kind is None and spot.form == "name" and not spot.article
    if genders[0] == "n":
        return cluster.kind in _BODY_LIKE and spot.form != "pronoun" and spot.subject
    return cluster.kind == "group" or (cluster.kind == "body" and spot.subject)

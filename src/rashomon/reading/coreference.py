"""Which mentions of one item stand for one person, body, place or group.

Names first, over the whole text; then, in reading order, what stands beside them in commas, the descriptions and the
pronouns. A pronoun goes to the most salient entity of its gender, after the usual order: recency, subjecthood,
continued reference (Lappin & Leass 1994; Mitkov 1998), never across a change of voice where another is at hand.
"""

from __future__ import annotations

import re

from .clusters import Cluster
from .coreference_descriptions import JoinedDescriptions
from .coreference_names import JoinedNames

_NEXT = re.compile(r"\s(\w+)")
_LAST = re.compile(r"(\w+)\s$")


class Resolver(JoinedNames, JoinedDescriptions):
    """Resolves the spots of one text; made anew for each."""

    def run(self) -> list[Cluster | None]:
        """The cluster of each spot, or null for a pronoun that is not resolved."""
        self._names()
        self._guess_genders()
        self._find_speakers()
        for i, spot in enumerate(self.spots):
            if spot.form == "description":
                self._describe(i, spot)
            elif spot.form == "pronoun":
                self._pronoun(i, spot)
            if self.of[i] is not None:
                self.recent.append(i)
        return self.of

    def _guess_genders(self) -> None:
        """Where one person alone stands in a sentence and the one before, a gendered pronoun there tells the gender."""
        people: dict[int, set[int]] = {}
        by_number = {c.number: c for c in self.clusters}
        for i, spot in enumerate(self.spots):
            cluster = self.of[i]
            if cluster is not None and cluster.kind == "person" and not spot.headline:
                people.setdefault(spot.sentence, set()).add(cluster.number)
        for spot in self.spots:
            if spot.form == "pronoun" and spot.gender in ("m", "f") and not spot.quoted:
                near = people.get(spot.sentence, set()) | people.get(spot.sentence - 1, set())
                if len(near) == 1:
                    by_number[min(near)].votes[spot.gender] += 1
        for cluster in self.clusters:
            if cluster.gender is None:
                few, most = sorted(cluster.votes.items(), key=lambda vote: vote[1])
                if most[1] > 2 * few[1]:
                    cluster.gender = most[0]

    def _find_speakers(self) -> None:
        """Who speaks in each paragraph: names beside a verb of speech, outside quotation marks."""
        for i, spot in enumerate(self.spots):
            cluster = self.of[i]
            if cluster is None or spot.quoted or not spot.names or not cluster.person_like:
                continue
            after = _NEXT.match(self.text, spot.end)
            before = _LAST.search(self.text, max(0, spot.start - 20), spot.start)
            if any(m and m.group(1).lower() in self.data.saying for m in (after, before)):
                self.speakers.setdefault(self.paragraphs[spot.sentence], set()).add(cluster.number)

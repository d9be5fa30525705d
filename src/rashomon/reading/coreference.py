"""Which mentions of one item stand for one person, body, place or group.

Names first, over the whole text; then, in reading order, what stands beside them in commas, the descriptions and the
pronouns. A pronoun goes to the most salient entity of its gender, after the usual order: recency, subjecthood,
continued reference (Lappin & Leass 1994; Mitkov 1998), never across a change of voice where another is at hand.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Sequence
from itertools import pairwise

from ..language.names import NameData, initials, name_key, same_given, skeleton, surname_keys
from .spots import Spot

_WHO = re.compile(r"^,? (?:who|whose)\b|^, \d{1,3}[,.]|^ \(\d{1,3}\)")
_APPOSED = re.compile(r"^(?:,|,? \(| —| –| -)? ?$")
_AGE_BETWEEN = re.compile(r"^, \d{1,3}, ?$")
_CLOSES = re.compile(
    r"^(?:[,.;:)\]—–!?\n”\"]| [—–(]|'s\b|$"
    r"| (?:who|and|at|in|for|of|with|from|on|de|du|des|del|der|von)\b)"
)
_NEXT = re.compile(r"\s(\w+)")
_LAST = re.compile(r"(\w+)\s$")
_ACTING = {True: "government", False: "country"}
_RANKS = frozenset(("deputy", "vice", "assistant", "associate"))
_TENSES = frozenset(("former", "then", "late", "current", "longtime", "new", "old"))
_KIN_BEFORE = 24
"""Characters before a name in which a relative's word is looked for."""
_BARE = 2
"""Words of a description that is an article and a noun."""
_WINDOW = 60
"""Latest mentions that a pronoun may look back to."""
_SENTENCES_BACK = 5
_BODY_LIKE = frozenset(("body", "publication", "place"))


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
        self.votes: Counter[str] = Counter()

    @property
    def person_like(self) -> bool:
        """A person, or a name of which nothing says that it is none."""
        return self.kind in (None, "person")


class Resolver:
    """Resolves the spots of one text; made anew for each."""

    def __init__(self, text: str, spots: Sequence[Spot], data: NameData, paragraphs: Sequence[int]) -> None:
        self.text, self.spots, self.data, self.paragraphs = text, spots, data, paragraphs
        self.clusters: list[Cluster] = []
        self.of: list[Cluster | None] = [None] * len(spots)
        self.by_word: dict[str, list[Cluster]] = {}
        self.by_key: dict[str, Cluster] = {}
        self.by_initials: dict[str, list[Cluster]] = {}
        self.by_head: dict[str, list[Cluster]] = {}
        self.described: dict[str, Cluster] = {}
        self.recent: deque[int] = deque(maxlen=_WINDOW)
        self.speakers: dict[int, set[int]] = {}
        self.of_person: dict[int, int] = {}

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

    # Names ---------------------------------------------------------------------------------------------------------

    def _names(self) -> None:
        named = [(i, s) for i, s in enumerate(self.spots) if s.form in ("name", "acronym")]
        for i, spot in named:
            if len(spot.names) > 1 or self._country(spot):
                self._join_name(i, spot, self._find_full(spot))
        for i, spot in named:
            if self.of[i] is None and spot.form == "acronym":
                self._join_name(i, spot, self._find_acronym(i, spot))
        for i, spot in named:
            if self.of[i] is None:
                self._join_name(i, spot, self._find_single(i, spot))
        self._parentheses(named)
        self._former_names(named)
        self._of_places()
        for cluster in self.clusters:
            if cluster.kind is None and any(self._looks_human(self.spots[i]) for i in cluster.spots):
                cluster.kind = "person"

    def _looks_human(self, spot: Spot) -> bool:
        """Two or three capitalised words without an article and without a word of bodies or common use."""
        d = self.data
        return (
            2 <= len(spot.names) <= 3 and not spot.article and not spot.headline and d.language != "de"
            and not any(w.lower() in d.common or w.lower() in d.body_words or not w.isalpha() for w in spot.names)
        )  # fmt: skip

    def _of_places(self) -> None:
        """ "Mayor Ann Lee of Newport": the place belongs to the person before it."""
        for i in range(1, len(self.spots)):
            a, b = self.spots[i - 1], self.spots[i]
            person = self.of[i - 1]
            if person is None or person.kind != "person" or self.text[a.end : b.start] != " of " or not b.names:
                continue
            self.of_person[i] = i - 1
            place = self.of[i]
            if place is not None and place.kind is None:
                place.kind = "place"
            if person.person_like and a.titles:
                form = self.text[a.start : b.end]
                person.forms.setdefault(form, "name")
                person.reasons.setdefault(form, "with the place beside the name")

    def _country(self, spot: Spot) -> str:
        key = name_key(" ".join(spot.names))
        if key in self.data.countries and not spot.titles:
            return self.data.countries[key]
        return self.data.capitals.get(key, "") if spot.metonym else ""

    def _find_full(self, spot: Spot) -> tuple[Cluster | None, str]:
        code = self._country(spot)
        if code:
            reason = "a capital that acts: the government there" if spot.metonym else "a name of one country"
            return self.by_key.get(f"{_ACTING[spot.metonym]} {code}"), reason
        key = _letters(spot.names)
        if key in self.by_key:
            return self.by_key[key], "the same name"
        if spot.kind in ("body", "publication"):
            return self.by_key.get(_content(spot.names)), "the same words in another order"
        if spot.kind in ("place", "group"):
            return None, ""
        keys = surname_keys(spot.names[-1])
        held = {c.number: c for k in sorted(keys) for c in self.by_word.get(k, ())}
        found = [c for c in held.values() if c.person_like and self._same_person(c, spot, keys)]
        return (found[0], "the same surname with a given name that agrees") if len(found) == 1 else (None, "")

    def _same_person(self, cluster: Cluster, spot: Spot, keys: frozenset[str]) -> bool:
        if _clash(cluster.gender, spot.gender):
            return False
        full = [n for n in cluster.names if len(n) > 1]
        return bool(full) and all(surname_keys(n[-1]) & keys and same_given(n[0], spot.names[0]) for n in full)

    def _find_acronym(self, i: int, spot: Spot) -> tuple[Cluster | None, str]:
        key = name_key(spot.names[0])
        if key in self.by_key:
            return self.by_key[key], "the same acronym"
        found = self.by_initials.get(key, [])
        if len(key) >= 2 and len(found) == 1 and (len(key) > 2 or min(found[0].spots) < i):
            return found[0], "the initials of its name"
        return None, ""

    def _find_single(self, i: int, spot: Spot) -> tuple[Cluster | None, str]:
        word = spot.names[0]
        key = _letters(spot.names)
        if spot.kind in ("place", "group") and key in self.by_key:
            return self.by_key[key], "the same name"
        if spot.kind == "place" and not spot.titles:
            return None, ""
        keys = surname_keys(word)
        held = {c.number: c for k in sorted(keys) for c in self.by_word.get(k, ())}
        found = [c for c in held.values() if not _clash(c.gender, spot.gender) and self._single_fits(c, spot)]
        found = [c for c in found if any(surname_keys(n[-1]) & keys for n in c.names)] or found
        found = [c for c in found if not self._introduced_later(c, i, spot)]
        if len(found) == 1:
            return found[0], "part of a fuller name" if len(found[0].names[0]) > 1 else "the same name"
        if found:
            by_title = [c for c in found if c.heads & set(spot.heads)]
            return self._nearest(by_title or found, i), "the nearest of several of that name"
        same = self.by_key.get(key)
        able = same is not None and not _clash(same.gender, spot.gender) and not self._introduced_later(same, i, spot)
        return (same, "the same name") if able else (None, "")

    def _introduced_later(self, cluster: Cluster, i: int, spot: Spot) -> bool:
        """Whether a surname, before a full name or with a role, is not that full name's.

        News gives the full name first: "President Lane" before "his daughter Ann Lane", or before "Judge Ann Lane", is
        somebody else.
        """
        if spot.headline or set(spot.heads) & cluster.heads or all(len(n) == 1 for n in cluster.names):
            return False
        before = bool(cluster.spots) and min(cluster.spots) > i
        if cluster.kin:
            return before or bool(spot.heads)
        return before and bool(spot.heads) and bool(cluster.heads)

    def _single_fits(self, cluster: Cluster, spot: Spot) -> bool:
        if cluster.kind in ("place", "group"):
            return False
        if cluster.kind in ("body", "publication"):
            return not spot.titles and (
                len(cluster.names[0]) == 1
                or (
                    cluster.kind == "publication"
                    and spot.article == "definite"
                    and skeleton(cluster.names[0][-1]) == skeleton(spot.names[0])
                )
            )
        return True

    def _nearest(self, clusters: Sequence[Cluster], i: int) -> Cluster:
        """The one mentioned last before spot `i`; else the one mentioned first."""
        before = [(max((s for s in c.spots if s < i), default=-1), -c.number, c) for c in clusters]
        best = max(before, key=lambda x: x[:2])
        return best[2] if best[0] >= 0 else min(clusters, key=lambda c: min(c.spots))

    def _join_name(self, i: int, spot: Spot, found: tuple[Cluster | None, str]) -> None:
        cluster, reason = found
        if cluster is None:
            cluster = self._new()
        self._add(cluster, i, reason or "first named so")
        code = self._country(spot)
        if code:
            cluster.kind = "body" if spot.metonym else "place"
            cluster.codes.add(code)
            self.by_key.setdefault(f"{_ACTING[spot.metonym]} {code}", cluster)
            return
        cluster.names.append(spot.names)
        junior = spot.names[-1].lower() in self.data.suffixes
        if len(spot.names) > 1 and (junior or self._beside_kin(spot)):
            cluster.kin = True
        if spot.kind == "person" or (cluster.kind is None and spot.kind):
            cluster.kind = spot.kind
        after = self.text[spot.end : spot.end + 12]
        if cluster.kind is None and (
            _WHO.match(after) or (spot.subject and self._speaks(spot) and len(spot.names) > 1)
        ):
            cluster.kind = "person"
        if cluster.kind in (None, "person"):
            self._gender_of_name(cluster, spot)
        self._index(cluster, spot)

    def _beside_kin(self, spot: Spot) -> bool:
        """Whether the name is introduced as somebody's relative: "his daughter, Clara Dunn", "son Tom Dunn"."""
        before = re.findall(r"[\w-]+", self.text[max(0, spot.name_start - _KIN_BEFORE) : spot.name_start])[-2:]
        return any(w.lower() in self.data.kin for w in before) and not set(spot.heads) - self.data.kin

    def _speaks(self, spot: Spot) -> bool:
        following = _NEXT.match(self.text, spot.end)
        return following is not None and following.group(1).lower() in self.data.speaking

    def _gender_of_name(self, cluster: Cluster, spot: Spot) -> None:
        if spot.gender:
            cluster.gender = spot.gender
        elif cluster.gender is None and len(spot.names) > 1:
            cluster.gender = self.data.given.get(spot.names[0].lower())

    def _index(self, cluster: Cluster, spot: Spot) -> None:
        self.by_key.setdefault(_letters(spot.names), cluster)
        if spot.form == "acronym":
            self.by_key.setdefault(name_key(spot.names[0]), cluster)
        if spot.kind in ("body", "publication"):
            self.by_key.setdefault(_content(spot.names), cluster)
            if len(spot.names) > 1:
                self._put(self.by_initials, initials(" ".join(spot.names)), cluster)
        if spot.kind in ("place", "group"):
            return
        for word in spot.names if cluster.kind in (None, "person") else spot.names[-1:]:
            if len(word) > 1:
                for key in sorted(surname_keys(word)):
                    self._put(self.by_word, key, cluster)

    @staticmethod
    def _put(table: dict[str, list[Cluster]], key: str, cluster: Cluster) -> None:
        held = table.setdefault(key, [])
        if cluster not in held:
            held.append(cluster)

    def _parentheses(self, named: Sequence[tuple[int, Spot]]) -> None:
        """An acronym in parentheses after a name, or the other way round, is that name."""
        for (i, a), (j, b) in pairwise(named):
            if self.text[a.end : b.start] != " (" or self.text[b.end : b.end + 1] not in (")", ",", ";"):
                continue
            if (a.form == "acronym") == (b.form == "acronym") or self.of[i] is self.of[j]:
                continue
            long, short = (a, b) if b.form == "acronym" else (b, a)
            if len(long.names) > 1 and _could_abbreviate(name_key(short.names[0]), long.names):
                self._merge(self.of[i], self.of[j], "named so in parentheses", short)
                held = self.of[i]
                if held is not None and self.text[b.end : b.end + 1] == ")":
                    self._whole_form(held, a.start, b.end + 1)

    def _former_names(self, named: Sequence[tuple[int, Spot]]) -> None:
        """ "Newport (formerly Oldport)": the text says that both are one."""
        for (i, a), (j, b) in pairwise(named):
            gap = self.text[a.end : b.start]
            if gap.startswith((" (", ", ")) and gap[2:].strip().lower() in self.data.former and not b.titles:
                self._merge(self.of[i], self.of[j], "the text says that this is its former or other name", b)

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

    # Gender --------------------------------------------------------------------------------------------------------

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
            if cluster.gender is None and cluster.votes:
                top = cluster.votes.most_common(2)
                if len(top) == 1 or top[0][1] > 2 * top[1][1]:
                    cluster.gender = top[0][0]

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

    # Descriptions --------------------------------------------------------------------------------------------------

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
            if named and (gap == " " or (gap == ", " and _CLOSES.match(self.text[after.end : after.end + 3]))):
                assert cluster is not None
                self._whole_form(cluster, spot.start, after.end)
                return self._named_person(cluster, spot), "stands beside the name"
        return None, ""

    def _whole_form(self, cluster: Cluster, start: int, end: int) -> None:
        """Keeps "the mayor, Ann Lee" and "Northern Council (NC)" as forms of the one they name."""
        form = self.text[start:end]
        cluster.forms.setdefault(form, "name")
        cluster.reasons.setdefault(form, "both stand beside one another")

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
        after = self.text[spot.end : spot.end + 5]
        return after.startswith((" and ", " or ")) and spot.article != "indefinite"

    @staticmethod
    def _named_person(cluster: Cluster, spot: Spot) -> Cluster | None:
        if _clash(cluster.gender, spot.gender) and spot.kind == "person":
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
                free = [c for c in able if not _codes(c) and spot.heads[-1] in map(str.lower, c.titles)]
                able = linked or (free if len(free) == 1 and spot.article == "definite" else [])
            elif spot.links:
                able = [c for c in able if c.links & set(spot.links)]
            elif spot.article == "possessive":
                able = []
            able = self._former_or_not(able, spot)
            before = [c for c in able if min(c.spots) < i]
            if before:
                return self._nearest([c for c in before if c.names] or before, i)
            if len(able) == 1 and heads is own:
                return able[0]
        return None

    def _qualified(self, cluster: Cluster, spot: Spot) -> bool:
        """Whether what qualifies the described role does not speak against the titles that the person has.

        "The Democratic whip" is not "Majority Whip Lane"; a deputy is not the one whose deputy that is.
        """
        asked = self._qualifiers(self.text[spot.start : spot.end], spot)
        if not asked:
            return True
        held = [self._qualifiers(t, spot) for t in cluster.titles if t.lower().rstrip(".").endswith(spot.heads[-1])]
        ranks = [bool(asked & _RANKS) == bool(h & _RANKS) for h in held]
        return not held or any(r and (not h or bool(asked & h)) for h, r in zip(held, ranks, strict=True))

    def _qualifiers(self, text: str, spot: Spot) -> set[str]:
        d = self.data
        words = {w.lower() for w in re.findall(r"[^\W_]+", text)} - set(spot.heads) - {"s"}
        return {w for w in words if w not in d.function and w not in d.possessive and w not in _TENSES}

    def _former_or_not(self, able: list[Cluster], spot: Spot) -> list[Cluster]:
        """Only those called "former" where the description says so."""
        if "former" not in self.text[spot.start : spot.end].lower():
            return able
        return [c for c in able if any("former" in t.lower() for t in c.titles)]

    @staticmethod
    def _can_hold(cluster: Cluster, i: int, spot: Spot) -> bool:
        known = bool(cluster.names) or (bool(cluster.spots) and cluster.spots[0] < i)
        return cluster.kind == "person" and known and not _clash(cluster.gender, spot.gender)

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
        return only[0] if len(only) == 1 and only[0].names and not _clash(only[0].gender, spot.gender) else None

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

    # Pronouns ------------------------------------------------------------------------------------------------------

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

    def _salient(self, i: int, spot: Spot, genders: tuple[str, ...]) -> Cluster | None:
        best: tuple[int, int] = (0, -1)
        chosen: Cluster | None = None
        speaking = self.speakers.get(self.paragraphs[spot.sentence], set()) if spot.quoted else set()
        speaking = speaking if len(speaking) == 1 else set()
        for j in reversed(self.recent):
            other = self.spots[j]
            if spot.sentence - other.sentence > _SENTENCES_BACK:
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
            score = (self._score(spot, other, cluster, genders), j)
            if score > best:
                best, chosen = score, cluster
        return chosen

    def _score(self, spot: Spot, other: Spot, cluster: Cluster, genders: tuple[str, ...]) -> int:
        """Salience of a mention for a later pronoun; the weights are ranks (recency, then subject), not fitted."""
        score = 200 - 30 * (spot.sentence - other.sentence)
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


def _fits(cluster: Cluster, spot: Spot, genders: tuple[str, ...]) -> bool:
    if genders[0] in ("m", "f"):
        if cluster.kind == "person":
            return cluster.gender is None or cluster.gender in genders
        return cluster.kind is None and spot.form == "name" and not spot.article
    if genders[0] == "n":
        return cluster.kind in _BODY_LIKE and spot.form != "pronoun" and spot.subject
    return cluster.kind == "group" or (cluster.kind == "body" and spot.subject)


def _clash(a: str | None, b: str | None) -> bool:
    return a in ("m", "f") and b in ("m", "f") and a != b


def _codes(cluster: Cluster) -> set[str]:
    return {x for x in cluster.links if x.isupper() and len(x) == 2}


def _letters(names: Sequence[str]) -> str:
    return skeleton(" ".join(names)).replace(" ", "")


def _content(names: Sequence[str]) -> str:
    """The words of a body's name without order and small words: "Department of Defense" is "Defense Department"."""
    return "words " + " ".join(sorted(skeleton(n) for n in names if n[:1].isupper()))


def _could_abbreviate(short: str, names: Sequence[str]) -> bool:
    """Whether an acronym's letters are initials of the name, in any order (a translation may keep another one's)."""
    have = Counter(initials(" ".join(names)))
    want = Counter(c for c in short if c.isalpha())
    return sum((want & have).values()) >= max(2, len(short) - 1)

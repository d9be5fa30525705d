"""From a source as written to who that is: the fullest name within the item, or null with the reason."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from functools import lru_cache

import msgspec

from ..language.packs import load_pack
from ..model.readings import Entity, Mention
from ..model.spans import Span
from .cues import Lexicon, lexicon_for

_WORD = re.compile(r"[^\W_]+(?:['’.\-‑][^\W_]+)*")
_MARKED = re.compile(r"(?:[^\W\d_]+\s){0,3}[«„]([^\W\d_][^»“]*)[»“]?$")
_EDGES = " ,;:.“”„\"«»()[]‘’'—–-"
_OWNER = re.compile(r"\s*(?:['’]s?\b|['’](?=\s))")
_POSSESSED = re.compile(r"([^,'’]+)['’]s\s")
_GENITIVE = re.compile(r"\S+\s([а-яё]{3,}[аяыи])\b")
_ENUMERATION = re.compile(r"\s+(?:and|und|et|y|и|sowie)\s+|,\s+", re.IGNORECASE)


_AGED = re.compile(r"\d{1,3}[-‑ ](?:year[-‑]old|летн)")


@lru_cache(maxsize=16)
def _names_of(language: str) -> tuple[frozenset[str], dict[str, frozenset[str]], frozenset[str], frozenset[str]]:
    """Words for one person, those of them that tell a gender, offices, and nouns of nationality."""
    names = load_pack(language).section("names")
    roles = names.get("roles", {})
    genders = {g: frozenset(roles.get(g, ())) for g in "mf"}
    offices = frozenset(names.get("offices", {}).get("words", ())) | lexicon_for(language).words("offices")
    peoples = frozenset(w for k, v in names.get("demonyms", {}).items() if k != "example" for w in v)
    return frozenset(roles.get("x", ())).union(*genders.values()), genders, offices, peoples


_REACH = 400
"""Mentions before a pronoun among which it is looked for who was named last: some pages."""


class Speaker(msgspec.Struct, frozen=True):
    """Who a source is: `name` and `entity`, or a null name and the reason."""

    name: str | None
    entity: int | None
    kind: str | None
    reason: str | None


class Asked(msgspec.Struct, frozen=True):
    """Whom a pronoun or a description could stand for: a gender (m, f or none told), and whether a body will do."""

    gender: str | None
    genders: dict[int, str | None]
    anybody: bool = False

    def fits(self, speaker: Speaker) -> bool:
        """Whether the gender of a speaker, where it is known, is the one asked for."""
        known = self.genders.get(speaker.entity) if speaker.entity is not None else None
        return self.gender is None or known is None or known == self.gender


UNKNOWN = Speaker(None, None, None, "no source is named")


class SpeakerFinder:
    """Looks up sources among the item's mentions; built once a text."""

    def __init__(self, text: str, mentions: Sequence[Mention], entities: Sequence[Entity], lexicon: Lexicon) -> None:
        self.text, self.lexicon = text, lexicon
        self.mentions = sorted(mentions, key=lambda m: (m.start, -m.end))
        self.starts = [m.start for m in self.mentions]
        self.entities = {e.entity: e for e in entities}
        self.articles = lexicon.words("articles")
        self.pronouns = (
            lexicon.words("subject_pronouns") | lexicon.words("object_pronouns") | lexicon.words("possessives")
        )
        self.prepositions = lexicon.words("prepositions")
        self.nobody = lexicon.words("names_nobody")
        self.heads = lexicon.words("source_heads")
        names = load_pack(lexicon.language).section("names")
        self.first_end: dict[int | None, int] = {}
        for mention in self.mentions:
            self.first_end[mention.entity] = min(mention.end, self.first_end.get(mention.entity, mention.end))
        self.genders = {e.entity: e.gender for e in entities}
        self.roles, self.role_genders, self.offices, self.peoples = _names_of(lexicon.language)
        pronouns = names.get("pronouns", {})
        self.gendered = {g: frozenset((*pronouns.get(g, ()), *pronouns.get(f"{g}_own", ()))) for g in "mf"}
        self.passed_on = lexicon.words("relay_passive")

    def of(self, source: Span | None) -> Speaker:
        """Who the source is."""
        if source is None:
            return UNKNOWN
        inside = self._inside(source)
        word = source.text.strip(_EDGES).lower()
        if word in self.pronouns or word.replace("ё", "е") in self.pronouns:
            return self._pronoun(source, inside)
        if self._names_nobody(word):
            return Speaker(None, None, None, f"“{source.text}” names nobody")
        if self._is_list(source, inside):
            return Speaker(self.clean(source.text), None, "group", None)
        head = self._head(source, inside)
        marked = _MARKED.match(source.text)
        if marked and (head is None or head.end <= source.start + marked.start(1)):
            return self._marked(source, marked, inside)
        if head is None:
            name = self.clean(self._own_words(source))
            return Speaker(name, None, None, None) if name else Speaker(None, None, None, "the source has no words")
        return self._named(source, head)

    def as_written(self, source: Span) -> Speaker:
        """A source by its own words, whoever a reader of names takes it for."""
        return Speaker(self.clean(self._own_words(source)), None, None, None)

    def is_third_person(self, text: str) -> bool:
        """Whether words are one pronoun that stands for somebody else."""
        word = text.strip(_EDGES).lower()
        return word in self.pronouns and word not in self.lexicon.words("first_person")

    def differ(self, one: str, other: str) -> bool:
        """Whether two pronouns are of different gender ("he" and "her")."""
        genders = [{g for g in "mf" if w.lower() in self.gendered[g]} for w in (one, other)]
        return bool(genders[0] and genders[1]) and genders[0].isdisjoint(genders[1])

    def has_gender(self, pronoun: str) -> bool:
        """Whether a pronoun tells that one person is meant."""
        return any(pronoun.lower() in self.gendered[g] for g in "mf")

    def may_be(self, pronoun: str, speaker: Speaker) -> bool:
        """Whether a pronoun's gender is the speaker's, or one of the two tells none."""
        asked = next((g for g in "mf" if pronoun.lower() in self.gendered[g]), None)
        return Asked(asked, self.genders).fits(speaker)

    def last_named(self, entity: int | None, end: int) -> int | None:
        """Where an entity was last named or described before a place, if that is not far."""
        last = bisect_left(self.starts, end) - 1
        for n in range(last, max(-1, last - _REACH), -1):
            mention = self.mentions[n]
            if mention.entity == entity and mention.form != "pronoun":
                return mention.start
        return None

    def entities_between(self, start: int, end: int) -> frozenset[int]:
        """Who is named or described between two places."""
        found = self.mentions[bisect_left(self.starts, start) : bisect_left(self.starts, end)]
        return frozenset(m.entity for m in found if m.entity is not None and m.form != "pronoun")

    def owner(self, source: Span | None) -> Speaker | None:
        """Of "the mayor's aide" and "a spokesman for the mayor" the mayor; None where nobody stands behind a source."""
        if source is None:
            return None
        inside = [m for m in self._inside(source) if m.form != "pronoun" and m.end <= source.end]
        head = self._head(source, inside)
        for mention in inside:
            behind = self.text[source.start : mention.start].split()
            owns = _OWNER.match(self.text, mention.end, source.end) is not None
            for_whom = bool(behind) and behind[-1].lower() in self.lexicon.words("speaks_for")
            if mention is not head and (owns or for_whom):
                return self._named(Span.of(self.text, mention.start, mention.end), mention)
        written = _POSSESSED.match(source.text)
        if written is None and self.lexicon.words("genitive_owner"):
            written = _GENITIVE.match(source.text)
        return Speaker(self.clean(written[1]), None, None, None) if written else None

    def left_open(self, source: Span, speaker: Speaker) -> Asked | None:
        """What is asked of the one a source stands for, where nobody is known by it yet; None where all is settled."""
        words = source.text.strip(_EDGES).lower().split()
        if len(words) == 1 and self.is_third_person(source.text.lower().replace("ё", "е")):
            entity = self.entities.get(speaker.entity) if speaker.entity is not None else None
            if speaker.name is not None and (entity is None or entity.kind != "place"):
                return None
            gender = next((g for g in "mf" if words[0] in self.gendered[g]), None)
            return Asked(gender, self.genders) if gender else None
        if not self._is_bare_description(words, source) or self._is_known(source, speaker):
            return None
        return Asked(self._gender_of(words), self.genders)

    def _is_known(self, source: Span, speaker: Speaker) -> bool:
        """Whether the one meant was spoken of before, by this description or by a name."""
        if speaker.entity is None:
            return False
        return self.first_end.get(speaker.entity, source.end) <= source.start

    def _is_bare_description(self, words: list[str], source: Span) -> bool:
        """Whether words are "the 81-year-old", "the Argentine", "the solicitor", «учёный», and no office."""
        definite = self.articles - self.lexicon.words("indefinite")
        if definite:
            if not words or words[0] not in definite:
                return False
            words = words[1:]
        if not 0 < len(words) <= 2 or words[-1] in self.offices:
            return False
        if _AGED.match(words[0]) or source.text.split()[-1] in self.peoples:
            return True
        return words[-1] in self.roles and source.text.split()[-1].islower()

    def _gender_of(self, words: list[str]) -> str | None:
        genders = [g for g in "mf" if words[-1] in self.role_genders[g]]
        return genders[0] if len(genders) == 1 else None

    def named_between(self, start: int, end: int, quoted: Callable[[int], object]) -> Speaker | None:
        """The last person named between two places, outside quotations."""
        for n in range(bisect_left(self.starts, end) - 1, -1, -1):
            mention = self.mentions[n]
            if mention.start < start:
                return None
            if mention.form != "name" or mention.kind != "person" or mention.entity is None:
                continue
            if quoted(mention.start) is None:
                entity = self.entities[mention.entity]
                return Speaker(self.clean(entity.name), entity.entity, entity.kind, None)
        return None

    def is_person(self, speaker: Speaker) -> bool:
        """Whether a speaker is a person with a name."""
        entity = self.entities.get(speaker.entity) if speaker.entity is not None else None
        return entity is not None and entity.kind == "person" and not self._only_described(entity)

    def _names_nobody(self, word: str) -> bool:
        """Whether a source in small letters is a number or a word such as "nothing", with or without an article."""
        words = [w for w in word.split() if w not in self.articles]
        return bool(words) and all(w.isdigit() or w in self.nobody for w in words)

    def _marked(self, source: Span, marked: re.Match[str], inside: list[Mention]) -> Speaker:
        """Of "газета «Маяк»" the name between the marks."""
        place = source.start + marked.start(1)
        same = next((m for m in inside if m.start <= place < m.end and m.form == "name"), None)
        kind = same.kind if same is not None else "publication"
        return Speaker(self.clean(marked[1]), same.entity if same is not None else None, kind, None)

    def _inside(self, source: Span) -> list[Mention]:
        out = []
        for n in range(bisect_left(self.starts, source.start - 30), len(self.mentions)):
            mention = self.mentions[n]
            if mention.start >= source.end:
                break
            if mention.end > source.start:
                out.append(mention)
        return out

    def _pronoun(self, source: Span, inside: list[Mention]) -> Speaker:
        for mention in inside:
            if mention.form == "pronoun" and mention.entity is not None:
                entity = self.entities.get(mention.entity)
                if entity is not None:
                    return Speaker(self.clean(entity.name), entity.entity, entity.kind, None)
        return Speaker(None, None, None, f"the pronoun “{source.text}” could not be resolved")

    def _is_list(self, source: Span, inside: list[Mention]) -> bool:
        """Whether the source names several ("the minister and his deputy"), so that no single entity is meant."""
        different = {m.entity for m in inside if m.form != "pronoun" and m.entity is not None}
        if len(different) < 2:
            return False
        parts = [p for p in re.split(r"\s+(?:and|und|et|y|и)\s+", source.text) if p.strip()]
        if len(parts) != 2 or "," in source.text:
            return False
        cut = source.start + len(parts[0])
        left = {m.entity for m in inside if m.end <= cut + 1}
        right = {m.entity for m in inside if m.start > cut}
        longest = max((m.end for m in inside if m.start <= source.start + 4), default=0)
        return bool(left and right) and longest <= cut + 1

    def _head(self, source: Span, inside: list[Mention]) -> Mention | None:
        """The mention that the source is about: the first that is neither an owner nor after a preposition."""
        for mention in inside:
            if mention.form == "pronoun" or mention.end > source.end + 2:
                continue
            before = self.text[max(source.start, mention.start - 24) : mention.start]
            last = [w for w in _WORD.findall(before) if w.lower() not in self.articles]
            if last and last[-1].lower() in self.prepositions and before.strip():
                continue
            if _OWNER.match(self.text, mention.end, source.end) and mention.end < source.end:
                continue
            after = self.text[mention.end : source.end].strip()
            numbered = after.lstrip("0123456789 ") if mention.kind != "person" else after
            if numbered and numbered[0].islower() and not self._postposed(numbered):
                continue
            return self._apposed_name(source, inside, mention)
        return None

    def _apposed_name(self, source: Span, inside: list[Mention], head: Mention) -> Mention:
        """Of "the envoy to Tarn, Anna Lund" the name after the comma; otherwise the head itself."""
        if head.form != "description":
            return head
        for mention in inside:
            if mention.form in ("name", "acronym") and mention.start == head.end + 1:
                return mention
        last = inside[-1]
        between = self.text[head.end : last.start]
        cut = max(between.rfind(","), between.rfind("»"))
        ends = last.form == "name" and last.kind == "person" and last.end >= source.end - 1 and cut >= 0
        if ends and not any(w.lower() in self.prepositions for w in _WORD.findall(between[cut:])):
            return last
        for mention in inside:
            before = self.text[source.start : mention.start].rstrip()
            if (
                mention.form == "name"
                and mention.kind in ("person", None)
                and before.endswith(",")
                and mention.end >= source.end - 1
            ):
                return mention
        return head

    def _postposed(self, after: str) -> bool:
        """Whether what follows a mention within the source only adds to it ("of", "who", "in Kiev", "himself")."""
        first = after.split()[0].strip(_EDGES).lower()
        return (
            first in self.prepositions
            or first in self.lexicon.words("relative")
            or first in self.lexicon.words("appositions")
            or first in self.lexicon.words("times")
        )

    def _named(self, source: Span, head: Mention) -> Speaker:
        entity = self.entities.get(head.entity) if head.entity is not None else None
        if entity is None:
            return Speaker(self.clean(self._own_words(source)), None, head.kind, None)
        if head.form == "description" and self._only_described(entity):
            name = self.clean(self._own_words(source)) or self.clean(entity.name)
        else:
            name = self.clean(entity.name)
        if not name:
            return Speaker(None, entity.entity, entity.kind, "the source has no words")
        return Speaker(name, entity.entity, entity.kind, None)

    def _only_described(self, entity: Entity) -> bool:
        return not any(c.isupper() for c in entity.name[1:] + (entity.name[0] if entity.name else ""))

    def _own_words(self, source: Span) -> str:
        """The source's words up to a comma or relative clause."""
        text = re.split(r"[,(;:]|\s[—–-]\s", source.text.strip(_EDGES))[0]
        words = text.split()
        for n, word in enumerate(words):
            if n and (word.lower() in self.lexicon.words("relative") or word.lower() in self.passed_on):
                words = words[:n]
                break
        return " ".join(words)

    def clean(self, name: str) -> str:
        """A name without article, quotation marks around it and signs at its edges."""
        name = " ".join(name.split()).strip(_EDGES)
        first, _, rest = name.partition(" ")
        if rest and (first.lower() in self.articles or first.lower() in self.lexicon.words("intensifiers")):
            name = rest
        for article in self.articles:
            if article.endswith(("'", "’")) and name.lower().startswith(article):
                name = name[len(article) :]
        return re.sub(r"['’]s?$", "", name).strip(_EDGES) if name.endswith(("'s", "’s")) else name.strip(_EDGES)

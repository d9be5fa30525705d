"""How many were killed and injured, as one account states it over all.

A number that counts people beside what happened to them is taken first; where the account gives none, a sentence that
says that somebody died or was hurt stands for one, and two who are joined by "and" for two. Sentences on a stretch of
time ("this year") and denials ("no one was hurt") are left aside. Numbers of those shot hold the dead as well, so
that the dead are taken off where nothing counts the injured alone.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import msgspec

from ..language.packs import load_pack
from ..model.readings import Figure, Sentence

Bounds = tuple[float | None, float | None]

_LEAD = 4
"""Sentences from the top in which a report names the whole; counts further down are often of parts."""

_TOP = 10
"""Where the lead gives numbers, deaths that are told of only below so many sentences are of other events."""

_REACH = 90
"""Code points past a number within which what happened is looked for."""

_RUN_ON = re.compile(r"(?<=[a-z])\.(?=[A-Z])")
"""Where a page has lost the space between two sentences."""

_NEVER = re.compile(r"(?!)")


class _Words(msgspec.Struct, frozen=True):
    """The pack's phrases as patterns, one a group."""

    groups: dict[str, Any]
    people: frozenset[str]
    person: frozenset[str]
    multiples: dict[str, int]
    articles: frozenset[str]
    beasts: frozenset[str]
    further: frozenset[str]
    victims: frozenset[str]

    def __getitem__(self, group: str) -> Any:
        return self.groups.get(group, _NEVER)


class _Count(msgspec.Struct, frozen=True):
    """A number of people, what happened to them (dead, hurt or either), and the sentence that states it."""

    kind: str
    bounds: Bounds
    sentence: int


@lru_cache(maxsize=16)
def _words(language: str) -> _Words:
    pack = load_pack(language)
    section, figures = pack.section("casualties"), pack.section("figures")
    groups = {name: _pattern(group["words"]) for name, group in section.items()}
    people = {*section.get("people", {}).get("words", ()), *figures.get("people", {}).get("words", ())}
    further, victims = (frozenset(section.get(name, {}).get("words", ())) for name in ("others", "victims"))
    person = {*section.get("person", {}).get("words", ()), *figures.get("person", {}).get("words", ())}
    multiples = section.get("multiple", {}).get("words", {})
    beasts = frozenset(section.get("beasts", {}).get("words", ()))
    articles = frozenset(pack.section("numbers").get("article", {}).get("words", ()))
    return _Words(groups, frozenset(people), frozenset(person), multiples, articles, beasts, further, victims)


def _pattern(words: Sequence[str]) -> re.Pattern[str]:
    longest = sorted(words, key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in longest) + r")(?!\w)")


def casualties(text: str, sentences: Sequence[Sentence], figures: Sequence[Figure], language: str) -> dict[str, Bounds]:
    """The bounds of those killed and injured that a text states; what it does not state is left out.

    >>> casualties("The sailor died at once.", (Sentence(0, 24, 0),), (), "en")
    {'killed': (1, 1)}
    """
    words = _words(language)
    lines = [_RUN_ON.sub("\0", text[s.start : s.end]).lower().replace("’", "'") for s in sentences]
    counts = list(_counts(text, sentences, figures, words))
    told = [(i, part) for i, line in enumerate(lines) for part in line.split("\0") if not words["period"].search(part)]
    told_early = [(i, line) for i, line in told if i < _TOP] if any(c.sentence <= _LEAD for c in counts) else told
    lead = [(i, line) for i, line in told if i <= _LEAD]
    killed = _first_of("dead", [c for c in counts if c.sentence <= _LEAD])
    killed = killed or _multiple("dead", lead, words) or _some_died(lead, words)
    killed = killed or _first_of("dead", counts) or _some_died(told_early, words) or _multiple("dead", told, words)
    injured, either = _first_of("hurt", counts), _first_of("either", counts) or _multiple("either", told, words)
    if injured is None or (killed is None and either and _size(either) > _size(injured)):
        injured = _rest_of(either, killed)
    if injured is None:
        injured = _another_hurt(told, words) if killed else _some_hurt(told, words)
    return {name: bounds for name, bounds in (("killed", killed), ("injured", injured)) if bounds}


# --- numbers ---------------------------------------------------------------------------------------------------------


def _counts(text: str, sentences: Sequence[Sentence], figures: Sequence[Figure], words: _Words) -> Iterator[_Count]:
    """The figures that count people to whom something happened; "2 girls, 3 men shot" counts five."""
    at, held = 0, 0.0
    over_time: dict[int, bool] = {}
    for n, figure in enumerate(figures):
        while at < len(sentences) and sentences[at].end <= figure.start:
            at, held = at + 1, 0.0
        if at >= len(sentences) or not _whole(figure) or figure.number.text.lower() in words.articles:
            continue
        sentence = sentences[at]
        if at not in over_time:
            over_time = {at: bool(words["period"].search(text[sentence.start : sentence.end].lower()))}
        if over_time[at]:
            continue
        before = text[max(sentence.start, figure.start - 30) : figure.start]
        if words["including"].search(before.lower()[-16:]):
            continue
        after = text[figure.number.end : _until(text, figures, n, sentence.end, words)]
        kind = _kind(before.lower(), after.lower(), words)
        if kind:
            more = held or _persons_beside(before.lower(), after.lower(), words)
            yield _Count(kind, _plus((figure.low, figure.high), more), at)
        held = 0.0 if kind else _held(figure, after.lower(), words)


_BESIDE = re.compile(r"([a-z-]+)(?:,|,? and)\s+(?:(?:his|her|their)\s+)?$")


def _persons_beside(before: str, after: str, words: _Words) -> int:
    """One person named with a number: "mother, 2 children found dead", "two guards and a gunman were killed"."""
    first = _BESIDE.search(before)
    own = first is not None and _is_person(first.group(1), words)
    then = _AND.search(_CLAUSE.split(after)[0])
    if then is None or not then.group(1) or not _is_person(then.group(1), words):
        return int(own)
    return int(own) + (not any(_happened(w, words) for w in _WORD.findall(after[: then.start()])))


def _until(text: str, figures: Sequence[Figure], n: int, end: int, words: _Words) -> int:
    """Where what is told of a number ends: at the next but ages and those included in it, or with the sentence."""
    start = figures[n].number.end
    for after in figures[n + 1 : n + 6]:
        if (
            after.unit != "year"
            and after.start >= start
            and not words["including"].search(text[max(start, after.start - 16) : after.start].lower())
        ):
            end = min(end, after.start)
            break
    return max(start, min(end, start + _REACH))


def _held(figure: Figure, after: str, words: _Words) -> float:
    """The number of a first noun in a list, what happened to them being told after the last."""
    listed = _LISTED.fullmatch(after)
    people = listed and _people(listed.group(1).split(), words)
    return _size((figure.low, figure.high)) if people else 0.0


_LISTED = re.compile(r"\s+((?:[a-z-]+\s*){1,3}?)\s*(?:,|and|&)\s*(?:and\s*)?")
"""A noun and the mark after it, before the next number of a list."""


def _plus(bounds: Bounds, more: float) -> Bounds:
    if not more:
        return bounds
    low, high = bounds
    return (None if low is None else low + more, None if high is None else high + more)


def _whole(figure: Figure) -> bool:
    """Whether a figure can number people: a whole number above none, no range, without unit."""
    size = figure.low if figure.low is not None else figure.high
    if figure.unit is not None or not size or size != int(size):
        return False
    return figure.low == figure.high or figure.low is None or figure.high is None


_NOUN = re.compile(r"[\s-]*(?:of\s+(?:the\s+|those\s+)?)?((?:[a-z'-]+\s*){0,4})")
_WORD = re.compile(r"[a-z'-]+")
_CLAUSE = re.compile(r"[.;:!?\n]")


def _kind(before: str, after: str, words: _Words) -> str | None:
    """What happened to the people that a number counts, or null where it counts no people."""
    if after[:1] == "-":
        return None
    match = _NOUN.match(after)
    noun = _WORD.findall(match.group(1)) if match else []
    people = _people(noun, words)
    given = _last(before, words)
    close = given is not None and before.rstrip().endswith(given[1])
    if people is None and given and words["toll"].search(before):
        return "dead"
    if before.endswith(", ") and people and words["helping"].fullmatch(people):
        return None
    if people is None:
        bare = not noun or words["bare"].fullmatch(noun[0]) or (given is not None and given[1].endswith("ing"))
        return given[0] if given and close and bare and given[0] != "either" else None
    told = _told(after, words)
    if told is None and given and (close or (given[1].endswith("ing") and given[0] != "either")):
        told = given[0]
    if told in (None, "either") and people in words.further:
        return told and "hurt"
    return told or ("either" if people in words.victims else None)


def _people(noun: Sequence[str], words: _Words) -> str | None:
    """The word by which a number counts people: a noun among the next words, or what happened right away."""
    for i, word in enumerate(noun):
        if words["bare"].fullmatch(word) or words["object"].fullmatch(word):
            return None
        if word in words.people or word.removesuffix("s") in words.person:
            return word
        if word.endswith("s") and word not in words.beasts and _helped(noun[i + 1 :], words):
            return word
        if i == 0 and (words["helping"].fullmatch(word) or _happened(word, words)):
            return word
    return None


def _helped(noun: Sequence[str], words: _Words) -> bool:
    """Whether "were killed" follows, which makes people of any plural but animals and things."""
    return len(noun) > 1 and bool(words["helping"].fullmatch(noun[0])) and _happened(noun[1], words)


def _happened(word: str, words: _Words) -> bool:
    return any(words[f"{kind}_words"].fullmatch(word) for kind in ("dead", "hurt", "either"))


def _last(before: str, words: _Words) -> tuple[str, str] | None:
    found = [
        (m.end(), kind, m.group())
        for kind, group in (
            ("dead", "dead_words"),
            ("hurt", "hurt_words"),
            ("either", "either_words"),
            ("either", "acting"),
        )
        for m in words[group].finditer(before)
    ]
    return max(found)[1:] if found else None


def _told(after: str, words: _Words) -> str | None:
    """The first of what is said to have happened within the clause, unless those counted did it."""
    clause = _CLAUSE.split(after)[0]
    cut = words["clause"].search(clause)
    clause = clause[: cut.start()] if cut else clause
    found = sorted(
        (m.start(), m.end(), kind)
        for kind in ("dead", "hurt", "either")
        for m in words[f"{kind}_words"].finditer(clause)
    )
    for start, end, kind in found:
        follower = _WORD.match(clause[end:].lstrip())
        helped = words["helping"].search(clause[max(0, start - 14) : start])
        if follower and words["object"].fullmatch(follower.group()) and not helped and kind == "either":
            return None
        if kind == "either" and any(k == "dead" and s - end < 8 and "one" not in clause[end:s] for s, _, k in found):
            return "dead"
        return kind
    return None


def _first_of(kind: str, counts: Sequence[_Count]) -> Bounds | None:
    """The greatest number of the headline, or else of the lead, or else of the rest."""
    own = [c for c in counts if c.kind == kind]
    for last in (0, _LEAD, math.inf):
        found = [c.bounds for c in own if c.sentence <= last]
        if found:
            return max(found, key=_size)
    return None


def _multiple(kind: str, told: Sequence[tuple[int, str]], words: _Words) -> Bounds | None:
    """The number in "a triple homicide" or "a quadruple shooting"."""
    for _, line in told:
        for m in words["multiple"].finditer(line):
            what = _WORD.match(line[m.end() :].lstrip(" -"))
            if what and words[f"{kind}_event"].fullmatch(what.group()):
                number = words.multiples[m.group()]
                return (number, number)
    return None


def _size(bounds: Bounds) -> float:
    return bounds[0] if bounds[0] is not None else bounds[1] or 0


def _rest_of(either: Bounds | None, killed: Bounds | None) -> Bounds | None:
    """Those shot without those of them who died."""
    if either is None or killed is None:
        return either
    rest = _size(either) - _size(killed)
    return (rest, rest) if rest > 0 else None


# --- persons ---------------------------------------------------------------------------------------------------------


def _some_died(told: Sequence[tuple[int, str]], words: _Words) -> Bounds | None:
    died, denied, tried = words["died"], words["denied"], words["attempted"]
    lines = [x for _, x in told if died.search(x) and not denied.search(x) and not tried.search(x)]
    if not lines:
        return None
    two = any(_two_died(line, words) for line in lines)
    return (2, 2) if two else (1, 1)


def _two_died(line: str, words: _Words) -> bool:
    if words["two_dead"].search(line) or _and_self(line, words):
        return True
    return not words["survived"].search(line) and _joined(line, words, "died")


def _some_hurt(told: Sequence[tuple[int, str]], words: _Words) -> Bounds | None:
    hurt, survived, denied = words["hurt"], words["survived"], words["denied"]
    lines = [line for _, line in told if (hurt.search(line) or survived.search(line)) and not denied.search(line)]
    if not lines:
        return None
    return (2, 2) if any(_joined(line, words, "hurt") for line in lines) else (1, 1)


def _and_self(line: str, words: _Words) -> bool:
    """Whether a killing goes on to the one who did it: "killed his son before shooting himself"."""
    own = words["oneself"].search(line)
    return (
        own is not None
        and any(w in words.person for w in _WORD.findall(line[max(0, own.start() - 60) : own.start()])[-8:])
        and (
            "," in line[max(0, own.start() - 30) : own.start()]
            or any(w in line for w in (" before ", " and then ", " then "))
        )
    )


_AND = re.compile(
    r"\band\s+(?:(?:his|her|their|an?|another)\s+(?:[\w-]+\s+){0,2}?|(?:\d+-year-old\s+)?)([a-z-]+)\b|,\s+([a-z-]+)\b"
)
"""A second person beside a first; after a comma only without a determiner, for with one it renames the first."""


def _joined(line: str, words: _Words, group: str) -> bool:
    """Whether two persons are named together beside what happened: "a mother and her son", "both children"."""
    both = _BOTH.search(line)
    if both and (both.group(1) in words.people or both.group(1) in words.person):
        return True
    for m in _AND.finditer(line):
        near = line[max(0, m.start() - 2 * _NEAR) : m.end() + 2 * _NEAR]
        if not _is_person(m.group(1) or m.group(2), words) or not words[group].search(near):
            continue
        ahead = _WORD.findall(line[max(0, m.start() - 40) : m.start()])[-5 if m.group(1) else -1 :]
        first = next((w for w in reversed(ahead) if _is_person(w, words) or words["apart"].fullmatch(w)), "")
        if first and (_is_person(first, words) or words["oneself"].fullmatch(first)):
            return True
    return False


_BOTH = re.compile(r"\bboth\s+(?:of\s+the\s+)?([a-z]+)")


def _is_person(word: str, words: _Words) -> bool:
    return word.rpartition("-")[2] in words.person


def _persons(line: str, start: int, end: int, words: _Words) -> set[str]:
    """The nouns for one person near `[start, end)`."""
    near = line[max(0, start - _NEAR) : end + _NEAR]
    return {w for w in _WORD.findall(near) if _is_person(w, words)}


_NEAR = 40
"""Code points around what happened in which the one it happened to is named."""


def _another_hurt(told: Sequence[tuple[int, str]], words: _Words) -> Bounds | None:
    """One who is told of as hurt beside the dead: by a word for one more, or by another noun."""
    dead: set[str] = set()
    for _, line in told:
        for m in words["died"].finditer(line):
            dead |= _persons(line, m.start(), m.end(), words)
    for _, line in told:
        if words["denied"].search(line):
            continue
        died = words["died"].search(line)
        for m in words["survived"].finditer(line):
            if died and _hurt_after(line, died, m, words):
                return (1, 1)
            own = set() if died else _persons(line, m.start(), m.end(), words)
            if own and (own - dead or words["further"].search(line)):
                return (1, 1)
    return None


def _hurt_after(line: str, died: re.Match[str], hurt: re.Match[str], words: _Words) -> bool:
    """Whether a sentence goes on from the dead to another: "killing a boy and wounding his father"."""
    if not died.end() <= hurt.start() < died.end() + 5 * _NEAR:
        return False
    between = line[died.end() : hurt.end() + 25]
    if words["further"].search(line[died.end() : hurt.start()]) or "1 " in between or "one " in between:
        return True
    named = {w for w in _WORD.findall(between) if _is_person(w, words)}
    return bool(
        named - {w for w in _WORD.findall(line[max(0, died.start() - 5 * _NEAR) : died.end()]) if _is_person(w, words)}
    )

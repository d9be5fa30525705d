"""A simulated news world: events, agencies and outlets that take text from one another, with the truth known.

`make_world(size, seed)` gives the same items for the same seed on every machine. The rules of each outlet's hand are
the functions below; every one notes what it did. The prose is chance: measure on it, and tune nothing that is reported
on real texts.
"""

from __future__ import annotations

import datetime
import random
import tomllib
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

_WORDS: dict[str, list[str]] = tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))
ITEMS_PER_EVENT = 8
"""How many items an event has on average."""
_REPLACED = ("nouns", "adjectives", "verbs")
_KNOWN_TO = 10_000
"""Up to so many items a world makes do with the words of its list; beyond, its vocabulary grows as the root of its size

(Heaps' law), since a language of a few hundred words repeats whole sentences by chance where millions are said.
"""
_START = datetime.datetime(2031, 1, 1)


class Vocabulary(dict[str, list[str]]):
    """The words of a world by kind, and the kinds of those that a rewrite may replace."""

    def __init__(self, words: dict[str, list[str]]) -> None:
        super().__init__(words)
        self.kinds: dict[str, tuple[str, ...]] = {}
        for kind in _REPLACED:
            for word in dict.fromkeys(words[kind]):
                self.kinds[word] = (*self.kinds.get(word, ()), kind)


class Chance(random.Random):
    """Chance that knows the words of its world."""

    def __init__(self, seed: int, words: Vocabulary) -> None:
        super().__init__(seed)
        self.words = words


class Made(msgspec.Struct, frozen=True):
    """One item with its truth.

    `root` is the report that its text goes back to (its own record where it is first hand); `taken` lists whom it took
    words from, with how (`copy`, `cut`, `rewrite`, `half`, `revision`); `texts` are the reports that it holds words of.
    """

    record: str
    event: int
    publisher: str
    url: str
    published: str
    headline: str
    text: str
    root: str
    taken: tuple[tuple[str, str], ...]
    texts: tuple[str, ...]
    credits: tuple[str, ...] = ()
    misquoted: bool = False


class Outlet(msgspec.Struct, frozen=True):
    """A publisher with its site's furniture and whether it credits whom it copies."""

    name: str
    site: str
    furniture: tuple[str, ...]
    credits: bool


class _Report(msgspec.Struct, frozen=True):
    """A text under way: its sentences, and what is true of it."""

    record: str
    sentences: tuple[str, ...]
    quote: str
    publisher: str


def make_world(size: int, seed: int) -> Iterator[Made]:
    """About `size` items, event by event, the same for the same seed."""
    return islice(make_events(size, seed, range(size)), size)


def make_events(size: int, seed: int, events: Iterable[int]) -> Iterator[Made]:
    """The items of some events of a world of `size` items; events are independent of one another."""
    words = _vocabulary(size, seed)
    rng = Chance(seed, words)
    agencies = [Outlet(f"{_name(rng)} Wire", "", (), False) for _ in range(6)]
    outlets = [_outlet(rng) for _ in range(max(12, min(2000, size // 25)))]
    for event in events:
        yield from _event(Chance(seed * 1_000_003 + event, words), event, agencies, outlets)


def _vocabulary(size: int, seed: int) -> Vocabulary:
    """The words of a world of so many items: those of the list, and made-up ones beside them in a large world."""
    times = (max(1, size / _KNOWN_TO)) ** 0.5 - 1
    rng = Chance(-1 - seed, Vocabulary(_WORDS))
    made = {kind: [_name(rng).lower() for _ in range(int(times * len(_WORDS[kind])))] for kind in _REPLACED}
    return Vocabulary({kind: [*known, *made.get(kind, ())] for kind, known in _WORDS.items()})


def make_crowd(size: int, seed: int) -> Iterator[Made]:
    """One event with about `size` items within four days: a story that everybody has, the same for the same seed."""
    rng = Chance(seed, Vocabulary(_WORDS))
    facts = _facts(rng)
    reports = [_write(rng, facts, f"w{n}", f"{_name(rng)} Wire", rng.randint(8, 16)) for n in range(2)]
    for report in reports:
        yield _made(rng, facts, 0, Outlet(report.publisher, "", (), False), report, 1, (), ())
    for number in range(size - len(reports)):
        yield from _published(rng, facts, 0, _outlet(rng), f"o{number}", reports, 2 + 94 * number // size)


def _name(rng: Chance) -> str:
    kinds = rng.words["onsets"], rng.words["vowels"], rng.words["codas"]
    parts = ("".join(rng.choice(kind) for kind in kinds) for _ in range(2))
    return "".join(parts).capitalize()


def _outlet(rng: Chance) -> Outlet:
    name = f"{_name(rng)} {rng.choice(['Post', 'Daily', 'Herald', 'Courier', 'Echo', 'Mirror', 'Times'])}"
    site = name.lower().replace(" ", "") + ".example"
    lines = tuple(line.format(site=name) for line in rng.sample(rng.words["furniture"], 3))
    return Outlet(name, site, lines, rng.random() < 0.6)


class _Facts(msgspec.Struct, frozen=True):
    """What happened: names, figures, and the one public quotation."""

    town: str
    people: tuple[str, ...]
    toll: int
    quote: str
    speaker: str
    began: datetime.datetime


def _facts(rng: Chance) -> _Facts:
    people = tuple(f"{_name(rng)} {_name(rng)}" for _ in range(5))
    quote = f"{_clause(rng)}, and {_clause(rng)} {rng.choice(rng.words['times'])}"
    speaker = f"{rng.choice(rng.words['roles'])} {people[0]}"
    began = _START + datetime.timedelta(minutes=rng.randrange(60 * 24 * 700))
    return _Facts(_name(rng), people, rng.randint(2, 90), quote, speaker, began)


def _thing(rng: Chance) -> str:
    return f"the {rng.choice(rng.words['adjectives'])} {rng.choice(rng.words['nouns'])}"


def _clause(rng: Chance) -> str:
    return f"{_thing(rng)} {rng.choice(rng.words['verbs'])} {_thing(rng)}"


def _sentence(rng: Chance, facts: _Facts) -> str:
    person = rng.choice(facts.people)
    who = rng.choice([f"{person} of {facts.town}", person, f"{_thing(rng)} of {facts.town}"])
    said = f"{who} {rng.choice(rng.words['said'])} that {_clause(rng)} {rng.choice(rng.words['places'])} {_thing(rng)}"
    did = f"{who} {rng.choice(rng.words['verbs'])} {_thing(rng)} {rng.choice(rng.words['places'])} {_thing(rng)}"
    text = f"{rng.choice([said, did])} {rng.choice(rng.words['times'])}"
    return text[0].upper() + text[1:] + "."


def _lead(rng: Chance, facts: _Facts) -> str:
    """The first sentence, with the toll; its parts stand in any order, so that two events' leads share few words."""
    toll = f"at least {facts.toll} people {rng.choice(rng.words['verbs'])} {_thing(rng)}"
    toll += f" {rng.choice(rng.words['times'])}"
    parts = [toll, f"{_clause(rng)} {rng.choice(rng.words['places'])} {facts.town}"]
    rng.shuffle(parts)
    text = f"{parts[0]} {rng.choice(['as', 'when', 'while', 'after', 'because'])} {parts[1]}"
    return f"{text[0].upper()}{text[1:]}, {facts.people[1]} {rng.choice(rng.words['said'])}."


def _write(rng: Chance, facts: _Facts, record: str, publisher: str, length: int) -> _Report:
    lead = _lead(rng, facts)
    quote = f"“{facts.quote[0].upper() + facts.quote[1:]},” {facts.speaker} {rng.choice(rng.words['said'])}."
    body = [_sentence(rng, facts) for _ in range(length)]
    body.insert(rng.randrange(1, len(body)), quote)
    return _Report(record, (lead, *body), quote, publisher)


def _event(rng: Chance, event: int, agencies: list[Outlet], outlets: list[Outlet]) -> Iterator[Made]:
    facts = _facts(rng)
    wires = rng.sample(agencies, rng.choice([1, 1, 1, 2]))
    reports = [_write(rng, facts, f"e{event}w{n}", wire.name, rng.randint(8, 16)) for n, wire in enumerate(wires)]
    hour = 0
    for report in reports:
        if rng.random() < 0.8:
            hour += 1
            yield _made(rng, facts, event, Outlet(report.publisher, "", (), False), report, hour, (), ())
    crowd = rng.randint(3, 2 * ITEMS_PER_EVENT - 5)
    for number, outlet in enumerate(rng.sample(outlets, min(crowd, len(outlets)))):
        hour += rng.randint(1, 3)
        yield from _published(rng, facts, event, outlet, f"e{event}o{number}", reports, hour)


def _published(
    rng: Chance, facts: _Facts, event: int, outlet: Outlet, record: str, reports: list[_Report], hour: int
) -> Iterator[Made]:
    """One outlet's hand: first hand, or taken from a wire in one of the ways."""
    way = rng.choices(["own", "copy", "cut", "rewrite", "half", "revision"], [4, 4, 3, 3, 2, 1])[0]
    wire = rng.choice(reports)
    own = _write(rng, facts, record, outlet.name, rng.randint(7, 14))
    if way == "own":
        yield _made(rng, facts, event, outlet, own, hour, (), ())
        return
    sentences = _HANDS[way](rng, facts, wire, own)
    misquoted = rng.random() < 0.15
    if misquoted:
        sentences = tuple(_misquote(rng, s) if s == wire.quote else s for s in sentences)
    taken = ((wire.record, way),)
    report = _Report(record, sentences, wire.quote, outlet.name)
    credited = (wire.publisher,) if outlet.credits else ()
    first = _made(rng, facts, event, outlet, report, hour, taken, credited, misquoted=misquoted)
    yield first
    if way == "revision":
        later = _updated(rng, facts, report)
        taken = ((wire.record, "copy"), (record, "revision"))
        again = _made(rng, facts, event, outlet, later, hour + 5, taken, credited)
        yield msgspec.structs.replace(again, record=record + "r", url=first.url, root=first.root)


def _copy(rng: Chance, facts: _Facts, wire: _Report, own: _Report) -> tuple[str, ...]:
    return wire.sentences


def _cut(rng: Chance, facts: _Facts, wire: _Report, own: _Report) -> tuple[str, ...]:
    return wire.sentences[: rng.randint(3, max(4, len(wire.sentences) * 2 // 3))]


def _rewrite(rng: Chance, facts: _Facts, wire: _Report, own: _Report) -> tuple[str, ...]:
    """Every eighth word is another, some sentences are gone."""
    kept = [s for s in wire.sentences if s == wire.quote or rng.random() > 0.2]
    return tuple(s if s == wire.quote else _reworded(rng, s) for s in kept)


def _reworded(rng: Chance, sentence: str) -> str:
    words = sentence.split(" ")
    for place, word in enumerate(words):
        for kind in rng.words.kinds.get(word, ()):
            if rng.random() < 0.25:
                words[place] = rng.choice(rng.words[kind])
    return " ".join(words)


def _half(rng: Chance, facts: _Facts, wire: _Report, own: _Report) -> tuple[str, ...]:
    """A few sentences of the wire among the outlet's own."""
    part = wire.sentences[1 : 1 + max(2, len(own.sentences) // 3)]
    return (*own.sentences[:4], *part, *(s for s in own.sentences[4:] if s != own.quote))


def _misquote(rng: Chance, quote: str) -> str:
    words = quote.split(" ")
    places = [n for n, w in enumerate(words) if w in rng.words["adjectives"]]
    words[rng.choice(places)] = "not" if rng.random() < 0.3 else rng.choice(rng.words["adjectives"])
    return " ".join(words)


def _updated(rng: Chance, facts: _Facts, report: _Report) -> _Report:
    old, new = f"t least {facts.toll} people", f"t least {facts.toll + rng.randint(1, 9)} people"
    sentences = tuple(s.replace(old, new) for s in report.sentences)
    return _Report(report.record, (*sentences, _sentence(rng, facts)), report.quote, report.publisher)


_HANDS = {"copy": _copy, "cut": _cut, "rewrite": _rewrite, "half": _half, "revision": _copy}


def _made(
    rng: Chance,
    facts: _Facts,
    event: int,
    outlet: Outlet,
    report: _Report,
    hour: int,
    taken: tuple[tuple[str, str], ...],
    credited: tuple[str, ...],
    *,
    misquoted: bool = False,
) -> Made:
    headline = f"{facts.town}: {_clause(rng)}"
    body = "\n\n".join(report.sentences)
    if credited:
        body = f"{facts.town.upper()} ({credited[0]}) - {body}"
    text = "\n\n".join((headline, body, *outlet.furniture))
    when = (facts.began + datetime.timedelta(hours=hour)).isoformat(timespec="minutes")
    half = any(way == "half" for _, way in taken)
    root = report.record if half or not taken else taken[0][0]
    texts = tuple(sorted({report.record, *(giver for giver, _ in taken)}))
    url = f"https://{outlet.site}/{report.record}" if outlet.site else ""
    return Made(report.record, event, outlet.name, url, when, headline, text, root, taken, texts, credited, misquoted)


def as_records(items: Iterator[Made]) -> Iterator[dict[str, Any]]:
    """The items as an archive has them, without the truth: what `rashomon build` reads from JSON Lines."""
    for item in items:
        yield {"id": item.record, "publisher": item.publisher, "url": item.url, "published": item.published,
               "title": item.headline, "text": item.text}  # fmt: skip

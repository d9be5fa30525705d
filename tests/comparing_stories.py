"""Stories for tests of comparing, made from short texts and lists of who says what; needs no reader."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rashomon.language.sentences import split_sentences
from rashomon.model.captures import Item
from rashomon.model.findings import Account, Actor, Cast, Story
from rashomon.model.ids import content_id
from rashomon.model.readings import Attribution, Entity, Figure, Reading, Time
from rashomon.model.spans import Span


def story_of(accounts: Sequence[dict[str, Any]], name: str = "s1") -> tuple[Story, Cast]:
    """A story and its cast; actors are told apart by the name given to them."""
    made = tuple(sorted((account_of(a, n) for n, a in enumerate(accounts)), key=lambda a: a.item.item_id))
    names = sorted({e.name for a in made for e in a.reading.entities})
    cast = Cast(
        tuple(Actor(f"a-{n}", n, "body" if n[0].islower() else "person", (n,), (name,)) for n in names),
        {a.item.item_id: {e.entity: f"a-{e.name}" for e in a.reading.entities} for a in made},
    )
    return Story(name, made), cast


def account_of(spec: dict[str, Any], number: int) -> Account:
    """One account: `text` (headline, blank line, body), `said` [{speaker, content, kind, …}], `figures`, `times`."""
    text = spec["text"]
    item_id = spec.get("id", f"i{number:04d}")
    language = spec.get("language", "en")
    body = text.find("\n\n") + 2 if "\n\n" in text else 0
    item = Item(
        item_id, f"c{number}", f"{item_id}.txt", 0, text, body, publisher=spec.get("publisher"),
        published=spec.get("published"), language=language, headline=text[:body].strip() or None,
    )  # fmt: skip
    names = list(dict.fromkeys(s["speaker"] for s in spec.get("said", []) if s.get("speaker")))
    entities = tuple(Entity(n, name, "person", (name,)) for n, name in enumerate(names))
    said = tuple(_attribution(item_id, text, s, names) for s in spec.get("said", []))
    figures = tuple(_figure(item_id, text, f, said) for f in spec.get("figures", []))
    times = tuple(_time(text, t) for t in spec.get("times", []))
    sentences = split_sentences(text, language)
    return Account(item, Reading(item_id, language, sentences, (), entities, said, figures, times))


def span_of(text: str, words: str) -> Span:
    """Where the words stand first."""
    start = text.index(words)
    return Span.of(text, start, start + len(words))


def _attribution(item_id: str, text: str, s: dict[str, Any], names: list[str]) -> Attribution:
    contents = [s["content"]] if isinstance(s["content"], str) else s["content"]
    spans = tuple(span_of(text, c) for c in contents)
    speaker = s.get("speaker")
    return Attribution(
        content_id("a", item_id, [(x.start, x.end) for x in spans], speaker),
        s.get("kind", "direct"),
        span_of(text, s["source"]) if "source" in s else None,
        span_of(text, s["cue"]) if "cue" in s else None,
        spans,
        speaker,
        names.index(speaker) if speaker else None,
        s.get("class", "say"),
        s.get("negated", False),
        None,
        tuple(s.get("via", ())),
    )


def _figure(item_id: str, text: str, f: dict[str, Any], said: Sequence[Attribution]) -> Figure:
    span = span_of(text, f["text"])
    known = {k: v for k, v in f.items() if k not in ("text", "number")}
    holder = next((a for a in said if any(c.holds(span) for c in a.content)), None)
    number = span_of(text, f.get("number", f["text"]))
    return Figure(
        content_id("f", item_id, span.start), span.start, span.end, span.text, number,
        known.pop("low"), known.pop("high"), attribution_id=holder.attribution_id if holder else None,
        speaker=holder.speaker if holder else None, **known,
    )  # fmt: skip


def _time(text: str, t: dict[str, Any]) -> Time:
    span = span_of(text, t["text"])
    return Time(span.start, span.end, span.text, t.get("type", "DATE"), t.get("edtf"), t.get("edtf"), t.get("reason"))

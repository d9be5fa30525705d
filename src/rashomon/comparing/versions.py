"""The renderings of a story: each quoted stretch and each reported content, with who is said to say it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise

import msgspec

from ..language.packs import base_language
from ..language.quotations import Quotation, quotations
from ..model.findings import Account, Cast, Story
from ..model.readings import Attribution
from ..model.spans import Span
from .surroundings import Surroundings
from .vocabulary import Vocabulary, vocabulary
from .wordings import Word, compared_words

MAX_RENDERING_WORDS = 600
"""Words of one rendering that are compared; what stands beyond is kept in the text and not aligned."""

_GAP_BETWEEN_PARTS = 160
"""Characters that a cue may take between two parts of one quotation ("…," said X, who …. "…")."""

_THOUGHT = frozenset(("believe", "learn", "feel", "want"))
"""Classes of cues with which nobody speaks: words quoted after them are those of whoever tells of them."""
_DEEPEST = 8
"""Attributions within one another that are looked at."""

_EDGE = " \t\n\r\u00a0,;:"


class Rendering(msgspec.Struct, frozen=True):
    """One stretch that renders an utterance. `part` is shared by the parts of one split quotation.

    `kind` is the speaker's (person, body, …); `named` where the source itself holds the speaker's name, so that no
    pronoun had to be resolved; `norms` are the compared words. `quoted` is false for reported content; `headline` where
    it stands in the headline; `loose` where the outlet's own words run on between the parts.
    """

    account: int
    item_id: str
    start: int
    end: int
    words: tuple[Word, ...]
    quoted: bool
    part: str
    headline: bool
    language: str
    published: str | None
    attribution_id: str | None = None
    speaker: str | None = None
    actor_id: str | None = None
    kind: str | None = None
    named: bool = False
    norms: tuple[str, ...] = ()
    loose: bool = False


def renderings(
    story: Story, cast: Cast, surroundings: Mapping[str, Surroundings] | None = None
) -> tuple[Rendering, ...]:
    """All renderings of a story, by account and place; words that `surroundings` have read are not read again."""
    kinds = {a.actor_id: a.kind for a in cast.actors}
    known = surroundings or {}
    return tuple(
        r
        for n, account in enumerate(story.accounts)
        for r in _of_account(n, account, cast, kinds, known.get(account.item.item_id))
    )


def _of_account(
    number: int, account: Account, cast: Cast, kinds: dict[str, str | None], around: Surroundings | None
) -> Iterator[Rendering]:
    text, language = account.item.text, base_language(account.reading.language)
    vocab = vocabulary(language)
    holders = _Holders(account.reading.attributions)
    quoted = [q for q in quotations(text, language) if q.inner_end > q.inner_start]
    parts = _parts(text, account.item.item_id, quoted, holders)
    split = {part for part, count in Counter(parts).items() if count > 1}
    loose = _loose(text, quoted, parts)
    found = []
    for q, part in zip(quoted, parts, strict=True):
        start, end = _trimmed(text, q.inner_start, q.inner_end)
        words = compared_words(text, vocab, start=start, end=end)[:MAX_RENDERING_WORDS]
        if len(words) < (1 if part in split else 2) or _is_title(text, words, vocab):
            continue
        holder = holders.of(start, end)
        made = _rendering(number, account, language, (start, end), words, True, part, holder, cast)
        found.append(msgspec.structs.replace(made, loose=True) if part in loose else made)
    for attribution in account.reading.attributions:
        for span in _reported(attribution, quoted):
            read = around.words_between(span.start, span.end) if around else ()
            words = (read or compared_words(text, vocab, start=span.start, end=span.end))[:MAX_RENDERING_WORDS]
            if len(words) >= 4:
                where = (span.start, span.end)
                part = f"{account.item.item_id}/{attribution.attribution_id}"
                found.append(_rendering(number, account, language, where, words, False, part, attribution, cast))
    found.sort(key=lambda r: (r.start, r.end, not r.quoted))
    yield from (msgspec.structs.replace(r, kind=kinds.get(r.actor_id or "")) for r in found)


def _rendering(
    number: int,
    account: Account,
    language: str,
    where: tuple[int, int],
    words: tuple[Word, ...],
    quoted: bool,
    part: str,
    attribution: Attribution | None,
    cast: Cast,
) -> Rendering:
    item = account.item
    if attribution is not None and quoted and _speaks_of_self(words, attribution.speaker, base_language(language)):
        attribution = None
    return Rendering(
        account=number,
        item_id=item.item_id,
        start=where[0],
        end=where[1],
        words=words,
        quoted=quoted,
        part=part,
        headline=where[0] < item.body_start,
        language=language,
        published=item.published,
        attribution_id=attribution.attribution_id if attribution else None,
        speaker=attribution.speaker if attribution else None,
        named=attribution is not None and _names_speaker(attribution),
        actor_id=cast.actor_id(item.item_id, attribution.entity) if attribution else None,
        norms=tuple(w.norm for w in words),
    )


def _speaks_of_self(words: tuple[Word, ...], speaker: str | None, language: str) -> bool:
    """Whether quoted words name the person who is said to say them, and never say "I": likelier another's words."""
    last = (speaker or "").lower().split()[-1:]
    own = vocabulary(language).own_person
    named = any(w.capital and [w.norm] == last for w in words)
    return bool(own) and named and not any(w.norm in own for w in words)


def _names_speaker(attribution: Attribution) -> bool:
    """Whether the source holds the last word of the speaker's name."""
    words = (attribution.speaker or "").lower().split()
    return bool(words) and attribution.source is not None and words[-1] in attribution.source.text.lower()


class _Holders:
    """Which attribution holds a stretch most closely."""

    def __init__(self, attributions: tuple[Attribution, ...]) -> None:
        spans = sorted((s.start, s.end, n) for n, a in enumerate(attributions) for s in a.content)
        self._starts = [s[0] for s in spans]
        self._spans = spans
        self._attributions = attributions
        self._by_id = {a.attribution_id: a for a in attributions}
        self._longest = max((s[1] - s[0] for s in spans), default=0)

    def of(self, start: int, end: int) -> Attribution | None:
        """The attribution whose content shares most of the stretch with least beside it, or None below half of it."""
        best: tuple[int, int, int] | None = None
        for at in range(bisect_right(self._starts, end) - 1, -1, -1):
            s, e, n = self._spans[at]
            if s < start - self._longest:
                break
            shared = min(e, end) - max(s, start)
            if shared * 2 > end - start:
                key = (-(shared * 10 // (end - start)), e - s, n)
                best = key if best is None or key < best else best
        return None if best is None else self._saying(self._attributions[best[2]])

    def _saying(self, a: Attribution) -> Attribution:
        """Who says what somebody is said to think: "she said that he believed “…”" quotes her and not him."""
        if a.cue_class not in _THOUGHT:
            return a
        outer = a
        for _ in range(_DEEPEST):
            if (parent := self._by_id.get(outer.parent_id or "")) is None:
                break
            outer = parent
        return a if outer.cue_class in _THOUGHT else outer


def _parts(text: str, item_id: str, quoted: list[Quotation], holders: _Holders) -> list[str]:
    """For each quotation the name of the split quotation that it is a part of (its own where it stands alone)."""
    names: list[str] = []
    held = [holders.of(q.inner_start, q.inner_end) for q in quoted]
    for n, q in enumerate(quoted):
        mine = held[n]
        before = held[n - 1] if n else None
        same = mine is not None and before is not None and mine.attribution_id == before.attribution_id
        if n and (_continues(text, quoted[n - 1], q, before, mine) or (same and _is_open(text, quoted[n - 1], q))):
            names.append(names[-1])
        else:
            names.append(f"{item_id}/{q.start}")
    return names


def _loose(text: str, quoted: list[Quotation], parts: list[str]) -> set[str]:
    """Parts that the outlet's own words join ("could be “misused” by “owners of boats”") and no cue splits."""
    pairs = zip(pairwise(quoted), pairwise(parts), strict=True)
    return {part for (a, b), (part, following) in pairs if part == following and not _ends(text, a, b)}


def _ends(text: str, a: Quotation, b: Quotation) -> bool:
    """Whether a quotation ends as one does that a cue splits, or goes on over a paragraph."""
    return not a.closed or text[a.inner_end - 1] in ",.!?…;—-" or text[a.end : b.start].lstrip()[:1] in (",", ";")


def _is_open(text: str, q: Quotation, following: Quotation) -> bool:
    """Whether a quotation ends where its sentence goes on, so that the next of its paragraph can be its second part."""
    return not q.closed or (text[q.inner_end - 1] not in ".!?…" and "\n" not in text[q.end : following.start])


def _own_cue(text: str, q: Quotation, held: Attribution | None, before: Attribution | None) -> bool:
    """Whether a quotation has a cue to itself, and so is no mere part of the one before."""
    if held is not None and held.cue is not None and (before is None or before.cue != held.cue):
        return True
    return text[q.inner_end - 1] == "," or text[q.end : q.end + 1] == ","


_CUE_GAP = re.compile(r"[^\n.!?]*(?:\b[A-Z][a-z]{0,3}\.[^\n.!?]*)*[.:,]?\s*")


def _continues(text: str, a: Quotation, b: Quotation, held_a: Attribution | None, held_b: Attribution | None) -> bool:
    """Whether only a cue clause stands between two quotations, so that they are parts of one."""
    if held_a and held_b and held_a.speaker and held_b.speaker and held_a.speaker != held_b.speaker:
        return False
    between = text[a.end : b.start]
    if not a.closed and not between.strip():
        return True  # a quotation that goes on over a paragraph is opened again and closed once
    if _own_cue(text, b, held_b, held_a):
        return False
    if not 2 < len(between) <= _GAP_BETWEEN_PARTS or "\n" in between:
        return False
    if between.rstrip().endswith(":"):
        return False  # a colon lets somebody begin
    ends_open = text[a.inner_end - 1] in ",—-" or between.lstrip()[:1] in ",;"
    return ends_open and _CUE_GAP.fullmatch(between) is not None


def _reported(attribution: Attribution, quoted: list[Quotation]) -> Iterator[Span]:
    """The contents of an attribution that stand outside quotation marks for the most part."""
    if attribution.kind == "direct":
        return
    for span in attribution.content:
        inside = sum(max(0, min(q.end, span.end) - max(q.start, span.start)) for q in quoted)
        if inside * 2 < span.end - span.start:
            yield span


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    while start < end and text[start] in _EDGE:
        start += 1
    return start, end


def _is_title(text: str, words: tuple[Word, ...], vocab: Vocabulary) -> bool:
    """Whether quoted words are the name of a thing (a show, a ship): first word and content words in capitals."""
    if len(words) > 6:
        return False
    content = [w for w in words if not vocab.is_function(w.norm)]
    upper = text[words[0].start : words[-1].end].isupper()
    return bool(content) and not upper and all(text[w.start].isupper() for w in (words[0], *content))

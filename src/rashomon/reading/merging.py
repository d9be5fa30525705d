"""One reading out of two: what a flat tagger saw, mended, and what rules see in its holes, around it and inside it.

A trained tagger paints each word once, so it finds what annotators mark and no chains. Rules know the few patterns
that make chains and are right most of the time where a tagger saw nothing. Of the rules only these are taken: a pattern
stays out where it is right less often than about one time in three on articles that the tagger was not trained on: it
would cost more than it gives.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

import msgspec

from ..model.readings import Sentence
from ..model.spans import Span
from .cues import Lexicon, class_of, lexicon_for
from .merging_added import added
from .merging_ground import (
    OPENING,
    Fragments,
    first_word,
    is_frame,
    is_relayed,
    meet,
    opens_with_that,
    share,
    stands_after,
    trails,
    within,
)
from .taggers import Tagged

_LONGEST_AGENT = 7
"""Words of the longest agent that is taken out of a content ("by two former employees")."""

_WORD = re.compile(r"[^\W_]+(?:['’.\-‑][^\W_]+)*")


def merge(
    flat: Sequence[Tagged], ruled: Sequence[Tagged], text: str, sentences: Sequence[Sentence], language: str
) -> tuple[Tagged, ...]:
    """The flat tagger's attributions, mended, and of the rules' those that it cannot see or is known to miss."""
    lexicon = lexicon_for(language)
    starts = [s.start for s in sentences]
    mended = [
        part
        for t in _mended(flat, ruled, text, lexicon)
        if t.content
        for part in _by_paragraph(t, text, sentences, starts)
    ]
    more = list(added(mended, ruled, text, frozenset(starts), lexicon))
    covered = Fragments((c, 0) for t in more for c in t.content)
    return (*(t for t in mended if not _is_bare(t) or not all(map(covered.holding, t.content))), *more)


def _is_bare(tagged: Tagged) -> bool:
    return tagged.cue is None and tagged.source is None


# ---- mending what was tagged ----------------------------------------------------------------------------------------


def _mended(flat: Sequence[Tagged], ruled: Sequence[Tagged], text: str, lexicon: Lexicon) -> Iterator[Tagged]:
    """The flat attributions, each mended by what the rules say of the same cue."""
    cues = Fragments((t.cue, n) for n, t in enumerate(ruled) if t.cue is not None and t.source is not None)
    sources = Fragments((t.source, n) for n, t in enumerate(ruled) if t.cue is not None and t.source is not None)
    relayed = Fragments(
        (t.cue, n) for n, t in enumerate(ruled) if t.cue is not None and t.source and is_relayed(t.cue, text, lexicon)
    )
    framing = Fragments((t.cue, n) for n, t in enumerate(ruled) if t.cue is not None and t.source and trails(t))
    for t in flat:
        if _permits(t, lexicon):
            continue
        mended = _without_frame(
            t, [ruled[n] for n in framing.meeting(t.content[-1])] if t.content else [], text, lexicon
        )
        for n in cues.meeting(t.cue) if t.cue is not None else ():
            mended = _mend(mended, ruled[n], text, lexicon)
            also = [ruled[k] for k in sources.meeting(t.source)] if t.source is not None else []
            mended = _by_whom(mended, ruled[n], also, text, lexicon)
        mended = _by_agent(mended, text, lexicon)
        inside = (ruled[n] for c in mended.content for n in relayed.meeting(c))
        yield next((r for r in inside if not within(r.content[0], mended.content) or len(mended.content) > 1), mended)


def _without_frame(tagged: Tagged, frames: Sequence[Tagged], text: str, lexicon: Lexicon) -> Tagged:
    """Without ", the paper wrote" at the end of "Friends of the mayor say she regrets it, the paper wrote"."""
    last, anchor = tagged.content[-1] if tagged.content else None, tagged.source or tagged.cue
    if last is not None and last.text[:1] in OPENING:
        return tagged
    for frame in frames:
        assert frame.source is not None and frame.cue is not None
        begin, entry = min(frame.source.start, frame.cue.start), class_of(frame.cue, lexicon)
        if last is None or anchor is None or tagged.cue == frame.cue or entry is None or not is_frame(frame, entry):
            continue
        around = frame.content[0].start <= anchor.start and frame.content[0].end <= begin
        if around and last.start < begin < last.end and text[last.start : begin].rstrip().endswith(","):
            kept = Span.of(text, last.start, min(frame.content[0].end, last.end))
            return msgspec.structs.replace(tagged, content=(*tagged.content[:-1], kept))
    return tagged


def _mend(tagged: Tagged, other: Tagged, text: str, lexicon: Lexicon) -> Tagged:
    """Gives a missing source or content, takes off the addressee, and knows who is quoted where a medium quotes."""
    assert other.cue is not None and other.source is not None
    if not share(tagged.content, other.content):
        entry = class_of(other.cue, lexicon)
        formula = entry is not None and entry.sort == "preposition" and tagged.source is not None
        if trails(other) and _is_inserted(tagged, text, lexicon):
            return msgspec.structs.replace(tagged, cue=other.cue, content=other.content)
        return msgspec.structs.replace(tagged, content=other.content) if formula else tagged
    if tagged.source is None:
        inside = any(meet(other.source, c) for c in tagged.content)
        return tagged if inside else msgspec.structs.replace(tagged, source=other.source)
    if not meet(tagged.source, other.source) and is_relayed(other.cue, text, lexicon):
        return other
    if within(other.source, tagged.content[:1]) and stands_after(other.source, text, lexicon.words("agent_by")):
        return other
    return _from_that(tagged, other.content, text, lexicon)


def _is_inserted(tagged: Tagged, text: str, lexicon: Lexicon) -> bool:
    """Whether what was taken for the content only adds to it: "…, the report said, a hint at the fire"."""
    assert tagged.cue is not None
    between = text[tagged.cue.end : tagged.content[0].start].strip()
    words = text[tagged.cue.start : tagged.content[0].end].lower().split()
    if any(tuple(words[k : k + 3]) in _cites_with(lexicon) for k in range(3)):
        return True
    return between == "," and first_word(tagged.content[0]) in lexicon.words("indefinite")


def _cites_with(lexicon: Lexicon) -> frozenset[tuple[str, ...]]:
    """The phrases of three words that name who is cited ("with reference to")."""
    return frozenset(tuple(p.split()) for p in lexicon.words("citing") if p.count(" ") == 2)


def _permits(tagged: Tagged, lexicon: Lexicon) -> bool:
    """Whether a cue only lets somebody do something ("The decree will allow the town to build")."""
    if tagged.cue is None or lexicon.words("permits").isdisjoint(tagged.cue.text.lower().split()[-1:]):
        return False
    return not opens_with_that(tagged.content[0], lexicon) and tagged.content[0].text[:1] not in OPENING


def _by_whom(tagged: Tagged, other: Tagged, also: Sequence[Tagged], text: str, lexicon: Lexicon) -> Tagged:
    """The rules' source where the tagger took the medium for it.

    That is "Analysts quoted by the Gazette expect …", and "…, Lund said, the Gazette reported", where the
    tagger's source is the subject of another cue further on.
    """
    source, cue = tagged.source, tagged.cue
    if source is None or cue is None or other.source is None:
        return tagged
    if meet(source, other.source):
        tail = other.source.start < source.start and other.source.end == source.end
        relayed = tail and stands_after(source, text, lexicon.words("relay_by"))
        return msgspec.structs.replace(tagged, source=other.source) if relayed else tagged
    if first_word(source) in lexicon.words("relative") or any(meet(other.source, c) for c in tagged.content):
        return tagged
    passive = other.source.end <= source.start and stands_after(source, text, lexicon.words("relay_by"))
    agent = other.source.start >= cue.start and stands_after(other.source, text, lexicon.words("agent_by"))
    apart = [a for a in also if a.cue is not None and not meet(a.cue, cue)]
    elsewhere = bool(apart) and "," in text[cue.end : source.start]
    inserted = any(within(other.source, a.content) and within(cue, a.content) for a in apart)
    if passive or agent or elsewhere or inserted:
        return msgspec.structs.replace(tagged, source=other.source)
    return tagged


def _from_that(tagged: Tagged, ruled: Sequence[Span], text: str, lexicon: Lexicon) -> Tagged:
    """Without "the inquiry" in "told [the inquiry that …]"; with the rest where "that" alone was taken."""
    first = tagged.content[0]
    if first.text.lower() in lexicon.words("that"):
        return msgspec.structs.replace(tagged, content=tuple(ruled))
    late = first.start < ruled[0].start < first.end
    named = late and _is_name(text[first.start : ruled[0].start], lexicon)
    if late and (named or (opens_with_that(ruled[0], lexicon) and not opens_with_that(first, lexicon))):
        return msgspec.structs.replace(tagged, content=(Span.of(text, ruled[0].start, first.end), *tagged.content[1:]))
    return tagged


def _is_name(words: str, lexicon: Lexicon) -> bool:
    """Whether words are "The Harbour Post", with nothing else."""
    written = [w for w in words.split() if w.lower() not in lexicon.words("articles")]
    return bool(written) and all(w[:1].isupper() for w in written)


def _by_agent(tagged: Tagged, text: str, lexicon: Lexicon) -> Tagged:
    """Of "The mayor is accused by critics of theft" the critics are the source, and not the mayor."""
    source, cue, first = tagged.source, tagged.cue, tagged.content[0]
    if source is None or cue is None or source.end > cue.start or first_word(first) not in lexicon.words("agent_by"):
        return tagged
    if lexicon.words("be").isdisjoint(cue.text.lower().split()):
        return tagged
    words = list(_WORD.finditer(first.text))
    ends = lexicon.words("prepositions") | lexicon.words("infinitive_marks") | lexicon.words("that")
    stop = next((n for n, m in enumerate(words) if n > 1 and m.group().lower() in ends), None)
    if stop is None or stop > _LONGEST_AGENT:
        return tagged
    agent = Span.of(text, first.start + words[1].start(), first.start + words[stop - 1].end())
    kept = Span.of(text, first.start + words[stop].start(), first.end)
    return Tagged(agent, cue, (kept, *tagged.content[1:]))


def _by_paragraph(tagged: Tagged, text: str, sentences: Sequence[Sentence], starts: Sequence[int]) -> Iterator[Tagged]:
    """An attribution cut where words that are not quoted whole are followed by a quotation in the next paragraph.

    What stands unquoted in another paragraph after words of the outlet is none of it. The part nearest to the cue keeps
    it; the others keep the source alone.
    """
    parts: list[list[Span]] = []
    apart: set[int] = set()
    last, end = -1, 0
    for span in _pieces(tagged.content, sentences, starts):
        paragraph = _paragraph(span.start, sentences, starts)
        told = bool(parts) and paragraph != last and _told_between(text, end, span, tagged.cue)
        if told:
            apart.update((len(parts) - 1, len(parts)))
        if parts and not told and (paragraph == last or _goes_on(parts[-1][-1].text, span.text)):
            parts[-1].append(span)
        else:
            parts.append([span])
        last, end = paragraph, span.end
    if len(parts) == 1:
        yield tagged
        return
    anchor = tagged.cue or tagged.source or tagged.content[0]
    home = min(range(len(parts)), key=lambda n: (_distance(parts[n], anchor), n))
    for n, part in enumerate(parts):
        if n == home or n not in apart:
            yield Tagged(tagged.source, tagged.cue if n == home else None, tuple(part))


def _told_between(text: str, end: int, span: Span, cue: Span | None) -> bool:
    """Whether the outlet tells something between a fragment's end and an unquoted one in another paragraph."""
    if span.text[:1] in OPENING or (cue is not None and end <= cue.start < span.start):
        return False
    return any(c.isalnum() for c in text[end : span.start])


def _pieces(content: Sequence[Span], sentences: Sequence[Sentence], starts: Sequence[int]) -> Iterator[Span]:
    """The spans of a content, each cut where it runs into the next paragraph."""
    for span in content:
        begin = span.start
        for n in range(max(1, bisect_right(starts, span.start)), bisect_left(starts, span.end)):
            if sentences[n].paragraph == sentences[n - 1].paragraph:
                continue
            words = span.text[begin - span.start : sentences[n - 1].end - span.start]
            if words.strip():
                yield Span(begin, begin + len(words), words)
            begin = starts[n]
        yield span if begin == span.start else Span(begin, span.end, span.text[begin - span.start :])


def _paragraph(offset: int, sentences: Sequence[Sentence], starts: Sequence[int]) -> int:
    n = bisect_right(starts, offset) - 1
    return sentences[n].paragraph if n >= 0 else -1


def _goes_on(before: str, after: str) -> bool:
    """Whether a content goes on in the next paragraph: quotation after quotation, one still open, or no quotation."""
    quoted = before[:1] in OPENING
    return quoted or after[:1] not in OPENING


def _distance(part: Sequence[Span], to: Span) -> int:
    return min(max(s.start - to.end, to.start - s.end, 0) for s in part)

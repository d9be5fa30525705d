"""One reading out of two: what a flat tagger saw, mended, and what rules see in its holes, around it and inside it.

A trained tagger paints each word once, so it finds what annotators mark and no chains. Rules know the few patterns
that make chains and are right most of the time where a tagger saw nothing. Of the rules only these are taken: a pattern
stays out where it is right less often than about one time in three on articles that the tagger was not trained on: it
would cost more than it gives.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

import msgspec

from ..language.packs import load_pack
from ..model.readings import Sentence
from ..model.spans import Span
from .cues import Cue, Lexicon, class_of, lexicon_for
from .tagger_rules import makes_chain
from .taggers import Tagged

_PASSED_ON = frozenset(("clause", "that", "tell", "quote", "quote_after", "quotes"))
"""Frames of cues that take somebody's words."""

_CLAIMS = frozenset(("claim", "report", "accuse"))
"""Cue classes that are sure only before "that", before a quotation, or after their content."""

_FINITE = ("past", "third", "fin")

_OPENING = "“‘\"„«'"
"""Marks that open a quotation."""

_PAST = ("past", "participle", "gerund")
"""Forms of a cue that are seldom taken for nouns, as "claims" and "report" are."""

_PERSONAL = frozenset(("say", "claim", "deny", "concede", "ask", "order", "promise", "accuse", "believe", "feel"))
"""Cue classes whose past form tells by itself that somebody speaks or thinks."""

_PEOPLE_ENDINGS = ("ers", "ors", "ists", "ians", "men", "women")
"""How English nouns for many people end."""

_REACH = 24
"""Characters before a cue in which the word before it is looked for."""


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
    added = list(_added(mended, ruled, text, frozenset(starts), lexicon))
    covered = _Fragments((c, 0) for t in added for c in t.content)
    return (*(t for t in mended if not _is_bare(t) or not all(map(covered.holding, t.content))), *added)


def _is_bare(tagged: Tagged) -> bool:
    return tagged.cue is None and tagged.source is None


class _Fragments:
    """Spans that do not overlap, each with whose it is, to be asked what stands at a place."""

    def __init__(self, spans: Iterable[tuple[Span, int]]) -> None:
        self.spans = sorted(spans, key=lambda s: (s[0].start, s[0].end))
        self.starts = [s.start for s, _ in self.spans]
        self.ends = [s.end for s, _ in self.spans]

    def meeting(self, span: Span) -> list[int]:
        """Whose fragments share a character with a span."""
        first, last = bisect_right(self.ends, span.start), bisect_left(self.starts, span.end)
        return [self.spans[n][1] for n in range(first, last)]

    def holding(self, span: Span) -> tuple[Span, int] | None:
        """The fragment that holds a span whole, and whose it is."""
        n = bisect_right(self.starts, span.start) - 1
        return self.spans[n] if n >= 0 and self.ends[n] >= span.end else None


# ---- mending what was tagged ----------------------------------------------------------------------------------------


def _mended(flat: Sequence[Tagged], ruled: Sequence[Tagged], text: str, lexicon: Lexicon) -> Iterator[Tagged]:
    """The flat attributions, each mended by what the rules say of the same cue."""
    cues = _Fragments((t.cue, n) for n, t in enumerate(ruled) if t.cue is not None and t.source is not None)
    sources = _Fragments((t.source, n) for n, t in enumerate(ruled) if t.cue is not None and t.source is not None)
    relayed = _Fragments(
        (t.cue, n) for n, t in enumerate(ruled) if t.cue is not None and t.source and _is_relayed(t.cue, text, lexicon)
    )
    for t in flat:
        if _permits(t, lexicon):
            continue
        mended = t
        for n in cues.meeting(t.cue) if t.cue is not None else ():
            mended = _mend(mended, ruled[n], text, lexicon)
            also = [ruled[k] for k in sources.meeting(t.source)] if t.source is not None else []
            mended = _by_whom(mended, ruled[n], also, text, lexicon)
        inside = (ruled[n] for c in mended.content for n in relayed.meeting(c))
        yield next((r for r in inside if not _within(r.content[0], mended.content) or len(mended.content) > 1), mended)


def _mend(tagged: Tagged, other: Tagged, text: str, lexicon: Lexicon) -> Tagged:
    """Gives a missing source or content, takes off the addressee, and knows who is quoted where a medium quotes."""
    assert other.cue is not None and other.source is not None
    if not _share(tagged.content, other.content):
        entry = class_of(other.cue, lexicon)
        formula = entry is not None and entry.sort == "preposition" and tagged.source is not None
        formula = formula or (_trails(other) and _is_inserted(tagged, text, lexicon))
        return msgspec.structs.replace(tagged, content=other.content) if formula else tagged
    if tagged.source is None:
        inside = any(_meet(other.source, c) for c in tagged.content)
        return tagged if inside else msgspec.structs.replace(tagged, source=other.source)
    if not _meet(tagged.source, other.source) and _is_relayed(other.cue, text, lexicon):
        return other
    return _from_that(tagged, other.content, text, lexicon)


def _is_inserted(tagged: Tagged, text: str, lexicon: Lexicon) -> bool:
    """Whether what was taken for the content only adds to it: "…, the report said, a hint at the fire"."""
    assert tagged.cue is not None
    between = text[tagged.cue.end : tagged.content[0].start].strip()
    return between == "," and _first_word(tagged.content[0]) in lexicon.words("indefinite")


def _permits(tagged: Tagged, lexicon: Lexicon) -> bool:
    """Whether a cue only lets somebody do something ("The decree will allow the town to build")."""
    if tagged.cue is None or lexicon.words("permits").isdisjoint(tagged.cue.text.lower().split()[-1:]):
        return False
    return not _opens_with_that(tagged.content[0], lexicon) and tagged.content[0].text[:1] not in _OPENING


def _by_whom(tagged: Tagged, other: Tagged, also: Sequence[Tagged], text: str, lexicon: Lexicon) -> Tagged:
    """The rules' source where the tagger took the medium for it.

    That is "Analysts quoted by the Gazette expect …", and "…, Lund said, the Gazette reported", where the
    tagger's source is the subject of another cue further on.
    """
    source, cue = tagged.source, tagged.cue
    if source is None or cue is None or other.source is None:
        return tagged
    if _meet(source, other.source):
        tail = other.source.start < source.start and other.source.end == source.end
        relayed = tail and _stands_after(source, text, lexicon.words("relay_by"))
        return msgspec.structs.replace(tagged, source=other.source) if relayed else tagged
    if _first_word(source) in lexicon.words("relative") or any(_meet(other.source, c) for c in tagged.content):
        return tagged
    passive = other.source.end <= source.start and _stands_after(source, text, lexicon.words("relay_by"))
    agent = other.source.start >= cue.start and _stands_after(other.source, text, lexicon.words("agent_by"))
    apart = [a for a in also if a.cue is not None and not _meet(a.cue, cue)]
    elsewhere = bool(apart) and "," in text[cue.end : source.start]
    inserted = any(_within(other.source, a.content) and _within(cue, a.content) for a in apart)
    if passive or agent or elsewhere or inserted:
        return msgspec.structs.replace(tagged, source=other.source)
    return tagged


def _within(span: Span, fragments: Sequence[Span]) -> bool:
    return any(f.start <= span.start and span.end <= f.end for f in fragments)


def _from_that(tagged: Tagged, ruled: Sequence[Span], text: str, lexicon: Lexicon) -> Tagged:
    """Without "the inquiry" in "told [the inquiry that …]"; with the rest where "that" alone was taken."""
    first = tagged.content[0]
    if first.text.lower() in lexicon.words("that"):
        return msgspec.structs.replace(tagged, content=tuple(ruled))
    late = first.start < ruled[0].start < first.end
    if late and _opens_with_that(ruled[0], lexicon) and not _opens_with_that(first, lexicon):
        return msgspec.structs.replace(tagged, content=(Span.of(text, ruled[0].start, first.end), *tagged.content[1:]))
    return tagged


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
    if span.text[:1] in _OPENING or (cue is not None and end <= cue.start < span.start):
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
    quoted = before[:1] in _OPENING
    return quoted or after[:1] not in _OPENING


def _distance(part: Sequence[Span], to: Span) -> int:
    return min(max(s.start - to.end, to.start - s.end, 0) for s in part)


# ---- adding what was not seen ---------------------------------------------------------------------------------------


def _added(
    flat: Sequence[Tagged], ruled: Sequence[Tagged], text: str, starts: frozenset[int], lexicon: Lexicon
) -> Iterator[Tagged]:
    """Those of the rules' attributions whose cue the tagger has not, where their place makes them sure."""
    contents = _Fragments((c, n) for n, t in enumerate(flat) for c in t.content)
    cues = _Fragments((t.cue, n) for n, t in enumerate(flat) if t.cue is not None)
    for t in ruled:
        if t.cue is None and t.source is not None and text[t.source.end : t.source.end + 2].lstrip().startswith(":"):
            if _names_medium(t.source, lexicon) and not contents.meeting(t.source):
                yield t
            continue
        if t.cue is None or t.source is None or cues.meeting(t.cue):
            continue
        entry = class_of(t.cue, lexicon)
        if entry is None:
            continue
        held = contents.holding(t.cue)
        if held is not None:
            ends = [contents.holding(c) for c in t.content]
            inside = all(end is not None and end[1] == held[1] for end in ends)
            taken = inside and _is_explicit(t, entry, held[0], text, lexicon)
        elif contents.meeting(t.cue):
            taken = False
        elif any(contents.meeting(c) for c in t.content):
            taken = _is_frame(t, entry)
        else:
            taken = _is_sure(t, entry, lexicon) or (t.source.start in starts and _is_plain(t, entry, lexicon))
        if taken:
            yield t


def _names_medium(source: Span, lexicon: Lexicon) -> bool:
    """Whether "Tribune" in "Tribune: …" is by its words a medium."""
    words = source.text.lower().split()
    return bool(words) and words[-1] in lexicon.words("media")


def _is_explicit(tagged: Tagged, cue: Cue, outer: Span, text: str, lexicon: Lexicon) -> bool:
    """Whether an attribution inside another's content makes a chain: somebody named is said to have said something."""
    assert tagged.source is not None and tagged.cue is not None
    if cue.sort == "preposition":
        return True
    if _is_quoted_who(tagged.source, outer, text, lexicon):
        return True
    noun = cue.sort == "noun" or _stands_as_noun(tagged, text, lexicon)
    free = not noun and cue.form in _PAST and cue.cue_class in _PERSONAL
    if not _may_speak(tagged.source, lexicon, anybody=free):
        return False
    quoted = outer.text[:1] in _OPENING
    if quoted and not makes_chain(tagged, lexicon):
        return False
    opened = tagged.content[0].text[:1] in _OPENING or _opens_with_that(tagged.content[0], lexicon)
    if noun:
        return opened and (cue.cue_class != "say" or any(w[:1].isupper() for w in tagged.source.text.split()))
    if cue.cue_class == "discuss" and not opened:
        return False
    if _is_merely_possible(tagged.cue, lexicon):
        return False
    said = bool(cue.frames & _PASSED_ON)
    lead = _leads(tagged.source, outer, lexicon)
    if cue.form == "gerund" and _first_word(tagged.cue) in lexicon.words("be"):
        return lead
    if cue.form == "gerund":
        return (
            _stands_after(tagged.cue, text, lexicon.words("relay_as"))
            or (said and _stands_after(tagged.cue, text, lexicon.words("blame_prepositions")))
            or _is_perceived(tagged.source, text, lexicon)
        )
    if _stands_after(tagged.source, text, lexicon.words("agent_by")) and tagged.source.start > tagged.cue.start:
        return True
    if cue.form == "base" and said and _is_perceived(tagged.source, text, lexicon):
        return True
    if cue.form in _FINITE:
        return lead or (opened and said)
    return lead and cue.form == "base"


def _leads(source: Span, outer: Span, lexicon: Lexicon) -> bool:
    """Whether a source is the subject of a clause of the content: at its beginning or after its first word."""
    before = outer.text[: max(0, source.start - outer.start)].split()
    opens = lexicon.words("that") | lexicon.words("wh")
    return len(before) <= 1 and all(w.strip(_OPENING).lower() in ("", *opens) for w in before)


def _is_perceived(source: Span, text: str, lexicon: Lexicon) -> bool:
    """Whether somebody is seen or heard saying something ("showed the premier telling")."""
    return _stands_after(source, text, lexicon.words("perceives"))


def _is_quoted_who(source: Span, outer: Span, text: str, lexicon: Lexicon) -> bool:
    """Whether "who" is the one whom an attribution quotes: "papers cite a cook who said"."""
    return source.text.lower() in lexicon.words("relative") and _stands_after(outer, text, lexicon.words("relay_verbs"))


def _stands_as_noun(tagged: Tagged, text: str, lexicon: Lexicon) -> bool:
    """Whether a cue that may be a verb is the noun of "the crew's claim", "a report in the Gazette"."""
    assert tagged.cue is not None
    if not any(c.sort == "noun" for c in lexicon.by_first.get(tagged.cue.text.lower(), ())):
        return False
    before = text[max(0, tagged.cue.start - _REACH) : tagged.cue.start].rstrip()
    return before.endswith(("'s", "’s", "s'", "s’")) or _stands_after(
        tagged.cue, text, lexicon.words("determiners") | lexicon.words("possessives")
    )


def is_pronoun(source: Span | None, lexicon: Lexicon) -> bool:
    """Whether a source is "he", "she" or "they"."""
    if source is None:
        return False
    word = source.text.lower()
    return word in lexicon.words("subject_pronouns") - lexicon.words("object_pronouns") - lexicon.words("first_person")


def _may_speak(source: Span, lexicon: Lexicon, *, anybody: bool) -> bool:
    """Whether a source is no torn piece, and (unless `anybody` will do) a pronoun, a name, people or a body."""
    if is_pronoun(source, lexicon):
        return True
    written = [w.strip("“”‘’\"',.()") for w in source.text.split(",")[0].split()]
    words = [w.lower() for w in written]
    pointing = lexicon.words("pronouns") | lexicon.words("possessives") | lexicon.words("determiners")
    torn = lexicon.words("prepositions") | pointing | lexicon.words("relative")
    if not words or words[-1] in torn or words[0] in lexicon.words("verbs") | lexicon.words("relative"):
        return False
    verbal = written[0][:1].islower() and words[0].endswith(("ed", "ing"))
    if words[0] in lexicon.words("be") or (verbal and (len(words) == 1 or words[1] in lexicon.words("prepositions"))):
        return False
    if anybody:
        return True
    cut = next((n for n, w in enumerate(words) if n and w in lexicon.words("prepositions")), len(words))
    return _is_somebody(written[-1], lexicon) or _is_somebody(written[cut - 1], lexicon)


def _is_somebody(word: str, lexicon: Lexicon) -> bool:
    low = word.lower().removesuffix("'s").removesuffix("’s")
    people = people_words(lexicon.language)
    return word[:1].isupper() or low in people or low.rstrip("s") in people or low.endswith(_PEOPLE_ENDINGS)


@lru_cache(maxsize=16)
def people_words(language: str) -> frozenset[str]:
    """Nouns for one who can speak, from the packs of cues and of names."""
    names = load_pack(language).section("names")
    lists = [names.get("roles", {}).get(g, ()) for g in "mfx"]
    lists += [names.get(key, {}).get("words", ()) for key in ("groups", "bodies", "forces", "kin")]
    return lexicon_for(language).words("source_heads").union(*lists)


def _is_frame(tagged: Tagged, cue: Cue) -> bool:
    """Whether an attribution around others is sure: "according to", or a cue of saying after its content."""
    assert tagged.cue is not None
    if cue.sort == "preposition":
        return True
    return cue.sort == "verb" and cue.cue_class in ("say", "report") and _trails(tagged)


def _is_sure(tagged: Tagged, cue: Cue, lexicon: Lexicon) -> bool:
    """Whether an attribution where the tagger saw nothing is sure: a formula, a claim that, a cue of saying."""
    assert tagged.source is not None
    if _first_word(tagged.source) in lexicon.words("indefinite"):
        return False
    if cue.sort in ("preposition", "noun") or cue.cue_class in ("say", "deny"):
        return True
    opened = tagged.content[0].text[:1] in _OPENING or _opens_with_that(tagged.content[0], lexicon)
    return cue.cue_class in _CLAIMS and (opened or (cue.sort == "verb" and _trails(tagged)))


def _is_plain(tagged: Tagged, cue: Cue, lexicon: Lexicon) -> bool:
    """Whether a sentence begins with a name and a finite cue ("The Treasury welcomed …")."""
    assert tagged.source is not None and tagged.cue is not None
    named = any(w[:1].isupper() for w in tagged.source.text.split()[1:]) or (
        tagged.source.text[:1].isupper()
        and _first_word(tagged.source)
        not in lexicon.words("pronouns") | lexicon.words("determiners") | lexicon.words("prepositions")
    )
    return named and cue.sort == "verb" and cue.form in _FINITE and not _is_merely_possible(tagged.cue, lexicon)


def _is_merely_possible(cue: Span, lexicon: Lexicon) -> bool:
    """Whether a cue tells what should or may be said ("must support")."""
    return not lexicon.words("modals").isdisjoint(cue.text.lower().split())


def _trails(tagged: Tagged) -> bool:
    return tagged.cue is not None and tagged.cue.start > tagged.content[0].start


def _is_relayed(cue: Span, text: str, lexicon: Lexicon) -> bool:
    """Whether a cue reads "as saying", so that its source is who is quoted and not who quotes."""
    words = lexicon.words("relay_as")
    return _first_word(cue) in words or _stands_after(cue, text, words)


def _stands_after(span: Span, text: str, words: frozenset[str]) -> bool:
    before = text[max(0, span.start - _REACH) : span.start].split()
    return bool(before) and before[-1].lower() in words


def _opens_with_that(span: Span, lexicon: Lexicon) -> bool:
    return _first_word(span) in lexicon.words("that")


def _first_word(span: Span) -> str:
    return next(iter(span.text.lower().split(None, 1)), "")


def _meet(a: Span, b: Span) -> bool:
    return a.start < b.end and b.start < a.end


def _share(a: Sequence[Span], b: Sequence[Span]) -> bool:
    return any(_meet(x, y) for x in a for y in b)

"""Attributions by rules: quotation marks, cue words and word order, from the language packs.

Three passes over every sentence: cues that follow their content ("…, he said", "…, according to Lund"), since they
bound what other cues can take; cues that come before it ("Lund said that …"); quotations that no cue has claimed. Then
the same inside every longer quotation. Spans are counted in words until the end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..language.quotations import Quotation, nested_quotations
from ..model.readings import Sentence
from ..model.spans import Span
from .clauses import Words
from .cues import Lexicon, class_of, lexicon_for
from .rules_ground import Found, Range
from .rules_reader import Reader
from .taggers import Tagged

_DEPTH = 3
"""How deep quotations are read within quotations."""


_SPOKEN = frozenset(("say", "claim", "report", "deny", "concede", "ask", "order", "promise", "accuse", "believe"))
"""Cue classes that make a chain within a quotation; what a speaker wants or feels there is part of the speech."""


_SHORTEST = 12
"""Characters of the shortest quotation that can hold somebody else's words ("He said no")."""


class RulesTagger:
    """Finds bare attributions by the pack's cues; needs no weights.

    With `nested` also those that lie inside quotations; a flat tagger's gold has none of these.
    """

    name = "rules-1"

    def __init__(self, *, nested: bool = True) -> None:
        self.nested = nested

    def tag(
        self, text: str, sentences: Sequence[Sentence], quotations: Sequence[Quotation], language: str
    ) -> tuple[Tagged, ...]:
        """See `Tagger.tag`."""
        words = Words(text, sentences, quotations, lexicon_for(language))
        return self.tag_words(words, sentences, language)

    def tag_words(
        self, words: Words, sentences: Sequence[Sentence], language: str, *, depth: int = 0
    ) -> tuple[Tagged, ...]:
        """The same of a text whose words are known; `depth` counts the quotations around it."""
        tagged = [t for f in Reader(words).read() if (t := _tagged(words, f)) is not None]
        if self.nested and depth < _DEPTH:
            for quotation in words.quotations:
                if _may_pass_on(words, quotation):
                    tagged.extend(_inside(self, words.text, sentences, quotation, language, depth + 1))
        return tuple(sorted(dict.fromkeys(tagged), key=lambda t: (t.content[0].start, -t.content[-1].end)))


def _may_pass_on(words: Words, quotation: Quotation) -> bool:
    """Whether a quotation holds a cue that could make a chain; most hold none and need not be read."""
    for low in words.low[words.at(quotation.inner_start) : words.at(quotation.inner_end)]:
        if any(cue.cue_class in _SPOKEN for cue in words.lexicon.by_first.get(low, ())):
            return True
    return False


def _inside(
    tagger: RulesTagger, text: str, sentences: Sequence[Sentence], outer: Quotation, language: str, depth: int
) -> Iterator[Tagged]:
    """The attributions within one quotation, read as a text of its own."""
    a, b = outer.inner_start, outer.inner_end
    if b - a < _SHORTEST:
        return
    inner = [Sentence(max(s.start, a) - a, min(s.end, b) - a, s.paragraph) for s in _meeting(sentences, a, b)]
    marks = [
        Quotation(q.start - a, q.end - a, q.inner_start - a, q.inner_end - a, q.mark, q.closed)
        for q in nested_quotations(text, language, outer)
    ]
    lexicon = lexicon_for(language)
    words = Words(text[a:b], inner, marks, lexicon)
    for t in tagger.tag_words(words, inner, language, depth=depth):
        if t.cue is not None and makes_chain(t, lexicon):
            yield Tagged(
                _shift(t.source, a), _shift(t.cue, a), tuple(Span(c.start + a, c.end + a, c.text) for c in t.content)
            )


def makes_chain(tagged: Tagged, lexicon: Lexicon) -> bool:
    """Whether what stands within a quotation is somebody else's word: not "I think", not what the speaker wants."""
    if tagged.source is None or tagged.cue is None:
        return False
    if tagged.source.text.lower() in lexicon.words("first_person"):
        return False
    entry = class_of(tagged.cue, lexicon)
    return entry is not None and entry.cue_class in _SPOKEN


def _meeting(sentences: Sequence[Sentence], a: int, b: int) -> list[Sentence]:
    lo, hi = 0, len(sentences)
    while lo < hi:
        middle = (lo + hi) // 2
        if sentences[middle].end <= a:
            lo = middle + 1
        else:
            hi = middle
    out = []
    while lo < len(sentences) and sentences[lo].start < b:
        out.append(sentences[lo])
        lo += 1
    return out


def _shift(span: Span | None, by: int) -> Span | None:
    return None if span is None else Span(span.start + by, span.end + by, span.text)


def _tagged(words: Words, found: Found) -> Tagged | None:
    content = tuple(s for c in found.content if (s := _span(words, c)) is not None)
    if not content:
        return None
    return Tagged(
        _span(words, found.source) if found.source else None,
        _span(words, found.cue) if found.cue else None,
        content,
    )


def _span(words: Words, of: Range) -> Span | None:
    """The span of a range of words without commas and points at its edges."""
    a, b = of
    while a < b and (words.raw[a] in ",;:.?!)" or words.is_dash(a)):
        a += 1
    while b > a and (words.raw[b - 1] in ",;:(" or words.is_dash(b - 1)):
        b -= 1
    if b > a + 1 and words.raw[b - 1] == "." and b in words.sentence_ends and len(words.raw[b - 2]) > 1:
        b -= 1
    if b <= a:
        return None
    return Span.of(words.text, words.starts[a], words.ends[b - 1])

"""Attributions by rules: quotation marks, cue words and word order, from the language packs.

Three passes over every sentence: cues that follow their content ("…, he said", "…, according to Lund"), since they
bound what other cues can take; cues that come before it ("Lund said that …"); quotations that no cue has claimed. Then
the same inside every longer quotation. Spans are counted in words until the end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from ..language.quotations import Quotation, nested_quotations
from ..model.readings import Sentence
from ..model.spans import Span
from . import clauses
from .clauses import Words, cue_at, last_sentence_token, noun_phrase, subject_left, subject_right
from .cues import Cue, Lexicon, class_of, lexicon_for
from .taggers import Tagged

_Range = tuple[int, int]


_DEPTH = 3
"""How deep quotations are read within quotations."""


_SPOKEN = frozenset(("say", "claim", "report", "deny", "concede", "ask", "order", "promise", "accuse", "believe"))
"""Cue classes that make a chain within a quotation; what a speaker wants or feels there is part of the speech."""


_SHORTEST = 12
"""Characters of the shortest quotation that can hold somebody else's words ("He said no")."""


class Found(msgspec.Struct):
    """A bare attribution counted in words; `trailing` where the cue follows its content."""

    source: _Range | None
    cue: _Range | None
    content: list[_Range]
    trailing: bool = False


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
        return self._tag(text, sentences, quotations, language, 0)

    def _tag(
        self, text: str, sentences: Sequence[Sentence], quotations: Sequence[Quotation], language: str, depth: int
    ) -> tuple[Tagged, ...]:
        lexicon = lexicon_for(language)
        words = Words(text, sentences, quotations, lexicon)
        found = _Reader(words).read()
        tagged = [t for f in found if (t := _tagged(words, f)) is not None]
        if self.nested and depth < _DEPTH:
            for quotation in quotations:
                if not _may_pass_on(words, quotation):
                    continue
                tagged.extend(_inside(self, text, sentences, quotation, language, depth + 1))
        return tuple(sorted(set(tagged), key=lambda t: (t.content[0].start, -t.content[-1].end)))


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
    for t in tagger._tag(text[a:b], inner, marks, language, depth):
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


def _span(words: Words, of: _Range) -> Span | None:
    """The span of a range of words without commas and points at its edges."""
    a, b = of
    while a < b and (words.raw[a] in ",;:.?!)" or words.is_dash(a)):
        a += 1
    while b > a and (words.raw[b - 1] in ",;:(" or words.is_dash(b - 1)):
        b -= 1
    if b <= a:
        return None
    return Span.of(words.text, words.starts[a], words.ends[b - 1])


def _covers(found: Found, v: int) -> bool:
    """Whether a word lies in an attribution's content."""
    return any(a <= v < b for a, b in found.content)


class _Reader:
    """Reads one text; keeps which cues and quotations are taken."""

    def __init__(self, words: Words) -> None:
        self.w = words
        self.found: list[Found] = []
        self.first = 0
        """The first attribution of the sentence that is being read."""
        self.used: set[int] = set()
        self.claimed: set[int] = set()
        self.paren: dict[int, int] = {}
        """First word of a parenthetical attribution ("…, he said, …") → the word after it."""

    def read(self) -> list[Found]:
        for n, (lo, hi, paragraph) in enumerate(self.w.sentences):
            cues = list(self._cues(lo, hi))
            if paragraph == 0 or (n and self.w.sentences[n - 1][2] != paragraph) or n == 0:
                self._colon_speaker(lo, hi, paragraph)
            before = self.first = len(self.found)
            if cues:
                self._trailing_pass(lo, hi, cues)
                self._forward_pass(lo, hi, cues)
            if len(self.found) == before and self.found:
                self._free_indirect(n, lo, hi, paragraph)
        self._leftover_quotations()
        return self.found

    def _cues(self, lo: int, hi: int) -> Iterator[tuple[int, Cue]]:
        """The cues of a sentence that stand outside quotations; the longest at each place."""
        i = lo
        w = self.w
        while i < hi:
            if (
                w.quote[i] >= 0
                and w.quote[i] not in w.named
                and not (i > lo + 1 and self._opening(i - 1) and w.is_word(i - 2))
            ):
                i += 1
                continue
            step = 1
            for cue in cue_at(w, i, hi):
                yield i, cue
                if len(cue.words) > 1 and cue.sort == "verb":
                    step = len(cue.words)
                    break
            i += step

    def _free_indirect(self, n: int, lo: int, hi: int, paragraph: int) -> None:
        """A sentence in the subjunctive of report goes on with the source before it ("Die Fähre sei verspätet.")."""
        w = self.w
        signs = w.lexicon.words("subjunctive")
        last = self.found[-1]
        if not signs or last.source is None or n == 0:
            return
        m = clauses.sentence_of(w, max(last.cue[0] if last.cue else 0, last.content[-1][0]))
        if m < n - 1 or w.sentences[m][2] < paragraph - 1:
            return
        if any(w.low[k] in signs and w.quote[k] < 0 for k in range(lo, hi)):
            self._keep(Found(last.source, None, [(lo, last_sentence_token(w, lo, hi))]))

    # ---- cues that follow their content -------------------------------------------------------------------------

    def _trailing_pass(self, lo: int, hi: int, cues: list[tuple[int, Cue]]) -> None:
        for i, cue in cues:
            if i in self.used:
                continue
            if cue.sort == "preposition":
                self._formula(i, cue, lo, hi)
            elif cue.sort == "own":
                self._own_formula(i, cue, lo, hi)
            elif cue.sort == "postposition":
                self._postformula(i, cue, lo, hi)
            elif cue.sort == "verb" and cue.frames & {"clause", "tell", "quote", "quote_after", "after"}:
                self._after_content(i, cue, lo, hi)

    def _after_content(self, i: int, cue: Cue, lo: int, hi: int) -> None:
        """ "…, Lund said" and "…, said Lund"."""
        w = self.w
        v = self._group_start(i, cue, lo)
        r = i + len(cue.words)
        if cue.form == "gerund":
            self._quoted_after(v, i, cue, lo, hi)
            return
        if self._passive(v, i, cue):
            return
        enclitic = self._enclitic(v, lo)
        if enclitic is not None and self._boundary(v - 3, lo):
            self._take_left(lo, hi, v - 2, v, r, enclitic, (i, r))
            return
        before = v - 1
        lead_ins = w.lexicon.words("lead_ins")
        while before >= lo and w.low[before] in lead_ins:
            before -= 1
        if cue.form in ("past", "third", "base", "fin") and (self._boundary(before, lo) or (lo < v and before < lo)):
            after = self._past_adverbs(r, hi)
            told = "tell" in cue.frames and not w.lexicon.words("inverts")
            subject = None if told else subject_right(w, after, hi)
            if subject and w.low[subject[0]] in w.subject_pronouns & w.object_pronouns and self._subject(v, i, lo, cue):
                subject = None
            if subject and cue.words[0].endswith(tuple(w.lexicon.words("plural_endings"))):
                subject = self._place_after(subject, hi)
            if subject and self._closes(subject[1], hi):
                if before < lo < v:
                    self._takes_sentence_before(lo, subject, (v, r))
                else:
                    self._take_left(lo, hi, before + 1, v, subject[1], subject, (v, r))
                return
        subject = self._subject(v, i, lo, cue)
        if subject is None:
            return
        p = subject[0] - 1
        if not self._boundary(p, lo):
            return
        quoted = self._closing_mark(p)
        end = self._cue_phrase_end(r, hi, cue)
        forward = not quoted and not self._breaks_in(p, r) and self._forward_start(cue, r, hi) is not None
        if end is None or forward:
            return
        self._take_left(lo, hi, subject[0], v, end, subject, (v, r))

    def _breaks_in(self, p: int, r: int) -> bool:
        """Whether "…, the Gazette noted, that …" stands between another cue and its content."""
        w = self.w
        if w.raw[p] != "," or r >= len(w.raw) or w.raw[r] != ",":
            return False
        return any(c.sort == "verb" and "clause" in c.frames for c in w.lexicon.by_first.get(w.low[p - 1], ()))

    def _past_adverbs(self, r: int, hi: int) -> int:
        """The first word after "сказал ему", "dijo ayer" that can begin the subject."""
        w = self.w
        if r + 1 < hi and w.low[r] in w.lexicon.words("media") and w.is_mark(r + 1) and w.mark[r + 1] in w.named:
            after = w.at(w.quotations[w.mark[r + 1]].end)
            if after < hi and w.is_word(after) and w.low[after] not in w.prepositions:
                return after
        if r < hi and w.is_mark(r) and w.mark[r] in w.named:
            after = w.at(w.quotations[w.mark[r]].end)
            if after < hi and w.is_word(after) and w.low[after] not in w.prepositions:
                return after
        while r < hi and (
            (w.low[r] in w.object_pronouns and w.low[r] not in w.subject_pronouns and w.low[r] not in w.determiners)
            or (w.lexicon.words("inverts") and (w.low[r] in w.times or w.is_adverb(r)))
            or self._addressed(r, hi)
        ):
            r += 1
        return r

    def _addressed(self, r: int, hi: int) -> bool:
        """Whether a word is those who were told, by its case ("сообщил журналистам глава")."""
        w = self.w
        endings = tuple(sorted(w.lexicon.words("addressee_endings")))
        told = bool(endings) and w.low[r].endswith(endings) and w.raw[r][0].islower() and len(w.low[r]) > 5
        return told and r + 1 < hi and w.is_word(r + 1) and w.low[r + 1] not in w.prepositions

    def _enclitic(self, v: int, lo: int) -> _Range | None:
        """The pronoun of "a-t-il ajouté", which stands between auxiliary and participle."""
        w = self.w
        if v - 2 < lo or not w.lexicon.words("enclitics") or w.low[v - 1] not in w.subject_pronouns:
            return None
        return (v - 1, v) if w.low[v - 2] in w.auxiliaries and "-" in w.text[w.ends[v - 2] : w.starts[v - 1]] else None

    def _quoted_after(self, v: int, i: int, cue: Cue, lo: int, hi: int) -> None:
        """ "…, Lund was quoted by the Gazette as saying in a letter"."""
        w = self.w
        if v <= lo or w.low[v - 1] not in w.lexicon.words("relay_as"):
            return
        r = i + len(cue.words)
        if self._forward_start(cue, r, hi) is not None:
            return
        subject = self._quoted_as(v, lo)
        if subject is None:
            return
        edge = subject
        if not self._boundary(edge[0] - 1, lo):
            before = subject_left(w, subject[0] - 1, lo)
            if before is None or not self._boundary(before[0] - 1, lo):
                return
            edge = before
        end = self._cue_phrase_end(r, hi, cue)
        if end is not None:
            self._take_left(lo, hi, edge[0], v, end, subject, (v - 1, r))

    def _takes_sentence_before(self, lo: int, subject: _Range, cue: _Range) -> None:
        """ "Об этом сообщает …": the content is the sentence before."""
        w = self.w
        n = clauses.sentence_of(w, lo)
        if (
            n < 1
            or w.sentences[n - 1][2] < w.sentences[n][2] - 1
            or w.raw[subject[1] if subject[1] < len(w.raw) else -1] == ":"
        ):
            return
        a, b, _ = w.sentences[n - 1]
        self.used.update(range(*cue))
        self._keep(Found(subject, cue, [(a, last_sentence_token(w, a, b))], trailing=True))

    def _boundary(self, p: int, lo: int) -> bool:
        """Whether content may end with token p: a comma, a closing mark, a dash, or the end of the sentence before."""
        w = self.w
        if p < 0:
            return False
        if p < lo:
            return self._closing_mark(p)
        return (
            w.raw[p] == ","
            or self._closing_mark(p)
            or (w.is_dash(p) and p > lo and (w.raw[p - 1] == "," or self._closing_mark(p - 1)))
        )

    def _closing_mark(self, p: int) -> bool:
        w = self.w
        if p >= 1 and w.raw[p] in ",." and not w.is_mark(p):
            p -= 1
        if p >= 1 and w.is_dash(p):
            p -= 1
            if w.raw[p] == ",":
                p -= 1
        if p < 0 or not w.is_mark(p) or w.mark[p] < 0:
            return False
        q = w.quotations[w.mark[p]]
        return q.closed and w.ends[p] == q.end and w.mark[p] not in w.named

    def _closes(self, k: int, hi: int) -> bool:
        """Whether after a cue and its subject the attribution is over."""
        w = self.w
        if k >= hi:
            return True
        return (
            w.raw[k] in ".,;:?!)"
            or w.low[k] in w.times
            or w.low[k] in w.prepositions
            or w.is_dash(k)
            or (
                w.low[k] in w.subordinators
                or w.low[k] in w.conjunctions
                or w.is_adverb(k)
                or w.low[k] in w.object_pronouns
            )
        )

    def _cue_phrase_end(self, r: int, hi: int, cue: Cue) -> int | None:
        """The end of a trailing cue with its addressee and circumstances ("told reporters on Monday"), or None."""
        w = self.w
        k = r
        while k < hi and w.raw[k] not in ",.;:?!" and not w.is_mark(k) and not w.is_dash(k):
            if k - r > 25:
                return None
            if w.is_that(k) and k == r:
                return None
            k += 1
        if k < hi and w.is_mark(k):
            return None
        if k == r or w.low[r] in w.times or w.low[r] in w.prepositions or "tell" in cue.frames or w.is_adverb(r):
            return k
        if w.low[r] in w.subordinators or w.low[r] in w.conjunctions:
            return r
        return k if self._closing_mark(r - 1) or k - r <= 6 else None

    def _take_left(self, lo: int, hi: int, a: int, v: int, end: int, subject: _Range | None, cue: _Range) -> None:
        """Makes an attribution of what stands left of token a, and of what goes on after `end`."""
        w = self.w
        left = self._left_content(lo, a)
        if left is None:
            return
        content = [left]
        self.paren[a] = end
        if a > lo and w.raw[a - 1] == ",":
            self.paren[a - 1] = end
        more = self._continuation(left, end, hi)
        if more:
            content.append(more)
        self.used.add(cue[1] - 1)
        self.used.update(range(cue[0], cue[1]))
        self._keep(Found(subject, cue, content, trailing=True))

    def _left_content(self, lo: int, a: int) -> _Range | None:
        w = self.w
        p = a - 1
        while p >= lo and (w.raw[p] in ",." or w.is_dash(p)):
            p -= 1
        if p >= 0 and p < lo and self._closing_mark(p):
            n = w.mark[p]
            if n in self.claimed:
                return None
            return w.at(w.quotations[n].start), p + 1
        start = lo
        if self.paren.get(lo, a + 1) <= a:
            start = self.paren[lo]
        if w.is_mark(p) and w.mark[p] >= 0 and self._closing_mark(p):
            n = w.mark[p]
            q0 = w.at(w.quotations[n].start)
            if q0 <= start or self._cut_before_quotation(start, q0):
                return (q0, p + 1) if n not in self.claimed else None
            return start, p + 1
        if w.quote[start] >= 0 and w.quote[start] != w.quote[p]:
            start = w.at(w.quotations[w.quote[start]].start)
        least = 1 if w.lexicon.words("inverts") else 4
        if p < start or not (clauses.clause_has_verb(w, start, p + 1) or p - start >= least):
            return (start, p + 1) if self._verb_after(a, start, p) or w.is_dash(start) else None
        if w.low[start] in w.prepositions and not clauses.clause_has_verb(w, start, p + 1):
            return None
        return start, p + 1

    def _verb_after(self, a: int, start: int, p: int) -> bool:
        """Whether "The union, the Gazette reports, is …": a subject alone stands before the parenthesis at a."""
        w = self.w
        if p < start or w.low[start] in w.prepositions or w.low[start] in w.subordinators or w.is_adverb(start):
            return False
        for k in range(a + 1, min(len(w.raw) - 1, a + 15)):
            if w.raw[k] == ",":
                return clauses.finite(w, k + 1)
            if w.raw[k] in ".;:?!":
                return False
        return False

    def _cut_before_quotation(self, start: int, q0: int) -> bool:
        """Whether what stands before a quotation in its sentence is no part of the content."""
        w = self.w
        return w.raw[q0 - 1] == ":" or any(w.raw[k] == ";" for k in range(start, q0))

    def _continuation(self, left: _Range, end: int, hi: int) -> _Range | None:
        """What goes on after "…, he said," in the same sentence."""
        w = self.w
        k = end
        if k >= hi - 1 or not (w.raw[k] in ",;:" or w.is_dash(k) or w.is_mark(k)):
            return None
        while k < hi and (w.raw[k] in ",;:" or w.is_dash(k)):
            k += 1
        if k < hi and w.is_mark(k) and w.mark[k] >= 0 and w.mark[k] not in self.claimed:
            stop = self._quotation_end(w.mark[k])
            return k, stop
        if not self._closing_mark(left[1] - 1) and k < hi and self._goes_on(k, hi):
            return k, self._clause_end(k, hi, None)
        return None

    def _goes_on(self, k: int, hi: int) -> bool:
        """Whether an indirect content goes on at token k and no new participle or clause of the outlet begins."""
        w = self.w
        low = w.low[k]
        if any(c.form in ("gerund", "ger") for c in cue_at(w, k, hi)) or w.is_participle(k):
            return False
        for x in range(k, min(hi, k + 14)):
            for c in cue_at(w, x, hi):
                if c.sort == "verb" and "clause" in c.frames and w.raw[min(x + len(c.words), hi - 1)] in ".,":
                    return False
        return low not in w.not_continued

    def _formula(self, i: int, cue: Cue, lo: int, hi: int) -> None:
        """ "According to Lund, …" and "…, according to Lund"."""
        w = self.w
        r = i + len(cue.words)
        if r >= hi or w.low[r] in w.relative:
            return
        first = all(
            not w.is_word(k) or w.low[k] in w.conjunctions or w.is_adverb(k) or w.low[k] in w.fillers
            for k in range(lo, i)
        )
        if first:
            comma = self._source_end(r, hi)
            if w.lexicon.words("formula_runs_on"):
                np = subject_right(w, r, hi)
                comma = np[1] if np else None
            if comma is None or comma >= hi - 1:
                return
            start = comma + 1 if w.raw[comma] in ",:" else comma
            if w.raw[comma] == ":" and start >= hi:
                return
            if "quote" in cue.frames and (comma - r > 5 or not any(self._opening(k) for k in range(start, hi))):
                return
            content = (start, self._clause_end(start, hi, None, whole=True))
            self._keep(Found((r, comma), (i, r), [content]))
            self.used.update(range(i, comma))
            self.paren[i] = start
            return
        if "quote" in cue.frames:
            return
        end = self._source_end(r, hi, final=True)
        if end is None or end <= r:
            return
        before = i - 1
        while before > lo and w.raw[before] == ",":
            before -= 1
        if w.is_that(before) and end + 1 < hi:
            start = end + 1 if w.raw[end] == "," else end
            self.paren[i] = start
            self.paren[i - 1] = start
            self._keep(Found((r, end), (i, r), [(start, self._clause_end(start, hi, None))]))
            return
        self._take_left(lo, hi, i, i, end, (r, end), (i, r))

    def _own_formula(self, i: int, cue: Cue, lo: int, hi: int) -> None:
        """ "по его словам": the source is the possessive within the cue."""
        w = self.w
        r = i + len(cue.words)
        own = next((k for k in range(i, r) if w.low[k] in w.possessives), None)
        if own is None:
            return
        if r < hi - 1 and w.raw[r] == ",":
            start = r + 1
            self.paren[i] = start
            if i > lo and w.raw[i - 1] == ",":
                self.paren[i - 1] = start
            content = [(start, self._clause_end(start, hi, None))]
            if i > lo + 1 and not w.is_that(i - 2) and w.raw[i - 1] == ",":
                content.insert(0, (lo, i - 1))
            self._keep(Found((own, own + 1), (i, r), content))
        elif i > lo + 2:
            self._take_left(lo, hi, i, i, r, (own, own + 1), (i, r))

    def _postformula(self, i: int, cue: Cue, lo: int, hi: int) -> None:
        """ "Lund zufolge …" and "…, Lund zufolge"."""
        w = self.w
        np = noun_phrase(w, i - 1, lo)
        if np is None:
            return
        r = i + len(cue.words)
        if np[0] <= lo + 1 and r < hi - 1:
            start = r + 1 if w.raw[r] == "," else r
            self.paren[np[0]] = start
            self._keep(Found(np, (i, r), [(start, self._clause_end(start, hi, None))]))
        else:
            self._take_left(lo, hi, np[0], i, r, np, (i, r))

    def _source_end(self, r: int, hi: int, final: bool = False) -> int | None:
        """Where the source of a formula ends: at a comma or colon that ends no apposition, or where a clause begins."""
        w = self.w
        subject = subject_right(w, r, hi)
        if subject is None:
            return None
        k = subject[1]
        while k < hi and w.raw[k] not in ",:;.?!" and not w.is_mark(k) and not w.is_dash(k) and k - r < 30:
            if w.raw[k] not in "()" and not final and not w.is_word(k):
                break
            k += 1
        if k < hi and w.is_mark(k) and final:
            return subject[1]
        return min(k, hi)

    # ---- cues that come before their content --------------------------------------------------------------------

    def _forward_pass(self, lo: int, hi: int, cues: list[tuple[int, Cue]]) -> None:
        for i, cue in cues:
            if cue.sort == "noun" and i not in self.used:
                self._nominal(i, cue, lo, hi, unsourced=False)
        for i, cue in cues:
            if i in self.used:
                continue
            if cue.sort == "verb":
                if not self._as_clause(i, cue, lo, hi):
                    self._before_content(i, cue, lo, hi)
            elif cue.sort == "noun":
                self._nominal(i, cue, lo, hi, unsourced=True)

    def _as_clause(self, i: int, cue: Cue, lo: int, hi: int) -> bool:
        """ "As the Gazette reported, …" and its like."""
        w = self.w
        start = lo
        while start < i and (not w.is_word(start) or w.low[start] in w.conjunctions):
            start += 1
        if w.low[start] not in w.lexicon.words("as_words") or i - start > 25 or "clause" not in cue.frames:
            return False
        r = i + len(cue.words)
        v = self._group_start(i, cue, lo)
        subject = subject_left(w, v, start + 1) if v > start + 1 else subject_right(w, self._past_adverbs(r, hi), hi)
        if subject is not None and v <= start + 1:
            subject = self._place_after(subject, hi)
        if subject is None or (v > start + 1 and subject[0] > start + 3):
            return False
        comma = max(subject[1], r)
        while comma < hi and w.raw[comma] not in ",:" and comma - r < 15:
            comma += 1
        if comma >= hi - 2 or w.raw[comma] not in ",:":
            return False
        self.used.update(range(i, r))
        self.paren[lo] = comma + 1
        self._keep(Found(subject, (v, r), [(comma + 1, self._clause_end(comma + 1, hi, None, whole=True))]))
        return True

    def _quoted_as(self, v: int, lo: int) -> _Range | None:
        """The one quoted in "was quoted by the Gazette as saying" and "the Gazette quoted Lund as saying"."""
        w = self.w
        relay = w.lexicon.words("relay_verbs")
        for k in range(v - 2, max(lo, v - 30), -1):
            if w.low[k] in relay:
                g = k
                while g > lo and (w.low[g - 1] in w.auxiliaries or w.is_adverb(g - 1)):
                    g -= 1
                if {w.low[x] for x in range(g, k)} & w.be:
                    return subject_left(w, g, lo) or (self._main_subject(g, lo))
                return (k + 1, v - 1) if v - 1 > k + 1 else None
        return None

    def _perceived(self, v: int, lo: int) -> _Range | None:
        """The one seen or heard in "the channel showed Lund telling", "she recalls a friend saying"."""
        w = self.w
        for k in range(v - 1, max(lo, v - 9), -1):
            if w.low[k] in w.lexicon.words("perceives"):
                return (k + 1, v) if v > k + 1 else None
            if not w.is_word(k) or w.low[k] in w.subordinators:
                return None
        return None

    def _object_before(self, v: int, lo: int) -> _Range | None:
        """The one blamed in "accused Lund of saying", "criticized Lund for saying"."""
        w = self.w
        for f in reversed(self.found[self.first :]):
            if f.cue and not f.trailing and lo <= f.cue[1] <= v and f.content[0][0] < v - 1:
                start = f.content[0][0]
                names = [k for k in range(start, min(v - 1, start + 12)) if w.is_name(k)]
                end = names[-1] + 1 if names else start
                while (
                    not names
                    and end < v - 1
                    and w.is_word(end)
                    and w.low[end] not in w.prepositions
                    and end - start < 8
                ):
                    end += 1
                return (start, end) if end > start else None
        return None

    def _before_content(self, i: int, cue: Cue, lo: int, hi: int) -> None:
        w = self.w
        v = self._group_start(i, cue, lo)
        r = i + len(cue.words)
        if self._quotes_somebody(i, v, cue, lo, hi):
            return
        if (
            cue.form == "gerund"
            and v > lo
            and (w.low[v - 1] in w.possessives or w.low[v - 1] in w.determiners or w.low[v - 1].endswith(("'s", "’s")))
        ):
            return
        if self._passive(v, i, cue):
            self._impersonal(v, i, cue, hi)
            return
        start = self._forward_start(cue, r, hi)
        subject = self._subject(v, i, lo, cue) if start is not None else None
        if subject is None:
            turned = self._inverted(cue, r, hi)
            if turned is not None:
                subject, start = turned
        if start is None:
            return
        if subject is not None and w.mark[subject[0]] in w.named and w.lexicon.words("place_sources"):
            marked = w.at(w.quotations[w.mark[subject[0]]].start)
            subject = self._other_subject(marked, lo, start, cue) or subject
        if subject is None or w.low[subject[0]] in w.lexicon.words("empty_subjects"):
            subject = self._other_subject(v, lo, start, cue)
            if subject is None and not self._may_lack_subject(cue, start):
                return
        end = self._clause_end(start, hi, cue)
        if end <= start or not any(w.is_word(k) and not w.is_that(k) for k in range(start, end)):
            return
        self.used.update(range(i, r))
        self._keep(Found(subject, (v, r), [(start, end)]))

    def _place_after(self, subject: _Range, hi: int) -> _Range:
        """Of "сообщили «Маяку» в мэрии" the place that speaks; the subject itself where none follows."""
        w = self.w
        k = subject[1]
        places = w.lexicon.words("place_sources")
        if not places or w.mark[subject[0]] not in w.named or k >= hi or w.low[k] not in places:
            return subject
        place = subject_right(w, k + 1, hi)
        return place if place is not None and w.low[place[0]] not in w.times else subject

    def _other_subject(self, v: int, lo: int, start: int, cue: Cue) -> _Range | None:
        """Of a participle the subject of the sentence; "in the ministry they said" where the language says so."""
        w = self.w
        if cue.form in ("gerund", "ger"):
            return self._main_subject(v, lo)
        places = w.lexicon.words("place_sources")
        if places and cue.form == "fin":
            for k in range(v - 1, max(lo - 1, v - 10), -1):
                if not w.is_word(k) and not w.is_mark(k):
                    return None
                if w.low[k] in places:
                    end = v - 1 if w.low[v - 1] in w.lexicon.words("empty_subjects") else v
                    return (k + 1, end) if end > k + 1 and w.low[k + 1] not in w.times else None
        return None

    def _may_lack_subject(self, cue: Cue, start: int) -> bool:
        """Languages that leave the pronoun out: "отметил, что", "dijo que"."""
        w = self.w
        return (
            bool(w.lexicon.words("drops_subject"))
            and "clause" in cue.frames
            and cue.form in ("fin", "past")
            and w.is_that(start)
        )

    def _impersonal(self, v: int, i: int, cue: Cue, hi: int) -> None:
        """ "Es wurde berichtet, dass", "сообщается, что": content without a source."""
        w = self.w
        r = i + len(cue.words)
        if cue.frames & {"tell", "np_to"} and r < hi and w.low[r] in w.lexicon.words("agent_by"):
            self._told_by(r + 1, v, r, cue, hi)
            return
        if "clause" not in cue.frames or not w.lexicon.words("impersonal"):
            return
        start = self._forward_start(cue, r, hi)
        if start is not None and w.is_that(start):
            self.used.update(range(i, r))
            self._keep(Found(None, (i, r), [(start, self._clause_end(start, hi, cue))]))

    def _told_by(self, a: int, v: int, r: int, cue: Cue, hi: int) -> None:
        """ "was told by the engineer that …": the agent is the source."""
        w = self.w
        agent = subject_right(w, a, hi)
        if agent is None or agent[1] >= hi:
            return
        k = agent[1]
        if w.is_that(k) or w.low[k] in w.wh or w.is_infinitive(k):
            self.used.update(range(v, r))
            self._keep(Found(agent, (v, r), [(k, self._clause_end(k, hi, cue))]))

    def _inverted(self, cue: Cue, r: int, hi: int) -> tuple[_Range, int] | None:
        """ "Am Montag sagte Lund, dass …", "Об этом сообщила Лунд: «…»": cue, subject, content."""
        w = self.w
        if not w.lexicon.words("inverts") or cue.form not in ("fin", "past", "third", "base"):
            return None
        if not cue.frames & {"clause", "that", "tell", "wh"}:
            return None
        subject = subject_right(w, self._past_adverbs(r, hi), hi)
        if subject is None:
            return None
        for k in range(subject[1], min(hi - 1, subject[1] + 16)):
            if w.raw[k] == ":" or self._opening(k):
                return subject, k + 1 if w.raw[k] == ":" else k
            if w.is_that(k):
                return subject, k
            if w.raw[k] == ",":
                if (
                    w.is_that(k + 1)
                    or w.low[k + 1] in w.wh
                    or self._opening(k + 1)
                    or self._clause_after_comma(k + 1, hi)
                ):
                    return subject, k + 1
                return None
        return None

    def _quotes_somebody(self, i: int, v: int, cue: Cue, lo: int, hi: int) -> bool:
        """ "The Gazette quotes Lund: “…”": who is quoted is the source."""
        w = self.w
        if "quotes" not in cue.frames:
            return False
        r = i + len(cue.words)
        for k in range(r + 1, min(hi - 1, r + 14)):
            if w.raw[k] == ":" or (w.raw[k] == "," and self._opening(k + 1)):
                self.used.update(range(i, r))
                self._keep(Found((r, k), (v, r), [(k + 1, self._clause_end(k + 1, hi, None))]))
                return True
            if w.raw[k] in ",;.":
                return False
        return False

    def _subject(self, v: int, i: int, lo: int, cue: Cue) -> _Range | None:
        w = self.w
        if cue.form in ("base", "third") and w.lexicon.words("agreeing_nouns") and not self._verbal(v, cue):
            return None
        if (
            cue.form == "base"
            and (heard := self._perceived(v, lo)) is not None
            and w.low[heard[0] - 1] not in w.auxiliaries
        ):
            return heard
        if cue.form == "gerund" and w.low[v] not in w.auxiliaries:
            before = w.low[v - 1] if v > lo else ""
            if before in w.lexicon.words("relay_as"):
                return self._quoted_as(v, lo)
            if before in w.lexicon.words("blame_prepositions"):
                return self._object_before(v, lo)
            return self._perceived(v, lo)
        begin = lo
        if self.paren.get(lo, hi_of := v + 1) < hi_of:
            begin = self.paren[lo]
        for f in self.found[self.first :]:
            begin = max([begin, *(a for a, b in f.content if begin < a <= v < b and not f.trailing)])
        for b in range(v - 1, max(lo, v - 30), -1):
            e = self.paren.get(b)
            if e is not None and v - 1 <= e <= v and b > lo:
                return subject_left(w, b - 1 if w.raw[b - 1] == "," else b, begin)
        perfect = w.lexicon.words("perfect")
        if cue.form in ("participle", "pass") and perfect and not any(w.low[k] in perfect for k in range(v, i)):
            return self._perfect_subject(v, begin)
        if w.low[v] in w.infinitive_marks:
            u = v - 1
            if (
                u <= lo
                or w.is_name(u)
                or not (w.low[u].endswith(("ed", "s")) or any(c.sort == "verb" for c in cue_at(w, u, v)))
            ):
                return None
            while u > lo and (w.low[u - 1] in w.auxiliaries or w.is_adverb(u - 1)):
                u -= 1
            return subject_left(w, u, begin)
        opening = v > begin and self._opening(v - 1)
        found = subject_left(w, v - 1 if opening else v, begin)
        if found is not None and found[0] - 2 > begin and w.low[found[0] - 1] in w.prepositions:
            k = found[0] - 2
            if w.low[k] in w.auxiliaries and w.low[k] not in w.infinitive_marks:
                found = subject_left(w, k, begin) or found
        if found is None and cue.form in ("past", "participle"):
            found = self._past_circumstance(v, begin)
        if found is None:
            found = self._coordinated(v, lo)
        return found

    def _past_circumstance(self, v: int, lo: int) -> _Range | None:
        """Of "Lund has in her latest letter said" the subject before the auxiliary."""
        w = self.w
        for k in range(v - 1, max(lo, v - 8), -1):
            if not w.is_word(k) or (clauses.finite(w, k) and w.low[k] not in w.auxiliaries):
                return None
            if w.low[k] in w.auxiliaries and w.low[k + 1] in w.prepositions:
                return subject_left(w, k, lo)
        return None

    def _perfect_subject(self, v: int, lo: int) -> _Range | None:
        """Of "Lund hat am Montag gefordert": what stands before the auxiliary, or after it."""
        w = self.w
        perfect = w.lexicon.words("perfect")
        for k in range(v - 1, max(lo - 1, v - 30), -1):
            if w.low[k] in perfect and w.quote[k] < 0:
                before = subject_left(w, k, lo)
                if before is not None and w.low[lo] not in w.prepositions and not w.is_adverb(lo):
                    return before
                return subject_right(w, k + 1, v)
        return None

    def _coordinated(self, v: int, lo: int) -> _Range | None:
        """ "Lund praised the crew and said that …": the subject of the verb before."""
        w = self.w
        k = v - 1
        if k > lo and (w.low[k] in w.conjunctions or w.raw[k] == ","):
            for f in reversed(self.found[self.first :]):
                if f.cue and f.source and not f.trailing and lo <= f.cue[0] < v:
                    return f.source
            return self._main_subject(v, lo)
        return None

    def _verbal(self, v: int, cue: Cue) -> bool:
        """Whether a form that could be a noun ("claims", "report") stands where a verb would."""
        w = self.w
        if w.low[v] in w.auxiliaries:
            return True
        before = w.low[v - 1] if v else ""
        if (
            before in w.determiners
            or before in w.prepositions
            or before.endswith(("'s", "’s"))
            or before in w.possessives
        ):
            return before in w.pronouns and before not in w.possessives
        if cue.form == "base" and not self._plural(v):
            return False
        if cue.form in ("base", "third") and w.is_name(v) and not self._headline(v):
            return False
        after = v + len(cue.words)
        return not (after < len(w.low) and clauses.finite(w, after))

    def _plural(self, v: int) -> bool:
        """Whether what stands before an unmarked form can be its plural subject."""
        w = self.w
        before = w.low[v - 1] if v else ""
        if before in ("he", "she", "it") or clauses.singular(w, v):
            return False
        np = noun_phrase(w, v - 1, max(0, v - 12))
        if np is not None and any(w.low[k] in w.prepositions for k in range(*np)):
            first = next(k for k in range(*np) if w.low[k] in w.prepositions)
            return any(w.low[k].endswith("s") or w.low[k] in w.lexicon.words("plurals") for k in range(np[0], first))
        return (
            (before.endswith("s") and not before.endswith(("ss", "us", "is", "'s", "’s")))
            or before in w.pronouns
            or before in w.relative
            or before in w.lexicon.words("plurals")
            or (
                v > 1
                and (w.raw[v - 1] == ")" or (w.raw[v - 1] == "," and subject_left(w, v, max(0, v - 30)) is not None))
            )
            or (w.is_name(v - 1) and any(w.low[k] in ("and", "&") for k in range(max(0, v - 6), v)))
        )

    def _headline(self, v: int) -> bool:
        n = clauses.sentence_of(self.w, v)
        return n >= 0 and self.w.sentences[n][2] == 0

    def _main_subject(self, v: int, lo: int) -> _Range | None:
        """The subject of the sentence's first finite verb, for a participle further on."""
        w = self.w
        for f in reversed(self.found[self.first :]):
            if f.source and f.cue and lo <= f.cue[0] < v and f.source[0] < v and not _covers(f, v):
                return f.source
        for k in range(lo + 1, v):
            if w.quote[k] < 0 and (clauses.finite(w, k) or (w.low[k].endswith("ed") and w.raw[k][0].islower())):
                u = k
                while u > lo and (w.low[u - 1] in w.auxiliaries or w.is_adverb(u - 1)):
                    u -= 1
                found = subject_left(w, u, lo)
                if found:
                    return found
        return None

    def _nominal(self, i: int, cue: Cue, lo: int, hi: int, *, unsourced: bool) -> None:
        """ "the crew’s claim that …", "claims by the crew that …"."""
        w = self.w
        r = i + len(cue.words)
        k = self._that_after(r, hi)
        if k is None:
            return
        source = self._named_after(r, k)
        if source is None and (k - r > 2 or (k > r and w.is_word(r))):
            return
        if source is None:
            source = self._owner(i, lo)
        if source is None:
            source = self._light_subject(i, lo)
        if source is None and w.lexicon.words("noun_subject"):
            source = self._main_subject(i, lo)
        if source is None and not (unsourced and k == r and w.low[i] in w.lexicon.words("unsourced")):
            return
        end = self._clause_end(k, hi, None)
        if end - k >= 3:
            self.used.update(range(i, r))
            self._keep(Found(source, (i, r), [(k, end)]))

    def _light_subject(self, i: int, lo: int) -> _Range | None:
        """Of "Lund expressed confidence that" the subject of a verb that only carries the noun."""
        w = self.w
        for k in range(i - 1, max(lo, i - 4), -1):
            if w.low[k] in w.lexicon.words("light_verbs"):
                verb = k
                while verb > lo and (w.low[verb - 1] in w.auxiliaries or w.is_adverb(verb - 1)):
                    verb -= 1
                return subject_left(w, verb, lo)
            if not w.is_word(k) or w.low[k] in w.prepositions:
                return None
        return None

    def _that_after(self, r: int, hi: int) -> int | None:
        """The word "that" that opens what a noun such as "claim" holds, at most a dozen words on."""
        w = self.w
        for k in range(r, min(hi, r + 12)):
            if w.is_that(k):
                return k
            if not (w.is_word(k) or w.is_mark(k)) and not (w.raw[k] == "," and k + 1 < hi and w.is_that(k + 1)):
                return None
        return None

    def _named_after(self, r: int, k: int) -> _Range | None:
        """The source between "claims" and "that": after "by", or in the genitive where the language has it."""
        w = self.w
        end = k
        while end > r and (
            w.raw[end - 1] == "," or w.low[end - 1] in w.prepositions or w.low[end - 1] in w.lexicon.words("bridging")
        ):
            end -= 1
        if end <= r:
            return None
        if w.low[r] in w.lexicon.words("agents"):
            first = r + 1
            while first < end and w.low[first] in w.prepositions:
                first += 1
            return (first, end) if end > first else None
        return (r, end) if w.lexicon.words("genitive_owner") else None

    def _owner(self, i: int, lo: int) -> _Range | None:
        w = self.w
        for k in range(i - 1, max(lo, i - 4) - 1, -1):
            if w.low[k] in w.possessives:
                return k, k + 1
            if w.low[k].endswith(("'s", "’s", "s'", "s’")):
                return noun_phrase(w, k, lo)
            if k == i - 1 and w.is_name(k) and k > lo:
                return noun_phrase(w, k, lo)
            if not w.is_word(k) or w.low[k] in w.prepositions:
                return None
        return None

    # ---- shared -------------------------------------------------------------------------------------------------

    def _group_start(self, i: int, cue: Cue, lo: int) -> int:
        w = self.w
        k = i
        while k - 1 >= lo and w.quote[k - 1] < 0 and (w.low[k - 1] in w.auxiliaries or w.is_adverb(k - 1)):
            k -= 1
        while k < i and w.is_adverb(k) and w.raw[k][0].isupper():
            k += 1
        return k

    def _passive(self, v: int, i: int, cue: Cue) -> bool:
        perfect = self.w.lexicon.words("perfect")
        if cue.form == "pass" and not perfect:
            return True
        if cue.form in ("pass", "participle") and perfect:
            if {self.w.low[k] for k in range(v, i)} & self.w.be:
                return True
            near = {self.w.low[k] for k in range(max(0, i - 30), min(len(self.w.low), i + 2))}
            return not near & perfect
        if cue.form not in ("past", "participle"):
            return False
        forms = {self.w.low[k] for k in range(v, i)}
        return bool(forms & self.w.be)

    def _forward_start(self, cue: Cue, r: int, hi: int) -> int | None:
        """Where the content after a cue begins, if one of the cue's frames fits; None otherwise."""
        w = self.w
        k = self.paren.get(r, r)
        while k < hi and k != self.paren.get(k, k):
            k = self.paren[k]
        if k < hi and cue.particle is not None and w.low[k] == cue.particle:
            k += 1
        if k >= hi:
            return None
        frames = cue.frames
        spoken = frames & {"clause", "tell", "that", "quote", "quote_after", "wh"}
        if "prep" in frames and w.low[k] in w.prepositions:
            return k
        if spoken:
            if w.is_adverb(k) and k + 2 < hi and w.raw[k + 1] == ":":
                return k + 2
            if w.raw[k] == ":" and k + 1 < hi:
                return k + 1
            if w.raw[k] == "," and k + 1 < hi and w.is_mark(k + 1) and self._opening(k + 1):
                return k + 1
            if self._opening(k):
                return k
        if (
            w.raw[k] == ","
            and k + 1 < hi
            and spoken
            and (w.is_that(k + 1) or w.low[k + 1] in w.wh or self._clause_after_comma(k + 1, hi))
        ):
            return k + 1
        if w.is_that(k) and frames & {"clause", "that", "tell"}:
            return k
        if (
            w.low[k] in w.wh
            and frames & {"clause", "that", "tell", "wh"}
            and w.low[k] not in ("when", "if", "who", "which")
        ):
            return k
        if w.low[k] in ("if", "who", "when", "which") and "wh" in frames:
            return k
        if w.raw[k] == "," and spoken:
            start = self._past_insertion(k, hi)
            if start is not None:
                return start
        for test in (self._tell_start, self._clause_start, self._phrase_start):
            start = test(cue, k, hi)
            if start is not None:
                return start
        return None

    def _past_insertion(self, k: int, hi: int) -> int | None:
        """ "said, in comments published by the Courier, that …": the word "that" after what is put between commas."""
        w = self.w
        if k + 2 >= hi:
            return None
        if not (
            w.low[k + 1] in w.prepositions or any(c.form in ("gerund", "ger") for c in cue_at(w, k + 1, hi))
        ) and not any(w.low[k + 1] == p.split()[0] for p in w.lexicon.words("citing")):
            return None
        for e in range(k + 2, min(hi - 1, k + 18)):
            if w.is_that(e) or self._opening(e):
                return None
            if w.raw[e] == "," and w.is_that(e + 1):
                return e + 1
        return None

    def _clause_after_comma(self, k: int, hi: int) -> bool:
        """ "Lund sagte, die Fähre sei …": languages that put a clause after a comma and no "that"."""
        w = self.w
        if w.lexicon.words("comma_clause") and w.low[k] in w.subject_pronouns:
            return True
        return bool(w.lexicon.words("comma_clause")) and any(
            w.low[x] in w.lexicon.words("comma_clause") for x in range(k, min(hi, k + 40))
        )

    def _opening(self, k: int) -> bool:
        w = self.w
        return (
            k < len(w.raw)
            and w.is_mark(k)
            and w.mark[k] >= 0
            and w.starts[k] == w.quotations[w.mark[k]].start
            and w.mark[k] not in w.named
        )

    def _tell_start(self, cue: Cue, k: int, hi: int) -> int | None:
        """After an addressee: "told reporters (on Monday) that …"."""
        w = self.w
        named = w.is_mark(k) and w.mark[k] in w.named
        if "tell" not in cue.frames or not (w.is_word(k) or named) or w.low[k] in w.subordinators:
            return None
        if w.low[k] in w.times or (w.low[k] in w.prepositions):
            return None
        for e in range(k + 1, min(hi, k + 25)):
            if w.is_that(e) or w.low[e] in w.wh or self._opening(e):
                return e
            if w.raw[e] == ":" and e + 1 < hi:
                return e + 1
            if w.is_infinitive(e) and "np_to" not in cue.frames and e - k <= 4:
                return e
            if w.low[e] in w.lexicon.words("np_for") and "np_for" in cue.frames:
                return None
            if w.raw[e] == ",":
                return e + 1 if self._opening(e + 1) or (e + 1 < hi and w.is_that(e + 1)) else None
            if w.low[e] in w.subject_pronouns and w.low[e] not in ("it", "you") and clauses.clause_has_verb(w, e, hi):
                return e
            if (
                e == k + 1
                and (w.low[k] in w.object_pronouns or w.low[k] in ("reporters", "journalists"))
                and self._bare(e, hi)
            ):
                return e
            if (
                w.low[e] in w.determiners
                and w.low[e - 1] not in w.prepositions
                and w.low[e - 1] not in w.determiners
                and self._bare(e, hi)
            ):
                return e
        return None

    def _clause_start(self, cue: Cue, k: int, hi: int) -> int | None:
        w = self.w
        if not cue.frames & {"clause", "that", "np_clause"}:
            return None
        moved = k
        while moved < hi and w.low[moved] in w.times:
            moved += 1
        if moved < hi and w.low[moved] in w.prepositions:
            return self._after_circumstance(moved, hi)
        if moved >= hi:
            return None
        if moved > k and w.is_that(moved):
            return moved
        if w.raw[moved] == "," and moved > k and self._opening(moved + 1):
            return moved + 1
        if not self._bare(moved, hi):
            return None
        if "clause" in cue.frames or w.low[moved] in w.subject_pronouns:
            return moved
        head = min(hi, moved + 8)
        if any(w.low[x] in w.auxiliaries and w.low[x] != "to" for x in range(moved + 1, head)):
            return moved
        return None

    def _after_circumstance(self, k: int, hi: int) -> int | None:
        """ "said in a statement on Monday that …"."""
        w = self.w
        for e in range(k + 1, min(hi, k + 18)):
            if w.is_that(e):
                return e if w.low[e - 1] not in w.prepositions else None
            if self._opening(e):
                return e if not clauses.clause_has_verb(w, k, e) else None
            if w.raw[e] == ":" and e + 1 < hi:
                return e + 1
            if w.raw[e] == ",":
                if self._opening(e + 1) or (e + 1 < hi and w.is_that(e + 1)):
                    return e + 1
                for x in range(e + 1, min(hi - 1, e + 10)):
                    if w.raw[x] == "," and w.is_that(x + 1):
                        return x + 1
                return None
            if w.low[e] in w.subject_pronouns and w.low[e - 1] not in w.prepositions:
                return e
        return None

    def _bare(self, k: int, hi: int) -> bool:
        """Whether a clause without "that" can begin with token k."""
        w = self.w
        if not w.is_word(k) and not self._opening(k):
            return False
        low = w.low[k]
        if low in w.prepositions or low in w.conjunctions or low in w.times or low in w.auxiliaries:
            return False
        if low in w.subordinators and low not in w.determiners:
            return False
        return clauses.clause_has_verb(w, k + 1, hi)

    def _phrase_start(self, cue: Cue, k: int, hi: int) -> int | None:
        w, frames = self.w, cue.frames
        low = w.low[k]
        if "to" in frames and (w.is_infinitive(k) or (low in w.adverbs and k + 1 < hi and w.is_infinitive(k + 1))):
            return k
        nominal = frames & {"np", "np_to", "np_of", "np_as", "np_for", "np_pred"}
        if not nominal or not (w.is_word(k) or self._opening(k)):
            return None
        helper = low in w.auxiliaries and not w.is_participle(k)
        if low in w.prepositions or low in w.conjunctions or low in w.times or helper:
            return k if low in w.lexicon.words("np_as") and "np_as" in frames and self._opening(k + 1) else None
        if low in w.subordinators and low not in w.determiners:
            return None
        if "np" in frames and not w.is_adverb(k) and not self._merely_may(cue, k):
            return k
        if "np_to" in frames and any(w.is_infinitive(x) for x in range(k + 1, min(hi, k + 16))):
            return k
        for frame in ("np_of", "np_as", "np_for", "np_against"):
            joined = w.lexicon.words(frame)
            if frame in frames and any(w.low[x] in joined for x in range(k + 1, min(hi, k + 16))):
                return k
        return None

    def _merely_may(self, cue: Cue, k: int) -> bool:
        """ "would order a review", "to raise revenue": a possible act, not something said."""
        w = self.w
        v = k - len(cue.words) - 1
        while v >= 0 and w.is_adverb(v):
            v -= 1
        return (
            v >= 0
            and w.low[v] in w.lexicon.words("modals")
            and cue.cue_class in ("discuss", "order", "demand", "describe", "feel", "promise")
        )

    def _clause_end(self, start: int, hi: int, cue: Cue | None, *, whole: bool = False) -> int:
        """The word after the last word of the content that begins at `start`."""
        w = self.w
        hi = last_sentence_token(w, start, hi)
        phrase = cue is not None and not cue.frames & {"clause", "that", "tell", "wh"}
        k = start
        if (
            start < len(w.quote)
            and start > 0
            and w.quote[start] >= 0
            and w.quote[start] == w.quote[start - 1]
            and not self._opening(start)
        ):
            hi = min(hi, w.at(w.quotations[w.quote[start]].inner_end))
        if self._opening(k):
            end = self._quotation_end(w.mark[k])
            if self._quotation_is_all(start, end, hi):
                return end
            k = end
        while k < hi:
            if self._opening(k):
                k = self._quotation_end(w.mark[k])
                continue
            if k in self.paren and self.paren[k] > k:
                if self.paren[k] >= hi - 1 or k == start:
                    return k
                k = self.paren[k]
                continue
            if k > start + 1 and self._ends_clause(k, hi, phrase, whole):
                return k
            k += 1
        return max(k, start)

    def _quotation_end(self, n: int) -> int:
        q = self.w.quotations[n]
        return self.w.at(q.end)

    def _quotation_is_all(self, start: int, end: int, hi: int) -> bool:
        """Whether content that opens with a quotation ends with it."""
        w = self.w
        if end >= hi:
            return True
        if end - start > 8 and w.raw[end - 2] in ",.?!…":
            return True
        low = w.low[end]
        if w.raw[end] == "," or low in w.conjunctions:
            return not any(self._opening(x) for x in range(end + 1, min(hi, end + 4)))
        return low in w.times or low in w.circumstances or w.raw[end] in ".;:?!)" or w.is_dash(end)

    def _ends_clause(self, k: int, hi: int, phrase: bool, whole: bool = False) -> bool:
        w = self.w
        sign = w.raw[k]
        if sign == ";":
            return True
        if w.is_dash(k):
            if w.lexicon.words("dash_joins"):
                return False
            return w.starts[k] > w.ends[k - 1] and not any(w.is_dash(x) for x in range(k + 1, min(hi, k + 25)))
        n = k + 1
        if n >= hi:
            return False
        if sign == ",":
            m = n + 1 if n + 1 < hi and w.is_adverb(n) else n
            if not whole and any(c.sort == "verb" and c.form in ("gerund", "ger") for c in cue_at(w, m, hi)):
                return True
            if w.low[n] in w.clause_breaks or (phrase and w.low[n] in w.breaks):
                return True
            return w.low[n] in w.conjunctions and self._new_cue(n + 1, hi)
        if w.low[k] in w.conjunctions:
            return self._new_cue(n, hi)
        if phrase and w.is_mark(k - 1) and w.mark[k - 1] >= 0 and w.low[k] in w.circumstances and w.quote[k] < 0:
            return True
        if phrase and w.low[k] in w.lexicon.words("phrase_breaks"):
            return w.low[k - 1] not in w.prepositions
        return False

    def _new_cue(self, n: int, hi: int) -> bool:
        """Whether a coordinated cue with content of its own begins at n ("and added that")."""
        w = self.w
        while n < hi and w.is_adverb(n):
            n += 1
        if n >= hi:
            return False
        for c in cue_at(w, n, hi):
            if (
                c.sort == "verb"
                and c.form in ("past", "third", "fin")
                and self._forward_start(c, n + len(c.words), hi) is not None
            ):
                return True
        return False

    def _without_citation(self, source: _Range | None) -> _Range | None:
        """A source without "citing diplomats", which says where it has it from."""
        if source is None:
            return None
        w = self.w
        for phrase in w.lexicon.words("citing"):
            parts = phrase.split()
            for k in range(source[0] + 1, source[1] - len(parts)):
                if w.low[k : k + len(parts)] == parts:
                    return source[0], k - 1 if w.raw[k - 1] == "," else k
        return source

    def _keep(self, found: Found) -> None:
        w = self.w
        found.source = self._without_citation(found.source)
        for a, b in found.content:
            for k in (a, b - 1):
                if 0 <= k < len(w.mark) and w.mark[k] >= 0:
                    self.claimed.add(w.mark[k])
            for k in range(a, b):
                if w.mark[k] >= 0:
                    self.claimed.add(w.mark[k])
        self.found.append(found)

    # ---- layout and leftovers -----------------------------------------------------------------------------------

    def _colon_speaker(self, lo: int, hi: int, paragraph: int) -> None:
        """ "Outlet: …" in a headline, "MR LUND: …" in a transcript."""
        w = self.w
        for k in range(lo, min(hi, lo + 9)):
            if w.raw[k] == ":":
                break
            if not (
                w.is_name(k)
                or w.is_mark(k)
                or w.abbreviating_point(k)
                or w.low[k] in ("of", "the", "and", "de", "von", "at", ",")
            ):
                return
        else:
            return
        if k == lo or k + 2 >= hi:
            return
        shouted = all(w.raw[x].isupper() for x in range(lo, k) if w.is_word(x))
        if not (paragraph == 0 or shouted or self._opening(k + 1)):
            return
        end = last_sentence_token(w, k + 1, hi)
        self.paren[lo] = k + 1
        self._keep(
            Found(
                (lo, k),
                (k, k + 1),
                [(k + 1, max(end, self._quotation_end(w.mark[k + 1]) if self._opening(k + 1) else end))],
            )
        )

    def _leftover_quotations(self) -> None:
        """Quotations without a cue of their own go on with the one before them in their paragraph, or stand alone."""
        w = self.w
        by_paragraph: dict[int, list[tuple[int, Found]]] = {}
        for f in self.found:
            n = clauses.sentence_of(w, f.content[-1][0])
            by_paragraph.setdefault(w.sentences[n][2] if n >= 0 else -1, []).append((f.content[-1][1], f))
        for number, q in enumerate(w.quotations):
            if number in self.claimed:
                continue
            a, b = w.at(q.start), w.at(q.end)
            n = clauses.sentence_of(w, a)
            if n < 0 or b - a < 6:
                continue
            lo, hi, paragraph = w.sentences[n]
            if a != lo:
                continue
            before = [f for end, f in by_paragraph.get(paragraph, []) if end <= a and self._quoted(f)]
            if not before and b >= hi:
                before = [f for end, f in by_paragraph.get(paragraph - 1, []) if end <= a and self._quoted(f)][-1:]
                before = before if before and self._ends_paragraph(before[0], paragraph - 1) else []
            if before:
                before[-1].content.append((a, b))
                by_paragraph.setdefault(paragraph, []).append((b, before[-1]))
                self.claimed.add(number)
            elif b >= hi or w.raw[b - 2 if b >= 2 else 0] in ".?!…" or not q.closed:
                self.claimed.add(number)
                alone = Found(None, None, [(a, b)])
                self.found.append(alone)
                by_paragraph.setdefault(paragraph, []).append((b, alone))

    def _ends_paragraph(self, f: Found, paragraph: int) -> bool:
        """Whether nobody else is heard in the paragraph after an attribution."""
        w = self.w
        n = clauses.sentence_of(w, f.content[-1][0])
        m = clauses.sentence_of(w, f.cue[0]) if f.cue else n
        last = max(n, m)
        return w.sentences[last][2] == paragraph and (
            last + 1 >= len(w.sentences) or w.sentences[last + 1][2] != paragraph
        )

    def _quoted(self, f: Found) -> bool:
        return any(self.w.mark[k] >= 0 for a, b in f.content for k in (a, b - 1) if k < len(self.w.mark))

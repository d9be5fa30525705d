"""Cues that follow their content: "…, Lund said", "…, said Lund", "…, Lund was quoted as saying"."""

from __future__ import annotations

from . import clauses
from .clauses import cue_at, last_sentence_token, subject_left, subject_right
from .cues import Cue
from .rules_ground import Found, Range
from .rules_subjects import Subjects

_PARENTHESIS = 40
"""Words of the longest attribution between commas."""


class Trailing(Subjects):
    """Takes what stands left of a cue."""

    def _after_content(self, i: int, cue: Cue, lo: int, hi: int) -> None:
        """ "…, Lund said" and "…, said Lund"."""
        w = self.w
        v = self._group_start(i, cue, lo)
        r = i + len(cue.words)
        if cue.form == "gerund":
            self._quoted_after(v, i, cue, lo, hi)
            return
        if self._passive(v, i, cue):
            place = self._speaks_in(r, hi) if cue.form == "pass" and self._boundary(v - 1, lo) else None
            if place is not None:
                self._take_left(lo, hi, v, v, place[1], place, (v, r))
            return
        enclitic = self._enclitic(v, lo)
        if enclitic is not None and self._boundary(v - 3, lo):
            self._take_left(lo, hi, v - 2, v, r, enclitic, (i, r))
            return
        before = v - 1
        lead_ins = w.lexicon.words("lead_ins")
        while before >= lo and w.low[before] in lead_ins:
            before -= 1
        if before > lo and w.low[before] in w.lexicon.words("as_words") and self._boundary(before - 1, lo):
            before -= 1
        if "quotes" in cue.frames and self._quotes_after(v, r, before, lo, hi):
            return
        if cue.form in ("past", "third", "base", "fin") and (self._boundary(before, lo) or (lo < v and before < lo)):
            after = self._past_adverbs(r, hi)
            told = "tell" in cue.frames and not w.lexicon.words("inverts")
            told = told or self._ends_relative(before, lo) or self._resumes(before, lo)
            subject = None if told else subject_right(w, after, hi)
            may_be_told = subject and (
                w.low[subject[0]] in w.subject_pronouns & w.object_pronouns or self._is_dative(subject, hi)
            )
            if may_be_told and self._subject(v, i, lo, cue):
                subject = None
            if cue.words[0].endswith(tuple(w.lexicon.words("plural_endings"))):
                subject = self._place_after(subject, hi) if subject else self._speaks_in(after, hi)
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
        compared = p > lo and w.low[p] in w.lexicon.words("as_words") and w.raw[p - 1] == ","
        p -= compared
        if not self._boundary(p, lo):
            return
        quoted = self._closing_mark(p)
        end = self._cue_phrase_end(r, hi, cue)
        breaks_in = not compared and self._breaks_in(p, r)
        forward = not quoted and not breaks_in and self._forward_start(cue, r, hi) is not None
        if end is None or forward:
            return
        self._take_left(lo, hi, p + 1, v, end, subject, (v, r))

    def _resumes(self, comma: int, lo: int) -> bool:
        """Whether the clause goes on after "The mayor, the Gazette writes," so that its subject stands before that."""
        w = self.w
        return any(
            self.paren.get(b) in (comma, comma + 1) and not clauses.clause_has_verb(w, lo, b - 1)
            for b in range(max(lo + 1, comma - _PARENTHESIS), comma)
        )

    def _is_dative(self, np: Range, hi: int) -> bool:
        """Whether a name in marks before ", что" is by its ending whom the cue addresses."""
        w = self.w
        if w.mark[np[0]] not in w.named or np[1] + 1 >= hi or not w.is_that(np[1] + 1):
            return False
        return w.text[w.quotations[w.mark[np[0]]].inner_end - 1] in w.lexicon.words("name_addressee_endings")

    def _speaks_in(self, r: int, hi: int) -> Range | None:
        """The place of "…, сообщили в мэрии", where the language lets a place speak."""
        w = self.w
        if r + 1 >= hi or w.low[r] not in w.lexicon.words("place_sources") or w.low[r + 1] in w.times:
            return None
        return subject_right(w, r + 1, hi)

    def _quotes_after(self, v: int, r: int, before: int, lo: int, hi: int) -> bool:
        """ "…, цитирует «Маяк» мэра" and "…, приводит «Маяк» слова мэра": the source is who is quoted."""
        w = self.w
        if not w.lexicon.words("inverts") or not self._boundary(before, lo):
            return False
        end = r
        while end < hi and (w.is_word(end) or w.is_mark(end)):
            end += 1
        of = next((k for k in range(r, end) if w.low[k] in w.lexicon.words("words_of")), None)
        start = of + 1 if of is not None else r
        while of is None and start < end and (w.mark[start] in w.named or self._names_kind(start)):
            start += 1
        stop = next((k for k in range(start, end) if w.mark[k] in w.named or self._names_kind(k)), end)
        if stop <= start or not w.is_word(start):
            return False
        self._take_left(lo, hi, before + 1, v, end, (start, stop), (v, r))
        return True

    def _names_kind(self, k: int) -> bool:
        """Whether a word says what sort of medium the name in marks after it is ("газета «Маяк»")."""
        w = self.w
        return w.low[k] in w.lexicon.words("media") and k + 1 < len(w.raw) and w.mark[k + 1] in w.named

    def _ends_relative(self, comma: int, lo: int) -> bool:
        """Whether a comma closes a relative clause ("Three cooks, who spoke to the Gazette, said …")."""
        w = self.w
        if comma <= lo or w.raw[comma] != "," or w.low[lo] in w.prepositions or w.low[lo] in w.subordinators:
            return False
        for k in range(comma - 1, max(lo, comma - 25), -1):
            if w.raw[k] in ",;:" or w.is_mark(k):
                return w.low[k + 1] in w.relative or w.low[k + 1] in w.lexicon.words("relative_owners")
        return False

    def _breaks_in(self, p: int, r: int) -> bool:
        """Whether "…, the Gazette noted, that …" stands between another cue and its content."""
        w = self.w
        if w.raw[p] != "," or r >= len(w.raw) or w.raw[r] != ",":
            return False
        return any(c.sort == "verb" and "clause" in c.frames for c in w.lexicon.by_first.get(w.low[p - 1], ()))

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

    def _takes_sentence_before(self, lo: int, subject: Range, cue: Range) -> None:
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
                or (w.is_adverb(k) and not (k + 1 < hi and self._goes_on_with(k + 1)))
                or w.low[k] in w.object_pronouns
            )
        )

    def _goes_on_with(self, k: int) -> bool:
        """Whether a verb shows that what looked like the source is the subject of a clause ("the pumps never ran")."""
        w = self.w
        past = w.low[k].endswith("ed") and w.raw[k][0].islower() and not w.lexicon.words("inverts")
        return past or clauses.finite(w, k)

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

    def _take_left(self, lo: int, hi: int, a: int, v: int, end: int, subject: Range | None, cue: Range) -> None:
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

    def _left_content(self, lo: int, a: int) -> Range | None:
        w = self.w
        p = a - 1
        while p >= lo and (w.raw[p] in ",." or w.is_dash(p)):
            p -= 1
        if p >= 0 and p < lo and self._closing_mark(p):
            while w.mark[p] < 0:
                p -= 1
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

    def _continuation(self, left: Range, end: int, hi: int) -> Range | None:
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

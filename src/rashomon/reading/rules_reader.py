"""One text read by rules: first cues that follow their content, then cues before it, then what is left."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from . import clauses
from .clauses import cue_at, last_sentence_token
from .cues import Cue
from .rules_ground import Found, Range
from .rules_leading import Leading


class Reader(Leading):
    """Reads one text."""

    def read(self) -> list[Found]:
        """The attributions, sentence by sentence."""
        known = self.w.lexicon.by_first
        self.places = [i for i, low in enumerate(self.w.low) if low in known]
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
        w = self.w
        free = lo
        for i in self.places[bisect_left(self.places, lo) : bisect_left(self.places, hi)]:
            if i < free or (
                w.quote[i] >= 0
                and w.quote[i] not in w.named
                and not (i > lo + 1 and self._opening(i - 1) and w.is_word(i - 2))
            ):
                continue
            for cue in cue_at(w, i, hi):
                yield i, cue
                if len(cue.words) > 1 and cue.sort == "verb":
                    free = i + len(cue.words)
                    break

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
                alone = Found(self._before_colon(a), None, [(a, b)])
                self.found.append(alone)
                by_paragraph.setdefault(paragraph, []).append((b, alone))

    def _before_colon(self, a: int) -> Range | None:
        """The subject of a sentence that ends with the colon before a quotation ("Lund äußerte sich wie folgt: …")."""
        w = self.w
        if not w.lexicon.words("inverts") or a < 2 or w.raw[a - 1] != ":":
            return None
        n = clauses.sentence_of(w, a - 1)
        lo = w.sentences[n][0]
        for k in range(lo, a - 1):
            if clauses.finite(w, k) and w.quote[k] < 0:
                return clauses.subject_left(w, k, lo) or clauses.subject_right(w, k + 1, a - 1)
        return None

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

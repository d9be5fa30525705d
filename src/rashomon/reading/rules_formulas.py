"""Cues that are no verbs and name their source beside them: "according to Lund", "Lund zufolge", "по его словам"."""

from __future__ import annotations

from .clauses import noun_phrase, subject_right
from .cues import Cue
from .rules_ground import Found
from .rules_trailing import Trailing


class Formulas(Trailing):
    """Takes formulas before, after and within their content."""

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
        if first and "after" in cue.frames:
            return
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
        if w.lexicon.words("formula_runs_on") and "after" not in cue.frames and self._runs_on(i, r, cue, lo, hi):
            return
        if "after" in cue.frames and not self._stands_apart(i, r, end, lo, hi):
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

    def _runs_on(self, i: int, r: int, cue: Cue, lo: int, hi: int) -> bool:
        """ "Die Fähre hat laut Lund Verspätung": the content lies on both sides of the formula."""
        w = self.w
        np = subject_right(w, r, hi)
        if np is None or np[1] >= hi - 1 or not w.is_word(np[1]) or not w.is_word(i - 1):
            return False
        start = next((k + 1 for k in range(i - 1, lo, -1) if w.raw[k] in ";:" or w.is_mark(k)), lo)
        self.used.update(range(i, np[1]))
        self._keep(Found(np, (i, r), [(start, i), (np[1], self._clause_end(np[1], hi, None))], trailing=True))
        return True

    def _stands_apart(self, i: int, r: int, end: int, lo: int, hi: int) -> bool:
        """Whether ", so Lund," stands between signs and names somebody; "so" means much else."""
        w = self.w
        named = w.is_name(r) or (w.low[r] in w.determiners and any(w.is_name(k) for k in range(r, end)))
        return named and self._boundary(i - 1, lo) and (end >= hi or w.raw[end] in ",.:;")

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

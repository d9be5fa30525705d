"""Where the content of a cue begins and where it ends."""

from __future__ import annotations

from . import clauses
from .clauses import cue_at, last_sentence_token
from .cues import Cue
from .rules_ground import Ground


def _described(cue: Cue) -> bool:
    """Whether a cue takes something "as" what it is, and a clause only after "how"."""
    return "np_as" in cue.frames and not cue.frames & {"clause", "that", "tell"}


class Bounds(Ground):
    """Finds the bounds of contents, by the frames that a cue allows."""

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
        if "prep" in frames:
            told = w.low[k] in w.object_pronouns and k + 1 < hi
            if w.low[k + told] in w.prepositions:
                return k + told
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
        while moved < hi and (w.low[moved] in w.times or (moved > k and w.low[moved] in w.lexicon.words("time_nouns"))):
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
                if self._opening(e + 1) or (e + 1 < hi and (w.is_that(e + 1) or self._clause_after_comma(e + 1, hi))):
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
        clause = cue is None or cue.frames & {"clause", "that", "tell", "wh"}
        phrase = not clause or (cue is not None and _described(cue) and w.low[start] not in w.wh)
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

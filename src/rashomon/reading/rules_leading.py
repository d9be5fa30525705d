"""Cues that come before their content: "Lund said that …", "as the Gazette reported, …", "the crew’s claim that …"."""

from __future__ import annotations

from .clauses import noun_phrase, subject_left, subject_right
from .cues import Cue
from .rules_formulas import Formulas
from .rules_ground import Found, Range


class Leading(Formulas):
    """Takes what stands right of a cue."""

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
        if subject is None and v <= start + 1:
            subject = self._speaks_in(self._past_adverbs(r, hi), hi)
        if subject is not None and v <= start + 1:
            subject = self._to_comma(self._place_after(subject, hi), hi)
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

    def _to_comma(self, subject: Range, hi: int) -> Range:
        """A subject that runs to the end of its sentence, up to its first comma: what follows is the content."""
        if subject[1] < hi - 2:
            return subject
        return subject[0], next((k for k in range(subject[0] + 1, subject[1]) if self.w.raw[k] == ","), subject[1])

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
            self._impersonal(v, i, cue, lo, hi)
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
            marked = w.quotations[w.mark[subject[0]]]
            addressed = w.text[marked.inner_end - 1] in w.lexicon.words("name_addressee_endings")
            place = self._other_subject(w.at(marked.start if addressed else marked.end), lo, start, cue)
            subject = place or subject
        if subject is None or w.low[subject[0]] in w.lexicon.words("empty_subjects"):
            subject = self._other_subject(v, lo, start, cue) or self._document_after(r, start)
            if subject is None and not self._may_lack_subject(cue, start):
                return
        end = self._clause_end(start, hi, cue)
        if end <= start or not any(w.is_word(k) and not w.is_that(k) for k in range(start, end)):
            return
        self.used.update(range(i, r))
        self._keep(Found(subject, (v, r), [(start, end)]))

    def _document_after(self, r: int, start: int) -> Range | None:
        """Of "heißt es in dem Schreiben: …" the document."""
        w = self.w
        k = r + (r < start and w.low[r] in w.lexicon.words("empty_subjects"))
        return self._speaks_in(k, start - 1) if k < start else None

    def _may_lack_subject(self, cue: Cue, start: int) -> bool:
        """Languages that leave the pronoun out: "отметил, что", "dijo que"."""
        w = self.w
        return (
            bool(w.lexicon.words("drops_subject"))
            and "clause" in cue.frames
            and cue.form in ("fin", "past")
            and w.is_that(start)
        )

    def _impersonal(self, v: int, i: int, cue: Cue, lo: int, hi: int) -> None:
        """ "Es wurde berichtet, dass", "сообщается, что": content without a source."""
        w = self.w
        r = i + len(cue.words)
        if cue.frames & {"tell", "np_to", "clause"} and r < hi and w.low[r] in w.lexicon.words("agent_by"):
            self._told_by(r + 1, v, r, cue, hi)
            return
        if "clause" not in cue.frames or not w.lexicon.words("impersonal"):
            return
        start = self._forward_start(cue, r, hi)
        if start is not None and w.is_that(start):
            self.used.update(range(i, r))
            place = self._other_subject(v, lo, start, cue)
            self._keep(Found(place, (i, r), [(start, self._clause_end(start, hi, cue))]))

    def _told_by(self, a: int, v: int, r: int, cue: Cue, hi: int) -> None:
        """ "was told by the engineer that …", "is said by two cooks to have …": the agent is the source."""
        w = self.w
        agent = subject_right(w, a, hi)
        if agent is None or agent[1] >= hi:
            return
        k = agent[1]
        if w.is_that(k) or w.low[k] in w.wh or w.is_infinitive(k):
            self.used.update(range(v, r))
            self._keep(Found(agent, (v, r), [(k, self._clause_end(k, hi, cue))]))

    def _inverted(self, cue: Cue, r: int, hi: int) -> tuple[Range, int] | None:
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
        if r < hi and w.low[r] in w.lexicon.words("words_of") and self._that_after(r + 1, hi) is not None:
            return True
        for k in range(r + 1, min(hi - 1, r + 14)):
            if w.raw[k] == ":" or (w.raw[k] == "," and self._opening(k + 1)):
                self.used.update(range(i, r))
                self._keep(Found((r, k), (v, r), [(k + 1, self._clause_end(k + 1, hi, None))]))
                return True
            if w.raw[k] in ",;.":
                return False
        return False

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

    def _light_subject(self, i: int, lo: int) -> Range | None:
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

    def _named_after(self, r: int, k: int) -> Range | None:
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

    def _owner(self, i: int, lo: int) -> Range | None:
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

"""Who a cue belongs to: the subject before or after it, of the verb before it, or the one heard, quoted or blamed."""

from __future__ import annotations

from . import clauses
from .clauses import cue_at, noun_phrase, subject_left, subject_right
from .cues import Cue
from .rules_bounds import Bounds
from .rules_ground import Range, covers


class Subjects(Bounds):
    """Finds the sources of cues that are verbs."""

    def _subject(self, v: int, i: int, lo: int, cue: Cue) -> Range | None:
        w = self.w
        if (
            cue.form == "base"
            and (heard := self._perceived(v, lo)) is not None
            and w.low[heard[0] - 1] not in w.auxiliaries
        ):
            return heard
        if cue.form in ("base", "third") and w.lexicon.words("agreeing_nouns") and not self._verbal(v, cue):
            return None
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
            by_whom = self.found[-1] if self.found[self.first :] else None
            if by_whom and by_whom.cue and by_whom.content[0][0] == v and by_whom.source and by_whom.source[1] == v:
                return subject_left(w, by_whom.cue[0], lo)
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

    def _past_circumstance(self, v: int, lo: int) -> Range | None:
        """Of "Lund has in her latest letter said" the subject before the auxiliary."""
        w = self.w
        for k in range(v - 1, max(lo, v - 8), -1):
            if not w.is_word(k) or (clauses.finite(w, k) and w.low[k] not in w.auxiliaries):
                return None
            if w.low[k] in w.auxiliaries and w.low[k + 1] in w.prepositions:
                return subject_left(w, k, lo)
        return None

    def _perfect_subject(self, v: int, lo: int) -> Range | None:
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

    def _coordinated(self, v: int, lo: int) -> Range | None:
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
        if w.low[v] in w.lexicon.words("noun_like") and not self._shows_verb(v, cue):
            return False
        if cue.form in ("base", "third") and w.is_name(v) and not self._headline(v):
            return False
        after = v + len(cue.words)
        return not (after < len(w.low) and clauses.finite(w, after))

    def _shows_verb(self, v: int, cue: Cue) -> bool:
        """Whether a form that is a noun more often ("emails", "states") stands as a verb: by the words at its sides."""
        w = self.w
        if v and (w.low[v - 1] in w.pronouns or w.low[v - 1] in w.relative):
            return True
        k = v + len(cue.words)
        if k >= len(w.low):
            return False
        return w.is_that(k) or w.low[k] in w.determiners or w.low[k] in w.wh or w.raw[k] in ",:" or self._opening(k)

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

    def _main_subject(self, v: int, lo: int) -> Range | None:
        """The subject of the sentence's first finite verb, for a participle further on."""
        w = self.w
        for f in reversed(self.found[self.first :]):
            if f.source and f.cue and lo <= f.cue[0] < v and f.source[0] < v and not covers(f, v):
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

    def _quoted_as(self, v: int, lo: int) -> Range | None:
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

    def _perceived(self, v: int, lo: int) -> Range | None:
        """The one seen or heard in "the channel showed Lund telling", "she recalls a friend saying"."""
        w = self.w
        if w.low[v - 1] in w.determiners or w.low[v - 1] in w.prepositions:
            return None
        for k in range(v - 1, max(lo, v - 9), -1):
            if w.low[k] in w.lexicon.words("perceives"):
                return (k + 1, v) if v > k + 1 else None
            if not w.is_word(k) or w.low[k] in w.subordinators:
                return None
        return None

    def _object_before(self, v: int, lo: int) -> Range | None:
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

    def _other_subject(self, v: int, lo: int, start: int, cue: Cue) -> Range | None:
        """Of a participle the subject of the sentence; "in the ministry they said" where the language says so."""
        w = self.w
        if cue.form in ("gerund", "ger"):
            return self._main_subject(v, lo)
        places = w.lexicon.words("place_sources")
        if places and cue.form in ("fin", "pass"):
            for k in range(v - 1, max(lo - 1, v - 10), -1):
                if not w.is_word(k) and not w.is_mark(k):
                    return None
                if w.low[k] in places:
                    end = v - 1 if w.low[v - 1] in w.lexicon.words("empty_subjects") else v
                    return (k + 1, end) if end > k + 1 and w.low[k + 1] not in w.times else None
        return None

    def _place_after(self, subject: Range, hi: int) -> Range:
        """Of "сообщили «Маяку» в мэрии" the place that speaks; the subject itself where none follows."""
        w = self.w
        k = subject[1]
        places = w.lexicon.words("place_sources")
        if not places or w.mark[subject[0]] not in w.named or k >= hi or w.low[k] not in places:
            return subject
        place = subject_right(w, k + 1, hi)
        return place if place is not None and w.low[place[0]] not in w.times else subject

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

    def _enclitic(self, v: int, lo: int) -> Range | None:
        """The pronoun of "a-t-il ajouté", which stands between auxiliary and participle."""
        w = self.w
        if v - 2 < lo or not w.lexicon.words("enclitics") or w.low[v - 1] not in w.subject_pronouns:
            return None
        return (v - 1, v) if w.low[v - 2] in w.auxiliaries and "-" in w.text[w.ends[v - 2] : w.starts[v - 1]] else None

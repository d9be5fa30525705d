"""Who passed words on without being said to say them: "quoted by", "in an interview with", ", citing".

These do not hold the content that they pass on, so they cannot be seen by nesting; they are read from the words around
an attribution, within its own sentence.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

from ..model.readings import Mention
from ..model.spans import Span
from . import clauses
from .clauses import Words, subject_left, subject_right
from .taggers import Tagged

_Range = tuple[int, int]

_SHORT = 16
"""Words of the longest sentence that only says who carried somebody's words."""


class RelayFinder:
    """Reads the words around attributions of one text."""

    def __init__(self, words: Words, mentions: Sequence[Mention]) -> None:
        self.w = words
        self.kinds = {m.start: m for m in sorted(mentions, key=lambda m: m.end)}
        self.names = Counter(m.entity for m in mentions if m.form in ("name", "acronym"))
        get = words.lexicon.words
        self.passive, self.by = get("relay_passive"), get("relay_by")
        self.related = get("relay_relative")
        self.active, self.as_words = get("relay_verbs"), get("relay_as")
        self.media, self.no_medium = get("media"), get("no_medium")
        self.heads, self.articles = get("source_heads"), get("articles")
        self.audience = [tuple(p.split()) for p in sorted(get("audience"))]
        self.citing = [tuple(p.split()) for p in sorted(get("citing"))]
        self.contracted = get("contracted")
        self.spoken = get("words_of")
        self.pointing = words.possessives | get("pointing")
        self.audience_first = frozenset(p[0] for p in self.audience)
        self.citing_first = frozenset(p[0] for p in self.citing)
        asked = self.passive | self.related | self.audience_first | self.citing_first
        if words.lexicon.words("inverts"):
            asked |= {first for first, cues in words.lexicon.by_first.items() if any("tell" in c.frames for c in cues)}
        self.places = [k for k, low in enumerate(words.low) if low in asked]
        """The words that may show a relay; all others need not be looked at."""

    def around(self, tagged: Tagged, left: int, right: int) -> tuple[list[Span], list[Span]]:
        """The relays of an attribution and the sources that it cites, from the words between two places of the text."""
        relays: list[_Range] = []
        cited: list[_Range] = []
        for k in self._zone(tagged, left, right):
            low = self.w.low[k]
            if low in self.passive:
                self._add(relays, self._by(k))
            if low in self.related and any(self.w.low[x] in self.w.relative for x in range(max(0, k - 4), k)):
                self._add(relays, self._of_relative(k))
            if low in self.audience_first:
                self._add(relays, self._audience(k, tagged))
            if self.w.lexicon.words("inverts") and self._tells(k):
                self._add(relays, self._told_medium(k + 1))
                if k and self.w.mark[k - 1] in self.w.named and self.w.is_mark(k - 1):
                    self._add(relays, self._told_medium(self.w.at(self.w.quotations[self.w.mark[k - 1]].start)))
            if low in self.citing_first:
                self._add(cited, self._cited(k, tagged))
        self._add(relays, self._active(tagged))
        return self._spans(relays), self._spans(cited)

    def _zone(self, tagged: Tagged, left: int, right: int) -> list[int]:
        places = self.places[bisect_left(self.places, self.w.at(left)) : bisect_left(self.places, self.w.at(right))]
        if not places:
            return places
        inside = [(self.w.at(c.start), self.w.at(c.end)) for c in tagged.content]
        return [k for k in places if not any(a <= k < b for a, b in inside)]

    @staticmethod
    def _add(to: list[_Range], found: _Range | None) -> None:
        if found is not None and found not in to:
            to.append(found)

    def _spans(self, ranges: list[_Range]) -> list[Span]:
        return [Span.of(self.w.text, self.w.starts[a], self.w.ends[b - 1]) for a, b in ranges]

    def _by(self, k: int) -> _Range | None:
        """ "… quoted by the Gazette"; "broadcast on" needs a medium."""
        w = self.w
        n = k + 1
        if not self.by:
            told = self._told_medium(n)
            np = None if told else self._plain(n)
            return told or (np if np is not None and self.is_medium(np) else None)
        while n < min(len(w.low) - 1, k + 7) and (
            w.is_adverb(n)
            or w.low[n] in self.as_words
            or w.is_participle(n)
            or w.low[n] in w.times
            or (w.low[n] in w.prepositions and w.low[n + 1] in w.times)
        ):
            n += 1
        if n >= len(w.low) or w.low[n] not in self.by:
            return None
        np = self._plain(n + 1)
        if np is None or (w.low[n] != "by" and not self.is_medium(np)):
            return None
        return np

    def _plain(self, i: int) -> _Range | None:
        """The noun phrase at token i without apposition, circumstance or the words "as saying"."""
        w = self.w
        np = subject_right(w, i, min(len(w.low), i + 14))
        if np is None:
            return None
        a, b = np
        first = a + 1 if w.low[a] in self.articles and b - a > 1 else a
        mention = self.kinds.get(w.starts[first])
        if mention is not None and mention.form in ("name", "acronym") and mention.kind is not None:
            b = min(b, max(w.at(mention.end), first + 1))
        for k in range(a, b):
            if w.is_mark(k) and w.mark[k] in w.named and k > a and w.ends[k] == w.quotations[w.mark[k]].end:
                b = k + 1
                break
            if w.raw[k] == "," or (k > a and w.low[k] in self.as_words):
                b = k
                break
        return (a, b) if b > a else None

    def _audience(self, k: int, tagged: Tagged) -> _Range | None:
        w = self.w
        for phrase in self.audience:
            if tuple(w.low[k : k + len(phrase)]) == phrase:
                np = self._plain(k + len(phrase))
                if np is None:
                    continue
                joined = phrase[-1] in self.contracted and self._may_be_medium(np)
                if joined or self.is_medium(np) or self._hears_nobody(np, tagged):
                    return np
        return None

    def _may_be_medium(self, np: _Range) -> bool:
        """Whether a name after an article that a preposition has swallowed ("dijo al Faro") may be a medium's."""
        w = self.w
        mention = self.kinds.get(w.starts[np[0]])
        known = mention is not None and mention.kind in ("person", "place", "group", "body")
        return w.is_name(np[0]) and not known and not {w.low[k] for k in range(*np)} & self.no_medium

    def _hears_nobody(self, np: _Range, tagged: Tagged) -> bool:
        """Whether a source without a name tells a name that nothing else is known of: so papers hear things."""
        w = self.w
        a, b = np
        if b - a != 1 or not w.is_name(a) or tagged.source is None:
            return False
        mention = self.kinds.get(w.starts[a])
        if mention is not None and (mention.kind in ("place", "group", "body") or self.named_often(mention)):
            return False
        said_by = range(w.at(tagged.source.start), w.at(tagged.source.end))
        return any(w.low[x] in self.heads or w.low[x].rstrip("s") in self.heads for x in said_by)

    def named_often(self, mention: Mention) -> bool:
        """Whether a name stands more than once in the text, or as part of a longer one."""
        return self.names[mention.entity] > 1 if mention.entity is not None else False

    def _of_relative(self, k: int) -> _Range | None:
        """ "residents whom the Courier interviewed", "жители, с которыми поговорила «Долина»"."""
        w = self.w
        after = self._plain(k + 1)
        if after is not None and self.is_medium(after):
            return after
        if w.low[k - 1] in w.relative:
            return after
        before = subject_left(w, k, max(0, k - 6))
        return before if before is not None and self.is_medium(before) else None

    def _tells(self, k: int) -> bool:
        return any("tell" in c.frames for c in self.w.lexicon.by_first.get(self.w.low[k], ()))

    def _told_medium(self, i: int) -> _Range | None:
        """The medium that is told: «…» in marks, with or without "agency" before it."""
        w = self.w
        start = i
        if i < len(w.low) and w.low[i] in self.media:
            i += 1
        if i >= len(w.low) or not w.is_mark(i) or w.mark[i] not in w.named:
            return None
        return start, w.at(w.quotations[w.mark[i]].end)

    def names_medium(self, span: Span) -> bool:
        """Whether a source names a medium."""
        a, b = self.w.at(span.start), self.w.at(span.end)
        return b > a and self.is_medium((a, b))

    def is_medium(self, np: _Range) -> bool:
        """Whether a noun phrase names a medium: a publication, "radio", an unknown name with an article."""
        w = self.w
        a, b = np
        start = a + 1 if w.low[a] in self.articles and b - a > 1 else a
        mention = self.kinds.get(w.starts[start])
        if mention is not None and mention.kind == "publication":
            return True
        low = {x for k in range(a, b) for x in (w.low[k], w.low[k].rstrip("s"))}
        if low & self.no_medium:
            return False
        if low & self.media and (w.is_name(b - 1) or w.is_mark(b - 1) or w.is_name(start)):
            return True
        apposed = b + 2 < len(w.low) and w.raw[b] == "," and w.low[b + 1] in self.articles
        if apposed and any(x in self.media for x in w.low[b + 2 : b + 6]):
            return True
        acronym = w.raw[start].isupper() and 2 <= len(w.raw[start]) <= 5
        if acronym:
            return start == a and b - a == 1
        if mention is not None and (mention.kind in ("place", "group") or (mention.kind == "person" and start == a)):
            return False
        if w.is_mark(a) and b - a <= 6:
            return not w.raw[a + 1][:1].islower()
        return w.is_name(start) and start > a and (mention is None or mention.kind != "body")

    def _active(self, tagged: Tagged) -> _Range | None:
        """“the Gazette quoted Lund as saying”, “the channel showed Lund, who said”."""
        w = self.w
        if tagged.source is None or tagged.cue is None:
            return None
        if tagged.source.start > tagged.cue.start:
            c = w.at(tagged.cue.start)
            if w.lexicon.words("inverts"):
                return self._who_quotes(c, w.at(tagged.source.start), w.at(tagged.source.end))
            quotes = w.low[c] in self.active and w.at(tagged.cue.end) == w.at(tagged.source.start)
            return subject_left(w, c, self._sentence_start(c)) if quotes else None
        s, c = w.at(tagged.source.start), w.at(tagged.cue.start)
        before_cue = w.low[c - 1] if c else ""
        quoted = before_cue in self.as_words or w.low[c] in self.as_words
        quoted = quoted or (w.is_participle(c) and s > 0 and w.low[s - 1] in self.active)
        if not (quoted or before_cue in w.relative or (s > 1 and w.low[s - 1] in w.relative)):
            return None
        lo = self._sentence_start(s)
        for k in range(s - 1, max(lo, s - 9) - 1, -1):
            if w.low[k] in self.active and not w.is_name(k):
                g = k
                while g > lo and (w.low[g - 1] in w.auxiliaries or w.is_adverb(g - 1)):
                    g -= 1
                return self._without_participle(subject_left(w, g, lo))
            if w.raw[k] in ",;:" and not quoted:
                return None
        return None

    def _apposed(self, np: _Range) -> _Range | None:
        """Of "the harbour master, Olof Grann" the name."""
        w, b = self.w, np[1]
        mention = self.kinds.get(w.starts[b + 1]) if b + 1 < len(w.low) and w.raw[b] == "," else None
        if mention is None or mention.form != "name" or mention.kind != "person" or w.is_name(b - 1):
            return None
        return b + 1, w.at(mention.end)

    def _who_quotes(self, c: int, a: int, b: int) -> _Range | None:
        """The medium of "цитирует «Маяк» мэра", "приводит слова мэра газета «Маяк»", "«Маяк» приводит слова мэра"."""
        w = self.w
        if w.low[c] in w.lexicon.words("words_of"):
            return subject_left(w, c - 1, self._sentence_start(c)) if c and w.low[c - 1] in self.active else None
        if w.low[c] not in self.active:
            return None
        for k in (*range(c + 1, a), *range(b, min(len(w.low), b + 4))):
            found = self._told_medium(k)
            if found is not None:
                return found
            if w.low[k] in w.lexicon.words("place_sources") and k + 1 < a:
                return k + 1, next((x for x in range(k + 1, a) if w.low[x] in w.lexicon.words("words_of")), a)
            if not w.is_word(k):
                break
        if a == c + 1:
            return subject_left(w, c, self._sentence_start(c))
        return (c + 1, a - 1) if a > c + 2 and w.low[a - 1] in w.lexicon.words("words_of") else None

    def of_words_before(self, start: int, end: int) -> Span | None:
        """The medium of a whole sentence that says who carried somebody's words ("The Gazette ran his words.")."""
        w = self.w
        first, last = w.at(start), w.at(end)
        if last - first > _SHORT or not {w.low[first], *w.low[first + 1 : first + 2]} & self.pointing:
            return None
        if not any(w.low[k] in self.spoken for k in range(first, min(last, first + 4))):
            return None
        for k in range(first + 1, last):
            np = self._by(k) if w.low[k] in self.passive else None
            if w.low[k] in self.active and w.lexicon.words("inverts"):
                np = self._told_medium(k + 1) or self._plain(k + 1)
            if np is not None and self.is_medium(np):
                return Span.of(w.text, w.starts[np[0]], w.ends[np[1] - 1])
        return None

    def _without_participle(self, np: _Range | None) -> _Range | None:
        """Of "a clip aired by Radio Seven" the medium; of "a clip shared among fans" the clip."""
        if np is None:
            return None
        for k in range(np[0] + 1, np[1]):
            if self.w.low[k] in self.passive:
                return self._by(k) or (np[0], k)
        return np

    def _sentence_start(self, i: int) -> int:
        n = clauses.sentence_of(self.w, i)
        return self.w.sentences[n][0] if n >= 0 else 0

    def _cited(self, k: int, tagged: Tagged) -> _Range | None:
        """The source behind "…, citing three diplomats": somebody who can speak, no reason."""
        w = self.w
        for phrase in self.citing:
            if tuple(w.low[k : k + len(phrase)]) != phrase:
                continue
            if tagged.cue is not None and tagged.cue.start <= w.starts[k] < tagged.cue.end:
                return None
            np = self._plain(k + len(phrase))
            if np is None:
                return None
            np = self._apposed(np) or np
            if tagged.source is not None and np[0] < w.at(tagged.source.start) < np[1]:
                np = np[0], w.at(tagged.source.start)
            named = any(
                m.kind in ("person", "body", "group", "publication") or (m.kind is None and m.form != "description")
                for x in range(*np)
                if (m := self.kinds.get(w.starts[x])) is not None
            )
            if named or len(phrase) > 1 or any(w.low[x] in self.heads for x in range(*np)) or w.is_mark(np[0]):
                return np
        return None

"""Words of a text with just enough of their grammar to find subjects and the ends of clauses.

No parser: closed classes from the pack (determiners, prepositions, auxiliaries, ...), capital letters and punctuation.
Every question is answered from a window of words around a place, so that the work grows with the text's length.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache

from ..language.quotations import Quotation
from ..model.readings import Sentence
from .cues import Cue, Lexicon, lexicon_for

_TOKEN = re.compile(r"[$€£#@]?\w+(?:['’.,&\-‑/]\w+)*%?|''|``|’’|‘‘|[^\w\s]")
_WINDOW = 40
"""How many words a subject may have, with its appositions: longer ones are misreadings."""
_LONGEST = 400
"""Words of the longest sentence that is read as one; it bounds the work per cue."""
_QUOTES = frozenset("“”„‟«»\"‘’'‚‹›") | {"''", "``", "’’", "‘‘"}
_DASHES = frozenset("—–-―")


class Words:
    """The words and signs of one text. `low[i]` is word i in small letters with a straight apostrophe."""

    def __init__(
        self, text: str, sentences: Sequence[Sentence], quotations: Sequence[Quotation], lexicon: Lexicon
    ) -> None:
        self.text, self.lexicon = text, lexicon
        found = list(_TOKEN.finditer(text))
        self.starts = [m.start() for m in found]
        self.ends = [m.end() for m in found]
        self.raw = [m.group() for m in found]
        if lexicon.words("enclitics") or lexicon.words("elisions"):
            self._split_words(lexicon.words("enclitics"), lexicon.words("elisions"))
        self.low = [w.lower() for w in self.raw]
        if "ё" in text or "Ё" in text:
            self.low = [w.replace("ё", "е") for w in self.low]
        self.quotations = quotations
        self.quote = _numbered(self.starts, [(q.inner_start, q.inner_end) for q in quotations])
        self.mark = _numbered(self.starts, [(q.start, q.end) for q in quotations])
        self.named = frozenset(n for n, q in enumerate(quotations) if _holds_name(text, q))
        self.sentences = [piece for s in sentences for piece in _pieces(self.at(s.start), self.at(s.end), s.paragraph)]
        self.sentence_ends = frozenset(hi for _, hi, _ in self.sentences)
        vars(self).update(_lists_of(lexicon.language))

    def _split_words(self, enclitics: frozenset[str], elisions: frozenset[str]) -> None:
        """Takes "dit-elle" and "qu’il" apart, so that verb, pronoun and "que" can be seen; all keep their places."""
        places: list[tuple[int, int]] = []
        for begin, end in zip(self.starts, self.ends, strict=True):
            word = self.text[begin:end]
            cut = max(word.find("'"), word.find("’")) + 1
            if not 1 < cut < len(word) or word[: cut - 1].lower() not in elisions:
                cut = 0
            tail = word.rfind("-")
            if cut:
                places.append((begin, begin + cut))
            if tail > cut and word[tail + 1 :].lower() in enclitics:
                stop = tail - 2 if word[:tail].endswith(("-t", "-T")) else tail
                places += [(begin + cut, begin + stop), (begin + tail + 1, end)]
            else:
                places.append((begin + cut, end))
        self.starts, self.ends = [a for a, _ in places], [b for _, b in places]
        self.raw = [self.text[a:b] for a, b in places]

    determiners: frozenset[str]
    possessives: frozenset[str]
    prepositions: frozenset[str]
    noun_prepositions: frozenset[str]
    conjunctions: frozenset[str]
    subordinators: frozenset[str]
    pronouns: frozenset[str]
    subject_pronouns: frozenset[str]
    object_pronouns: frozenset[str]
    auxiliaries: frozenset[str]
    adverbs: frozenset[str]
    verbs: frozenset[str]
    times: frozenset[str]
    relative: frozenset[str]
    appositions: frozenset[str]
    that: frozenset[str]
    wh: frozenset[str]
    breaks: frozenset[str]
    fillers: frozenset[str]
    be: frozenset[str]
    clause_breaks: frozenset[str]
    circumstances: frozenset[str]
    not_continued: frozenset[str]
    citing_first: frozenset[str]
    infinitive_marks: frozenset[str]
    not_adverbs: frozenset[str]
    not_verbs: frozenset[str]
    finite_endings: tuple[str, ...]
    noun_endings: tuple[str, ...]
    adverb_endings: tuple[str, ...]
    gerund_endings: tuple[str, ...]
    infinitive_endings: tuple[str, ...]
    that_prefixes: tuple[str, ...]

    def is_that(self, i: int) -> bool:
        """Whether token i is a word such as "that", or begins with one ("qu’il")."""
        low = self.low[i]
        return low in self.that or (bool(self.that_prefixes) and low.startswith(self.that_prefixes))

    def is_infinitive(self, i: int) -> bool:
        """Whether an infinitive begins with token i."""
        low = self.low[i]
        if low in self.infinitive_marks:
            return True
        return (
            bool(self.infinitive_endings)
            and len(low) > 4
            and low.endswith(self.infinitive_endings)
            and low not in self.not_verbs
        )

    def is_participle(self, i: int) -> bool:
        """Whether token i has the ending of a present participle or gerund."""
        return bool(self.gerund_endings) and len(self.low[i]) > 4 and self.low[i].endswith(self.gerund_endings)

    def at(self, offset: int) -> int:
        """The first word that begins at or after a place in the text."""
        return bisect_left(self.starts, offset)

    def is_word(self, i: int) -> bool:
        """Whether token i is a word and not a sign."""
        return 0 <= i < len(self.raw) and (self.raw[i][0].isalnum() or self.raw[i][0] in "$€£#@_")

    def is_name(self, i: int) -> bool:
        """Whether token i begins with a capital letter."""
        return 0 <= i < len(self.raw) and self.raw[i][0].isupper()

    def is_mark(self, i: int) -> bool:
        """Whether token i is a quotation mark."""
        return 0 <= i < len(self.raw) and self.raw[i] in _QUOTES

    def is_dash(self, i: int) -> bool:
        """Whether token i is a dash."""
        return 0 <= i < len(self.raw) and self.raw[i] in _DASHES

    def is_adverb(self, i: int) -> bool:
        """Whether token i is an adverb that may stand within a verb group."""
        low = self.low[i]
        return low in self.adverbs or (
            bool(self.adverb_endings)
            and len(low) > 4
            and low.endswith(self.adverb_endings)
            and self.raw[i][0].islower()
            and low not in self.not_adverbs
        )

    def abbreviating_point(self, i: int) -> bool:
        """Whether token i is the point of an initial or of an abbreviated title."""
        return (
            self.raw[i] == "."
            and i > 0
            and len(self.raw[i - 1]) <= 4
            and self.is_name(i - 1)
            and self.starts[i] == self.ends[i - 1]
        )


_SETS = (  # the pack's word lists that become attributes of Words
    *("determiners", "possessives", "prepositions", "noun_prepositions", "conjunctions", "subordinators", "pronouns"),
    *("subject_pronouns", "object_pronouns", "auxiliaries", "adverbs", "verbs", "times", "relative", "appositions"),
    *("that", "wh", "breaks", "fillers", "be", "clause_breaks", "circumstances", "not_continued"),
    *("infinitive_marks", "not_verbs", "not_adverbs"),
)

_ENDINGS = (  # those that are asked of the beginnings and ends of words
    *("finite_endings", "noun_endings", "adverb_endings", "gerund_endings", "infinitive_endings", "that_prefixes"),
)


@lru_cache(maxsize=32)
def _lists_of(language: str) -> dict[str, frozenset[str] | tuple[str, ...]]:
    """The word lists of a pack as they are asked of every text."""
    lexicon = lexicon_for(language)
    return {
        **{name: lexicon.words(name) for name in _SETS},
        **{name: tuple(sorted(lexicon.words(name))) for name in _ENDINGS},
        "citing_first": frozenset(phrase.split()[0] for phrase in lexicon.words("citing")),
    }


def _pieces(lo: int, hi: int, paragraph: int) -> list[tuple[int, int, int]]:
    """A sentence, or the pieces of one so long that it is none (a text without points)."""
    return [(a, min(a + _LONGEST, hi), paragraph) for a in range(lo, hi, _LONGEST)] or [(lo, hi, paragraph)]


def _holds_name(text: str, q: Quotation) -> bool:
    """Whether marks hold a name, as they do in Russian and German («Норд-Пресс»), and no words that were said."""
    if q.mark not in "«„" or not q.closed or q.inner_end - q.inner_start > 40:
        return False
    words = text[q.inner_start : q.inner_end].split()
    if not 0 < len(words) <= 4 or not words[0][:1].isupper() or not words[-1][-1:].isalnum():
        return False
    after = text[q.end : q.end + 4].lstrip(" ,")[:1]
    before = text[max(0, q.start - 2) : q.start].strip()
    return after not in _DASHES and before != ":"


def _numbered(starts: list[int], ranges: list[tuple[int, int]]) -> list[int]:
    """For every token the number of the range that holds it, or -1; the ranges are sorted and apart."""
    out = [-1] * len(starts)
    for n, (a, b) in enumerate(ranges):
        for i in range(bisect_left(starts, a), bisect_left(starts, b)):
            out[i] = n
    return out


def finite(words: Words, i: int) -> bool:
    """Whether token i is surely a finite verb: an auxiliary, a common irregular past, or a cue's third person or past.

    After a determiner, possessive or adjective-like word a form such as "reports" is taken for a noun.
    """
    low = words.low[i]
    if low in words.verbs:
        return True
    if words.finite_endings and len(low) > 4 and low.endswith(words.finite_endings) and words.raw[i][0].islower():
        return low not in words.not_verbs and not (words.noun_endings and low.endswith(words.noun_endings))
    for cue in words.lexicon.by_first.get(low, ()):
        if (
            cue.sort == "verb"
            and len(cue.words) == 1
            and cue.form in ("past", "third", "fin")
            and words.raw[i][0].islower()
        ):
            before = words.low[i - 1] if i else ""
            if (
                before in words.determiners
                or before in words.prepositions
                or before.endswith(("'s", "’s"))
                or before in words.possessives
            ):
                return False
            return cue.form != "past" or not _participle_use(words, i)
    return False


def _participle_use(words: Words, i: int) -> bool:
    """A past form followed by "by" or "as" is no finite verb of this clause ("a report published by")."""
    return i + 1 < len(words.low) and words.low[i + 1] in ("by",)


def clause_has_verb(words: Words, a: int, b: int) -> bool:
    """Whether there is a sign of a finite verb among tokens a to b."""
    return any(
        finite(words, i) or (words.low[i].endswith("ed") and words.raw[i][0].islower())
        for i in range(a, min(b, a + 60))
    )


def subject_left(words: Words, v: int, lo: int) -> tuple[int, int] | None:
    """The subject that ends just before token v, with its apposition or relative clause, or None."""
    found = _subject_before(words, v, lo)
    return _after_formula(words, *found) if found is not None else None


def _after_formula(words: Words, a: int, b: int) -> tuple[int, int]:
    """Of "according to the report", "was seen by Lund" (before ", who calls it a wreck") the report and Lund."""
    for k in range(a, min(b - 1, a + 3)):
        for cue in words.lexicon.by_first.get(words.low[k], ()):
            n = len(cue.words)
            if 1 < n < b - k and cue.sort == "preposition" and tuple(words.low[k : k + n]) == cue.words:
                return k + n, b
    if b - a > 2 and words.low[a + 1] in words.lexicon.words("agent_by") and words.low[a].endswith("ed") and a:
        return (a + 2, b) if words.low[a - 1] in words.be or words.is_adverb(a - 1) else (a, b)
    return a, b


def _subject_before(words: Words, v: int, lo: int) -> tuple[int, int] | None:
    j = v - 1
    if j < lo:
        return None
    low = words.low[j]
    if low in words.relative and j > lo:
        k = j - 1
        if words.raw[k] == "," and k > lo:
            k -= 1
        elif low == "that" and words.lexicon.language == "en" and _is_cue(words, k):
            return None
        return noun_phrase(words, k, lo) or _object_of_preposition(words, k, lo)
    if words.raw[j] in ",)" or words.is_dash(j):
        return _with_apposition(words, j, lo)
    return _with_relative_clause(words, j, lo) or noun_phrase(words, j, lo)


_RELATIVE_REACH = 14
"""Words between "who" and the verb of the main clause: a longer relative clause stands between commas."""


def _with_relative_clause(words: Words, j: int, lo: int) -> tuple[int, int] | None:
    """ "Two cooks who were asked by the Gazette", which ends at token j: the noun before "who", with its clause.

    A finite verb must stand in the clause; else "who" is the subject that was asked for.
    """
    if words.low[j] in words.conjunctions:
        return None
    for k in range(j, max(lo, j - _RELATIVE_REACH), -1):
        low = words.low[k]
        if not words.is_word(k) or low in words.that:
            return None
        if low in words.relative:
            if k > j - 3 or not any(finite(words, x) or words.low[x] in words.auxiliaries for x in (k + 1, k + 2)):
                return None
            before = noun_phrase(words, k - 1, lo)
            return (before[0], j + 1) if before is not None else None
    return None


def _object_of_preposition(words: Words, k: int, lo: int) -> tuple[int, int] | None:
    """The noun phrase that ends at token k and stands after a preposition ("heard from a cook, who said").

    Of "from a cook of the inn" it is the cook: prepositions that join nouns are gone past.
    """
    first = None
    for p in range(k - 1, max(lo, k - 8) - 1, -1):
        if not words.is_word(p) or finite(words, p):
            break
        if words.low[p] in words.prepositions:
            first = p + 1
            if words.low[p] not in words.noun_prepositions:
                break
    return (first, k + 1) if first is not None else None


def _is_cue(words: Words, i: int) -> bool:
    return any(c.sort == "verb" for c in words.lexicon.by_first.get(words.low[i], ()))


def _with_apposition(words: Words, j: int, lo: int) -> tuple[int, int] | None:
    """The noun phrase before ", a spokeswoman for X," or "(born 1950)" that ends at token j."""
    closing = words.raw[j]
    opening = "(" if closing == ")" else closing
    k = j - 1
    bound = max(lo, j - _WINDOW)
    while k >= bound and words.raw[k] != opening:
        if words.is_mark(k) and words.mark[k] < 0:
            return None
        k -= 1
    if k <= lo or k < bound or words.raw[k] != opening:
        return None
    if closing != ")" and not _is_apposition(words, k + 1, j):
        return None
    if words.raw[k - 1] == "," and closing == ")":
        return None
    end = k - 1
    np = noun_phrase(words, end, lo)
    if np is None and closing == ",":
        return None
    return (np[0], j) if np and words.low[np[0]] not in words.subject_pronouns else None


def _is_apposition(words: Words, a: int, b: int) -> bool:
    if a >= b:
        return False
    low = words.low[a]
    if low in words.relative or low in words.appositions:
        return True
    if any(words.low[i] in words.subject_pronouns for i in range(a, b)):
        return False
    if low in words.determiners or low.endswith(("'s", "’s")) or low.isdigit():
        return not any(finite(words, i) for i in range(a, b)) or any(
            words.low[i] in words.relative for i in range(a, b)
        )
    if low in words.prepositions:
        before = words.low[a - 2] if a > 1 else ""
        return before not in words.times and not any(finite(words, i) for i in range(a, b))
    if words.is_name(a):
        return not any(finite(words, i) for i in range(a, b))
    return not any(finite(words, i) for i in range(a, b)) and b - a <= 14 and not words.is_adverb(a)


def noun_phrase(words: Words, j: int, lo: int) -> tuple[int, int] | None:
    """The noun phrase that ends with token j, as [start, end), or None."""
    if j < lo or not (words.is_word(j) or words.is_mark(j) or words.abbreviating_point(j)):
        return None
    if words.low[j] in words.subject_pronouns:
        return j, j + 1
    i = j
    bound = max(lo, j - _WINDOW)
    while i >= bound and not _ends_phrase(words, i, j, bound):
        i -= 1
    start = _trim_front(words, i + 1, j)
    if start is None:
        return None
    return start, j + 1


def _ends_phrase(words: Words, i: int, j: int, lo: int) -> bool:
    """Whether token i lies before the noun phrase that ends at j."""
    low = words.low[i]
    if words.is_mark(i):
        n = words.mark[i]
        if n < 0 and i < j and words.raw[i] in "'’":
            return False
        return n < 0 or words.text[words.quotations[n].inner_end - 1] in ",.!?…" or _long_quotation(words, n)
    if not words.is_word(i):
        return not (i < j and words.abbreviating_point(i)) and words.raw[i] not in "-&/№"
    if low in words.conjunctions:
        return not _joins_nouns(words, i, lo)
    if i < j and low in words.subject_pronouns:
        return True
    if low in words.subordinators and low not in words.noun_prepositions:
        return True
    return finite(words, i) or (i == j and words.is_adverb(i))


def _long_quotation(words: Words, n: int) -> bool:
    q = words.quotations[n]
    return q.inner_end - q.inner_start > 40 or not q.closed


def _joins_nouns(words: Words, i: int, lo: int) -> bool:
    """Whether "and" at i joins two noun phrases: no verb on its left up to the clause's beginning."""
    if i <= lo or not words.is_word(i - 1):
        return False
    k = i - 1
    while k >= lo and (words.is_word(k) or words.abbreviating_point(k)):
        low = words.low[k]
        if finite(words, k) or low in words.subject_pronouns or low.endswith("ed"):
            return False
        if low in words.subordinators and low not in words.prepositions:
            return k == lo or True
        k -= 1
    return k < lo or words.raw[k] in ',:;“"«' or words.is_mark(k) or words.is_dash(k)


def _trim_front(words: Words, start: int, j: int) -> int | None:
    """The start of the last noun phrase of tokens start to j, without what belongs to the clause before it."""
    s = start
    for p in range(start + 1, j + 1):
        low, before = words.low[p], words.low[p - 1]
        if low in words.determiners and low != "that" and not words.is_name(p):
            if (
                before not in words.prepositions
                and before not in words.conjunctions
                and before not in words.determiners
            ):
                s = p
        elif words.is_name(p) and before in words.times and before not in ("may", "march"):
            s = p
    while s <= j and (_droppable(words, s) or _leads_in(words, s, j)):
        s += 1
    if s <= j and words.low[s] in words.prepositions:
        s = _after_preposition(words, s, j)
    return s if s <= j and words.low[j] not in words.prepositions else None


def _leads_in(words: Words, s: int, j: int) -> bool:
    """Whether token s belongs to "об этом" before a subject."""
    lead_ins = words.lexicon.words("lead_ins")
    if words.low[s] not in lead_ins:
        return False
    return (s < j and words.low[s + 1] in lead_ins) or (s > 0 and words.low[s - 1] in lead_ins)


def _droppable(words: Words, s: int) -> bool:
    low = words.low[s]
    return (
        low in words.conjunctions
        or low in words.times
        or low in words.adverbs
        or low in words.fillers
        or (low in words.subordinators and low not in words.prepositions)
        or words.is_adverb(s)
        or (
            bool(words.adverb_endings)
            and low.endswith(words.adverb_endings)
            and len(low) > 5
            and low not in words.not_adverbs
        )
        or not (words.is_word(s) or words.is_mark(s))
        or words.raw[s] in "-/"
    )


def _after_preposition(words: Words, s: int, j: int) -> int:
    """Where the subject begins after an opening "At the meeting": the last run of capitals, or the last word."""
    best = None
    for p in range(s + 2, j + 1):
        low, before = words.low[p], words.low[p - 1]
        if before in words.prepositions or before in words.conjunctions:
            continue
        if (
            low in words.determiners
            or low in words.pronouns
            or (words.is_mark(p - 1) and words.mark[p - 1] in words.named and words.is_word(p) and words.mark[p] < 0)
        ):
            best = p + 1 if low in words.lexicon.words("recordings") and p < j else p
        elif (
            words.is_name(p)
            and not words.is_name(p - 1)
            and before not in words.determiners
            and words.raw[p - 1] != "."
        ):
            marked = words.is_mark(p - 1) and words.mark[p - 1] in words.named
            best = (p - 1 if marked else p) if best is None else best
    if best is not None:
        return best
    return j if j > s + 1 and words.raw[j][0].islower() and words.is_name(j - 1) else j + 1


def subject_right(words: Words, i: int, hi: int) -> tuple[int, int] | None:
    """The subject that begins with token i after an inverted cue ("said Lund, a teacher"), or None."""
    if i >= hi or not (words.is_word(i) or words.is_mark(i)):
        return None
    low = words.low[i]
    if low in words.subject_pronouns:
        return i, i + 1
    if not _begins_subject(words, i):
        return None
    k, bound = i, min(hi, i + _WINDOW)
    while k < bound and not _stops_subject(words, k, i):
        k += 1
    while k > i and words.raw[k - 1] == "." and not words.abbreviating_point(k - 1):
        k -= 1
    if k == i:
        return None
    return i, _apposition_end(words, k, hi)


def _begins_subject(words: Words, i: int) -> bool:
    low = words.low[i]
    if words.is_name(i) or low in words.determiners or words.is_mark(i):
        return not words.is_that(i) and low not in words.times
    if (
        low in words.prepositions
        or low in words.conjunctions
        or low in words.subordinators
        or low in words.object_pronouns
    ):
        return False
    return not (words.is_adverb(i) or low in words.times or low in words.auxiliaries or words.is_participle(i))


def _stops_subject(words: Words, k: int, first: int) -> bool:
    low = words.low[k]
    if words.is_mark(k):
        n = words.mark[k]
        if n < 0 and k > first and words.raw[k] in "'’" and words.is_word(k + 1):
            return False
        return n < 0 or _long_quotation(words, n)
    if not words.is_word(k):
        return not words.abbreviating_point(k) and words.raw[k] not in "&-/№"
    if low in words.conjunctions:
        return not (
            k + 1 < len(words.low)
            and (words.is_name(k + 1) or words.low[k + 1] in words.determiners)
            and low not in words.clause_breaks
        )
    if low in words.prepositions:
        return _ends_at_preposition(words, k, first)
    return k > first and (
        low in words.times
        or low in words.subordinators
        or low in words.adverbs
        or finite(words, k)
        or low in words.object_pronouns
        or low in words.subject_pronouns
        or (words.is_adverb(k))
    )


def _ends_at_preposition(words: Words, k: int, first: int) -> bool:
    """Whether a preposition begins a circumstance ("said Lund in an interview") and not a part of the name."""
    low = words.low[k]
    if low not in words.noun_prepositions or k + 1 >= len(words.low):
        return True
    if low in words.circumstances and not _lower_noun(words, k, first):
        return True
    return words.low[k + 1] in words.times or (
        low in words.circumstances and words.low[k + 1] in words.lexicon.words("indefinite")
    )


def _lower_noun(words: Words, k: int, first: int) -> bool:
    return words.raw[k - 1][0].islower() and k - 1 > first


def _apposition_end(words: Words, k: int, hi: int) -> int:
    """The end of ", a teacher from Tarn" after a subject that ends before token k, else k."""
    if k + 1 >= hi or words.raw[k] != ",":
        return k
    a = k + 1
    low = words.low[a]
    related = low in words.relative or (low in words.prepositions and a + 1 < hi and words.low[a + 1] in words.relative)
    if not related and not _begins_apposition(words, a):
        return k
    e = a
    bound = min(hi, a + 25)
    while e < bound and words.raw[e] not in ",;:" and (related or not words.is_mark(e)) and not words.is_dash(e):
        if words.raw[e] == "." and not words.abbreviating_point(e):
            break
        if e > a and not related and (words.low[e] in ("as", "when", "after", "while") or words.low[e] in words.times):
            break
        if not related and (finite(words, e) or words.low[e] in words.subject_pronouns):
            return k
        e += 1
    return e


def _begins_apposition(words: Words, a: int) -> bool:
    """Whether token a can begin an apposition: a determiner, a number, a noun written small."""
    low = words.low[a]
    if words.is_name(a):
        return low in words.determiners
    if low in words.determiners or low in words.appositions or low.isdigit():
        return True
    apart = words.prepositions | words.conjunctions | words.subordinators | words.times | words.subject_pronouns
    return (
        words.raw[a][0].islower()
        and low not in apart
        and not words.is_adverb(a)
        and not words.is_participle(a)
        and not finite(words, a)
    )


def last_sentence_token(words: Words, lo: int, hi: int) -> int:
    """The end of a sentence's words without its closing signs."""
    while hi > lo and words.raw[hi - 1] in ".!?…":
        hi -= 1
    return hi


def sentence_of(words: Words, i: int) -> int:
    """The number of the sentence that holds token i."""
    firsts = words.__dict__.get("_firsts")
    if firsts is None:
        firsts = words.__dict__["_firsts"] = [s[0] for s in words.sentences]
    return bisect_right(firsts, i) - 1


def cue_at(words: Words, i: int, hi: int) -> tuple[Cue, ...]:
    """The cues whose words stand at token i, longest first."""
    found = words.lexicon.by_first.get(words.low[i])
    if not found:
        return ()
    fits = tuple(c for c in found if len(c.words) == 1 or (i + len(c.words) <= hi and _follows(words, i, c.words)))
    if any(c.particle for c in fits):
        fits = tuple(c for c in fits if c.particle is None or particle_at(words, c, i, hi) is not None)
    return fits


def particle_at(words: Words, cue: Cue, i: int, hi: int) -> int | None:
    """Where the particle of a cue at token i stands: before a sign or the sentence's end, within 25 words."""
    for k in range(i + 1, min(hi, i + 25)):
        if words.low[k] == cue.particle and (k + 1 >= hi or not words.is_word(k + 1)):
            return k
    return None


def _follows(words: Words, i: int, wanted: tuple[str, ...]) -> bool:
    return all(words.low[i + n] == w for n, w in enumerate(wanted))


def singular(words: Words, v: int) -> bool:
    """Whether the noun phrase before token v begins with "a", "an", "this", "each" or "every"."""
    for k in range(v - 1, max(-1, v - 7), -1):
        if words.low[k] in ("a", "an", "this", "each", "every"):
            return True
        if not words.is_word(k) or finite(words, k):
            return False
        if words.low[k] in words.prepositions or words.low[k] in words.subordinators:
            return False
    return False

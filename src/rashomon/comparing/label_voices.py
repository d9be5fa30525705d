"""In whose voice a place of an account stands: the outlet's own, or that of the innermost speaker around it."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate

from ..language.names import NameData, is_acronym, name_data
from ..language.packs import base_language
from ..language.quotations import Quotation, quotations
from ..model.findings import Account
from ..model.readings import Attribution
from ..reading.figure_speakers import TELLING
from .clauses import has_verb
from .vocabulary import vocabulary
from .wordings import compared_words

Voice = tuple[str, str | None]
OWN: Voice = ("own", None)

_SPEAKING_KINDS = frozenset(("person", "body", "group", "publication", "place"))
_WORD = re.compile(r"[^\W_]+(?:[.'’-][^\W_]+)*")
_LONGEST = 10
"""Words of a speaker's description; what is longer is a clause and nobody."""


class Voices:
    """The voices of one account."""

    def __init__(self, account: Account) -> None:
        self._quotes: tuple[Quotation, ...] = quotations(account.item.text, account.reading.language)
        self._quote_starts = [q.start for q in self._quotes]
        self._text, self._body_start = account.item.text, account.item.body_start
        self.vocabulary = vocabulary(base_language(account.reading.language))
        self._data = name_data(account.item.language)
        self._kinds = {e.entity: e.kind for e in account.reading.entities}
        self._able = {a.attribution_id for a in account.reading.attributions if self._is_somebody(a)}
        self._told = {a.attribution_id for a in account.reading.attributions if self._tells(a)}
        spans = [(c.start, c.end, a) for a in account.reading.attributions for c in a.content]
        self._spans = sorted(spans, key=lambda s: (s[0], -s[1]))
        self._starts = [s[0] for s in self._spans]
        self._reach = list(accumulate((s[1] for s in self._spans), max))

    def at(self, start: int, end: int, *, added: bool = False) -> Voice:
        """`own`, or `quoted` with its speaker, who is None where it cannot be told who is quoted.

        What is `added` to reported words (“the mayor, a Democrat,”) is the outlet's where no marks stand around it.
        """
        marked = self._is_marked(start, end)
        inner: tuple[int, Attribution] | None = None
        k = bisect_right(self._starts, start) - 1
        while k >= 0 and self._reach[k] >= end:
            begin, stop, attribution = self._spans[k]
            closer = end <= stop and (inner is None or stop - begin < inner[0])
            if closer and (marked or (not added and self._reports(attribution, begin, start))):
                inner = (stop - begin, attribution)
            k -= 1
        if inner is None:
            return OWN
        return ("quoted", inner[1].speaker if inner[1].attribution_id in self._able else None)

    def _is_marked(self, start: int, end: int) -> bool:
        k = bisect_right(self._quote_starts, start) - 1
        return k >= 0 and end <= self._quotes[k].end

    def _reports(self, attribution: Attribution, begin: int, start: int) -> bool:
        """Whether words without marks are the speaker's: a clause that is told, in its paragraph, not in a headline."""
        if attribution.attribution_id not in self._told or start < self._body_start:
            return False
        return attribution.kind == "direct" or "\n" not in self._text[begin:start]

    def _tells(self, attribution: Attribution) -> bool:
        """Whether the content is a clause that somebody states.

        "She refused to sell her old mill", "the mayor announced a ban": the choice of words is the outlet's.
        """
        if attribution.kind == "direct":
            return True
        told = attribution.cue_class is None or attribution.cue_class in TELLING
        if attribution.negated or not told or attribution.attribution_id not in self._able:
            return False
        return not self.vocabulary.finite or any(
            self._is_clause(c.start, c.end, opened=attribution.cue_class is None) for c in attribution.content
        )

    def _is_clause(self, start: int, end: int, *, opened: bool) -> bool:
        """Whether a content is a clause and no thing or deed; without a known cue only one with “that” before it."""
        words = compared_words(self._text, self.vocabulary, start=start, end=end)
        if not words or words[0].norm in self.vocabulary.fragment:
            return False
        return words[0].norm in self.vocabulary.opening or (not opened and has_verb(self._text, words, self.vocabulary))

    def _is_somebody(self, attribution: Attribution) -> bool:
        """Whether the speaker is a person or body, and no document, deed or clause."""
        if attribution.entity is not None and self._kinds.get(attribution.entity) in _SPEAKING_KINDS:
            return True
        return attribution.speaker is not None and _names_somebody(
            attribution.speaker, self._data, self.vocabulary.finite
        )


def _names_somebody(speaker: str, data: NameData, finite: frozenset[str]) -> bool:
    """Whether words stand for a person or body: a name, or a noun for people or bodies among them, and no verb.

    >>> en = name_data("en")
    >>> [_names_somebody(s, en, frozenset()) for s in ("two of the officials", "Lee and Dunn", "a court filing")]
    [True, True, False]
    """
    words = _WORD.findall(speaker)
    lows = [w.lower() for w in words]
    if not words or len(words) > _LONGEST or any(w in finite or w.endswith("ing") for w in lows):
        return False
    last = lows[-1]
    known = any(w in data.roles or w in data.groups or w.rstrip("s") in data.roles for w in lows)
    return (
        known
        or last in data.bodies
        or all(w[0].isupper() or is_acronym(w) or low in data.function for w, low in zip(words, lows, strict=True))
    )

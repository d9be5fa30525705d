"""Who gives a number without a word of saying: "the service raised the number of dead to seven".

The verb makes its subject the one who says the number. Whether somebody raises a toll or a fare is told by the object:
a fare is raised by a deed, a number, toll or count only by saying another one.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from ..model.readings import Entity, Mention
from .figure_grammar import FigureGrammar
from .figure_records import Numeral
from .figure_subjects import before_modifiers, group_start
from .lexemes import Lexed

_REACH = 16
"""Words before the number within which its verb is looked for. (Our choice.)"""
_BETWEEN = 4
"""Words between a subject and its verb: auxiliaries, adverbs, "on Thursday"."""


class Tellers:
    """The mentions of a text, among which the subject of a verb is found."""

    def __init__(self, lexed: Lexed, grammar: FigureGrammar, mentions: Sequence[Mention], entities: Sequence[Entity]):
        self.lexed, self.grammar = lexed, grammar
        self.mentions = sorted(mentions, key=lambda m: (m.start, -m.end))
        self.starts = [m.start for m in self.mentions]
        self.names = {e.entity: e.name for e in entities}

    def of(self, numeral: Numeral, first: int) -> str | None:
        """Who gives a number by a verb that tells it, or null; `first` is the first word of its sentence."""
        verb = self._verb(numeral, first) if self.mentions else None
        if verb is None:
            return None
        return self._before(verb, first) or (self._after(verb) if self.grammar.settings.get("verb_second") else None)

    def kind(self, start: int) -> str | None:
        """What sort of thing the mention that begins at a place is, where that is known."""
        n = bisect_left(self.starts, start)
        return self.mentions[n].kind if n < len(self.starts) and self.starts[n] == start else None

    def owner(self, numeral: Numeral, first: int) -> str | None:
        """Whose figure it is: the subject of "repeated its figure of 11"."""
        at = before_modifiers(self.lexed, numeral) - 3
        if at - 1 <= first or not self.mentions or self.lexed.words[at] not in self.grammar.own:
            return None
        return self._before(at - 1, first)

    def _verb(self, numeral: Numeral, first: int) -> int | None:
        """The verb that makes its subject the teller: "counted 40", "put the cost at 40", "raised the toll to 40"."""
        lexed, grammar = self.lexed, self.grammar
        at = before_modifiers(lexed, numeral)
        if at <= first:
            return None
        if lexed.words[at - 1] in grammar.counters:
            return at - 1
        if lexed.words[at - 1] not in grammar.steps and not _ends_in_step(lexed, grammar, at):
            return None
        number = False
        for i in range(at - 1, max(first, at - _REACH) - 1, -1):
            word = lexed.words[i]
            if lexed.codes[i] in "089" or lexed.codes[i] in "dkynwx":
                return None
            if word in grammar.reckoners or (number and word in grammar.tellers):
                return i
            number = number or word in grammar.number_nouns
        return None

    def _before(self, verb: int, first: int) -> str | None:
        """The subject right before a verb, left of what only says where ("the service in Harbour City")."""
        lexed = self.lexed
        end = verb
        while end > first and verb - end < _BETWEEN and self._is_between(end - 1):
            end -= 1
        behind_mark = lexed.words[end - 1 : end] == [","] or lexed.words[end : end + 1] == [","]
        for turn in range(3):
            mention = self._ending(lexed.ends[end - 1]) if end > first else None
            if mention is None or mention.start < lexed.starts[first]:
                return None if turn or behind_mark else self._as_written(end, first)
            if behind_mark and mention.entity is None:
                return None
            at = bisect_left(lexed.starts, mention.start)
            before = self._past_determiners(at - 1, first)
            if not self._goes_on(at) and (before < first or not self._goes_on(before)):
                return self._name(mention)
            end = at if self._goes_on(at) else before
        return None

    def _past_determiners(self, i: int, first: int) -> int:
        while i >= first and self.lexed.words[i] in self.grammar.determiners:
            i -= 1
        return i

    def _goes_on(self, i: int) -> bool:
        """Whether a word ties what follows to a noun before it."""
        return self.lexed.words[i] in self.grammar.prepositions or self.lexed.codes[i] == "g"

    def _name(self, mention: Mention) -> str | None:
        if mention.form == "pronoun" and mention.entity is None:
            return None
        name = mention.text if mention.entity is None else self.names.get(mention.entity, mention.text)
        first, _, rest = name.partition(" ")
        return rest if rest and mention.form != "name" and first.lower() in self.grammar.determiners else name

    def _as_written(self, end: int, first: int) -> str | None:
        """The noun group that ends at a place, where its head is a body or a person ("the rescue service")."""
        start = group_start(self.lexed, first, end)
        if start >= end or not any(self._is_head(word) for word in self.lexed.words[start:end]):
            return None
        before = self._past_determiners(start - 1, first)
        if before >= first and self._goes_on(before):
            return None
        return self.lexed.text[self.lexed.starts[start] : self.lexed.ends[end - 1]]

    def _is_head(self, word: str) -> bool:
        return word in self.grammar.heads or word.endswith(self.grammar.compound_heads)

    def _after(self, verb: int) -> str | None:
        """The subject right behind a verb, in languages whose verb stands second."""
        lexed = self.lexed
        at = verb + 1
        while at < len(lexed.words) and lexed.words[at] in self.grammar.determiners:
            at += 1
        if at >= len(lexed.words) or lexed.words[at] in self.grammar.number_nouns:
            return None
        n = bisect_right(self.starts, lexed.starts[at]) - 1
        if n >= 0 and self.mentions[n].start >= lexed.starts[verb + 1]:
            return self._name(self.mentions[n])
        return lexed.text[lexed.starts[at] : lexed.ends[at]] if self._is_head(lexed.words[at]) else None

    def _is_between(self, i: int) -> bool:
        """Whether a word stands between subject and verb: an auxiliary, an adverb."""
        grammar, word = self.grammar, self.lexed.words[i]
        return word in grammar.auxiliaries or word == "," or word.endswith(grammar.adverb_ends)

    def _ending(self, end: int) -> Mention | None:
        """The longest mention that ends at a place."""
        n = bisect_right(self.starts, end) - 1
        near = [m for m in self.mentions[max(0, n - 6) : n + 1] if m.end == end]
        return near[0] if near else None


def _ends_in_step(lexed: Lexed, grammar: FigureGrammar, at: int) -> bool:
    """Whether the first word of a number holds the step: "raised to", "auf"."""
    return lexed.codes[at] in "TM" and lexed.words[at].rpartition(" ")[2] in grammar.steps

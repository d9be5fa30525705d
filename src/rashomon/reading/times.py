"""Expressions of time and their values.

Words become classes, the grammar finds expressions among them, and each is resolved against what the text gives: the
item's date, the last event's date, and the tense of the clause, which decides whether a bare weekday or month lies
before or after. What the item does not settle stays X.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from ..model.readings import Sentence, Time
from . import time_values as tv
from .lexemes import Lexed, lex
from .time_context import Anchor, Context, Found, Result
from .time_grammar import TimeGrammar, time_grammar
from .time_resolve import RESOLVERS
from .time_values import Value


def read_times(text: str, sentences: Sequence[Sentence], language: str, published: str | None) -> tuple[Time, ...]:
    """The times of a text, sorted by place; `published` (EDTF or null) is the anchor.

    >>> [t.timex for t in read_times("They met on Wednesday.", (), "en", "2022-01-05")]
    ['2022-01-05']
    """
    grammar = time_grammar(language)
    lexed = lex(text, grammar.lexicon)
    context = Context(lexed, grammar, anchor_of(published), Tenses(lexed, sentences, grammar))
    found: list[Time] = []
    at = 0
    while (match := _next_match(grammar, lexed.codes, at)) is not None:
        at = match.start() + 1
        for start, end, value in _resolve(context, match):
            context.remember(start, value)
            found.append(_time(lexed, start, end, value))
            at = max(at, end)
    return tuple(found)


def _next_match(grammar: TimeGrammar, codes: str, at: int) -> re.Match[str] | None:
    """The first match of a rule from a word on."""
    while (begin := grammar.start.search(codes, at)) is not None:
        at = begin.start()
        rules = grammar.by_first.get(codes[at])
        match: re.Match[str] | None = rules.match(codes, at) if rules is not None else None
        if match is not None:
            return match
        at += 1
    return None


def _resolve(context: Context, match: re.Match[str]) -> Result:
    """The values of a match; where its rule declines, those of the next rule that fits at the same word."""
    grammar, codes = context.grammar, context.lexed.codes
    number = int((match.lastgroup or "r0")[1:])
    end = match.end()
    for name, rule in [(grammar.rules[number][0], None), *grammar.rules[number + 1 :]]:
        if rule is not None:
            other = rule.match(codes, match.start())
            if other is None:
                continue
            end = other.end()
        try:
            result = RESOLVERS[name](context, Found(name, match.start(), end))
        except (OverflowError, ValueError):  # beyond the years 1 to 9999, where the calendar has no days
            continue
        if result:
            return result
    return []


def _time(lexed: Lexed, start: int, end: int, value: Value) -> Time:
    while end - start > 1 and lexed.codes[end - 1] in "01":
        end -= 1
    begin, stop = lexed.starts[start], lexed.ends[end - 1]
    return Time(begin, stop, lexed.text[begin:stop], value.type, value.edtf, value.timex, value.reason)


_PUBLISHED = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?:T(\d\d):(\d\d))?")


def anchor_of(published: str | None) -> Anchor | None:
    """The day and hour that an EDTF date gives, or null; a month or year alone gives its year, and no day."""
    m = _PUBLISHED.match(published or "")
    if not m or not m.group(3):
        return None
    date = tv.real_date(int(m.group(1)), int(m.group(2)), int(m.group(3)))
    return Anchor(date, int(m.group(4)) if m.group(4) else None) if date else None


class Tenses:
    """Tells whether the clause around a word speaks of the past or of what is to come."""

    def __init__(self, lexed: Lexed, sentences: Sequence[Sentence], grammar: TimeGrammar) -> None:
        self.lexed, self.grammar = lexed, grammar
        self.starts = [s.start for s in sentences]
        self.ends = [s.end for s in sentences]

    def at(self, start: int, end: int) -> str | None:
        """past, future or null, by the nearest verb of the sentence; what stands before counts as nearer."""
        low, high = self._bounds(start, end)
        best: tuple[float, str] | None = None
        for i in range(low, high):
            if start <= i < end:
                continue
            tense = self._tense(i)
            if tense is None:
                continue
            away = start - i if i < start else (i - end + 1) * 1.3
            between = self.lexed.codes[i:start] if i < start else self.lexed.codes[end:i]
            fronted = i > start - low <= 2 and i >= end
            away += (0 if fronted else 4) * between.count("1")
            if best is None or away < best[0]:
                best = (away, tense)
        return best[1] if best else None

    def _bounds(self, start: int, end: int) -> tuple[int, int]:
        lexed = self.lexed
        low, high = max(0, start - 30), min(len(lexed.words), end + 30)
        if self.starts:
            k = bisect_right(self.starts, lexed.starts[start]) - 1
            if k >= 0:
                low = max(low, bisect_right(lexed.starts, self.starts[k] - 1))
                high = min(high, bisect_right(lexed.starts, self.ends[k] - 1))
        return low, high

    def _tense(self, i: int) -> str | None:
        words, grammar = self.lexed.words, self.grammar
        word = words[i]
        if word in grammar.future or f"{word} {words[i + 1] if i + 1 < len(words) else ''}" in grammar.future:
            return "past" if any(w in grammar.past_perfect for w in words[max(0, i - 2) : i]) else "future"
        if word in grammar.past:
            return "past"
        if len(word) > 4 and word.isalpha():
            if grammar.future_ends and word.endswith(grammar.future_ends):
                return "future"
            untold = i > 0 and words[i - 1] in grammar.settings.get("untold_after", ())
            if grammar.past_ends and word.endswith(grammar.past_ends) and not untold:
                return "past"
        return None

"""Quantities: their value, unit, modifier, and what they count.

The grammar finds a number with its modifiers, signs and range; what stands around it then says whether it is a quantity
at all (and no model name, section number, score or date), what its unit is, what it counts and what happened to those.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

import msgspec

from ..model.ids import content_id
from ..model.readings import Entity, Figure, Mention, Sentence, Time
from ..model.spans import Span
from .figure_actions import actions_near
from .figure_grammar import TIME_UNITS, FigureGrammar, figure_grammar
from .figure_names import is_model, is_name
from .figure_parts import (
    conversion_after,
    counted_after,
    numeral_at,
    only_before_verb,
    open_after,
    special_at,
    unit_after,
)
from .figure_records import Counted, Numeral, Unit
from .figure_subjects import before_modifiers, is_led, subject_of
from .figure_tellers import Tellers
from .lexemes import Lexed, lex


def read_figures(
    item_id: str,
    text: str,
    sentences: Sequence[Sentence],
    times: Sequence[Time],
    language: str,
    published: str | None,
    *,
    mentions: Sequence[Mention] = (),
    entities: Sequence[Entity] = (),
) -> tuple[Figure, ...]:
    """The figures of a text, sorted by place; what lies within a date or time of day is no figure.

    Among the mentions are those found who give a number by a verb such as "counted"; nobody is without them.

    >>> [(f.low, f.high, f.counted) for f in read_figures("i", "At least 26 sailors were rescued.", (), (), "en", None)]
    [(26, None, 'sailors rescued')]
    """
    grammar = figure_grammar(language)
    lexed = lex(text, grammar.lexicon)
    tellers = Tellers(lexed, grammar, mentions, entities)
    reader = _Reader(item_id, lexed, grammar, _Places(sentences, times, lexed, grammar.as_of), tellers, published)
    found: list[Figure] = []
    at = 0
    while (match := grammar.pattern.search(lexed.codes, at)) is not None:
        figure, end = reader.read(match)
        if figure is not None:
            found.append(figure)
        at = max(end, match.start() + 1)
    return tuple(found)


_SUBJECTLESS = frozenset((*TIME_UNITS.values(), "rank", "ratio"))
"""Units that a subject is not counted in: "the strike was three days old"."""
_LISTED = 40
"""Code points between two counts of a list. (Our choice.)"""
_NO_PLACE = ("person", "body", "publication", "group")
_NEAR = 300
"""Code points between a count and the words that take it up again ("its figure of 11"). (Our choice.)"""
_BORES = ("caliber", "calibre", "gauge")


class _Places:
    """Where sentences end and which words dates take."""

    def __init__(
        self, sentences: Sequence[Sentence], times: Sequence[Time], lexed: Lexed, said: tuple[str, ...]
    ) -> None:
        dated = [t for t in times if t.type != "DURATION"]
        self.time_starts = [t.start for t in dated]
        self.time_ends = [t.end for t in dated]
        self.sentence_ends = [s.end for s in sentences]
        self.lexed = lexed
        self.stated = [
            (t.start, t.edtf) for t in dated if (t.edtf or "X")[0] != "X" and _as_of(lexed.text, t.start, said)
        ]

    def dated(self, start: int, end: int) -> bool:
        """Whether code points `[start, end)` meet a date, time of day or set."""
        i = bisect_right(self.time_starts, start) - 1
        if i >= 0 and self.time_ends[i] > start:
            return True
        return i + 1 < len(self.time_starts) and self.time_starts[i + 1] < end

    def as_of(self, start: int) -> str | None:
        """The day as of which the sentence around a place says that its numbers stand ("as of Friday"), or null."""
        if not self.stated:
            return None
        k = bisect_right(self.sentence_ends, start)
        begin = self.sentence_ends[k - 1] if k else 0
        end = self.sentence_ends[k] if k < len(self.sentence_ends) else len(self.lexed.text)
        i = bisect_left(self.stated, (begin, ""))
        return self.stated[i][1] if i < len(self.stated) and self.stated[i][0] < end else None

    def sentence_start(self, word: int) -> int:
        """The first word of the sentence of a word."""
        i = bisect_right(self.sentence_ends, self.lexed.starts[word])
        return bisect_left(self.lexed.starts, self.sentence_ends[i - 1]) if i else 0

    def sentence_end(self, word: int) -> int:
        """The first word after the sentence of a word."""
        start = self.lexed.starts[word]
        i = bisect_right(self.sentence_ends, start)
        if i >= len(self.sentence_ends):
            return len(self.lexed.words)
        return bisect_left(self.lexed.starts, self.sentence_ends[i])


def _as_of(text: str, start: int, said: tuple[str, ...]) -> bool:
    """Whether a time stands after "as of"."""
    return text[max(0, start - 12) : start].rstrip().lower().endswith(said)


class _Reader:
    """Turns one match into a figure, or declines it."""

    def __init__(
        self,
        item_id: str,
        lexed: Lexed,
        grammar: FigureGrammar,
        places: _Places,
        tellers: Tellers,
        published: str | None,
    ) -> None:
        self.item_id, self.lexed, self.grammar, self.places, self.tellers = item_id, lexed, grammar, places, tellers
        self.as_of = published[:10] if published else None
        self.last: Figure | None = None

    def read(self, match: re.Match[str]) -> tuple[Figure | None, int]:
        """The figure of a match, or null, and the word where to go on."""
        lexed, grammar = self.lexed, self.grammar
        numeral = numeral_at(lexed, grammar, match) if match.group("num") else special_at(lexed, grammar, match)
        if numeral is None:
            return None, match.end() if match.group("num") is None else match.start("num") + 1
        first, last = lexed.starts[numeral.start], lexed.ends[numeral.end - 1]
        if self.places.dated(first, last) or not is_quantity(lexed, grammar, numeral):
            return None, numeral.end
        numeral = only_before_verb(lexed, grammar, numeral)
        stop = self.places.sentence_end(numeral.start)
        if lexed.text[first].isupper() and is_name(
            lexed, numeral.start, self.places.sentence_start(numeral.start), stop
        ):
            return None, numeral.end
        if numeral.unit is None and numeral.sign is None and is_model(lexed, grammar, numeral.start, numeral.end):
            return None, numeral.end
        if numeral.unit == "person":
            return self._person(numeral, stop), numeral.end
        unit = Unit(numeral.unit, numeral.end) if numeral.unit else unit_after(lexed, grammar, numeral, stop)
        equals, after = conversion_after(lexed, grammar, unit.end, stop)
        counted = counted_after(lexed, grammar, numeral, unit, after, stop)
        numeral, after = open_after(lexed, grammar, numeral, max(unit.end, after))
        if not self._counts(numeral, unit, counted, stop):
            return None, numeral.end
        self.last = self._figure(numeral, unit.name, equals, counted, stop, after)
        return self.last, max(numeral.end, unit.end, after)

    def _person(self, numeral: Numeral, stop: int) -> Figure | None:
        """One person to whom something happened."""
        lexed = self.lexed
        last = next(i for i in range(numeral.end, stop) if lexed.words[i] in self.grammar.person)
        noun = lexed.text[lexed.starts[numeral.end] : lexed.ends[last]].lower()
        counted = Counted(noun, last + 1)
        plain = msgspec.structs.replace(numeral, unit=None)
        return self._figure(plain, None, None, counted, stop, counted.end)

    def _counts(self, numeral: Numeral, unit: Unit, counted: Counted, stop: int) -> bool:
        """Whether a number has what makes it a quantity: a unit, a modifier, a noun, an action, or a great size.

        "One" alone is as often a pronoun or an article, so it needs a person or an action.
        """
        lexed = self.lexed
        if self._is_set_phrase(numeral, unit, counted) or self._is_another(numeral, counted):
            return False
        if unit.name:
            return True
        one = (
            numeral.low == numeral.high == 1 and numeral.end - numeral.start == 1 and lexed.codes[numeral.start] == "w"
        )
        if one and counted.text is None:
            return False
        if lexed.codes[numeral.start] == "V" and not counted.text:
            return actions_near(lexed, self.grammar, numeral, counted, stop, None)[0] is not None
        if numeral.modifier or (counted.text and not one and not self._is_title(numeral, counted)):
            return True
        if counted.text is None and self._meant(numeral) is not None:
            return True
        bare_digits = numeral.end - numeral.start == 1 and lexed.words[numeral.start].isdecimal()
        if not one and (numeral.low or 0) >= 1000 and not bare_digits:
            return counted.text is None
        people = counted.text is not None and counted.text.split()[-1] in self.grammar.people
        return people or actions_near(lexed, self.grammar, numeral, counted, stop, None)[0] is not None

    def _is_set_phrase(self, numeral: Numeral, unit: Unit, counted: Counted) -> bool:
        """Words that count nothing: "two sides", "none of the money", "a 9 mm pistol"."""
        grammar, noun = self.grammar, (counted.text or "").split()
        last = noun[-1] if noun else ""
        if numeral.low == numeral.high == 0 and not self.lexed.words[numeral.start][0].isdigit():
            return bool(grammar.plural_ends) and not any(
                w.endswith(grammar.plural_ends) or w in grammar.people for w in noun
            )
        if last in grammar.weapons:
            return unit.name is not None or last in _BORES or noun[0] in _BORES
        words = self.lexed.words
        number = words[numeral.start]
        if " ".join(words[max(0, numeral.start - 1) : numeral.end]) in grammar.set_phrases:
            return True
        measured = " ".join(words[numeral.start : unit.end]) if unit.name else number
        return any(f"{measured} {word}" in grammar.set_phrases for word in (*noun[:1], last))

    def _is_another(self, numeral: Numeral, counted: Counted) -> bool:
        """Whether an ordinal tells of one more person ("a second official said"), which is no place in an order."""
        if numeral.unit != "rank" or self.lexed.codes[max(0, numeral.start - 1) : numeral.start] != "a":
            return False
        last = (counted.text or "").rpartition(" ")[2]
        return last in self.grammar.person or last in self.grammar.roles

    def _is_title(self, numeral: Numeral, counted: Counted) -> bool:
        """Bare digits before words that all have capitals: a serial number or a list number before a headline."""
        lexed = self.lexed
        if not lexed.words[numeral.end - 1].isdecimal() or numeral.modifier:
            return False
        noun = lexed.text[lexed.ends[numeral.end - 1] : lexed.ends[counted.end - 1]].split()
        return len(noun) > 1 and all(w[0].isupper() for w in noun) and not noun[-1].endswith("s")

    def _figure(
        self,
        numeral: Numeral,
        unit: str | None,
        equals: tuple[float, str] | None,
        counted: Counted,
        stop: int,
        after: int,
    ) -> Figure:
        lexed = self.lexed
        start, end = lexed.starts[numeral.begin], lexed.ends[max(counted.end, after) - 1]
        number = Span.of(lexed.text, lexed.starts[numeral.start], lexed.ends[numeral.end - 1])
        action, place = actions_near(lexed, self.grammar, numeral, counted, stop, unit, self._is_place)
        numeral, noun, action, teller = self._told(numeral, unit, counted, action)
        figure_id = content_id("f", self.item_id, number.start, number.end)
        return Figure(
            figure_id=figure_id, start=start, end=end, text=lexed.text[start:end],
            number=number, low=numeral.low, high=numeral.high, unit=unit, modifier=numeral.modifier, counted=noun,
            action=action, place=place, as_of=self.places.as_of(start) or self.as_of, equals=equals,
            speaker=teller, reason=numeral.reason,
        )  # fmt: skip

    def _is_place(self, start: int, end: int) -> bool:
        """Whether a name may be of a place: no month, nobody and no body."""
        return not self.places.dated(start, end) and self.tellers.kind(start) not in _NO_PLACE

    def _told(
        self, numeral: Numeral, unit: str | None, counted: Counted, action: str | None
    ) -> tuple[Numeral, str | None, str | None, str | None]:
        """The number as a verb before it tells it, what is counted, what happened to those, and who gives it."""
        lexed, grammar, noun = self.lexed, self.grammar, counted.text
        teller = None
        if noun is None and (before := self._meant(numeral)) is not None:
            owner = self.tellers.owner(numeral, self.places.sentence_start(numeral.start))
            return numeral, before.counted, before.action, owner
        if unit not in ("rank", "year") and is_led(lexed, grammar, numeral):
            first = self.places.sentence_start(numeral.start)
            teller = self.tellers.of(numeral, first)
            if teller and numeral.modifier in grammar.steps:  # "raised the number to seven", not "up to seven"
                whole = numeral.low if numeral.high is None else numeral.high
                numeral = msgspec.structs.replace(numeral, low=whole, high=whole, modifier=None)
            if noun is None and action is None and unit not in _SUBJECTLESS:
                noun = subject_of(lexed, grammar, numeral, first)
                action = next((grammar.actions[w] for w in (noun or "").split() if w in grammar.actions), None)
        if action and noun and not {action, *grammar.action_nouns} & set(noun.split()):
            noun = f"{noun} {action}"
        elif action and unit is None:
            noun = f"people {action}" if noun is None else noun
        return numeral, noun, action, teller

    def _is_listed(self, at: int, end: int) -> bool:
        """Whether a bare number goes on a list of counts by place."""
        codes, last = self.lexed.codes, self.last
        if last is None or last.counted is None or last.unit is not None or codes[end : end + 1] != "P":
            return False
        gap = self.lexed.text[last.end : self.lexed.starts[at]]
        return codes[at - 1 : at] in ("1", "&") and len(gap) < _LISTED and "." not in gap

    def _meant(self, numeral: Numeral) -> Figure | None:
        """The figure just before that counts the same: "the figure of 11", "40 boats in Harwell, 20 in Orr"."""
        at = before_modifiers(self.lexed, numeral)
        if self._is_listed(at, numeral.end):
            return self.last
        if at < 2 or self.lexed.codes[at - 1] != "g" or self.lexed.words[at - 2] not in self.grammar.number_nouns:
            return None
        last = self.last
        near = last is not None and self.lexed.starts[at] - last.end < _NEAR
        return last if near and last is not None and last.unit is None and last.counted else None


def is_quantity(lexed: Lexed, grammar: FigureGrammar, numeral: Numeral) -> bool:
    """Whether digits stand as a quantity: not glued to a name, a page, a score, a phone number or a year."""
    i, j = numeral.start, numeral.end
    codes, words = lexed.codes, lexed.words
    if numeral.unit and not words[i][0].isdigit():
        return True
    before = words[i - 1] if i else "\n"
    after = words[j] if j < len(words) else "\n"
    digits = words[i][0].isdigit()
    if after in grammar.address or (codes[j : j + 1] in "dkyn" and codes[j + 1 : j + 2] == "j"):
        return False
    if codes[i] in ":;=8" or (words[i].isdecimal() and len(words[i]) > 6):
        return False
    if "X" in codes[i:j] and numeral.sign is None:
        return False
    if before.strip(".") in grammar.labels or (before == "." and i > 1 and words[i - 2] in grammar.labels):
        return codes[i] in "V"
    if not digits:
        return _word_is_quantity(lexed, numeral)
    if _glued_before(lexed, i) or _glued_after(lexed, grammar, j):
        return False
    if codes[i] == "y" and j == i + 1 and numeral.modifier is None and numeral.sign is None:
        return (after in grammar.lexicon.values and codes[j] in "%CUK") or (
            1000 <= int(words[i]) < 1900 and codes[j : j + 1] == "z"
        )
    return not (before == "\n" and after in ".)")


def _word_is_quantity(lexed: Lexed, numeral: Numeral) -> bool:
    """ "One" counts only before a noun, and not in "one of", "one another", "no one"."""
    codes, words = lexed.codes, lexed.words
    i, j = numeral.start, numeral.end
    before = words[i - 1] if i else ""
    one = numeral.low == 1 == numeral.high and codes[i] == "w" and j == i + 1
    if one and (codes[j : j + 1] not in tuple("zKUC%2") or before in ("no", "any", "every", "this", "that")):
        return False
    return not (i and words[i - 1] == "-" and lexed.glued(i) and codes[i - 2 : i - 1] in ("z", ""))


def _glued_before(lexed: Lexed, i: int) -> bool:
    """Digits that hang on a letter, a slash, a dot or another number: Il-76, G7, 3/4, v2.1, 5-4."""
    if i == 0:
        return False
    mark = lexed.words[i - 1]
    if not lexed.glued(i):
        return mark in "#№@" if len(mark) == 1 else False
    if mark in "-‐‑–—/.:_@#&=~+*\\^":
        return mark not in "—" and not (mark in "–-" and lexed.codes[i - 2 : i - 1] in ("", "9"))
    return mark[-1].isalnum() and lexed.codes[i - 1] not in "SC"


def _glued_after(lexed: Lexed, grammar: FigureGrammar, j: int) -> bool:
    """Digits that run on into letters or marks: 5G, 3:0, 10/12, 555-0199, b.ru."""
    if j >= len(lexed.words) or not lexed.glued(j):
        return False
    mark, code = lexed.words[j], lexed.codes[j]
    if mark[0].isalpha():
        return code not in "%UCKVxA"
    if code == "5" and lexed.words[j + 1 : j + 2] == ["s"]:
        return True
    nxt = lexed.words[j + 1] if j + 1 < len(lexed.words) else ""
    if mark in "-‐‑/:_@&=+*\\–" and nxt and lexed.glued(j + 1):
        return mark not in "-‐‑" or nxt[0].isdigit()
    return False

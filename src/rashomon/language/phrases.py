"""Noun phrases around given nouns, without a tagger of parts of speech.

From the noun to the left as far as a determiner or as far as words reach that are known as modifiers: adjectives by
their ending or by the pack, compounds with a hyphen, names, participles and nouns between a determiner and the noun.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator

import msgspec

from .names import NameData
from .word_shapes import ADJECTIVE_END, Words

_GAP = re.compile(r"(?:['’]s?)? ?[“\"‘«]?|['’”\"»]+ |[“\"‘«]|-|\. ")
_OPENING = '“"‘«'
_NUMBER = re.compile(r"^[\d.,]+(?:st|nd|rd|th|-year-old|-\w+)?$")
_MAX_LEFT = 7
"""Words of a phrase before its head noun."""
_MAX_RIGHT = 4
"""Words of what follows it."""
_POINTS = ("mr", "mrs", "ms", "dr")


class Phrase(msgspec.Struct, frozen=True):
    """A noun phrase: `[start, end)` with its determiner, `[core, end)` without; `modifiers`, `head` in lower case."""

    start: int
    core: int
    end: int
    head: str
    modifiers: tuple[str, ...]
    article: str
    sentence: int


def determined_nouns(w: Words, data: NameData) -> Counter[str]:
    """Words that stand right between a determiner and the end of a phrase, with how often: nouns, in this text.

    >>> from .names import name_data
    >>> from .sentences import split_sentences
    >>> text = "The barge sank. They raised the barge in a storm."
    >>> sorted(determined_nouns(Words(text, split_sentences(text, "en")), name_data("en")).items())
    [('barge', 1), ('storm', 1)]
    """
    found: Counter[str] = Counter()
    for i in range(1, len(w)):
        low = w.lowers[i]
        if w.caps[i] or low in data.function or len(low) < 3 or not w.joined(i):
            continue
        before = w.lowers[i - 1]
        if (before in data.definite or before in ("a", "an") or before in data.possessive) and _ends_phrase(w, i, data):
            found[low] += 1
    return found


def _ends_phrase(w: Words, i: int, data: NameData) -> bool:
    return i + 1 >= len(w) or not w.joined(i + 1) or w.lowers[i + 1] in data.function


def noun_phrases(w: Words, data: NameData, wanted: Callable[[str], bool]) -> Iterator[Phrase]:
    """The phrases of a text whose head is a wanted noun, in reading order.

    >>> from .names import name_data
    >>> from .sentences import split_sentences
    >>> data, text = name_data("en"), "Angry dockers blocked the old harbour bridge."
    >>> w = Words(text, split_sentences(text, "en"))
    >>> [text[p.start : p.end] for p in noun_phrases(w, data, lambda low: low in ("dockers", "bridge"))]
    ['Angry dockers', 'the old harbour bridge']
    """
    for i in range(len(w)):
        low = w.lowers[i]
        if (
            not wanted(low)
            or (w.caps[i] and not w.initial[i] and not w.titled[i])
            or _qualifies_next(w, i, data, wanted)
        ):
            continue
        left, core = _left_edge(w, i, data, wanted)
        if left == i and _verb_like(w, i, data):
            continue
        last = _complement_end(w, i, data) if core == i else i
        yield Phrase(
            start=w.starts[left],
            core=w.starts[core],
            end=w.ends[last],
            head=low,
            modifiers=tuple(w.lowers[core:i]),
            article="" if core == left else _article(w.lowers[left], data),
            sentence=w.sentence[i],
        )


def _complement_end(w: Words, head: int, data: NameData) -> int:
    """The last word of the "of …" or "for …" that tells which one a bare noun is ("the list of questions")."""
    k = head + 1
    if k >= len(w) or not w.joined(k) or w.lowers[k] not in data.complementing:
        return head
    k += 1
    if (
        k < len(w)
        and w.joined(k)
        and (w.lowers[k] in data.definite or w.lowers[k] in data.indefinite or w.lowers[k] in data.possessive)
    ):
        k += 1
    begin = k
    while (
        k < len(w)
        and k - begin < _MAX_RIGHT
        and (k == begin or w.own[k - 1] or w.joined(k, _POINTS))
        and w.lowers[k] not in data.function
    ):
        k += 1
    return k - 1 if k > begin and w.sentence[k - 1] == w.sentence[head] else head


def _qualifies_next(w: Words, i: int, data: NameData, wanted: Callable[[str], bool]) -> bool:
    """Whether the noun only qualifies the next word ("harbour bridge")."""
    if i + 1 >= len(w) or not w.joined(i + 1):
        return False
    low = w.lowers[i + 1]
    if low in data.function or low in data.saying:
        return False
    return wanted(low) or low in data.roles or low in data.bodies or low in data.groups or low in data.events


def _article(low: str, data: NameData) -> str:
    return "definite" if low in data.definite else "possessive" if low in data.possessive else "indefinite"


def _verb_like(w: Words, i: int, data: NameData) -> bool:
    """Whether a bare word is rather a verb: after a pronoun, "to", a modal or "not"; before a determiner."""
    before = w.lowers[i - 1] if i and w.joined(i) else ""
    if before in data.pronouns or before in data.before_verbs:
        return True
    after = w.lowers[i + 1] if i + 1 < len(w) and w.joined(i + 1) else ""
    return after in data.definite or after in ("a", "an") or after in data.possessive or after in data.pronouns


def _left_edge(w: Words, head: int, data: NameData, wanted: Callable[[str], bool]) -> tuple[int, int]:
    """The phrase's first word and its first word after the determiner."""
    k = sure = head
    unknown, owner = 0, False
    while k > 0 and head - k < _MAX_LEFT and w.sentence[k - 1] == w.sentence[k]:
        gap = w.text[w.ends[k - 1] : w.starts[k]]
        low = w.lowers[k - 1]
        determines = low in data.definite or low in data.possessive or low in data.indefinite
        if not _GAP.fullmatch(gap) or (any(c in gap for c in _OPENING) and not determines):
            break
        if determines:
            return k - 1, k
        if low in data.function or low in data.saying or low in data.pronouns or low in data.locative:
            break
        capital = w.caps[k - 1] and not w.titled[k - 1] and not (w.initial[k - 1] and low in data.common)
        if owner and not (capital or low in data.roles or low in data.role_parts):
            break
        if not (capital or w.own[k - 1] or modifies(low, data) or wanted(low)):
            unknown += 1
            if unknown > 1 or (low.endswith("ing") and not _after_determiner(w, k - 1, data)):
                break
        owner = owner or w.own[k - 1]
        k -= 1
        sure = sure if unknown else k
    return sure, sure


def _after_determiner(w: Words, i: int, data: NameData) -> bool:
    low = w.lowers[i - 1] if i and w.joined(i) else ""
    return low in data.definite or low in data.indefinite or low in data.possessive


def modifies(low: str, data: NameData) -> bool:
    """Whether a lower-case word can be told to be a modifier by the pack, its ending or its hyphen."""
    return (
        low in data.evaluative
        or low in data.role_parts
        or low in data.body_words
        or low in data.roles
        or low in data.bodies
        or bool(ADJECTIVE_END.search(low))
        or "-" in low
        or bool(_NUMBER.match(low))
    )

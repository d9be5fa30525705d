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

_GAP = re.compile(r"(?:['’]s?)? ?[“\"‘«]?|['’”\"»]+ |[“\"‘«]|[-/]|\. ")
_OPENING = '“"‘«'
_NUMBER = re.compile(r"^[\d.,]+(?:st|nd|rd|th|-year-old|-\w+)?$")
_MAX_LEFT = 7
"""Words of a phrase before its head noun."""
_MAX_RIGHT = 5
"""Words of what follows it."""
_POINTS = ("mr", "mrs", "ms", "dr")


_SUPERLATIVE = 5
"""Letters of a word in -est that is longer than "rest" or "guest", and so an adjective."""


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
        if (left == i and _verb_like(w, i, data)) or (left < i and _does(w, i, data)):
            continue
        if left == i and low in data.alike and not _is_plural(low):
            left = core = _noun_before(w, i, data, wanted)
        between = i + 1 < len(w) and w.lowers[i + 1] == "between"
        last = _complement_end(w, i, data) if core == i or between else i
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
    """The last word of the "of …" or "for …" that tells which one a bare noun is ("the list of questions").

    Only a whole phrase is taken: names, or a noun with its modifiers, up to a mark or a word that ends it. A second
    noun may be a verb ("the release of the letters angered the mayor"), so that one is taken only before a mark.
    """
    if head + 1 >= len(w) or not w.joined(head + 1) or w.lowers[head + 1] not in data.complementing:
        return head
    begin = _behind_determiner(w, head + 2, data)
    k, nouns, sure = begin, 0, False
    while k < len(w) and k - begin < _MAX_RIGHT and w.joined(k, _POINTS):
        if w.lowers[k] in data.function:
            if not (k > begin and w.lowers[k] in data.joining and _joins_modifiers(w, k, data)):
                break
            k += 1
            continue
        if k > begin and not is_adjective(w.lowers[k - 1], data) and _starts_anew(w, k, nouns):
            sure = True
            break
        nouns += not (w.caps[k] or w.own[k] or w.lowers[k] in data.qualifying or is_adjective(w.lowers[k], data))
        k += 1
        if nouns and _is_plural(w.lowers[k - 1]) and not (w.own[k - 1] or w.lowers[k - 1] in data.mass):
            sure = k >= len(w) or w.lowers[k] not in data.joining
            break
    if k == begin or not _names_something(w, k - 1, head, data):
        return head
    if w.lowers[head + 1] == "between":
        return _second(w, k, data) or head
    return k - 1 if sure or _is_closed(w, k, data, whole=begin > head + 2, nouns=nouns) else head


def _joins_modifiers(w: Words, k: int, data: NameData) -> bool:
    """Whether "and" at a place joins what qualifies the noun after it: "private and business mail."."""
    return (
        k + 2 < len(w)
        and w.joined(k + 1)
        and w.joined(k + 2)
        and w.lowers[k + 2] not in data.function
        and (not w.caps[k + 2] and (w.caps[k - 1] or is_adjective(w.lowers[k - 1], data)) and not w.caps[k + 1])
        and _is_closed(w, k + 3, data, whole=True, nouns=0)
    )


def _starts_anew(w: Words, k: int, nouns: int) -> bool:
    """Whether a word behind a noun begins something else: what was done to it or by it."""
    return bool(nouns) and w.lowers[k].endswith("ed")


def _names_something(w: Words, last: int, head: int, data: NameData) -> bool:
    """Whether a complement ends in a name or in a noun that tells which one, and not in a modifier or a day."""
    low = w.lowers[last]
    if w.lowers[head] in data.roles and low in data.role_complements and low not in data.function:
        return True
    whose = w.lowers[head + 1] == "of" and w.lowers[head + 2] in data.definite
    vague = low in (data.spells if whose else data.plain_nouns) and low not in data.groups
    dated = w.caps[head + 2] and w.lowers[head + 2] in data.not_names
    named = w.caps[last] and low not in data.adjectives
    return not (dated or low in data.not_names) and (
        named or not (vague or low.endswith("ing") or is_adjective(low, data))
    )


def is_adjective(low: str, data: NameData) -> bool:
    """Whether a lower-case word is an adjective by its ending, its hyphen or the pack, and no known noun."""
    if low in data.bodies or low in data.roles or low in data.groups or low in data.events:
        return False
    hyphened = ("-" in low and not _is_plural(low)) or (low.endswith("est") and len(low) > _SUPERLATIVE)
    return low in data.evaluative or bool(ADJECTIVE_END.search(low)) or hyphened or bool(_NUMBER.match(low))


def _second(w: Words, k: int, data: NameData) -> int:
    """The last word of the second of two names or nouns ("between the mayor and the guild"), or 0."""
    if k + 1 >= len(w) or w.lowers[k] not in data.joining or not (w.joined(k) and w.joined(k + 1)):
        return 0
    begin = last = _behind_determiner(w, k + 1, data)
    while last < len(w) and last - begin < _MAX_RIGHT and w.joined(last, _POINTS) and w.caps[last]:
        last += 1
    return last - 1 if last > begin and not w.own[last - 1] else 0


def _is_plural(low: str) -> bool:
    return low.endswith("s") and not low.endswith("ss")


def _behind_determiner(w: Words, k: int, data: NameData) -> int:
    """The place itself, or the next where a determiner stands there."""
    if k >= len(w) or not w.joined(k):
        return k
    return k + any(w.lowers[k] in words for words in (data.definite, data.indefinite, data.possessive))


def _is_closed(w: Words, k: int, data: NameData, *, whole: bool, nouns: int) -> bool:
    """Whether a phrase ends before a place: a mark stands there, or a word that does not go on with it."""
    if w.own[k - 1]:
        return False
    if k >= len(w) or w.sentence[k] != w.sentence[k - 1]:
        return not (whole and nouns >= _FEW)
    gap = w.text[w.ends[k - 1] : w.starts[k]]
    if gap.strip() or not gap:
        return bool(gap) and not gap.startswith(("-", "'", "’", ". ")) and not (whole and nouns >= _FEW)
    low = w.lowers[k]
    return nouns < _FEW and low in data.function and low != "of" and (whole or low not in data.joining)


_FEW = 2
"""Nouns in a row from which the last may be a verb."""


def _qualifies_next(w: Words, i: int, data: NameData, wanted: Callable[[str], bool]) -> bool:
    """Whether the noun only qualifies the next word ("harbour bridge")."""
    if i + 1 >= len(w) or not w.joined(i + 1):
        return False
    low = w.lowers[i + 1]
    if low in data.function or low in data.saying:
        return False
    if w.lowers[i] in data.party_words and not (w.caps[i + 1] or low.endswith(("ed", "s"))):
        return True
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


def _noun_before(w: Words, head: int, data: NameData, wanted: Callable[[str], bool]) -> int:
    """Where "the port of entry" begins, for a bare noun behind "of"; else the noun's own place."""
    if head < _MAX_RIGHT or w.lowers[head - 1] != "of" or not (w.joined(head) and w.joined(head - 1)):
        return head
    low = w.lowers[head - 2]
    known = low in data.plain_nouns or low in data.roles or low in data.groups or low in data.function or wanted(low)
    return head if known or w.caps[head - 2] else _left_edge(w, head - 2, data, wanted)[0]


def _does(w: Words, i: int, data: NameData) -> bool:
    """Whether the last word of what looks like a phrase is what its beginning does: "the lawmakers move to …"."""
    after = w.lowers[i + 1] if i + 1 < len(w) and w.joined(i + 1) else ""
    before = w.lowers[i - 1]
    if before.endswith("ly") and before not in data.evaluative and after in ("to", *data.definite, "a", "an"):
        return True
    if w.own[i - 1] or before in data.definite or before in data.indefinite or before in data.possessive:
        return False
    acts = before in data.groups or before.endswith("s") or w.caps[i - 1]
    return acts and (after == "to" or after in data.definite or after in data.possessive)


def _left_edge(w: Words, head: int, data: NameData, wanted: Callable[[str], bool]) -> tuple[int, int]:
    """The phrase's first word and its first word after the determiner."""
    k = sure = head
    unknown, owner, loose = 0, False, False
    while k > 0 and head - k < _MAX_LEFT and w.sentence[k - 1] == w.sentence[k]:
        gap = w.text[w.ends[k - 1] : w.starts[k]]
        low = w.lowers[k - 1]
        determines = low in data.definite or low in data.possessive or low in data.indefinite
        listed = gap == ", " and _describes(low, data) and _describes(w.lowers[k], data)
        if not (listed or _GAP.fullmatch(gap)) or (any(c in gap for c in _OPENING) and not determines):
            break
        if determines:
            return k - 1, k
        acronym = w.caps[k - 1] and w.words[k - 1].isupper() and len(low) > 1
        if not acronym and (low in data.function or low in data.saying or low in data.pronouns or low in data.locative):
            if low in data.joining and k < head and _coordinated(w, k - 1, data):
                k -= 2
                sure = sure if unknown else k
                continue
            break
        if k < head and _is_noun_of_many(low, data, wanted) and not w.own[k - 1]:
            break
        capital = w.caps[k - 1] and not w.titled[k - 1] and not (w.initial[k - 1] and low in data.common)
        if owner and not (capital or low in data.roles or low in data.role_parts):
            break
        if low in data.qualifying or (low.endswith("ed") and _is_inside(w, k - 1, data)):
            loose = True
        elif not (capital or w.own[k - 1] or modifies(low, data) or wanted(low)):
            unknown += 1
            if k - 2 >= 0 and _is_plural(low) and wanted(w.lowers[k - 2]):
                break
            if unknown > 1 or (low.endswith("ing") and not _is_inside(w, k - 1, data)):
                break
        if w.own[k - 1]:
            owner, unknown, loose = True, 0, False
        k -= 1
        sure = sure if unknown or loose else k
    return sure, sure


def _describes(low: str, data: NameData) -> bool:
    """Whether a word is one of a list of adjectives ("a long, grueling march")."""
    return low in data.plain_adjectives or low.endswith(("ing", "ed")) or is_adjective(low, data)


def _coordinated(w: Words, i: int, data: NameData) -> bool:
    """Whether "and" at a place joins two modifiers: "gay and lesbian couples", "Iranian and Turkish officials"."""
    if i < 1 or i + 2 >= len(w) or not (w.joined(i) and w.joined(i + 1)):
        return False
    one, two = w.lowers[i - 1], w.lowers[i + 1]
    adjectives = data.demonyms.keys() | data.adjectives | data.evaluative
    return all(x in adjectives or (x not in data.roles and ADJECTIVE_END.search(x)) for x in (one, two))


def _is_noun_of_many(low: str, data: NameData, wanted: Callable[[str], bool]) -> bool:
    """Whether a word is a plural noun and so no modifier: its verb follows ("the letters angered officials")."""
    return _is_plural(low) and (low in data.groups or wanted(low)) and low not in data.body_words


def _is_inside(w: Words, i: int, data: NameData) -> bool:
    """Whether a determiner, an owner or an adjective stands right before a word."""
    low = w.lowers[i - 1] if i else ""
    determined = low in data.definite or low in data.indefinite or low in data.possessive
    if not low or w.own[i - 1]:
        return bool(low)
    listed = w.text[w.ends[i - 1] : w.starts[i]] == ", " and low in data.plain_adjectives
    return listed or (w.joined(i) and (determined or low in data.plain_adjectives or is_adjective(low, data)))


def modifies(low: str, data: NameData) -> bool:
    """Whether a lower-case word can be told to be a modifier by the pack, its ending or its hyphen."""
    return (
        low in data.evaluative
        or low in data.adjectives
        or low in data.plain_adjectives
        or low in data.role_parts
        or low in data.body_words
        or low in data.roles
        or low in data.bodies
        or bool(ADJECTIVE_END.search(low))
        or "-" in low
        or bool(_NUMBER.match(low))
    )

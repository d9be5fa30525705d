"""Words that frame a clause: "there is no evidence that", "I think", "we cannot rule out that".

A frame says what its speaker makes of the clause after it, and is no part of that clause: who cannot rule out that the
pump was sabotaged leaves it open, and denies nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from .stance_words import stance_words, stands_at
from .vocabulary import Vocabulary
from .wordings import Word

STARTS = 7
"""Words among which a frame begins."""
CONTENT_BEFORE = 1
"""Content words before a frame at most ("he had real doubts about whether"), names aside: more are a statement."""
MIN_LEFT = 3
"""Words of the clause that a frame leaves at least."""


class Framed(msgspec.Struct, frozen=True):
    """A clause less its frame, the stance that the frame shows towards it, and words put in front of it.

    `nominal` where the frame is about a thing and no clause ("questions about the legality of the ban").
    """

    stance: str
    words: tuple[Word, ...]
    put: str = ""
    nominal: bool = False


def frame_of(words: Sequence[Word], vocab: Vocabulary) -> Framed | None:
    """The first frame of the words and the clause after it, or None where they have none.

    >>> from .vocabulary import vocabulary
    >>> from .wordings import compared_words
    >>> en = vocabulary("en")
    >>> framed = frame_of(compared_words("We cannot rule out that the pump broke", en), en)
    >>> framed.stance, [w.norm for w in framed.words]
    ('questions', ['the', 'pump', 'broke'])
    """
    content = 0
    for n in range(min(len(words), STARTS)):
        if n and words[n].clause != words[0].clause:
            return None
        if n and stands_at([w.norm for w in words[n - 1 : n + 3]], 0, stance_words(vocab.language).idioms):
            return None
        for phrase, stance, bare in vocab.frames.get(words[n].norm, ()):
            end = n + len(phrase)
            if tuple(w.norm for w in words[n:end]) == phrase:
                return _after(words, end, stance, bare, vocab)
        content += not (vocab.is_function(words[n].norm) or words[n].capital)
        if content > CONTENT_BEFORE or words[n].norm in vocab.opening:
            return None
    return None


def _after(words: Sequence[Word], end: int, stance: str, bare: bool, vocab: Vocabulary) -> Framed | None:
    """The clause after a frame that ends at `end`: it is opened by "that" or the like, or stands bare."""
    if stance == "wrong":
        return _wrong(words, end, vocab)
    left = list(words[end:])
    opened = False
    while left and (left[0].norm in vocab.opening or _speaks(left, vocab)):
        step = 1 if left[0].norm in vocab.opening else 2
        opened, left = True, left[step:]
    if not opened and stance == "questions" and words[end - 1].norm in vocab.fragment and len(left) >= MIN_LEFT - 1:
        return Framed(stance, tuple(left), nominal=True)
    if not (opened or bare) or len(left) < MIN_LEFT or (bare and not opened and not _begins(left[0], vocab)):
        return None
    return Framed(stance, tuple(left))


CONCLUSION = 4
"""Words after "wrong to say", "inaccurate to draw the conclusion" among which the clause that is denied is opened."""


def _wrong(words: Sequence[Word], end: int, vocab: Vocabulary) -> Framed | None:
    """What it is wrong to do; where it is wrong to say a thing, that thing is denied."""
    left = tuple(words[end:])
    if left and left[0].norm in stance_words(vocab.language).concluding:
        opened = next((n for n in range(1, min(len(left), 1 + CONCLUSION)) if left[n].norm in vocab.claused), None)
        return Framed("denies", left[opened + 1 :]) if opened and len(left) - opened > MIN_LEFT else None
    return Framed("denies", left, "[it is right] to ") if len(left) >= MIN_LEFT - 1 else None


RAISED = 18
"""Words of a clause among which "raises questions about" stands."""


def raised_of(words: Sequence[Word], vocab: Vocabulary) -> Framed | None:
    """What something is said to raise questions about: who says so questions it.

    >>> from .vocabulary import vocabulary
    >>> from .wordings import compared_words
    >>> en = vocabulary("en")
    >>> framed = raised_of(compared_words("This letter raises serious questions about the captain's motives", en), en)
    >>> framed.stance, [w.norm for w in framed.words]
    ('questions', ['the', "captain's", 'motives'])
    """
    known = stance_words(vocab.language)
    for n in range(1, min(len(words) - 3, RAISED)):
        if words[n].norm not in known.raising:
            continue
        of = next((m for m in range(n + 1, min(len(words) - 2, n + 4)) if words[m].norm in known.raised), None)
        if of is not None and words[of + 1].norm in known.raised_about | vocab.whether:
            left = words[of + 2 :]
            while left and left[0].norm in vocab.fragment | vocab.opening:
                left = left[1:]
            clause = words[of + 1].norm in vocab.whether or words[of + 2].norm in vocab.opening
            left = left if clause else _thing(left, vocab)
            return Framed("questions", tuple(left), nominal=not clause) if len(left) >= MIN_LEFT - 1 else None
    return None


def _thing(words: Sequence[Word], vocab: Vocabulary) -> Sequence[Word]:
    """A thing without the further question that is asked beside it ("the motives and who paid")."""
    asking = vocab.opening | stance_words(vocab.language).gloss
    last = next((n for n in range(1, len(words)) if words[n].norm in asking), len(words))
    while last > 1 and words[last - 1].norm in vocab.joining:
        last -= 1
    return words[:last]


def _speaks(left: Sequence[Word], vocab: Vocabulary) -> bool:
    """Whether "to say" or the like stands first ("too early to say whether", "false to suggest that")."""
    return len(left) > 2 and (left[0].norm, left[1].norm) in vocab.speaking


def _begins(word: Word, vocab: Vocabulary) -> bool:
    """Whether a word can begin a clause that nothing opens: no preposition and no bare verb."""
    return word.norm not in vocab.fragment and word.norm not in vocab.finite

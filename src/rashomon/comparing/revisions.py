"""What changed between two savings of one account: paragraphs first, then word by word, with flags where it matters.

Outlets change what they have published, often without a word about it ("stealth edits"); a later saving of the same
account shows it. Nothing here says why something was changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

import msgspec

from ..language.packs import base_language
from ..model.findings import Flag
from .edits import align, edits_of
from .flags import flags_of
from .vocabulary import Vocabulary, vocabulary
from .wordings import compared_words

_ALIKE = 0.5
"""Share of words from which two paragraphs are one that was edited; below it one went and another came."""
_MOST_WORDS = 1_500
"""Words of a paragraph beyond which it is not compared word by word: the time grows with their square."""


class Change(msgspec.Struct, frozen=True):
    """One change: `was` stood in the earlier saving, `now` stands at `[start, end)` of the later one's text.

    op is cut, added, changed or moved; a flag says where it can change the meaning, and why.
    """

    op: str
    was: str
    now: str
    start: int
    end: int
    flags: tuple[Flag, ...] = ()


class _Paragraph(msgspec.Struct, frozen=True):
    text: str
    start: int


def changes_between(was: str, now: str, language: str) -> tuple[Change, ...]:
    """All changes that lead from the earlier text to the later one, in the order of the later one.

    >>> was = "Bridge shut\\n\\nThe mayor said that eleven men were hurt.\\n\\nNobody answered."
    >>> now = "Bridge shut\\n\\nThe mayor said that nine men were hurt."
    >>> [(one.op, one.was, one.now, [flag.kind for flag in one.flags]) for one in changes_between(was, now, "en")]
    [('changed', 'eleven', 'nine', ['number']), ('cut', 'Nobody answered.', '', [])]
    """
    before, after = list(_paragraphs(was)), list(_paragraphs(now))
    vocab = vocabulary(base_language(language))
    matcher = SequenceMatcher(None, [one.text for one in before], [one.text for one in after], autojunk=False)
    found: list[Change] = []
    for op, a1, a2, b1, b2 in matcher.get_opcodes():
        if op != "equal":
            found.extend(_replaced(before[a1:a2], after[b1:b2], vocab, len(now)))
    return tuple(sorted(found, key=lambda change: (change.start, change.end, change.was)))


def _paragraphs(text: str) -> Iterator[_Paragraph]:
    at = 0
    for part in text.split("\n"):
        if part.strip():
            yield _Paragraph(part, at)
        at += len(part) + 1


def _replaced(
    before: Sequence[_Paragraph], after: Sequence[_Paragraph], vocab: Vocabulary, end: int
) -> Iterator[Change]:
    """Paragraphs in the place of others: those that are alike are one that was edited, taken in their order."""
    first = 0
    for old in before:
        match = next((at for at in range(first, len(after)) if _alike(old.text, after[at].text)), None)
        if match is None:
            place = after[first].start if first < len(after) else _end(after, end)
            yield Change("cut", old.text, "", place, place)
            continue
        yield from _whole(after[first:match])
        yield from _edited(old, after[match], vocab)
        first = match + 1
    yield from _whole(after[first:])


def _end(after: Sequence[_Paragraph], end: int) -> int:
    return after[-1].start + len(after[-1].text) if after else end


def _whole(paragraphs: Sequence[_Paragraph]) -> Iterator[Change]:
    return (Change("added", "", one.text, one.start, one.start + len(one.text)) for one in paragraphs)


def _alike(a: str, b: str) -> bool:
    left, right = a.lower().split(), b.lower().split()
    shared = len(set(left) & set(right))
    return shared >= _ALIKE * min(len(set(left)), len(set(right))) and shared > 0


def _edited(old: _Paragraph, new: _Paragraph, vocab: Vocabulary) -> Iterator[Change]:
    if max(old.text.count(" "), new.text.count(" ")) > _MOST_WORDS:
        yield Change("changed", old.text, new.text, new.start, new.start + len(new.text))
        return
    full, version = compared_words(old.text, vocab), compared_words(new.text, vocab)
    steps = [step for step in align(full, version, vocab) if step.kind != "equal"]
    edits = edits_of(steps, full, old.text, version, new.text, version_start=0)
    for step, edit in zip(steps, edits, strict=True):
        flags = flags_of((step,), full, version, vocab)
        yield Change(edit.op, edit.was, edit.now, new.start + edit.start, new.start + edit.end, flags)

"""What an account says in its own voice: sentences that it gives to nobody."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from ..model.findings import Account
from ..model.spans import Span
from .surroundings import Surroundings


class OwnSentence(msgspec.Struct, frozen=True):
    """A sentence in the outlet's own voice, with its compared words and the stems of its content words."""

    span: Span
    norms: tuple[str, ...]
    stems: frozenset[str]


def own_sentences(around: Surroundings) -> Iterator[OwnSentence]:
    """The sentences of an account that lie in no attribution for the most part, in the order of the text."""
    given = _given(around.account)
    at = 0
    for number, sentence in enumerate(around.account.reading.sentences):
        while at < len(given) and given[at][1] <= sentence.start:
            at += 1
        inside = 0
        for start, end in given[at:]:
            if start >= sentence.end:
                break
            inside += min(end, sentence.end) - max(start, sentence.start)
        words = around.words(number)
        if words and inside * 3 < sentence.end - sentence.start:
            norms = tuple(w.norm for w in words)
            yield OwnSentence(Span.of(around.text, sentence.start, sentence.end), norms, around.stems(words))


def _given(account: Account) -> list[tuple[int, int]]:
    """Stretches that are given to somebody, source and cue among them; sorted, overlaps joined."""
    spans = sorted(
        (s.start, s.end)
        for a in account.reading.attributions
        for s in (*a.content, *(x for x in (a.source, a.cue) if x is not None))
    )
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined

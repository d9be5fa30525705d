"""Which renderings are of one utterance: candidates by shared word runs, decided by alignment."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Protocol

import msgspec

from .commonness import rarity
from .versions import Rendering
from .vocabulary import Vocabulary, vocabulary
from .wordings import content_stem

GRAM = 3
"""Words of a run by which two renderings become candidates."""
MAX_POSTINGS = 60
"""A run that more wordings than this share is a phrase of the language or of the story, and brings no candidates."""
MAX_CANDIDATES = 40
"""Wordings that one wording is aligned with at most, those with most shared runs first: keeps the cost linear."""
SHORT = 4
"""A quoted fragment of fewer words joins a longer quotation and never joins two with one another."""
COMMON, TELLING = 6, 4.0
"""A wording of up to so many words is a fragment too where they are less rare than this together."""
SURE_WORDS = 8
"""Quoted words in the same order after which two accounts can hardly have them from two occasions or two people."""
SURE_SHARE = 0.85
"""Share of the shorter wording from which two content words are enough: below, what differs is what is said."""
REPEATED = 10
"""Words from which two wordings of one account that share most of them are one utterance told twice; of shorter ones,
each with words of its own, an account tells two."""


class Wording(msgspec.Struct, frozen=True):
    """Renderings with the same words by the same speaker (or by none): compared once, however often repeated."""

    norms: tuple[str, ...]
    language: str
    actor: str | None
    name: str | None
    kind: str | None
    members: tuple[int, ...]


class Speaking(Protocol):
    """Whatever is given to a speaker."""

    @property
    def actor(self) -> str | None:
        """What tells the speaker from others."""

    @property
    def name(self) -> str | None:
        """The speaker's name as resolved."""

    @property
    def kind(self) -> str | None:
        """What the speaker is: person, body, …"""


class Match(msgspec.Struct, frozen=True, order=True):
    """Two wordings of one utterance; strength is the weight of the words that they share.

    `whole` where the one holds all of the other, or so much of a long one that an account can say it twice.
    """

    strength: float
    a: int
    b: int
    whole: bool = True


def wordings_of(found: Sequence[Rendering]) -> tuple[Wording, ...]:
    """The distinct quoted wordings; those without a speaker go with the only speaker who has the same words."""
    same: dict[tuple[str, tuple[str, ...]], dict[str | None, list[int]]] = {}
    for n, r in enumerate(found):
        if r.quoted:
            same.setdefault((r.language, r.norms), {}).setdefault(speaker_key(r), []).append(n)
    wordings = []
    for (language, norms), by_speaker in same.items():
        if None in by_speaker and len(by_speaker) == 2:
            (known,) = (s for s in by_speaker if s is not None)
            by_speaker[known] = sorted(by_speaker[known] + by_speaker.pop(None))
        for speaker, ns in by_speaker.items():
            name = next((found[n].speaker for n in ns if found[n].speaker), None)
            kind = next((found[n].kind for n in ns if found[n].kind), None)
            wordings.append(Wording(norms, language, speaker, name, kind, tuple(ns)))
    return tuple(sorted(wordings, key=lambda w: w.members))


def speaker_key(r: Rendering) -> str | None:
    """Who a rendering is given to: the actor, or else the last word of the name; null where unknown."""
    if r.actor_id:
        return r.actor_id
    return r.speaker.lower().split()[-1] if r.speaker and r.speaker.split() else None


def is_fragment(w: Wording) -> bool:
    """Whether a wording is too short, or too common for its few words, to show by itself of which utterance it is.

    >>> def said(text):
    ...     return Wording(tuple(text.split()), "en", None, None, None, ())
    >>> [is_fragment(said(t)) for t in ("national security", "as long as it takes", "the last crane is tested")]
    [True, True, False]
    """
    size = len(w.norms)
    return size < SHORT or (size <= COMMON and 0 < rarity(w.norms, w.language) < TELLING)


def candidates(wordings: Sequence[Wording]) -> list[tuple[int, int]]:
    """Pairs that share a rare run of words, those with most shared runs first; bounded per wording."""
    postings: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for n, w in enumerate(wordings):
        for gram in set(_grams(w.norms, GRAM)) | set(_grams(w.norms, 2)):
            postings[gram].append(n)
    shared: dict[int, Counter[int]] = defaultdict(Counter)
    for n, w in enumerate(wordings):
        size = 2 if len(w.norms) <= GRAM else GRAM
        grams = sorted({g: len(postings[g]) for g in _grams(w.norms, size)}.items(), key=lambda x: (x[1], x[0]))
        for gram, count in grams:
            if count > MAX_POSTINGS and shared[n]:
                break
            for other in postings[gram][:MAX_POSTINGS]:
                if other != n:
                    shared[n][other] += 1
    pairs: dict[tuple[int, int], int] = {}
    for n, counts in shared.items():
        best = sorted(counts.items(), key=lambda x: (-x[1], x[0]))[:MAX_CANDIDATES]
        pairs.update({(min(n, m), max(n, m)): count for m, count in best})
    return sorted(pairs, key=lambda pair: (-pairs[pair], pair))


def _grams(norms: Sequence[str], size: int) -> Iterator[tuple[str, ...]]:
    for i in range(len(norms) - size + 1):
        yield tuple(norms[i : i + size])


class Overlap(msgspec.Struct, frozen=True):
    """What two wordings share: weight in all and of the longest run, the run's words and content words, and share."""

    weight: float
    share: float
    run: int
    run_content: int
    content: int


def overlap(a: Sequence[str], b: Sequence[str], vocab: Vocabulary) -> Overlap:
    """How much of the shorter wording the longer one holds, in order; a function word weighs a quarter."""

    def weight(ws: Sequence[str]) -> float:
        return sum(0.25 if vocab.is_function(w) else 1.0 for w in ws)

    blocks = [m for m in SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks() if m.size]
    runs = [a[m.a : m.a + m.size] for m in blocks]
    longest = max(runs, key=lambda r: (len(r), r), default=())
    total = sum(weight(r) for r in runs)
    return Overlap(
        weight=total,
        share=total / max(0.25, min(weight(a), weight(b))),
        run=len(longest),
        run_content=sum(not vocab.is_function(w) for w in longest),
        content=sum(not vocab.is_function(w) for r in runs for w in r),
    )


def match_of(wordings: Sequence[Wording], a: int, b: int) -> Match | None:
    """The match of two wordings, or None where they are not of one utterance."""
    one, two = wordings[a], wordings[b]
    if one.language != two.language:
        return None
    found = overlap(one.norms, two.norms, vocabulary(one.language))
    shorter = min(len(one.norms), len(two.norms))
    if _same_utterance(found, shorter, speakers_of(one, two)):
        return Match(found.weight, a, b, found.run >= shorter or shorter >= REPEATED)
    return None


def speakers_of(one: Speaking, two: Speaking) -> str:
    """Whether two wordings are given to the same speaker, to different ones, or whether that is open.

    It is open where one has no speaker, where one is only described ("a spokesman"), where a person may speak for a
    body, and where only the surname is the same.
    """
    if one.actor is None or two.actor is None:
        return "open"
    if one.actor == two.actor:
        return "same"
    if (one.kind == "person") != (two.kind == "person"):
        return "open"
    if not is_named(one.name) or not is_named(two.name):
        return "open"
    a, b = (one.name or "").split(), (two.name or "").split()
    return "open" if a[-1] == b[-1] else "different"


def is_named(speaker: str | None) -> bool:
    """Whether a speaker goes by a name and not by a description: its last word has a capital.

    >>> is_named("Ines Halloran"), is_named("a harbour official"), is_named(None)
    (True, False, False)
    """
    words = (speaker or "").split()
    return bool(words) and not words[-1].islower()


def _same_utterance(found: Overlap, shorter: int, speakers: str) -> bool:
    """Whether the shared words are too many to be chance, given what is known of the speakers."""
    whole = found.run >= shorter
    same_speaker = speakers == "same"
    if speakers == "different":
        return found.run >= SURE_WORDS and found.run_content >= 4 and found.share >= 0.85
    if shorter < SHORT:
        return whole and found.run_content >= (1 if same_speaker else 2)
    if whole and (found.run_content >= 2 or (same_speaker and found.run >= 6)):
        return True
    if (found.run >= 6 and found.run_content >= 3) or (found.run >= 7 and found.run_content >= 2):
        return True
    if same_speaker:
        needed = 0.6 if found.run >= 4 else 0.85
        return found.content >= (3 if found.share < SURE_SHARE else 2) and found.run >= 3 and found.share >= needed
    return found.content >= 3 and ((found.run >= 5 and found.share >= 0.65) or (found.run >= 4 and found.share >= 0.85))


def content_stems(norms: Sequence[str], vocab: Vocabulary) -> frozenset[str]:
    """The stems of the content words."""
    return frozenset(s for w in norms if (s := content_stem(w, vocab.language)) is not None)

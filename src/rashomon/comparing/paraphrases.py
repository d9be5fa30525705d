"""Reported contents that render an utterance which others quote."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from .matching import MAX_POSTINGS, content_stems, speaker_key
from .versions import Rendering
from .vocabulary import vocabulary

MIN_SHARED = 4
"""Content words that a report shares with the quotation at least; a shorter quotation is not looked for in reports."""
MIN_SHARE = 0.6
"""Share of the shorter one's content words that both have."""


def paraphrases_of(found: Sequence[Rendering], groups: Sequence[Sequence[int]]) -> list[list[int]]:
    """For each group of quoted renderings, the reported contents of the same speaker that say the same.

    Each report goes to the one group that it shares most with; ties go to the first.
    """
    by_stem: dict[tuple[str, str], list[int]] = defaultdict(list)
    stems: list[frozenset[str]] = []
    for g, group in enumerate(groups):
        mine = [found[n] for n in group]
        stems.append(frozenset().union(*(content_stems(r.norms, vocabulary(r.language)) for r in mine[:20])))
        for speaker in {s for r in mine if (s := speaker_key(r)) is not None}:
            for s in stems[g]:
                by_stem[(speaker, s)].append(g)
    out: list[list[int]] = [[] for _ in groups]
    for n, r in enumerate(found):
        if r.quoted or speaker_key(r) is None:
            continue
        if (best := _best(r, by_stem, stems)) is not None:
            out[best].append(n)
    return out


def _best(
    r: Rendering,
    by_stem: dict[tuple[str, str], list[int]],
    stems: Sequence[frozenset[str]],
) -> int | None:
    mine = content_stems(r.norms, vocabulary(r.language))
    counts: dict[int, int] = defaultdict(int)
    speaker = speaker_key(r) or ""
    for s in mine:
        postings = by_stem.get((speaker, s), [])
        if len(postings) <= MAX_POSTINGS:
            for g in postings:
                counts[g] += 1
    scored = [(n, -g) for g, n in counts.items() if n >= MIN_SHARED and n >= MIN_SHARE * min(len(mine), len(stems[g]))]
    return -max(scored)[1] if scored else None

"""Reported contents that render an utterance which others quote."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from .matching import MAX_POSTINGS, SHORT, content_stems, speaker_key
from .versions import Rendering
from .vocabulary import vocabulary

MIN_SHARED = 4
"""Content words that a report shares with the quotation at least; a shorter quotation is not looked for in reports."""
OF_REPORT, OF_QUOTATION = 0.65, 0.8
"""Share of the report's content words that the quotation holds, or of the quotation's that the report holds."""
_DISTINCT = 20
"""Wordings of one utterance with which a report is compared at most."""


def paraphrases_of(found: Sequence[Rendering], groups: Sequence[Sequence[int]]) -> list[list[int]]:
    """For each group of quoted renderings, the reported contents of the same speaker that say the same.

    A report goes to the one group that it shares most with (ties to the first), and only where its account does not
    quote the utterance itself.
    """
    by_stem: dict[tuple[str, str], list[int]] = defaultdict(list)
    wordings: list[list[frozenset[str]]] = []
    for g, group in enumerate(groups):
        mine = [found[n] for n in group]
        distinct = dict.fromkeys((r.language, r.norms) for r in mine)
        wordings.append([content_stems(norms, vocabulary(lang)) for lang, norms in list(distinct)[:_DISTINCT]])
        for speaker in sorted({s for r in mine if (s := speaker_key(r)) is not None}):
            for s in frozenset().union(*wordings[g]):
                by_stem[(speaker, s)].append(g)
    quoting = [{found[n].item_id for n in group if len(found[n].words) >= SHORT} for group in groups]
    out: list[list[int]] = [[] for _ in groups]
    for n, r in enumerate(found):
        if r.quoted or speaker_key(r) is None:
            continue
        best = _best(r, by_stem, wordings)
        if best is None or r.item_id in quoting[best]:
            continue
        if not any(_holds(r, found[m]) for m in groups[best]):
            out[best].append(n)
    return out


def _holds(report: Rendering, quoted: Rendering) -> bool:
    """Whether a report has the quoted words within it: it is shown by these."""
    return report.item_id == quoted.item_id and report.start <= quoted.start and quoted.end <= report.end


def _best(
    r: Rendering, by_stem: dict[tuple[str, str], list[int]], wordings: Sequence[Sequence[frozenset[str]]]
) -> int | None:
    mine = content_stems(r.norms, vocabulary(r.language))
    counts: dict[int, int] = defaultdict(int)
    speaker = speaker_key(r) or ""
    for s in mine:
        postings = by_stem.get((speaker, s), [])
        if len(postings) <= MAX_POSTINGS:
            for g in postings:
                counts[g] += 1
    near = [g for g, n in sorted(counts.items()) if n >= MIN_SHARED]
    scored = [(max(_shared(mine, w) for w in wordings[g]), -g) for g in near]
    best = max(scored, default=(0, 0))
    return -best[1] if best[0] else None


def _shared(report: frozenset[str], quotation: frozenset[str]) -> int:
    """How many words both hold, where these are enough to say the same; else 0."""
    shared = len(report & quotation)
    enough = shared >= OF_REPORT * len(report) or shared >= OF_QUOTATION * len(quotation)
    return shared if shared >= MIN_SHARED and enough else 0

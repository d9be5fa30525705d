"""A draft's reports of what somebody said, against what the accounts have them say."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import msgspec

from ...comparing.matching import is_named
from ...comparing.phrases import phrases_in
from ...comparing.stances import stance_of
from ...comparing.vocabulary import Vocabulary
from ...comparing.wordings import compared_words
from ...model.findings import Flag
from ...model.readings import Attribution
from .desk import Desk
from .findings import ALTERED, NOT_FOUND, NOTHING, OTHER_SPEAKER, SAME, Checked, Evidence
from .nearby import Near, NearAccount
from .speakers import compare_speakers

MIN_CONTENT = 3
"""Content words of a report below which it says too little to be looked for."""
ALIKE = 0.6
"""Share of the draft's content words that an account's report or quotation holds from which it says the same."""
NEARLY = 100
"""Thousandths by which another of the speaker's statements may be less alike and still be the one that is meant."""
PERHAPS = 0.45
"""Share from which it may say the same in other words, so that nothing is said to be missing."""


class _Said(msgspec.Struct, frozen=True):
    """Something that an account has somebody say, and how much of the draft's report it holds.

    `share` is of the shorter of the two, `both` of the longer, in thousandths of its content words.
    """

    rank: tuple[int, int, str, str, int]
    share: int
    both: int
    speakers: str
    near: NearAccount
    attribution: Attribution
    speaker: str | None


def check_report(desk: Desk, attribution: Attribution, start: int, end: int) -> Checked | None:
    """One report of the draft, or None where it says too little by itself."""
    mine = desk.around.stems(desk.around.words_between(start, end))
    text = desk.text[start:end]
    if not attribution.speaker or len(mine) < MIN_CONTENT or "\n" in text:
        return None  # a report ends with its paragraph
    made = partial(Checked, kind="attribution", line=desk.draft.number(start), start=start, end=end, text=text,
                   speaker=attribution.speaker)  # fmt: skip
    found = sorted(_alike(desk, attribution, start, text, mine), key=lambda s: s.rank)
    sure = [s for s in found if s.share >= ALIKE * 1000]
    sure = [s for s in sure if s.speakers != "different" or s.both >= ALIKE * 1000]
    if not sure:
        return _missing(desk, made, attribution, found)
    best = sure[0]
    same = [s for s in sure if s.speakers == best.speakers]
    items = list(dict.fromkeys(s.near.item.item_id for s in same))
    evidence = tuple(
        desk.evidence(s.near, s.attribution.content[0].start, s.attribution.content[-1].end,
                      s.attribution.attribution_id, note=s.speaker or "")
        for s in _first_of_each(same)[:2]
    )  # fmt: skip
    others = max(0, len(items) - len(evidence))
    if best.speakers == "different":
        note = f"the accounts give it to {best.speaker}"
        return made(verdict=OTHER_SPEAKER, look=True, note=note, evidence=evidence, others=others)
    turned = [tuple(_turned(desk, attribution, text, s)) for s in same if s.share >= best.share - NEARLY]
    flags = turned[0] if all(turned) else ()
    verdict = ALTERED if flags else SAME
    note = f"in the accounts by {best.speaker}" if best.speakers == "open" and best.speaker else ""
    return made(verdict=verdict, look=bool(flags), note=note, flags=flags, evidence=evidence, others=others)


def _missing(desk: Desk, made: partial[Checked], attribution: Attribution, found: list[_Said]) -> Checked:
    """Not found, or nothing comparable where the speaker has no name or an account may say it in other words."""
    perhaps = [s for s in found if s.share >= PERHAPS * 1000 and s.speakers != "different"]
    nearest = tuple(
        desk.evidence(s.near, s.attribution.content[0].start, s.attribution.content[-1].end,
                      s.attribution.attribution_id, note=s.speaker or "")
        for s in (perhaps or [s for s in found if s.speakers == "same"])[:1]
    )  # fmt: skip
    if perhaps:
        return made(verdict=NOTHING, look=False, note="the nearest says it in other words, if at all", evidence=nearest)
    if unattributed := _without_speaker(desk, made.keywords["start"], made.keywords["text"]):
        return made(
            verdict=NOTHING, look=False, note="the accounts give these words to no speaker", evidence=unattributed
        )
    if not is_named(attribution.speaker) or not desk.knows(attribution.attribution_id):
        return made(verdict=NOTHING, look=False, note="no account has this speaker say anything like it")
    return made(verdict=NOT_FOUND, look=True, note="no account has this speaker say so", evidence=nearest)


def _near(desk: Desk, start: int, text: str) -> list[Near]:
    """The sentences of the case near the draft's sentence that holds the report."""
    sentence = desk.around.sentence(start)
    return desk.near_sentence(sentence) if sentence else desk.near.sentences(text, desk.around.vocabulary)


def _without_speaker(desk: Desk, start: int, text: str) -> tuple[Evidence, ...]:
    """The first account with a sentence that holds the words of a report, whoever says it there."""
    vocab = desk.around.vocabulary
    mine = desk.around.stems(compared_words(text, vocab))
    for one in _near(desk, start, text):
        theirs = desk.around.stems(compared_words(one.text, vocab))
        account = desk.near.account(one.item_id)
        if account and len(mine & theirs) >= max(MIN_CONTENT, ALIKE * len(mine)):
            return (desk.evidence(account, one.start, one.end, None),)
    return ()


def _first_of_each(said: list[_Said]) -> list[_Said]:
    first: dict[str, _Said] = {}
    for s in said:
        first.setdefault(s.near.item.item_id, s)
    return list(first.values())


def _alike(desk: Desk, attribution: Attribution, start: int, text: str, mine: frozenset[str]) -> Iterator[_Said]:
    vocab = desk.around.vocabulary
    who = desk.speaker(attribution.attribution_id)
    spans: dict[str, list[tuple[int, int]]] = {}
    for one in _near(desk, start, text):
        spans.setdefault(one.item_id, []).append((one.start, one.end))
    for item_id, places in spans.items():
        account = desk.near.account(item_id)
        if account is None or account.around.vocabulary.language != vocab.language:
            continue
        for a in account.reading.attributions:
            if not any(c.start < last and first < c.end for c in a.content for first, last in places):
                continue
            share, both = _share(account, a, mine)
            if share < 250:
                continue
            speaker = desk.speaker_in(account, a.attribution_id)
            speakers = compare_speakers(who, speaker, vocab.language)
            order = {"same": 0, "open": 1, "different": 2}[speakers] if share >= ALIKE * 1000 else 3
            rank = (order, -share, account.item.published or "~", item_id, a.content[0].start)
            yield _Said(rank, share, both, speakers, account, a, speaker.name)


def _share(account: NearAccount, a: Attribution, mine: frozenset[str]) -> tuple[int, int]:
    """Thousandths of the content words of the shorter, and of the longer, that draft and account both have.

    The second counts only for contents that say much by themselves, since a short one is easily held.
    """
    words = [w for c in a.content for w in account.around.words_between(c.start, c.end)]
    theirs = account.around.stems(words)
    if not theirs:
        return 0, 0
    shared = len(mine & theirs)
    least = min(len(mine), len(theirs)) if len(theirs) >= MIN_CONTENT + 1 else len(mine)
    enough = shared >= min(MIN_CONTENT, len(mine))
    return (1000 * shared // least, 1000 * shared // max(len(mine), len(theirs))) if enough else (0, 0)


def _turned(desk: Desk, attribution: Attribution, text: str, best: _Said) -> Iterator[Flag]:
    """Flags where the draft turns what the speaker makes of it: said for denied, a negation or condition lost."""
    if best.both < ALIKE * 1000:
        return
    vocab = desk.around.vocabulary
    theirs = " ".join(c.text for c in best.attribution.content)
    ours, others = _stance(attribution, text, vocab), _stance(best.attribution, theirs, vocab)
    if {ours, others} == {"asserts", "denies"}:
        there, here = _cue(best.attribution), _cue(attribution)
        if there != here:
            yield Flag("stance", f"“{there}” in the account, “{here}” here")
        else:
            yield Flag("negation", f"the account {_VERB[others]} it, the draft {_VERB[ours]} it")
    lost = phrases_in([w.norm for w in compared_words(theirs, vocab)], vocab, "condition")
    if lost and not phrases_in([w.norm for w in compared_words(text, vocab)], vocab, "condition"):
        yield Flag("condition", f"condition lost: “{min(lost)}”")


_VERB = {"asserts": "asserts", "denies": "denies"}


def _cue(a: Attribution) -> str:
    return a.cue.text if a.cue else "said"


def _stance(a: Attribution, text: str, vocab: Vocabulary) -> str:
    cue = [w.norm for w in compared_words(a.cue.text, vocab)] if a.cue else []
    norms = [w.norm for w in compared_words(text, vocab)]
    return stance_of(a.cue_class, a.negated, cue, norms, vocab, first_clause=len(norms))

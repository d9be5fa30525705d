"""A draft's quotations against the accounts' words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial

import msgspec

from ...comparing.edits import Step, align, edits_of, relation_of
from ...comparing.flags import flags_of
from ...comparing.matching import SHORT, Wording, match_of, overlap
from ...comparing.versions import Rendering
from ...comparing.vocabulary import Vocabulary, vocabulary
from ...comparing.wordings import Word, compared_words
from ...language.tokens import straighten
from ...model.findings import Edit, Flag
from .desk import Desk
from .findings import ALTERED, CUT, NOT_FOUND, OTHER_SPEAKER, SAME, Checked, Evidence
from .nearby import NearAccount
from .speakers import NOBODY, Speaker, compare_speakers

BEYOND = " … "
"""Stands where a cue stood between two parts of a quotation."""
JOIN_GAP = 200
"""Characters between two quotations of one speaker that may be two parts of one utterance."""
PARTS = 3
"""Parts of a split quotation that are laid in a row."""
SAID, SAID_SHARE = 5, 0.6
"""Words in a row (one more where the speaker is open), and share of the shorter wording, of words that were changed."""
_MARKS = Flag("marks", "quotation marks around words that the account does not quote")
MARKED_RUN = 5
"""Words in a row that an account has outside quotation marks before it is said to have them so."""


class _Row(msgspec.Struct, frozen=True):
    """Words of an account in one row; `parts` are the places they come from. `quoted` is false for its own words."""

    words: tuple[Word, ...]
    text: str
    parts: tuple[tuple[int, int], ...]
    attribution_id: str | None
    quoted: bool


class _Laid(msgspec.Struct, frozen=True):
    """A draft's quotation laid along an account's words."""

    rank: tuple[int, int, int, int, str, str, int]
    verdict: str
    speakers: str
    row: _Row
    near: NearAccount
    speaker: Speaker
    edits: tuple[Edit, ...]
    flags: tuple[Flag, ...]
    left_out: str = ""
    goes_on: bool = False


def check_quotation(desk: Desk, r: Rendering) -> Checked:
    """One quotation of the draft, with the account that has its words most nearly."""
    vocab = vocabulary(r.language)
    text = desk.text[r.start : r.end]
    found = list(_laid_along(desk, r, text, vocab))
    made = partial(Checked, kind="quotation", line=desk.draft.number(r.start), start=r.start, end=r.end, text=text,
                   speaker=r.speaker)  # fmt: skip
    if not found:
        nearest = _nearest(desk, r, text, vocab)
        note = "no account of the case has these words" + "; the nearest:" * bool(nearest)
        return made(verdict=NOT_FOUND, look=True, note=note, evidence=nearest)
    found.sort(key=lambda x: x.rank)
    best = _telling(found)
    alike = [x for x in found if (x.verdict, x.speakers, x.edits) == (best.verdict, best.speakers, best.edits)]
    items = list(dict.fromkeys(x.near.item.item_id for x in alike))
    shown = _shown(desk, alike)
    verdict, note = best.verdict, _note(best, r.speaker)
    if best.speakers == "different":
        note = f"given to {best.speaker.name} in the accounts" + (f"; the words are {verdict}" * (verdict != SAME))
        verdict = OTHER_SPEAKER
    look = verdict in (ALTERED, OTHER_SPEAKER) or (verdict == CUT and _cut_matters(best, r, text))
    return made(verdict=verdict, look=look, note=note, edits=best.edits, flags=best.flags, evidence=shown,
                others=max(0, len(items) - len(shown)))  # fmt: skip


def _telling(found: Sequence[_Laid]) -> _Laid:
    """The account to show: the likest, unless another has the same speaker say more of the sentence, and it matters.

    A draft that takes a cut quotation from an account that cut it has to be told so.
    """
    best = found[0]
    fuller = (x for x in found if x.verdict == CUT and x.flags and x.row.quoted and x.speakers != "different")
    return next(fuller, best) if best.verdict == SAME and best.speakers != "different" else best


def _shown(desk: Desk, alike: Sequence[_Laid]) -> tuple[Evidence, ...]:
    """The words of the first two accounts, by time."""
    first: dict[str, _Laid] = {}
    for x in alike:
        first.setdefault(x.near.item.item_id, x)
    made = []
    for x in list(first.values())[:2]:
        start, end = x.row.parts[0][0], x.row.parts[-1][1]
        made.append(desk.evidence(x.near, start, end, x.row.attribution_id, note=x.speaker.name or ""))
    return tuple(made)


def _note(best: _Laid, speaker: str | None) -> str:
    if best.verdict == SAME and best.speakers == "open" and speaker and best.speaker.name:
        return f"in the accounts by {best.speaker.name}"
    if best.verdict == CUT:
        return f"left out: {best.left_out}"
    if not best.row.quoted:
        return "the account has these words without quotation marks"
    return "the account's quotation goes on" if best.goes_on else ""


def _cut_matters(best: _Laid, r: Rendering, text: str) -> bool:
    """Whether a cut needs a look: it raises a flag, or what is left reads as a whole sentence."""
    return bool(best.flags) or (len(r.words) >= SHORT and text[:1].isupper())


def _laid_along(desk: Desk, r: Rendering, text: str, vocab: Vocabulary) -> Iterator[_Laid]:
    near = desk.near.sentences(text, vocab, quoted=True)
    places: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for one in near:
        places[one.item_id].append((one.start, one.end))
    for item_id, spans in places.items():
        account = desk.near.account(item_id)
        if account is None or _language(account) != r.language:
            continue
        rows = [row for row in _quoted_rows(account) if any(_meets(row.parts, s) for s in spans)]
        laid = [x for row in rows if (x := _lay(desk, r, account, row, vocab))]
        if not laid:
            own = (_own_words(account, span, vocab) for span in spans)
            laid = [x for row in own if _runs(row, r, vocab) and (x := _lay(desk, r, account, row, vocab))]
        yield from sorted(laid, key=lambda x: x.rank)[:1]


def _nearest(desk: Desk, r: Rendering, text: str, vocab: Vocabulary) -> tuple[Evidence, ...]:
    """The quotation that shares most with one that is in no account, where that is half of its words and a run."""
    best: tuple[float, int, NearAccount, _Row] | None = None
    for item_id in dict.fromkeys(one.item_id for one in desk.near.sentences(text, vocab, quoted=True)):
        account = desk.near.account(item_id)
        if account is None or _language(account) != r.language:
            continue
        for row in _quoted_rows(account):
            found = overlap(tuple(w.norm for w in row.words), r.norms, vocab)
            share = found.weight / max(1, sum(0.25 if vocab.is_function(n) else 1.0 for n in r.norms))
            if found.run >= 3 and share >= 0.5 and (best is None or (share, -len(row.words)) > best[:2]):
                best = share, -len(row.words), account, row
    if best is None:
        return ()
    *_, account, row = best
    name = desk.speaker_in(account, row.attribution_id).name if row.attribution_id else None
    return (desk.evidence(account, row.parts[0][0], row.parts[-1][1], row.attribution_id, note=name or ""),)


def _language(account: NearAccount) -> str:
    return account.around.vocabulary.language


def _meets(parts: Sequence[tuple[int, int]], span: tuple[int, int]) -> bool:
    return any(a < span[1] and span[0] < b for a, b in parts)


def _quoted_rows(account: NearAccount) -> Iterator[_Row]:
    """The account's quotations, each alone, and with those that go on from it."""
    quoted = [r for r in account.renderings if r.quoted]
    for n, first in enumerate(quoted):
        run = [first]
        yield _row(account, run)
        for after in quoted[n + 1 : n + PARTS]:
            if not _goes_on(run[-1], after):
                break
            run.append(after)
            yield _row(account, run)


def _goes_on(a: Rendering, b: Rendering) -> bool:
    same = a.part == b.part or (a.speaker is not None and a.speaker == b.speaker)
    return same and 0 <= b.start - a.end <= JOIN_GAP


def _row(account: NearAccount, run: Sequence[Rendering]) -> _Row:
    """The parts as one text; sentences and clauses of the later parts are counted on."""
    words: list[Word] = []
    text = ""
    for r in run:
        part = account.item.text[r.start : r.end]
        text += BEYOND if text else ""
        sentence = words[-1].sentence + part[:1].isupper() if words else 0
        clause = words[-1].clause + 1 if words else 0
        words += [w.shifted(len(text) - r.start, sentence, clause) for w in r.words]
        text += part
    return _Row(tuple(words), text, tuple((r.start, r.end) for r in run), run[0].attribution_id, True)


def _own_words(account: NearAccount, span: tuple[int, int], vocab: Vocabulary) -> _Row:
    """A sentence of the account as it stands, whether reported or its own."""
    text = account.item.text[span[0] : span[1]]
    holders = (
        a for a in account.reading.attributions for c in a.content if c.start >= span[0] and c.end <= span[1] + 1
    )
    holder = next(holders, None)
    return _Row(compared_words(text, vocab), text, (span,), holder.attribution_id if holder else None, False)


def _runs(row: _Row, r: Rendering, vocab: Vocabulary) -> bool:
    """Whether a sentence has enough of the quotation's words in a row to be where it comes from."""
    found = overlap(tuple(w.norm for w in row.words), r.norms, vocab)
    return found.run >= min(MARKED_RUN, len(r.words)) and found.run_content >= 2 and found.share >= 0.8


def _lay(desk: Desk, r: Rendering, account: NearAccount, row: _Row, vocab: Vocabulary) -> _Laid | None:
    speaker = desk.speaker_in(account, row.attribution_id) if row.attribution_id else NOBODY
    speakers = compare_speakers(desk.speaker(r.attribution_id), speaker, r.language)
    norms = tuple(w.norm for w in row.words)
    if row.quoted and norms != r.norms and not _matches(norms, r, speakers):
        return None
    steps = align(row.words, r.words, vocab)
    relation = relation_of(steps, row.words, r.words)
    added = any(s.kind == "beyond" for s in steps)
    verdict = ALTERED if relation == "altered" or added else CUT if relation in ("elided", "truncated") else SAME
    flags = flags_of(steps, row.words, r.words, vocab)
    if relation == "elided" and any(f.kind == "negation" for f in flags):
        verdict = ALTERED
    lost = _lost(steps, row)
    goes_on = False
    if verdict == CUT and relation == "truncated" and not lost:
        verdict, goes_on = SAME, True
    if not row.quoted:
        steps = tuple(s for s in steps if s.kind != "outer_cut")
        flags = (*flags_of(steps, row.words, r.words, vocab), _MARKS)
        verdict = ALTERED
    edits = _edits(desk, steps, row, r)
    if verdict == SAME:
        edits, flags = (), ()
    different = sum(max(s.a2 - s.a1, s.b2 - s.b1) for s in steps if s.kind not in ("equal", "spelling", "outer_cut"))
    order = (SAME, CUT, ALTERED).index(verdict)
    rank = (
        {"same": 0, "open": 1, "different": 3}[speakers] + order * (speakers != "different"),
        order + 3 * (not row.quoted),
        different,
        len(flags) * 100 + (len(row.parts) if goes_on else 0),
        account.item.published or "~",
        account.item.item_id,
        row.parts[0][0],
    )
    return _Laid(rank, verdict, speakers, row, account, speaker, edits, flags, lost, goes_on)


def _matches(norms: tuple[str, ...], r: Rendering, speakers: str) -> bool:
    """Whether two wordings are of one utterance, by the rule by which comparing makes lineages.

    A draft's quotation is held against one account at a time, so that a run of plain words is enough unless another
    speaker has them.
    """
    draft_actor, account_actor = ("s", "s") if speakers == "same" else (None, None)
    pair = (
        Wording(norms, r.language, account_actor, None, None, (0,)),
        Wording(r.norms, r.language, draft_actor, None, None, (1,)),
    )
    if match_of(pair, 0, 1) is not None:
        return True
    found = overlap(norms, r.norms, vocabulary(r.language))
    needed = {"same": SAID, "open": SAID + 1}.get(speakers)
    return needed is not None and found.run >= needed and found.run_content > 0 and found.share >= SAID_SHARE


def _lost(steps: Sequence[Step], row: _Row) -> str:
    """The words left out of the sentences that the draft has words of; whole sentences beside them are no loss."""
    kept = {w.sentence for s in steps if s.kind in ("equal", "spelling", "changed") for w in row.words[s.a1 : s.a2]}
    pieces = []
    for s in steps:
        if s.kind not in ("cut", "outer_cut"):
            continue
        words = [w for w in row.words[s.a1 : s.a2] if s.kind == "cut" or w.sentence in kept]
        if words:
            pieces.append(row.text[words[0].start : words[-1].end])
    return " … ".join(f"“{p}”" for p in pieces)


def _edits(desk: Desk, steps: Sequence[Step], row: _Row, r: Rendering) -> tuple[Edit, ...]:
    """The differences, whole sentences that go before or after left out."""
    kept = {w.sentence for s in steps if s.kind != "outer_cut" for w in row.words[s.a1 : s.a2]}
    own: list[Step] = []
    for s in steps:
        step = s
        if s.kind == "outer_cut":
            inside = [n for n in range(s.a1, s.a2) if row.words[n].sentence in kept]
            if not inside:
                continue
            step = Step("outer_cut", inside[0], inside[-1] + 1, s.b1, s.b2)
        own.append(step)
    found = edits_of(own, row.words, row.text, r.words, desk.text, version_start=r.start)
    return tuple(e for e in found if straighten(e.was) != straighten(e.now))

"""A draft's figures against the accounts' figures for the same thing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

import msgspec

from ...comparing.figure_clusters import core_of, head_stems
from ...comparing.figure_verdicts import Counted, go_together
from ...comparing.phrases import phrases_in
from ...comparing.surroundings import Surroundings
from ...comparing.vocabulary import Vocabulary
from ...comparing.wordings import compared_words
from ...model.findings import Flag
from ...model.readings import Figure
from ..dates import moment
from .desk import Desk
from .findings import ALTERED, NOT_FOUND, NOTHING, SAME, Checked, Evidence
from .nearby import NearAccount

_UNCOUNTED = frozenset({"rank", "year", "ratio"})
"""Units of figures that name a thing rather than count it."""
FAR = 3
"""Times that one value may be another before the two are taken for counts of different things."""
MAX_SHOWN = 40
"""Figures that agree whose groups are looked up."""
CONTEXT = 2
"""Content words near two figures, besides what they count, that show that they count the same thing."""


class _Found(msgspec.Struct, frozen=True):
    """An account's figure that counts what the draft's counts; `sure` where another value of it is worth a word."""

    points: int
    figure: Figure
    near: NearAccount
    sure: bool = False

    @property
    def counted(self) -> Counted:
        """The figure as verdicts want it."""
        return _counted(self.figure, self.near.item.item_id, self.near.item.published, self.near.around.vocabulary)

    @property
    def when(self) -> str:
        """The day that it holds for; the empty string where it has none."""
        own = self.figure.as_of
        return (own if own and own[:1].isdigit() and "X" not in own else self.near.item.published) or ""


def check_figure(desk: Desk, figure: Figure) -> Checked | None:
    """One figure of the draft, or None where it counts nothing."""
    if not _counts(figure, desk.around.vocabulary) or desk.inside_quotation(figure.start, figure.end):
        return None
    text = desk.text[figure.start : figure.end]
    made = partial(Checked, kind="figure", line=desk.draft.number(figure.start), start=figure.start, end=figure.end,
                   text=text, speaker=figure.speaker)  # fmt: skip
    found = sorted(_alike(desk, figure), key=_order)
    mine = _counted(figure, "", desk.item.published, desk.around.vocabulary)
    agree = [f for f in found if _agree(mine, f.counted)]
    if agree:
        note, look, against = _standing(desk, mine, agree)
        shown = _shown(desk, agree)[:2] + against
        others = len({f.near.item.item_id for f in agree}) - min(2, len(_shown(desk, agree)))
        return made(verdict=SAME, look=look, note=note, evidence=shown, others=max(0, others))
    for f in found:
        if flag := _dropped(mine, f.counted):
            return made(verdict=ALTERED, look=True, flags=(flag,), evidence=(_evidence(desk, f),))
    sure = [f for f in found if f.sure]
    if not sure:
        return made(verdict=NOTHING, look=False, note="no account counts this")
    nearest = sorted(sure, key=lambda f: (_distance(mine, f), _order(f)))
    note = f"no account has this value; the nearest is {_value(nearest[0].figure)}"
    return made(verdict=NOT_FOUND, look=True, note=note, evidence=_distinct(desk, nearest)[:3])


def _order(f: _Found) -> tuple[int, str, str, int]:
    return -f.points, f.near.item.published or "~", f.near.item.item_id, f.figure.start


def _counts(figure: Figure, vocab: Vocabulary) -> bool:
    """Whether a figure counts something; an article, a mere "one" and the rank of a thing do not."""
    if figure.unit in _UNCOUNTED or (figure.low is None and figure.high is None):
        return False
    article = figure.low == figure.high == 1 and vocab.is_function(figure.number.text.lower())
    mere = figure.low == figure.high == 1 and not (figure.unit or figure.action or figure.modifier)
    return not mere and not article and figure.high != 0


def _alike(desk: Desk, figure: Figure) -> Iterator[_Found]:
    """The figures near the draft's words that count the same thing."""
    sentence = desk.around.sentence(figure.start)
    vocab = desk.around.vocabulary
    near = desk.near_sentence(sentence) if sentence else []
    near = near + desk.near.sentences(f"{figure.text} {figure.counted or ''}", vocab)
    places = dict.fromkeys(one.item_id for one in near)
    for item_id in places:
        account = desk.near.account(item_id)
        if account is None or account.story_id not in desk.stories:
            continue
        for theirs in account.reading.figures:
            if not _counts(theirs, vocab):
                continue
            points, sure = _points(figure, desk.around, theirs, account.around)
            if points:
                yield _Found(points, theirs, account, sure)


def _points(mine: Figure, here: Surroundings, theirs: Figure, there: Surroundings) -> tuple[int, bool]:
    """How much speaks for two figures counting the same thing, 0 where too little does; and whether that is sure."""
    if (mine.unit or "") != (theirs.unit or "") or here.vocabulary.language != there.vocabulary.language:
        return 0, False
    if (mine.action and theirs.action and mine.action != theirs.action) or (
        mine.place and theirs.place and mine.place != theirs.place
    ):
        return 0, False
    vocab = here.vocabulary
    core = core_of(mine, vocab), core_of(theirs, vocab)
    same_core = core[0] is not None and core[0] == core[1]
    same_action = mine.action is not None and mine.action == theirs.action
    if not same_core and not same_action and not (mine.unit and None in core):
        return 0, False
    if bool(mine.action) != bool(theirs.action) and not same_core:
        return 0, False
    heads = head_stems(mine, vocab) | head_stems(theirs, vocab)
    a, b = here.around(mine.start, mine.end), there.around(theirs.start, theirs.end)
    near, wide = len((a.near & b.near) - heads), len((a.wide & b.wide) - heads)
    shared_head = len(head_stems(mine, vocab) & head_stems(theirs, vocab))
    points = 2 * same_core + 3 * same_action + min(2, near) + (wide > near) + (shared_head > 1)
    enough = same_action or near >= CONTEXT or wide > CONTEXT or (same_core and shared_head > 1)
    sure = (same_action and wide >= CONTEXT) or (
        same_core and near >= CONTEXT and bool(mine.action) == bool(theirs.action)
    )
    return (points, sure) if enough else (0, False)


def _counted(figure: Figure, item_id: str, published: str | None, vocab: Vocabulary) -> Counted:
    words = [w.norm for w in compared_words(figure.modifier or "", vocab)]
    return Counted(figure, item_id, published, approximate=bool(phrases_in(words, vocab, "approximate")))


def _agree(mine: Counted, theirs: Counted) -> bool:
    """Whether the draft's value is the account's: the same bounds, or round numbers where one is approximate.

    "More than 3,000" does not bear out "more than 5,000", though both can be true.
    """
    a, b = mine.figure, theirs.figure
    if (a.low, a.high) == (b.low, b.high):
        return True
    if a.low is None or a.high is None or b.low is None or b.high is None:
        return (mine.approximate or theirs.approximate) and a.low == b.low and a.low is not None
    return go_together(mine, theirs)


def _dropped(mine: Counted, theirs: Counted) -> Flag | None:
    """A flag where an open bound became a bare number: "more than 3,000", then "3,000"."""
    a, b = mine.figure, theirs.figure
    bare = a.low is not None and a.low == a.high and not mine.approximate
    if bare and (b.low is None) != (b.high is None) and a.low in (b.low, b.high):
        return Flag("modifier", f"“{b.modifier or b.text}” lost: the account has “{b.text}”")
    return None


def _standing(desk: Desk, mine: Counted, agree: Sequence[_Found]) -> tuple[str, bool, tuple[Evidence, ...]]:
    """What other accounts have instead: a later value, or one of the same time; and whether that needs a look."""
    apart = (f for f in _grouped(desk, agree) if not go_together(mine, f.counted) and not _agree(mine, f.counted))
    rivals = [f for f in apart if _rivals(desk, mine.figure, f)]
    if not rivals:
        return "", False, ()
    last = max(f.when for f in agree)
    newer = [f for f in rivals if f.when and last and f.when[:10] > last[:10]]
    later = [f for f in newer if _may_revise(agree, mine.figure, f)]
    older = [f for f in rivals if f.when and last and f.when[:10] < last[:10]]
    beside = [f for f in rivals if f not in newer and f not in older]
    if later:
        newest = max(later, key=lambda f: (f.when, f.near.item.item_id))
        reason = "revised by the same authority" if _same_speaker(agree, newest) else "a later account has"
        note = f"older: {reason} to {_value(newest.figure)}" if "revised" in reason else (
            f"older: {reason} {_value(newest.figure)} ({moment(newest.when).words})"
        )  # fmt: skip
        return note, True, _distinct(desk, [newest, *beside])[:3]
    if beside:
        return f"accounts differ: {_values(beside)}", True, _distinct(desk, beside)[:3]
    return f"the newest of these; earlier: {_values(older)}" if older else "", False, ()


def _may_revise(agree: Sequence[_Found], mine: Figure, later: _Found) -> bool:
    """Whether a later value can be a revision: of the same authority, or a toll that rose."""
    return not mine.action or _size(later.figure) > _size(mine) or _same_speaker(agree, later)


def _same_speaker(agree: Sequence[_Found], other: _Found) -> bool:
    return other.figure.speaker is not None and any(f.figure.speaker == other.figure.speaker for f in agree)


def _rivals(desk: Desk, mine: Figure, other: _Found) -> bool:
    """Whether another value of the case's group is one of the draft's count: of the same happening, and no part.

    The case groups more loosely than an accusation may: of two counts of people that nothing is said to have happened
    to, words near by have to speak for one count.
    """
    there = other.near.around
    before = there.text[max(0, other.figure.start - 24) : other.figure.end]
    if phrases_in([w.norm for w in compared_words(before, there.vocabulary)], there.vocabulary, "part"):
        return False
    small, large = sorted((_size(mine), _size(other.figure)))
    if large > FAR * small:
        return False
    if mine.action or other.figure.action:
        return mine.action == other.figure.action
    return _points(mine, desk.around, other.figure, there)[1]


def _grouped(desk: Desk, agree: Sequence[_Found]) -> list[_Found]:
    """The figures that the case groups with those that agree: the other counts of the same thing."""
    ids = {f.figure.figure_id for f in agree[:MAX_SHOWN]}
    made = []
    for story in desk.stories:
        for row in desk.near.rows("figure_groups", story):
            if row["verdict"] in ("revision", "conflict") and ids & set(row["figure_ids"]):
                made += [f for name in row["figure_ids"] if (f := _of_id(desk, story, name))]
    return made


def _of_id(desk: Desk, story: str, figure_id: str) -> _Found | None:
    item_id = desk.near.item_of_figure(story, figure_id)
    account = desk.near.account(item_id) if item_id else None
    figures = account.reading.figures if account else ()
    figure = next((f for f in figures if f.figure_id == figure_id), None)
    return _Found(0, figure, account) if figure and account else None


def _values(found: Sequence[_Found]) -> str:
    return ", ".join(dict.fromkeys(_value(f.figure) for f in found))


def _value(figure: Figure) -> str:
    return f"“{figure.text}”"


def _distance(mine: Counted, f: _Found) -> float:
    return abs(_size(mine.figure) - _size(f.figure))


def _size(figure: Figure) -> float:
    return figure.low if figure.low is not None else figure.high or 0.0


def _shown(desk: Desk, found: Sequence[_Found]) -> tuple[Evidence, ...]:
    """The figures of different accounts, the surest first."""
    first: dict[str, _Found] = {}
    for f in found:
        first.setdefault(f.near.item.item_id, f)
    return tuple(_evidence(desk, f) for f in first.values())


def _distinct(desk: Desk, found: Sequence[_Found]) -> tuple[Evidence, ...]:
    """The figures of different values, each from the first account that has it."""
    first: dict[tuple[float | None, float | None], _Found] = {}
    for f in found:
        first.setdefault((f.figure.low, f.figure.high), f)
    return tuple(_evidence(desk, f) for f in first.values())


def _evidence(desk: Desk, f: _Found) -> Evidence:
    return desk.evidence(f.near, f.figure.start, f.figure.end, f.figure.figure_id, note=f.figure.speaker or "")

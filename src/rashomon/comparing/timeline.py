"""What happened when, by which account."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

import msgspec

from ..model.findings import Story, TimelineAccount, TimelineEvent
from ..model.readings import Attribution, Time
from .settling import day_of, settle
from .surroundings import Surroundings, surroundings_of

ALIKE = 0.4
"""Share of the rarer words of two sentences from which they tell one event on one day."""
MIN_SHARED = 3
"""Content words that two tellings of one event share at least; one more where their days differ."""
DAYS_APART = 3
"""Days by which two accounts may differ on one event."""
ALONE = 12
"""Accounts of a story up to which an event that only one of them has is listed."""
MAX_COMPARED = 60
"""Events with which a telling is compared at most."""


class _Told(msgspec.Struct, frozen=True):
    """One sentence of one account that dates an event."""

    item_id: str
    start: int
    end: int
    text: str
    edtf: str
    day: dt.date
    stems: frozenset[str]


class _Event:
    """Tellings of one event."""

    def __init__(self) -> None:
        self.told: list[_Told] = []
        self.stems: Counter[str] = Counter()

    def add(self, told: _Told) -> None:
        """Takes a telling in."""
        self.told.append(told)
        self.stems.update(told.stems)


def settle_times(story: Story) -> Story:
    """The story with times that one item alone could not settle given the value that the others' dates imply."""
    return settle(story)


def make_timeline(story: Story, surroundings: dict[str, Surroundings] | None = None) -> tuple[TimelineEvent, ...]:
    """One line an event, with every account that has it, by time."""
    told = [t for around in (surroundings or surroundings_of(story)).values() for t in _tellings(around)]
    weights = _weights(told)
    events = _events(sorted(told, key=lambda t: (t.day, -len(t.stems), t.item_id, t.start)), weights)
    few = len(story.accounts) <= ALONE
    made = (_event(story, e, weights) for e in events if few or len({t.item_id for t in e.told}) > 1)
    return tuple(sorted(made, key=lambda e: (e.edtf or "", e.text)))


def _tellings(around: Surroundings) -> Iterator[_Told]:
    """The sentences of the body that date something other than the saying of words; the finest time of each."""
    account = around.account
    best: dict[int, Time] = {}
    for t in account.reading.times:
        number = around.sentence_number(t.start)
        if number is None or t.start < account.item.body_start or day_of(t.edtf) is None:
            continue
        if not _dates_the_saying(t, around, account.reading.attributions):
            best.setdefault(number, t)
    for number, t in sorted(best.items()):
        s = account.reading.sentences[number]
        day = day_of(t.edtf)
        stems = around.stems(w for w in around.words(number) if not t.start <= w.start < t.end)
        if day is not None and len(stems) >= MIN_SHARED:
            yield _Told(account.item.item_id, s.start, s.end, around.text[s.start : s.end], t.edtf or "", day, stems)


def _dates_the_saying(t: Time, around: Surroundings, attributions: Sequence[Attribution]) -> bool:
    """Whether a time stands with a cue outside its content, and so tells when somebody spoke."""
    number = around.sentence_number(t.start)
    for a in attributions:
        if a.cue is None or around.sentence_number(a.cue.start) != number:
            continue
        inside = any(c.start <= t.start and t.end <= c.end for c in a.content)
        if not inside:
            return True
    return False


def _weights(told: Sequence[_Told]) -> dict[str, float]:
    counts = Counter(s for t in told for s in t.stems)
    return {s: 1.0 / (1.0 + n / 4) for s, n in counts.items()}


def _events(told: Sequence[_Told], weights: dict[str, float]) -> list[_Event]:
    """Tellings by event: each joins the event that it is most like, on its day or near it."""
    events: list[_Event] = []
    by_day: dict[dt.date, list[int]] = defaultdict(list)
    for t in told:
        days = [t.day + dt.timedelta(days=n) for n in range(-DAYS_APART, DAYS_APART + 1)]
        near = [n for day in days for n in by_day[day][-MAX_COMPARED:]]
        scored = [(_likeness(t, events[n], weights), -n) for n in near]
        likeness, place = max(scored, default=(0.0, 0))
        if likeness < ALIKE:
            place = -len(events)
            events.append(_Event())
        events[-place].add(t)
        if -place not in by_day[t.day]:
            by_day[t.day].append(-place)
    return events


def _likeness(t: _Told, event: _Event, weights: dict[str, float]) -> float:
    """Weighted share of the smaller telling's words that both have; 0 where too few are shared."""
    shared = t.stems & event.stems.keys()
    same_day = any(x.day == t.day for x in event.told)
    if len(shared) < MIN_SHARED + (0 if same_day else 2):
        return 0.0
    mine = sum(weights[s] for s in t.stems)
    theirs = sum(weights[s] * n for s, n in event.stems.items()) / len(event.told)
    share = sum(weights[s] for s in shared) / max(1e-9, min(mine, theirs))
    return share if same_day else share * 0.7


def _event(story: Story, event: _Event, weights: dict[str, float]) -> TimelineEvent:
    by_place = sorted(event.told, key=lambda t: (t.item_id, t.start))
    times = Counter(t.edtf for t in by_place)
    edtf = min(times, key=lambda e: (-times[e], -len(e), e))

    def central(t: _Told) -> tuple[float, int, str]:
        held = sum(weights[s] * event.stems[s] for s in t.stems) / max(1, len(t.stems)) ** 0.5
        return held, -len(t.text), t.text

    fitting = [t for t in by_place if t.edtf == edtf]
    return TimelineEvent(
        story_id=story.story_id,
        edtf=edtf,
        text=" ".join(max(fitting, key=central).text.split()),
        accounts=tuple(TimelineAccount(t.item_id, t.start, t.end, t.edtf) for t in by_place),
    )

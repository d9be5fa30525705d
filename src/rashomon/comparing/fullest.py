"""Which wording of an utterance is the fullest, and how renderings that one account has of it stand to one another."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from .edits import Step
from .versions import Rendering
from .wordings import Word

NEARLY = 0.9
"""Share of the most words that accounts have in common from which a wording is as full as any."""
_BASES = 12
"""Wordings of an utterance, fullest first, against which a rendering is laid at most."""
_RUN, _COVERED = 3, 5
"""Words of a run, and words in runs that another account has too, from which a rendering is known to be shared."""
_WHOLE = 6
"""Words up to which a rendering that stands whole within another account's is enough."""
_BESIDE = 400
"""Characters between two renderings of one account up to which they are parts of one."""


class Laid(msgspec.Struct, frozen=True):
    """A rendering laid along a fuller wording, whose words' offsets count in `text`; the fullest has no steps."""

    steps: tuple[Step, ...] = ()
    words: tuple[Word, ...] = ()
    text: str = ""

    @property
    def place(self) -> tuple[int, int]:
        """The words of the fuller wording from the first to the last that the rendering has."""
        held = [s for s in self.steps if s.kind in ("equal", "spelling")]
        return (held[0].a1, held[-1].a2) if held else (0, 0)


def norms_of(utterance: Iterable[Rendering]) -> tuple[tuple[str, ...], ...]:
    """The compared words of each part."""
    return tuple(r.norms for r in utterance)


def utterances_of(quoted: Iterable[Rendering]) -> list[list[Rendering]]:
    """The quoted renderings by the split quotation that they are parts of, the fullest first.

    The fullest is the one with most words that another account has some of: what an account alone goes on with is
    likelier another sentence, and is left out of all but the fullest, and of that too where the outlet's words run on
    between the parts. Of those nearly as full, the one that most accounts have word for word comes first (a word more
    in a single account is likelier its own), then the one that more renderings of others are parts of, then the
    longest, by tenths: a word written apart is no word more.
    """
    parts: dict[tuple[str, str], list[Rendering]] = defaultdict(list)
    for r in quoted:
        parts[(r.item_id, r.part)].append(r)
    ordered = [sorted(rs, key=lambda r: r.start) for rs in parts.values()]
    shared = _Shared(ordered)
    most = max((shared.words(u) for u in ordered), default=0)
    alike = Counter(norms_of(u) for u in ordered)

    def rank(u: list[Rendering]) -> tuple[bool, int, int, int, int, str, str, int]:
        shares = shared.words(u)
        full = shares >= NEARLY * most
        held, reach = (alike[norms_of(u)], shared.reach(u)) if full else (0, 0)
        tenths = -round(10 * shares / max(1, most))
        return not full, -held, -reach, tenths, -_words_in(u), u[0].published or "9", u[0].item_id, u[0].start

    first, *others = sorted(ordered, key=rank)
    kept = [u if norms_of(u) == norms_of(first) else [r for r in u if shared.has(r)] for u in others]
    own = [r for r in first if shared.has(r) or not r.loose]
    return [own, *(u for u in kept if u)] if most else [first, *others]


def _words_in(utterance: Iterable[Rendering]) -> int:
    return sum(len(r.words) for r in utterance)


Place = tuple[str, int]


class _Shared:
    """Which renderings have words that another account has as well: enough of them in rows, or a short one whole."""

    def __init__(self, utterances: Sequence[Sequence[Rendering]]) -> None:
        self._runs: dict[tuple[str, ...], dict[Place, None]] = defaultdict(dict)
        self._whole: dict[tuple[str, ...], dict[Place, None]] = defaultdict(dict)
        self._others: dict[Place, set[Place]] = defaultdict(set)
        renderings = [r for u in utterances for r in u]
        for r in renderings:
            for run in _runs(r.norms, _RUN):
                _note(self._runs[run], r)
            if len(r.words) <= _WHOLE:
                _note(self._whole[r.norms], r)
        for r in renderings:
            self._others[_place(r)] |= self._covering(r)
            for whole in self._wholes(r):
                self._others[_place(r)].add(whole)
                self._others[whole].add(_place(r))

    def _wholes(self, r: Rendering) -> Iterator[Place]:
        for size in range(1, _WHOLE + 1):
            for run in _runs(r.norms, size):
                yield from (p for p in self._whole.get(run, ()) if p[0] != r.item_id)

    def _covering(self, r: Rendering) -> set[Place]:
        covered: set[int] = set()
        places: set[Place] = set()
        for at in range(len(r.norms) - _RUN + 1):
            found = [p for p in self._runs[r.norms[at : at + _RUN]] if p[0] != r.item_id]
            if found:
                covered.update(range(at, at + _RUN))
                places.update(found)
        return places if len(covered) >= min(_COVERED, max(_RUN, (len(r.norms) + 1) // 2)) else set()

    def has(self, r: Rendering) -> bool:
        """Whether another account has words of the rendering."""
        return bool(self._others[_place(r)])

    def words(self, u: Iterable[Rendering]) -> int:
        """How many words the parts have of which another account has some."""
        return _words_in(r for r in u if self.has(r))

    def reach(self, u: Sequence[Rendering]) -> int:
        """How many renderings of other accounts share words with it, counted up to a few a run."""
        return len(set().union(*(self._others[_place(r)] for r in u)))


def _place(r: Rendering) -> Place:
    return r.item_id, r.start


def _note(places: dict[Place, None], r: Rendering) -> None:
    if len(places) < _BASES:
        places[_place(r)] = None


def _runs(norms: tuple[str, ...], size: int) -> dict[tuple[str, ...], None]:
    """The runs of so many words, each once, in their order."""
    return dict.fromkeys(norms[i : i + size] for i in range(len(norms) - size + 1))


def bases_of(utterances: Sequence[list[Rendering]]) -> list[list[Rendering]]:
    """The first utterances with words of their own."""
    return list({norms_of(u): u for u in reversed(utterances)}.values())[::-1][:_BASES]


def with_parts(laid: Sequence[tuple[Rendering, Laid]]) -> list[tuple[Rendering, Laid]]:
    """The renderings with what other parts of the same account's quotation have no longer counted as cut from them.

    An account that prints an utterance in two quotations, one after the other, has left out nothing between them but
    what stands between their places in the fuller wording.
    """
    by_item: dict[tuple[str, str], list[tuple[Rendering, Laid]]] = defaultdict(list)
    for r, x in laid:
        if x.steps:
            by_item[(r.item_id, x.text)].append((r, x))
    beside = {id(r): _beside(r, x, by_item[(r.item_id, x.text)]) for r, x in laid if x.steps}
    return [(r, msgspec.structs.replace(x, steps=_within(x.steps, *beside[id(r)])) if x.steps else x) for r, x in laid]


def _beside(r: Rendering, x: Laid, others: Sequence[tuple[Rendering, Laid]]) -> tuple[int, int]:
    """The words of the fuller wording that are this part's to leave out: from the part before it to the next one.

    What two parts leave out between them is cut from the one whose sentence it stands in, or from both.
    """
    start, end = x.place
    low, high = 0, len(x.words)
    for other, its in others:
        if other is r or max(other.start - r.end, r.start - other.end) > _BESIDE:
            continue
        a, b = its.place
        if b <= start and other.start < r.start:
            low = max(low, _parting(x.words, b, start)[0])
        elif a >= end and other.start > r.start:
            high = min(high, _parting(x.words, end, a)[1])
    return low, high


def _parting(words: Sequence[Word], end: int, start: int) -> tuple[int, int]:
    """From where words between two parts are the second one's to leave out, and up to where the first one's."""
    if start >= len(words) or words[end - 1].sentence == words[start].sentence:
        return end, start
    at = next((n for n in range(end, start) if words[n].sentence == words[start].sentence), start)
    return at, at


def _within(steps: Sequence[Step], low: int, high: int) -> tuple[Step, ...]:
    """The steps with nothing cut outside of `[low, high)`."""
    out: list[Step] = []
    for s in steps:
        if s.kind != "outer_cut":
            out.append(s)
        elif max(s.a1, low) < min(s.a2, high):
            out.append(msgspec.structs.replace(s, a1=max(s.a1, low), a2=min(s.a2, high)))
    return tuple(out)

"""Where an edit can change the meaning, and why. A flag says what and why; it does not accuse."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache

from ..language.names import name_data
from ..language.packs import load_pack
from ..model.findings import Flag
from .edits import Step, is_respelled_name
from .phrases import phrases_in
from .vocabulary import MEANINGS, Vocabulary
from .wordings import Word

SHORT_CUT = 4
"""Words cut out in a row up to which each of them can have been meant to go; more are a clause left out."""
MIN_WORDS = 4
"""A shorter fragment is plainly a fragment; what it leaves out is not flagged."""


def flags_of(
    steps: Sequence[Step], full: Sequence[Word], version: Sequence[Word], vocab: Vocabulary
) -> tuple[Flag, ...]:
    """The flags that a version's edits raise, one of a kind, in the order of the kinds."""
    raised: dict[str, Flag] = {}
    stayed = _Stayed(steps, full, vocab)
    for s in steps:
        if s.kind in ("equal", "spelling", "beyond"):
            continue
        for flag in _of_step(s, full, version, stayed, vocab):
            raised.setdefault(flag.kind, flag)
    if (joined := _joined(steps, full, version)) is not None:
        raised["joined"] = joined
    order = [*MEANINGS, "number", "name", "joined"]
    return tuple(raised[k] for k in order if k in raised)


_BEARING = ("condition", "negation", "hedge")
"""What matters when it is cut off with the rest of its sentence."""
_ONCE = ("modal", "quantifier", "hedge", "time")
"""What still holds of a sentence where the same word stands in it a second time; two negations are not one."""


class _Stayed:
    """What stayed of the fullest wording, sentence by sentence: a word that goes and stands there again is not lost."""

    def __init__(self, steps: Sequence[Step], full: Sequence[Word], vocab: Vocabulary) -> None:
        self._words: dict[int, list[str]] = defaultdict(list)
        self._vocab = vocab
        for s in steps:
            if s.kind in ("equal", "spelling"):
                for w in full[s.a1 : s.a2]:
                    self._words[w.sentence].append(w.norm)

    def without(self, lost: Counter[str], was: Sequence[Word], kind: str) -> Counter[str]:
        """The phrases lost with these words less those that their sentences keep; of conditions any other will do."""
        if not lost or kind not in (*_ONCE, "condition"):
            return lost
        kept: Counter[str] = Counter()
        for sentence in sorted({w.sentence for w in was}):
            kept += phrases_in(self._words[sentence], self._vocab, kind)
        if kind == "condition":
            return Counter() if kept else lost
        return Counter({phrase: n for phrase, n in lost.items() if phrase not in kept})


def _of_step(
    s: Step, full: Sequence[Word], version: Sequence[Word], stayed: _Stayed, vocab: Vocabulary
) -> Iterator[Flag]:
    """The flags of one step: of a long stretch that went only what bears on words that stayed is counted as lost."""
    was, now = full[s.a1 : s.a2], version[s.b1 : s.b2]
    if s.kind == "outer_cut" or len(was) > SHORT_CUT + len(now):
        if len(version) >= MIN_WORDS:
            yield from _of_cut(s, full, stayed, vocab)
        was = ()
    if was or now:
        yield from _of_edit(was, now, stayed, vocab)


def _of_cut(s: Step, full: Sequence[Word], stayed: _Stayed, vocab: Vocabulary) -> Iterator[Flag]:
    """Flags of a longer stretch cut out: a condition of a sentence that stayed, a negation or hedge of its clause."""
    beside = [full[n] for n in (s.a1 - 1, s.a2) if 0 <= n < len(full)]
    sentences, clauses = {w.sentence for w in beside}, {w.clause for w in beside}
    same = [w for w in full[s.a1 : s.a2] if w.sentence in sentences]
    for kind in _BEARING:
        near = same if kind == "condition" else [w for w in same if w.clause in clauses]
        if lost := stayed.without(phrases_in([w.norm for w in near], vocab, kind), near, kind):
            yield Flag(kind, _reason(kind, lost, Counter()))


def _of_edit(was: Sequence[Word], now: Sequence[Word], stayed: _Stayed, vocab: Vocabulary) -> Iterator[Flag]:
    a, b = [w.norm for w in was], [w.norm for w in now]
    for kind in MEANINGS:
        before, after = stayed.without(phrases_in(a, vocab, kind), was, kind), phrases_in(b, vocab, kind)
        if _meant(before, vocab) != _meant(after, vocab):
            yield Flag(kind, _reason(kind, before, after))
    numbers_a, numbers_b = _numbers(was), _numbers(now)
    if numbers_a != numbers_b and any(n != _ONE for n in (*numbers_a, *numbers_b)):
        yield Flag("number", _reason("number", numbers_a, numbers_b))
    yield from _names(was, now, vocab)


def _meant(found: Counter[str], vocab: Vocabulary) -> Counter[str]:
    """The phrases by the one that each of them is only another form of ("going to" and "will")."""
    forms = _forms(vocab.language)
    meant: Counter[str] = Counter()
    for phrase, n in found.items():
        meant[forms.get(phrase, phrase)] += n
    return meant


@lru_cache(maxsize=64)
def _forms(language: str) -> dict[str, str]:
    words = load_pack(language).section("flags").get("forms", {}).get("words", {})
    return {str(form): str(plain) for plain, forms in words.items() for form in forms}


_ONE = "one"
"""Written as a word it counts less often than it stands for somebody or for "a"."""


def _numbers(words: Sequence[Word]) -> Counter[str]:
    return Counter(_ONE if w.norm == "1" and w.end - w.start > 1 else w.norm for w in words if w.norm[:1].isdigit())


def _names(was: Sequence[Word], now: Sequence[Word], vocab: Vocabulary) -> Iterator[Flag]:
    before, after = _capitals(was, vocab), _capitals(now, vocab)
    if not before or not after or set(before) & set(after):
        return
    if not is_respelled_name(was, now):
        yield Flag("name", f"“{' '.join(before)}” became “{' '.join(after)}”")


def _capitals(words: Sequence[Word], vocab: Vocabulary) -> list[str]:
    """The names among the words: capitals within a sentence that are no weekday, month, pronoun or title."""
    times, titles = vocab.groups["time"], _titles(vocab.language)
    return [
        w.norm
        for w in words
        if w.capital and not w.bracketed and (w.norm,) not in times and not vocab.is_function(w.norm)
        if w.norm not in titles
    ]


@lru_cache(maxsize=64)
def _titles(language: str) -> frozenset[str]:
    """Words that stand before a name: "General Orr" and "Mr. Orr" are one name."""
    data = name_data(language)
    return frozenset((*data.honorifics, *data.abbreviations, *data.roles))


def _reason(kind: str, before: Counter[str], after: Counter[str]) -> str:
    lost, gained = before - after, after - before
    what = [f"{kind} lost: {_listed(lost)}"] if lost else []
    what += [f"{kind} gained: {_listed(gained)}"] if gained else []
    if lost and gained:
        return f"{kind} changed: {_listed(lost)} became {_listed(gained)}"
    return "; ".join(what)


def _listed(found: Counter[str]) -> str:
    return ", ".join(f"“{w}”" for w in sorted(found))


def _joined(steps: Sequence[Step], full: Sequence[Word], version: Sequence[Word]) -> Flag | None:
    """Words of two sentences run together with nothing to show that words between them are gone."""
    for before, cut, after in zip(steps, steps[1:], steps[2:], strict=False):
        if cut.kind != "cut" or before.kind != "equal" or after.kind != "equal":
            continue
        apart = full[cut.a2].sentence - full[cut.a1 - 1].sentence
        if apart >= 1 and cut.a2 - cut.a1 >= 3 and not version[after.b1].gap:
            missing = cut.a2 - cut.a1
            return Flag("joined", f"words of two places joined as one; {missing} words between them left out unmarked")
    return None

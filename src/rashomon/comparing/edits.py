"""How one rendering differs from another, word by word, and what that makes of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache

import msgspec
from rapidfuzz.distance import JaroWinkler

from ..language.packs import load_pack
from ..model.findings import Edit
from .vocabulary import Vocabulary
from .wordings import Word

SHORT_EXTENSION = 3
"""Fewer words than this beyond the edge of the fullest wording are an addition; more are words that it left out."""
_WINDOWS, _NEARLY_BEST = 4, 0.8
"""Places in the fullest wording at which a version is tried, and share of the best one's words that they must have."""
_WINDOW_MARGIN = 2
"""Words that a version's place in the fullest wording may be longer on either side."""
_NAME_LIKENESS = 0.72
"""Jaro-Winkler of two names above which one is a spelling of the other (Chaikovsky, Tschaikowski: 0.82)."""


class Step(msgspec.Struct, frozen=True, array_like=True):
    """One stretch of an alignment: words `[a1, a2)` of the fullest wording against `[b1, b2)` of the version.

    kind: equal, cut, added, changed, spelling (the same words written otherwise), beyond (more of the utterance than
    the fullest wording has), outer_cut (cut before the first or after the last shared word).
    """

    kind: str
    a1: int
    a2: int
    b1: int
    b2: int


def align(full: Sequence[Word], version: Sequence[Word], vocab: Vocabulary) -> tuple[Step, ...]:
    """The version laid along the fullest wording, word by word.

    Where one stretch of the fullest wording, no longer than the version, holds as many of its words as the whole does,
    the version is laid there: words of another sentence that are the same by chance are then not taken for its own.
    """
    a, b = [w.norm for w in full], [w.norm for w in version]
    laid = [_steps(a, b, 0, len(a), vocab)]
    laid += [_steps(a, b, start, end, vocab) for start, end in _windows(a, b)]
    steps = max(reversed(laid), key=lambda steps: (_held(steps), -len(steps)))
    return _edges(_parted([_spelled(s, full, version, vocab.language) for s in steps], full, version))


_KIND = {"equal": "equal", "delete": "cut", "insert": "added", "replace": "changed"}


def _steps(a: list[str], b: list[str], start: int, end: int, vocab: Vocabulary) -> list[Step]:
    """The alignment of `b` with `a[start:end]`, what lies outside of it cut."""
    codes = SequenceMatcher(None, a[start:end], b, autojunk=False).get_opcodes()
    steps = [Step(_KIND[k], a1 + start, a2 + start, b1, b2) for k, a1, a2, b1, b2 in codes]
    if start:
        steps.insert(0, Step("cut", 0, start, 0, 0))
    if end < len(a):
        steps.append(Step("cut", end, len(a), len(b), len(b)))
    return _without_chance(_joined(steps), a, vocab)


def _held(steps: Sequence[Step]) -> int:
    """How many words the steps leave as they are."""
    return sum(s.a2 - s.a1 for s in steps if s.kind == "equal")


def _windows(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int]]:
    """The stretches of `a` as long as `b` that have most of its words, with a few more on either side."""
    size = len(b)
    if len(a) <= size + 2 * _WINDOW_MARGIN:
        return []
    want, have = Counter(b), Counter(a[:size])
    shared = [sum((want & have).values())]
    for n in range(len(a) - size):
        out, new = a[n], a[n + size]
        gone = have[out] <= want[out]
        have[out] -= 1
        have[new] += 1
        shared.append(shared[-1] - gone + (have[new] <= want[new]))
    enough = max(shared) * _NEARLY_BEST
    kept: list[int] = []
    for at in sorted((n for n, count in enumerate(shared) if count >= enough), key=lambda n: (-shared[n], n)):
        if len(kept) < _WINDOWS and all(abs(at - other) > _WINDOW_MARGIN for other in kept):
            kept.append(at)
    return [(max(0, at - _WINDOW_MARGIN), min(len(a), at + size + _WINDOW_MARGIN)) for at in kept]


def _parted(steps: list[Step], full: Sequence[Word], version: Sequence[Word]) -> list[Step]:
    """The steps with a change at either end parted into what stands for one another and what is only cut or added.

    As many words as both have next to the shared ones stand for one another, unless a sentence ends between; of a long
    cut at the edge nothing is known but that it was left out.
    """
    out: list[Step] = []
    for n, s in enumerate(steps):
        left, right = n == 0, n == len(steps) - 1
        if s.kind != "changed" or left == right:
            out.append(s)
        else:
            out += _parted_left(s, full, version) if left else _parted_right(s, full, version)
    return out


def _parted_left(s: Step, full: Sequence[Word], version: Sequence[Word]) -> list[Step]:
    size = min(s.a2 - s.a1, s.b2 - s.b1)
    size = min(size, _same_sentence(full[s.a1 : s.a2 + 1], -1), _same_sentence(version[s.b1 : s.b2 + 1], -1))
    a, b = s.a2 - size, s.b2 - size
    if max(a - s.a1, b - s.b1) < SHORT_EXTENSION and size:
        return [s]
    parts = [Step("cut", s.a1, a, s.b1, s.b1), Step("added", a, a, s.b1, b), Step("changed", a, s.a2, b, s.b2)]
    return [p for p in parts if p.a2 > p.a1 or p.b2 > p.b1]


def _parted_right(s: Step, full: Sequence[Word], version: Sequence[Word]) -> list[Step]:
    size = min(s.a2 - s.a1, s.b2 - s.b1)
    size = min(size, _same_sentence(full[s.a1 - 1 : s.a2], 1), _same_sentence(version[s.b1 - 1 : s.b2], 1))
    a, b = s.a1 + size, s.b1 + size
    if max(s.a2 - a, s.b2 - b) < SHORT_EXTENSION and size:
        return [s]
    parts = [Step("changed", s.a1, a, s.b1, b), Step("added", a, a, b, s.b2), Step("cut", a, s.a2, s.b2, s.b2)]
    return [p for p in parts if p.a2 > p.a1 or p.b2 > p.b1]


def _same_sentence(words: Sequence[Word], step: int) -> int:
    """How many words stand in the sentence of the first one (or of the last one, where step is -1), without it."""
    row = list(words)[::step]
    return sum(w.sentence == row[0].sentence for w in row) - 1


def _without_chance(steps: list[Step], a: Sequence[str], vocab: Vocabulary) -> list[Step]:
    """The steps with shared words that are shared by chance (one or two function words far from others) dissolved."""
    kept: list[Step] = []
    for n, s in enumerate(steps):
        small = s.kind == "equal" and s.a2 - s.a1 <= 2 and all(vocab.is_function(w) for w in a[s.a1 : s.a2])
        before = _size(steps[n - 1]) if n else 0
        after = _size(steps[n + 1]) if n + 1 < len(steps) else 0
        first = all(other.kind != "equal" for other in steps[:n])
        last = all(other.kind != "equal" for other in steps[n + 1 :])
        alone = (first and after > s.a2 - s.a1) or (last and before > s.a2 - s.a1)
        lonely = small and ((before >= 4 and after >= 4) or (alone and max(before, after) >= _FAR))
        kept.append(msgspec.structs.replace(s, kind="changed") if lonely else s)
    return _joined(kept)


_FAR = 3
"""Words changed beside a first or last word of grammar from which that is shared by chance."""


def _size(s: Step) -> int:
    return 0 if s.kind == "equal" else max(s.a2 - s.a1, s.b2 - s.b1)


def _joined(steps: list[Step]) -> list[Step]:
    """Neighbouring steps that are not equal as one."""
    joined: list[Step] = []
    for s in steps:
        if s.kind == "equal":
            joined.append(s)
            continue
        first = joined.pop() if joined and joined[-1].kind != "equal" else s
        kind = "cut" if first.b1 == s.b2 else "added" if first.a1 == s.a2 else "changed"
        joined.append(Step(kind, first.a1, s.a2, first.b1, s.b2))
    return joined


def _spelled(s: Step, full: Sequence[Word], version: Sequence[Word], language: str) -> Step:
    """A change that only writes the same words apart, together or shorter is none."""
    if s.kind == "changed" and s.a2 - s.a1 <= _SPELLED_WORDS:
        was = _letters(full[s.a1 : s.a2], language)
        if was == _letters(version[s.b1 : s.b2], language):
            return msgspec.structs.replace(s, kind="spelling")
    return s


_SPELLED_WORDS = 4
"""Words that can be written otherwise and be the same."""


def _letters(words: Sequence[Word], language: str) -> str:
    """The words written together, with what stands for a sign or a shorter ending."""
    whole, within = _written(language, "words"), _written(language, "within")
    written = "".join(whole.get(w.norm, w.norm) for w in words)
    for short, long in within.items():
        written = written.replace(short, long)
    return written.replace("'", "")


@lru_cache(maxsize=64)
def _written(language: str, part: str) -> dict[str, str]:
    """What is written for what in a language: "11th" for "eleventh"; within a word "%" for "percent", "'s" for "is"."""
    pairs = load_pack(language).section("flags").get("written", {}).get(part, {})
    return {str(a): str(b) for a, b in sorted(pairs.items())}


def _edges(steps: list[Step]) -> tuple[Step, ...]:
    """What is cut before the first or after the last shared word, or goes on beyond it, named as such."""
    shared = [n for n, s in enumerate(steps) if s.kind in ("equal", "spelling")]
    if not shared:
        return tuple(steps)
    out: list[Step] = []
    for n, s in enumerate(steps):
        if shared[0] < n < shared[-1] or n in (shared[0], shared[-1]):
            out.append(s)
        elif s.kind == "cut":
            out.append(msgspec.structs.replace(s, kind="outer_cut"))
        elif s.kind == "added" and s.b2 - s.b1 >= SHORT_EXTENSION:
            out.append(msgspec.structs.replace(s, kind="beyond"))
        else:
            out.append(s)
    return tuple(out)


def is_respelled_name(was: Sequence[Word], now: Sequence[Word]) -> bool:
    """Whether a change writes a name another way, word for word or nearly so."""
    if not was or not now or abs(len(was) - len(now)) > 1:
        return False
    if not all(w.capital for w in (was[-1], now[-1])):
        return False
    return JaroWinkler.similarity(was[-1].norm, now[-1].norm) >= _NAME_LIKENESS


def relation_of(steps: Sequence[Step], full: Sequence[Word], version: Sequence[Word]) -> str:
    """full, truncated, elided or altered, by what the steps leave out and change.

    Words that an outlet puts in square brackets are its own and marked as such: adding or leaving them is no change.
    """
    inner = [s for s in steps if s.kind in ("cut", "added", "changed")]
    if any(_touches(s, full, version) for s in inner if s.kind != "cut"):
        return "altered"
    if any(_touches(s, full, version) for s in inner):
        return "elided"
    return "truncated" if any(s.kind in ("outer_cut", "beyond") for s in steps) else "full"


def _touches(s: Step, full: Sequence[Word], version: Sequence[Word]) -> bool:
    """Whether a step changes words of the speaker."""
    own = [w for w in (*full[s.a1 : s.a2], *version[s.b1 : s.b2]) if not w.bracketed]
    return bool(own)


def edits_of(
    steps: Sequence[Step],
    full: Sequence[Word],
    full_text: str,
    version: Sequence[Word],
    version_text: str,
    *,
    version_start: int,
) -> tuple[Edit, ...]:
    """The edits that the steps make; texts are those that the words' offsets count in.

    Words cut here and added there in the same form are moved.
    """
    edits = []
    for s in steps:
        if s.kind == "equal":
            continue
        shown = _whole_words(s, full, version) if s.kind == "changed" else s
        was = _text(full_text, full[shown.a1 : shown.a2])
        start, end = _place(version, shown, version_start)
        now = version_text[version_start + start : version_start + end]
        op = {"outer_cut": "cut", "beyond": "added", "spelling": "changed"}.get(s.kind, s.kind)
        edits.append(Edit(op, was, now, start, end))
    return _moved(edits)


def _whole_words(s: Step, full: Sequence[Word], version: Sequence[Word]) -> Step:
    """A change that begins inside a written word ("there's", opened as "there is") with the word before it."""
    inside = any(
        0 < at < len(words) and words[at].start == words[at - 1].start for at, words in ((s.a1, full), (s.b1, version))
    )
    return msgspec.structs.replace(s, a1=s.a1 - 1, b1=s.b1 - 1) if inside and s.a1 and s.b1 else s


def _text(text: str, words: Sequence[Word]) -> str:
    return text[words[0].start : words[-1].end] if words else ""


def _place(version: Sequence[Word], s: Step, origin: int) -> tuple[int, int]:
    """Where a step stands in the version's own text; a cut stands between two words."""
    if s.b2 > s.b1:
        return version[s.b1].start - origin, version[s.b2 - 1].end - origin
    at = version[s.b1 - 1].end - origin if s.b1 else 0
    return at, at


def _moved(edits: list[Edit]) -> tuple[Edit, ...]:
    cut = {e.was.lower() for e in edits if e.op == "cut" and e.was}
    added = {e.now.lower() for e in edits if e.op == "added" and e.now}
    both = {w for w in cut & added if len(w.split()) >= 2}
    out = []
    for e in edits:
        words = (e.was or e.now).lower()
        out.append(msgspec.structs.replace(e, op="moved") if e.op in ("cut", "added") and words in both else e)
    return tuple(out)

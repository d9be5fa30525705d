"""How one rendering differs from another, word by word, and what that makes of it."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

import msgspec
from rapidfuzz.distance import JaroWinkler

from ..model.findings import Edit
from .vocabulary import Vocabulary
from .wordings import Word

SHORT_EXTENSION = 3
"""Fewer words than this beyond the edge of the fullest wording are an addition; more are words that it left out."""
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
    """The version laid along the fullest wording, word by word."""
    a, b = [w.norm for w in full], [w.norm for w in version]
    codes = SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
    steps = _without_chance([Step(_KIND[k], *where) for k, *where in codes], a, vocab)
    return _edges([_spelled(s, full, version) for s in steps], len(a), len(b))


_KIND = {"equal": "equal", "delete": "cut", "insert": "added", "replace": "changed"}


def _without_chance(steps: list[Step], a: Sequence[str], vocab: Vocabulary) -> list[Step]:
    """The steps with shared words that are shared by chance (one or two function words far from others) dissolved."""
    kept: list[Step] = []
    for n, s in enumerate(steps):
        small = s.kind == "equal" and s.a2 - s.a1 <= 2 and all(vocab.is_function(w) for w in a[s.a1 : s.a2])
        before = _size(steps[n - 1]) if n else 0
        after = _size(steps[n + 1]) if n + 1 < len(steps) else 0
        edge = n == 0 or n == len(steps) - 1
        lonely = small and ((before >= 4 and after >= 4) or (edge and max(before, after) >= 4))
        kept.append(msgspec.structs.replace(s, kind="changed") if lonely else s)
    return _joined(kept)


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


def _spelled(s: Step, full: Sequence[Word], version: Sequence[Word]) -> Step:
    """A change that only writes the same words apart or together is none."""
    if s.kind == "changed":
        was = "".join(w.norm for w in full[s.a1 : s.a2])
        now = "".join(w.norm for w in version[s.b1 : s.b2])
        if was.replace("'", "") == now.replace("'", ""):
            return msgspec.structs.replace(s, kind="spelling")
    return s


def _edges(steps: list[Step], size_a: int, size_b: int) -> tuple[Step, ...]:
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
        was = _text(full_text, full[s.a1 : s.a2])
        start, end = _place(version, s, version_start)
        now = version_text[version_start + start : version_start + end]
        op = {"outer_cut": "cut", "beyond": "added", "spelling": "changed"}.get(s.kind, s.kind)
        edits.append(Edit(op, was, now, start, end))
    return _moved(edits)


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

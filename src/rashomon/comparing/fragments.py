"""Quoted fragments: two or three words, or common ones, which alone do not show of which utterance they are.

A fragment joins an utterance that holds its words in a row only where something besides speaks for it: it is a part of
a quotation whose other part is of that utterance, its account quotes the utterance itself, the outlet's words around
it say what the utterance says around it, or its words are too rare to be two people's by chance.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from .commonness import rarity
from .matching import Wording, content_stems, speaker_key
from .surroundings import Surroundings
from .versions import Rendering
from .vocabulary import vocabulary

RARE, RARE_OPEN = 7.0, 9.0
"""Rarity from which words alone show the utterance: by the same speaker, or by one who is not known to be the same."""
AROUND, AROUND_OPEN = 1, 2
"""Content words around a fragment that its utterance has too, likewise."""
_LONGEST = 3
"""Wordings of an utterance, the longest ones, with whose words those around a fragment are compared."""


class Fragments:
    """The fragments of a story and the wordings that hold their words in a row."""

    def __init__(
        self, found: Sequence[Rendering], wordings: Sequence[Wording], surroundings: Mapping[str, Surroundings]
    ) -> None:
        self._found, self._wordings, self._surroundings = found, wordings, surroundings
        self._holders: dict[int, list[tuple[int, float]]] = defaultdict(list)
        self._by_item: dict[str, list[Rendering]] = defaultdict(list)
        for r in found:
            if r.quoted:
                self._by_item[r.item_id].append(r)

    def add(self, fragment: int, holder: int, strength: float) -> None:
        """Notes that a wording holds a fragment."""
        self._holders[fragment].append((holder, strength))

    def joined(self, groups: Mapping[int, Sequence[int]], root_of: Callable[[int], int]) -> dict[int, list[int]]:
        """The groups of long renderings with the fragments that are of their utterances."""
        out = {root: list(ns) for root, ns in groups.items()}
        places = _Places(self._found, groups)
        for fragment, holders in sorted(self._holders.items()):
            strengths: dict[int, float] = {}
            for holder, strength in holders:
                root = root_of(holder)
                strengths[root] = max(strengths.get(root, 0.0), strength)
            for n in self._wordings[fragment].members:
                if (home := self._home(self._found[n], strengths, groups, places)) is not None:
                    out[home].append(n)
        return self._with_single_words(out, places)

    def _home(
        self, r: Rendering, strengths: Mapping[int, float], groups: Mapping[int, Sequence[int]], places: _Places
    ) -> int | None:
        """The utterance that a fragment is of: the nearest that its account quotes, or else the strongest supported."""
        own = [(*places.distance(root, r), root) for root in strengths if places.has(root, r.item_id)]
        if own:
            return min(own)[-1]
        supported = [root for root in strengths if self._is_supported(r, groups[root])]
        return min(supported, key=lambda root: (-strengths[root], root), default=None)

    def _is_supported(self, r: Rendering, group: Sequence[int]) -> bool:
        others = [self._found[n] for n in group]
        keys = self._speakers(r)
        same = any(speaker_key(o) in keys for o in others)
        if rarity(r.norms, r.language) >= (RARE if same else RARE_OPEN):
            return True
        around = self._surroundings.get(r.item_id)
        if around is None:
            return False
        vocab = vocabulary(r.language)
        longest = sorted({o.norms for o in others}, key=lambda norms: (-len(norms), norms))[:_LONGEST]
        mine = content_stems(r.norms, vocab)
        beside = around.around(r.start, r.end).wide - mine
        held = max((len(beside & content_stems(norms, vocab)) for norms in longest), default=0)
        return held >= (AROUND if same else AROUND_OPEN)

    def _speakers(self, r: Rendering) -> set[str]:
        """Who is said to say a fragment; where nobody is, who says what else is quoted in its sentence."""
        if (key := speaker_key(r)) is not None:
            return {key}
        around = self._surroundings.get(r.item_id)
        sentence = around.sentence(r.start) if around else None
        if sentence is None:
            return set()
        beside = (o for o in self._by_item[r.item_id] if sentence.start <= o.start < sentence.end)
        return {key for o in beside if (key := speaker_key(o)) is not None}

    def _with_single_words(self, groups: dict[int, list[int]], places: _Places) -> dict[int, list[int]]:
        """Adds quoted single words whose quotation has another part in a group that has the word elsewhere as well."""
        singles = [n for n, r in enumerate(self._found) if r.quoted and len(r.words) == 1]
        for n in singles:
            r = self._found[n]
            for root in places.of_part(r):
                if any(r.norms[0] in self._found[m].norms for m in groups[root] if self._found[m].item_id != r.item_id):
                    groups[root].append(n)
                    break
        return groups


class _Places:
    """Where the utterances of a story are quoted at length."""

    def __init__(self, found: Sequence[Rendering], groups: Mapping[int, Sequence[int]]) -> None:
        self._by_item: dict[tuple[int, str], list[Rendering]] = defaultdict(list)
        self._by_part: dict[tuple[str, str], list[int]] = defaultdict(list)
        for root, ns in sorted(groups.items()):
            for n in ns:
                r = found[n]
                self._by_item[(root, r.item_id)].append(r)
                if root not in self._by_part[(r.item_id, r.part)]:
                    self._by_part[(r.item_id, r.part)].append(root)

    def has(self, root: int, item_id: str) -> bool:
        """Whether an account quotes an utterance at length."""
        return (root, item_id) in self._by_item

    def of_part(self, r: Rendering) -> Sequence[int]:
        """The utterances of which the other parts of a split quotation are."""
        return self._by_part.get((r.item_id, r.part), ())

    def distance(self, root: int, r: Rendering) -> tuple[bool, int]:
        """How far from a place its account quotes an utterance: parts of the same quotation first."""
        mine = self._by_item[(root, r.item_id)]
        near = min(max(o.start - r.end, r.start - o.end, 0) for o in mine)
        return all(o.part != r.part for o in mine), near

"""Attributions on their way: what was tagged, which lies in which, and what is known of the text around them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence

import msgspec

from ..language.quotations import Quotation
from ..model.readings import Entity, Mention, Sentence
from ..model.spans import Span
from .clauses import Words
from .cues import Cue, lexicon_for
from .relays import RelayFinder
from .speakers import Speaker, SpeakerFinder
from .taggers import Tagged

WORD = re.compile(r"[^\W_]+(?:['’.\-‑][^\W_]+)*")


class Node(msgspec.Struct):
    """One attribution on its way: what was tagged, its place in the tree, its speaker."""

    tagged: Tagged
    speaker: Speaker
    cue: Cue | None = None
    voice: Span | None = None
    """The words that name the speaker: the source, or what "who" stands for."""
    parent: Node | None = None
    via: list[str] = []
    reason: str | None = None

    @property
    def start(self) -> int:
        return self.tagged.content[0].start

    @property
    def end(self) -> int:
        return self.tagged.content[-1].end


class Surroundings:
    """What is known of one text while its attributions are put together."""

    def __init__(
        self,
        words: Words,
        sentences: Sequence[Sentence],
        mentions: Sequence[Mention],
        entities: Sequence[Entity],
        language: str,
    ) -> None:
        self.text, self.language = words.text, language
        self.sentences, self.quotations = sentences, words.quotations
        self.lexicon = lexicon_for(language)
        self.finder = SpeakerFinder(words.text, mentions, entities, self.lexicon)
        self.relays = RelayFinder(words, mentions)
        self.inner_marks: dict[int, tuple[Sequence[Quotation], list[int]]] = {}
        self.sentence_starts = [s.start for s in sentences]
        self.paragraphs = [s.paragraph for s in sentences]
        self.quotation_starts = [q.start for q in words.quotations]

    def _paragraph(self, offset: int) -> int:
        n = bisect_right(self.sentence_starts, offset) - 1
        return self.sentences[n].paragraph if n >= 0 else -1

    def _quotation_at(self, place: int) -> Quotation | None:
        n = bisect_right(self.quotation_starts, place) - 1
        if n >= 0 and self.quotations[n].inner_start <= place < self.quotations[n].inner_end:
            return self.quotations[n]
        return None


def distinct(tagged: Iterable[Tagged]) -> list[Tagged]:
    """Without those that say the same: equal cue, or equal content with equal source."""
    seen: set[object] = set()
    out = []
    for t in tagged:
        if not t.content:
            continue
        key = (t.source, tuple(t.content)), ("cue", t.cue, t.source) if t.cue else None
        if any(k in seen for k in key if k is not None):
            continue
        seen.update(k for k in key if k is not None)
        out.append(t)
    return out


def nest(nodes: list[Node]) -> None:
    """Gives each attribution the smallest other one whose content holds its cue (or content) and its own content."""
    open_nodes: list[Node] = []
    for node in nodes:
        anchor = node.tagged.cue or node.tagged.content[0]
        open_nodes = [n for n in open_nodes if n.end > node.start]
        holders = [
            n
            for n in open_nodes
            if n.end >= node.end
            and (n.end - n.start, n.tagged.content) != (node.end - node.start, node.tagged.content)
            and any(c.start <= anchor.start and anchor.end <= c.end for c in n.tagged.content)
            and _holds_content(n, node)
        ]
        if holders:
            node.parent = min(holders, key=lambda n: (n.end - n.start, n.start))
        open_nodes.append(node)


def _holds_content(outer: Node, inner: Node) -> bool:
    return (
        outer.start <= inner.start
        and inner.end <= outer.end
        and not (outer.tagged.cue is not None and outer.tagged.cue == inner.tagged.cue)
    )


def is_within(inner: Node, outer: Node) -> bool:
    up = inner.parent
    while up is not None:
        if up is outer:
            return True
        up = up.parent
    return False

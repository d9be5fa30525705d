"""Who stands between the outlet and a speaker: by nesting, by the words around, and by how a paragraph is opened."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise

import msgspec

from ..model.spans import Span
from .attribution_nodes import WORD, Node, is_within
from .attribution_voices import Voices
from .taggers import Tagged


class Chains(Voices):
    """Fills `via` of one text's attributions."""

    def _pass_on(self, nodes: list[Node]) -> list[Node]:
        """Adds to each attribution who passed it on, and an attribution of its own for a source that it cites."""
        cited_nodes: list[Node] = []
        dropped: set[int] = set()
        for number, node in enumerate(nodes):
            if node.tagged.cue is None:
                continue
            left, right = self._zone(nodes, number)
            relays, cited = self.relays.around(msgspec.structs.replace(node.tagged, source=node.voice), left, right)
            if node.voice is not None and not any(c.isupper() for c in node.voice.text):
                self._part_from_medium(node, relays)
            node.via = [name for span in relays if (name := self.finder.of(span).name) and name != node.speaker.name]
            for span in cited:
                speaker = self.finder.of(span)
                if speaker.name is None or speaker.name == node.speaker.name:
                    continue
                near = nodes[max(0, number - 8) : number + 9]
                dropped.update(id(n) for n in near if n is not node and n.tagged.cue and _is_citation(n.tagged, span))
                child = Node(
                    Tagged(span, self._word_before(span), node.tagged.content), speaker, node.cue, span, node, via=[]
                )
                for other in near:
                    if other.parent is node:
                        other.parent = child
                cited_nodes.append(child)
        self._after_fragment(nodes)
        self._passed_on_after(nodes)
        kept = [n for n in nodes if id(n) not in dropped]
        for n in kept:
            while n.parent is not None and id(n.parent) in dropped:
                n.parent = n.parent.parent
        return kept + cited_nodes

    def _part_from_medium(self, node: Node, relays: Sequence[Span]) -> None:
        """ "Canal Norte showed the premier": a description in small letters is not the medium that shows it."""
        assert node.voice is not None
        if any(self.finder.of(s).name == node.speaker.name for s in relays) and node.speaker.name is not None:
            node.speaker = self.finder.as_written(node.voice)

    def _word_before(self, span: Span) -> Span:
        """The word that stands before a span ("citing"), as its cue."""
        for m in WORD.finditer(self.text, max(0, span.start - 24), span.start):
            last = m
        return Span.of(self.text, last.start(), last.end())

    def _zone(self, nodes: list[Node], number: int) -> tuple[int, int]:
        """The part of its sentence that is an attribution's: up to its neighbours, within its parent's content."""
        node = nodes[number]
        cue = node.tagged.cue
        assert cue is not None
        sentence = self.sentences[max(0, bisect_right(self.sentence_starts, cue.start) - 1)]
        left, right = sentence.start, sentence.end
        start = min(cue.start, node.tagged.source.start if node.tagged.source else cue.start)
        end = max(cue.end, node.tagged.source.end if node.tagged.source else cue.end)
        if node.parent is not None:
            for c in node.parent.tagged.content:
                if c.start <= cue.start and cue.end <= c.end:
                    left, right = max(left, c.start), min(right, c.end)
        for other in (*nodes[max(0, number - 8) : number], *nodes[number + 1 : number + 9]):
            if other.tagged.cue is None or is_within(other, node) or is_within(node, other):
                continue
            if other.end <= start and other.tagged.cue.end <= start:
                left = max(left, other.end, other.tagged.cue.end)
            begin = min(
                s.start for s in (other.tagged.cue, other.tagged.source or other.tagged.cue, other.tagged.content[0])
            )
            if begin >= end and begin < right:
                right = begin
        return min(left, start), max(right, end)

    def _passed_on_after(self, nodes: list[Node]) -> None:
        """ "… His remarks were carried by the Gazette.": who passed on what the sentences before it say."""
        top = [n for n in nodes if n.parent is None and n.tagged.cue is not None]
        starts = [n.start for n in top]
        for number, sentence in enumerate(self.sentences[1:], 1):
            medium = self.relays.of_words_before(sentence.start, sentence.end)
            name = self.finder.of(medium).name if medium is not None else None
            if name is None:
                continue
            before = self.sentences[number - 1]
            for node in top[bisect_left(starts, before.start) : bisect_left(starts, before.end)]:
                if name != node.speaker.name:
                    node.via.insert(0, name)

    def _after_fragment(self, nodes: list[Node]) -> None:
        """“…”, according to a medium, right after somebody's words: the medium passed that one's words on."""
        top = [n for n in nodes if n.parent is None and n.cue is not None]
        for before, node in pairwise(top):
            if node.cue is None or node.cue.sort != "preposition" or node.tagged.source is None:
                continue
            words = WORD.findall(node.tagged.content[0].text)
            quoted = self._quotation_at(node.tagged.content[0].start + 1)
            if (
                not quoted
                or len(words) > 6
                or not self.relays.names_medium(node.tagged.source)
                or before.speaker.kind == "publication"
            ):
                continue
            if 0 <= node.start - before.end <= 4 and node.speaker.name:
                before.via.append(node.speaker.name)
                node.via.append(node.speaker.name)
                node.speaker = before.speaker

    def _chain(self, nodes: list[Node]) -> None:
        """Fills `via`: the chains of the attributions around it, who introduced the paragraph, and its own relays."""
        introduced = self._introductions(nodes)
        done: dict[int, list[str]] = {}

        def chain_of(node: Node) -> list[str]:
            if id(node) not in done:
                done[id(node)] = []  # a ring cannot be, but must not hang
                up: list[str] = []
                if node.parent is not None:
                    up = [*chain_of(node.parent), *([node.parent.speaker.name] if node.parent.speaker.name else [])]
                outer = introduced.get(self._paragraph(node.tagged.cue.start if node.tagged.cue else node.start))
                if outer and outer not in up:
                    up.insert(0, outer)
                done[id(node)] = _without_repeats([*up, *node.via], node.speaker.name)
            return done[id(node)]

        for node in nodes:
            chain_of(node)
        for node in nodes:
            node.via = done[id(node)]

    def _introductions(self, nodes: list[Node]) -> dict[int, str]:
        """Paragraph → who passed it on: the outermost speaker of a sentence before it that ends with a colon."""
        ends = {}
        for s in self.sentences:
            ends[s.paragraph] = s
        out: dict[int, str] = {}
        for node in nodes:
            cue = node.tagged.cue
            if node.parent is not None or cue is None or node.speaker.name is None:
                continue
            paragraph = self._paragraph(cue.start)
            final = ends.get(paragraph)
            if final is None or paragraph == 0 or paragraph + 1 not in ends or not final.start <= cue.start < final.end:
                continue
            if self.text[final.start : final.end].rstrip().endswith(":"):
                out.setdefault(paragraph + 1, node.speaker.name)
        return out


def _without_repeats(names: Iterable[str], speaker: str | None) -> list[str]:
    out: list[str] = []
    for name in names:
        if name not in out and name != speaker:
            out.append(name)
    return out


def _is_citation(tagged: Tagged, span: Span) -> bool:
    """Whether an attribution only says that somebody is cited."""
    return all(span.start - 2 <= c.start and c.end <= span.end + 2 for c in tagged.content)

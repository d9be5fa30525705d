"""Who speaks: pronouns, descriptions and relative pronouns of sources, settled by the attributions around them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from ..model.spans import Span
from .attribution_nodes import WORD, Node, Surroundings
from .clauses import subject_left
from .speakers import Speaker
from .taggers import Tagged


class Voices(Surroundings):
    """Settles the speakers of one text's attributions."""

    def _recall(self, nodes: list[Node]) -> None:
        """ "The company" is the harbour company that spoke before; only where the language has a definite article."""
        known: dict[str, Speaker] = {}
        indefinite = self.lexicon.words("indefinite")
        definite = self.lexicon.words("articles") - indefinite
        for node in sorted(nodes, key=lambda n: n.voice.start if n.voice else -1):
            name = node.speaker.name
            if name is None or node.voice is None:
                continue
            head = name.split()[-1].lower()
            if name == head and indefinite and node.voice.text.split(None, 1)[0].lower() in definite:
                node.speaker = known.get(head, node.speaker)
            elif " " in name:
                known[head] = node.speaker

    def _settle_pronouns(self, nodes: list[Node]) -> None:
        """ "The mayor's aide said he had told her": in another's content "he" may be the one whose aide speaks."""
        for node in nodes:
            parent, voice = node.parent, node.voice
            if parent is None or voice is None or not self.finder.is_third_person(voice.text):
                continue
            apart = node.speaker.name is not None and node.speaker.name == parent.speaker.name
            if apart and not (self._within_speech(voice, parent) or self._addresses_another(node)):
                continue
            if apart or node.speaker.name is None:
                owner = self.finder.owner(parent.voice)
                if owner is not None and owner.name != parent.speaker.name:
                    node.speaker = owner
                elif apart:
                    node.speaker = Speaker(None, None, None, f"“{voice.text}” is not the one who says so")

    def _settle_topics(self, nodes: list[Node]) -> None:
        """ "Of Moss, he said: …": the one whom a clause is opened with is not its "he", but who spoke before is."""
        openers = self.lexicon.words("topic_openers")
        spoken: Node | None = None
        for node in sorted((n for n in nodes if n.voice is not None), key=lambda n: n.voice.start if n.voice else 0):
            assert node.voice is not None
            if node.parent is not None:
                continue
            if openers and self.finder.is_third_person(node.voice.text) and self._is_topic(node, openers):
                fits = spoken is not None and self.finder.may_be(node.voice.text, spoken.speaker)
                unknown = Speaker(None, None, None, f"“{node.voice.text}” is not the one who is spoken of")
                node.speaker = spoken.speaker if spoken is not None and fits else unknown
            if self.finder.is_person(node.speaker):
                spoken = node

    def _is_topic(self, node: Node, openers: frozenset[str]) -> bool:
        """Whether the speaker of "he" is named in the phrase before the comma that opens the sentence."""
        assert node.voice is not None
        sentence = self.sentences[max(0, bisect_right(self.sentence_starts, node.voice.start) - 1)]
        opening = self.text[sentence.start : node.voice.start]
        first = opening.split(None, 1)[0].lower() if opening.split() else ""
        if first not in openers or not opening.rstrip().endswith(","):
            return False
        return node.speaker.entity in self.finder.entities_between(sentence.start, node.voice.start)

    def _settle_returning(self, nodes: list[Node]) -> None:
        """ "Moss said Creed had lied. “It is over,” he said.": the one whom somebody speaks of does not speak next.

        Only where the pronoun's one was last named inside what the speaker before says, in the paragraph or the one
        before, and that speaker fits the pronoun.
        """
        before: Node | None = None
        top = [n for n in nodes if n.voice is not None and n.parent is None and n.tagged.cue is not None]
        for node in sorted(top, key=lambda n: n.voice.start if n.voice else 0):
            assert node.voice is not None
            if before is not None and self._speaks_again(node, before):
                node.speaker = before.speaker
            if self.finder.is_person(node.speaker):
                before = node

    def _speaks_again(self, node: Node, before: Node) -> bool:
        assert node.voice is not None
        same = node.speaker.entity is None or node.speaker.entity == before.speaker.entity
        if same or not self.finder.is_third_person(node.voice.text) or before.voice is None:
            return False
        if self._paragraph(node.voice.start) - self._paragraph(before.voice.start) not in (0, 1):
            return False
        if not (self.finder.has_gender(node.voice.text) and self.finder.may_be(node.voice.text, before.speaker)):
            return False
        named = self.finder.last_named(node.speaker.entity, node.voice.start)
        if named is None or named < before.start:
            return named is None or named < self._sentence_start(before.start)
        return any(c.start <= named < c.end for c in before.tagged.content)

    def _settle_descriptions(self, nodes: list[Node]) -> None:
        """ "The 81-year-old", "the Argentine", «учёный», and a pronoun left open: the one who was spoken of last.

        A description that nobody was introduced by stands for somebody already named: who spoke in the paragraph, who
        is named in it, or who spoke in the paragraph before.
        """
        spoken: dict[int, Speaker] = {}
        for node in sorted((n for n in nodes if n.voice is not None), key=lambda n: n.voice.start if n.voice else 0):
            assert node.voice is not None
            paragraph = self._paragraph(node.voice.start)
            asked = self.finder.left_open(node.voice, node.speaker) if node.parent is None else None
            if asked is not None:
                place = self.sentence_starts[bisect_left(self.paragraphs, paragraph)]
                candidates = (
                    spoken.get(paragraph),
                    self.finder.named_between(place, node.voice.start, self._quotation_at),
                    spoken.get(paragraph - 1),
                )
                node.speaker = next((c for c in candidates if c is not None and asked.fits(c)), node.speaker)
            if node.parent is None and self.finder.is_person(node.speaker):
                spoken[paragraph] = node.speaker

    def _within_speech(self, voice: Span, parent: Node) -> bool:
        """Whether words stand in a quotation of an attribution: who speaks there is "I" and not "he"."""
        quoted = self._quotation_at(voice.start)
        cue = parent.tagged.cue
        if quoted is None or cue is None or quoted.inner_start <= cue.start < quoted.inner_end:
            return False
        return any(c.start <= quoted.start and quoted.inner_end <= c.end + 1 for c in parent.tagged.content)

    def _addresses_another(self, node: Node) -> bool:
        """Whether the one who is told is a pronoun of another gender than the one who tells ("he told her")."""
        if node.tagged.cue is None or node.voice is None:
            return False
        told = next(iter(WORD.findall(self.text[node.tagged.cue.end : node.tagged.cue.end + 12])), "").lower()
        return self.finder.differ(node.voice.text, told)

    def _continue_speakers(self, nodes: list[Node]) -> None:
        """A quotation without a source goes on with the speaker before it, in its paragraph or the one before."""
        last: dict[int, Node] = {}
        for node in nodes:
            paragraph = self._paragraph(node.start)
            if node.tagged.source is None and node.tagged.cue is None:
                before = last.get(paragraph) or last.get(paragraph - 1)
                if before is not None and before.speaker.name is not None:
                    node.speaker = before.speaker
                    node.via = list(before.via)
                    node.reason = "goes on after the quotation before it"
                else:
                    node.reason = "no source is named, and no quotation stands just before it"
            if node.parent is None and node.speaker.name is not None:
                last[paragraph] = node

    def _antecedent(self, tagged: Tagged) -> Span | None:
        """Whose words they are where the source alone does not say it; None where it does.

        Whom "who" stands for in "the mayor, who said that"; in "the man, who police say has fled" the police; the jury
        in "a jury called by Lund charged".
        """
        source = tagged.source
        if source is None:
            return None
        if source.text.split(None, 1)[0].lower() in self.lexicon.words("relative"):
            return self._of_relative(source, tagged.cue)
        return self._called_by(source, tagged.cue)

    def _of_relative(self, source: Span, cue: Span | None) -> Span | None:
        """What "who" stands for, or who stands between "who" and the cue."""
        words = self.relays.w
        place, behind = words.at(source.start), words.at(source.end)
        if cue is not None and cue.start >= source.end and behind > place + 1:
            return Span.of(self.text, words.starts[place + 1], source.end)
        found = subject_left(words, place + 1, words.at(self._sentence_start(source.start)))
        if found is None or found[1] > place:
            return None
        first = self._after_gerund(*found)
        return Span.of(self.text, words.starts[first], words.ends[found[1] - 1])

    def _after_gerund(self, a: int, b: int) -> int:
        """Where somebody begins in "calling on Ms Lund" (before ", who disputed it")."""
        words = self.relays.w
        endings = words.lexicon.words("gerund_endings")
        if not words.low[a].endswith(tuple(sorted(endings)) or " ") or not words.raw[a][0].islower():
            return a
        k = a + 1
        while k < b - 1 and words.low[k] in words.prepositions:
            k += 1
        return k if k > a + 1 and k < b else a

    def _called_by(self, source: Span, cue: Span | None) -> Span | None:
        """Of "a jury called by Lund charged" the jury, where Lund alone was taken for the source."""
        words = self.relays.w
        a, b = words.at(source.start), words.at(source.end)
        if cue is None or words.at(cue.start) != b or a < 3:
            return None
        if words.low[a - 1] not in words.lexicon.words("agent_by") or not words.low[a - 2].endswith("ed"):
            return None
        if words.low[a - 3] in words.auxiliaries or not words.raw[a - 2][0].islower():
            return None
        if words.low[a - 2] in self.finder.passed_on:
            return None
        found = subject_left(words, a - 2, words.at(self._sentence_start(source.start)))
        return Span.of(self.text, words.starts[found[0]], words.ends[found[1] - 1]) if found is not None else None

    def _sentence_start(self, offset: int) -> int:
        return self.sentences[max(0, bisect_right(self.sentence_starts, offset) - 1)].start

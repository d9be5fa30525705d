"""Assembly of attributions: nesting, chains, kinds, cue classes and speakers.

A tagger says where source, cue and content stand. What they make together is worked out here, alike for every tagger:
which attribution lies in another's content, who stands between the outlet and the speaker, who the speaker is.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise

import msgspec

from ..language.quotations import Quotation, nested_quotations
from ..model.captures import AttributionKind
from ..model.ids import content_id
from ..model.readings import Attribution, Entity, Mention, Sentence
from ..model.spans import Span
from .clauses import Words, subject_left
from .cues import Cue, Lexicon, class_of, lexicon_for
from .merging import is_pronoun, merge
from .relays import RelayFinder
from .speakers import Speaker, SpeakerFinder
from .tagger_rules import RulesTagger
from .taggers import Tagged, Tagger

_WORD = re.compile(r"[^\W_]+(?:['’.\-‑][^\W_]+)*")


class _Node(msgspec.Struct):
    """One attribution on its way: what was tagged, its place in the tree, its speaker."""

    tagged: Tagged
    speaker: Speaker
    cue: Cue | None = None
    voice: Span | None = None
    """The words that name the speaker: the source, or what "who" stands for."""
    parent: _Node | None = None
    via: list[str] = []
    reason: str | None = None

    @property
    def start(self) -> int:
        return self.tagged.content[0].start

    @property
    def end(self) -> int:
        return self.tagged.content[-1].end


def read_attributions(
    item_id: str,
    text: str,
    sentences: Sequence[Sentence],
    quotations: Sequence[Quotation],
    mentions: Sequence[Mention],
    entities: Sequence[Entity],
    language: str,
    tagger: Tagger,
) -> tuple[Attribution, ...]:
    """The attributions of a text, sorted by the start of their content."""
    words = Words(text, sentences, quotations, lexicon_for(language))
    tagged = tagger.tag(text, sentences, quotations, language)
    tentative: frozenset[Tagged] = frozenset()
    if not isinstance(tagger, RulesTagger):
        flat = frozenset(tagged)
        tagged = merge(tagged, RulesTagger().tag_words(words, sentences, language), text, sentences, language)
        tentative = frozenset(t for t in tagged if t not in flat and is_pronoun(t.source, words.lexicon))
    return _Assembly(words, sentences, mentions, entities, language).run(item_id, tagged, tentative)


class _Assembly:
    """Assembles the attributions of one text."""

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

    def run(
        self, item_id: str, tagged: Iterable[Tagged], tentative: frozenset[Tagged] = frozenset()
    ) -> tuple[Attribution, ...]:
        """The attributions of what was tagged; those `tentative` only where they make a chain of two."""
        nodes = [self._node(t) for t in _distinct(tagged)]
        self._recall(nodes)
        nodes.sort(key=lambda n: (n.start, -n.end, n.tagged.cue.start if n.tagged.cue else -1))
        _nest(nodes)
        self._settle_pronouns(nodes)
        self._settle_descriptions(nodes)
        nodes = _without_self_links(nodes, tentative)
        nodes = self._pass_on(nodes)
        self._continue_speakers(nodes)
        self._chain(nodes)
        made = {id(n): self._attribution(item_id, n) for n in nodes}
        return tuple(
            msgspec.structs.replace(made[id(n)], parent_id=made[id(n.parent)].attribution_id if n.parent else None)
            for n in nodes
        )

    def _node(self, tagged: Tagged) -> _Node:
        voice = self._antecedent(tagged) or tagged.source
        return _Node(tagged, self.finder.of(voice), class_of(tagged.cue, self.lexicon), voice=voice, via=[])

    # ---- speakers -----------------------------------------------------------------------------------------------

    def _recall(self, nodes: list[_Node]) -> None:
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

    def _settle_pronouns(self, nodes: list[_Node]) -> None:
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

    def _settle_descriptions(self, nodes: list[_Node]) -> None:
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

    def _within_speech(self, voice: Span, parent: _Node) -> bool:
        """Whether words stand in a quotation of an attribution: who speaks there is "I" and not "he"."""
        quoted = self._quotation_at(voice.start)
        cue = parent.tagged.cue
        if quoted is None or cue is None or quoted.inner_start <= cue.start < quoted.inner_end:
            return False
        return any(c.start <= quoted.start and quoted.inner_end <= c.end + 1 for c in parent.tagged.content)

    def _addresses_another(self, node: _Node) -> bool:
        """Whether the one who is told is a pronoun of another gender than the one who tells ("he told her")."""
        if node.tagged.cue is None or node.voice is None:
            return False
        told = next(iter(_WORD.findall(self.text[node.tagged.cue.end : node.tagged.cue.end + 12])), "").lower()
        return self.finder.differ(node.voice.text, told)

    def _continue_speakers(self, nodes: list[_Node]) -> None:
        """A quotation without a source goes on with the speaker before it, in its paragraph or the one before."""
        last: dict[int, _Node] = {}
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
        """Whom "who" stands for in "the mayor, who said that"; None where the source is no relative pronoun."""
        source, words = tagged.source, self.relays.w
        if source is None or source.text.split(None, 1)[0].lower() not in self.lexicon.words("relative"):
            return None
        place = words.at(source.start)
        sentence = self.sentences[max(0, bisect_right(self.sentence_starts, source.start) - 1)]
        found = subject_left(words, place + 1, words.at(sentence.start))
        if found is None or found[1] > place:
            return None
        return Span.of(self.text, words.starts[found[0]], words.ends[found[1] - 1])

    def _paragraph(self, offset: int) -> int:
        n = bisect_right(self.sentence_starts, offset) - 1
        return self.sentences[n].paragraph if n >= 0 else -1

    # ---- chains -------------------------------------------------------------------------------------------------

    def _pass_on(self, nodes: list[_Node]) -> list[_Node]:
        """Adds to each attribution who passed it on, and an attribution of its own for a source that it cites."""
        cited_nodes: list[_Node] = []
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
                child = _Node(
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

    def _part_from_medium(self, node: _Node, relays: Sequence[Span]) -> None:
        """ "Canal Norte showed the premier": a description in small letters is not the medium that shows it."""
        assert node.voice is not None
        if any(self.finder.of(s).name == node.speaker.name for s in relays) and node.speaker.name is not None:
            node.speaker = self.finder.as_written(node.voice)

    def _word_before(self, span: Span) -> Span:
        """The word that stands before a span ("citing"), as its cue."""
        for m in _WORD.finditer(self.text, max(0, span.start - 24), span.start):
            last = m
        return Span.of(self.text, last.start(), last.end())

    def _zone(self, nodes: list[_Node], number: int) -> tuple[int, int]:
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
            if other.tagged.cue is None or _is_within(other, node) or _is_within(node, other):
                continue
            if other.end <= start and other.tagged.cue.end <= start:
                left = max(left, other.end, other.tagged.cue.end)
            begin = min(
                s.start for s in (other.tagged.cue, other.tagged.source or other.tagged.cue, other.tagged.content[0])
            )
            if begin >= end and begin < right:
                right = begin
        return min(left, start), max(right, end)

    def _passed_on_after(self, nodes: list[_Node]) -> None:
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

    def _after_fragment(self, nodes: list[_Node]) -> None:
        """“…”, according to a medium, right after somebody's words: the medium passed that one's words on."""
        top = [n for n in nodes if n.parent is None and n.cue is not None]
        for before, node in pairwise(top):
            if node.cue is None or node.cue.sort != "preposition" or node.tagged.source is None:
                continue
            words = _WORD.findall(node.tagged.content[0].text)
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

    def _chain(self, nodes: list[_Node]) -> None:
        """Fills `via`: the chains of the attributions around it, who introduced the paragraph, and its own relays."""
        introduced = self._introductions(nodes)
        done: dict[int, list[str]] = {}

        def chain_of(node: _Node) -> list[str]:
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

    def _introductions(self, nodes: list[_Node]) -> dict[int, str]:
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

    # ---- records ------------------------------------------------------------------------------------------------

    def _attribution(self, item_id: str, node: _Node) -> Attribution:
        tagged = node.tagged
        spans = [(s.start, s.end) for s in (tagged.source, tagged.cue, *tagged.content) if s is not None]
        return Attribution(
            attribution_id=content_id("a", item_id, spans),
            kind=self._kind(node),
            source=tagged.source,
            cue=tagged.cue,
            content=tagged.content,
            speaker=node.speaker.name,
            entity=node.speaker.entity,
            cue_class=node.cue.cue_class if node.cue else None,
            negated=_negated(tagged.cue, self.lexicon),
            via=tuple(node.via),
            reason=node.reason or node.speaker.reason,
        )

    def _kind(self, node: _Node) -> AttributionKind:
        """Direct where all words of the content are quoted, indirect where none is, mixed otherwise.

        Within a quotation only the marks inside it count.
        """
        tagged = node.tagged
        around = self._quotation_at(tagged.cue.start) if tagged.cue else None
        marks, starts = self._marks_within(around) if around else (self.quotations, self.quotation_starts)
        quoted = total = 0
        for fragment in tagged.content:
            for word in _WORD.finditer(fragment.text):
                place = fragment.start + word.start()
                if total == 0 and word.group().lower() in self.lexicon.words("that"):
                    continue
                total += 1
                n = bisect_right(starts, place) - 1
                if n >= 0 and marks[n].inner_start <= place < marks[n].inner_end and not self._is_name(marks[n]):
                    quoted += 1
        return "indirect" if quoted == 0 else "direct" if quoted == total else "mixed"

    def _marks_within(self, outer: Quotation) -> tuple[Sequence[Quotation], list[int]]:
        """The quotations inside one, and where they begin; found once."""
        if outer.start not in self.inner_marks:
            marks = nested_quotations(self.text, self.language, outer)
            self.inner_marks[outer.start] = marks, [q.start for q in marks]
        return self.inner_marks[outer.start]

    def _quotation_at(self, place: int) -> Quotation | None:
        n = bisect_right(self.quotation_starts, place) - 1
        if n >= 0 and self.quotations[n].inner_start <= place < self.quotations[n].inner_end:
            return self.quotations[n]
        return None

    def _is_name(self, quotation: Quotation) -> bool:
        """Whether marks hold a name («Норд-Пресс»), as they do in Russian and German."""
        if quotation.mark not in "«„":
            return False
        words = _WORD.findall(self.text[quotation.inner_start : quotation.inner_end])
        return 0 < len(words) <= 3 and all(w[0].isupper() for w in words)


def _distinct(tagged: Iterable[Tagged]) -> list[Tagged]:
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


def _without_self_links(nodes: list[_Node], tentative: frozenset[Tagged]) -> list[_Node]:
    """Without the tentative ones that add nobody to a chain ("Lund said she hoped")."""
    if not tentative:
        return nodes
    gone = set()
    for n in nodes:
        up, name = n.parent, n.speaker.name
        if n.tagged in tentative and up is not None and (name is None or name == up.speaker.name):
            gone.add(id(n))
    for n in nodes:
        while n.parent is not None and id(n.parent) in gone:
            n.parent = n.parent.parent
    return [n for n in nodes if id(n) not in gone]


def _nest(nodes: list[_Node]) -> None:
    """Gives each attribution the smallest other one whose content holds its cue (or content) and its own content."""
    open_nodes: list[_Node] = []
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


def _holds_content(outer: _Node, inner: _Node) -> bool:
    return (
        outer.start <= inner.start
        and inner.end <= outer.end
        and not (outer.tagged.cue is not None and outer.tagged.cue == inner.tagged.cue)
    )


def _negated(cue: Span | None, lexicon: Lexicon) -> bool:
    if cue is None:
        return False
    words = {m.group().lower().replace("’", "'") for m in _WORD.finditer(cue.text)}
    return bool(words & lexicon.negations) or any(w.endswith("n't") for w in words)


def _without_repeats(names: Iterable[str], speaker: str | None) -> list[str]:
    out: list[str] = []
    for name in names:
        if name not in out and name != speaker:
            out.append(name)
    return out


def _is_within(inner: _Node, outer: _Node) -> bool:
    up = inner.parent
    while up is not None:
        if up is outer:
            return True
        up = up.parent
    return False


def _is_citation(tagged: Tagged, span: Span) -> bool:
    """Whether an attribution only says that somebody is cited."""
    return all(span.start - 2 <= c.start and c.end <= span.end + 2 for c in tagged.content)

"""Assembly of attributions: nesting, chains, kinds, cue classes and speakers.

A tagger says where source, cue and content stand. What they make together is worked out here, alike for every tagger:
which attribution lies in another's content, who stands between the outlet and the speaker, who the speaker is.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

import msgspec

from ..language.quotations import Quotation, nested_quotations
from ..model.captures import AttributionKind
from ..model.ids import content_id
from ..model.readings import Attribution, Entity, Mention, Sentence
from ..model.spans import Span
from .attribution_chains import Chains
from .attribution_nodes import WORD, Node, distinct, nest
from .clauses import Words
from .cues import Cue, Lexicon, class_of, lexicon_for
from .merging import merge
from .merging_added import is_pronoun
from .tagger_rules import RulesTagger
from .taggers import Tagged, Tagger
from .withholding import WITHHELD, is_withheld


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


class _Assembly(Chains):
    """Assembles the attributions of one text."""

    def run(
        self, item_id: str, tagged: Iterable[Tagged], tentative: frozenset[Tagged] = frozenset()
    ) -> tuple[Attribution, ...]:
        """The attributions of what was tagged; those `tentative` only where they make a chain of two."""
        nodes = [self._node(t) for t in distinct(tagged)]
        self._recall(nodes)
        nodes.sort(key=lambda n: (n.start, -n.end, n.tagged.cue.start if n.tagged.cue else -1))
        nest(nodes)
        self._settle_pronouns(nodes)
        self._settle_topics(nodes)
        self._settle_descriptions(nodes)
        self._settle_returning(nodes)
        nodes = _without_self_links(nodes, tentative)
        nodes = _without(nodes, {id(n) for n in nodes if self._is_no_link(n)})
        nodes = self._pass_on(nodes)
        self._continue_speakers(nodes)
        self._chain(nodes)
        made = {id(n): self._attribution(item_id, n) for n in nodes}
        return tuple(
            msgspec.structs.replace(made[id(n)], parent_id=made[id(n.parent)].attribution_id if n.parent else None)
            for n in nodes
        )

    def _node(self, tagged: Tagged) -> Node:
        cue = class_of(tagged.cue, self.lexicon)
        tagged = self._without_addressee(tagged, cue)
        voice = self._antecedent(tagged) or tagged.source
        return Node(tagged, self.finder.of(voice), cue, voice=voice, via=[])

    def _without_addressee(self, tagged: Tagged, cue: Cue | None) -> Tagged:
        """Of "told “senior officials” about the fire" only what was told: the quoted words are whom."""
        first = tagged.content[0]
        quoted = self._quotation_at(first.start + 1)
        if cue is None or "tell" not in cue.frames or tagged.cue is None or tagged.cue.end > first.start:
            return tagged
        if quoted is None or quoted.start != first.start or quoted.end >= first.end:
            return tagged
        rest = WORD.search(self.text, quoted.end, first.end)
        if rest is None or rest.group().lower() not in self.lexicon.words("topic_openers"):
            return tagged
        kept = Span.of(self.text, rest.start(), first.end)
        return msgspec.structs.replace(tagged, content=(kept, *tagged.content[1:]))

    def _attribution(self, item_id: str, node: Node) -> Attribution:
        tagged = node.tagged
        spans = [(s.start, s.end) for s in (tagged.source, tagged.cue, *tagged.content) if s is not None]
        negated = _negated(tagged.cue, self.lexicon)
        cue_class = self._class(node, negated=negated)
        return Attribution(
            attribution_id=content_id("a", item_id, spans),
            kind=self._kind(node),
            source=tagged.source,
            cue=tagged.cue,
            content=tagged.content,
            speaker=node.speaker.name,
            entity=node.speaker.entity,
            cue_class=cue_class,
            negated=negated or cue_class == WITHHELD,
            via=tuple(node.via),
            reason=node.reason or node.speaker.reason,
        )

    def _is_no_link(self, node: Node) -> bool:
        """Whether words that no cue is known in stand, unquoted, in another's content: "the bill was drawn from …"."""
        unknown = node.parent is not None and node.tagged.cue is not None and node.cue is None
        return unknown and self._kind(node) == "indirect"

    def _class(self, node: Node, *, negated: bool) -> str | None:
        """The class of the cue; `WITHHELD` where it says that there was no statement."""
        if node.cue is None:
            return None
        withheld = is_withheld(self.text, node.tagged, node.cue, self.lexicon, negated=negated)
        return WITHHELD if withheld else node.cue.cue_class

    def _kind(self, node: Node) -> AttributionKind:
        """Direct where all words of the content are quoted, indirect where none is, mixed otherwise.

        Within a quotation only the marks inside it count.
        """
        tagged = node.tagged
        around = self._quotation_at(tagged.cue.start) if tagged.cue else None
        marks, starts = self._marks_within(around) if around else (self.quotations, self.quotation_starts)
        quoted = total = 0
        for fragment in tagged.content:
            for word in WORD.finditer(fragment.text):
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

    def _is_name(self, quotation: Quotation) -> bool:
        """Whether marks hold a name («Норд-Пресс»), as they do in Russian and German."""
        if quotation.mark not in "«„":
            return False
        words = WORD.findall(self.text[quotation.inner_start : quotation.inner_end])
        return 0 < len(words) <= 3 and all(w[0].isupper() for w in words)


def _without_self_links(nodes: list[Node], tentative: frozenset[Tagged]) -> list[Node]:
    """Without the tentative ones that add nobody to a chain ("Lund said she hoped")."""
    if not tentative:
        return nodes
    gone = set()
    for n in nodes:
        up, name = n.parent, n.speaker.name
        if n.tagged in tentative and up is not None and (name is None or name == up.speaker.name):
            gone.add(id(n))
    return _without(nodes, gone)


def _without(nodes: list[Node], gone: set[int]) -> list[Node]:
    """The other nodes; what lay in one that is gone lies in what that one lay in."""
    if not gone:
        return nodes
    for n in nodes:
        while n.parent is not None and id(n.parent) in gone:
            n.parent = n.parent.parent
    return [n for n in nodes if id(n) not in gone]


def _negated(cue: Span | None, lexicon: Lexicon) -> bool:
    if cue is None:
        return False
    words = {m.group().lower().replace("’", "'") for m in WORD.finditer(cue.text)}
    return bool(words & lexicon.negations) or any(w.endswith("n't") for w in words)

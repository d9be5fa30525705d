"""What actors say, sentence by sentence, with what it is about: the material of claims."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from ..language.packs import base_language
from ..model.findings import Cast, Story
from ..model.readings import Attribution
from ..model.spans import Span
from .opposites import plain_stems
from .phrases import phrases_in
from .propositions import proposition_of
from .sidelines import counted, is_silent, is_unconfirmed, said_of_substance, without_gloss
from .stance_words import stance_words
from .stances import weight_of
from .surroundings import Surroundings
from .vocabulary import Vocabulary
from .wordings import Word

MIN_CONTENT = 2
"""Content words that a statement has at least; fewer say nothing that could be contested by itself."""
OWN_PERSON = 4
"""Words of a clause among which "I" or "we" makes it a wording that only its speaker could use."""
_LEFT_OUT = frozenset({"learn", "promise", "withhold"})
"""Cue classes whose contents take no position."""


_SIDES = frozenset({"deny", "oppose", "doubt", "support", "concede", "accuse", "describe"})
"""Cue classes that take a side on what another says, so that they do more than hand it on."""


class Statement(msgspec.Struct, frozen=True):
    """One sentence or clause that an actor is given; `span` is shown.

    `topic` are the stems of what it says, `about` the same with actors in the place of their names. `clause` is its
    proposition put positively, null where its words make no clause; `stance` is towards that. `pointing` where it
    begins with a pronoun, so that by itself it does not tell whom or what it is about.
    """

    item_id: str
    published: str | None
    publisher: str | None
    language: str
    attribution_id: str
    actor_id: str | None
    actor: str
    cue_class: str | None
    stance: str
    weight: float
    span: Span
    content: Span
    kind: str
    topic: frozenset[str]
    about: frozenset[str]
    clause: str | None
    knotted: bool
    nominal: bool
    own_person: bool
    pointing: bool
    via: tuple[str, ...]


def statements_of(story: Story, cast: Cast, surroundings: dict[str, Surroundings]) -> tuple[Statement, ...]:
    """The statements of a story, by account and place; `surroundings` are its accounts by item id."""
    names = {a.actor_id: a.name for a in cast.actors}
    found: list[Statement] = []
    for account in story.accounts:
        around = surroundings[account.item.item_id]
        inner = _inner(account.reading.attributions)
        for attribution in account.reading.attributions:
            if attribution.speaker and attribution.cue_class not in _LEFT_OUT:
                spans = inner.get(attribution.attribution_id, [])
                said = _of_attribution(around, attribution, cast, names)
                relayed = attribution.cue_class not in _SIDES
                found += [s for s in said if not (relayed and any(_covers(x, s.content) for x in spans))]
    return tuple(sorted(found, key=lambda s: (s.item_id, s.span.start, s.span.end, s.attribution_id)))


def _inner(attributions: Iterable[Attribution]) -> dict[str, list[tuple[int, int]]]:
    """Where each attribution's content is what another is said to say, from its source to its content's end."""
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for a in attributions:
        if a.parent_id and a.source and a.content and a.speaker and a.cue_class not in _LEFT_OUT:
            found[a.parent_id].append((a.source.start, a.content[-1].end))
    return found


def _covers(inner: tuple[int, int], piece: Span) -> bool:
    """Whether a piece is no more than what somebody else is said to say: that one’s position, then."""
    return inner[0] - piece.start <= MARGIN and piece.end - inner[1] <= MARGIN


MARGIN = 8
"""Code points by which a piece may be longer than what it reports ("that ", quotation marks)."""


def _of_attribution(
    around: Surroundings, attribution: Attribution, cast: Cast, names: dict[str, str]
) -> Iterator[Statement]:
    item, vocab = around.account.item, around.vocabulary
    cue, before = _cue_of(around, attribution)
    if is_silent(attribution, cue, before, vocab):
        return
    cls, negated = attribution.cue_class, attribution.negated
    if cue and cls != "describe" and phrases_in(cue[-1:], vocab, "against"):
        cls = "oppose"
    elif is_unconfirmed(attribution, cue, vocab):
        cls, negated = "doubt", False
    actor_id = cast.actor_id(item.item_id, attribution.entity)
    actor = counted(attribution, vocab) or names.get(actor_id or "", attribution.speaker or "")
    for content, first in _pieces(around, attribution):
        words = _substance(around, attribution, content)
        topic = around.stems(words)
        if len(topic) < MIN_CONTENT:
            continue
        said = proposition_of(
            around.text,
            words,
            vocab,
            cue_class=cls,
            negated=negated,
            asked=around.text[content.end - 1 : content.end + 1].count("?") > 0,
            quoted=attribution.kind == "direct",
            naming=bool(cue) and cue[-1] in stance_words(vocab.language).naming,
        )
        if said is None:
            continue
        yield Statement(
            item_id=item.item_id,
            published=item.published,
            publisher=item.publisher,
            language=base_language(around.account.reading.language),
            attribution_id=attribution.attribution_id,
            actor_id=actor_id,
            actor=actor,
            cue_class=cls,
            stance=said.stance,
            weight=weight_of(cls, said.stance),
            span=_shown(around, attribution, content) if first else content,
            content=content,
            topic=topic,
            about=_about(around, said.words, cast),
            clause=said.text,
            knotted=said.knotted,
            nominal=said.nominal,
            own_person=any(w.norm in vocab.own_person for w in said.words[:OWN_PERSON]),
            pointing=_points(said.words, vocab),
            kind=attribution.kind,
            via=attribution.via,
        )


def _points(words: Sequence[Word], vocab: Vocabulary) -> bool:
    """Whether a clause begins with a word that stands for something ("he was late", "much is lost")."""
    known = stance_words(vocab.language)
    if not words or words[0].norm in known.expletive:
        return False
    if words[0].norm in known.limiting:
        return True
    before_verb = len(words) > 1 and words[1].norm in vocab.auxiliary
    return words[0].norm in vocab.pronouns or (before_verb and words[0].norm in vocab.determiners)


def _cue_of(around: Surroundings, attribution: Attribution) -> tuple[tuple[str, ...], str]:
    """The folded words of a cue, and the word before it."""
    if attribution.cue is None:
        return (), ""
    cue = around.words_between(attribution.cue.start, attribution.cue.end)
    before = around.words_between(max(0, attribution.cue.start - BEFORE), attribution.cue.start)
    return tuple(w.norm for w in cue), before[-1].norm if before else ""


BEFORE = 20
"""Code points before a cue in which the word before it is looked for."""


def _substance(around: Surroundings, attribution: Attribution, content: Span) -> Sequence[Word]:
    """The words of a piece of content that are its actor's and could be disputed."""
    words: Sequence[Word] = around.words_between(content.start, content.end)
    if attribution.kind != "direct":
        words = without_gloss(around.text, words, around.vocabulary)
    return said_of_substance(words, around.vocabulary)


def _about(around: Surroundings, words: Iterable[Word], cast: Cast) -> frozenset[str]:
    """The stems of the words, and the actors whom they name or point to in the place of their names."""
    plain: list[Word] = []
    actors: set[str] = set()
    mentions = around.account.reading.mentions
    for w in words:
        n = bisect_left(mentions, w.end, key=lambda m: m.start) - 1
        mention = mentions[n] if n >= 0 and w.start < mentions[n].end else None
        actor = cast.actor_id(around.account.item.item_id, mention.entity) if mention else None
        if actor is None or (mention is not None and mention.form == "description"):
            plain.append(w)
        if actor is not None:
            actors.add("@" + actor)
    return plain_stems(around.stems(plain), around.vocabulary.language) | actors


def _pieces(around: Surroundings, attribution: Attribution) -> Iterator[tuple[Span, bool]]:
    """The content cut at the ends of sentences and before a further clause; whether a piece is the first of a sentence.

    "That the doors were locked and that nobody was warned" are two statements, and one may be a denial.
    """
    for content in _by_sentence(around, attribution):
        words = around.words_between(content.start, content.end)
        cuts = _cuts(around, words)
        starts = [content.start, *(words[n].start for n in cuts)]
        for n, start in enumerate(starts):
            end = starts[n + 1] if n + 1 < len(starts) else content.end
            end = start + len(around.text[start:end].rstrip(" ,;")) if n + 1 < len(starts) else end
            yield Span.of(around.text, start, end), n == 0


def _cuts(around: Surroundings, words: Sequence[Word]) -> list[int]:
    """The words at which further clauses begin, "but also that" with all that joins it."""
    joining, cuts = around.vocabulary.joining, []
    for n in range(MIN_PIECE, len(words) - MIN_PIECE):
        if _begins_another(around, words, n):
            cuts.append(next(m for m in range(n, 0, -1) if words[m - 1].norm not in joining))
    return cuts


MIN_PIECE = 4
"""Words of a clause that is a statement of its own."""


def _begins_another(around: Surroundings, words: Sequence[Word], n: int) -> bool:
    """Whether a further clause with an opening word of its own begins with word `n` ("… and that …")."""
    vocab = around.vocabulary
    return words[n].norm in vocab.joining and words[n + 1].norm in vocab.claused


def _by_sentence(around: Surroundings, attribution: Attribution) -> Iterator[Span]:
    """The content cut at the ends of sentences."""
    for span in attribution.content:
        first = around.sentence_number(span.start)
        if first is None:
            continue
        for s in around.account.reading.sentences[first:]:
            if s.start >= span.end:
                break
            yield Span.of(around.text, max(s.start, span.start), min(s.end, span.end))


def _shown(around: Surroundings, attribution: Attribution, content: Span) -> Span:
    """What is shown for a statement: quoted words by themselves, a report with its source and cue."""
    sentence = around.sentence(content.start)
    if attribution.kind == "direct" or sentence is None:
        return content
    beside = [s for s in (attribution.source, attribution.cue) if s and sentence.start <= s.start < sentence.end]
    start = min([content.start, *(s.start for s in beside)])
    end = max([content.end, *(s.end for s in beside if s.end <= sentence.end)])
    return Span.of(around.text, start, end)

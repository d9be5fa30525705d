"""Claims that an analyst asks to follow, and the positions taken on them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..language.packs import base_language
from ..model.findings import Account, Claim, ClaimAsked, Position, Story
from ..model.ids import content_id
from .clauses import negation_of
from .contests import turned_by
from .negations import denies
from .opposites import oppositions
from .stances import stance_of
from .statements import Statement
from .vocabulary import vocabulary
from .voices import OwnSentence
from .wordings import compared_words, content_stem

SHARE = 0.6
"""Share of the content words of a claim's wording, or of one of its examples, that a position on it holds."""
MIN_WORDS = 2
"""Content words of a wording that a position holds at least."""


def asked_claims(
    story: Story, statements: Sequence[Statement], voices: dict[str, tuple[OwnSentence, ...]]
) -> Iterator[tuple[Claim, list[Position]]]:
    """The claims asked for on which the story has positions, with these: of actors, and of outlets themselves."""
    for asked in story.asked:
        claim = Claim(content_id("p", story.story_id, "asked", asked.text), story.story_id, asked.text, True)
        signal = _Signal(asked)
        taken = [(signal.towards(s), None if signal.words_it(s) else s.clause) for s in statements if signal.of(s)]
        held = [position_of(story.story_id, claim.claim_id, s, held=clause) for s, clause in taken]
        for account in story.accounts:
            own = (o for o in voices[account.item.item_id] if signal.fits(o.norms, o.stems, account.reading.language))
            held += [own_position(story.story_id, claim.claim_id, account, o) for o in own]
        if held:
            yield claim, held


class _Signal:
    """What shows that words are about a claim: one of its signal words, or most of one of its wordings."""

    def __init__(self, asked: ClaimAsked) -> None:
        self._asked = asked
        self._by_language: dict[str, tuple[tuple[tuple[str, ...], ...], tuple[frozenset[str], ...]]] = {}

    def words_it(self, s: Statement) -> bool:
        """Whether a statement speaks of the claim in most of its words, and not only with a signal word."""
        _, wordings = self._in(base_language(s.language))
        return any(len(w & s.topic) >= max(MIN_WORDS, SHARE * len(w)) for w in wordings if w)

    def towards(self, s: Statement) -> Statement:
        """The statement with its stance towards the claim as the analyst words it: turned where that says the opposite.

        "The doors were not locked" is asserted by whoever denies that they were.
        """
        if not self.words_it(s):
            return s
        vocab = vocabulary(s.language)
        words = compared_words(self._asked.text, vocab)
        stems = frozenset(x for w in words if (x := content_stem(w.norm, s.language)) is not None)
        less = negation_of(self._asked.text, words, vocab)
        turned = less is not None and denies(words, less, vocab)
        return turned_by(s, turned + oppositions(s.topic, stems, s.language))

    def of(self, s: Statement) -> bool:
        """Whether a statement is a position on the claim."""
        norms = tuple(w.norm for w in compared_words(s.content.text, vocabulary(s.language)))
        return self.fits(norms, s.topic, s.language)

    def fits(self, norms: tuple[str, ...], stems: frozenset[str], language: str) -> bool:
        """Whether words hold a signal word, or enough of a wording."""
        phrases, wordings = self._in(base_language(language))
        if any(norms[i : i + len(p)] == p for p in phrases for i in range(len(norms) - len(p) + 1)):
            return True
        return any(len(w & stems) >= max(MIN_WORDS, SHARE * len(w)) for w in wordings if w)

    def _in(self, language: str) -> tuple[tuple[tuple[str, ...], ...], tuple[frozenset[str], ...]]:
        if language not in self._by_language:
            vocab = vocabulary(language)
            phrases = tuple(tuple(w.norm for w in compared_words(p, vocab)) for p in self._asked.words)
            wordings = tuple(
                frozenset(s for w in compared_words(t, vocab) if (s := content_stem(w.norm, language)) is not None)
                for t in (self._asked.text, *self._asked.examples)
            )
            self._by_language[language] = tuple(p for p in phrases if p), wordings
        return self._by_language[language]


def position_of(story_id: str, claim_id: str, s: Statement, *, held: str | None = None) -> Position:
    """The position that a statement takes; `according_to` is whoever stands next to the speaker in the chain."""
    return Position(
        claim_id=claim_id,
        story_id=story_id,
        actor_id=s.actor_id,
        actor=s.actor,
        stance=s.stance,
        attribution_id=s.attribution_id,
        item_id=s.item_id,
        start=s.span.start,
        end=s.span.end,
        text=s.span.text,
        when=s.published,
        according_to=s.via[-1] if s.via else None,
        held=held,
    )


def own_position(story_id: str, claim_id: str, account: Account, own: OwnSentence) -> Position:
    """The position that an outlet takes in its own voice."""
    vocab = vocabulary(base_language(account.reading.language))
    return Position(
        claim_id=claim_id,
        story_id=story_id,
        actor_id=None,
        actor=account.item.publisher,
        stance=stance_of(None, False, (), own.norms, vocab),
        attribution_id=None,
        item_id=account.item.item_id,
        start=own.span.start,
        end=own.span.end,
        text=own.span.text,
        when=account.item.published,
    )

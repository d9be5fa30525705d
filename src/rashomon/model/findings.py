"""What the accounts of one story make of each other."""

from __future__ import annotations

import msgspec

from .captures import Issue, Item
from .links import Origin, Passage
from .readings import Reading


class Account(msgspec.Struct, frozen=True):
    """An item of the story with its reading."""

    item: Item
    reading: Reading


class ClaimAsked(msgspec.Struct, frozen=True):
    """A claim that an analyst asks to follow: its wording, words that signal it, examples."""

    text: str
    words: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()


class Judgement(msgspec.Struct, frozen=True):
    """A person's word on a finding; `evidence` is the place it rests on: `SHA256/ordinal/start-end`.

    verdict: same, not_same, wrong_speaker, wrong_stance, rename, merge, note.
    """

    evidence: str
    verdict: str
    value: str | None
    who: str
    when: str
    note: str | None = None


class Story(msgspec.Struct, frozen=True):
    """All that comparing needs of one story: accounts sorted by item id, and the links between them."""

    story_id: str
    accounts: tuple[Account, ...]
    passages: tuple[Passage, ...] = ()
    origins: tuple[Origin, ...] = ()
    asked: tuple[ClaimAsked, ...] = ()
    judgements: tuple[Judgement, ...] = ()


class Actor(msgspec.Struct, frozen=True, order=True):
    """A person, body, place or group of the story. `actor_id` is the story's own until stories are joined.

    `names` are its names without titles; who is only described has none. They serve to join stories and leave no case.
    """

    actor_id: str
    name: str
    kind: str | None
    aliases: tuple[str, ...]
    story_ids: tuple[str, ...]
    reasons: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


class Cast(msgspec.Struct, frozen=True):
    """The actors of a story and which entity of which item each stands for: `of[item_id][entity] = actor_id`."""

    actors: tuple[Actor, ...]
    of: dict[str, dict[int, str]]

    def actor_id(self, item_id: str, entity: int | None) -> str | None:
        """The actor of an item's entity, or null."""
        return None if entity is None else self.of.get(item_id, {}).get(entity)


class Edit(msgspec.Struct, frozen=True):
    """One difference from the fullest wording: op is cut, added, changed, moved; offsets are of the version's text.

    `was` are the fullest wording's words, `now` this version's.
    """

    op: str
    was: str
    now: str
    start: int
    end: int


class Flag(msgspec.Struct, frozen=True):
    """An edit that can change the meaning, and why: negation, condition, hedge, modal, number, name, time, ..."""

    kind: str
    reason: str


class Version(msgspec.Struct, frozen=True):
    """One rendering of an utterance. relation: full, truncated, elided, altered, paraphrased, translated."""

    item_id: str
    attribution_id: str | None
    start: int
    end: int
    text: str
    relation: str
    edits: tuple[Edit, ...] = ()
    flags: tuple[Flag, ...] = ()


class Lineage(msgspec.Struct, frozen=True):
    """One utterance and its renderings; `wording` is the fullest one's text."""

    lineage_id: str
    story_id: str
    speaker: str | None
    actor_id: str | None
    wording: str
    versions: tuple[Version, ...]


class Claim(msgspec.Struct, frozen=True, order=True):
    """A contested proposition under one wording taken from the texts; `asked` where an analyst named it."""

    claim_id: str
    story_id: str
    text: str
    asked: bool = False


class Position(msgspec.Struct, frozen=True):
    """What one actor makes of a claim. stance: asserts, denies, questions, endorses, concedes.

    `when` is EDTF or null. `according_to` names who says that the actor holds it, where it is not the actor's own word.
    The outlet's own voice is an actor whose `actor` is the publisher and whose `attribution_id` is null.
    `held` is the clause, put positively, that the stance is towards where it is not the claim's own wording: of those
    who speak on one claim, few speak of it in the same words, and "denies" says nothing until it says what.
    """

    claim_id: str
    story_id: str
    actor_id: str | None
    actor: str | None
    stance: str
    attribution_id: str | None
    item_id: str
    start: int
    end: int
    text: str
    when: str | None = None
    according_to: str | None = None
    held: str | None = None


class FigureGroup(msgspec.Struct, frozen=True):
    """Figures about the same thing. verdict: agree, revision, conflict, not_comparable, with the reason."""

    group_id: str
    story_id: str
    counted: str
    verdict: str
    agree: bool
    figure_ids: tuple[str, ...]
    reason: str


class Label(msgspec.Struct, frozen=True, order=True):
    """What an account calls a referent. voice: own, quoted (inside the content of `speaker`)."""

    referent_id: str
    story_id: str
    referent: str
    item_id: str
    start: int
    end: int
    text: str
    voice: str
    speaker: str | None


class TimelineAccount(msgspec.Struct, frozen=True):
    """Where one account has the event, and when it says it happened."""

    item_id: str
    start: int
    end: int
    edtf: str | None


class TimelineEvent(msgspec.Struct, frozen=True):
    """Something that happened; `text` is one account's own words for it."""

    story_id: str
    edtf: str | None
    text: str
    accounts: tuple[TimelineAccount, ...]


class Coverage(msgspec.Struct, frozen=True, order=True):
    """Whether an account has a finding; `finding` is the permanent id of a lineage, claim, figure group, event, ..."""

    story_id: str
    finding: str
    item_id: str
    has: bool


class Contradiction(msgspec.Struct, frozen=True):
    """Two places of one account that do not go together, and why."""

    story_id: str
    item_id: str
    a_start: int
    a_end: int
    a_text: str
    b_start: int
    b_end: int
    b_text: str
    reason: str


class Findings(msgspec.Struct, frozen=True):
    """All that comparing makes of one story. `readings` are the accounts' readings with times settled by the story."""

    story_id: str
    cast: Cast
    readings: tuple[Reading, ...] = ()
    lineages: tuple[Lineage, ...] = ()
    claims: tuple[Claim, ...] = ()
    positions: tuple[Position, ...] = ()
    figure_groups: tuple[FigureGroup, ...] = ()
    labels: tuple[Label, ...] = ()
    timeline: tuple[TimelineEvent, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    issues: tuple[Issue, ...] = ()

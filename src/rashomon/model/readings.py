"""What one item says: sentences, mentions, attributions, figures, times. Needs no other item."""

from __future__ import annotations

import msgspec

from .captures import AttributionKind, Issue
from .spans import Span


class Sentence(msgspec.Struct, frozen=True, array_like=True):
    """A sentence and the number of the paragraph that holds it (0 is the headline)."""

    start: int
    end: int
    paragraph: int


class Mention(msgspec.Struct, frozen=True):
    """A name, description or pronoun in the text; `entity` numbers the item's own cluster (null: not resolved).

    `form`: name, description, pronoun, acronym. `kind`: person, body, place, group, publication, or null.
    """

    start: int
    end: int
    text: str
    form: str
    kind: str | None
    entity: int | None


class Entity(msgspec.Struct, frozen=True):
    """All mentions of one referent within one item.

    `name` is its fullest name as written (or its fullest description); `aliases` every distinct surface form;
    `titles` the titles and roles that stand beside it ("President", "Foreign Ministry spokesman"); `gender` f, m,
    n (a body or thing), p (plural) or null; `reasons` says for each form why it was joined.
    """

    entity: int
    name: str
    kind: str | None
    aliases: tuple[str, ...]
    titles: tuple[str, ...] = ()
    gender: str | None = None
    reasons: tuple[str, ...] = ()


class Attribution(msgspec.Struct, frozen=True):
    """Who said what: source (as written), cue, content, and the chain from the outlet to the speaker.

    `content` is in reading order, discontinuous where a cue cuts it. `speaker` is the resolved name or null, with
    `reason`. `entity` is the speaker's entity within the item. `parent_id` is the attribution whose content holds
    this one. `via` runs outermost first and names whoever stands between outlet and speaker. `cue_class` is one of the
    pack's classes (say, claim, deny, concede, order, ask, promise, accuse, support, doubt, learn, feel, ...).
    `negated`: the cue is negated ("did not say"). `scare` marks quotation marks that hold a single word or name.
    """

    attribution_id: str
    kind: AttributionKind
    source: Span | None
    cue: Span | None
    content: tuple[Span, ...]
    speaker: str | None = None
    entity: int | None = None
    cue_class: str | None = None
    negated: bool = False
    parent_id: str | None = None
    via: tuple[str, ...] = ()
    reason: str | None = None


class Figure(msgspec.Struct, frozen=True):
    """A quantity. `low`/`high` bound its value (`high` null: open above; `low` null: open below; equal: exact).

    The span holds number, unit and what is counted where these stand together ("at least 3,000 Russian troops").
    `number` is the span of the number words alone. `unit` is null for a plain count, an ISO 4217 code, "percent",
    "year", "rank", "ratio", or a unit word of the pack. `counted` is the head noun with its qualifiers in lower case,
    normalised to what happened to it where the verb says so ("people killed"). `action` is the class of that verb or
    noun (killed, injured, arrested, ...), or null. `equals` is a stated conversion: [value, unit].
    `as_of` is EDTF. `speaker` is who says so, by the attribution that holds it.
    """

    figure_id: str
    start: int
    end: int
    text: str
    number: Span
    low: float | None
    high: float | None
    unit: str | None = None
    modifier: str | None = None
    counted: str | None = None
    action: str | None = None
    place: str | None = None
    as_of: str | None = None
    attribution_id: str | None = None
    speaker: str | None = None
    equals: tuple[float, str] | None = None
    reason: str | None = None


class Time(msgspec.Struct, frozen=True):
    """An expression of time. `edtf` is null for a duration or a set; `timex` is the TIMEX3 value; `type` its type.

    `reason` tells how the value was reached. Parts that the item does not settle are X ("XXXX-01-10").
    """

    start: int
    end: int
    text: str
    type: str
    edtf: str | None
    timex: str | None
    reason: str | None = None


class Reading(msgspec.Struct, frozen=True):
    """All that reading makes of one item."""

    item_id: str
    language: str
    sentences: tuple[Sentence, ...] = ()
    mentions: tuple[Mention, ...] = ()
    entities: tuple[Entity, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    figures: tuple[Figure, ...] = ()
    times: tuple[Time, ...] = ()
    issues: tuple[Issue, ...] = ()

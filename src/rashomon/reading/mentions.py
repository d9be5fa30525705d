"""Mentions of persons, bodies, places and groups in one item, and which of them are one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ..language.names import name_data, with_compounds, with_hyphens
from ..language.packs import base_language
from ..language.quotations import Quotation
from ..model.readings import Entity, Mention, Sentence
from .clusters import Cluster
from .coreference import Resolver
from .spots import Spot
from .spotting import Spotter

_CAPITALISED = re.compile(r"\b[A-ZÄÖÜ][\w-]{6,}")
_HYPHENED = re.compile(r"(?<![\w-])[^\W\d_]+(?:-[^\W\d_]+){1,3}(?![\w-])")
_NUMBER = {None: None, "group": "p", "body": "n", "place": "n", "publication": "n"}
"""The gender of what is no person: a plural or a thing."""
_COMPOUNDING = ("de", "nl", "sv", "da", "no")


def read_mentions(
    text: str, sentences: Sequence[Sentence], quotations: Sequence[Quotation], body_start: int, language: str
) -> tuple[tuple[Mention, ...], tuple[Entity, ...]]:
    """The mentions of a text, sorted by place, and the entities that they stand for.

    A mention that holds another ("the spokeswoman for the Harbour Ministry") comes before it. Pronouns that cannot be
    resolved are kept, without an entity. Entities are numbered by their first mention.

    >>> from ..language.sentences import split_sentences
    >>> text = "Mayor Ann Lee resigned. She blamed the council."
    >>> mentions, entities = read_mentions(text, split_sentences(text, "en"), (), 0, "en")
    >>> [(m.text, m.entity) for m in mentions]
    [('Mayor Ann Lee', 0), ('She', 0), ('the council', 1)]
    >>> entities[0].name, entities[0].gender, entities[0].titles
    ('Ann Lee', 'f', ('Mayor',))
    """
    data = with_hyphens(name_data(language), _hyphened(text))
    if base_language(language) in _COMPOUNDING:
        data = with_compounds(data, sorted({w.lower() for w in _CAPITALISED.findall(text)}))
    spots = Spotter(text, sentences, quotations, body_start, data).run()
    clusters = Resolver(text, spots, data, [s.paragraph for s in sentences]).run()
    numbers: dict[int, int] = {}
    for cluster in clusters:
        if cluster is not None:
            numbers.setdefault(id(cluster), len(numbers))
    ordered = {id(c): c for c in clusters if c is not None}
    mentions = tuple(_mention(text, s, c, numbers) for s, c in zip(spots, clusters, strict=True))
    entities = tuple(_entity(text, spots, ordered[key], number, data.given) for key, number in numbers.items())
    return mentions, entities


def _hyphened(text: str) -> list[str]:
    """The words with hyphens, in lower case and order of letters."""
    pieces = {piece for piece in text.split() if "-" in piece}
    return sorted({w.lower() for piece in pieces for w in _HYPHENED.findall(piece)})


def _mention(text: str, spot: Spot, cluster: Cluster | None, numbers: dict[int, int]) -> Mention:
    kind = spot.kind if cluster is None else cluster.kind
    entity = None if cluster is None else numbers[id(cluster)]
    return Mention(spot.start, spot.end, text[spot.start : spot.end], spot.form, kind, entity)


def _entity(text: str, spots: Sequence[Spot], cluster: Cluster, number: int, given: Mapping[str, str]) -> Entity:
    return Entity(
        entity=number,
        name=_fullest(text, spots, cluster, given),
        kind=cluster.kind,
        aliases=tuple(cluster.forms),
        titles=tuple(cluster.titles),
        gender=cluster.gender if cluster.kind == "person" else _NUMBER.get(cluster.kind),
        reasons=tuple([f"{form}: {reason}" for form, reason in cluster.reasons.items()]),
    )


def _fullest(text: str, spots: Sequence[Spot], cluster: Cluster, given: Mapping[str, str]) -> str:
    """The name with the most words; among those one that begins with a given name as it is listed, not declined."""
    named = [spots[i] for i in cluster.spots if spots[i].names]
    if not named:
        first = next((spots[i] for i in cluster.spots if spots[i].form != "pronoun"), spots[cluster.spots[0]])
        return text[first.start : first.end]
    if len(named) == 1:
        return text[named[0].name_start : named[0].name_end]
    full = min(max(len(s.names) for s in named), 3)
    able = [s for s in named if min(len(s.names), 3) == full]
    best = max(able, key=lambda s: (s.names[0].lower() in given, len(s.names), s.name_end - s.name_start, -s.start))
    return text[best.name_start : best.name_end]

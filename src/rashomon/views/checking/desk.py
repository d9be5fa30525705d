"""The desk on which a draft is checked: its reading, and the accounts near it."""

from __future__ import annotations

from functools import cached_property

from ...comparing.surroundings import Surroundings
from ...comparing.versions import Rendering, renderings
from ...language.packs import base_language
from ...model.captures import Item
from ...model.findings import Account, Cast, Story
from ...model.readings import Attribution, Reading, Sentence
from ..characters import one_line
from ..draft import Draft
from ..reader import Row
from .findings import Evidence
from .nearby import Near, NearAccount, Nearby
from .speakers import NOBODY, Speaker


class Desk:
    """A draft that was read, beside the case that it is checked against.

    `stories` are those that it is about; `dated` tells whether its day is known rather than taken from the case.
    """

    def __init__(
        self, draft: Draft, item: Item, reading: Reading, near: Nearby, stories: list[str], *, dated: bool
    ) -> None:
        self.dated = dated
        self.draft, self.text, self.item, self.reading = draft, draft.text, item, reading
        self.near, self.stories = near, stories
        self.language = base_language(reading.language)
        self._attributions = {a.attribution_id: a for a in reading.attributions}
        self._speakers: dict[str, dict[str, Speaker]] = {}
        self._timelines: dict[str, dict[tuple[str, int], list[tuple[Row, str | None]]]] = {}

    @cached_property
    def account(self) -> Account:
        """The draft as an account."""
        return Account(self.item, self.reading)

    @cached_property
    def around(self) -> Surroundings:
        """The draft's sentences and their words."""
        return Surroundings(self.account)

    @cached_property
    def renderings(self) -> tuple[Rendering, ...]:
        """The draft's quotations and reports."""
        return renderings(Story("", (self.account,)), Cast((), {}))

    def near_sentence(self, sentence: Sentence) -> list[Near]:
        """The sentences of the case that are near a sentence of the draft."""
        return self.near.sentences(self.text[sentence.start : sentence.end], self.around.vocabulary)

    def attribution(self, attribution_id: str | None) -> Attribution | None:
        """An attribution of the draft."""
        return self._attributions.get(attribution_id or "")

    def speaker(self, attribution_id: str | None) -> Speaker:
        """Who speaks in the draft, with every name that the draft has for them."""
        return _speaker(self.attribution(attribution_id), self.reading)

    def speaker_in(self, account: NearAccount, attribution_id: str) -> Speaker:
        """Who speaks in an account, with every name that the case has for them."""
        item_id = account.item.item_id
        if item_id not in self._speakers:
            self._speakers[item_id] = self._cast(account)
        return self._speakers[item_id].get(attribution_id, NOBODY)

    def _cast(self, account: NearAccount) -> dict[str, Speaker]:
        """The speakers of an account, the actor's names of the whole case among them."""
        own = {a.attribution_id: _speaker(a, account.reading) for a in account.reading.attributions}
        actors = self.near.actors_of(account.story_id)
        names = self.near.actor_names(account.story_id)
        made = {}
        for attribution_id, speaker in own.items():
            known = names.get(actors.get(attribution_id, ""), ())
            made[attribution_id] = Speaker(
                tuple(dict.fromkeys((*speaker.names, *known))), speaker.kind, actors.get(attribution_id)
            )
        return made

    def knows(self, attribution_id: str | None) -> bool:
        """Whether the speaker's name, or its last word, stands in the case at all."""
        return any(self.near.has(name.split()[-1]) for name in self.speaker(attribution_id).names if name.split())

    def evidence(
        self, account: NearAccount, start: int, end: int, permanent: str | None, *, note: str = ""
    ) -> Evidence:
        """Words of an account as evidence; the permanent id is the account's where there is none closer."""
        item = account.item
        outlet = one_line(item.publisher) or one_line(item.headline) or one_line(item.capture)
        return Evidence(
            item.item_id, outlet, item.published, start, end, item.text[start:end], permanent or item.item_id, note
        )

    def events_at(self, account: NearAccount, start: int) -> list[tuple[Row, str | None]]:
        """The events of the timeline that an account tells in the sentence at a place, with the date it gives."""
        return self._events(account.story_id).get((account.item.item_id, start), [])

    def _events(self, story_id: str) -> dict[tuple[str, int], list[tuple[Row, str | None]]]:
        if story_id not in self._timelines:
            held: dict[tuple[str, int], list[tuple[Row, str | None]]] = {}
            for event in self.near.rows("timeline", story_id):
                for told in event["accounts"]:
                    held.setdefault((told["item_id"], told["start"]), []).append((event, told["edtf"]))
            self._timelines[story_id] = held
        return self._timelines[story_id]

    def inside_quotation(self, start: int, end: int) -> bool:
        """Whether a place of the draft stands within quoted words, which are checked as words."""
        return any(r.quoted and r.start <= start and end <= r.end for r in self.renderings)


def _speaker(attribution: Attribution | None, reading: Reading) -> Speaker:
    if attribution is None or not attribution.speaker:
        return NOBODY
    entity = next((e for e in reading.entities if e.entity == attribution.entity), None)
    if entity is None:
        return Speaker((attribution.speaker,))
    named = [a for a in entity.aliases if a[:1].isupper()]
    return Speaker(tuple(dict.fromkeys((attribution.speaker, entity.name, *named))), entity.kind)

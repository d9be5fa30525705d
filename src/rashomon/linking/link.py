"""The whole collection's links: passages, revisions, stories, origins.

The stages, and the functions over batches that every engine runs, are listed in docs/architecture.md. Here they are
run on one machine: a stage lays out what it made in the folder of a workplace, and the next reads it from there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import TracebackType

import numpy as np

from ..model.links import Gone, LinkInput, Links
from ..model.settings import LinkingSettings
from .again import before, find_again, gone, scope_of
from .boilerplate import Draft, least_stories
from .collection import Collection, collect
from .families import merged
from .joining import Joined, common_shingles, drafted_meetings, find_furniture, join_shingles, meetings
from .kept import FORMAT, Kept
from .lining import line_up, pairs_to_line_up, put_together
from .stories import group_stories
from .told import Found, Scope, everything, joined_families, name_stories, tell
from .workplace import Workplace


def link(inputs: Iterable[LinkInput], settings: LinkingSettings) -> Links:
    """All links of a collection, sorted; the order of the inputs does not matter."""
    return merged(list(link_parts(inputs, settings)))


def link_parts(inputs: Iterable[LinkInput], settings: LinkingSettings) -> Iterator[Links]:
    """All links of a collection, part by part, so that no more than a part is ever held."""
    with Linking(inputs, settings) as linking:
        yield from linking.parts()


class Linking:
    """One linking of a collection, as a context manager: all is found on entering, and then told part by part.

    With what an earlier linking of some of these items left in `kept`, only rows are told that are not what they were;
    `gone` then says which of those before they take the place of, and is null where all are told. The rows that result
    are the same in either case.
    """

    def __init__(self, inputs: Iterable[LinkInput], settings: LinkingSettings, kept: Kept | None = None) -> None:
        self.gone: Gone | None = None
        self.kept: Kept | None = None
        """What the next linking may go on from; null where there is nothing to link."""
        self._inputs, self._settings, self._earlier = inputs, settings, kept
        self._place = Workplace(settings.processes, settings.memory_mb)
        self._told: tuple[Collection, Found, Scope] | None = None

    def __enter__(self) -> Linking:
        self._place.__enter__()
        try:
            self._link()
        except BaseException as error:
            self._place.__exit__(type(error), error, error.__traceback__)
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._place.__exit__(kind, error, at)

    def parts(self) -> Iterator[Links]:
        """The rows, part by part."""
        if self._told is not None:
            yield from tell(self._place, *self._told)

    def _link(self) -> None:
        """Stories are found twice: words that turn out to spread over several stories are page furniture and are left

        out the second time.
        """
        place, how = self._place, f"{FORMAT} {self._settings.min_passage_words}"
        collection = collect(place, self._inputs)
        if not len(collection):
            return
        earlier = before(self._earlier, how, collection)
        joined = join_shingles(place, collection)
        draft = draft_of(place, collection, joined)
        spread = find_furniture(place, joined, draft)
        met = meetings(place, collection, joined, spread, earlier.kept.spread if earlier else None)
        stories = group_stories(place, collection, "spread", met.telling, met.same, draft.stories)
        pairs = pairs_to_line_up(collection, met.aligned, least_words=self._settings.min_passage_words)
        again = find_again(place, collection, earlier, pairs, met.altered)
        known = again.known if again else pairs[:0]
        fresh = line_up(place, collection, pairs, known, least_words=self._settings.min_passage_words)
        matches, judged = put_together(collection, [again.found, fresh] if again else [fresh])
        families = joined_families(len(collection), judged)
        found = Found(stories.of, name_stories(collection, stories), matches, judged, families)
        scope = everything(found)
        if earlier is not None and again is not None:
            scope = scope_of(earlier, found, again.standing, met.altered)
            self.gone = gone(collection, earlier, found, scope, again.standing)
        self._told = collection, found, scope
        self.kept = Kept(how, collection.ids, stories.of, found.stories, spread, np.sort(pairs), matches, judged)


def draft_of(place: Workplace, collection: Collection, joined: Joined) -> Draft:
    """Stories as they look before page furniture is known: by all words, and by words that few items hold."""
    met = drafted_meetings(place, collection, joined)
    place.save("nothing", np.empty(0, np.uint64))
    place.save("common", common_shingles(place, joined))
    by_all = group_stories(place, collection, "nothing", met.telling, met.same, chapters=False)
    by_own = group_stories(place, collection, "common", met.telling, met.same, chapters=False)
    least = least_stories(int(by_all.of.max()) + 1)
    return Draft(by_all.of, by_own.of, collection.days, collection.sites, least)

"""The whole collection's links: passages, revisions, stories, origins.

The stages, and the functions over batches that every engine runs, are listed in docs/architecture.md. Here they are
run on one machine: a stage lays out what it made in the folder of a workplace, and the next reads it from there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

import numpy as np

from ..model.links import Gone, LinkInput, Links
from ..model.settings import LinkingSettings
from .again import before, find_again, gone, scope_of
from .boilerplate import Draft, least_stories
from .collection import Bringer, Collection, Held, add, collect
from .counting import Recounting
from .families import merged
from .joining import (
    Joined,
    Met,
    changed_shingles,
    common_shingles,
    drafted_meetings,
    find_furniture,
    holders,
    join_shingles,
    meetings,
    stored_rows,
)
from .kept import FORMAT, Kept, read_kept, small_parts
from .likeness import ends_of
from .lining import line_up, pairs_to_line_up, put_together
from .stories import Stories, group_stories
from .told import Found, Scope, everything, joined_families, name_stories, tell, texts_needed
from .wording import U64
from .workplace import Workplace

_ROW_FILES = 500
"""With more files of rows than this all is linked anew, which makes them few: each task reads a little of every one."""


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
    are the same in either case. `held` gives the items by id; without it `inputs` are read, all of them.
    """

    def __init__(
        self,
        inputs: Iterable[LinkInput],
        settings: LinkingSettings,
        *,
        held: Held | None = None,
        kept: Mapping[str, bytes] | None = None,
    ) -> None:
        self.gone: Gone | None = None
        self._how = f"{FORMAT} {settings.min_passage_words}"
        self._inputs, self._least, self._held = inputs, settings.min_passage_words, held
        self._earlier = read_kept(kept, self._how) if kept and held else None
        self._place = Workplace(settings.processes, settings.memory_mb)
        self._done: _Done | None = None

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
        if self._done is not None:
            self._done.bringer.bring(texts_needed(self._done.collection, self._done.found, self._done.scope))
            yield from tell(self._place, self._done.collection, self._done.found, self._done.scope)

    def keep(self) -> Iterator[tuple[str, bytes | None]]:
        """What the next linking may go on from, as named bytes; null for what it has of the one before."""
        if self._done is None:
            return
        known = set(self._earlier.rows) if self._earlier else set()
        kept, counting = self._done.kept, self._done.counting
        yield from small_parts(kept)
        yield from counting.parts()
        for name, stored in zip(kept.rows, self._done.collection.rows, strict=True):
            yield name, None if name in known else Path(stored.path).read_bytes()

    def _collect(self) -> Collection:
        kept, held = self._earlier, self._held
        if kept is not None and held is not None:
            ids = held.ids()
            fresh = set(ids).difference(kept.about.ids)
            if len(ids) == len(kept.about.ids) + len(fresh) and len(kept.rows) < _ROW_FILES:
                rows = [stored_rows(self._place, name, kept.parts[name]) for name in kept.rows]
                return add(self._place, kept.about, rows, held.read(sorted(fresh)))
        self._earlier = self._held = None
        return collect(self._place, self._inputs)

    def _link(self) -> None:
        place, collection = self._place, self._collect()
        if not len(collection):
            return
        earlier = before(self._earlier, collection) if self._earlier else None
        bringer = Bringer(place, collection, self._held)
        counting = Recounting(place, collection, bringer, self._earlier)
        grouped = group(place, collection, earlier.kept if earlier else None, counting)
        met, stories = grouped.met, grouped.stories
        pairs = pairs_to_line_up(collection, met.aligned, least_words=self._least)
        again = find_again(place, collection, bringer, earlier, pairs, met.altered)
        known = again.known if again else pairs[:0]
        bringer.bring(np.concatenate(ends_of(np.setdiff1d(pairs, known, assume_unique=True))))
        fresh = line_up(place, collection, pairs, known, least_words=self._least)
        matches, judged = put_together(collection, [again.found, fresh] if again else [fresh])
        families = joined_families(len(collection), judged)
        found = Found(stories.of, name_stories(collection, stories), matches, judged, families)
        scope = everything(found)
        if earlier is not None and again is not None:
            scope = scope_of(earlier, found, again.standing, met.altered)
            self.gone = gone(collection, earlier, found, scope, again.standing)
        rows = list(self._earlier.rows) if self._earlier else []
        rows += [f"rows/{number}" for number in range(len(rows), len(collection.rows))]
        kept = Kept(self._how, collection.about, collection.numbers, stories.of, found.stories, grouped.common,
                    grouped.spread, np.sort(pairs), matches, judged, rows, counting.ways, {})  # fmt: skip
        self._done = _Done(collection, found, scope, bringer, counting, kept)


class _Done(NamedTuple):
    """What linking found, and what is still needed to tell and to keep it."""

    collection: Collection
    found: Found
    scope: Scope
    bringer: Bringer
    counting: Recounting
    kept: Kept


class Grouped(NamedTuple):
    """The stories of a collection, and what was found on the way: the shingles that more than two items hold, those

    that are page furniture, and who meets whom outside it.
    """

    stories: Stories
    common: U64
    spread: U64
    met: Met


def group(place: Workplace, collection: Collection, kept: Kept | None, counting: Recounting) -> Grouped:
    """The stories of a collection; they are found twice.

    Words that turn out to spread over several stories are page furniture and are left out the second time.
    """
    joined = join_shingles(place, collection)
    common = common_shingles(place, joined)
    if kept:
        changed = changed_shingles(common, kept.common)
        counting.altered["common"] = holders(place, joined, len(collection), changed)
    draft = draft_of(place, collection, joined, common, counting)
    spread = find_furniture(place, joined, draft)
    met = meetings(place, collection, joined, spread, kept.spread if kept else None)
    counting.altered["spread"] = met.altered
    stories = group_stories(place, collection, "spread", met.telling, met.same, draft.stories, counting=counting)
    return Grouped(stories, common, spread, met)


def draft_of(place: Workplace, collection: Collection, joined: Joined, common: U64, counting: Recounting) -> Draft:
    """Stories as they look before page furniture is known: by all words, and by words that few items hold."""
    met = drafted_meetings(place, collection, joined)
    place.save("nothing", np.empty(0, np.uint64))
    place.save("common", common)
    by_all, by_own = (
        group_stories(place, collection, spread, met.telling, met.same, chapters=False, counting=counting)
        for spread in ("nothing", "common")
    )
    least = least_stories(int(by_all.of.max()) + 1)
    return Draft(by_all.of, by_own.of, collection.days, collection.sites, least)

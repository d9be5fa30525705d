"""Linking's stages over Arrow tables: the columns of one group in, the rows of its results out.

Each function here lays out the arrays that a function of the linking room takes and calls it; which rows meet in a
group is the engine's business. A shingle or term is an unsigned number of 64 bits and travels as a signed one with
the same bits. `rank` is an item's place among all by date and id, `a < b` are two of them; `marks` are the shingles of
an item that are page furniture.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa

from ..linking.boilerplate import Draft, Spread, furniture
from ..linking.directions import Direction
from ..linking.families import Family, settle
from ..linking.fingerprints import Shared, candidate_pairs, held_by_several, shingle_rows, shingles_of
from ..linking.joining import beside_the_first, split_common
from ..linking.likeness import ALL_MEET, LEAST_KEPT, dated, likenesses, pooled, term_rows, within
from ..linking.matching import Matches, match_pairs, whole_matches
from ..linking.passages import KINDS, UNTOLD, Judged, judge, make_passage
from ..linking.stories import Part, best_chapters, chapter_reason, groups_of
from ..linking.terms import RARITY_POWER, Common, Counted, Guess, Vectors, count_crossing, count_terms, weigh
from ..linking.texts import Given, Known, known_of, read_words
from ..linking.translations import find_translations
from ..linking.vectors import MIXED, Compared, Graph
from ..linking.wording import I64, U64, distinct
from ..model.ids import content_id
from ..model.links import LinkInput, Links, StoryMember
from .batches import LINKS, Batches, link_rows

_encode = msgspec.msgpack.Encoder().encode
_input_of, _known_of = msgspec.msgpack.Decoder(LinkInput).decode, msgspec.msgpack.Decoder(Known).decode
_LONG, _BIN, _TEXT = pa.int64(), pa.binary(), pa.string()

KEYS = pa.schema([("item_id", _TEXT), ("published", _TEXT)])
TEXTS = pa.schema([("rank", _LONG), ("item_id", _TEXT), ("known", _BIN), ("input", _BIN), ("day", _LONG),
                   ("size", _LONG), ("shingles", _LONG), ("latin", _LONG), ("site", _TEXT), ("language", _TEXT),
                   ("digest", _TEXT)])  # fmt: skip
ROWS = pa.schema([("bucket", _LONG), ("key", _LONG), ("rank", _LONG)])
PAIRS = pa.schema([("a", _LONG), ("b", _LONG), ("n", _LONG)])
JOINED = pa.schema([("what", _TEXT), ("a", _LONG), ("b", _LONG), ("n", _LONG)])
"""`pairs` (ranks, and how many shingles they share), or `common` (a shingle that several hold, and a rank)."""
SHINGLES = pa.schema([("key", _LONG)])
COUNTED = pa.schema([("rank", _LONG), ("terms", _BIN), ("counts", _BIN)])
VECTORS = pa.schema([("rank", _LONG), ("terms", _BIN), ("weights", _BIN)])
EDGES = pa.schema([("a", _LONG), ("b", _LONG), ("value", _LONG)])
GROUPED = pa.schema([("rank", _LONG), ("root", _LONG)])
POOLED = pa.schema([("rank", _LONG), ("terms", _BIN), ("weights", _BIN), ("count", _LONG), ("inside", _LONG)])
SPANS = pa.schema([("rank", _LONG), ("first_day", _LONG), ("last_day", _LONG), ("latin", _LONG)])
CHAPTERS = pa.schema([("rank", _LONG), ("before", _LONG), ("apart", _LONG), ("alike", _LONG)])
MATCHED = pa.schema([("a", _LONG), ("b", _LONG), ("twin", _LONG), ("place", _LONG), ("kind", _LONG),
                     ("values", pa.list_(_LONG))])  # fmt: skip
"""A stretch that two items share (`values`: Matches but for its pair, then Judged from `similarity` on).

With `kind` -1, how much two items share of their own (`values`: Coverage).
"""
IDS = pa.schema([("root", _LONG), ("story_id", _TEXT)])


# -- columns --------------------------------------------------------------------------------------------------------


def _ints(table: Any, name: str) -> I64:
    column = table.column(name)
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    values: I64 = whole.to_numpy(zero_copy_only=False)
    return values.astype(np.int64, copy=False)


def _bits(numbers: U64) -> I64:
    return numbers.view(np.int64)


def _unbits(numbers: I64) -> U64:
    return np.ascontiguousarray(numbers).view(np.uint64)


def _made(schema: pa.Schema, *columns: Any) -> pa.Table:
    return pa.table([pa.array(c, type=f.type) for c, f in zip(columns, schema, strict=True)], schema=schema)


def _batches(table: pa.Table) -> Iterator[pa.RecordBatch]:
    yield from table.to_batches()


def _packed(first: I64, second: I64) -> U64:
    return first.astype(np.uint64) << np.uint64(32) | second.astype(np.uint64)


def _unpacked(pairs: U64) -> tuple[I64, I64]:
    return (pairs >> np.uint64(32)).astype(np.int64), (pairs & np.uint64(0xFFFFFFFF)).astype(np.int64)


def _given(table: Any) -> Given:
    items = zip(_ints(table, "rank").tolist(), table.column("input").to_pylist(), strict=True)
    return Given({rank: _input_of(data) for rank, data in sorted(items)})


def _spread(table: Any) -> Spread:
    marks = table.column("marks")
    whole = marks.combine_chunks() if isinstance(marks, pa.ChunkedArray) else marks
    return Spread(distinct(_unbits(whole.flatten().to_numpy(zero_copy_only=False).astype(np.int64, copy=False))))


def _vectors(table: Any, weights: str = "weights") -> Vectors:
    """The vectors of a table's rows, in their order."""
    terms = [np.frombuffer(t, np.int32) for t in table.column("terms").to_pylist()]
    values = [np.frombuffer(w, np.int32) for w in table.column(weights).to_pylist()]
    begins = np.concatenate(([0], np.cumsum([len(t) for t in terms]))).astype(np.int64)
    empty = [np.empty(0, np.int32)]
    return Vectors(begins, np.concatenate(terms or empty), np.concatenate(values or empty).astype(np.int64))


def _cut(begins: I64, values: Any) -> list[bytes]:
    whole = np.asarray(values).astype(np.int32)
    return [whole[low:high].tobytes() for low, high in zip(begins[:-1].tolist(), begins[1:].tolist(), strict=True)]


def _numbered(sites: list[str]) -> I64:
    """Sites as numbers; -1 where there is none."""
    numbers: dict[str, int] = {"": -1}
    return np.array([numbers.setdefault(site, len(numbers) - 1) for site in sites], dtype=np.int64)


def _by(table: pa.Table, name: str) -> pa.Table:
    return table.sort_by(name)


# -- texts and shingles ---------------------------------------------------------------------------------------------


def order_keys(batches: Batches) -> Iterator[pa.RecordBatch]:
    """What items are ranked by."""
    for batch in batches:
        found = [_input_of(data) for data in batch.column("input").to_pylist()]
        yield from _batches(_made(KEYS, [i.item_id for i in found], [i.published or "~" for i in found]))


def read_texts(batches: Batches) -> Iterator[pa.RecordBatch]:
    """Items by rank → what linking keeps of them."""
    for batch in batches:
        data = dict(zip(_ints(batch, "rank").tolist(), batch.column("input").to_pylist(), strict=True))
        items = {rank: _input_of(given) for rank, given in data.items()}
        rows = []
        for rank, words in read_words(items):
            known = known_of(items[rank], words)
            held = len(distinct(shingles_of(words.full)))
            rows.append((rank, known.item_id, _encode(known), data[rank], known.day, known.size, held,
                         int(known.latin), known.site, known.language, known.digest.hex()))  # fmt: skip
        yield from _batches(_made(TEXTS, *(zip(*rows, strict=True) if rows else [[]] * len(TEXTS))))


def rows_of_shingles(batches: Batches, *, bits: int) -> Iterator[pa.RecordBatch]:
    """Texts → a row for each shingle of each; `bits` of it name its bucket."""
    for batch in batches:
        texts = _given(batch)
        found = shingle_rows({rank: texts.shingles(rank) for rank in sorted(texts.known)})
        yield from _batches(_bucketed(found.shingles, found.texts, bits))


def _bucketed(keys: U64, ranks: Any, bits: int) -> pa.Table:
    bucket = (keys >> np.uint64(64 - bits)).astype(np.int64) if bits else np.zeros(len(keys), np.int64)
    return _made(ROWS, bucket, _bits(keys), ranks.astype(np.int64))


def _sorted_rows(table: pa.Table) -> Shared:
    keys, ranks = _unbits(_ints(table, "key")), _ints(table, "rank")
    order = np.lexsort((ranks, keys))
    return Shared(keys[order], ranks[order].astype(np.uint32))


def join_bucket(_: Any, rows: pa.Table) -> pa.Table:
    """Rows of a bucket's shingles → pairs that meet, and the rows of those that more than two hold."""
    two, more = split_common(held_by_several(_sorted_rows(rows)))
    parts = []
    for name, shared in (("rare", two), ("all", more)):
        pairs, counts = candidate_pairs(shared)
        parts.append(_made(JOINED, [name] * len(pairs), *_unpacked(pairs), counts))
    nothing = np.zeros(len(more.texts), np.int64)
    parts.append(_made(JOINED, ["common"] * len(nothing), _bits(more.shingles), more.texts.astype(np.int64), nothing))
    return pa.concat_tables(parts)


def furniture_bucket(_: Any, rows: pa.Table, *, least: int) -> pa.Table:
    """Rows of a bucket's common shingles, with what is thought of each item's story → those that are page furniture.

    `least` is in how many stories furniture stands.
    """
    ordered = rows.sort_by([("key", "ascending"), ("rank", "ascending")])
    keys = _unbits(_ints(ordered, "key"))
    order = np.argsort(keys, kind="stable")
    story, apart, day = (_ints(ordered, name)[order] for name in ("story", "apart", "day"))
    draft = Draft(story, apart, day, _numbered(ordered.column("site").to_pylist())[order], least)
    found = furniture(Shared(keys[order], np.arange(len(keys), dtype=np.uint32)), draft)
    return _made(SHINGLES, _bits(found))


def own_pairs(_: Any, rows: pa.Table) -> pa.Table:
    """Rows of a bucket's common shingles outside page furniture → pairs that meet."""
    pairs, counts = candidate_pairs(_sorted_rows(rows))
    return _made(PAIRS, *_unpacked(pairs), counts)


def shown_pairs(_: Any, rows: pa.Table) -> pa.Table:
    """Rows of a bucket's page furniture → each item (`b`) with the first (`a`) that has the same."""
    pairs, counts = beside_the_first(_sorted_rows(rows))
    later, first = _unpacked(pairs)
    return _made(PAIRS, first, later, counts)


# -- stories --------------------------------------------------------------------------------------------------------


def count_batch(batches: Batches, *, crossing: bool) -> Iterator[pa.RecordBatch]:
    """Texts with their marks → their terms, counted."""
    count: Callable[..., Counted] = count_crossing if crossing else count_terms
    for batch in batches:
        if batch.num_rows:
            texts = _given(batch)
            ranks = sorted(texts.known)
            counted = count(texts, ranks, _spread(batch))
            begins = np.concatenate(([0], np.cumsum(counted.sizes))).astype(np.int64)
            yield from _batches(_made(COUNTED, ranks, _cut(begins, counted.terms), _cut(begins, counted.counts)))


def held_terms(batches: Batches) -> Iterator[pa.RecordBatch]:
    """Counted terms → in how many items each stands, of all that this task sees."""
    held: I64 = np.zeros(1, np.int64)
    for batch in batches:
        for data in batch.column("terms").to_pylist():
            terms = np.frombuffer(data, np.int32)
            if len(terms) and terms[-1] >= len(held):
                held = np.concatenate((held, np.zeros(int(terms.max()) + 1 - len(held), np.int64)))
            held[terms] += 1
    places = np.flatnonzero(held)
    yield from _batches(_made(PAIRS, places, np.zeros(len(places), np.int64), held[places]))


def weigh_batch(batches: Batches, *, common: Callable[[], Common], crossing: bool) -> Iterator[pa.RecordBatch]:
    """Counted terms → vectors."""
    for batch in batches:
        yield from _batches(_weighed(batch, common(), crossing, None))


def weigh_sites(_: Any, counted: pa.Table, *, common: Callable[[], Common]) -> pa.Table:
    """Counted terms of whole sites (`site`, guessed `story`) → vectors in which a site's own words weigh less."""
    counted = _by(counted, "rank")
    sites = _numbered(counted.column("site").to_pylist())
    return _weighed(counted, common(), False, Guess(sites, _ints(counted, "story")))


def _weighed(counted: Any, common: Common, crossing: bool, guess: Guess | None) -> pa.Table:
    whole = _vectors(counted, "counts")
    given = Counted(np.diff(whole.begins), whole.terms, whole.weights.astype(np.int32))
    made = weigh(given, common, 1.0 if crossing else RARITY_POWER, guess)
    return _made(VECTORS, counted.column("rank"), _cut(made.begins, made.terms), _cut(made.begins, made.weights))


def rows_of_terms(batches: Batches, *, bits: int) -> Iterator[pa.RecordBatch]:
    """Vectors → a row for each of their weightiest terms."""
    for batch in batches:
        ranks = _ints(batch, "rank")
        found = term_rows(_vectors(batch))
        yield from _batches(_bucketed(found.shingles, ranks[found.texts.astype(np.int64)], bits))


def meet_bucket(_: Any, rows: pa.Table) -> pa.Table:
    """Rows of a bucket's terms → pairs that meet."""
    pairs, counts = candidate_pairs(_sorted_rows(rows), all_pairs=ALL_MEET)
    return _made(PAIRS, *_unpacked(pairs), counts)


def score_block(_: Any, pairs: pa.Table, ends: pa.Table, *, undated: bool) -> pa.Table:
    """Pairs, and the vectors, days and scripts of their ends → how alike they are, where it is worth keeping."""
    ends = _by(ends, "rank")
    ranks = _ints(ends, "rank")
    packed = np.sort(_packed(np.searchsorted(ranks, _ints(pairs, "a")), np.searchsorted(ranks, _ints(pairs, "b"))))
    values = likenesses(_vectors(ends), packed)
    first, second = _unpacked(packed)
    if "crossing_terms" in ends.column_names:
        latin = _ints(ends, "latin")
        apart = (latin[first] + latin[second] == 1) & (latin[first] != MIXED) & (latin[second] != MIXED)
        names = ["rank", "terms", "weights"]
        crossing = _vectors(ends.select(["rank", "crossing_terms", "crossing_weights"]).rename_columns(names))
        values[apart] = np.maximum(values[apart], likenesses(crossing, packed[apart]))
    days = np.array([_ints(ends, "first_day"), _ints(ends, "last_day")]).T
    values = dated(0 * days if undated else days, packed, values)
    strong = values >= LEAST_KEPT
    return _made(EDGES, ranks[first[strong]], ranks[second[strong]], values[strong])


def group_parts(_: Any, members: pa.Table, edges: pa.Table) -> pa.Table:
    """Whole connected parts (`part`): members with `count` and `inside`, and edges → the group of each member."""
    members = members.sort_by([("part", "ascending"), ("rank", "ascending")])
    parts, ranks = _ints(members, "part"), _ints(members, "rank")
    counts, inside = _ints(members, "count"), _ints(members, "inside")
    first, second, values = (_ints(edges, name) for name in ("a", "b", "value"))
    of_edge = _ints(edges, "part")
    order = np.lexsort((second, first, of_edge))
    first, second, values, of_edge = first[order], second[order], values[order], of_edge[order]
    found, roots = [], []
    borders = np.append(np.flatnonzero(np.diff(parts, prepend=-1)), len(parts))
    for low, high in zip(borders[:-1].tolist(), borders[1:].tolist(), strict=True):
        own = ranks[low:high]
        here = slice(*np.searchsorted(of_edge, [parts[low], parts[low] + 1]))
        part = Part(own, np.searchsorted(own, first[here]), np.searchsorted(own, second[here]), values[here],
                    counts[low:high], inside[low:high])  # fmt: skip
        for group in groups_of(part):
            found.append(own[group])
            roots.append(np.full(len(group), own[group[0]]))
    nothing = [np.empty(0, np.int64)]
    return _made(GROUPED, np.concatenate(found or nothing), np.concatenate(roots or nothing))


def pool_groups(_: Any, members: pa.Table) -> pa.Table:
    """Vectors of whole groups (`root`) → one vector a group, and the sum of likenesses within it."""
    members, roots, groups = _grouped(members)
    vectors = _vectors(members)
    wholes = pooled(vectors, groups)
    sums = within(vectors, wholes, groups)
    return _made(POOLED, roots, _cut(wholes.begins, wholes.terms), _cut(wholes.begins, wholes.weights),
                 [len(group) for group in groups], sums)  # fmt: skip


def span_groups(_: Any, members: pa.Table) -> pa.Table:
    """Days and scripts of whole groups (`root`) → first and last day (0: unknown), the script if all have one."""
    members, roots, groups = _grouped(members)
    firsts, lasts, latin = (_ints(members, name) for name in ("first_day", "last_day", "latin"))
    rows = []
    for group in groups:
        begun = firsts[group][firsts[group] > 0]
        scripts = np.unique(latin[group])
        ended = int(lasts[group].max())
        rows.append((int(begun.min()) if len(begun) else 0, ended, int(scripts[0]) if len(scripts) == 1 else MIXED))
    return _made(SPANS, roots, *zip(*rows, strict=True))


def _grouped(members: pa.Table) -> tuple[pa.Table, I64, list[I64]]:
    ordered = members.sort_by([("root", "ascending"), ("rank", "ascending")])
    of = _ints(ordered, "root")
    begins = np.flatnonzero(np.diff(of, prepend=-1))
    ends = np.append(begins, len(of))
    groups = [np.arange(low, high) for low, high in zip(ends[:-1].tolist(), ends[1:].tolist(), strict=True)]
    return ordered, of[begins], groups


def chapter_block(_: Any, edges: pa.Table, ends: pa.Table) -> pa.Table:
    """Stories alike but for the days → for each, of those seen here, the earlier one that it continues."""
    ends = _by(ends, "rank")
    ranks = _ints(ends, "rank")
    packed = _packed(np.searchsorted(ranks, _ints(edges, "a")), np.searchsorted(ranks, _ints(edges, "b")))
    order = np.argsort(packed)
    days = np.array([_ints(ends, "first_day"), _ints(ends, "last_day")]).T
    stories = Compared("", "", days, _ints(ends, "latin"))
    before, apart, alike = best_chapters(stories, Graph(packed[order], _ints(edges, "value")[order]))
    late = np.flatnonzero(before >= 0)
    return _made(CHAPTERS, ranks[late], ranks[before[late]], apart[late], alike[late])


# -- passages, families, translations -------------------------------------------------------------------------------


def match_block(_: Any, pairs: pa.Table, texts: pa.Table, *, least_words: int) -> pa.Table:
    """Pairs (`twin`: the very same words) and the texts of their ends → what they share, judged."""
    given, spread = _given(texts), _spread(texts)
    a, b, twin = (_ints(pairs, name) for name in ("a", "b", "twin"))
    found = []
    for which in (0, 1):
        packed = np.sort(_packed(a, b)[twin == which])
        if which:
            firsts, twins = _unpacked(packed)
            sizes = np.array([given.known[rank].size for rank in twins.tolist()], dtype=np.int64)
            matches = whole_matches(firsts, twins, sizes)
        elif len(packed):
            matches = match_pairs(given, packed, least_words=least_words)
        else:
            continue
        found.append(_judged(matches, judge(given, matches, spread), which))
    return pa.concat_tables(found)


def _judged(matches: Matches, judged: Judged, twin: int) -> pa.Table:
    count, pairs = len(matches.low), len(judged.shares)
    values = np.array([*matches[2:], *judged[1:6]]).T.tolist()
    low, high, *shares = judged.shares.T if pairs else np.empty((5, 0), np.int64)
    rows = _made(MATCHED, matches.low, matches.high, [twin] * count, np.arange(count), judged.kind, values)
    own = _made(MATCHED, low, high, [twin] * pairs, np.arange(pairs), [-1] * pairs, np.array(shares).T.tolist())
    return pa.concat_tables([rows, own])


def settle_families(_: Any, items: pa.Table, matched: pa.Table) -> pa.Table:
    """Items of whole families with their stories, and what they share of their own → passages, revisions, origins."""
    items = _by(items, "rank")
    ranks = _ints(items, "rank")
    known = [_known_of(data) for data in items.column("known").to_pylist()]
    rows = matched.sort_by([(name, "ascending") for name in ("twin", "a", "b", "place")])
    own, shares = (rows.filter(pa.compute.field("kind") >= 0), rows.filter(pa.compute.field("kind") < 0))
    places = [np.searchsorted(ranks, _ints(shares, name)) for name in ("a", "b")]
    shared = np.array(shares.column("values").to_pylist(), dtype=np.int64).reshape(-1, 3)
    columns = np.array(own.column("values").to_pylist(), dtype=np.int64).reshape(-1, 10).T
    matches = Matches(*(np.searchsorted(ranks, _ints(own, name)) for name in ("a", "b")), *columns[:5])
    judged = Judged(*[_ints(own, "kind"), *columns[5:], np.column_stack([*places, shared])])
    links = settle(Family(known, items.column("story_id").to_pylist(), matches, judged))
    return pa.Table.from_pylist(list(link_rows(links)), schema=LINKS)


def untold_passages(batches: Batches) -> Iterator[pa.RecordBatch]:
    """Stretches that tell nothing of who took from whom, with the ids of their items → passages."""
    for batch in batches:
        made = []
        for row in batch.to_pylist():
            name, (alike, *spans) = KINDS[row["kind"]], row["values"][5:]
            ends = (row["a_id"], spans[0], spans[1]), (row["b_id"], spans[2], spans[3])
            made.append(make_passage(name, *ends, alike, Direction(None, "weak", UNTOLD[name])))
        yield from _batches(pa.Table.from_pylist(list(link_rows(Links(tuple(made), (), ()))), schema=LINKS))


def translate_story(_: Any, texts: pa.Table, shares: pa.Table) -> pa.Table:
    """The texts of one story of several languages, and its pairs that share words → translations."""
    given = _given(texts)
    joined = set(zip(_ints(shares, "a").tolist(), _ints(shares, "b").tolist(), strict=True))
    found = find_translations(given, sorted(given.known), _spread(texts), joined)
    return pa.Table.from_pylist(list(link_rows(Links(tuple(found), (), ()))), schema=LINKS)


def name_stories(_: Any, items: pa.Table) -> pa.Table:
    """The items of whole stories (`root`) → the stories' ids."""
    members: dict[int, list[str]] = {}
    for root, item_id in zip(_ints(items, "root").tolist(), items.column("item_id").to_pylist(), strict=True):
        members.setdefault(root, []).append(item_id)
    roots = sorted(members)
    return _made(IDS, roots, [content_id("s", *sorted(members[root])) for root in roots])


def story_members(batches: Batches) -> Iterator[pa.RecordBatch]:
    """Items with their story and what it continues (`before_id`, `apart`, `alike`) → story members."""
    for batch in batches:
        found = (_member(row) for row in batch.to_pylist())
        yield from _batches(pa.Table.from_pylist(list(link_rows(Links((), (), tuple(found)))), schema=LINKS))


def _member(row: dict[str, Any]) -> StoryMember:
    reason = None
    if row["before_id"]:
        reason = chapter_reason(row["apart"], row["alike"])
    return StoryMember(row["story_id"], row["item_id"], row["before_id"], reason)

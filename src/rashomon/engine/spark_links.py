"""Linking on Spark: the stages of docs/architecture.md, each over groups that Spark brings together.

Nothing about items or pairs is collected on the driver but how many rows a step has and in how many items each term
stands (four million numbers at most, sent to every worker). A text that is needed by many pairs travels to the blocks
of pairs that need it; a block never holds more pairs than `_SIDE` times `_REACH`, whatever is repeated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..linking.boilerplate import least_stories
from ..linking.fingerprints import LEAST_SHARED
from ..linking.joining import COPY_DAYS, FURNITURE_PARTNERS, NEAR, TELLING
from ..linking.passages import OWN_KINDS
from ..linking.stories import LEAST_MEAN
from ..linking.terms import TERM_BITS, Common, with_background
from . import link_batches as lb
from .batches import LINKS
from .spark_components import components
from .spark_session import ddl, paired

if TYPE_CHECKING:
    from .spark import Run

_SIDE_BITS, _REACH_BITS = 5, 12
"""Pairs of 32 neighbouring items with 4,096 neighbouring others stay together, as their texts serve many of them."""
_MATCH_PAIRS = 2_000
_SCORE_PAIRS = 50_000
"""Pairs of a block, about: their texts, or their vectors, are in one task's memory."""
_BUCKET_ROWS = 1_000_000
"""Rows of shingles or terms that one task sorts."""
_LOT = 2_000
"""Small groups (stories, families, parts) that one call works on: a call costs a thousandth of a second by itself."""
_SHINGLES_AN_ITEM = 300


class Texts(NamedTuple):
    """The items of the collection: all columns of `link_batches.TEXTS`, and `twin`, the first with the same words."""

    table: Any
    size: int


class Met(NamedTuple):
    """Pairs worth aligning (`a`, `b`), pairs whose stories are compared, and each near-copy's first (`a` → `b`)."""

    aligned: Any
    telling: Any
    same: Any


class Stories(NamedTuple):
    """Each item's story as the lowest rank in it (`rank`, `root`), and what each story continues."""

    of: Any
    before: Any


def find_links(run: Run, inputs: Any) -> Any:
    """All links of the collection."""
    texts = _texts(run, inputs)
    if not texts.size:
        return run.keep(_empty(run, LINKS), "links")
    joined = _joined(run, texts)
    met = _meet(run, texts, joined.where("what in ('rare', 'all')").select("a", "b", "n"), None, "draft")
    common = joined.where("what = 'common'").selectExpr("a as key", "b as rank")
    every = _stories(run, texts, None, met, None, "all")
    own = _stories(run, texts, _marks(run, common, "common"), met, None, "own")
    spread = _spread(run, texts, common, every, own)
    met = _met_outside(run, texts, joined, common, spread)
    marks = _marks(run, common.join(spread, "key", "left_semi"), "spread")
    stories = _stories(run, texts, marks, met, every.of, "final")
    matched = _matched(run, texts, marks, met)
    return run.keep(_told(run, texts, marks, stories, matched), "links")


def _empty(run: Run, schema: Any) -> Any:
    return run.spark.createDataFrame([], ddl(schema))


# -- texts ----------------------------------------------------------------------------------------------------------


def _texts(run: Run, inputs: Any) -> Texts:
    from pyspark.sql import functions as f

    keys = run.each(inputs, lb.order_keys, lb.KEYS).orderBy("published", "item_id")
    ordered = run.keep(keys.select("item_id", f.monotonically_increasing_id().alias("at")), "order")
    sizes = ordered.groupBy(f.shiftright("at", 33).alias("part")).count().orderBy("part").collect()
    before = np.concatenate(([0], np.cumsum([row["count"] for row in sizes], dtype=np.int64)))
    begins = run.spark.createDataFrame(
        [(int(row["part"]), int(at)) for row, at in zip(sizes, before[:-1], strict=True)] or [(0, 0)],
        "part bigint, begins bigint",
    )
    mask = (1 << 33) - 1
    numbered = ordered.withColumn("part", f.shiftright("at", 33)).join(f.broadcast(begins), "part")
    ranks = numbered.selectExpr("item_id", f"begins + (at & {mask}L) as rank")
    made = run.each(inputs.join(ranks, "item_id"), lb.read_texts, lb.TEXTS)
    texts = run.keep(made, "texts")
    worded = texts.where("size > 0")
    firsts = worded.groupBy("digest").agg(f.min("rank").alias("twin"))
    twins = worded.join(firsts, "digest").where("rank <> twin").select("rank", "twin")
    return Texts(run.keep(texts.join(twins, "rank", "left"), "items"), int(before[-1]))


def _bits(rows: int) -> int:
    """How many bits of a key name its bucket."""
    return max(0, (rows // _BUCKET_ROWS).bit_length())


def _blocks(pairs: Any, count: int, each: int, *names: str) -> Any:
    """Pairs with the block that they are worked on in: neighbours together, and no block without bound."""
    from pyspark.sql import functions as f

    side, reach = f.shiftright(names[0], _SIDE_BITS), f.shiftright(names[1], _REACH_BITS)
    return pairs.withColumn("block", f.pmod(f.xxhash64(side, reach), f.lit(max(1, count // each))))


def _with_ends(pairs: Any, ends: Any) -> Any:
    """Blocks of pairs, each beside the rows of `ends` (by `rank`) that its pairs are about."""
    needed = pairs.selectExpr("block", "a as rank").union(pairs.selectExpr("block", "b as rank")).distinct()
    return paired(pairs, ends.join(needed, "rank"), "block")


def _in_lots(table: Any, name: str, count: int) -> Any:
    """A table with `lot`: the number of the lot of whole groups, by the column `name`."""
    from pyspark.sql import functions as f

    return table.withColumn("lot", f.pmod(f.xxhash64(name), f.lit(max(1, count // _LOT))))


def _lots(table: Any, name: str, count: int) -> Any:
    """A table grouped into lots of whole groups."""
    return _in_lots(table, name, count).groupBy("lot")


# -- who meets whom -------------------------------------------------------------------------------------------------


def _joined(run: Run, texts: Texts) -> Any:
    once = texts.table.where("twin is null").select("rank", "input")
    bits = _bits(texts.size * _SHINGLES_AN_ITEM)
    rows = run.each(once, lb.rows_of_shingles, lb.ROWS, bits=bits)
    return run.keep(run.group(rows.groupBy("bucket"), lb.join_bucket, lb.JOINED), "joined")


def _bucketed(run: Run, common: Any, texts: Texts) -> Any:
    """Rows of common shingles by bucket."""
    bits = _bits(texts.size * _SHINGLES_AN_ITEM)
    return common.selectExpr("*", f"shiftrightunsigned(key, {64 - bits}) as bucket" if bits else "0L as bucket")


def _meet(run: Run, texts: Texts, parts: Any, held: Any, name: str) -> Met:
    """Pairs whose shingles are counted in `parts`; `held` are how many shingles of an item do not count."""
    from pyspark.sql import functions as f

    pairs = run.keep(parts.groupBy("a", "b").agg(f.sum("n").alias("n")).where(f"n >= {LEAST_SHARED}"), f"met_{name}")
    measures = texts.table.select("rank", "day", "shingles")
    if held is not None:
        left = "shingles - coalesce(held, 0L) as shingles"
        measures = measures.join(held, "rank", "left").selectExpr("rank", "day", left)
    one, other = (measures.selectExpr(f"rank as {e}", f"day as day_{e}", f"shingles as size_{e}") for e in ("a", "b"))
    near = (
        pairs.join(one, "a")
        .join(other, "b")
        .where(f"1000 * n >= {NEAR} * greatest(size_a, size_b, {LEAST_SHARED}) and abs(day_a - day_b) <= {COPY_DAYS}")
    )
    twins = texts.table.where("twin is not null").selectExpr("twin as a", "rank as b")
    same = run.keep(components(near.select("a", "b").union(twins), run.keeper(f"same_{name}")), f"same_{name}")
    return Met(pairs.select("a", "b"), pairs.where(f"n >= {TELLING}").select("a", "b"), same)


def _met_outside(run: Run, texts: Texts, joined: Any, common: Any, spread: Any) -> Met:
    """Who meets outside page furniture; and each item beside the first that has most of its page furniture."""
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    rows = _bucketed(run, common, texts)
    own = run.group(rows.join(spread, "key", "left_anti").groupBy("bucket"), lb.own_pairs, lb.PAIRS)
    held = rows.join(spread, "key", "left_semi")
    rare = joined.where("what = 'rare'").select("a", "b", "n")
    met = _meet(run, texts, rare.union(own), held.groupBy("rank").agg(f.count("*").alias("held")), "final")
    shown = run.group(held.groupBy("bucket"), lb.shown_pairs, lb.PAIRS)
    counted = shown.groupBy("a", "b").agg(f.sum("n").alias("n")).where(f"n >= {LEAST_SHARED}")
    best = Window.partitionBy("b").orderBy(f.desc("n"), "a")
    chosen = counted.withColumn("nth", f.row_number().over(best)).where(f"nth <= {FURNITURE_PARTNERS}")
    return met._replace(aligned=met.aligned.union(chosen.select("a", "b")).distinct())


def _spread(run: Run, texts: Texts, common: Any, every: Stories, own: Stories) -> Any:
    """The shingles that are page furniture."""
    draft = every.of.selectExpr("rank", "root as story").join(own.of.selectExpr("rank", "root as apart"), "rank")
    known = draft.join(texts.table.select("rank", "day", "site"), "rank")
    rows = _bucketed(run, common.join(known, "rank"), texts)
    least = least_stories(every.of.select("root").distinct().count())
    return run.keep(run.group(rows.groupBy("bucket"), lb.furniture_bucket, lb.SHINGLES, least=least), "furniture")


def _marks(run: Run, rows: Any, name: str) -> Any:
    """For each item that has any, which of its shingles are in the rows."""
    from pyspark.sql import functions as f

    return run.keep(rows.groupBy("rank").agg(f.collect_list("key").alias("marks")), f"marks_{name}")


def _marked(texts: Any, marks: Any) -> Any:
    """Texts with their marks; a twin has those of the first with the same words."""
    from pyspark.sql import functions as f

    if marks is None:
        return texts.withColumn("marks", f.array().cast("array<bigint>"))
    own = marks.selectExpr("rank as first", "marks")
    return texts.withColumn("first", f.coalesce("twin", "rank")).join(own, "first", "left").drop("first")


# -- stories --------------------------------------------------------------------------------------------------------


class _Vectors(NamedTuple):
    """Vectors with `first_day`, `last_day`, `latin`, and `crossing_…` columns where scripts differ."""

    table: Any
    crossing: bool
    size: int


def _stories(run: Run, texts: Texts, marks: Any, met: Met, guess: Any, name: str) -> Stories:
    """Items by story; `guess` is a first answer. Only with it is it told which story continues which."""
    copies = met.same.selectExpr("a as rank", "b as root")
    alone = texts.table.join(copies, "rank", "left_anti")
    vectors = _item_vectors(run, _marked(alone, marks), guess, name)
    members = vectors.table.selectExpr("rank", "1L as count", "0L as inside")
    alike = _alike(run, vectors, _among(met, copies), f"{name}_1")
    groups = _linked(run, members, alike, f"{name}_1")
    wholes, members = _pooled(run, vectors, groups, f"{name}_wholes")
    again = _linked(run, members, _alike(run, wholes, None, f"{name}_2"), f"{name}_2")
    of_alone = groups.selectExpr("rank", "root as whole").join(again.selectExpr("rank as whole", "root"), "whole")
    of_alone = run.keep(of_alone.select("rank", "root"), f"{name}_of_alone")
    copied = copies.selectExpr("rank as copy", "root as rank").join(of_alone, "rank")
    of = run.keep(of_alone.union(copied.selectExpr("copy as rank", "root")), f"{name}_of")
    return Stories(of, None if guess is None else _before(run, wholes, again, name))


def _among(met: Met, copies: Any) -> Any:
    """Telling pairs as pairs of those that stand for them."""
    from pyspark.sql import functions as f

    low, high = (copies.selectExpr(f"rank as {end}", f"root as first_{end}") for end in ("a", "b"))
    both = met.telling.join(low, "a", "left").join(high, "b", "left")
    both = both.select(f.coalesce("first_a", "a").alias("x"), f.coalesce("first_b", "b").alias("y"))
    return both.where("x <> y").selectExpr("least(x, y) as a", "greatest(x, y) as b").distinct()


def _item_vectors(run: Run, texts: Any, guess: Any, name: str) -> _Vectors:
    from pyspark.sql import functions as f

    counted = run.keep(run.each(texts, lb.count_batch, lb.COUNTED, crossing=False), f"{name}_counted")
    count = counted.count()
    common = _frequencies(run, counted, count, general=True)
    if guess is None:
        made = run.each(counted, lb.weigh_batch, lb.VECTORS, common=common, crossing=False)
    else:
        sites = texts.select("rank", "site").join(guess.selectExpr("rank", "root as story"), "rank")
        lots = f.when(f.col("site") == "", f.xxhash64("rank")).otherwise(f.xxhash64("site"))
        own = counted.join(sites, "rank").withColumn("lot", f.pmod(lots, f.lit(max(1, count // _LOT))))
        made = run.group(own.groupBy("lot"), lb.weigh_sites, lb.VECTORS, common=common)
    days = texts.selectExpr("rank", "day as first_day", "day as last_day", "latin")
    crossing = texts.select("latin").distinct().count() > 1
    table = made.join(days, "rank")
    if crossing:
        counted = run.keep(run.each(texts, lb.count_batch, lb.COUNTED, crossing=True), f"{name}_crossing")
        common = _frequencies(run, counted, count, general=False)
        other = run.each(counted, lb.weigh_batch, lb.VECTORS, common=common, crossing=True)
        table = table.join(_crossing(other), "rank")
    return _Vectors(run.keep(table, f"{name}_vectors"), crossing, count)


def _crossing(vectors: Any) -> Any:
    return vectors.selectExpr("rank", "terms as crossing_terms", "weights as crossing_weights")


def _frequencies(run: Run, counted: Any, texts: int, *, general: bool) -> Any:
    """In how many items each term stands, at hand in every worker."""
    from pyspark.sql import functions as f

    held = run.each(counted, lb.held_terms, lb.PAIRS).groupBy("a").agg(f.sum("n").alias("n")).toArrow()
    counts = np.zeros(1 << TERM_BITS, dtype=np.int32)
    counts[held.column("a").to_numpy()] = held.column("n").to_numpy()
    sent = run.spark.sparkContext.broadcast(tuple(with_background(Common(texts, counts), general=general)))
    return lambda: Common(*sent.value)


def _alike(run: Run, vectors: _Vectors, extra: Any, name: str, *, undated: bool = False) -> Any:
    """How alike those are that meet, or are named in `extra`."""
    met = _meeting(run, vectors, vectors.table.select("rank", "terms", "weights"))
    if vectors.crossing:
        other = vectors.table.selectExpr("rank", "crossing_terms as terms", "crossing_weights as weights")
        met = met.union(_meeting(run, vectors, other))
    if extra is not None:
        met = met.union(extra)
    pairs = run.keep(met.distinct(), f"{name}_pairs")
    blocks = _blocks(pairs, pairs.count(), _SCORE_PAIRS, "a", "b")
    scored = run.group(_with_ends(blocks, vectors.table), lb.score_block, lb.EDGES, undated=undated)
    return run.keep(scored, f"{name}_alike")


def _meeting(run: Run, vectors: _Vectors, table: Any) -> Any:
    from pyspark.sql import functions as f

    rows = run.each(table, lb.rows_of_terms, lb.ROWS, bits=_bits(16 * vectors.size))
    pairs = run.group(rows.groupBy("bucket"), lb.meet_bucket, lb.PAIRS)
    return pairs.groupBy("a", "b").agg(f.sum("n").alias("n")).where("n >= 2").select("a", "b")


def _linked(run: Run, members: Any, edges: Any, name: str) -> Any:
    """Average linkage within each connected part: (`rank`, `root`)."""
    strong = edges.where(f"value >= {LEAST_MEAN}").select("a", "b")
    roots = run.keep(components(strong, run.keeper(f"{name}_part")), f"{name}_part")
    above = roots.selectExpr("a as rank", "b as part")
    parts = above.union(above.select("part", "part").distinct().toDF("rank", "part"))
    inside = members.join(parts, "rank")
    low, high = parts.selectExpr("rank as a", "part"), parts.selectExpr("rank as b", "part as other")
    own = edges.join(low, "a").join(high, "b").where("part = other").select("a", "b", "value", "part")
    count = roots.count()
    lots = paired(_in_lots(inside, "part", count), _in_lots(own, "part", count), "lot")
    grouped = run.group(lots, lb.group_parts, lb.GROUPED)
    single = members.join(parts, "rank", "left_anti").selectExpr("rank", "rank as root")
    return run.keep(grouped.union(single), f"{name}_groups")


def _pooled(run: Run, vectors: _Vectors, groups: Any, name: str) -> tuple[_Vectors, Any]:
    """What is compared of groups, and how many members each has and how alike these are (`count`, `inside`)."""
    joined = vectors.table.join(groups, "rank")
    count = groups.count()
    made = run.group(_lots(joined.select("root", "rank", "terms", "weights"), "root", count), lb.pool_groups, lb.POOLED)
    spans = run.group(
        _lots(joined.select("root", "rank", "first_day", "last_day", "latin"), "root", count), lb.span_groups, lb.SPANS
    )
    table = made.join(spans, "rank")
    if vectors.crossing:
        other = joined.selectExpr("root", "rank", "crossing_terms as terms", "crossing_weights as weights")
        crossing = run.group(_lots(other, "root", count), lb.pool_groups, lb.POOLED)
        table = table.join(_crossing(crossing), "rank")
    table = run.keep(table, name)
    return _Vectors(table, vectors.crossing, count), table.select("rank", "count", "inside")


def _before(run: Run, wholes: _Vectors, groups: Any, name: str) -> Any:
    """For each story the earlier one that it continues: `rank`, `before`, `apart`, `alike`."""
    from pyspark.sql import functions as f

    stories, _ = _pooled(run, wholes, groups, f"{name}_stories")
    edges = _alike(run, stories, None, f"{name}_3", undated=True)
    blocks = _blocks(edges, edges.count(), _SCORE_PAIRS, "a", "b")
    ends = stories.table.select("rank", "first_day", "last_day", "latin")
    found = run.group(_with_ends(blocks, ends), lb.chapter_block, lb.CHAPTERS)
    first = f.max(f.struct("alike", (-f.col("before")).alias("later"), "before", "apart"))
    best = found.groupBy("rank").agg(first.alias("x"))
    return run.keep(best.selectExpr("rank", "x.before", "x.apart", "x.alike"), f"{name}_before")


# -- passages and what follows --------------------------------------------------------------------------------------


def _matched(run: Run, texts: Texts, marks: Any, met: Met) -> Any:
    least = run.settings.linking.min_passage_words
    twins = texts.table.where(f"twin is not null and size >= {least}")
    twins = twins.selectExpr("twin as a", "rank as b", "1L as twin")
    pairs = run.keep(met.aligned.selectExpr("a", "b", "0L as twin").union(twins), "pairs")
    blocks = _blocks(pairs, pairs.count(), _MATCH_PAIRS, "a", "b")
    ends = _marked(texts.table.select("rank", "input", "twin"), marks).select("rank", "input", "marks")
    return run.keep(run.group(_with_ends(blocks, ends), lb.match_block, lb.MATCHED, least_words=least), "matched")


def _told(run: Run, texts: Texts, marks: Any, stories: Stories, matched: Any) -> Any:
    """The rows of all links."""
    named = _named(run, texts, stories)
    own = matched.where(f"kind < {OWN_KINDS}")
    links = _families(run, texts, named, own).union(_untold(run, texts, matched.where(f"kind >= {OWN_KINDS}")))
    members = named.selectExpr("story_id", "item_id", "before_id", "apart", "alike")
    return links.union(run.each(members, lb.story_members, LINKS)).union(_translated(run, texts, marks, named, own))


def _named(run: Run, texts: Texts, stories: Stories) -> Any:
    """Each item with its story's id and that of the story before it."""
    items = texts.table.select("rank", "item_id").join(stories.of, "rank")
    ids = run.keep(run.group(_lots(items, "root", texts.size), lb.name_stories, lb.IDS), "story_ids")
    earlier = stories.before.join(ids.selectExpr("root as before", "story_id as before_id"), "before")
    earlier = earlier.selectExpr("rank as root", "before_id", "apart", "alike")
    return run.keep(items.join(ids, "root").join(earlier, "root", "left"), "named")


def _families(run: Run, texts: Texts, named: Any, own: Any) -> Any:
    """Passages of items' own text, revisions and origins, family by family."""
    from pyspark.sql import functions as f

    shares = own.where("kind < 0").select("a", "b").distinct()
    roots = run.keep(components(shares, run.keeper("family")), "family").selectExpr("a as rank", "b as family")
    roots = roots.union(roots.selectExpr("family as rank", "family").distinct())
    items = texts.table.select("rank", "known").join(named.select("rank", "story_id"), "rank")
    items = items.join(roots, "rank", "left").withColumn("family", f.coalesce("family", "rank"))
    of_pair = roots.selectExpr("rank as b", "family")
    rows = own.join(of_pair, "b")
    lots = paired(_in_lots(items, "family", texts.size), _in_lots(rows, "family", texts.size), "lot")
    return run.group(lots, lb.settle_families, LINKS)


def _untold(run: Run, texts: Texts, rows: Any) -> Any:
    one, other = (texts.table.selectExpr(f"rank as {end}", f"item_id as {end}_id") for end in ("a", "b"))
    return run.each(rows.join(one, "a").join(other, "b"), lb.untold_passages, LINKS)


def _translated(run: Run, texts: Texts, marks: Any, named: Any, own: Any) -> Any:
    """Translations within the stories that have several languages."""
    from pyspark.sql import functions as f

    spoken = texts.table.select("rank", "language").join(named.select("rank", "root"), "rank")
    several = spoken.groupBy("root").agg(f.countDistinct("language").alias("n")).where("n > 1").select("root")
    members = named.select("rank", "root").join(several, "root")
    ends = _marked(texts.table.select("rank", "input", "twin"), marks).select("rank", "input", "marks")
    ends = ends.join(members, "rank")
    low, high = members.selectExpr("rank as a", "root"), members.selectExpr("rank as b", "root as other")
    shares = own.where("kind < 0").join(low, "a").join(high, "b").where("root = other").select("root", "a", "b")
    return run.group(paired(ends, shares, "root"), lb.translate_story, LINKS)

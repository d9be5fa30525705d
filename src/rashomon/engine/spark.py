"""Runs the plan on Spark: captures on any file system that it reads in, the exported tables as Parquet out.

Every step is a function of `batches`; here stand only which rows meet where. Each step is written down before the next
one begins, so that a worker that is lost costs its own part and no step is worked out twice. What the driver sees: the
list of files, how many rows a step has, never rows of items, pairs or findings.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, NamedTuple

import pyarrow as pa

from ..case.tables import BY_NAME, TABLES
from ..comparing.asked import read_asked
from ..intake.usermeta import read_meta
from ..model.captures import Issue, RawCapture
from ..model.settings import Settings
from . import batches, plan
from .local import LocalEngine
from .progress import Progress, Watch
from .spark_components import components
from .spark_links import find_links
from .spark_session import File, ddl, files_under, paired, pattern, read_file, session

LARGE = 64 * 1024 * 1024
"""Bytes from which on a file is opened by its worker and read piece by piece, where the worker can."""
_LISTED = 5000
"""Files that are named to Spark's reader in one list."""
_TASKS_PER_CORE = 4
"""Parts of the map step per core: captures differ in length, and a core that is done early takes another part."""


_AT_ONCE = 4
"""Tables that are written at the same time: most are small, and Spark shares its tasks between them."""


class Tables(NamedTuple):
    """What a run on Spark wrote, and how long each step took, in seconds."""

    folder: str
    captures: int
    items: int
    input_issues: int
    stories: int
    seconds: dict[str, float]


class Run:
    """A run under way: its session, and the folder in which each step is written down."""

    def __init__(self, spark: Any, folder: str, settings: Settings, watch: Watch = lambda _: None) -> None:
        self.spark, self.folder, self.settings, self.watch = spark, folder.rstrip("/"), settings, watch
        self.asked = read_asked(settings.comparing.claims) if settings.comparing.claims else ()
        self.seconds: dict[str, float] = {}

    def keep(self, table: Any, name: str) -> Any:
        """A table written down under the run's folder, and read from there."""
        self.watch(Progress(name, 0, None))
        began = time.perf_counter()
        place = f"{self.folder}/store/{name}.parquet"
        table.write.mode("overwrite").parquet(place)
        self.seconds[name] = round(time.perf_counter() - began, 2)
        return self.spark.read.parquet(place)

    def keeper(self, prefix: str) -> Callable[[Any, str], Any]:
        """`keep`, with names that begin with a prefix."""
        return lambda table, name: self.keep(table, f"{prefix}_{name}")

    def each(
        self, table: Any, function: Callable[..., Iterator[pa.RecordBatch]], schema: pa.Schema, **given: Any
    ) -> Any:
        """A function of `batches` over all batches of a table."""
        return table.mapInArrow(partial(function, **given), ddl(schema))

    def group(self, grouped: Any, function: Callable[..., pa.Table], schema: pa.Schema, **given: Any) -> Any:
        """A function of `batches` over each group of a table, or over the groups of one key of two tables."""
        # Spark reads annotations to tell its ways of calling and fails on those of a partial; a lambda has none.
        return grouped.applyInArrow(_unannotated(function, given, hasattr(grouped, "_gd1")), ddl(schema))

    @property
    def parts(self) -> int:
        """Into how many parts the map step is cut."""
        return int(self.spark.sparkContext.defaultParallelism) * _TASKS_PER_CORE


def _unannotated(function: Callable[..., pa.Table], given: dict[str, Any], paired: bool) -> Callable[..., pa.Table]:
    if paired:
        return lambda key, left, right: function(key, left, right, **given)
    return lambda key, table: function(key, table, **given)


def build_tables(
    paths: Iterable[str],
    folder: str,
    settings: Settings | None = None,
    *,
    spark: Mapping[str, str] | None = None,
    jobs: int | None = None,
    watch: Watch = lambda _: None,
) -> Tables:
    """Makes the exported tables of the captures under `paths`, in `folder`; what stood there is replaced.

    `spark` are Spark's own settings, `spark.master` among them; this machine's processors unless told. Raises
    SettingsError where Spark or Java are missing.
    """
    settings = settings or Settings()
    with session(spark or {}, jobs) as started:
        return run_tables(Run(started, folder, settings, watch), tuple(paths))


def run_tables(run: Run, paths: tuple[str, ...]) -> Tables:
    """As `build_tables`, in a session that stands."""
    captures = _captures(run, paths)
    mapped = _mapped(run, captures)
    items = run.each(mapped, batches.items_of, batches.ITEMS)
    links = find_links(run, run.each(mapped, batches.inputs_of, batches.INPUTS))
    items = _with_revisions(items, links)
    findings = _compared(run, items, links)
    actors, joined = _actors(run, findings)
    rows = _rows(run, captures, mapped, items, links, findings, actors, joined)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        list(pool.map(partial(_write, run, rows), [table.name for table in TABLES]))
    run.keep(_table(run, batches.about(run.settings, run.asked), batches.ABOUT), "about")
    return Tables(
        run.folder,
        mapped.count(),
        run.spark.read.parquet(f"{run.folder}/items.parquet").count(),
        captures.where("capture_id is null").count(),
        findings.count(),
        run.seconds,
    )


# -- map ------------------------------------------------------------------------------------------------------


def _captures(run: Run, paths: tuple[str, ...]) -> Any:
    settings = run.settings
    found = list(files_under(run.spark, paths))
    files = [f for f in found if isinstance(f, File)]
    issues = [f for f in found if isinstance(f, Issue)]
    meta = read_meta(settings.intake.meta) if settings.intake.meta else {}
    given = {"settings": settings, "meta": meta}
    opened = run.each(_contents(run, files), batches.open_files, batches.CAPTURES, **given)
    large = [row for row in _numbered(files) if _is_large(files[int(row["file"])])]
    if large:
        places = _table(run, large, _FILES).repartition(len(large))
        opened = opened.union(run.each(places, batches.open_places, batches.CAPTURES, **given))
    return run.keep(opened.union(_table(run, batches.issue_rows(issues), batches.CAPTURES)), "captures")


def _is_large(file: File) -> bool:
    return file.size > LARGE and batches.can_stream(file.address)


def _numbered(files: list[File]) -> list[dict[str, Any]]:
    return [{"path": file.address, "file": n, "name": file.name} for n, file in enumerate(files)]


def _table(run: Run, rows: list[dict[str, Any]], schema: pa.Schema) -> Any:
    return run.spark.createDataFrame(pa.Table.from_pylist(rows, schema=schema), ddl(schema))


_FILES = pa.schema([("path", pa.string()), ("file", pa.int64()), ("name", pa.string())])
_CONTENTS = pa.schema([("file", pa.int64()), ("name", pa.string()), ("content", pa.binary())])


def _contents(run: Run, files: list[File]) -> Any:
    """The bytes of all but large files."""
    rows = [row for row in _numbered(files) if not _is_large(files[int(row["file"])])]
    plain = [row for row in rows if not _is_passed_over(files[int(row["file"])])]
    table = _passed_over(run, [(n, file) for n, file in enumerate(files) if _is_passed_over(file)])
    for at in range(0, len(plain), _LISTED):
        some = plain[at : at + _LISTED]
        read = run.spark.read.format("binaryFile").load([pattern(str(row["path"])) for row in some])
        named = read.select("path", "content").join(_table(run, some, _FILES).hint("broadcast"), "path")
        table = table.union(named.select("file", "name", "content"))
    return table


def _is_passed_over(file: File) -> bool:
    """Spark's reader leaves out files that are empty or named `_…`."""
    return not file.size or (file.address.rsplit("/", 1)[1].startswith("_") and not _is_large(file))


def _passed_over(run: Run, files: list[tuple[int, File]]) -> Any:
    """What Spark's reader leaves out, by way of the driver."""
    limit = run.settings.intake.max_capture_bytes + 1
    rows = [
        {"file": n, "name": file.name, "content": read_file(run.spark, file.address, limit) if file.size else b""}
        for n, file in files
    ]
    return _table(run, rows, _CONTENTS)


def _mapped(run: Run, captures: Any) -> Any:
    """Each capture once, under the path where it was met first, with all its paths."""
    from pyspark.sql import functions as f

    known = captures.where("capture_id is not null")
    once = known.groupBy("capture_id").agg(
        f.min(f.struct("file", "place")).alias("first"), f.collect_set("path").alias("paths")
    )
    chosen = once.select("capture_id", "first.file", "first.place", "paths")
    given = known.join(chosen, ["capture_id", "file", "place"]).select("capture_id", "data", "paths")
    spread = given.repartition(run.parts, "capture_id")
    return run.keep(run.each(spread, _map_safely, batches.MAPPED, settings=run.settings), "mapped")


def _map_safely(given: batches.Batches, *, settings: Settings) -> Iterator[pa.RecordBatch]:
    """The map step; where a task has failed before, each capture in another process, so that the killer is found.

    A fault in a parser's C code takes a worker down, and would take the run down when Spark has tried its task again.
    """
    from pyspark import TaskContext

    task = TaskContext.get()
    if task is None or not task.attemptNumber():
        yield from batches.map_captures(given, settings=settings)
        return
    with LocalEngine(2) as engine:
        yield from batches.map_captures(given, settings=settings, mapper=partial(_apart, engine, settings))


def _apart(engine: LocalEngine, settings: Settings, raw: RawCapture) -> plan.Mapped:
    """What a process of its own makes of a capture; where it dies, the Issue that says so."""
    return next(engine.run(partial(plan.map_capture, settings=settings), [raw], crashed=plan.crashed))[1]


# -- group ----------------------------------------------------------------------------------------------------


def _with_revisions(items: Any, links: Any) -> Any:
    from pyspark.sql import functions as f

    revised = links.where("kind = 'revisions'")
    revised = revised.select(f.col("a_item").alias("item_id"), f.col("b_item").alias("revision_of"))
    return items.join(revised, "item_id", "left")


def _compared(run: Run, items: Any, links: Any) -> Any:
    from pyspark.sql import functions as f

    members = links.where("kind = 'stories'").select(f.col("a_item").alias("item_id"), "story_id")
    accounts = items.join(members, "item_id").select("story_id", "item", "reading", "revision_of")
    ends = [members.select(f.col("item_id").alias(f"{end}_item"), f.col("story_id").alias(end)) for end in ("a", "b")]
    inside = links.where("kind = 'passages'").join(ends[0], "a_item").join(ends[1], "b_item").where("a = b")
    own = inside.select("kind", f.col("a").alias("story_id"), "data")
    own = own.union(links.where("kind = 'origins'").select("kind", "story_id", "data"))
    stories = paired(accounts, own, "story_id")
    found = run.group(stories, batches.compare_group, batches.FINDINGS, settings=run.settings, asked=run.asked)
    return run.keep(found, "findings")


# -- actors across stories ------------------------------------------------------------------------------------


def _actors(run: Run, findings: Any) -> tuple[Any, Any]:
    """The rows of actors across stories, and what each story's own are called across them."""
    from pyspark.sql import functions as f

    actors = run.keep(run.each(findings, batches.actors_of, batches.ACTORS), "story_actors")
    met = actors.select("node", f.explode("keys").alias("met"))
    keyed = met.select("node", f.split("met", "\t").alias("met")).selectExpr("node", "met[0] key", "met[1] spelling")
    first = run.keep(keyed.groupBy("key", "spelling").agg(f.min("node").alias("b")), "actor_names")
    alike = keyed.join(first, ["key", "spelling"]).where("node <> b").select(f.col("node").alias("a"), "b")
    several = first.groupBy("key").count().where("count > 1").select("key")
    differing = first.join(several, "key").select("key", "spelling", f.col("b").alias("node"))
    agreed = run.group(differing.groupBy("key"), batches.agree_group, batches.EDGES)
    edges = alike.union(agreed).distinct()
    roots = run.keep(components(edges, run.keeper("actors")), "actor_roots")
    named = actors.select(f.col("node").alias("b"), f.col("actor_id").alias("joined"))
    above = roots.join(named, "b").select(f.col("a").alias("node"), "joined")
    known = actors.join(above, "node", "left").withColumn("joined", f.coalesce("joined", "actor_id"))
    joined = run.keep(known.select("actor_id", "story_id", "joined", "actor"), "joined")
    merged = run.group(joined.groupBy("joined"), batches.merge_group, batches.ROWS)
    return merged, joined.select("actor_id", "story_id", "joined")


# -- tables ---------------------------------------------------------------------------------------------------


def _rows(run: Run, captures: Any, mapped: Any, items: Any, links: Any, findings: Any, actors: Any, joined: Any) -> Any:
    by_story = paired(findings, joined, "story_id")
    issues = captures.where("capture_id is null").select("data").distinct()
    parts = [
        run.group(by_story, batches.story_tables, batches.ROWS),
        actors,
        run.each(mapped, batches.capture_tables, batches.ROWS),
        run.each(items, batches.item_tables, batches.ROWS),
        run.each(links.where("data is not null"), batches.link_tables, batches.ROWS),
        run.each(issues, batches.issue_tables, batches.ROWS),
    ]
    rows = parts[0]
    for part in parts[1:]:
        rows = rows.union(part)
    return run.keep(rows, "rows")


def _write(run: Run, rows: Any, name: str) -> None:
    """One exported table, its rows sorted by all their columns."""
    schema = batches.table_schema(BY_NAME[name])
    table = run.each(rows.where(rows["name"] == name), batches.typed, schema, name=name)
    began = time.perf_counter()
    table.orderBy(*[f"`{c}`" for c in schema.names]).write.mode("overwrite").parquet(f"{run.folder}/{name}.parquet")
    run.seconds[f"table {name}"] = round(time.perf_counter() - began, 2)

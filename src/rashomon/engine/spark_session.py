"""A Spark session and the few things that are asked of Spark itself: its settings, its file systems, its types."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from posixpath import normpath
from typing import Any, NamedTuple

import pyarrow as pa

from ..intake.containers import files_in
from ..model.captures import Issue
from ..model.errors import SettingsError

_SETTINGS = {
    "spark.sql.execution.arrow.maxRecordsPerBatch": "256",
    "spark.sql.session.timeZone": "UTC",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
}
"""What the engine needs unless told otherwise: rows that may hold a whole page each are handed over a few at a time."""
_LOCAL = {
    "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1", "spark.driver.memory": "2g",
    "spark.ui.enabled": "false",
}  # fmt: skip
"""What a session on this machine alone needs besides."""
_TRIES = 4
"""How often a task is tried on this machine alone, as it is on a cluster."""
_GLOB = re.compile(r"([\\*?\[\]{}])")
_DDL = {pa.string(): "string", pa.int64(): "bigint", pa.int32(): "int", pa.binary(): "binary", pa.float64(): "double",
        pa.bool_(): "boolean", pa.list_(pa.binary()): "array<binary>", pa.list_(pa.string()): "array<string>",
        pa.list_(pa.int64()): "array<bigint>"}  # fmt: skip


class File(NamedTuple):
    """A file: the address by which Spark knows it, its name in the case, its length in bytes."""

    address: str
    name: str
    size: int


@contextmanager
def session(given: Mapping[str, str], jobs: int | None) -> Iterator[Any]:
    """A Spark session with the user's settings, ended afterwards. Raises SettingsError without Spark or Java."""
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise SettingsError("the Spark engine needs PySpark and Java 17: pip install 'rashomon[spark]'") from error
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("rashomon")
    for key, value in _with_defaults(given, jobs).items():
        builder = builder.config(key, value)
    try:
        spark = builder.getOrCreate()
    except Exception as error:
        raise SettingsError(f"Spark does not start ({str(error).splitlines()[0]}); it needs Java 17") from error
    try:
        yield spark
    finally:
        spark.stop()


def _with_defaults(given: Mapping[str, str], jobs: int | None) -> dict[str, str]:
    master = given.get("spark.master") or os.environ.get("MASTER")
    if master is None and "--master" not in os.environ.get("PYSPARK_SUBMIT_ARGS", ""):
        master = f"local[{jobs or '*'},{_TRIES}]"
    own = {**_SETTINGS, **(_LOCAL if (master or "").startswith("local") else {})}
    if master:
        own["spark.master"] = master
    if jobs:
        own["spark.sql.shuffle.partitions"] = str(2 * jobs)
    return {**own, **given}


def ddl(schema: pa.Schema) -> str:
    """An Arrow schema in Spark's words."""
    return ", ".join(f"`{field.name}` {_DDL[field.type]}" for field in schema)


def paired(left: Any, right: Any, key: str) -> Any:
    """The groups of one key of two tables side by side.

    The right one's columns are named anew, as Spark takes a column that both have from one table for an ambiguity.
    """
    return left.groupBy(key).cogroup(right.toDF(*right.columns).groupBy(key))


def pattern(address: str) -> str:
    """An address as the glob pattern that only it fits."""
    return _GLOB.sub(r"\\\1", address)


def files_under(spark: Any, paths: tuple[str, ...]) -> Iterator[File | Issue]:
    """The files that the paths stand for, on any file system that Spark reads, in the order in which they are read.

    Names are those that the local engine gives: the path as the user wrote it and what lies below it, never Spark's own
    address of the same file. On this machine's own file system the very same function lists them.
    """
    for path in paths:
        if path == "-":
            raise SettingsError("the Spark engine reads files, not standard input")
        place = spark._jvm.org.apache.hadoop.fs.Path(path)
        system = place.getFileSystem(spark._jsc.hadoopConfiguration())
        if system.getUri().getScheme() == "file" and "://" not in path:
            yield from _here(spark, path)
        else:
            yield from _there(system, place, path)


def _here(spark: Any, path: str) -> Iterator[File | Issue]:
    for file in files_in(path):
        if isinstance(file, Issue):
            yield file
        elif reason := _unreadable(file):
            yield Issue(None, None, "intake", "unreadable", f"{normpath(file.as_posix())}: {reason}")
        else:
            absolute = spark._jvm.org.apache.hadoop.fs.Path(str(file.absolute()))
            yield File(f"file:{absolute.toString()}", normpath(file.as_posix()), file.stat().st_size)


def _unreadable(file: Path) -> str | None:
    if not file.is_file():
        return "not a regular file"
    try:
        with file.open("rb"):
            return None
    except OSError as error:
        return error.strerror or str(error)


def _there(system: Any, place: Any, path: str) -> Iterator[File | Issue]:
    """Files on another file system, below a place or a glob of places; hidden ones are left, as everywhere."""
    found = system.globStatus(place) if not system.exists(place) else [system.getFileStatus(place)]
    if not found:
        yield Issue(None, None, "intake", "not_found", f"{path}: no such file or folder")
        return
    for status in found:
        root = status.getPath().toString()
        named = path.rstrip("/") if len(found) == 1 else root
        below = []
        files = system.listFiles(status.getPath(), True)
        while files.hasNext():
            file = files.next()
            address = file.getPath().toString()
            below.append((address[len(root) :].strip("/").split("/"), address, int(file.getLen())))
        for parts, address, size in sorted(below):
            if not any(part.startswith(".") for part in parts):
                yield File(address, "/".join([named, *parts]) if parts != [""] else named, size)


def read_file(spark: Any, address: str, limit: int) -> bytes:
    """The first `limit` bytes of a file, through the driver: for the few that Spark's own readers pass over."""
    place = spark._jvm.org.apache.hadoop.fs.Path(address)
    stream = place.getFileSystem(spark._jsc.hadoopConfiguration()).open(place)
    try:
        return bytes(stream.readNBytes(limit))
    finally:
        stream.close()

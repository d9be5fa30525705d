"""Both engines, the same captures: every exported table is the same, line by line.

One run on Spark serves all tests here, since most of its time is spent on starting and on writing small tables.
"""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path

import pytest
from spark_tables import case_lines, differences, local_lines, make_captures, spark_lines

from rashomon.engine.build import build
from rashomon.engine.from_tables import case_from_tables
from rashomon.model.errors import ReferenceUnknownError, SettingsError
from rashomon.model.settings import Settings

_MISSING = [name for name in ("pyspark", "pandas") if importlib.util.find_spec(name) is None]
needs_spark = pytest.mark.skipif(
    bool(_MISSING) or shutil.which("java") is None,
    reason=f"the Spark engine needs {', '.join([*_MISSING, 'Java 17'])}: make spark",
)
SMALL = {
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.codegen.wholeStage": "false",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
}
"""Spark's own compilers cost more than they save on a hundred rows."""
Lines = dict[str, list[str]]


@needs_spark
def test_both_engines_make_the_same_tables_and_cases(tmp_path: Path) -> None:
    """One test, so that one process makes the tables where tests are shared out among several."""
    (tmp_path / "in").mkdir()
    make_captures(tmp_path / "in", 60)
    paths = [str(tmp_path / "in"), str(tmp_path / "missing.txt")]
    local, tables = local_lines(paths, tmp_path), tables_of(paths, tmp_path / "spark")
    assert differences(local, spark_lines(tables)) == []
    assert all(local[name] for name in ("passages", "origins", "stories", "actors", "lineages", "figures", "issues"))
    check_whole_case(tables, local, tmp_path)
    check_one_story(tables, local, tmp_path)
    with pytest.raises(ReferenceUnknownError):
        case_from_tables(str(tables), str(tmp_path / "no.case"), ["s0000000000000000"])
    with pytest.raises(SettingsError):
        case_from_tables(str(tmp_path), str(tmp_path / "no.case"))


def tables_of(paths: list[str], folder: Path) -> Path:
    """The folder of the tables that Spark made."""
    from rashomon.engine import spark

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spark, "LARGE", 20_000)  # so that some of the files are read as large ones are
        made = spark.build_tables(paths, str(folder), jobs=2, spark=SMALL)
    assert made.stories and made.input_issues
    return folder


def check_whole_case(tables: Path, local: Lines, place: Path) -> None:
    """A case of all tables is the local case."""
    case_from_tables(str(tables), str(place / "whole.case"))
    assert differences(local, case_lines(place / "whole.case", place / "whole")) == []


def check_one_story(tables: Path, local: Lines, place: Path) -> None:
    """A case of one story has its rows, and a build that is given nothing new changes none of them."""
    stories = [line.split('"')[3] for line in local["stories"]]
    story = max(stories, key=stories.count)
    case_from_tables(str(tables), str(place / "one.case"), [story])
    one = case_lines(place / "one.case", place / "one")
    for name in ("stories", "origins", "lineages", "claims", "figure_groups", "labels", "timeline", "coverage"):
        assert one[name] == [line for line in local[name] if story in line], name
    again = build([], str(place / "one.case"), jobs=1)
    assert again.stories_compared == 0
    assert differences(one, case_lines(place / "one.case", place / "again")) == []


@needs_spark
def test_components_without_a_task_that_finishes_them(tmp_path: Path) -> None:
    """A path, a star and a ring, cut over several tasks: stars alone find the lowest of each."""
    from rashomon.engine.spark import Run
    from rashomon.engine.spark_components import components
    from rashomon.engine.spark_session import session

    path = [(n, n + 1) for n in range(100, 140)]
    star = [(7, n) for n in range(200, 230)]
    ring = [(n, 300 + (n + 1) % 20) for n in range(300, 320)]
    with session(SMALL, 2) as started:
        run = Run(started, str(tmp_path), Settings())
        edges = started.createDataFrame(path + star + ring, "a bigint, b bigint").repartition(5)
        found = {row["a"]: row["b"] for row in components(edges, run.keep, enough=0).collect()}
    wanted = [(range(101, 141), 100), (range(200, 230), 7), (range(301, 320), 300)]
    assert found == {n: root for nodes, root in wanted for n in nodes}

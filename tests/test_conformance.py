"""Both engines, the same captures: every exported table is the same, line by line.

One run on Spark serves all tests here, since most of its time is spent on starting and on writing small tables.
"""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from spark_tables import case_lines, differences, local_lines, make_captures, spark_lines

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


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the captures in `in`."""
    folder = tmp_path_factory.mktemp("conformance")
    (folder / "in").mkdir()
    make_captures(folder / "in", 60)
    return folder


@pytest.fixture(scope="module")
def paths(place: Path) -> list[str]:
    """What both engines are given: the captures, and a path that is not there."""
    return [str(place / "in"), str(place / "missing.txt")]


@pytest.fixture(scope="module")
def local(place: Path, paths: list[str]) -> Lines:
    """The tables of the local engine."""
    return local_lines(paths, place)


@pytest.fixture(scope="module")
def tables(place: Path, paths: list[str]) -> Iterator[Path]:
    """The folder of the tables that Spark made."""
    from rashomon.engine import spark

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spark, "LARGE", 20_000)  # so that some of the files are read as large ones are
        made = spark.build_tables(paths, str(place / "spark"), jobs=2, spark=SMALL)
    assert made.stories and made.input_issues
    yield place / "spark"


@needs_spark
def test_every_table_is_the_same(tables: Path, local: Lines) -> None:
    assert differences(local, spark_lines(tables)) == []
    assert all(local[name] for name in ("passages", "origins", "stories", "actors", "lineages", "figures", "issues"))


@needs_spark
def test_a_case_of_all_tables_is_the_local_case(tables: Path, local: Lines, tmp_path: Path) -> None:
    case_from_tables(str(tables), str(tmp_path / "whole.case"))
    assert differences(local, case_lines(tmp_path / "whole.case", tmp_path / "whole")) == []


@needs_spark
def test_a_case_of_one_story(tables: Path, local: Lines, tmp_path: Path) -> None:
    from rashomon.engine.build import build

    stories = [line.split('"')[3] for line in local["stories"]]
    story = max(stories, key=stories.count)
    case_from_tables(str(tables), str(tmp_path / "one.case"), [story])
    one = case_lines(tmp_path / "one.case", tmp_path / "one")
    for name in ("stories", "origins", "lineages", "claims", "figure_groups", "labels", "timeline", "coverage"):
        assert one[name] == [line for line in local[name] if story in line], name
    again = build([], str(tmp_path / "one.case"), jobs=1)
    assert again.stories_compared == 0
    assert differences(one, case_lines(tmp_path / "one.case", tmp_path / "again")) == []


@needs_spark
def test_what_the_tables_do_not_have_is_said(tables: Path, tmp_path: Path) -> None:
    with pytest.raises(ReferenceUnknownError):
        case_from_tables(str(tables), str(tmp_path / "no.case"), ["s0000000000000000"])
    with pytest.raises(SettingsError):
        case_from_tables(str(tmp_path), str(tmp_path / "no.case"))


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

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
    from rashomon.engine.spark import build_tables

    made = build_tables(paths, str(place / "spark"), jobs=2, spark=SMALL)
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

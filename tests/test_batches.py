"""The steps over Arrow batches, without Spark: bounded work on skew, forests, names, and captures that kill."""

from __future__ import annotations

import os
from functools import partial

import msgspec
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rashomon.engine import batches, link_batches, plan
from rashomon.engine.local import LocalEngine
from rashomon.engine.spark import _apart
from rashomon.engine.spark_components import EDGES, forest
from rashomon.engine.spark_session import ddl, pattern
from rashomon.linking.clusters import Unions
from rashomon.model.captures import RawCapture
from rashomon.model.settings import Settings

TEXT = b"Quay shut\n\nThe quay of Ulver is shut, the harbour office said on Monday.\n"


def captured(*raws: RawCapture) -> pa.RecordBatch:
    """A batch of captures as the first step hands them on."""
    rows = [{"capture_id": r.capture_id, "data": msgspec.msgpack.encode(r), "paths": [r.path]} for r in raws]
    return pa.RecordBatch.from_pylist(rows)


def test_a_batch_holds_what_the_plan_makes_of_its_captures() -> None:
    raw = RawCapture("a.txt", TEXT)
    made = plan.map_capture(raw, Settings())
    (batch,) = batches.map_captures([captured(raw)], settings=Settings())
    (row,) = batch.to_pylist()
    assert msgspec.msgpack.decode(row["intake"], type=type(made.intake)) == made.intake
    assert len(row["readings"]) == len(row["inputs"]) == len(made.inputs) == 1
    (items,) = batches.items_of([batch])
    assert items.column("item_id").to_pylist() == [made.intake.items[0].item_id]


def test_one_capture_has_all_its_paths_and_is_named_by_the_first() -> None:
    row = captured(RawCapture("b.txt", TEXT)).to_pylist()[0] | {"paths": ["b.txt", "a.txt"]}
    (batch,) = batches.map_captures([pa.RecordBatch.from_pylist([row])], settings=Settings())
    intake = msgspec.msgpack.decode(batch.to_pylist()[0]["intake"])
    assert intake["capture"]["paths"] == ["a.txt", "b.txt"]
    assert {item["capture"] for item in intake["items"]} == {"a.txt"}


def deadly(raw: RawCapture) -> plan.Mapped:
    """Takes its process down, as a fault in a parser's C code would."""
    os._exit(1)


def test_a_capture_that_kills_its_process_becomes_an_issue(monkeypatch: pytest.MonkeyPatch) -> None:
    with LocalEngine(2) as engine:
        mapper = partial(_one, engine)
        (batch,) = batches.map_captures([captured(RawCapture("bad.pdf", b"x"))], settings=Settings(), mapper=mapper)
        assert _apart(engine, Settings(), RawCapture("a.txt", TEXT)).intake.items
    issues = msgspec.msgpack.decode(batch.to_pylist()[0]["intake"])["issues"]
    assert [issue["code"] for issue in issues] == ["unreadable"]


def _one(engine: LocalEngine, raw: RawCapture) -> plan.Mapped:
    return next(engine.run(deadly, [raw], crashed=plan.crashed))[1]


def test_a_passage_in_fifty_thousand_items_makes_no_more_pairs_than_rows() -> None:
    """The rule that the local engine shares: beyond a few, each meets the first and its neighbours."""
    count = 50_000
    rows = pa.table({"bucket": np.zeros(count, np.int64), "key": np.full(count, 7), "rank": np.arange(count)[::-1]})
    found = link_batches.join_bucket(None, rows)
    pairs = found.filter(pa.compute.field("what") == "all")
    assert pairs.num_rows == 2 * count - 3
    assert found.filter(pa.compute.field("what") == "common").num_rows == count
    assert pairs.column("a").to_numpy()[: count - 1].tolist() == [0] * (count - 1)


def test_furniture_of_a_site_is_told_in_a_large_collection_too() -> None:
    """Four stories are not enough where five are asked for, but three of one site are."""
    rows = pa.table({
        "key": [9, 9, 9, 9, -3, -3, -3, -3], "rank": [4, 3, 2, 1, 1, 2, 3, 4], "story": [4, 3, 2, 1, 1, 2, 3, 4],
        "apart": [1] * 8, "day": [5] * 8, "site": ["b", "a", "a", "a", "", "", "", ""],
    })  # fmt: skip
    assert link_batches.furniture_bucket(None, rows, least=5).column("key").to_pylist() == [9]
    assert sorted(link_batches.furniture_bucket(None, rows, least=4).column("key").to_pylist()) == [-3, 9]


@given(st.lists(st.tuples(st.integers(-5, 40), st.integers(-5, 40)), max_size=60), st.integers(1, 9))
def test_a_forest_has_the_components_of_its_edges(edges: list[tuple[int, int]], size: int) -> None:
    unions = Unions(46)
    for a, b in edges:
        unions.join(a + 5, b + 5)
    table = pa.table({"a": [a for a, _ in edges], "b": [b for _, b in edges]}, schema=EDGES)
    found = pa.Table.from_batches(list(forest(table.to_batches(max_chunksize=size))), schema=EDGES).to_pylist()
    assert {row["a"]: row["b"] for row in found} == {
        n - 5: unions.find(n) - 5 for n in range(46) if unions.find(n) != n
    }


def test_an_address_is_a_pattern_that_only_it_fits() -> None:
    assert pattern("file:/a/c [x]{1}*.txt") == r"file:/a/c \[x\]\{1\}\*.txt"


def test_schemas_are_said_in_the_words_of_spark() -> None:
    assert ddl(batches.LINKS).startswith("`kind` string, `story_id` string")
    for schema in (batches.MAPPED, link_batches.TEXTS, link_batches.MATCHED, link_batches.POOLED):
        assert ddl(schema)

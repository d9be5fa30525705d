"""Connected components of a graph that no one machine holds.

Each partition first replaces its edges by a forest of the same components, so that no more than one edge a node is left
of it; then large-star and small-star steps in turn (Kiveris and others, "Connected Components in MapReduce and Beyond",
SoCC 2014) until nothing changes. Once the edges left are few enough for one task, one task finishes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
import pyarrow as pa

from ..linking.clusters import Unions
from .spark_session import ddl

EDGES = pa.schema([("a", pa.int64()), ("b", pa.int64())])
ENOUGH_FOR_ONE = 2_000_000
"""Edges that one task joins by itself: some tens of megabytes, some seconds."""
_HELD = 1_000_000
"""Edges that are held before a forest takes their place."""


def forest(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Edges → one edge from each node to the lowest of its component, over all the batches that this task gets."""
    first, second = np.empty(0, np.int64), np.empty(0, np.int64)
    for batch in batches:
        first = np.concatenate([first, batch.column("a").to_numpy()])
        second = np.concatenate([second, batch.column("b").to_numpy()])
        if len(first) > _HELD:
            first, second = _stars(first, second)
    first, second = _stars(first, second)
    yield pa.RecordBatch.from_arrays([pa.array(first), pa.array(second)], schema=EDGES)


def _stars(first: Any, second: Any) -> tuple[Any, Any]:
    nodes = np.unique(np.concatenate([first, second]))
    unions = Unions(len(nodes))
    ends = (np.searchsorted(nodes, e).tolist() for e in (first, second))
    for one, other in zip(*ends, strict=True):
        unions.join(one, other)
    roots = np.array([unions.find(n) for n in range(len(nodes))], dtype=np.int64)
    own = roots != np.arange(len(nodes))
    return nodes[own], nodes[roots[own]]


def components(edges: Any, keep: Callable[[Any, str], Any], *, enough: int = ENOUGH_FOR_ONE) -> Any:
    """(`a`, `b`) edges → (`a`, `b`) with `b` the lowest node of `a`'s component; the lowest itself has no row.

    `keep` writes a table down and gives it back, so that no step is worked out twice.
    """
    left = keep(edges.select("a", "b").mapInArrow(forest, ddl(EDGES)), "forest")
    step = 0
    while left.count() > enough:
        step += 1
        before = _sign(left)
        left = keep(_small_star(_large_star(left)), f"star{step}")
        if _sign(left) == before:
            return left
    return left.repartition(1).mapInArrow(forest, ddl(EDGES))


def _sign(edges: Any) -> Any:
    from pyspark.sql import functions as f

    hashed = f.xxhash64("a", "b").cast("decimal(38,0)")
    return edges.agg(f.count("*"), f.sum(hashed)).collect()[0]


def _large_star(edges: Any) -> Any:
    """Each node's larger neighbours are joined to the lowest of its neighbours and itself."""
    from pyspark.sql import functions as f

    both = edges.union(edges.select(f.col("b").alias("a"), f.col("a").alias("b")))
    lowest = both.groupBy("a").agg(f.least(f.col("a"), f.min("b")).alias("m"))
    return both.join(lowest, "a").where("b > a").select(f.col("b").alias("a"), f.col("m").alias("b")).distinct()


def _small_star(edges: Any) -> Any:
    """Each node and its smaller neighbours are joined to the lowest of these."""
    from pyspark.sql import functions as f

    down = edges.select(f.greatest("a", "b").alias("a"), f.least("a", "b").alias("b")).where("a <> b")
    lowest = down.groupBy("a").agg(f.min("b").alias("m"))
    others = down.join(lowest, "a").select(f.col("b").alias("a"), f.col("m").alias("b"))
    return others.union(lowest.select("a", f.col("m").alias("b"))).where("a <> b").distinct()

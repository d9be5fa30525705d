"""Linking on Spark."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import batches

if TYPE_CHECKING:
    from .spark import Run


def find_links(run: Run, inputs: Any) -> Any:
    """All links of the collection."""
    from pyspark.sql import functions as f

    one = inputs.withColumn("one", f.lit(0)).groupBy("one")
    found = run.group(one, batches.link_all, batches.LINKS, settings=run.settings)
    return run.keep(found, "links")

"""copydesk on Spark: the rows of a single run, from as many machines as there are.

    import copydesk.spark
    copydesk.spark.build(spark, "/shared/articles", "/shared/dataset")

Spark hands out tasks, groups and retries; what is found and what is one entity is decided by the same Rust code as
everywhere. Articles do not pass through the JVM: see :mod:`copydesk._engine` for the steps.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from typing import TYPE_CHECKING, Any, Callable, Iterable, Iterator, Union

from . import _engine, _native, _tables

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

Input = Union["DataFrame", str, "os.PathLike[str]", "list[str]"]

__all__ = ["build", "extract"]


def _parallelism(spark: "SparkSession") -> int:
    try:
        return max(1, int(spark.sparkContext.defaultParallelism))
    except Exception:  # Spark Connect has no context
        return int(spark.conf.get("spark.sql.shuffle.partitions", "200"))


_loaded = 0


def _settle() -> None:
    """Takes what is loaded by now out of garbage collection: Spark's Python collects after every task, and would look through
    all modules each time, some 40 ms."""
    global _loaded
    if _loaded != len(sys.modules):
        gc.freeze()
        _loaded = len(sys.modules)


def _plan(spark: "SparkSession", input: Input) -> "list[str] | None":
    """Files as tasks; none for a data frame, whose partitions are the tasks."""
    if not isinstance(input, (str, os.PathLike, list)):
        return None
    return [json.dumps(task) for task in _engine.plan(input, _parallelism(spark))]


def _extracted(
    spark: "SparkSession",
    input: Input,
    config: str,
    then: "Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]",
    schema: Any,
) -> "DataFrame":
    """Extracts in each task and goes on with what was extracted, in the same process."""
    tasks = _plan(spark, input)
    if tasks is None:
        return input.mapInArrow(lambda batches: then(_engine.extract_rows(batches, config)), schema)

    def run(task: str) -> "Iterator[pa.RecordBatch]":
        return then(_native.Task([tuple(part) for part in json.loads(task)], config))

    return _each(spark, tasks, run, schema)


def _each(
    spark: "SparkSession", items: "list[str]", step: "Callable[[str], Iterator[pa.RecordBatch]]", schema: Any
) -> "DataFrame":
    """Does a step with every item, a task each. A range needs no shuffle to give each task its own number."""

    def run(batches: "Iterable[pa.RecordBatch]") -> "Iterator[pa.RecordBatch]":
        _settle()
        for batch in batches:
            for no in batch.column("id").to_pylist():
                yield from step(items[no])

    return spark.range(0, len(items), 1, max(1, len(items))).mapInArrow(run, schema)


def extract(spark: "SparkSession", input: Input, **options: Any) -> "DataFrame":
    """Extract from every article; nothing is resolved yet.

    ``input`` is a data frame with one row an article (columns as in :func:`copydesk.extract`), or the path of files
    in any format that copydesk reads, on storage that the driver and every worker see at the same place.

    Returns a lazy data frame: one row an article, with ``article_id``, ``source_path``, ``raw_hash`` and a list of
    rows for each of ``articles``, ``segments``, ``mentions``, ``dates``, ``quotes``, ``quote_parts``, ``rejects``,
    ``forms``, ``sketches`` and ``sayings``. A row without ``article_id`` holds rejects only. Here articles do pass
    through the JVM, which costs as much again as extracting them: :func:`build` does not.

    Raises :class:`copydesk.ConfigError` for an unknown option, :class:`copydesk.InputError` when a path is not there.
    """
    from pyspark.sql.pandas.types import from_arrow_schema

    schema = from_arrow_schema(_engine.schemas()["nested"])
    config = _engine.config(options)
    return _extracted(spark, input, config, iter, schema)


class _Run:
    """What Spark does for a run; see :class:`copydesk._engine.Run`."""

    def __init__(self, spark: "SparkSession", input: Input) -> None:
        from pyspark.sql.pandas.types import from_arrow_schema

        self.spark, self.input = spark, input
        self.schema = from_arrow_schema(_tables.moved_schema())
        self.cores = _parallelism(spark)
        self.engine = f"spark {spark.version}"

    def extracted(self, config: str, then: "Callable[[Any], Iterable[tuple[int, bytes]]]") -> "DataFrame":
        return _extracted(self.spark, self.input, config, lambda batches: _tables.moved(then(batches)), self.schema)

    def each(self, items: "list[str]", step: "Callable[[str], Iterable[tuple[int, bytes]]]") -> "DataFrame":
        return _each(self.spark, items, lambda item: _tables.moved(step(item)), self.schema)

    def grouped(
        self, rows: "DataFrame", buckets: int, step: "Callable[[Any], Iterable[tuple[int, bytes]]]"
    ) -> "DataFrame":
        def run(batches: "Iterable[pa.RecordBatch]") -> "Iterator[pa.RecordBatch]":
            _settle()
            return _tables.moved(step(batches))

        return rows.repartition(buckets, "key").mapInArrow(run, self.schema)

    def here(self, rows: "DataFrame") -> "dict[int, list[bytes]]":
        return _tables.by_key(rows.toArrow().to_batches())


def build(
    spark: "SparkSession", input: Input, out: "str | os.PathLike[str]", *, keep_work: bool = False, **options: Any
) -> "dict[str, int]":
    """Build a whole dataset: every table as a folder ``<out>/<table>.parquet``, the rows those of a single run.

    ``input`` as in :func:`extract`; ``out`` is a folder that the driver and every worker see at the same place, or a
    URI that ``pyarrow.fs`` opens (``s3://``, ``gs://``, ``hdfs://``). An older dataset there is replaced, table by
    table; ``manifest.json`` is removed first and written last, so that it stands only beside tables that are whole.
    ``keep_work=True`` leaves the steps in ``<out>/_work``. Options are ``published``, ``map``, ``roles`` and ``limits``.

    The driver holds the distinct name forms (some 1 kB each) and the pairs that look alike (0.2 kB).

    Returns the rows of every table. Raises as :func:`extract`; what Spark raises passes through.
    """
    config = _engine.config(options)
    return _engine.build(_Run(spark, input), _engine.place(out), config, keep_work)

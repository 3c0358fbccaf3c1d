"""copydesk on Ray Data: the rows of a single run, from as many machines as there are.

    import copydesk.ray
    copydesk.ray.build("/shared/articles", "/shared/dataset")

Ray hands out tasks, groups and retries; what is found and what is one entity is decided by the same Rust code as
everywhere: see :mod:`copydesk._engine` for the steps.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any, Callable, Iterable, Iterator, Union

from . import _engine, _native, _tables

if TYPE_CHECKING:
    import pyarrow as pa
    from ray.data import Dataset

Input = Union["Dataset", str, "os.PathLike[str]", "list[str]"]

__all__ = ["build", "extract"]


def _table(batches: "Iterable[pa.RecordBatch]", schema: "pa.Schema") -> "pa.Table":
    import pyarrow as pa

    return pa.Table.from_batches(list(batches), schema=schema)


def _cores() -> int:
    import ray

    if not ray.is_initialized():
        ray.init()
    return max(1, int(ray.cluster_resources().get("CPU", 1)))


def _items(items: "list[str]", step: "Callable[[str], Iterator[pa.Table]]") -> "Dataset":
    """Does a step with every item, a task each."""
    import ray

    if not items:
        return ray.data.from_arrow(_moved([]))

    def run(table: "pa.Table") -> "Iterator[pa.Table]":
        for item in table.column("item").to_pylist():
            yield from step(item)

    planned = ray.data.from_items([{"item": item} for item in items], override_num_blocks=max(1, len(items)))
    return planned.map_batches(run, batch_format="pyarrow", batch_size=1)


def extract(input: Input, **options: Any) -> "Dataset":
    """Extract from every article; nothing is resolved yet.

    ``input`` is a dataset with one row an article (columns as in :func:`copydesk.extract`), or the path of files in
    any format that copydesk reads, on storage that the driver and every worker see at the same place.

    Returns a lazy dataset: one row an article, with ``article_id``, ``source_path``, ``raw_hash`` and a list of rows
    for each of ``articles``, ``segments``, ``mentions``, ``dates``, ``quotes``, ``quote_parts``, ``rejects``,
    ``forms``, ``sketches`` and ``sayings``. A row without ``article_id`` holds rejects only.

    Raises :class:`copydesk.ConfigError` for an unknown option, :class:`copydesk.InputError` when a path is not there.
    """
    import pyarrow as pa

    config, nested = _engine.config(options), _engine.schemas()["nested"]
    if not isinstance(input, (str, os.PathLike, list)):

        def rows(table: "pa.Table") -> "Iterator[pa.Table]":
            return map(pa.table, _engine.extract_rows(table.to_batches(), config))

        return input.map_batches(rows, batch_format="pyarrow", batch_size=1024)

    def run(task: str) -> "Iterator[pa.Table]":
        empty = True
        for batch in _native.Task([tuple(part) for part in json.loads(task)], config):
            empty = False
            yield pa.table(batch)
        if empty:
            yield nested.empty_table()

    return _items([json.dumps(task) for task in _engine.plan(input, _cores())] or ["[]"], run)


def _moved(rows: "Iterable[tuple[int, bytes]]") -> "pa.Table":
    return _table(_tables.moved(rows), _tables.moved_schema())


class _Run:
    """What Ray does for a run; see :class:`copydesk._engine.Run`."""

    def __init__(self, input: Input) -> None:
        import ray

        self.input, self.cores, self.engine = input, _cores(), f"ray {ray.__version__}"

    def extracted(self, config: str, then: "Callable[[Any], Iterable[tuple[int, bytes]]]") -> "Dataset":
        if not isinstance(self.input, (str, os.PathLike, list)):

            def block(table: "pa.Table") -> "pa.Table":
                return _moved(then(_engine.extract_rows(table.to_batches(), config)))

            return self.input.map_batches(block, batch_format="pyarrow", batch_size=None)

        def task(parts: str) -> "Iterable[tuple[int, bytes]]":
            return then(_native.Task([tuple(part) for part in json.loads(parts)], config))

        return self.each([json.dumps(task) for task in _engine.plan(self.input, self.cores)], task)

    def each(self, items: "list[str]", step: "Callable[[str], Iterable[tuple[int, bytes]]]") -> "Dataset":
        return _items(items, lambda item: iter([_moved(step(item))]))

    def grouped(
        self, rows: "Dataset", buckets: int, step: "Callable[[Any], Iterable[tuple[int, bytes]]]"
    ) -> "Dataset":
        def run(table: "pa.Table") -> "pa.Table":
            return _moved(step(table.to_batches()))

        return rows.groupby("key", num_partitions=buckets).map_groups(run, batch_format="pyarrow")

    def here(self, rows: "Dataset") -> "dict[int, list[bytes]]":
        tables = [t for t in rows.iter_batches(batch_size=None, batch_format="pyarrow") if t.num_rows]
        return _tables.by_key(batch for table in tables for batch in table.to_batches())


def build(input: Input, out: "str | os.PathLike[str]", *, keep_work: bool = False, **options: Any) -> "dict[str, int]":
    """Build a whole dataset: every table as a folder ``<out>/<table>.parquet``, the rows those of a single run.

    ``input`` as in :func:`extract`; ``out`` is a folder that the driver and every worker see at the same place, or a
    URI that ``pyarrow.fs`` opens (``s3://``, ``gs://``, ``hdfs://``). An older dataset there is replaced, table by
    table; ``manifest.json`` is removed first and written last, so that it stands only beside tables that are whole.
    ``keep_work=True`` leaves the steps in ``<out>/_work``. Options are ``published``, ``map``, ``roles`` and ``limits``.

    The driver holds the distinct name forms (some 1 kB each) and the pairs that look alike (0.2 kB).

    Returns the rows of every table. Raises as :func:`extract`; what Ray raises passes through.
    """
    config = _engine.config(options)
    return _engine.build(_Run(input), _engine.place(out), config, keep_work)

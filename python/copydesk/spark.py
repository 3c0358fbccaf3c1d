"""copydesk on Spark: the rows of a single run, from as many machines as there are.

    import copydesk.spark
    copydesk.spark.build(spark, "/shared/articles", "/shared/dataset")

Spark groups, joins, writes and retries; what is found and what is one entity is decided by the same Rust code as
everywhere. Each step is written to ``<out>/_work`` by Spark's own committer before the next one reads it, so that a
task that fails is done again without double rows, and no step is done twice.
"""

from __future__ import annotations

import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Callable, Iterable, Iterator, Union

from . import _engine, _native

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

Step = Callable[["Iterable[pa.RecordBatch]"], "Iterator[pa.RecordBatch]"]
Input = Union["DataFrame", str, "os.PathLike[str]", "list[str]"]

__all__ = ["build", "extract"]


def _map(df: "DataFrame", step: Step, schema: str) -> "DataFrame":
    from pyspark.sql.pandas.types import from_arrow_schema

    return df.mapInArrow(step, from_arrow_schema(_engine.schemas()[schema]))


def _parallelism(spark: "SparkSession") -> int:
    try:
        return max(1, int(spark.sparkContext.defaultParallelism))
    except Exception:  # Spark Connect has no context
        return int(spark.conf.get("spark.sql.shuffle.partitions", "200"))


def extract(spark: "SparkSession", input: Input, **options: Any) -> "DataFrame":
    """Extract from every article; nothing is resolved yet.

    ``input`` is a data frame with one row an article (columns as in :func:`copydesk.extract`), or the path of files
    in any format that copydesk reads, on storage that the driver and every worker see at the same place.

    Returns a lazy data frame: one row an article, with ``article_id``, ``source_path``, ``raw_hash`` and a list of
    rows for each of ``articles``, ``segments``, ``mentions``, ``dates``, ``quotes``, ``quote_parts``, ``rejects``,
    ``forms``, ``sketches`` and ``sayings``. A row without ``article_id`` holds rejects only.

    Raises :class:`copydesk.ConfigError` for an unknown option, :class:`copydesk.InputError` when a path is not there.
    """
    config = _engine.config(options)
    if not isinstance(input, (str, os.PathLike, list)):
        return _map(input, lambda batches: _engine.extract_rows(batches, config), "nested")
    tasks = _engine.plan(input, _parallelism(spark))
    rows = [(no, list(part)) for no, task in enumerate(tasks) for part in task]
    ddl = "task int, part struct<path string, source_path string, bytes bigint, no int, parts int>"
    planned = spark.createDataFrame(rows, ddl).repartitionById(max(1, len(tasks)), "task")

    def run(batches: "Iterable[pa.RecordBatch]") -> "Iterator[pa.RecordBatch]":
        parts = [tuple(row.values()) for batch in batches for row in batch.column("part").to_pylist()]
        yield from _native.Task(parts, config)

    return _map(planned, run, "nested")


#: Arrow bytes up to which a table of the driver is sent to every executor rather than joined by a shuffle.
BROADCAST_BYTES = 32 << 20


class _Run:
    """One run: its session, its folder, and the steps of the second stage."""

    def __init__(self, spark: "SparkSession", out: str, work: str) -> None:
        self.spark, self.out, self.work = spark, out, work
        self.parts = max(1, int(spark.conf.get("spark.sql.shuffle.partitions", "200")))

    def step(self, df: "DataFrame", name: str) -> "DataFrame":
        """Does a step once: writes it, and goes on from what was written."""
        path = f"{self.work}/{name}"
        df.write.mode("overwrite").parquet(path)
        return self.spark.read.schema(df.schema).parquet(path)

    def write(self, df: "DataFrame", name: str) -> None:
        df.write.mode("overwrite").parquet(f"{self.out}/{name}.parquet")

    def frame(self, table: "pa.Table") -> "DataFrame":
        """A small table of the driver as a data frame."""
        from pyspark.sql.pandas.types import from_arrow_schema

        if table.num_rows == 0:
            return self.spark.createDataFrame([], from_arrow_schema(table.schema))
        return self.spark.createDataFrame(table)

    def known(self, table: "pa.Table") -> "DataFrame":
        """A table of the driver to be joined. Spark does not know its size, and would shuffle the articles to it."""
        from pyspark.sql import functions as f

        df = self.frame(table)
        return f.broadcast(df) if table.nbytes <= BROADCAST_BYTES else df

    def unique(self, rows: "DataFrame") -> "tuple[DataFrame, DataFrame | None]":
        """One article an id: the first path stands, within a file the smaller hash. And the rejects of the rest."""
        from pyspark.sql import Window
        from pyspark.sql import functions as f

        twice = rows.where("article_id is not null").groupBy("article_id").count().where("count > 1")
        twice = self.step(twice.select("article_id"), "twice")
        if twice.isEmpty():
            return rows, None
        by_id = Window.partitionBy("article_id").orderBy("source_path", "raw_hash")
        ranked = (
            rows.join(twice, "article_id", "left_semi")
            .withColumn("rank", f.row_number().over(by_id))
            .withColumn("kept_path", f.first("source_path").over(by_id))
        )
        ranked = self.step(ranked, "ranked")
        lost = ranked.where("rank > 1").select("article_id", "source_path", "raw_hash", "kept_path")
        once = ranked.where("rank = 1").select(*rows.columns)
        # The rest is not written again: ids that come twice are few, and leaving them out costs a look-up an article.
        rest = rows.join(twice, "article_id", "left_anti").select(*rows.columns)
        return rest.unionByName(once), _map(lost, _engine.duplicate_ids, "rejects")

    def resolved(self, rows: "DataFrame") -> "dict[str, pa.Table]":
        """Adds up name forms, in each task and then over all, and resolves them on the driver."""
        forms = _map(rows.select("forms"), _engine.forms_of, "form_rows")
        forms = _map(forms.repartition("form_id"), _engine.add_forms, "form_rows")
        return _engine.resolve(self.step(forms, "forms").toArrow())

    def near_duplicates(self, rows: "DataFrame") -> "dict[str, pa.Table]":
        """Candidates by sketch values, then verified on the texts; clusters are made on the driver."""
        from pyspark.sql import functions as f

        buckets = self.parts
        posted = _map(rows.select("sketches"), lambda batches: _engine.post(batches, buckets, False), "posted")
        pairs = _map(posted.repartition("bucket"), _engine.pairs, "pairs").distinct()
        pairs = self.step(pairs, "pairs")
        sketches = rows.select(f.explode("sketches").alias("sketch")).select("sketch.*")
        sifted = _map(self.with_both(pairs, sketches, ["text_bits", "sketch"]), _engine.sift, "sifted")
        sifted = self.step(sifted, "sifted")
        texts = rows.where("article_id is not null").select(
            "article_id", f.element_at("articles", 1)["text"].alias("text"), "segments"
        )
        near = self.with_both(sifted.where("not is_exact"), texts, ["text", "segments"])
        near = near.repartition("article_id").sortWithinPartitions("article_id")
        exact = sifted.where("is_exact").select(
            *pairs.columns,
            f.lit("exact").alias("relation"),
            f.lit(1.0).cast("float").alias("similarity"),
            f.lit(1.0).cast("float").alias("containment"),
            f.lit(False).alias("is_smaller"),
        )
        related = self.step(_map(near, _engine.compare, "related").unionByName(exact), "related")
        return _engine.gather(related.toArrow())

    def quote_groups(self, rows: "DataFrame") -> "pa.Table":
        """What ids of quote groups become where one quote is part of another."""
        from pyspark.sql import functions as f

        sayings = rows.select(f.explode("sayings").alias("row")).select("row.*")
        edges = _map(sayings.repartition("end"), _engine.edges, "edges")
        return _engine.leads(self.step(edges, "edges").toArrow())

    @staticmethod
    def with_both(pairs: "DataFrame", articles: "DataFrame", columns: "list[str]") -> "DataFrame":
        """Joins columns of both articles to each pair; those of the second begin with ``other_``."""
        from pyspark.sql import functions as f

        first = articles.select("article_id", *columns)
        second = articles.select(
            f.col("article_id").alias("other_article_id"), *(f.col(c).alias(f"other_{c}") for c in columns)
        )
        return pairs.join(first, "article_id").join(second, "other_article_id")

    def counts(self) -> "dict[str, int]":
        """The rows of every table, in one job."""
        from functools import reduce

        from pyspark.sql import functions as f

        schemas = _engine.schemas()
        read = [self.read(f"{self.out}/{n}.parquet", schemas[n]).select(f.lit(n).alias("name")) for n in _engine.TABLES]
        rows = reduce(lambda a, b: a.unionAll(b), read).groupBy("name").count().collect()
        return {**dict.fromkeys(_engine.TABLES, 0), **{row["name"]: row["count"] for row in rows}}

    def read(self, path: str, schema: "pa.Schema") -> "DataFrame":
        from pyspark.sql.pandas.types import from_arrow_schema

        return self.spark.read.schema(from_arrow_schema(schema)).parquet(path)

    def table(
        self, rows: "DataFrame", name: str, forms: "DataFrame", clusters: "DataFrame", groups: "DataFrame"
    ) -> "DataFrame":
        """The rows of a table with what their form ids became."""
        from pyspark.sql import functions as f

        df = rows.select(f.explode(name).alias("row")).select("row.*")
        columns = df.columns
        for column, name_column in _engine.PARTS[name].items():
            known = forms.select(
                f.col("form_id").alias(column), f.col("entity_id").alias("_id"), f.col("name").alias("_name")
            )
            df = df.join(known, column, "left").withColumn(column, f.col("_id"))
            if name_column:
                df = df.withColumn(name_column, f.col("_name"))
            df = df.drop("_id", "_name")
        if name == "quotes":
            df = df.join(groups, "quote_group_id", "left")
            df = df.withColumn("quote_group_id", f.coalesce("lead_id", "quote_group_id"))
        if name == "articles":
            df = df.drop("cluster_id", "is_canonical").join(clusters, "article_id", "left")
            df = df.withColumn("cluster_id", f.coalesce("cluster_id", "article_id"))
            df = df.withColumn("is_canonical", f.coalesce("is_canonical", f.lit(True)))
        return df.select(*columns)


def build(
    spark: "SparkSession", input: Input, out: "str | os.PathLike[str]", *, keep_work: bool = False, **options: Any
) -> "dict[str, int]":
    """Build a whole dataset: every table as a folder ``<out>/<table>.parquet``, the rows those of a single run.

    ``input`` as in :func:`extract`; ``out`` is a folder that the driver and every worker see, or any place that Spark
    writes to. An older dataset there is replaced, table by table; ``manifest.json`` is removed first and written last
    (where ``out`` is a folder, not a bucket), so that it stands only beside tables that are whole. ``keep_work=True``
    leaves the steps in ``<out>/_work``. Options are ``published``, ``map``, ``roles`` and ``limits``.

    The driver holds the distinct name forms and the related pairs: some 1 kB a form, 0.2 kB a pair.

    Returns the rows of every table. Raises as :func:`extract`; what Spark raises passes through.
    """
    from pyspark.sql import functions as f

    out = os.fspath(out).rstrip("/")
    config = _engine.config(options)
    local = _engine.is_local(out)
    folder = out[len("file://") :] if out.startswith("file://") else os.path.abspath(out) if local else out
    out = folder
    if local and os.path.exists(os.path.join(folder, "manifest.json")):
        os.remove(os.path.join(folder, "manifest.json"))
    run = _Run(spark, out, f"{out}/_work")
    rows = run.step(extract(spark, input, **options), "extracted")
    rows, lost = run.unique(rows)

    def rejects() -> None:
        found = rows.select(f.explode("rejects").alias("row")).select("row.*")
        found = found if lost is None else found.unionByName(lost)
        run.write(found.dropDuplicates(["reject_id"]).coalesce(1), "rejects")

    # Jobs that do not wait for one another: their small last tasks would leave cores idle.
    with ThreadPoolExecutor(3) as pool:
        steps = [pool.submit(step, rows) for step in (run.resolved, run.near_duplicates, run.quote_groups)]
        resolved, near, leads = (step.result() for step in steps)
        forms, clusters, groups = (run.known(t) for t in (resolved["forms"], near["clusters"], leads))
        writes = [pool.submit(run.write, run.table(rows, n, forms, clusters, groups), n) for n in _engine.PARTS]
        whole = {**{n: resolved[n] for n in _engine.ENTITIES}, "near_duplicates": near["near_duplicates"]}
        writes += [pool.submit(run.write, run.frame(table).coalesce(1), n) for n, table in whole.items()]
        writes.append(pool.submit(rejects))
        for write in writes:
            write.result()
    counts = run.counts()
    if local:
        _engine.write_pages(folder, _engine.manifest(counts, config, f"spark {spark.version}"))
        if not keep_work:
            shutil.rmtree(os.path.join(folder, "_work"), ignore_errors=True)
    return counts

"""copydesk on Ray Data: the rows of a single run, from as many machines as there are.

    import copydesk.ray
    copydesk.ray.build("/shared/articles", "/shared/dataset")

Ray groups, joins, writes and retries; what is found and what is one entity is decided by the same Rust code as
everywhere. Each step is written to ``<out>/_work`` before the next one reads it; a step's folder is emptied before it
is written, and a task that is done again writes the file that it wrote before.
"""

from __future__ import annotations

import json
import os
import shutil
from typing import TYPE_CHECKING, Any, Callable, Iterable, Iterator, Union

from . import _engine, _native

if TYPE_CHECKING:
    import pyarrow as pa
    from ray.data import Dataset

Input = Union["Dataset", str, "os.PathLike[str]", "list[str]"]

__all__ = ["build", "extract"]


def _tables(step: "Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]") -> "Callable[..., Any]":
    """A step over batches as a function of one table."""

    def run(table: "pa.Table") -> "Iterator[pa.Table]":
        import pyarrow as pa

        for batch in step(table.to_batches()):
            yield pa.table(batch)

    return run


def _once(step: "Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]") -> "Callable[..., Any]":
    """The same for a group, where one table is returned."""

    def run(table: "pa.Table") -> "pa.Table":
        import pyarrow as pa

        return pa.Table.from_batches(list(step(table.to_batches())))

    return run


def _rows_of(table: "pa.Table", name: str) -> "pa.Table":
    """The rows of one of the tables that are held as lists."""
    import pyarrow as pa

    return pa.Table.from_batches([_engine.rows_of(table, name)])


def extract(input: Input, **options: Any) -> "Dataset":
    """Extract from every article; nothing is resolved yet.

    ``input`` is a dataset with one row an article (columns as in :func:`copydesk.extract`), or the path of files in
    any format that copydesk reads, on storage that the driver and every worker see at the same place.

    Returns a lazy dataset: one row an article, with ``article_id``, ``source_path``, ``raw_hash`` and a list of rows
    for each of ``articles``, ``segments``, ``mentions``, ``dates``, ``quotes``, ``quote_parts``, ``rejects``,
    ``forms``, ``sketches`` and ``sayings``. A row without ``article_id`` holds rejects only.

    Raises :class:`copydesk.ConfigError` for an unknown option, :class:`copydesk.InputError` when a path is not there.
    """
    import ray

    config = _engine.config(options)
    if not isinstance(input, (str, os.PathLike, list)):
        step = _tables(lambda batches: _engine.extract_rows(batches, config))
        return input.map_batches(step, batch_format="pyarrow", batch_size=1024)
    if not ray.is_initialized():
        ray.init()
    tasks = _engine.plan(input, int(ray.cluster_resources().get("CPU", 1)))
    items = [{"task": json.dumps(task)} for task in tasks] or [{"task": "[]"}]

    def run(table: "pa.Table") -> "Iterator[pa.Table]":
        import pyarrow as pa

        empty = True
        for task in table.column("task").to_pylist():
            for batch in _native.Task([tuple(part) for part in json.loads(task)], config):
                empty = False
                yield pa.table(batch)
        if empty:
            yield _engine.schemas()["nested"].empty_table()

    planned = ray.data.from_items(items, override_num_blocks=len(items))
    return planned.map_batches(run, batch_format="pyarrow", batch_size=1)


class _Run:
    """One run: its folder, and the steps of the second stage."""

    def __init__(self, out: str) -> None:
        import ray

        self.out = out
        self.parts = max(2, int(ray.cluster_resources().get("CPU", 1)) * 2)

    def put(self, ds: "Dataset", path: str, schema: "pa.Schema") -> None:
        """Writes a dataset into an empty folder; one without rows as one empty file."""
        import pyarrow.parquet as pq
        from pyarrow import fs

        system, folder = fs.FileSystem.from_uri(path) if "://" in path else (fs.LocalFileSystem(), path)
        if system.get_file_info(folder).type != fs.FileType.NotFound:
            system.delete_dir(folder)
        system.create_dir(folder)
        ds.write_parquet(path)
        if not any(info.is_file for info in system.get_file_info(fs.FileSelector(folder))):
            pq.write_table(schema.empty_table(), f"{folder}/empty.parquet", filesystem=system)

    def step(self, ds: "Dataset", name: str, schema: "pa.Schema") -> "Dataset":
        """Does a step once: writes it, and goes on from what was written."""
        self.put(ds, f"{self.out}/_work/{name}", schema)
        return self.read(name)

    def read(self, name: str, columns: "list[str] | None" = None) -> "Dataset":
        import ray

        return ray.data.read_parquet(f"{self.out}/_work/{name}", columns=columns)

    def table(self, ds: "Dataset", schema: "pa.Schema") -> "pa.Table":
        """A small dataset on the driver."""
        import pyarrow as pa

        batches = [b.select(schema.names).cast(schema) for b in ds.iter_batches(batch_size=None, batch_format="pyarrow") if b.num_rows]
        return pa.concat_tables(batches) if batches else schema.empty_table()

    def unique(self, rows: str) -> "tuple[str, pa.Table]":
        """One article an id: the first path stands, within a file the smaller hash. And the rejects of the rest.

        Keys of all articles are sorted on the driver: some 0.2 kB an article.
        """
        import pyarrow as pa
        import pyarrow.compute as pc

        rejects = _engine.schemas()["rejects"].empty_table()
        keys = self.read(rows, ["article_id", "source_path", "raw_hash"])
        nested = _engine.schemas()["nested"]
        keys = self.table(keys, pa.schema([nested.field(n) for n in ("article_id", "source_path", "raw_hash")]))
        keys = keys.filter(pc.is_valid(keys["article_id"]))
        # On one thread: with Ray's own threads, pyarrow 26 counts one too few ("thread index is out of range").
        counts = keys.group_by("article_id", use_threads=False).aggregate([([], "count_all")])
        twice = counts.filter(pc.greater(counts["count_all"], 1))["article_id"].combine_chunks()
        if len(twice) == 0:
            return rows, rejects
        again = keys.filter(pc.is_in(keys["article_id"], value_set=twice))
        again = again.sort_by([("article_id", "ascending"), ("source_path", "ascending"), ("raw_hash", "ascending")])
        kept: "dict[str, str]" = {}
        lost = []
        for row in again.to_pylist():
            if row["article_id"] in kept:
                lost.append({**row, "kept_path": kept[row["article_id"]]})
            else:
                kept[row["article_id"]] = row["source_path"]
        text = pa.schema([(n, pa.string()) for n in ("article_id", "source_path", "raw_hash", "kept_path")])
        rejects = pa.table(_native.duplicate_ids(pa.RecordBatch.from_pylist(lost, schema=text)))

        def once(group: "pa.Table") -> "pa.Table":
            # Of two rows that are the same to the byte, either stands.
            return group.sort_by([("source_path", "ascending"), ("raw_hash", "ascending")]).slice(0, 1)

        def others(table: "pa.Table") -> "pa.Table":
            return table.filter(pc.invert(pc.is_in(table["article_id"], value_set=twice)))

        def doubled(table: "pa.Table") -> "pa.Table":
            return table.filter(pc.is_in(table["article_id"], value_set=twice))

        ds = self.read(rows)
        kept_rows = ds.map_batches(doubled, batch_format="pyarrow", batch_size=None).groupby("article_id", num_partitions=self.parts)
        ds = ds.map_batches(others, batch_format="pyarrow", batch_size=None).union(
            kept_rows.map_groups(once, batch_format="pyarrow")
        )
        self.put(ds, f"{self.out}/_work/unique", nested)
        return "unique", rejects

    def resolved(self, rows: str) -> "dict[str, pa.Table]":
        """Adds up name forms in each task and then over all, and resolves them on the driver."""
        import pyarrow as pa

        parts = self.parts

        def add_up(table: "pa.Table") -> "Iterator[pa.Table]":
            for added in map(pa.table, _engine.forms_of([table])):
                bucket = [int(form_id[-4:], 16) % parts for form_id in added.column("form_id").to_pylist()]
                yield added.append_column("bucket", _int32(bucket))

        def add_group(table: "pa.Table") -> "pa.Table":
            return _once(_engine.add_forms)(table.select(["form_id", "form"]))

        forms = self.read(rows, ["forms"]).map_batches(add_up, batch_format="pyarrow", batch_size=None)
        forms = forms.groupby("bucket", num_partitions=parts).map_groups(add_group, batch_format="pyarrow")
        schema = _engine.schemas()["form_rows"]
        return _engine.resolve(self.table(self.step(forms, "forms", schema), schema))

    def near_duplicates(self, rows: str) -> "dict[str, pa.Table]":
        """Candidates by sketch values, then verified on the texts; clusters are made on the driver."""
        import pyarrow as pa
        import pyarrow.compute as pc
        import ray

        parts, schemas = self.parts, _engine.schemas()

        def post(table: "pa.Table") -> "Iterator[pa.Table]":
            # Whole sketches, so that a group can tell by itself which pairs look alike.
            return (pa.table(posted) for posted in _engine.post([table], parts, True))

        def alike(table: "pa.Table") -> "pa.Table":
            return _once(_engine.alike)(table)

        found = self.read(rows, ["sketches"]).map_batches(post, batch_format="pyarrow", batch_size=None)
        found = found.groupby("bucket", num_partitions=parts).map_groups(alike, batch_format="pyarrow")
        schema = schemas["sifted"]
        sifted = self.table(self.step(found, "sifted", schema), schema)
        # A pair that shares several values was found in several groups.
        sifted = sifted.group_by(schema.names, use_threads=False).aggregate([]).select(schema.names).cast(schema)
        if sifted.num_rows == 0:
            return _engine.gather(schemas["related"].empty_table())
        story = _stories(sifted)
        ids = sorted(story)
        buckets = _int32([story[i] % parts for i in ids])
        pair_bucket = _int32([story[i] % parts for i in sifted["article_id"].to_pylist()])
        ids_ref = ray.put(pa.table({"article_id": pa.array(ids, pa.string()), "bucket": buckets}))
        pairs_ref = ray.put(sifted.append_column("bucket", pair_bucket))

        def texts(table: "pa.Table") -> "pa.Table":
            wanted = ray.get(ids_ref)
            table = table.filter(pc.is_valid(table["article_id"]))
            at = pc.index_in(table["article_id"], value_set=wanted["article_id"])
            text = _rows_of(table, "articles")["text"]
            table = pa.table(
                {
                    "article_id": table["article_id"],
                    "text": text,
                    "segments": table["segments"],
                    "bucket": wanted["bucket"].take(at),
                }
            )
            return table.filter(pc.is_valid(at))

        def related(table: "pa.Table") -> "pa.Table":
            pairs = ray.get(pairs_ref)
            pairs = pairs.filter(pc.equal(pairs["bucket"], table["bucket"][0])).drop_columns("bucket")
            pairs = pairs.sort_by([("article_id", "ascending"), ("other_article_id", "ascending")])
            parts_of = (pairs.slice(start, 512) for start in range(0, pairs.num_rows, 512))
            compared = [_once(_engine.compare)(_with_both(part, table, ["text", "segments"])) for part in parts_of]
            return pa.concat_tables(compared) if compared else schemas["related"].empty_table()

        found = self.read(rows, ["article_id", "articles", "segments"])
        found = found.map_batches(texts, batch_format="pyarrow", batch_size=None)
        found = found.groupby("bucket", num_partitions=parts).map_groups(related, batch_format="pyarrow")
        schema = schemas["related"]
        return _engine.gather(self.table(self.step(found, "related", schema), schema))

    def quote_groups(self, rows: str) -> "pa.Table":
        """What ids of quote groups become where one quote is part of another."""
        import pyarrow as pa

        parts = self.parts

        def by_end(table: "pa.Table") -> "pa.Table":
            sayings = _rows_of(table, "sayings")
            return sayings.append_column("bucket", pa.array(sayings["end"].to_numpy() % parts, pa.int32()))

        def edges(table: "pa.Table") -> "pa.Table":
            return _once(_engine.edges)(table.drop_columns("bucket"))

        found = self.read(rows, ["sayings"]).map_batches(by_end, batch_format="pyarrow", batch_size=None)
        found = found.groupby("bucket", num_partitions=parts).map_groups(edges, batch_format="pyarrow")
        schema = _engine.schemas()["edges"]
        return _engine.leads(self.table(self.step(found, "edges", schema), schema))


def _with_both(pairs: "pa.Table", articles: "pa.Table", columns: "list[str]") -> "pa.Table":
    """Columns of both articles beside each pair; those of the second begin with ``other_``."""
    import pyarrow.compute as pc

    known = articles["article_id"].combine_chunks()
    for key, prefix in (("article_id", ""), ("other_article_id", "other_")):
        at = pc.index_in(pairs[key].cast(known.type), value_set=known)
        for column in columns:
            pairs = pairs.append_column(prefix + column, articles[column].combine_chunks().take(at))
    return pairs


def _stories(pairs: "pa.Table") -> "dict[str, int]":
    """A number for each article of a pair: the same for all that are connected."""
    parent: "dict[str, str]" = {}

    def root(of: str) -> str:
        while parent.setdefault(of, of) != of:
            parent[of] = parent[parent[of]]
            of = parent[of]
        return of

    for a, b in zip(pairs["article_id"].to_pylist(), pairs["other_article_id"].to_pylist()):
        a, b = root(a), root(b)
        parent[max(a, b)] = min(a, b)
    numbers: "dict[str, int]" = {}
    return {of: numbers.setdefault(root(of), len(numbers)) for of in sorted(parent)}


def _int32(values: "list[int]") -> "pa.Array":
    import pyarrow as pa

    return pa.array(values, pa.int32())


def _finished(name: str, forms: "pa.Table", clusters: "pa.Table", groups: "pa.Table") -> "Callable[..., Any]":
    """The rows of a table with what their form ids became."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import ray

    # Once to each machine, not once a task.
    known_ref, clusters_ref, groups_ref = ray.put(forms), ray.put(clusters), ray.put(groups)

    def run(table: "pa.Table") -> "pa.Table":
        rows = _rows_of(table, name)
        columns = {n: rows.column(n) for n in rows.column_names}
        for column, name_column in _engine.PARTS[name].items():
            known = ray.get(known_ref)
            at = pc.index_in(columns[column], value_set=known["form_id"])
            columns[column] = known["entity_id"].take(at)
            if name_column:
                columns[name_column] = known["name"].take(at)
        if name == "quotes":
            known = ray.get(groups_ref)
            at = pc.index_in(columns["quote_group_id"], value_set=known["quote_group_id"])
            columns["quote_group_id"] = pc.coalesce(known["lead_id"].take(at), columns["quote_group_id"])
        if name == "articles":
            known = ray.get(clusters_ref)
            at = pc.index_in(columns["article_id"], value_set=known["article_id"])
            columns["cluster_id"] = pc.coalesce(known["cluster_id"].take(at), columns["article_id"])
            columns["is_canonical"] = pc.coalesce(known["is_canonical"].take(at), pa.scalar(True))
        return pa.table(columns)

    return run


def build(
    input: Input, out: "str | os.PathLike[str]", *, keep_work: bool = False, **options: Any
) -> "dict[str, int]":
    """Build a whole dataset: every table as a folder ``<out>/<table>.parquet``, the rows those of a single run.

    ``input`` as in :func:`extract`; ``out`` is a folder that the driver and every worker see, or a URI that
    ``pyarrow.fs`` knows. An older dataset there is replaced, table by table; ``manifest.json`` is removed first and
    written last (where ``out`` is a folder), so that it stands only beside tables that are whole. ``keep_work=True``
    leaves the steps in ``<out>/_work``. Options are ``published``, ``map``, ``roles`` and ``limits``.

    The driver holds the keys of all articles (0.2 kB each), the distinct name forms (1 kB) and the related pairs
    (0.2 kB); each machine holds what the forms became (0.1 kB a form).

    Returns the rows of every table. Raises as :func:`extract`; what Ray raises passes through.
    """
    import pyarrow as pa
    import ray

    out = os.fspath(out).rstrip("/")
    config = _engine.config(options)
    local = _engine.is_local(out)
    if local:
        out = out[len("file://") :] if out.startswith("file://") else os.path.abspath(out)
        os.makedirs(out, exist_ok=True)
        if os.path.exists(os.path.join(out, "manifest.json")):
            os.remove(os.path.join(out, "manifest.json"))
    if not ray.is_initialized():
        ray.init()
    run = _Run(out)
    schemas = _engine.schemas()
    run.put(extract(input, **options), f"{out}/_work/extracted", schemas["nested"])
    rows, lost = run.unique("extracted")
    resolved = run.resolved(rows)
    near = run.near_duplicates(rows)
    groups = run.quote_groups(rows)
    for name in _engine.PARTS:
        finished = _finished(name, resolved["forms"], near["clusters"], groups)
        table = run.read(rows, [name]).map_batches(finished, batch_format="pyarrow", batch_size=None)
        run.put(table, f"{out}/{name}.parquet", schemas[name])
    for name, table in {**{n: resolved[n] for n in _engine.ENTITIES}, "near_duplicates": near["near_duplicates"]}.items():
        run.put(ray.data.from_arrow(table), f"{out}/{name}.parquet", schemas[name])

    def reject_rows(table: "pa.Table") -> "pa.Table":
        return _rows_of(table, "rejects")

    rejects = run.read(rows, ["rejects"]).map_batches(reject_rows, batch_format="pyarrow", batch_size=None)
    rejects = pa.concat_tables([run.table(rejects, schemas["rejects"]), lost.cast(schemas["rejects"])])
    once = {reject_id: row for row, reject_id in enumerate(rejects["reject_id"].to_pylist())}
    rejects = rejects.take(pa.array(sorted(once.values()), pa.int64()))
    run.put(ray.data.from_arrow(rejects), f"{out}/rejects.parquet", schemas["rejects"])
    counts = {name: ray.data.read_parquet(f"{out}/{name}.parquet").count() for name in _engine.TABLES}
    if local:
        _engine.write_pages(out, _engine.manifest(counts, config, f"ray {ray.__version__}"))
        if not keep_work:
            shutil.rmtree(os.path.join(out, "_work"), ignore_errors=True)
    return counts

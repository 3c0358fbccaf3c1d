"""What Spark and Ray do alike: the steps of a run on the parts of its articles.

An engine moves rows of two columns, ``key`` and ``value``: few and large, so that its own languages and formats cost
little. Between steps it groups them by key; what a step does is done here and in Rust. Extracted articles stay in files
(``_work/parts``) that every worker sees, and are met where they lie.

1. extract, :func:`store`: a part a task
2. :func:`keys`, :func:`lost`: which articles have an id that another one has
3. :func:`scatter`, :func:`group`: name forms, candidates for near-duplicates, quotes that are one; :class:`Grouped` resolves
4. :func:`texts`, :func:`compare`: candidates with their texts
5. :func:`finish`: the tables
"""

from __future__ import annotations

import json
import os
import uuid
import zlib
from typing import TYPE_CHECKING, Any, Callable, Iterable, Iterator, Mapping, Protocol

from . import _native
from ._tables import (
    by_key,
    filesystem,
    known,
    look_up,
    moved,
    once,
    one_batch,
    opened,
    pack,
    remove,
    save,
    split,
    unpack,
)

if TYPE_CHECKING:
    import pyarrow as pa

#: Tables that hold parts of articles.
PARTS = ("articles", "segments", "mentions", "dates", "quotes", "quote_parts")

#: Tables that are resolved in one place.
ENTITIES = ("places", "organisations", "people", "aliases")

#: Every table, in the order of the data dictionary.
TABLES = (*PARTS, "places", "organisations", "people", "aliases", "near_duplicates", "rejects")

#: Bytes on disk that one task reads, about: some 20 to 60 s of work, so that what an engine does for a task is little.
TASK_BYTES = 32 << 20

#: Articles whose keys (some 0.1 kB each) the driver looks through by itself, which saves a shuffle.
HERE = 1_000_000

_schemas: "dict[str, pa.Schema] | None" = None

#: Options that extraction depends on; those of whole runs do not concern an engine.
OPTIONS = ("published", "map", "roles", "limits")


def config(options: Mapping[str, Any]) -> str:
    """The options as the native module takes them; refuses what an engine does not know."""
    unknown = sorted(set(options) - set(OPTIONS))
    if unknown:
        raise _native.ConfigError(f"expected options {', '.join(OPTIONS)}, but found {', '.join(unknown)}")
    text = json.dumps(dict(options))
    # Refused here, on the driver, rather than in the first task.
    _native.Task([], text)
    return text


def plan(inputs: "str | os.PathLike[str] | list[str]", parallelism: int) -> "list[list[_native.Planned]]":
    """Files as tasks, at least four for each worker where there is enough to read."""
    paths = [os.fspath(p) for p in ([inputs] if isinstance(inputs, (str, os.PathLike)) else inputs)]
    paths = [os.path.abspath(p) for p in paths]
    whole = _native.tasks(paths, 1 << 62)
    total = sum(part[2] + 4096 for task in whole for part in task)
    tasks = _native.tasks(paths, max(1 << 16, min(TASK_BYTES, total // max(1, 4 * parallelism) + 1)))
    return [[(os.fspath(part[0]), *part[1:]) for part in task] for task in tasks]


def extract_rows(batches: "Iterable[pa.RecordBatch]", options: str) -> "Iterator[pa.RecordBatch]":
    """Articles to one row each, with the rows of every table as lists."""
    for batch in batches:
        # 10,000 articles at once would be a batch of 300 MB.
        for start in range(0, batch.num_rows, 256):
            yield _native.extract_nested(batch.slice(start, 256), options)


class Run(Protocol):
    """What an engine does for a run: tasks, and rows grouped by key. Rows are its own: a data frame, a data set."""

    #: Tasks that run at once.
    cores: int
    #: Name and version, for the manifest.
    engine: str

    def extracted(
        self, config: str, then: "Callable[[Iterable[pa.RecordBatch]], Iterable[tuple[int, bytes]]]"
    ) -> Any:
        """Extracts in each task and goes on with what was extracted, in the same process."""

    def each(self, items: "list[str]", step: "Callable[[str], Iterable[tuple[int, bytes]]]") -> Any:
        """Does a step with every item, a task each."""

    def grouped(
        self, rows: Any, buckets: int, step: "Callable[[Iterable[pa.RecordBatch]], Iterable[tuple[int, bytes]]]"
    ) -> Any:
        """Does a step with all rows of a key together."""

    def here(self, rows: Any) -> "dict[int, list[bytes]]":
        """Rows on the driver; of a task that was done twice, those of one attempt."""


def build(run: Run, out: str, config: str, keep_work: bool) -> "dict[str, int]":
    """All steps; gives the rows of every table."""
    work = begin(out)
    stored = [json.loads(one) for one in run.here(run.extracted(config, lambda batches: store(batches, work))).get(0, [])]
    names = sorted(one["part"] for one in stored)
    articles = sum(one["articles"] for one in stored)
    lost_rows = find_lost(run, names, articles, work)
    some = together(without(names, lost_rows), run.cores, articles)
    n = buckets(run.cores, articles, 20_000)
    grouped = run.grouped(run.each(some, lambda parts: scatter(parts, work, n)), n, lambda rows: group(rows, n))
    second = Grouped(run.here(grouped), lost_rows)
    related: "list[bytes]" = []
    if wanted(second.pairs, work, n):
        met = run.each(some, lambda parts: texts(parts, work))
        related = run.here(run.grouped(met, n, lambda rows: compare(rows, work))).get(0, [])
    near = gather(second.pairs, related)
    save_known(second, near, work)
    empty(out)
    written = run.here(run.each(some, lambda parts: finish(parts, work, out)))
    counts = close(out, second, near, written, config, run.engine)
    if not keep_work:
        remove(f"{out}/_work")
    return counts


def find_lost(run: Run, names: "list[str]", articles: int, work: str) -> "pa.Table | None":
    """The articles that do not stand, since another one has their id."""
    some, n = together(names, run.cores, articles), buckets(run.cores, articles, 500_000)
    if articles <= HERE:
        found = [packed for _, packed in lost(moved(row for parts in some for row in keys(parts, work, 1)))]
    else:
        found = run.here(run.grouped(run.each(some, lambda parts: keys(parts, work, n)), n, lost)).get(0, [])
    return unpack(found) if found else None


def together(parts: "list[Any]", cores: int, articles: int) -> "list[str]":
    """Parts that one task does, as JSON: what follows extraction is done fast, and every task costs an engine something."""
    n = min(len(parts), max(2 * cores, articles // 50_000))
    return [json.dumps(parts[no::n]) for no in range(n)]


def buckets(cores: int, articles: int, most: int) -> int:
    """How many buckets: at least two a core, and few enough articles in one to be held by a worker."""
    return max(2 * cores, articles // most)


# Step 1: extracted articles are written as parts; of a part only its name is moved.

KEYS = ("article_id", "source_path", "raw_hash")


def store(batches: "Iterable[pa.RecordBatch]", work: str) -> "Iterator[tuple[int, bytes]]":
    """Writes extracted articles as one part, and their keys beside it, under a name of its own: a task that is done again
    writes another part, and only the part that the engine tells of is read."""
    import pyarrow as pa

    part, schema = uuid.uuid4().hex, schemas()["nested"]
    system, folder = filesystem(f"{work}/parts")
    system.create_dir(folder, recursive=True)
    own: "list[pa.Table]" = []
    lz4 = pa.ipc.IpcWriteOptions(compression="lz4", use_threads=False)
    rows = 0
    with (
        system.open_output_stream(f"{folder}/{part}.arrow") as file,
        pa.ipc.new_file(file, schema, options=lz4) as writer,
    ):
        for batch in batches:
            writer.write_batch(batch)
            numbered = pa.array(range(rows, rows + batch.num_rows), pa.int64())
            own.append(pa.Table.from_batches([batch.select(list(KEYS))]).append_column("row", numbered))
            rows += batch.num_rows
    if rows == 0:
        system.delete_file(f"{folder}/{part}.arrow")
        return
    table = pa.concat_tables(own)
    table = table.filter(table["article_id"].is_valid())
    save(table.append_column("part", pa.repeat(part, table.num_rows)), f"{work}/parts/{part}.keys")
    yield 0, json.dumps({"part": part, "articles": table.num_rows}).encode()


# Step 2: one article an id.


def keys(parts: str, work: str, buckets: int) -> "Iterator[tuple[int, bytes]]":
    """The keys of parts by bucket."""
    import pyarrow as pa

    for part in json.loads(parts):
        with opened(f"{work}/parts/{part}.keys") as file:
            table = pa.ipc.open_file(file).read_all()
            yield from split(table, [zlib.crc32(i.encode()) % buckets for i in table["article_id"].to_pylist()])


def lost(batches: "Iterable[pa.RecordBatch]") -> "Iterator[tuple[int, bytes]]":
    """Of articles with one id the first path stands, within a file the smaller hash; gives the others."""
    import pyarrow as pa
    import pyarrow.compute as pc

    packed = [value for values in by_key(batches).values() for value in values]
    if not packed:
        return
    keys = unpack(packed)
    keys = keys.sort_by([(name, "ascending") for name in (*KEYS, "part", "row")])
    ids = keys["article_id"].combine_chunks()
    same = pc.equal(ids[1:], ids[:-1])
    false = pa.array([False])
    again = pc.or_(pa.concat_arrays([false, same]), pa.concat_arrays([same, false]))
    kept: "dict[str, str]" = {}
    others = []
    for row in keys.filter(again).to_pylist():
        if row["article_id"] in kept:
            others.append({**row, "kept_path": kept[row["article_id"]]})
        else:
            kept[row["article_id"]] = row["source_path"]
    if others:
        yield 0, pack(pa.Table.from_pylist(others))


def without(names: "list[str]", lost_rows: "pa.Table | None") -> "list[dict[str, Any]]":
    """The parts, each with the rows that do not stand."""
    rows: "dict[str, list[int]]" = {}
    if lost_rows is not None:
        for part, row in zip(lost_rows["part"].to_pylist(), lost_rows["row"].to_pylist()):
            rows.setdefault(part, []).append(row)
    return [{"no": no, "part": name, "lost": rows.get(name, [])} for no, name in enumerate(names)]


def read(of: "dict[str, Any]", work: str, columns: "list[str]") -> "Iterator[pa.Table]":
    """Articles of a part, some 2,000 at a time."""
    import pyarrow as pa

    nested = schemas()["nested"]
    fields = sorted(nested.get_field_index(c) for c in columns)
    options = pa.ipc.IpcReadOptions(included_fields=fields, use_threads=False)
    lost_rows = set(of["lost"])
    with opened(f"{work}/parts/{of['part']}.arrow") as file:
        reader = pa.ipc.open_file(file, options=options)
        waiting: "list[pa.RecordBatch]" = []
        row = 0
        for no in range(reader.num_record_batches):
            batch = reader.get_batch(no)
            end = row + batch.num_rows
            if any(row <= r < end for r in lost_rows):
                batch = batch.filter(pa.array([r not in lost_rows for r in range(row, end)]))
            row = end
            waiting.append(batch)
            if sum(b.num_rows for b in waiting) >= 2048:
                yield pa.Table.from_batches(waiting).combine_chunks()
                waiting = []
        if waiting:
            yield pa.Table.from_batches(waiting).combine_chunks()


# Step 3: what the second stage needs of every article, grouped by bucket.

FORMS, POSTINGS, SAYINGS, REJECTS = range(4)


def read_all(parts: str, work: str, columns: "list[str]") -> "Iterator[pa.Table]":
    """Articles of several parts."""
    for part in json.loads(parts):
        yield from read(part, work, columns)


def scatter(parts: str, work: str, buckets: int) -> "Iterator[tuple[int, bytes]]":
    """Name forms, sketch values, ends of quotes and rejects of parts, by kind and bucket."""
    forms = _native.Forms()
    for articles in read_all(parts, work, ["forms", "sketches", "sayings", "rejects"]):
        forms.add(rows_of(articles, "forms"))
        posted = _native.post(rows_of(articles, "sketches"), buckets)
        for bucket, postings in zip(posted.column("bucket").to_pylist(), posted.column("postings").to_pylist()):
            yield POSTINGS * buckets + bucket, postings
        sayings = rows_of(articles, "sayings")
        for bucket, rows in split(sayings, [end % buckets for end in sayings.column("end").to_pylist()]):
            yield SAYINGS * buckets + bucket, rows
        rejects = rows_of(articles, "rejects")
        for bucket, rows in split(
            rejects, [zlib.crc32(i.encode()) % buckets for i in rejects.column("reject_id").to_pylist()]
        ):
            yield REJECTS * buckets + bucket, rows
    added = forms.batch()
    for bucket, rows in split(added, [int(i[-6:], 16) % buckets for i in added.column("form_id").to_pylist()]):
        yield FORMS * buckets + bucket, rows


def group(batches: "Iterable[pa.RecordBatch]", buckets: int) -> "Iterator[tuple[int, bytes]]":
    """What a bucket comes to; all of its rows must come in one call."""
    import pyarrow as pa

    for key, values in by_key(batches).items():
        kind = key // buckets
        if kind == POSTINGS:
            postings = _native.Postings()
            postings.add(pa.RecordBatch.from_pydict({"postings": pa.array(values, pa.binary())}))
            yield kind, pack(postings.alike())
            continue
        table = unpack(values)
        if kind == FORMS:
            forms = _native.Forms()
            for batch in table.to_batches():
                forms.add(batch)
            yield kind, pack(forms.batch())
        elif kind == SAYINGS:
            sayings = _native.Sayings()
            for batch in table.to_batches():
                sayings.add(batch)
            edges = sayings.edges()
            if edges.num_rows:
                yield kind, pack(edges)
        else:
            yield kind, pack(once(table, ["reject_id"]))


class Grouped:
    """What all buckets come to, on the driver."""

    def __init__(self, rows: "dict[int, list[bytes]]", lost_rows: "pa.Table | None") -> None:
        import pyarrow as pa

        tables = {kind: unpack(values) for kind, values in rows.items()}
        total = _native.Forms()
        for batch in tables[FORMS].to_batches() if FORMS in tables else []:
            total.add(batch)
        self.resolved = {name: pa.table(batch) for name, batch in total.resolve().items()}
        edges = tables.get(SAYINGS)
        self.leads = pa.table(_native.leads(edges.to_batches() if edges is not None else []))
        pairs = tables.get(POSTINGS, schemas()["sifted"].empty_table())
        # A pair that shares several values was found in several buckets.
        self.pairs = once(pairs, ["article_id", "other_article_id"])
        rejects = [tables[REJECTS]] if REJECTS in tables else [schemas()["rejects"].empty_table()]
        if lost_rows is not None:
            columns = lost_rows.select([*KEYS, "kept_path"]).combine_chunks()
            rejects += [pa.Table.from_batches([_native.duplicate_ids(b)]) for b in columns.to_batches()]
        self.rejects = once(pa.concat_tables([r.cast(schemas()["rejects"]) for r in rejects]), ["reject_id"])


# Step 4: pairs are compared where their texts meet: a bucket holds whole stories.


def wanted(pairs: "pa.Table", work: str, buckets: int) -> bool:
    """Writes which pairs are to be compared, and which articles are needed for it; false when there are none."""
    import pyarrow as pa
    import pyarrow.compute as pc

    near = pairs.filter(pc.invert(pairs["is_exact"]))
    story = stories(near)
    save(
        near.append_column(
            "bucket", pa.array([story[i] % buckets for i in near["article_id"].to_pylist()], pa.int32())
        ),
        f"{work}/pairs.arrow",
    )
    ids = sorted(story)
    table = pa.table(
        {"article_id": pa.array(ids, pa.string()), "bucket": pa.array([story[i] % buckets for i in ids], pa.int32())}
    )
    save(table, f"{work}/wanted.arrow")
    return near.num_rows > 0


def stories(pairs: "pa.Table") -> "dict[str, int]":
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


def texts(parts: str, work: str) -> "Iterator[tuple[int, bytes]]":
    """The texts of parts that are wanted, by bucket."""
    import pyarrow as pa

    want = known(f"{work}/wanted.arrow")
    for articles in read_all(parts, work, ["article_id", "articles", "segments"]):
        articles = articles.filter(articles["article_id"].is_valid())
        at = look_up(want["article_id"], articles["article_id"])
        articles, at = articles.filter(at.is_valid()).combine_chunks(), at.drop_null()
        if articles.num_rows == 0:
            continue
        table = pa.table(
            {
                "article_id": articles["article_id"],
                "text": rows_of(articles, "articles").column("text"),
                "segments": articles["segments"],
            }
        )
        yield from split(table, want["bucket"].take(at).to_pylist())


def compare(batches: "Iterable[pa.RecordBatch]", work: str) -> "Iterator[tuple[int, bytes]]":
    """The related pairs of buckets whose texts are all there."""
    import pyarrow.compute as pc

    all_pairs = known(f"{work}/pairs.arrow")
    for bucket, values in by_key(batches).items():
        articles = unpack(values).sort_by("article_id").combine_chunks()
        pairs = all_pairs.filter(pc.equal(all_pairs["bucket"], bucket)).drop_columns("bucket")
        pairs = pairs.sort_by([("article_id", "ascending"), ("other_article_id", "ascending")])
        for start in range(0, pairs.num_rows, 512):
            some = pairs.slice(start, 512).combine_chunks()
            for key, prefix in (("article_id", ""), ("other_article_id", "other_")):
                at = look_up(articles["article_id"], some[key])
                for column in ("text", "segments"):
                    some = some.append_column(prefix + column, articles[column].take(at))
            for batch in some.combine_chunks().to_batches():
                yield 0, pack(_native.compare(batch))


def gather(pairs: "pa.Table", related: "list[bytes]") -> "dict[str, pa.Table]":
    """All related pairs to near-duplicates and clusters; in one place."""
    import pyarrow as pa

    schema = schemas()["related"]
    exact = pairs.filter(pairs["is_exact"]).drop_columns("is_exact")
    n = exact.num_rows
    for name, value in (("relation", "exact"), ("similarity", 1.0), ("containment", 1.0), ("is_smaller", False)):
        exact = exact.append_column(name, pa.array([value] * n, schema.field(name).type))
    tables = [exact.cast(schema), *([unpack(related).cast(schema)] if related else [])]
    found = _native.gather(pa.concat_tables(tables).combine_chunks().to_batches())
    return {name: pa.table(batch) for name, batch in found.items()}


# Step 5: the tables, with what form ids, clusters and groups became.


def save_known(grouped: Grouped, near: "dict[str, pa.Table]", work: str) -> None:
    """Writes what :func:`finish` looks up."""
    save(grouped.resolved["forms"].sort_by("form_id"), f"{work}/forms.arrow")
    save(near["clusters"].sort_by("article_id"), f"{work}/clusters.arrow")
    save(grouped.leads.sort_by("quote_group_id"), f"{work}/leads.arrow")


_results: "dict[str, _native.Known]" = {}


def results(work: str) -> "_native.Known":
    """What :func:`save_known` wrote; a process opens it once a run, and no files are copied."""
    if work not in _results:
        _results.clear()
        tables = (known(f"{work}/{name}.arrow") for name in ("forms", "clusters", "leads"))
        _results[work] = _native.Known(*(one_batch(table) for table in tables))
    return _results[work]


def parquet(name: str) -> "dict[str, Any]":
    """How a table is written: zstd; dictionaries and differences where the command line has them."""
    dictionaries, differences, beginnings = _native.encodings(name)
    encodings = dict.fromkeys(differences, "DELTA_BINARY_PACKED") | dict.fromkeys(beginnings, "DELTA_BYTE_ARRAY")
    return {
        "compression": "zstd",
        "use_dictionary": dictionaries,
        "column_encoding": encodings,
    }


def finish(parts: str, work: str, out: str) -> "Iterator[tuple[int, bytes]]":
    """Writes each part's file of every table, put in place when it is whole and named by the part, so that a task that is done
    again replaces what it wrote. Gives how many rows each table got."""
    for part in json.loads(parts):
        yield from finish_part(part, work, out)


def finish_part(part: "dict[str, Any]", work: str, out: str) -> "Iterator[tuple[int, bytes]]":
    import pyarrow.parquet as pq

    found = results(work)
    system, folder = filesystem(out)
    _, scratch = filesystem(f"{work}/unfinished")
    system.create_dir(scratch, recursive=True)
    no, attempt = part["no"], uuid.uuid4().hex
    writers: "dict[str, Any]" = {}
    rows = dict.fromkeys(PARTS, 0)
    for articles in read(part, work, list(PARTS)):
        for name in PARTS:
            batch = found.finish(name, rows_of(articles, name))
            if batch.num_rows:
                if name not in writers:
                    path = f"{scratch}/{name}-{attempt}"
                    writers[name] = pq.ParquetWriter(path, batch.schema, filesystem=system, **parquet(name))
                writers[name].write_batch(batch)
                rows[name] += batch.num_rows
    for name, writer in writers.items():
        writer.close()
        system.move(f"{scratch}/{name}-{attempt}", f"{folder}/{name}.parquet/part-{no:06}.parquet")
    for key, name in enumerate(PARTS):
        yield key, str(rows[name]).encode()


def empty(out: str) -> None:
    """Empties the folder of every table; the manifest goes first, so that it stands only beside tables that are whole."""
    from pyarrow import fs

    system, folder = filesystem(out)
    if system.get_file_info(f"{folder}/manifest.json").type != fs.FileType.NotFound:
        system.delete_file(f"{folder}/manifest.json")
    for name in TABLES:
        path = f"{folder}/{name}.parquet"
        kind = system.get_file_info(path).type
        if kind == fs.FileType.File:
            system.delete_file(path)
        elif kind == fs.FileType.Directory:
            system.delete_dir(path)
        system.create_dir(path, recursive=True)


def close(
    out: str, grouped: Grouped, near: "dict[str, pa.Table]", told: "dict[int, list[bytes]]", options: str, engine: str
) -> "dict[str, int]":
    """Writes the tables that are made in one place, and the pages; gives the rows of every table."""
    import pyarrow.parquet as pq

    system, folder = filesystem(out)
    counts = {name: sum(map(int, told.get(key, []))) for key, name in enumerate(PARTS)}
    whole = {name: grouped.resolved[name] for name in ENTITIES}
    whole.update(near_duplicates=near["near_duplicates"], rejects=grouped.rejects)
    whole.update((name, schemas()[name].empty_table()) for name in PARTS if counts[name] == 0)
    for name, table in whole.items():
        path = f"{folder}/{name}.parquet/part-000000.parquet"
        pq.write_table(table.cast(schemas()[name]), path, filesystem=system, **parquet(name))
        counts[name] = table.num_rows
    counts = {name: counts[name] for name in TABLES}
    write_pages(out, manifest(counts, options, engine))
    return counts


def begin(out: str) -> str:
    """Clears away the steps of a run that died, and names the folder of this one: new, since workers remember tables."""
    remove(f"{out}/_work")
    return f"{out}/_work/{uuid.uuid4().hex}"


def rows_of(batch: "pa.RecordBatch | pa.Table", name: str) -> "pa.RecordBatch":
    """The rows of one of the tables that articles hold as lists."""
    import pyarrow as pa

    fields = list(schemas()["nested"].field(name).type.value_type)
    column = batch.column(name)
    rows = (column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column).flatten()
    return pa.RecordBatch.from_arrays([rows.field(i) for i in range(len(fields))], schema=pa.schema(fields))


def schemas() -> "dict[str, pa.Schema]":
    """The schema of every step and table."""
    global _schemas
    if _schemas is None:
        _schemas = _native.schemas()
    return _schemas


def manifest(rows: Mapping[str, int], options: str, engine: str) -> str:
    """What stands beside the tables: versions, rows and whom to name."""
    tool, schema_version, attribution = json.loads(_native.versions())
    return json.dumps(
        {
            "tool": tool,
            "schema_version": schema_version,
            "engine": engine,
            "config": json.loads(options),
            "tables": [{"name": name, "rows": rows[name]} for name in TABLES],
            "attribution": attribution,
        },
        indent=2,
    )


def place(out: "str | os.PathLike[str]") -> str:
    """A folder as an absolute path, a URI as it is."""
    text = os.fspath(out).rstrip("/")
    text = text[len("file://") :] if text.startswith("file://") else text
    return text if "://" in text else os.path.abspath(text)


def write_pages(out: str, manifest_text: str) -> None:
    """Writes data dictionary, schema and manifest; the manifest last, as the sign that all is there."""
    system, folder = filesystem(out)
    markdown, sql = _native.pages()
    for name, text in (("README.md", markdown), ("schema.sql", sql), ("manifest.json", manifest_text + "\n")):
        with system.open_output_stream(f"{folder}/{name}") as file:
            file.write(text.encode())

"""What Spark and Ray do alike: the steps of a run on the parts of its articles.

An engine moves rows of two columns, ``key`` and ``value``: few and large, so that its own languages and formats cost
little. Between steps it groups them by key; what a step does is done here and in Rust. Extracted articles stay in files
(``_work/parts``) that every worker sees, and are met where they lie.

1. extract, :func:`store`: a part a task → keys by bucket
2. :func:`lost`: which articles have an id that another one has
3. :func:`scatter`, :func:`group`: name forms, candidates for near-duplicates, quotes that are one; :class:`Grouped` resolves
4. :func:`texts`, :func:`compare`: candidates with their texts
5. :func:`finish`: the tables
"""

from __future__ import annotations

import json
import os
import uuid
import zlib
from typing import TYPE_CHECKING, Any, Iterable, Iterator, Mapping

from . import _native
from ._tables import by_key, filesystem, known, look_up, once, opened, pack, remove, save, split, unpack

if TYPE_CHECKING:
    import pyarrow as pa

#: Tables that hold parts of articles, and their columns that hold a form id until it is resolved, each with the
#: column that takes the entity's name.
PARTS: "dict[str, dict[str, str | None]]" = {
    "articles": {"dateline_entity_id": None},
    "segments": {},
    "mentions": {"entity_id": None},
    "dates": {},
    "quotes": {"speaker_id": "speaker_name", "addressee_id": None},
    "quote_parts": {},
}

#: Tables that are resolved in one place.
ENTITIES = ("places", "organisations", "people", "aliases")

#: Every table, in the order of the data dictionary.
TABLES = (*PARTS, "places", "organisations", "people", "aliases", "near_duplicates", "rejects")

#: Bytes on disk that one task reads, about: some 10 to 60 s of work.
TASK_BYTES = 16 << 20

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


# Step 1: extracted articles are written as parts; of an article only its key is moved.

#: The row that tells the name of a part.
PART = -1


def store(batches: "Iterable[pa.RecordBatch]", work: str, buckets: int) -> "Iterator[tuple[int, bytes]]":
    """Writes extracted articles as one part, under a name of its own: a task that is done again writes another part, and only
    the part that the engine tells of is read. Gives the keys of its articles by bucket, then the part."""
    import pyarrow as pa

    part, schema = uuid.uuid4().hex, schemas()["nested"]
    system, folder = filesystem(f"{work}/parts")
    system.create_dir(folder, recursive=True)
    keys: "list[pa.Table]" = []
    lz4 = pa.ipc.IpcWriteOptions(compression="lz4", use_threads=False)
    rows = 0
    with (
        system.open_output_stream(f"{folder}/{part}.arrow") as file,
        pa.ipc.new_file(file, schema, options=lz4) as writer,
    ):
        for batch in batches:
            writer.write_batch(batch)
            numbered = pa.array(range(rows, rows + batch.num_rows), pa.int64())
            keys.append(pa.Table.from_batches([batch.select(list(KEYS))]).append_column("row", numbered))
            rows += batch.num_rows
    if rows == 0:
        system.delete_file(f"{folder}/{part}.arrow")
        return
    table = pa.concat_tables(keys)
    table = table.filter(table["article_id"].is_valid())
    table = table.append_column("part", pa.repeat(part, table.num_rows))
    yield from split(table, [zlib.crc32(i.encode()) % buckets for i in table["article_id"].to_pylist()])
    yield PART, json.dumps({"part": part, "articles": table.num_rows}).encode()


KEYS = ("article_id", "source_path", "raw_hash")


# Step 2: one article an id.


def lost(batches: "Iterable[pa.RecordBatch]") -> "Iterator[tuple[int, bytes]]":
    """Of articles with one id the first path stands, within a file the smaller hash; gives the others. Parts are handed on."""
    import pyarrow as pa
    import pyarrow.compute as pc

    found = by_key(batches)
    yield from ((PART, part) for part in found.pop(PART, []))
    packed = [value for values in found.values() for value in values]
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


def told(rows: "dict[int, list[bytes]]") -> "tuple[list[bytes], pa.Table | None]":
    """The parts, and the articles that do not stand."""
    others = rows.get(0)
    return rows.get(PART, []), unpack(others) if others else None


def parts(told: "list[bytes]", lost_rows: "pa.Table | None") -> "list[str]":
    """The parts, each with the rows that do not stand, as JSON."""
    rows: "dict[str, list[int]]" = {}
    if lost_rows is not None:
        for part, row in zip(lost_rows["part"].to_pylist(), lost_rows["row"].to_pylist()):
            rows.setdefault(part, []).append(row)
    names = sorted(json.loads(one)["part"] for one in told)
    return [json.dumps({"no": no, "part": name, "lost": rows.get(name, [])}) for no, name in enumerate(names)]


def read(part: str, work: str, columns: "list[str]") -> "Iterator[pa.Table]":
    """Articles of a part, some 2,000 at a time."""
    import pyarrow as pa

    told, nested = json.loads(part), schemas()["nested"]
    fields = sorted(nested.get_field_index(c) for c in columns)
    options = pa.ipc.IpcReadOptions(included_fields=fields, use_threads=False)
    without = set(told["lost"])
    with opened(f"{work}/parts/{told['part']}.arrow") as file:
        reader = pa.ipc.open_file(file, options=options)
        waiting: "list[pa.RecordBatch]" = []
        row = 0
        for no in range(reader.num_record_batches):
            batch = reader.get_batch(no)
            end = row + batch.num_rows
            if any(row <= r < end for r in without):
                batch = batch.filter(pa.array([r not in without for r in range(row, end)]))
            row = end
            waiting.append(batch)
            if sum(b.num_rows for b in waiting) >= 2048:
                yield pa.Table.from_batches(waiting).combine_chunks()
                waiting = []
        if waiting:
            yield pa.Table.from_batches(waiting).combine_chunks()


# Step 3: what the second stage needs of every article, grouped by bucket.

FORMS, POSTINGS, SAYINGS, REJECTS = range(4)


def buckets(told: "list[bytes]", cores: int) -> int:
    """How many buckets: at least two a core, and few enough articles in one to be held by a worker."""
    articles = sum(json.loads(one)["articles"] for one in told)
    return max(2 * cores, articles // 20_000)


def scatter(part: str, work: str, buckets: int) -> "Iterator[tuple[int, bytes]]":
    """Name forms, sketch values, ends of quotes and rejects of a part, by kind and bucket."""
    forms = _native.Forms()
    for articles in read(part, work, ["forms", "sketches", "sayings", "rejects"]):
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


def texts(part: str, work: str) -> "Iterator[tuple[int, bytes]]":
    """The texts of a part that are wanted, by bucket."""
    import pyarrow as pa

    want = known(f"{work}/wanted.arrow")
    for articles in read(part, work, ["article_id", "articles", "segments"]):
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


def finish(part: str, work: str, out: str) -> "Iterator[tuple[int, bytes]]":
    """Writes a part's file of every table, put in place when it is whole and named by the part, so that a task that is done
    again replaces what it wrote. Gives how many rows each table got."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    system, folder = filesystem(out)
    _, scratch = filesystem(f"{work}/unfinished")
    system.create_dir(scratch, recursive=True)
    no, attempt = json.loads(part)["no"], uuid.uuid4().hex
    writers: "dict[str, Any]" = {}
    rows = dict.fromkeys(PARTS, 0)
    for articles in read(part, work, list(PARTS)):
        for name in PARTS:
            table = finished(name, pa.table(rows_of(articles, name)), work)
            if table.num_rows:
                if name not in writers:
                    path = f"{scratch}/{name}-{attempt}"
                    writers[name] = pq.ParquetWriter(path, table.schema, filesystem=system, compression="zstd")
                writers[name].write_table(table)
                rows[name] += table.num_rows
    for name, writer in writers.items():
        writer.close()
        system.move(f"{scratch}/{name}-{attempt}", f"{folder}/{name}.parquet/part-{no:06}.parquet")
    for key, name in enumerate(PARTS):
        yield key, str(rows[name]).encode()


def finished(name: str, rows: "pa.Table", work: str) -> "pa.Table":
    """The rows of a table with what their form ids became."""
    import pyarrow as pa
    import pyarrow.compute as pc

    columns = {n: rows[n] for n in rows.column_names}
    for column, name_column in PARTS[name].items():
        forms = known(f"{work}/forms.arrow")
        at = look_up(forms["form_id"], columns[column])
        columns[column] = forms["entity_id"].take(at)
        if name_column:
            columns[name_column] = forms["name"].take(at)
    if name == "mentions":
        columns |= kinds_of(columns)
    if name == "quotes":
        for column, name_column in PARTS[name].items():
            is_place = pc.is_in(pc.utf8_slice_codeunits(columns[column], 0, 1), pa.array(["g", "l"]))
            for each in filter(None, (column, name_column)):
                columns[each] = pc.if_else(is_place, None, columns[each])
        leads = known(f"{work}/leads.arrow")
        at = look_up(leads["quote_group_id"], columns["quote_group_id"])
        columns["quote_group_id"] = pc.coalesce(leads["lead_id"].take(at), columns["quote_group_id"])
    if name == "articles":
        clusters = known(f"{work}/clusters.arrow")
        at = look_up(clusters["article_id"], columns["article_id"])
        columns["cluster_id"] = pc.coalesce(clusters["cluster_id"].take(at), columns["article_id"])
        columns["is_canonical"] = pc.coalesce(clusters["is_canonical"].take(at), pa.scalar(True))
    return pa.table(columns).cast(schemas()[name])


def kinds_of(columns: "dict[str, Any]") -> "dict[str, Any]":
    """Kinds and ids of mentions, now that it is known what each names: a person taken for a body is a person.

    An entity's id begins with its kind. A place that stands for a team or a government stays a place, as in
    ``src/write/rows.rs``.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = columns["kind"].cast(pa.string())
    letter = pc.fill_null(pc.utf8_slice_codeunits(columns["entity_id"], 0, 1), "")
    for first, named in (("p", "person"), ("o", "organisation")):
        kind = pc.if_else(pc.and_(pc.equal(letter, first), pc.not_equal(kind, "place")), named, kind)
    span = pc.binary_join_element_wise(columns["start"].cast(pa.string()), columns["end"].cast(pa.string()), "-")
    return {"kind": kind, "mention_id": pc.binary_join_element_wise(columns["article_id"], kind, span, ":")}


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
        pq.write_table(table.cast(schemas()[name]), path, filesystem=system, compression="zstd")
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

"""What Spark and Ray do alike: steps on Arrow batches, and which column of which table is joined to what.

The steps are generators over record batches, so that a task holds a batch or two; :class:`copydesk._native.Forms`
and :class:`copydesk._native.Postings` hold what must be seen together.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any, Iterable, Iterator, Mapping

from . import _native

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
        # 10,000 articles at once would be a row group of 300 MB.
        for start in range(0, batch.num_rows, 256):
            yield _native.extract_nested(batch.slice(start, 256), options)


def rows_of(batch: "pa.RecordBatch | pa.Table", name: str) -> "pa.RecordBatch":
    """The rows of one of the tables that articles hold as lists."""
    import pyarrow as pa

    schema = schemas()["nested"].field(name).type.value_type
    column = batch.column(name)
    rows = (column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column).flatten()
    fields = [schema.field(i) for i in range(schema.num_fields)]
    return pa.RecordBatch.from_arrays([rows.field(i) for i in range(len(fields))], schema=pa.schema(fields))


def forms_of(batches: "Iterable[pa.RecordBatch]") -> "Iterator[pa.RecordBatch]":
    """The name forms of articles, each once."""
    return add_forms(rows_of(batch, "forms") for batch in batches)


def add_forms(batches: "Iterable[pa.RecordBatch]") -> "Iterator[pa.RecordBatch]":
    """Name forms, each once."""
    forms = _native.Forms()
    for batch in batches:
        forms.add(batch)
    yield forms.batch()


def post(batches: "Iterable[pa.RecordBatch]", buckets: int, whole: bool) -> "Iterator[pa.RecordBatch]":
    """Articles to their sketch values by bucket; few large rows."""
    return (_native.post(rows_of(batch, "sketches"), buckets, whole) for batch in batches)


def pairs(batches: "Iterable[pa.RecordBatch]") -> "Iterator[pa.RecordBatch]":
    """Pairs of articles that share a sketch value; all rows of a bucket must come in one call."""
    postings = _native.Postings()
    for batch in batches:
        postings.add(batch)
    yield postings.pairs()


def alike(batches: "Iterable[pa.RecordBatch]") -> "Iterator[pa.RecordBatch]":
    """The same, and only those that are worth comparing, where sketches were posted whole."""
    postings = _native.Postings()
    for batch in batches:
        postings.add(batch)
    yield postings.alike()


def sift(batches: "Iterable[pa.RecordBatch]") -> "Iterator[pa.RecordBatch]":
    """Pairs that are worth comparing."""
    return (_native.sift(batch) for batch in batches)


def compare(batches: "Iterable[pa.RecordBatch]") -> "Iterator[pa.RecordBatch]":
    """Pairs that are related."""
    for batch in batches:
        for start in range(0, batch.num_rows, 512):
            yield _native.compare(batch.slice(start, 512))


def edges(batches: "Iterable[pa.RecordBatch]") -> "Iterator[pa.RecordBatch]":
    """Quotes of which one is part of the other; all rows of an ``end`` must come in one call."""
    sayings = _native.Sayings()
    for batch in batches:
        sayings.add(batch)
    yield sayings.edges()


def duplicate_ids(batches: "Iterable[pa.RecordBatch]") -> "Iterator[pa.RecordBatch]":
    """The rejects of articles whose id another one has."""
    return (_native.duplicate_ids(batch) for batch in batches)


def resolve(forms: "pa.Table") -> "dict[str, pa.Table]":
    """All name forms to entities; in one place."""
    import pyarrow as pa

    total = _native.Forms()
    for batch in forms.to_batches():
        total.add(batch)
    return {name: pa.table(batch) for name, batch in total.resolve().items()}


def gather(related: "pa.Table") -> "dict[str, pa.Table]":
    """All related pairs to near-duplicates and clusters; in one place."""
    import pyarrow as pa

    return {name: pa.table(batch) for name, batch in _native.gather(related.to_batches()).items()}


def leads(edges: "pa.Table") -> "pa.Table":
    """All such pairs to what group ids become; in one place."""
    import pyarrow as pa

    return pa.table(_native.leads(edges.to_batches()))


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


def is_local(path: str) -> bool:
    """Whether the driver can write there as to a folder."""
    return "://" not in path or path.startswith("file://")


def write_pages(out: str, manifest_text: str) -> None:
    """Writes manifest, data dictionary and schema; the manifest last, as the sign that all is there."""
    folder = out[len("file://") :] if out.startswith("file://") else out
    markdown, sql = _native.pages()
    for name, text in (("README.md", markdown), ("schema.sql", sql), ("manifest.json", manifest_text + "\n")):
        path = os.path.join(folder, name)
        with open(path + ".new", "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(path + ".new", path)

"""Tables as an engine moves them, and as workers look things up in them.

An engine moves rows of two columns: ``key``, by which it groups them, and ``value``, a packed table. What every worker
needs is a file beside the parts, sorted by its ids; see :func:`known`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Iterable, Iterator, Sequence

from . import _native

if TYPE_CHECKING:
    import pyarrow as pa


def filesystem(place: str) -> "tuple[Any, str]":
    """The file system of a path or URI, and the path there."""
    from pyarrow import fs

    if "://" not in place:
        return fs.LocalFileSystem(), place
    return fs.FileSystem.from_uri(place.replace("s3a://", "s3://", 1))


def pack(table: "pa.Table | pa.RecordBatch") -> bytes:
    """A table as bytes, so that an engine moves one row instead of thousands."""
    import pyarrow as pa

    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(
        sink, table.schema, options=pa.ipc.IpcWriteOptions(compression="lz4", use_threads=False)
    ) as writer:
        writer.write(table)
    return sink.getvalue().to_pybytes()


def unpack(packed: "Iterable[bytes]") -> "pa.Table":
    """One table of several that were packed."""
    import pyarrow as pa

    return pa.concat_tables([pa.ipc.open_stream(one).read_all() for one in packed])


def moved(rows: "Iterable[tuple[int, bytes]]") -> "Iterator[pa.RecordBatch]":
    """Rows that an engine moves: a number by which they are grouped, and bytes."""
    import pyarrow as pa

    for key, value in rows:
        yield pa.RecordBatch.from_arrays(
            [pa.array([key], pa.int32()), pa.array([value], pa.binary())], schema=moved_schema()
        )


def moved_schema() -> "pa.Schema":
    import pyarrow as pa

    return pa.schema([pa.field("key", pa.int32(), False), pa.field("value", pa.binary(), False)])


def by_key(batches: "Iterable[pa.RecordBatch]") -> "dict[int, list[bytes]]":
    """The bytes of such rows by their number."""
    found: "dict[int, list[bytes]]" = {}
    for batch in batches:
        for key, value in zip(batch.column("key").to_pylist(), batch.column("value").to_pylist()):
            found.setdefault(key, []).append(value)
    return found


def split(table: "pa.RecordBatch | pa.Table", buckets: "Sequence[int]") -> "Iterator[tuple[int, bytes]]":
    """A table in packed pieces, one a bucket."""
    import pyarrow as pa

    rows: "dict[int, list[int]]" = {}
    for row, bucket in enumerate(buckets):
        rows.setdefault(bucket, []).append(row)
    for bucket, of in rows.items():
        yield bucket, pack(table.take(pa.array(of, pa.int64())))


def opened(place: str) -> "Any":
    """A file to read; one of this machine is mapped, so that its workers share it."""
    import pyarrow as pa

    system, path = filesystem(place)
    return pa.memory_map(path) if system.type_name == "local" else system.open_input_file(path)


def once(table: "pa.Table", keys: "list[str]") -> "pa.Table":
    """The first row of each key, in the order of keys."""
    import pyarrow as pa
    import pyarrow.compute as pc

    table = table.sort_by([(key, "ascending") for key in keys]).combine_chunks()
    if table.num_rows < 2:
        return table
    same = None
    for key in keys:
        column = table[key].combine_chunks()
        equal = pc.equal(column[1:], column[:-1])
        same = equal if same is None else pc.and_(same, equal)
    return table.filter(pa.concat_arrays([pa.array([True]), pc.invert(same)]))


def save(table: "pa.Table", place: str) -> None:
    """Writes a table that every worker looks things up in."""
    import pyarrow as pa

    system, path = filesystem(place)
    system.create_dir(path.rsplit("/", 1)[0], recursive=True)
    with system.open_output_stream(path) as file, pa.ipc.new_file(file, table.schema) as writer:
        for batch in table.combine_chunks().to_batches():
            writer.write_batch(batch)


_known: "dict[str, pa.Table]" = {}


def known(place: str) -> "pa.Table":
    """Such a table; a process opens it once a run."""
    import pyarrow as pa

    if place not in _known:
        folder = place.rsplit("/", 1)[0]
        for other in [p for p in _known if not p.startswith(folder + "/")]:
            del _known[other]
        _known[place] = pa.ipc.open_file(opened(place)).read_all().combine_chunks()
    return _known[place]


def look_up(keys: "pa.ChunkedArray", ids: "pa.ChunkedArray") -> "pa.Array":
    """The row of each id among sorted keys; null where there is none."""
    import pyarrow as pa

    def one(array: "pa.ChunkedArray") -> "pa.RecordBatch":
        return one_batch(pa.Table.from_arrays([array], ["id"]))

    return _native.look_up(one(keys), one(ids)).column(0)


def one_batch(table: "pa.Table") -> "pa.RecordBatch":
    """A table as one batch; what is one chunk already, as all of `known` is, is not copied."""
    import pyarrow as pa

    columns = [c.chunk(0) if c.num_chunks == 1 else c.combine_chunks() for c in table.columns]
    return pa.RecordBatch.from_arrays(columns, schema=table.schema)


def remove(place: str) -> None:
    """Removes a folder, where there is one."""
    from pyarrow import fs

    system, path = filesystem(place)
    if system.get_file_info(path).type == fs.FileType.Directory:
        system.delete_dir(path)

"""News articles to tables: dates, places, organisations, people and who said what.

Three ways in, one result:

* :func:`build` makes a whole dataset from files, as the command line does;
* :func:`extract` works on one batch of articles, for whoever has a scheduler of their own;
* :mod:`copydesk.spark` and :mod:`copydesk.ray` run everything on a cluster, second stage and all.

:func:`explain` shows what is found in one text, coloured in a notebook.

Everything that takes ``**options`` takes those of the configuration file: ``published`` (day of
publication where an article carries none, ``"2024-03-14"``), ``map`` (our field name to theirs,
``{"text": "body"}``), ``roles`` (which roles of names become mentions; all but ``in_name`` by default), and for
whole runs ``threads``, ``formats``, ``max_rejects`` (a share, 0 to 1), ``cache`` and
``cache_megabytes``. A name that is not an option is a :class:`ConfigError`.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any, Iterable, Mapping, Sequence, Union

from . import _native
from ._explain import Explanation, explain
from ._native import (
    ConfigError,
    CopydeskError,
    DatasetError,
    InputError,
    LockedError,
    WriteError,
    __version__,
)

if TYPE_CHECKING:
    import pyarrow as pa

PathLike = Union[str, "os.PathLike[str]"]

__all__ = [
    "ConfigError",
    "CopydeskError",
    "DatasetError",
    "Explanation",
    "InputError",
    "LockedError",
    "WriteError",
    "__version__",
    "build",
    "explain",
    "extract",
    "merge",
    "resolve",
]


def _config(options: Mapping[str, Any]) -> str:
    try:
        return json.dumps(options)
    except TypeError as error:
        raise ConfigError(f"options: expected plain values, but found {error}") from None


def _batch(batch: Any) -> "pa.RecordBatch":
    """A record batch of whatever holds one: a batch, a table, a data frame with an Arrow stream."""
    import pyarrow as pa

    if isinstance(batch, pa.RecordBatch):
        return batch
    table = batch if isinstance(batch, pa.Table) else pa.table(batch)
    batches = table.combine_chunks().to_batches()
    if len(batches) == 1:
        return batches[0]
    if not batches:
        return pa.RecordBatch.from_pylist([], schema=table.schema)
    return pa.concat_batches(batches)


def extract(batch: "pa.RecordBatch | pa.Table | Any", **options: Any) -> "dict[str, pa.RecordBatch]":
    """Extract from one batch of articles.

    ``batch`` has one row an article. Its columns are known by name: ``text`` (needed), ``id``, ``title``,
    ``published``, ``url``, ``outlet``, ``byline``, ``section``, ``lang`` and the names that news APIs give them;
    ``source_path`` and ``source_record`` are kept. An article without an id is given one from its content.

    Returns one record batch a table, with the columns of the data dictionary: ``articles``, ``segments``,
    ``mentions``, ``dates``, ``quotes``, ``quote_parts`` and ``rejects``. Offsets count code points of
    ``articles.text``, the end exclusive, so ``text[start:end]`` is the surface. Nothing is resolved over articles
    yet: where an entity's id will stand (``entity_id``, ``speaker_id``, ``addressee_id``, ``dateline_entity_id``)
    stands a *form id*, which tells the entities of one article apart, and every article is its own ``cluster_id``.
    A place cannot speak, but what looks like one here may turn out a body: whose form became a place is no speaker.

    Three more tables are what the second stage needs: ``forms`` (``article_id``, ``form_id``, ``form``: bytes),
    see :func:`resolve`; ``sketches`` (``article_id``, the publication, ``text_bits``, ``sketch``), by which
    near-duplicates are found; ``sayings``, by which quotes are grouped.

    The interpreter is free meanwhile, and one call uses one thread: call it from as many as there are cores.
    Gazetteer and model are read once a process, at the first call (about 0.1 s).

    Raises :class:`ConfigError` when there is no column with text or an option is unknown. A bad article is a row of
    ``rejects``, never an exception.
    """
    return _native.extract(_batch(batch), _config(options))


def resolve(forms: "Iterable[pa.RecordBatch] | pa.RecordBatch | pa.Table") -> "dict[str, pa.RecordBatch]":
    """Resolve the name forms of any number of articles, in any order.

    ``forms`` are batches with the column ``form`` of :func:`extract`. All of them are held: a few hundred bytes
    a distinct form. Returns ``forms`` (``form_id``, ``entity_id``, ``kind``, ``name``; a form that stays unresolved has no
    row) and the finished tables ``people``, ``organisations``, ``places`` and ``aliases``.

    Raises :class:`ConfigError` for bytes that another version stored.
    """
    total = _native.Forms()
    batches = [forms] if hasattr(forms, "schema") else forms
    for batch in batches:
        total.add(_batch(batch))
    return total.resolve()


def _manifest(answer: str) -> dict[str, Any]:
    manifest, too_many = json.loads(answer)
    manifest["too_many_rejects"] = too_many
    return manifest


def build(
    input: "PathLike | Sequence[PathLike]",
    out: PathLike,
    *,
    shard: "str | None" = None,
    **options: Any,
) -> dict[str, Any]:
    """Build a dataset from files and folders of articles, as ``copydesk build`` does.

    ``input`` is a path or several, ``out`` the folder of the dataset; an older dataset there is replaced in one step
    when the new one is whole. ``shard="2/8"`` extracts the second of eight parts only, for :func:`merge`.

    Returns the manifest: versions, ``inputs``, ``tables`` with rows and files, ``counts``, ``run`` (seconds, bytes)
    and ``too_many_rejects``.

    Raises :class:`InputError`, :class:`WriteError`, :class:`ConfigError`, :class:`DatasetError` (``out`` is a folder
    of something else), :class:`LockedError` (another run writes there); ``KeyboardInterrupt`` ends the run. The
    dataset that was there is then untouched.
    """
    inputs = [input] if isinstance(input, (str, os.PathLike)) else list(input)
    return _manifest(_native.build([os.fspath(i) for i in inputs], os.fspath(out), _config(options), shard))


def merge(parts: Sequence[PathLike], out: PathLike, **options: Any) -> dict[str, Any]:
    """Make one dataset of the folders that ``build(shard=...)`` left; the same to the byte as a single run.

    ``parts`` are all of them, in any order. Returns the manifest, as :func:`build`.

    Raises what :func:`build` raises, and :class:`DatasetError` also when a part is missing, or was made by another
    version, of other input or with other options.
    """
    return _manifest(_native.merge([os.fspath(p) for p in parts], os.fspath(out), _config(options)))

"""The corpora, the dataset that the command line makes of each, and how an engine's dataset is held against it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Iterator

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import generated

TOP = Path(__file__).resolve().parents[2]
BIN = Path(os.environ.get("COPYDESK_BIN", TOP / "target" / "release" / "copydesk"))

KEYS = {
    "articles": ["article_id"],
    "segments": ["article_id", "segment_no"],
    "mentions": ["mention_id"],
    "dates": ["date_id"],
    "quotes": ["quote_id"],
    "quote_parts": ["quote_id", "part_no"],
    "places": ["entity_id"],
    "organisations": ["entity_id"],
    "people": ["entity_id"],
    "aliases": ["entity_id", "alias_id"],
    "near_duplicates": ["article_id", "other_article_id"],
    "rejects": ["reject_id"],
}


def table(path: Path, key: list[str]) -> pa.Table:
    """A table in the order of its key, closed sets as plain text."""
    found = pq.read_table(path)
    plain = [f.type.value_type if pa.types.is_dictionary(f.type) else f.type for f in found.schema]
    schema = pa.schema([pa.field(f.name, t) for f, t in zip(found.schema, plain)])
    return found.cast(schema).sort_by([(k, "ascending") for k in key])


def assert_same(expected: Path, got: Path, except_columns: tuple[str, ...] = ()) -> None:
    """Every table of both datasets has the same rows."""
    for name, key in KEYS.items():
        if name == "rejects" and except_columns:
            continue
        a, b = table(expected / f"{name}.parquet", key), table(got / f"{name}.parquet", key)
        dropped = [c for c in except_columns if c in a.column_names]
        a, b = a.drop_columns(dropped), b.drop_columns(dropped)
        assert a.column_names == b.column_names, name
        for column in a.column_names:
            left, right = a[column].to_pylist(), b[column].cast(a[column].type).to_pylist()
            if left != right:
                rows = [i for i, (x, y) in enumerate(zip(left, right)) if x != y][:5]
                shown = [(a.slice(i, 1).to_pylist(), b.slice(i, 1).to_pylist()) for i in rows[:2]]
                raise AssertionError(f"{name}.{column}: {len(left)} and {len(right)} rows; {shown}")


def run_cli(input: Path, out: Path) -> Path:
    subprocess.run([BIN, "build", input, "--out", out, "--formats", "parquet", "--no-cache", "--quiet"], check=True)
    return out


@pytest.fixture(scope="session")
def corpora(tmp_path_factory: pytest.TempPathFactory) -> dict[str, SimpleNamespace]:
    root = tmp_path_factory.mktemp("corpora")
    inputs = {"sample": TOP / "input", "generated": generated.write(root / "generated", 2400)}
    return {
        name: SimpleNamespace(name=name, input=path, expected=run_cli(path, root / f"{name}-cli"))
        for name, path in inputs.items()
    }


def java() -> bool:
    home = os.environ.get("JAVA_HOME")
    return (Path(home) / "bin" / "java").exists() if home else shutil.which("java") is not None


@pytest.fixture(scope="session")
def spark() -> Iterator[object]:
    if not java():
        missing = "Spark needs Java 17: install it, or name it in JAVA_HOME"
        pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    session = (
        SparkSession.builder.master(os.environ.get("COPYDESK_SPARK_MASTER", "local-cluster[2,1,1024]"))
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.task.maxFailures", "8")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


@pytest.fixture(scope="session")
def ray_cluster() -> Iterator[object]:
    import ray

    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, object_store_memory=300 << 20)
    ray.data.DataContext.get_current().enable_progress_bars = False
    yield ray
    ray.shutdown()

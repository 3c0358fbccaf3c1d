"""The sample dataset, built once, as the tests of this folder read it: with the real DuckDB, pandas and pyarrow.

COPYDESK names the program (default: target/release/copydesk), COPYDESK_DATASET a dataset that is already built.
"""

import json
import os
import pathlib
import subprocess

import duckdb
import pandas as pd
import pyarrow.parquet as pq
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = pathlib.Path(os.environ.get("COPYDESK", ROOT / "target/release/copydesk"))


def build(inputs, out, *options):
    """Runs the program on files or folders; returns the folder of the dataset."""
    command = [PROGRAM, "build", *inputs, "--out", out, "--quiet", *options]
    run = subprocess.run(list(map(str, command)), capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    return pathlib.Path(out)


class Dataset:
    """One dataset, read by every reader that we promise."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.dtypes = json.loads((self.folder / "dtypes.json").read_text())
        self.manifest = json.loads((self.folder / "manifest.json").read_text())
        self.tables = [table["name"] for table in self.manifest["tables"]]

    def parquet(self, table):
        return pq.read_table(self.folder / f"{table}.parquet")

    def pandas(self, table):
        return pd.read_csv(self.folder / f"{table}.csv", **self.dtypes[table])

    def duckdb(self, ending="parquet"):
        """A connection with a view on every table."""
        connection = duckdb.connect()
        connection.execute("SET TimeZone = 'UTC'")
        for table in self.tables:
            connection.execute(f"CREATE VIEW {table} AS FROM '{self.folder / table}.{ending}'")
        return connection


@pytest.fixture(scope="session")
def dataset(tmp_path_factory):
    """The dataset of input/."""
    folder = os.environ.get("COPYDESK_DATASET")
    return Dataset(folder or build([ROOT / "input"], tmp_path_factory.mktemp("sample") / "out"))


@pytest.fixture(scope="session")
def small(tmp_path_factory):
    """Builds a dataset of a few records: small([{"id": …, "text": …}, …])."""

    def make(records, *options):
        folder = tmp_path_factory.mktemp("small")
        lines = (json.dumps(record, ensure_ascii=False) + "\n" for record in records)
        (folder / "articles.jsonl").write_text("".join(lines), encoding="utf-8")
        return Dataset(build([folder / "articles.jsonl"], folder / "out", *options))

    return make

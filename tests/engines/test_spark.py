"""On real Spark, two workers: every table is the command line's."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from pathlib import Path

import generated
import pytest
from conftest import TOP, assert_same

import copydesk
import copydesk._engine
import copydesk.spark


@pytest.mark.parametrize("name", ["sample", "generated"])
def test_every_table_is_that_of_the_command_line(spark, corpora, tmp_path, monkeypatch, name):
    corpus = corpora[name]
    if name == "generated":
        # Ids are then held against each other by the engine, as those of many articles are.
        monkeypatch.setattr(copydesk._engine, "HERE", 0)
    counts = copydesk.spark.build(spark, corpus.input, tmp_path / "out")
    assert_same(corpus.expected, tmp_path / "out")
    assert counts["articles"] > (2300 if name == "generated" else 40)
    assert counts["near_duplicates"] > 0
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert {t["name"]: t["rows"] for t in manifest["tables"]} == counts
    assert not (tmp_path / "out" / "_work").exists()


def test_a_data_frame_of_articles_gives_the_same_rows(spark, tmp_path):
    (tmp_path / "wire").mkdir()
    lines = [json.dumps(row) for row in generated.articles(400)]
    (tmp_path / "wire" / "wire.jsonl").write_text("\n".join(lines) + "\n")
    copydesk.build(tmp_path / "wire", tmp_path / "cli", formats=["parquet"], cache=False)
    wire = spark.read.json(str(tmp_path / "wire"))
    wire.select("id", "title", "published", "outlet", "text").write.parquet(str(tmp_path / "articles"))
    copydesk.spark.build(spark, spark.read.parquet(str(tmp_path / "articles")), tmp_path / "out")
    assert_same(tmp_path / "cli", tmp_path / "out", ("source_path", "source_record", "raw_hash"))


def executors() -> list[int]:
    """The executors that this process started, by their id."""
    parents, commands = {}, {}
    for proc in Path("/proc").iterdir():
        if proc.name.isdigit():
            try:
                commands[int(proc.name)] = (proc / "cmdline").read_text()
                parents[int(proc.name)] = int((proc / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except OSError:
                continue

    def is_ours(pid: int) -> bool:
        while pid in parents and pid != os.getpid():
            pid = parents[pid]
        return pid == os.getpid()

    return [p for p, c in commands.items() if "CoarseGrainedExecutorBackend" in c and "java" in c and is_ours(p)]


def test_a_worker_that_dies_half_way_changes_nothing(spark, corpora, tmp_path):
    corpus = corpora["generated"]
    if not executors():
        pytest.skip("no executor process of its own: not a local cluster")
    killed = []

    def kill() -> None:
        # When the first extracted rows are there, and others are not.
        while not list((tmp_path / "out").rglob("parts/*.arrow")):
            time.sleep(0.05)
        pid = executors()[0]
        os.kill(pid, signal.SIGKILL)
        killed.append(pid)

    killer = threading.Thread(target=kill, daemon=True)
    killer.start()
    copydesk.spark.build(spark, corpus.input, tmp_path / "out")
    assert killed
    assert_same(corpus.expected, tmp_path / "out")


def test_wrong_options_and_paths_are_refused_on_the_driver(spark, tmp_path):
    with pytest.raises(copydesk.ConfigError, match="expected options"):
        copydesk.spark.extract(spark, TOP / "input", colour="red")
    with pytest.raises(copydesk.ConfigError, match="expected a day"):
        copydesk.spark.extract(spark, TOP / "input", published="tomorrow")
    with pytest.raises(copydesk.InputError):
        copydesk.spark.build(spark, tmp_path / "missing", tmp_path / "out")

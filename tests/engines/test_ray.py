"""On real Ray, two workers: every table is the command line's."""

from __future__ import annotations

import json
import os
import signal
import threading
import time

import generated
from conftest import assert_same

import copydesk
import copydesk.ray


def test_every_table_is_that_of_the_command_line(ray_cluster, corpora, tmp_path):
    corpus = corpora["sample"]
    counts = copydesk.ray.build(corpus.input, tmp_path / "out")
    assert_same(corpus.expected, tmp_path / "out")
    assert counts["articles"] > 40


def test_a_dataset_of_articles_gives_the_same_rows(ray_cluster, tmp_path):
    (tmp_path / "wire").mkdir()
    lines = [json.dumps(row) for row in generated.articles(400)]
    (tmp_path / "wire" / "wire.jsonl").write_text("\n".join(lines) + "\n")
    copydesk.build(tmp_path / "wire", tmp_path / "cli", formats=["parquet"], cache=False)
    articles = ray_cluster.data.read_json(str(tmp_path / "wire"), file_extensions=["jsonl"], lines=True)
    copydesk.ray.build(articles, tmp_path / "out")
    assert_same(tmp_path / "cli", tmp_path / "out", ("source_path", "source_record", "raw_hash"))


def test_2400_articles_are_the_same_though_a_worker_dies_half_way(ray_cluster, corpora, tmp_path):
    corpus = corpora["generated"]
    killed = []

    @ray_cluster.remote(num_cpus=0)
    def kill() -> int:
        # Every worker of this cluster runs on this machine and is a child of the same raylet.
        raylet = os.getppid()
        deadline = time.time() + 60
        while time.time() < deadline:
            with open(f"/proc/{raylet}/task/{raylet}/children", encoding="utf-8") as file:
                children = [int(pid) for pid in file.read().split()]
            for pid in children:
                with open(f"/proc/{pid}/cmdline", encoding="utf-8", errors="replace") as file:
                    if "MapBatches(run)" in file.read() and pid != os.getpid():
                        os.kill(pid, signal.SIGKILL)
                        return pid
            time.sleep(0.02)
        return 0

    def ask() -> None:
        killed.append(ray_cluster.get(kill.remote()))

    killer = threading.Thread(target=ask)
    killer.start()
    counts = copydesk.ray.build(corpus.input, tmp_path / "out")
    killer.join()
    assert killed and killed[0]
    assert counts["articles"] > 2300 and counts["near_duplicates"] > 0
    assert_same(corpus.expected, tmp_path / "out")

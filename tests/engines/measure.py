"""What python/README.md says under *Sizing*: articles a second of the command line, Spark and Ray with some numbers of workers.

    .venv-engines/bin/python tests/engines/measure.py 20000 1 2
    .venv-engines/bin/python tests/engines/measure.py 20000 1 --engines spark --java ""

Articles are invented, about 3 kB each. CPU time (of all processes, the JVM's too) is what a core is busy for, and
rates and shares are by it: they are right on a busy machine too, where wall time is not. Shares are of the command line's
rate on one thread. Each engine runs twice. The first run is all that a job pays: the cluster starts and Java compiles itself,
whatever the number of articles; the second, in the same session, tells what a long run costs. ``--java`` are the options
of Spark's JVMs (by default those that the page recommends, see ``JAVA``).
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Callable, Iterator

import generated

TOP = Path(__file__).resolve().parents[2]
BIN = Path(os.environ.get("COPYDESK_BIN", TOP / "target" / "release" / "copydesk"))

#: Articles do not pass through the JVM, so that its best compiler only costs.
JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"


def corpus_of(folder: Path, n: int) -> Path:
    """`n` articles in 16 files."""
    folder.mkdir()
    for no in range(16):
        rows = []
        for i in range(no * n // 16, (no + 1) * n // 16):
            row = generated.article(i)
            row["text"] = "\n\n".join(generated.article(i * 4 + k)["text"] for k in range(4))
            rows.append(json.dumps(row, ensure_ascii=False))
        (folder / f"wire-{no:02}.jsonl").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return folder


def cpu_seconds() -> float:
    """CPU time of this process and all that it started, also of those that ended."""
    times: dict[int, tuple[int, int]] = {}
    for proc in Path("/proc").iterdir():
        if proc.name.isdigit():
            try:
                fields = (proc / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            times[int(proc.name)] = (int(fields[1]), sum(map(int, fields[11:15])))

    def is_ours(pid: int) -> bool:
        while pid in times and pid != os.getpid():
            pid = times[pid][0]
        return pid == os.getpid()

    ticks = sum(spent for pid, (_, spent) in times.items() if is_ours(pid))
    return ticks / os.sysconf("SC_CLK_TCK")


def workers_peak(command: bytes, stop: threading.Event, peak: list[int]) -> None:
    """The largest resident size of a process whose command line holds `command`, in bytes."""
    while not stop.wait(0.2):
        for proc in Path("/proc").iterdir():
            try:
                if proc.name.isdigit() and command in (proc / "cmdline").read_bytes():
                    kilobytes = next(l for l in (proc / "status").read_text().splitlines() if l.startswith("VmHWM"))
                    peak[0] = max(peak[0], int(kilobytes.split()[1]) * 1024)
            except (OSError, StopIteration):
                continue


def timed(run: Callable[[], object]) -> tuple[float, float]:
    """Wall and CPU seconds."""
    wall, cpu = time.perf_counter(), cpu_seconds()
    run()
    return time.perf_counter() - wall, cpu_seconds() - cpu


def spark_builds(workers: int, java: str, corpus: Path, out: Path) -> Iterator[Callable[[], object]]:
    """Two builds; the first starts the session."""
    from pyspark.sql import SparkSession

    import copydesk.spark

    sessions = []

    def start() -> None:
        session = (
            SparkSession.builder.master(f"local-cluster[{workers},1,1024]")
            .config("spark.ui.enabled", "false")
            .config("spark.ui.showConsoleProgress", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.extraJavaOptions", java)
            .config("spark.executor.extraJavaOptions", java)
            .getOrCreate()
        )
        session.sparkContext.setLogLevel("ERROR")
        sessions.append(session)
        again()

    def again() -> None:
        copydesk.spark.build(sessions[0], corpus, out)

    yield from (start, again)
    sessions[0].stop()


def ray_builds(workers: int, corpus: Path, out: Path) -> Iterator[Callable[[], object]]:
    """Two builds; the first starts the cluster."""
    import ray

    import copydesk.ray

    def start() -> None:
        ray.init(num_cpus=workers, include_dashboard=False, log_to_driver=False, object_store_memory=300 << 20)
        ray.data.DataContext.get_current().enable_progress_bars = False
        again()

    def again() -> None:
        copydesk.ray.build(corpus, out)

    yield from (start, again)
    ray.shutdown()


def main(n: int, cores: list[int], engines: list[str], java: str) -> None:
    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    with tempfile.TemporaryDirectory() as root:
        corpus = corpus_of(Path(root) / "corpus", n)
        size = sum(p.stat().st_size for p in corpus.iterdir()) / 1e6
        print(f"{n} articles, {size:.1f} MB\n")
        print("| | cores | wall, s | CPU, s | articles/s a core | of the command line's | worker, MB |")
        print("|---|---|---|---|---|---|---|")
        single = 0.0

        def row(name: str, cores: int, wall: float, cpu: float, peak: str = "") -> None:
            print(
                f"| {name} | {cores} | {wall:.1f} | {cpu:.1f} | {n / cpu:.0f} | {single / cpu:.0%} | {peak} |",
                flush=True,
            )

        for threads in sorted({1, *cores}):
            options = ["--formats", "parquet", "--no-cache", "--quiet", "--threads", str(threads)]
            command = [BIN, "build", corpus, "--out", Path(root) / "cli", *options]
            wall, cpu = timed(lambda: subprocess.run(command, check=True))
            single = single or cpu
            row("command line", threads, wall, cpu)
        for engine in engines:
            for workers in cores:
                out = Path(root) / f"{engine}-{workers}"
                if engine == "Spark":
                    builds, process = spark_builds(workers, java, corpus, out), b"pyspark.daemon"
                else:
                    builds, process = ray_builds(workers, corpus, out), b"ray::"
                stop, peak = threading.Event(), [0]
                watcher = threading.Thread(target=workers_peak, args=(process, stop, peak))
                watcher.start()
                for name, build in zip(("first run", "second run"), builds):
                    row(f"{engine}, {name}", workers, *timed(build), f"{peak[0] / 1e6:.0f}")
                for _ in builds:
                    pass
                stop.set()
                watcher.join()


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description="Articles a second of the command line and of engines.")
    arguments.add_argument("articles", type=int, nargs="?", default=20_000)
    arguments.add_argument("workers", type=int, nargs="*", default=[1, 2])
    arguments.add_argument("--engines", type=lambda text: [e.capitalize() for e in text.split(",")], default=["Spark", "Ray"])
    arguments.add_argument("--java", default=JAVA)
    given = arguments.parse_args()
    main(given.articles, given.workers, given.engines, given.java)

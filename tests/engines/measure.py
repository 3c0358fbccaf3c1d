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


class Watch:
    """CPU seconds of this process and of all that it starts, what this takes aside; the largest of the engine's workers.

    Processes are looked at again and again: some engines end workers without waiting for them, and what those took is
    known only while they live.
    """

    def __init__(self) -> None:
        #: By process number and start: user and system time.
        self.ticks: dict[tuple[int, int], int] = {}
        #: What the command line of a worker holds, and the largest resident size of one in kilobytes.
        self.worker, self.largest = b"", 0
        self.own = 0.0
        self.lock = threading.Lock()
        threading.Thread(target=self.watch, daemon=True).start()

    def watch(self) -> None:
        while True:
            self.look()
            time.sleep(0.25)

    def look(self) -> None:
        with self.lock:
            before = time.thread_time()
            seen: dict[int, tuple[int, int, int]] = {}
            for proc in Path("/proc").iterdir():
                if proc.name.isdigit():
                    try:
                        fields = (proc / "stat").read_text().rsplit(")", 1)[1].split()
                    except OSError:
                        continue
                    seen[int(proc.name)] = (int(fields[1]), int(fields[19]), int(fields[11]) + int(fields[12]))
            for pid, (_, start, ticks) in seen.items():
                of = pid
                while of in seen and of != os.getpid() and (of, seen[of][1]) not in self.ticks:
                    of = seen[of][0]
                if of in seen:
                    self.ticks[pid, start] = ticks
                    self.measure(Path("/proc") / str(pid))
            self.own += time.thread_time() - before

    def measure(self, proc: Path) -> None:
        try:
            if self.worker and self.worker in (proc / "cmdline").read_bytes():
                kilobytes = next(l for l in (proc / "status").read_text().splitlines() if l.startswith("VmHWM"))
                self.largest = max(self.largest, int(kilobytes.split()[1]))
        except (OSError, StopIteration):
            pass

    def cpu_seconds(self) -> float:
        self.look()
        return sum(self.ticks.values()) / os.sysconf("SC_CLK_TCK") - self.own


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
    # Else Ray's workers wait for whatever else the machine does.
    os.environ.setdefault("RAY_worker_niceness", "0")
    watch = Watch()

    def timed(run: Callable[[], object]) -> tuple[float, float]:
        """Wall and CPU seconds."""
        wall, cpu = time.perf_counter(), watch.cpu_seconds()
        run()
        return time.perf_counter() - wall, watch.cpu_seconds() - cpu

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
                    builds, watch.worker = spark_builds(workers, java, corpus, out), b"pyspark.daemon"
                else:
                    builds, watch.worker = ray_builds(workers, corpus, out), b"ray::MapBatches"
                watch.largest = 0
                for name, build in zip(("first run", "second run"), builds):
                    row(f"{engine}, {name}", workers, *timed(build), f"{watch.largest / 1e3:.0f}")
                for _ in builds:
                    pass


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description="Articles a second of the command line and of engines.")
    arguments.add_argument("articles", type=int, nargs="?", default=20_000)
    arguments.add_argument("workers", type=int, nargs="*", default=[1, 2])
    arguments.add_argument("--engines", type=lambda text: [e.capitalize() for e in text.split(",")], default=["Spark", "Ray"])
    arguments.add_argument("--java", default=JAVA)
    given = arguments.parse_args()
    main(given.articles, given.workers, given.engines, given.java)

"""What python/README.md says under *Sizing*: articles a second of the command line and of Spark with some numbers of workers.

    .venv-engines/bin/python tests/engines/measure.py 20000 1 2

Articles are invented, about 3 kB each. CPU time (of all processes, the JVM's too) is what a core is busy for, and
rates and shares are by it: they are right on a busy machine too, where wall time is not. Shares are of the command line's
rate on one thread. Spark runs twice in one session: in the first run Java compiles itself, some 20 s of CPU whatever the
number of articles; the second tells what a long run costs.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Callable

import generated

TOP = Path(__file__).resolve().parents[2]
BIN = Path(os.environ.get("COPYDESK_BIN", TOP / "target" / "release" / "copydesk"))


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


def workers_peak(stop: threading.Event, peak: list[int]) -> None:
    """The largest resident size of a process that runs `pyspark.daemon`, in bytes."""
    while not stop.wait(0.2):
        for proc in Path("/proc").iterdir():
            try:
                if proc.name.isdigit() and b"pyspark" in (proc / "cmdline").read_bytes():
                    if b"daemon" in (proc / "cmdline").read_bytes():
                        kilobytes = next(l for l in (proc / "status").read_text().splitlines() if l.startswith("VmHWM"))
                        peak[0] = max(peak[0], int(kilobytes.split()[1]) * 1024)
            except (OSError, StopIteration):
                continue


def timed(run: Callable[[], object]) -> tuple[float, float]:
    """Wall and CPU seconds."""
    wall, cpu = time.perf_counter(), cpu_seconds()
    run()
    return time.perf_counter() - wall, cpu_seconds() - cpu


def spark_runs(workers: int, corpus: Path, out: Path) -> tuple[list[tuple[float, float]], float]:
    """Wall and CPU seconds of two builds; peak megabytes of a worker."""
    from pyspark.sql import SparkSession

    import copydesk.spark

    session = (
        SparkSession.builder.master(f"local-cluster[{workers},1,1024]")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.driver.host", "127.0.0.1")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    copydesk.spark.build(session, TOP / "input", out / "warm")
    stop, peak = threading.Event(), [0]
    watcher = threading.Thread(target=workers_peak, args=(stop, peak))
    watcher.start()
    runs = [timed(lambda: copydesk.spark.build(session, corpus, out / "built")) for _ in range(2)]
    stop.set()
    watcher.join()
    session.stop()
    return runs, peak[0] / 1e6


def main(n: int, cores: list[int]) -> None:
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
        for workers in cores:
            runs, peak = spark_runs(workers, corpus, Path(root) / f"spark-{workers}")
            for name, (wall, cpu) in zip(("Spark, first run", "Spark, second run"), runs):
                row(name, workers, wall, cpu, f"{peak:.0f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000, [int(a) for a in sys.argv[2:]] or [1, 2])

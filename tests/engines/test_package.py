"""The Python package by itself: names, shapes, errors, size and how long it takes to be there."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest
from conftest import TOP, run_cli, table

import copydesk

ARTICLE = {
    "id": "a-1",
    "title": "Sea wall <held>",
    "published": "2024-03-14",
    "text": "LEEDS — “The wall held,” said Ruth Adeyemi on Tuesday. <script>alert(1)</script> Adeyemi & sons agreed.",
}


def test_extract_gives_one_batch_a_table_with_the_declared_columns():
    tables = copydesk.extract(pa.table({k: [v] for k, v in ARTICLE.items()}))
    assert list(tables) == [
        "articles", "segments", "mentions", "dates", "quotes", "quote_parts", "rejects", "forms", "sketches", "sayings",
    ]  # fmt: skip
    article = tables["articles"].to_pylist()[0]
    for row in tables["mentions"].to_pylist() + tables["dates"].to_pylist():
        assert article["text"][row["start"] : row["end"]] == row["surface"]
    forms = set(tables["forms"].column("form_id").to_pylist())
    assert {m["entity_id"] for m in tables["mentions"].to_pylist()} - {None} <= forms


def test_a_batch_may_come_from_anything_that_speaks_arrow():
    pandas = pytest.importorskip("pandas")
    rows = {"body": [ARTICLE["text"], None], "key": [1, 2]}
    expected = copydesk.extract(pa.table(rows))
    for batch in (pa.table(rows).to_batches()[0], pandas.DataFrame(rows)):
        got = copydesk.extract(batch)
        assert got["mentions"].to_pylist() == expected["mentions"].to_pylist()
    assert expected["rejects"].to_pylist()[0]["code"] == "no_text"
    large = pa.table({"body": pa.array(rows["body"], pa.large_string())})
    view = pa.table({"body": pa.array(rows["body"], pa.string_view())})
    assert copydesk.extract(large)["articles"].num_rows == copydesk.extract(view)["articles"].num_rows == 1


def test_resolve_turns_form_ids_into_entities():
    tables = copydesk.extract(pa.table({k: [v] for k, v in ARTICLE.items()}))
    resolved = copydesk.resolve(tables["forms"])
    assert set(resolved) == {"forms", "people", "organisations", "places", "aliases"}
    known = {row["form_id"]: row["name"] for row in resolved["forms"].to_pylist()}
    names = {known.get(m["entity_id"]) for m in tables["mentions"].to_pylist()}
    assert "Ruth Adeyemi" in names


def test_build_and_merge_are_the_command_line(tmp_path):
    expected = run_cli(TOP / "input", tmp_path / "cli")
    manifest = copydesk.build(TOP / "input", tmp_path / "built", formats=["parquet"], cache=False)
    assert manifest["counts"]["articles"] > 40 and not manifest["too_many_rejects"]
    for no in (1, 2):
        copydesk.build(TOP / "input", tmp_path / str(no), shard=f"{no}/2", cache=False)
    copydesk.merge([tmp_path / "2", tmp_path / "1"], tmp_path / "merged", formats=["parquet"])
    for path in expected.glob("*.parquet"):
        assert path.read_bytes() == (tmp_path / "built" / path.name).read_bytes(), path.name
        assert path.read_bytes() == (tmp_path / "merged" / path.name).read_bytes(), path.name


def test_errors_have_types(tmp_path):
    with pytest.raises(copydesk.ConfigError, match="expected a column with the text"):
        copydesk.extract(pa.table({"words": ["x"]}))
    with pytest.raises(copydesk.ConfigError):
        copydesk.extract(pa.table({"text": ["x"]}), colour="red")
    with pytest.raises(copydesk.InputError):
        copydesk.build(tmp_path / "missing", tmp_path / "out")
    with pytest.raises(copydesk.DatasetError):
        (tmp_path / "thesis.doc").write_text("x")
        copydesk.build(TOP / "input", tmp_path)
    with pytest.raises(copydesk.CopydeskError):
        copydesk.build(TOP / "input", tmp_path / "out", shard="3/2")
    with pytest.raises(copydesk.ConfigError):
        copydesk.explain("Words.", colour="red")


def test_explain_shows_itself_and_escapes_everything():
    shown = copydesk.explain(ARTICLE["text"], published="2024-03-14", title=ARTICLE["title"])
    html = shown._repr_html_()
    assert "<script>" not in html and "&lt;script&gt;" in html
    assert "person: Ruth Adeyemi" in html and "person" in repr(shown)
    # Nothing of the text is lost or said twice.
    import html as entities
    import re

    plain = entities.unescape(re.sub("<[^>]*>", "", html.split("pre-wrap", 1)[1].split(">", 1)[1]))
    assert plain == shown.text
    assert copydesk.explain("")._repr_html_()


def test_types_and_documentation_are_shipped():
    package = Path(copydesk.__file__).parent
    assert (package / "py.typed").exists() and (package / "_native.pyi").exists()
    for name in copydesk.__all__:
        assert name == "__version__" or getattr(copydesk, name).__doc__, name


def test_import_takes_at_most_200_ms():
    code = "import time; t = time.perf_counter(); import copydesk; print(time.perf_counter() - t)"
    times = [float(subprocess.check_output([sys.executable, "-c", code])) for _ in range(5)]
    assert min(times) <= 0.2, times


def test_the_wheel_is_at_most_30_mb():
    wheels = list((TOP / "target" / "wheels").glob("copydesk-*.whl"))
    assert wheels and all(wheel.stat().st_size <= 30e6 for wheel in wheels), wheels

"""What breaks a careless loader: NA, None, leading zeros, quoted newlines, empty tables; and the files beside the tables."""

import hashlib
import json

import pandas as pd

NASTY = [
    {
        "id": "nasty",
        "published": "2024-03-14",
        "title": "=HYPERLINK(\"http://x\")",
        "byline": "None",
        "outlet": "NA",
        "section": "0012",
        "text": 'Teodor None, 34, an engineer, moved from Swakopmund, Namibia, to Hull in 2016. None said, “=SUM(A1), they wrote.\n\n“And, you know, no more.”',
    },
    {"id": "null", "published": "2024-03-15", "outlet": "null", "section": "NaN", "text": "The port of Hull reopened on Friday."},
]


def test_na_and_none_stay_text_in_pandas_and_duckdb(small):
    dataset = small(NASTY)
    articles = dataset.pandas("articles").set_index("article_id")
    assert articles.at["nasty", "outlet"] == "NA"
    assert articles.at["nasty", "byline"] == "None"
    assert articles.at["nasty", "section"] == "0012"
    assert articles.at["nasty", "title"] == '=HYPERLINK("http://x")'
    assert articles.at["null", "outlet"] == "null"
    assert articles.at["null", "section"] == "NaN"
    assert pd.isna(articles.at["null", "title"])
    places = dataset.pandas("places")
    assert (places["country_code"] == "NA").sum() == 2
    for ending in ("parquet", "csv"):
        query = "SELECT count(*) FROM places WHERE country_code = 'NA'"
        assert dataset.duckdb(ending).execute(query).fetchone() == (2,)
    assert "None" in set(dataset.pandas("people")["family_name"])
    assert "None" in set(dataset.pandas("quotes")["speaker"])


def test_a_quote_with_newline_marks_and_a_leading_equals_sign_is_one_cell(small):
    dataset = small(NASTY)
    quotes = dataset.pandas("quotes")
    mine = quotes[quotes["quote"].str.startswith("=SUM(A1)")]
    assert len(mine) == 1
    assert mine.iloc[0]["quote"] == "=SUM(A1), they wrote.\n\nAnd, you know, no more."
    assert len(quotes) == dataset.parquet("quotes").num_rows
    (rows,) = dataset.duckdb("csv").execute("SELECT count(*) FROM quotes").fetchone()
    assert rows == len(quotes)


def test_integers_with_nulls_stay_integers(dataset):
    quotes = dataset.pandas("quotes")
    assert str(quotes["speaker_start"].dtype) == "Int32"
    assert str(dataset.pandas("articles")["published_weekday"].dtype) == "Int8"


def test_days_before_1678_survive_pandas(small):
    dataset = small([{"id": "old", "published": "2024-03-14", "text": "The church was built in the 1640s and burned in 1666."}])
    frame = dataset.pandas("dates")
    assert {str(day)[:10] for day in frame["start_date"]} == {"1640-01-01", "1666-01-01"}


def test_tables_without_rows_keep_their_columns(small):
    dataset = small([{"id": "a", "published": "2024-03-14", "text": "the rain fell and nobody spoke."}])
    for table in ("mentions", "dates", "quotes", "quote_parts", "people", "near_duplicates", "rejects"):
        assert dataset.parquet(table).num_rows == 0
        assert len(dataset.pandas(table)) == 0
        assert list(dataset.pandas(table).columns) == dataset.parquet(table).schema.names
        assert dataset.duckdb().execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)


def test_only_the_asked_forms_are_written(small):
    only = small(NASTY, "--formats", "parquet")
    assert (only.folder / "quotes.parquet").is_file()
    assert not (only.folder / "quotes.csv").exists()


def test_the_manifest_tells_the_truth_about_the_files(dataset):
    for table in dataset.manifest["tables"]:
        assert table["rows"] == dataset.parquet(table["name"]).num_rows
        for file in table["files"]:
            data = (dataset.folder / file["path"]).read_bytes()
            assert file["bytes"] == len(data)
            assert file["sha256"] == hashlib.sha256(data).hexdigest()
    counts = dataset.manifest["counts"]
    assert counts["articles"] == dataset.parquet("articles").num_rows
    severities = dataset.pandas("rejects")["severity"]
    assert counts["errors"] == (severities == "error").sum()
    assert counts["warnings"] == (severities == "warning").sum()
    assert sum(file["articles"] for file in dataset.manifest["inputs"]) >= counts["articles"]


def test_the_datapackage_describes_every_table(dataset):
    package = json.loads((dataset.folder / "datapackage.json").read_text())
    assert package["profile"] == "tabular-data-package"
    assert [resource["name"] for resource in package["resources"]] == dataset.tables
    types = {"string", "integer", "number", "boolean", "date", "datetime"}
    for resource in package["resources"]:
        path = dataset.folder / resource["path"]
        assert not resource["path"].startswith(("/", ".")) and path.is_file()
        assert resource["bytes"] == path.stat().st_size
        assert resource["hash"] == "sha256:" + hashlib.sha256(path.read_bytes()).hexdigest()
        schema = resource["schema"]
        assert [field["name"] for field in schema["fields"]] == dataset.parquet(resource["name"]).schema.names
        assert {field["type"] for field in schema["fields"]} <= types
        assert all(field["description"] for field in schema["fields"])
        names = {field["name"] for field in schema["fields"]}
        assert set(schema["primaryKey"]) <= names
        for key in schema.get("foreignKeys", []):
            assert key["fields"] in names
            other = key["reference"]["resource"] or resource["name"]
            assert key["reference"]["fields"] in dataset.parquet(other).schema.names


def test_no_table_holds_a_path_of_this_machine(dataset):
    for table in dataset.tables:
        data = (dataset.folder / f"{table}.csv").read_text()
        assert "/home/" not in data and str(dataset.folder) not in data

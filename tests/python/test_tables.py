"""Every table: types, nulls, keys, joins, offsets, and the same cells whoever reads them."""

import datetime
import math

import pyarrow as pa
import pytest

TABLES = """articles segments mentions dates quotes quote_parts places organisations people aliases near_duplicates
rejects""".split()

# SQL type of the contract -> what Parquet must hold.
PARQUET = {
    "VARCHAR": pa.string(),
    "INTEGER": pa.int32(),
    "TINYINT": pa.int8(),
    "BIGINT": pa.int64(),
    "FLOAT": pa.float32(),
    "DOUBLE": pa.float64(),
    "BOOLEAN": pa.bool_(),
    "DATE": pa.date32(),
    "TIMESTAMPTZ": pa.timestamp("us", tz="UTC"),
}

# table, start, end, text of the span where another column holds it
SPANS = [
    ("segments", "start", "end", None),
    ("mentions", "start", "end", "surface"),
    ("dates", "start", "end", "surface"),
    ("quotes", "start", "end", None),
    ("quotes", "speaker_start", "speaker_end", "speaker"),
    ("quotes", "cue_start", "cue_end", "cue"),
    ("quote_parts", "start", "end", None),
]

JOINS = [
    ("segments", "article_id", "articles", "article_id"),
    ("mentions", "article_id", "articles", "article_id"),
    ("mentions", "quote_id", "quotes", "quote_id"),
    ("dates", "article_id", "articles", "article_id"),
    ("dates", "quote_id", "quotes", "quote_id"),
    ("quotes", "article_id", "articles", "article_id"),
    ("quotes", "nested_in", "quotes", "quote_id"),
    ("quote_parts", "quote_id", "quotes", "quote_id"),
    ("near_duplicates", "article_id", "articles", "article_id"),
    ("near_duplicates", "other_article_id", "articles", "article_id"),
    ("rejects", "article_id", "articles", "article_id"),
]

ENTITIES = "(SELECT entity_id FROM people UNION ALL FROM (SELECT entity_id FROM organisations) UNION ALL SELECT entity_id FROM places)"


def contract(dataset):
    """(table, column, SQL type, NOT NULL) as the dataset's own schema.sql declares them."""
    import duckdb

    connection = duckdb.connect()
    connection.execute((dataset.folder / "schema.sql").read_text())
    return connection.execute(
        "SELECT table_name, column_name, data_type, NOT is_nullable FROM duckdb_columns() "
        "WHERE NOT internal AND table_name IN (SELECT table_name FROM duckdb_tables()) ORDER BY table_name, column_index"
    ).fetchall()


def test_every_table_is_there_in_both_forms(dataset):
    assert dataset.tables == TABLES
    for table in TABLES:
        for ending in ("csv", "parquet"):
            assert (dataset.folder / f"{table}.{ending}").is_file()


def test_parquet_has_the_types_of_the_contract_and_nothing_else(dataset):
    columns = contract(dataset)
    assert {table for table, *_ in columns} == set(TABLES)
    for table in TABLES:
        want = [(c, t.replace("TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ"), n) for x, c, t, n in columns if x == table]
        schema = dataset.parquet(table).schema
        assert schema.names == [c for c, _, _ in want], table
        for column, sql, not_null in want:
            got = schema.field(column).type
            if pa.types.is_dictionary(got):
                got = got.value_type
            assert got == PARQUET[sql], f"{table}.{column}"
            if not_null:
                assert dataset.parquet(table)[column].null_count == 0, f"{table}.{column}"


def test_text_is_never_empty_where_it_could_be_null(dataset):
    connection = dataset.duckdb()
    for table, column, sql, not_null in contract(dataset):
        if sql == "VARCHAR" and not not_null:
            query = f'SELECT count(*) FROM {table} WHERE "{column}" IN (\'\', \'Unknown\', \'unknown\')'
            assert connection.execute(query).fetchone() == (0,), f"{table}.{column}"


@pytest.mark.parametrize("table", TABLES)
def test_csv_and_parquet_hold_the_same_cells_for_pandas_and_duckdb(dataset, table):
    rows = dataset.parquet(table).to_pylist()
    frame = dataset.pandas(table)
    assert len(frame) == len(rows)
    assert list(frame.columns) == dataset.parquet(table).schema.names
    connection = dataset.duckdb()
    columns = connection.execute(f"DESCRIBE {table}").fetchall()
    types = {name: sql for name, sql, *_ in columns}
    # An instant as a number: without pytz, DuckDB cannot hand one to Python.
    shown = ", ".join(f'epoch_us("{name}")' if "TIME ZONE" in sql else f'"{name}"' for name, sql in types.items())
    from_csv = connection.execute(
        f"SELECT {shown} FROM read_csv('{dataset.folder / table}.csv', header=true, columns={types}, quote='\"', escape='\"')"
    ).fetchall()
    from_parquet = connection.execute(f"SELECT {shown} FROM {table}").fetchall()
    assert from_csv == from_parquet
    for i, row in enumerate(rows):
        for column, cell in row.items():
            same(cell, frame.at[i, column], f"{table}.{column} row {i}")


def same(cell, other, where):
    """One cell of Parquet and what pandas read from CSV."""
    import pandas as pd

    if cell is None:
        assert pd.isna(other), where
    elif isinstance(cell, float):
        assert math.isclose(cell, float(other), rel_tol=1e-6, abs_tol=1e-9), where
    elif isinstance(cell, datetime.datetime):
        assert pd.Timestamp(cell) == pd.Timestamp(other), where
    elif isinstance(cell, datetime.date):
        # A day before 1678 fits no nanosecond timestamp; pandas 3 parses to wider units.
        assert cell == pd.Timestamp(other).date(), where
    else:
        assert cell == other, where


@pytest.mark.parametrize("table, start, end, text", SPANS)
def test_every_span_is_its_surface_in_code_points(dataset, table, start, end, text):
    connection = dataset.duckdb()
    inside = f'x."{start}" >= 0 AND x."{start}" < x."{end}" AND x."{end}" <= length(a.text)'
    wrong = f"NOT ({inside})"
    if text:
        wrong += f' OR substring(a.text, x."{start}" + 1, x."{end}" - x."{start}") <> x."{text}"'
    query = f'SELECT x.* FROM {table} x JOIN articles a USING (article_id) WHERE x."{start}" IS NOT NULL AND ({wrong})'
    assert connection.execute(query).fetchall() == []
    if text:
        either = f'("{start}" IS NULL) <> ("{text}" IS NULL) OR ("{start}" IS NULL) <> ("{end}" IS NULL)'
        assert connection.execute(f"SELECT * FROM {table} WHERE {either}").fetchall() == []


def test_python_slices_agree(dataset):
    texts = {row["article_id"]: row["text"] for row in dataset.parquet("articles").to_pylist()}
    for table in ("mentions", "dates"):
        for row in dataset.parquet(table).to_pylist():
            assert texts[row["article_id"]][row["start"] : row["end"]] == row["surface"]


def test_a_quote_is_its_parts_joined(dataset):
    texts = {row["article_id"]: row["text"] for row in dataset.parquet("articles").to_pylist()}
    parts = {}
    for part in dataset.parquet("quote_parts").to_pylist():
        parts.setdefault(part["quote_id"], []).append((part["part_no"], part["start"], part["end"], part["article_id"]))
    for quote in dataset.parquet("quotes").to_pylist():
        mine = sorted(parts.pop(quote["quote_id"]))
        assert len(mine) == quote["n_parts"]
        assert (mine[0][1], mine[-1][2]) == (quote["start"], quote["end"])
        words = "".join(texts[article][start:end] for _, start, end, article in mine)
        assert "".join(words.split()) == "".join(quote["quote"].split())
    assert parts == {}


def test_segments_cover_the_text_without_overlap(dataset):
    wrong = dataset.duckdb().execute(
        'SELECT * FROM (SELECT *, lag("end", 1, 0) OVER (PARTITION BY article_id ORDER BY segment_no) AS before FROM segments) '
        "WHERE start < before"
    ).fetchall()
    assert wrong == []


def test_keys_are_unique_and_rows_are_sorted_by_them(dataset):
    for resource in __import__("json").loads((dataset.folder / "datapackage.json").read_text())["resources"]:
        key = resource["schema"]["primaryKey"]
        rows = [tuple(row[k] for k in key) for row in dataset.parquet(resource["name"]).select(key).to_pylist()]
        assert len(set(rows)) == len(rows), resource["name"]
        as_bytes = [tuple(k.encode() if isinstance(k, str) else k for k in row) for row in rows]
        assert as_bytes == sorted(as_bytes), resource["name"]
        for name in (n for k, n in zip(key, range(len(key))) if k.endswith("_id")):
            assert all(row[name][0].isalpha() for row in rows), resource["name"]


def test_everything_that_points_somewhere_arrives(dataset):
    connection = dataset.duckdb()
    for table, column, other, key in JOINS:
        query = f"SELECT x.{column} FROM {table} x LEFT JOIN {other} y ON x.{column} = y.{key} WHERE x.{column} IS NOT NULL AND y.{key} IS NULL"
        assert connection.execute(query).fetchall() == [], f"{table}.{column}"
    for table, column in [("mentions", "entity_id"), ("quotes", "speaker_id"), ("quotes", "addressee_id"), ("aliases", "entity_id")]:
        query = f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL AND {column} NOT IN {ENTITIES}"
        assert connection.execute(query).fetchall() == [], f"{table}.{column}"
    # An entity_id is always the alias_id of one of its forms.
    query = f"FROM {ENTITIES} WHERE entity_id NOT IN (SELECT alias_id FROM aliases)"
    assert connection.execute(query).fetchall() == []


def test_counts_in_the_entity_tables_are_the_counts_of_the_rows(dataset):
    connection = dataset.duckdb()
    for table in ("people", "organisations", "places"):
        wrong = connection.execute(
            f"SELECT e.entity_id, e.name, e.n_mentions, e.n_articles, m.n, m.a FROM {table} e LEFT JOIN "
            "(SELECT entity_id, count(*) AS n, count(DISTINCT article_id) AS a FROM mentions GROUP BY 1) m USING (entity_id) "
            "WHERE e.n_mentions IS DISTINCT FROM m.n OR e.n_articles IS DISTINCT FROM m.a"
        ).fetchall()
        assert wrong == [], table
    for table in ("people", "organisations"):
        wrong = connection.execute(
            f"SELECT e.name, e.n_quotes, q.n FROM {table} e LEFT JOIN "
            "(SELECT speaker_id, count(*) AS n FROM quotes GROUP BY 1) q ON q.speaker_id = e.entity_id "
            "WHERE e.n_quotes <> coalesce(q.n, 0)"
        ).fetchall()
        assert wrong == [], table


def test_one_article_stands_for_each_cluster(dataset):
    connection = dataset.duckdb()
    query = "SELECT cluster_id, count(*) FILTER (is_canonical) FROM articles GROUP BY 1 HAVING count(*) FILTER (is_canonical) <> 1"
    assert connection.execute(query).fetchall() == []


def test_closed_sets_hold_only_their_values(dataset):
    import json

    connection = dataset.duckdb()
    for resource in json.loads((dataset.folder / "datapackage.json").read_text())["resources"]:
        for field in resource["schema"]["fields"]:
            values = field["constraints"].get("enum")
            if values:
                found = {v for (v,) in connection.execute(f'SELECT DISTINCT "{field["name"]}" FROM {resource["name"]}').fetchall()}
                assert found - {None} <= set(values), f"{resource['name']}.{field['name']}"

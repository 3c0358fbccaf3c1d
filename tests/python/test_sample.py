"""The sample corpus: what input/README.md promises can be seen in the tables."""

import pytest


def rows(dataset, query):
    return dataset.duckdb().execute(query).fetchall()


def test_damaged_files_are_rows_of_rejects(dataset):
    found = dict(rows(dataset, "SELECT source_path, list(code) FROM rejects GROUP BY 1"))
    assert "empty" in found["damaged/empty.txt"]
    assert "invalid_bytes" in found["damaged/byte-ff-in-mid-text.txt"]
    repaired = rows(dataset, "SELECT n_repairs, text FROM articles WHERE source_path = 'damaged/mojibake.txt'")
    assert repaired[0][0] > 0 and "‘double in five years’" in repaired[0][1]
    encoding = rows(dataset, "SELECT encoding, text FROM articles WHERE source_path = 'damaged/windows-1252.txt'")
    assert encoding[0][0] == "windows-1252" and "Renée" in encoding[0][1]


def test_other_languages_keep_their_row_and_nothing_is_extracted(dataset):
    assert rows(dataset, "SELECT DISTINCT lang FROM articles WHERE lang <> 'en' ORDER BY 1") == [("de",), ("fr",)]
    query = "SELECT count(*) FROM mentions JOIN articles USING (article_id) WHERE lang <> 'en'"
    assert rows(dataset, query) == [(0,)]


def test_the_wire_story_is_one_cluster_and_the_market_reports_are_not(dataset):
    wire = rows(
        dataset,
        "SELECT article_id, is_canonical FROM articles WHERE cluster_id = "
        "(SELECT cluster_id FROM articles WHERE article_id = 'mw-240206-0117') ORDER BY published_at",
    )
    assert wire == [("mw-240206-0117", True), ("nh-20240206-world1", False), ("lsl-0955", False), ("wp-20240207-brief3", False)]
    assert rows(dataset, "SELECT count(*) FROM articles WHERE article_id LIKE 'cmb-%' AND NOT is_canonical") == [(0,)]


def test_one_acronym_stands_for_several_bodies(dataset):
    bodies = dict(rows(dataset, "SELECT name, acronym FROM organisations WHERE acronym IN ('KCC', 'NHA')"))
    assert bodies == {
        "Keep the Coast Coalition": "KCC",
        "Kirkby Coast Council": "KCC",
        "Northern Harbours Authority": "NHA",
        "Namibian Housing Alliance": "NHA",
    }


def test_people_are_one_row_each_across_outlets(dataset):
    for name in ("Marta Keel", "Owen Tranter", "Joy Bamford", "Lena Hallworth", "Ketan Desai", "Piers Oldroyd"):
        assert rows(dataset, f"SELECT count(*) FROM people WHERE name = '{name}'") == [(1,)], name
    assert rows(dataset, "SELECT n_articles FROM people WHERE name = 'Marta Keel'")[0][0] >= 9
    # A coroner in Galway and a pupil in Whitby.
    assert rows(dataset, "SELECT count(*) FROM people WHERE name IN ('Siobhán Tierney', 'Siobhan Tierney')") == [(2,)]


def test_the_day_of_publication_comes_from_where_the_article_has_it(dataset):
    sources = {source for (source,) in rows(dataset, "SELECT DISTINCT published_source FROM articles")}
    assert {"metadata", "prefix_line", "filename", "none"} <= sources
    undated = rows(dataset, "SELECT published_date, published_weekday FROM articles WHERE source_path LIKE '%undated-vigil.txt'")
    assert undated == [(None, 3)]

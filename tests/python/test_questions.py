"""The twelve questions an analyst asks, run by DuckDB on the sample; each must give sensible rows."""

import datetime
import pathlib
import re
import shutil

import pytest

from conftest import ROOT, Dataset, build

SQL = (pathlib.Path(__file__).parent / "questions.sql").read_text(encoding="utf-8")
QUESTIONS = {int(n): body for n, body in re.findall(r"^-- (\d+) .*\n((?:(?!-- \d).*\n)+)", SQL, re.M)}


def ask(dataset, number):
    return dataset.duckdb().execute(QUESTIONS[number]).fetchall()


def test_there_are_twelve():
    assert sorted(QUESTIONS) == list(range(1, 13))


def test_1_most_quoted_people_a_week(dataset):
    rows = ask(dataset, 1)
    assert len(rows) >= 30
    assert all(week is None or week.isoweekday() == 1 for week, _, _ in rows)
    quoted = {name for _, name, _ in rows}
    assert {"Marta Keel", "Owen Tranter", "Piers Oldroyd", "Joy Bamford"} <= quoted


def test_2_own_words_or_paraphrased(dataset):
    rows = ask(dataset, 2)
    assert {"direct", "indirect", "mixed"} <= {kind for _, kind, _, _ in rows}
    by_kind = {}
    for speaker, _, _, share in rows:
        by_kind[speaker] = by_kind.get(speaker, 0) + share
    assert all(99.5 <= total <= 100.5 for total in by_kind.values())
    assert {"person", "organisation", "group", "role", "anonymous"} <= set(by_kind)


def test_3_map_of_an_organisation(dataset):
    rows = ask(dataset, 3)
    places = {name: (latitude, longitude) for name, latitude, longitude, _ in rows}
    assert {"Whitby", "Scarborough", "Filey", "Bridlington"} <= set(places)
    assert all(53 < latitude < 55.5 and -2.5 < longitude < 1 for latitude, longitude in places.values())


def test_4_days_the_news_is_about(dataset):
    rows = ask(dataset, 4)
    days = {day: stories for day, stories, _ in rows}
    # The wall fell on the night to Friday 20 October.
    assert days[datetime.date(2023, 10, 20)] >= 2
    assert all(lag >= 0 for _, _, lag in rows)


def test_5_promises(dataset):
    rows = ask(dataset, 5)
    assert any(day == datetime.date(2024, 9, 30) and "progress report" in quote for _, day, _, quote in rows)
    assert any(day == datetime.date(2024, 3, 1) and "running there" in quote for _, day, _, quote in rows)


def test_6_acronyms_that_mean_more_than_one_body(dataset):
    rows = {alias: names for alias, _, names in ask(dataset, 6)}
    assert rows["KCC"] == "Keep the Coast Coalition | Kirkby Coast Council"
    assert rows["NHA"] == "Namibian Housing Alliance | Northern Harbours Authority"


def test_7_same_words_different_mouths(dataset):
    rows = ask(dataset, 7)
    # Two papers, two speakers; the correction quotes the words once more.
    assert any("priced off our own quay" in quote and speakers >= 2 and articles >= 2 for _, quote, speakers, articles in rows)


def test_8_written_about_a_country_from_elsewhere(dataset):
    rows = ask(dataset, 8)
    datelines = {article: dateline for article, dateline, _ in rows}
    assert datelines["mw-240206-0117"].upper() == "GENEVA"
    assert datelines["mw-240318-0201"].upper() == "BEIRUT"


def test_9_can_the_dates_of_a_source_be_trusted(dataset):
    rows = ask(dataset, 9)
    assert {"Lone Star Ledger", "Meridian Wire", "Capital Markets Brief"} <= {outlet for outlet, *_ in rows}
    assert any(source == "none" and unanchored > 0 for _, source, _, unanchored, _ in rows)


@pytest.fixture(scope="module")
def previous(tmp_path_factory):
    """Last night: without two articles, and with an uncorrected one."""
    folder = tmp_path_factory.mktemp("previous")
    shutil.copytree(ROOT / "input", folder / "input")
    (folder / "input/harbour-courier/2024-06-14-school-garden.txt").unlink()
    (folder / "input/northgate-herald/2024-06-07-galway-coroner.txt").unlink()
    paper = folder / "input/northgate-herald/2024-05-04-wall-brief.txt"
    paper.write_text(paper.read_text(encoding="utf-8").replace("Piers Oldroyd said", "Dana Prowse said"), encoding="utf-8")
    return Dataset(build([folder / "input"], folder / "out"))


def test_10_what_changed_since_last_night(dataset, previous):
    connection = dataset.duckdb()
    connection.execute("CREATE SCHEMA prev")
    connection.execute(f"CREATE VIEW prev.quotes AS FROM '{previous.folder}/quotes.parquet'")
    rows = connection.execute(QUESTIONS[10]).fetchall()
    assert sum(added for _, added, _, _ in rows) > 0
    assert sum(lost for _, _, lost, _ in rows) == 0
    assert [respoken for *_, respoken in rows if respoken] == [1]
    assert len(rows) == 3


def test_11_how_a_wire_story_spread(dataset):
    rows = ask(dataset, 11)
    assert ("Meridian Wire", 4, 22) in {(outlet, copies, hours) for _, outlet, copies, hours in rows}


def test_12_citation_sheet(dataset):
    rows = ask(dataset, 12)
    assert len(rows) >= 8
    texts = {path: text for path, text in dataset.duckdb().execute("SELECT source_path, text FROM articles").fetchall()}
    for path, start, end, before, quote, *_ in rows:
        assert texts[path][max(start - 80, 0) : start] == before
        assert texts[path][start:end].startswith(quote.split("\n")[0][:20])

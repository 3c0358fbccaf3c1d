"""The report: each figure's SQL, run by DuckDB, gives the figure's rows; the page is one file and stays small."""

import html.parser
import re
import subprocess
import sys

import pytest

from conftest import PROGRAM


class Tables(html.parser.HTMLParser):
    """Rows of the table and the SQL of every figure, by the figure's id."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.rows, self.sql, self.figure, self.cell, self.code, self.matrix = {}, {}, None, None, None, False
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "section":
            self.figure = attributes["id"]
        elif tag == "table":
            self.matrix = attributes.get("class") == "matrix"
            if not self.matrix:
                self.rows[self.figure] = []
        elif tag == "tr" and not self.matrix:
            self.rows[self.figure].append([])
        elif tag == "td" and not self.matrix:
            self.cell = ""
        elif tag == "code":
            self.code = ""

    def handle_endtag(self, tag):
        if tag == "td" and self.cell is not None:
            self.rows[self.figure][-1].append(self.cell)
            self.cell = None
        elif tag == "code":
            self.sql[self.figure] = self.code
            self.code = None

    def handle_data(self, data):
        if self.cell is not None:
            self.cell += data
        if self.code is not None:
            self.code += data


@pytest.fixture(scope="module")
def page(dataset, tmp_path_factory):
    out = tmp_path_factory.mktemp("report") / "report.html"
    subprocess.run([PROGRAM, "report", dataset.folder, "--out", out], check=True, capture_output=True)
    return out.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def tables(page):
    return Tables(page)


FIGURES = """published days places speakers outlets people organisations together clusters rejects doubts
confidence""".split()


@pytest.mark.parametrize("figure", FIGURES)
def test_the_sql_of_a_figure_gives_its_rows(dataset, tables, figure):
    rows = [row for row in tables.rows.get(figure, []) if row]
    want = dataset.duckdb().execute(tables.sql[figure]).fetchall()
    shown = [["" if cell is None else f"{cell:.3f}" if isinstance(cell, float) else str(cell) for cell in row] for row in want]
    assert rows == shown
    assert figure == "clusters" or rows


def test_the_sql_of_the_run_and_of_the_reader_can_be_run(dataset, tables):
    connection = dataset.duckdb()
    connection.execute(f"SET file_search_path = '{dataset.folder}'")
    assert connection.execute(f"SELECT count(*) FROM ({tables.sql['run']})").fetchone() == (1,)
    connection.execute(tables.sql["reader"])


def test_the_page_needs_nothing_else(page):
    assert len(page.encode()) < 2_000_000
    assert "default-src 'none'" in page
    assert not re.search(r"\s(src|srcset|action|onclick|onload|style)=", re.sub(r"<script.*?</script>", "", page, flags=re.S))
    assert not re.search(r"href=\"(?!#|data:)", page)


def test_a_dataset_without_rows_has_a_report(small, tmp_path):
    nothing = small([{"id": "a", "text": "the rain fell and nobody spoke."}])
    out = tmp_path / "report.html"
    subprocess.run([PROGRAM, "report", nothing.folder, "--out", out], check=True, capture_output=True)
    assert "The dataset has no rows for this." in out.read_text(encoding="utf-8")


def test_no_dataset_is_told_as_such(tmp_path):
    done = subprocess.run([PROGRAM, "report", tmp_path], capture_output=True, text=True)
    assert done.returncode == 2 and "expected a dataset with Parquet tables" in done.stderr


def enlarge(dataset, folder, articles):
    """The sample many times over, every copy with ids of its own."""
    import duckdb

    copies = articles // dataset.parquet("articles").num_rows + 1
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    ids = ["article_id", "quote_id", "mention_id", "date_id", "reject_id", "entity_id", "alias_id", "speaker_id", "cluster_id", "other_article_id"]
    for table in set(dataset.tables) - {"segments", "quote_parts", "near_duplicates"}:
        names = dataset.parquet(table).schema.names
        changed = ", ".join(f"{name} || '-' || i AS {name}" for name in names if name in ids)
        # People and bodies are shared, as in real news: a thousandth of the copies have some of their own.
        changed = changed.replace("entity_id || '-' || i", "entity_id || '-' || (i % 1000)").replace("speaker_id || '-' || i", "speaker_id || '-' || (i % 1000)")
        source = f"'{dataset.folder}/{table}.parquet'"
        count = min(copies, 1000) if table in ("people", "organisations", "places", "aliases") else copies
        connection.execute(
            f"COPY (SELECT * REPLACE ({changed}) FROM {source}, range({count}) r(i)) TO '{folder}/{table}.parquet' (ROW_GROUP_SIZE 131072)"
            if changed
            else f"COPY (FROM {source}) TO '{folder}/{table}.parquet'"
        )
    (folder / "manifest.json").write_bytes((dataset.folder / "manifest.json").read_bytes())


# Watches the program from a process of its own, so that its peak is not hidden by another child's.
WATCH = """import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, capture_output=True)
use = resource.getrusage(resource.RUSAGE_CHILDREN)
print(use.ru_maxrss * 1024, use.ru_utime + use.ru_stime)"""


def test_a_hundred_thousand_articles_stay_a_small_page(dataset, tmp_path):
    enlarge(dataset, tmp_path, 100_000)
    run = [sys.executable, "-c", WATCH, PROGRAM, "report", tmp_path]
    peak, seconds = map(float, subprocess.run(run, check=True, capture_output=True, text=True).stdout.split())
    size = (tmp_path / "report.html").stat().st_size
    print(f"100,000 articles: {seconds:.1f} s, {peak / 1e6:.0f} MB, page of {size / 1e6:.2f} MB")
    assert size <= 2_000_000
    assert peak <= 500_000_000
    # Seconds of processor, of one thread: what it takes on a machine that does nothing else.
    assert seconds <= 5

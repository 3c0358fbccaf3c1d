//! A sample of articles with their spans, for the reader at the end of the page.

use super::gather::{ArticleFacts, Facts, day};
use super::html::{Page, json_in_script};
use crate::dataset::Dataset;
use crate::error::Result;
use rustc_hash::FxHashMap;
use serde_json::{Value, json};

/// Articles in the sample: enough to see each kind of trouble, few enough for the page's size.
const ARTICLES: usize = 40;
/// Code points of an article that are shown.
const SHOWN: usize = 6000;
/// Bytes that the sample may have: with the lists around it the page stays far below 2 MB.
const BYTES: usize = 1_000_000;

/// Articles evenly spread over those that have the most to show.
fn sample(facts: &Facts) -> Vec<usize> {
    let worth = |a: &ArticleFacts| a.is_canonical && a.n_mentions > 0 && a.n_quotes > 0;
    let mut all: Vec<usize> = (0..facts.articles.len()).filter(|&i| worth(&facts.articles[i])).collect();
    if all.is_empty() {
        all = (0..facts.articles.len()).collect();
    }
    let n = all.len().min(ARTICLES);
    (0..n).map(|i| all[i * all.len() / n]).collect()
}

/// Writes the reader and its articles.
///
/// # Errors
/// When a table cannot be read.
pub fn write(dataset: &Dataset, facts: &Facts, page: &mut Page) -> Result<()> {
    let rows = sample(facts);
    let mut articles: Vec<Value> = Vec::new();
    dataset.rows("articles", &["article_id", "text", "title", "outlet", "published_date"], &rows, |batch| {
        for row in 0..batch.n_rows() {
            let text: String = batch.text(1, row).unwrap_or("").chars().take(SHOWN).collect();
            articles.push(json!({
                "id": batch.text(0, row),
                "title": batch.text(2, row),
                "outlet": batch.text(3, row),
                "day": batch.whole(4, row).map(day),
                "text": text,
                "spans": [],
            }));
        }
    })?;
    let positions: FxHashMap<String, usize> =
        articles.iter().enumerate().filter_map(|(i, a)| Some((a["id"].as_str()?.to_owned(), i))).collect();
    let mut add = |id: Option<&str>, span: Value| {
        if let Some(&i) = id.and_then(|id| positions.get(id))
            && span["s"].as_u64().is_some_and(|start| start < SHOWN as u64)
            && let Some(spans) = articles[i]["spans"].as_array_mut()
        {
            spans.push(span);
        }
    };
    let wanted = |id: Option<&str>| id.is_some_and(|id| positions.contains_key(id));
    let names: FxHashMap<&str, &str> = facts
        .named
        .iter()
        .map(|n| (n.id.as_str(), n.name.as_str()))
        .chain(facts.places.iter().map(|p| (p.id.as_str(), p.name.as_str())))
        .collect();
    let columns = ["article_id", "kind", "start", "end", "entity_id", "role", "segment", "confidence", "rule"];
    dataset.each("mentions", &columns, |batch| {
        for row in 0..batch.n_rows() {
            if wanted(batch.text(0, row)) {
                let name = batch.text(4, row).and_then(|id| names.get(id)).copied();
                let span = json!({
                    "k": batch.text(1, row), "s": batch.whole(2, row), "e": batch.whole(3, row), "v": name,
                    "d": [batch.text(5, row), batch.text(6, row)], "c": batch.real(7, row).map(rounded), "r": batch.text(8, row),
                });
                add(batch.text(0, row), span);
            }
        }
    })?;
    let columns = ["article_id", "start", "end", "value", "timex_type", "start_date", "end_date", "confidence", "rule"];
    dataset.each("dates", &columns, |batch| {
        for row in 0..batch.n_rows() {
            if wanted(batch.text(0, row)) {
                let days = [5, 6].map(|column| batch.whole(column, row).map(day));
                let span = json!({
                    "k": "date", "s": batch.whole(1, row), "e": batch.whole(2, row), "v": batch.text(3, row),
                    "d": [batch.text(4, row).map(str::to_owned), days[0], days[1]], "c": batch.real(7, row).map(rounded), "r": batch.text(8, row),
                });
                add(batch.text(0, row), span);
            }
        }
    })?;
    let columns = [
        "article_id",
        "start",
        "end",
        "quote_type",
        "speaker",
        "speaker_start",
        "speaker_end",
        "speaker_name",
        "speaker_resolution",
        "cue",
        "confidence",
        "rule",
    ];
    dataset.each("quotes", &columns, |batch| {
        for row in 0..batch.n_rows() {
            if wanted(batch.text(0, row)) {
                let speaker = batch.whole(5, row).zip(batch.whole(6, row)).map(|(start, end)| [start, end]);
                let who = batch.text(7, row).or_else(|| batch.text(4, row));
                let span = json!({
                    "k": "quote", "s": batch.whole(1, row), "e": batch.whole(2, row), "v": who, "w": speaker,
                    "d": [batch.text(3, row), batch.text(8, row), batch.text(9, row)], "c": batch.real(10, row).map(rounded), "r": batch.text(11, row),
                });
                add(batch.text(0, row), span);
            }
        }
    })?;
    let mut size = 0;
    articles.retain(|article| {
        size += article.to_string().len();
        size <= BYTES
    });
    page.push(PANE);
    page.push(&format!(
        "<script type=\"application/json\" id=\"articles\">{}</script>\n</section>\n",
        json_in_script(&Value::Array(articles))
    ));
    Ok(())
}

fn rounded(confidence: f64) -> f64 {
    (confidence * 100.0).round() / 100.0
}

const PANE: &str = r#"<section class="figure" id="reader" aria-labelledby="reader-title">
<h2 id="reader-title">Read a sample</h2>
<p>Articles with what was found in them. Point at a span, or reach it with the Tab key, to see its value, rule and confidence; click a quote, or press Enter on it, to see its speaker.</p>
<p class="filter"><label for="article-filter">Filter</label> <input id="article-filter" type="search" autocomplete="off">
<label for="article">Article</label> <select id="article"></select></p>
<fieldset class="kinds"><legend>Show</legend>
<label class="person"><input type="checkbox" value="person" checked> people</label>
<label class="organisation"><input type="checkbox" value="organisation" checked> organisations</label>
<label class="place"><input type="checkbox" value="place" checked> places</label>
<label class="date"><input type="checkbox" value="date" checked> dates</label>
<label class="quote"><input type="checkbox" value="quote" checked> quotes</label></fieldset>
<p id="told" role="status" tabindex="0">Nothing chosen.</p>
<article id="text" aria-label="Article"></article>
<noscript><p>The reader needs JavaScript; the figures above do not.</p></noscript>
<details class="sql"><summary>SQL</summary><pre tabindex="0"><code>SELECT surface, kind, role, rule, confidence, entity_id FROM mentions WHERE article_id = 'the id shown above the text' ORDER BY start</code></pre></details>
"#;

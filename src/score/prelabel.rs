//! A dataset as labels: what copydesk found, in the form in which it is corrected by hand.
//!
//! In: the folder of a dataset. Out: a folder with `articles.jsonl` and `gold.jsonl`, as
//! [`score`](super::score) reads them; taking away, adding and moving lines is all that is left to do.

use super::labels::{GoldArticle, from_dataset};
use crate::dataset::Dataset;
use crate::error::{Error, Result};
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;

/// Writes the labels of a dataset to `out`; how many articles and labels.
///
/// # Errors
/// [`Error::Dataset`] when `out` holds labels already, which somebody may have corrected;
/// [`Error::Input`] and [`Error::Write`] when a file cannot be read or written.
pub fn write(folder: &Path, out: &Path) -> Result<(usize, usize)> {
    let gold = out.join("gold.jsonl");
    if gold.exists() {
        let problem = "expected no labels yet, but found some that may have been corrected".to_owned();
        return Err(Error::Dataset { path: gold, problem });
    }
    std::fs::create_dir_all(out).map_err(|source| Error::Write { path: out.to_owned(), source })?;
    let mut articles = Vec::new();
    Dataset::open(folder)?.each("articles", &["article_id", "text", "title", "published_date"], |batch| {
        for row in 0..batch.n_rows() {
            articles.push(GoldArticle {
                id: batch.text(0, row).unwrap_or("").to_owned(),
                text: batch.text(1, row).unwrap_or("").to_owned(),
                title: batch.text(2, row).map(str::to_owned),
                published: batch.whole(3, row).map(crate::report::gather::day),
                eval_start: None,
                eval_end: None,
            });
        }
    })?;
    let (mut labels, texts) = from_dataset(folder)?;
    labels.sort_by(|a, b| (&a.id, a.start, a.end, &a.kind).cmp(&(&b.id, b.start, b.end, &b.kind)));
    for label in labels.iter_mut().filter(|label| label.kind == "quote") {
        // A part that narration parts from the others has its own words.
        let at = |i: i64| usize::try_from(i).unwrap_or(0);
        let text = texts.as_ref().and_then(|texts| texts.get(&label.id)).map_or("", String::as_str);
        label.surface = text.chars().skip(at(label.start)).take(at(label.end - label.start)).collect();
    }
    lines(&out.join("articles.jsonl"), &articles)?;
    lines(&gold, &labels)?;
    Ok((articles.len(), labels.len()))
}

/// One JSON object a line.
fn lines<T: serde::Serialize>(path: &Path, records: &[T]) -> Result<()> {
    let failed = |source: std::io::Error| Error::Write { path: path.to_owned(), source };
    let mut file = BufWriter::new(File::create(path).map_err(failed)?);
    for record in records {
        serde_json::to_writer(&mut file, record).map_err(|e| failed(e.into()))?;
        file.write_all(b"\n").map_err(failed)?;
    }
    file.flush().map_err(failed)
}

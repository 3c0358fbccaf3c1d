//! Rows of articles, as an engine has them, to raw articles.
//!
//! In: a batch with one row an article. Its columns are known by the names in `read/field.tsv` (`id`,
//! `text`, `title`, `published`, `url`, `outlet`, `byline`, `section`, `lang` and what others call
//! them); `source_path` and `source_record` are kept where they are there. Out: one [`RawArticle`] a
//! row, and a reject for a row without text.

use super::columns::{at, refuse};
use crate::config::ExtractOptions;
use crate::error::Result;
use crate::read::metadata::{Field, Fields, field_of};
use crate::records::{Content, RawArticle, Reject, Severity, Stage};
use arrow::array::{Array, AsArray, RecordBatch, StringArray};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use std::borrow::Cow;

/// `source_path` of rows that do not tell theirs.
pub const NO_PATH: &str = "rows";

/// Reads every row; what has no text goes to `rejects`.
///
/// # Errors
/// [`Error::Config`](crate::Error::Config) when no column holds the text.
pub fn articles(batch: &RecordBatch, options: &ExtractOptions, rejects: &mut Vec<Reject>) -> Result<Vec<RawArticle>> {
    let schema = batch.schema();
    let mut columns: Vec<(Field, usize, StringArray)> = Vec::new();
    let mut path = None;
    let mut record = None;
    for (field, column) in schema.fields().iter().zip(batch.columns()) {
        let text = || {
            let text = if column.data_type() == &DataType::Utf8 {
                column.clone()
            } else {
                cast(column, &DataType::Utf8).ok()?
            };
            Some(text.as_string::<i32>().clone())
        };
        match field.name().as_str() {
            "source_path" => path = text(),
            "source_record" => record = text(),
            name => {
                if let (Some((field, rank)), Some(text)) = (field_of(name, options), text()) {
                    columns.push((field, rank, text));
                }
            }
        }
    }
    if !columns.iter().any(|(field, ..)| *field == Field::Text) {
        let names: Vec<&str> = schema.fields().iter().map(|f| f.name().as_str()).collect();
        return Err(refuse(format!(
            "expected a column with the text, but found {}; name it with map={{'text': NAME}}",
            names.join(", ")
        )));
    }
    let mut raws = Vec::with_capacity(batch.num_rows());
    for row in 0..batch.num_rows() {
        let mut fields = Fields::default();
        let mut hash = blake3::Hasher::new();
        for (field, rank, texts) in &columns {
            if let Some(text) = at(texts, row) {
                hash.update(&[*field as u8]);
                hash.update(&(text.len() as u64).to_le_bytes());
                hash.update(text.as_bytes());
                fields.offer(*field, *rank, text.to_owned());
            }
        }
        let mut raw = RawArticle {
            source_path: path.as_ref().and_then(|p| at(p, row)).unwrap_or(NO_PATH).to_owned(),
            source_record: record.as_ref().and_then(|r| at(r, row)).map(str::to_owned),
            id: None,
            content: Content::Text(String::new()),
            raw_hash: hash.finalize().to_hex().to_string(),
            encoding: Cow::Borrowed("utf-8"),
            title: None,
            byline: None,
            section: None,
            url: None,
            outlet: None,
            published: None,
            lang: None,
        };
        let text = fields.take(Field::Text);
        fields.fill(&mut raw);
        if raw.source_record.is_none() {
            raw.source_record.clone_from(&raw.id);
        }
        match text {
            Some(text) => {
                raw.content = Content::Text(text);
                raws.push(raw);
            }
            None => rejects.push(Reject {
                source_path: raw.source_path,
                source_record: raw.source_record,
                article_id: None,
                severity: Severity::Error,
                stage: Stage::Read,
                code: Cow::Borrowed("no_text"),
                message: "expected text, but found none".to_owned(),
                byte_offset: None,
            }),
        }
    }
    Ok(raws)
}

//! Extracted articles to rows of the tables, before anything is resolved.
//!
//! In: extracted articles. Out: one batch a table ([`Batches::flat`]), or one batch of one row an
//! article that holds the rows of every table as lists ([`Batches::nested`]): what a map over
//! articles returns when it may return only one kind of row.
//!
//! Every id of an entity is a *form id* here: `f` and the [`FormKey`](crate::resolve::forms::FormKey)
//! in hex. Within one article it tells entities apart; [`forms`](super::forms) tells what it becomes.

use super::columns::Published;
use super::quotes::{self, SayingRow};
use crate::records::{CodePoints, Extracted, Reject};
use crate::resolve::{ArticleNo, Resolution, quote_groups, summarise};
use crate::tables::Table;
use crate::tables::articles::ARTICLES;
use crate::tables::dates::DATES;
use crate::tables::mentions::MENTIONS;
use crate::tables::quote_parts::QUOTE_PARTS;
use crate::tables::quotes::QUOTES;
use crate::tables::rejects::{REJECTS, RejectRow};
use crate::tables::segments::SEGMENTS;
use crate::write::batch;
use crate::write::rows::{self, Rows};
use arrow::array::{
    ArrayRef, BinaryArray, Int32Builder, Int64Array, ListArray, ListBuilder, RecordBatch, StringArray, StructArray,
};
use arrow::buffer::OffsetBuffer;
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use std::sync::Arc;

/// The tables that hold parts of articles, in order, with what the second stage needs at the end.
pub const NAMES: [&str; 10] =
    ["articles", "segments", "mentions", "dates", "quotes", "quote_parts", "rejects", "forms", "sketches", "sayings"];

/// Rows of some articles, table by table.
#[derive(Debug)]
pub struct Batches {
    rows: Rows,
    rejects: Vec<RejectRow>,
    /// Article, form id, stored form.
    forms: Vec<(String, String, Vec<u8>)>,
    sketches: Vec<crate::resolve::near_duplicates::Sketch>,
    sayings: Vec<SayingRow>,
    /// Article id, path and content hash of every row; None where no article came of it.
    keys: Vec<Option<(String, String, String)>>,
    /// Rows of every table after each article.
    ends: [Vec<i32>; NAMES.len()],
}

impl Default for Batches {
    fn default() -> Self {
        Self {
            rows: Rows::default(),
            rejects: Vec::new(),
            forms: Vec::new(),
            sketches: Vec::new(),
            sayings: Vec::new(),
            keys: Vec::new(),
            ends: std::array::from_fn(|_| vec![0]),
        }
    }
}

impl Batches {
    /// Articles, and groups of rejects without one, so far.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether nothing was added.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// Adds one article.
    pub fn add(&mut self, extracted: &Extracted) {
        let summary = summarise(extracted);
        let resolution = Resolution::by_form(extracted, &summary);
        let points = CodePoints::new(&extracted.article.text);
        self.rows.add_article(extracted, &points, ArticleNo(0), &resolution);
        self.rows.add_found(extracted, &points, ArticleNo(0), &resolution);
        self.rejects.extend(extracted.rejects.iter().map(rows::reject));
        let id = &extracted.article.id;
        for form in &summary.forms() {
            let bytes = postcard::to_stdvec(form).unwrap_or_default();
            self.forms.push((id.clone(), form.key.to_string(), bytes));
        }
        self.sketches.push(summary.sketch().clone());
        let published = Published { day: extracted.article.published_date, at: extracted.article.published_at };
        for ((no, words), quote) in (0u32..).zip(summary.quotes()).zip(&extracted.quotes) {
            for (end, no, group_id) in quotes::rows_of(no, words) {
                let hashes = quote_groups::words(quote, &extracted.article.text);
                let bytes = hashes.iter().flat_map(|w| w.to_le_bytes()).collect();
                self.sayings.push((end, group_id, id.clone(), published, no, bytes));
            }
        }
        self.keys.push(Some((id.clone(), extracted.article.source_path.clone(), extracted.article.raw_hash.clone())));
        self.close();
    }

    /// Adds records of which no article came.
    pub fn refuse(&mut self, rejects: &[Reject]) {
        if !rejects.is_empty() {
            self.rejects.extend(rejects.iter().map(rows::reject));
            self.keys.push(None);
            self.close();
        }
    }

    fn close(&mut self) {
        let lengths = [
            self.rows.articles.len(),
            self.rows.segments.len(),
            self.rows.mentions.len(),
            self.rows.dates.len(),
            self.rows.quotes.len(),
            self.rows.quote_parts.len(),
            self.rejects.len(),
            self.forms.len(),
            self.sketches.len(),
            self.sayings.len(),
        ];
        for (ends, length) in self.ends.iter_mut().zip(lengths) {
            ends.push(i32::try_from(length).unwrap_or(i32::MAX));
        }
    }

    /// One batch a table, in the order of [`NAMES`].
    #[must_use]
    pub fn flat(&self) -> Vec<(&'static str, RecordBatch)> {
        let batches = [
            of(&ARTICLES, &self.rows.articles),
            of(&SEGMENTS, &self.rows.segments),
            of(&MENTIONS, &self.rows.mentions),
            of(&DATES, &self.rows.dates),
            of(&QUOTES, &self.rows.quotes),
            of(&QUOTE_PARTS, &self.rows.quote_parts),
            of(&REJECTS, &self.rejects),
            self.forms(),
            self.sketches(),
            quotes::sayings(&self.sayings),
        ];
        NAMES.into_iter().zip(batches).collect()
    }

    /// One row an article (or group of rejects), with `article_id`, `source_path`, `raw_hash` and a list a table.
    ///
    /// # Panics
    /// Never: lengths and types agree by construction.
    #[must_use]
    pub fn nested(&self) -> RecordBatch {
        let key = |part: fn(&(String, String, String)) -> &str| -> ArrayRef {
            Arc::new(self.keys.iter().map(|k| k.as_ref().map(part)).collect::<StringArray>())
        };
        let mut columns: Vec<ArrayRef> = vec![key(|k| &k.0), key(|k| &k.1), key(|k| &k.2)];
        for ((_, batch), ends) in self.flat().into_iter().zip(&self.ends) {
            let item = Arc::new(Field::new_struct("element", batch.schema().fields().clone(), false));
            let offsets = OffsetBuffer::new(ends.clone().into());
            columns.push(Arc::new(ListArray::new(item, offsets, Arc::new(StructArray::from(batch)), None)));
        }
        RecordBatch::try_new(nested_schema(), columns).expect("lists of declared tables fit their schema")
    }

    fn forms(&self) -> RecordBatch {
        let columns: Vec<ArrayRef> = vec![
            Arc::new(StringArray::from_iter_values(self.forms.iter().map(|f| &f.0))),
            Arc::new(StringArray::from_iter_values(self.forms.iter().map(|f| &f.1))),
            Arc::new(BinaryArray::from_iter_values(self.forms.iter().map(|f| &f.2))),
        ];
        RecordBatch::try_new(forms_schema(), columns).expect("forms fit their schema")
    }

    #[expect(clippy::cast_possible_wrap, reason = "the bits are what counts")]
    fn sketches(&self) -> RecordBatch {
        let mut values =
            ListBuilder::new(Int32Builder::new()).with_field(Field::new("element", DataType::Int32, false));
        for sketch in &self.sketches {
            sketch.values.iter().for_each(|v| values.values().append_value(*v as i32));
            values.append(true);
        }
        let [day, at] =
            Published::columns(self.sketches.iter().map(|s| Published { day: s.published, at: s.published_at }));
        let columns: Vec<ArrayRef> = vec![
            Arc::new(StringArray::from_iter_values(self.sketches.iter().map(|s| &s.article_id))),
            day,
            at,
            Arc::new(Int64Array::from_iter_values(self.sketches.iter().map(|s| s.text as i64))),
            Arc::new(values.finish()),
        ];
        RecordBatch::try_new(sketches_schema(), columns).expect("sketches fit their schema")
    }
}

fn of<R>(table: &'static Table<R>, rows: &[R]) -> RecordBatch {
    batch::batch(table, &batch::plain_schema(&table.info()), rows)
}

fn forms_schema() -> SchemaRef {
    Arc::new(Schema::new(vec![
        Field::new("article_id", DataType::Utf8, false),
        Field::new("form_id", DataType::Utf8, false),
        Field::new("form", DataType::Binary, false),
    ]))
}

fn sketches_schema() -> SchemaRef {
    let [day, at] = Published::fields("");
    Arc::new(Schema::new(vec![
        Field::new("article_id", DataType::Utf8, false),
        day,
        at,
        Field::new("text_bits", DataType::Int64, false),
        Field::new_list("sketch", Field::new("element", DataType::Int32, false), false),
    ]))
}

/// The schema of a table that holds parts of articles, closed sets as plain text; None for others.
#[must_use]
pub fn plain_schema_of(name: &str) -> Option<SchemaRef> {
    let tables = [ARTICLES.info(), SEGMENTS.info(), MENTIONS.info(), DATES.info(), QUOTES.info(), QUOTE_PARTS.info()];
    tables.iter().find(|t| t.name == name).map(batch::plain_schema)
}

/// The schema of [`Batches::nested`].
#[must_use]
pub fn nested_schema() -> SchemaRef {
    let empty = Batches::default();
    let mut fields = vec![
        Field::new("article_id", DataType::Utf8, true),
        Field::new("source_path", DataType::Utf8, true),
        Field::new("raw_hash", DataType::Utf8, true),
    ];
    fields.extend(empty.flat().into_iter().map(|(name, batch)| {
        Field::new_list(name, Field::new_struct("element", batch.schema().fields().clone(), false), false)
    }));
    Arc::new(Schema::new(fields))
}

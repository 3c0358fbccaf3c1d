//! Groups of quotes: the same words in several articles, also where one was cut.
//!
//! 1. `sayings` of [`extracted`](super::extracted): two rows a quote of six words or more, one for how it begins and one
//!    for how it ends (`end`), all rows of an `end` together → [`Sayings::edges`]: quotes of which one is part of the other.
//! 2. [`leads`]: all edges → for each group id that is part of another group, that group's id.

use super::columns::{Published, column, texts};
use crate::error::Result;
use crate::records::Day;
use crate::resolve::quote_groups::{self, QuoteWords, WINDOW, is_part};
use arrow::array::{ArrayRef, AsArray, BinaryArray, Int32Array, Int64Array, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Int32Type, Int64Type, Schema, SchemaRef};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// Which of two quotes was published first: as articles are ordered, then by place in the article.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    published: (bool, Option<Day>, bool, Option<i64>),
    article_id: String,
    no: i32,
}

/// One quote, from where it begins or ends.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Saying {
    end: i64,
    rank: Rank,
    group_id: String,
    words: Vec<u8>,
}

/// The two rows of a quote; none for a short one.
pub(super) fn rows_of(no: u32, quote: &QuoteWords) -> impl Iterator<Item = (i64, i32, String)> {
    let no = i32::try_from(no).unwrap_or(i32::MAX);
    let id = quote_groups::id(quote.whole);
    [(0, quote.head), (1, quote.tail)]
        .into_iter()
        .filter(|(_, end)| *end != 0)
        .map(move |(side, end)| ((side << 32) | i64::from(end), no, id.clone()))
}

/// The schema of `sayings`.
pub(super) fn sayings_schema() -> SchemaRef {
    let mut fields = vec![Field::new("end", DataType::Int64, false)];
    fields.extend(quote_fields(""));
    fields.push(Field::new("words", DataType::Binary, false));
    Arc::new(Schema::new(fields))
}

fn quote_fields(prefix: &str) -> Vec<Field> {
    let [day, at] = Published::fields(prefix);
    vec![
        Field::new(format!("{prefix}quote_group_id"), DataType::Utf8, false),
        Field::new(format!("{prefix}article_id"), DataType::Utf8, false),
        day,
        at,
        Field::new(format!("{prefix}quote_no"), DataType::Int32, false),
    ]
}

/// A row of `sayings` before it is a row: end, group id, article, its publication, number, words.
pub(super) type SayingRow = (i64, String, String, Published, i32, Vec<u8>);

/// Rows of `sayings` as a batch.
pub(super) fn sayings(rows: &[SayingRow]) -> RecordBatch {
    let [day, at] = Published::columns(rows.iter().map(|r| r.3));
    let columns: Vec<ArrayRef> = vec![
        Arc::new(Int64Array::from_iter_values(rows.iter().map(|r| r.0))),
        Arc::new(StringArray::from_iter_values(rows.iter().map(|r| &r.1))),
        Arc::new(StringArray::from_iter_values(rows.iter().map(|r| &r.2))),
        day,
        at,
        Arc::new(Int32Array::from_iter_values(rows.iter().map(|r| r.4))),
        Arc::new(BinaryArray::from_iter_values(rows.iter().map(|r| &r.5))),
    ];
    RecordBatch::try_new(sayings_schema(), columns).expect("columns of one length")
}

/// Quotes by how they begin and end.
#[derive(Debug, Default)]
pub struct Sayings {
    all: Vec<Saying>,
}

impl Sayings {
    /// Adds rows of `sayings`.
    ///
    /// # Errors
    /// [`Error::Config`](crate::Error::Config) when a column is missing or of another type.
    pub fn add(&mut self, batch: &RecordBatch) -> Result<()> {
        let ends = column(batch, "end", &DataType::Int64)?;
        let words = column(batch, "words", &DataType::Binary)?;
        let quotes = Quotes::of(batch, "")?;
        self.all.extend((0..batch.num_rows()).map(|row| Saying {
            end: ends.as_primitive::<Int64Type>().value(row),
            rank: quotes.rank(row),
            group_id: quotes.ids.value(row).to_owned(),
            words: words.as_binary::<i32>().value(row).to_owned(),
        }));
        Ok(())
    }

    /// Pairs of quotes of which one is part of the other.
    ///
    /// # Panics
    /// Never: all columns have one value a pair.
    #[must_use]
    pub fn edges(mut self) -> RecordBatch {
        self.all.sort_unstable();
        let mut edges: Vec<(&Saying, &Saying)> = Vec::new();
        for block in self.all.chunk_by(|a, b| a.end == b.end) {
            let mut seen: FxHashSet<&str> = FxHashSet::default();
            let mut compared: Vec<(&Saying, Vec<u64>)> = Vec::new();
            for saying in block {
                if !seen.insert(&saying.group_id) {
                    continue;
                }
                let own: Vec<u64> =
                    saying.words.as_chunks::<8>().0.iter().map(|bytes| u64::from_le_bytes(*bytes)).collect();
                let same = compared.iter().find(|(_, other)| is_part(&own, other));
                edges.extend(same.map(|(other, _)| (saying, *other)));
                if compared.len() < WINDOW {
                    compared.push((saying, own));
                }
            }
        }
        let side = |quotes: Vec<&Saying>| -> [ArrayRef; 5] {
            let published = quotes.iter().map(|q| Published { day: q.rank.published.1, at: q.rank.published.3 });
            let [day, at] = Published::columns(published);
            [
                Arc::new(StringArray::from_iter_values(quotes.iter().map(|q| &q.group_id))),
                Arc::new(StringArray::from_iter_values(quotes.iter().map(|q| &q.rank.article_id))),
                day,
                at,
                Arc::new(Int32Array::from_iter_values(quotes.iter().map(|q| q.rank.no))),
            ]
        };
        let mut columns = side(edges.iter().map(|e| e.0).collect()).to_vec();
        columns.extend(side(edges.iter().map(|e| e.1).collect()));
        RecordBatch::try_new(edges_schema(), columns).expect("columns of one length")
    }
}

/// The schema of [`Sayings::edges`].
#[must_use]
pub fn edges_schema() -> SchemaRef {
    let mut fields = quote_fields("");
    fields.extend(quote_fields("other_"));
    Arc::new(Schema::new(fields))
}

/// The columns that tell quotes apart.
struct Quotes {
    ids: StringArray,
    articles: StringArray,
    published: Vec<Published>,
    numbers: ArrayRef,
}

impl Quotes {
    fn of(batch: &RecordBatch, prefix: &str) -> Result<Self> {
        Ok(Self {
            ids: texts(batch, &format!("{prefix}quote_group_id"))?,
            articles: texts(batch, &format!("{prefix}article_id"))?,
            published: Published::of(batch, prefix)?,
            numbers: column(batch, &format!("{prefix}quote_no"), &DataType::Int32)?,
        })
    }

    fn rank(&self, row: usize) -> Rank {
        Rank {
            published: self.published[row].rank(),
            article_id: self.articles.value(row).to_owned(),
            no: self.numbers.as_primitive::<Int32Type>().value(row),
        }
    }
}

/// What group ids become: `quote_group_id`, `lead_id`; a group without a row keeps its id.
///
/// # Errors
/// [`Error::Config`](crate::Error::Config) when a column is missing or of another type.
///
/// # Panics
/// Never: both columns have one value a group.
pub fn leads(batches: &[RecordBatch]) -> Result<RecordBatch> {
    let mut quotes: Vec<(Rank, String)> = Vec::new();
    let mut edges: Vec<(String, String)> = Vec::new();
    for batch in batches {
        let sides = [Quotes::of(batch, "")?, Quotes::of(batch, "other_")?];
        for row in 0..batch.num_rows() {
            quotes.extend(sides.iter().map(|q| (q.rank(row), q.ids.value(row).to_owned())));
            edges.push((sides[0].ids.value(row).to_owned(), sides[1].ids.value(row).to_owned()));
        }
    }
    quotes.sort_unstable();
    quotes.dedup();
    let at: FxHashMap<&str, usize> = quotes.iter().enumerate().map(|(i, q)| (q.1.as_str(), i)).collect();
    let mut lead: Vec<usize> = (0..quotes.len()).collect();
    for (a, b) in &edges {
        let (a, b) = (quote_groups::root(&mut lead, at[a.as_str()]), quote_groups::root(&mut lead, at[b.as_str()]));
        lead[a.max(b)] = a.min(b);
    }
    let moved: Vec<(&str, &str)> = (0..quotes.len())
        .map(|i| (i, quote_groups::root(&mut lead, i)))
        .filter(|(i, root)| i != root)
        .map(|(i, root)| (quotes[i].1.as_str(), quotes[root].1.as_str()))
        .collect();
    let columns: Vec<ArrayRef> = vec![
        Arc::new(StringArray::from_iter_values(moved.iter().map(|m| m.0))),
        Arc::new(StringArray::from_iter_values(moved.iter().map(|m| m.1))),
    ];
    let fields = ["quote_group_id", "lead_id"].map(|n| Field::new(n, DataType::Utf8, false)).to_vec();
    Ok(RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).expect("two columns of one length"))
}

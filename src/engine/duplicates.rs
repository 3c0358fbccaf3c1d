//! Near-duplicates in four steps, between which an engine groups and joins.
//!
//! 1. [`post`]: sketches → rows of `bucket` and `postings`, few and large, so that grouping them costs an engine little;
//!    [`Postings`]: all rows of a bucket together → pairs of articles that share a value, with the publication of both.
//! 2. [`sift`]: pairs with both sketches → pairs that are worth comparing.
//! 3. [`compare`]: those pairs with both texts → related pairs.
//! 4. [`gather`]: all related pairs → `near_duplicates` and the cluster of each article in them.

use super::columns::{Published, at, column, refuse, texts};
use crate::error::Result;
use crate::extract::Layout;
use crate::normalise;
use crate::records::{Article, Segment, SegmentKind, Span};
use crate::resolve::near_duplicates::{self as near, Compared, Relation, Sketch};
use crate::tables::near_duplicates::NEAR_DUPLICATES;
use crate::write::{batch, entity_rows};
use arrow::array::{
    Array, ArrayRef, AsArray, BinaryArray, BooleanArray, Float32Array, Int32Array, RecordBatch, StringArray,
    StructArray, UInt32Array,
};
use arrow::datatypes::{DataType, Field, Float32Type, Int32Type, Int64Type, Schema, SchemaRef};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

const FIRST: &str = "article_id";
const SECOND: &str = "other_article_id";

/// An article in a bucket, with its values that belong there.
#[derive(Serialize, Deserialize)]
struct Posting {
    article: Sketch,
    values: Vec<u32>,
}

/// Puts sketches into `buckets` by value. In: `article_id`, `published_date`, `published_us`, `text_bits`, `sketch`. Out: one
/// row a bucket, `bucket` from 0 and `postings`. Only with `whole` does each bucket hold the whole sketch of an
/// article, which [`Postings::alike`] needs.
///
/// # Errors
/// [`Error::Config`](crate::Error::Config) when a column is missing or of another type.
///
/// # Panics
/// Never: both columns have one value a bucket.
pub fn post(sketches: &RecordBatch, buckets: u32, whole: bool) -> Result<RecordBatch> {
    let ids = texts(sketches, FIRST)?;
    let published = Published::of(sketches, "")?;
    let bits = column(sketches, "text_bits", &DataType::Int64)?;
    let values = column(sketches, "sketch", &DataType::new_list(DataType::Int32, true))?;
    let buckets = buckets.max(1);
    let mut postings: Vec<Vec<Posting>> = (0..buckets).map(|_| Vec::new()).collect();
    for row in 0..sketches.num_rows() {
        let values = values_of(&values, row);
        let mut parts: Vec<(u32, u32)> = values.iter().map(|v| (v % buckets, *v)).collect();
        parts.sort_unstable();
        for part in parts.chunk_by(|a, b| a.0 == b.0) {
            let article = Sketch {
                text: bits.as_primitive::<Int64Type>().value(row).cast_unsigned(),
                values: if whole { values.clone() } else { Vec::new() },
                ..sketch(ids.value(row), published[row])
            };
            postings[part[0].0 as usize].push(Posting { article, values: part.iter().map(|p| p.1).collect() });
        }
    }
    let filled = || (0i32..).zip(&postings).filter(|(_, bucket)| !bucket.is_empty());
    let columns: Vec<ArrayRef> = vec![
        Arc::new(Int32Array::from_iter_values(filled().map(|b| b.0))),
        Arc::new(BinaryArray::from_iter_values(filled().map(|b| postcard::to_stdvec(b.1).unwrap_or_default()))),
    ];
    Ok(RecordBatch::try_new(posted_schema(), columns).expect("two columns of one length"))
}

/// The schema of [`post`].
#[must_use]
pub fn posted_schema() -> SchemaRef {
    Arc::new(Schema::new(vec![
        Field::new("bucket", DataType::Int32, false),
        Field::new("postings", DataType::Binary, false),
    ]))
}

fn values_of(lists: &ArrayRef, row: usize) -> Vec<u32> {
    let values = lists.as_list::<i32>().value(row);
    values.as_primitive::<Int32Type>().values().iter().map(|v| v.cast_unsigned()).collect()
}

/// Articles by the sketch values that they have.
#[derive(Debug, Default)]
pub struct Postings {
    number: FxHashMap<String, u32>,
    articles: Vec<Sketch>,
    values: Vec<(u32, u32)>,
}

impl Postings {
    /// Adds rows of [`post`].
    ///
    /// # Errors
    /// [`Error::Config`](crate::Error::Config) when a column is missing, or was written by another version.
    pub fn add(&mut self, batch: &RecordBatch) -> Result<()> {
        let stored = column(batch, "postings", &DataType::Binary)?;
        for bytes in stored.as_binary::<i32>().iter().flatten() {
            let postings: Vec<Posting> = postcard::from_bytes(bytes).map_err(|e| {
                refuse(format!("expected postings stored by this version, but found other bytes ({e})"))
            })?;
            for Posting { article, values } in postings {
                let number = if let Some(&number) = self.number.get(&article.article_id) {
                    number
                } else {
                    let number = u32::try_from(self.articles.len()).map_err(|_| refuse("expected fewer articles"))?;
                    self.number.insert(article.article_id.clone(), number);
                    self.articles.push(article);
                    number
                };
                self.values.extend(values.into_iter().map(|value| (value, number)));
            }
        }
        Ok(())
    }

    /// Pairs that share a value, each once: `article_id` is the earlier one.
    #[must_use]
    pub fn pairs(self) -> RecordBatch {
        let pairs = self.candidates();
        self.batch(&pairs)
    }

    /// Those of [`Self::pairs`] that are worth comparing, as [`sift`] gives them; the sketches were posted whole.
    ///
    /// # Panics
    /// Never: all columns have one value a pair.
    #[must_use]
    pub fn alike(self) -> RecordBatch {
        let article = |no: u32| &self.articles[no as usize];
        let is_exact = |pair: &(u32, u32)| article(pair.0).text == article(pair.1).text;
        let mut pairs = self.candidates();
        pairs.retain(|p| is_exact(p) || near::looks_alike(&article(p.0).values, &article(p.1).values));
        let mut columns = self.batch(&pairs).columns().to_vec();
        columns.push(Arc::new(pairs.iter().map(|p| Some(is_exact(p))).collect::<BooleanArray>()));
        RecordBatch::try_new(sifted_schema(), columns).expect("columns of one length")
    }

    /// Numbers of articles that share a value, the earlier one first.
    fn candidates(&self) -> Vec<(u32, u32)> {
        let order = near::in_order(&self.articles);
        let mut rank = vec![0; order.len()];
        (0u32..).zip(&order).for_each(|(r, &article)| rank[article as usize] = r);
        let mut postings: Vec<(u32, u32)> = self.values.iter().map(|&(v, a)| (v, rank[a as usize])).collect();
        postings.sort_unstable();
        postings.dedup();
        let mut pairs: FxHashSet<(u32, u32)> = FxHashSet::default();
        for block in postings.chunk_by(|a, b| a.0 == b.0) {
            near::pairs_of_block(0..block.len(), |earlier, later| {
                pairs.insert((block[earlier].1, block[later].1));
            });
        }
        let mut pairs: Vec<(u32, u32)> = pairs.into_iter().collect();
        pairs.sort_unstable();
        pairs.into_iter().map(|(a, b)| (order[a as usize], order[b as usize])).collect()
    }

    fn batch(&self, pairs: &[(u32, u32)]) -> RecordBatch {
        let article = |no: u32| &self.articles[no as usize];
        let published = |no: u32| Published { day: article(no).published, at: article(no).published_at };
        let mut columns: Vec<ArrayRef> = vec![
            Arc::new(StringArray::from_iter_values(pairs.iter().map(|p| &article(p.0).article_id))),
            Arc::new(StringArray::from_iter_values(pairs.iter().map(|p| &article(p.1).article_id))),
        ];
        columns.extend(Published::columns(pairs.iter().map(|p| published(p.0))));
        columns.extend(Published::columns(pairs.iter().map(|p| published(p.1))));
        RecordBatch::try_new(pairs_schema(), columns).expect("columns of one length")
    }
}

fn sketch(id: &str, published: Published) -> Sketch {
    let Published { day, at } = published;
    Sketch { article_id: id.to_owned(), published: day, published_at: at, text: 0, values: Vec::new() }
}

/// The schema of [`Postings::pairs`].
#[must_use]
pub fn pairs_schema() -> SchemaRef {
    let id = |name: &str| Field::new(name, DataType::Utf8, false);
    let mut fields = vec![id(FIRST), id(SECOND)];
    fields.extend(Published::fields(""));
    fields.extend(Published::fields("other_"));
    Arc::new(Schema::new(fields))
}

/// The columns of a pair, for some rows.
fn pairs_of(batch: &RecordBatch, rows: impl Iterator<Item = usize>) -> Result<Vec<ArrayRef>> {
    let rows: UInt32Array = rows.map(|r| u32::try_from(r).unwrap_or(u32::MAX)).collect();
    let of = |field: &Arc<Field>| {
        let column = column(batch, field.name(), field.data_type())?;
        arrow::compute::take(&column, &rows, None).map_err(|e| refuse(e.to_string()))
    };
    pairs_schema().fields().iter().map(of).collect()
}

/// Keeps the pairs that are worth comparing. In: the columns of [`Postings::pairs`], and of each article its
/// `text_bits` and `sketch` (those of the second one begin with `other_`). Out: the pairs, and whether
/// their texts are equal, so that they need not be fetched.
///
/// # Errors
/// [`Error::Config`](crate::Error::Config) when a column is missing or of another type.
///
/// # Panics
/// Never: all columns have one value a pair.
pub fn sift(batch: &RecordBatch) -> Result<RecordBatch> {
    let bits = [column(batch, "text_bits", &DataType::Int64)?, column(batch, "other_text_bits", &DataType::Int64)?];
    let list = DataType::new_list(DataType::Int32, true);
    let values = [column(batch, "sketch", &list)?, column(batch, "other_sketch", &list)?];
    let sketch_of = |side: usize, row: usize| values_of(&values[side], row);
    let mut kept: Vec<(usize, bool)> = Vec::new();
    for row in 0..batch.num_rows() {
        let bit = |side: usize| bits[side].as_primitive::<Int64Type>().value(row);
        if bit(0) == bit(1) {
            kept.push((row, true));
        } else if near::looks_alike(&sketch_of(0, row), &sketch_of(1, row)) {
            kept.push((row, false));
        }
    }
    let mut columns = pairs_of(batch, kept.iter().map(|k| k.0))?;
    columns.push(Arc::new(kept.iter().map(|k| Some(k.1)).collect::<BooleanArray>()));
    Ok(RecordBatch::try_new(sifted_schema(), columns).expect("columns of one length"))
}

/// The schema of [`sift`].
#[must_use]
pub fn sifted_schema() -> SchemaRef {
    let mut fields = pairs_schema().fields().to_vec();
    fields.push(Arc::new(Field::new("is_exact", DataType::Boolean, false)));
    Arc::new(Schema::new(fields))
}

/// Compares texts. In: the columns of [`sift`], and of each article its `text` and `segments` (those of the second
/// one begin with `other_`; not looked at where `is_exact`). Out: the pairs that are related.
///
/// # Errors
/// [`Error::Config`](crate::Error::Config) when a column is missing or of another type.
///
/// # Panics
/// Never: all columns have one value a pair.
pub fn compare(batch: &RecordBatch) -> Result<RecordBatch> {
    let first = texts(batch, FIRST)?;
    let exact = column(batch, "is_exact", &DataType::Boolean)?;
    let text = [texts(batch, "text")?, texts(batch, "other_text")?];
    let segments = [segments_of(batch, "segments")?, segments_of(batch, "other_segments")?];
    let mut related: Vec<(usize, Relation)> = Vec::new();
    // The earlier article of a cluster comes again and again.
    let mut last: Option<(String, Compared)> = None;
    for row in 0..batch.num_rows() {
        if exact.as_boolean().value(row) {
            related.push((row, Relation::EXACT));
            continue;
        }
        let read = |side: usize| -> Result<Compared> {
            let article = article(at(&text[side], row).unwrap_or(""), &segments[side].value(row))?;
            Ok(Compared::of(&article, &Layout::of(&article)))
        };
        if last.as_ref().is_none_or(|(id, _)| id != first.value(row)) {
            last = Some((first.value(row).to_owned(), read(0)?));
        }
        let found = match &last {
            Some((_, earlier)) => near::compare(earlier, &read(1)?),
            None => None,
        };
        related.extend(found.map(|relation| (row, relation)));
    }
    let mut columns = pairs_of(batch, related.iter().map(|r| r.0))?;
    columns.push(Arc::new(StringArray::from_iter_values(related.iter().map(|r| r.1.relation))));
    columns.push(Arc::new(Float32Array::from_iter_values(related.iter().map(|r| r.1.similarity))));
    columns.push(Arc::new(Float32Array::from_iter_values(related.iter().map(|r| r.1.containment))));
    columns.push(Arc::new(related.iter().map(|r| Some(r.1.is_smaller)).collect::<BooleanArray>()));
    Ok(RecordBatch::try_new(related_schema(), columns).expect("columns of one length"))
}

/// The schema of [`compare`].
#[must_use]
pub fn related_schema() -> SchemaRef {
    let mut fields = pairs_schema().fields().to_vec();
    fields.push(Arc::new(Field::new("relation", DataType::Utf8, false)));
    fields.push(Arc::new(Field::new("similarity", DataType::Float32, false)));
    fields.push(Arc::new(Field::new("containment", DataType::Float32, false)));
    fields.push(Arc::new(Field::new("is_smaller", DataType::Boolean, false)));
    Arc::new(Schema::new(fields))
}

fn segments_of(batch: &RecordBatch, name: &str) -> Result<arrow::array::ListArray> {
    let Some(list) = batch.column_by_name(name).and_then(|c| c.as_list_opt::<i32>()) else {
        return Err(refuse(format!("expected a column '{name}' with the segments of an article")));
    };
    Ok(list.clone())
}

/// An article as far as comparing looks at it: its words and what part of it they stand in.
fn article(text: &str, segments: &ArrayRef) -> Result<Article> {
    let malformed = || refuse("expected segments with kind, start and end");
    let rows: &StructArray = segments.as_struct_opt().ok_or_else(malformed)?;
    let part = |name: &str, ty: DataType| -> Result<ArrayRef> {
        let column = rows.column_by_name(name).ok_or_else(malformed)?;
        arrow::compute::cast(column, &ty).map_err(|_| malformed())
    };
    let (kinds, starts, ends) =
        (part("kind", DataType::Utf8)?, part("start", DataType::Int32)?, part("end", DataType::Int32)?);
    let mut bytes: Vec<usize> = text.char_indices().map(|(byte, _)| byte).collect();
    bytes.push(text.len());
    let byte = |points: i32| bytes.get(usize::try_from(points).unwrap_or(usize::MAX)).copied().ok_or_else(malformed);
    let mut article = normalise::plain(text);
    text.clone_into(&mut article.text);
    article.segments = (0..rows.len())
        .map(|i| {
            let kind = kinds.as_string::<i32>().value(i);
            let kind = SegmentKind::ALL.iter().find(|k| k.as_str() == kind).copied().ok_or_else(malformed)?;
            let start = byte(starts.as_primitive::<Int32Type>().value(i))?;
            let end = byte(ends.as_primitive::<Int32Type>().value(i))?;
            Ok(Segment { kind, span: Span::new(start, end) })
        })
        .collect::<Result<_>>()?;
    Ok(article)
}

/// Makes clusters of all related pairs. In: what [`compare`] gave, each pair once. Out: `near_duplicates`, and `clusters` (`article_id`, `cluster_id`, `is_canonical`)
/// with one row for each article of a pair; every other article stands alone.
///
/// # Errors
/// [`Error::Config`](crate::Error::Config) when a column is missing or of another type.
///
/// # Panics
/// Never: all columns have one value an article.
pub fn gather(batches: &[RecordBatch]) -> Result<Vec<(&'static str, RecordBatch)>> {
    let mut number: FxHashMap<String, u32> = FxHashMap::default();
    let mut sketches: Vec<Sketch> = Vec::new();
    let mut pairs: Vec<(u32, u32, Relation)> = Vec::new();
    for batch in batches {
        let ids = [texts(batch, FIRST)?, texts(batch, SECOND)?];
        let published = Published::of(batch, "")?.into_iter().zip(Published::of(batch, "other_")?);
        let relation = texts(batch, "relation")?;
        let similarity = column(batch, "similarity", &DataType::Float32)?;
        let containment = column(batch, "containment", &DataType::Float32)?;
        let is_smaller = column(batch, "is_smaller", &DataType::Boolean)?;
        for (row, published) in published.enumerate() {
            let published = [published.0, published.1];
            let mut numbered = |side: usize| {
                let id = ids[side].value(row);
                *number.entry(id.to_owned()).or_insert_with(|| {
                    sketches.push(sketch(id, published[side]));
                    u32::try_from(sketches.len() - 1).unwrap_or(u32::MAX)
                })
            };
            let (a, b) = (numbered(0), numbered(1));
            let Some(relation) = near::RELATIONS.iter().find(|r| **r == relation.value(row)) else {
                return Err(refuse(format!("expected a relation, but found '{}'", relation.value(row))));
            };
            let share = |column: &ArrayRef| column.as_primitive::<Float32Type>().value(row);
            pairs.push((
                a,
                b,
                Relation {
                    relation,
                    similarity: share(&similarity),
                    containment: share(&containment),
                    is_smaller: is_smaller.as_boolean().value(row),
                },
            ));
        }
    }
    let found = near::gather(&sketches, pairs);
    let rows: Vec<_> = found.pairs.iter().map(entity_rows::near_duplicate).collect();
    let near_duplicates = batch::batch(&NEAR_DUPLICATES, &batch::plain_schema(&NEAR_DUPLICATES.info()), &rows);
    let id = |i: u32| &sketches[i as usize].article_id;
    let columns: Vec<ArrayRef> = vec![
        Arc::new(StringArray::from_iter_values(sketches.iter().map(|s| &s.article_id))),
        Arc::new(StringArray::from_iter_values(found.canonical.iter().map(|&c| id(c)))),
        Arc::new((0u32..).zip(&found.canonical).map(|(i, &c)| Some(i == c)).collect::<BooleanArray>()),
    ];
    let schema = Schema::new(vec![
        Field::new(FIRST, DataType::Utf8, false),
        Field::new("cluster_id", DataType::Utf8, false),
        Field::new("is_canonical", DataType::Boolean, false),
    ]);
    let clusters = RecordBatch::try_new(Arc::new(schema), columns).expect("three columns of one length");
    Ok(vec![("near_duplicates", near_duplicates), ("clusters", clusters)])
}

//! Rows of extracted articles to rows of the finished tables, once it is known what their form ids became.
//!
//! In: a batch of one table as [`extracted`](super::extracted) makes it. Out: the same rows with entities, clusters and quote
//! groups. What is looked up is sorted by its ids and found by binary search: it may be a mapped file of many gigabytes.

use super::columns::{column, texts};
use super::extracted::plain_schema_of;
use crate::error::Result;
use crate::records::Kind;
use crate::write::rows;
use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Int32Array, RecordBatch, StringArray, UInt32Array, new_null_array,
};
use arrow::datatypes::{DataType, Int32Type};
use std::cmp::Ordering;
use std::sync::Arc;

/// What the second stage found, as rows of parts look it up.
#[derive(Debug, Clone)]
pub struct Known {
    form_ids: StringArray,
    entity_ids: StringArray,
    kinds: StringArray,
    names: StringArray,
    articles: StringArray,
    clusters: StringArray,
    canonical: BooleanArray,
    groups: StringArray,
    leads: StringArray,
}

impl Known {
    /// Takes `forms` of [`Forms::resolve`](super::forms::Forms::resolve), `clusters` of
    /// [`gather`](super::duplicates::gather) and [`leads`](super::quotes::leads), each sorted by its first column.
    ///
    /// # Errors
    /// [`Error::Config`](crate::Error::Config) when a column is missing or of another type.
    pub fn new(forms: &RecordBatch, clusters: &RecordBatch, leads: &RecordBatch) -> Result<Self> {
        Ok(Self {
            form_ids: texts(forms, "form_id")?,
            entity_ids: texts(forms, "entity_id")?,
            kinds: texts(forms, "kind")?,
            names: texts(forms, "name")?,
            articles: texts(clusters, "article_id")?,
            clusters: texts(clusters, "cluster_id")?,
            canonical: column(clusters, "is_canonical", &DataType::Boolean)?.as_boolean().clone(),
            groups: texts(leads, "quote_group_id")?,
            leads: texts(leads, "lead_id")?,
        })
    }

    /// The rows of a table with what is known now; the rule for each column is that of [`rows`].
    ///
    /// # Errors
    /// [`Error::Config`](crate::Error::Config) when a column is missing or of another type.
    pub fn finish(&self, table: &str, batch: &RecordBatch) -> Result<RecordBatch> {
        let changed = match table {
            "articles" => self.articles(batch)?,
            "mentions" => self.mentions(batch)?,
            "quotes" => self.quotes(batch)?,
            _ => Vec::new(),
        };
        let schema = plain_schema_of(table).unwrap_or_else(|| batch.schema());
        let columns = schema.fields().iter().map(|field| match changed.iter().find(|(name, _)| name == field.name()) {
            Some((_, column)) => Ok(column.clone()),
            None => column(batch, field.name(), field.data_type()),
        });
        RecordBatch::try_new(schema.clone(), columns.collect::<Result<_>>()?)
            .map_err(|e| super::columns::refuse(e.to_string()))
    }

    fn articles(&self, batch: &RecordBatch) -> Result<Vec<(&'static str, ArrayRef)>> {
        let dateline = self.entities(&self.forms_of(batch, "dateline_entity_id")?);
        let ids = texts(batch, "article_id")?;
        let at = look_up(&self.articles, &ids);
        let own = |row: usize| ids.value(row);
        let clusters: StringArray =
            (0..ids.len()).map(|row| Some(value(&at, row).map_or(own(row), |i| self.clusters.value(i)))).collect();
        let canonical: BooleanArray =
            (0..ids.len()).map(|row| Some(value(&at, row).is_none_or(|i| self.canonical.value(i)))).collect();
        Ok(vec![
            ("dateline_entity_id", dateline),
            ("cluster_id", Arc::new(clusters)),
            ("is_canonical", Arc::new(canonical)),
        ])
    }

    fn mentions(&self, batch: &RecordBatch) -> Result<Vec<(&'static str, ArrayRef)>> {
        let at = self.forms_of(batch, "entity_id")?;
        let (ids, kinds) = (texts(batch, "mention_id")?, texts(batch, "kind")?);
        let articles = texts(batch, "article_id")?;
        let number = |name: &str| -> Result<Int32Array> {
            Ok(column(batch, name, &DataType::Int32)?.as_primitive::<Int32Type>().clone())
        };
        let (starts, ends) = (number("start")?, number("end")?);
        let kind_of = |row: usize| -> &str {
            let found = kind(kinds.value(row));
            let named = value(&at, row).and_then(|i| kind(self.kinds.value(i))).or(found);
            found.zip(named).map_or(kinds.value(row), |(found, named)| rows::shown_kind(found, named).as_str())
        };
        let mut columns = vec![("entity_id", self.entities(&at))];
        // Most batches have no mention whose kind its other mentions repair.
        if (0..ids.len()).any(|row| kind_of(row) != kinds.value(row)) {
            let shown: StringArray = (0..ids.len()).map(|row| Some(kind_of(row))).collect();
            let points = |n: i32| u32::try_from(n).unwrap_or_default();
            let id = |row: usize| {
                rows::id(articles.value(row), kind_of(row), points(starts.value(row)), points(ends.value(row)))
                    .to_string()
            };
            let repaired = StringArray::from_iter_values(
                (0..ids.len())
                    .map(|row| if kind_of(row) == kinds.value(row) { ids.value(row).to_owned() } else { id(row) }),
            );
            columns.push(("kind", Arc::new(shown)));
            columns.push(("mention_id", Arc::new(repaired)));
        }
        Ok(columns)
    }

    fn quotes(&self, batch: &RecordBatch) -> Result<Vec<(&'static str, ArrayRef)>> {
        let speaks = |i: &u32| kind(self.kinds.value(*i as usize)) != Some(Kind::Place);
        let speaking = |name: &str| -> Result<UInt32Array> {
            Ok(self.forms_of(batch, name)?.iter().map(|i| i.filter(speaks)).collect())
        };
        let (speakers, addressees) = (speaking("speaker_id")?, speaking("addressee_id")?);
        let own = texts(batch, "quote_group_id")?;
        let at = look_up(&self.groups, &own);
        let leads: StringArray = (0..own.len())
            .map(|row| {
                value(&at, row).map_or_else(|| own.is_valid(row).then(|| own.value(row)), |i| Some(self.leads.value(i)))
            })
            .collect();
        Ok(vec![
            ("speaker_id", self.entities(&speakers)),
            ("speaker_name", taken(&self.names, &speakers)),
            ("addressee_id", self.entities(&addressees)),
            ("quote_group_id", Arc::new(leads)),
        ])
    }

    /// The row of each form id of a column.
    fn forms_of(&self, batch: &RecordBatch, name: &str) -> Result<UInt32Array> {
        Ok(look_up(&self.form_ids, &texts(batch, name)?))
    }

    fn entities(&self, at: &UInt32Array) -> ArrayRef {
        taken(&self.entity_ids, at)
    }
}

fn kind(text: &str) -> Option<Kind> {
    Kind::ALL.iter().find(|k| k.as_str() == text).copied()
}

fn value(rows: &UInt32Array, row: usize) -> Option<usize> {
    rows.is_valid(row).then(|| rows.value(row) as usize)
}

/// The values of these rows; NULL where there is none.
fn taken(values: &StringArray, at: &UInt32Array) -> ArrayRef {
    arrow::compute::take(values, at, None).unwrap_or_else(|_| new_null_array(&DataType::Utf8, at.len()))
}

/// The row of each id among sorted keys; NULL where there is none.
#[must_use]
pub fn look_up(keys: &StringArray, ids: &StringArray) -> UInt32Array {
    ids.iter().map(|id| position(keys, id?)).collect()
}

fn position(keys: &StringArray, id: &str) -> Option<u32> {
    let (mut low, mut high) = (0, keys.len());
    while low < high {
        let middle = low.midpoint(high);
        match keys.value(middle).cmp(id) {
            Ordering::Less => low = middle + 1,
            Ordering::Equal => return u32::try_from(middle).ok(),
            Ordering::Greater => high = middle,
        }
    }
    None
}

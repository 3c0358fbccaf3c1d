//! Name forms of many articles: added up anywhere, resolved in one place.
//!
//! In: batches with columns `form_id` and `form`, of articles or of forms added up before. Out:
//! [`Forms::batch`], one row a form (so that an engine can add up in parts), or [`Forms::resolve`].

use super::columns::{column, refuse};
use crate::error::Result;
use crate::records::Kind;
use crate::resolve::forms::{self, FormKey, FormRow};
use crate::resolve::resolve_forms;
use crate::tables::Table;
use crate::tables::aliases::ALIASES;
use crate::tables::organisations::ORGANISATIONS;
use crate::tables::people::PEOPLE;
use crate::tables::places::PLACES;
use crate::write::{batch, entity_rows};
use arrow::array::{ArrayRef, AsArray, BinaryArray, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Name forms being added up; holds one row a form.
#[derive(Debug, Default)]
pub struct Forms {
    at: FxHashMap<FormKey, u32>,
    rows: Vec<FormRow>,
}

impl Forms {
    /// Adds the forms of a batch.
    ///
    /// # Errors
    /// [`Error::Config`](crate::Error::Config) when there is no column `form`, or it was written by another version.
    pub fn add(&mut self, batch: &RecordBatch) -> Result<()> {
        let stored = column(batch, "form", &DataType::Binary)?;
        for bytes in stored.as_binary::<i32>().iter().flatten() {
            let row: FormRow = postcard::from_bytes(bytes).map_err(|e| {
                refuse(format!("expected name forms stored by this version, but found other bytes ({e})"))
            })?;
            if let Some(&at) = self.at.get(&row.key) {
                self.rows[at as usize].absorb(row);
            } else {
                self.at.insert(row.key, u32::try_from(self.rows.len()).unwrap_or(u32::MAX));
                self.rows.push(row);
            }
        }
        Ok(())
    }

    /// Forms so far.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// One row a form: `form_id`, `form`.
    ///
    /// # Panics
    /// Never: both columns have one value a form.
    #[must_use]
    pub fn batch(&self) -> RecordBatch {
        let stored = self.rows.iter().map(|row| postcard::to_stdvec(row).unwrap_or_default());
        let columns: Vec<ArrayRef> = vec![
            Arc::new(StringArray::from_iter_values(self.rows.iter().map(|r| r.key.to_string()))),
            Arc::new(BinaryArray::from_iter_values(stored)),
        ];
        RecordBatch::try_new(schema(), columns).expect("two columns of one length")
    }

    /// Resolves all forms: `forms` (`form_id`, `entity_id`, `kind`, `name`; forms that stay unresolved have no row) and
    /// the finished tables `places`, `organisations`, `people` and `aliases`.
    ///
    /// # Panics
    /// Never: lengths agree by construction.
    #[must_use]
    pub fn resolve(self) -> Vec<(&'static str, RecordBatch)> {
        let mut rows = self.rows;
        drop(self.at);
        forms::sort(&mut rows);
        let named = resolve_forms(&mut rows);
        let resolved: Vec<(String, u32)> =
            rows.iter().zip(&named.of_row).filter_map(|(row, of)| Some((row.key.to_string(), (*of)?))).collect();
        let entity = |of: &(String, u32)| &named.entities[of.1 as usize];
        let columns: Vec<ArrayRef> = vec![
            Arc::new(StringArray::from_iter_values(resolved.iter().map(|r| &r.0))),
            Arc::new(StringArray::from_iter_values(resolved.iter().map(|r| &entity(r).entity_id))),
            Arc::new(StringArray::from_iter_values(resolved.iter().map(|r| entity(r).kind.as_str()))),
            Arc::new(StringArray::from_iter_values(resolved.iter().map(|r| &entity(r).name))),
        ];
        let map = RecordBatch::try_new(
            Arc::new(Schema::new(
                ["form_id", "entity_id", "kind", "name"].map(|n| Field::new(n, DataType::Utf8, false)).to_vec(),
            )),
            columns,
        )
        .expect("four columns of one length");
        let of_kind = |kind: Kind| named.entities.iter().filter(move |e| e.kind == kind);
        let places: Vec<_> = of_kind(Kind::Place).map(entity_rows::place).collect();
        let organisations: Vec<_> = of_kind(Kind::Organisation).map(entity_rows::organisation).collect();
        let people: Vec<_> = of_kind(Kind::Person).map(entity_rows::person).collect();
        let aliases: Vec<_> = named.aliases.iter().map(entity_rows::alias).collect();
        vec![
            ("forms", map),
            ("places", of(&PLACES, &places)),
            ("organisations", of(&ORGANISATIONS, &organisations)),
            ("people", of(&PEOPLE, &people)),
            ("aliases", of(&ALIASES, &aliases)),
        ]
    }
}

/// Rows of a table as a batch of its plain schema.
#[must_use]
pub fn of<R>(table: &'static Table<R>, rows: &[R]) -> RecordBatch {
    batch::batch(table, &batch::plain_schema(&table.info()), rows)
}

/// The schema of [`Forms::batch`].
#[must_use]
pub fn schema() -> SchemaRef {
    Arc::new(Schema::new(vec![
        Field::new("form_id", DataType::Utf8, false),
        Field::new("form", DataType::Binary, false),
    ]))
}

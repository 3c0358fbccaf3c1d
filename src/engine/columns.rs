//! Columns of somebody else's batch, by name, as the types that are worked with.

use crate::error::{Error, Result};
use crate::records::Day;
use arrow::array::{Array, ArrayRef, AsArray, Date32Array, Int64Array, RecordBatch, StringArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Date32Type, Field, Int64Type};
use std::sync::Arc;

/// A refusal: what was expected of a batch, and what was found.
#[must_use]
pub fn refuse(problem: impl Into<String>) -> Error {
    Error::Config { at: "batch".to_owned(), problem: problem.into() }
}

/// A column, cast to `ty`.
///
/// # Errors
/// [`Error::Config`] when there is no such column or its type is another.
pub fn column(batch: &RecordBatch, name: &str, ty: &DataType) -> Result<ArrayRef> {
    let Some(column) = batch.column_by_name(name) else {
        let schema = batch.schema();
        let names: Vec<&str> = schema.fields().iter().map(|f| f.name().as_str()).collect();
        return Err(refuse(format!("expected a column '{name}', but found {}", names.join(", "))));
    };
    if column.data_type() == ty {
        return Ok(column.clone());
    }
    cast(column, ty)
        .map_err(|_| refuse(format!("expected column '{name}' to hold {ty}, but found {}", column.data_type())))
}

/// A column of text.
///
/// # Errors
/// As [`column`].
pub fn texts(batch: &RecordBatch, name: &str) -> Result<StringArray> {
    Ok(column(batch, name, &DataType::Utf8)?.as_string::<i32>().clone())
}

/// The value of a row, None where it is NULL.
#[must_use]
pub fn at(texts: &StringArray, row: usize) -> Option<&str> {
    texts.is_valid(row).then(|| texts.value(row))
}

/// When an article was published, as far as articles are ordered by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Published {
    /// The day.
    pub day: Option<Day>,
    /// Microseconds since 1970 UTC, where a time of day is known.
    pub at: Option<i64>,
}

impl Published {
    /// Sorts as articles are ordered: unknown days last, of one day those with a time of day first.
    #[must_use]
    pub const fn rank(self) -> (bool, Option<Day>, bool, Option<i64>) {
        (self.day.is_none(), self.day, self.at.is_none(), self.at)
    }

    /// The two fields that hold it.
    #[must_use]
    pub fn fields(prefix: &str) -> [Field; 2] {
        [
            Field::new(format!("{prefix}published_date"), DataType::Date32, true),
            Field::new(format!("{prefix}published_us"), DataType::Int64, true),
        ]
    }

    /// The two columns that hold it.
    pub fn columns(all: impl Iterator<Item = Self> + Clone) -> [ArrayRef; 2] {
        [
            Arc::new(all.clone().map(|p| p.day.map(|d| d.0)).collect::<Date32Array>()),
            Arc::new(all.map(|p| p.at).collect::<Int64Array>()),
        ]
    }

    /// Reads the two columns: the value of each row.
    ///
    /// # Errors
    /// As [`column`].
    pub fn of(batch: &RecordBatch, prefix: &str) -> Result<Vec<Self>> {
        let days = column(batch, &format!("{prefix}published_date"), &DataType::Date32)?;
        let instants = column(batch, &format!("{prefix}published_us"), &DataType::Int64)?;
        let days = days.as_primitive::<Date32Type>().iter().map(|d| d.map(Day));
        Ok(days.zip(instants.as_primitive::<Int64Type>()).map(|(day, at)| Self { day, at }).collect())
    }
}

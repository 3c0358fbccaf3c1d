//! Columns of somebody else's batch, by name, as the types that are worked with.

use crate::error::{Error, Result};
use arrow::array::{Array, ArrayRef, AsArray, RecordBatch, StringArray};
use arrow::compute::cast;
use arrow::datatypes::DataType;

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

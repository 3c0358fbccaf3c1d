//! A table read back from Parquet, column by column.

use arrow::array::{Array as _, AsArray as _, RecordBatch};
use arrow::datatypes::{
    DataType, Date32Type, Float32Type, Float64Type, Int8Type, Int32Type, Int64Type, SchemaRef, TimestampMicrosecondType,
};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::path::Path;

/// A table in memory.
#[derive(Debug)]
pub struct Stored {
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
}

impl Stored {
    /// Reads a Parquet file.
    ///
    /// # Errors
    /// A sentence when it is not readable Parquet.
    pub fn read(path: &Path) -> Result<Self, String> {
        let file = std::fs::File::open(path).map_err(|e| e.to_string())?;
        let reader = ParquetRecordBatchReaderBuilder::try_new(file)
            .and_then(|b| b.with_batch_size(65_536).build())
            .map_err(|e| format!("expected Parquet, but found: {e}"))?;
        let schema = arrow::array::RecordBatchReader::schema(&reader);
        let batches =
            reader.collect::<Result<Vec<_>, _>>().map_err(|e| format!("expected whole Parquet, but found: {e}"))?;
        Ok(Self { schema, batches })
    }

    /// Its schema.
    #[must_use]
    pub fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    /// A text column; of another type, all NULL.
    #[must_use]
    pub fn texts(&self, column: &str) -> Vec<Option<&str>> {
        let mut out = Vec::with_capacity(self.rows());
        for batch in &self.batches {
            let Some(array) = batch.column_by_name(column) else { continue };
            match array.data_type() {
                DataType::Utf8 => out.extend(array.as_string::<i32>().iter()),
                DataType::Dictionary(..) => {
                    let dictionary = array.as_dictionary::<Int32Type>();
                    let values = dictionary.values().as_string::<i32>();
                    out.extend(
                        dictionary
                            .keys()
                            .iter()
                            .map(|k| k.and_then(|k| usize::try_from(k).ok()).map(|k| values.value(k))),
                    );
                }
                _ => out.extend((0..array.len()).map(|_| None)),
            }
        }
        out
    }

    /// A column of whole numbers, days or instants; of another type, all NULL.
    #[must_use]
    pub fn integers(&self, column: &str) -> Vec<Option<i64>> {
        let mut out = Vec::with_capacity(self.rows());
        for batch in &self.batches {
            let Some(array) = batch.column_by_name(column) else { continue };
            match array.data_type() {
                DataType::Int8 => out.extend(array.as_primitive::<Int8Type>().iter().map(|v| v.map(i64::from))),
                DataType::Int32 => out.extend(array.as_primitive::<Int32Type>().iter().map(|v| v.map(i64::from))),
                DataType::Int64 => out.extend(array.as_primitive::<Int64Type>().iter()),
                DataType::Date32 => out.extend(array.as_primitive::<Date32Type>().iter().map(|v| v.map(i64::from))),
                DataType::Timestamp(..) => out.extend(array.as_primitive::<TimestampMicrosecondType>().iter()),
                _ => out.extend((0..array.len()).map(|_| None)),
            }
        }
        out
    }

    /// A column of measures; of another type, all NULL.
    #[must_use]
    pub fn floats(&self, column: &str) -> Vec<Option<f64>> {
        let mut out = Vec::with_capacity(self.rows());
        for batch in &self.batches {
            let Some(array) = batch.column_by_name(column) else { continue };
            match array.data_type() {
                DataType::Float32 => out.extend(array.as_primitive::<Float32Type>().iter().map(|v| v.map(f64::from))),
                DataType::Float64 => out.extend(array.as_primitive::<Float64Type>().iter()),
                _ => out.extend((0..array.len()).map(|_| None)),
            }
        }
        out
    }

    /// A column of yes and no; of another type, all NULL.
    #[must_use]
    pub fn flags(&self, column: &str) -> Vec<Option<bool>> {
        let mut out = Vec::with_capacity(self.rows());
        for batch in &self.batches {
            let Some(array) = batch.column_by_name(column) else { continue };
            match array.data_type() {
                DataType::Boolean => out.extend(array.as_boolean().iter()),
                _ => out.extend((0..array.len()).map(|_| None)),
            }
        }
        out
    }

    /// The key of every row, comparable as the rows are sorted.
    #[must_use]
    pub fn keys(&self, key: &[&str]) -> Vec<Vec<KeyPart<'_>>> {
        let columns: Vec<Vec<KeyPart<'_>>> = key
            .iter()
            .map(|column| {
                let is_text = self.schema.field_with_name(column).is_ok_and(|f| *f.data_type() == DataType::Utf8);
                if is_text {
                    self.texts(column).into_iter().map(|t| KeyPart::Text(t.unwrap_or(""))).collect()
                } else {
                    self.integers(column).into_iter().map(|n| KeyPart::Number(n.unwrap_or(0))).collect()
                }
            })
            .collect();
        (0..self.rows()).map(|row| columns.iter().map(|c| c[row].clone()).collect()).collect()
    }
}

/// Part of a key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyPart<'a> {
    /// Compared as bytes.
    Text(&'a str),
    /// Compared as a number.
    Number(i64),
}

//! A dataset that was written, read back: the Parquet tables, column by column.
//!
//! In: the folder of a dataset. Out: batches of the columns that were asked for. Nothing is held
//! longer than a batch, so that a report over a large dataset stays small. [`score`](crate::score)
//! and [`report`](crate::report) read through it.

use crate::error::{Error, Result};
use arrow::array::{Array, AsArray, BooleanArray, Float64Array, Int64Array, RecordBatch, StringArray};
use arrow::datatypes::DataType;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ArrowReaderOptions, ParquetRecordBatchReaderBuilder, RowSelection};
use parquet::file::metadata::PageIndexPolicy;
use std::fs::File;
use std::path::{Path, PathBuf};

/// Rows read at a time: 8192 articles of 4 KB are 32 MB, the most that a batch should be.
const BATCH_ROWS: usize = 8192;

/// The folder of a dataset.
#[derive(Debug, Clone)]
pub struct Dataset {
    folder: PathBuf,
}

/// Some rows of some columns, in the order in which the columns were asked for.
#[derive(Debug)]
pub struct Batch {
    columns: Vec<Column>,
    n_rows: usize,
}

/// One column, whatever the width it was written with.
#[derive(Debug)]
enum Column {
    Text(StringArray),
    /// Integers; days and microseconds since 1970.
    Whole(Int64Array),
    Real(Float64Array),
    Flag(BooleanArray),
}

impl Dataset {
    /// A dataset in `folder`, which must hold at least the articles.
    ///
    /// # Errors
    /// [`Error::Dataset`] when there is no `articles.parquet` in it.
    pub fn open(folder: &Path) -> Result<Self> {
        if folder.join("articles.parquet").is_file() {
            return Ok(Self { folder: folder.to_owned() });
        }
        let problem = "expected a dataset with Parquet tables, but found no articles.parquet".to_owned();
        Err(Error::Dataset { path: folder.to_owned(), problem })
    }

    /// Where it lies.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Reads `columns` of `table` and hands them on batch by batch; a table that is not there has no rows.
    ///
    /// # Errors
    /// [`Error::Input`] when the file cannot be opened, [`Error::Dataset`] when it is not the table that
    /// was expected.
    pub fn each(&self, table: &str, columns: &[&str], take: impl FnMut(&Batch)) -> Result<()> {
        self.read(table, columns, None, take)
    }

    /// The same for some rows only, by their position, in ascending order; pages without any are not unpacked.
    ///
    /// # Errors
    /// As [`Dataset::each`].
    pub fn rows(&self, table: &str, columns: &[&str], rows: &[usize], take: impl FnMut(&Batch)) -> Result<()> {
        self.read(table, columns, Some(rows), take)
    }

    fn read(&self, table: &str, columns: &[&str], rows: Option<&[usize]>, mut take: impl FnMut(&Batch)) -> Result<()> {
        let path = self.folder.join(format!("{table}.parquet"));
        if !path.is_file() {
            return Ok(());
        }
        let wrong = |problem: String| Error::Dataset { path: path.clone(), problem };
        let file = File::open(&path).map_err(|source| Error::Input { path: path.clone(), source })?;
        let policy = if rows.is_some() { PageIndexPolicy::Optional } else { PageIndexPolicy::Skip };
        let options = ArrowReaderOptions::new().with_page_index_policy(policy);
        let mut builder =
            ParquetRecordBatchReaderBuilder::try_new_with_options(file, options).map_err(|e| wrong(e.to_string()))?;
        if let Some(rows) = rows {
            let ranges = rows.iter().map(|&row| row..row + 1);
            let total = usize::try_from(builder.metadata().file_metadata().num_rows()).unwrap_or(0);
            builder = builder.with_row_selection(RowSelection::from_consecutive_ranges(ranges, total));
        }
        let schema = builder.schema().clone();
        for column in columns {
            if schema.column_with_name(column).is_none() {
                return Err(wrong(format!("expected a column '{column}', but found none")));
            }
        }
        let mask = ProjectionMask::columns(builder.parquet_schema(), columns.iter().copied());
        let reader =
            builder.with_projection(mask).with_batch_size(BATCH_ROWS).build().map_err(|e| wrong(e.to_string()))?;
        for batch in reader {
            let batch = batch.map_err(|e| wrong(e.to_string()))?;
            take(&Batch::new(&batch, columns).map_err(wrong)?);
        }
        Ok(())
    }
}

impl Batch {
    fn new(batch: &RecordBatch, names: &[&str]) -> Result<Self, String> {
        let columns = names
            .iter()
            .map(|name| {
                let array = batch.column_by_name(name).ok_or_else(|| format!("expected a column '{name}'"))?;
                Column::new(array.as_ref()).map_err(|e| format!("column '{name}': {e}"))
            })
            .collect::<Result<_, String>>()?;
        Ok(Self { columns, n_rows: batch.num_rows() })
    }

    /// Rows in it.
    #[must_use]
    pub const fn n_rows(&self) -> usize {
        self.n_rows
    }

    /// A cell of text; None where NULL or where the column holds no text.
    #[must_use]
    pub fn text(&self, column: usize, row: usize) -> Option<&str> {
        match &self.columns[column] {
            Column::Text(array) => array.is_valid(row).then(|| array.value(row)),
            _ => None,
        }
    }

    /// A whole number; a day or an instant since 1970.
    #[must_use]
    pub fn whole(&self, column: usize, row: usize) -> Option<i64> {
        match &self.columns[column] {
            Column::Whole(array) => array.is_valid(row).then(|| array.value(row)),
            _ => None,
        }
    }

    /// A measure.
    #[must_use]
    pub fn real(&self, column: usize, row: usize) -> Option<f64> {
        match &self.columns[column] {
            Column::Real(array) => array.is_valid(row).then(|| array.value(row)),
            _ => None,
        }
    }

    /// Yes or no; no where NULL.
    #[must_use]
    pub fn flag(&self, column: usize, row: usize) -> bool {
        match &self.columns[column] {
            Column::Flag(array) => array.is_valid(row) && array.value(row),
            _ => false,
        }
    }
}

impl Column {
    fn new(array: &dyn Array) -> Result<Self, arrow::error::ArrowError> {
        let to = |wanted: &DataType| arrow::compute::cast(array, wanted);
        Ok(match array.data_type() {
            DataType::Boolean => Self::Flag(array.as_boolean().clone()),
            DataType::Float32 | DataType::Float64 => Self::Real(to(&DataType::Float64)?.as_primitive().clone()),
            // A day casts to a number by way of its own 32 bits.
            DataType::Date32 => {
                let days = to(&DataType::Int32)?;
                Self::Whole(arrow::compute::cast(&days, &DataType::Int64)?.as_primitive().clone())
            }
            DataType::Int8 | DataType::Int32 | DataType::Int64 | DataType::Timestamp(..) => {
                Self::Whole(to(&DataType::Int64)?.as_primitive().clone())
            }
            _ => Self::Text(to(&DataType::Utf8)?.as_string::<i32>().clone()),
        })
    }
}

//! Record batches to Parquet: zstd, statistics and page index, sorted by key, row groups of 128 k rows.
//!
//! Dictionaries are made only of columns whose values recur; counts are stored as differences, ids in sorted order by
//! what each has in common with the one before.

use crate::error::{Error, Result};
use crate::tables::{ColumnInfo, TableInfo, Type};
use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::file::metadata::SortingColumn;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Rows a row group.
const ROW_GROUP: usize = 131_072;
/// Level 1: 3 % larger than level 3 on news, twice as fast; the dataset is rewritten every night.
const ZSTD_LEVEL: i32 = 1;
/// Columns whose values hardly ever recur: a dictionary of them would be built and thrown away.
const RARELY_ALIKE: &[&str] =
    &["text", "quote", "raw_hash", "text_hash", "title", "url", "source_record", "quote_group_id"];
/// Columns that rise with the key, or nearly.
const RISING: &[&str] = &["article_id", "quote_id", "nested_in", "cluster_id"];

/// How the values of a column are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoded {
    /// Each value once, where values recur.
    Dictionary,
    /// As differences.
    Differences,
    /// By how much of the value before each begins with.
    Beginnings,
    /// As they are.
    Plain,
}

/// How a column is written, here and by engines.
#[must_use]
pub fn encoded(table: &TableInfo, column: &ColumnInfo) -> Encoded {
    match column.ty {
        Type::Integer => Encoded::Differences,
        Type::Text if rises(table, column) => Encoded::Beginnings,
        Type::Text if RARELY_ALIKE.contains(&column.name) => Encoded::Plain,
        _ => Encoded::Dictionary,
    }
}

/// Whether a text column is in order, or nearly.
fn rises(table: &TableInfo, column: &ColumnInfo) -> bool {
    table.key.contains(&column.name) || RISING.contains(&column.name)
}

/// One Parquet file being written.
pub struct ParquetFile<W: Write + Send> {
    path: PathBuf,
    writer: ArrowWriter<W>,
}

impl<W: Write + Send> ParquetFile<W> {
    /// Starts the file.
    ///
    /// # Errors
    /// [`Error::Parquet`] when the header cannot be written.
    pub fn new(path: &Path, sink: W, table: &TableInfo, schema: &SchemaRef) -> Result<Self> {
        let failed =
            |e: parquet::errors::ParquetError| Error::Parquet { path: path.to_owned(), problem: e.to_string() };
        let sorting = table
            .key
            .iter()
            .filter_map(|k| table.columns.iter().position(|c| c.name == *k))
            .filter_map(|i| i32::try_from(i).ok())
            .map(|column_idx| SortingColumn { column_idx, descending: false, nulls_first: false })
            .collect();
        let mut properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(ZSTD_LEVEL).map_err(failed)?))
            .set_created_by(concat!("copydesk ", env!("CARGO_PKG_VERSION")).to_owned())
            .set_statistics_enabled(EnabledStatistics::Page)
            .set_max_row_group_row_count(Some(ROW_GROUP))
            .set_sorting_columns(Some(sorting));
        for column in &table.columns {
            let path = ColumnPath::from(column.name);
            properties = match encoded(table, column) {
                Encoded::Differences => properties
                    .set_column_dictionary_enabled(path.clone(), false)
                    .set_column_encoding(path.clone(), Encoding::DELTA_BINARY_PACKED),
                Encoded::Beginnings => properties
                    .set_column_dictionary_enabled(path.clone(), false)
                    .set_column_encoding(path.clone(), Encoding::DELTA_BYTE_ARRAY),
                Encoded::Plain => properties.set_column_dictionary_enabled(path.clone(), false),
                Encoded::Dictionary => properties,
            };
            // Words and ids in no order: the smallest and largest of a page tell a reader nothing.
            if column.ty == Type::Text && !rises(table, column) && column.values.is_empty() {
                properties = properties.set_column_statistics_enabled(path, EnabledStatistics::None);
            }
        }
        let properties = properties.build();
        let writer = ArrowWriter::try_new(sink, schema.clone(), Some(properties)).map_err(failed)?;
        Ok(Self { path: path.to_owned(), writer })
    }

    /// Appends rows.
    ///
    /// # Errors
    /// [`Error::Parquet`] when they cannot be written.
    pub fn append(&mut self, batch: &RecordBatch) -> Result<()> {
        self.writer.write(batch).map_err(|e| Error::Parquet { path: self.path.clone(), problem: e.to_string() })
    }

    /// Writes the footer and gives the sink back.
    ///
    /// # Errors
    /// [`Error::Parquet`] when it cannot be written.
    pub fn finish(self) -> Result<W> {
        let Self { path, writer } = self;
        writer.into_inner().map_err(|e| Error::Parquet { path, problem: e.to_string() })
    }
}

impl<W: Write + Send> std::fmt::Debug for ParquetFile<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ParquetFile({})", self.path.display())
    }
}

//! Parquet: one article a row.
//!
//! In: a file. Out: one article a row, read batch by batch from the columns that hold our fields; the
//! others are never unpacked. Values of any type are read as text: dates and timestamps in ISO 8601.

use super::json_lines::no_text;
use super::metadata::{self, Field, Fields};
use super::rejects::Refusal;
use super::session::Session;
use arrow::util::display::{ArrayFormatter, FormatOptions};
use bytes::Bytes;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::errors::ParquetError;
use parquet::file::reader::{ChunkReader, Length};
use std::fs::File;
use std::io::{self, BufReader};
use std::os::unix::fs::FileExt as _;
use std::sync::Arc;

/// Rows that are held at once.
const BATCH: usize = 128;

/// A file that is not read beyond its end, whatever a damaged page header promises there.
struct Bounded {
    file: Arc<File>,
    len: u64,
}

/// Such a file, read on from some byte.
struct Part {
    file: Arc<File>,
    at: u64,
    /// Reads that found nothing more.
    at_end: u32,
}

/// Reads at the end before it is an error: the library passes over a list of 2^31 numbers that are not there by
/// as many reads of nothing.
const PATIENCE: u32 = 16;

impl Length for Bounded {
    fn len(&self) -> u64 {
        self.len
    }
}

impl ChunkReader for Bounded {
    type T = BufReader<Part>;

    fn get_read(&self, start: u64) -> parquet::errors::Result<Self::T> {
        Ok(BufReader::new(Part { file: Arc::clone(&self.file), at: start, at_end: 0 }))
    }

    fn get_bytes(&self, start: u64, length: usize) -> parquet::errors::Result<Bytes> {
        if start.checked_add(length as u64).is_none_or(|end| end > self.len) {
            let problem = format!("it ends at byte {} and is said to hold {length} bytes from byte {start}", self.len);
            return Err(ParquetError::EOF(problem));
        }
        let mut buffer = vec![0; length];
        self.file.read_exact_at(&mut buffer, start)?;
        Ok(buffer.into())
    }
}

impl io::Read for Part {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.file.read_at(buffer, self.at)?;
        self.at += n as u64;
        self.at_end += u32::from(n == 0);
        if self.at_end > PATIENCE { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(n) }
    }
}

/// Pushes the rows of `file`.
///
/// # Errors
/// When the file is damaged.
pub fn read(session: &mut Session<'_, '_>, path: &str, file: File) -> io::Result<()> {
    let damaged = |error: &dyn std::fmt::Display| -> io::Error {
        Refusal::new("bad_archive", format!("expected a Parquet file, but {error}")).into()
    };
    let builder =
        ParquetRecordBatchReaderBuilder::try_new(Bounded { len: file.metadata()?.len(), file: Arc::new(file) })
            .map_err(|e| damaged(&e))?;
    let names: Vec<String> = builder.schema().fields().iter().map(|f| f.name().clone()).collect();
    let columns: Vec<(usize, Field, usize)> = names
        .iter()
        .enumerate()
        .filter_map(|(i, name)| metadata::field_of(name, session.options()).map(|(field, rank)| (i, field, rank)))
        .collect();
    if !columns.iter().any(|(_, field, _)| *field == Field::Text) {
        session.refuse(path, None, "no_text", no_text(names.iter().map(String::as_str)));
        return Ok(());
    }
    let mask = ProjectionMask::roots(builder.parquet_schema(), columns.iter().map(|(i, ..)| *i));
    let reader = builder.with_projection(mask).with_batch_size(BATCH).build().map_err(|e| damaged(&e))?;
    let format = FormatOptions::default()
        .with_null("")
        .with_display_error(true)
        .with_timestamp_tz_format(Some("%Y-%m-%dT%H:%M:%S%:z"));
    let mut number = 0u64;
    for batch in reader {
        let batch = batch.map_err(|e| damaged(&e))?;
        let mut columns_of_batch = Vec::with_capacity(columns.len());
        for (array, (_, field, rank)) in batch.columns().iter().zip(&columns) {
            columns_of_batch.push((ArrayFormatter::try_new(array, &format).map_err(|e| damaged(&e))?, *field, *rank));
        }
        for row in 0..batch.num_rows() {
            number += 1;
            let record = number.to_string();
            let mut fields = Fields::default();
            let mut hasher = blake3::Hasher::new();
            let mut size = 0;
            for (column, field, rank) in &columns_of_batch {
                let value = column.value(row).to_string();
                size += value.len();
                hasher.update(value.as_bytes());
                hasher.update(b"\0");
                fields.offer(*field, *rank, value);
            }
            if size > session.limits().record_bytes {
                let limit = session.limits().record_bytes;
                session.refuse(
                    path,
                    Some(&record),
                    "too_large",
                    format!("expected at most {limit} bytes a row, but found {size}"),
                );
                continue;
            }
            let Some(text) = fields.take(Field::Text) else {
                session.refuse(path, Some(&record), "no_text", "expected a field with the text, but found it empty");
                continue;
            };
            let mut raw = session.raw(path, Some(record));
            raw.raw_hash = hasher.finalize().to_hex().to_string();
            fields.fill(&mut raw);
            raw.content = super::markup::text_or_blocks(text);
            if session.article(raw).is_break() {
                return Ok(());
            }
        }
    }
    Ok(())
}

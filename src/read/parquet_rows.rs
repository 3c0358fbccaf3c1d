//! Parquet: one article a row.
//!
//! In: a file. Out: one article a row, read batch by batch from the columns that hold our fields; the
//! others are never unpacked. Values of any type are read as text: dates and timestamps in ISO 8601.

use super::json_lines::no_text;
use super::metadata::{self, Field, Fields};
use super::rejects::Refusal;
use super::session::Session;
use arrow::util::display::{ArrayFormatter, FormatOptions};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::fs::File;
use std::io;

/// Rows that are held at once.
const BATCH: usize = 128;

/// Pushes the rows of `file`.
///
/// # Errors
/// When the file is damaged.
pub fn read(session: &mut Session<'_, '_>, path: &str, file: File) -> io::Result<()> {
    let damaged = |error: &dyn std::fmt::Display| -> io::Error {
        Refusal::new("bad_archive", format!("expected a Parquet file, but {error}")).into()
    };
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|e| damaged(&e))?;
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

//! CSV and TSV with a header: one article a row.
//!
//! In: a stream and its delimiter. Out: one article a row. Rows are cut by our own scan, bounded, so
//! that a quotation mark that never closes costs one record and not the memory; the `csv` crate reads each.

use super::decode::decode;
use super::json_lines::no_text;
use super::metadata::{self, Field, Fields};
use super::session::Session;
use std::borrow::Cow;
use std::io::{self, BufRead};

/// Pushes the rows.
///
/// # Errors
/// What the stream fails with.
pub fn read(session: &mut Session<'_, '_>, path: &str, input: &mut dyn BufRead, delimiter: u8) -> io::Result<()> {
    let limit = session.limits().record_bytes;
    let mut rows = Rows { buffer: Vec::new(), limit };
    let Some(header) = rows.next(input, delimiter)?.map(|row| cells(row.bytes, delimiter).0) else {
        session.refuse(path, None, "empty", "expected a header line, but found nothing");
        return Ok(());
    };
    let header: Vec<String> = header.iter().map(|h| h.trim().trim_start_matches('\u{FEFF}').to_owned()).collect();
    let columns: Vec<Option<(Field, usize)>> =
        header.iter().map(|name| metadata::field_of(name, session.options())).collect();
    if !columns.iter().flatten().any(|(field, _)| *field == Field::Text) {
        session.refuse(path, None, "no_text", no_text(header.iter().map(String::as_str)));
        return Ok(());
    }
    let mut number = 0u64;
    while let Some(row) = rows.next(input, delimiter)? {
        if row.bytes.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        number += 1;
        let record = number.to_string();
        if row.is_cut {
            session.refuse(
                path,
                Some(&record),
                "too_large",
                format!("expected at most {limit} bytes a row; is a quotation mark open?"),
            );
            continue;
        }
        let (values, encoding) = cells(row.bytes, delimiter);
        if values.len() > columns.len() {
            session.refuse(
                path,
                Some(&record),
                "bad_record",
                format!("expected {} fields, but found {}", columns.len(), values.len()),
            );
            continue;
        }
        let mut fields = Fields::default();
        for (value, (field, rank)) in values.into_iter().zip(&columns).filter_map(|(v, c)| Some((v, (*c)?))) {
            fields.offer(field, rank, value);
        }
        let Some(text) = fields.take(Field::Text) else {
            session.refuse(path, Some(&record), "no_text", "expected a field with the text, but found it empty");
            continue;
        };
        let mut raw = session.raw(path, Some(record));
        raw.raw_hash = blake3::hash(row.bytes).to_hex().to_string();
        raw.encoding = Cow::Borrowed(encoding);
        fields.fill(&mut raw);
        raw.content = super::markup::text_or_blocks(text);
        if session.article(raw).is_break() {
            break;
        }
    }
    Ok(())
}

struct Rows {
    buffer: Vec<u8>,
    limit: usize,
}

struct Row<'a> {
    bytes: &'a [u8],
    is_cut: bool,
}

impl Rows {
    /// The next row, line breaks inside quotation marks included.
    fn next(&mut self, input: &mut dyn BufRead, delimiter: u8) -> io::Result<Option<Row<'_>>> {
        self.buffer.clear();
        let (mut quoted, mut is_cut, mut any) = (false, false, false);
        // A quotation mark opens a field only at its start.
        let mut at_start = true;
        loop {
            let chunk = match input.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                other => other?,
            };
            if chunk.is_empty() {
                return Ok(any.then_some(Row { bytes: &self.buffer, is_cut }));
            }
            any = true;
            let mut end = None;
            for (at, &b) in chunk.iter().enumerate() {
                match b {
                    b'"' if quoted => quoted = false,
                    b'"' if at_start
                        || self.buffer.last() == Some(&b'"') && at == 0
                        || at > 0 && chunk[at - 1] == b'"' =>
                    {
                        quoted = true;
                    }
                    b'\n' if !quoted => {
                        end = Some(at);
                        break;
                    }
                    _ => {}
                }
                at_start = !quoted && b == delimiter;
            }
            let taken = end.map_or(chunk.len(), |at| at + 1);
            let room = self.limit.saturating_sub(self.buffer.len());
            let content = end.unwrap_or(chunk.len());
            self.buffer.extend_from_slice(&chunk[..content.min(room)]);
            is_cut |= content > room;
            // An open quotation mark: give the row up and go on with the next line.
            quoted &= !is_cut;
            input.consume(taken);
            if end.is_some() {
                return Ok(Some(Row { bytes: &self.buffer, is_cut }));
            }
        }
    }
}

/// The cells of one row, and its encoding.
fn cells(row: &[u8], delimiter: u8) -> (Vec<String>, &'static str) {
    let decoded = decode(row, None);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(decoded.text.as_bytes());
    let mut record = csv::StringRecord::new();
    let values = match reader.read_record(&mut record) {
        Ok(true) => record.iter().map(str::to_owned).collect(),
        _ => Vec::new(),
    };
    (values, decoded.encoding)
}

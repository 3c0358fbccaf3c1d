//! Rows to CSV: RFC 4180, UTF-8 without BOM, LF, an empty cell for NULL.

use crate::tables::{Get, Table, TableInfo};
use std::fmt::Write as _;

/// The header line.
#[must_use]
pub fn header(table: &TableInfo) -> Vec<u8> {
    let mut line = table.columns.iter().map(|c| c.name).collect::<Vec<_>>().join(",").into_bytes();
    line.push(b'\n');
    line
}

/// Rows as CSV lines, appended to `out`.
///
/// # Panics
/// Never: writing to memory cannot fail.
pub fn lines<R>(table: &Table<R>, rows: &[R], out: Vec<u8>) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(out);
    let mut cell = String::new();
    for row in rows {
        for column in table.columns {
            cell.clear();
            let text = match column.get {
                Get::Text(get) => get(row),
                Get::MaybeText(get) => get(row).unwrap_or(""),
                Get::Count(get) => shown(&mut cell, Some(get(row))),
                Get::MaybeCount(get) => shown(&mut cell, get(row)),
                Get::MaybeSmall(get) => shown(&mut cell, get(row)),
                Get::MaybeBig(get) => shown(&mut cell, get(row)),
                Get::Float(get) => shown(&mut cell, Some(get(row))),
                Get::MaybeDouble(get) => shown(&mut cell, get(row)),
                Get::Flag(get) => {
                    if get(row) {
                        "true"
                    } else {
                        "false"
                    }
                }
                Get::MaybeDate(get) => match get(row).and_then(|d| crate::records::Day(d).civil()) {
                    Some(date) => shown(&mut cell, Some(date)),
                    None => "",
                },
                Get::MaybeInstant(get) => match get(row).and_then(|us| jiff::Timestamp::from_microsecond(us).ok()) {
                    Some(instant) => shown(&mut cell, Some(instant)),
                    None => "",
                },
            };
            writer.write_field(text).expect("memory takes every field");
        }
        writer.write_record(None::<&[u8]>).expect("memory takes every record");
    }
    writer.into_inner().expect("memory takes everything")
}

fn shown<T: std::fmt::Display>(cell: &mut String, value: Option<T>) -> &str {
    if let Some(value) = value {
        let _ = write!(cell, "{value}");
    }
    cell
}

//! Rows to CSV: RFC 4180, UTF-8 without BOM, LF, an empty cell for NULL.
//!
//! Cells go straight into the buffer that is written; the tests hold every byte against the `csv` crate.

use super::digits::{civil, digits};
use crate::tables::{Get, Table, TableInfo};
use std::fmt::Display;
use std::io::Write as _;

/// The header line.
#[must_use]
pub fn header(table: &TableInfo) -> Vec<u8> {
    let mut line = table.columns.iter().map(|c| c.name).collect::<Vec<_>>().join(",").into_bytes();
    line.push(b'\n');
    line
}

/// Rows as CSV lines, appended to `out`.
#[must_use]
pub fn lines<R>(table: &Table<R>, rows: &[R], mut out: Vec<u8>) -> Vec<u8> {
    out.reserve(rows.len() * table.columns.len() * 10);
    for row in rows {
        let start = out.len();
        for (i, column) in table.columns.iter().enumerate() {
            if i > 0 {
                out.push(b',');
            }
            match column.get {
                // Words of a closed set need no marks.
                Get::Text(get) if !column.values.is_empty() => out.extend_from_slice(get(row).as_bytes()),
                Get::Text(get) => cell(get(row), &mut out),
                Get::MaybeText(get) => cell(get(row).unwrap_or(""), &mut out),
                Get::Count(get) => count(get(row).into(), &mut out),
                Get::MaybeCount(get) => get(row).into_iter().for_each(|n| count(n.into(), &mut out)),
                Get::MaybeSmall(get) => get(row).into_iter().for_each(|n| count(n.into(), &mut out)),
                Get::MaybeBig(get) => shown(get(row), &mut out),
                Get::Float(get) => share(get(row), &mut out),
                Get::MaybeDouble(get) => shown(get(row), &mut out),
                Get::Flag(get) => out.extend_from_slice(if get(row) { b"true" } else { b"false" }),
                Get::MaybeDate(get) => get(row).into_iter().for_each(|days| day(days, &mut out)),
                Get::MaybeInstant(get) => {
                    shown(get(row).and_then(|us| jiff::Timestamp::from_microsecond(us).ok()), &mut out);
                }
            }
        }
        // A line of one empty cell would be no line.
        if out.len() == start && table.columns.len() == 1 {
            out.extend_from_slice(b"\"\"");
        }
        out.push(b'\n');
    }
    out
}

/// Bytes that a cell holds only in quotation marks.
const SPECIAL: [bool; 256] = {
    let mut table = [false; 256];
    table[b',' as usize] = true;
    table[b'"' as usize] = true;
    table[b'\n' as usize] = true;
    table[b'\r' as usize] = true;
    table
};

/// A text, in quotation marks where a reader needs them.
fn cell(text: &str, out: &mut Vec<u8>) {
    let bytes = text.as_bytes();
    let is_plain = if bytes.len() < 64 {
        bytes.iter().all(|&b| !SPECIAL[usize::from(b)])
    } else {
        memchr::memchr3(b',', b'"', b'\n', bytes).is_none() && memchr::memchr(b'\r', bytes).is_none()
    };
    if is_plain {
        out.extend_from_slice(bytes);
        return;
    }
    out.push(b'"');
    let mut from = 0;
    for mark in memchr::memchr_iter(b'"', bytes) {
        out.extend_from_slice(&bytes[from..=mark]);
        out.push(b'"');
        from = mark + 1;
    }
    out.extend_from_slice(&bytes[from..]);
    out.push(b'"');
}

fn count(n: u64, out: &mut Vec<u8>) {
    out.extend_from_slice(digits(n, &mut [0; 20]));
}

/// A share of at most three decimals, as nearly all are; anything else as the standard library shows it.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 1000")]
#[expect(clippy::float_cmp, reason = "only what is exactly that number may be shown as it")]
fn share(value: f32, out: &mut Vec<u8>) {
    let thousands = (value * 1000.0).round();
    if !(1.0..1000.0).contains(&thousands) || thousands / 1000.0 != value {
        return shown(Some(value), out);
    }
    let n = thousands as u32;
    let three = [b'0' + (n / 100) as u8, b'0' + (n / 10 % 10) as u8, b'0' + (n % 10) as u8];
    let len = 3 - three.iter().rev().take_while(|&&b| b == b'0').count();
    out.extend_from_slice(b"0.");
    out.extend_from_slice(&three[..len]);
}

fn day(days: i32, out: &mut Vec<u8>) {
    let Some((year, month, day)) = civil(days) else {
        return shown(crate::records::Day(days).civil(), out);
    };
    for (n, width) in [(year, 4), (month, 2), (day, 2)] {
        let mut power = if width == 4 { 1000 } else { 10 };
        if width == 2 {
            out.push(b'-');
        }
        while power > 0 {
            out.push(b'0' + (n / power % 10) as u8);
            power /= 10;
        }
    }
}

fn shown<T: Display>(value: Option<T>, out: &mut Vec<u8>) {
    if let Some(value) = value {
        let _ = write!(out, "{value}"); // memory takes everything
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::column::{
        count, flag, float, maybe_big, maybe_count, maybe_date, maybe_double, maybe_text, text,
    };
    use proptest::prelude::*;

    type Row = (String, Option<String>, u32, Option<u32>, f32, Option<f64>, Option<i32>, bool);

    const TABLE: Table<Row> = Table {
        name: "made",
        about: "Made for the test.",
        key: &["a"],
        columns: &[
            text::<Row>("a", "A.", |r| &r.0),
            maybe_text::<Row>("b", "B.", |r| r.1.as_deref()),
            count::<Row>("c", "C.", |r| r.2),
            maybe_count::<Row>("d", "D.", |r| r.3),
            float::<Row>("e", "E.", |r| r.4),
            maybe_double::<Row>("f", "F.", |r| r.5),
            maybe_date::<Row>("g", "G.", |r| r.6),
            flag::<Row>("h", "H.", |r| r.7),
            maybe_big::<Row>("i", "I.", |r| r.6.map(i64::from)),
        ],
    };
    const NARROW: Table<Row> =
        Table { name: "narrow", about: "One column.", key: &["a"], columns: &[text::<Row>("a", "A.", |r| &r.0)] };

    /// What the `csv` crate makes of the same row.
    fn wanted(cells: &[String]) -> Vec<u8> {
        let mut writer =
            csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).flexible(true).from_writer(Vec::new());
        writer.write_record(cells).unwrap();
        writer.into_inner().unwrap()
    }

    fn or_empty<T: ToString>(value: Option<T>) -> String {
        value.map_or_else(String::new, |v| v.to_string())
    }

    proptest! {
        #[test]
        fn lines_are_those_of_the_csv_crate(
            a in "[a-c,\"\n\r é]{0,40}", b in proptest::option::of("\\PC{0,12}"), c in any::<u32>(),
            d in proptest::option::of(0u32..20_000), thousands in 0u32..=1000, any_share in any::<f32>(),
            f in proptest::option::of(any::<f64>()), g in proptest::option::of(-800_000i32..3_000_000), h in any::<bool>(),
        ) {
            for e in [thousands as f32 / 1000.0, any_share] {
                let row: Row = (a.clone(), b.clone(), c, d, e, f, g, h);
                let date = or_empty(g.and_then(|d| crate::records::Day(d).civil()));
                let cells = [a.clone(), or_empty(b.clone()), c.to_string(), or_empty(d), e.to_string(), or_empty(f), date, h.to_string(), or_empty(g)];
                prop_assert_eq!(lines(&TABLE, std::slice::from_ref(&row), Vec::new()), wanted(&cells));
                prop_assert_eq!(lines(&NARROW, &[row], Vec::new()), wanted(&cells[..1]));
            }
        }
    }
}

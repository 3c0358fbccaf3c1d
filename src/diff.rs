//! What changed between two datasets: rows added, gone and changed, table by table, by key.

use crate::check::{KeyPart, Stored};
use crate::error::{Error, Result};
use crate::tables::{TableInfo, Type, all};
use std::cmp::Ordering;
use std::fmt::Write as _;
use std::path::Path;
use xxhash_rust::xxh3::xxh3_64;

/// What changed in one table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TableDiff {
    /// Name.
    pub name: &'static str,
    /// Rows in the old and the new one.
    pub rows: (usize, usize),
    /// Keys that are only in the new one.
    pub added: Vec<String>,
    /// Keys that are only in the old one.
    pub gone: Vec<String>,
    /// Keys in both whose other columns differ, with the names of those columns.
    pub changed: Vec<(String, Vec<&'static str>)>,
}

/// Compares two datasets, table by table in the order of schema.sql.
///
/// # Errors
/// [`Error::Dataset`] when a folder does not hold the Parquet tables of a dataset.
pub fn diff(old: &Path, new: &Path) -> Result<Vec<TableDiff>> {
    all().iter().map(|info| Ok(table(info, &read(old, info)?, &read(new, info)?))).collect()
}

fn read(folder: &Path, info: &TableInfo) -> Result<Stored> {
    let path = folder.join(format!("{}.parquet", info.name));
    Stored::read(&path).map_err(|problem| Error::Dataset { path, problem })
}

fn table(info: &TableInfo, old: &Stored, new: &Stored) -> TableDiff {
    let (old_keys, new_keys) = (old.keys(info.key), new.keys(info.key));
    let (old_rows, new_rows) = (hashes(info, old), hashes(info, new));
    let mut diff = TableDiff { name: info.name, rows: (old.rows(), new.rows()), ..TableDiff::default() };
    let (mut i, mut j) = (0, 0);
    // Rows are sorted by key in both: one walk along the two.
    while i < old_keys.len() || j < new_keys.len() {
        let order = match (old_keys.get(i), new_keys.get(j)) {
            (Some(a), Some(b)) => a.cmp(b),
            (Some(_), None) => Ordering::Less,
            _ => Ordering::Greater,
        };
        match order {
            Ordering::Less => {
                diff.gone.push(shown(&old_keys[i]));
                i += 1;
            }
            Ordering::Greater => {
                diff.added.push(shown(&new_keys[j]));
                j += 1;
            }
            Ordering::Equal => {
                let columns: Vec<&'static str> = info
                    .columns
                    .iter()
                    .enumerate()
                    .filter(|(c, _)| old_rows[*c][i] != new_rows[*c][j])
                    .map(|(_, column)| column.name)
                    .collect();
                if !columns.is_empty() {
                    diff.changed.push((shown(&new_keys[j]), columns));
                }
                i += 1;
                j += 1;
            }
        }
    }
    diff
}

/// A hash of every cell, column by column.
fn hashes(info: &TableInfo, stored: &Stored) -> Vec<Vec<u64>> {
    let number = |value: Option<i64>| value.map_or(u64::MAX, |v| xxh3_64(&v.to_le_bytes()));
    info.columns
        .iter()
        .map(|column| match column.ty {
            Type::Text => {
                stored.texts(column.name).into_iter().map(|t| t.map_or(u64::MAX, |t| xxh3_64(t.as_bytes()))).collect()
            }
            Type::Float | Type::Double => stored
                .floats(column.name)
                .into_iter()
                .map(|f| f.map_or(u64::MAX, |f| xxh3_64(&f.to_le_bytes())))
                .collect(),
            Type::Boolean => stored.flags(column.name).into_iter().map(|f| number(f.map(i64::from))).collect(),
            Type::Integer | Type::TinyInt | Type::BigInt | Type::Date | Type::Instant => {
                stored.integers(column.name).into_iter().map(number).collect()
            }
        })
        .collect()
}

fn shown(key: &[KeyPart<'_>]) -> String {
    let mut out = String::new();
    for (i, part) in key.iter().enumerate() {
        if i > 0 {
            out.push_str(" / ");
        }
        let _ = match part {
            KeyPart::Text(text) => write!(out, "{text}"),
            KeyPart::Number(number) => write!(out, "{number}"),
        };
    }
    out
}

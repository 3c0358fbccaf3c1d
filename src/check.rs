//! A dataset against its manifest and against its own invariants.
//!
//! In: the folder of a dataset. Out: every fault as one line that says where it is. Reads the
//! Parquet tables; of a dataset that has only CSV, the manifest alone is checked.

mod stored;

use crate::error::{Error, Result};
use crate::extract::places::is_in_country;
use crate::tables::{TableInfo, all};
use crate::write::manifest::Manifest;
use crate::write::table_files::hex;
use rustc_hash::{FxHashMap, FxHashSet};
use sha2::{Digest as _, Sha256};
use std::io::Read as _;
use std::path::Path;
pub use stored::{KeyPart, Stored};

/// What was checked and what was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Tables read.
    pub tables: usize,
    /// Rows read.
    pub rows: u64,
    /// Kinds of check that were made.
    pub checks: usize,
    /// One line each.
    pub faults: Vec<String>,
}

/// Faults of one kind that are listed before they are only counted.
const LISTED: usize = 20;

impl Report {
    /// One check over many rows: its faults, the first ones in full.
    fn check(&mut self, faults: impl IntoIterator<Item = String>) {
        self.checks += 1;
        let mut more = 0u64;
        for (i, fault) in faults.into_iter().enumerate() {
            if i < LISTED {
                self.faults.push(fault);
            } else {
                more += 1;
            }
        }
        if more > 0 {
            self.faults.push(format!("… and {more} more of the same"));
        }
    }
}

/// Checks a dataset.
///
/// # Errors
/// [`Error::Dataset`] when the folder holds no dataset that can be read.
pub fn check(folder: &Path) -> Result<Report> {
    let path = folder.join("manifest.json");
    let text = std::fs::read_to_string(&path).map_err(|source| Error::Input { path: path.clone(), source })?;
    let manifest: Manifest = serde_json::from_str(&text)
        .map_err(|e| Error::Dataset { path, problem: format!("expected a manifest, but found {e}") })?;
    let mut report = Report::default();
    files(folder, &manifest, &mut report)?;
    let mut tables: FxHashMap<&str, Stored> = FxHashMap::default();
    for info in all() {
        let path = folder.join(format!("{}.parquet", info.name));
        if !path.exists() {
            continue;
        }
        let stored = match Stored::read(&path) {
            Ok(stored) => stored,
            Err(problem) => {
                report.check([format!("{}: {problem}", info.name)]);
                continue;
            }
        };
        report.tables += 1;
        report.rows += stored.rows() as u64;
        let listed = manifest.tables.iter().find(|t| t.name == info.name).map_or(0, |t| t.rows);
        let rows = stored.rows() as u64;
        report.check(
            (listed != rows).then(|| format!("{}: the manifest lists {listed} rows, the file has {rows}", info.name)),
        );
        columns(&info, &stored, &mut report);
        tables.insert(info.name, stored);
    }
    if tables.len() == all().len() {
        joins(&tables, &mut report);
        spans(&tables, &mut report);
        meanings(&tables, &mut report);
    }
    Ok(report)
}

/// Every file that the manifest lists: there, as long, and with the same hash.
fn files(folder: &Path, manifest: &Manifest, report: &mut Report) -> Result<()> {
    let mut faults = Vec::new();
    for facts in manifest.tables.iter().flat_map(|t| &t.files) {
        let path = folder.join(&facts.path);
        let Ok(mut file) = std::fs::File::open(&path) else {
            faults.push(format!("{}: listed in the manifest, but not there", facts.path));
            continue;
        };
        let (mut hash, mut bytes, mut buffer) = (Sha256::new(), 0u64, vec![0; 1 << 16]);
        loop {
            let n = file.read(&mut buffer).map_err(|source| Error::Input { path: path.clone(), source })?;
            if n == 0 {
                break;
            }
            hash.update(&buffer[..n]);
            bytes += n as u64;
        }
        if bytes != facts.bytes {
            faults.push(format!("{}: expected {} bytes, but found {bytes}", facts.path, facts.bytes));
        } else if hex(&hash.finalize()) != facts.sha256 {
            faults.push(format!("{}: expected sha256 {}, but found another", facts.path, facts.sha256));
        }
    }
    report.check(faults);
    Ok(())
}

/// Names and types are declared ones; keys are unique and sorted; sets are closed; text is never empty.
fn columns(info: &TableInfo, stored: &Stored, report: &mut Report) {
    let declared = crate::write::batch::schema(info);
    let found = stored.schema();
    let same =
        declared.fields().len() == found.fields().len()
            && declared.fields().iter().zip(found.fields()).all(|(a, b)| {
                a.name() == b.name() && a.data_type() == b.data_type() && a.is_nullable() == b.is_nullable()
            });
    report.check((!same).then(|| format!("{}: columns are not those that are declared", info.name)));
    if !same {
        return;
    }
    let keys = stored.keys(info.key);
    report.check(
        keys.windows(2).enumerate().filter(|(_, pair)| pair[0] >= pair[1]).map(|(row, pair)| {
            format!("{} row {}: key {:?} does not follow {:?}", info.name, row + 1, pair[1], pair[0])
        }),
    );
    for column in &info.columns {
        if !column.values.is_empty() {
            report.check(stored.texts(column.name).into_iter().enumerate().filter_map(|(row, value)| {
                let value = value.filter(|v| !column.values.contains(v))?;
                Some(format!("{} row {row}: {} is '{value}', not one of {:?}", info.name, column.name, column.values))
            }));
        } else if column.ty == crate::tables::Type::Text && column.name != "text" {
            report.check(
                stored
                    .texts(column.name)
                    .into_iter()
                    .enumerate()
                    .filter(|&(_row, value)| value == Some(""))
                    .map(|(row, _value)| format!("{} row {row}: {} is empty, not NULL", info.name, column.name)),
            );
        }
        if matches!(column.name, "confidence" | "similarity" | "containment") {
            report.check(stored.floats(column.name).into_iter().enumerate().filter_map(|(row, value)| {
                let value = value.filter(|v| !(0.0..=1.0).contains(v))?;
                Some(format!("{} row {row}: {} is {value}, not from 0 to 1", info.name, column.name))
            }));
        }
    }
}

/// Every id that names a row of another table finds it.
fn joins(tables: &FxHashMap<&str, Stored>, report: &mut Report) {
    let mut targets: FxHashMap<&str, FxHashSet<&str>> = FxHashMap::default();
    for join in all().iter().flat_map(|t| t.columns.iter().flat_map(|c| c.joins.iter().copied())) {
        if let Some((table, column)) = join.split_once('.')
            && !targets.contains_key(join)
            && let Some(stored) = tables.get(table)
        {
            targets.insert(join, stored.texts(column).into_iter().flatten().collect());
        }
    }
    for info in all() {
        for column in info.columns.iter().filter(|c| !c.joins.is_empty()) {
            let stored = &tables[info.name];
            report.check(stored.texts(column.name).into_iter().enumerate().filter_map(|(row, value)| {
                let value = value?;
                let joined = column.joins.iter().any(|j| targets.get(j).is_some_and(|ids| ids.contains(value)));
                (!joined).then(|| {
                    format!(
                        "{} row {row}: {} '{value}' is not in {}",
                        info.name,
                        column.name,
                        column.joins.join(" or ")
                    )
                })
            }));
        }
    }
}

/// Every span lies in its text, and what is shown is what stands there.
fn spans(tables: &FxHashMap<&str, Stored>, report: &mut Report) {
    let articles = &tables["articles"];
    let texts: FxHashMap<&str, Points<'_>> = articles
        .texts("article_id")
        .into_iter()
        .zip(articles.texts("text"))
        .filter_map(|(id, text)| Some((id?, Points::new(text?))))
        .collect();
    let slice = |article: &str, start: i64, end: i64| texts.get(article).and_then(|p| p.slice(start, end));
    for (table, start, end, shown) in [
        ("mentions", "start", "end", Some("surface")),
        ("dates", "start", "end", Some("surface")),
        ("quotes", "speaker_start", "speaker_end", Some("speaker")),
        ("quotes", "cue_start", "cue_end", Some("cue")),
        ("quotes", "start", "end", None),
        ("quote_parts", "start", "end", None),
        ("segments", "start", "end", None),
    ] {
        let stored = &tables[table];
        let ids = stored.texts("article_id");
        let (starts, ends) = (stored.integers(start), stored.integers(end));
        let words = shown.map(|column| stored.texts(column));
        report.check((0..stored.rows()).filter_map(|row| {
            let (Some(from), Some(to)) = (starts[row], ends[row]) else {
                let has_words = words.as_ref().is_some_and(|w| w[row].is_some());
                return has_words.then(|| format!("{table} row {row}: words, but no {start} and {end}"));
            };
            match (slice(ids[row]?, from, to), &words) {
                (None, _) => Some(format!("{table} row {row}: {start} {from}, {end} {to} is not in the text")),
                (Some(stands), Some(words)) if words[row] != Some(stands) => {
                    Some(format!("{table} row {row}: text[{from}:{to}] is {stands:?}, not {:?}", words[row]))
                }
                _ => None,
            }
        }));
    }
    let segments = &tables["segments"];
    let (ids, starts, ends) = (segments.texts("article_id"), segments.integers("start"), segments.integers("end"));
    report.check(
        (1..segments.rows())
            .filter(|&row| ids[row] == ids[row - 1] && starts[row] < ends[row - 1])
            .map(|row| format!("segments row {row}: overlaps the one before")),
    );
}

/// What a row claims agrees with the other columns and tables.
fn meanings(tables: &FxHashMap<&str, Stored>, report: &mut Report) {
    let dates = &tables["dates"];
    let (from, to) = (dates.integers("start_date"), dates.integers("end_date"));
    report.check((0..dates.rows()).filter_map(|row| {
        let wrong = match (from[row], to[row]) {
            (Some(from), Some(to)) => from > to,
            (from, to) => from.is_some() != to.is_some(),
        };
        wrong.then(|| format!("dates row {row}: start_date and end_date are no interval"))
    }));

    let articles = &tables["articles"];
    let mut canonical: FxHashMap<&str, u32> = FxHashMap::default();
    let clusters = articles.texts("cluster_id");
    for (cluster, is_canonical) in clusters.iter().zip(articles.flags("is_canonical")) {
        *canonical.entry(cluster.unwrap_or("")).or_default() += u32::from(is_canonical == Some(true));
    }
    let mut seen = FxHashSet::default();
    report.check(
        clusters.iter().flatten().filter(|c| seen.insert(**c) && canonical[**c] != 1).map(|cluster| {
            format!("articles: cluster '{cluster}' has {} canonical articles, not 1", canonical[cluster])
        }),
    );

    let parts = &tables["quote_parts"];
    let mut n_parts: FxHashMap<&str, i64> = FxHashMap::default();
    for id in parts.texts("quote_id").into_iter().flatten() {
        *n_parts.entry(id).or_default() += 1;
    }
    let quotes = &tables["quotes"];
    let (ids, counts) = (quotes.texts("quote_id"), quotes.integers("n_parts"));
    report.check((0..quotes.rows()).filter_map(|row| {
        let found = n_parts.get(ids[row]?).copied().unwrap_or(0);
        (counts[row] != Some(found)).then(|| format!("quotes row {row}: n_parts differs from quote_parts"))
    }));
    let (closed, inferred) = (quotes.flags("is_closed"), quotes.texts("close_inferred_by"));
    report.check(
        (0..quotes.rows())
            .filter(|&row| closed[row] == Some(true) && inferred[row].is_some())
            .map(|row| format!("quotes row {row}: closed, yet close_inferred_by is set")),
    );

    let aliases = &tables["aliases"];
    let pairs: FxHashSet<(&str, &str)> = aliases
        .texts("entity_id")
        .into_iter()
        .zip(aliases.texts("alias_id"))
        .filter_map(|(e, a)| Some((e?, a?)))
        .collect();
    for table in ["people", "organisations", "places"] {
        report.check(
            tables[table]
                .texts("entity_id")
                .into_iter()
                .flatten()
                .filter(|&id| !pairs.contains(&(id, id)))
                .map(|id| format!("{table}: '{id}' is the alias_id of none of its forms")),
        );
    }
    let places = &tables["places"];
    let (latitudes, longitudes) = (places.floats("latitude"), places.floats("longitude"));
    report.check((0..places.rows()).filter_map(|row| {
        let inside = |value: Option<f64>, limit: f64| value.is_none_or(|v| v.abs() <= limit);
        (!inside(latitudes[row], 90.0) || !inside(longitudes[row], 180.0))
            .then(|| format!("places row {row}: coordinates are not on Earth"))
    }));
    let countries = places.texts("country_code");
    report.check((0..places.rows()).filter_map(|row| {
        let country = countries[row]?;
        let inside = is_in_country(country, latitudes[row]?, longitudes[row]?);
        (inside != Some(true)).then(|| format!("places row {row}: coordinates are not in {country}"))
    }));
}

/// A text that can be sliced by code points.
struct Points<'a> {
    text: &'a str,
    /// Byte of every 64th code point; empty for ASCII.
    marks: Vec<usize>,
    total: usize,
}

impl<'a> Points<'a> {
    fn new(text: &'a str) -> Self {
        if text.is_ascii() {
            return Self { text, marks: Vec::new(), total: text.len() };
        }
        let marks = text.char_indices().step_by(64).map(|(byte, _)| byte).collect();
        Self { text, marks, total: text.chars().count() }
    }

    fn slice(&self, start: i64, end: i64) -> Option<&'a str> {
        let (start, end) = (usize::try_from(start).ok()?, usize::try_from(end).ok()?);
        if start > end || end > self.total {
            return None;
        }
        self.text.get(self.byte(start)?..self.byte(end)?)
    }

    fn byte(&self, point: usize) -> Option<usize> {
        if self.marks.is_empty() {
            return Some(point);
        }
        if point == self.total {
            return Some(self.text.len());
        }
        let mark = *self.marks.get(point / 64)?;
        self.text[mark..].char_indices().nth(point % 64).map(|(byte, _)| mark + byte)
    }
}

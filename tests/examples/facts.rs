//! What must be in the tables: rows described by conditions on their columns.

use crate::dataset::{Dataset, Row};
use std::collections::BTreeMap;

/// One line of an example.
#[derive(Debug)]
pub struct Fact {
    line: String,
    /// None: at least one row.
    count: Option<usize>,
    table: String,
    conditions: Vec<Condition>,
}

#[derive(Debug)]
struct Condition {
    column: String,
    operator: &'static str,
    value: String,
}

/// `$x` and what it stands for.
type Bound = BTreeMap<String, String>;

// Longer ones first: `!=` before `=`.
const OPERATORS: &[&str] = &["!=", "!~", ">=", "<=", "^", "~", "=", "<", ">"];

impl Fact {
    /// Reads `+ TABLE column=value …`, `- TABLE …` or `= N TABLE …`.
    pub fn read(line: &str) -> Result<Self, String> {
        let (mark, mut rest) = line.split_once(' ').ok_or("expected '+', '-' or '=' and a table")?;
        let count = match mark {
            "+" => None,
            "-" => Some(0),
            "=" => {
                let (n, after) = rest.split_once(' ').ok_or("expected a number and a table")?;
                rest = after;
                Some(n.parse().map_err(|_| format!("expected a number, but found '{n}'"))?)
            }
            _ => return Err(format!("expected one of ':: @ | + - =', but found '{mark}'")),
        };
        let (table, mut rest) = rest.split_once(' ').unwrap_or((rest, ""));
        let mut conditions = Vec::new();
        while !rest.trim().is_empty() {
            rest = rest.trim_start();
            let end = rest.find(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'));
            let (column, after) = rest.split_at(end.unwrap_or(rest.len()));
            let operator = OPERATORS
                .iter()
                .find(|operator| after.starts_with(**operator))
                .ok_or_else(|| format!("expected a column and an operator, but found '{rest}'"))?;
            let after = &after[operator.len()..];
            let (value, after) = match after.strip_prefix('`') {
                Some(quoted) => quoted.split_once('`').ok_or("expected a closing '`'")?,
                None => after.split_once(' ').unwrap_or((after, "")),
            };
            let value = value.replace("\\n", "\n");
            conditions.push(Condition { column: column.to_owned(), operator, value });
            rest = after;
        }
        Ok(Self { line: line.to_owned(), count, table: table.to_owned(), conditions })
    }

    /// What `bound` becomes when this row fits; None when it does not.
    fn fits(&self, row: &Row<'_>, bound: &Bound) -> Result<Option<Bound>, String> {
        let mut bound = bound.clone();
        for condition in &self.conditions {
            let cell = row.cell(&condition.column)?;
            let mut value = condition.value.as_str();
            if let Some(name) = value.strip_prefix('$') {
                match bound.get(name) {
                    Some(known) => value = known,
                    None if condition.operator == "=" && !cell.is_empty() => {
                        bound.insert(name.to_owned(), cell);
                        continue;
                    }
                    None => return Ok(None),
                }
                if !condition.holds(&cell, value) {
                    return Ok(None);
                }
            } else if !condition.holds(&cell, value) {
                return Ok(None);
            }
        }
        Ok(Some(bound))
    }
}

impl Condition {
    fn holds(&self, cell: &str, value: &str) -> bool {
        if self.column == "near" {
            return near(cell, value).is_some_and(|km| km <= 25.0);
        }
        let value = if value == "null" { "" } else { value };
        let numbers = || Some((cell.parse::<f64>().ok()?, value.parse::<f64>().ok()?));
        match self.operator {
            "=" => cell == value,
            "!=" => cell != value,
            "~" => cell.contains(value),
            "!~" => !cell.contains(value),
            "^" => cell.starts_with(value),
            "<" => numbers().is_some_and(|(a, b)| a < b),
            ">" => numbers().is_some_and(|(a, b)| a > b),
            "<=" => numbers().is_some_and(|(a, b)| a <= b),
            _ => numbers().is_some_and(|(a, b)| a >= b),
        }
    }
}

/// Kilometres between two points written `latitude,longitude`.
fn near(a: &str, b: &str) -> Option<f64> {
    let point = |s: &str| {
        let (latitude, longitude) = s.split_once(',')?;
        Some((latitude.parse::<f64>().ok()?.to_radians(), longitude.parse::<f64>().ok()?.to_radians()))
    };
    let (here, there) = (point(a)?, point(b)?);
    let square = |x: f64| (x / 2.0).sin().powi(2);
    let h = square(there.0 - here.0) + here.0.cos() * there.0.cos() * square(there.1 - here.1);
    Some(2.0 * 6371.0 * h.sqrt().asin())
}

/// The facts that do not hold. Facts that share a `$x` must hold together: every choice is tried.
pub fn misses(facts: &[Fact], dataset: &Dataset) -> Vec<String> {
    match deepest(facts, dataset, &Bound::new()) {
        Ok(reached) if reached == facts.len() => Vec::new(),
        Ok(reached) => {
            // The first that fails stops the search; the rest are tried alone, to show every miss.
            let rest = facts[reached + 1..]
                .iter()
                .filter(|f| deepest(std::slice::from_ref(*f), dataset, &Bound::new()) == Ok(0))
                .filter(|f| !f.line.contains('$'));
            std::iter::once(&facts[reached]).chain(rest).map(|f| describe(f, dataset)).collect()
        }
        Err(problem) => vec![problem],
    }
}

/// How many facts, from the first on, can hold together.
fn deepest(facts: &[Fact], dataset: &Dataset, bound: &Bound) -> Result<usize, String> {
    let Some((fact, rest)) = facts.split_first() else { return Ok(0) };
    let mut best = 0;
    let mut found = 0;
    for row in dataset.rows(&fact.table)? {
        let Some(bound) = fact.fits(&row, bound)? else { continue };
        found += 1;
        if fact.count.is_none() {
            best = best.max(1 + deepest(rest, dataset, &bound)?);
            if best == facts.len() {
                return Ok(best);
            }
        }
    }
    match fact.count {
        Some(count) if count == found => Ok(1 + deepest(rest, dataset, bound)?),
        _ => Ok(best),
    }
}

/// The fact, and the rows of its table reduced to the columns that it asks for.
fn describe(fact: &Fact, dataset: &Dataset) -> String {
    let mut columns: Vec<&str> = fact.conditions.iter().map(|c| c.column.as_str()).collect();
    let telling = match fact.table.as_str() {
        "mentions" => &["kind", "surface"][..],
        "dates" => &["surface", "value"],
        "quotes" => &["quote", "speaker"],
        "segments" => &["kind", "surface"],
        "rejects" => &["code"],
        _ => &["name", "alias"],
    };
    columns.extend(telling);
    columns.dedup();
    let rows: Vec<String> = dataset
        .rows(&fact.table)
        .into_iter()
        .flatten()
        .map(|row| {
            let cells: Vec<String> =
                columns.iter().filter_map(|c| Some(format!("{c}={:?}", row.cell(c).ok()?))).collect();
            cells.join(" ")
        })
        .take(12)
        .collect();
    format!("want {}\n      got {}", fact.line, rows.join("\n          "))
}

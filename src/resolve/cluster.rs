//! Which name forms are one entity, over all articles.
//!
//! In: [`FormRow`]s, aggregated and sorted. Out: the cluster of each row. Never by acronym alone or
//! family name alone: a short name joins a full one only with evidence of the same week and company.
//! Deterministic in the set of rows; blocks are bounded, so time is near linear.

use super::forms::FormRow;
use super::within::looks_like_acronym;
use crate::records::{AliasSource, Kind};
use rustc_hash::FxHashMap;

/// Sets of rows that only grow.
#[derive(Debug)]
pub struct Sets {
    parent: Vec<u32>,
}

impl Sets {
    fn new(n: usize) -> Self {
        Self { parent: (0..index(n)).collect() }
    }

    /// The smallest row of the set that holds `row`.
    pub fn root(&mut self, row: u32) -> u32 {
        let mut at = row;
        while self.parent[at as usize] != at {
            self.parent[at as usize] = self.parent[self.parent[at as usize] as usize];
            at = self.parent[at as usize];
        }
        at
    }

    fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.root(a), self.root(b));
        let (low, high) = (a.min(b), a.max(b));
        self.parent[high as usize] = low;
    }
}

/// The cluster of every row: the position of its first row. `rows` are sorted as
/// [`sort`](super::forms::sort) does.
#[must_use]
pub fn cluster(rows: &[FormRow]) -> Vec<u32> {
    let mut sets = Sets::new(rows.len());
    equal_names(rows, &mut sets);
    short_people(rows, &mut sets);
    bare_acronyms(rows, &mut sets);
    (0..index(rows.len())).map(|row| sets.root(row)).collect()
}

/// Rows of one full name are one entity, unless one is a child and another has a profession. Short
/// names are one only in neighbouring weeks and the same company.
fn equal_names(rows: &[FormRow], sets: &mut Sets) {
    for (start, block) in blocks(rows, |a, b| a.kind == b.kind && a.folded == b.folded) {
        let adult = block.iter().any(|r| !r.is_minor && !r.is_short && !r.descriptions.is_empty());
        let mut previous: Option<usize> = None;
        for (i, row) in block.iter().enumerate() {
            if (row.is_short && row.kind == Kind::Person) || (row.is_minor && adult) {
                // Bounded: rows of one name are sorted by key, so this looks at a fixed few.
                for (j, other) in block.iter().enumerate().skip(i + 1).take(MAX_CANDIDATES) {
                    let same_story = row.story.is_some() || other.story.is_some();
                    let needed = if same_story { 4 } else { 1 };
                    if other.is_short == row.is_short
                        && row.is_minor == other.is_minor
                        && (row.is_minor || row.shares_week(other) && row.shared_contexts(other) >= needed)
                    {
                        sets.join(index(start + i), index(start + j));
                    }
                }
                continue;
            }
            if let Some(previous) = previous {
                sets.join(index(start + previous), index(start + i));
            }
            previous = Some(i);
        }
    }
}

/// Runs of rows that are alike, with where they start.
fn blocks<'a>(
    rows: &'a [FormRow],
    alike: impl Fn(&FormRow, &FormRow) -> bool + 'a,
) -> impl Iterator<Item = (usize, &'a [FormRow])> + 'a {
    let mut start = 0;
    rows.chunk_by(alike).map(move |block| {
        start += block.len();
        (start - block.len(), block)
    })
}

/// A single name joins the one full name of its week and company that ends in it.
fn short_people(rows: &[FormRow], sets: &mut Sets) {
    let mut by_family: FxHashMap<&str, Vec<u32>> = FxHashMap::default();
    for (i, row) in rows.iter().enumerate() {
        if row.kind == Kind::Person && !row.is_short {
            let family = row.folded.rsplit(' ').next().unwrap_or_default();
            by_family.entry(family).or_default().push(index(i));
        }
    }
    for (i, row) in rows.iter().enumerate() {
        if row.kind != Kind::Person || !row.is_short {
            continue;
        }
        let Some(candidates) = by_family.get(row.folded.as_str()) else { continue };
        if let Some(best) = best_candidate(row, candidates, rows, sets) {
            sets.join(index(i), best);
        }
    }
}

/// An acronym that its own article does not spell out joins the one body that another article gives
/// it to, where both are named in one week or with the same company.
fn bare_acronyms(rows: &[FormRow], sets: &mut Sets) {
    let mut by_acronym: FxHashMap<String, Vec<u32>> = FxHashMap::default();
    for (i, row) in rows.iter().enumerate() {
        if row.kind == Kind::Organisation && !row.is_short {
            for spelling in &row.spellings {
                if spelling.source == AliasSource::InText || looks_like_acronym(&spelling.text) {
                    let folded = super::fold::fold(&spelling.text, row.kind);
                    by_acronym.entry(folded).or_default().push(index(i));
                }
            }
        }
    }
    for (i, row) in rows.iter().enumerate() {
        if row.kind != Kind::Organisation || !row.is_short {
            continue;
        }
        let Some(candidates) = by_acronym.get(&row.folded) else { continue };
        if let Some(best) = best_candidate(row, candidates, rows, sets) {
            sets.join(index(i), best);
        }
    }
}

/// The candidate that shares week and company with a short name, when one stands out.
fn best_candidate(row: &FormRow, candidates: &[u32], rows: &[FormRow], sets: &mut Sets) -> Option<u32> {
    let mut scored: Vec<(usize, u32, u32)> = Vec::new();
    // Bounded: a family name that thousands bear is told by nothing that stands here.
    for &c in candidates.iter().take(MAX_CANDIDATES) {
        let full = &rows[c as usize];
        let (week, company) = (row.shares_week(full), row.shared_contexts(full));
        if !week && row.week.is_some() || company == 0 {
            continue;
        }
        let root = sets.root(c);
        match scored.iter_mut().find(|s| s.1 == root) {
            Some(s) => s.0 = s.0.max(company),
            None => scored.push((company, root, c)),
        }
    }
    scored.sort_unstable_by(|a, b| b.cmp(a));
    match scored.as_slice() {
        [one] => Some(one.2),
        [first, second, ..] if first.0 >= 3 * second.0 => Some(first.2),
        _ => None,
    }
}

/// Full names looked at for one short name.
const MAX_CANDIDATES: usize = 64;

#[expect(clippy::cast_possible_truncation, reason = "fewer than 2^32 name forms")]
pub(super) const fn index(n: usize) -> u32 {
    n as u32
}

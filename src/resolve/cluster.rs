//! Which name forms are one entity, over all articles.
//!
//! In: [`FormRow`]s, aggregated and sorted. Out: the cluster of each row. Never by acronym alone or
//! family name alone: a short name joins a full one only with evidence of the same week and company.
//! Deterministic in the set of rows; blocks are bounded, so time is near linear.

use super::compare::{self, Pair};
use super::forms::FormRow;
use super::within::looks_like_acronym;
use crate::records::{AliasSource, Kind};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

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
    join_people(rows, &compare::people::pairs(rows), &mut sets);
    for pair in compare::organisations::pairs(rows) {
        sets.join(pair.a, pair.b);
    }
    short_people(rows, &mut sets);
    bare_acronyms(rows, &mut sets);
    mistaken_kinds(rows, &mut sets);
    (0..index(rows.len())).map(|row| sets.root(row)).collect()
}

/// Rows of one full name are one entity, unless one is a child and another has a profession. Short
/// names are one only in neighbouring weeks, and the same company or office ("President Suharto").
fn equal_names(rows: &[FormRow], sets: &mut Sets) {
    for (start, block) in blocks(rows, |a, b| a.kind == b.kind && a.folded == b.folded) {
        let has_office = |r: &FormRow| !r.descriptions.is_empty() || !r.titles.is_empty();
        let adult = block.iter().any(|r| !r.is_minor && !r.is_short && has_office(r));
        let mut previous: Option<usize> = None;
        let mut open: Vec<usize> = Vec::new();
        for (i, row) in block.iter().enumerate() {
            if (row.is_short && row.kind == Kind::Person) || (row.is_minor && adult) {
                open.push(i);
                continue;
            }
            if let Some(previous) = previous {
                sets.join(index(start + previous), index(start + i));
            }
            previous = Some(i);
        }
        // By week, so that a bounded look ahead sees those of the same days.
        open.sort_by_key(|&i| (block[i].week, block[i].key));
        for (n, &i) in open.iter().enumerate() {
            for &j in open[n + 1..].iter().take(MAX_CANDIDATES) {
                if are_one(&block[i], &block[j]) {
                    sets.join(index(start + i), index(start + j));
                }
            }
        }
    }
}

/// Whether two rows of one name that proves nothing by itself have the evidence: children of one name
/// beside adults of that name, or single names in neighbouring weeks with the same company or office.
fn are_one(a: &FormRow, b: &FormRow) -> bool {
    if a.is_short != b.is_short || a.is_minor != b.is_minor {
        return false;
    }
    if !a.is_short {
        return true;
    }
    let given = a.is_given_name_only() || b.is_given_name_only();
    let needed = if given { 4 } else { 1 };
    a.shares_week(b) && (a.shared_contexts(b) >= needed || (!given && a.shares_office(b)))
}

/// Joins pairs, the surest first, unless the two clusters hold names that exclude each other
/// ("George W. Bush", "George H. W. Bush"): no chain of pairs brings these together.
fn join_people(rows: &[FormRow], pairs: &[Pair], sets: &mut Sets) {
    // The different names of each cluster that has more than one.
    let mut names: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
    // A name that fits two that exclude each other joins neither.
    let mut fits: FxHashMap<u32, Vec<(u32, u16)>> = FxHashMap::default();
    for pair in pairs {
        for (one, other) in [(pair.a, pair.b), (pair.b, pair.a)] {
            let list = fits.entry(one).or_default();
            if list.len() < 16 {
                list.push((other, pair.doubt));
            }
        }
    }
    let is_torn = |row: u32, to: u32, doubt: u16| {
        fits.get(&row).is_some_and(|list| {
            list.iter().any(|&(other, d)| {
                other != to
                    && d < doubt + 10
                    && compare::people::exclude_each_other(&rows[other as usize].folded, &rows[to as usize].folded)
            })
        })
    };
    for pair in pairs {
        let (a, b) = (sets.root(pair.a), sets.root(pair.b));
        if a == b || is_torn(pair.a, pair.b, pair.doubt) || is_torn(pair.b, pair.a, pair.doubt) {
            continue;
        }
        let of = |root: u32| names.get(&root).cloned().unwrap_or_else(|| vec![root]);
        let (x, y) = (of(a), of(b));
        let excluded = x.iter().any(|&i| {
            y.iter().any(|&j| {
                let (a, b) = (&rows[i as usize], &rows[j as usize]);
                compare::people::exclude_each_other(&a.folded, &b.folded) || compare::people::are_generations(a, b)
            })
        });
        if excluded || x.len() + y.len() > 16 {
            continue;
        }
        sets.join(a, b);
        names.remove(&a);
        names.remove(&b);
        names.insert(a.min(b), x.into_iter().chain(y).collect());
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

/// A single name joins the one full name of its week and company that ends in it, or that begins
/// with it when it is no common given name ("Saddam").
fn short_people(rows: &[FormRow], sets: &mut Sets) {
    let mut by_family: FxHashMap<&str, Vec<u32>> = FxHashMap::default();
    let mut by_first: FxHashMap<&str, Vec<u32>> = FxHashMap::default();
    for (i, row) in rows.iter().enumerate() {
        if row.kind == Kind::Person && !row.is_short {
            let words = row.folded.split(' ').rev().find(|w| !super::within::is_generation(w));
            by_family.entry(words.unwrap_or_default()).or_default().push(index(i));
            let first = row.folded.split(' ').next().unwrap_or_default();
            if first.len() > 3 && !super::gender::is_given_name(first) {
                by_first.entry(first).or_default().push(index(i));
            }
        }
    }
    // Single names that are one already go together, to whom all of them fit best: "Obama" of many articles does not
    // bring "Barack Obama" and "Michelle Obama" together.
    let mut fits: BTreeMap<u32, Vec<Fit>> = BTreeMap::new();
    for (i, row) in rows.iter().enumerate() {
        if row.kind != Kind::Person || !row.is_short {
            continue;
        }
        let name = row.folded.as_str();
        let mut found = by_family.get(name).map_or_else(Vec::new, |of| scored(row, of, rows, sets, 1));
        if found.is_empty() {
            found = by_first.get(name).map_or_else(Vec::new, |of| scored(row, of, rows, sets, 2));
        }
        let all = fits.entry(sets.root(index(i))).or_default();
        for fit in found {
            match all.iter_mut().find(|known| known.full == fit.full) {
                Some(known) => known.company += fit.company,
                None => all.push(fit),
            }
        }
    }
    for (short, mut scored) in fits {
        if let Some(full) = standing_out(&mut scored) {
            sets.join(short, full);
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
        if let Some(best) = standing_out(&mut scored(row, candidates, rows, sets, 1)) {
            sets.join(index(i), best);
        }
    }
}

/// A name of several words that is a person in one article and a body in five others of the same
/// company is the body: all its mentions vote on its kind. A place that no gazetteer knows has no vote.
fn mistaken_kinds(rows: &[FormRow], sets: &mut Sets) {
    let mut people: FxHashMap<&str, u32> = FxHashMap::default();
    let mut bodies: FxHashMap<&str, u32> = FxHashMap::default();
    for (i, row) in rows.iter().enumerate() {
        if row.folded.contains(' ') && !row.is_short && !row.is_minor {
            match row.kind {
                Kind::Person => {
                    people.entry(&row.folded).or_insert(index(i));
                }
                Kind::Organisation => {
                    bodies.entry(&row.folded).or_insert(index(i));
                    let Some(&person) = people.get(row.folded.as_str()) else { continue };
                    let other = &rows[person as usize];
                    let (few, many) = (row.n_mentions.min(other.n_mentions), row.n_mentions.max(other.n_mentions));
                    if many >= 4 * few && (row.shares_week(other) || row.shared_contexts(other) > 0) {
                        sets.join(person, index(i));
                    }
                }
                Kind::Place if row.place.is_none() => {
                    let other = people.get(row.folded.as_str()).or_else(|| bodies.get(row.folded.as_str()));
                    let Some(&other) = other else { continue };
                    if row.shares_week(&rows[other as usize]) || row.shared_contexts(&rows[other as usize]) > 0 {
                        sets.join(other, index(i));
                    }
                }
                Kind::Place => {}
            }
        }
    }
}

/// A full name that a short one may stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Fit {
    /// What both are named together with.
    company: usize,
    /// Most articles that name it in one way.
    articles: u32,
    /// Its cluster.
    full: u32,
}

/// The candidates that share week and company with a short name.
fn scored(row: &FormRow, candidates: &[u32], rows: &[FormRow], sets: &mut Sets, least: usize) -> Vec<Fit> {
    let mut scored: Vec<Fit> = Vec::new();
    // Bounded: a family name that thousands bear is told by nothing that stands here.
    for &c in candidates.iter().take(MAX_CANDIDATES) {
        let row_of = &rows[c as usize];
        let (week, company) = (row.shares_week(row_of), row.shared_contexts(row_of));
        if !week && row.week.is_some() || company < least || compare::people::other_gender(row, row_of) {
            continue;
        }
        let (full, articles) = (sets.root(c), row_of.n_articles);
        match scored.iter_mut().find(|s| s.full == full) {
            Some(s) => (s.company, s.articles) = (s.company.max(company), s.articles.max(articles)),
            None => scored.push(Fit { company, articles, full }),
        }
    }
    scored
}

/// The best of scored candidates, when it stands out: by its company or, of those
/// that all have some, by that and by how many articles name it.
fn standing_out(scored: &mut [Fit]) -> Option<u32> {
    scored.sort_unstable_by(|a, b| b.cmp(a));
    let (first, others) = scored.split_first()?;
    let Some(second) = others.first() else { return Some(first.full) };
    if first.company >= 3 * second.company {
        return Some(first.full);
    }
    let known = |fit: &Fit| fit.company as u64 * u64::from(fit.articles);
    let best = scored.iter().max_by_key(|fit| known(fit))?;
    scored.iter().all(|fit| fit == best || known(best) >= 3 * known(fit)).then_some(best.full)
}

/// Full names looked at for one short name.
const MAX_CANDIDATES: usize = 64;

#[expect(clippy::cast_possible_truncation, reason = "fewer than 2^32 name forms")]
pub(super) const fn index(n: usize) -> u32 {
    n as u32
}

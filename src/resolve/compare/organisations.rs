//! Names of bodies that differ: word order, spelling, a country before it, a short form.
//!
//! In: sorted rows. Out: pairs. Parent and child stay apart: a name that is a longer one's beginning
//! joins it only as one word used in the same week and company ("Real", "Real Madrid").

use super::{Pair, Reason};
use crate::records::Kind;
use crate::resolve::cluster::index;
use crate::resolve::forms::FormRow;
use crate::resolve::words::{is_child, is_country_word, is_generic, is_small};
use rustc_hash::FxHashMap;

/// Pairs of names that may be one body's.
#[must_use]
pub fn pairs(rows: &[FormRow]) -> Vec<Pair> {
    let bodies: Vec<u32> = (0..index(rows.len()))
        .filter(|&i| rows[i as usize].kind == Kind::Organisation && !rows[i as usize].is_short)
        .collect();
    let mut pairs = Vec::new();
    spellings(rows, &bodies, &mut pairs);
    parts(rows, &bodies, &mut pairs);
    pairs.sort_unstable();
    pairs
}

/// Bodies of one block that each is compared with.
const WINDOW: usize = 8;

/// Names of the same words in another order or spelling.
fn spellings(rows: &[FormRow], bodies: &[u32], pairs: &mut Vec<Pair>) {
    let mut keyed: Vec<(String, u32)> =
        bodies.iter().map(|&row| (bag(&rows[row as usize].folded), row)).filter(|(key, _)| !key.is_empty()).collect();
    keyed.sort_unstable();
    for block in keyed.chunk_by(|a, b| a.0 == b.0) {
        for (i, (_, a)) in block.iter().enumerate() {
            for (_, b) in block[i + 1..].iter().take(WINDOW) {
                let (x, y) = (&rows[*a as usize], &rows[*b as usize]);
                let reason =
                    if in_order(&x.folded) == in_order(&y.folded) { Reason::Spelling } else { Reason::WordOrder };
                // One word more or less of plural needs company; a long name in another order does not.
                let evidence = usize::from(x.shares_week(y)) + x.shared_contexts(y);
                if evidence > 0 || x.folded.split(' ').count() > 2 {
                    pairs.push(Pair { doubt: 100 * reason as u16, a: *a, b: *b, reason });
                }
            }
        }
    }
}

/// Words as they are compared whatever the spelling.
fn respelt(word: &str) -> &str {
    match word {
        "organisation" => "organization",
        "centre" => "center",
        "defence" => "defense",
        "labor" => "labour",
        "saint" => "st",
        "dept" => "department",
        "assn" => "association",
        "univ" => "university",
        "intl" => "international",
        "govt" => "government",
        "natl" => "national",
        "programme" => "program",
        "theatre" => "theater",
        "ministries" => "ministry",
        _ if word.len() > 4 && word.ends_with('s') && !word.ends_with("ss") => &word[..word.len() - 1],
        _ => word,
    }
}

fn in_order(folded: &str) -> Vec<&str> {
    folded.split(' ').filter(|w| !is_small(w)).map(respelt).collect()
}

/// The words of a name, sorted where their order says nothing; empty for names of generic words only.
fn bag(folded: &str) -> String {
    let mut words = in_order(folded);
    if words.iter().all(|w| is_generic(w)) {
        return String::new();
    }
    let reorders = |w: &&str| {
        matches!(
            *w,
            "university"
                | "ministry"
                | "department"
                | "college"
                | "institute"
                | "council"
                | "office"
                | "police"
                | "hospital"
                | "court"
        )
    };
    if words.iter().any(reorders) {
        words.sort_unstable();
    }
    words.join(" ")
}

/// "U.S. Agriculture Department" and "Agriculture Department"; "Real" and "Real Madrid".
fn parts(rows: &[FormRow], bodies: &[u32], pairs: &mut Vec<Pair>) {
    let mut at: FxHashMap<&str, u32> = FxHashMap::default();
    for &row in bodies {
        at.entry(&rows[row as usize].folded).or_insert(row);
    }
    // What each short name is a part of; None where several fit.
    let mut found: FxHashMap<u32, Vec<Pair>> = FxHashMap::default();
    let mut order: Vec<u32> = Vec::new();
    for &row in bodies {
        let long = &rows[row as usize];
        let mut add = |short: u32, reason: Reason, company: usize| {
            let list = found.entry(short).or_default();
            if list.is_empty() {
                order.push(short);
            }
            if list.len() < 64 {
                let doubt = 100 * reason as u16 + 50 - u16::try_from(company.min(40)).unwrap_or(40);
                list.push(Pair { doubt, a: short, b: row, reason });
            }
        };
        if let Some((first, rest)) = long.folded.split_once(' ')
            && is_country_word(first)
            && rest.contains(' ')
            && let Some(&short) = at.get(rest)
        {
            let company = long.shared_contexts(&rows[short as usize]);
            add(short, Reason::Country, company);
        }
        if let Some((first, rest)) = long.folded.split_once(' ')
            && !is_generic(first)
            && !is_small(first)
            && !is_country_word(first)
            && !rest.split(' ').next().is_some_and(is_small)
            && !rest.split(' ').any(is_child)
            && let Some(&short) = at.get(first)
        {
            let company = long.shared_contexts(&rows[short as usize]);
            if company >= 2 && long.shares_week(&rows[short as usize]) {
                add(short, Reason::Beginning, company);
            }
        }
    }
    for short in order {
        let Some(mut list) = found.remove(&short) else { continue };
        list.sort_unstable();
        let clear = match list.as_slice() {
            [_] => true,
            [first, second, ..] => first.reason == second.reason && first.doubt + 8 <= second.doubt,
            [] => false,
        };
        let company = rows[short as usize].shared_contexts(&rows[list[0].b as usize]);
        if clear && (company > 0 || list[0].reason != Reason::Country) {
            pairs.push(list[0]);
        }
    }
}

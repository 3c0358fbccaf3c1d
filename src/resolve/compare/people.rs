//! Full names of people that differ: initials, middle names, nicknames, transliterations.
//!
//! In: sorted rows. Out: pairs. A block is all full names whose family names sound alike; large
//! blocks are cut by the first letter of the given name, then looked at in a window, so that no family
//! name makes quadratic work.

use super::{Pair, Reason};
use crate::records::Kind;
use crate::resolve::cluster::index;
use crate::resolve::fold::skeleton;
use crate::resolve::forms::FormRow;
use crate::resolve::within::is_generation;
use crate::resolve::words::same_given_name;

/// A full name, parsed.
#[derive(Debug, Clone)]
struct FullName<'a> {
    row: u32,
    family: &'a str,
    given: Vec<&'a str>,
    generation: Option<&'a str>,
    /// Sound of the family name, then of the first given name.
    sound: (String, String),
}

fn parse(row: u32, folded: &str) -> Option<FullName<'_>> {
    let mut words: Vec<&str> = folded.split(' ').collect();
    let generation = words.pop_if(|w| is_generation(w));
    let family = words.pop()?;
    let first = *words.first()?;
    Some(FullName { row, family, sound: (skeleton(family), skeleton(first)), given: words, generation })
}

/// Names of one block that every other one is compared with.
const WINDOW: usize = 40;

/// Pairs of full names that may be one person's.
#[must_use]
pub fn pairs(rows: &[FormRow]) -> Vec<Pair> {
    let mut names: Vec<FullName<'_>> = Vec::new();
    for (i, row) in rows.iter().enumerate() {
        let is_new = names.last().is_none_or(|n| rows[n.row as usize].folded != row.folded);
        if row.kind == Kind::Person && !row.is_short && !row.is_minor && is_new {
            names.extend(parse(index(i), &row.folded));
        }
    }
    // By sound of family name, then first letter, then sound of the given name: initials stand before
    // the names that they may stand for.
    names.sort_by(|a, b| (&a.sound.0, &a.sound.1, a.row).cmp(&(&b.sound.0, &b.sound.1, b.row)));
    let mut pairs = Vec::new();
    for block in names.chunk_by(|a, b| a.sound.0 == b.sound.0) {
        for (i, a) in block.iter().enumerate() {
            for b in block[i + 1..].iter().take(WINDOW) {
                if let Some((reason, doubt)) = compare(a, b, rows) {
                    pairs.push(Pair { doubt, a: a.row, b: b.row, reason });
                }
            }
        }
    }
    pairs.sort_unstable();
    pairs
}

fn compare(a: &FullName<'_>, b: &FullName<'_>, rows: &[FormRow]) -> Option<(Reason, u16)> {
    let (x, y) = (&rows[a.row as usize], &rows[b.row as usize]);
    if excludes(a, b) || other_gender(x, y) {
        return None;
    }
    let company = x.shared_contexts(y);
    let weeks = x.shares_week(y);
    let known_company = if company > 0 { 2 } else { 0 } + usize::from(weeks);
    let same_family = a.family == b.family;
    let (first, other) = (a.given[0], b.given[0]);
    let reason = if same_family && first == other {
        Reason::MiddleName
    } else if same_family && (first.len() == 1 || other.len() == 1) && company >= 2 && weeks {
        Reason::Initial
    } else if a.sound == b.sound
        && first.len() > 2
        && other.len() > 2
        && (a.family.len() > 4 || same_family)
        && known_company > 0
    {
        Reason::Transliteration
    } else if same_family && first.len() > 1 && other.len() > 1 && same_given_name(first, other) && company >= 2 {
        Reason::Nickname
    } else {
        return None;
    };
    let doubt = 100 * reason as usize + 50 - company.min(40) - usize::from(weeks) * 5;
    Some((reason, u16::try_from(doubt).unwrap_or(u16::MAX)))
}

/// Whether two names cannot be one person's: generations, middle names or given names that differ.
fn excludes(a: &FullName<'_>, b: &FullName<'_>) -> bool {
    if a.generation.is_some() && b.generation.is_some() && a.generation != b.generation {
        return true;
    }
    if !given_fits(a.given[0], b.given[0], &a.sound.1, &b.sound.1) {
        return true;
    }
    let (short, long) = if a.given.len() <= b.given.len() { (a, b) } else { (b, a) };
    !middle_names_fit(&short.given[1..], &long.given[1..])
}

/// Whether the middle names of one way to write a name are in the other, in order. No initial is skipped for one:
/// "George W." is not "George H. W.".
#[must_use]
pub fn middle_names_fit(short: &[&str], long: &[&str]) -> bool {
    let mut left = long;
    short.iter().all(|m| {
        let fits = |l: &&str| *m == *l || (m.len() == 1 && l.starts_with(m)) || (l.len() == 1 && m.starts_with(l));
        let Some(at) = left.iter().position(fits) else { return false };
        let is_skipped = m.len() == 1 && left[..at].iter().any(|l| l.len() == 1);
        left = &left[at + 1..];
        !is_skipped
    })
}

/// Whether articles name both side by side, one of them as the younger: "Donald Vane and his son Donald Vane Jr".
#[must_use]
pub fn are_generations(a: &FormRow, b: &FormRow) -> bool {
    let generation = |row: &FormRow| row.folded.rsplit_once(' ').is_some_and(|(_, last)| is_generation(last));
    generation(a) != generation(b) && (a.is_named_beside(b) || b.is_named_beside(a))
}

fn given_fits(a: &str, b: &str, sound_a: &str, sound_b: &str) -> bool {
    let initial = |x: &str, y: &str| x.len() == 1 && y.starts_with(x);
    a == b || initial(a, b) || initial(b, a) || sound_a == sound_b || same_given_name(a, b)
}

/// Whether two folded full names cannot be one person's.
#[must_use]
pub fn exclude_each_other(a: &str, b: &str) -> bool {
    match (parse(0, a), parse(0, b)) {
        (Some(a), Some(b)) => a.sound.0 != b.sound.0 && a.family != b.family || excludes(&a, &b),
        _ => false,
    }
}

/// Whether what both are called by says that one is a woman and one a man.
#[must_use]
pub fn other_gender(a: &FormRow, b: &FormRow) -> bool {
    let side = |r: &FormRow| match r.genders {
        [f, m] if f > m => 1,
        [f, m] if m > f => -1,
        _ => 0,
    };
    side(a) * side(b) < 0
}

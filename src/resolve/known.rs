//! Bodies that everybody knows by a short form: "Fed", "NATO", "Scotland Yard"; and what words say of a body's type.
//!
//! In: a body's name as written. Out: the folded words it is compared by. Data: `en/known_body.tsv`, `en/org_type.tsv`.

use super::fold::{fold, one_line};
use super::within::{body_words, looks_like_acronym};
use crate::records::{Kind, OrgType};
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// A row of `known_body.tsv`.
#[derive(Debug, Clone, Copy)]
pub struct KnownBody {
    /// Name it is shown under.
    pub name: &'static str,
    /// What it is.
    pub org_type: Option<OrgType>,
    /// ISO 3166-1 alpha-2.
    pub country_code: Option<&'static str>,
}

#[derive(Default)]
struct Known {
    /// By the folded name that its forms are compared by.
    by_key: FxHashMap<String, KnownBody>,
    /// Key of a folded form of several words or more than five letters.
    long: FxHashMap<String, String>,
    /// Key of a short form, capitals as in the list ("WHO" is not "Who").
    short: FxHashMap<&'static str, String>,
}

static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    let mut known = Known::default();
    for row in super::words::rows(include_str!("en/known_body.tsv")) {
        let mut cells = row.split('\t');
        let name = cells.next().unwrap_or_default();
        let aliases = cells.next().unwrap_or_default();
        let org_type = cells.next().and_then(type_named);
        let country_code = cells.next().filter(|c| !c.is_empty());
        let key = body_words(fold(name, Kind::Organisation));
        for form in std::iter::once(name).chain(aliases.split('|')) {
            if is_short(form) {
                known.short.insert(form, key.clone());
            } else {
                known.long.insert(body_words(fold(form, Kind::Organisation)), key.clone());
            }
        }
        known.by_key.insert(key, KnownBody { name, org_type, country_code });
    }
    known
});

fn is_short(form: &str) -> bool {
    !form.contains(' ') && form.len() <= 5
}

fn type_named(name: &str) -> Option<OrgType> {
    OrgType::ALL.iter().copied().find(|t| t.as_str() == name)
}

/// The folded words that a body's name is compared by: without "the" and legal forms, and for a
/// known body those of its own name.
#[must_use]
pub fn body_key(name: &str) -> String {
    let name = one_line(name);
    let bare = name.strip_prefix("the ").or_else(|| name.strip_prefix("The ")).unwrap_or(&name);
    let words = body_words(fold(bare, Kind::Organisation));
    let key = if is_short(bare) || looks_like_acronym(bare) {
        let without_dots = || bare.contains('.').then(|| KNOWN.short.get(bare.replace('.', "").as_str())).flatten();
        KNOWN.short.get(bare).or_else(without_dots)
    } else {
        KNOWN.long.get(&words)
    };
    key.cloned().unwrap_or(words)
}

/// Folded words without "the" and legal forms, whatever body is known by them.
#[must_use]
pub fn body_words_of(name: &str) -> String {
    body_words(fold(&one_line(name), Kind::Organisation))
}

/// The known body of a key that [`body_key`] gave.
#[must_use]
pub fn of_key(key: &str) -> Option<KnownBody> {
    KNOWN.by_key.get(key).copied()
}

/// Row and type of a word.
type Types = FxHashMap<&'static str, (usize, OrgType)>;

static TYPES: LazyLock<(Types, Types)> = LazyLock::new(|| {
    let (mut single, mut double) = (Types::default(), Types::default());
    for (i, row) in super::words::rows(include_str!("en/org_type.tsv")).enumerate() {
        if let Some((word, Some(org_type))) = row.split_once('\t').map(|(w, t)| (w, type_named(t))) {
            let map = if word.contains(' ') { &mut double } else { &mut single };
            map.entry(word).or_insert((i, org_type));
        }
    }
    (single, double)
});

/// What the words of a name, as written, say of its type.
#[must_use]
pub fn type_of_words(name: &str) -> Option<OrgType> {
    let folded = fold(name, Kind::Organisation);
    let (singles, doubles) = &*TYPES;
    let mut best: Option<(usize, OrgType)> = None;
    let mut take = |found: Option<&(usize, OrgType)>| {
        if let Some(&found) = found
            && best.is_none_or(|b| found.0 < b.0)
        {
            best = Some(found);
        }
    };
    // Words are parted by one space each: two of them are a part of the whole.
    let (mut before, mut start) = (None, 0);
    for word in folded.split(' ') {
        let end = start + word.len();
        take(singles.get(word));
        if let Some(before) = before {
            take(doubles.get(&folded[before..end]));
        }
        before = Some(start);
        start = end + 1;
    }
    best.map(|(_, t)| t)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_forms_of_known_bodies_are_compared_by_their_name() {
        assert_eq!(body_key("Fed"), body_key("the Federal Reserve"));
        assert_eq!(body_key("Nato"), body_key("NATO"));
        assert_eq!(body_key("U.N."), "united nations");
        assert_eq!(body_key("The Who"), "who");
        assert_eq!(body_key("Brightwell Foods Ltd"), "brightwell foods");
    }

    #[test]
    fn words_of_a_name_tell_its_type() {
        assert_eq!(type_of_words("Keele University"), Some(OrgType::Education));
        assert_eq!(type_of_words("Brightwell Foods Ltd"), Some(OrgType::Company));
        assert_eq!(type_of_words("Finsbury Park Mosque"), Some(OrgType::Religious));
        assert_eq!(type_of_words("Aldous"), None);
    }

    #[test]
    fn every_known_body_has_a_type_of_the_closed_set() {
        for row in super::super::words::rows(include_str!("en/known_body.tsv")) {
            let cells: Vec<&str> = row.split('\t').collect();
            assert!(cells.len() == 4 && type_named(cells[2]).is_some(), "{row}");
        }
        for row in super::super::words::rows(include_str!("en/org_type.tsv")) {
            assert!(row.split_once('\t').and_then(|r| type_named(r.1)).is_some(), "{row}");
        }
    }
}

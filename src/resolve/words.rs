//! The word lists of this stage, read once a process.
//!
//! In: the `.tsv` files in `en/`. Out: look-ups on folded words. A new word is a row there.

use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::LazyLock;

/// Rows of a list: neither comments nor the header.
pub(super) fn rows(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().filter(|l| !l.starts_with('#') && !l.trim().is_empty()).skip(1)
}

fn org_words(kind: &'static str) -> FxHashSet<&'static str> {
    rows(include_str!("en/org_word.tsv"))
        .filter_map(|l| l.split_once('\t'))
        .filter_map(|(k, word)| (k == kind).then_some(word))
        .collect()
}

/// "ltd", "inc": a legal form.
#[must_use]
pub fn is_legal_suffix(word: &str) -> bool {
    static WORDS: LazyLock<FxHashSet<&str>> = LazyLock::new(|| org_words("suffix"));
    WORDS.contains(word)
}

/// "council", "national": names no one body by itself.
#[must_use]
pub fn is_generic(word: &str) -> bool {
    static WORDS: LazyLock<FxHashSet<&str>> = LazyLock::new(|| org_words("generic"));
    WORDS.contains(word)
}

/// "press", "youth": what a part of a larger body is called by.
#[must_use]
pub fn is_child(word: &str) -> bool {
    static WORDS: LazyLock<FxHashSet<&str>> = LazyLock::new(|| org_words("child"));
    WORDS.contains(word)
}

/// "of", "the": gives no letter to an acronym.
#[must_use]
pub fn is_small(word: &str) -> bool {
    static WORDS: LazyLock<FxHashSet<&str>> = LazyLock::new(|| org_words("small"));
    WORDS.contains(word)
}

/// "us", "british": a country before a body's name.
#[must_use]
pub fn is_country_word(word: &str) -> bool {
    static WORDS: LazyLock<FxHashSet<&str>> = LazyLock::new(|| org_words("country"));
    WORDS.contains(word)
}

/// Rows of `nickname.tsv` that a folded given name stands in.
static NICKNAMES: LazyLock<FxHashMap<&str, Vec<u16>>> = LazyLock::new(|| {
    let mut map: FxHashMap<&str, Vec<u16>> = FxHashMap::default();
    for (i, row) in rows(include_str!("en/nickname.tsv")).enumerate() {
        for name in row.split_whitespace() {
            map.entry(name).or_default().push(u16::try_from(i).unwrap_or(u16::MAX));
        }
    }
    map
});

/// Whether a folded word stands in the list of short forms.
#[must_use]
pub fn is_nickname(word: &str) -> bool {
    NICKNAMES.contains_key(word)
}

/// Whether two folded given names may be one person's: equal, or forms of one name ("bob", "robert").
#[must_use]
pub fn same_given_name(a: &str, b: &str) -> bool {
    a == b || matches!((NICKNAMES.get(a), NICKNAMES.get(b)), (Some(x), Some(y)) if x.iter().any(|i| y.contains(i)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_forms_of_a_given_name_are_known() {
        assert!(same_given_name("bob", "robert") && same_given_name("tony", "antony"));
        assert!(!same_given_name("mark", "jean") && !same_given_name("mary", "mark"));
    }
}

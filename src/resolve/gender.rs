//! What given names and titles say of gender.
//!
//! In: a folded word, or a title as written. Out: the gender that it suggests. A new name is a row
//! of `en/given_name.tsv`.

use crate::records::Gender;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

static NAMES: LazyLock<FxHashMap<&str, Option<Gender>>> = LazyLock::new(|| {
    let rows = include_str!("en/given_name.tsv").lines().filter(|l| !l.starts_with('#')).skip(1);
    rows.filter_map(|l| l.split_once('\t'))
        .map(|(name, gender)| {
            let gender = match gender {
                "f" => Some(Gender::Female),
                "m" => Some(Gender::Male),
                _ => None,
            };
            (name, gender)
        })
        .collect()
});

/// From the list of given names; None for unknown names and those of both.
#[must_use]
pub fn of_given_name(folded: &str) -> Option<Gender> {
    match NAMES.get(folded) {
        Some(gender) => *gender,
        // "Jean-Pierre" is in the list whole or is what its last part is; "Anne-Marie" its first.
        None => folded.split_once('-').and_then(|(first, last)| {
            let (a, b) = (NAMES.get(first).copied().flatten(), NAMES.get(last).copied().flatten());
            a.or(b)
        }),
    }
}

/// Whether a folded word is a given name, to be expected without a family name.
#[must_use]
pub fn is_given_name(folded: &str) -> bool {
    NAMES.contains_key(folded) || super::words::is_nickname(folded)
}

/// "Mrs", "Sir", "Queen": from a title.
#[must_use]
pub fn of_title(title: &str) -> Option<Gender> {
    title.split_whitespace().find_map(|word| match word.trim_end_matches('.').to_lowercase().as_str() {
        "mr" | "sir" | "lord" | "king" | "prince" | "father" | "baron" | "duke" | "earl" | "count" | "monsieur"
        | "herr" | "señor" | "signor" | "sheikh" | "emir" | "sultan" | "brother" | "pope" | "monsignor" | "don"
        | "chairman" | "congressman" | "councilman" | "spokesman" | "businessman" | "actor" => Some(Gender::Male),
        "mrs" | "ms" | "miss" | "lady" | "dame" | "queen" | "princess" | "sister" | "baroness" | "madame" | "mme"
        | "mademoiselle" | "frau" | "señora" | "signora" | "duchess" | "countess" | "empress" | "chairwoman"
        | "congresswoman" | "councilwoman" | "spokeswoman" | "businesswoman" | "actress" => Some(Gender::Female),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_names_and_titles_suggest_a_gender_or_none() {
        assert_eq!(of_given_name("siobhan"), Some(Gender::Female));
        assert_eq!(of_given_name("mohammed"), Some(Gender::Male));
        assert_eq!(of_given_name("jean-pierre"), Some(Gender::Male));
        assert_eq!(of_given_name("robin"), None);
        assert_eq!(of_given_name("brightwell"), None);
        assert_eq!(of_title("Prime Minister Dame"), Some(Gender::Female));
    }

    #[test]
    fn given_names_are_sorted_and_each_stands_once() {
        let rows: Vec<&str> =
            include_str!("en/given_name.tsv").lines().filter(|l| !l.starts_with('#')).skip(1).collect();
        let names: Vec<&str> = rows.iter().filter_map(|r| r.split('\t').next()).collect();
        assert!(names.windows(2).all(|w| w[0] < w[1]));
        assert!(names.len() > 1500, "{}", names.len());
    }
}

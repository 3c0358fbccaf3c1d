//! Text reduced to its letters and digits, lower-case and without accents.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{canonical_combining_class, is_combining_mark};

/// The letters and digits of a text, and how many of them come before each of its code points.
#[derive(Debug, Default)]
pub struct Folded {
    /// Letters and digits.
    pub key: Vec<char>,
    /// `before[i]`: length of the key of the first `i` code points; one entry more than code points.
    pub before: Vec<u32>,
}

/// A run of letters and digits: first and one past the last position in the key.
pub type Word = (usize, usize);

impl Folded {
    /// Folds a text (NFKD, lower case, no accents).
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "articles are far shorter than 2^32")]
    pub fn new(text: &str) -> Self {
        let mut key = Vec::with_capacity(text.len());
        let mut before = Vec::with_capacity(text.len() + 1);
        before.push(0);
        for c in text.chars() {
            if c.is_ascii() {
                if c.is_ascii_alphanumeric() {
                    key.push(c.to_ascii_lowercase());
                }
            } else {
                fold(c, &mut key);
            }
            before.push(key.len() as u32);
        }
        Self { key, before }
    }

    /// Runs of letters and digits; a combining mark does not split a word.
    #[must_use]
    pub fn words(&self, text: &str) -> Vec<Word> {
        let mut words = Vec::new();
        let mut start = None;
        for (i, c) in text.chars().enumerate() {
            let (here, next) = (self.before[i] as usize, self.before[i + 1] as usize);
            if next > here {
                start = start.or(Some(here));
            } else if canonical_combining_class(c) == 0 {
                words.extend(start.take().map(|s| (s, here)));
            }
        }
        words.extend(start.map(|s| (s, self.key.len())));
        words
    }
}

/// Full case folding differs from lower case in few letters that news has.
fn fold(c: char, key: &mut Vec<char>) {
    for part in std::iter::once(c).nfkd() {
        match part {
            'ß' | 'ẞ' => key.extend(['s', 's']),
            'ς' => key.push('σ'),
            _ => key.extend(part.to_lowercase().filter(|&c| is_letter_or_digit(c))),
        }
    }
}

/// A letter or a number, but no mark.
#[must_use]
pub fn is_letter_or_digit(c: char) -> bool {
    c.is_alphanumeric() && !is_combining_mark(c)
}

/// Words of a text for comparison: NFKC, lower case, letters, digits and `_`.
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    let text: String = text.nfkc().collect::<String>().to_lowercase();
    text.split(|c: char| !(is_letter_or_digit(c) || c == '_')).filter(|w| !w.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_marks_and_case_are_dropped() {
        let folded = Folded::new("“Zoë’s ﬁrst");
        assert_eq!(folded.key.iter().collect::<String>(), "zoesfirst");
        assert_eq!(folded.before, [0, 0, 1, 2, 3, 3, 4, 4, 6, 7, 8, 9]);
    }

    #[test]
    fn a_combining_mark_does_not_split_a_word() {
        let text = "Zoe\u{308}s x";
        assert_eq!(Folded::new(text).words(text), [(0, 4), (4, 5)]);
    }
}

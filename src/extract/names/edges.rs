//! Where one name ends and the next begins, when the model took two for one.
//!
//! In: a name as tagged, with what lists and article know of its parts. Out: its parts. "Google and
//! Mohamed" are two, "Marks and Spencer" is one; "Italy's Supreme Court" is a place and a body; "The"
//! is no part of a name but of listed ones.

use super::agreement::{Evidence, Seen};
use super::lexicon::{
    self, BODY, BODY_WORD, CITY, CLUB, COMMON, COMPANY, COUNTRY, Classes, FAMILY, GIVEN, MEDIA, OTHER, PLACE_WORD,
    PREFIX, REGION, TITLE,
};
use super::weights::Model;
use super::words::fold_into;
use crate::extract::tokens::Token;

const PLACES: Classes = COUNTRY | REGION | CITY;
const BODIES: Classes = BODY | COMPANY | MEDIA | CLUB;

/// Ends of companies' names.
const COMPANY_ENDS: &[&str] = &[
    "AG", "Co", "Co.", "Corp", "Corp.", "Inc", "Inc.", "LLC", "LLP", "Limited", "Ltd", "Ltd.", "NV", "PLC", "Plc",
    "SA", "plc",
];

/// What makes an adjective of a name, behind a hyphen.
const ADJECTIVE_ENDS: &[&str] = &[
    "affiliated",
    "allied",
    "area",
    "backed",
    "based",
    "born",
    "bound",
    "brokered",
    "built",
    "controlled",
    "dominated",
    "educated",
    "era",
    "funded",
    "held",
    "language",
    "led",
    "linked",
    "listed",
    "made",
    "occupied",
    "only",
    "owned",
    "ruled",
    "run",
    "sponsored",
    "style",
    "supported",
    "trained",
    "type",
    "wide",
];

/// A part of a name: tokens from..to of the article, and its kind 1..=4.
pub type Part = (usize, usize, u8);

/// What parts of names are judged by.
pub struct Parts<'a> {
    /// The text.
    pub text: &'a str,
    /// Its tokens.
    pub tokens: &'a [Token],
    /// What is known of each.
    pub seen: &'a [Seen],
    /// What the article says elsewhere.
    pub evidence: &'a Evidence,
    /// For its lists.
    pub model: &'a Model<'a>,
}

impl Parts<'_> {
    /// The text of token `i`.
    pub fn word(&self, i: usize) -> &str {
        self.tokens[i].of(self.text)
    }

    fn classes(&self, from: usize, to: usize) -> Classes {
        let mut hash = None;
        let mut folded = Vec::new();
        for token in &self.tokens[from..to] {
            folded.clear();
            fold_into(token.of(self.text), &mut folded);
            let word = lexicon::hash(&folded);
            hash = Some(hash.map_or(word, |before| lexicon::extend(before, word)));
        }
        hash.map_or(0, |h| self.model.classes(h)) & !PREFIX
    }

    /// What lists or the rest of the article take these tokens for.
    fn known(&self, from: usize, to: usize) -> Option<u8> {
        let classes = self.classes(from, to);
        if classes & PLACES != 0 && classes & (BODIES | GIVEN | FAMILY) == 0 {
            return Some(3);
        }
        if classes & BODIES != 0 && classes & (PLACES | GIVEN | FAMILY) == 0 {
            return Some(2);
        }
        self.evidence.leading(&self.seen[from..to])
    }

    fn has_body_word(&self, from: usize, to: usize) -> bool {
        self.seen[from..to].iter().any(|s| s.classes & BODY_WORD != 0)
    }

    /// Whether the token `at` is the dot of the abbreviated state before it.
    pub fn is_abbreviated(&self, at: usize) -> bool {
        let dot = self.tokens.get(at).filter(|t| !t.space_before() && t.of(self.text) == ".");
        let Some(dot) = dot.filter(|_| at > 0) else { return false };
        let before = self.tokens[at - 1];
        if !before.has_upper() || before.span.len() > 6 {
            return false;
        }
        let mut folded = Vec::new();
        fold_into(before.of(self.text), &mut folded);
        fold_into(dot.of(self.text), &mut folded);
        (self.model.classes(lexicon::hash(&folded)) | self.classes(at - 1, at + 1)) & REGION != 0
    }

    /// Whether a word with a dot is an abbreviated state: "Calif".
    pub fn is_state_with_dot(&self, word: &str) -> bool {
        let mut folded = Vec::new();
        fold_into(word, &mut folded);
        folded.push(b'.');
        self.model.classes(lexicon::hash(&folded)) & REGION != 0
    }

    /// Whether "The" stands before the tokens `from`..`to` and belongs to them: "The Hague", not "the Netherlands".
    pub fn is_after_its_article(&self, from: usize, to: usize) -> bool {
        from > 0
            && matches!(self.word(from - 1), "The" | "the")
            && !self.tokens[from].line_before()
            && self.classes(from - 1, to) & PLACES != 0
            && self.classes(from, to) & PLACES == 0
    }

    /// Hands the parts of a name to `take`, in text order.
    pub fn of(&self, mut from: usize, to: usize, kind: u8, take: &mut dyn FnMut(Part)) {
        // "Boston-based", "U.S.-led": adjectives, no names and no part of one.
        while from < to && self.tokens[from].has_hyphen() && is_adjective(self.word(from)) {
            from += 1;
        }
        if from == to {
            return;
        }
        if to - from == 1 {
            take((from, to, kind));
            return;
        }
        // "New Jersey Governor" before "Chris Christie": the office is no part of the name.
        let mut to = to;
        let mut kind = kind;
        let next = |to: usize| self.seen.get(to).is_some_and(|s| s.upper) && !self.tokens[to].line_before();
        while matches!(kind, 2 | 3)
            && to - from > 1
            && self.seen[to - 1].classes & (TITLE | BODY_WORD | PLACE_WORD) == TITLE
            && next(to)
            && self.classes(from, to) & (PLACES | BODIES | OTHER) == 0
        {
            to -= 1;
            let place = self.classes(from, to) & PLACES != 0;
            kind = if place { 3 } else { self.known(from, to).filter(|&k| k != 4).unwrap_or(kind) };
        }
        if to - from == 1 {
            take((from, to, kind));
            return;
        }
        if kind != 4
            && matches!(self.word(from), "The" | "the" | "THE")
            && self.classes(from, to) & (PLACES | BODIES | OTHER) == 0
        {
            from += 1;
        }
        if kind == 2
            && let Some(person) = self.person_at_end(from, to)
        {
            take((from, person, 2));
            take((person, to, 1));
            return;
        }
        for i in from + 1..to.saturating_sub(1) {
            let cut = match self.word(i) {
                "and" | "AND" => self.cut_at_and(from, i, to, kind),
                "'s" | "’s" | "'S" | "’S" => self.cut_at_possessive(from, i, to, kind),
                _ => None,
            };
            if let Some((left, right)) = cut {
                take((from, i, left));
                self.of(i + 1, to, right, take);
                return;
            }
        }
        take((from, to, kind));
    }

    /// Where the name of a person begins that stands right behind a body: "Refugee Council Ann Pike".
    fn person_at_end(&self, from: usize, to: usize) -> Option<usize> {
        let person = to.checked_sub(2).filter(|&at| at > from + 1)?;
        let [given, family] = [self.seen[person].classes, self.seen[person + 1].classes];
        let other = PLACES | BODIES | BODY_WORD | PLACE_WORD | TITLE | COMMON;
        let named = given & GIVEN != 0 && family & FAMILY != 0 && (given | family) & other == 0
            || self.evidence.leading(&self.seen[person..to]) == Some(1);
        (named && self.seen[person - 1].classes & BODY_WORD != 0).then_some(person)
    }

    fn cut_at_and(&self, from: usize, and: usize, to: usize, kind: u8) -> Option<(u8, u8)> {
        if self.classes(from, to) != 0 || kind == 4 || !self.seen[and + 1].upper {
            return None;
        }
        let (left, right) = (self.known(from, and), self.known(and + 1, to));
        let of = |known: Option<u8>| known.filter(|&k| k != 4).unwrap_or(kind);
        let cut = match kind {
            1 => true,
            3 => left == Some(3) && right == Some(3) || !self.has_body_word(from, to) && to - from < 6,
            _ => {
                let links = (from..and).any(|i| matches!(self.word(i), "of" | "for" | "Of" | "For"));
                left.is_some() && right.is_some()
                    || COMPANY_ENDS.contains(&self.word(and - 1))
                    || !links
                        && (self.has_body_word(from, and) && self.has_body_word(and + 1, to) && left.is_some()
                            || !self.has_body_word(from, to) && (left.is_some() || right.is_some()))
            }
        };
        cut.then(|| (of(left), of(right)))
    }

    fn cut_at_possessive(&self, from: usize, mark: usize, to: usize, kind: u8) -> Option<(u8, u8)> {
        if kind == 4 || !self.seen[mark + 1].upper || self.classes(from, to) & !(GIVEN | FAMILY) != 0 {
            return None;
        }
        let left = match self.known(from, mark) {
            Some(4) | None => {
                // "Agriculture Department's Drazek": a body with its kind named.
                (mark - from > 1 && self.seen[mark - 1].classes & BODY_WORD != 0).then_some(2)
            }
            known => known,
        };
        let right = self.known(mark + 1, to).filter(|&k| k != 4);
        left.map(|left| (left, right.unwrap_or(kind)))
    }
}

/// "Boston-based", "U.S.-led".
pub fn is_adjective(word: &str) -> bool {
    word.rsplit_once('-').is_some_and(|(_, last)| ADJECTIVE_ENDS.binary_search(&last).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted() {
        assert!(ADJECTIVE_ENDS.is_sorted());
    }
}

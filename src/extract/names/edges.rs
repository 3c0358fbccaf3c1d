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
    "AG", "Co", "Co.", "Corp", "Corp.", "GmbH", "Inc", "Inc.", "LLC", "LLP", "Limited", "Ltd", "Ltd.", "NV", "PLC",
    "Plc", "SA", "plc",
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
    "winner",
    "winning",
];

/// What stands before an office and is part of it: "Deputy Chief Constable".
const RANKS: &[&str] =
    &["Acting", "Assistant", "Associate", "Deputy", "Executive", "First", "Former", "Interim", "Senior", "Vice"];
/// Titles that also begin the names of towns, ships and halls.
const NAMING: &[&str] = &["King", "Lady", "Lord", "Mount", "Prince", "Princess", "Queen", "Saint", "St", "St."];
/// What may begin an office, but ends the name before it.
const ENDING: &[&str] = &["Borough", "City", "County", "Police", "School", "Town", "Township"];
/// Most words of an office.
const LONGEST_OFFICE: usize = 4;

/// A part of a name: tokens from..to of the article, and its kind 1..=4.
pub type Part = (usize, usize, u8);

/// A name parted by an office.
struct Cut {
    /// First token of the office.
    first: usize,
    /// Token behind it.
    end: usize,
    /// Token behind the person.
    person: usize,
    /// Kind of what stands before it.
    left: u8,
}

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
        let hash = self.seen[from..to].iter().map(|s| s.lower).reduce(lexicon::extend);
        hash.map_or(0, |h| self.model.classes(h)) & !PREFIX
    }

    /// What lists or the rest of the article take these tokens for.
    pub fn known(&self, from: usize, to: usize) -> Option<u8> {
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
        // "Boston-based", "St. Louis-based": adjectives, no names and no part of one.
        let mut kind = kind;
        let is_adjective = |i: usize| self.tokens[i].has_hyphen() && is_adjective(self.word(i));
        let before = from;
        if kind == 1 {
            while from < to && is_adjective(from) {
                from += 1;
            }
        } else if let Some(last) = (from..to).rev().find(|&i| is_adjective(i)) {
            from = last + 1;
        }
        // "Korean-born Monte Haines".
        if from > before && matches!(kind, 2 | 3) && from + 1 < to && self.seen[from].classes & GIVEN != 0 {
            kind = if self.is_person(from, to, false) { 1 } else { kind };
        }
        if from == to {
            return;
        }
        if to - from == 1 {
            take((from, to, kind));
            return;
        }
        if let Some(cut) = self.office(from, to, kind) {
            if cut.first > from {
                self.of(from, cut.first, cut.left, take);
            }
            if cut.end < cut.person {
                take((cut.end, cut.person, 1));
            }
            // "Economist Joel Naroff of First Union".
            if cut.person + 1 < to {
                self.of(cut.person + 1, to, self.known(cut.person + 1, to).filter(|&k| k != 4).unwrap_or(2), take);
            }
            return;
        }
        // "New Jersey Governor" before "Chris Christie": the office is no part of the name.
        let mut to = to;
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
            && (self.classes(from, to) & (PLACES | BODIES | OTHER) == 0
                || self.seen[from].first && self.classes(from + 1, to) & BODIES != 0)
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
                "of" if matches!(kind, 2 | 3) => self.cut_at_of(from, i, to, kind),
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

    /// An office inside tokens `from`..`to` or over their end: "Lamar County | Sheriff | Roy Tilden",
    /// "Fulton County | District Attorney".
    fn office(&self, from: usize, to: usize, kind: u8) -> Option<Cut> {
        if kind == 4 || self.seen[from].heading || self.classes(from, to) & (PLACES | BODIES | OTHER) != 0 {
            return None;
        }
        (from..to).find_map(|first| {
            if self.seen[first].classes & (TITLE | PREFIX) == 0 || !self.seen[first].upper {
                return None;
            }
            let goes_on = |i: usize| self.seen.get(i).is_some_and(|s| s.upper) && !self.tokens[i].line_before();
            let most = (first + 1..first + LONGEST_OFFICE).take_while(|&i| goes_on(i)).last().map_or(first, |i| i) + 1;
            let long = (first + 2..=most).rev().find(|&end| self.classes(first, end) & TITLE != 0);
            let end = long.unwrap_or(first + 1);
            let class = self.seen[first].classes;
            // "Metropolitan Police | Commissioner", "Fulton County | Judge".
            if ENDING.contains(&self.word(first)) && long.is_some_and(|end| self.classes(first + 1, end) & TITLE != 0) {
                return None;
            }
            if long.is_none() && class & (TITLE | BODY_WORD | PLACE_WORD | GIVEN) != TITLE {
                return None;
            }
            let mut before = first;
            while before > from && RANKS.contains(&self.word(before - 1)) {
                before -= 1;
            }
            // "Office of the Attorney General".
            if before > from && !self.seen[before - 1].upper {
                return None;
            }
            let left = self.left_of_office(from, before, kind)?;
            if end >= to {
                // Reached or crossed: what an office of one word ends is for the loop that follows.
                return (long.is_some() && before > from && kind != 1).then_some(Cut {
                    first: before,
                    end,
                    person: end,
                    left,
                });
            }
            let person = end + (end..to.min(end + 4)).take_while(|&i| self.seen[i].upper).count();
            let rest = person < to;
            let linked = rest && person + 1 < to && matches!(self.word(person), "of" | "for" | "from") && kind == 2;
            if rest && !linked || !self.is_person(end, person, long.is_some()) {
                return None;
            }
            // A title at the very start: only what was no person is cut.
            if before == from && (kind == 1 || NAMING.contains(&self.word(from)) || person - end < 2) {
                return None;
            }
            Some(Cut { first: before, end, person, left })
        })
    }

    /// The kind of what stands before an office, if anything may.
    fn left_of_office(&self, from: usize, to: usize, kind: u8) -> Option<u8> {
        if from == to {
            return Some(kind);
        }
        let last = self.seen[to - 1].classes;
        if self.classes(from, to) & PLACES != 0 || last & (PLACE_WORD | BODY_WORD) == PLACE_WORD {
            return Some(3);
        }
        let known = self.known(from, to).filter(|k| matches!(k, 2 | 3));
        match kind {
            1 => known.or((last & BODY_WORD != 0).then_some(2)),
            _ => Some(known.unwrap_or(kind)),
        }
    }

    /// Whether these tokens in capitals behind an office are a person: one or two names.
    fn is_person(&self, from: usize, to: usize, sure: bool) -> bool {
        const NEVER: Classes = BODY_WORD | PLACE_WORD | COUNTRY;
        if from == to || self.seen[from..to].iter().any(|s| s.classes & NEVER != 0) {
            return false;
        }
        let [first, last] = [self.seen[from].classes, self.seen[to - 1].classes];
        let initial = self.word(from).len() <= 2;
        if to - from == 1 {
            return self.evidence.leading(&self.seen[from..to]) == Some(1)
                || first & FAMILY != 0 && first & (COMMON | CITY | REGION) == 0;
        }
        (first & GIVEN != 0 || initial || sure && first & COMMON == 0) && (last & COMMON == 0 || last & FAMILY != 0)
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

    /// "Kia Motor Corp of South Korea", "Balloteer Inc. of Columbus", "Dinamo of Russia": a company or club and where it is.
    fn cut_at_of(&self, from: usize, of: usize, to: usize, kind: u8) -> Option<(u8, u8)> {
        if kind == 3 {
            // "Chelsea Lincoln of Denton".
            const NEVER: Classes = PLACE_WORD | BODY_WORD | COMMON;
            let full = of - from == 2 && self.seen[from..of].iter().all(|s| s.classes & NEVER == 0);
            let listed = self.classes(from, of) | self.classes(from, to);
            return (full && listed == 0 && self.seen[from].classes & GIVEN != 0).then_some((1, 3));
        }
        let last = self.seen[of - 1];
        let company = COMPANY_ENDS.contains(&self.word(of - 1));
        let club = of - from == 1 && last.classes & (COMMON | BODY_WORD | TITLE | PLACE_WORD) == 0;
        let towns = if company { CITY } else { 0 };
        let place = self.classes(of + 1, to) & (COUNTRY | REGION | towns) != 0;
        (place && (company || club) && self.classes(from, to) == 0).then_some((2, 3))
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

impl Parts<'_> {
    /// Days, oils, points of the compass and legal forms that nobody is called by: "New Year's Eve", "Brent crude",
    /// "Western countries", a lone "Corp.".
    pub fn is_no_name(&self, first: usize, end: usize) -> bool {
        let next = || self.tokens.get(end).map_or("", |t| t.of(self.text));
        let word = self.word(first);
        match word {
            "New" | "Christmas" if end > first + 1 => {
                let days = if word == "New" { "Year" } else { "Christmas" };
                self.word(first + usize::from(word == "New")).starts_with(days)
                    && (first + 1..end).all(|i| {
                        matches!(
                            self.word(i),
                            "Year" | "Years" | "Year's" | "Year’s" | "'s" | "’s" | "'" | "’" | "Eve" | "Day"
                        )
                    })
            }
            "Series" | "District" | "Section" | "Class" | "Phase" if end == first + 2 => {
                self.word(first + 1).len() == 1
            }
            "Brent" if end == first + 1 => matches!(next(), "crude" | "oil" | "futures" | "prices" | "benchmark"),
            "Western" | "Eastern" | "Northern" | "Southern" if end == first + 1 => {
                next().len() > 4 && next().bytes().all(|b| b.is_ascii_lowercase()) && next().ends_with('s')
            }
            _ => self.is_legal_form(first, end),
        }
    }

    /// "provide Americans with jobs": a people and no person, unless somebody here is "Mr Romans".
    pub fn is_people(&self, first: usize, end: usize) -> bool {
        let word = self.word(first);
        let people = (end == first + 1 && word.len() > 5).then(|| word.strip_suffix('s')).flatten();
        people.filter(|p| p.ends_with("an") && !self.evidence.is_titled(self.seen[first].form)).is_some_and(|people| {
            let mut folded = Vec::new();
            fold_into(people, &mut folded);
            self.model.classes(lexicon::hash(&folded)) & lexicon::DEMONYM != 0
        })
    }

    /// "Inc." that was cut from "Weisfield's Inc.", "LLC" from "Corac, LLC".
    pub fn is_legal_form(&self, first: usize, end: usize) -> bool {
        end == first + 1 && self.word(first).len() > 2 && COMPANY_ENDS.contains(&self.word(first))
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

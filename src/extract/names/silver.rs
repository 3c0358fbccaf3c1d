//! Mending labels that a machine set.
//!
//! In: sentences of a corpus that was tagged by machine (gmb), with the word lists. Out: the same
//! sentences with labels that contradict what is known set right, and doubtful ones left open, so
//! that nothing is learnt from them. Two steps: [`mend`] looks at one sentence and the lists;
//! [`Majority`] at how the whole corpus labels the same words.

use super::corpora::Raw;
use super::lexicon::{
    BODY, BODY_WORD, CALENDAR, CITY, CLUB, COMPANY, COUNTRY, Classes, DEMONYM, FAMILY, GIVEN, MEDIA, OTHER, REGION,
    ROLE, TITLE,
};
use rustc_hash::FxHashMap;

/// Kinds as they are labelled: half of the label of a begin, rounded up.
const PERSON: u8 = 1;
const ORGANISATION: u8 = 2;
const PLACE: u8 = 3;
const OTHER_NAME: u8 = 4;
/// A span that is left open.
const OPEN: u8 = 5;

const PLACES: Classes = COUNTRY | REGION | CITY;
const BODIES: Classes = BODY | COMPANY | MEDIA;
const PEOPLE: Classes = GIVEN | FAMILY;

/// Words of titles that stand before "Minister" or "Secretary".
const OFFICES: &[&str] = &[
    "Assistant",
    "Chief",
    "Commerce",
    "Defence",
    "Defense",
    "Deputy",
    "Economy",
    "Education",
    "Energy",
    "Executive",
    "Finance",
    "Foreign",
    "General",
    "Health",
    "Home",
    "Information",
    "Interior",
    "Justice",
    "Labor",
    "Oil",
    "Press",
    "Prime",
    "State",
    "Trade",
    "Transport",
    "Transportation",
    "Treasury",
    "Vice",
];
/// A name as labelled: tokens and kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Name {
    first: usize,
    end: usize,
    kind: u8,
}

/// What the lists say of a phrase.
pub type Lists<'a> = &'a dyn Fn(&str) -> Classes;

fn names_of(raw: &Raw) -> Vec<Name> {
    let mut names = Vec::new();
    let mut i = 0;
    while i < raw.labels.len() {
        let (first, label) = (i, raw.labels[i]);
        i += 1;
        if label == 0 {
            continue;
        }
        let inside = label + label % 2;
        while i < raw.labels.len() && raw.labels[i] == inside {
            i += 1;
        }
        names.push(Name { first, end: i, kind: label.div_ceil(2) });
    }
    names
}

fn write(raw: &mut Raw, names: &[Name]) {
    raw.labels.fill(0);
    raw.open.clear();
    raw.open.resize(raw.tokens.len(), false);
    for name in names {
        for i in name.first..name.end {
            if name.kind == OPEN {
                raw.open[i] = true;
            } else {
                raw.labels[i] = name.kind * 2 - u8::from(i == name.first);
            }
        }
    }
}

fn capital(token: &str) -> bool {
    token.chars().next().is_some_and(char::is_uppercase)
}

fn phrase(tokens: &[String]) -> String {
    let mut out = String::new();
    for token in tokens {
        if !out.is_empty() && !token.starts_with('\'') {
            out.push(' ');
        }
        out.push_str(token);
    }
    out
}

/// Sets right what one sentence and the lists show to be wrong.
pub fn mend(raw: &mut Raw, lists: Lists<'_>) {
    let tokens = raw.tokens.clone();
    let of = |from: usize, to: usize| lists(&phrase(&tokens[from..to]));
    let mut names = Vec::new();
    for name in names_of(raw) {
        split(&tokens, name, lists, &mut names);
    }
    for i in 0..names.len() {
        let before_person = names.get(i + 1).is_some_and(|n| n.kind == PERSON && n.first <= names[i].end + 2);
        trim(&tokens, &mut names[i], before_person, lists);
    }
    names.retain(|n| n.first < n.end);
    join(&tokens, &mut names, lists);
    for name in &mut names {
        let classes = of(name.first, name.end);
        name.kind = kind_by_lists(&tokens[name.first..name.end], classes, name.kind, lists);
    }
    unlabelled(&tokens, &mut names, lists);
    names.sort_by_key(|n| n.first);
    write(raw, &names);
}

/// Cuts names at commas, at "and" between two names, and after the possessive of a place or body.
fn split(tokens: &[String], name: Name, lists: Lists<'_>, out: &mut Vec<Name>) {
    let of = |from: usize, to: usize| lists(&phrase(&tokens[from..to]));
    if of(name.first, name.end) & (PLACES | BODIES | OTHER | CLUB) != 0 || name.kind == OTHER_NAME {
        out.push(name);
        return;
    }
    for k in name.first..name.end {
        let parts = |kind: u8, right: u8| {
            [Name { first: name.first, end: k, kind }, Name { first: k + 1, end: name.end, kind: right }]
        };
        let cut = match tokens[k].as_str() {
            "," | ";" | "--" => Some(parts(name.kind, name.kind)),
            "and" if k > name.first && k + 1 < name.end => {
                let (left, right) = (of(name.first, k), of(k + 1, name.end));
                if name.kind != ORGANISATION || left & (PLACES | BODIES) != 0 || right & (PLACES | BODIES) != 0 {
                    Some(parts(name.kind, name.kind))
                } else if tokens[k + 1..name.end]
                    .iter()
                    .chain(&tokens[name.first..k])
                    .any(|t| lists(t) & BODY_WORD != 0)
                {
                    None
                } else {
                    out.push(Name { kind: OPEN, ..name });
                    return;
                }
            }
            "'s" if k > name.first && k + 1 < name.end => {
                let left = of(name.first, k);
                if left & PLACES != 0 {
                    Some(parts(PLACE, name.kind))
                } else if left & BODIES != 0 && capital(&tokens[k + 1]) {
                    Some(parts(ORGANISATION, name.kind))
                } else {
                    None
                }
            }
            _ => None,
        };
        if let Some([left, right]) = cut {
            if left.first < left.end {
                out.push(left);
            }
            if right.first < right.end {
                split(tokens, right, lists, out);
            }
            return;
        }
    }
    out.push(name);
}

/// Cuts off words that are no part of a name: small words, weekdays, titles before a person.
fn trim(tokens: &[String], name: &mut Name, before_person: bool, lists: Lists<'_>) {
    let known = |n: &Name| n.first < n.end && lists(&phrase(&tokens[n.first..n.end])) & !(TITLE | ROLE) != 0;
    while name.first < name.end {
        let first = tokens[name.first].as_str();
        let drop = match first {
            "The" | "the" => name.kind != OTHER_NAME && !known(name),
            "al" | "bin" | "de" | "la" | "van" | "von" | "del" | "der" | "di" | "da" | "el" | "ibn" => {
                name.end - name.first == 1
            }
            _ => !first.chars().any(|c| c.is_uppercase() || c.is_numeric()),
        };
        if !drop {
            break;
        }
        name.first += 1;
    }
    while name.first < name.end {
        let last = tokens[name.end - 1].as_str();
        let classes = lists(last);
        let more = name.end - name.first > 1;
        let drop = !last.chars().any(char::is_alphanumeric)
            || matches!(last, "'s" | "of" | "and" | "for" | "in" | "the")
            || more && classes & CALENDAR != 0 && !known(name)
            || name.kind != PERSON
                && (before_person && more && classes & TITLE != 0 && !known(name)
                    || OFFICES.contains(&last)
                        && tokens.get(name.end).is_some_and(|t| lists(t) & TITLE != 0 && capital(t)));
        if !drop {
            break;
        }
        name.end -= 1;
    }
    // "Secretary of State Condoleezza Rice", "Mr.": no names.
    if name.end - name.first == 1 {
        let word = tokens[name.first].as_str();
        if word == "State" && name.first > 0 && tokens[name.first - 1] == "of"
            || name.kind == PERSON && (lists(word) & TITLE != 0 && lists(word) & PEOPLE == 0 || word == "Prime")
        {
            name.end = name.first;
        }
    }
}

/// Joins "Bank of" and "Israel", "Indonesian" and "Navy".
fn join(tokens: &[String], names: &mut Vec<Name>, lists: Lists<'_>) {
    let mut i = 0;
    while i + 1 < names.len() {
        let (left, right) = (names[i], names[i + 1]);
        let last = tokens[left.end - 1].as_str();
        let linked = right.first == left.end + 1
            && matches!(tokens[left.end].as_str(), "of" | "for")
            && left.kind == ORGANISATION
            && (right.kind == PLACE || right.kind == ORGANISATION)
            && lists(last) & BODY_WORD != 0
            && lists(&phrase(&tokens[left.first..left.end])) & CLUB == 0
            && !matches!(last, "United" | "City" | "Town" | "Inc" | "Ltd");
        // In hand-made corpora "Indonesian Navy" and "U.S. Treasury Department" are one name nine times in ten.
        let national = right.first == left.end
            && right.kind == ORGANISATION
            && lists(&phrase(&tokens[left.first..left.end])) & (DEMONYM | COUNTRY) != 0
            && tokens[right.first..right.end].iter().any(|t| lists(t) & BODY_WORD != 0 && capital(t));
        if linked || national {
            names[i] = Name { first: left.first, end: right.end, kind: ORGANISATION };
            names.remove(i + 1);
        } else {
            i += 1;
        }
    }
}

/// The kind of a name by what the lists say of all of it.
fn kind_by_lists(tokens: &[String], classes: Classes, kind: u8, lists: Lists<'_>) -> u8 {
    if kind == OPEN {
        return OPEN;
    }
    let names_people = classes & PEOPLE != 0 && tokens.len() == 1;
    if classes & DEMONYM != 0 && classes & PLACES == 0 {
        return OTHER_NAME;
    }
    if classes & OTHER != 0 && classes & (PLACES | BODIES | CLUB) == 0 {
        return OTHER_NAME;
    }
    if classes & BODIES != 0 && classes & PLACES == 0 && !names_people {
        return ORGANISATION;
    }
    if classes & PLACES != 0 && classes & (BODIES | CLUB) == 0 {
        if kind == PLACE || classes & COUNTRY != 0 && (kind != PERSON || classes & PEOPLE == 0) {
            return PLACE;
        }
        return match kind {
            ORGANISATION if !names_people => PLACE,
            PERSON if names_people => PERSON,
            _ => OPEN,
        };
    }
    if tokens.len() > 1 && (kind == PLACE || kind == ORGANISATION) && classes & !(TITLE | ROLE) == 0 {
        let first = lists(&tokens[0]);
        let last = lists(&tokens[tokens.len() - 1]);
        if first & GIVEN != 0 && first & (PLACES | BODY_WORD) == 0 && last & BODY_WORD == 0 && last & FAMILY != 0 {
            return if kind == PLACE { OPEN } else { PERSON };
        }
    }
    kind
}

/// Names that were passed over: adjectives of countries and faiths are set, other capitals left open.
fn unlabelled(tokens: &[String], names: &mut Vec<Name>, lists: Lists<'_>) {
    let mut inside = vec![false; tokens.len()];
    for name in names.iter() {
        inside[name.first..name.end].fill(true);
    }
    let mut i = 1;
    while i < tokens.len() {
        let token = tokens[i].as_str();
        if inside[i] || !capital(token) || token.len() < 2 || token == "I" {
            i += 1;
            continue;
        }
        let mut end = i + 1;
        while end < tokens.len() && !inside[end] && capital(&tokens[end]) {
            end += 1;
        }
        let whole = lists(&phrase(&tokens[i..end]));
        if whole & (DEMONYM | OTHER) != 0 && whole & PLACES == 0 {
            names.push(Name { first: i, end, kind: OTHER_NAME });
        } else {
            for k in i..end {
                let classes = lists(&tokens[k]);
                let office = classes & (TITLE | ROLE | CALENDAR) != 0
                    || OFFICES.contains(&tokens[k].as_str())
                        && tokens.get(k + 1).is_some_and(|t| capital(t) && lists(t) & TITLE != 0);
                if !office {
                    let kind = if classes & DEMONYM != 0 && classes & PLACES == 0 { OTHER_NAME } else { OPEN };
                    names.push(Name { first: k, end: k + 1, kind });
                }
            }
        }
        i = end;
    }
}

/// Leaves the whole of a name open where one of its words is.
pub fn widen(raw: &mut Raw) {
    for name in names_of(raw) {
        if raw.open[name.first..name.end].contains(&true) {
            raw.open[name.first..name.end].fill(true);
        }
    }
}

/// How often the corpus gives a name each kind.
#[derive(Debug, Default)]
pub struct Majority {
    counts: FxHashMap<String, [u32; 5]>,
}

impl Majority {
    /// Counts the names of a sentence.
    pub fn add(&mut self, raw: &Raw) {
        for name in names_of(raw) {
            let cell = self.counts.entry(phrase(&raw.tokens[name.first..name.end])).or_default();
            cell[usize::from(name.kind)] += 1;
        }
    }

    /// Leaves open what is labelled against the clear majority; longer names are set to it.
    pub fn apply(&self, raw: &mut Raw) {
        let mut names = names_of(raw);
        let mut changed = false;
        for name in &mut names {
            let Some(cell) = self.counts.get(&phrase(&raw.tokens[name.first..name.end])) else { continue };
            let total: u32 = cell.iter().sum();
            let Some(most) = (1..5u8).max_by_key(|&k| (cell[usize::from(k)], 5 - k)) else { continue };
            let clear = cell[usize::from(most)] * 10 >= total * 7;
            if most != name.kind && total >= 4 && clear {
                name.kind = if name.end - name.first > 1 { most } else { OPEN };
                changed = true;
            }
        }
        if changed {
            let open = std::mem::take(&mut raw.open);
            write(raw, &names);
            for (to, was) in raw.open.iter_mut().zip(open) {
                *to |= was;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lists(text: &str) -> Classes {
        match text {
            "U.S." | "Nepal" | "Turkey" | "Israel" => COUNTRY,
            "Cairo" => CITY,
            "NATO" | "U.N." => BODY,
            "Indonesian" | "French" => DEMONYM,
            "Muslim" => OTHER,
            "Secretary-General" | "Minister" => TITLE,
            "Bank" | "Navy" | "Court" => BODY_WORD,
            "Friday" => CALENDAR,
            "Kofi" => GIVEN,
            "Annan" => FAMILY,
            _ => 0,
        }
    }

    fn mended(text: &str) -> String {
        let mut raw = Raw::default();
        for part in text.split(' ') {
            let (token, label) = part.rsplit_once('/').unwrap_or((part, "0"));
            raw.tokens.push(token.to_owned());
            raw.labels.push(label.parse().unwrap_or(0));
        }
        mend(&mut raw, &lists);
        let list: Vec<String> = (0..raw.tokens.len())
            .filter(|&i| raw.labels[i] != 0 || raw.open[i])
            .map(|i| {
                let label = if raw.open[i] { "?".to_owned() } else { raw.labels[i].to_string() };
                format!("{}/{label}", raw.tokens[i])
            })
            .collect();
        list.join(" ")
    }

    #[test]
    fn what_contradicts_the_lists_is_mended() {
        for (text, gives) in [
            ("In Turkey/3 and Cairo/1", "Turkey/5 Cairo/?"),
            ("The NATO/5 force", "NATO/3"),
            ("Nepal/5 's/3 Supreme/4 Court/4", "Nepal/5 Supreme/3 Court/4"),
            ("A French/0 Muslim/3 spoke", "French/7 Muslim/7"),
            ("U.N./3 Secretary-General/4 Kofi/1 Annan/2 spoke", "U.N./3 Kofi/1 Annan/2"),
            ("the Bank/3 of Israel/5 rose", "Bank/3 of/4 Israel/4"),
            ("the Indonesian/7 Navy/3 sailed", "Indonesian/3 Navy/4"),
            ("the U.S./3 Friday/4 said", "U.S./5"),
            ("near Foo/3 and/4 Bar/4 today", "Foo/? and/? Bar/?"),
            // Traps: labels that may well be right stay.
            ("the Green/3 Party/4 won", "Green/3 Party/4"),
            ("Kofi/1 Annan/2 spoke", "Kofi/1 Annan/2"),
            ("they met on Friday in Oslo/5", "Oslo/5"),
        ] {
            assert_eq!(mended(text), gives, "{text}");
        }
    }

    #[test]
    fn a_clear_majority_decides() {
        let name = |kind: u8| Raw {
            tokens: vec!["Green".to_owned(), "Isle".to_owned()],
            labels: vec![kind * 2 - 1, kind * 2],
            ..Raw::default()
        };
        let mut majority = Majority::default();
        for kind in [3, 3, 3, 1] {
            majority.add(&name(kind));
        }
        let mut raw = name(1);
        majority.apply(&mut raw);
        assert_eq!(raw.labels, [5, 6]);
    }
}

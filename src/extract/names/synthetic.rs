//! Sentences made from patterns: shapes of news that the corpora lack.
//!
//! In: `en/pattern.tsv` and the lists. Out: labelled sentences; and copies of corpus sentences with
//! other names in place of theirs, so that a name need not have been seen to be found.

use super::corpora::Raw;
use super::train::Dice;
use rustc_hash::{FxHashMap, FxHashSet};

/// Names of the lists by class.
#[derive(Debug, Default)]
pub struct Stock {
    by_class: FxHashMap<String, Vec<String>>,
    /// Shapes of bodies and of sites, as often as each is to be taken.
    shapes: [Vec<String>; 2],
    /// Last words of the shapes of sites.
    site_heads: FxHashSet<String>,
}

const MONTHS: &[&str] = &[
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const STREETS: &[&str] =
    &["St.", "Street", "Road", "Avenue", "Ave.", "Drive", "Lane", "Boulevard", "Blvd.", "Road", "Street"];

impl Stock {
    /// Adds the rows of one list.
    pub fn add(&mut self, name: &str, class: &str) {
        self.by_class.entry(class.to_owned()).or_default().push(name.to_owned());
    }

    /// Adds one row of `name_shape.tsv`.
    pub fn add_shape(&mut self, shape: &str, kind: &str, times: usize) {
        if !matches!(kind, "body" | "site") {
            return self.add(shape, kind);
        }
        let site = kind == "site";
        self.shapes[usize::from(site)].extend(std::iter::repeat_n(shape.to_owned(), times));
        if let Some(head) = shape.split(' ').next_back().filter(|h| site && !h.starts_with('{')) {
            self.site_heads.insert(head.to_owned());
        }
    }

    /// A made name of a body or site.
    fn made(&self, site: bool, dice: &mut Dice) -> Vec<String> {
        let shapes = &self.shapes[usize::from(site)];
        let Some(shape) = shapes.get(dice.roll() as usize % shapes.len().max(1)) else { return self.city(dice) };
        let mut name = Vec::new();
        for part in shape.split(' ') {
            let listed = match part {
                "{Nick}" => Some("nick"),
                "{Field}" => Some("field"),
                "{Nth}" => Some("nth"),
                "{Way}" => Some("way"),
                _ => None,
            };
            if let Some(list) = listed {
                name.extend(self.pick(list, dice));
                continue;
            }
            let words = match part {
                "{nth}" => vec![ordinal(1 + dice.roll() % 180)],
                "{city}" => self.city(dice),
                "{C:}" => self.pick("country", dice),
                "{S:}" => self.pick("region", dice),
                "{N:}" => self.pick("demonym", dice),
                "{given}" => vec![self.given(dice)],
                "{family}" => vec![self.family(dice)],
                _ => vec![digits(part, dice)],
            };
            for word in words {
                dice.roll(); // the shipped weights were drawn with a throw for every word
                name.push(word);
            }
        }
        name
    }

    fn pick(&self, class: &str, dice: &mut Dice) -> Vec<String> {
        let Some(list) = self.by_class.get(class) else { return vec!["Smith".to_owned()] };
        list[dice.roll() as usize % list.len()].split(' ').map(str::to_owned).collect()
    }

    fn city(&self, dice: &mut Dice) -> Vec<String> {
        loop {
            let class = ["city", "town", "village", "city"][dice.roll() as usize % 4];
            let name = self.pick(class, dice);
            if name.len() <= 2 && name.iter().all(|w| w.is_ascii()) {
                return name;
            }
        }
    }

    fn person(&self, dice: &mut Dice) -> Vec<String> {
        let mut name = Vec::new();
        match dice.roll() % 12 {
            0 => name.push(format!("{}.", letter(dice))),
            1 => name.extend([self.given(dice), format!("{}.", letter(dice))]),
            2 => name.extend([self.given(dice), self.given(dice)]),
            _ => name.push(self.given(dice)),
        }
        name.push(self.family(dice));
        if dice.roll().is_multiple_of(20) {
            name.push(self.family(dice));
        }
        name
    }

    fn given(&self, dice: &mut Dice) -> String {
        self.pick("given", dice).concat()
    }

    fn family(&self, dice: &mut Dice) -> String {
        // Half of them from the short list of common words' bearers: "Brown", "Wood".
        let name = self.pick("family", dice).concat();
        if dice.roll().is_multiple_of(30) { format!("{name}-{}", self.pick("family", dice).concat()) } else { name }
    }

    /// One sentence from a pattern.
    pub fn fill(&self, pattern: &str, dice: &mut Dice) -> Raw {
        let mut raw = Raw::default();
        let mut inside: Option<u8> = None;
        let mut begun = false;
        for part in pattern.split(' ') {
            let (words, label): (Vec<String>, u8) = match part {
                "[ORG" | "[LOC" | "[PER" | "[MISC" => {
                    inside = Some(match part {
                        "[PER" => 1,
                        "[ORG" => 3,
                        "[LOC" => 5,
                        _ => 7,
                    });
                    begun = false;
                    continue;
                }
                "]" => {
                    inside = None;
                    continue;
                }
                "{P}" => (self.person(dice), 1),
                "{F}" => (vec![self.family(dice)], 1),
                "{I}" => (vec![format!("{}.", letter(dice)), self.family(dice)], 1),
                "{C}" => (self.pick("country", dice), 5),
                "{C:}" => (self.pick("country", dice), 0),
                "{S:}" => (self.pick("region", dice), 0),
                "{N:}" => (self.pick("demonym", dice), 0),
                "{L}" => (self.city(dice), 5),
                "{V}" => (self.pick(["village", "town", "village"][dice.roll() as usize % 3], dice), 5),
                "{S}" => (self.pick("region", dice), 5),
                "{N}" => (self.pick("demonym", dice), 7),
                "{T}" => (self.pick("club", dice), 3),
                "{t}" => (self.pick("city", dice), 3),
                "{O}" => (self.pick(["body", "company", "media", "body"][dice.roll() as usize % 4], dice), 3),
                "{U}" => (self.pick("company", dice), 3),
                "{M}" => (self.pick("media", dice), 3),
                "{body}" => (self.made(false, dice), 3),
                "{site}" => (self.made(true, dice), 5),
                "{R}" => (self.pick("role", dice), 0),
                "{X}" => {
                    let n = 2 + dice.roll() % 4;
                    (vec![(0..n).map(|_| letter(dice)).collect()], 3)
                }
                "{Street}" => {
                    let mut name =
                        if dice.roll().is_multiple_of(2) { vec![self.family(dice)] } else { self.city(dice) };
                    name.push(STREETS[dice.roll() as usize % STREETS.len()].to_owned());
                    (name, 5)
                }
                "{m}" => (vec![MONTHS[dice.roll() as usize % 12].to_owned()], 0),
                "{city}" => (self.city(dice), 0),
                "{given}" => (vec![self.given(dice)], 0),
                "{family}" => (vec![self.family(dice)], 0),
                _ => (vec![digits(part, dice)], 0),
            };
            for (i, word) in words.into_iter().enumerate() {
                let label = match inside {
                    Some(kind) => {
                        let label = kind + u8::from(begun);
                        begun = true;
                        label
                    }
                    None if label == 0 => 0,
                    None => label + u8::from(i > 0),
                };
                raw.tokens.push(word);
                raw.labels.push(label);
            }
        }
        raw
    }

    /// A copy of a sentence with other names of the same kind and shape.
    #[must_use]
    pub fn swapped(&self, raw: &Raw, dice: &mut Dice) -> Option<Raw> {
        let mut out = Raw::default();
        let mut changed = false;
        let mut i = 0;
        while i < raw.labels.len() {
            let label = raw.labels[i];
            let first = i;
            i += 1;
            if label % 2 == 1 {
                while i < raw.labels.len() && raw.labels[i] == label + 1 {
                    i += 1;
                }
            }
            let old = &raw.tokens[first..i];
            let upper = old
                .iter()
                .all(|t| t.chars().next().is_some_and(char::is_uppercase) && t.chars().any(char::is_lowercase));
            let new = if !upper || dice.roll().is_multiple_of(3) {
                None
            } else {
                match (label, old.len()) {
                    (1, 1) => Some(vec![self.family(dice)]),
                    (1, _) => Some(self.person(dice)),
                    (3, 2..) if dice.roll().is_multiple_of(2) => Some(self.made(false, dice)),
                    (5, 2..) if old.last().is_some_and(|w| self.site_heads.contains(w)) => Some(self.made(true, dice)),
                    (3, _) => Some(self.pick(["body", "company", "media", "company"][dice.roll() as usize % 4], dice)),
                    (5, 1) => Some(self.pick(["city", "country", "town", "village"][dice.roll() as usize % 4], dice)),
                    _ => None,
                }
            };
            let Some(new) = new else {
                out.tokens.extend_from_slice(old);
                out.labels.extend_from_slice(&raw.labels[first..i]);
                out.open.extend((first..i).map(|j| raw.open.get(j).copied().unwrap_or(false)));
                continue;
            };
            changed = true;
            for (j, word) in new.into_iter().enumerate() {
                out.tokens.push(word);
                out.labels.push(label + u8::from(j > 0));
                out.open.push(false);
            }
        }
        changed.then_some(out)
    }
}

fn letter(dice: &mut Dice) -> char {
    char::from(b'A' + (dice.roll() % 26) as u8)
}

/// "1st", "12th".
fn ordinal(n: u32) -> String {
    let end = match (n % 10, n % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{n}{end}")
}

/// Fills `{n}` and `{d}` inside a token.
fn digits(part: &str, dice: &mut Dice) -> String {
    let mut out = String::with_capacity(part.len());
    let mut rest = part;
    while let Some(at) = rest.find('{') {
        out.push_str(&rest[..at]);
        match rest.get(at..at + 3) {
            Some("{n}") => out.push_str(&format!("{}", 10 + dice.roll() % 90)),
            Some("{d}") => out.push_str(&format!("{}", dice.roll() % 10)),
            _ => {
                out.push_str(&rest[at..]);
                return out;
            }
        }
        rest = &rest[at + 3..];
    }
    out.push_str(rest);
    out
}

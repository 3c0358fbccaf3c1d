//! Words that date rules know: the `.tsv` files read once, and a fast look-up.
//!
//! In: a word of the text. Out: its [`Entry`]: the terminals of rule patterns that it satisfies and
//! what it is worth as each. A terminal is a class (`{month}`) or a literal word of `rules.tsv`.

use std::collections::BTreeMap;

/// Most terminals that rules may use; 64 a word; a panic in the tests tells when more are needed.
const WORDS: usize = 5;

/// A set of terminals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Terms(pub [u64; WORDS]);

impl Terms {
    /// Adds one.
    pub fn insert(&mut self, term: u16) {
        self.0[usize::from(term >> 6)] |= 1 << (term & 63);
    }
    /// Whether it is in.
    #[must_use]
    pub const fn has(&self, term: u16) -> bool {
        self.0[(term >> 6) as usize] & (1 << (term & 63)) != 0
    }
    /// What both hold.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        Self(std::array::from_fn(|i| self.0[i] & other.0[i]))
    }
    /// How many are smaller than `term`.
    #[must_use]
    pub fn rank(&self, term: u16) -> u32 {
        let word = usize::from(term >> 6);
        let below = self.0[word] & ((1u64 << (term & 63)) - 1);
        self.0[..word].iter().map(|w| w.count_ones()).sum::<u32>() + below.count_ones()
    }
    /// Each, in order.
    pub fn each(self, mut f: impl FnMut(u16)) {
        for (i, mut bits) in self.0.into_iter().enumerate() {
            while bits != 0 {
                #[expect(clippy::cast_possible_truncation, reason = "fewer than 65536 terminals")]
                f((i * 64) as u16 + bits.trailing_zeros() as u16);
                bits &= bits - 1;
            }
        }
    }
}

macro_rules! classes {
    ($($name:ident),+ $(,)?) => {
        /// Classes that code refers to; the others are known to the tables only.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[allow(dead_code, missing_docs, reason = "a class is what its rows in the tables hold; some only patterns use")]
        #[expect(non_camel_case_types, reason = "written as in the tables")]
        #[repr(u16)]
        pub enum Class { $($name),+ }
        /// Their names, in order; a class's terminal is its place here.
        const CLASS_NAMES: &[&str] = &[$(stringify!($name)),+];
    };
}

classes!(
    // numbers, told from the shape of the token
    num, a, day, ordinal, year, yy, decade, clock, clock12, hour, hhmm, iso, slash, fraction,
    // number words, folded into numbers before rules are tried
    card, tens, mult, vague, couple, // words
    month, weekday, wdabbr, season, unit, units, tunit, tunits, part, noon, deictic, rel, early, begin, approx, more,
    upto, parts, weekend, tonight, wdplural, often, pastref, futureref, kind, circa, trigger, least, not, ampm, zone,
    ago, earlier, later, each, adverb, r#ref, qword, hword, fy,
);

/// What a word is worth as one class.
#[derive(Debug, Clone, Copy)]
pub struct Sense {
    /// The class.
    pub class: u16,
    /// As in the table: "START", "-1", "America/New_York".
    pub value: &'static str,
    /// The same as a number, else 0.
    pub number: i32,
}

/// One word of the tables.
#[derive(Debug, Clone, Default)]
pub struct Entry {
    /// Terminals that it satisfies.
    pub terms: Terms,
    /// What it is worth.
    pub senses: Vec<Sense>,
    /// Only counts when its first letter is upper case ("May").
    pub needs_capital: bool,
    /// Worth trying rules around.
    pub is_trigger: bool,
    /// Lower-case spelling.
    pub word: &'static str,
}

/// Whether words of a class are reason enough to try rules around them.
fn is_trigger(class: &str) -> bool {
    !matches!(
        class,
        "a" | "card"
            | "tens"
            | "mult"
            | "vague"
            | "couple"
            | "rel"
            | "early"
            | "begin"
            | "approx"
            | "more"
            | "least"
            | "not"
            | "each"
            | "earlier"
            | "later"
            | "zone"
            | "wdabbr"
            | "upto"
            | "circa"
            | "kind"
            | "often"
            | "fraction"
    )
}

/// All words, and the names of terminals.
#[derive(Debug)]
pub struct Lexicon {
    entries: Vec<Entry>,
    table: WordTable,
    terminals: Vec<String>,
    building: BTreeMap<&'static str, u16>,
}

const TABLE: usize = 1 << 12;

/// Rows of a data file: `#` lines and blank ones are skipped, the first row holds the names of columns.
pub(super) fn rows(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines().filter(|l| !l.trim().is_empty() && !l.starts_with('#')).skip(1).map(|l| l.split('\t').collect())
}

/// First 16 bytes, letters lower case: equal for equal words, and only for few others.
fn fold(bytes: &[u8], start: usize, len: usize) -> u128 {
    const LOWER: u128 = u128::from_le_bytes([0x20; 16]);
    let raw = if let Some(window) = bytes.get(start..start + 16) {
        let mut buffer = [0; 16];
        buffer.copy_from_slice(window);
        u128::from_le_bytes(buffer)
    } else {
        let mut buffer = [0; 16];
        buffer[..len].copy_from_slice(&bytes[start..start + len]);
        u128::from_le_bytes(buffer)
    };
    let mask = if len == 16 { u128::MAX } else { (1u128 << (len * 8)) - 1 };
    (raw | LOWER) & mask
}

#[expect(clippy::cast_possible_truncation, reason = "that is what a hash is")]
fn slot(key: u128) -> usize {
    let mixed = (key as u64 ^ ((key >> 64) as u64).rotate_left(23)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed >> 52) as usize & (TABLE - 1)
}

/// Words to small numbers: open addressing over folded spellings.
#[derive(Debug)]
pub struct WordTable {
    /// Folded spelling, number; number 0 is an empty slot.
    slots: Vec<(u128, u16)>,
}

impl Default for WordTable {
    fn default() -> Self {
        Self { slots: vec![(0, 0); TABLE] }
    }
}

impl WordTable {
    /// Adds a lower-case word of at most 16 bytes; there is room for far more words than the tables hold.
    pub fn insert(&mut self, word: &str, number: u16) {
        let key = fold(word.as_bytes(), 0, word.len());
        let mut at = slot(key);
        while self.slots[at].1 != 0 {
            at = (at + 1) & (TABLE - 1);
        }
        self.slots[at] = (key, number);
    }

    /// The number of the word at `start..end` of the text in any case, 0 when there is none.
    #[inline]
    #[must_use]
    pub fn find(&self, text: &str, start: usize, end: usize) -> u16 {
        let len = end - start;
        if len > 16 || len == 0 {
            return 0;
        }
        let key = fold(text.as_bytes(), start, len);
        let mut at = slot(key);
        loop {
            let (there, number) = self.slots[at];
            if there == key || number == 0 {
                return number;
            }
            at = (at + 1) & (TABLE - 1);
        }
    }
}

impl Lexicon {
    /// Reads the tables that ship with the crate.
    #[must_use]
    pub fn new() -> Self {
        let mut lexicon = Self {
            entries: vec![Entry::default()],
            table: WordTable::default(),
            terminals: CLASS_NAMES.iter().map(|n| format!("{{{}}}", n.trim_start_matches("r#"))).collect(),
            building: BTreeMap::new(),
        };
        for row in rows(include_str!("en/word.tsv")) {
            for word in row[2].split(' ') {
                lexicon.add(word, row[0], row[1]);
            }
        }
        for (file, class) in [
            (include_str!("en/month.tsv"), "month"),
            (include_str!("en/weekday.tsv"), "weekday"),
            (include_str!("en/zone.tsv"), "zone"),
        ] {
            for row in rows(file) {
                let abbreviated = class == "weekday" && row[0].len() < 6;
                lexicon.add(row[0], if abbreviated { "wdabbr" } else { class }, row[1]);
                let entry = usize::from(lexicon.building[row[0]]);
                lexicon.entries[entry].needs_capital |= row[2] == "capital";
            }
        }
        lexicon
    }

    /// The terminal of a class or literal as a pattern writes it; a new one is made.
    pub fn terminal(&mut self, text: &'static str) -> u16 {
        if let Some(i) = self.terminals.iter().position(|t| t == text) {
            return u16::try_from(i).unwrap_or(u16::MAX);
        }
        let term = u16::try_from(self.terminals.len()).unwrap_or(u16::MAX);
        assert!(usize::from(term) < WORDS * 64, "more terminals in the date rules than lexicon.rs has room for");
        self.terminals.push(text.to_owned());
        if !text.starts_with('{') {
            let entry = self.entry_of(text);
            self.entries[entry].terms.insert(term);
        }
        term
    }

    fn entry_of(&mut self, word: &'static str) -> usize {
        if let Some(&entry) = self.building.get(word) {
            return usize::from(entry);
        }
        let entry = u16::try_from(self.entries.len()).expect("fewer than 65536 words");
        self.entries.push(Entry { word, ..Entry::default() });
        self.building.insert(word, entry);
        self.table.insert(word, entry);
        usize::from(entry)
    }

    fn add(&mut self, word: &'static str, class: &'static str, value: &'static str) {
        let name: &'static str = CLASS_NAMES.iter().find(|n| n.trim_start_matches("r#") == class).unwrap_or(&class);
        let term = match CLASS_NAMES.iter().position(|n| *n == name) {
            Some(i) => u16::try_from(i).unwrap_or(u16::MAX),
            None => panic!("word.tsv: no class '{class}'"),
        };
        let entry = self.entry_of(word);
        let entry = &mut self.entries[entry];
        entry.terms.insert(term);
        entry.is_trigger |= is_trigger(class);
        entry.senses.push(Sense { class: term, value, number: value.parse().unwrap_or(0) });
    }

    /// Marks literals that are reason enough to try rules.
    pub fn trigger(&mut self, word: &'static str) {
        let entry = self.entry_of(word);
        self.entries[entry].is_trigger = true;
    }

    /// The entry of the word at `start..end` of the text, 0 when there is none.
    #[inline]
    #[must_use]
    pub fn find(&self, text: &str, start: usize, end: usize) -> u16 {
        let entry = self.table.find(text, start, end);
        if entry == 0 {
            return 0;
        }
        let known = &self.entries[usize::from(entry)];
        let bytes = &text.as_bytes()[start..end];
        let fits = known.word.as_bytes().eq_ignore_ascii_case(bytes)
            && (!known.needs_capital || bytes[0].is_ascii_uppercase());
        if fits { entry } else { 0 }
    }

    /// One entry.
    #[inline]
    #[must_use]
    pub fn entry(&self, entry: u16) -> &Entry {
        &self.entries[usize::from(entry)]
    }
}

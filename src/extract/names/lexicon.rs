//! What is known of words and phrases without looking at the text around them.
//!
//! In: the word lists of `en/` and the word clusters, packed by [`train`](super::train) into one
//! table of the model. Out: a set of [`Classes`] for a word or a run of words. The table is read in
//! place; nothing is built at start.

use super::words::fold_into;
use crate::extract::tokens::{Token, tokenise};

/// A set of classes, one bit each.
pub type Classes = u32;

macro_rules! classes {
    ($($(#[$about:meta])* $name:ident = $bit:literal),+ $(,)?) => { $($(#[$about])* pub const $name: Classes = 1 << $bit;)+ };
}

classes!(
    /// A given name.
    GIVEN = 0,
    /// A family name.
    FAMILY = 1,
    /// A country.
    COUNTRY = 2,
    /// A part of a country, or several together.
    REGION = 3,
    /// A town of 100 000 or more.
    CITY = 4,
    /// A town of 15 000 or more.
    TOWN = 5,
    /// A smaller place.
    VILLAGE = 6,
    /// An adjective or inhabitant of a country or region.
    DEMONYM = 7,
    /// A known body.
    BODY = 8,
    /// A known company.
    COMPANY = 9,
    /// A known sports club or team.
    CLUB = 10,
    /// A word that ends or heads the names of organisations.
    BODY_WORD = 11,
    /// A title that stands before a name.
    TITLE = 12,
    /// What a person is: "chairman", "coach".
    ROLE = 13,
    /// A word that ends or heads the names of places.
    PLACE_WORD = 14,
    /// Months and weekdays.
    CALENDAR = 15,
    /// Written in lower case nearly always.
    COMMON = 16,
    /// Sometimes in lower case.
    MIXED = 17,
    /// Hardly ever in lower case.
    PROPER = 18,
    /// Some longer phrase begins like this.
    PREFIX = 19,
    /// Events, prizes, faiths and other names of no kind that is written out.
    OTHER = 20,
    /// Newspapers and broadcasters.
    MEDIA = 21,
);

/// Names in the `class` column of the lists.
pub const NAMES: &[(&str, Classes)] = &[
    ("given", GIVEN),
    ("family", FAMILY),
    ("country", COUNTRY),
    ("region", REGION),
    ("city", CITY),
    ("town", TOWN),
    ("village", VILLAGE),
    ("demonym", DEMONYM),
    ("body", BODY),
    ("company", COMPANY),
    ("club", CLUB),
    ("body_word", BODY_WORD),
    ("title", TITLE),
    ("role", ROLE),
    ("place_word", PLACE_WORD),
    ("calendar", CALENDAR),
    ("other", OTHER),
    ("media", MEDIA),
];

/// Bits that say how a word is written rather than what it names.
pub const CASING: Classes = COMMON | MIXED | PROPER;

/// Hash of one folded word.
#[must_use]
pub fn hash(word: &[u8]) -> u64 {
    let mut h: u64 = 0x9E37_79B9_7F4A_7C15 ^ word.len() as u64;
    let (whole, rest) = word.as_chunks::<8>();
    let mut mix = |eight: u64| {
        h = (h ^ eight).wrapping_mul(0xFF51_AFD7_ED55_8CCD);
        h ^= h >> 32;
    };
    for eight in whole {
        mix(u64::from_le_bytes(*eight));
    }
    if !rest.is_empty() {
        mix(short(rest));
    }
    h
}

/// One to seven bytes as a number, little endian: from two reads that overlap, where a copy would be a call.
fn short(bytes: &[u8]) -> u64 {
    let n = bytes.len();
    if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << ((n - 4) * 8)
    } else if let (Some(first), Some(last)) = (bytes.first_chunk::<2>(), bytes.last_chunk::<2>()) {
        u64::from(u16::from_le_bytes(*first)) | u64::from(u16::from_le_bytes(*last)) << ((n - 2) * 8)
    } else {
        u64::from(bytes[0])
    }
}

/// Hash of a phrase from the hash of its start and that of its next word.
#[must_use]
pub const fn extend(phrase: u64, word: u64) -> u64 {
    let h = (phrase.rotate_left(23) ^ word).wrapping_mul(0xC4CE_B9FE_1A85_EC53);
    h ^ (h >> 29)
}

/// Hash of a phrase as it stands in a list, and the hashes of its beginnings.
#[must_use]
pub fn phrase_hashes(text: &str) -> Vec<u64> {
    let mut tokens: Vec<Token> = Vec::new();
    tokenise(text, &mut tokens);
    let mut folded = Vec::new();
    let mut hashes = Vec::new();
    for token in tokens {
        folded.clear();
        fold_into(token.of(text), &mut folded);
        let word = hash(&folded);
        hashes.push(hashes.last().map_or(word, |&before| extend(before, word)));
    }
    hashes
}

/// An open-addressing table from a 32-bit key to a 32-bit value, read in place.
///
/// Layout: keys, then as many values, little endian; key 0 is an empty slot.
#[derive(Debug, Clone, Copy)]
pub struct Table<'a> {
    keys: &'a [u8],
    values: &'a [u8],
    slots: usize,
}

impl<'a> Table<'a> {
    /// From its bytes.
    #[must_use]
    pub fn new(bytes: &'a [u8]) -> Self {
        let (keys, values) = bytes.split_at(bytes.len() / 2);
        Self { keys, values, slots: keys.len() / 4 }
    }

    /// The keys of all slots, 0 for an empty one.
    pub(super) fn keys(&self) -> impl ExactSizeIterator<Item = u32> + use<'a> {
        self.keys.as_chunks().0.iter().map(|key| u32::from_le_bytes(*key))
    }

    /// The slot where the search for a hash begins.
    pub(super) fn slot(&self, hash: u64) -> usize {
        slot_of(hash, self.slots)
    }

    /// The value under a hash; 0 when there is none.
    #[must_use]
    pub fn get(&self, hash: u64) -> u32 {
        let key = key(hash);
        let mut slot = self.slot(hash);
        loop {
            let found = u32_at(self.keys, slot);
            if found == key {
                return u32_at(self.values, slot);
            }
            if found == 0 {
                return 0;
            }
            slot = if slot + 1 == self.slots { 0 } else { slot + 1 };
        }
    }

    /// Packs pairs (hash, value) with a fifth of the slots left empty; equal keys are or-ed. The
    /// bytes depend on the order of `pairs` only.
    #[must_use]
    pub fn pack(pairs: &[(u64, u32)]) -> Vec<u8> {
        let slots = pairs.len() * 5 / 4 + 1;
        let mut keys = vec![0u32; slots];
        let mut values = vec![0u32; slots];
        for &(hash, value) in pairs {
            let key = key(hash);
            let mut slot = slot_of(hash, slots);
            while keys[slot] != 0 && keys[slot] != key {
                slot = if slot + 1 == slots { 0 } else { slot + 1 };
            }
            keys[slot] = key;
            values[slot] |= value;
        }
        keys.iter().chain(&values).flat_map(|n| n.to_le_bytes()).collect()
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the low half is the key")]
pub(super) const fn key(hash: u64) -> u32 {
    let key = hash as u32;
    if key == 0 { 1 } else { key }
}

/// The slot where the search for a hash begins: its upper half, scaled to the number of slots.
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "below the number of slots")]
pub const fn slot_of(hash: u64, slots: usize) -> usize {
    (((hash >> 32) * slots as u64) >> 32) as usize
}

fn u32_at(bytes: &[u8], index: usize) -> u32 {
    let at = index * 4;
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

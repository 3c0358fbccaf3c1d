//! The model file, read in place: words with their classes and clusters, feature weights, transitions.
//!
//! | part | bytes |
//! |---|---|
//! | head: magic, slots of the words, slots of the weights, scale of a weight | 16 |
//! | transitions, 9 × 9 `f32`, from row to column | 324 |
//! | coarse cluster of each fine one | 1024 |
//! | words, [`Table`]: classes in the low 22 bits, fine cluster above | 8 a slot |
//! | weights: a 16-bit print and eight `i8` | 10 a slot |
//!
//! A feature whose print is not where its hash says has weight 0; a false print is met about once
//! in 20 000 features that were never seen.

use super::filter::Filter;
use super::lexicon::{Classes, Table, key, slot_of};
use super::words::LABELS;
use std::sync::OnceLock;

/// Labels with "no name" first.
pub const STATES: usize = LABELS + 1;
/// First bytes of a model file; changes with its layout.
pub const MAGIC: &[u8; 4] = b"cdn2";
/// Fine clusters, with "unknown".
pub const CLUSTERS: usize = 1024;
/// Bits of the classes in a word's value.
pub const CLASS_BITS: u32 = 22;
/// Most features in one call of [`Model::add_all`].
pub const BATCH: usize = 40;
const HEAD: usize = 16;
const SLOT: usize = 10;

/// A model.
#[derive(Debug, Clone)]
pub struct Model<'a> {
    words: Table<'a>,
    /// Which words are there.
    known: Filter,
    coarse: &'a [u8],
    /// The prints of all slots, little endian: a search reads four at a time.
    // Copies: a process gets large pages for them, and the ways to memory are what a look-up costs.
    prints: Vec<u8>,
    /// The weights of all slots.
    cells: Vec<[u8; LABELS]>,
    /// What one step of a weight is worth.
    pub scale: f32,
    /// Log-linear weight of each step from label to label.
    pub transitions: [[f32; STATES]; STATES],
}

static BYTES: &[u8] = include_bytes!("model/names.model");

/// Changes whenever the rules around the model do.
const RULES: u32 = 9;

/// Fingerprint of the embedded model and number of the rules around it.
#[must_use]
pub fn version() -> &'static str {
    static VERSION: OnceLock<String> = OnceLock::new();
    VERSION.get_or_init(|| format!("{RULES}-{}", &blake3::hash(BYTES).to_hex()[..12]))
}

/// The model that comes with this crate.
#[must_use]
pub fn shipped() -> &'static Model<'static> {
    static MODEL: OnceLock<Model<'static>> = OnceLock::new();
    MODEL.get_or_init(|| Model::read(BYTES))
}

impl<'a> Model<'a> {
    /// From the bytes of a model file.
    ///
    /// # Panics
    /// When they are not one: the file is part of the crate.
    #[must_use]
    pub fn read(bytes: &'a [u8]) -> Self {
        assert!(bytes.starts_with(MAGIC), "not a model of names");
        let word = |i: usize| u32::from_le_bytes([bytes[i], bytes[i + 1], bytes[i + 2], bytes[i + 3]]);
        let (word_slots, slots) = (word(4) as usize, word(8) as usize);
        let mut transitions = [[0.0; STATES]; STATES];
        for (i, cell) in transitions.iter_mut().flatten().enumerate() {
            *cell = f32::from_bits(word(HEAD + i * 4));
        }
        let (coarse, rest) = bytes[HEAD + STATES * STATES * 4..].split_at(CLUSTERS);
        let (words, weights) = rest.split_at(8 * word_slots);
        let (weights, rest) = weights.as_chunks::<SLOT>();
        assert!(weights.len() == slots && rest.is_empty(), "not a whole model of names");
        let prints = weights.iter().flat_map(|slot| [slot[0], slot[1]]).collect();
        let cells = weights.iter().map(|slot| std::array::from_fn(|i| slot[2 + i])).collect();
        let words = Table::new(words);
        let known = Filter::new(words.keys());
        Self { words, known, coarse, prints, cells, scale: f32::from_bits(word(12)), transitions }
    }

    fn value(&self, hash: u64) -> u32 {
        if self.known.may_hold(self.words.slot(hash), key(hash)) { self.words.get(hash) } else { 0 }
    }

    /// Classes of a word or phrase.
    #[must_use]
    pub fn classes(&self, hash: u64) -> Classes {
        self.value(hash) & ((1 << CLASS_BITS) - 1)
    }

    /// Classes, fine and coarse cluster of a word.
    #[must_use]
    pub fn word(&self, hash: u64) -> (Classes, u16, u16) {
        let value = self.value(hash);
        let fine = value >> CLASS_BITS;
        (value & ((1 << CLASS_BITS) - 1), (fine & 0xFFFF) as u16, u16::from(self.coarse[fine as usize]))
    }

    /// Adds the weights of several features.
    pub fn add_all(&self, hashes: &[u64], sum: &mut [i16; LABELS]) {
        let mut slots = [(0, 0); BATCH];
        let hashes = &hashes[..hashes.len().min(BATCH)];
        self.add_each(hashes, &[hashes.len()], &mut slots[..hashes.len()], std::slice::from_mut(sum));
    }

    /// Adds the weights of the features of several tokens, each of which ends where `ends` says. All first prints
    /// are read before any is looked at, and all slots found before any is added, so that their ways to memory
    /// overlap. `slots`: as long as `hashes`.
    pub fn add_each(&self, hashes: &[u64], ends: &[usize], slots: &mut [(u32, u64)], sums: &mut [[i16; LABELS]]) {
        for (to, &hash) in slots.iter_mut().zip(hashes) {
            let slot = slot_of(hash, self.cells.len());
            *to = (slot as u32, self.four(slot));
        }
        let (mut found, mut at) = (0, 0);
        for (&end, number) in ends.iter().zip(0..) {
            for i in at..end.min(slots.len()) {
                // What was found takes the place of what was looked for.
                if let Some(slot) = self.search(slots[i].0, slots[i].1, print(hashes[i])) {
                    slots[found] = (slot, number);
                    found += 1;
                }
            }
            at = end;
        }
        for &(slot, number) in &slots[..found] {
            let sum = &mut sums[number as usize];
            for (to, &from) in sum.iter_mut().zip(&self.cells[slot as usize]) {
                *to += i16::from(from.cast_signed());
            }
        }
    }

    /// The prints of a slot and the three after it; 0 near the end.
    fn four(&self, slot: usize) -> u64 {
        let eight = self.prints.get(slot * 2..).and_then(|prints| prints.first_chunk());
        eight.map_or(0, |eight| u64::from_le_bytes(*eight))
    }

    /// The slot that has this print, from `slot` on and before any that is empty. `four`: the prints there.
    fn search(&self, slot: u32, mut four: u64, print: u16) -> Option<u32> {
        const ONES: u64 = 0x0001_0001_0001_0001;
        // The lowest bit that this gives is that of the lowest lane that is 0; higher ones may be wrong.
        let zeros = |lanes: u64| lanes.wrapping_sub(ONES) & !lanes & (ONES << 15);
        let wanted = u64::from(print) * ONES;
        let mut slot = slot as usize;
        while slot + 4 <= self.cells.len() {
            let (same, empty) = (zeros(four ^ wanted), zeros(four));
            if same | empty != 0 {
                let same_first = same != 0 && (empty == 0 || same.trailing_zeros() < empty.trailing_zeros());
                return same_first.then(|| slot as u32 + same.trailing_zeros() / 16);
            }
            slot += 4;
            four = self.four(slot);
        }
        self.search_around(slot, print)
    }

    /// The same over the end of the table, where it goes on at its start.
    #[cold]
    fn search_around(&self, from: usize, print: u16) -> Option<u32> {
        let prints = self.prints.as_chunks::<2>().0;
        for slot in (from..prints.len()).chain(0..from) {
            match u16::from_le_bytes(prints[slot]) {
                0 => return None,
                found if found == print => return Some(slot as u32),
                _ => {}
            }
        }
        None
    }
}

/// Writes a model file; a fifth of the weight slots stay empty.
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "tables of a few million slots")]
pub fn pack(
    words: &[u8],
    coarse: &[u8; CLUSTERS],
    weights: &[(u64, [i8; LABELS])],
    scale: f32,
    transitions: &[[f32; STATES]; STATES],
) -> Vec<u8> {
    let count = weights.len() * 5 / 4 + 1;
    let mut out = MAGIC.to_vec();
    for n in [(words.len() / 8) as u32, count as u32, scale.to_bits()] {
        out.extend(n.to_le_bytes());
    }
    for cell in transitions.iter().flatten() {
        out.extend(cell.to_bits().to_le_bytes());
    }
    out.extend(coarse);
    out.extend(words);
    let mut slots = vec![0u8; SLOT * count];
    for (hash, row) in weights {
        let mut slot = slot_of(*hash, count);
        while slots[slot * SLOT..slot * SLOT + 2] != [0, 0] {
            slot = if slot + 1 == count { 0 } else { slot + 1 };
        }
        let cell = &mut slots[slot * SLOT..slot * SLOT + SLOT];
        cell[..2].copy_from_slice(&print(*hash).to_le_bytes());
        for (to, from) in cell[2..].iter_mut().zip(row) {
            *to = from.cast_unsigned();
        }
    }
    out.extend(slots);
    out
}

const fn print(hash: u64) -> u16 {
    let print = (hash & 0xFFFF) as u16;
    if print == 0 { 1 } else { print }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a search one slot after the other gives, around the end of the table too.
    fn plainly(model: &Model<'_>, hash: u64) -> [i16; LABELS] {
        let n = model.cells.len();
        let first = slot_of(hash, n);
        for slot in (first..n).chain(0..first) {
            match u16::from_le_bytes([model.prints[slot * 2], model.prints[slot * 2 + 1]]) {
                0 => break,
                found if found == print(hash) => return model.cells[slot].map(|b| i16::from(b.cast_signed())),
                _ => {}
            }
        }
        [0; LABELS]
    }

    #[test]
    fn four_prints_at_a_time_find_what_one_at_a_time_finds() {
        let hash = |n: u64| super::super::features::feature(n % 7, n);
        for count in [1u64, 3, 10, 5_000] {
            let weights: Vec<(u64, [i8; LABELS])> =
                (0..count).map(|n| (hash(n), std::array::from_fn(|i| (n % 100) as i8 + i as i8 + 1))).collect();
            let bytes = pack(&[0; 8], &[0; CLUSTERS], &weights, 0.5, &[[0.0; STATES]; STATES]);
            let model = Model::read(&bytes);
            let hashes: Vec<u64> = (0..2 * count).map(hash).collect();
            for some in hashes.chunks(BATCH) {
                let mut sum = [0i16; LABELS];
                model.add_all(some, &mut sum);
                let want = some.iter().map(|&hash| plainly(&model, hash));
                let want = want.fold([0i16; LABELS], |all, one| std::array::from_fn(|i| all[i] + one[i]));
                assert_eq!(sum, want);
            }
            let known = weights.iter().filter(|(hash, row)| plainly(&model, *hash) == row.map(i16::from)).count();
            assert!(known as u64 * 100 >= count * 99, "{known} of {count}");
        }
    }
}

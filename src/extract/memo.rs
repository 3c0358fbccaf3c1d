//! What was worked out of the words met last, by the hash of their letters.
//!
//! In: the hash of a token, from [`Layout::hashes`](super::Layout::hashes). Out: what the caller knows of
//! such words, worked out when the hash is not among those kept. Words of one hash are taken for one: what
//! is kept may depend on nothing but the letters, so what was read before never shows.

/// As many as there are slots, the latest of each slot.
#[derive(Debug)]
pub struct Memo<T> {
    slots: Vec<(u64, T)>,
}

/// Slots: most words of an article are among the few thousand commonest.
const SLOTS: usize = 1 << 12;

impl<T: Copy + Default> Default for Memo<T> {
    fn default() -> Self {
        // An empty slot holds a hash that has its place elsewhere.
        Self { slots: (0..SLOTS as u64).map(|i| (i ^ 1, T::default())).collect() }
    }
}

impl<T: Copy> Memo<T> {
    /// What is known of the word with this hash.
    #[inline]
    pub fn get(&mut self, hash: u64, work_out: impl FnOnce() -> T) -> T {
        let slot = &mut self.slots[hash as usize % SLOTS];
        if slot.0 != hash {
            *slot = (hash, work_out());
        }
        slot.1
    }

    /// Puts what is known now in the place of what was.
    pub fn put(&mut self, hash: u64, known: T) {
        self.slots[hash as usize % SLOTS] = (hash, known);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_hash_gets_its_own() {
        let mut memo = Memo::default();
        for hash in [0, 1, 2, 4095, 4096, 4097, u64::MAX, 0] {
            assert_eq!(memo.get(hash, || hash.wrapping_add(7)), hash.wrapping_add(7));
        }
        assert_eq!(memo.get(0, || unreachable!("it is kept")), 7);
    }
}

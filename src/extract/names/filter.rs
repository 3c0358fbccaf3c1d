//! What an open-addressing table does not hold, told without a search of it.
//!
//! In: the keys of a table's slots, in order, 0 for an empty one. Out: whether a search for a key that begins at a
//! slot may find it. Most of what a text asks for was never seen, and a search for it ends only at an empty slot.

/// For every 64 slots, a bit for each key (by its low nine bits) that a search from one of them may end at.
#[derive(Debug, Clone)]
pub struct Filter(Vec<[u64; 8]>);

impl Filter {
    /// Of a table: a search may begin at the first slot of a run, so a key counts for all slots from there on.
    pub fn new(keys: impl ExactSizeIterator<Item = u32>) -> Self {
        let n = keys.len();
        let mut all = vec![[0; 8]; n.div_ceil(64)];
        let mut first = 0;
        for (at, key) in keys.enumerate() {
            if key == 0 {
                first = at + 1;
                continue;
            }
            for bits in &mut all[first / 64..=at / 64] {
                bits[key as usize / 64 % 8] |= 1 << (key % 64);
            }
        }
        // A run that goes on at the start of the table: what it holds there is not told apart.
        if first < n {
            all[first / 64..].fill([u64::MAX; 8]);
        }
        Self(all)
    }

    /// Whether a search for the key from the slot may find it: never no where it does.
    #[inline]
    pub fn may_hold(&self, slot: usize, key: u32) -> bool {
        self.0[slot / 64][key as usize / 64 % 8] >> (key % 64) & 1 == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a search slot by slot, around the end of the table too, finds the key.
    fn plainly(table: &[u32], slot: usize, key: u32) -> bool {
        let mut from_slot = table[slot..].iter().chain(&table[..slot]);
        from_slot.by_ref().take_while(|&&k| k != 0).any(|&k| k == key)
    }

    #[test]
    fn what_a_search_finds_is_never_denied_and_most_of_the_rest_is() {
        for n in [1usize, 63, 64, 65, 700] {
            let mut table = vec![0u32; n];
            // Four in five are taken, the last slots among them.
            for (at, slot) in table.iter_mut().enumerate().filter(|(at, _)| at % 29 < 24 || at + 3 > n) {
                *slot = (at as u32 + 1).wrapping_mul(0x9E37_79B9);
            }
            let filter = Filter::new(table.iter().copied());
            let (mut denied, mut asked) = (0, 0);
            for slot in 0..n {
                for key in table.iter().copied().filter(|&k| k != 0).chain((1..200).map(|k: u32| k * 7919)) {
                    if plainly(&table, slot, key) {
                        assert!(filter.may_hold(slot, key), "{n} {slot} {key}");
                    } else {
                        asked += 1;
                        denied += u32::from(!filter.may_hold(slot, key));
                    }
                }
            }
            assert!(n < 700 || denied * 10 > asked * 7, "{denied} of {asked}");
        }
    }
}

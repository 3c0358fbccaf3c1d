//! Where the letters of one text stand in another that differs a little.
//!
//! The longest common run of words is matched first, then the same is done on either side of it
//! (Ratcliff and Obershelp 1988, as Python's `difflib` does it); stretches whose words differ are
//! matched by characters.

use super::fold::Folded;
use rustc_hash::FxHashMap;
use std::hash::Hash;

/// Characters of one stretch times those of the other, beyond which it stays unmatched.
const TOO_LARGE: usize = 4_000_000;

/// Turns spans of code points of one text into spans of letters and digits of the gold text.
#[derive(Debug)]
pub struct Mapper {
    before: Vec<u32>,
    /// Gold position of each letter; None when both texts have the same letters.
    to: Option<Vec<Option<u32>>>,
}

/// A stretch of the gold text, in letters and digits; None: nothing of it is in the gold text.
pub type Stretch = Option<(u32, u32)>;

impl Mapper {
    /// For spans of the gold text itself.
    #[must_use]
    pub fn of_gold(gold: &str) -> Self {
        Self { before: Folded::new(gold).before, to: None }
    }

    /// For spans of `text`, which is the gold text more or less.
    #[must_use]
    pub fn new(gold: &str, text: &str) -> Self {
        let (a, b) = (Folded::new(gold), Folded::new(text));
        let to = (a.key != b.key).then(|| align(gold, &a, text, &b));
        Self { before: b.before, to }
    }

    /// Whether the letters of the two texts differ.
    #[must_use]
    pub const fn differs(&self) -> bool {
        self.to.is_some()
    }

    /// The stretch of gold letters that code points `start..end` are.
    #[must_use]
    pub fn stretch(&self, start: i64, end: i64) -> Stretch {
        let last = self.before.len() - 1;
        let at = |i: i64| self.before[usize::try_from(i).unwrap_or(0).min(last)];
        let (start, end) = (at(start), at(end));
        let Some(to) = &self.to else { return Some((start, end)) };
        if end <= start {
            return Some((start, end));
        }
        let inside = || to[start as usize..end as usize].iter().flatten();
        Some((*inside().min()?, inside().max()? + 1))
    }
}

/// Gold position of every letter of `text`.
#[expect(clippy::cast_possible_truncation, reason = "articles are far shorter than 2^32")]
fn align(gold: &str, gold_folded: &Folded, text: &str, folded: &Folded) -> Vec<Option<u32>> {
    let (gold_key, key) = (&gold_folded.key, &folded.key);
    let mut to = vec![None; key.len()];
    let (gold_words, words) = (gold_folded.words(gold), folded.words(text));
    let gold_text: Vec<&[char]> = gold_words.iter().map(|w| &gold_key[w.0..w.1]).collect();
    let word_text: Vec<&[char]> = words.iter().map(|w| &key[w.0..w.1]).collect();
    let mut copy = |from: usize, at: usize, n: usize| {
        for k in 0..n {
            to[at + k] = Some((from + k) as u32);
        }
    };
    let mut done = Run { a: 0, b: 0, len: 0 };
    for run in common_runs(&gold_text, &word_text) {
        if run.a > done.a && run.b > done.b {
            // Words that were joined or respelt.
            let from = gold_words[done.a].0..gold_words[run.a - 1].1;
            let at = words[done.b].0..words[run.b - 1].1;
            if gold_key[from.clone()] == key[at.clone()] {
                copy(from.start, at.start, from.len());
            } else if from.len() * at.len() <= TOO_LARGE {
                for part in common_runs(&gold_key[from.clone()], &key[at.clone()]) {
                    copy(from.start + part.a, at.start + part.b, part.len);
                }
            }
        }
        for k in 0..run.len {
            let word = gold_words[run.a + k];
            copy(word.0, words[run.b + k].0, word.1 - word.0);
        }
        done = Run { a: run.a + run.len, b: run.b + run.len, len: 0 };
    }
    to
}

/// A run that two sequences share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Run {
    a: usize,
    b: usize,
    len: usize,
}

/// Common runs in order, the last one empty at both ends.
fn common_runs<T: Eq + Hash + Copy>(a: &[T], b: &[T]) -> Vec<Run> {
    let mut positions: FxHashMap<T, Vec<usize>> = FxHashMap::default();
    for (j, x) in b.iter().enumerate() {
        positions.entry(*x).or_default().push(j);
    }
    // Length of the run that ends at b[j - 1]: index 0 stays empty.
    let mut lengths = Lengths { now: vec![0; b.len() + 1], touched: Vec::new() };
    let mut todo = vec![(0, a.len(), 0, b.len())];
    let mut runs = Vec::new();
    while let Some((a_from, a_to, b_from, b_to)) = todo.pop() {
        let run = longest(a, &positions, (a_from, a_to), (b_from, b_to), &mut lengths);
        if run.len > 0 {
            runs.push(run);
            if a_from < run.a && b_from < run.b {
                todo.push((a_from, run.a, b_from, run.b));
            }
            if run.a + run.len < a_to && run.b + run.len < b_to {
                todo.push((run.a + run.len, a_to, run.b + run.len, b_to));
            }
        }
    }
    runs.sort_unstable();
    let mut joined: Vec<Run> = Vec::with_capacity(runs.len() + 1);
    for run in runs {
        match joined.last_mut() {
            Some(last) if last.a + last.len == run.a && last.b + last.len == run.b => last.len += run.len,
            _ => joined.push(run),
        }
    }
    joined.push(Run { a: a.len(), b: b.len(), len: 0 });
    joined
}

/// Scratch space that is cleared by what was written to it.
struct Lengths {
    now: Vec<usize>,
    touched: Vec<usize>,
}

/// The longest common run; of several the first in `a`, then the first in `b`.
fn longest<T: Eq + Hash + Copy>(
    a: &[T],
    positions: &FxHashMap<T, Vec<usize>>,
    (a_from, a_to): (usize, usize),
    (b_from, b_to): (usize, usize),
    lengths: &mut Lengths,
) -> Run {
    let mut best = Run { a: a_from, b: b_from, len: 0 };
    for (i, x) in a.iter().enumerate().take(a_to).skip(a_from) {
        let all = positions.get(x).map_or(&[][..], Vec::as_slice);
        let some = &all[all.partition_point(|&j| j < b_from)..all.partition_point(|&j| j < b_to)];
        let before = std::mem::take(&mut lengths.touched);
        // From the right, so that what the row before wrote is read before it is overwritten; then
        // the first of equal lengths is the last one seen.
        let mut longest_here = 0;
        let mut at = 0;
        for &j in some.iter().rev() {
            let len = lengths.now[j] + 1;
            lengths.now[j + 1] = len;
            if len >= longest_here {
                (longest_here, at) = (len, j);
            }
        }
        if longest_here > best.len {
            best = Run { a: i + 1 - longest_here, b: at + 1 - longest_here, len: longest_here };
        }
        // What the row before wrote and this one did not is no run any more.
        let mut kept = some.iter().peekable();
        for j in before {
            while kept.next_if(|&&k| k < j).is_some() {}
            if kept.peek() != Some(&&j) {
                lengths.now[j + 1] = 0;
            }
        }
        lengths.touched.extend_from_slice(some);
    }
    for j in lengths.touched.drain(..) {
        lengths.now[j + 1] = 0;
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The same by its definition, slowly.
    fn runs_by_definition(a: &[u8], b: &[u8], a_at: usize, b_at: usize, out: &mut Vec<Run>) {
        let mut best = Run { a: 0, b: 0, len: 0 };
        for i in 0..a.len() {
            for j in 0..b.len() {
                let len = a[i..].iter().zip(&b[j..]).take_while(|(x, y)| x == y).count();
                if len > best.len {
                    best = Run { a: i, b: j, len };
                }
            }
        }
        if best.len > 0 {
            runs_by_definition(&a[..best.a], &b[..best.b], a_at, b_at, out);
            out.push(Run { a: a_at + best.a, b: b_at + best.b, len: best.len });
            let (i, j) = (best.a + best.len, best.b + best.len);
            runs_by_definition(&a[i..], &b[j..], a_at + i, b_at + j, out);
        }
    }

    proptest! {
        #[test]
        fn runs_are_the_longest_first(a in "[abc]{0,24}", b in "[abc]{0,24}") {
            let mut want = Vec::new();
            runs_by_definition(a.as_bytes(), b.as_bytes(), 0, 0, &mut want);
            let got = common_runs(a.as_bytes(), b.as_bytes());
            // Neighbouring runs are joined in one and not in the other: compare pair by pair.
            let pairs = |runs: &[Run]| -> Vec<(usize, usize)> {
                runs.iter().flat_map(|r| (0..r.len).map(|k| (r.a + k, r.b + k))).collect()
            };
            prop_assert_eq!(pairs(&got), pairs(&want));
        }
    }

    #[test]
    fn changed_marks_and_a_dropped_line_do_not_matter() {
        let gold = "By Ann\n\n\"It's over,\" she said in Hull.";
        let text = "“It’s over,” she said in Hull.";
        let mapper = Mapper::new(gold, text);
        let at = i64::try_from(text.chars().position(|c| c == 'H').unwrap()).unwrap();
        let own = i64::try_from(gold.chars().position(|c| c == 'H').unwrap()).unwrap();
        assert_eq!(mapper.stretch(at, at + 4), Mapper::of_gold(gold).stretch(own, own + 4));
    }

    #[test]
    fn what_the_gold_text_does_not_have_is_nowhere() {
        let mapper = Mapper::new("It rained.", "Weather\n\nIt rained.");
        assert_eq!(mapper.stretch(0, 7), None);
    }
}

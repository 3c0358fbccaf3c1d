//! What the model looks at, as hashes. Training and tagging share every line of this.

use super::lexicon::{BODY_WORD, CASING, Classes, PLACE_WORD, PREFIX};
use super::words::{EDGE, Line, Word, Words};

/// Takes a feature: its hash, and whether it tells the very word (left out now and then in
/// training, so that the model also learns to do without).
pub type Take<'a> = dyn FnMut(u64, bool) + 'a;

/// Hash of one feature.
#[must_use]
pub const fn feature(template: u64, value: u64) -> u64 {
    let h = (value ^ template.wrapping_mul(0x9E37_79B9_7F4A_7C15)).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    let h = (h ^ (h >> 32)).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    h ^ (h >> 29)
}

const fn two(a: u64, b: u64) -> u64 {
    a.rotate_left(17) ^ b.wrapping_mul(0xA24B_AED4_963E_E407)
}

/// Features of a word at `offset` (0: it stands two after the token … 2: it is the token … 4: two before).
pub fn of_word(word: &Word, offset: usize, take: &mut Take<'_>) {
    let at = offset as u64 * 32;
    let kinds = u64::from(word.classes & !PREFIX);
    match offset {
        2 => {
            take(feature(at, 0), false);
            take(feature(at + 1, word.exact), true);
            take(feature(at + 2, word.lower), true);
            for (i, &affix) in word.affixes.iter().enumerate() {
                if affix != 0 {
                    take(feature(at + 3 + i as u64, affix), i == 2 || i == 6);
                }
            }
            take(feature(at + 10, word.shape), false);
            if word.fine != 0 {
                take(feature(at + 11, u64::from(word.fine)), false);
                take(feature(at + 12, u64::from(word.coarse)), false);
                take(feature(at + 13, two(u64::from(word.coarse), word.shape)), false);
                take(feature(at + 14, two(u64::from(word.coarse), kinds)), false);
            }
            take(feature(at + 15, kinds), false);
            take(feature(at + 16, two(kinds, word.shape)), false);
            let mut left = kinds;
            while left != 0 {
                take(feature(at + 17, u64::from(left.trailing_zeros())), false);
                left &= left - 1;
            }
        }
        1 | 3 => {
            take(feature(at, word.lower), false);
            take(feature(at + 1, word.shape), false);
            take(feature(at + 2, kinds), false);
            if word.fine != 0 {
                take(feature(at + 3, u64::from(word.fine)), false);
                take(feature(at + 4, u64::from(word.coarse)), false);
            }
            if word.affixes[5] != 0 {
                take(feature(at + 5, word.affixes[5]), false);
            }
        }
        _ => {
            take(feature(at, word.lower), false);
            take(feature(at + 1, two(u64::from(word.coarse), word.shape)), false);
            take(feature(at + 2, kinds), false);
        }
    }
}

/// A sentence made ready: what [`of_token`] reads.
#[derive(Debug, Default)]
pub struct Sentence {
    /// Word ids, with two edges before and after.
    pub ids: Vec<u32>,
    /// Whether each token may be (part of) a name.
    pub candidate: Vec<bool>,
    /// Whether it has a capital.
    pub upper: Vec<bool>,
    /// Classes and place (first, inside, last) in a known phrase; 0 none.
    pub phrase: Vec<u32>,
    /// First token of its run of capitals.
    pub run_first: Vec<u32>,
    /// Last token of its run of capitals.
    pub run_last: Vec<u32>,
    /// How the line is written.
    pub line: u8,
}

impl Sentence {
    fn word<'w>(&self, words: &'w Words, i: isize) -> &'w Word {
        let at = usize::try_from(i + 2).unwrap_or(0);
        words.get(self.ids.get(at).copied().unwrap_or(EDGE))
    }
}

/// What features look at of the classes.
const KINDS: Classes = !PREFIX;

/// Features of a word after another.
pub fn of_pair(before: &Word, w: &Word, take: &mut Take<'_>) {
    let kinds = u64::from(w.classes & KINDS);
    let mut put = |template: u64, value: u64, lexical: bool| take(feature(200 + template, value), lexical);
    put(0, two(before.lower, w.lower), true);
    put(3, two(u64::from(before.coarse), u64::from(w.coarse)), false);
    put(5, two(before.lower, kinds), false);
    put(7, two(u64::from(before.classes & KINDS), kinds), false);
    put(9, two(two(u64::from(before.fine), w.shape), 1), false);
}

/// Features of a word before another.
pub fn of_next(w: &Word, after: &Word, take: &mut Take<'_>) {
    let kinds = u64::from(w.classes & KINDS);
    let mut put = |template: u64, value: u64, lexical: bool| take(feature(200 + template, value), lexical);
    put(1, two(w.lower, after.lower), true);
    put(4, two(u64::from(w.coarse), u64::from(after.coarse)), false);
    put(6, two(after.lower, kinds), false);
    put(8, two(kinds, u64::from(after.classes & KINDS)), false);
    put(10, two(two(u64::from(after.fine), w.shape), 2), false);
}

/// Features of a word in a line written so (twice the line's code, and 1 where the word is its first).
pub fn of_line(w: &Word, line: u64, take: &mut Take<'_>) {
    take(feature(213, two(two(line, w.shape), u64::from(w.classes & CASING))), false);
    take(feature(214, two(line, u64::from(w.classes & KINDS))), false);
}

/// Features of token `i` that join several words.
#[expect(clippy::cast_possible_wrap, reason = "token indices are small")]
pub fn of_token(sentence: &Sentence, words: &Words, i: usize, mut take: impl FnMut(u64, bool)) {
    let here = i as isize;
    let w = sentence.word(words, here);
    of_pair(sentence.word(words, here - 1), w, &mut take);
    of_next(w, sentence.word(words, here + 1), &mut take);
    of_line(w, u64::from(sentence.line) * 2 + u64::from(i == 0), &mut take);
    of_context(sentence, words, i, take);
}

/// Features of token `i` that no pair of words tells.
#[expect(clippy::cast_possible_wrap, clippy::cast_sign_loss, reason = "token indices are small")]
pub fn of_context(sentence: &Sentence, words: &Words, i: usize, mut take: impl FnMut(u64, bool)) {
    let here = i as isize;
    let w = sentence.word(words, here);
    let before = sentence.word(words, here - 1);
    let after = sentence.word(words, here + 1);
    let before_that = sentence.word(words, here - 2);
    let after_that = sentence.word(words, here + 2);
    let kinds = u64::from(w.classes & KINDS);
    let line = u64::from(sentence.line);
    let mut put = |template: u64, value: u64, lexical: bool| take(feature(200 + template, value), lexical);
    put(2, two(two(before.shape, w.shape), after.shape), false);
    put(11, two(before_that.lower, before.lower), false);
    put(12, two(after.lower, after_that.lower), false);
    let phrase = sentence.phrase[i];
    if phrase != 0 {
        put(15, u64::from(phrase), false);
        put(16, two(u64::from(phrase), after.lower), false);
    }
    if sentence.upper[i] {
        let (from, to) = (sentence.run_first[i] as usize, sentence.run_last[i] as usize);
        let (head, last) = (sentence.word(words, from as isize), sentence.word(words, to as isize));
        let (left, right) = (sentence.word(words, from as isize - 1), sentence.word(words, to as isize + 1));
        let place = ((i - from).min(2) * 3 + (to - i).min(2)) as u64;
        put(17, two(last.lower, place), false);
        put(18, two(u64::from(last.fine), place), false);
        put(19, two(head.lower, place), false);
        put(20, two(place, u64::from(head.classes & KINDS) << 32 | u64::from(last.classes & KINDS)), false);
        put(21, two(place, left.lower), false);
        put(22, two(place, right.lower), false);
        put(23, two(two(left.lower, right.lower), place), false);
        put(24, two(two(u64::from(left.coarse), u64::from(right.coarse)), place), false);
        let mut inside: Classes = 0;
        for j in from..=to {
            inside |= sentence.word(words, j as isize).classes & (BODY_WORD | PLACE_WORD);
        }
        put(25, two(place, u64::from(inside) * 4 + line), false);
        put(26, two(two(place, u64::from(left.fine)), kinds), false);
        put(27, two(two(place, u64::from(right.fine)), kinds), false);
        // What stands further off: "chairman of", "shares in"; "shares fell", ", a".
        let further = sentence.word(words, from as isize - 2);
        let beyond = sentence.word(words, to as isize + 2);
        put(28, two(two(further.lower, left.lower), place), false);
        put(29, two(two(right.lower, beyond.lower), place + 16), false);
        // "University of" before, "of Britain" after: the name on the other side of small words.
        if let Some(j) = (from.saturating_sub(3)..from.saturating_sub(1)).rev().find(|&j| sentence.upper[j]) {
            let name = sentence.word(words, j as isize);
            put(30, two(two(name.lower, left.lower), place), false);
            put(31, two(two(u64::from(name.classes & KINDS), left.lower), place), false);
        }
        if let Some(j) = (to + 2..sentence.upper.len().min(to + 4)).find(|&j| sentence.upper[j]) {
            let name = sentence.word(words, j as isize);
            put(32, two(two(u64::from(name.classes & KINDS), right.lower), place), false);
            put(33, two(two(last.lower, right.lower), place), false);
        }
    }
}

/// How a line is written.
#[must_use]
pub const fn line_from(code: u8) -> Line {
    match code {
        1 => Line::Title,
        2 => Line::Caps,
        _ => Line::Prose,
    }
}

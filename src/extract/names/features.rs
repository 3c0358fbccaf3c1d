//! What the model looks at, as hashes. Training and tagging share every line of this.

use super::lexicon::{BODY_WORD, CASING, Classes, PLACE_WORD, PREFIX};
use super::words::{Core, Line, Word};

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
    let core = &word.core;
    let kinds = u64::from(core.classes & !PREFIX);
    match offset {
        2 => {
            take(feature(at, 0), false);
            take(feature(at + 1, word.exact), true);
            take(feature(at + 2, core.lower), true);
            for (i, &affix) in word.affixes.iter().enumerate() {
                if affix != 0 {
                    take(feature(at + 3 + i as u64, affix), i == 2 || i == 6);
                }
            }
            take(feature(at + 10, core.shape), false);
            if core.fine != 0 {
                take(feature(at + 11, u64::from(core.fine)), false);
                take(feature(at + 12, u64::from(core.coarse)), false);
                take(feature(at + 13, two(u64::from(core.coarse), core.shape)), false);
                take(feature(at + 14, two(u64::from(core.coarse), kinds)), false);
            }
            take(feature(at + 15, kinds), false);
            take(feature(at + 16, two(kinds, core.shape)), false);
            let mut left = kinds;
            while left != 0 {
                take(feature(at + 17, u64::from(left.trailing_zeros())), false);
                left &= left - 1;
            }
        }
        1 | 3 => {
            take(feature(at, core.lower), false);
            take(feature(at + 1, core.shape), false);
            take(feature(at + 2, kinds), false);
            if core.fine != 0 {
                take(feature(at + 3, u64::from(core.fine)), false);
                take(feature(at + 4, u64::from(core.coarse)), false);
            }
            if word.affixes[5] != 0 {
                take(feature(at + 5, word.affixes[5]), false);
            }
        }
        _ => {
            take(feature(at, core.lower), false);
            take(feature(at + 1, two(u64::from(core.coarse), core.shape)), false);
            take(feature(at + 2, kinds), false);
        }
    }
}

/// A sentence made ready: what [`of_token`] reads.
#[derive(Debug, Default)]
pub struct Sentence {
    /// Word ids, with two edges before and after.
    pub ids: Vec<u32>,
    /// What is known of each of them.
    pub cores: Vec<Core>,
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
    /// Token `i` with the two words before and after it.
    fn around(&self, i: usize) -> Option<&[Core; 5]> {
        self.cores.get(i..).and_then(<[Core]>::first_chunk)
    }
}

/// What features look at of the classes.
const KINDS: Classes = !PREFIX;

/// Features of a word after another.
pub fn of_pair(before: &Core, w: &Core, take: &mut Take<'_>) {
    let kinds = u64::from(w.classes & KINDS);
    let mut put = |template: u64, value: u64, lexical: bool| take(feature(200 + template, value), lexical);
    put(0, two(before.lower, w.lower), true);
    put(3, two(u64::from(before.coarse), u64::from(w.coarse)), false);
    put(5, two(before.lower, kinds), false);
    put(7, two(u64::from(before.classes & KINDS), kinds), false);
    put(9, two(two(u64::from(before.fine), w.shape), 1), false);
}

/// Features of a word before another.
pub fn of_next(w: &Core, after: &Core, take: &mut Take<'_>) {
    let kinds = u64::from(w.classes & KINDS);
    let mut put = |template: u64, value: u64, lexical: bool| take(feature(200 + template, value), lexical);
    put(1, two(w.lower, after.lower), true);
    put(4, two(u64::from(w.coarse), u64::from(after.coarse)), false);
    put(6, two(after.lower, kinds), false);
    put(8, two(kinds, u64::from(after.classes & KINDS)), false);
    put(10, two(two(u64::from(after.fine), w.shape), 2), false);
}

/// Features of a word in a line written so (twice the line's code, and 1 where the word is its first).
pub fn of_line(w: &Core, line: u64, take: &mut Take<'_>) {
    take(feature(213, two(two(line, w.shape), u64::from(w.classes & CASING))), false);
    take(feature(214, two(line, u64::from(w.classes & KINDS))), false);
}

/// Features of token `i` that join several words.
pub fn of_token(sentence: &Sentence, i: usize, mut take: impl FnMut(u64, bool)) {
    let Some([_, before, w, after, _]) = sentence.around(i) else { return };
    of_pair(before, w, &mut take);
    of_next(w, after, &mut take);
    of_line(w, u64::from(sentence.line) * 2 + u64::from(i == 0), &mut take);
    of_context(sentence, i, false, take);
}

/// Features of a word with a capital after one without, `after` capitals (two at most) before the end of its run.
pub fn of_first(left: &Core, w: &Core, after: u8, take: &mut Take<'_>) {
    let place = u64::from(after);
    let mut put = |template: u64, value: u64| take(feature(200 + template, value), false);
    put(19, two(w.lower, place));
    put(21, two(place, left.lower));
    put(26, two(two(place, u64::from(left.fine)), u64::from(w.classes & KINDS)));
}

/// Features of a word with a capital before one without, `before` capitals (two at most) after the start of its run.
pub fn of_last(w: &Core, right: &Core, before: u8, take: &mut Take<'_>) {
    let place = u64::from(before) * 3;
    let mut put = |template: u64, value: u64| take(feature(200 + template, value), false);
    put(17, two(w.lower, place));
    put(18, two(u64::from(w.fine), place));
    put(22, two(place, right.lower));
    put(27, two(two(place, u64::from(right.fine)), u64::from(w.classes & KINDS)));
}

/// Features of a word with a capital between two without, in a line written so.
pub fn of_alone(w: &Core, line: u64, take: &mut Take<'_>) {
    let kinds = u64::from(w.classes & KINDS);
    take(feature(220, two(0, kinds << 32 | kinds)), false);
    take(feature(225, two(0, u64::from(w.classes & (BODY_WORD | PLACE_WORD)) * 4 + line)), false);
}

/// Features of token `i` that no pair of words tells; `is_rest` leaves out those of [`of_first`], [`of_last`] and
/// [`of_alone`].
pub fn of_context(sentence: &Sentence, i: usize, is_rest: bool, mut take: impl FnMut(u64, bool)) {
    let Some([before_that, before, w, after, after_that]) = sentence.around(i) else { return };
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
        // Token `j` is word `j + 2`: two edges stand before the first.
        let words = sentence.cores.as_slice();
        let (head, last) = (&words[from + 2], &words[to + 2]);
        let (left, right) = (&words[from + 1], &words[to + 3]);
        let place = ((i - from).min(2) * 3 + (to - i).min(2)) as u64;
        // What these tell is kept with the word and the one beside it.
        let (has_first, has_last) = (!is_rest || i != from, !is_rest || i != to);
        if has_last {
            put(17, two(last.lower, place), false);
            put(18, two(u64::from(last.fine), place), false);
        }
        if has_first {
            put(19, two(head.lower, place), false);
        }
        if has_first || has_last {
            put(20, two(place, u64::from(head.classes & KINDS) << 32 | u64::from(last.classes & KINDS)), false);
        }
        if has_first {
            put(21, two(place, left.lower), false);
        }
        if has_last {
            put(22, two(place, right.lower), false);
        }
        put(23, two(two(left.lower, right.lower), place), false);
        put(24, two(two(u64::from(left.coarse), u64::from(right.coarse)), place), false);
        if has_first || has_last {
            let mut inside: Classes = 0;
            for word in &words[from + 2..to + 3] {
                inside |= word.classes & (BODY_WORD | PLACE_WORD);
            }
            put(25, two(place, u64::from(inside) * 4 + line), false);
        }
        if has_first {
            put(26, two(two(place, u64::from(left.fine)), kinds), false);
        }
        if has_last {
            put(27, two(two(place, u64::from(right.fine)), kinds), false);
        }
        // What stands further off: "chairman of", "shares in"; "shares fell", ", a".
        let (further, beyond) = (&words[from], &words[to + 4]);
        put(28, two(two(further.lower, left.lower), place), false);
        put(29, two(two(right.lower, beyond.lower), place + 16), false);
        // "University of" before, "of Britain" after: the name on the other side of small words.
        if let Some(j) = (from.saturating_sub(3)..from.saturating_sub(1)).rev().find(|&j| sentence.upper[j]) {
            let name = &words[j + 2];
            put(30, two(two(name.lower, left.lower), place), false);
            put(31, two(two(u64::from(name.classes & KINDS), left.lower), place), false);
        }
        if let Some(j) = (to + 2..sentence.upper.len().min(to + 4)).find(|&j| sentence.upper[j]) {
            let name = &words[j + 2];
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

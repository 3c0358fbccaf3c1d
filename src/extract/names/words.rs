//! One word, seen alone: everything the tagger wants to know of it, worked out once and kept.

use super::lexicon::{self, Classes};
use super::weights::{BATCH, Model};
use crate::extract::memo::Memo;
use crate::extract::tokens::{Class, Token};
use rustc_hash::FxHashMap;

/// Labels besides "no name": begin and inside of person, organisation, place, other.
pub const LABELS: usize = 8;
/// Offsets at which a word speaks: two before to two after.
pub const OFFSETS: usize = 5;

/// What is known of a word without its neighbours.
#[derive(Debug, Clone, Copy)]
pub struct Word {
    /// Hash as written, digits alike.
    pub exact: u64,
    /// Hash in lower case.
    pub lower: u64,
    /// Hashes of the first 2, 3, 4 and last 1, 2, 3, 4 characters (bytes of the folded form).
    pub affixes: [u64; 7],
    /// Number of the folded form: the same for "Police", "POLICE" and "police".
    pub form: u32,
    /// Outline: "Xx", "XX", "X.X.".
    pub shape: u64,
    /// What the lists say of it.
    pub classes: Classes,
    /// Fine cluster, 0 unknown.
    pub fine: u16,
    /// Coarse cluster, 0 unknown.
    pub coarse: u16,
    /// Whether it is a mark or symbol.
    pub is_mark: bool,
    /// Whether it may be part of a name though it has no capital: see [`small_parts`](super::tagger::small_parts).
    pub small: u8,
    /// How much it says that an article is about sport.
    pub sport: u8,
    /// What it adds to each label of the tokens two after … two before it.
    pub adds: [[i16; LABELS]; OFFSETS],
    /// Which of `adds` are worked out, a bit each: many words are never asked.
    ready: u8,
}

/// How a line is written: decides how capitals are to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// Prose.
    Prose = 0,
    /// Nearly every word begins with a capital.
    Title = 1,
    /// All in capitals.
    Caps = 2,
}

/// Words seen so far by this thread; forgotten when it grows too large.
#[derive(Debug, Default)]
pub struct Words {
    index: FxHashMap<u64, u32>,
    words: Vec<Word>,
    forms: FxHashMap<u64, u32>,
    /// The last words of the index: most of a text are a few thousand that recur.
    recent: Memo<u32>,
    /// What pairs of words added last, see [`Words::joined`].
    pairs: Vec<(u64, [i16; LABELS])>,
}

/// What two words, or a word and how its line is written, say together.
#[derive(Debug, Clone, Copy)]
pub enum Joined {
    /// A word before the token, and it.
    Before(u32, u32),
    /// The token, and a word after it.
    After(u32, u32),
    /// How the line is written, and the token: see [`of_line`](super::features::of_line).
    Line(u32, u32),
}

/// Pairs that are kept: those of an article's names recur in it.
const PAIRS: usize = 1 << 13;

/// The word before the first and after the last of a sentence.
pub const EDGE: u32 = 0;
const KEPT: usize = 60_000;

impl Words {
    /// Forgets all when there are too many; ids are valid until the next call.
    pub fn start(&mut self) {
        if self.words.is_empty() || self.words.len() > KEPT {
            self.index.clear();
            self.words.clear();
            self.forms.clear();
            self.recent = Memo::default();
            self.pairs.clear();
            self.pairs.resize(PAIRS, (u64::MAX, [0; LABELS]));
            self.words.push(Word::edge());
        }
    }

    /// The word's id.
    pub fn id(&mut self, token: Token, text: &str, line: Line, model: &Model<'_>) -> u32 {
        let word = token.of(text);
        let caps = line == Line::Caps && token.is_all_caps() && word.len() > 1;
        let key = lexicon::hash(word.as_bytes()) ^ u64::from(caps);
        let Self { index, recent, .. } = self;
        let known = recent.get(key, || index.get(&key).copied().unwrap_or(EDGE));
        if known != EDGE {
            return known;
        }
        let id = u32::try_from(self.words.len()).unwrap_or(EDGE);
        let mut new = Word::new(token, word, caps, model);
        let next = u32::try_from(self.forms.len()).unwrap_or(u32::MAX);
        new.form = *self.forms.entry(new.lower).or_insert(next);
        self.words.push(new);
        self.index.insert(key, id);
        self.recent.put(key, id);
        id
    }

    /// What a word adds to the labels of the token at `offset` from it.
    pub fn adds(&mut self, id: u32, offset: usize, model: &Model<'_>) -> &[i16; LABELS] {
        let word = &mut self.words[id as usize];
        if word.ready >> offset & 1 == 0 {
            word.add_up(offset, model);
        }
        &word.adds[offset]
    }

    /// What two words add to the labels of a token.
    pub fn joined(&mut self, joined: Joined, model: &Model<'_>) -> [i16; LABELS] {
        let (kind, a, b) = match joined {
            Joined::Before(before, w) => (0, before, w),
            Joined::After(w, after) => (1, w, after),
            Joined::Line(line, w) => (2, line, w),
        };
        let key = kind << 62 | u64::from(a) << 31 | u64::from(b);
        let slot = (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as usize % PAIRS;
        if self.pairs[slot].0 == key {
            return self.pairs[slot].1;
        }
        let mut hashes = [0u64; 8];
        let mut n = 0;
        let take: &mut super::features::Take<'_> = &mut |hash, _| {
            hashes[n] = hash;
            n += 1;
        };
        match joined {
            Joined::Before(before, w) => super::features::of_pair(self.get(before), self.get(w), take),
            Joined::After(w, after) => super::features::of_next(self.get(w), self.get(after), take),
            Joined::Line(line, w) => super::features::of_line(self.get(w), u64::from(line), take),
        }
        let mut sum = [0i16; LABELS];
        model.add_all(&hashes[..n], &mut sum);
        self.pairs[slot] = (key, sum);
        sum
    }

    /// A word by its id.
    #[must_use]
    pub fn get(&self, id: u32) -> &Word {
        &self.words[id as usize]
    }
}

/// Lower case, straight apostrophes, all digits alike; what lists and features are keyed by.
pub fn fold_into(word: &str, out: &mut Vec<u8>) {
    if word.is_ascii() {
        out.extend(word.bytes().map(|b| if b.is_ascii_digit() { b'0' } else { b.to_ascii_lowercase() }));
        return;
    }
    let mut four = [0u8; 4];
    for ch in word.chars() {
        match ch {
            '’' | '‘' => out.push(b'\''),
            '\u{2010}' | '\u{2011}' => out.push(b'-'),
            _ => {
                for low in ch.to_lowercase() {
                    out.extend_from_slice(low.encode_utf8(&mut four).as_bytes());
                }
            }
        }
    }
}

impl Word {
    fn edge() -> Self {
        Self {
            exact: 1,
            lower: 1,
            affixes: [1; 7],
            form: u32::MAX,
            shape: 1,
            classes: 0,
            fine: 0,
            coarse: 0,
            is_mark: true,
            small: 0,
            sport: 0,
            adds: [[0; LABELS]; OFFSETS],
            ready: 0,
        }
    }

    /// `caps`: the line is in capitals, so its capitals say nothing: read as if "Written" so.
    fn new(token: Token, text: &str, caps: bool, model: &Model<'_>) -> Self {
        let mut folded = Vec::with_capacity(text.len());
        fold_into(text, &mut folded);
        let lower = lexicon::hash(&folded);
        let is_mark = matches!(token.class, Class::Mark | Class::Symbol);
        let (exact, shape) = if caps {
            (lower ^ 0x55, lexicon::hash(b"Xx"))
        } else {
            let mut digits_alike = text.as_bytes().to_vec();
            for byte in &mut digits_alike {
                if byte.is_ascii_digit() {
                    *byte = b'0';
                }
            }
            let capitalised = token.is_capitalised() && !token.is_all_caps();
            (
                if capitalised { lower ^ 0x55 } else { lexicon::hash(&digits_alike) },
                if is_mark { lower } else { lexicon::hash(&outline(text)) },
            )
        };
        let n = folded.len();
        let cut = |from: usize, to: usize| {
            if to > n || from >= n { 0 } else { lexicon::hash(&folded[from..to]) }
        };
        let affixes = [
            cut(0, 2),
            cut(0, 3),
            cut(0, 4),
            cut(n.saturating_sub(1), n),
            if n > 2 { cut(n - 2, n) } else { 0 },
            if n > 3 { cut(n - 3, n) } else { 0 },
            if n > 4 { cut(n - 4, n) } else { 0 },
        ];
        let (classes, fine, coarse) = model.word(lower);
        Self {
            exact,
            lower,
            affixes,
            form: 0,
            shape,
            classes: if is_mark { 0 } else { classes },
            fine,
            coarse,
            is_mark,
            small: super::tagger::small_parts(token.class, text),
            sport: super::sports::weight(text),
            adds: [[0; LABELS]; OFFSETS],
            ready: 0,
        }
    }

    /// Sums the weights of everything that depends on this word alone, seen from one offset.
    fn add_up(&mut self, offset: usize, model: &Model<'_>) {
        let mut hashes = [0u64; 64];
        let mut n = 0;
        super::features::of_word(self, offset, &mut |hash, _| {
            hashes[n] = hash;
            n += 1;
        });
        let mut sum = [0i16; LABELS];
        for part in hashes[..n].chunks(BATCH) {
            model.add_all(part, &mut sum);
        }
        self.adds[offset] = sum;
        self.ready |= 1 << offset;
    }
}

/// "McDonald's" → "XxXx'x", runs shortened.
fn outline(word: &str) -> Vec<u8> {
    let mut out: Vec<u8> = Vec::with_capacity(8);
    for ch in word.chars() {
        let class = if ch.is_uppercase() {
            b'X'
        } else if ch.is_alphabetic() {
            b'x'
        } else if ch.is_ascii_digit() {
            b'0'
        } else if ch == '’' {
            b'\''
        } else if ch.is_ascii() {
            u8::try_from(ch).unwrap_or(b'?')
        } else {
            b'?'
        };
        let n = out.len();
        // Capitals are counted up to three: "XX" is an initialism of two, "XXX" of three or more.
        let keep = if class == b'X' { 3 } else { 1 };
        if n >= keep && out[n - keep..].iter().all(|&c| c == class) {
            continue;
        }
        out.push(class);
        if out.len() >= 12 {
            break;
        }
    }
    out
}
